"""From single runs to paired differences: what each arm changes, seed by seed, with intervals that cover."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..core.errors import BadValue, nearest, quoted
from ..measure.outcomes import OUTCOMES, ROUTE_NAMES, ROUTES, Outcome, displaced
from .intervals import LEVEL, intervals, p_values
from .plan import Plan
from .verdicts import judged, share_of_base

# ---
# Names of outcomes in words, for reports and figures.

DISPLACED = "displaced"
"""The outcome that only a pair of runs has: see `simkit.measure.outcomes.displaced`."""
KINDS = ("crime", "harm", "answer", "honest", "cost")
SHARES = (DISPLACED, "ring_share", "share_abroad")
"""Outcomes between 0 and 1, written in per cent."""
_PAIRED = (
    Outcome(DISPLACED, "share", "crime", ""),
    Outcome("n_for_sale", "look-ups", "crime"),
    Outcome("n_captured", "records", "crime"),
    Outcome("n_posts", "posts", "crime"),
    Outcome("n_ring_sims", "SIMs", "crime"),
)
PAIRED: Mapping[str, Outcome] = {o.name: o for o in _PAIRED}
"""Outcomes that mean something only beside another arm, or that one question asks about."""
PLAIN = (
    "n_people", "n_sims", "ring_share", "n_accesses", "n_misused", "n_registrations", "n_ring_tries",
    "n_ring_refused", "wages_rp", "share_abroad", "n_messages", "n_blocked", "n_rejected", "n_pending",
)  # fmt: skip
"""Figures of a run that have no words, only a name."""


def check_outcome(key: str, name: str) -> None:
    """Refuse what is no outcome of a single run, before anything runs."""
    known = [*OUTCOMES, *PAIRED, *PLAIN, *(f"n_made_{route}" for route in ROUTES)]
    known.remove(DISPLACED)
    if name not in known:
        raise BadValue(f"{key} is {quoted(name)}: it must be an outcome; {nearest(name, known)}")


def outcome_of(name: str) -> Outcome | None:
    """Give what an outcome means, or None where it has only a name.

    Examples
    --------
    >>> outcome_of("n_victims").unit, outcome_of("n_people")
    ('people', None)
    """
    return OUTCOMES.get(name) or PAIRED.get(name)


def words_of(name: str, lang: str) -> str:
    """Give an outcome in words; its bare name where there are none.

    Examples
    --------
    >>> words_of("n_victims", "id"), words_of("n_made_mule", "en"), words_of("n_people", "en")
    ('korban', 'mule', 'n_people')
    """
    if known := outcome_of(name):
        return known.words(lang)
    return str(ROUTE_NAMES[lang][route]) if (route := route_of(name)) else name


def possible(name: str) -> tuple[float, float]:
    """Give the least and the most that a difference of an outcome can be: shares lie between 0 and 1.

    An interval is cut there: without its impossible part it misses as rarely as before.

    Examples
    --------
    >>> possible(DISPLACED), possible("share_abroad"), possible("n_sold")
    ((0.0, 1.0), (-1.0, 1.0), (-inf, inf))
    """
    most = 1.0 if name in SHARES else math.inf
    return (0.0 if name == DISPLACED else -most), most


def route_of(name: str) -> str:
    """Give the route whose numbers a figure counts, or an empty text."""
    route = name.removeprefix("n_made_")
    return route if route != name and route in ROUTES else ""


def label(name: str, lang: str) -> str:
    """Write an outcome as a report does: words, and the name that the tables use.

    Examples
    --------
    >>> label("n_victims", "en"), label("n_people", "en")
    ('victims (`n_victims`)', '`n_people`')
    """
    said = words_of(name, lang)
    return f"`{name}`" if said == name else f"{said} (`{name}`)"


def by_kind(names: Iterable[str]) -> dict[str, list[str]]:
    """Sort outcomes by whose business they are; ``routes`` and ``other`` hold the rest.

    Examples
    --------
    >>> by_kind(["n_people", "n_made_self", "loss_rp", "n_sold"])
    {'crime': ['n_sold'], 'harm': ['loss_rp'], 'routes': ['n_made_self'], 'other': ['n_people']}
    """
    given, known = list(names), {**OUTCOMES, **PAIRED}
    made = {kind: [n for n in known if n in given and known[n].kind == kind] for kind in KINDS}
    made["routes"] = [n for n in given if route_of(n)]
    made["other"] = [n for n in given if n not in known and not route_of(n)]
    return {kind: found for kind, found in made.items() if found}


# ---

Figures = Mapping[tuple[str, int], Mapping[str, float]]
FAMILY_FROM = 6
"""From this number of arms on, the intervals of an outcome hold together."""
COARSE = 0.05
"""An effect of this share of the base should be visible; where it is not, the report says so."""
LEAST_LOST = 0.05
"""Routes must lose this share of all numbers made before it is asked where these went: less is chance."""


def long_table(plan: Plan, runs: Figures) -> pd.DataFrame:
    """Lay the figures of all runs out, one row an (arm, seed, outcome), in the plan's order; missing runs are left out.

    The columns are ``arm``, ``seed``, ``outcome``, ``value`` (float, NaN where there was nothing to count).

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
    level : float
        The chance that an interval misses.

    Returns
    -------
    DataFrame
        One row an (outcome, arm): ``n_pairs``, and in how many of them anything differs, ``n_changed``;
        ``base`` and ``arm_mean``, the means of both over the pairs; ``difference`` (arm minus base) with
        ``low`` and ``high``; ``relative`` with ``relative_low`` and ``relative_high``, the same as shares of the
        base (see `simkit.compare.verdicts.share_of_base`); ``variance_ratio``, how many times more runs unpaired
        seeds would need; ``is_clear``, whether the interval leaves out 0; ``n_needed``, seeds that would make it
        narrow enough (NaN where it is); ``p``, and ``p_holm`` where all rows are judged together; ``verdict`` (see
        `simkit.compare.verdicts.verdict`). Where there are plausible worlds, ``n_worlds`` counts them, the columns
        that end with ``_worlds`` give the interval of knowledge, and ``wider`` is "chance" or "knowledge". The
        outcome ``displaced`` exists only here: it needs both runs of a pair (see `displacement`).

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
    kinds: dict[str, Any] = dict.fromkeys(("outcome", "arm", "verdict", "wider"), "string")
    kinds |= dict.fromkeys(("n_pairs", "n_changed", "n_worlds"), "int64") | {"is_clear": bool}
    made = pd.DataFrame(rows, columns=list(COLUMNS)).fillna({"n_worlds": 0})
    return judged(made.astype(dict.fromkeys(COLUMNS, float) | kinds), level)


def values(plan: Plan, runs: Figures, outcome: str) -> tuple[np.ndarray, np.ndarray]:
    """Give one outcome of the base (shape (seeds,)) and of the other arms (shape (arms, seeds))."""
    if outcome == DISPLACED:
        arms = [[displacement(runs, (plan.base, s), (arm, s)) for s in plan.seeds] for arm in plan.others]
        return np.zeros(len(plan.seeds)), np.array(arms, dtype=float)
    base, *others = (
        [runs.get((arm, seed), {}).get(outcome, math.nan) for seed in plan.seeds]
        for arm in (plan.base, *plan.others)
    )
    return np.array(base, dtype=float), np.array(others, dtype=float)


def displacement(runs: Figures, base: tuple[str, int], arm: tuple[str, int]) -> float:
    """Give the share of what an arm takes from some routes that turns up on others, in one pair of runs.

    It is NaN where a run is missing, or where the routes lost less than 5 % of all numbers made: so little is chance.
    """
    a, b = runs.get(base, {}), runs.get(arm, {})
    if _MADE - a.keys() or _MADE - b.keys():
        return math.nan
    lost = sum(max(a[name] - b[name], 0.0) for name in sorted(_MADE))
    made = sum(a[name] for name in sorted(_MADE))
    return displaced(a, b) if lost > LEAST_LOST * made else math.nan


_MADE = {f"n_made_{route}" for route in ROUTES}
ENDS = ("low", "high")
COLUMNS = (
    "outcome", "arm", "n_pairs", "n_changed", "base", "arm_mean", "difference", "low", "high", "relative",
    "relative_low", "relative_high", "variance_ratio", "is_clear", "n_needed", "p", "p_holm", "verdict",
    "n_worlds", "low_worlds", "high_worlds", "relative_low_worlds", "relative_high_worlds", "wider",
)  # fmt: skip


def _outcome(plan: Plan, runs: Figures, name: str, level: float) -> list[dict[str, Any]]:
    base, arms = values(plan, runs, name)
    ends = np.clip(intervals(arms - base, level, family=len(plan.arms) >= FAMILY_FROM), *possible(name))
    rows = [_row(base, *row) for row in zip(arms, *ends, strict=True)]
    if name == DISPLACED:  # the base moves nothing by definition: there is no spread to save
        rows = [row | {"variance_ratio": math.nan} for row in rows]
    for row, p in zip(rows, p_values(arms - base), strict=True):
        shares = {f"relative_{end}": share_of_base(name, row[end], row["base"]) for end in ENDS if end in row}
        row |= shares | {"p": float(p)}
    return [{"outcome": name, "arm": arm} | row for arm, row in zip(plan.others, rows, strict=True)]


def _row(base: np.ndarray, arm: np.ndarray, low: float, high: float) -> dict[str, Any]:
    """Compare one arm with the base by one outcome; what has no figure is left out and becomes NaN."""
    both = np.isfinite(base) & np.isfinite(arm)
    a, b, n = base[both], arm[both], int(both.sum())
    if not n:
        return {"n_pairs": 0, "n_changed": 0, "is_clear": False}
    mean, effect = float(a.mean()), float((b - a).mean())
    made = {"n_pairs": n, "n_changed": int((a != b).sum()), "base": mean, "arm_mean": float(b.mean())}
    made |= {"difference": effect, "low": low, "high": high, "is_clear": low > 0 or high < 0}
    made["relative"] = effect / abs(mean) if mean else math.nan
    if n > 1 and (spread := float((b - a).var(ddof=1))) > 0:
        made["variance_ratio"] = float(a.var(ddof=1) + b.var(ddof=1)) / spread
    return made | {"n_needed": needed_seeds(n, effect, mean, low, high)}


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


# ---


@dataclass(frozen=True)
class Experiment:
    """What an experiment found.

    Attributes
    ----------
    plan : Plan
        With the seeds that were run: fewer than planned where it stopped early.
    planned : int
        How many seeds were planned.
    outcomes : DataFrame
        One row an (arm, seed, outcome): columns ``arm``, ``seed``, ``outcome``, ``value``.
    differences : DataFrame
        One row an (outcome, arm); see `simkit.compare.pairs.differences`.
    failures : DataFrame
        One row a run that failed: ``arm``, ``seed``, ``error``. Empty if all is well.
    level : float
        The chance that an interval misses; below 0.05 where the experiment stopped early.
    world_seeds : int
        With how many seeds each plausible world ran; 0 where there are none.
    folder : Path, optional
        Where the files are.
    """

    plan: Plan
    planned: int
    outcomes: pd.DataFrame
    differences: pd.DataFrame
    failures: pd.DataFrame
    level: float
    folder: Path | None = None
    world_seeds: int = 0

    @property
    def variance_ratio(self) -> float:
        """How many times more runs independent seeds would need, in the median; NaN where nothing differs."""
        return median_ratio(self.differences)
