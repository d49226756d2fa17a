"""A student's code without an end is stopped after a count of lines, the same on every system; honest code is not."""

from __future__ import annotations

import pytest

from simkit_course.endless import MOST, Endless, ending
from simkit_course.exercises import exercise

SAID = {"en": "Your code ran far longer", "id": "Kodemu berjalan jauh lebih lama"}
ENDLESS = {
    "on one line": "while True: pass",
    "on two lines": "while True:\n        n_sims += 1",
    "never reached": "while n_people != -1:\n        n_people += 1",
    "a comprehension": "return [0 for _ in itertools.count() if False]",
    "a generator": "return sum(0 for _ in itertools.count())",
    "own generator": "\n    def again():\n        while True:\n            yield n_sims\n    return max(again())",
    "every error caught": "while True:\n        try:\n            1 / 0\n        except Exception:\n            pass",
}
HONEST = {
    "a long loop": "for _ in range(100_000):\n        n_sims += 0\n    return n_sims / n_people",
    "counting down": "left = 50_000\n    while left:\n        left -= 1\n    return n_sims / n_people",
    "a generator": "return sum(n_sims for _ in range(100_000)) / n_people / 100_000",
}


def cell(body):
    known = {}
    text = f"import itertools\n\ndef sims_per_person(n_sims, n_people):\n    {body}\n"
    exec(compile(text, "<cell>", "exec"), known)
    return known["sims_per_person"]


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_a_function_without_an_end_is_told_so(body):
    lang = "id" if "count" in body else "en"
    told = exercise("0.2", lang).check(cell(body))
    assert told.state == "not_yet"
    assert told.message.startswith(SAID[lang])


@pytest.mark.parametrize("body", HONEST.values(), ids=HONEST)
def test_a_long_loop_that_ends_is_right(body):
    assert exercise("0.2", "en").check(cell(body)).is_right


def test_the_count_alone_decides():
    with ending(100), pytest.raises(Endless):
        cell("while True: pass")(1, 2)
    with ending(300_000):
        assert cell(HONEST["counting down"])(6, 3) == 2
    assert MOST >= 20 * 150_000  # the largest judged solution, 10.4, takes 153,500
