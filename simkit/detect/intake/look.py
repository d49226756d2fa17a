"""One column's texts, each different one once, and the way back to the rows it stands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ...core.tables import Column
from .findings import Finding, find

MARKS = (
    "null", "n/a", "#n/a", "na", "nan", "nat", "none", "<na>", "-", "--", "kosong", "(kosong)", "(blank)",
)  # fmt: skip
EXACT = ("NULL", "N/A", "#N/A", "NaN", "nan", "<NA>", "NaT", "None")
"""In texts only these say that a value is missing: `Nan` may be somebody's name."""
ERRORS = r"#(?:REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!)"
MOST_BAD = 0.05
"""Above this share of unreadable values a column is refused; assumption: slips are rarer, damage is not."""


class Look:
    """A column of a file: its different texts and their rows.

    `values`: texts by row number as a spreadsheet counts.
    """

    def __init__(self, values: pd.Series, file: str, table: str, column: Column) -> None:
        self.codes, words = pd.factorize(values)
        self.words = pd.Series(np.asarray(words, object), dtype=object).astype(str)
        self.index, self.file, self.table, self.column = values.index, file, table, column
        self.clean = undress(self.words)
        text = column.kind in ("text", "string")
        self.empty = (self.clean == "").to_numpy()
        marks = self.words.str.strip().isin(EXACT) if text else self.clean.str.lower().isin(MARKS)
        self.marked = marks.to_numpy() & (column.nullable or not text)
        self.missing = self.empty | self.marked

    def find(self, code: str, mask: Any, **said: Any) -> Finding:
        """Make a finding on the texts of a mask, with the first of them as examples."""
        mask = np.asarray(mask)
        said |= {"rows": self.index[mask[self.codes]], "examples": self.words[mask].head(3).tolist()}
        return find(code, self.file, self.table, self.column.name, **said)

    def found(self, code: str, mask: Any, **said: Any) -> list[Finding]:
        """Give the finding on the texts of a mask; none where there is no such text."""
        return [self.find(code, mask, **said)] if np.any(mask) else []


@dataclass
class Made:
    """What became of a column's different texts.

    `values`: one a text; what stands where it is missing or bad says nothing. `bad`: texts that could not be read.
    `is_refused`: whether the whole column is of no use. `gone`: texts that can be read, but whose last digits a
    floating-point number took.
    """

    values: np.ndarray
    bad: np.ndarray
    found: list[Finding] = field(default_factory=list)
    is_refused: bool = False
    gone: np.ndarray | None = None


def refused(look: Look, code: str, mask: np.ndarray) -> Made:
    """Refuse a whole column for the texts of a mask."""
    return Made(np.empty(0), mask, [look.find(code, mask)], is_refused=True)


def undress(words: pd.Series) -> pd.Series:
    r"""Take off what spreadsheets and clerks put around a value: spaces, an apostrophe, ``="..."``.

    Examples
    --------
    >>> undress(pd.Series([" 12", "'12", '="12"', "1\u00a02"])).tolist()
    ['12', '12', '12', '1 2']
    """
    bare = words.str.replace(r"[\u00a0\u202f\u2009\ufeff]", " ", regex=True).str.strip()
    return bare.str.replace(r"^=\"(.*)\"$", r"\1", regex=True).str.replace(r"^'", "", regex=True).str.strip()
