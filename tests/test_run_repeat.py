"""The same seed gives the same country: in every process, folder, locale, time zone and format."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
import run_baseline
from run_samples import arrows, busy, content_hashes, same

from simkit.core import folder as saving
from simkit.core.folder import load
from simkit.engine.export import observed
from simkit.engine.run import simulate
from simkit.engine.scenario import load_scenario
from simkit.world.tables import SIMS

SETTINGS = {
    "people.n_people": 900,
    "run.days": 16,
    "run.scale": 0.004,
    "insider.n_known_person": 1,
    "insider.known_day": 2,
    "breach.n_records": 50,
    "breach.day": 3,
}
POLICIES = ("forwarding:every_days=2", "ban_on_block")
KINDS = ("observed", "truth")


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The run of this process, saved as Parquet."""
    run = simulate("baseline", 5, policies=POLICIES, settings=SETTINGS)
    return files(run.save(tmp_path_factory.mktemp("here") / "out"))


PLACES = {
    "plain": {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
    "dua kata/hasil saya": {
        "PYTHONHASHSEED": "77",
        "LC_ALL": "id_ID.UTF-8",
        "LANG": "id_ID.UTF-8",
        "TZ": "Asia/Jakarta",
        "OMP_NUM_THREADS": "1",
    },
}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The same run from the command line, in other processes: what each folder holds."""
    home = tmp_path_factory.mktemp("rumah baru")
    sets = [word for k, v in SETTINGS.items() for word in ("--set", f"{k}={v}")]
    rules = [word for p in POLICIES for word in ("--policy", p)]
    made = {}
    for folder, env in PLACES.items():
        out = home / folder
        subprocess.run(
            [
                sys.executable,
                "-m",
                "simkit",
                "run",
                "baseline",
                "--seed",
                "5",
                *sets,
                *rules,
                "--out",
                str(out),
            ],
            env={**os.environ, "PYTHONPATH": str(run_baseline.HERE.parent), **env},
            cwd=home,
            check=True,
            capture_output=True,
        )
        made[folder] = files(out)
    return made


@pytest.mark.parametrize("folder", PLACES)
def test_every_process_writes_the_same_bytes(here, elsewhere, folder):
    tables = [name for name in here if name.startswith(KINDS)]
    assert len(tables) > 30
    assert [name for name in tables if elsewhere[folder].get(name) != here[name]] == []


def test_nothing_in_a_folder_tells_where_it_was_made(elsewhere):
    one, two = (elsewhere[folder] for folder in PLACES)
    assert set(one) == set(two)
    assert [name for name in one if one[name] != two[name]] == []


def test_the_same_seed_twice_gives_the_same_tables(busy_run):
    one, two = arrows(busy_run), arrows(busy())
    assert [path for path in one if not one[path].equals(two[path])] == []


def test_another_seed_gives_another_country(busy_run):
    one, two = arrows(busy_run), arrows(busy(seed=2))
    alike = {path for path in one if same(one[path], two[path])}
    assert alike <= {"observed/operators"}


def test_an_order_of_settings_or_a_scenario_of_ones_own_changes_nothing(here, tmp_path):
    scenario = load_scenario("baseline").with_settings(dict(reversed(SETTINGS.items())))
    run = simulate(scenario, 5, policies=reversed(POLICIES))
    there = files(run.save(tmp_path / "out"))
    tables = [name for name in here if name.startswith(KINDS)]
    assert len(tables) > 30
    assert [name for name in tables if there[name] != here[name]] == []


def spoil(tables):
    """Empty the DataFrames that a look at tables gives, the last table first."""
    for name in reversed(list(tables)):
        frame = tables[name]
        for column in list(frame):
            del frame[column]


def test_looking_at_tables_in_another_order_changes_nothing(here, tmp_path):
    run = simulate("baseline", 5, policies=POLICIES, settings=SETTINGS)
    for day in (4, 11.5):
        spoil(run.as_of(day))
    spoil(run.truth)
    spoil(run.observed)
    assert files(run.save(tmp_path / "out")) == here


def test_parquet_and_csv_hold_the_same(busy_run, tmp_path):
    as_csv, as_parquet = (load(busy_run.save(tmp_path / fmt, fmt)) for fmt in ("csv", "parquet"))
    want = content_hashes(busy_run)
    for saved in (as_csv, as_parquet):
        assert {path: said["content"] for path, said in saved.manifest["tables"].items()} == want
    made = arrows(busy_run)
    for path, table in made.items():
        kind, _, name = path.partition("/")
        assert same(getattr(as_csv, kind).arrow(name), table), path


def test_sims_made_in_pieces_are_those_of_the_whole_table(busy_run, tmp_path, monkeypatch):
    want = busy_run.observed.arrow("sims")
    monkeypatch.setattr(observed, "PIECE_ROWS", 500)
    monkeypatch.setattr(saving, "PIECE_ROWS", 500)
    pieces = list(observed.sims_in_pieces(busy_run._view))
    assert len(pieces) > 2 and [p.num_rows for p in pieces[:-1]] == [500] * (len(pieces) - 1)
    assert same(pa.concat_tables(pieces).unify_dictionaries().combine_chunks(), want.combine_chunks())
    saved = busy_run.save(tmp_path / "out") / "observed" / "sims.parquet"
    saving.save(tmp_path / "whole", {"observed/sims": want}, [SIMS], {})
    assert saved.read_bytes() == (tmp_path / "whole" / "observed" / "sims.parquet").read_bytes()


@pytest.mark.golden
def test_the_tables_are_those_of_the_stored_fingerprints(busy_run):
    """On every platform and Python; `python tests/run_baseline.py` writes them anew."""
    now, known = content_hashes(busy_run), run_baseline.stored(run_baseline.HASHES)["tables"]
    assert set(now) == set(known)
    assert [path for path in now if now[path] != known[path]] == []


@pytest.mark.golden
def test_the_baseline_moves_only_on_purpose(tiny_run):
    """`python tests/run_baseline.py` writes the figures anew."""
    known = run_baseline.stored(run_baseline.SUMMARY)
    assert known["settings"] == run_baseline.TINY
    assert run_baseline.figures(tiny_run) == known["figures"]
