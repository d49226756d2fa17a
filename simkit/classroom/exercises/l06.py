"""Exercises of lesson 06: accuracy, precision at capacity, another prevalence, false accusations, a leak hunt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from ..blank import Blank
from ..checks import NotYet
from ..slips import PER_CENT, compare, numbers, refuse
from ..texts import Text
from .base import Judge
from .l06_bayes import precision_where
from .l06_hunt import leak_hunt
from .l06_slips import Slips, accuracy_slips, accused_slips, capacity_slips

OVER_ONE = Text(
    id="`{k}` lebih dari 1. Yang ditanyakan sebuah bagian: antara 0 dan 1.",
    en="`{k}` is more than 1. The task asks for a share: between 0 and 1.",
)


def _compare(answer: Any, reference: Mapping[str, float], slips: Slips) -> None:
    """Say of the first number that differs which slip it is, if it is a known one; else how it differs."""
    mine = numbers(answer, reference)
    for name, true in reference.items():
        known = [(key, value, said) for (key, value), said in slips.items() if key == name]
        is_share = 0 < true < 1
        one, right = {name: mine[name]}, {name: true}
        refuse(one, right, [*known, (name, 100 * true, PER_CENT)] if is_share else known)
        if is_share and mine[name] > 1:
            raise NotYet(OVER_ONE.put(k=name))
        compare(one, right, ())


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


def _blank_inside(*arguments: Any) -> Callable[[Any], bool]:
    def untouched(answer: Any) -> bool:
        try:
            return isinstance(answer(*arguments), Blank)
        except Exception:  # the student's own code: then it was touched
            return False

    return untouched


@lru_cache(maxsize=1)
def _seen() -> tuple[Any, ...]:
    """Give what the lesson makes: data set, truth, ranking, flags and households."""
    from ...analysis.detectors.registration import bulk_registration  # noqa: PLC0415
    from ..detecting import first_sims, new_sims, ring_sims  # noqa: PLC0415
    from ..wronged import families_hit  # noqa: PLC0415

    run = new_sims()
    is_ring = ring_sims(run)
    found = bulk_registration(run.observed)
    families = families_hit(run.observed, is_ring, first_sims(is_ring, found, 1_000))
    return run, is_ring, found, families


def _flags() -> tuple[pd.Series, pd.Series]:
    from ..detecting import device_niks  # noqa: PLC0415

    return _seen()[1], device_niks(_seen()[0].observed) >= 3


def _places() -> tuple[pd.Series, float, float]:
    from ..detecting import in_order  # noqa: PLC0415

    return in_order(_seen()[1], {"bulk": _seen()[2]})["bulk"], 2_400.0, 3.0


def _families() -> tuple[pd.DataFrame, pd.DataFrame]:
    from ..wronged import false_accusations  # noqa: PLC0415

    return _seen()[3], false_accusations(_seen()[3], "province")


def _alone() -> tuple[pd.DataFrame]:
    from ..shortcuts import alone_three_times  # noqa: PLC0415

    return (alone_three_times(*_seen()[:2]),)


JUDGES = {
    "6.1": Judge(accuracy, _flags),
    "6.2": Judge(capacity, _places),
    "6.3": Judge(precision_where, untouched=_blank_inside(0.9, 0.01, 0.005)),
    "6.4": Judge(accused, _families),
    "6.5": Judge(leak_hunt, _alone),
}
