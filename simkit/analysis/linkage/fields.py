"""How well a posted field agrees with the register's: same, one slip, near, or different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist, cpdist

FIELDS = ("name", "nik", "kk", "msisdn", "address", "birth_date")
NUMBERS = ("nik", "kk", "msisdn")
LEVELS = ("same", "slip", "near", "differs", "missing")
SAME, SLIP, NEAR, DIFFERS, MISSING = range(5)
NEAR_RATIO = 80.0


@dataclass(frozen=True)
class Typing:
    """How a record is typed that is about this person: the m-probabilities of the levels.

    Parameters
    ----------
    p_slip : float
        Chance of a slip in a field; the value of the knob ``post.p_slip``, an assumption.
    p_changed : float
        Chance that the field says something else than the register, as after a move; assumption.

    Examples
    --------
    >>> Typing().m().round(3).tolist()
    [0.921, 0.059, 0.01, 0.01]
    """

    p_slip: float = 0.06
    p_changed: float = 0.02

    def m(self) -> np.ndarray:
        """Give the chance of each level but `missing`, for records about the person."""
        right = 1 - self.p_changed
        return np.array(
            [(1 - self.p_slip) * right, self.p_slip * right, self.p_changed / 2, self.p_changed / 2]
        )


def clean(values: pd.Series, field: str) -> pd.Series:
    """Bring a field into one form: digits alone, telephone numbers with country code, one case, one blank.

    Examples
    --------
    >>> clean(pd.Series(["0840-123 4567", None]), "msisdn").tolist()
    ['628401234567', '']
    """
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d").fillna("").astype(str)
    if pd.api.types.is_float_dtype(values):
        # a missing value somewhere makes whole numbers floats, and 62.0 would read as 620
        values = values.astype("Int64")
    text = values.astype("string").fillna("")
    if field in NUMBERS:
        text = text.str.replace(r"\D", "", regex=True)
        return (text.str.replace(r"^08(?=\d{6})", "628", regex=True) if field == "msisdn" else text).astype(
            str
        )
    return text.str.casefold().str.replace(r"\s+", " ", regex=True).str.strip().astype(str)


def levels(posted: np.ndarray, there: np.ndarray, field: str) -> np.ndarray:
    """Compare two lists of cleaned texts pair by pair.

    A number that is shorter than the register's is compared with its last digits. ``slip`` is one wrong, missing
    or added character or two neighbours that changed places; ``near`` is two slips in a number, or a text that
    is alike for the most part (as when a middle name is left out).

    Returns
    -------
    ndarray of int8, shape (n,)
        Index into `LEVELS`.

    Examples
    --------
    >>> a, b = np.array(["budi santoso"] * 3, object), np.array(["budi santoso", "budi snatoso", "siti"], object)
    >>> [LEVELS[i] for i in levels(a, b, "name")]
    ['same', 'slip', 'differs']
    """
    missing = (posted == "") | (there == "")
    if field in NUMBERS:
        there = tails(posted, there)
    apart = cpdist(posted, there, scorer=OSA.distance, score_cutoff=2, dtype=np.int32, workers=1)
    if field in NUMBERS:
        near = apart <= 2
    elif field == "birth_date":
        near = np.zeros(len(apart), bool)
    else:
        near = cpdist(posted, there, scorer=fuzz.token_set_ratio, dtype=np.float32, workers=1) >= NEAR_RATIO
    made = np.select([missing, apart == 0, apart == 1, near], [MISSING, SAME, SLIP, NEAR], DIFFERS)
    return made.astype(np.int8)


def tails(posted: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Cut the register's numbers to the length of posted ones that are shorter by more than a slip."""
    cut = [t[-len(p) :] if 4 <= len(p) < len(t) - 1 else t for p, t in zip(posted, there, strict=True)]
    return np.array(cut, dtype=object)


def chance(values: Mapping[str, pd.Series], n_sample: int = 100) -> Mapping[str, np.ndarray]:
    """Measure how often strangers agree: the u-probabilities of the levels, from the register itself.

    Evenly spaced values of the register are compared with others that are evenly spaced; no luck is involved,
    and the order of the rows plays no part. ``same`` is replaced by the frequency of the very value when a
    record is scored: a rare name says more than a common one.

    Returns
    -------
    mapping of str to ndarray of float, shape (4,)
        By field; never below half a person in the register: a sample cannot show that something never happens.
    """
    made = {}
    for field, column in values.items():
        known = np.sort(column[column != ""].to_numpy(object))
        one = known[:: max(len(known) // n_sample, 1)]
        many = known[len(known) % 7 // 2 :: max(len(known) // (20 * n_sample), 1)]
        n = max(len(one) * len(many), 1)
        apart = (
            cdist(one, many, scorer=OSA.distance, score_cutoff=2, dtype=np.int32) if n > 1 else np.empty(0)
        )
        if field in NUMBERS:
            near = (apart == 2).sum()
        elif field == "birth_date" or n == 1:
            near = 0
        else:
            alike = cdist(one, many, scorer=fuzz.token_set_ratio, dtype=np.float32) >= NEAR_RATIO
            near = (alike & (apart > 1)).sum()
        counts = np.array([(apart == 0).sum(), (apart == 1).sum(), near], float)
        # a field that nobody shares says at most "one of all these"
        share = np.maximum(counts / n, 0.5 / max(len(known), 1))
        made[field] = np.array([*share, max(1 - share.sum(), 0.5)])
    return MappingProxyType(made)
