"""The runs of a screening: each on disk at once, so that a stopped screening goes on."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ..analysis.outcomes import summarise
from ..core.aside import write_file
from ..engine.run import simulate
from ..engine.scenario import Scenario
from .experiment.plan import fingerprint

Figures = dict[str, float]
Task = tuple[Scenario, int]
Progress = Callable[[int, int], None]


def run_all(
    tasks: Sequence[Task], workers: int = 1, folder: Path | None = None, progress: Progress | None = None
) -> list[Figures]:
    """Simulate every task and give its figures, in the order of the tasks; equal tasks run once.

    Parameters
    ----------
    tasks : sequence of (Scenario, seed)
    workers : int
        Processes on this machine.
    folder : Path, optional
        Where each finished run is kept under the hash of all that decides it.
    progress : callable, optional
        Told ``(runs done, runs in all)``.
    """
    keys = [_key(task) for task in tasks]
    unique = dict(zip(keys, tasks, strict=True))
    known = {k: kept for k in unique if folder and (kept := _read(folder / f"{k}.json")) is not None}
    left = [k for k in unique if k not in known]
    for key, figures in _made([(k, unique[k]) for k in left], workers):
        known[key] = figures
        if folder:
            write_file(folder / f"{key}.json", json.dumps(_plain(figures), sort_keys=True) + "\n")
        if progress:
            progress(len(known), len(unique))
    return [known[k] for k in keys]


def run_one(key: str, scenario: Scenario, seed: int) -> tuple[str, Figures]:
    """Simulate one task and give its figures under its key."""
    return key, dict(summarise(simulate(scenario, seed)).figures)


def _made(tasks: Sequence[tuple[str, Task]], workers: int) -> Iterator[tuple[str, Figures]]:
    if workers == 1:
        yield from (run_one(key, *task) for key, task in tasks)
        return
    import joblib  # noqa: PLC0415

    with joblib.parallel_config(backend="loky", n_jobs=workers, inner_max_num_threads=1):
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
        yield from parallel(joblib.delayed(run_one)(key, *task) for key, task in tasks)


def _key(task: Task) -> str:
    scenario, seed = task
    ready, policies = scenario.ready()
    said = [repr(ready), [repr(p) for p in policies], seed, sorted(fingerprint().items())]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]


def _plain(figures: Mapping[str, float]) -> dict[str, float | None]:
    return {k: None if math.isnan(v) else v for k, v in figures.items()}


def _read(path: Path) -> Figures | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return {str(k): math.nan if v is None else float(v) for k, v in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None
