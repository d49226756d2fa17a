"""Lesson 06: accuracy, capacity, base rates, false accusations and a leak hunt, right and wrong, here and elsewhere."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from simkit.detect.detectors import baselines
from simkit.detect.detectors.registration import bulk_registration, by_device, by_outlet
from simkit.detect.run import examine
from simkit.figures import style
from simkit.measure.metrics import NATIONAL_PREVALENCE, reweighted_precision
from simkit_course.blank import ____
from simkit_course.datasets import home
from simkit_course.exercises import exercise, tasks
from simkit_course.lessons.l04_below_the_cap.material import on_tour, terminal_imeis
from simkit_course.lessons.l06_detector_costs import figures as plots_accusing
from simkit_course.lessons.l06_detector_costs import own_folder
from simkit_course.lessons.l06_detector_costs.judges import sorted_out
from simkit_course.lessons.l06_detector_costs.material import (
    SHARE_OF_ALL,
    alone_three_times,
    colleagues_table,
    device_niks,
    devices_behind,
    elsewhere,
    false_accusations,
    families_hit,
    first_sims,
    fullest_handsets,
    households,
    in_order,
    known_then,
    learnt_precision,
    new_sims,
    owners_hit,
    precision_alone,
    ring_sims,
    without_tours,
)

SEEDS = (1, 2, 3)
ELSEWHERE = range(101, 121)
SMALL = 30_000
LEAKS = {"future": "n_confirmed", "artefact": "form_no", "fair": "handset_families"}
FAIR = ["nik_sims", "device_niks", "handset_families", "n_refused"]


@cache
def world(seed):
    """Give a country's data: seed 1 is the shipped set, others are small countries of their own."""
    run = new_sims() if seed == 1 else elsewhere(seed, SMALL)
    is_ring = ring_sims(run)
    found = fullest_handsets(without_tours(run.observed))
    k = 1_000 if seed == 1 else round(1.35 * is_ring.sum())
    families = families_hit(run.observed, is_ring, first_sims(is_ring, found, k))
    return run, is_ring, found, families


@cache
def lesson_neighbour():
    """Give the other country of the lesson, from which the trees learn."""
    run = elsewhere(2)
    return run, ring_sims(run)


@cache
def alone(seed):
    run, is_ring, *_ = world(seed)
    if seed == 1:
        return alone_three_times(run, is_ring, lesson_neighbour()[0])
    return alone_three_times(run, is_ring, world(7)[0], k=max(5, round(is_ring.sum() / 15)))


def flagged(seed):
    return device_niks(world(seed)[0].observed) >= 3


def places(seed):
    _, is_ring, found, _ = world(seed)
    return in_order(is_ring, {"counted": found})["counted"]


def report(seed):
    r, f = world(seed)[1], flagged(seed)
    return {
        "accuracy_never": (~r).mean(),
        "accuracy_rule": (r == f).mean(),
        "precision_rule": r[f].mean(),
        "recall_rule": f[r].mean(),
    }


def work(seed, hours, each):
    p = places(seed)
    seen = p.head(hours // each)
    return {"n_cases": len(seen), "precision": seen.mean(), "wasted_hours": (~seen).sum() * each,
            "n_missed": p.sum() - seen.sum()}  # fmt: skip


def wrongly(seed):
    families = world(seed)[3]
    honest = families[~families["is_ring"]]
    n = honest.loc[honest["is_flagged"], "kk"].nunique()
    rate = n / honest["kk"].nunique()
    by = false_accusations(families, "province")
    return {"n_households": n, "rate": rate, "n_provinces_above": (by["low"] > rate).sum()}, by


def bayes(found, accused, prevalence):
    return prevalence * found / (prevalence * found + (1 - prevalence) * accused)


HOURS = {1: (2_400, 3), 2: (300, 3), 3: (240, 2)}


# --- right answers --------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_in_every_form(seed):
    said, by = wrongly(seed)
    for number, answer, data in (
        ("6.1", report(seed), (world(seed)[1], flagged(seed))),
        ("6.2", work(seed, *HOURS[seed]), (places(seed), *HOURS[seed])),
        ("6.4", said, (world(seed)[3], by)),
    ):
        for form in (
            answer,
            pd.Series(answer),
            dict(reversed(answer.items())),
            {k: [v] for k, v in answer.items()},
        ):
            for lang in ("id", "en"):
                assert exercise(number, lang).check(form, *data).is_right, number


@pytest.mark.parametrize("seed", SEEDS)
def test_the_leaks_are_found_in_any_spelling(seed):
    right = LEAKS
    assert {k: {v} for k, v in right.items()} == sorted_out(alone(seed))
    for form in (
        right,
        pd.Series(right),
        {k: f" `{v.upper()}` " for k, v in right.items()},
        {k: [v] for k, v in right.items()},
    ):
        assert exercise("6.5", "id").check(form, alone(seed)).is_right


def test_any_way_of_writing_bayes_is_right():
    for answer in (bayes, lambda f, a, p: 1 / (1 + (1 - p) * a / (p * f)), lambda *x: np.array([bayes(*x)])):
        assert exercise("6.3", "en").check(answer).is_right


@pytest.mark.parametrize("seed", SEEDS)
def test_every_solution_passes_its_own_check_on_other_seeds(seed):
    hours, each = HOURS[seed]
    names = {
        "exercise": exercise, "is_ring": world(seed)[1], "is_flagged": flagged(seed), "places": places(seed),
        "hours": hours, "hours_per_case": each, "families": world(seed)[3], "by_province": wrongly(seed)[1],
        "alone": alone(seed),
    }  # fmt: skip
    mine = [t for t in tasks() if t.number.startswith("6.")]
    assert len(mine) == 5
    for task in mine:
        exec(task.solution.replace(f'exercise("{task.number}")', f'told = exercise("{task.number}")'), names)
        assert names["told"].is_right, task.number


# --- wrong answers --------------------------------------------------------------


def says(number, answer, *data, lang="en"):
    told = exercise(number, lang).check(answer, *data)
    assert told.state == "not_yet", told
    return str(told)


def test_untouched_is_not_attempted():
    for number, answer in (
        ("6.1", dict.fromkeys(["accuracy_never", "accuracy_rule", "precision_rule", "recall_rule"], ____)),
        ("6.2", dict.fromkeys(["n_cases", "precision", "wasted_hours", "n_missed"], ____)),
        ("6.3", lambda found, accused, prevalence: ____),
        ("6.4", dict.fromkeys(["n_households", "rate", "n_provinces_above"], ____)),
        ("6.5", dict.fromkeys(["future", "artefact", "fair"], ____)),
    ):
        for lang in ("id", "en"):
            assert exercise(number, lang).check(answer).state == "not_attempted", number


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda g, r, f: {"accuracy_never": r.mean()}, "calls everybody honest"),
        (lambda g, r, f: {"accuracy_never": 0}, "always wrong"),
        (lambda g, r, f: {"accuracy_rule": (r != f).mean()}, "mistakes"),
        (lambda g, r, f: {"accuracy_rule": (r & f).mean()}, "the two columns agree"),
        (lambda g, r, f: {"precision_rule": g["recall_rule"]}, "swapped"),
        (lambda g, r, f: {"recall_rule": g["precision_rule"]}, "swapped"),
        (lambda g, r, f: {"precision_rule": f.mean()}, "among"),
        (lambda g, r, f: {"recall_rule": 100 * g["recall_rule"]}, "per cent"),
        (lambda g, r, f: {"accuracy_never": (~r).sum()}, "more than 1"),
        (lambda g, r, f: {"accuracy_never": round(g["accuracy_never"], 4)}, "rounded"),
        (lambda g, r, f: {"accuracy_rule": round(g["accuracy_rule"], 2)}, "rounded"),
        (
            lambda g, r, f: {"precision_rule": round(g["precision_rule"], 2), "recall_rule": 0.5},
            "`precision_rule` is",
        ),
        (
            lambda g, r, f: {"accuracy_never": 0.5, "precision_rule": f.mean()},
            "`accuracy_never` is too small",
        ),
    ],
)
def test_accuracy_slips_have_their_own_message(change, word):
    good, r, f = report(1), world(1)[1], flagged(1)
    assert word in says("6.1", good | change(good, r, f), r, f)
    assert "0.9" not in says("6.1", good | change(good, r, f), r, f)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda g, p: {"n_cases": 7_200}, "uses up"),
        (lambda g, p: {"n_cases": 2_400}, "needs several"),
        (lambda g, p: {"precision": p.mean()}, "head(n)"),
        (lambda g, p: {"precision": p.head(800).sum() / p.sum()}, "recall"),
        (lambda g, p: {"precision": p.head(800).sum()}, ".mean()"),
        (lambda g, p: {"wasted_hours": (~p.head(800)).sum()}, "Multiply"),
        (lambda g, p: {"wasted_hours": 3 * p.head(800).sum()}, "well"),
        (lambda g, p: {"n_missed": p.sum()}, "Take off"),
        (lambda g, p: {"n_missed": (~p.head(800)).sum()}, "behind"),
        (lambda g, p: {"n_missed": (~p.iloc[800:]).sum()}, "behind"),
        (lambda g, p: {"n_missed": g["n_missed"] + 5}, "too large"),
        (lambda g, p: {"precision": 0, "n_missed": p.sum()}, "`precision` is too small"),
    ],
)
def test_capacity_slips_have_their_own_message(change, word):
    good = work(1, 2_400, 3)
    assert word in says("6.2", good | change(good, places(1)), places(1), 2_400, 3)


def test_the_first_place_is_one():
    p = places(1)
    n = next(n for n in range(400, 801) if p[n])
    good = work(1, 3 * n, 3)
    assert ".loc[n:]" in says("6.2", good | {"n_missed": p.loc[n:].sum()}, p, 3 * n, 3)


def brackets_left_out(f, a, p):
    return f * p / f * p + a * (1 - p)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda f, a, p: f / (f + a), "`prevalence` has no effect"),
        (lambda f, a, p: f * p / (f * p + a * p), "`prevalence` has no effect"),
        (brackets_left_out, "one pair of brackets"),
        (lambda f, a, p: p * f / p * f + (1 - p) * a, "one pair of brackets"),
        (lambda f, a, p: p * f / (p * f) + (1 - p) * a, "one pair of brackets"),
        (lambda f, a, p: 100 * bayes(f, a, p), "per cent"),
        (lambda f, a, p: bayes(0.973, 0.0121, p), "`found` has no effect"),
        (lambda f, a, p: bayes(f, 0.0121, p), "`accused` has no effect"),
        (lambda f, a, p: 0.743, "other cells"),
        (lambda f, a, p: p * f / (p * f + a), "honest"),
        (lambda f, a, p: p * f / ((1 - p) * a), "Below the line"),
        (lambda f, a, p: 1 - bayes(f, a, p), "false ones"),
        (lambda f, a, p: p * f + (1 - p) * a, "Among these"),
        (lambda f, a, p: p * f, "Divide by all"),
        (lambda f, a, p: f / (1 + a + p), "too large"),
        (lambda f, a, p: None, "return"),
        (lambda f, a: f, "TypeError"),
        (0.27, "brackets"),
    ],
)
def test_bayes_slips_have_their_own_message(answer, word):
    assert word in says("6.3", answer)


def test_accusation_slips_have_their_own_message():
    families, (good, by) = world(1)[3], wrongly(1)
    honest = families[~families["is_ring"]]
    hit, everybody = honest[honest["is_flagged"]], families[families["is_flagged"]]
    for change, word in (
        ({"n_households": len(hit)}, "these are SIMs"),
        ({"n_households": everybody["kk"].nunique()}, "whose NIK"),
        ({"rate": hit["kk"].nunique() / everybody["kk"].nunique()}, "share of the accused"),
        ({"rate": len(hit) / len(honest)}, "share of SIMs"),
        ({"rate": 100 * good["rate"]}, "per cent"),
        ({"n_provinces_above": (by["rate"] > good["rate"]).sum()}, "chance"),
        ({"n_provinces_above": (by["high"] > good["rate"]).sum()}, "upper end"),
        ({"n_provinces_above": (by["high"] < good["rate"]).sum()}, "**below**"),
        ({"n_households": honest["kk"].nunique()}, "all households with an honest SIM"),
        ({"rate": good["n_households"] / families["kk"].nunique()}, "nothing but a ring's"),
        ({"rate": by["rate"].mean()}, "mean over provinces"),
    ):
        assert word in says("6.4", good | change, families, by)
        assert says("6.4", good | change, families, by, lang="id") != says("6.4", good | change, families, by)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"future": "form_no"}, "known on that day"),
        ({"future": "handset_families"}, "known on that day"),
        ({"artefact": "n_confirmed"}, "other kind"),
        ({"artefact": "handset_families"}, "other country as well"),
        ({"fair": "form_no"}, "does not stay good in all three"),
        ({"fair": "n_refused"}, "hardly anybody"),
        ({"future": "blocks"}, "no column"),
        ({"future": ["n_confirmed", "form_no"]}, "one column"),
        ({"future": 1.0}, "in quotes"),
    ],
)
def test_hunt_slips_have_their_own_message(change, word):
    right = LEAKS
    told = says("6.5", right | change, alone(1))
    assert word in told
    assert says("6.5", right | change, alone(1), lang="id") != told


# --- what the lesson is made of -------------------------------------------------


def test_the_share_of_all_sims_is_the_one_on_the_card():
    assert f"{100 * SHARE_OF_ALL:.2f} %" in (home() / "registrations" / "README.md").read_text(
        encoding="utf-8"
    )


def test_order_and_lists():
    is_ring = pd.Series([True, False, True, False], index=[4, 7, 9, 11])
    made = in_order(is_ring, {"a": pd.Series({7: 3.0, 9: 2.0, 4: 1.0})})
    assert made["a"].tolist() == [False, True, True, False]
    flat = pd.Series(1.0, index=range(4_000))
    ring = pd.Series(flat.index < 2_000, flat.index)
    assert 0.4 < in_order(ring, {"a": flat})["a"].head(1_000).mean() < 0.6  # equal scores: by lot


def test_no_detector_of_the_lesson_reads_the_truth():
    run, is_ring, found, _ = world(2)
    kept = without_tours(run.observed)["registrations"]["sim_id"].dropna()
    assert set(found.table["entity_id"]) == set(kept)
    table = colleagues_table(run, "2024-09-20", is_ring)
    other = colleagues_table(run, "2024-09-20", ~is_ring)
    pd.testing.assert_frame_equal(known_then(table), known_then(other))  # the planted leak is made from it
    planted = colleagues_table(run, "2024-09-20", is_ring, planted=True)
    assert planted.columns[(planted != table).any()].tolist() == ["form_no"]


def test_nothing_in_the_colleagues_table_but_the_blocks_is_of_a_later_day():
    run, is_ring, *_ = world(2)
    known = run.observed["registrations"].query("at <= '2024-09-20'")
    past = type(run)(observed=run.observed | {"registrations": known}, truth=run.truth)
    pd.testing.assert_frame_equal(
        known_then(colleagues_table(run, "2024-09-20", is_ring)),
        known_then(colleagues_table(past, "2024-09-20", is_ring)),
    )
    blocks = run.observed["blocks"]
    early = blocks.loc[blocks["at"] <= "2024-09-20", "sim_id"]
    assert not colleagues_table(run, "2024-09-20", is_ring).index.isin(early).any()


def test_households_count_once_and_shared_phones_are_no_news():
    run, _, _, families = world(1)
    made = false_accusations(families, "place")
    assert made.loc["self", "low"] > made["high"].drop("self").max()
    lists = {"outlets": by_outlet(run.observed), "devices": by_device(run.observed),
             "counted": fullest_handsets(run.observed, "device"),
             "kept": fullest_handsets(without_tours(run.observed), "device")}  # fmt: skip
    table = owners_hit(run, lists, {"outlets": 10, "devices": 20, "counted": 20, "kept": 20})
    # a touring seller's phone counts as some outlet's: all accused wrongly; set aside, or timed, helpers are left
    first = table.loc[("counted", "outlet_owner")]
    assert 10 < first["n_accused"] == first["n_false"] == table.loc["counted", "n_accused"].sum()
    for name in ("devices", "kept"):
        assert table.loc[(name, "outlet_owner"), "n_false"] == 0
        shared = table.loc[(name, "shared_phone")]
        assert 0 < shared["n_false"] < shared["n_accused"]
    assert (table.xs("household", level="kind")["n_false"] == 0).all()
    assert table.loc["outlets", "n_false"].sum() > 0
    said, _ = wrongly(1)
    assert households(families)["with_honest_sim"] == said["n_households"]
    assert households(families)["share_of_honest"] == said["rate"]
    behind = devices_behind(run.observed, families)
    assert behind["n_sims"] >= behind["n_devices"] > 0
    assert behind["n_with_ring"] + behind["n_terminals"] < 0.1 * behind["n_devices"]
    assert behind["families_each"] > 1


def test_devices_behind_by_hand():
    at = pd.to_datetime(["2024-09-01", "2024-09-02"] * 3)
    rows = pd.DataFrame({"registration_id": range(6), "at": at, "nik": range(6), "kk": range(6), "operator_id": 1,
                         "sim_id": [1, 2, 3, 4, 5, 6], "outlet_id": pd.array([None] * 6, "Int64"), "verdict": "allow",
                         "reason": None, "imei": ["a", "a", "b", "b", "b", "d"]})  # fmt: skip
    families = pd.DataFrame({"sim_id": [1, 2, 3, 4, 5, 6], "is_ring": [True, False, False, False, False, False],
                             "is_flagged": [True, True, True, False, False, False]})  # fmt: skip
    assert devices_behind({"registrations": rows}, families).tolist() == [2, 2, 0, 1, 2.5]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_figures_say_what_they_draw(lang):
    fig, ax = style.new_figure()
    lists = pd.DataFrame({"a": [True, True, False, False] * 50, "b": [False] * 100 + [True] * 100})
    caption = plots_accusing.precision_by_capacity(lists, ax, lang, hours=300, hours_per_case=3)
    assert "a 50" in caption
    assert "b 0" in caption
    assert " 100 " in caption
    fig.draw_without_rendering()
    fig, ax = style.new_figure()
    caption = plots_accusing.precision_by_recall(lists, ax, lang, hours=300, hours_per_case=3)
    assert ("a finds 50" if lang == "en" else "a menemukan 50") in caption
    assert len(ax.lines) == 5  # two lists, a mark on each, the lot
    fig.draw_without_rendering()
    fig, ax = style.new_figure()
    counts = pd.Series({"n_hits": 90, "n_false": 10, "n_bad": 100, "n_good": 900})
    caption = plots_accusing.thousand_flagged(counts, ax, lang, prevalences=[0.1, 0.001])
    dots = [len(c.get_offsets()) for c in ax.collections]
    assert dots == [100, 900, 925, 75]
    assert ("900 of the 1,000" if lang == "en" else "900 dari 1.000") in caption
    fig.draw_without_rendering()
    fig, ax = style.new_figure()
    table = pd.DataFrame({"rate": [0.1, 0.01], "low": [0.05, 0.0], "high": [0.2, 0.03]}, index=["X", "Y"])
    caption = plots_accusing.accused_by_group(table, ax, lang, rate=0.02)
    assert ("In 1 of 2" if lang == "en" else "Di 1 dari 2") in caption
    fig.draw_without_rendering()


def counts_and_timing(run, is_ring):
    """Hold the lists of a country as large as the lesson's to what the prose says of them."""
    found, kit = fullest_handsets(without_tours(run.observed)), bulk_registration(run.observed)
    spoiled = fullest_handsets(run.observed)
    lists = in_order(is_ring, {"counted": found, "spoiled": spoiled, "kit": kit})
    assert lists["counted"].head(300).all()  # "right for its first hundreds of places"
    assert found.table["score"].iloc[299] > 20  # "dozens of households"
    assert not lists["spoiled"].head(300).any()  # "wrong for its first hundreds"
    made = run.observed["registrations"].dropna(subset="sim_id").set_index("sim_id")["imei"]
    at_top = made[spoiled.table["entity_id"].head(300)]
    assert at_top.isin(on_tour(run.observed)).all()  # "nobody but sellers"
    first_mistake = lists.astype(int).idxmin()
    assert 50 < first_mistake["kit"] < first_mistake["counted"]  # "begins to err earlier"
    at_capacity = lists.head(800).mean()
    assert at_capacity["kit"] > at_capacity["counted"] + 0.03  # "at the capacity line it is better"
    more = is_ring & first_sims(is_ring, kit, 800) & ~first_sims(is_ring, found, 800)
    on_terminals = made[more.index[more]].isin(terminal_imeis(run.observed))
    assert on_terminals.mean() > 0.8  # "on outlets' terminals, too"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(231, 235))
def test_counts_and_timing_in_other_countries_of_the_same_size(seed):
    # the bounds were set from seeds 221 to 226
    run = elsewhere(seed, 100_000)
    counts_and_timing(run, ring_sims(run))


def test_what_the_prose_says_of_the_shipped_data():
    is_ring = world(1)[1]
    flagged = first_sims(is_ring, world(1)[2], 1_000)
    assert (flagged & is_ring).sum() == places(1).head(1_000).sum()  # one list of a thousand, told twice
    p, counts = places(1), (int(is_ring.sum()), int((~is_ring).sum()))
    n_right = int(p.astype(int).idxmin()) - 1
    assert n_right > 300  # "right for its first hundreds of places"
    counts_and_timing(*world(1)[:2])
    sure = reweighted_precision(n_right, 0, *counts)
    assert sure.value == 1
    assert sure.low < 0.5
    hits = int(p.head(1_000).sum())
    here, all_, country = (
        reweighted_precision(hits, 1_000 - hits, *counts, q).value
        for q in (is_ring.mean(), SHARE_OF_ALL, NATIONAL_PREVALENCE)
    )
    assert here > 0.4
    assert 0.05 < all_ < 0.4
    assert country < 0.03


def test_other_provinces_stand_out_with_another_seed():
    above = []
    for seed in SEEDS:
        said, by = wrongly(seed)
        above.append(set(by.index[by["low"] > said["rate"]]))
    assert not set.intersection(*above)


def learnt_next_door(seed):
    """Give the list, in one country, of trees that learnt in the lesson's other country."""
    (neighbour, labels), (run, is_ring) = lesson_neighbour(), world(seed)[:2]
    learnt = baselines.boosted(neighbour.observed, labels, run.observed)
    return in_order(is_ring, {"boosted": learnt})["boosted"]


def test_what_was_learnt_in_a_large_country_fails_in_small_ones():
    first = []
    for seed in (1, 2, 3, 101, 102):
        learnt = learnt_next_door(seed)
        first.append(learnt.head(max(5, world(seed)[1].sum() // 15)).mean())
    assert first[0] < 0.5
    assert np.mean(first[1:]) < 0.7


# --- what the prose says, in twenty other countries -------------------------------------------


def facts(seed):
    """Measure in one small country what the prose says."""
    run, is_ring, found, families = world(seed)
    n, said, table = int(is_ring.sum()), report(seed), alone(seed)
    orders = {"busy": device_niks(run.observed), "counted": found, "spoiled": fullest_handsets(run.observed),
              "kit": bulk_registration(run.observed)}  # fmt: skip
    lists = in_order(is_ring, orders)
    top = lists["counted"].head(round(1.35 * n))
    rows = run.observed["registrations"]
    each = fullest_handsets(without_tours(run.observed), "device").table.set_index("entity_id")["score"]
    ring_phones = each.reindex(rows.loc[rows["sim_id"].isin(is_ring.index[is_ring]), "imei"].unique())
    place = false_accusations(families, "place")["rate"]
    k = max(5, n // 15)
    day = colleagues_table(run, "2024-09-20", is_ring, planted=True)
    later = known_then(colleagues_table(run, "2024-11-02", is_ring).drop(index=day.index, errors="ignore"))
    tests, keys = {"same": day, "later": later}, dict.fromkeys(["train", "same", "later"], is_ring)
    leaky, fair = (learnt_precision(day, tests, keys, columns, k) for columns in (day.columns, FAIR))
    national = reweighted_precision(top.sum(), (~top).sum(), n, len(is_ring) - n).value
    return said | {
        "busy": lists["busy"].head(n // 2).mean(),
        "counted": lists["counted"].head(n // 2).mean(),
        "kit": lists["kit"].head(n // 2).mean(),
        "spoiled": lists["spoiled"].head(n // 2).mean(),
        "ring_phone": ring_phones[ring_phones > 2].median(),
        "national": national,
        "self": place["self"],
        "outlets": place.drop("self").max(),
        "kind": place.drop("self").idxmax(),
        "is_first_right": learnt_next_door(seed).iloc[0],
        "are_leaks_told": sorted_out(table) == {k: {v} for k, v in LEAKS.items()},
        "leaky_same": leaky["same"],
        "leaky_later": leaky["later"],
        "fair_later": fair["later"],
        "rule_later": precision_alone(later, is_ring, k)["handset_families"],
    }  # fmt: skip


@pytest.mark.slow
def test_the_claims_hold_in_twenty_other_countries():
    # the bounds were set from seeds 201 to 208, those of counts and timing from seeds 221 to 228
    f = pd.DataFrame([facts(seed) for seed in ELSEWHERE])
    assert (f["accuracy_never"] > f["accuracy_rule"]).all()
    assert (f["precision_rule"] < 0.2).all()
    assert (f["recall_rule"] > 0.85).all()
    assert (f["busy"] < 0.3).all()
    assert (f["counted"] > 0.9).all()
    assert (f["spoiled"] < 0.1).all()  # sellers on tour stand at the top until they are set aside
    assert (f["kit"] < f["counted"] - 0.1).all()  # "worse than the count without sellers on tour"
    assert 7 < f["ring_phone"].median() < 20  # "a dozen households or so"
    assert (f["national"] < 0.05).all()
    assert (f["self"] > 3 * f["outlets"]).all()  # it is those whom somebody helped who are accused
    assert f["is_first_right"].mean() < 0.75  # "in many of them it is wrong from the very first place"
    assert f["are_leaks_told"].mean() > 0.6
    assert (f["leaky_same"] > 0.99).all()
    assert f["leaky_later"].mean() < f["fair_later"].mean()  # "fewer, on average"
    assert f["rule_later"].mean() > 0.95  # "nearly always right"
    assert (f["rule_later"] > 0.8).all()


# --- one's own CSV ---------------------------------------------------------------


@cache
def office(as_text):
    clean = own_folder.first_weeks(new_sims().observed)
    folder = own_folder.sent_by_office(clean, as_text)
    return clean, folder, examine(folder)


def test_a_damaged_folder_is_mended_where_nothing_is_lost_and_the_rest_is_named():
    clean, folder, desk = office(False)
    assert own_folder.first_lines(folder).startswith("outlets.csv")
    said = own_folder.what_was_said(desk)
    lost = said[said["severity"] == "refused"]
    assert lost[["file", "column"]].to_numpy().tolist() == [["sims.csv", "nik"]]
    assert {"repaired", "skipped"} <= set(said["severity"])
    assert not said["said"].str.contains(str(folder), regex=False).any()
    read = desk.intake.tables["registrations"]
    assert len(read) == len(clean["registrations"])
    assert (read["at"].to_numpy() == clean["registrations"]["at"].to_numpy()).all()


def test_lost_digits_change_the_lists_and_a_new_export_brings_them_back():
    clean, _, damaged = office(False)
    _, _, whole = office(True)
    before, after = own_folder.rankings(damaged, clean), own_folder.rankings(whole, clean)
    assert (after["same_of_first_20"] == 20).all()
    assert (before["same_of_first_20"] < 20).any()
    assert len(before) < len(after)
