"""A judge takes right answers in any form, and no number that only happens to agree with the data shown."""

from __future__ import annotations

import ast
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from right_forms import FORMS

from simkit.compare.pairs import Experiment
from simkit.detect.detectors.base import ranking
from simkit_course.exercises import exercise
from simkit_course.open_tasks import open_task
from simkit_course.tiny import count_people, count_sims, tiny_country
from simkit_course.unseen import _names, altered, fixed, is_copied, is_noted, run_again

pytest.importorskip("resource", reason="wrong cells are kept within limits that Windows has not")
from judging import forms_refused, measured, play

QUICK = ("0.1", "1.3", "1.4", "4.2")
"""Exercises whose lessons are ready at once; `benchmarks/judges.py` tries them all."""


@lru_cache(maxsize=1)
def tried():
    return {asked.number: measured(asked) for asked in play(list(QUICK))}


@pytest.mark.parametrize("number", QUICK)
def test_no_wrong_cell_is_taken_for_right(number):
    said = tried()[number]
    assert [label for label, word in said if word == "accepted"] == []
    assert sum(word in ("refused", "unseen") for _, word in said) >= (5 if number.startswith("0") else 12)


def test_right_answers_are_taken_in_every_form():
    assert all(len(forms) >= 10 for forms in FORMS.values())
    kinds = ("list and set", "true and false", "text")
    assert forms_refused(kinds) == {kind: [] for kind in kinds}


# --- a notebook of two cells --------------------------------------------------

GIVEN = """few = stars["n_niks"] <= 2
moved = stars["n_activated"] == 0"""
CHECK = 'exercise("5.2", lang).check(kinds, stars)'
RIGHT = """kinds = {"few_niks": few.sum(), "only_log_ins": (~few & moved).sum(), "left_over": (~few & ~moved).sum()}"""
LUCKY = RIGHT.replace("(~few & moved)", "moved")


def check(*cells, lang="en", **known):
    """Run cells as a notebook does, on sixty stars among which none of few NIKs has log-ins only."""
    six = {"n_niks": [1, 2, 3, 4, 5, 6], "n_activated": [3, 1, 0, 0, 2, 1], "n_numbers": [9] * 6}
    stars = pd.DataFrame({name: values * 10 for name, values in six.items()})
    names = {"stars": stars, "exercise": exercise, "lang": lang, "np": np, "pd": pd, "In": [""], **known}
    for cell in cells[:-1]:
        names["In"].append(cell)
        exec(cell, names)
    names["In"].append(cells[-1])
    *lines, last = cells[-1].splitlines()
    exec("\n".join(lines), names)
    return eval(last, names)


def test_a_lucky_number_is_told_from_the_truth():
    assert check(GIVEN, f"{RIGHT}\n{CHECK}").is_right
    for lang, words in (("en", "Right for the data you see."), ("id", "Benar untuk data yang kamu lihat.")):
        told = check(GIVEN, f"{LUCKY}\n{CHECK}", lang=lang)
        assert told.state == "not_yet"
        assert told.message.startswith(words)
        assert "`only_log_ins`." in told.message
    assert check(f"{GIVEN}\n{LUCKY}", CHECK).state == "not_yet"
    assert (
        check(
            GIVEN, "first = moved.sum()", f"{RIGHT.replace('(~few & moved).sum()', 'first')}\n{CHECK}"
        ).state
        == "not_yet"
    )


LATE = "late = many(stars)['n_activated'] == 0"
WAYS = {
    "in another cell": (GIVEN, RIGHT, CHECK),
    "typed": (GIVEN, f"kinds = {{'few_niks': 20, 'only_log_ins': 20, 'left_over': 20}}\n{CHECK}"),
    "partly typed": (GIVEN, f"{RIGHT.replace('few.sum()', '20', 1)}\n{CHECK}"),
    "worked out from what was typed": (
        GIVEN,
        f"n = 20\n{RIGHT.replace('few.sum()', 'n', 1)[:-1]}, 'left_over': 40 - n}}\n{CHECK}",
    ),
    "own function": (
        "def many(rows):\n    return rows[rows['n_niks'] > 2]",
        LATE,
        "kinds = dict(few_niks=len(stars) - len(late), only_log_ins=late.sum(), left_over=(~late).sum())\n"
        + CHECK,
    ),
    "a loop": (
        GIVEN,
        "kinds = {'few_niks': 0, 'only_log_ins': 0, 'left_over': 0}\nfor a, b in zip(few, moved):\n"
        f"    kinds['few_niks' if a else 'only_log_ins' if b else 'left_over'] += 1\n{CHECK}",
    ),
    "endless on other data": (GIVEN, f"while len(stars) < 60:\n    pass\n{RIGHT}\n{CHECK}"),
    "own column": (
        "stars['is_few'] = stars['n_niks'] <= 2",
        f"few, moved = stars['is_few'], stars.n_activated.eq(0)\n{RIGHT}\n{CHECK}",
    ),
}


@pytest.mark.parametrize("cells", WAYS.values(), ids=WAYS)
def test_right_ways_are_right_whatever_they_look_like(cells):
    cells = [cell for cell in cells if cell != "1 +"]
    assert check(*cells).is_right


# --- altered data stay what the text says of the data shown ------------------------

AGENTS = [7, 3, 9, 1, 5, 8, 2, 6]
LISTS = {
    name: ranking(name, "agent", pd.Series(np.arange(8.0, 0, -1), index=AGENTS[at:] + AGENTS[:at]))
    for at, name in enumerate(("by_volume", "without_ticket", "unexplained"))
}
FOUND = """found = {{name: made.table{}["entity_id"].isin(bad).sum() for name, made in lists.items()}}
found["honest"] = 12 - sum(found.values())
exercise("3.5", "en").check(found, lists, bad)"""
FIRST_FOUR = (
    ".head(4)", ".nsmallest(4, 'rank')", ".query('rank <= 4')", ".sort_values('rank').head(4)",
    ".nlargest(4, 'score')", ".loc[:3]", ".iloc[:4]", "[lambda rows: rows.index < 4]",
)  # fmt: skip


INDEXES = (
    ["a", "b", "c", "d"], [7, 3, 9, 1], [0.5, 1, 2, 3], pd.MultiIndex.from_product([[1, 2], ["a", "b"]]),
    pd.date_range("2024-01-01", periods=4), range(1, 5), pd.Categorical(list("abcd")), ["a", 1, None, 2.0],
)  # fmt: skip


@pytest.mark.parametrize("index", INDEXES, ids=range(len(INDEXES)))
def test_tables_of_any_index_and_columns_can_be_altered(index):
    columns = {
        "up": [1, 2, 2, 5],
        "words": list("dbca"),
        "sets": [{1}, {2}, set(), {3}],
        "mixed": ["a", 1, None, 2.0],
    }
    table = pd.DataFrame(
        {**columns, "no": [pd.NA] * 4, "at": pd.date_range("2024-01-01", periods=4)}, index=index
    )
    for time in range(5):
        made, column = altered((table, table["words"]), time)
        assert made["up"].is_monotonic_increasing
        assert list(made.index) == list(column.index)
        assert not made.equals(table) or time % 4 == 1


@pytest.mark.parametrize("form", FIRST_FOUR)
def test_the_first_of_a_list_may_be_taken_by_rank_score_or_place(form):
    assert check(FOUND.format(form), lists=LISTS, bad=[9, 8]).is_right


def test_the_first_five_are_not_the_first_four():
    assert not check(FOUND.format(".head(5)"), lists=LISTS, bad=[9, 2]).is_right


PLACES = "places = lists['without_tours']\nhours, hours_per_case = 30, 3"
WORK = """n = {}
seen = {}
work = dict(n_cases=n, precision=seen.mean(), wasted_hours=(~seen).sum() * hours_per_case, n_missed={} - seen.sum())
exercise("6.2", "en").check(work, places, hours, hours_per_case)"""
DIVIDED = "hours // hours_per_case"
RING = np.arange(40) % 3 == 0
IN_PLACES = {"without_tours": pd.Series(RING, index=pd.Index(range(1, 41), name="place"))}


@pytest.mark.parametrize(
    ("seen", "of_all"),
    [
        ("places.loc[:n]", "places.sum()"),
        ("places[places.index <= n]", "places.sum()"),
        ("lists['without_tours'].head(n)", "is_ring.sum()"),
        ("places.head(n)", "lists['without_tours'].sum()"),
    ],
)
def test_places_may_be_taken_by_label_or_from_the_table_they_came_from(seen, of_all):
    known = {"lists": IN_PLACES, "is_ring": pd.Series(RING)}
    assert check(PLACES, WORK.format(DIVIDED, seen, of_all), **known).is_right


def test_what_an_earlier_cell_made_of_a_table_is_made_anew_with_it():
    families = pd.DataFrame({"province": np.arange(120) // 2 % 4, "kk": np.arange(120) // 2})
    families["is_ring"], families["is_flagged"] = families["kk"] % 4 == 0, families["kk"] % 7 < 2
    made = """honest = families[~families["is_ring"]].drop_duplicates("kk")
by_province = honest.groupby("province")["is_flagged"].agg(n_false="sum", n_honest="size", rate="mean")
by_province = by_province.assign(low=by_province["rate"] - 0.05, high=by_province["rate"] + 0.05)"""
    text = """hit = families[~families["is_ring"] & families["is_flagged"]]["kk"].nunique()
rate = {}
wrongly = dict(n_households=hit, rate=rate, n_provinces_above=(by_province["low"] > rate).sum())
exercise("6.4", "en").check(wrongly, families, by_province)"""
    for rate in (
        "hit / honest['kk'].nunique()",
        "by_province['n_false'].sum() / by_province['n_honest'].sum()",
    ):
        assert check(made, text.format(rate), families=families).is_right


RESULTS = 'results = made.differences.set_index(["outcome", "arm"])'
PRICE = """n = results["difference"]
price = dict(arm="cap_one", turned_away_for_each=n["{}", "cap_one"] / -n["n_victims", "cap_one"])
exercise("8.4", "en").check(price, made)"""


def test_who_pays_is_tried_on_other_prices_that_leave_the_arm_as_it_is():
    effects = {"n_victims": (-5.0, -20.0), "n_turned_away": (30.0, 4.0), "n_honest_refused": (30.0, 6.0)}
    arms = ("cap_one", "face")
    rows = [
        (name, arm, n, n - 1, n + 1)
        for name, two in effects.items()
        for arm, n in zip(arms, two, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["outcome", "arm", "difference", "low", "high"])
    made = Experiment(None, 6, pd.DataFrame(), table, pd.DataFrame(), 0.95)
    assert check(RESULTS, PRICE.format("n_turned_away"), made=made).is_right
    told = check(RESULTS, PRICE.format("n_honest_refused"), made=made)
    assert told.message.startswith("Right for the data you see.") and "`turned_away_for_each`" in told.message
    only_here = 'results["difference" if 30 in set(results["difference"]) else 7]'
    stops = PRICE.replace('results["difference"]', only_here)
    told = check(RESULTS, stops.format("n_turned_away"), made=made)
    assert told.message.startswith("Right for the data you see.") and "`KeyError: 7`" in told.message


TINY = """country = tiny_country(1)
sims = country.observed["sims"]
n_people, n_sims = count_people(country), count_sims(country)"""
PER_PERSON = 'answer = {}\nexercise("0.1", "en").check(answer, n_sims, n_people)'
KNOWN = {"tiny_country": tiny_country, "count_people": count_people, "count_sims": count_sims}


@pytest.mark.parametrize("form", ["len(sims) / n_people", "count_sims(country) / count_people(country)"])
def test_an_answer_from_tables_that_were_not_altered_is_not_judged_on_other_data(form):
    assert check(TINY, PER_PERSON.format(form), **KNOWN).is_right


def test_a_typed_number_is_told_and_a_wrong_way_is_not_called_typed():
    n = KNOWN["count_sims"](tiny_country(1))
    words = "A number that happens to agree here is not enough."
    for cells in ([PER_PERSON.format(f"{n} / n_people")], [f"m = {n}", PER_PERSON.format("m / n_people")]):
        told = check(TINY, *cells, **KNOWN)
        assert told.state == "not_yet"
        assert told.message.startswith("Right for the data you see.")
        assert (words in told.message) == (len(cells) == 1)
    assert words not in check(GIVEN, f"{LUCKY}\n{CHECK}").message


@pytest.mark.parametrize("lang", ["id", "en"])
def test_data_left_out_of_a_check_are_told_as_such(lang):
    told = exercise("5.5", lang).check({"degree": 1, "betweenness": 1, "random": 1, "reached": 1}, None)
    assert "check(after, ring, orders)" in told.message
    told = open_task("01", lang).check({"n_sold": 1, "n_blocked": 1, "share": 1})
    assert 'open_task("01").check(mine, country)' in told.message
    assert "TypeError" not in told.message


@pytest.mark.parametrize(
    ("code", "taken"),
    [
        ("y = [x for x in [1]]", ""), ("y = [x for x in x]", "x"), ("y = [x for x in [1]] + [x]", "x"),
        ("y = {k: v for k, v in z.items() if v > w}", "w z"), ("y = {s for s in t}", "t"),
        ("y = [[a for a in b] for b in c]", "c"), ("def y():\n    return [q for q in r]", "r"),
        ("y = sum(k for k in t)", "sum t"), ("for i in t:\n    y = [j for j in [i]]", "t"),
    ],
)  # fmt: skip
def test_names_of_a_comprehension_are_its_own_in_every_python(code, taken):
    names = _names(ast.parse(code).body[0])
    assert names == (set(taken.split()), {"y", "i"} if code.startswith("for") else {"y"})


@pytest.mark.parametrize(
    "own", ["{k: lost.loc[k, 'gone'] for k in range(4)}", "x = lost.loc[758]", "y = nothing"]
)
def test_an_earlier_cell_that_stops_on_other_data_says_nothing_of_a_right_one(own):
    right = ["total = lost['a'].sum()", "answer = sum(k for k in [total]); y = [x for x in [1]]",
             'exercise("0").check(answer, lost)']  # fmt: skip
    lost = pd.DataFrame({"a": range(900)})
    noted = SimpleNamespace(check=lambda answer, data: is_noted("0", answer, (data,)))
    known = {"lost": lost, "exercise": lambda _: noted}
    made = run_again("0", [own, right[0], "\n".join(right[1:])], known, (lost.head(9),))
    assert made[0] == 36


@pytest.mark.parametrize("form", [dict, pd.Series])
def test_parts_with_names_are_tried_alike_as_a_dict_or_a_series(form):
    shown = form({"share": 0.5, "points": 4.0})
    noted = []
    for points in (6.0, 8.0):
        check = f'exercise("0").check({form.__name__}({{"share": 0.5, "points": {points}}}), lost)'
        known = {
            "exercise": lambda _: SimpleNamespace(check=lambda a, d: is_noted("0", a, (d,))),
            "Series": pd.Series,
        }
        noted.append(run_again("0", [check], known, (pd.DataFrame({"a": [1]}),))[0])
    stay = fixed(noted, shown)
    assert stay == {"share"}
    assert is_copied(noted[0], shown, {"share": 0.7, "points": 6.0}, stay)
