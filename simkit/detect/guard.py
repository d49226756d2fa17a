"""Refuses tables in which anybody could be real: whoever names a person or an agent does it in made-up data only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..core.errors import BadValue
from ..world.nik import could_exist
from .identifiers import COUNTRY, HARMLESS, NIK, PHONE, TIME, look

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
    "Pemeriksaan ini tidak dapat dimatikan."
)


def refuse_real(tables: Mapping[str, pd.DataFrame], proof: tuple[str, ...] = ()) -> None:
    """Stop if any identity, family card or telephone number in the tables could belong to somebody.

    A number is safe only if its region or its block was never issued (``simkit.world.nik``); a missing one is
    safe too, except in the tables of `proof`, which have to show by their NIK that everybody is made up.

    Raises BadValue with the table, the column and the row, and why; the number itself is not repeated.

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
    is_phone, is_posted = column.endswith("msisdn"), column.startswith("posted_")
    if (
        is_phone
        and pd.api.types.is_integer_dtype(values)
        and _is_fiction(values.to_numpy(np.int64, na_value=0)).all()
    ):
        return np.zeros(len(values), bool)
    text = values.astype("string").fillna("").str.replace(r"\D", "", regex=True)
    if is_phone:
        text = text.str.replace(f"^(?:{COUNTRY}|0)?8", "628", regex=True)
    # A telephone number of which rounding left no more than 628 shows nobody.
    safe = text.str.match(rf"{SAFE_BLOCK}|6280*$" if is_phone else r"\d\d70[7-9]\d").to_numpy(bool)
    size = text.str.len().to_numpy(np.int64)
    return (size >= (SHORTEST[is_phone] if is_posted else 1)) & ~safe


def _is_fiction(whole: np.ndarray) -> np.ndarray:
    """Tell which whole numbers are the kit's telephone numbers, or too short to be anybody's."""
    made: np.ndarray = whole < SMALLEST
    for more in range(6, 12):
        made |= whole // 10**more == int(SAFE_BLOCK)
    return made


# ---
# Tells which values of a column could be somebody's numbers: harmless ones at once, the rest one by one.

_WORTH_A_LOOK = r"(?:[0-9][^0-9]*){9}|[0-9][eE]\+?[0-9]{2}|[^\x00-\x7f]"
_NINE_DIGITS = r"(?:[0-9][^0-9]*){9}"
_NOTHING = rf"^(?:{TIME})$|^[\s'\"=+]*{HARMLESS}(?:\.0+)?[\s'\"]*$"
SMALLEST = 10**8
"""Whole numbers below this are nobody's: a telephone number has nine digits."""
COMPANY, SHARE = 3, 0.5
"""So many different weak signs, and this share of a column's long values, are enough together; assumption."""
MOST_KEYS, SOME_KEYS = 0.9, 0.25
"""Of keys 0.946 have 19 digits or more, and half lie above 2**63, which no card number of 19 digits reaches."""
MOMENTS = (9 * 10**14, 23 * 10**14)
"""Microseconds since 1970 from 1998 to 2042 have 16 digits."""


def suspects(values: Any, context: str, join: str = "any") -> dict[Any, list[str]]:
    """Give the values that could be somebody's numbers, each with what it could be.

    `values`: texts, whole numbers or floats. `context` and `join`: as ``identifiers.look`` takes them.

    Examples
    --------
    >>> suspects(pa.array(["3270754101700001", "x3273014101700001"]), "identity")
    {'x3273014101700001': ['NIK']}
    """
    if _are_harmless(values, context) or not (pa.types.is_primitive(values.type) or is_worth_a_look(values)):
        return {}
    there = _unique(values)
    if not len(there) or _are_keys(there):
        return {}
    texts = there.cast(pa.string())
    if pa.types.is_floating(there.type):
        texts = pa.array([str(int(v)) for v in there.to_pylist()], pa.string())
    all_texts = texts
    mask = pc.invert(_is_known(texts, _NOTHING, context))
    there, texts = there.filter(mask), texts.filter(mask)
    mask = pc.match_substring_regex(texts, _WORTH_A_LOOK)
    there, texts = there.filter(mask), texts.filter(mask)
    mask = pc.invert(pc.match_substring_regex(texts, rf"^(?:{TIME})$"))
    there, texts = there.filter(mask), texts.filter(mask)
    bare = pc.replace_substring_regex(texts, r"[ .\-/_'\"()+=]", "")
    mask = pc.invert(_is_known(bare, rf"^{HARMLESS}$", context))
    there, texts = there.filter(mask), texts.filter(mask)
    strong, weak = {}, {}
    for value, text in zip(there.to_pylist(), texts.to_pylist(), strict=True):
        seen = look(text, context, join)
        if seen.strong:
            strong[value] = seen.strong
        elif seen.weak:
            weak[value] = seen.weak
    if strong:
        strong = _without_results(strong, values)
    if len(weak) >= COMPANY and len(weak) >= SHARE * _n_long(all_texts):
        strong |= weak
    return strong


def is_worth_a_look(words: Any) -> bool:
    """Tell whether any of some texts has so many digits, or marks, that it could hold a number."""
    return bool(pc.any(pc.match_substring_regex(words, _WORTH_A_LOOK)).as_py())


def _are_harmless(values: Any, context: str) -> bool:
    """Tell quickly whether a column holds nothing but numbers that the kit makes, as its own columns do."""
    if pa.types.is_integer(values.type):
        whole = values.drop_null().to_numpy()
        identities = (whole >= 10**15) & (whole < 10**16) & ~could_exist(whole)
        return bool((_is_fiction(whole) | identities).all())
    if (
        pa.types.is_floating(values.type)
        or not len(values)
        or not re.search(_NOTHING, values[0].as_py() or "")
    ):
        return False
    return bool(pc.all(_is_known(values, _NOTHING, context)).as_py())


def _n_long(texts: Any) -> int:
    """Count the texts with nine digits that are no moments."""
    long = texts.filter(pc.match_substring_regex(texts, _NINE_DIGITS))
    return len(long) - (pc.sum(pc.match_substring_regex(long, rf"^(?:{TIME})$")).as_py() or 0)


def _are_keys(there: Any) -> bool:
    """Tell whether a column holds 64-bit keys, as the truth's tables do: one in two thousand of them has 16 digits.

    Numbers of people and cards have fewer than 20 digits and begin alike; keys lie evenly up to 2**64.
    """
    if pa.types.is_floating(there.type):
        return False
    try:
        whole = there.cast(pa.uint64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return False
    return bool((whole >= 10**18).mean() >= MOST_KEYS and (whole >= 2**63).mean() >= SOME_KEYS)


def _is_known(texts: Any, pattern: str, context: str) -> Any:
    """Tell which texts are harmless numbers; among telephone numbers 0062 begins no device's."""
    made = pc.match_substring_regex(texts, pattern)
    return made if context != PHONE else pc.and_not(made, pc.match_substring_regex(texts, "^[^0-9]*00"))


def _unique(values: Any) -> Any:
    """Give the different values that are long enough to be somebody's number."""
    kind = values.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        top = pc.max(values).as_py()
        if top is None or not top >= SMALLEST:
            return pa.nulls(0, pa.string())
        if pa.types.is_floating(kind):
            values = values.cast(pa.float64())
            whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(values, 1e18))
            values = values.filter(pc.and_(whole, pc.greater_equal(values, float(SMALLEST))))
        else:
            values = values.filter(pc.greater_equal(values, pa.scalar(SMALLEST, kind)))
    else:
        values = values.filter(pc.greater_equal(pc.binary_length(values), 9))
    made = pc.unique(values)
    return made.drop_null()


def _without_results(strong: dict[Any, list[str]], values: Any) -> dict[Any, list[str]]:
    """Leave out what was computed from the column or is a moment: a sum, a mean, microseconds among their like."""
    texts = pc.cast(values, pa.string()) if not pa.types.is_floating(values.type) else None
    listed = values.to_pylist() if texts is None else texts.to_pylist()
    numbers = [n for v in listed if (n := _number(v)) is not None]
    sixteen = [n for n in numbers if 10**15 <= n < 10**16]
    timed = sum(MOMENTS[0] <= n < MOMENTS[1] for n in sixteen)
    dated = sum(_is_dated(n) for n in sixteen)
    are_moments = timed >= 5 and timed >= 0.9 * len(sixteen) and dated < SHARE * len(sixteen)

    def is_result(value: Any) -> bool:
        n = _number(value)
        if n is None:
            return False
        if are_moments and MOMENTS[0] <= n < MOMENTS[1]:
            return True
        return len(strong) <= COMPANY and numbers.count(n) == 1 and _is_computed(n, numbers)

    return {v: kinds for v, kinds in strong.items() if not is_result(v)}


def _is_computed(n: int, numbers: list[int]) -> bool:
    """Tell whether a number is the sum or the mean of those above or below it, but for another such result."""
    at, near = numbers.index(n), max(1, n // 10**14)
    for part in (numbers[:at], numbers[: max(at - 1, 0)], numbers[at + 1 :], numbers[at + 2 :]):
        if len(set(part)) < COMPANY:
            continue
        total = sum(part)
        if abs(total - n) <= near or abs(total - n * len(part)) <= near * len(part):
            return True
    return False


def _number(value: Any) -> int | None:
    if isinstance(value, float):
        return int(value) if abs(value) < 1e20 else None
    text = str(value)
    if re.fullmatch(r"\d[.,]\d+[eE]\+?\d\d", text):
        return int(float(text.replace(",", ".")))
    return int(text.partition(".")[0]) if re.fullmatch(r"\d{1,19}(?:\.0+)?", text) else None


def _is_dated(n: int) -> bool:
    return bool(NIK.fullmatch(f"110101{n % 10**10:010d}"))
