"""What is said of a file that was not as it should be: one object each, in words a clerk understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...core.catalogue import read_section
from ..identifiers import hidden

SEVERITIES = ("repaired", "noted", "skipped", "refused")
"""Repaired: nothing is lost. Noted: used as it stands, but it may be wrong. Skipped: left out, the rest is used.
Refused: information is gone."""
SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """One thing that was wrong, and what was done about it.

    Parameters
    ----------
    code, severity : str
        A key of `kinds`, and one of ``SEVERITIES``.
    file, table, column : str
        Where; empty where it does not apply.
    rows : tuple of int
        The first of them, numbered as a spreadsheet numbers them: the header is row 1.
    n : int
        How many rows in all.
    id, en : str
        The sentence in Indonesian and English: what was seen, what was done, what to do.
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
        word = {"id": "kolom", "en": "column"}[lang]
        place = f"{self.file}, {word} {self.column}" if self.column else self.file
        return f"{place}: {getattr(self, lang)}"


def kinds() -> Mapping[str, Mapping[str, str]]:
    """Give every kind of damage by its code: its severity, and the sentence by language."""
    return read_section(__package__, "findings")


def find(code: str, file: str, table: str = "", column: str = "", rows: Any = (), **said: Any) -> Finding:
    """Make a finding; `rows` are all spreadsheet rows it concerns, `said` fills the sentence.

    Examples
    --------
    >>> f = find("rows_blank", "tickets.csv", "tickets", rows=[4, 9])
    >>> f.severity, f.n, f.en
    ('repaired', 2, 'empty rows (row 4, 9) were left out; nothing is lost.')
    """
    kind = kinds()[code]
    numbers = [int(r) for r in rows]
    fill = {k: quoted(v) if isinstance(v, (list, tuple, np.ndarray)) else v for k, v in said.items()}
    made = {
        "en": kind["en"].format(rows=_rows(numbers, "row", "and {} more"), n=f"{len(numbers):,}", **fill),
        "id": kind["id"].format(
            rows=_rows(numbers, "baris", "dan {} lagi"), n=f"{len(numbers):,}".replace(",", "."), **fill
        ),
    }
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


def _rows(rows: list[int], word: str, more: str) -> str:
    if not rows:
        return ""
    left = f"{len(rows) - SHOWN:,}"
    left = left.replace(",", ".") if word == "baris" else left
    text = f"{word} " + ", ".join(str(r) for r in rows[:SHOWN])
    return text + (f" {more.format(left)}" if len(rows) > SHOWN else "")
