"""Who lives with whom: households of up to eight, with heads, spouses, children and grandparents.

Persons are numbered; every eighth starts a household and others may. A person's family is therefore a
function of the seed and the numbers of at most seven neighbours, however many people there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.streams import Luck
from . import places
from .frozen import lock
from .knobs import PeopleKnobs

MAX_HOUSEHOLD = 8
HEAD, SPOUSE, CHILD, PARENT, GRANDCHILD = range(5)
# age of heads [years] at quantiles 0, .1, .25 ... (shape: assumption)
_HEAD_Q = (0.0, 0.03, 0.14, 0.32, 0.54, 0.735, 0.865, 0.955, 1.0)
_HEAD_AGE = (19.0, 25.0, 32.0, 39.0, 47.0, 55.0, 62.0, 70.0, 86.0)
# couples are half women by construction, so the others carry all of a province's difference from one half
_NOT_IN_COUPLES = 0.65


@dataclass(frozen=True)
class Families:
    """Arrays over persons: household, person number of its head, role, sex, age [years] and province."""

    household: np.ndarray
    head: np.ndarray
    role: np.ndarray
    is_female: np.ndarray
    age: np.ndarray
    province: np.ndarray

    def __post_init__(self) -> None:
        lock(self)


def make_families(knobs: PeopleKnobs, luck: Luck, key: np.ndarray) -> Families:
    """Put persons into households.

    Parameters
    ----------
    knobs : PeopleKnobs
    luck : Luck
    key : ndarray of uint64, shape (n,)
        The key of each person; n is a multiple of 8, so that nobody's family is cut off.

    Returns
    -------
    Families

    Examples
    --------
    >>> f = make_families(PeopleKnobs(), Luck(1), np.arange(16, dtype=np.uint64))
    >>> bool(f.head.max() < 16), bool(np.bincount(f.household).max() <= 8)
    (True, True)
    """
    number = np.arange(len(key), dtype=np.int32)
    p_start = (MAX_HOUSEHOLD / knobs.mean_household - 1) / (MAX_HOUSEHOLD - 1)
    starts = (number % MAX_HOUSEHOLD == 0) | (luck(key, "starts a household") < p_start)
    household = np.cumsum(starts, dtype=np.int32) - np.int32(1)
    heads = np.flatnonzero(starts).astype(np.int32)
    head = heads[household]
    role = _roles(knobs, luck, key, number - head)
    couple = np.zeros(len(heads), bool)
    couple[household[role == SPOUSE]] = True
    head_age = np.interp(luck(key[heads], "age of the head"), _HEAD_Q, _HEAD_AGE)
    role = _fitting(role, head_age[household], luck, key)
    province = luck.choice(key[heads], "province", places.weights()).astype(np.int16)
    women = 0.5 + (places.women() - 0.5) / _NOT_IN_COUPLES
    is_female = luck(key, "sex") < women[province[household]]
    wife_leads = luck(key[heads], "wife leads") < 0.05
    is_female[heads] = np.where(couple, wife_leads, is_female[heads])
    married = role == SPOUSE
    is_female[married] = ~wife_leads[household[married]]
    age = _ages(role, head_age[household], is_female, luck, key)
    return Families(household, head, role, is_female, age, province[household])


def _roles(knobs: PeopleKnobs, luck: Luck, key: np.ndarray, place: np.ndarray) -> np.ndarray:
    role = np.full(len(key), CHILD, np.int8)
    role[place == 0] = HEAD
    role[(place == 1) & (luck(key, "is the spouse") < knobs.p_couple)] = SPOUSE
    return role


def _fitting(role: np.ndarray, head_age: np.ndarray, luck: Luck, key: np.ndarray) -> np.ndarray:
    """Turn some of the other members into a parent of a young head or a grandchild of an old one."""
    other, u = role == CHILD, luck(key, "relative")
    role[other & (head_age < 62) & (u < 0.085)] = PARENT
    role[other & (head_age > 50) & (u > 1 - np.clip((head_age - 45) / 40, 0, 0.6))] = GRANDCHILD
    return role


def _ages(
    role: np.ndarray, head_age: np.ndarray, is_female: np.ndarray, luck: Luck, key: np.ndarray
) -> np.ndarray:
    z, u = luck.normal(key, "age"), luck(key, "age spread")
    age = head_age.copy()
    at = role == SPOUSE
    age[at] = np.clip(head_age[at] + np.where(is_female[at], -3.5, 3.5) + 4 * z[at], 18, 90)
    at = role == CHILD
    born = head_age[at] - np.maximum(27.5 + 6 * z[at], 17)
    # a head too young for the gap has a small child or lives with a brother or sister
    young = np.where(u[at] < 0.4, 14 * u[at], head_age[at] + 16 * (u[at] - 0.6))
    # most grown children have left; their place is taken by younger ones, in-laws and lodgers
    late = np.where(u[at] < 0.35, 60 * u[at], 20 + 40 * (u[at] - 0.35))
    age[at] = np.where(born < 0, young, np.where(born > 28, late, born))
    at = role == PARENT
    age[at] = np.clip(head_age[at] + 26 + 4 * z[at], 42, 90)
    at = role == GRANDCHILD
    age[at] = np.clip((head_age[at] - 45) * u[at] * 0.8, 0, 30)
    return age
