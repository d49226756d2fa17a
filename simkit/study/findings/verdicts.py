"""What a difference says, in one of six words; no prose may say more."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..experiment.compare import Experiment
from ..experiment.pairs import COARSE
from .asking import Claim

VERDICTS = ("less", "more", "same", "unclear", "none", "few")
UNTOLD = ("unclear", "few")
"""Verdicts that leave the question open."""
SIGNS = {"less": "−", "more": "+", "same": "≈", "unclear": "?", "none": "0", "few": "?"}
"""How a cell of a grid is written."""


@dataclass(frozen=True)
class Answer:
    """A claim with what the runs say.

    Attributes
    ----------
    claim : Claim
    verdict : str
        One of `VERDICTS`.
    row : mapping
        The row of differences.
    """

    claim: Claim
    verdict: str
    row: Mapping[str, Any]

    @property
    def is_as_expected(self) -> bool:
        """Whether the runs agree with what was written down; what is unclear does not."""
        if self.claim.expected == "same":
            return self.verdict in ("same", "none")
        return self.verdict == self.claim.expected


def verdict(row: Mapping[str, Any]) -> str:
    """Judge a difference by its interval.

    Parameters
    ----------
    row : mapping
        A row of `simkit.study.experiment.pairs.differences`.

    Returns
    -------
    str
        ``less`` or ``more`` where the interval leaves out 0; ``none`` where not one pair differs; ``same`` where it
        holds 0 and stays within 5 % of the base; ``few`` where there is no interval; else ``unclear``.

    Examples
    --------
    >>> verdict({"n_pairs": 30, "n_changed": 30, "base": 100.0, "low": -3.0, "high": 2.0})
    'same'
    >>> verdict({"n_pairs": 30, "n_changed": 30, "base": 100.0, "low": -3.0, "high": -2.0})
    'less'
    """
    low, high = float(row["low"]), float(row["high"])
    if row["n_pairs"] and not row["n_changed"]:
        return "none"
    if not (math.isfinite(low) and math.isfinite(high)):
        return "few"
    if low > 0 or high < 0:
        return "more" if low > 0 else "less"
    near = COARSE * abs(float(row["base"]))
    return "same" if max(-low, high) <= near else "unclear"


def answer(claim: Claim, made: Experiment) -> Answer:
    """Judge a claim by the experiment whose base is the claim's."""
    row = row_of(made, claim.outcome, claim.arm)
    return Answer(claim, verdict(row), row)


def row_of(made: Experiment, outcome: str, arm: str) -> Mapping[str, Any]:
    """Give a row of differences; an outcome that no run has is an empty one."""
    table = made.differences
    rows = table[(table["outcome"] == outcome) & (table["arm"] == arm)].to_dict("records")
    if rows:
        return {str(k): v for k, v in rows[0].items()}
    names = ("base", "arm_mean", "difference", "low", "high", "relative", "variance_ratio", "n_needed")
    return {"outcome": outcome, "arm": arm, "n_pairs": 0, "n_changed": 0, **dict.fromkeys(names, math.nan)}
