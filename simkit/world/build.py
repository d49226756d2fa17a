"""The world at the start of a run: built once from seed and parameters, the same under every policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.streams import CommonRandomNumbers, ReadOnly, Streams, keys
from .operators import (
    STANDARD,
    Agents,
    MarketParameters,
    Operators,
    Sites,
    make_agents,
    make_operators,
    make_sites,
)
from .outlets import DEALER, SELF, Outlets, make_outlets
from .people import INDIVIDUAL, ORGANISATION, YEAR, People, PeopleParameters, make_people


@dataclass(frozen=True)
class World(ReadOnly):
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


def build_world(
    people: PeopleParameters, market: MarketParameters, streams: Streams, start: np.datetime64,
    roster: tuple[int, ...] = STANDARD,
) -> World:  # fmt: skip
    """Build the world from its parameters, a seed, the first moment of the run and the desk's roster, and nothing else.

    Examples
    --------
    >>> world = build_world(PeopleParameters(n_people=500), MarketParameters(), Streams(1), np.datetime64("2025-09-01"))
    >>> world.n_identities, len(world.people), bool(world.sims.registered_t.max() < 0)
    (600, 600, True)
    """
    crn, start = streams.crn, start.astype("datetime64[s]")
    folk = make_people(people, crn, start)
    outlets = make_outlets(market, crn, people.n_people)
    sites = make_sites(market, crn)
    n, n_outlets = len(folk), len(outlets)
    phone = _phones(people, crn, folk)
    terminal = (n + np.arange(n_outlets)).astype(np.int32)
    # device keys hold the seed already, for numbers.imei knows none
    named = np.concatenate([keys("phone", np.arange(n)), keys("terminal", np.arange(n_outlets))])
    today = int(start.astype("datetime64[D]").astype(np.int64))
    return World(
        seed=streams.seed, n_people=people.n_people, n_identities=n, start=start, people=folk,
        operators=make_operators(market), outlets=outlets, sites=sites,
        agents=make_agents(market, crn, sites, roster),
        sims=make_sims(market, crn, folk, outlets, phone=phone, terminal=terminal, today=today),
        device_key=crn.bits(named, "device"),
        phone=phone, terminal=terminal,
    )  # fmt: skip


def _phones(params: PeopleParameters, crn: CommonRandomNumbers, folk: People) -> np.ndarray:
    """Say which phone each person uses; who has no SIM uses the head's, if the head has one."""
    number = np.arange(len(folk), dtype=np.int32)
    lends = folk.n_sims[folk.head] > 0
    shared = lends & ((folk.n_sims == 0) | (crn(folk.key, "shares a phone") < params.p_shared_phone))
    return np.where(shared, folk.head, number)


# ---
# The SIMs that exist when the run begins: who holds them, since when, registered where.

HOURS_PER_MONTH = YEAR * 24 / 12
OLDEST_HOURS = 6 * YEAR * 24
FIRST_SIM_AGE = 12
_LOT = 25


@dataclass(frozen=True)
class SimsAtStart(ReadOnly):
    """Arrays over SIMs, sorted by owner.

    ``registered_t`` is in hours since the start, so below 0. ``device`` is the device that made the
    registration: the owner's phone, or the outlet's terminal.
    """

    owner: np.ndarray
    operator: np.ndarray
    registered_t: np.ndarray
    channel: np.ndarray
    outlet: np.ndarray
    device: np.ndarray
    key: np.ndarray
    is_prepaid: np.ndarray

    def __len__(self) -> int:
        return len(self.owner)


def make_sims(
    params: MarketParameters,
    crn: CommonRandomNumbers,
    people: People,
    outlets: Outlets,
    *,
    phone: np.ndarray,
    terminal: np.ndarray,
    today: int,
) -> SimsAtStart:
    """Make the SIMs of the start, `today` [days since 1970-01-01], on the phones and terminals of these numbers.

    Examples
    --------
    >>> world = build_world(PeopleParameters(n_people=100), MarketParameters(), Streams(1), np.datetime64("2025-09-01"))
    >>> bool(len(world.sims) == world.people.n_sims.sum())
    True
    """
    owner = np.repeat(np.arange(len(people), dtype=np.int32), people.n_sims)
    first = np.cumsum(people.n_sims) - people.n_sims
    k = np.arange(len(owner)) - first[owner]
    key, kind = keys("sim at start", owner, k), people.kind[owner]
    operator = crn.choice(key, "operator", params.operator_shares).astype(np.int8)
    # an organisation has one contract
    one = np.flatnonzero(kind == ORGANISATION)
    operator[one] = crn.choice(people.key[owner[one]], "contract", params.operator_shares)
    capped = np.flatnonzero((kind == INDIVIDUAL) & (people.n_sims[owner] > params.cap_per_operator))
    _keep_cap(operator, owner, capped, params)
    channel = crn.choice(key, "channel", params.channel_shares).astype(np.int8)
    channel[one] = DEALER
    home = people.province[owner]
    outlet = outlets.pick(crn, key, channel=channel, operator=operator, province=home, p_local=params.p_local)
    device = np.where(channel == SELF, phone[owner], terminal[outlet]).astype(np.int32)
    registered_t = -_ages(params, crn, people, key=key, owner=owner, k=k, today=today)
    is_prepaid = crn(key, "prepaid") < params.prepaid_share
    return SimsAtStart(owner, operator, registered_t, channel, outlet, device, key, is_prepaid)


def _keep_cap(operator: np.ndarray, owner: np.ndarray, rows: np.ndarray, params: MarketParameters) -> None:
    """Move what the owners of these rows hold beyond the cap to the next operator, in place."""
    n_operators = len(params.operator_shares)
    for _ in range(n_operators):
        # each pass fills one operator and pushes the rest on; with at most five SIMs one pass does it
        holding = owner[rows].astype(np.int64) * n_operators + operator[rows]
        order = np.argsort(holding, kind="stable")
        ranked = holding[order]
        place = np.arange(len(ranked)) - np.searchsorted(ranked, ranked)
        over = rows[order[place >= params.cap_per_operator]]
        if not len(over):
            return
        operator[over] = (operator[over] + 1) % n_operators


def _ages(
    params: MarketParameters,
    crn: CommonRandomNumbers,
    people: People,
    *,
    key: np.ndarray,
    owner: np.ndarray,
    k: np.ndarray,
    today: int,
) -> np.ndarray:
    """Draw ages of SIMs [h]: exponential, at most six years, and no owner was a small child."""
    heavy = people.kind[owner] != INDIVIDUAL
    lot = key.copy()
    # heavy holders buy in lots: one day for 25 SIMs, minutes apart
    lot[heavy] = keys("lot", owner[heavy], k[heavy] // _LOT)
    mean = HOURS_PER_MONTH / params.monthly_turnover
    old_enough = (today - people.birth_day[owner]) * 24.0 - FIRST_SIM_AGE * YEAR * 24
    most = np.clip(old_enough, 24.0, OLDEST_HOURS)
    age = -mean * np.log1p(-crn(lot, "age of the sim") * -np.expm1(-most / mean))
    age[heavy] = np.minimum(age[heavy] + crn(key[heavy], "minute in the lot") * 4, OLDEST_HOURS)
    return np.maximum(age, 1e-3)
