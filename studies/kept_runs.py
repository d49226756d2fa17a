"""Runs of a study, each on disk at once: a study that was stopped goes on, and one that comes again runs nothing."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from simkit.compare.plan import fingerprint
from simkit.compare.runner import Progress, run_all, simulated
from simkit.core.files import write_file
from simkit.engine.scenario import Scenario

Figures = dict[str, float]
Task = tuple[Scenario, int]


def run_tasks(
    tasks: Sequence[Task],
    workers: int = 1,
    cluster: str | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
    work: Callable[[Scenario, int], Mapping[str, float]] = simulated,
) -> list[Figures]:
    """Simulate every (scenario, seed) and give its figures, in that order; equal tasks run once.

    With a `folder`, each finished run is kept there under the hash of all that decides it but `work`.
    """
    keys = [_key(task) for task in tasks]
    unique = dict(zip(keys, tasks, strict=True))
    known = {k: kept for k in unique if folder and (kept := _read(folder / f"{k}.json")) is not None}
    left = {k: task for k, task in unique.items() if k not in known}
    for key, figures in run_all(work, left, workers, cluster):
        known[key] = dict(figures)
        if folder:
            write_file(folder / f"{key}.json", json.dumps(_plain(figures), sort_keys=True) + "\n")
        if progress:
            progress(len(known), len(unique))
    return [known[k] for k in keys]


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
