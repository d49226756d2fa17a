"""What is said of a file that was not as it should be: one object each, in words a clerk understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...core.catalogue import LANGUAGES, Catalogue, Text, read_section
from ...core.locale import whole
from ..identifiers import hidden

SAID = Catalogue(__package__, "words")
SEVERITIES = ("repaired", "noted", "skipped", "refused")
"""Repaired: nothing is lost. Noted: used as it stands, but it may be wrong. Skipped: left out, the rest is used.
Refused: information is gone."""
SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """One thing that was wrong, and what was done about it.

    `code` and `severity`: a key of `kinds`, and one of ``SEVERITIES``. `file`, `table` and `column`: where; empty
    where it does not apply. `rows`: the first of them, numbered as a spreadsheet does (the header is row 1). `n`: how
    many in all. `id` and `en`: the sentence: what was seen, what was done, what to do.
    """

    code: str
    severity: str
    file: str
    table: str
    column: str
    rows: tuple[int, ...]
    n: int
    id: str
    en: str

    def say(self, lang: str) -> str:
        """Give one line: file, column and sentence.

        Examples
        --------
        >>> find("file_empty", "posts.csv", "posts").say("en")
        'posts.csv: the file is empty, so the table was not read. Export it again.'
        """
        place = f"{self.file}, {SAID['column'].to(lang)} {self.column}" if self.column else self.file
        return f"{place}: {getattr(self, lang)}"


def kinds() -> Mapping[str, Mapping[str, str]]:
    """Give every kind of damage by its code: its severity, and the sentence by language."""
    return read_section(__package__, "findings")


def find(code: str, file: str, table: str = "", column: str = "", rows: Any = (), **said: Any) -> Finding:
    """Make a finding; `rows` are all spreadsheet rows it concerns, `said` fills the sentence, in each language.

    Examples
    --------
    >>> f = find("rows_blank", "tickets.csv", "tickets", rows=[4, 9])
    >>> f.severity, f.n, f.en
    ('repaired', 2, 'empty rows (row 4, 9) were left out; nothing is lost.')
    """
    kind = kinds()[code]
    numbers = [int(r) for r in rows]
    fill = {k: quoted(v) if isinstance(v, (list, tuple, np.ndarray)) else v for k, v in said.items()}
    made = {}
    for lang in LANGUAGES:
        here = {k: v.to(lang) if isinstance(v, Text) else v for k, v in fill.items()}
        here = {"rows": _rows(numbers, lang), "n": whole(len(numbers), lang)} | here
        made[lang] = kind[lang].format(**here)
    return Finding(code, kind["severity"], file, table, column, tuple(numbers[:SHOWN]), len(numbers), **made)


def together(findings: Iterable[Finding]) -> list[Finding]:
    """Join findings that say the same of several files, so that a reader reads it once.

    Examples
    --------
    >>> both = together([find("file_empty", "a.csv", "posts"), find("file_empty", "b.csv", "notices")])
    >>> [f.file for f in both]
    ['a.csv, b.csv']
    """
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for f in findings:
        groups.setdefault((f.code, f.column, f.en), []).append(f)
    return [replace(g[0], file=", ".join(dict.fromkeys(f.file for f in g))) for g in groups.values()]


def quoted(values: Sequence[Any] | np.ndarray) -> str:
    """Write the first values between quotes, so that a space at either end shows; what could be somebody's, as marks.

    Examples
    --------
    >>> quoted([" NIK", "a", "b", "c"])
    '" NIK", "a", "b"'
    """
    return ", ".join(f'"{hidden(str(v)[:40])}"' for v in list(values)[:SHOWN])


def _rows(rows: list[int], lang: str) -> str:
    if not rows:
        return ""
    text = f"{SAID['row'].to(lang)} " + ", ".join(map(str, rows[:SHOWN]))
    left = len(rows) - SHOWN
    return text + (SAID["more"].put(n=whole(left, lang)).to(lang) if left > 0 else "")
