"""Refuses tables in which anybody could be real: whoever names a person or an agent does it in made-up data only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from ..core.errors import BadValue
from ..world.nik import could_exist

NUMBERS = {
    "people": ("nik", "kk"),
    "sims": ("nik", "kk", "msisdn"),
    "registrations": ("nik", "kk"),
    "accounts": ("msisdn",),
    "complaints": ("msisdn",),
    "seizures": ("msisdn",),
    "post_records": ("posted_nik", "posted_kk", "posted_msisdn"),
}
"""The columns that hold identity, family-card and telephone numbers, by table."""

SAFE_BLOCK = "6284"
SHORTEST = {False: 15, True: 10}
"""From how many digits on a posted number counts as whole: identity numbers, and telephone numbers (True)."""

WHY = (
    "Finding the person behind a record re-identifies people. For real ones that is what the Personal Data "
    "Protection Law (UU 27/2022, article 67) forbids, and simkit is made for made-up data only. There is no "
    "switch for this. / Mencari orang di balik sebuah data berarti mengenali kembali orang itu. Untuk orang "
    "sungguhan hal itu dilarang pasal 67 UU 27/2022 tentang Pelindungan Data Pribadi, dan simkit hanya dibuat untuk "
    "data buatan. "
    "Pemeriksaan ini tidak bisa dimatikan."
)


def refuse_real(tables: Mapping[str, pd.DataFrame], proof: tuple[str, ...] = ()) -> None:
    """Stop if any identity, family card or telephone number in the tables could belong to somebody.

    A number is safe only if its region or its block was never issued (``simkit.world.nik``); a missing one is
    safe too, except in the tables of `proof`, which have to show by their NIK that everybody is made up.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed tables; those that hold no such numbers are not even looked at.
    proof : tuple of str
        Tables that must be there and in which no NIK may be missing.

    Raises
    ------
    BadValue
        With the table, the column and the row, and why; the number itself is not repeated.

    Source: ``codes-never-issued``, ``msisdn-never-assigned``, ``pdp-2022``.

    Examples
    --------
    >>> safe = {"people": pd.DataFrame({"nik": [3270754101700001]})}
    >>> refuse_real(safe, proof=("people",))
    >>> refuse_real({"people": pd.DataFrame({"nik": [3273014101700001]})})
    Traceback (most recent call last):
    ...
    simkit.core.errors.BadValue: people.nik, row 1: this number could belong to a real person. ...
    """
    for name in proof:
        if name not in tables or "nik" not in tables[name]:
            raise BadValue(f"{name}.nik is missing: nothing shows that these people are made up. {WHY}")
    for name, column, values in _columns(tables):
        bad = _could_be_somebodys(values, column)
        if name in proof and column == "nik":
            bad |= values.isna().to_numpy()
        if bad.any():
            row = int(np.flatnonzero(bad)[0]) + 1
            raise BadValue(f"{name}.{column}, row {row}: this number could belong to a real person. {WHY}")


def _columns(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str, pd.Series]]:
    for name, columns in NUMBERS.items():
        if name in tables:
            table = tables[name]
            for column in columns:
                if column in table:
                    yield name, column, table[column]


def _could_be_somebodys(values: pd.Series, column: str) -> np.ndarray:
    """Tell which numbers are not shown to be safe; a posted one that is cut short shows nobody and passes."""
    if column in ("nik", "kk") and pd.api.types.is_integer_dtype(values):
        whole = values.to_numpy(np.int64, na_value=-1)
        # a number of another length has its region at another place: it shows nothing, so it is not safe
        return could_exist(whole) | ((whole >= 0) & ((whole < 10**15) | (whole >= 10**16)))
    text = values.astype("string").fillna("").str.replace(r"\D", "", regex=True)
    is_phone, is_posted = column.endswith("msisdn"), column.startswith("posted_")
    if is_phone:
        text = text.str.replace("^(?:62|0)?8", "628", regex=True)
    # A telephone number of which rounding left no more than 628 shows nobody.
    safe = text.str.match(rf"{SAFE_BLOCK}|6280*$" if is_phone else r"\d\d70[7-9]\d").to_numpy(bool)
    size = text.str.len().to_numpy(np.int64)
    return (size >= (SHORTEST[is_phone] if is_posted else 1)) & ~safe
