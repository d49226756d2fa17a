"""The fast part of the golden outputs, and that the comparing itself bites: `make golden` runs all of it."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from golden import normal, run
from golden.cases import cases
from golden.compare import compare_case

ROOT = Path(__file__).resolve().parents[1]
FAST = [case.name for case in cases() if case.is_fast]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.mark.parametrize("name", FAST)
def test_what_is_stored_still_comes_out(name, home):
    case = next(case for case in cases() if case.name == name)
    made = run.play(case, home)
    found, _ = run.judge(case, made)
    assert not found, "\n".join(one.shown(name, 20) for one in found)


def test_every_case_is_stored_and_no_other():
    assert {path.stem for path in (run.STORED / "numbers").glob("*.json")} == {case.name for case in cases()}


def test_stored_outputs_stay_small():
    assert sum(p.stat().st_size for p in run.STORED.rglob("*") if p.is_file()) < 8_000_000


# --- the comparing bites ------------------------------------------------------

CASE = "compare-en"


@pytest.fixture
def stored():
    return run.read_stored(CASE)


def differences(stored, change):
    made = copy.deepcopy({k: v for k, v in stored.items() if k != "versions"})
    change(made)
    return [(d.kind, d.name) for d in compare_case(stored, made, stored["versions"], False)[0]]


def test_the_same_is_no_difference(stored):
    assert differences(stored, lambda made: None) == []


def test_a_sentence_is_named_as_text(stored):
    def change(made):
        made["text"]["compare.txt"] = made["text"]["compare.txt"].replace("seed by seed", "one by one")

    assert differences(stored, change) == [("text", "compare.txt")]


def test_a_number_is_named_as_numbers(stored):
    def change(made):
        made["results"]["out/outcomes.csv"] = made["results"]["out/outcomes.csv"].replace("1", "2", 1)
        made["numbers"]["figures"]["figure 01"]["axes 1"]["lines"] = "other"

    assert differences(stored, change) == [("numbers", "figures: figure 01"), ("numbers", "out/outcomes.csv")]


def test_a_colour_is_named_as_picture_alone(stored):
    def change(made):
        made["pictures"]["out/effects.en.png"] = "other"

    assert differences(stored, change) == [("pictures", "out/effects.en.png")]


def test_pictures_of_other_versions_are_not_compared(stored):
    made = {**stored, "pictures": {}}
    found, skipped = compare_case(stored, made, {**stored["versions"], "matplotlib": "1.0"}, False)
    assert (found, "pictures not compared" in skipped) == ([], True)


def test_a_rename_is_no_difference_and_a_mistyped_one_is(stored, monkeypatch, tmp_path):
    path = tmp_path / "renames.csv"
    path.write_text("old,new,indonesian\nbaseline,usual,lama>baru\n", encoding="utf-8")
    monkeypatch.setattr(normal, "RENAMES", path)
    normal.forget_renames()
    try:
        changed = json.loads(json.dumps(stored).replace("baseline", "usual"))
        assert differences(stored, lambda made: made.update({k: changed[k] for k in made})) == []
        wrong = json.loads(json.dumps(stored).replace("baseline", "usuall"))
        assert differences(stored, lambda made: made.update({k: wrong[k] for k in made})) != []
        assert normal.renamed("Baseline, baselines, BASELINE; lama") == "Usual, baselines, USUAL; baru"
        assert normal.as_before("usual") == "baseline"
    finally:
        normal.forget_renames()


def test_the_command_says_what_there_is():
    words = [sys.executable, "-m", "golden.run", "--only", "no-such-case"]
    done = subprocess.run(words, cwd=ROOT / "tests", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert CASE in done.stdout
