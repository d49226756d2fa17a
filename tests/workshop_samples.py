"""A small class game, and the command line of a trainer."""

from __future__ import annotations

import argparse
import csv
import io

from simkit_course.game.case import COUNTRY
from simkit_course.workshop.commands import WORKSHOP
from simkit_course.workshop.levels import Level

EASY = Level(
    COUNTRY | {"people.n_people": 1_000, "run.days": 65},
    0.5,
    10,
    no_device=0.05,
    is_spreadsheet=True,
    tolerance=1.0,
)
"""A level that takes the first try."""


def run(*argv: str) -> int:
    """Do what ``simkit workshop`` does with these words."""
    parser = argparse.ArgumentParser()
    WORKSHOP.add(parser)
    parser.add_argument("--lang")
    return WORKSHOP.call(parser.parse_args(argv))


def answers(rows: list[tuple[str, object]], mark: str = ",") -> str:
    """Fill in the form of a game."""
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows([("question", "answer"), *rows])
    return text.getvalue()
