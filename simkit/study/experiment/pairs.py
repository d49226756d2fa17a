"""From single runs to paired differences: what each arm changes, seed by seed."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...analysis.meaning import WAYS, displaced
from .intervals import intervals
from .naming import DISPLACED
from .plan import LEVEL, Plan

Figures = Mapping[tuple[str, int], Mapping[str, float]]
FAMILY_FROM = 6
"""From this number of arms on, the intervals of an outcome hold together."""
COARSE = 0.05
"""An effect of this share of the base should be visible; where it is not, the report says so."""
LEAST_LOST = 0.05
"""Ways must lose this share of all numbers made before it is asked where these went: less is luck."""


def long_table(plan: Plan, runs: Figures) -> pd.DataFrame:
    """Lay the figures of all runs out, one row an (arm, seed, outcome), in the plan's order.

    Parameters
    ----------
    plan : Plan
    runs : mapping of (arm, seed) to figures
        Runs that are missing are left out.

    Returns
    -------
    DataFrame
        Columns ``arm``, ``seed``, ``outcome``, ``value`` (float, NaN where there was nothing to count).

    Examples
    --------
    >>> from .plan import make_plan
    >>> plan = make_plan("baseline", {"cap1": ["cap:per_operator=1"]}, 2)
    >>> long_table(plan, {("cap1", 2): {"n_sold": 7.0}}).values.tolist()
    [['cap1', 2, 'n_sold', 7.0]]
    """
    rows = [
        (arm, seed, outcome, value)
        for arm in plan.arms
        for seed in plan.seeds
        for outcome, value in runs.get((arm, seed), {}).items()
    ]
    made = pd.DataFrame(rows, columns=["arm", "seed", "outcome", "value"])
    # seeds of 128 bits fit into no integer column
    kind = "int64" if all(seed < 2**63 for seed in plan.seeds) else "string"
    return made.astype({"arm": "string", "seed": kind, "outcome": "string", "value": float})


def differences(plan: Plan, runs: Figures, level: float = LEVEL) -> pd.DataFrame:
    """Compare each arm with the base, seed by seed.

    Parameters
    ----------
    plan : Plan
    runs : mapping of (arm, seed) to figures
    level : float
        The chance that an interval misses.

    Returns
    -------
    DataFrame
        One row an (outcome, arm): ``n_pairs``, and in how many of them anything differs, ``n_changed``;
        ``base`` and ``arm_mean``, the means of both over the pairs; ``difference`` (arm minus base) with
        ``low`` and ``high``; ``relative``, the difference as a share of the base; ``variance_ratio``, how many
        times more runs unpaired seeds would need; ``is_clear``, whether the interval leaves out 0;
        ``n_needed``, seeds that would make it narrow enough (NaN where it is). The outcome ``displaced`` exists
        only here: it needs both runs of a pair (see `displacement`).

    Examples
    --------
    >>> from .plan import make_plan
    >>> plan = make_plan("baseline", {"cap1": ["cap:per_operator=1"]}, 4)
    >>> runs = {("baseline", s): {"n_sold": 50.0 + 9 * s} for s in plan.seeds}
    >>> runs |= {("cap1", s): {"n_sold": 30.0 + 8 * s} for s in plan.seeds}
    >>> found = differences(plan, runs).iloc[0]
    >>> float(found["difference"]), bool(found["is_clear"]), round(found["variance_ratio"])
    (-22.5, True, 145)
    """
    names = dict.fromkeys(name for figures in runs.values() for name in figures)
    if set(names) >= _MADE:
        names[DISPLACED] = None
    rows = [row for name in names for row in _outcome(plan, runs, name, level)]
    columns = ["outcome", "arm", "n_pairs", "n_changed", "base", "arm_mean", "difference", "low", "high"]
    columns += ["relative", "variance_ratio", "is_clear", "n_needed"]
    made = pd.DataFrame(rows, columns=columns)
    return made.astype(
        {"outcome": "string", "arm": "string", "n_pairs": "int64", "n_changed": "int64", "is_clear": bool}
    )


def values(plan: Plan, runs: Figures, outcome: str) -> tuple[np.ndarray, np.ndarray]:
    """Give one outcome of the base (shape (seeds,)) and of the other arms (shape (arms, seeds))."""
    if outcome == DISPLACED:
        arms = [[displacement(runs, (plan.base, s), (arm, s)) for s in plan.seeds] for arm in plan.others]
        return np.zeros(len(plan.seeds)), np.array(arms, dtype=float)
    made = np.array(
        [
            [runs.get((arm, seed), {}).get(outcome, math.nan) for seed in plan.seeds]
            for arm in (plan.base, *plan.others)
        ],
        dtype=float,
    )
    return made[0], made[1:]


def displacement(runs: Figures, base: tuple[str, int], arm: tuple[str, int]) -> float:
    """Give the share of what an arm takes from some ways that turns up on others, in one pair of runs.

    Parameters
    ----------
    runs : mapping of (arm, seed) to figures
    base, arm : (arm, seed)

    Returns
    -------
    float
        NaN where a run is missing, or where the ways lost less than 5 % of all numbers made: so little is luck.
    """
    a, b = runs.get(base, {}), runs.get(arm, {})
    if _MADE - a.keys() or _MADE - b.keys():
        return math.nan
    lost = sum(max(a[name] - b[name], 0.0) for name in sorted(_MADE))
    made = sum(a[name] for name in sorted(_MADE))
    return displaced(a, b) if lost > LEAST_LOST * made else math.nan


_RATIO = 10
_MADE = {f"n_made_{way}" for way in WAYS}


def _outcome(plan: Plan, runs: Figures, name: str, level: float) -> list[tuple[object, ...]]:
    base, arms = values(plan, runs, name)
    d = arms - base
    low, high = intervals(d, level, family=len(plan.arms) >= FAMILY_FROM)
    rows = [(name, arm, *_row(base, arms[j], low[j], high[j])) for j, arm in enumerate(plan.others)]
    if name == DISPLACED:  # the base moves nothing by definition: there is no spread to save
        return [(*row[:_RATIO], math.nan, *row[_RATIO + 1 :]) for row in rows]
    return rows


def _row(base: np.ndarray, arm: np.ndarray, low: float, high: float) -> tuple[object, ...]:
    both = np.isfinite(base) & np.isfinite(arm)
    n = int(both.sum())
    if not n:
        return (0, 0, *[math.nan] * 7, False, math.nan)
    a, b = base[both], arm[both]
    mean, effect = float(a.mean()), float((b - a).mean())
    relative = effect / abs(mean) if mean else math.nan
    ratio = math.nan
    if n > 1 and (spread := float((b - a).var(ddof=1))) > 0:
        ratio = float(a.var(ddof=1) + b.var(ddof=1)) / spread
    clear = bool(low > 0 or high < 0)
    needed = needed_seeds(n, effect, mean, low, high)
    changed = int((a != b).sum())
    return (
        n,
        changed,
        mean,
        float(b.mean()),
        effect,
        float(low),
        float(high),
        relative,
        ratio,
        clear,
        needed,
    )


def needed_seeds(n: int, effect: float, base: float, low: float, high: float) -> float:
    """Estimate how many seeds would tell the arms apart; NaN where these do, or where nothing is left to tell.

    The width of an interval falls with the root of the number of seeds. It should become as narrow as the
    effect that was seen, or as 5 % of the base if that is larger.

    Examples
    --------
    >>> needed_seeds(20, effect=-8.0, base=100.0, low=-24.0, high=8.0)
    80.0
    >>> needed_seeds(20, effect=-1.0, base=100.0, low=-4.0, high=2.0)
    nan
    """
    if not (math.isfinite(low) and math.isfinite(high)) or low > 0 or high < 0:
        return math.nan
    aim = max(abs(effect), COARSE * abs(base))
    half = max(high - effect, effect - low)
    if half <= aim or not aim:
        return math.nan
    return float(math.ceil(n * (half / aim) ** 2))


def median_ratio(table: pd.DataFrame) -> float:
    """Give the median variance ratio over outcomes and arms with an effect, and one under 50 %.

    An arm that removes nearly everything leaves nothing to pair: its ratio is 1 by construction.
    """
    some = (table["difference"] != 0) & (table["relative"].abs() < 0.5) & np.isfinite(table["variance_ratio"])
    return float(table.loc[some, "variance_ratio"].median()) if some.any() else math.nan
