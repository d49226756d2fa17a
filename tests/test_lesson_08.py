"""Lesson 08: pairs, intervals, a ring that answers, who pays, and a memo whose numbers are the student's own."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from simkit.compare.experiment import Experiment
from simkit.compare.pairs import differences, long_table
from simkit.compare.plan import make_plan
from simkit.figures import style
from simkit.measure.outcomes import ROUTE_NAMES, ROUTES
from simkit_course.blank import ____
from simkit_course.exercises import exercise, tasks
from simkit_course.lessons.l07_complaint_to_block.material import interval
from simkit_course.lessons.l08_policy_lab import figures as plots_pairs
from simkit_course.lessons.l08_policy_lab.judges import READ, verdict
from simkit_course.lessons.l08_policy_lab.material import ARMS, COUNTRY, half_page, try_policies

SEEDS = (1, 2, 3)
EFFECTS = {
    "baseline": (0, 0, 0),
    "daily": (-1, 0, -2_000),
    "cap_one": (-6, 60, -12_000),
    "face": (-27, 7, -45_000),
    "mine": (-26, 61, -45_000),
}
"""Victims, honest people without a SIM, messages: what each arm of the made-up experiment changes."""


@cache
def fake(seed=1, n=6, arms=()):
    """Give an experiment of made-up figures: seeds differ much, arms change what `EFFECTS` says, with some chance."""
    rng, plan, runs = (
        np.random.default_rng(seed),
        make_plan("policy-lab", dict(arms) or ARMS, n, settings=COUNTRY),
        {},
    )
    for s in plan.seeds:
        crn = rng.normal(0, 5_000)
        for arm, (victims, turned, messages) in EFFECTS.items():
            if arm not in plan.arms:
                continue
            own, is_arm = rng.normal(0, 1, 3), arm != "baseline"
            runs[arm, s] = {
                "n_victims": 36 + crn / 1_000 + victims + is_arm * own[0],
                "n_turned_away": 8 + turned + is_arm * own[1],
                "n_honest_refused": 9 + 1.2 * turned + is_arm * own[1],
                "n_reached": 70_000 + crn + messages + is_arm * 300 * own[2],
                "n_sold": 430.0 + victims,
            } | {f"n_made_{route}": 50.0 - 40 * (arm == "face" and route in ("self", "outlet", "dealer"))
                 + 20 * (arm == "face" and route == "ready_made") for route in ROUTES}  # fmt: skip
    found = differences(plan, runs)
    return Experiment(plan, n, long_table(plan, runs), found, pd.DataFrame(), 0.05)


def wide(made):
    return plots_pairs.pivoted(made, "n_reached")


def results(made):
    return made.differences.set_index(["outcome", "arm"])


def gain(table):
    d = table["daily"] - table["baseline"]
    return {"effect": d.mean(), "ratio": (table["baseline"].var() + table["daily"].var()) / d.var()}


def said(made):
    rows = made.differences[made.differences["outcome"].isin(READ)].to_dict("records")
    return {f"{r['arm']} {r['outcome']}": verdict(r) for r in rows}


def price(made, arm="cap_one"):
    found = results(made)["difference"]
    return {"arm": arm, "turned_away_for_each": -found["n_turned_away", arm] / found["n_victims", arm]}


def memo(made, arm="face", **other):
    ends = ["difference", "low", "high"]
    return {
        "question": "Apakah setiap SIM baru memerlukan pencocokan wajah?",
        "policy": arm,
        "victims": tuple(results(made).loc[("n_victims", arm), ends]),
        "turned_away": tuple(results(made).loc[("n_turned_away", arm), ends]),
        "limit": "Hanya enam seed, dan seberapa sering pencocokan itu keliru hanyalah pengandaian.",
        "advice": "Cobalah di satu kota, dan sediakan meja dengan petugas bagi yang ditolak.",
    } | other


# --- right answers --------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_in_every_form(seed):
    made = fake(seed)
    for number, answer, data in (
        ("8.1", gain(wide(made)), wide(made)),
        ("8.2", said(made), made),
        ("8.4", price(made), made),
        ("8.5", memo(made), made),
        ("8.5", memo(made, "cap_one"), made),
    ):
        for form in (answer, pd.Series(answer, dtype=object), dict(reversed(answer.items()))):
            for lang in ("id", "en"):
                told = exercise(number, lang).check(form, data)
                assert told.is_right, (number, told.message)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_solution_passes_its_own_check_on_other_seeds(seed):
    made = fake(seed)
    names = {"exercise": exercise, "made": made, "wide": wide(made), "results": results(made)}
    for task in tasks():
        if task.number.startswith("8."):
            code = task.solution.replace(f'exercise("{task.number}")', f'told = exercise("{task.number}")')
            exec(code, names)
            assert names["told"].is_right, (task.number, names["told"].message)


def test_verdicts_in_indonesian_and_rounded_memos_are_right():
    made = fake()
    words = {"less": "Berkurang", "more": "bertambah", "cannot tell": "belum_jelas", "same": "sama"}
    assert exercise("8.2", "id").check({k: words[v] for k, v in said(made).items()}, made).is_right
    good = memo(made)
    rounded = good | {name: [round(float(v)) for v in good[name]] for name in ("victims", "turned_away")}
    assert exercise("8.5", "id").check(rounded, made).is_right
    shown = results(made)["difference"].round(1)  # as the notebook's table shows it
    by_hand = {
        "arm": "cap_one",
        "turned_away_for_each": -shown["n_turned_away", "cap_one"] / shown["n_victims", "cap_one"],
    }
    assert exercise("8.4", "id").check(by_hand, made).is_right


def test_no_change_is_what_six_equal_pairs_say_and_nothing_else():
    made = fake()
    made.differences.loc[made.differences["outcome"].eq("n_turned_away") & made.differences["arm"].eq("daily"),
                         ["difference", "low", "high", "n_changed"]] = 0  # fmt: skip
    row = "daily n_turned_away"
    for word in ("no change", "tidak berubah", "same"):
        assert exercise("8.2", "en").check(said(made) | {row: word}, made).is_right
    for word in ("cannot tell", "less"):
        told = exercise("8.2", "en").check(said(made) | {row: word}, made)
        assert "`n_changed`" in told.message
        assert "no change" not in told.message
    fake.cache_clear()


def test_any_function_that_works_is_right():
    for answer in (
        lambda a, b: (b - a).clip(lower=0).sum() / (a - b).clip(lower=0).sum(),
        lambda a, b: sum(max(b[w] - a[w], 0) for w in a.index) / sum(max(a[w] - b[w], 0) for w in a.index),
    ):
        assert exercise("8.3", "en").check(answer).is_right


def test_a_memo_in_english_about_an_arm_of_ones_own_is_right():
    mine = memo(fake(), "daily", question="Should complaints be passed on every day?",
                limit="The run lasts 45 days in a small country.",
                advice="It is not proven to help; try it where clerks have the time.")  # fmt: skip
    assert exercise("8.5", "en").check(mine, fake()).is_right


def test_a_memo_may_hold_a_paired_t_interval_and_any_limit_in_a_sentence():
    made = fake()
    table = plots_pairs.pivoted(made, "n_victims")
    mine = memo(made, victims=interval(table["face"] - table["baseline"]),
                limit="Nobody in this country changes their mind about a number.")  # fmt: skip
    assert exercise("8.5", "en").check(mine, made).is_right


# --- wrong answers --------------------------------------------------------------


def wrong():
    made = fake()
    table, fine, read, pay, good = wide(made), gain(wide(made)), said(made), price(made), memo(made)
    d, other = table["daily"] - table["baseline"], memo(made, "cap_one")
    both = results(made)["difference"]
    turned, spared = both["n_turned_away", "cap_one"], -both["n_victims", "cap_one"]
    stds = (table["baseline"].std() + table["daily"].std()) / d.std()
    return [
        ("8.1", fine | {"effect": -fine["effect"]}, table, "the sign is turned"),
        ("8.1", fine | {"effect": d.sum()}, table, "sum of all differences"),
        ("8.1", fine | {"effect": (d / table["baseline"]).mean()}, table, "this is a share"),
        ("8.1", fine | {"ratio": 1 / fine["ratio"]}, table, "upside down"),
        ("8.1", fine | {"ratio": fine["ratio"] ** 0.5}, table, "use `.var()`"),
        ("8.1", fine | {"ratio": stds}, table, "use `.var()`"),
        ("8.1", fine | {"ratio": table["baseline"].var() / d.var()}, table, "Add up two"),
        ("8.1", fine | {"ratio": fine["ratio"] / 2}, table, "mean of two variances"),
        ("8.1", fine | {"ratio": fine["ratio"] * d.var()}, table, "the variance without pairs"),
        ("8.1", fine | {"ratio": table["baseline"].var() / table["daily"].var()}, table, "compares the two columns"),
        ("8.1", fine | {"effect": float(round(fine["effect"]))}, table, "is rounded"),
        ("8.1", fine | {"ratio": round(fine["ratio"])}, table, "is rounded"),
        ("8.1", fine | {"effect": d.median()}, table, "the median"),
        ("8.1", fine | {"effect": (table["face"] - table["baseline"]).mean()}, table, "another arm"),
        ("8.1", fine | {"ratio": table["daily"].var() + table["baseline"].var() / d.var()}, table, "Put brackets"),
        ("8.1", fine | {"ratio": table["baseline"].var() + table["daily"].var() / d.var()}, table, "Put brackets"),
        ("8.1", fine | {"ratio": (table["daily"] + table["baseline"]).var() / d.var()}, table, "both columns' sum"),
        ("8.1", fine | {"ratio": 1.0}, table, "too small"),
        ("8.1", {"effect": 1}, table, "Names missing"),
        ("8.2", read | {"daily n_turned_away": "less"}, made, "the mean only"),
        ("8.2", read | {"daily n_turned_away": "same"}, made, "some pairs differ"),
        ("8.2", read | {"face n_victims": "no effect"}, made, "some pairs differ"),
        ("8.2", read | {"face n_victims": "cannot tell"}, made, "leaves out 0"),
        ("8.2", read | {"face n_victims": "more"}, made, "wrong way round"),
        ("8.2", read | {"face n_victims": "good"}, made, "use one of"),
        ("8.2", dict(list(read.items())[:-1]), made, "Names missing"),
        ("8.4", pay | {"arm": "face"}, made, "does the opposite"),
        ("8.4", pay | {"arm": "baseline"}, made, "there is no arm"),
        ("8.4", pay | {"turned_away_for_each": -turned / spared}, made, "the sign"),
        ("8.4", pay | {"turned_away_for_each": spared / turned}, made, "upside down"),
        ("8.4", pay | {"turned_away_for_each": both["n_honest_refused", "cap_one"] / spared}, made, "uses requests"),
        ("8.4", pay | {"turned_away_for_each": turned - spared}, made, "divide"),
        ("8.4", pay | {"turned_away_for_each": turned}, made, "Divide by the victims"),
        ("8.4", pay | {"turned_away_for_each": -both["n_turned_away", "face"] / both["n_victims", "face"]}, made,
         "another arm"),
        ("8.4", pay | {"turned_away_for_each": 99}, made, "too large"),
        ("8.5", good | {"question": "About the face match and its costs."}, made, "question mark"),
        ("8.5", good | {"question": 3}, made, "between quotes"),
        ("8.5", good | {"advice": "Do it."}, made, "one full sentence"),
        ("8.5", good | {"policy": "faces"}, made, "no arm of your experiment"),
        ("8.5", good | {"victims": tuple(-v for v in good["victims"])}, made, "the sign"),
        ("8.5", good | {"victims": (good["victims"][0], *good["victims"][:0:-1])}, made, "in another order"),
        ("8.5", good | {"victims": sorted(good["victims"])}, made, "in another order"),
        ("8.4", pay | {"turned_away_for_each": -spared / turned}, made, "upside down"),
        ("8.5", good | {"victims": good["turned_away"]}, made, "other outcome"),
        ("8.5", good | {"victims": other["victims"]}, made, "another arm"),
        ("8.5", good | {"victims": [good["victims"][0]] * 3}, made, "one number"),
        ("8.5", good | {"victims": good["victims"][0]}, made, "three numbers in brackets"),
        ("8.5", good | {"victims": (-27, 3, -34, 8, -21, 0)}, made, "reads as 6 numbers"),
        ("8.5", good | {"turned_away": (50, 40, 60)}, made, "do not fit"),
        ("8.5", good | {"victims": (5, *good["victims"][1:])}, made, "do not fit"),
        ("8.5", good | {"limit": "none"}, made, "leaves something out"),
        ("8.5", good | {"victims": (good["victims"][1], *good["victims"][1:])}, made, "do not fit"),
    ]  # fmt: skip


@pytest.mark.parametrize("at", range(52))
def test_wrong_answers_are_told_what_differs_and_never_the_value(at):
    number, answer, data, text = wrong()[at]
    told = exercise(number, "en").check(answer, data)
    assert told.state == "not_yet"
    assert text in told.message, told.message
    assert exercise(number, "id").check(answer, data).message != told.message
    assert not any(
        f"{float(v):.2f}" in told.message for v in [*gain(wide(fake())).values(), *memo(fake())["victims"]]
    )
    assert len(wrong()) == 52


FUNCTIONS = [
    (lambda a, b: (b - a)[b > a].sum() / (b - a)[b < a].sum(), "sign"),
    (lambda a, b: (b - a)[b > a].sum(), "Divide by how many"),
    (lambda a, b: (a - b)[b < a].sum() / (b - a)[b > a].sum(), "Upside down"),
    (lambda a, b: 1 - 0.75 * (b - a)[b > a].sum() / (a - b)[b < a].sum(), "too large"),
    (lambda a, b: (b - a)[b > a].sum() / a.sum(), "share of all numbers"),
    (lambda a, b: (b - a).sum() / (a - b).sum(), "added up all differences"),
    (lambda a, b: 100 * (b - a)[b > a].sum() / (a - b)[b < a].sum(), "a percentage"),
    (lambda a, b: (a - b).sum() / a.sum(), "all routes together fell"),
    (lambda a, b: (b - a)[b > a].sum() / abs((b - a).sum()), "difference of all routes together"),
    (lambda a, b: (b > a).sum() / (b < a).sum(), "counts routes"),
    (lambda a, b: 0.1, "too small"),
    (lambda a, b: None, "gives nothing back"),
    (lambda a: 1, "TypeError"),
    (0.28, "without brackets"),
]


@pytest.mark.parametrize(("answer", "text"), FUNCTIONS)
def test_wrong_functions(answer, text):
    told = exercise("8.3", "en").check(answer)
    assert told.state == "not_yet"
    assert text in told.message, told.message
    assert exercise("8.3", "id").check(answer).message != told.message


def test_a_function_that_divides_by_nothing_warns_of_nothing_and_prints_nothing(capsys, recwarn):
    def answer(a, b):
        print("tried")
        return np.float64((b - a)[b > a].sum()) / np.float64((b - a)[b > a + 1e9].sum())

    assert exercise("8.3", "en").check(answer).state == "not_yet"
    assert capsys.readouterr().out == ""
    assert not [w for w in recwarn if issubclass(w.category, RuntimeWarning)]


def test_an_arm_of_ones_own_may_be_read_but_need_not():
    arms = {**ARMS, "mine": ("face_match", "cap:per_operator=1")}
    made = fake(arms=tuple(arms.items()))
    every = said(made)
    few = {name: word for name, word in every.items() if not name.startswith("mine")}
    assert len(every) == 8
    for answer in (every, few):
        assert exercise("8.2", "en").check(answer, made).is_right
    assert "another" not in exercise("8.4", "en").check(price(made), made).message
    assert "wrong way round" in exercise("8.2", "en").check(every | {"mine n_victims": "more"}, made).message
    assert "Names missing" in exercise("8.2", "en").check(dict(list(few.items())[1:]), made).message


def test_answers_as_shipped_are_not_attempted():
    for number, keys, data in (
        ("8.1", ("effect", "ratio"), wide(fake())),
        ("8.2", said(fake()), fake()),
        ("8.4", ("arm", "turned_away_for_each"), fake()),
        ("8.5", memo(fake()), fake()),
    ):
        assert exercise(number, "id").check(dict.fromkeys(keys, ____), data).state == "not_attempted"
    assert exercise("8.3", "en").check(lambda before, after: ____).state == "not_attempted"


def test_a_strange_answer_never_breaks_a_check():
    for number, data in (
        ("8.1", (wide(fake()),)),
        ("8.2", (fake(),)),
        ("8.3", ()),
        ("8.4", (fake(),)),
        ("8.5", (fake(),)),
    ):
        for answer in (object(), b"x", {1: 2}, [[1]], pd.DataFrame({"a": [1, 2]}), range(3), int, print):
            assert exercise(number, "id").check(answer, *data).state == "not_yet"


def test_words_are_left_to_readers():
    for advice in ("Percobaan ini tidak membuktikan apa-apa; ulangi dengan lebih banyak seed.",
                   "Begin in one town, be certain to count, and prove us wrong."):  # fmt: skip
        assert exercise("8.5", "en").check(memo(fake(), advice=advice), fake()).is_right


# --- the memo, the figures --------------------------------------------------------


def test_the_memo_is_a_half_page_in_both_languages():
    blank = half_page(dict.fromkeys(memo(fake()), ____), "id")
    assert blank.count("____") == 6
    text = half_page({"policy": "face", "victims": (-27.34, -34.8, -21)}, "id")
    assert "-27,3 (rentang -34,8 sampai -21)" in text
    assert "Effect on victims: many" in half_page({"victims": "many"}, "en")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_figures_say_what_they_draw(lang):
    made = fake()
    fig, ax = style.new_figure()
    caption = plots_pairs.pairs(made, ax, lang, arm="daily")
    assert ("6 of 6" if lang == "en" else "6 dari 6") in caption
    assert ("which holds 0" if lang == "en" else "jadi memuat 0") in caption
    left, right = fig.axes
    drawn = sorted(float(y) for line in right.lines[-2:] for y in line.get_ydata())
    assert drawn == sorted(
        float(y) for line in left.lines if len(line.get_xdata()) == 6 for y in line.get_ydata()
    )
    fig.draw_without_rendering()
    fig, ax = style.new_figure()
    caption = plots_pairs.routes_moved({"static": made, "answering": made}, ax, lang, arm="face")
    assert "120" in caption
    share = results(made).loc[
        ("displaced", "face"), "difference"
    ]  # the picture, the table and the prose: one figure
    assert f"{share:.0%}"[:-1] in caption
    assert "20" in caption
    assert ROUTE_NAMES[lang]["ready_made"] in caption
    fig.draw_without_rendering()


def test_loose_dots_have_the_wider_interval_by_the_root_of_the_ratio():
    table = wide(fake(2, 20))
    one, other = table["baseline"].to_numpy(), table["daily"].to_numpy()
    _, low, high = plots_pairs.unpaired(one, other)
    paired = 2 * 2.093 * (other - one).std(ddof=1) / 20**0.5
    assert (high - low) / paired == pytest.approx(gain(table)["ratio"] ** 0.5, rel=0.05)


# --- what the prose says, in other countries ---------------------------------------


def test_the_lessons_own_country_shows_what_the_prose_says():
    made = try_policies(seeds=3)
    table = wide(made)
    assert (table["daily"] < table["baseline"]).all()
    assert price(made)["turned_away_for_each"] > 1


@pytest.mark.slow
def test_the_claims_hold_in_twenty_other_countries():
    """Bounds with a margin from seeds 201 to 210."""
    own = wide(try_policies({"daily": ARMS["daily"]}, 6))
    _, low, high = plots_pairs.unpaired(own["baseline"].to_numpy(), own["daily"].to_numpy())
    assert low < 0 < high  # the lesson's own six, without pairs, tell nothing
    made = try_policies(seeds=range(101, 121))
    static = try_policies({"face": ARMS["face"]}, range(101, 109), adapt__is_on=False)
    still_runs = static.outcomes.pivot_table(index=["outcome", "seed"], columns="arm", values="value")
    table = wide(made)
    assert (table["daily"] < table["baseline"]).all()  # every line falls
    assert gain(table)["ratio"] > 10  # 48
    found, still = results(made)["difference"], results(static)["difference"]
    runs = made.outcomes.pivot_table(index=["outcome", "seed"], columns="arm", values="value")
    turned, victims = runs.loc["n_turned_away"], runs.loc["n_victims"]
    for arm, hurts in (("cap_one", True), ("face", False)):
        more = turned[arm] - turned["baseline"] > victims["baseline"] - victims[arm]
        assert more.mean() > 0.8 if hurts else more.mean() < 0.2
    assert (turned["daily"] == turned["baseline"]).all()
    assert 0.01 < found["displaced", "face"] < 0.15  # a small part; 0.05
    assert abs(still["displaced", "face"]) < 0.02
    for route in ROUTES:  # each seed shows it, so few are enough
        rises = still_runs.loc[f"n_made_{route}", "face"] - still_runs.loc[f"n_made_{route}", "baseline"]
        assert (rises < 0.05 * still_runs.loc["n_sold", "baseline"]).all()
    assert (still_runs.loc["n_sold", "face"] < 0.2 * still_runs.loc["n_sold", "baseline"]).all()
    assert results(made)["relative"]["n_sold", "face"] > results(static)["relative"]["n_sold", "face"] + 0.04
    for route in ("self", "outlet", "dealer"):
        for one in (results(made), results(static)):
            row = one.loc[(f"n_made_{route}", "face")]
            assert row["relative"] < -0.9
    assert found["n_made_mule", "face"] > 0


@pytest.mark.slow
def test_two_rules_do_not_help_twice_as_much():
    made = try_policies({"face": ARMS["face"], "both": ("face_match", "cap:per_operator=1")}, range(101, 111))
    found = results(made)["difference"]
    assert found["n_turned_away", "both"] > 3 * found["n_turned_away", "face"]
    assert abs(found["n_victims", "both"] / found["n_victims", "face"] - 1) < 0.2
