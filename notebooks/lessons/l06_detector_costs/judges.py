"""Exercises of lesson 06: accuracy, precision at capacity, another prevalence, false accusations, a leak hunt."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit_course.checks import (
    PER_CENT,
    NotYet,
    ask,
    compare,
    gives_blank,
    is_function,
    numbers,
    refuse,
    same_number,
    take_mapping,
    take_number,
    take_words,
)
from simkit_course.exercises import Judge
from simkit_course.texts import Text
from simkit_course.unseen import altered

from .material import (
    alone_three_times,
    device_niks,
    false_accusations,
    families_hit,
    first_sims,
    fullest_handsets,
    in_order,
    new_sims,
    ring_sims,
    without_tours,
)

SAID = Catalogue(__package__, "judges")

# ---
# The usual slips of lesson 06: the value that each gives, and what to say to it.

Slips = Mapping[tuple[str, float], Text]
"""By the answer's name and the value of the slip, what to say."""


def accuracy_slips(reference: Mapping[str, float], base_rate: float, flagged: float, found: float) -> Slips:
    """Give the usual slips: shares of all SIMs that are a ring's, flagged, and both."""
    return {
        ("accuracy_never", base_rate): SAID["share_which_errs_calls_everybody"],
        ("accuracy_never", 0.0): SAID["find_nobody_not_be_always"],
        ("accuracy_rule", 1 - reference["accuracy_rule"]): SAID["share_mistakes_accuracy_counts_what"],
        ("accuracy_rule", reference["recall_rule"]): SAID["of_the_ring"],
        ("accuracy_rule", found): SAID["honest_sims_not_flagged_right"],
        ("precision_rule", reference["recall_rule"]): SAID["swapped"],
        ("recall_rule", reference["precision_rule"]): SAID["swapped"],
        ("recall_rule", found): SAID["of_all_sims"],
        ("precision_rule", found): SAID["share_all_sims_divide_only"],
        ("precision_rule", flagged): SAID["share_flagged_look_only_among"],
    }


def capacity_slips(places: pd.Series, n: int, hours: float, hours_per_case: float) -> Slips:
    """Give the usual slips: which answer and its value, and what to say."""
    right = float(places.head(n).sum())
    return {
        ("n_cases", hours * hours_per_case): SAID["case_uses_up_hours_divide"],
        ("n_cases", float(hours)): SAID["these_hours_one_case_needs"],
        ("precision", float(places.mean())): SAID["precision_if_every_sim_looked"],
        ("precision", right / float(places.sum())): SAID["recall_all_ring_s_divide"],
        ("precision", right): SAID["how_many_task_asks_share"],
        ("wasted_hours", n - right): SAID["these_cases_multiply_by_hours"],
        ("wasted_hours", right * hours_per_case): SAID["these_hours_were_well_spent"],
        ("n_missed", right): SAID["found"],
        ("n_missed", float(places.sum())): SAID["these_all_ring_s_sims"],
        ("n_missed", n - right): SAID["honest"],
        ("n_missed", float((~places.iloc[n:]).sum())): SAID["honest"],
        ("n_missed", float(places.iloc[n - 1 :].sum())): SAID["last_case_looked_at_counted"],
    }


def accused_slips(families: pd.DataFrame, by_province: pd.DataFrame, n: float, rate: float) -> Slips:
    """Give the usual slips: which answer and its value, and what to say."""
    honest = families[~families["is_ring"]]
    hit = honest[honest["is_flagged"]]
    everybody = families[families["is_flagged"]]
    return {
        ("n_households", float(len(hit))): SAID["these_sims_household_may_have"],
        ("n_households", float(everybody["kk"].nunique())): SAID["households_whose_nik_ring_used"],
        ("n_households", float(honest["kk"].nunique())): SAID["these_all_households_honest_sim"],
        ("rate", n / float(families["kk"].nunique())): SAID["below_line_households_nothing_but"],
        ("rate", float(by_province["rate"].mean())): SAID["mean_over_provinces_gives_small"],
        ("rate", n / float(everybody["kk"].nunique())): SAID["share_accused_task_asks_share"],
        ("rate", float(len(hit) / len(honest))): SAID["share_sims_count_households_above"],
        ("n_provinces_above", float((by_province["rate"] > rate).sum())): SAID[
            "counts_chance_as_well_surely"
        ],
        ("n_provinces_above", float((by_province["high"] > rate).sum())): SAID[
            "upper_end_above_nearly_everywhere"
        ],
        ("n_provinces_above", float((by_province["high"] < rate).sum())): SAID[
            "these_provinces_whose_whole_interval"
        ],
    }


# ---
# Judging a function that carries precision over to another prevalence, and the usual slips of Bayes'
# rule.

CASES = (
    # share of the ring's SIMs found, share of the honest ones accused, prevalence
    (0.9, 0.01, 0.005),
    (0.5, 0.0001, 0.00015),
    (0.99, 0.01, 0.03),
    (1.0, 0.2, 0.1),
)
NAMES = ("found", "accused", "prevalence")
RESULT = SAID["result"]


def precision_where(answer: Any) -> None:
    """Judge a function that carries precision over to another prevalence."""
    is_function(answer)
    for found, accused, p in CASES:
        value = _call(answer, found, accused, p)
        true = p * found / (p * found + (1 - p) * accused)
        if math.isclose(value, true, rel_tol=1e-6):
            continue
        for wrong, said in bayes_slips(found, accused, p):
            if math.isclose(value, wrong, rel_tol=1e-9):
                raise NotYet(said)
        if math.isclose(value, 100 * true, rel_tol=1e-6):
            raise NotYet(SAID["result_per_cent_give_back"])
        _all_are_used(answer, (found, accused, p))
        same_number(value, true, SAID["what"].put(f=found, a=accused, p=p))


def _call(answer: Callable[..., Any], *arguments: float) -> float:
    """Call the student's function and take the number that it gives back."""
    return take_number(ask(answer, *arguments), RESULT)


def _all_are_used(answer: Callable[..., Any], case: tuple[float, ...]) -> None:
    """Name the first of the function's inputs that may change without changing the result."""
    value = _call(answer, *case)
    for i, name in enumerate(NAMES):
        changed = [x / 2 if i == j else x for j, x in enumerate(case)]
        if math.isclose(value, _call(answer, *changed), rel_tol=1e-12):
            raise NotYet(SAID["has_no_effect_result_use"].put(name=name))


def bayes_slips(found: float, accused: float, p: float) -> list[tuple[float, Text]]:
    """Give the usual slips of Bayes' rule: the value, and what to say."""
    right, false = p * found, (1 - p) * accused
    return [
        # without brackets, `found * p / found * p + ...` and the same with the factors turned round
        *((start + false, SAID["brackets"]) for start in (1.0, p**2, found**2)),
        (found / (found + accused), SAID["has_no_effect_result_if"]),
        (right / (right + accused), SAID["share_honest_sims_only_honest"]),
        (right / false, SAID["below_line_must_stand_all"]),
        (false / (right + false), SAID["share_false_ones_task_asks"]),
        (right + false, SAID["share_all_sims_flagged_among"]),
        (right, SAID["share_all_sims_flagged_rightly"]),
    ]


# ---
# Judging a leak hunt: which column knows the future, which is an artefact of the making, and which is
# fair.

HALF = 0.5
"""A column alone is too good from half of the best column's precision on; it has lost it below half of its own."""
KEYS = ("future", "artefact", "fair")
NUMBERS = (int, float, np.number, np.bool_)


def sorted_out(alone: pd.DataFrame) -> dict[str, set[str]]:
    """Say which strong columns know the future, which are artefacts, and which are fair.

    - ``alone`` (DataFrame): By column, the precision of a list made by it alone: ``handed_over``,
      ``known_then``, ``elsewhere``.

    >>> rows = {"a": [1, 0, 1], "b": [1, 1, 0], "c": [1, 1, 1], "d": [0, 0, 0]}
    >>> table = pd.DataFrame.from_dict(rows, "index", columns=["handed_over", "known_then", "elsewhere"])
    >>> sorted_out(table)
    {'future': {'a'}, 'artefact': {'b'}, 'fair': {'c'}}
    """
    first = alone["handed_over"]
    strong = first >= HALF * first.max()
    late = strong & (alone["known_then"] < HALF * first)
    made = strong & ~late & (alone["elsewhere"] < HALF * first)
    rest = strong & ~late & ~made
    return {key: set(alone.index[at]) for key, at in zip(KEYS, (late, made, rest), strict=True)}


def leak_hunt(answer: Any, alone: pd.DataFrame) -> None:
    """Judge which column is called what; any of several is right where more than one is."""
    reference = sorted_out(alone)
    given = take_mapping(answer, list(KEYS))
    mine = {}
    for key, said in given.items():
        words = [] if isinstance(said, NUMBERS) else take_words(said)
        if len(words) != 1:
            raise NotYet(SAID["write_name_one_column_quotes"].put(key=key))
        word = words[0].strip("`'\"").casefold()
        known = {str(c).casefold(): str(c) for c in alone.index}
        if word not in known:
            raise NotYet(
                SAID["there_no_column_choose_from"].put(
                    key=key, word=words[0], names=", ".join(map(str, alone.index))
                )
            )
        mine[key] = known[word]
    for key, name in mine.items():
        if name not in reference[key]:
            raise NotYet(_why(key, name, reference))


def _why(key: str, name: str, reference: dict[str, set[str]]) -> Text:
    """Say what speaks against a column under this heading, and not which column belongs there."""
    said = {"key": key, "name": name}
    if not any(name in names for names in reference.values()):
        return SAID["alone_finds_hardly_anybody_look"].put(**said)
    if key == "future":
        return SAID["as_good_under_so_what"].put(**said)
    if key == "artefact" and name in reference["future"]:
        return SAID["loses_its_power_under_other"].put(**said)
    if key == "artefact":
        return SAID["works_other_country_as_well"].put(**said)
    return SAID["does_not_stay_good_all"].put(**said)


# ---


def _compare(answer: Any, reference: Mapping[str, float], slips: Slips) -> None:
    """Say of the first number that differs which slip it is, if it is a known one; else how it differs."""
    mine = numbers(answer, reference)
    for name, true in reference.items():
        known = [(key, value, said) for (key, value), said in slips.items() if key == name]
        is_share = 0 < true < 1
        one, right = {name: mine[name]}, {name: true}
        refuse(one, right, [*known, (name, 100 * true, PER_CENT)] if is_share else known)
        if is_share and mine[name] > 1:
            raise NotYet(SAID["over_one"].put(k=name))
        compare(one, right)


def accuracy(answer: Any, is_ring: pd.Series, is_flagged: pd.Series) -> None:
    """Judge the accuracy of a detector that accuses nobody, beside a rule's accuracy, precision and recall."""
    flagged = is_flagged.reindex(is_ring.index).astype(bool)
    hits = float((is_ring & flagged).sum())
    reference = {
        "accuracy_never": float((~is_ring).mean()),
        "accuracy_rule": float((is_ring == flagged).mean()),
        "precision_rule": hits / float(flagged.sum()),
        "recall_rule": hits / float(is_ring.sum()),
    }
    slips = accuracy_slips(reference, float(is_ring.mean()), float(flagged.mean()), hits / len(is_ring))
    _compare(answer, reference, slips)


def capacity(answer: Any, places: pd.Series, hours: float, hours_per_case: float) -> None:
    """Judge how many cases fit into the hours, the precision among them, the hours lost and what is missed."""
    n = min(int(hours // hours_per_case), len(places))
    right = float(places.head(n).sum())
    reference = {
        "n_cases": float(n),
        "precision": right / n,
        "wasted_hours": (n - right) * hours_per_case,
        "n_missed": float(places.sum()) - right,
    }
    slips = capacity_slips(places, n, hours, hours_per_case)
    _compare(answer, reference, slips)


def accused(answer: Any, families: pd.DataFrame, by_province: pd.DataFrame) -> None:
    """Judge how many honest households are accused, their share, and where it is beyond chance."""
    honest = families[~families["is_ring"]]
    hit = honest[honest["is_flagged"]]
    n, of = float(hit["kk"].nunique()), float(honest["kk"].nunique())
    reference = {
        "n_households": n,
        "rate": n / of,
        "n_provinces_above": float((by_province["low"] > n / of).sum()),
    }
    slips = accused_slips(families, by_province, n, n / of)
    _compare(answer, reference, slips)


@lru_cache(maxsize=1)
def _seen() -> tuple[Any, ...]:
    """Give what the lesson makes: data set, truth, ranking, flags and households."""
    run = new_sims()
    is_ring = ring_sims(run)
    found = fullest_handsets(without_tours(run.observed))
    families = families_hit(run.observed, is_ring, first_sims(is_ring, found, 1_000))
    return run, is_ring, found, families


def _flags() -> tuple[pd.Series, pd.Series]:
    return _seen()[1], device_niks(_seen()[0].observed) >= 3


def _places() -> tuple[pd.Series, float, float]:
    return in_order(_seen()[1], {"counted": _seen()[2]})["counted"], 2_400.0, 3.0


def _other_places(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Alter the list as usual; its places count from 1 again, as the task says of them."""
    places, *rest = altered(data, time)
    return places.set_axis(pd.RangeIndex(1, len(places) + 1, name="place")), *rest


def _families() -> tuple[pd.DataFrame, pd.DataFrame]:
    return _seen()[3], false_accusations(_seen()[3], "province")


def _alone() -> tuple[pd.DataFrame]:
    return (alone_three_times(*_seen()[:2]),)


JUDGES = {
    "6.1": Judge(accuracy, _flags),
    "6.2": Judge(capacity, _places, alter=_other_places),
    "6.3": Judge(precision_where, untouched=gives_blank(0.9, 0.01, 0.005)),
    "6.4": Judge(accused, _families),
    "6.5": Judge(leak_hunt, _alone),
}
