"""The experiment as one call: arms times seeds, differences, files."""

from __future__ import annotations

import contextlib
import dataclasses
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri, stdtr

from ..core.usual import SEEDS, WORKERS, WORLD_SEEDS
from ..engine.scenario import Scenario
from .figures import pictures
from .intervals import LEVEL, moments
from .page import report
from .pairs import Experiment, check_outcome, differences, long_table, values
from .plan import Arm, Plan, fingerprint, make_plan
from .runner import Progress, Store, check_where, run_all, run_one
from .worlds import Worlds, in_worlds, with_worlds

# ---
# Stopping early without fooling oneself: looks that share one error between them.
#
# Whoever looks at 5, 10, 15 and 20 seeds and stops at the first interval without 0 is wrong far more
# often than 5 % of the time. Here the error is spent by the rule of Lan and DeMets in the shape of
# O'Brien and Fleming: next to nothing early, most of it at the end. Few seeds are met by taking the t
# with the same tail as the normal boundary.
#
# Source: Lan and DeMets (1983), "Discrete sequential boundaries for clinical trials"; Jennison and
# Turnbull (2000), "Group Sequential Methods", ch. 3 and 7.

LOOKS = 4
FEWEST = 5
_GRID = 801


def looks(n: int) -> tuple[int, ...]:
    """Give after how many seeds to look: at the quarters, each of at least five seeds.

    Examples
    --------
    >>> looks(40), looks(12), looks(4)
    ((10, 20, 30, 40), (6, 9, 12), (4,))
    """
    quarters = {-(-n * k // LOOKS) for k in range(1, LOOKS)}
    return (*sorted(q for q in quarters if q >= FEWEST), n)


def levels(at: Sequence[int], level: float = LEVEL) -> tuple[float, ...]:
    """Give the two-sided level of each look so that all together err with at most `level`.

    `at` names the seeds at each look, rising; the last is the end.

    Examples
    --------
    >>> [round(x, 5) for x in levels((10, 20, 30, 40))]
    [1e-05, 0.00305, 0.01832, 0.044]
    """
    t = np.asarray(at, dtype=float) / at[-1]
    spent = 4 * ndtr(-ndtri(1 - level / 4) / np.sqrt(t))
    made: list[float] = []
    grid = density = np.empty(0)
    for now, sigma, spend in zip(t, np.sqrt(np.diff(t, prepend=0)), np.diff(spent, prepend=0), strict=True):
        bound = _bound(grid, density, sigma, spend) if made else -ndtri(spend / 2) * sigma
        made.append(float(2 * ndtr(-bound / np.sqrt(now))))
        grid, density = _next(grid, density, sigma, bound)
    return tuple(made)


def _bound(grid: np.ndarray, density: np.ndarray, sigma: float, spend: float) -> float:
    """Find the bound that the sum of those still inside crosses with chance `spend`."""

    def over(bound: float) -> float:
        out = ndtr((grid - bound) / sigma) + ndtr((-bound - grid) / sigma)
        return float(np.trapezoid(density * out, grid)) - spend

    return float(brentq(over, 0.0, 20.0, xtol=1e-10))


def _next(grid: np.ndarray, density: np.ndarray, sigma: float, bound: float) -> tuple[np.ndarray, np.ndarray]:
    """Move the density of those still inside on to the next look."""
    new = np.linspace(-bound, bound, _GRID)
    if not len(grid):
        return new, np.exp(-0.5 * (new / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    step = np.exp(-0.5 * ((new[:, None] - grid) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    return new, np.trapezoid(step * density, grid, axis=1)


def decided(d: np.ndarray, level: float) -> np.ndarray:
    """Tell for each arm whether its difference is clear at a look, shared among the arms (Bonferroni).

    `d` has the shape (arms, seeds); `level` is this look's, from `levels`.

    Examples
    --------
    >>> decided(np.array([[3.0, 4, 5, 4, 3], [-1, 2, -3, 4, 0]]), 0.05).tolist()
    [True, False]
    """
    n, mean, spread = moments(d)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(spread > 0, np.abs(mean) / spread * np.sqrt(n), 0.0)
    return (n >= FEWEST) & (2 * stdtr(np.maximum(n - 1, 1), -t) <= level / len(d))


# ---

Runs = dict[tuple[str, int], dict[str, float]]


def compare(
    scenario: str | Path | Scenario,
    arms: Mapping[str, Arm],
    seeds: int | Iterable[int] = SEEDS,
    *,
    settings: Mapping[str, Any] | None = None,
    workers: int = WORKERS,
    cluster: str | None = None,
    out: str | Path | None = None,
    base: str = "none",
    progress: Progress | None = None,
    stop: str | None = None,
    is_drawn: bool = True,
    worlds: str | Path | Worlds | None = None,
    world_seeds: int = WORLD_SEEDS,
) -> Experiment:
    """Compare policies by running each with the same seeds: only the policy differs within a pair.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A shipped scenario, a TOML file, or a scenario.
    arms : mapping of name to policies
        ``{"daily": ["forwarding:every_days=1"], "both": ["forwarding:every_days=1", "ban_on_block"]}``; a policy
        of one's own is given as an object. The scenario without further policies joins as ``baseline`` unless an arm
        has none.
    seeds : int or iterable of int
        A number N stands for the seeds 1 to N.
    settings : mapping, optional
        ``{"section.key": value}``, the same in every arm.
    workers, cluster : int; str, optional
        Processes on this machine, or the address of a Dask scheduler whose workers do the same.
    out : str or Path, optional
        A folder in which every finished run is kept at once. The same call continues what was stopped.
    base : str
        The arm the others are compared with; ``"none"`` is the arm without policies.
    progress : callable, optional
        Told ``(runs done, runs in all)``.
    stop : str, optional
        An outcome, such as ``"n_victims"``: stop at a quarter, half or three quarters of the seeds once every
        arm's difference is clear. The looks share one error (see `experiment.levels`).
    is_drawn : bool
        Whether pictures stand beside the reports in `out`.
    worlds : str, Path or mapping of name to settings, optional
        Plausible worlds, or their file (see `worlds.read_worlds`): the same arms run in each, for a second interval
        beside that of the seeds.
    world_seeds : int
        With how many of the seeds each world runs.

    Returns
    -------
    Experiment

    Raises
    ------
    BadValue, BadFolder, SimkitError
        For anything unknown, a folder of another experiment, a cluster that does not answer.

    Examples
    --------
    >>> tiny = {"people.n_people": 500, "run.days": 3, "run.scale": 0.001, "run.tick_h": 24}
    >>> found = compare("baseline", {"cap1": ["cap:per_operator=1"]}, 3, settings=tiny)
    >>> found.outcomes["seed"].nunique(), sorted(set(found.differences["arm"])), len(found.failures)
    (3, ['cap1'], 0)
    """
    plan = make_plan(scenario, arms, seeds, settings=settings, base=base, stop=stop)
    if stop is not None:
        check_outcome("stop", stop)
    others = in_worlds(plan, scenario, arms, worlds or {}, world_seeds)
    check_where(workers, cluster)
    store = Store(out, plan) if out is not None else None
    made = _Jobs((plan, *others.values()), (workers, cluster), progress).run(store, tuple(others))
    if store:
        _save(made, store, is_drawn)
    return made


class _Jobs:
    """The experiment, and the same in each plausible world, as one progress."""

    def __init__(
        self, plans: Sequence[Plan], where: tuple[int, str | None], progress: Progress | None
    ) -> None:
        self.plans, self.where, self.progress, self.before, self.done = plans, where, progress, 0, 0
        self.total = sum(len(plan.arms) * len(plan.seeds) for plan in plans)

    def run(self, store: Store | None, names: Sequence[str]) -> Experiment:
        """Run the first plan, and add what the others, named after their worlds, tell of its differences."""
        first, found = self._job(self.plans[0], store), []
        made = first.run()
        for name, plan in zip(names, self.plans[1:], strict=True):
            job = self._job(plan, Store(store.folder / "worlds" / name, plan) if store else None)
            failed = job.run().failures
            failed["arm"] = [f"{name}/{arm}" for arm in failed["arm"]]
            made = dataclasses.replace(made, failures=pd.concat([made.failures, failed], ignore_index=True))
            found.append((plan, job.runs))
        if found:
            table, n = with_worlds(made.differences, (first.plan, first.runs), found), len(found[0][0].seeds)
            made = dataclasses.replace(made, differences=table, world_seeds=n)
        return made

    def _job(self, plan: Plan, store: Store | None) -> _Job:
        self.before = self.done
        return _Job(plan, store, self.where, self._tell if self.progress else None)

    def _tell(self, done: int, _: int) -> None:
        self.done = self.before + done
        if self.progress:
            self.progress(self.done, self.total)


class _Job:
    """The runs of one call: those on disk, those made now, those that failed."""

    def __init__(
        self, plan: Plan, store: Store | None, where: tuple[int, str | None], progress: Progress | None
    ) -> None:
        self.plan, self.store, self.where, self.progress = plan, store, where, progress
        self.runs: Runs = store.read() if store else {}
        self.errors: dict[tuple[str, int], str] = {}

    def run(self) -> Experiment:
        """Run what is missing, up to the look at which every arm is clear."""
        self._tell()
        level, at = LEVEL, looks(len(self.plan.seeds)) if self.plan.stop else (len(self.plan.seeds),)
        for n, level in zip(at, levels(at, LEVEL) if self.plan.stop else (LEVEL,), strict=True):
            plan = dataclasses.replace(self.plan, seeds=self.plan.seeds[:n])
            self._fill(plan)
            if n < at[-1] and self._clear(plan, level):
                break
        runs = {(a, s): self.runs[a, s] for a in plan.arms for s in plan.seeds if (a, s) in self.runs}
        failed = [(a, s, self.errors[a, s]) for a in plan.arms for s in plan.seeds if (a, s) in self.errors]
        return Experiment(
            plan=plan,
            planned=len(self.plan.seeds),
            outcomes=long_table(plan, runs),
            differences=differences(plan, runs, level),
            failures=pd.DataFrame(failed, columns=["arm", "seed", "error"]),
            level=level,
            folder=self.store.folder if self.store else None,
        )

    def _clear(self, plan: Plan, level: float) -> bool:
        base, arms = values(plan, self.runs, str(plan.stop))
        return bool(decided(arms - base, level).all())

    def _fill(self, plan: Plan) -> None:
        # by seed: what a process keeps of a seed serves all arms
        tasks = [(arm, seed) for seed in plan.seeds for arm in plan.arms]
        code = fingerprint()["source"]
        calls = {
            task: (*task, plan.scenarios[task[0]], code)
            for task in tasks
            if task not in self.runs and task not in self.errors
        }
        with contextlib.closing(run_all(run_one, calls, *self.where)) as answers:
            for _, (arm, seed, figures, error) in answers:
                self._keep(arm, seed, figures, error)

    def _keep(self, arm: str, seed: int, figures: dict[str, float] | None, error: str) -> None:
        if figures is None:
            self.errors[arm, seed] = error
        else:
            self.runs[arm, seed] = figures
        if self.store:
            self.store.put(arm, seed, figures, error)
        self._tell()

    def _tell(self) -> None:
        if self.progress:
            self.progress(len(self.runs) + len(self.errors), len(self.plan.arms) * len(self.plan.seeds))


def _save(made: Experiment, store: Store, is_drawn: bool) -> None:
    """Write the tables, the runs that failed, and a report with its pictures in each language."""
    for name in ("outcomes", "differences"):
        table = getattr(made, name)
        store.write(f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), buffer)
        store.write(f"{name}.parquet", buffer.getvalue())
    if len(made.failures):
        store.write("failures.csv", made.failures.to_csv(index=False, lineterminator="\n"))
    else:
        (store.folder / "failures.csv").unlink(missing_ok=True)
    for lang in ("id", "en"):
        drawn = pictures(made, lang) if is_drawn else []
        for name, data, _ in drawn:
            store.write(name, data)
        store.write(f"report.{lang}.md", report(made, lang, [(name, caption) for name, _, caption in drawn]))
