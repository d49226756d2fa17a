"""Lesson 02: what a student who errs is told, in any form, for any country; what the prose claims holds elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simkit.engine.run import simulate
from simkit.figures import style
from simkit_course.blank import ____
from simkit_course.exercises import exercise, tasks
from simkit_course.lessons.l02_synthetic_country import figures as plots_identity
from simkit_course.lessons.l02_synthetic_country.judges import CAP, SIZE
from simkit_course.lessons.l02_synthetic_country.material import (
    heavy_holders,
    province_codes,
    province_of,
    ring_flags,
    through_spreadsheet,
)

SMALL = {"people.n_people": 6_000, "run.days": 40}
SEEDS = (1, 2, 3)
ELSEWHERE = range(101, 121)


@cache
def country(seed=1, whole=False):
    return simulate("lesson-ring", seed=seed, settings={} if whole else SMALL)


def tables(seed=1):
    made = country(seed).observed
    return made["people"], made["sims"]


def parts(nik, **wrong):
    digits = str(nik)
    day = int(digits[6:8])
    right = {
        "province": int(digits[:2]), "is_female": day > 40, "day": day - 40 * (day > 40),
        "month": int(digits[8:10]), "year2": int(digits[10:12]),
    }  # fmt: skip
    return right | {k: f(digits) for k, f in wrong.items()}


def lost(people):
    joined, right = province_of(people["nik"], "bps"), province_of(people["nik"], "kemendagri")
    return {"missing": joined.isna().sum(), "wrong": (joined.notna() & (joined != right)).sum()}


def counts(sims):
    one, pairs = sims.groupby("nik").size(), sims.groupby(["nik", "operator_id"]).size()
    return {"mean": one.mean(), "share_over_3": (one > 3).mean(), "n_over_cap": (pairs > 3).sum()}


def reasons(people, sims):
    heavy = heavy_holders(sims, people)
    trade, within = heavy["kind"] != "individual", heavy["most_at_one_operator"] <= 3
    return {
        "by_trade": trade.sum(),
        "several_operators": (~trade & within).sum(),
        "left_over": (~trade & ~within).sum(),
    }


def flagged(rate):
    good, bad = 10_000 * rate * 0.9, 10_000 * (1 - rate) * 0.01
    return {"right": good, "false": bad, "precision": good / (good + bad)}


def right_answers(seed):
    people, sims = tables(seed)
    rate = ring_flags(country(seed)).mean()
    return {
        "2.1": (parts, (people,)), "2.2": (lost(people), (people,)), "2.3": (counts(sims), (sims,)),
        "2.4": (reasons(people, sims), (sims, people)), "2.5": (flagged(rate), (rate,)),
    }  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_in_every_form(seed):
    for number, (answer, data) in right_answers(seed).items():
        for lang in ("id", "en"):
            assert exercise(number, lang).check(answer, *data).is_right, number
        if isinstance(answer, dict):
            for form in (pd.Series(answer), dict(reversed(answer.items())), {k: [v] for k, v in answer.items()},
                         {k: np.float64(v) for k, v in answer.items()}):  # fmt: skip
                assert exercise(number, "en").check(form, *data).is_right, number


def test_parts_of_a_nik_may_be_numpy_s_and_a_precision_may_have_two_decimals():
    def as_numpy(nik):
        return {k: np.bool_(v) if k == "is_female" else np.int64(v) for k, v in parts(nik).items()}

    def as_integers(nik):
        return {k: np.int64(v) for k, v in parts(nik).items()}

    people, _ = tables()
    assert exercise("2.1", "en").check(as_numpy, people).is_right
    assert exercise("2.1", "en").check(as_integers, people).is_right
    for rate in (0.0057, 0.0098, 0.02):
        for digits in (2, 3):
            answer = flagged(rate)
            answer |= {"precision": round(answer["precision"], digits)}
            assert exercise("2.5", "en").check(answer, rate).is_right
        whole = {k: round(v) for k, v in flagged(rate).items() if k != "precision"}
        whole["precision"] = whole["right"] / (whole["right"] + whole["false"])
        assert exercise("2.5", "en").check(whole, rate).is_right


def test_the_reference_follows_the_data():
    for number in ("2.2", "2.3", "2.4", "2.5"):
        answer = right_answers(1)[number][0]
        assert not exercise(number, "en").check(answer, *right_answers(2)[number][1]).is_right, number


def test_shuffled_rows_change_nothing():
    people, sims = (t.sample(frac=1, random_state=5) for t in tables())
    assert exercise("2.3", "en").check(counts(tables()[1]), sims).is_right
    assert exercise("2.4", "en").check(reasons(*tables()), sims, people).is_right


@pytest.mark.parametrize("seed", SEEDS)
def test_every_solution_passes_its_own_check_on_other_seeds(seed):
    people, sims = tables(seed)
    names = {
        "people": people, "sims": sims, "exercise": exercise, "n": 10_000, "hit": 0.9, "slip": 0.01,
        "joined": province_of(people["nik"], "bps"), "right": province_of(people["nik"], "kemendagri"),
        "per_nik": sims.groupby("nik").size(), "per_operator": sims.groupby(["nik", "operator_id"]).size(),
        "heavy": heavy_holders(sims, people), "base_rate": ring_flags(country(seed)).mean(),
    }  # fmt: skip
    for task in tasks():
        if task.number.startswith("2."):
            code = task.solution.replace(f'exercise("{task.number}")', f'told = exercise("{task.number}")')
            exec(code, names)
            assert names["told"].is_right, task.number


# --- wrong answers --------------------------------------------------------------


def full_year(digits):
    return 1900 + int(digits[10:12])


NIK_SLIPS = [
    (lambda nik: parts(nik, day=lambda d: int(d[6:8])), "40 has been added"),
    (lambda nik: parts(nik, day=lambda d: int(d[6:8]) - 40), "for women only"),
    (lambda nik: parts(nik, is_female=lambda d: int(d[6:8]) < 40), "`is_female` does not fit a man"),
    (lambda nik: parts(nik, is_female=lambda d: int(d[6:8]) > 41), "`is_female` does not fit a woman"),
    (lambda nik: parts(nik, month=lambda d: int(d[9:11])), "Compare with digits 9–10"),
    (lambda nik: parts(nik, month=lambda d: d[8:10]), "still text"),
    (lambda nik: parts(nik, year2=full_year), "century is not in it"),
    (lambda nik: nik[6:8], "use `digits`"),
    (lambda nik: parts(nik, is_female=lambda d: d[6:8] > 40), "text is compared with a number"),
    (lambda nik: parts(nik, month=lambda d: int(d[8, 10])), "Cut text with a colon"),
    (lambda nik: None, "gives nothing back"),
    (lambda nik: parts(nik, month=lambda d: ____), "4 of 5 parts are written. Still blank: month"),
    (lambda nik: {"day": 1}, "Names missing"),
    (lambda nik: 1 / 0, "ZeroDivisionError"),
    (parts(3270754101700001), "without brackets"),
]


@pytest.mark.parametrize(("answer", "said"), NIK_SLIPS)
def test_reading_a_nik_wrong(answer, said):
    told = exercise("2.1", "en").check(answer, tables()[0])
    assert told.state == "not_yet"
    assert said in told.message
    assert exercise("2.1", "id").check(answer, tables()[0]).message != told.message


def test_the_function_as_shipped_is_not_attempted():
    def shipped(nik):
        day = int(str(nik)[6:8])
        return {"province": 1, "is_female": ____, "day": day, "month": ____, "year2": ____}

    assert exercise("2.1", "en").check(shipped, tables()[0]).state == "not_attempted"


@cache
def slips():
    people, sims = tables()
    fine, one = counts(sims), sims.groupby("nik").size()
    pairs = sims.groupby(["nik", "operator_id"]).size()
    miss, bad = lost(people).values()
    home = people["province"].astype(object)
    joined = province_of(people["nik"], "bps")
    why = reasons(people, sims)
    heavy = heavy_holders(sims, people)
    most, is_trade = heavy["most_at_one_operator"], heavy["kind"] != "individual"
    rate = ring_flags(country()).mean()
    good = flagged(rate)
    right = province_of(people["nik"], "kemendagri")
    return [
        ("2.2", {"missing": len(joined.isna()), "wrong": bad}, (people,), "everybody is counted"),
        ("2.2", {"missing": miss, "wrong": len(people)}, (people,), "brackets of its own"),
        ("2.2", {"missing": joined.notna().sum(), "wrong": bad}, (people,), "did get a province"),
        ("2.2", {"missing": miss, "wrong": (joined == right).sum()}, (people,), "whose province is right"),
        ("2.2", {"missing": miss + bad, "wrong": miss}, (people,), "swapped"),
        ("2.3", fine | {"share_over_3": (pairs > CAP).mean()}, (sims,), "all operators together"),
        ("2.3", fine | {"share_over_3": (one > CAP).sum() / len(people)}, (sims,), "People without a SIM"),
        ("2.3", fine | {"mean": len(sims) / len(people)}, (sims,), "People without a SIM"),
        ("2.3", fine | {"mean": one.median()}, (sims,), "this is the median"),
        ("2.3", fine | {"mean": round(fine["mean"], 1)}, (sims,), "`mean` is rounded"),
        ("2.3", fine | {"share_over_3": round(fine["share_over_3"], 3)}, (sims,), "is rounded"),
        ("2.3", fine | {"n_over_cap": (pairs > CAP).size}, (sims,), "these are all the pairs"),
        ("2.3", fine | {"n_over_cap": pairs[pairs > CAP].sum()}, (sims,), "how many pairs there are"),
        ("2.4", why | {"by_trade": (heavy["kind"] == "resellers").sum()}, (sims, people), "no row fits"),
        ("2.4", why | {"by_trade": heavy.loc[heavy["kind"] != "individual", "n_sims"].sum()}, (sims, people),
         "how many NIKs"),
        ("2.5", good | {"right": 10_000 * rate}, (rate,), "does not find all of them"),
        ("2.5", good | {"right": good["right"] - 0.7}, (rate,), "Did you round on the way"),
        ("2.5", good | {"false": 10_000 * rate * 0.1}, (rate,), "that are missed"),
        ("2.5", good | {"false": 10_000 * (1 - rate) * 0.99}, (rate,), "that are not flagged"),
        ("2.5", good | {"precision": good["precision"] + 0.008}, (rate,), "Did you round on the way"),
        ("2.2", {"missing": miss, "wrong": miss + bad}, (people,), "a missing value never equals"),
        ("2.2", {"missing": bad, "wrong": miss}, (people,), "swapped"),
        ("2.2", {"missing": miss, "wrong": (joined != home).sum()}, (people,), "where people live now"),
        ("2.2", {"missing": miss / len(people), "wrong": bad}, (people,), "this is a share"),
        ("2.2", {"missing": miss, "wrong": 10 * bad}, (people,), "factor of 10"),
        ("2.2", {"missing": miss}, (people,), "Names missing: wrong"),
        ("2.3", fine | {"share_over_3": (one >= CAP).mean()}, (sims,), "**more** than three"),
        ("2.3", fine | {"share_over_3": (one > CAP).sum()}, (sims,), "this is how many NIKs"),
        ("2.3", fine | {"share_over_3": one[one > CAP].sum() / len(sims)}, (sims,), "a share of all SIMs"),
        ("2.3", fine | {"share_over_3": 100 * fine["share_over_3"]}, (sims,), "per cent"),
        ("2.3", fine | {"n_over_cap": (one > CAP).sum()}, (sims,), "holds for each operator"),
        ("2.3", fine | {"n_over_cap": (pairs >= CAP).sum()}, (sims,), "**more** than three"),
        ("2.3", fine | {"mean": pairs.mean()}, (sims,), "each pair of NIK"),
        ("2.3", fine | {"mean": 1 / fine["mean"]}, (sims,), "upside down"),
        ("2.3", fine | {"mean": "2.0"}, (sims,), "is text"),
        ("2.3", [1, 2, 3], (sims,), "of the form"),
        ("2.4", why | {"several_operators": (most <= 3).sum()}, (sims, people), "counted again"),
        ("2.4", why | {"several_operators": (~is_trade & (most < 3)).sum()}, (sims, people), "still allowed"),
        ("2.4", why | {"left_over": (most > 3).sum()}, (sims, people), "have a reason already"),
        ("2.4", why | {"by_trade": (heavy["kind"] == "reseller").sum()}, (sims, people), "resellers only"),
        ("2.4", {k: v / len(heavy) for k, v in why.items()}, (sims, people), "this is a share"),
        ("2.4", why | {"left_over": why["left_over"] + 7}, (sims, people), "too many"),
        ("2.4", why | {"left_over": max(why["left_over"] - 3, 0)}, (sims, people), "too few"),
        ("2.5", good | {"right": 9_000}, (rate,), "are of the ring's SIMs"),
        ("2.5", good | {"false": 100}, (rate,), "of the honest SIMs"),
        ("2.5", good | {"precision": 0.9}, (rate,), "the other way round"),
        ("2.5", good | {"precision": 1 - good["precision"]}, (rate,), "the share of false ones"),
        ("2.5", good | {"precision": 100 * good["precision"]}, (rate,), "in per cent"),
        ("2.5", good | {"precision": good["right"] / 10_000}, (rate,), "not by all SIMs"),
        ("2.5", good | {"precision": good["right"] / good["false"]}, (rate,), "must stand all that are flagged"),
        ("2.5", good | {"precision": 2.0}, (rate,), "too large"),
    ]  # fmt: skip


@pytest.mark.parametrize("at", range(51))
def test_wrong_answers_are_told_what_differs_and_never_the_value(at):
    number, answer, data, said = slips()[at]
    told = exercise(number, "en").check(answer, *data)
    assert told.state == "not_yet"
    assert said in told.message, told.message
    assert exercise(number, "id").check(answer, *data).message != told.message
    reference = right_answers(1)[number][0]
    assert not any(f"{float(v):.4g}" in told.message for v in reference.values() if float(v) > 10)


def test_all_slips_are_tried():
    assert len(slips()) == 51


def test_a_strange_answer_never_breaks_a_check():
    for number, (_, data) in right_answers(1).items():
        for answer in (object(), b"x", {1: 2}, [[1], [2]], pd.DataFrame({"a": [1, 2]}), range(3), int):
            assert exercise(number, "id").check(answer, *data).state == "not_yet"
        assert exercise(number, "id").check(____, *data).state == "not_attempted" or number == "2.1"


# --- the material ----------------------------------------------------------------


def test_a_spreadsheet_loses_everybody_and_a_float_loses_papua():
    people, sims = tables()
    assert not sims["nik"].isin(through_spreadsheet(people["nik"])).any()
    changed = people["nik"].astype("float64").astype("int64") != people["nik"]
    assert set(people["nik"][changed] // 10**14) <= {91, 92, 93, 94, 95, 96}
    assert changed.any()


def test_the_code_lists_differ_in_papua_only():
    codes = province_codes()
    differ = codes[codes["kemendagri"] != codes["bps"]]
    assert len(codes) == 38
    assert differ["province"].str.startswith("Papua").all()
    assert len(differ) == codes["province"].str.startswith("Papua").sum() == 6


@pytest.mark.parametrize("lang", ["id", "en"])
def test_figures_say_what_they_draw(lang):
    sims = tables()[1]
    fig, ax = style.new_figure()
    caption = plots_identity.sims_per_nik(sims, ax, lang)
    over = (sims.groupby("nik").size() > 3).sum()
    assert f"{over:,}".replace(",", "." if lang == "id" else ",") in caption
    assert sum(p.get_height() for p in ax.patches) == sims["nik"].nunique() + len(
        sims.groupby(["nik", "operator_id"]).size()
    )
    fig.draw_without_rendering()
    fig, ax = style.new_figure()
    is_ring = pd.Series([True] * 50 + [False] * 9_950)
    caption = plots_identity.base_rate_grid(is_ring, ax, lang)
    drawn = [len(c.get_offsets()) for c in ax.collections]
    assert sum(drawn) == 10_000
    assert sorted(drawn) == [5, 45, 100, 9_850]
    assert " 45 " in caption
    assert " 145 " in caption
    fig.draw_without_rendering()


def test_the_checks_know_the_lessons_own_country():
    source = next(Path(__file__).parent.parent.glob("notebooks/lessons/l02_*/source.py")).read_text(
        encoding="utf-8"
    )
    asked = re.findall(r'"people.n_people": ([\d_]+)', source)
    assert [int(n) for n in asked] == [SIZE["people.n_people"]]


# --- what the prose says, in twenty other countries -------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", ELSEWHERE)
def test_the_claims_hold_elsewhere(seed):
    made = simulate("lesson-ring", seed=seed, settings=SIZE)
    people, sims, blocks = (made.observed[k] for k in ("people", "sims", "blocks"))
    assert len(people) == round(1.2 * SIZE["people.n_people"])
    assert sims["nik"].isin(people["nik"].iloc[SIZE["people.n_people"] :]).any()
    # a column is missing exactly where people registered by themselves
    assert (sims["outlet_id"].isna() == (sims["channel"] == "self")).all()
    # the rule for the century never errs, and no NIK is found again after fifteen digits
    year2 = people["nik"] // 10**4 % 100
    assert (year2.where(year2 > 24, year2 + 100) + 1900 == people["birth_date"].dt.year).all()
    assert not sims["nik"].isin(through_spreadsheet(people["nik"])).any()
    # the mean is moved by a hundred NIKs, the median is not
    per_nik = sims.groupby("nik").size().sort_values()
    assert per_nik.mean() - per_nik.iloc[:-100].mean() > 0.05
    assert per_nik.median() == per_nik.iloc[:-100].median() == 2
    assert per_nik.max() > 100 * per_nik.median()
    assert (per_nik > CAP).sum() > 2_000
    assert (per_nik > CAP).sum() > 5 * (sims.groupby(["nik", "operator_id"]).size() > CAP).sum()
    # the left-over are people who change SIMs: hardly any is left among the living
    ended = blocks.loc[blocks["target"] == "sim", "sim_id"]
    rest = []
    for table in (sims, sims[~sims["sim_id"].isin(ended)]):
        held = heavy_holders(table, people)
        rest.append(((held["kind"] == "individual") & (held["most_at_one_operator"] > 3)).sum())
    assert rest[0] > 100
    assert rest[1] <= 0.05 * rest[0]
    # a flag at three hits mostly honest people and misses most of the ring; so does the far better detector
    is_ring, is_flagged = ring_flags(made), sims["nik"].map(per_nik) > 3
    assert is_ring[is_flagged].mean() < 0.05
    # "no k is good" (open task; the bound is from seeds 221 to 226)
    held = sims["nik"].map(per_nik)
    assert max(is_ring[held > k].mean() for k in range(1, 11)) < 0.02
    assert (~is_flagged)[is_ring].mean() > 0.5
    assert is_ring.mean() < 0.01
    assert sims.loc[is_ring, "nik"].value_counts().mean() < 1.5
    assert flagged(is_ring.mean())["precision"] < 0.5
