"""The levels of a class game: how the ring hides, what a country's tables lack, and how hard a game must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simkit.core.errors import BadValue

from ..game.case import COUNTRY, HARDER

SCENARIO = "lesson-ring"
DAYS = 60
"""The day of the case, as in the lessons' game."""
MOST_ATTEMPTS = 40
"""Seeds that are tried for a team before a level is called impossible."""


@dataclass(frozen=True)
class Level:
    """One level.

    - ``settings`` (mapping): Laid over the scenario ``lesson-ring``.
    - ``target``, ``tolerance`` (float): What share of the first `k` numbers of the reference detector must be a
      ring's, and how far a game may be from it. A share for all teams: so they meet games of equal difficulty.
    - ``k`` (int): Numbers that a team may name.
    - ``no_device`` (float): Share of the registrations, activations and log-ins whose IMEI is missing.
    - ``is_spreadsheet`` (bool): Whether the tables went through a spreadsheet: semicolons, a BOM, days before months.
    """

    settings: Mapping[str, Any]
    target: float
    k: int
    no_device: float = 0.0
    is_spreadsheet: bool = False
    tolerance: float = 0.05


LEVELS: Mapping[int, Level] = {
    1: Level(COUNTRY, 0.9, 20),
    2: Level(COUNTRY | HARDER, 0.7, 20, no_device=0.02),
    3: Level(COUNTRY | HARDER, 0.5, 20, no_device=0.05, is_spreadsheet=True),
}


def level_of(number: int) -> Level:
    """Give a level by its number.

    Raises BadValue: where there is none.

    >>> level_of(2).target
    0.7
    """
    if number not in LEVELS:
        raise BadValue(f"--level is {number}: there are 1, 2 and 3")
    return LEVELS[number]
