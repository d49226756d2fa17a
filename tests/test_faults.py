"""A full disk at every step, two at once, tables cut short or altered: one line, and nothing already there is lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import kill_samples
import pytest
from fault_samples import SMALL, harmed, harms, opened

from simkit import simulate
from simkit.core.folder import load, verify

FULL_DISK = Path(__file__).with_name("full_disk.py")
posix = pytest.mark.skipif(os.name != "posix", reason="forks")


def has_disks() -> bool:
    """Whether a disk of one's own can be mounted here, in a namespace of one's own."""
    command = ["unshare", "-rm", "true"]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(command, check=False, capture_output=True).returncode
    )


@pytest.mark.skipif(not has_disks(), reason="no disk can be made here")
@pytest.mark.slow
def test_a_full_disk_at_any_step_is_one_line_and_loses_nothing(tmp_path):
    command = ["unshare", "-rm", sys.executable, str(FULL_DISK), str(tmp_path), "60"]
    made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert set(made) == {"parquet", "csv", "findings", "file", "experiment"}
    for name, came in made.items():
        assert came["faults"] == [], name
        assert came["refused"] and came["well"], name


@posix
def test_two_runs_into_one_folder_at_once_leave_one_whole_result(tmp_path):
    ready = kill_samples.ready()
    processes = [
        ready.Process(target=kill_samples.often, args=(tmp_path / "out", seed, 4)) for seed in (1, 2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [p.exitcode for p in processes] == [0, 0]
    assert list(kill_samples.differs(tmp_path / "out", (1, 2))) == []
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    home = tmp_path_factory.mktemp("saved")
    run = simulate("baseline", 1, settings=SMALL)
    return {fmt: run.save(home / fmt, fmt) for fmt in ("parquet", "csv")}


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_a_table_cut_short_or_altered_is_named(saved, tmp_path, fmt):
    rng, out = random.Random(fmt), tmp_path / "out"
    shutil.copytree(saved[fmt], out)
    for path, table in rng.sample([(t.file, t) for t in load(out).tables.values()], 12):
        whole = table.arrow()
        for harm in harms():
            with harmed(path, harm, rng):
                assert opened(out, path) in ("refused", "read"), (path.name, harm)
                # a byte that bears no value, as those between the pages of Parquet, may be another
                assert path.name in table.problem() or table.arrow().equals(whole), (path.name, harm)
    assert verify(out) == []


def test_a_manifest_cut_short_or_altered_is_one_line(saved, tmp_path):
    rng, out = random.Random(7), tmp_path / "out"
    shutil.copytree(saved["csv"], out)
    for harm in harms() * 4:
        with harmed(out / "manifest.json", harm, rng):
            assert opened(out, None) in ("refused", "read"), harm
