"""The levels of a class game: how the ring hides, what a country's tables lack, and how hard a game must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue

from ..game.case import COUNTRY
from ..story import Story

SAID = Catalogue(__package__, "levels")
SCENARIO = "lesson-ring"
DAYS = 60
"""The day of the case, as in the lessons' game."""
SPREAD = 0.04
"""How far the ring's numbers of a game may be from ``n_ring``, as a share of it."""
MOST_ATTEMPTS = 40
"""Seeds that are tried for a team before a level is called impossible."""


@dataclass(frozen=True)
class Level:
    """One level.

    - ``settings`` (mapping): Laid over the scenario ``lesson-ring``.
    - ``target``, ``tolerance`` (float): What share of the first `k` numbers of the reference detector must be a
      ring's, and how far a game may be from it. A share for all teams: so they meet games of equal difficulty.
    - ``k`` (int): Numbers that a team may name.
    - ``n_ring`` (int): Numbers of the ring that may be named; a game may have some more or fewer (`SPREAD`). How many
      there are to find decides most of what any detector, and any team, finds among its first `k`; so it is more
      than `k`. 0: any.
    - ``no_device`` (float): Share of the registrations, activations and log-ins whose IMEI is missing.
    - ``story`` (Story, optional): A class's own, laid over scenario and settings.
    - ``is_spreadsheet`` (bool): Whether the tables went through a spreadsheet: semicolons, a BOM, days before months.
    """

    settings: Mapping[str, Any]
    target: float
    k: int
    no_device: float = 0.0
    is_spreadsheet: bool = False
    tolerance: float = 0.05
    n_ring: int = 0
    story: Story | None = None


RING = COUNTRY | {
    "run.scale": 0.008,
    "run.days": 75,
    "ring.shares": [0.8, 0.2, 0, 0, 0, 0],
    "ring.n_outlets": 3,
    "ring.sims_per_identity": 1.0,
    "ring.numbers_per_device": 6,
    "buyer.numbers_per_device": 6,
    "broker.other_leaks_per_number": 1.0,
    "broker.start_share": 0.5,
    "insider.extra_per_shift": 2,
    "market.n_outlets_per_10k_people": 15,
}
"""A ring of some 300 numbers, of which half are neither blocked nor reported on the day of the case; it registers one
on each identity, mostly by itself. With so many a game's luck is small. Assumptions, as all below."""

HIDING = {"ring.numbers_per_device": 2, "buyer.numbers_per_device": 2}

ALIKE = {
    "lookalikes.p_at_once": 0.9,
    "lookalikes.p_new_phone": 0.4,
    "lookalikes.p_companion": 0.5,
    "lookalikes.p_set_up": 0.25,
    "lookalikes.p_neighbour": 0.15,
    "lookalikes.p_kiosk": 0.2,
    "lookalikes.p_trade": 0.3,
}
"""Honest people who set accounts up at once, change phones, share computers, are helped, and write to strangers for
work: each thing that would give the ring away by itself."""

LARGER = {"people.n_people": 15_000, "run.scale": 0.015}
"""Nearly twice as large: where little can be told apart, luck weighs most, and it shrinks with the ring. No larger:
from 200 of the ring's devices on, the audit holds single columns against counts on devices, and these find little
where half of the IMEIs are missing."""

LEVELS: Mapping[int, Level] = {
    1: Level(RING, 0.95, 130, n_ring=142),
    2: Level(RING | HIDING | ALIKE, 0.7, 130, no_device=0.2, n_ring=142),
    3: Level(
        RING | HIDING | ALIKE | LARGER | {"market.monthly_turnover": 0.08},
        0.5,
        190,
        no_device=0.5,
        is_spreadsheet=True,
        n_ring=270,
    ),
}
"""Chosen so that the reference's mean precision is near the target: `benchmarks/class_game.py levels` measures it."""


def level_of(number: int) -> Level:
    """Give a level by its number.

    Raises BadValue: where there is none.

    >>> level_of(2).target
    0.7
    """
    if number not in LEVELS:
        raise BadValue(SAID["no_level"].put(n=number, known=", ".join(map(str, LEVELS))))
    return LEVELS[number]
