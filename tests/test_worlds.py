"""Plausible worlds: history matching on a toy with a known answer, and what a run of this model is asked for."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simkit.compare.experiment import compare
from simkit.compare.worlds import read_worlds
from simkit.engine.scenario import load_scenario
from studies import findings
from studies.calibration.facts import HELD_OUT, INPUT, TARGETS
from studies.findings.page import ARTEFACTS, change
from studies.findings.questions import QUESTIONS, TRIALS, Claim
from studies.findings.run import Answer
from studies.plausible import page as pages
from studies.plausible import worlds as w
from studies.plausible.matching import LIMIT, Emulator, goal, match, spread

TINY = {"people.n_people": 600, "run.days": 20, "run.scale": 0.002}
"""A toy country: it says nothing of the real one."""


def toy(x: np.ndarray, before: int) -> np.ndarray:
    """Measure a known world: the first guess, its product with the second, a constant; the third is inert."""
    noise = np.random.Generator(np.random.PCG64(before)).normal(0, 0.02, (len(x), 2))
    return np.column_stack([x[:, 0] + noise[:, 0], 2 * x[:, 0] * x[:, 1] + noise[:, 1], np.ones(len(x))])


GOALS = [goal("first", 0.25, 0.35), goal("product", 0.25, 0.35), goal("constant", 0.9, 1.1)]


def test_waves_reject_what_they_must_and_keep_the_truth():
    made = match(toy, GOALS, 3, 50, 2)
    left = made.candidates[made.waves[-1].left]
    truth = np.abs(made.candidates[:, 0] - 0.3) < 0.03
    truth &= np.abs(2 * made.candidates[:, 0] * made.candidates[:, 1] - 0.3) < 0.03
    assert truth.any() and made.waves[-1].left[truth].all()
    assert left[:, 0].min() > 0.15 and left[:, 0].max() < 0.45  # three standard deviations are 0.09
    assert np.all(np.abs(2 * left[:, 0] * left[:, 1] - 0.3) < 0.2)
    assert np.ptp(left[:, 2]) > 0.95  # nothing was learnt of what nothing depends on
    assert 0 < made.waves[1].left.sum() <= made.waves[0].left.sum()
    assert not (made.waves[1].scores[:, 2] >= LIMIT).any()


def test_a_fact_that_cannot_be_met_leaves_nothing():
    made = match(toy, [*GOALS[:2], goal("constant", 2.9, 3.1)], 3, 30, 2)
    assert len(made.waves) == 1 and not made.waves[0].left.any()


def test_matching_is_the_same_every_time():
    one, two = (match(toy, GOALS, 3, 30, 2) for _ in range(2))
    assert np.array_equal(one.x, two.x) and np.array_equal(one.waves[-1].scores, two.waves[-1].scores)


def test_the_emulator_knows_the_mean_and_the_noise():
    x = np.random.Generator(np.random.PCG64(3)).random((80, 2))
    y = 3 * x[:, 0] + np.random.Generator(np.random.PCG64(4)).normal(0, 0.2, 80)
    y[5] = np.nan
    emulator = Emulator(x, y)
    mean, variance = emulator.at(np.array([[0.5, 0.5], [0.2, 0.9]]))
    assert np.all(np.abs(mean - [1.5, 0.6]) < 4 * np.sqrt(variance) + 0.02)
    assert emulator.noise == pytest.approx(0.04, rel=0.5)


def test_chosen_points_fill_the_space():
    points = np.random.Generator(np.random.PCG64(5)).random((500, 2))
    chosen = points[spread(points, 20)]
    apart = np.sqrt(((chosen[:, None] - chosen[None]) ** 2).sum(-1)) + 9 * np.eye(20)
    assert apart.min() > 0.12 and len(np.unique(chosen, axis=0)) == 20


def test_no_run_is_asked_for_a_fact_that_is_held_out(monkeypatch):
    asked = [t.name for t in w.targets()]
    assert {t.kind for t in w.targets()} == {INPUT} and len(asked) >= 10

    def refuse(runs):
        raise AssertionError("a held-out fact was measured")

    held = {t.name for t in TARGETS if t.kind == HELD_OUT}
    guarded = tuple(replace(t, measure=refuse) if t.name in held else t for t in TARGETS)
    monkeypatch.setattr(w, "TARGETS", guarded)
    found = w.facts_of(load_scenario(w.SCENARIO).with_settings(TINY), 1)
    assert set(found) == set(asked) and not held & set(found)


def test_the_twelve_guesses_have_a_reason_a_range_and_one_value_in_all_trials():
    scenario = load_scenario(w.SCENARIO)
    made = w.guesses(scenario)
    assert len(made) == 12
    for g in made:
        f = g.factor
        assert g.why and f.low < f.high
        values = {getattr(getattr(load_scenario(t.scenario), f.section), f.key) for t in TRIALS.values()}
        assert len(values) == 1, f.name  # else a world would take from a scenario what it is about
        assert not any(f.name in t.settings for t in TRIALS.values())


def test_the_facts_of_the_first_day_do_not_hang_on_the_guesses():
    from simkit.engine.run import simulate
    from studies.calibration.facts import CASES

    case, country = CASES[w.NOT_TOUCHED], w.Country()
    tiny = {**case.settings, "people.n_people": 2000}
    scenario = load_scenario(case.scenario).with_settings(tiny)
    first = [t for t in TARGETS if t.kind == INPUT and t.case == w.NOT_TOUCHED]
    ends = [country.settings([u] * len(country.guesses)) for u in (0.0, 1.0)]
    runs = [{"base": simulate(scenario.with_settings(said), 1)} for said in ends]
    for t in first:
        assert t.measure(runs[0]) == t.measure(runs[1]), t.name


def test_worlds_are_written_read_and_compared(tmp_path, monkeypatch):
    wide = [goal(t.name, -1e9, 1e9) for t in w.targets()]
    monkeypatch.setattr(w, "goals", lambda: wide)
    monkeypatch.setattr(pages, "goals", lambda: wide)
    monkeypatch.setattr(w, "SEEDS", (1001, 1002))

    def made():
        return w.find(w.Country(tmp_path / "runs", TINY), 2, 13)

    found = made()
    text = w.written(found)
    n = len(list((tmp_path / "runs").iterdir()))
    assert (
        w.written(made()) == text and len(list((tmp_path / "runs").iterdir())) == n
    )  # kept runs are used again
    assert "twelve" in pages.page(found).lower() and set(pages.draw(found)) == {"facts", "guesses"}
    path = tmp_path / w.FILE
    path.write_text(text, encoding="utf-8")
    worlds = read_worlds(path)
    assert list(worlds) == ["w01", "w02"] and len(worlds["w01"]) == 12
    out = compare(
        "policy-lab", {"face": ["face_match"]}, 3, worlds=path, world_seeds=2, settings=TINY, out=None
    )
    assert out.differences["n_worlds"].max() == 2


def test_an_answer_that_turned_or_grew_is_told_from_one_that_stayed():
    row = {
        "low": -3.0,
        "high": -1.0,
        "difference": -2.0,
        "relative": -0.2,
        "relative_low": -0.3,
        "relative_high": -0.1,
    }
    row |= {"arm_mean": 8.0, "base": 10.0}
    answer = Answer(Claim("policies", "face", "n_sold", "less"), "less", row)
    was = {"verdict": "less", "kind": "share", "low": "-0.25", "high": "-0.15"}
    assert change(answer, was) == ""
    assert change(answer, {**was, "verdict": "more"}) == "sign"
    assert change(answer, {**was, "low": "-0.9", "high": "-0.8"}) == "size"


def test_every_old_answer_names_a_known_artefact():
    rows = list(
        csv.DictReader(
            (Path(findings.__file__).parent / "former.csv").read_text(encoding="utf-8").splitlines()
        )
    )
    claims = {(c.trial, c.arm, c.base, c.outcome) for q in QUESTIONS for c in q.claims}
    assert {r["artefact"] for r in rows} <= set(ARTEFACTS)
    assert {(r["trial"], r["arm"], r["base"], r["outcome"]) for r in rows} <= claims
