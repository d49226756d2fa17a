"""Kills and clusters change nothing: whatever happens on the way, the same bytes at the end."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from experiment_samples import contents, words

import simkit
from simkit.cli import main
from simkit.compare import runner
from simkit.compare.plan import fingerprint
from simkit.core.errors import SimkitError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills process groups")
SEEDS = 4
RUNS = 3 * SEEDS


def started(command: list[str]) -> subprocess.Popen:
    """Start Python in a group of its own, so that its workers can be killed with it."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", *command], start_new_session=True, **quiet)


def killed(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def finished(out: Path) -> int:
    return len([p for p in out.glob("runs/*/*.json") if not p.name.startswith(".")])


def wait_until(what, process: subprocess.Popen) -> None:
    """Wait, however slow the machine is, until it is so or the process has ended."""
    while not what() and process.poll() is None:
        time.sleep(0.002)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("experiment") / "out"
    assert main(words(out, SEEDS)) == 0
    return contents(out)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_experiment_goes_on_to_the_same_bytes(undisturbed, tmp_path, workers):
    out, rng = tmp_path / "out", random.Random(workers)
    command = ["simkit", *words(out, SEEDS), f"--workers={workers}"]
    interrupted = 0
    for part in range(3):
        process = started(command)
        at = rng.randint(RUNS * part // 4 + 1, RUNS * (part + 1) // 4)
        wait_until(lambda at=at: finished(out) >= at, process)
        time.sleep(rng.random() * 0.02)
        killed(process)
        interrupted += finished(out) < RUNS
    assert interrupted >= 1
    assert started(command).wait() == 0
    assert contents(out) == undisturbed


@pytest.fixture
def cluster(tmp_path):
    """A Dask scheduler and two workers, each a process; gives its address and the processes, the scheduler first."""
    pytest.importorskip("distributed")
    file = tmp_path / "scheduler.json"
    said = ["--scheduler-file", str(file), "--no-dashboard"]
    processes = [started(["dask", "scheduler", "--host", "127.0.0.1", "--port", "0", *said])]
    try:
        # it is there before it is written
        wait_until(lambda: file.exists() and file.read_bytes().rstrip().endswith(b"}"), processes[0])
        alone = ["--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path)]
        processes += [started(["dask", "worker", *said, *alone]) for _ in range(2)]
        yield json.loads(file.read_text(encoding="utf-8"))["address"], processes
    finally:
        for process in reversed(processes):
            killed(process)


def test_a_cluster_of_which_one_worker_dies_gives_the_same_bytes(undisturbed, tmp_path, cluster):
    address, (_, *workers) = cluster
    out = tmp_path / "out"
    process = started(["simkit", *words(out, SEEDS), f"--cluster={address}"])
    wait_until(lambda: finished(out) >= 3, process)
    assert process.poll() is None
    killed(workers[0])
    assert process.wait() == 0
    assert contents(out) == undisturbed
    assert workers[0].poll() is not None
    assert workers[1].poll() is None


@pytest.mark.slow  # dask waits for twenty seconds
def test_a_scheduler_that_goes_away_is_one_line_and_finished_runs_are_kept(undisturbed, tmp_path, cluster):
    address, (scheduler, *_) = cluster
    out = tmp_path / "out"
    command = [sys.executable, "-m", "simkit", *words(out, SEEDS)]
    process = subprocess.Popen([*command, f"--cluster={address}"], stderr=subprocess.PIPE, text=True)
    wait_until(lambda: finished(out) >= 2, process)
    kept = contents(out)
    killed(scheduler)
    _, said = process.communicate()
    assert process.returncode == 2 and said.count("\n") == 1
    assert re.match(
        r"simkit: the Dask scheduler at '.*' went away with \d+ runs to go; finished runs are kept", said
    )
    assert kept.items() <= contents(out).items()
    assert started(["simkit", *words(out, SEEDS)]).wait() == 0
    assert contents(out) == undisturbed


def test_a_hung_worker_is_started_anew(tmp_path, monkeypatch):
    def stops_once(flag: Path) -> None:  # defined here, it is sent as it is: no worker imports this file
        if not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGSTOP)

    list(runner.run_all(abs, {n: (n,) for n in range(4)}, workers=2))  # once they are there, they answer soon
    real, limits = runner._backend, iter((3.0, 60.0, 60.0))

    def backend(*said):
        monkeypatch.setattr(runner, "SILENT_S", next(limits))
        return real(*said)

    monkeypatch.setattr(runner, "_backend", backend)
    calls = {n: (tmp_path / ("flag" if n == 1 else "there"),) for n in range(4)}
    (tmp_path / "there").touch()
    assert {key for key, _ in runner.run_all(stops_once, calls, workers=2)} == set(calls)
    assert (tmp_path / "flag").exists()


def stops(_: int) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def test_workers_that_hang_again_and_again_are_one_line(monkeypatch):
    monkeypatch.setattr(runner, "SILENT_S", 0.5)
    with pytest.raises(
        SimkitError, match=r"the worker processes hung with 3 runs to go .* finished runs are kept"
    ):
        list(runner.run_all(stops, {n: (n,) for n in range(3)}, workers=2))


def test_a_cluster_that_is_not_there_is_one_line(tmp_path, capsys):
    pytest.importorskip("distributed")
    command = [sys.executable, "-m", "simkit", *words(tmp_path / "out", 2), "--cluster", "nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stderr.startswith("simkit: no Dask scheduler answers at 'nowhere'")
    assert done.stderr.count("\n") == 1


def test_the_fingerprint_is_of_the_very_source_that_decides_figures():
    """After a move it once looked in the wrong folder, hashed nothing, and let runs of two sources mix."""
    home = Path(simkit.__file__).parent
    made = hashlib.sha256()
    files = [p for room in ("core", "world", "engine") for p in (home / room).rglob("*.py")]
    for path in sorted([*files, *(home / "measure").glob("*.py")]):
        made.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    assert len(files) > 40
    assert fingerprint()["source"] == made.hexdigest()[:32]
