"""The broker: a finite stock of identities from the desk, a breach and other leaks; scarcity moves the price."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys
from .. import codes
from ..model import Model


@dataclass(frozen=True)
class BrokerParameters:
    """The trade in identities."""

    other_leaks_per_number: float = parameter(
        0.4, "Identities from other leaks, for each number the ring plans. They are scarce, or nothing at "
        "the desk would matter.", "identities", high=10
    )  # fmt: skip
    start_share: float = fraction(
        0.25, "Share of the other leaks that is there at the start; the rest comes evenly."
    )
    opening_cash_rp: int = parameter(20_000_000, "The broker's cash at the start.", "Rp", scales=True)
    base_price_rp: int = parameter(2_000, "Price of an identity when supply meets demand.", "Rp")
    elasticity: float = parameter(0.5, "How strongly scarcity moves the price (power).", "", high=3)
    owner_outside_ok: bool = parameter(
        True, "Whether other leaks hold people whose daily life is not simulated.", ""
    )


class Broker:
    """Holds identities in the order they came and sells them to rings that can pay.

    Attributes
    ----------
    shelf : deque of (person, source, access)
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: BrokerParameters = model.scenario.broker
        self.party = model.party("broker-1")
        self.shelf: deque[tuple[int, int, int]] = deque()
        model.pay(0, self.party, "opening_cash", self.params.opening_cash_rp, 0.0)
        self.wanted = 0.0
        w, k = model.world, self.params
        everybody = np.flatnonzero(
            w.people.n_sims[: w.n_identities if k.owner_outside_ok else w.n_people] > 0
        )
        n = round(k.other_leaks_per_number * model.scenario.ring.n_numbers * model.scenario.ring.n_rings)
        order = np.argsort(model.crn.bits(keys("leaked elsewhere", everybody), "order"), kind="stable")[:n]
        self.coming = everybody[order].tolist()
        self._receive(round(n * k.start_share))
        self.per_day = (n - round(n * k.start_share)) / max(model.days, 1)
        self._owed = 0.0
        model.each(24.0, self.restock, 1.0)

    def _receive(self, n: int) -> None:
        other = codes.SOURCES.index("other_leak")
        self.shelf += [(p, other, -1) for p in self.coming[:n]]
        self.coming = self.coming[n:]

    def restock(self) -> None:
        """Receive a day's share of the other leaks; forget a tenth of yesterday's unmet wishes."""
        self._owed += self.per_day
        n = int(self._owed)
        self._owed -= n
        self._receive(n)
        self.wanted *= 0.9

    def take_desk_lot(self, seller: int, lot: list[tuple[int, int]], price_rp: int) -> None:
        """Buy a lot of (person, look-up) from an insider, as far as the cash goes."""
        desk = codes.SOURCES.index("desk")
        lot = lot[: self.model.cash[self.party] // max(price_rp, 1)]
        self.shelf += [(person, desk, access) for person, access in lot]
        price = price_rp * len(lot)
        self._book(seller, self.party, desk, len(lot), price)
        self.model.pay(self.party, seller, "record_purchase", price)

    def take_dump(self, people: np.ndarray, source: int) -> None:
        """Take records of a dump that is free for all."""
        self.shelf += [(p, source, -1) for p in people.tolist()]

    def price(self) -> int:
        """Give today's price of an identity [Rp]: base times scarcity to a power, from 1/3 to 10 times the base."""
        scarcity = (self.wanted + 1) / (len(self.shelf) + 1)
        return int(self.params.base_price_rp * min(max(scarcity**self.params.elasticity, 1 / 3), 10))

    def sell(self, buyer: int, ring: int, n: int, budget_rp: int) -> tuple[list[tuple[int, int, int]], int]:
        """Sell up to `n` identities to a ring within its budget; give them and what they cost [Rp]."""
        self.wanted += n
        price = self.price()
        n = min(n, len(self.shelf), max(budget_rp, 0) // max(price, 1))
        lot = [self.shelf.popleft() for _ in range(n)]
        self.wanted = max(self.wanted - n, 0.0)
        if lot:
            m = self.model
            m.pay(buyer, self.party, "identity_purchase", price * n)
            for source in sorted({s for _, s, _ in lot}):
                part = [x for x in lot if x[1] == source]
                self._book(self.party, buyer, source, len(part), price * len(part))
            m.log["identities"].note(
                [(m.now, person, ring, source, access) for person, source, access in lot]
            )
        return lot, price * n

    def _book(self, seller: int, buyer: int, source: int, n: int, price: int) -> None:
        self.model.log["lots"].note([(self.model.now, seller, buyer, source, n, price)])
