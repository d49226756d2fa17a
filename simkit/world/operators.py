"""Operators with their market, their places and the people at their customer desks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.parameter import fraction, parameter
from ..core.streams import CommonRandomNumbers, ReadOnly, keys, ranks
from . import places

SHIFTS = ("morning", "evening", "night")
EMPLOYERS = ("operator", "contractor")
STANDARD = (2, 2, 1)
"""Agents of a site by shift, as the roster's rule gives them for the standard country."""


@dataclass(frozen=True)
class MarketParameters:
    """Operators, outlets, the customer desk and how honest SIMs are registered (section ``market``).

    Examples
    --------
    >>> sum(MarketParameters().channel_shares)
    1.0
    """

    operator_shares: tuple[float, ...] = fraction(
        (0.45, 0.28, 0.17, 0.10), "Share of SIMs of each of the four (fictional) operators; the third, 0.16 in "
        "the source, takes the hundredth that rounding leaves", "operator-shares-2023"
    )  # fmt: skip
    prepaid_share: float = fraction(
        0.97,
        "Share of SIMs that are prepaid: 97.3 % in 2023; prepaid-2025 has 96.3 %",
        "operator-shares-2023",
    )
    monthly_turnover: float = parameter(
        0.05, "Share of SIMs replaced by new ones in a month: near the low end of what the ministry's counts imply; "
        "the operators' association says 1.5 %", "share per month", "turnover-2025", low=0.001, high=0.5,
    )  # fmt: skip
    cap_per_operator: int = parameter(
        3, "Most SIMs one individual holds at one operator at the start: the legal cap, taken as kept", "SIMs",
        "cap-three", low=2, high=100,
    )  # fmt: skip
    channel_shares: tuple[float, ...] = fraction(
        (0.70, 0.25, 0.05), "Shares of honest registrations: by oneself, at an outlet, at a dealer"
    )
    n_outlets_per_10k_people: float = parameter(
        14.0, "Outlets per 10,000 people (some hundred thousand in the country)", "outlets", high=1_000
    )
    outlet_shares: tuple[float, ...] = fraction(
        (0.03, 0.12, 0.85), "Shares of galleries, dealers and kiosks among the outlets"
    )
    p_local: float = fraction(
        0.9, "Share of outlet registrations made in one's own province, if it has a fitting outlet"
    )
    p_campus: float = fraction(0.03, "Share of kiosks beside a campus: many newcomers, innocent bulk")
    p_village: float = fraction(
        0.03, "Share of kiosks that help at a village office: one device, many families"
    )
    n_agents: int = parameter(
        12, "Customer-service agents, whatever the number of people: as many tickets come as so many would get, and "
        "the roster follows the tickets", "agents",
        "assumption: see desk-contacts", low=1, high=20_000,
    )  # fmt: skip
    n_sites: int = parameter(2, "Places where agents work, each of one operator", "sites", low=1, high=1_000)
    p_contractor: float = fraction(0.6, "Share of agents employed by a contractor")
    n_supervisors_per_10: int = parameter(
        1, "Supervisors among ten agents of a site", "agents per ten", low=0, high=10
    )


@dataclass(frozen=True)
class Operators(ReadOnly):
    """The fictional operators: names and shares of SIMs (float64)."""

    names: tuple[str, ...]
    share: np.ndarray


@dataclass(frozen=True)
class Sites(ReadOnly):
    """Arrays over places where agents work: operator (int8), province (int16)."""

    operator: np.ndarray
    province: np.ndarray

    @property
    def names(self) -> list[str]:
        """What the sites are called."""
        return [f"{places.OPERATORS[op]} {i + 1:02d}" for i, op in enumerate(self.operator)]


@dataclass(frozen=True)
class Agents(ReadOnly):
    """Arrays over customer-service agents; they have ids and no names."""

    site: np.ndarray
    operator: np.ndarray
    employer: np.ndarray
    shift: np.ndarray
    is_supervisor: np.ndarray
    key: np.ndarray
    public_id: np.ndarray

    def __len__(self) -> int:
        return len(self.site)


def make_operators(params: MarketParameters) -> Operators:
    """Name the operators and lay their shares out to a sum of 1.

    Examples
    --------
    >>> float(make_operators(MarketParameters()).share[0])
    0.45
    """
    share = np.asarray(params.operator_shares, float)
    if share.sum() <= 0:
        raise ValueError(f"market.operator_shares is {params.operator_shares}: at least one must be above 0")
    return Operators(places.OPERATORS[: len(share)], share / share.sum())


def make_sites(params: MarketParameters, crn: CommonRandomNumbers) -> Sites:
    """Give the operators their sites in turn, the largest first.

    Examples
    --------
    >>> make_sites(MarketParameters(), CommonRandomNumbers(1)).operator.tolist()
    [0, 1]
    """
    number = np.arange(params.n_sites)
    operator = (number % len(params.operator_shares)).astype(np.int8)
    return Sites(operator, crn.choice(keys("site", number), "province", places.weights()).astype(np.int16))


def make_agents(
    params: MarketParameters, crn: CommonRandomNumbers, sites: Sites, roster: tuple[int, ...] = STANDARD
) -> Agents:
    """Staff every site by the same roster, agents for each shift, and supervisors besides.

    An agent's key is site, shift and place, whatever the others are.

    Examples
    --------
    >>> market, crn = MarketParameters(), CommonRandomNumbers(1)
    >>> agents = make_agents(market, crn, make_sites(market, crn))
    >>> np.bincount(agents.site).tolist(), int(agents.is_supervisor.sum())
    ([6, 6], 2)
    """
    n_boss = params.n_supervisors_per_10 * -(-sum(roster) // 10)
    shift = np.repeat([*range(len(roster)), -1], [*roster, n_boss])
    place = np.concatenate([np.arange(n) for n in (*roster, n_boss)])
    n_sites = len(sites.operator)
    site = np.repeat(np.arange(n_sites, dtype=np.int16), len(shift))
    shift, place = np.tile(shift, n_sites), np.tile(place, n_sites)
    key = keys("rostered agent", site, shift + 1, place)
    boss = shift < 0
    # supervisors by turns, nights first: who checks others at night must exist as an explanation
    shift = np.where(boss, np.array([2, 0, 1])[(site + place) % 3], shift).astype(np.int8)
    employer = (crn(key, "employer") < params.p_contractor).astype(np.int8)
    return Agents(site, sites.operator[site], employer, shift, boss, key, ranks(crn.bits(key, "public id")))


def n_counter_agents(params: MarketParameters) -> int:
    """Give how many of the desk's agents take tickets: all but the supervisors.

    Examples
    --------
    >>> n_counter_agents(MarketParameters())
    10
    """
    place = np.arange(params.n_agents) // params.n_sites
    return int((place % 10 >= params.n_supervisors_per_10).sum())
