"""Experiments: arms paired by seed, differences that add up, folders that continue, errors that say what to mend."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from experiment_samples import ARMS, FILES, SEEDS, TINY, contents, tiny, words

from simkit.cli import main
from simkit.cli.compare import read_arms
from simkit.compare import runner as execute
from simkit.compare.experiment import compare
from simkit.compare.page import report, summary
from simkit.compare.pairs import differences, median_ratio
from simkit.compare.plan import make_plan
from simkit.core.errors import BadFolder, BadValue
from simkit.engine.run import simulate
from simkit.engine.scenario import load_scenario
from simkit.measure.outcomes import summarise


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A finished experiment on disk; nobody may change it."""
    out = tmp_path_factory.mktemp("experiment") / "out"
    compare("baseline", ARMS, SEEDS, settings=TINY, out=out)
    return out


# --- what an experiment finds ---------------------------------------------------


def test_every_arm_meets_every_seed_and_the_baseline_joins():
    table = tiny().outcomes
    assert list(dict.fromkeys(table["arm"])) == ["baseline", "cap1", "strict"]
    counts = table.groupby(["arm", "outcome"])["seed"].nunique()
    assert (counts == SEEDS).all()


def test_a_value_is_the_summary_of_that_run():
    alone = summarise(simulate("baseline", 3, settings=TINY, policies=ARMS["cap1"]))
    table = tiny().outcomes
    rows = table[(table["arm"] == "cap1") & (table["seed"] == 3)].set_index("outcome")["value"]
    assert rows.to_dict() == pytest.approx(dict(alone.figures), nan_ok=True)


def test_differences_are_the_mean_of_the_pairs():
    made = tiny()
    wide = made.outcomes.pivot_table(index="seed", columns=["outcome", "arm"], values="value", dropna=False)
    for row in made.differences.to_dict("records"):
        if row["outcome"] == "displaced":  # exists for a pair only
            continue
        pairs = wide[row["outcome"], row["arm"]] - wide[row["outcome"], "baseline"]
        assert row["difference"] == pytest.approx(pairs.mean(), nan_ok=True)
        assert row["n_pairs"] == pairs.notna().sum()
        assert row["n_changed"] == (pairs.dropna() != 0).sum()
        if row["n_pairs"] >= 3:
            assert row["low"] <= row["difference"] <= row["high"]


def test_a_cap_costs_the_ring_sales_beyond_doubt():
    row = tiny().differences.set_index(["outcome", "arm"]).loc[("n_sold", "cap1")]
    assert row["is_clear"] and row["high"] < 0
    assert row["variance_ratio"] > 2


def made_runs(plan, effect, noise=0.0):
    rng = np.random.default_rng(1)
    runs = {}
    for seed in plan.seeds:
        level = 100 + 20 * rng.standard_normal()
        for arm in plan.arms:
            shift = 0.0 if arm == plan.base else effect + noise * rng.standard_normal()
            runs[arm, seed] = {"x": level + shift}
    return runs


def test_variance_ratio_tells_what_pairing_saves():
    plan = make_plan("baseline", {"cap1": ARMS["cap1"]}, 200)
    row = differences(plan, made_runs(plan, -5, noise=2)).iloc[0]
    assert row["variance_ratio"] == pytest.approx((400 + 404) / 4, rel=0.35)


def test_median_ratio_leaves_out_arms_without_effect_and_those_that_remove_nearly_all():
    table = pd.DataFrame(
        {
            "difference": [-5.0, -4.0, 0.0, -90.0],
            "relative": [-0.05, -0.04, 0.0, -0.9],
            "variance_ratio": [10.0, 30.0, math.nan, 1.0],
        }
    )
    assert median_ratio(table) == 20
    assert math.isnan(median_ratio(table.iloc[2:]))


def test_seeds_that_cannot_tell_arms_apart_are_named_with_the_number_needed():
    plan = make_plan("baseline", {"cap1": ARMS["cap1"]}, 20)
    runs = made_runs(plan, 1.0, noise=60)
    row = differences(plan, runs).iloc[0]
    assert not row["is_clear"] and row["n_needed"] > 20
    made = dataclasses.replace(tiny(), plan=plan, differences=differences(plan, runs))
    for lang, text in (("en", "20 seeds cannot tell it from"), ("id", "20 seed belum dapat membedakannya")):
        assert text in report(made, lang) and any(text in line for line in summary(made, lang))
    sure = dataclasses.replace(made, differences=differences(plan, made_runs(plan, -30.0, noise=1)))
    assert "cannot tell it" not in report(sure, "en")


def test_more_than_five_arms_are_a_family_and_the_report_says_so():
    arms = {f"cap{n}": [f"cap:per_operator={n}"] for n in (1, 2, 4, 5, 6)}
    plan = make_plan("baseline", arms, 20)
    few = make_plan("baseline", {"cap1": arms["cap1"]}, 20)
    runs = made_runs(plan, -5, noise=2)
    family = differences(plan, runs).set_index("arm").loc["cap1"]
    alone = differences(few, runs).set_index("arm").loc["cap1"]
    assert family["high"] - family["low"] > alone["high"] - alone["low"]
    made = dataclasses.replace(tiny(), plan=plan, differences=differences(plan, runs))
    assert "hold together with 95 %" in report(made, "en")
    assert "berlaku bersama-sama 95 persen" in report(made, "id")
    assert "Each interval by itself" in report(tiny(), "en")


def test_another_arm_can_be_the_base():
    made = compare("baseline", ARMS, SEEDS, settings=TINY, base="cap1")
    assert list(dict.fromkeys(made.differences["arm"])) == ["baseline", "strict"]
    one = made.differences.set_index(["outcome", "arm"]).loc[("n_sold", "baseline"), "difference"]
    two = tiny().differences.set_index(["outcome", "arm"]).loc[("n_sold", "cap1"), "difference"]
    assert one == -two


def test_stopping_early_runs_no_more_than_is_needed(tmp_path):
    told = []
    arms = {"cap1": ARMS["cap1"]}
    said = {"settings": TINY, "stop": "n_registrations", "out": tmp_path / "out"}
    made = compare("baseline", arms, 20, progress=lambda *x: told.append(x), **said)
    n = len(made.plan.seeds)
    assert n in (5, 10, 15, 20) and made.planned == 20
    assert made.outcomes["seed"].nunique() == n and len(told) == 2 * n + 1
    assert 0 < made.level < 0.05
    if n < 20:
        assert f"Stopped after {n} of 20 seeds" in report(made, "en")
    before = contents(tmp_path / "out")
    compare("baseline", arms, 20, **said)
    assert contents(tmp_path / "out") == before


# --- files ----------------------------------------------------------------------


def test_files_hold_the_tables(folder):
    assert sorted(p.name for p in folder.iterdir() if p.is_file()) == FILES
    assert len(list(folder.glob("runs/*/*.json"))) == 3 * SEEDS
    for name in ("outcomes", "differences"):
        wanted = getattr(tiny(), name)
        parquet = pd.read_parquet(folder / f"{name}.parquet").astype(wanted.dtypes)
        pd.testing.assert_frame_equal(parquet, wanted)
        csv = pd.read_csv(folder / f"{name}.csv").astype(wanted.dtypes)
        pd.testing.assert_frame_equal(csv, wanted)


def test_reports_are_whole_in_both_languages(folder):
    for lang in ("id", "en"):
        text = (folder / f"report.{lang}.md").read_text(encoding="utf-8")
        assert "{" not in text and not re.search(r"\bnan\b", text)
        for outcome in tiny().differences["outcome"].unique():
            assert f"`{outcome}`" in text


def test_the_same_call_runs_nothing_again(folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    shutil.copytree(folder, out)
    monkeypatch.setattr(execute, "simulate", lambda *_: pytest.fail("simulated"))
    compare("baseline", ARMS, SEEDS, settings=TINY, out=out)
    assert contents(out) == contents(folder)


def test_damaged_and_half_written_files_are_made_again(folder, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(folder, out)
    (out / "runs/cap1/2.json").write_text('{"arm": "cap1"', encoding="utf-8")
    (out / "runs/strict/1.json").unlink()
    (out / "runs/strict/.1.json.partial-99").write_text("{", encoding="utf-8")
    foreign = json.loads((out / "runs/cap1/3.json").read_text(encoding="utf-8"))
    foreign |= {"plan": "0" * 32, "figures": {"n_sold": 1e9}}
    (out / "runs/cap1/3.json").write_text(json.dumps(foreign), encoding="utf-8")
    told = []
    compare("baseline", ARMS, SEEDS, settings=TINY, out=out, progress=lambda *x: told.append(x))
    assert told[0] == (3 * SEEDS - 3, 3 * SEEDS)
    assert contents(out) == contents(folder)


def test_more_seeds_go_on_from_there(folder, tmp_path):
    out = tmp_path / "out"
    compare("baseline", ARMS, SEEDS - 2, settings=TINY, out=out)
    told = []
    compare("baseline", ARMS, SEEDS, settings=TINY, out=out, progress=lambda *x: told.append(x))
    assert told[0] == (3 * (SEEDS - 2), 3 * SEEDS)
    assert contents(out) == contents(folder)


def test_two_workers_give_the_same_bytes(folder, tmp_path):
    compare("baseline", ARMS, SEEDS, settings=TINY, out=tmp_path / "out", workers=2)
    assert contents(tmp_path / "out") == contents(folder)


# --- what goes wrong --------------------------------------------------------------


def broken(when):
    """The real simulation, which fails where `when(scenario, seed)` says so."""

    def run(scenario, seed):
        if when(scenario, seed):
            raise RuntimeError("the desk is on fire")
        return simulate(scenario, seed)

    return run


def test_a_failed_run_is_told_loses_no_other_and_is_tried_again(folder, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out"
    fails = broken(lambda scenario, seed: seed == 2 and dict(scenario.policies)["cap"])
    with monkeypatch.context() as patch:
        patch.setattr(execute, "simulate", fails)
        assert main(words(out)) == 1
    said = capsys.readouterr().out
    assert "2 runs failed" in said and "RuntimeError: the desk is on fire" in said
    assert len(list(out.glob("runs/*/*.error.json"))) == 2
    table = pd.read_csv(out / "outcomes.csv")
    assert len(table.groupby(["arm", "seed"])) == 3 * SEEDS - 2
    assert pd.read_csv(out / "failures.csv")["arm"].tolist() == ["cap1", "strict"]
    differences = pd.read_csv(out / "differences.csv")
    assert differences["n_pairs"].max() == SEEDS - 1
    assert main(words(out)) == 0
    assert contents(out) == contents(folder)


def test_ctrl_c_leaves_everything_resumable_and_says_so(folder, tmp_path, monkeypatch, capsys):
    out, done = tmp_path / "out", []

    def run(scenario, seed):
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(seed)
        return simulate(scenario, seed)

    with monkeypatch.context() as patch:
        patch.setattr(execute, "simulate", run)
        assert main(words(out)) == 130
    assert "the same command continues there" in capsys.readouterr().err
    assert len(list(out.glob("runs/*/*.json"))) == 5
    assert main(words(out)) == 0
    assert contents(out) == contents(folder)


def test_a_full_disk_is_one_line_and_keeps_what_is_finished(folder, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out"
    real = os.fsync
    left = [6]

    def full(number):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        real(number)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert main(words(out)) == 2
    said = capsys.readouterr().err
    assert "No space left on device; finished runs are kept" in said and said.count("\n") == 1
    assert len(list(out.rglob("*.json"))) == 6 and not list(out.rglob(".*"))
    assert main(words(out)) == 0
    assert contents(out) == contents(folder)


WRONG = {
    "no scenario or file 'baselin'": {"scenario": "baselin"},
    "arm 'cap1': unknown policy 'cpa': did you mean 'cap'?": {"arms": {"cap1": ["cpa"]}},
    "arm 'cap1': cap.per_operator is -1": {"arms": {"cap1": ["cap:per_operator=-1"]}},
    "unknown setting desk.n_agent": {"settings": {"desk.n_agent": 1}},
    "give at least one arm": {"arms": {}},
    "are the same": {"arms": {"a": ["cap:per_operator=1"], "b": ["cap:per_operator=1"]}},
    "arms 'baseline' and 'again' are the same": {"arms": {"again": ["kk_match"]}},
    "both have no policies": {"arms": {"a": [], "b": []}},
    "the only arm is 'a'": {"arms": {"a": []}},
    "that name is kept": {"arms": {"baseline": ["cap:per_operator=1"]}},
    "'CAP1' is there twice|'cap1' is there twice": {"arms": ARMS | {"CAP1": ["-cap"]}},
    "a name is 1 to 40 letters": {"arms": {"../up": ["-cap"]}},
    "an interval needs at least 2": {"seeds": 1},
    "at most 100,000": {"seeds": 10**9},
    "seed is -1": {"seeds": [1, -1]},
    "seed is 1.5": {"seeds": [1, 1.5]},
    "seed 7 is there twice": {"seeds": [7, 8, 7]},
    "seeds is 2.5: it must be": {"seeds": 2.5},
    "base is 'cap': it must be an arm; did you mean 'cap1'": {"base": "cap"},
    "workers is 0": {"workers": 0},
    "workers or cluster, not both": {"workers": 2, "cluster": "tcp://127.0.0.1:1"},
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_is_refused_before_anything_runs(text, tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "simulate", lambda *_: pytest.fail("simulated"))
    said = {"scenario": "baseline", "arms": ARMS, "seeds": 3, "settings": TINY, "out": tmp_path / "out"}
    with pytest.raises(BadValue, match=text):
        compare(**(said | WRONG[text]))
    assert not (tmp_path / "out").exists()


def test_an_outcome_that_nobody_knows_cannot_stop_an_experiment():
    with pytest.raises(BadValue, match=r"stop is 'n_victim': .*did you mean 'n_victims'"):
        compare("baseline", {"cap1": ARMS["cap1"]}, 8, settings=TINY, stop="n_victim")


def test_folders_of_other_things_are_left_alone(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "simulate", lambda *_: pytest.fail("simulated"))

    def ask(out, **other):
        said = {"arms": ARMS, "seeds": SEEDS, "settings": TINY} | other
        return compare("baseline", out=out, **said)

    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadFolder, match="is not empty and holds no experiment"):
        ask(tmp_path)
    with pytest.raises(BadFolder, match="is a file"):
        ask(tmp_path / "note.txt")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "plan.json").write_text("[]", encoding="utf-8")
    with pytest.raises(BadFolder, match="not one that simkit wrote"):
        ask(tmp_path / "p")
    before = contents(folder)
    for other, text in (
        ({"settings": TINY | {"run.days": 6}}, r"settings: .* there, .* here"),
        ({"arms": {"cap1": ARMS["cap1"]}}, "arms: baseline= cap1=cap:per_operator=1 strict="),
        ({"seeds": SEEDS - 1}, "4 seeds there, 3 here"),
        ({"base": "cap1"}, "base: 'baseline' there, 'cap1' here"),
        ({"stop": "n_sold"}, "stop: None there"),
    ):
        with pytest.raises(BadFolder, match=text):
            ask(folder, **other)
    assert contents(folder) == before


def test_a_story_file_that_changed_is_another_experiment(tmp_path):
    path = tmp_path / "my.toml"
    lines = [f"{k.split('.')[1]} = {v}" for k, v in TINY.items() if k.startswith("run.")]
    path.write_text("[people]\nn_people = 500\n[run]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    compare(path, {"cap1": ARMS["cap1"]}, 2, out=tmp_path / "out")
    path.write_text(path.read_text(encoding="utf-8").replace("days = 5", "days = 4"), encoding="utf-8")
    with pytest.raises(BadFolder, match="the scenario's settings have changed"):
        compare(path, {"cap1": ARMS["cap1"]}, 2, out=tmp_path / "out")


def test_a_worker_with_another_simkit_is_found_out():
    arm, seed, figures, error = execute.run_one("a", 1, load_scenario("baseline"), "another")
    assert (arm, seed, figures) == ("a", 1, None) and "another version of simkit" in error


def test_arms_are_read_from_the_command_line():
    assert read_arms(["a=x:k=[1,2],-cap", "b=y"]) == {"a": ["x:k=[1,2]", "-cap"], "b": ["y"]}
    for wrong, text in ((["a"], "must read NAME="), (["a=x", "a=y"], "there twice"), ([], "no arm")):
        with pytest.raises(BadValue, match=text):
            read_arms(wrong)
    assert main(["compare", "baseline", "--arm", "a=-cap", "--seeds", "many"]) == 2


def test_the_command_says_it_in_indonesian(folder, capsys):
    assert main([*words(folder), "--lang", "id"]) == 0
    said = capsys.readouterr().out
    assert "4 seed (1 sampai 4), 3 lengan" in said and "Berpasangan menurut seed" in said
