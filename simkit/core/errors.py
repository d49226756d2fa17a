"""The one error a user meets for a value that cannot be taken: value, place, what is allowed, nearest name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from .catalogue import Text

SHOWN = 80
"""Characters of a value that an error shows."""
LONGEST = 1_000
"""Characters of a whole error."""
_LONG_WORD = re.compile(r"\S{201,}")


class SimkitError(Exception):
    """Something a user can mend; its text is one clear line. The command line exits with code 2.

    Made of a `Text`, it can be told in both languages.
    """

    def __str__(self) -> str:
        return self.to("en")

    def to(self, lang: str) -> str:
        """Give the line in one language, where the error knows more than one."""
        said = self.args[0] if self.args else None
        whole = said.to(lang) if isinstance(said, Text) else super().__str__()
        # Whatever a caller quoted, a terminal gets neither control characters nor a wall of text.
        text = _LONG_WORD.sub(lambda word: shortened(word[0], 2 * SHOWN), " ".join(whole.split()))
        return shortened(printable(text), LONGEST)


class BadValue(SimkitError, ValueError):
    """A value that is not allowed where it stands."""


class BadFolder(SimkitError, OSError):
    """A folder or file that cannot be read or written."""


class MissingExtra(SimkitError, ImportError):
    """A package that is not installed; the text names the extra of simkit that brings it."""


def printable(text: str) -> str:
    r"""Write what a terminal would obey or hide (control characters, turned writing) as ``\x1b``.

    Examples
    --------
    >>> printable("\x1b[31mred")
    '\\x1b[31mred'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shortened(text: str, most: int = SHOWN) -> str:
    """Cut the middle out of a long text and say how much was left out.

    Examples
    --------
    >>> shortened("1234567890" * 10, 20)
    '123456789012345... (80 more) ...67890'
    """
    if len(text) <= most:
        return text
    end = most // 4
    return f"{text[: most - end]}... ({len(text) - most:,} more) ...{text[-end:]}"


def quoted(value: Any) -> str:
    r"""Quote a value in an error: as Python writes it, on one line, shortened.

    Examples
    --------
    >>> quoted("pale\nmbang"), len(quoted("9" * 10_000)) < 120, quoted(10**5_000)
    ("'pale\\nmbang'", True, 'a number of more than 4,300 digits')
    """
    if isinstance(value, str):
        return shortened(repr(value))
    try:
        return shortened(printable(" ".join(repr(value).split())))
    except ValueError:  # Python writes no whole number that is longer
        return "a number of more than 4,300 digits"
    except RecursionError:
        return "a value nested too deeply"


def nearest(name: Any, known: Iterable[str]) -> str:
    """Say which known names come closest, or list them all when none does.

    Examples
    --------
    >>> nearest("n_peple", ["n_people", "n_agents"])
    "did you mean 'n_people'?"
    """
    names = sorted(str(k) for k in known)
    close = get_close_matches(name[:SHOWN] if isinstance(name, str) else quoted(name), names, 1, 0.6)
    return f"did you mean {close[0]!r}?" if close else "known: " + ", ".join(names)
