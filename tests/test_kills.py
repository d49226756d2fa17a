"""Twenty kills at random moments: nothing half-written looks finished, and the next run cleans up."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys

import kill_samples
import pytest

from simkit_course.lab import serve

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes")
KILLS = 5


@pytest.fixture(scope="module")
def ready():
    return kill_samples.ready()


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
@pytest.mark.parametrize("part", range(2))
def test_a_killed_run_leaves_the_older_result_or_the_new_one(ready, tmp_path, fmt, part):
    made = kill_samples.killed(ready, tmp_path, fmt, random.Random(f"{fmt}{part}"), KILLS)
    assert made.faults == []
    assert made.n == KILLS and made.interrupted >= 1


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
