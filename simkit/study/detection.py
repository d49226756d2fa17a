"""For each crime: a story in which the obvious rule fails and a better view succeeds, measured over seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from ..analysis.detectors.base import Observed, Ranking
from ..analysis.metrics import judge, labels, precision_at
from ..engine.run import simulate
from .experiment.intervals import intervals


@dataclass(frozen=True)
class Case:
    """One crime in one story, with two ways to look for it.

    Parameters
    ----------
    name, entity, story : str
    obvious, better : str
        Module and function in ``analysis/detectors``.
    settings : mapping
        What differs from the story.
    can_succeed : bool
        False where no view of the observed tables can find it.
    title, why : mapping of language to text
    options : mapping
        Further arguments of both detectors.
    """

    name: str
    entity: str
    story: str
    obvious: str
    better: str
    title: Mapping[str, str]
    why: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)
    can_succeed: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)


def measure(
    cases: Sequence[Case], seeds: int = 20, progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """Measure the precision of both views at capacity: among as many as there are culprits.

    Parameters
    ----------
    cases : sequence of Case
    seeds : int
        Seeds 1, 2, ... of each story.
    progress : callable, optional
        Told ``(done, all)``.

    Returns
    -------
    DataFrame
        ``case``, ``seed``, ``n_bad``, ``base`` (what a lot among those whom the
        better view ranks would give), ``obvious``, ``better``.
    """
    rows, done = [], 0
    for case in cases:
        for seed in range(1, seeds + 1):
            rows.append({"case": case.name, "seed": seed, **_once(case, seed)})
            done += 1
            if progress:
                progress(done, len(cases) * seeds)
    return pd.DataFrame(rows)


def _once(case: Case, seed: int) -> dict[str, float]:
    run = simulate(case.story, seed, settings={"run.tick_h": 24.0} | dict(case.settings))
    truth = labels(run, case.entity)
    made: dict[str, float] = {}
    for view, where in (("obvious", case.obvious), ("better", case.better)):
        seen = judge(found(where, run.observed, case.options), truth)
        made[view] = precision_at(seen.score, seen.is_bad, max(int(truth.sum()), 1))
    ranked = np.isfinite(seen.score)
    return {"n_bad": float(truth.sum()), "base": float(np.mean(seen.is_bad[ranked]))} | made


def found(where: str, tables: Observed, options: Mapping[str, Any]) -> Ranking:
    """Run a detector named by module and function."""
    module, _, name = where.partition(":")
    function = getattr(import_module(f"..analysis.detectors.{module}", __package__), name)
    known = {k: v for k, v in options.items() if k in function.__code__.co_varnames}
    made: Ranking = function(tables, **known)
    return made


def summary(measured: pd.DataFrame, cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """Give, for each case, means with 95 % intervals over seeds, and of the difference.

    Source of the method: ``study/experiment/intervals.py``.
    """
    for case in cases:
        mine = measured[measured["case"] == case.name]
        views = np.array([mine["obvious"], mine["better"], mine["better"] - mine["obvious"]])
        low, high = intervals(views)
        yield {
            "case": case,
            "n": len(mine),
            "base": float(mine["base"].mean()),
            "mean": views.mean(axis=1),
            "low": low,
            "high": high,
        }


def verdict(row: Mapping[str, Any]) -> str:
    """Say in a word what the intervals show.

    Returns
    -------
    {"better", "blind", "both", "unclear"}
        ``better``: the second view finds clearly more than the obvious rule. ``blind``: neither finds more than
        a lot would by more than a tenth. ``both``: the obvious rule already finds them. Else ``unclear``.
    """
    if row["low"][2] > 0.1:
        return "better"
    if max(row["high"][0], row["high"][1]) < row["base"] + 0.1:
        return "blind"
    return "both" if row["low"][0] > 0.5 else "unclear"
