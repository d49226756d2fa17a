"""A judge takes right answers in any form, and no number that only happens to agree with the data shown."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from right_forms import FORMS

from simkit_course.exercises import exercise

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


def check(*cells, lang="en"):
    """Run cells as a notebook does, on sixty stars among which none of few NIKs has log-ins only."""
    six = {"n_niks": [1, 2, 3, 4, 5, 6], "n_activated": [3, 1, 0, 0, 2, 1], "n_numbers": [9] * 6}
    stars = pd.DataFrame({name: values * 10 for name, values in six.items()})
    names = {"stars": stars, "exercise": exercise, "lang": lang, "np": np, "pd": pd, "In": [""]}
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
