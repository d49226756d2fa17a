"""Twenty kills at random moments: nothing half-written looks finished, and the next run cleans up."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simkit.cli import main
from simkit.core.folder import load, verify
from simkit_course.lab import serve

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes")
SMALL = ["--set=people.n_people=300", "--set=run.days=2", "--set=run.scale=0.001", "--set=run.tick_h=24"]
KILLS = 5


def words(out: Path, seed: int, fmt: str) -> list[str]:
    return ["run", "baseline", *SMALL, "--seed", str(seed), "--format", fmt, "--no-report", "--out", str(out)]


def n_files(folder: Path) -> int:
    return sum(len(files) for _, _, files in os.walk(folder))


@pytest.fixture(scope="module")
def ready():
    """Processes that have imported simkit, and done nothing else: what is killed is the run, not the imports."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["simkit.cli.run", "simkit.engine.run", "simkit.measure.outcomes"])
    return processes


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
@pytest.mark.parametrize("part", range(2))
def test_a_killed_run_leaves_the_older_result_or_the_new_one(ready, tmp_path, fmt, part):
    rng, home = random.Random(f"{fmt}{part}"), tmp_path / "home"
    out = home / "out"
    assert main(words(out, 1, fmt)) == 0
    whole = n_files(home)
    interrupted = 0
    for kill in range(KILLS):
        # counted in files, not in seconds: the moment is the same on a slow computer
        at = whole + rng.randint(0, whole) + sum(n_files(p) for p in home.glob(".out.*"))
        process = ready.Process(target=main, args=(words(out, 2, fmt),))
        process.start()
        while process.is_alive() and n_files(home) < at:
            time.sleep(0.002)
        process.kill()
        process.join()
        interrupted += process.exitcode == -signal.SIGKILL
        assert verify(out) == [], kill
        assert load(out).about["seed"] in (1, 2)
    assert interrupted >= 1
    assert main(words(out, 3, fmt)) == 0
    assert load(out).about["seed"] == 3
    assert [p.name for p in home.iterdir()] == ["out"]


SERVER = "import sys, time; print('up', flush=True); time.sleep(600)"
SIMKIT = """
import os, signal, sys
for name in ("SIGTERM", "SIGHUP"):  # whoever runs the tests may ignore them
    signal.signal(getattr(signal, name), signal.SIG_DFL)
from simkit_course.lab import serve
sys.exit(serve([sys.executable, '-c', {server!r}], os.environ))
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_to_the_lab_ends_its_server(name):
    code = SIMKIT.format(server=SERVER.replace("'up'", "__import__('os').getpid()"))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as lab:
        server = int(lab.stdout.readline())
        lab.send_signal(getattr(signal, name))
        assert lab.wait() == 128 + getattr(signal, name)
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


def test_a_server_that_ends_by_itself_gives_its_code_and_the_handlers_are_as_before():
    before = signal.getsignal(signal.SIGTERM)
    assert serve([sys.executable, "-c", "raise SystemExit(3)"], os.environ) == 3
    assert signal.getsignal(signal.SIGTERM) is before
