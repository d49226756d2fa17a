"""The judge of lesson 07's open task: reviewers and batches within a budget."""

from __future__ import annotations

from typing import Any

from simkit.core.catalogue import Catalogue
from simkit_course.checks import NotYet, compare, numbers, take_some

from .material import mean_wait

SAID = Catalogue(__package__, "open_task")
PER_HOUR, REVIEW_H, BUDGET = 20, 0.2, 40
PARTS = ("n_reviewers", "every", "cost", "wait_days")
NEAR = 1.02
"""A wait that is longer than the shortest by no more than this is as good."""


def costs(n_reviewers: int, every: int) -> float:
    """Give what reviewers and mailings cost a month, in units."""
    return 5 * n_reviewers + 30 / every


def wait_days(n_reviewers: int, every: int) -> float:
    """Give the mean days from complaint to forwarding: the wait for a reviewer, the review, the wait for the batch."""
    return (mean_wait(n_reviewers, PER_HOUR, REVIEW_H) + REVIEW_H) / 24 + every / 2


def judge(answer: Any) -> None:
    """Judge a choice: its cost and wait, whether the desk keeps up, the budget, and whether another one is better."""
    mine = numbers(answer, PARTS)
    n = int(take_some([mine["n_reviewers"]], "n_reviewers", range(1, 100))[0])
    every = int(take_some([mine["every"]], "every", range(1, 61))[0])
    least = int(PER_HOUR * REVIEW_H) + 1
    if n < least:
        raise NotYet(SAID["falls_behind"])
    compare(mine, {"cost": costs(n, every), "wait_days": wait_days(n, every)})
    if costs(n, every) > BUDGET:
        raise NotYet(SAID["too_dear"].put(budget=BUDGET))
    others = [
        wait_days(m, days) for m in range(least, 9) for days in range(1, 31) if costs(m, days) <= BUDGET
    ]
    if wait_days(n, every) > NEAR * min(others):
        raise NotYet(SAID["shorter"].put(budget=BUDGET))
