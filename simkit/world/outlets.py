"""Where SIMs are registered: galleries of operators, their dealers, and kiosks that sell for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..core.streams import CommonRandomNumbers, ReadOnly, keys, ranks
from . import places
from .operators import MarketParameters

CHANNELS = ("self", "outlet", "dealer")
SELF, OUTLET, DEALER = range(3)
OUTLET_KINDS = ("gallery", "dealer", "kiosk")
GALLERY, DEALERSHIP, KIOSK = range(3)
FLAVOURS = ("street", "campus", "village_office")
STREET, CAMPUS, VILLAGE_OFFICE = range(3)
_SIGNS = ("Galeri", "Mitra", "Konter")
_N_PROVINCES = len(places.PROVINCES)


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
