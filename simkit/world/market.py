"""The sellers' side: operators, outlets, the people at the customer desk, and the SIMs of the start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.streams import Luck, keys
from . import places
from .frozen import lock, ranks
from .knobs import MarketKnobs
from .outlets import CHANNELS, FLAVOURS, OUTLET_KINDS, Outlets, make_outlets
from .sims import SimsAtStart, make_sims

__all__ = [
    "CHANNELS", "EMPLOYERS", "FLAVOURS", "OUTLET_KINDS", "SHIFTS", "Agents", "Operators", "Outlets",
    "SimsAtStart", "Sites", "make_agents", "make_operators", "make_outlets", "make_sims", "make_sites",
]  # fmt: skip

SHIFTS = ("morning", "evening", "night")
EMPLOYERS = ("operator", "contractor")
# successive multiples of the golden ratio fill an interval evenly, so that a small site has every shift
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Operators:
    """The fictional operators: names and shares of SIMs (float64)."""

    names: tuple[str, ...]
    share: np.ndarray

    def __post_init__(self) -> None:
        lock(self)


@dataclass(frozen=True)
class Sites:
    """Arrays over places where agents work: operator (int8), province (int16)."""

    operator: np.ndarray
    province: np.ndarray

    def __post_init__(self) -> None:
        lock(self)

    @property
    def names(self) -> list[str]:
        """What the sites are called."""
        return [f"{places.OPERATORS[op]} {i + 1:02d}" for i, op in enumerate(self.operator)]


@dataclass(frozen=True)
class Agents:
    """Arrays over customer-service agents; they have ids and no names."""

    site: np.ndarray
    operator: np.ndarray
    employer: np.ndarray
    shift: np.ndarray
    is_supervisor: np.ndarray
    key: np.ndarray
    public_id: np.ndarray

    def __post_init__(self) -> None:
        lock(self)

    def __len__(self) -> int:
        return len(self.site)


def make_operators(knobs: MarketKnobs) -> Operators:
    """Name the operators and lay their shares out to a sum of 1.

    Examples
    --------
    >>> float(make_operators(MarketKnobs()).share[0])
    0.45
    """
    share = np.asarray(knobs.operator_shares, float)
    if share.sum() <= 0:
        raise ValueError(f"market.operator_shares is {knobs.operator_shares}: at least one must be above 0")
    return Operators(places.OPERATORS[: len(share)], share / share.sum())


def make_sites(knobs: MarketKnobs, luck: Luck) -> Sites:
    """Give the operators their sites in turn, the largest first.

    Examples
    --------
    >>> make_sites(MarketKnobs(), Luck(1)).operator.tolist()
    [0, 1]
    """
    number = np.arange(knobs.n_sites)
    operator = (number % len(knobs.operator_shares)).astype(np.int8)
    return Sites(operator, luck.choice(keys("site", number), "province", places.weights()).astype(np.int16))


def make_agents(knobs: MarketKnobs, luck: Luck, sites: Sites) -> Agents:
    """Staff the sites evenly.

    Examples
    --------
    >>> agents = make_agents(MarketKnobs(), Luck(1), make_sites(MarketKnobs(), Luck(1)))
    >>> np.bincount(agents.site).tolist(), int(agents.is_supervisor.sum())
    ([6, 6], 2)
    """
    number = np.arange(knobs.n_agents)
    n_sites = len(sites.operator)
    site, place = (number % n_sites).astype(np.int16), number // n_sites
    key = keys("agent", number)
    edges = np.cumsum(knobs.shift_shares) / sum(knobs.shift_shares)
    shift = np.searchsorted(edges[:-1], place * _GOLDEN % 1, side="right").astype(np.int8)
    boss = place % 10 < knobs.n_supervisors_per_10
    # supervisors by turns, nights first: whoever checks others at night is an innocent explanation that must exist
    shift = np.where(boss, np.array([2, 0, 1])[(site + place // 10) % 3], shift).astype(np.int8)
    employer = (luck(key, "employer") < knobs.p_contractor).astype(np.int8)
    return Agents(
        site, sites.operator[site], employer, shift, boss, key,
        ranks(luck.bits(key, "public id")),
    )  # fmt: skip
