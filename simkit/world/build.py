"""The world at the start of a run: built once from seed and knobs, the same under every policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.streams import Luck, Streams, keys
from .frozen import lock
from .knobs import MarketKnobs, PeopleKnobs
from .market import (
    Agents,
    Operators,
    Outlets,
    SimsAtStart,
    Sites,
    make_agents,
    make_operators,
    make_outlets,
    make_sims,
    make_sites,
)
from .people import People, make_people


@dataclass(frozen=True)
class World:
    """Who and what exists at t = 0; every array is read-only.

    Device i is the phone of person i, for all identities; then comes one terminal an outlet. ``phone`` says
    which device a person uses: their own, or that of the head of the household.
    """

    seed: int
    n_people: int
    n_identities: int
    start: np.datetime64
    people: People
    operators: Operators
    outlets: Outlets
    sites: Sites
    agents: Agents
    sims: SimsAtStart
    device_key: np.ndarray
    phone: np.ndarray
    terminal: np.ndarray

    def __post_init__(self) -> None:
        lock(self)


def build_world(people: PeopleKnobs, market: MarketKnobs, streams: Streams, start: np.datetime64) -> World:
    """Build the world from its knobs, a seed and a date, and from nothing else.

    Parameters
    ----------
    people : PeopleKnobs
    market : MarketKnobs
    streams : Streams
    start : numpy.datetime64
        The first moment of the run.

    Returns
    -------
    World

    Examples
    --------
    >>> world = build_world(PeopleKnobs(n_people=500), MarketKnobs(), Streams(1), np.datetime64("2025-09-01"))
    >>> world.n_identities, len(world.people), bool(world.sims.registered_t.max() < 0)
    (600, 600, True)
    """
    luck, start = streams.luck, start.astype("datetime64[s]")
    folk = make_people(people, luck, start)
    outlets = make_outlets(market, luck, people.n_people)
    sites = make_sites(market, luck)
    n, n_outlets = len(folk), len(outlets)
    phone = _phones(people, luck, folk)
    terminal = (n + np.arange(n_outlets)).astype(np.int32)
    # device keys hold the seed already, for numbers.imei knows none
    named = np.concatenate([keys("phone", np.arange(n)), keys("terminal", np.arange(n_outlets))])
    today = int(start.astype("datetime64[D]").astype(np.int64))
    return World(
        seed=streams.seed,
        n_people=people.n_people,
        n_identities=n,
        start=start,
        people=folk,
        operators=make_operators(market),
        outlets=outlets,
        sites=sites,
        agents=make_agents(market, luck, sites),
        sims=make_sims(market, luck, folk, outlets, phone=phone, terminal=terminal, today=today),
        device_key=luck.bits(named, "device"),
        phone=phone,
        terminal=terminal,
    )


def _phones(knobs: PeopleKnobs, luck: Luck, folk: People) -> np.ndarray:
    """Say which phone each person uses; who has no SIM uses the head's, if the head has one."""
    number = np.arange(len(folk), dtype=np.int32)
    lends = folk.n_sims[folk.head] > 0
    shared = lends & ((folk.n_sims == 0) | (luck(folk.key, "shares a phone") < knobs.p_shared_phone))
    return np.where(shared, folk.head, number)
