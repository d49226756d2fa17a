"""Running the study: every finished run is kept, so a stopped study goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...engine.run import simulate
from ..experiment.compare import Experiment, compare
from ..experiment.naming import DISPLACED
from ..experiment.plan import fingerprint, make_plan
from ..experiment.store import Store
from ..plots_survival_arms import Curve, curve, lived
from .questions import QUESTIONS
from .stored import FORMAT, VERSION, Study, table_of
from .trials import GRID_SEEDS, GRIDS, LIFE_ARMS, LIFE_SEEDS, SEEDS, TRIALS, Trial, n_runs

Progress = Callable[[int, int], None]
FOLLOWED = ("sim", "use")
STEP = 0.5
"""Lives are stored by half days."""


def study(
    runs: str | Path,
    *,
    seeds: int = SEEDS,
    grid_seeds: int = GRID_SEEDS,
    life_seeds: int = LIFE_SEEDS,
    settings: Mapping[str, Any] | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Study:
    """Run the whole study, or what is missing of it.

    Parameters
    ----------
    runs : str or Path
        A folder in which every finished run is kept.
    seeds, grid_seeds, life_seeds : int
        Seeds of the trials, of each cell of the grids, and of the runs in which numbers are followed.
    settings : mapping, optional
        The same in every run, for a small try.
    workers : int
        Processes.
    progress : callable, optional
        Told ``(runs done, runs in all)``.

    Returns
    -------
    dict
        Plain values, as `stored.dumped` writes them.
    """
    more, home = dict(settings or {}), Path(runs)
    counter = _Counter(n_runs(seeds, grid_seeds, life_seeds), progress)
    made: Study = {"format": FORMAT, "format_version": VERSION, "simkit": fingerprint(), "settings": more}
    made |= {"seeds": seeds, "grid_seeds": grid_seeds, "life_seeds": life_seeds, "n_runs": counter.total}
    failed = 0
    trials, grids = {}, {}
    for name, trial in TRIALS.items():
        found = _compare(home, name, trial, seeds, more, workers, counter)
        trials[name] = _stored(found, table_of(found))
        failed += len(found.failures)
    for name, grid in GRIDS.items():
        cells, only = [], _needed(name)
        for place, cell in enumerate(grid.cells()):
            found = _compare(home, f"{name}-{place}", grid.trial, grid_seeds, more, workers, counter, cell)
            cells.append(_stored(found, table_of(found, only)) | {"cell": _plain(cell)})
            failed += len(found.failures)
        grids[name] = cells
    lives = _lives(home, life_seeds, more, counter)
    return made | {"n_failed": failed, "trials": trials, "grids": grids, "lives": lives}


class _Counter:
    """The runs of the whole study, for one bar."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total, self.before, self.now, self.progress = total, 0, 0, progress

    def __call__(self, done: int, of: int) -> None:
        self.now = self.before + done
        if self.progress:
            self.progress(self.now, self.total)

    def close(self) -> None:
        """Count what follows from here."""
        self.before = self.now


def _compare(
    home: Path,
    name: str,
    trial: Trial,
    seeds: int,
    more: Mapping[str, Any],
    workers: int,
    counter: _Counter,
    cell: Mapping[str, Any] | None = None,
) -> Experiment:
    said = {**trial.settings, **more, **(cell or {})}
    # a folder for each state of the code: a study after a change neither mixes nor stumbles
    key = make_plan(trial.story, trial.arms, seeds, settings=said).key()[:10]
    made = compare(
        trial.story,
        trial.arms,
        seeds,
        settings=said,
        workers=workers,
        out=home / f"{name}-{key}",
        progress=counter,
        is_drawn=False,
    )
    counter.close()
    return made


def _stored(made: Experiment, outcomes: Mapping[str, Any]) -> dict[str, Any]:
    plan = made.plan
    return {
        "story": plan.story,
        "settings": _plain(plan.settings),
        "arms": {name: list(policies) for name, policies in plan.arms.items()},
        "seeds": list(plan.seeds),
        "outcomes": dict(outcomes),
    }


def _needed(grid: str) -> list[str]:
    """Name the figures that the tables of a grid need."""
    wanted = {
        o: None for q in QUESTIONS for region in q.regions if region.grid == grid for o in region.outcomes
    }
    if DISPLACED in wanted:
        ways = ("self", "outlet", "dealer", "mule", "ready_made", "takeover")
        wanted |= {f"n_made_{way}": None for way in ways}
    return [o for o in wanted if o != DISPLACED]


def _plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in sorted(settings.items())}


def _lives(
    home: Path, seeds: int, more: Mapping[str, Any], counter: _Counter
) -> dict[str, list[dict[str, Any]]]:
    """Follow single numbers under each policy; figures alone do not hold lives, so these runs are extra."""
    plan = make_plan("policy-lab", LIFE_ARMS, range(1, seeds + 1), settings=more)
    store = Store(home / f"lives-{plan.key()[:10]}", plan)
    found: dict[str, dict[str, list[Any]]] = {what: {arm: [] for arm in plan.arms} for what in FOLLOWED}
    done = 0
    for arm, scenario in plan.scenarios.items():
        for seed in plan.seeds:
            path = store.folder / "lives" / arm / f"{seed}.json"
            if not path.is_file():
                run = simulate(scenario, seed)
                both = {what: [x.tolist() for x in lived(run, what)] for what in FOLLOWED}
                store.write(f"lives/{arm}/{seed}.json", json.dumps(both) + "\n")
            said = json.loads(path.read_text(encoding="utf-8"))
            for what in FOLLOWED:
                days, is_end = said[what]
                found[what][arm].append((np.array(days, float), np.array(is_end, bool)))
            done += 1
            counter(done, 0)
    counter.close()
    return {what: [_thin(curve(arm, runs)) for arm, runs in by_arm.items()] for what, by_arm in found.items()}


def _thin(one: Curve) -> dict[str, Any]:
    days: Sequence[float] = np.arange(0, one.end + STEP, STEP).tolist()
    share = [round(one.at(day), 4) for day in days]
    return {
        "arm": one.arm,
        "step": STEP,
        "share": share,
        "end": round(one.end, 3),
        "n": one.n,
        "runs": one.runs,
    }


def curves_of(said: Sequence[Mapping[str, Any]]) -> list[Curve]:
    """Make stored lives curves again."""
    return [
        Curve(
            one["arm"],
            tuple(i * one["step"] for i in range(len(one["share"]))),
            tuple(one["share"]),
            one["end"],
            one["n"],
            one["runs"],
        )
        for one in said
    ]
