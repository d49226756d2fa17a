"""How the trade answers: who opens a ring after a raid or where it pays, and what scarcity does to prices.

These figures need a run's tables, of which the trials keep none: they have runs of their own, each kept once it is
finished. Beside them stand the facts of the calibration about the same things, which were held out.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simkit.compare.plan import fingerprint
from simkit.compare.worlds import Worlds
from simkit.engine.run import simulate
from simkit.engine.scenario import Scenario, load_scenario, parse_policy
from simkit.measure.outcomes import Result, column, says

from ..calibration import facts, measures
from ..calibration.measures import AFTER_D, days, start
from ..calibration.run import measure_in
from ..runs import HERE, Figures, Parts, Task, Where, run_tasks
from ..sizes import TRADE_SEEDS, WORLD_SEEDS
from .questions import BASELINE
from .run import short

LATELY_D = 14
Figure = Callable[[Result, int], float]
"""Told a run and the day of the first raid in any arm (-1 for none)."""


# ---
# What a run is asked.


def n_opened(run: Result, day: int) -> float:
    """Count the rings that first try to register anything in the ten weeks after a day."""
    first = _tries(run)[0]
    return float(((first > day) & (first <= day + AFTER_D)).sum())


def n_rings(run: Result, day: int) -> float:
    """Count the rings that ever tried to register anything."""
    return float(len(_tries(run)[0]))


def n_at_work(run: Result, day: int) -> float:
    """Count the rings that tried to register anything in the last two weeks of the run."""
    return float((_tries(run)[1] >= days(run) - LATELY_D).sum())


def n_sold_after(run: Result, day: int) -> float:
    """Count the numbers and accounts sold in the ten weeks after a day."""
    sales = run.truth.arrow("sales")
    return float(column(sales, "n_items")[_after(run, day)].sum())


def sold(kind: str) -> Figure:
    """Make the figure: how many of one good were sold, lots left out."""
    return lambda run, day: float(_prices(run, kind, -1).size)


def price(kind: str, *, is_after: bool = False) -> Figure:
    """Make the figure: median price of one good [Rp], over the run or in the ten weeks after a day."""

    def median(run: Result, day: int) -> float:
        paid = _prices(run, kind, day if is_after else -1)
        return float(np.median(paid)) if len(paid) else math.nan

    return median


def _tries(run: Result) -> tuple[np.ndarray, np.ndarray]:
    """Give the days of the first and of the last attempt to register of each ring."""
    seen, ours = run.observed.arrow("registrations"), run.truth.arrow("registrations")
    ids = column(seen, "registration_id")
    order = np.argsort(ids)
    place = order[np.searchsorted(ids[order], column(ours, "registration_id"))]
    day = ((column(seen, "at")[place] - start(run)) / np.timedelta64(1, "D")).astype(np.int64)
    rings, which = np.unique(column(ours, "ring_id"), return_inverse=True)
    first, last = np.full(len(rings), np.iinfo(np.int64).max), np.full(len(rings), -1)
    np.minimum.at(first, which, day)
    np.maximum.at(last, which, day)
    return first, last


def _after(run: Result, day: int) -> np.ndarray:
    at = ((column(run.truth.arrow("sales"), "at") - start(run)) / np.timedelta64(1, "D")).astype(np.int64)
    return np.asarray((at > day) & (at <= day + AFTER_D))


def _prices(run: Result, kind: str, day: int) -> np.ndarray:
    sales = run.truth.arrow("sales")
    rows = says(sales, "item_kind", kind) & (column(sales, "n_items") == 1)
    return np.asarray(column(sales, "price_rp")[rows & _after(run, day) if day >= 0 else rows])


# ---
# What is compared; what was expected stands with the other questions.


@dataclass(frozen=True)
class Case:
    """A scenario, arms beside it (policies and settings of each), and the figures that the runs are asked for."""

    scenario: str
    settings: Mapping[str, Any]
    arms: Mapping[str, tuple[tuple[str, ...], Mapping[str, Any]]]
    figures: Mapping[str, Figure]
    is_raided: bool = False


GOODS: Mapping[str, Figure] = {
    "n_numbers": sold("number"),
    "price_number_rp": price("number"),
    "n_accounts": sold("account"),
    "price_account_rp": price("account"),
}
CASES: Mapping[str, Case] = {
    "raid": Case(
        "policy-lab", {"run.days": 240}, {"raid": ((), {"police.leads_for_raid": 5_000})},
        {"n_opened": n_opened, "n_sold_after": n_sold_after, "price_after_rp": price("number", is_after=True)},
        is_raided=True,
    ),
    "margin": Case(
        "policy-lab", {"ring.n_max": 10}, {"poor": ((), {"buyer.reservation_rp": 27_500.0})},
        {"n_rings": n_rings, "n_at_work": n_at_work},
    ),
    "supply": Case(
        "policy-lab", {},
        {"face": (("face_match",), {}), "scarce": ((), {"broker.other_leaks_per_number": 0.1})}, GOODS,
    ),
}  # fmt: skip
HELD_OUT: Mapping[str, tuple[str, ...]] = {
    "half_year": ("raid_half", "raid_back"),
    "two_rings": ("raid_market",),
    "new_check": ("price_rise",),
}
"""Cases and facts of the calibration that are about the same."""


# ---
# Running it.


def measured(name: str, scenario: Scenario, seed: int) -> Figures:
    """Run every arm of a case in a scenario (its settings, and perhaps a world's) and give each figure of each arm."""
    case = CASES[name]
    runs: dict[str, Result] = {BASELINE: simulate(scenario, seed)}
    for arm, (policies, settings) in case.arms.items():
        changed = scenario.with_settings(settings).with_policies([parse_policy(p) for p in policies])
        runs[arm] = simulate(changed, seed)
    day = max(measures.first_raid(run) for run in runs.values()) if case.is_raided else -1
    is_missing = case.is_raided and day < 0
    return {
        f"{outcome}/{arm}": math.nan if is_missing else figure(run, day)
        for outcome, figure in case.figures.items()
        for arm, run in runs.items()
    }


def held_out(name: str, scenario: Scenario, seed: int) -> Figures:
    """Measure the held-out facts of a case of the calibration in a scenario with one seed."""
    return measure_in(scenario, name, seed, HELD_OUT[name])


def trade(
    runs: str | Path,
    *,
    seeds: int = TRADE_SEEDS,
    worlds: Worlds | None = None,
    world_seeds: int = WORLD_SEEDS,
    settings: Mapping[str, Any] | None = None,
    where: Where = HERE,
) -> dict[str, Any]:
    """Run what is missing of these runs, and give their figures in the form of the study's trials.

    Parameters
    ----------
    runs : str or Path
        A folder in which the figures of every finished pair are kept.
    seeds, world_seeds : int
        Seeds of each case in the scenario, and in each plausible world.
    worlds : mapping of name to settings, optional
    settings : mapping, optional
        The same in every run, for a small try.
    where : Where
    """
    places: dict[str, Mapping[str, Any]] = {"": {}, **(worlds or {})}
    numbers = {place: range(1, (world_seeds if place else seeds) + 1) for place in places}
    jobs: list[tuple[str, Callable[..., Figures], list[Task]]] = []
    for work, names in ((measured, CASES), (held_out, HELD_OUT)):
        for name in names:
            made: Case | facts.Case = CASES[name] if work is measured else facts.CASES[name]
            scenario = load_scenario(made.scenario).with_settings({**made.settings, **(settings or {})})
            tasks = [(scenario.with_settings(said), s) for at, said in places.items() for s in numbers[at]]
            jobs.append((name, partial(work, name), tasks))
    parts, found = Parts(where, sum(len(tasks) for _, _, tasks in jobs)), {}
    for name, one, tasks in jobs:
        figures = iter(run_tasks(tasks, parts.where, Path(runs) / f"trade-{name}-{_code()}", one))
        found[name] = {at: [next(figures) for _ in numbers[at]] for at in places}
        parts.end(len(tasks))
    n_runs = sum(len(found[n][at]) * _n_arms(n) for n in found for at in places)
    made_of = {name: {at: _trial(name, found[name][at]) for at in places} for name in CASES}
    held = {
        t: {at: [short(row[t]) for row in found[name][at]] for at in places}
        for name, names in HELD_OUT.items()
        for t in names
    }
    known = {name: {at: said for at, said in each.items() if at} for name, each in made_of.items()}
    return {
        "simkit": fingerprint(), "seeds": seeds, "world_seeds": world_seeds if worlds else 0, "n_runs": n_runs,
        "trials": {name: each[""] for name, each in made_of.items()}, "worlds": known if worlds else {},
        "facts": held,
    }  # fmt: skip


def _n_arms(name: str) -> int:
    return 1 + len(CASES[name].arms if name in CASES else facts.CASES[name].arms)


def _code() -> str:
    """Give a name for what is measured: figures of other definitions are no figures of these."""
    text = b"".join(Path(str(module)).read_bytes() for module in (__file__, measures.__file__))
    return hashlib.sha256(text).hexdigest()[:10]


def _trial(name: str, rows: Sequence[Figures]) -> dict[str, Any]:
    case = CASES[name]
    arms: dict[str, list[str]] = {BASELINE: []}
    for arm, (policies, settings) in case.arms.items():
        arms[arm] = [*policies, *(f"{k}={v:g}" for k, v in settings.items())]
    return {
        "scenario": case.scenario,
        "settings": dict(case.settings),
        "arms": arms,
        "seeds": list(range(1, len(rows) + 1)),
        "outcomes": {
            outcome: {arm: [short(row[f"{outcome}/{arm}"]) for row in rows] for arm in arms}
            for outcome in case.figures
        },
    }
