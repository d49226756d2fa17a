"""Exercises of lesson 00: run, break and mend a cell."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from simkit.core.catalogue import Catalogue
from simkit.engine.export.result import Run
from simkit_course.checks import NotYet, ask, is_function, meant, same_number, take_mapping, take_number
from simkit_course.exercises import Judge
from simkit_course.tiny import count_people, count_sims, side_by_side, tiny_country

SAID = Catalogue(__package__, "judges")

TRUTHS = {"yes": ("ya", "y", "berubah"), "no": ("tidak", "n", "tetap")}
CASES = ((300.0, 200.0), (10.0, 4.0), (7.0, 7.0), (1.0, 8.0))


def sims_per_person(answer: Any, n_sims: float, n_people: float) -> None:
    """Judge a number of SIMs per person, to two decimals."""
    mine = take_number(answer, SAID["your_answer"])
    if abs(mine - n_sims / n_people) <= 0.005:
        return
    if mine in (math.floor(n_sims / n_people), round(n_sims / n_people), round(n_sims / n_people, 1)):
        raise NotYet(SAID["too_coarse"])
    if mine in (n_sims, n_people):
        raise NotYet(SAID["one_two_numbers_task_asks"])
    same_number(mine, n_sims / n_people, SAID["your_answer"])


def _tiny_numbers() -> tuple[float, float]:
    country = tiny_country()
    return count_sims(country), count_people(country)


def mended(answer: Any) -> None:
    """Judge a function that shall give SIMs per person."""
    is_function(answer)
    what = {case: SAID["what"].put(a=case[0], b=case[1]) for case in CASES}
    mine = {case: take_number(ask(answer, *case), said) for case, said in what.items()}
    if len(set(mine.values())) == 1:
        raise NotYet(SAID["always_the_same"])
    for case, value in mine.items():
        same_number(value, case[0] / case[1], what[case])


def _as_shipped(answer: Callable[..., Any]) -> bool:
    return [answer(a, b) for a, b in CASES] == [b / a for a, b in CASES]


def what_changed(answer: Any, first: Run, second: Run) -> None:
    """Judge which counts differ between two runs."""
    mine = take_mapping(answer, ["n_people", "n_sims", "n_days"])
    both = side_by_side(first, second)
    wrong = []
    for name, value in mine.items():
        if isinstance(value, str) and value.strip().casefold() in ("true", "false"):
            raise NotYet(SAID["quotes_make_text"].put(name=name))
        word = ("yes" if value else "no") if isinstance(value, (bool, np.bool_)) else meant(value, TRUTHS)
        if word is None:
            raise NotYet(SAID["write_changed_or_did_not"].put(name=name))
        if (word == "yes") != bool(both[name].iloc[0] != both[name].iloc[1]):
            wrong.append(name)
    if wrong:
        raise NotYet(SAID["fit_compare_two_rows_table"].put(ok=3 - len(wrong)))


JUDGES = {
    "0.1": Judge(sims_per_person, _tiny_numbers),
    "0.2": Judge(mended, untouched=_as_shipped),
    "0.3": Judge(what_changed, lambda: (tiny_country(1), tiny_country(2))),
}
