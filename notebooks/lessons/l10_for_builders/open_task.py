"""The judge of lesson 10's open task: a rule of one's own, in pairs of seeds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit.engine.policies import Policy
from simkit_course.checks import NotYet, compare, numbers
from simkit_course.lessons.l07_complaint_to_block.material import interval

from .material import in_pairs

SAID = Catalogue(__package__, "open_task")
FEWEST = 3
PARTS = ("share", "low", "high")


def judge(answer: Any, policy: Any, pairs: pd.DataFrame) -> None:
    """Judge the mean share of messages that a rule spares and its interval; one seed of the table is run again."""
    if not isinstance(policy, Policy):
        raise NotYet(SAID["made_policy"])
    columns = ("without", "with_rule")
    if not isinstance(pairs, pd.DataFrame) or not set(columns) <= set(pairs) or len(pairs) < FEWEST:
        raise NotYet(SAID["a_table"].put(n=FEWEST))
    mean, low, high = interval(1 - pairs["with_rule"] / pairs["without"])
    compare(numbers(answer, PARTS), {"share": mean, "low": low, "high": high})
    last = int(pairs.index[-1])
    if in_pairs(policy, [last]).loc[last, list(columns)].tolist() != pairs.loc[last, list(columns)].tolist():
        raise NotYet(SAID["other_policy"].put(seed=last))
