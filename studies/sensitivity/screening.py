"""Which guesses decide: Morris's screening of every parameter whose source is the word "assumption".

A number without a source is a guess. The screening turns each guess from half to double and asks how much an
outcome moves, or how much the effect of a policy moves. What moves much deserves a source, or a caution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling

from simkit.compare.runner import check_where
from simkit.core.errors import BadValue, nearest, quoted
from simkit.core.files import write_file
from simkit.engine.scenario import Scenario, load_scenario, parse_policy
from simkit.measure.outcomes import OUTCOMES

from ..runs import HERE, Where, run_tasks
from ..sizes import FIRST_SEED, TRAJECTORIES
from .factors import Factor, factors_of, turned


@dataclass(frozen=True)
class Screening:
    """What a screening found.

    Attributes
    ----------
    table : DataFrame
        One row an (outcome, guess): ``outcome``, ``name``, ``mu_star``, ``mu_star_conf``, ``mu``, ``sigma`` in
        the outcome's unit; ``typical``, the median of the outcome over the runs; ``low`` and ``high``, the ends
        of the guess (NaN for a group).
    outcomes : tuple of str
    arm : tuple of str
        The policies whose effect was screened, as typed; empty where the outcome itself was.
    scenario : str
    trajectories, n_runs : int
    is_grouped : bool
        Whether the guesses of a section moved together.
    left_out : mapping of str to str
        Guesses that were not turned, with the reason.
    """

    table: pd.DataFrame
    outcomes: tuple[str, ...]
    arm: tuple[str, ...]
    scenario: str
    trajectories: int
    n_runs: int
    is_grouped: bool
    left_out: Mapping[str, str]

    def of(self, outcome: str) -> pd.DataFrame:
        """Give the rows of one outcome, the largest mu* first."""
        if outcome not in self.outcomes:
            raise BadValue(
                f"no outcome {quoted(outcome)} in this screening: {nearest(outcome, self.outcomes)}"
            )
        return self.table[self.table["outcome"] == outcome].reset_index(drop=True)


def screen(
    scenario: str | Path | Scenario,
    outcomes: str | Iterable[str] = ("n_victims",),
    *,
    arm: str | Iterable[str] = (),
    trajectories: int = TRAJECTORIES,
    groups: bool = False,
    among: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    seed: int = FIRST_SEED,
    out: str | Path | None = None,
    where: Where = HERE,
) -> Screening:
    """Find out which guesses decide an outcome, or the effect of a policy.

    Each walk has a seed of its own (`seed`, `seed` + 1, ...), the same for all its runs and for both arms, so
    that a guess that nothing uses has an effect of exactly 0.

    Parameters
    ----------
    scenario : str, Path or Scenario
    outcomes : str or iterable of str
        Names of `simkit.measure.outcomes.OUTCOMES`; all come from the same runs.
    arm : str or iterable of str
        Policies as typed (``"forwarding:every_days=1"``). If given, what is screened is the paired difference
        with them and without; it takes twice the runs, and the policies' own guesses join.
    trajectories : int
        Walks; the number of runs is walks times (guesses + 1).
    groups : bool
        Whether all guesses of a section move together: far fewer runs, no sigma.
    among : iterable of str
        Sections, policies or parameters to which the screening is limited.
    settings : mapping, optional
        ``{"section.key": value}`` laid over the scenario first.
    seed : int
        Of the first walk.
    out : str or Path, optional
        A folder that keeps each finished run; the same call goes on from there.
    where : Where

    Returns
    -------
    Screening

    Raises
    ------
    BadValue
        For anything unknown, or an outcome that some run has no value of.

    Examples
    --------
    >>> tiny = {"people.n_people": 300, "run.days": 2, "run.scale": 0.001, "run.tick_h": 24}
    >>> found = screen("baseline", "n_sold", trajectories=2, among=["owner"], settings=tiny)
    >>> found.n_runs, found.table["mu_star"].tolist()
    (10, [0.0, 0.0, 0.0, 0.0])
    """
    names = (outcomes,) if isinstance(outcomes, str) else tuple(dict.fromkeys(outcomes))
    for name in names:
        if name not in OUTCOMES:
            raise BadValue(f"no outcome {quoted(name)}: {nearest(name, OUTCOMES)}")
    check_where(where.workers, where.cluster)
    typed = (arm,) if isinstance(arm, str) else tuple(arm)
    scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    scenario = scenario.with_settings(settings or {})
    policies = _checked(scenario, typed)
    factors, left_out = factors_of(scenario, policies, among)
    sections = [d.section for d in factors] if groups else None
    runs = plan([d.name for d in factors], trajectories, seed, sections)
    tasks = _tasks(scenario, policies, factors, runs, trajectories, seed)
    figures = run_tasks(tasks, where, Path(out) / "runs" if out is not None else None)
    parts = [_table(name, factors, runs, _y(figures, name, bool(typed)), seed, sections) for name in names]
    table = pd.concat(parts, ignore_index=True)
    made = Screening(table, names, typed, scenario.name, trajectories, len(figures), groups, left_out)
    if out is not None:
        write_file(Path(out) / "screening.csv", table.to_csv(index=False, lineterminator="\n"))
    return made


def _checked(scenario: Scenario, typed: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """Read the arm's policies; what the scenario says of one already is its base."""
    made = []
    for text in typed:
        name, said = parse_policy(text)
        if said is None:
            raise BadValue(
                f"--arm {quoted(text)}: an arm adds policies; take one away in the scenario instead"
            )
        made.append((name, dict(said)))
    scenario.with_policies(made)
    return made


def _tasks(
    scenario: Scenario,
    policies: Sequence[tuple[str, Mapping[str, Any]]],
    factors: Sequence[Factor],
    runs: np.ndarray,
    trajectories: int,
    seed: int,
) -> list[tuple[Scenario, int]]:
    """Give the runs without the arm, then those with it."""
    each = len(runs) // trajectories
    without, with_arm = [], []
    for i, row in enumerate(runs):
        settings, arm = turned(scenario, policies, factors, row.tolist())
        base = scenario.with_settings(settings)
        without.append((base, seed + i // each))
        with_arm.append((base.with_policies(arm), seed + i // each))
    return [*without, *(with_arm if policies else [])]


def _y(figures: Sequence[Mapping[str, float]], outcome: str, is_effect: bool) -> np.ndarray:
    found = np.array([f[outcome] for f in figures])
    if is_effect:
        found = found[len(found) // 2 :] - found[: len(found) // 2]
    if not np.isfinite(found).all():
        raise BadValue(
            f"outcome {quoted(outcome)} has no value in {int((~np.isfinite(found)).sum())} of {len(found)} runs "
            "(nothing to count there): screen a count or a sum instead"
        )
    return found


def _table(
    outcome: str,
    factors: Sequence[Factor],
    runs: np.ndarray,
    y: np.ndarray,
    seed: int,
    groups: list[str] | None,
) -> pd.DataFrame:
    made = effects([d.name for d in factors], runs, y, seed, groups)
    made.insert(0, "outcome", outcome)
    made["typical"] = float(np.median(y))
    ends = {} if groups else {d.name: (d.low, d.high) for d in factors}
    made["low"] = [ends.get(n, (np.nan, np.nan))[0] for n in made["name"]]
    made["high"] = [ends.get(n, (np.nan, np.nan))[1] for n in made["name"]]
    return made


# ---
# Morris's elementary effects by SALib, on factors that all run from 0 to 1.


LEVELS = 4
"""Places of a factor: 0, a third, two thirds, 1; a step goes over two of them (Morris's choice)."""
RESAMPLES = 1000


def plan(
    names: Sequence[str], trajectories: int, seed: int, groups: Sequence[str] | None = None
) -> np.ndarray:
    """Lay out the runs of a Morris screening.

    Parameters
    ----------
    names : sequence of str
        The factors.
    trajectories : int
        Walks through the space of the factors; in each, every factor (or group) moves once.
    seed : int
    groups : sequence of str, optional
        The group of each factor; those of a group move together.

    Returns
    -------
    ndarray of float, shape (trajectories * (factors or groups + 1), factors), from 0 to 1

    Raises
    ------
    BadValue
        For fewer than two trajectories, or fewer than two factors or groups.

    Examples
    --------
    >>> plan(["a", "b"], 3, seed=1).shape
    (9, 2)
    """
    if trajectories < 2:
        raise BadValue(f"trajectories is {trajectories}: a spread needs at least 2, and 10 are usual")
    if len(set(groups or names)) < 2:
        raise BadValue(
            f"there is only {', '.join(sorted(set(groups or names))) or 'nothing'} to turn: need two"
        )
    made = sampling.sample(_problem(names, groups), trajectories, num_levels=LEVELS, seed=_crn(seed))
    return np.asarray(made, dtype=float)


def effects(
    names: Sequence[str], runs: np.ndarray, y: np.ndarray, seed: int, groups: Sequence[str] | None = None
) -> pd.DataFrame:
    """Give mu*, mu and sigma of each factor or group, the largest mu* first.

    An elementary effect is what the outcome changes by when one factor goes from its low end to its high one,
    estimated from a step of two thirds of the way.

    Parameters
    ----------
    names, groups
        As for `plan`.
    runs : ndarray
        From `plan`.
    y : ndarray of float, shape (len(runs),)
        The outcome of each run.
    seed : int
        Of the bootstrap of the confidence.

    Returns
    -------
    DataFrame
        ``name``; ``mu_star``, the mean size of the effects; ``mu_star_conf``, half the width of its 95 % interval;
        ``mu``, their mean with sign; ``sigma``, their spread (``mu`` and ``sigma`` are NaN for groups).

    Examples
    --------
    >>> runs = plan(["a", "b"], 4, seed=1)
    >>> found = effects(["a", "b"], runs, 3 * runs[:, 0] - 5 * runs[:, 1], seed=1)
    >>> found[["name", "mu_star", "mu"]].round(6).values.tolist()
    [['b', 5.0, -5.0], ['a', 3.0, 3.0]]
    """
    found = analysis.analyze(
        _problem(names, groups),
        np.asarray(runs, dtype=float),
        np.asarray(y, dtype=float),
        num_resamples=RESAMPLES,
        num_levels=LEVELS,
        seed=_crn(seed),
    )
    made = pd.DataFrame(
        {c: np.ma.filled(np.ma.asarray(found[c], dtype=float), np.nan) for c in COLUMNS},
        index=pd.Index(list(found["names"]), name="name"),
    )
    # a step of two thirds leaves dust of the last digit where nothing changed
    made = made.where(~(made.abs() < 1e-12 * max(float(np.abs(y).max()), 1e-300)), 0.0)
    if groups:
        made[["mu", "sigma"]] = np.nan
    return made.reset_index().sort_values(["mu_star", "name"], ascending=[False, True], ignore_index=True)


COLUMNS = ("mu_star", "mu_star_conf", "mu", "sigma")


def _problem(names: Sequence[str], groups: Sequence[str] | None) -> dict[str, Any]:
    made: dict[str, Any] = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    return made | ({"groups": list(groups)} if groups else {})


def _crn(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))
