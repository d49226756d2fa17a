"""Numbers that a spreadsheet has been at: what is lossless is undone, what is lost is named."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pyarrow as pa

from ..identifiers import COUNTRY
from .text import Look, Made, refused

SCIENCE = r"^[+-]?(\d)(?:[.,](\d+))?[eE]\+?(\d{1,3})$"
LENGTHS = {
    "nik": (16, 16),
    "kk": (16, 16),
    "msisdn": (9, 15),
    "imei": (15, 15),
    "imsi": (15, 15),
    "iccid": (19, 20),
}
"""Digits from, to. Sources: nik-structure, kk-structure, imei-iccid-imsi."""
LIMITS = {"small": 2**15 - 1, "count": 2**31 - 1}
SHORTEST = 6
"""Fewer digits than this is no number that lost its zeros; assumption: nine zeros in a row do not happen."""
EXACT = 2**53
"""Up to here every whole number fits into a floating-point number of 64 bits. Source: IEEE 754."""
ROUNDED = 9.2
"""Zeros at the end are damage where chance would do it once in ten thousand times (natural log); assumption."""


WORDS_BEFORE = r"(?i)^(?:tel|telp|tlp|hp|wa|no|nik|kk|imei)[.:\s]+(?=\+?\(?\d)"
"""What people write before a number."""
HOME = rf"^(?!628)(?:{COUNTRY}|0)?(8\d{{7,12}})$"
"""A telephone number with too much or too little of the country's code before it."""


HOLE = r"(?:62)?(?:0{9,}|1{9,}|9{9,}|0?1234567890?\d*|(?:0123456789)\d*|8{9,}|-+|x+|tidak diisi|belum diisi)"
"""What is typed where a number must stand and none is known."""


def name_of(column: str) -> str:
    """Give the kind of number that a column holds: `posted_nik` holds a NIK.

    Examples
    --------
    >>> name_of("posted_nik"), name_of("msisdn")
    ('nik', 'msisdn')
    """
    return column.removeprefix("posted_")


def looks_rounded(texts: pd.Series | np.ndarray, zeros: int = 1) -> bool:
    """Tell whether more numbers end in that many zeros than chance allows.

    Of digits that mean nothing one in ten is 0. The test is Chernoff's bound on the binomial.
    A date of 00-00-00 inside a NIK settles it alone.

    Examples
    --------
    >>> looks_rounded(pd.Series(["3270754101700010", "3270754101700021", "3270754101700032"]))
    False
    >>> looks_rounded(pd.Series(["3270754101700000", "3270754101700010", "3270754101700020", "3270754101700030"]))
    True
    """
    if not len(texts):
        return False
    if _end_in(texts, 8).any():
        return True
    return _is_odd(_end_in(texts, zeros), 10.0**-zeros)


def _end_in(numbers: pd.Series | np.ndarray, zeros: int) -> np.ndarray:
    if isinstance(numbers, np.ndarray):
        return np.asarray(numbers % 10**zeros == 0)
    return numbers.str.endswith("0" * zeros).to_numpy()


def _is_odd(hits: np.ndarray, chance: float) -> bool:
    """Tell whether there are more hits than chance allows, by Chernoff's bound on the binomial."""
    share = float(hits.mean())
    if share <= chance:
        return False
    far = share * math.log(share / chance)
    if share < 1:
        far += (1 - share) * math.log((1 - share) / (1 - chance))
    return len(hits) * far >= ROUNDED


def lost_in_float(look: Look, texts: pd.Series) -> np.ndarray:
    """Tell which whole numbers went through a floating-point number that cannot hold them.

    Above 2**53 only some whole numbers can be held: every second, fourth, ... one. The others were rounded to
    these. A number is lost if a ``.0`` betrays the way it came, or if far more numbers of the column than chance
    allows are among those that can be held. `texts`: the digits of each text of the column.

    Examples
    --------
    >>> from ...core.tables import Column
    >>> seen = Look(pd.Series(["9270754101700002.0", "3270754101700001.0"]), "x.csv", "x", Column("nik", "id", "It."))
    >>> lost_in_float(seen, pd.Series(["9270754101700002", "3270754101700001"])).tolist()
    [True, False]
    """
    held, is_odd = held_by_float(texts)
    dotted = look.clean.str.fullmatch(r"\d{16,20}[.,]0{1,2}").to_numpy()
    return held & (dotted | is_odd) & ~look.missing


def held_by_float(texts: pd.Series | np.ndarray) -> tuple[np.ndarray, bool]:
    """Tell which numbers above 2**53 a floating-point number can hold, and whether these are more than chance allows.

    Examples
    --------
    >>> held_by_float(pd.Series(["9270754101700002", "9270754101700001", "3270754101700001"]))[0].tolist()
    [True, False, False]
    """
    if isinstance(texts, np.ndarray):
        shaped, near, tail = texts >= 10**15, texts.astype(float), (texts % 10**16).astype(np.int64)
    else:
        shaped = texts.str.fullmatch(r"\d{16,20}").to_numpy(bool)
        long = texts.where(shaped, "0")
        near = pa.array(long, pa.string()).cast(pa.float64()).to_numpy()
        tail = pa.array(long.str[-16:], pa.string()).cast(pa.int64()).to_numpy()
    large = shaped & ((near > EXACT) | (tail > EXACT))
    if not large.any():
        return large, False
    # 10**16 is a multiple of 2**16: whether so many powers of 2 go into a number is seen in its last 16 digits.
    held = large & (tail % (1 << np.clip(np.frexp(near)[1] - 53, 0, 16)) == 0)
    # The step between two numbers that can be held is 2 above 2**53, 4 above 2**54...
    return held, _is_odd(held[large], 1 / math.ulp(float(near[large].min())))


def digits(look: Look, is_exact: bool = True) -> Made:
    """Read a column of long numbers (NIK, KK, MSISDN, IMEI, IMSI, ICCID) as texts of digits.

    `is_exact`: false for what others posted: slips of the finger stay as they are.
    """
    made, lost = _science(look)
    if made.is_refused:
        return made
    name, there = name_of(look.column.name), ~look.missing
    low, high = LENGTHS[name]
    bare = look.clean.str.replace(r"(?<=\d{9})[.,]0{1,2}$", "", regex=True)
    bare = bare.str.replace(WORDS_BEFORE, "", regex=True).str.replace(r"[\s.\-()+/]", "", regex=True)
    plain = bare.str.fullmatch(r"\d+").to_numpy()
    # A posted number with a letter in it stays as it was typed.
    text = bare.where(plain, look.words.str.strip()).where(~lost, pd.Series(made.values))
    gone = lost_in_float(look, text)
    dressed = there & ~lost & ~gone & (bare != look.words).to_numpy() & plain
    made.found += look.found("digits_dressed", dressed)
    fits = text.str.fullmatch(rf"\d{{{low},{high}}}").to_numpy() & there
    zeros = {"iccid": 4}.get(name, 1)
    if name in ("nik", "kk", "iccid") and looks_rounded(text[fits], zeros):
        made.found.append(look.find("digits_rounded", fits & text.str.endswith("0" * zeros).to_numpy()))
        return Made(text.to_numpy(object), made.bad, made.found, is_refused=True)
    if is_exact:
        text = _completed(look, text, made)
        fits = text.str.fullmatch(rf"\d{{{low},{high}}}").to_numpy()
        made.bad = there & ~fits
    return Made(text.to_numpy(object), made.bad, made.found, gone=gone)


def _science(look: Look) -> tuple[Made, np.ndarray]:
    """Read numbers with an exponent; give them, and which they are. The column is refused where digits are gone."""
    parts = look.clean.str.extract(SCIENCE)
    is_one = parts[0].notna().to_numpy() & ~look.missing
    fraction, power = parts[1].fillna(""), pd.to_numeric(parts[2]).fillna(0).to_numpy(np.int64)
    gone = is_one & (fraction.str.len().to_numpy(np.int64) != power)
    made = Made((parts[0].fillna("") + fraction).to_numpy(object), np.zeros(len(is_one), bool))
    if gone.any():
        return refused(look, "digits_science", gone), is_one
    made.found = look.found("digits_exact", is_one)
    return made, is_one


def _completed(look: Look, text: pd.Series, made: Made) -> pd.Series:
    """Put back leading zeros where the length is known, and the country's code where only that is missing."""
    name, there = name_of(look.column.name), ~look.missing & text.str.fullmatch(r"\d+").to_numpy()
    if name in ("imei", "imsi"):
        length = LENGTHS[name][0]
        short = there & text.str.len().between(SHORTEST, length - 1).to_numpy()
        made.found += look.found("zeros_restored", short, length=length)
        text = text.where(~short, text.str.zfill(length))
    if name == "msisdn":
        home = there & text.str.fullmatch(HOME).to_numpy()
        made.found += look.found("phone_prefix", home)
        text = text.where(~home, text.str.replace(HOME, r"62\1", regex=True))
    return text


UNIT = r"(?<=\d)\s*(?:s|detik|sec|seconds?|rupiah|idr|bytes?|kali|baris|sms|hari)\.?$"
"""What people write behind a count."""


def whole(look: Look) -> Made:
    """Read a column of counts, amounts or ids as whole numbers."""
    made, is_one = _science(look)
    if made.is_refused:
        return made
    there = ~look.missing
    bare = look.clean.str.replace(rf"(?i)^(?:rp|idr)\.?\s*|,-$|{UNIT}", "", regex=True)
    bare = bare.str.replace(r"(?<=\d)['\u2019_](?=\d{3})", " ", regex=True).str.strip('"')
    bare = bare.str.replace(r"(?<=\d)[.,](?:0{1,2}|0{4,})$", "", regex=True)
    grouped = bare.str.fullmatch(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+").to_numpy()
    priced = look.clean.str.match(r"(?i)^(?:rp|idr)").to_numpy() | look.clean.str.endswith(",-").to_numpy()
    text = bare.where(~grouped, bare.str.replace(r"[., ]", "", regex=True)).str.removeprefix("+")
    text = text.where(~is_one, pd.Series(made.values))
    ok = text.str.fullmatch(r"-?\d{1,18}").to_numpy()
    gone = lost_in_float(look, text)
    marked = there & ok & (grouped | priced)
    made.found += look.found("thousands", marked)
    dressed = there & ok & ~gone & ~marked & ~is_one & (text != look.words).to_numpy()
    made.found += look.found("digits_dressed", dressed)
    values = text.where(ok, "-1").astype("int64").to_numpy()
    bad = there & (~ok | (values < 0) | (values > LIMITS.get(look.column.kind, 2**62)))
    return Made(np.where(look.missing, -1, values), bad, made.found, gone=gone)


def decimal(look: Look) -> Made:
    """Read a column of numbers with a fraction, written with a point or a comma.

    Where both stand, the last one is the decimal mark.
    """
    there, text = ~look.missing, look.clean
    comma = text.str.fullmatch(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+").to_numpy() & there
    text = text.where(~comma, text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False))
    both = text.str.fullmatch(r"-?\d{1,3}(?:,\d{3})+\.\d+").to_numpy()
    text = text.where(~both, text.str.replace(",", "", regex=False))
    percent = text.str.fullmatch(r"-?\d+(?:\.\d+)?\s?%").to_numpy()
    values = pd.to_numeric(text.str.replace(r"\s?%$", "", regex=True), errors="coerce").to_numpy(float)
    found = look.found("decimal_comma", comma) + look.found("thousands", both & there)
    found += look.found("decimal_percent", percent & there)
    fine = there & np.isfinite(values) & (np.abs(values - np.round(values, look.column.decimals)) > 0)
    found += look.found("decimal_rounded", fine, places=look.column.decimals)
    return Made(np.where(percent, values / 100, values), there & ~np.isfinite(values), found)
