"""The experiment as one call: arms times seeds, differences, files."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ...core.errors import BadValue, nearest, quoted
from ...engine.scenario import Scenario
from .execute import run_all
from .pairs import differences, long_table, median_ratio, values
from .pictures import pictures
from .plan import LEVEL, Arm, Plan, make_plan
from .sequential import decided, levels, looks
from .store import Store
from .words import report

Progress = Callable[[int, int], None]
Runs = dict[tuple[str, int], dict[str, float]]


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
        One row an (outcome, arm); see `simkit.study.experiment.pairs.differences`.
    failures : DataFrame
        One row a run that failed: ``arm``, ``seed``, ``error``. Empty if all is well.
    level : float
        The chance that an interval misses; below 0.05 where the experiment stopped early.
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

    @property
    def variance_ratio(self) -> float:
        """How many times more runs independent seeds would need, in the median; NaN where nothing differs."""
        return median_ratio(self.differences)


def compare(
    story: str | Path | Scenario,
    arms: Mapping[str, Arm],
    seeds: int | Iterable[int] = 20,
    *,
    settings: Mapping[str, Any] | None = None,
    workers: int = 1,
    cluster: str | None = None,
    out: str | Path | None = None,
    base: str = "none",
    progress: Progress | None = None,
    stop: str | None = None,
    is_drawn: bool = True,
) -> Experiment:
    """Compare policies by running each with the same seeds: only the policy differs within a pair.

    Parameters
    ----------
    story : str, Path or Scenario
        A shipped story, a TOML file, or a scenario of one's own.
    arms : mapping of name to policies
        ``{"daily": ["forwarding:every_days=1"], "both": ["forwarding:every_days=1", "ban_on_block"]}``; a policy
        of one's own is given as an object. The story without further policies joins as ``baseline`` unless an arm
        has none.
    seeds : int or iterable of int
        A number N stands for the seeds 1 to N.
    settings : mapping, optional
        ``{"section.key": value}``, the same in every arm.
    workers : int
        Processes on this machine.
    cluster : str, optional
        Address of a Dask scheduler whose workers do the same.
    out : str or Path, optional
        A folder in which every finished run is kept at once. The same call continues what was stopped.
    base : str
        The arm the others are compared with; ``"none"`` is the arm without policies.
    progress : callable, optional
        Told ``(runs done, runs in all)``.
    stop : str, optional
        An outcome, such as ``"n_victims"``: stop at a quarter, half or three quarters of the seeds once every
        arm's difference is clear. The looks share one error (see `sequential`).
    is_drawn : bool
        Whether pictures stand beside the reports in `out`.

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
    plan = make_plan(story, arms, seeds, settings=settings, base=base, stop=stop)
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= 512:
        raise BadValue(f"workers is {quoted(workers)}: it must be a whole number from 1 to 512")
    if cluster is not None and workers != 1:
        raise BadValue("give workers or cluster, not both: a cluster has its own workers")
    store = Store(out, plan) if out is not None else None
    job = _Job(plan, store, workers, cluster, progress)
    used, level = job.run()
    return _finish(dataclasses.replace(plan, seeds=used), job, level, is_drawn)


class _Job:
    """The runs of one call: those on disk, those made now, those that failed."""

    def __init__(
        self, plan: Plan, store: Store | None, workers: int, cluster: str | None, progress: Progress | None
    ) -> None:
        self.plan, self.store, self.where, self.progress = plan, store, (workers, cluster), progress
        self.runs: Runs = store.read() if store else {}
        self.errors: dict[tuple[str, int], str] = {}
        self.total = len(plan.arms) * len(plan.seeds)

    def run(self) -> tuple[tuple[int, ...], float]:
        """Run what is missing; give the seeds that were used and the level of their intervals."""
        self._tell()
        if self.plan.stop is None:
            self._fill(self.plan.seeds)
            return self.plan.seeds, LEVEL
        at = looks(len(self.plan.seeds))
        level = LEVEL
        for n, level in zip(at, levels(at, LEVEL), strict=True):
            self._fill(self.plan.seeds[:n])
            if n == at[-1] or self._clear(n, level):
                break
        return self.plan.seeds[:n], level

    def _clear(self, n: int, level: float) -> bool:
        plan, outcome = dataclasses.replace(self.plan, seeds=self.plan.seeds[:n]), str(self.plan.stop)
        known = {name for figures in self.runs.values() for name in figures}
        if known and outcome not in known:
            raise BadValue(f"stop is {quoted(outcome)}: it must be an outcome; {nearest(outcome, known)}")
        base, arms = values(plan, self.runs, outcome)
        return bool(decided(arms - base, level).all())

    def _fill(self, seeds: Sequence[int]) -> None:
        # by seed: what a process keeps of a seed serves all arms
        tasks = [(arm, seed) for seed in seeds for arm in self.plan.arms]
        tasks = [task for task in tasks if task not in self.runs and task not in self.errors]
        answers = run_all(tasks, dict(self.plan.scenarios), *self.where)
        try:
            for arm, seed, figures, error in answers:
                self._keep(arm, seed, figures, error)
        finally:
            answers.close()

    def _keep(self, arm: str, seed: int, figures: dict[str, float] | None, error: str) -> None:
        if figures is None:
            self.errors[arm, seed] = error
            if self.store:
                self.store.put_error(arm, seed, error)
        else:
            self.runs[arm, seed] = figures
            if self.store:
                self.store.put(arm, seed, figures)
        self._tell()

    def _tell(self) -> None:
        if self.progress:
            self.progress(len(self.runs) + len(self.errors), self.total)


def _finish(plan: Plan, job: _Job, level: float, is_drawn: bool) -> Experiment:
    runs = {key: job.runs[key] for key in ((a, s) for a in plan.arms for s in plan.seeds) if key in job.runs}
    failed = [(a, s, job.errors[a, s]) for a in plan.arms for s in plan.seeds if (a, s) in job.errors]
    failures = pd.DataFrame(failed, columns=["arm", "seed", "error"])
    made = Experiment(
        plan=plan,
        planned=len(job.plan.seeds),
        outcomes=long_table(plan, runs),
        differences=differences(plan, runs, level),
        failures=failures,
        level=level,
        folder=job.store.folder if job.store else None,
    )
    if job.store:
        _save(made, job.store)
        for lang in ("id", "en"):
            drawn = pictures(made, lang) if is_drawn else []
            for name, data, _ in drawn:
                job.store.write(name, data)
            said = [(name, caption) for name, _, caption in drawn]
            job.store.write(f"report.{lang}.md", report(made, lang, said))
    return made


def _save(made: Experiment, store: Store) -> None:
    for name in ("outcomes", "differences"):
        table = getattr(made, name)
        store.write(f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), buffer)
        store.write(f"{name}.parquet", buffer.getvalue())
    if len(made.failures):
        store.write("failures.csv", made.failures.to_csv(index=False, lineterminator="\n"))
    else:
        store.drop("failures.csv")
