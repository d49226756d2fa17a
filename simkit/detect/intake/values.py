"""A column of texts becomes a column of the declared type, or is refused with a reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .categories import read_words
from .dates import times
from .look import ERRORS, MOST_BAD, Look, Made
from .numerals import decimal, digits, name_of, whole

YES = ("true", "1", "ya", "y", "yes", "benar", "betul")
NO = ("false", "0", "tidak", "t", "n", "no", "salah", "bukan")
PLAIN_FLAGS = ("true", "false", "True", "False", "TRUE", "FALSE", "1", "0")
WANTED = {
    "digits16": ("a number of the right length", "nomor dengan panjang yang benar"),
    "time": ("a date and time", "tanggal dan jam"),
    "day": ("a date", "tanggal"),
    "flag": ("yes or no", "ya atau tidak"),
    "number": ("a number", "angka"),
    "money": ("an amount in rupiah", "jumlah rupiah"),
    "text": ("a text", "teks"),
    "string": ("a text", "teks"),
}
WHOLE = ("a whole number", "bilangan bulat")
LONG = ("nik", "kk", "msisdn", "imei", "imsi", "iccid")


def typed(look: Look, file_order: str = "") -> tuple[Any, np.ndarray, Made]:
    """Read one column.

    Parameters
    ----------
    look : Look
    file_order : {"day", "month", ""}
        What other date columns of the file say.

    Returns
    -------
    values, is_out, made
        The values by row, as ``core.tables.to_arrow`` takes them; the rows that must be left out; the findings.
    """
    made = _made(look, file_order)
    no_rows = np.zeros(len(look.codes), bool)
    if made.is_refused:
        return None, no_rows, made
    if look.marked.any():
        made.found.append(look.find("missing_marks", look.marked))
    out = _judged(look, made)
    kind, codes = look.column.kind, look.codes
    values = made.values[codes] if len(made.values) else made.values
    gone = (look.missing | made.bad)[codes] if len(made.values) else no_rows
    if kind in ("text", "string"):
        values = np.where(gone, np.array(None if look.column.nullable else "", object), values).tolist()
    elif kind in ("time", "day"):
        values = np.where(gone, np.datetime64("NaT", "s"), values).astype("datetime64[s]")
        values = values.astype("datetime64[D]") if kind == "day" else values
    elif kind == "number":
        values = np.where(gone, np.nan, values.astype(float))
    elif kind == "flag":
        values = values.astype(bool)
    else:
        values = np.where(gone, -1, values).astype(np.int64)
    return values, out, made


def _made(look: Look, file_order: str) -> Made:
    kind = look.column.kind
    hashes = look.words.str.fullmatch(r"\s*#{3,}\s*").to_numpy()
    if hashes.any():
        return Made(np.empty(0), hashes, [look.find("hashes", hashes)], is_refused=True)
    if name_of(look.column.name) in LONG and kind in ("digits16", "string"):
        made = digits(look, is_exact=not look.column.name.startswith("posted_"))
        if kind == "digits16" and not made.is_refused:
            good = pd.Series(made.values).str.fullmatch(r"\d{1,18}").to_numpy() & ~made.bad
            made.values = np.where(good, made.values, "-1").astype("int64")
        return made
    if kind in ("time", "day"):
        return times(look, file_order)
    if kind == "flag":
        return flags(look)
    if kind == "number":
        return decimal(look)
    return texts(look) if kind in ("text", "string") else whole(look)


def _judged(look: Look, made: Made) -> np.ndarray:
    """Decide on values that cannot be read or are missing: the rows go, or, where they are many, the column."""
    n, en_id = len(look.codes), WANTED.get(look.column.kind, WHOLE)
    said = dict(zip(("wanted_en", "wanted_id"), en_id, strict=True))
    is_text = look.column.kind in ("text", "string")
    empty = look.missing & (not look.column.nullable)
    if is_text and empty.any():
        made.found.append(look.find("text_empty", empty))
        empty &= False
    gone = made.bad & False if made.gone is None else made.gone
    judged = (
        (made.bad & ~gone, "values_bad", "values_bad_column"),
        (gone, "digits_lost", "digits_lost_column"),
        (empty, "values_empty", "values_bad_column"),
    )
    for mask, _, code in judged:
        rows = int(mask[look.codes].sum()) if n else 0
        if rows > max(1, MOST_BAD * n):
            made.found.append(look.find(code, mask, **said))
            made.is_refused = True
            return np.zeros(n, bool)
    for mask, code, _ in judged:
        if mask.any():
            made.found.append(look.find(code, mask, **said))
    made.bad = made.bad | gone
    return (made.bad | empty)[look.codes] if n else np.zeros(0, bool)


def texts(look: Look) -> Made:
    """Read texts: the spaces around them go, and words are read as those that simkit writes."""
    made, found = read_words(look)
    return Made(made.to_numpy(object), made.str.fullmatch(ERRORS).to_numpy(), found)


def flags(look: Look) -> Made:
    """Read yes and no in either language; a lone "T" may be True or Tidak."""
    words = look.clean.str.lower()
    there = set(words[~look.missing])
    if "t" in there and not there & {"y", "f"}:
        return Made(np.empty(0), look.missing, [look.find("flag_unclear", (words == "t").to_numpy())], True)
    no = tuple(w for w in NO if w != "t") if "f" in there else NO
    is_yes = words.isin((*YES, "t") if "f" in there else YES).to_numpy()
    is_no = words.isin((*no, "f")).to_numpy()
    odd = ~look.words.isin(PLAIN_FLAGS).to_numpy() & (is_yes | is_no)
    found = [look.find("flag_words", odd)] if odd.any() else []
    return Made(is_yes, ~look.missing & ~is_yes & ~is_no, found)
