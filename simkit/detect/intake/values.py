"""A column of texts becomes a column of the declared type, or is refused with a reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...core.catalogue import Catalogue
from .categories import read_words
from .dates import times
from .numerals import HOLE, decimal, digits, name_of, whole
from .text import ERRORS, MOST_BAD, Look, Made, refused

YES = (
    "true", "1", "ya", "y", "yes", "benar", "betul", "1.0", "1,0", "-1", "-1.0", "ada", "sudah", "on", "x", "v",
    "\u2713", "\u2714",
)  # fmt: skip
NO = (
    "false", "0", "tidak", "t", "n", "no", "salah", "bukan", "0.0", "0,0", "tdk", "tidak ada", "belum", "off",
)  # fmt: skip
LONE = ("x", "v", "\u2713", "\u2714", "ya", "y", "yes", "1", "true", "ada", "sudah")
"""Where nothing but one of these stands, a cell that is empty or has a dash says no."""
PLAIN_FLAGS = ("true", "false", "True", "False", "TRUE", "FALSE", "1", "0")
WANTED = Catalogue(__package__, "wanted")
NAMED = ("digits16", "time", "day", "flag", "number", "money")
"""Kinds of column that have a sentence of their own; others hold whole numbers, or texts."""
LONG = ("nik", "kk", "msisdn", "imei", "imsi", "iccid")


def typed(look: Look, file_order: str = "") -> tuple[Any, np.ndarray, Made]:
    """Read one column: the values by row, the rows that must be left out, and the findings.

    `file_order`: {"day", "month", ""}; what other date columns of the file say.
    """
    made = _made(look, file_order)
    no_rows = np.zeros(len(look.codes), bool)
    if made.is_refused:
        return None, no_rows, made
    made.found += look.found("missing_marks", look.marked)
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
    if name_of(look.column.name) in LONG or look.column.ref:
        _unfilled(look)
    hashes = look.words.str.fullmatch(r"\s*#{3,}\s*").to_numpy()
    if hashes.any():
        return refused(look, "hashes", hashes)
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


def _unfilled(look: Look) -> None:
    """Mark numbers that stand for none: empty where that is allowed, and else rows that must go."""
    bare = (
        look.clean.str.lower()
        .str.replace(r"[ .+]", "", regex=True)
        .str.replace(r"(?<=\d)\.0$", "", regex=True)
    )
    holes = bare.str.fullmatch("0|-1" if look.column.ref else HOLE).to_numpy(bool) & ~look.empty
    if look.column.nullable:
        look.marked = look.marked | holes
    else:
        look.holes = holes
    look.missing = look.missing | holes


def _judged(look: Look, made: Made) -> np.ndarray:
    """Decide on values that cannot be read or are missing: the rows go, or, where they are many, the column."""
    n, kind = len(look.codes), look.column.kind
    is_text = kind in ("text", "string")
    wanted = WANTED["text" if is_text else kind if kind in NAMED else "whole"]
    empty = look.missing & ~look.holes & (not look.column.nullable)
    if is_text:
        made.found += look.found("text_empty", empty)
        empty &= False
    gone = made.bad & False if made.gone is None else made.gone
    made.found += look.found("values_none", look.holes)
    made.bad = made.bad & ~look.holes
    judged = (
        (made.bad & ~gone, "values_bad", "values_bad_column"),
        (gone, "digits_lost", "digits_lost_column"),
        (empty, "values_empty", "values_bad_column"),
    )
    for mask, _, code in judged:
        rows = int(mask[look.codes].sum()) if n else 0
        if rows > max(1, MOST_BAD * n):
            made.found.append(look.find(code, mask, wanted=wanted))
            made.is_refused = True
            return np.zeros(n, bool)
    for mask, code, _ in judged:
        made.found += look.found(code, mask, wanted=wanted)
    made.bad = made.bad | gone
    empty = empty | look.holes
    return (made.bad | empty)[look.codes] if n else np.zeros(0, bool)


def texts(look: Look) -> Made:
    """Read texts: the spaces around them go, and words are read as those that simkit writes."""
    made, found = read_words(look)
    return Made(made.to_numpy(object), made.str.fullmatch(ERRORS).to_numpy(), found)


def flags(look: Look) -> Made:
    """Read yes and no in either language; a lone "T" may be True or Tidak."""
    words = look.clean.str.lower()
    # Here these say no, and not that nothing is known.
    look.missing &= ~words.isin(NO).to_numpy()
    look.marked &= look.missing
    there = set(words[~look.missing])
    alone = look.missing & (len(there) == 1 and there <= set(LONE))
    look.missing, look.marked = look.missing & ~alone, look.marked & ~alone
    if "t" in there and not there & {"y", "f"}:
        return refused(look, "flag_unclear", (words == "t").to_numpy())
    no = tuple(w for w in NO if w != "t") if "f" in there else NO
    is_yes = words.isin((*YES, "t") if "f" in there else YES).to_numpy()
    is_no = words.isin((*no, "f")).to_numpy() | alone
    odd = (~look.words.isin(PLAIN_FLAGS).to_numpy() | alone) & (is_yes | is_no)
    return Made(is_yes, ~look.missing & ~is_yes & ~is_no, look.found("flag_words", odd))
