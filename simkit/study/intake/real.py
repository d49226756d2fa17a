"""Looks for identity numbers of real regions in the raw texts of a file, before anything is repaired or left out.

A column that is ignored, renamed or rounded must not carry real people past the guard.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...analysis.guard import WHY
from ...core.errors import BadValue
from ...world.nik import could_exist
from .heads import plain
from .look import undress
from .numerals import SCIENCE

SURE = ("nik", "kk")
MOST = 0.5
"""In a column of another name, or of posts with slips, this share of real-looking numbers is enough; assumption."""


def refuse_raw(heads: list[str], cells: pd.DataFrame, file: str) -> None:
    """Stop if a column of a file holds identity or family-card numbers that somebody could have.

    Parameters
    ----------
    heads : list of str
    cells : DataFrame of str
        One column a head, by position; the index is the row's number in a spreadsheet.
    file : str

    Raises
    ------
    BadValue
        With the file, the column and the row, and why; the number itself is not repeated.

    Examples
    --------
    >>> refuse_raw(["No KTP"], pd.DataFrame({0: ["3270 7541 0170 0001"]}, index=[2]), "a.csv")
    >>> refuse_raw(["No KTP"], pd.DataFrame({0: ["3273 0141 0170 0001"]}, index=[2]), "a.csv")
    Traceback (most recent call last):
    ...
    simkit.core.errors.BadValue: a.csv, column 'No KTP', row 2: this number could belong to a real person. ...
    """
    for i, head in enumerate(heads):
        codes, words = pd.factorize(cells[i])
        whole, shaped, rounded = _numbers(pd.Series(np.asarray(words, object), dtype=object).astype(str))
        # What was rounded up to the next region may have come from the one below: both must be real.
        real = could_exist(np.where(shaped, whole, -1)) & could_exist(np.where(rounded, whole - 1, whole))
        if plain(head) not in SURE and real.sum() <= MOST * shaped.sum():
            continue
        if real.any():
            row = int(cells.index[real[codes]][0])
            raise BadValue(
                f"{file}, column {head!r}, row {row}: this number could belong to a real person. {WHY}"
            )


def _numbers(words: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the numbers of 16 digits, which of them are shaped like a NIK, and which were rounded to six or more."""
    bare = undress(words).str.replace(r"(?<=\d{9})[.,]0{1,2}$", "", regex=True)
    parts = bare.str.extract(SCIENCE)
    rounded = (parts[0] + parts[1].fillna("")).where(
        parts[2].isin(["15"]) & (parts[1].fillna("").str.len() >= 5)
    )
    text = rounded.str.pad(16, "right", "0").fillna(bare.str.replace(r"[\s.\-()+/]", "", regex=True))
    is_long = text.str.fullmatch(r"\d{16}").to_numpy()
    whole = text.where(is_long, "0").astype("int64").to_numpy()
    province, day, month = whole // 10**14, whole // 10**8 % 100 % 40, whole // 10**6 % 100
    is_rounded = rounded.notna().to_numpy()
    dated = (day >= 1) & (day <= 31) & (month >= 1) & (month <= 12) | is_rounded
    return whole, is_long & (province >= 11) & (province <= 96) & dated, is_rounded
