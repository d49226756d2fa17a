"""The first cell of every lesson, and the self-check of lesson 00."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import pandas as pd

from simkit.core.catalogue import Catalogue, Words
from simkit.core.folder import load
from simkit.core.installed import missing

from .datasets import SETS, home
from .exercises import LESSONS, exercise, lessons, tasks
from .feedback import NOT_YET, NOTE, RIGHT, Feedback
from .machine import holds
from .python_errors import explain_errors
from .texts import Text, find_language
from .tiny import tiny_country

SAID = Catalogue(__package__, "session")

STARTED = SAID["started"]
LINES: Mapping[str, Text] = {
    "python": SAID["python_or_newer"],
    "packages": SAID["all_packages_installed"],
    "data": SAID["lessons_data_sets"],
    "country": SAID["small_country_can_be_simulated"],
    "repeat": SAID["same_seed_gives_same_country"],
    "exercises": SAID["exercises_can_be_checked"],
}
YES, NO = SAID["yes"], SAID["no"]


def start(lesson: str) -> Feedback:
    """Begin a lesson: mistakes are explained from here on, and tables show their texts in full.

    >>> start("01").state
    'note'
    """
    explain_errors()
    pd.set_option("display.max_colwidth", None)
    lang = find_language()
    mine = list(tasks(lesson))
    titles = ", ".join(f"{t.number} {t.title.to(lang)}" for t in mine)
    return Feedback(
        NOTE, SAID["lesson"].to(lang) + f" {lesson}",
        STARTED.put(n=len(mine), titles=titles).to(lang), lang=lang,
    )  # fmt: skip


def labels(lesson: str) -> dict[str, str]:
    """Give the words that a lesson's tables and printed lines carry, by key, in its language.

    >>> labels("09")["hours"].format(n=3) in ("Jam: 3", "Hours: 3")
    True
    """
    folder = next(name for name in lessons() if name[1:3] == lesson)
    return dict(Words(f"{LESSONS}.{folder}", "labels")[find_language()])


def ready() -> Feedback:
    """Check that this computer is ready for the lessons (alias: `siap`)."""
    lang = find_language()
    found = {name: holds(test) for name, test in TESTS.items()}
    lines = [f"{LINES[name].to(lang)}: {(YES if good else NO).to(lang)}" for name, good in found.items()]
    fine = all(found.values())
    title = SAID["self_check"].to(lang)
    return Feedback(
        RIGHT if fine else NOT_YET,
        title,
        "\n".join([*lines, (SAID["good"] if fine else SAID["bad"]).to(lang)]),
        lang=lang,
    )


siap = ready


TESTS: Mapping[str, Callable[[], bool]] = {
    "python": lambda: sys.version_info >= (3, 11),
    "packages": lambda: not missing("the lessons"),
    "data": lambda: all(load(home() / name).observed for name in SETS),
    "country": lambda: len(tiny_country(1).truth["sims"]) > 0,
    "repeat": lambda: tiny_country(2).truth["sims"].equals(tiny_country(2).truth["sims"]),
    "exercises": lambda: exercise("0.1").judged(1.5, 300, 200)[0] == RIGHT,
}
