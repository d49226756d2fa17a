"""Buyers at home and abroad, and the market where scarcity and how long numbers live move the price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys, normal_quantile
from .. import codes
from ..events import batch
from ..model import Model
from .ring import Ring

MARKET_HOUR = 20.0


@dataclass(frozen=True)
class BuyerParameters:
    """Whoever buys numbers, and how prices form."""

    n_buyers: int = parameter(12, "Buyers.", "buyers", low=1, high=10_000, source="assumption")
    share_abroad: float = fraction(0.75, "Share of the buyers who sit abroad.", source="assumption")
    n_wanted: int = parameter(
        75_000, "Numbers that buyers want during the run, whatever is offered.", "numbers", scales=True,
        source="assumption"
    )  # fmt: skip
    reservation_rp: float = parameter(
        110_000.0, "Median of the most that a buyer would pay.", "Rp", low=1, source="assumption"
    )
    reservation_sigma: float = parameter(
        0.35, "Spread of it (log-normal).", high=3, unit="", source="assumption"
    )
    ask_rp: int = parameter(
        50_000, "The least that a ring takes.", "Rp",
        "assumption: the lower end of palembang-reported; police speak of Rp3,100 for an account"
    )  # fmt: skip
    ceiling_rp: int = parameter(200_000, "The most that anybody pays.", "Rp", "palembang-reported")
    bargain: float = fraction(
        0.5, "The seller's share of what lies between ask and reservation.", source="assumption"
    )
    elasticity: float = parameter(
        0.5, "How strongly scarcity moves what buyers would pay (power).", high=3, unit="",
        source="assumption"
    )  # fmt: skip
    n_accounts_wanted: int = parameter(
        7_500, "OTT accounts without a SIM that buyers want during the run (edition 2): half more than a ring's habits "
        "give, as of numbers.", "accounts", scales=True, source="assumption"
    )  # fmt: skip
    account_rp: float = parameter(
        3_100.0, "Median of the most that a buyer would pay for such an account (edition 2).", "Rp",
        "palembang-police", low=1,
    )  # fmt: skip
    replaces: bool = parameter(
        False, "Whether buyers replace numbers that died.", unit="", source="assumption"
    )
    pays_for_life: bool = parameter(
        False, "Whether buyers pay for the life they expect of a number.", unit="", source="assumption"
    )
    reference_life_d: float = parameter(
        28.0, "Life at which they pay the reservation price.", "days", low=0.1, source="assumption"
    )
    memory_d: float = parameter(
        30.0, "How far back buyers look when they judge how long numbers live.", "days", low=1,
        source="assumption"
    )  # fmt: skip
    patience: float = fraction(
        0.5, "Share of the unmet orders that still stands the next day; the others go to substitutes.",
        source="assumption"
    )  # fmt: skip
    p_proxy: float = fraction(
        0.5, "Share of log-ins by buyers abroad that go through a proxy at home (edition 2).",
        source="assumption: apps challenge log-ins from another country than the number's"
    )  # fmt: skip
    numbers_per_device: int = parameter(
        8, "Accounts a buyer runs on one device.", "accounts", low=1, source="assumption"
    )


class Market:
    """Clears once a day: what is listed meets the day's orders.

    Who buys an item, and for how much, is a function of the item's own key, never of its place in a queue;
    only scarcity and expected life, which everybody shares, move with policy.
    """

    def __init__(self, model: Model, rings: Sequence[Ring]) -> None:
        self.model, self.rings = model, rings
        self.params: BuyerParameters = model.scenario.buyer
        k = self.params
        self.buyers = [model.party(f"buyer-{b + 1}") for b in range(k.n_buyers)]
        n_abroad = round(k.n_buyers * k.share_abroad)
        self.is_abroad = np.arange(k.n_buyers) < n_abroad
        self.per_day = k.n_wanted / max(model.days, 1)
        self.orders = 0.0
        self.replacements = 0
        self.n_ended, self.n_days = 5.0, 5.0 * k.reference_life_d
        model.each(24.0, self.clear, MARKET_HOUR)
        model.ledger.on("lot_sold", self.take_lot)

    @property
    def life_d(self) -> float:
        """Give the life that buyers expect of a number [days]: days in use for each end, weighted to the recent.

        Numbers still in use count with their days: to learn from the dead alone would make every life look short.
        """
        return self.n_days / self.n_ended

    def clear(self) -> None:
        """Sell what is listed to the day's buyers."""
        m, k = self.model, self.params
        day = int(m.now // 24)
        new = int(m.crn.poisson(keys("orders", day), "orders", self.per_day))
        self.orders = k.patience * self.orders + new + (self.replacements if k.replaces else 0)
        self.replacements = 0
        items = m.items
        self._bury()
        stock = self._listed()
        if not len(stock):
            return
        scarcity = min(max(self.orders / len(stock), 0.05), 20.0)
        worth = self._reservation(items["key"][stock], scarcity)
        met = m.crn(keys("meets", items["key"][stock], day), "buyer") < min(scarcity, 1.0)
        sold = met & (worth >= k.ask_rp)
        offer = np.minimum(worth, 2 * k.ceiling_rp)
        price = np.minimum(k.ask_rp + k.bargain * (offer - k.ask_rp), k.ceiling_rp)
        self._sell(stock[sold], (price[sold] / 500).round().astype(np.int64) * 500)

    def _listed(self) -> np.ndarray:
        """Give the items that rings still at work offer."""
        m, items = self.model, self.model.items
        stock = np.flatnonzero((items["state"] == codes.IN_STOCK) & (items["listed_t"] <= m.now))
        return stock[np.isin(items["ring"][stock], [r.number for r in self.rings if r.running])]

    def _reservation(self, key: np.ndarray, scarcity: float) -> np.ndarray:
        k = self.params
        spread = np.exp(k.reservation_sigma * normal_quantile(self.model.crn(key, "reservation")))
        life = (self.life_d / k.reference_life_d) if k.pays_for_life else 1.0
        return k.reservation_rp * spread * scarcity**k.elasticity * min(life, 2.0)

    def _bury(self) -> np.ndarray:
        """Take dead numbers off the shelf, learn how long sold ones lived, and give those that ended."""
        m = self.model
        items = m.items
        sim_dead = m.sims["ended_t"][items["sim"]] <= m.now
        account = items["account"]
        account_dead = m.account_end(account) <= m.now
        over = items["life_t"] <= m.now
        dead = over | np.where(items["kind"] == codes.ACCOUNT, account_dead, sim_dead & account_dead)
        spoilt = dead | (sim_dead & (items["kind"] == codes.NUMBER))
        items["state"][(items["state"] == codes.IN_STOCK) & spoilt] = codes.DEAD
        in_use = items["state"] == codes.SOLD
        ended = np.flatnonzero(in_use & dead)
        items["state"][ended] = codes.DEAD
        self.replacements += len(ended)
        keep = 1 - 1 / self.params.memory_d
        self.n_ended = keep * self.n_ended + len(ended)
        self.n_days = keep * self.n_days + int(in_use.sum())
        m.ledger.tell("expected_life", share=self.life_d / self.params.reference_life_d)
        return ended

    def _sell(self, items: np.ndarray, price: np.ndarray) -> None:
        m, k = self.model, self.params
        if not len(items):
            return
        key = m.items["key"][items]
        who = m.crn.integers(key, "which buyer", k.n_buyers)
        due: dict[tuple[int, int], int] = defaultdict(int)
        rings = m.items["ring"][items].tolist()
        for ring, buyer, rp in zip(rings, who.tolist(), price.tolist(), strict=True):
            due[ring, buyer] += rp
        for (ring, buyer), amount in sorted(due.items()):
            party = self.buyers[buyer]
            taken = (party, self.rings[ring].party, "number_sale", amount)
            m.pay_all([(0, party, "opening_cash", amount), taken])
        self._hand_over(items, who, price)

    def take_lot(self, items: np.ndarray) -> None:
        """Hand over the accounts of a lot that are simulated one by one; the lot's own row says what was paid."""
        if len(items):
            self._hand_over(items, np.zeros(len(items), np.int64), -1)

    def _hand_over(self, items: np.ndarray, who: np.ndarray, price: np.ndarray | int) -> None:
        m = self.model
        number = m.items["kind"][items] == codes.NUMBER
        account = np.where(number, m.sims["account"][m.items["sim"][items]], m.items["account"][items])
        sale = {"state": codes.SOLD, "sold_t": m.now, "buyer": who, "price_rp": price, "account": account}
        for column, value in (sale | {"is_abroad": self.is_abroad[who]}).items():
            m.items[column][items] = value
        m.ledger.tell("sold", items=items)
        self._move_in(items[account >= 0], account[account >= 0])

    def _move_in(self, items: np.ndarray, account: np.ndarray) -> None:
        """Let the buyers log in to what they bought, on devices of their own."""
        m, k = self.model, self.params
        key, who = m.items["key"][items], m.items["buyer"][items]
        n_devices = max(k.n_wanted // (k.n_buyers * k.numbers_per_device), 1)
        which = m.crn.integers(key, "buyer device", n_devices)
        named = zip(who.tolist(), which.tolist(), strict=True)
        device = np.array([m.device("buyer", *name) for name in named], dtype=np.int64)
        country = 1 + m.crn.integers(keys("buyer country", who), "country", 6)
        if m.scenario.run.is_second:
            country = np.where(m.crn(key, "through a proxy") < k.p_proxy, 0, country)
        asked = batch(
            at=m.now + 0.5 + m.crn.exponential(key, "until log-in", 20.0), key=keys("buyer log-in", key),
            sim=m.items["sim"][items], app=0, device=device, place=np.where(self.is_abroad[who], country, 0),
            origin=m.accounts["origin"][account], ring=m.items["ring"][items], account=account, is_owner=True,
        )  # fmt: skip
        m.calendar.put("account", asked)
