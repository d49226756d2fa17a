"""The judge of lesson 09's open task: what a case played by oneself came to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simkit.core.catalogue import Catalogue
from simkit_course.checks import NotYet, compare, numbers
from simkit_course.game.costs import Investigation
from simkit_course.game.debrief import whole_truth
from simkit_course.game.scoring import Accusation, judged, score

SAID = Catalogue(__package__, "open_task")
PARTS = ("n_right", "n_guessed", "n_wrong", "points")


def judge(answer: Any, named: Iterable[Accusation], inquiry: Investigation) -> None:
    """Judge the counts and the points of a case that was investigated."""
    if not inquiry.hours:
        raise NotYet(SAID["nothing_looked_at"])
    told = score(judged(named, whole_truth(inquiry.case), inquiry.seen), inquiry.hours)
    compare(numbers(answer, PARTS), {k: float(told[k]) for k in PARTS})
