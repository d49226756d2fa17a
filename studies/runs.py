"""The runs of every study: many at once, each on disk as soon as it is there, told by one bar.

A study that was stopped goes on, and one that comes again runs nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from simkit.cli.command import bar, read_whole
from simkit.compare.plan import fingerprint
from simkit.compare.runner import Progress, check_where, run_all, simulated
from simkit.core.files import write_file
from simkit.core.usual import WORKERS
from simkit.engine.scenario import Scenario

Figures = dict[str, float]
Task = tuple[Scenario, int]
Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Where:
    """Where runs are made, as for `simkit.compare.experiment.compare`, and who is told how many are done of all."""

    workers: int = WORKERS
    cluster: str | None = None
    progress: Progress | None = None

    def run(self, function: Callable[..., Made], calls: Mapping[Key, tuple[Any, ...]]) -> dict[Key, Made]:
        """Call a function many times, and give each answer by its key."""
        check_where(self.workers, self.cluster)
        found: dict[Key, Made] = {}
        for key, made in run_all(function, calls, self.workers, self.cluster):
            found[key] = made
            self.tell(len(found), len(calls))
        return found

    def tell(self, done: int, total: int) -> None:
        """Say how many runs are done."""
        if self.progress:
            self.progress(done, total)


HERE = Where()


class Parts:
    """The runs of several jobs as one progress: `where` tells all of them, `end` closes a job."""

    def __init__(self, where: Where, total: int) -> None:
        self.before, self.total, self.outer = 0, total, where
        self.where = replace(where, progress=self.tell)

    def tell(self, done: int, _: int) -> None:
        """Say how many runs of the present job are done."""
        self.outer.tell(self.before + done, self.total)

    def end(self, n: int) -> None:
        """Close a job of so many runs."""
        self.before += n


@contextmanager
def where_asked(args: argparse.Namespace, name: str, unit: str = "run", least: int = 0) -> Iterator[Where]:
    """Read where a command's runs are to be made, and show a bar while they are."""
    with bar(name, unit) as progress:
        yield Where(read_whole("--workers", args.workers, least), args.cluster, progress)


def run_tasks(
    tasks: Sequence[Task],
    where: Where = HERE,
    folder: Path | None = None,
    work: Callable[[Scenario, int], Mapping[str, Any]] = simulated,
) -> list[dict[str, Any]]:
    """Simulate every (scenario, seed) and give its figures, in that order; equal tasks run once.

    With a `folder`, each finished run is kept there under the hash of all that decides it but `work`.
    """
    keys = [_key(task) for task in tasks]
    unique = dict(zip(keys, tasks, strict=True))
    known = {k: kept for k in unique if folder and (kept := _read(folder / f"{k}.json")) is not None}
    left = {k: task for k, task in unique.items() if k not in known}
    for key, figures in run_all(work, left, where.workers, where.cluster):
        known[key] = dict(figures)
        if folder:
            write_file(folder / f"{key}.json", json.dumps(_plain(figures), sort_keys=True) + "\n")
        where.tell(len(known), len(unique))
    return [known[k] for k in keys]


def _key(task: Task) -> str:
    scenario, seed = task
    ready, policies = scenario.ready()
    said = [repr(ready), [repr(p) for p in policies], seed, sorted(fingerprint().items())]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]


def _plain(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in figures.items()}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return {k: math.nan if v is None else v for k, v in said.items()}
    except (OSError, ValueError, AttributeError):
        return None
