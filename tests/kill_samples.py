"""Runs killed at random moments: what stands in the folder afterwards, and what the next run leaves."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simkit.cli import main
from simkit.core.folder import load, verify

SMALL = ["--set=people.n_people=300", "--set=run.days=2", "--set=run.scale=0.001", "--set=run.tick_h=24"]


def words(out: Path, seed: int, fmt: str) -> list[str]:
    """The command line of a small run."""
    return ["run", "baseline", *SMALL, "--seed", str(seed), "--format", fmt, "--no-report", "--out", str(out)]


def quiet(said: list[str]) -> int:
    """Run a command that prints nothing."""
    with open(os.devnull, "w", encoding="utf-8") as nothing, redirect_stdout(nothing):
        return main(said)


def often(out: Path, seed: int, times: int) -> None:
    """Run into one folder, again and again; ends with the first code that is not 0."""
    for _ in range(times):
        if code := quiet(words(out, seed, "parquet")):
            raise SystemExit(code)


def n_files(folder: Path) -> int:
    """Count the files below a folder."""
    return sum(len(files) for _, _, files in os.walk(folder))


def ready() -> Any:
    """Processes that have imported simkit, and done nothing else: what is killed is the run, not the imports."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["simkit.cli.run", "simkit.engine.run", "simkit.measure.outcomes"])
    return processes


@dataclass
class Killed:
    """What some kills came to: how many met a run that still went, and what is wrong."""

    n: int = 0
    interrupted: int = 0
    faults: list[str] = field(default_factory=list)


def killed(processes: Any, home: Path, fmt: str, rng: random.Random, kills: int) -> Killed:
    """Kill runs into a folder that holds an older result; then let one run through."""
    out, made = home / "out", Killed()
    made.faults += [f"the first run ended with {code}" for code in [quiet(words(out, 1, fmt))] if code]
    whole = n_files(home)
    for _ in range(kills):
        # counted in files, not in seconds: the moment is the same on a slow computer
        at = whole + rng.randint(0, whole) + sum(n_files(p) for p in home.glob(".out.*"))
        process = processes.Process(target=quiet, args=(words(out, 2, fmt),))
        process.start()
        while process.is_alive() and n_files(home) < at:
            time.sleep(0.002)
        process.kill()
        process.join()
        made.n += 1
        made.interrupted += process.exitcode == -signal.SIGKILL
        made.faults += [f"kill {made.n} at {at - whole} files: {fault}" for fault in differs(out, (1, 2))]
    made.faults += [f"the last run ended with {code}" for code in [quiet(words(out, 3, fmt))] if code]
    made.faults += [*differs(out, (3,)), *(f"left: {p.name}" for p in home.iterdir() if p != out)]
    return made


def differs(out: Path, seeds: tuple[int, ...]) -> Iterator[str]:
    """Say what is wrong with a saved folder: damage, or a result that is not of one of the seeds."""
    yield from verify(out)
    seed = load(out).about["seed"]
    if seed not in seeds:
        yield f"seed {seed}, not of {seeds}"
