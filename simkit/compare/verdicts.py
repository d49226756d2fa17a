"""What a difference says, in one of ten words; no prose may say more."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..core.catalogue import Words
from ..core.multiple_tests import holm
from .intervals import LEVEL

NEGLIGIBLE = 0.05
"""An effect is negligible where its whole interval lies within this share of the base's mean."""
FEW_CHANGED, FEW_SHARE = 10, 0.25
"""With fewer changed pairs than this, or than this share of all, an interval promises too much."""
SIGNED = ("profit_rp",)
"""Outcomes that can be below 0; all others are counts, shares, times and sums, which cannot lose more than all."""
VERDICTS = (
    "less", "more", "little_less", "little_more", "alone_less", "alone_more", "same", "unclear", "none", "few"
)  # fmt: skip
UNTOLD = ("unclear", "few", "alone_less", "alone_more")
"""Verdicts that leave the question open."""
SAID = Words(__package__, "verdicts.said")


def verdict(row: Mapping[Any, Any], holds: bool = True) -> str:
    """Judge a difference by its interval, and by whether it holds in its family.

    Parameters
    ----------
    row : mapping
        With ``n_pairs``, ``n_changed``, ``base``, ``low`` and ``high`` (see `simkit.compare.pairs.differences`).
    holds : bool
        Whether the sign stands when all comparisons of the family are judged together.

    Returns
    -------
    str
        ``less`` or ``more`` where the interval leaves out 0; with ``little_`` before it where the whole interval
        stays within 5 % of the base, with ``alone_`` where the sign does not hold in the family. ``same`` where the
        interval stays within 5 % and no sign is clear; ``none`` where not one pair differs; ``few`` where there is
        no interval; else ``unclear``.

    Examples
    --------
    >>> row = {"n_pairs": 30, "n_changed": 30, "base": 100.0, "low": -3.0, "high": 2.0}
    >>> verdict(row), verdict(row | {"high": -2.0}), verdict(row | {"low": -9.0, "high": -2.0})
    ('same', 'little_less', 'less')
    """
    low, high = float(row["low"]), float(row["high"])
    if row["n_pairs"] and not row["n_changed"]:
        return "none"
    if not (math.isfinite(low) and math.isfinite(high)):
        return "few"
    is_near = max(-low, high) <= NEGLIGIBLE * abs(float(row["base"]))
    side = "more" if low > 0 else "less" if high < 0 else ""
    if not (side and holds):
        return "same" if is_near else f"alone_{side}" if side else "unclear"
    return f"little_{side}" if is_near else side


def judged(table: pd.DataFrame, level: float = LEVEL) -> pd.DataFrame:
    """Judge rows of differences as one family: columns ``p_holm`` and ``verdict`` are written anew.

    `table` holds the rows that are read together, with ``p`` of each; `level` is the chance that any sign is wrong.
    """
    adjusted = holm(table["p"].to_numpy(float))
    rows = zip(table.to_dict("records"), adjusted, strict=True)
    return table.assign(p_holm=adjusted, verdict=[verdict(row, not p > level) for row, p in rows]).astype(
        {"verdict": "string"}
    )


def has_few_changed(row: Mapping[Any, Any]) -> bool:
    """Tell whether so few pairs changed that the interval is too optimistic.

    Examples
    --------
    >>> [has_few_changed({"n_pairs": 60, "n_changed": n}) for n in (0, 6, 14, 15, 60)]
    [False, True, True, False, False]
    """
    n, of = int(row["n_changed"]), int(row["n_pairs"])
    return 0 < n < of and (n < FEW_CHANGED or n < FEW_SHARE * of)


def told(row: Mapping[Any, Any], lang: str) -> str:
    """Say the verdict of a row in words, with a warning where few pairs changed."""
    text, warning = str(SAID[lang][row["verdict"]]), warned(row, lang)
    return f"{text} ({warning})" if warning else text


def warned(row: Mapping[Any, Any], lang: str) -> str:
    """Say how many pairs changed, where these are few; else nothing."""
    said = {"n": row["n_changed"], "of": row["n_pairs"]}
    return SAID[lang]["changed"].format(**said) if has_few_changed(row) else ""


def share_of_base(outcome: str, value: float, base: float) -> float:
    """Give an end of an interval as a share of the base's mean, at least -1 where nothing can lose more than all.

    The end is cut there. An interval without its impossible part misses as rarely as before, its other end and its
    verdict are those of the difference, and it exists where the arm has none left; the interval of the log of the
    ratio, which ends above -1 by itself, does not (and its sign may differ from that of the difference).

    Examples
    --------
    >>> share_of_base("n_posts", -1.9, 1.67), share_of_base("profit_rp", -30.0, 20.0)
    (-1.0, -1.5)
    """
    if not base:
        return math.nan
    made = value / abs(base)
    return made if outcome in SIGNED else float(np.maximum(made, -1.0))
