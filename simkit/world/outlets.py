"""Where SIMs are registered: galleries of operators, their dealers, and kiosks that sell for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..core.parameter import fraction, parameter
from ..core.streams import CommonRandomNumbers, ReadOnly, keys, ranks
from . import places

CHANNELS = ("self", "outlet", "dealer")
SELF, OUTLET, DEALER = range(3)
OUTLET_KINDS = ("gallery", "dealer", "kiosk")
GALLERY, DEALERSHIP, KIOSK = range(3)
FLAVOURS = ("street", "campus", "village_office")
STREET, CAMPUS, VILLAGE_OFFICE = range(3)
_SIGNS = ("Galeri", "Mitra", "Konter")
_N_PROVINCES = len(places.PROVINCES)


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
        (0.70, 0.25, 0.05), "Shares of honest registrations: by oneself, at an outlet, at a dealer",
        source="assumption"
    )  # fmt: skip
    n_outlets_per_10k_people: float = parameter(
        14.0, "Outlets per 10,000 people (some hundred thousand in the country)", "outlets", high=1_000,
        source="assumption"
    )  # fmt: skip
    outlet_shares: tuple[float, ...] = fraction(
        (0.03, 0.12, 0.85), "Shares of galleries, dealers and kiosks among the outlets", source="assumption"
    )
    p_local: float = fraction(
        0.9, "Share of outlet registrations made in one's own province, if it has a fitting outlet",
        source="assumption"
    )  # fmt: skip
    p_campus: float = fraction(
        0.03, "Share of kiosks beside a campus: many newcomers, innocent bulk", source="assumption"
    )
    p_village: float = fraction(
        0.03, "Share of kiosks that help at a village office: one device, many families", source="assumption"
    )
    n_agents: int = parameter(
        12, "Customer-service agents, whatever the number of people: as many tickets come as so many would get, and "
        "the roster follows the tickets", "agents",
        "assumption: see desk-contacts", low=1, high=20_000,
    )  # fmt: skip
    n_sites: int = parameter(
        2, "Places where agents work, each of one operator", "sites", low=1, high=1_000, source="assumption"
    )
    p_contractor: float = fraction(0.6, "Share of agents employed by a contractor", source="assumption")
    n_supervisors_per_10: int = parameter(
        1, "Supervisors among ten agents of a site", "agents per ten", low=0, high=10, source="assumption"
    )


@dataclass(frozen=True)
class Outlets(ReadOnly):
    """Arrays over outlets; ``operator`` is -1 for kiosks, ``weight`` the honest volume in SIMs a day.

    ``shelf`` finds the outlets that serve an operator through a channel in a province.
    """

    kind: np.ndarray
    province: np.ndarray
    operator: np.ndarray
    weight: np.ndarray
    flavour: np.ndarray
    key: np.ndarray
    public_id: np.ndarray
    name: np.ndarray
    shelf: Shelf = field(repr=False)

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def names(self) -> list[str]:
        """What stands on the signs; two outlets may have the same name."""
        streets = [places.STREETS[s].removeprefix("Jalan ") for s in self.name]
        return [f"{_SIGNS[kind]} {street}" for kind, street in zip(self.kind, streets, strict=True)]

    def pick(
        self,
        crn: CommonRandomNumbers,
        key: Any,
        *,
        channel: Any,
        operator: Any,
        province: Any,
        p_local: float,
    ) -> np.ndarray:
        """Choose the outlet of each honest registration, by volume (int32); -1 for those made by oneself.

        A share `p_local` is made in one's own province, where that has a fitting outlet.
        """
        key, channel, operator = np.asarray(key), np.asarray(channel), np.asarray(operator)
        chosen = np.full(key.shape, -1, np.int32)
        rows = np.flatnonzero(channel != SELF)
        if len(rows):
            local = crn(key[rows], "local outlet") < p_local
            where = np.where(local, np.asarray(province)[rows], _N_PROVINCES)
            chosen[rows] = self.shelf.find(channel[rows], operator[rows], where, crn(key[rows], "outlet"))
        return chosen


@dataclass(frozen=True)
class Shelf(ReadOnly):
    """Outlets laid out by channel, operator and province (the last place is the whole country)."""

    outlet: np.ndarray
    edge: np.ndarray
    first: np.ndarray
    n_operators: int

    def find(
        self, channel: np.ndarray, operator: np.ndarray, province: np.ndarray, u: np.ndarray
    ) -> np.ndarray:
        """Give the outlet at quantile `u` of a group's volume, or of the whole country's if it has none."""
        base = ((channel.astype(np.int64) - OUTLET) * self.n_operators + operator) * (_N_PROVINCES + 1)
        group = base + province
        group = np.where(self.first[group + 1] > self.first[group], group, base + _N_PROVINCES)
        low, high = self.edge[self.first[group]], self.edge[self.first[group + 1]]
        place = np.searchsorted(self.edge, low + u * (high - low), side="right") - 1
        return self.outlet[np.clip(place, self.first[group], self.first[group + 1] - 1)]


def make_outlets(params: MarketParameters, crn: CommonRandomNumbers, n_people: int) -> Outlets:
    """Make the outlets; every operator has at least one gallery and one dealer, and there are four kiosks.

    Examples
    --------
    >>> shops = make_outlets(MarketParameters(), CommonRandomNumbers(1), 10_000)
    >>> len(shops), sorted(set(shops.operator[shops.kind == KIOSK].tolist()))
    (14, [-1])
    """
    n_operators = len(params.operator_shares)
    n = max(round(params.n_outlets_per_10k_people * n_people / 10_000), 3 * n_operators)
    number = np.arange(n)
    key = keys("outlet", number)
    kind = crn.choice(key, "kind", params.outlet_shares).astype(np.int8)
    kind[: 3 * n_operators] = np.repeat([GALLERY, DEALERSHIP, KIOSK], n_operators)
    operator = crn.choice(key, "operator", params.operator_shares).astype(np.int8)
    operator[: 3 * n_operators] = np.tile(np.arange(n_operators), 3)
    operator[kind == KIOSK] = -1
    province = crn.choice(key, "province", places.weights()).astype(np.int16)
    volume = np.exp(0.9 * crn.normal(key, "volume")) * np.array([6.0, 4.0, 2.0])[kind]
    weight = np.clip(volume, 1.0, 20.0)
    plain = max(1 - params.p_campus - params.p_village, 0)
    flavour = crn.choice(key, "setting", (plain, params.p_campus, params.p_village)).astype(np.int8)
    flavour[kind != KIOSK] = STREET
    shelf = _shelf(kind, operator, province, weight, n_operators)
    name = crn.integers(key, "name", len(places.STREETS))
    public_id = ranks(crn.bits(key, "public id"))
    return Outlets(kind, province, operator, weight, flavour, key, public_id, name, shelf)


def _shelf(
    kind: np.ndarray, operator: np.ndarray, province: np.ndarray, weight: np.ndarray, n_operators: int
) -> Shelf:
    rows, groups = [], []
    for channel, open_to in ((OUTLET, kind != DEALERSHIP), (DEALER, kind == DEALERSHIP)):
        for op in range(n_operators):
            mine = np.flatnonzero(open_to & ((operator == op) | (operator < 0)))
            base = ((channel - OUTLET) * n_operators + op) * (_N_PROVINCES + 1)
            rows += [mine, mine]
            groups += [base + province[mine].astype(np.int64), np.full(len(mine), base + _N_PROVINCES)]
    row, group = np.concatenate(rows), np.concatenate(groups)
    order = np.argsort(group, kind="stable")
    row, group = row[order], group[order]
    edge = np.concatenate([[0.0], np.cumsum(weight[row])])
    first = np.searchsorted(group, np.arange(2 * n_operators * (_N_PROVINCES + 1) + 1))
    return Shelf(row.astype(np.int32), edge, first, n_operators)


# ---
# The sellers' side: operators, outlets, the people at the customer desk, and the SIMs of the start.

SHIFTS = ("morning", "evening", "night")
EMPLOYERS = ("operator", "contractor")
STANDARD = (2, 2, 1)
"""Agents of a site by shift, as the roster's rule gives them for the standard country."""


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
