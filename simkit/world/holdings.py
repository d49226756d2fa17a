"""How many SIMs each person holds at the start: most one or two, a few very many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.streams import Luck, keys
from .frozen import lock
from .knobs import PeopleKnobs

INDIVIDUAL, RESELLER, ORGANISATION = range(3)
MOST_ORDINARY, MOST_MIDDLE = 5, 100
# people aged 13 and over, as the household model makes them (a test keeps this true)
SHARE_OF_AGE = 0.763


@dataclass(frozen=True)
class SimCounts:
    """Arrays over persons: number of SIMs (int32) and kind of holder (int8)."""

    n_sims: np.ndarray
    kind: np.ndarray

    def __post_init__(self) -> None:
        lock(self)


def count_sims(
    knobs: PeopleKnobs, luck: Luck, key: np.ndarray, age: np.ndarray, head: np.ndarray
) -> SimCounts:
    """Count the SIMs of each person.

    Parameters
    ----------
    key, age, head : ndarray, shape (n,)
        Of each person the key, the age [years] and the number of the head of the household.

    Returns
    -------
    SimCounts

    Examples
    --------
    >>> n = np.arange(4000)
    >>> made = count_sims(PeopleKnobs(), Luck(1), keys("person", n), np.full(4000, 40.0), n)
    >>> bool(0.8 < (made.n_sims > 0).mean() < 0.95)
    True
    """
    of_age = age >= knobs.min_age
    owner = of_age & (luck(key, "owns a phone") < min(knobs.p_phone / SHARE_OF_AGE, 1))
    more = luck.poisson(key, "more sims", _mean_more(knobs))
    n_sims = np.where(owner, 1 + np.minimum(more, MOST_ORDINARY - 1), 0)
    middle = np.flatnonzero(owner & (luck(key, "middle holder") < knobs.p_middle_owner))
    # the whole part of an exponential time with mean m is on average m - 1/2
    more = luck.exponential(key[middle], "middle size", knobs.middle_mean_sims - 5.5)
    n_sims[middle] = np.minimum(6 + more.astype(np.int64), MOST_MIDDLE)
    big = _big_holders(knobs, luck, head)
    most = max(round(knobs.big_max_share * knobs.n_people), MOST_MIDDLE + 1)
    spread = np.exp(0.7 * luck.normal(key[big], "big size") - 0.245)
    size = MOST_MIDDLE + 1 + (knobs.big_mean_sims - MOST_MIDDLE - 1) * spread
    n_sims[big] = np.minimum(size, most).astype(np.int64)
    kind = np.zeros(len(key), np.int8)
    heavy = np.concatenate([middle, big])
    organised = luck(key[heavy], "organisation") < knobs.p_organisation
    kind[heavy] = np.where(organised, ORGANISATION, RESELLER)
    return SimCounts(n_sims.astype(np.int32), kind)


def _mean_more(knobs: PeopleKnobs) -> float:
    """Give the mean of ordinary owners' SIMs beyond the first, so that the mean of all owners comes out."""
    heavy = knobs.p_middle_owner * knobs.middle_mean_sims + knobs.big_owners_per_holder * knobs.big_mean_sims
    ordinary = 1 - knobs.p_middle_owner - knobs.big_owners_per_holder
    return max((knobs.mean_sims_per_owner - heavy) / ordinary - 1, 0.0)


def _big_holders(knobs: PeopleKnobs, luck: Luck, head: np.ndarray) -> np.ndarray:
    """Choose a head of a household in every stretch of people that is due one: none gets two by chance."""
    due = knobs.p_phone * knobs.big_owners_per_holder
    if due <= 0:
        return np.empty(0, np.int64)
    room = max(round(1 / due), 8)
    stretch = np.arange(-(-len(head) // room))
    chosen = stretch * room + luck.integers(keys("big holder", stretch), "where", room)
    chosen = chosen[chosen < len(head)]
    return np.unique(head[chosen]).astype(np.int64)
