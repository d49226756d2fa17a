"""Words follow from intervals, families hold together, shares are bounded, and knowledge has its own interval."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from experiment_samples import ARMS, TINY, contents, losses, words

from simkit.cli import main
from simkit.compare import runner
from simkit.compare.experiment import compare
from simkit.compare.intervals import intervals, p_values
from simkit.compare.page import report, summary
from simkit.compare.pairs import (
    DISPLACED,
    OUTCOMES,
    PAIRED,
    PLAIN,
    ROUTES,
    Experiment,
    differences,
    long_table,
)
from simkit.compare.plan import make_plan
from simkit.compare.verdicts import SAID, VERDICTS, has_few_changed, share_of_base, told, verdict
from simkit.compare.worlds import knowledge, read_worlds
from simkit.core.errors import BadValue
from simkit.core.multiple_tests import holm
from simkit.engine.run import simulate
from simkit.measure.outcomes import summarise

LANGS = ("en", "id")


def row(low: float, high: float, base: float = 100.0, n_changed: int = 20) -> dict:
    return {"n_pairs": 20, "n_changed": n_changed, "base": base, "low": low, "high": high}


# --- words ----------------------------------------------------------------------

CASES = {
    "less": (row(-20, -1), True),
    "more": (row(0.5, 5.1), True),
    "little_less": (row(-5, -1), True),
    "little_more": (row(0.5, 5), True),
    "alone_less": (row(-20, -1), False),
    "alone_more": (row(0.5, 5.1), False),
    "same": (row(-4, 5), True),
    "unclear": (row(-4, 5.1), True),
    "none": (row(0, 0, n_changed=0), True),
    "few": (row(math.nan, math.nan), True),
}


def test_each_verdict_has_its_case_and_words_of_its_own():
    assert tuple(CASES) == VERDICTS
    assert {name: verdict(*case) for name, case in CASES.items()} == {name: name for name in CASES}
    for lang in LANGS:
        assert len({SAID[lang][v] for v in VERDICTS}) == len(VERDICTS)


def test_a_small_effect_without_a_sign_of_its_own_in_the_family_is_about_the_same():
    assert verdict(row(-5, -1), holds=False) == "same"
    assert verdict(row(-1, 1, base=0.0)) == "unclear", "without a base nothing is near it"
    assert verdict(row(1, 2, base=0.0)) == "more"


def test_a_word_warns_where_few_pairs_changed():
    few, many = {**row(1, 9, n_changed=6), "verdict": "more"}, {**row(1, 9), "verdict": "more"}
    assert told(few, "en") == "more (6 of 20 pairs changed)" and told(many, "en") == "more"
    assert told(few, "id") == "naik (6 dari 20 pasang berubah)"
    assert has_few_changed({"n_pairs": 100, "n_changed": 24})
    assert not has_few_changed({"n_pairs": 100, "n_changed": 25})


def test_a_share_of_the_base_ends_at_minus_100_per_cent_except_for_what_may_be_negative():
    plan = make_plan("baseline", {"cap1": ARMS["cap1"]}, 20)
    rng = np.random.default_rng(1)
    base = rng.poisson(1.7, 20) + 0.0
    runs = {("baseline", s): {"n_posts": base[s - 1], "profit_rp": base[s - 1]} for s in plan.seeds}
    runs |= {("cap1", s): {"n_posts": 0.0, "profit_rp": 0.0} for s in plan.seeds}
    found = differences(plan, runs).set_index("outcome")
    assert found.loc["n_posts", "low"] < -base.mean()
    assert found.loc["n_posts", "relative_low"] == -1 < found.loc["n_posts", "relative_high"] < 0
    assert found.loc["profit_rp", "relative_low"] < -1
    assert math.isnan(share_of_base("n_sold", 1.0, 0.0))


# --- families -------------------------------------------------------------------


def test_a_p_value_is_the_level_at_which_the_interval_begins_to_hold_zero():
    rng = np.random.default_rng(2)
    d = np.vstack([losses(rng, (20, 20), (0.05,))[1][0], rng.standard_normal((20, 20)) + 0.6])
    p = p_values(d)
    assert p.min() < 0.005 < p.max(), "also where the resamples cannot see"
    for level in (0.2, 0.05, 0.01, 0.004, 0.001):
        low, high = intervals(d, level)
        assert ((p <= level) == ((low > 0) | (high < 0))).mean() > 0.97
    assert p_values(-d) == pytest.approx(p) == p_values(1000 * d)


def test_holm_is_as_published_and_leaves_out_what_was_not_asked():
    """Holm's steps: the smallest p times n, the next times n - 1, and never falling."""
    assert holm(np.array([0.01, 0.02, 0.03, 0.04])).tolist() == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert holm(np.array([0.5, math.nan, 0.9])).tolist()[::2] == [1.0, 1.0]


def test_a_family_without_any_effect_is_seldom_given_a_sign():
    rng, n = np.random.default_rng(3), 100
    alone = together = 0
    for _ in range(n):
        p = p_values(losses(rng, (40, 20), (0.1,))[1][0] - losses(rng, (40, 20), (0.1,))[1][0])
        alone, together = alone + (p <= 0.05).any(), together + (holm(p) <= 0.05).any()
    assert alone > n / 2 and together <= 0.08 * n


def test_a_weak_effect_among_many_arms_is_told_as_one_that_holds_by_itself_only():
    plan = make_plan("baseline", {"cap1": ARMS["cap1"]}, 20)
    rng = np.random.default_rng(4)
    d = {f"x{i}": rng.standard_normal(20) for i in range(40)}
    weak = rng.standard_normal(20)
    d["n_sold"] = weak - weak.mean() + 0.6
    runs = {("baseline", s): dict.fromkeys(d, 10.0) for s in plan.seeds}
    runs |= {("cap1", s): {name: 10 + v[s - 1] for name, v in d.items()} for s in plan.seeds}
    found = differences(plan, runs).set_index("outcome")
    assert found.loc["n_sold", "is_clear"] and found.loc["n_sold", "verdict"] == "alone_more"
    made = compare("baseline", {"cap1": ARMS["cap1"]}, 3, settings=TINY)
    many = pd.DataFrame(found.reset_index())
    object.__setattr__(made, "differences", many[[*made.differences.columns]])
    assert "more, but only by itself" in report(made, "en")
    text = "\n".join(summary(made, "en"))
    assert "judge these 1 comparisons together" in text and "only by itself |" not in text


# --- outcomes that can stop -------------------------------------------------------


def test_the_outcomes_that_may_stop_an_experiment_are_those_of_a_run():
    figures = summarise(simulate("baseline", 1, settings=TINY)).figures
    assert {*OUTCOMES, *PAIRED, *PLAIN, *(f"n_made_{w}" for w in ROUTES)} - {DISPLACED} == set(figures)


def test_a_mistyped_stop_and_a_missing_name_fail_before_anything_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(runner, "simulate", lambda *_: pytest.fail("simulated"))
    out = tmp_path / "out"
    assert main(["compare", "baseline", "--arm=a=-cap", "--stop", "n_victim", "--out", str(out)]) == 2
    assert "stop is 'n_victim': it must be an outcome; did you mean 'n_victims'?" in capsys.readouterr().err
    assert main(["compare", "baseline", "--arm", "cap:per_operator=1", "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "NAME= is missing" in said and "mine=cap:per_operator=1" in said
    assert not out.exists()


# --- plausible worlds -------------------------------------------------------------


def test_knowledge_spans_the_worlds_and_not_the_noise_of_their_seeds():
    rng = np.random.default_rng(5)
    common, wide = rng.standard_normal(5), 10 * rng.standard_normal((200, 1))
    noise = rng.standard_normal((200, 5))
    low, high = knowledge(common + wide + noise, common, 3.0)
    ends = np.quantile(wide, [0.025, 0.975]) + 3
    assert [low, high] == pytest.approx(ends.tolist(), abs=2.5)
    low, high = knowledge(common + noise, common, 3.0)
    assert high - low < 1.2 and low < 3.2 and high > 2.8, "worlds that are alike are told as alike"
    assert np.isnan(knowledge(np.full((3, 2), np.nan), np.zeros(2), 0.0)).all()


WORLDS = {"few": {"citizen.p_complain": 0.003}, "many": {"citizen.p_complain": 0.05}}


def test_compare_gives_two_intervals_and_says_which_is_wider(tmp_path):
    out, told = tmp_path / "out", []
    arms = {"cap1": ARMS["cap1"]}
    said = {"settings": TINY, "worlds": WORLDS, "world_seeds": 2, "out": out}
    made = compare("baseline", arms, 3, progress=lambda *x: told.append(x), **said)
    assert told[-1] == (14, 14) and made.world_seeds == 2
    assert sorted(p.name for p in (out / "worlds").iterdir()) == ["few", "many"]
    table = made.differences
    assert set(table["n_worlds"]) == {0, 2} and set(table["wider"].dropna()) <= {"chance", "knowledge"}
    moved = table[table["outcome"] == "n_ring_refused"].iloc[0]
    assert moved["low_worlds"] <= moved["high_worlds"]
    for lang, texts in (
        ("en", ("from, worlds", "2 worlds, 2 seeds each")),
        ("id", ("dari, dunia", "2 dunia, 2 seed")),
    ):
        text = report(made, lang)
        assert all(t in text for t in texts) and "{" not in text
    before = contents(out)
    assert compare("baseline", arms, 3, **said).differences.equals(table) and contents(out) == before
    chance = compare("baseline", arms, 3, settings=TINY).differences
    pd.testing.assert_frame_equal(chance[[*chance.columns[:18]]], table[[*chance.columns[:18]]])


def test_worlds_are_read_from_csv_and_toml(tmp_path):
    (tmp_path / "w.csv").write_text(
        "# plausible\nworld,citizen.p_complain,ring.n_workers\na,0.003,\nb,0.05,4\n", encoding="utf-8"
    )
    (tmp_path / "w.toml").write_text(
        '[worlds.a]\ncitizen.p_complain = 0.003\n[worlds.b]\n"citizen.p_complain" = 0.05\nring.n_workers = 4\n',
        encoding="utf-8",
    )
    for name in ("w.csv", "w.toml"):
        assert read_worlds(tmp_path / name) == {
            "a": {"citizen.p_complain": 0.003},
            "b": {"citizen.p_complain": 0.05, "ring.n_workers": 4},
        }


WRONG = {
    "world 'a': citizen.p_complain is 7": "world,citizen.p_complain\na,7\nb,0.01\n",
    "world 'a': unknown setting citizen.p_complian: did you mean 'p_complain'": "world,citizen.p_complian\na,1\nb,0\n",
    "world '../a': a name is 1 to 40": "world,run.days\n../a,3\nb,4\n",
    "row 2 is twice there": "world,run.days\na,3\na,4\n",
    "has 1: an interval needs at least 2 worlds": "run.days\n3\n",
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong_worlds_are_refused_before_anything_runs(text, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "simulate", lambda *_: pytest.fail("simulated"))
    file = tmp_path / "w.csv"
    file.write_text(WRONG[text], encoding="utf-8")
    with pytest.raises(BadValue, match=text):
        compare("baseline", ARMS, 3, settings=TINY, worlds=file, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_command_line_takes_worlds(tmp_path, capsys):
    file = tmp_path / "w.csv"
    file.write_text("citizen.p_complain\n0.003\n0.05\n", encoding="utf-8")
    more = [f"--worlds={file}", "--world-seeds=2"]
    assert main([*words(tmp_path / "out", 3), *more]) == 0
    assert "Knowledge is the wider in" in capsys.readouterr().out
    assert main([*words(tmp_path / "out", 3), f"--worlds={tmp_path / 'none.csv'}"]) == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "cell", "warning", "family"),
    [
        ("en", "(3 of 20 pairs changed)", "differs in 3 of 20 seeds only", "judge these 2 comparisons together"),
        ("id", "(3 dari 20 pasang berubah)", "berbeda di 3 dari 20 seed", "menilai 2 perbandingan ini bersama-sama"),
    ],
)  # fmt: skip
def test_a_report_warns_of_few_changed_pairs_and_names_its_family(lang, cell, warning, family):
    plan = make_plan("baseline", {"arm": ["cap:per_operator=1"]}, 20)
    runs = {("baseline", s): {"n_sold": 100.0, "n_victims": 100.0 + s % 7} for s in plan.seeds}
    runs |= {
        ("arm", s): {"n_sold": 100.0 - 9 * (s < 4), "n_victims": 80.0 + s % 5 + s % 7} for s in plan.seeds
    }
    failures = pd.DataFrame(columns=["arm", "seed", "error"])
    made = Experiment(plan, 20, long_table(plan, runs), differences(plan, runs), failures, 0.05)
    for text in (report(made, lang), "\n".join(summary(made, lang))):
        rows = {name: next(x for x in text.splitlines() if f"`{name}`" in x and x.startswith("|"))
                for name in ("n_sold", "n_victims")}  # fmt: skip
        assert cell in rows["n_sold"] and cell.split()[-1] not in rows["n_victims"]
        assert warning in text and family in text
