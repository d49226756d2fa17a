"""The one error a user meets for a value that cannot be taken: value, place, what is allowed, nearest name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SimkitError(Exception):
    """Something a user can mend; its text is one clear line. The command line exits with code 2."""


class BadValue(SimkitError, ValueError):
    """A value that is not allowed where it stands."""


class BadFolder(SimkitError, OSError):
    """A folder or file that cannot be read or written."""


class MissingExtra(SimkitError, ImportError):
    """A package that is not installed; the text names the extra of simkit that brings it."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known names come closest, or list them all when none does.

    Examples
    --------
    >>> nearest("n_peple", ["n_people", "n_agents"])
    "did you mean 'n_people'?"
    """
    names = sorted(str(k) for k in known)
    close = get_close_matches(str(name), names, 1, 0.6)
    return f"did you mean {close[0]!r}?" if close else "known: " + ", ".join(names)
