"""Buyers at home and abroad, and the market: numbers and OTT accounts are two goods, each with orders and a price.

Once a day, for each good, what is listed meets the orders: as many change hands as there are orders that pay what
the seller asks, and items to fill them. A seller asks what the item cost and a margin, and sells for less to nobody.
Orders that were filled leave; of the others a part waits. Where there are more orders than items, several buyers
compete for each item and the price rises; more items never raise it. No price is limited: a limit would hide what
scarcity does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys, normal_quantile, waiting
from .. import codes
from ..events import batch
from ..model import Model
from .firm import Firm

MARKET_HOUR = 20.0


@dataclass(frozen=True)
class BuyerParameters:
    """Whoever buys numbers, and how prices form."""

    n_buyers: int = parameter(12, "Buyers.", "buyers", low=1, high=10_000)
    share_abroad: float = fraction(0.75, "Share of the buyers who sit abroad.")
    n_wanted: int = parameter(
        75_000, "Numbers that buyers want during the run, whatever is offered.", "numbers", scales=True
    )
    reservation_rp: float = parameter(110_000.0, "Median of the most that a buyer would pay.", "Rp", low=1)
    reservation_sigma: float = parameter(0.35, "Spread of it (log-normal).", "", high=3)
    bargain: float = fraction(0.5, "The seller's share of what lies between ask and reservation.")
    elasticity: float = parameter(
        0.5, "How strongly scarcity moves what buyers would pay (power).", "", high=3
    )
    n_accounts_wanted: int = parameter(
        7_500, "OTT accounts without a SIM that buyers want during the run: half more than a ring's habits "
        "give, as of numbers.", "accounts", scales=True
    )  # fmt: skip
    account_rp: float = parameter(
        3_100.0, "Median of the most that a buyer would pay for such an account: what one buyer paid, taken for "
        "it. ring.lot_sell_rp is the same Rp3,100, for lots.", "Rp", "palembang-police", low=1,
    )  # fmt: skip
    replaces: bool = parameter(False, "Whether buyers replace numbers that died.", "")
    pays_for_life: bool = parameter(False, "Whether buyers pay for the life they expect of a number.", "")
    reference_life_d: float = parameter(
        28.0, "Life at which they pay the reservation price.", "days", low=0.1
    )
    memory_d: float = parameter(
        30.0, "How far back buyers look when they judge how long numbers live.", "days", low=1
    )
    patience: float = fraction(
        0.5, "Share of the unmet orders that still stands the next day; the others go to substitutes."
    )
    p_proxy: float = fraction(
        0.5, "Share of log-ins by buyers abroad that go through a proxy at home.",
        source="assumption: apps challenge whoever logs in from another country than the number's"
    )  # fmt: skip
    numbers_per_device: int = parameter(8, "Accounts a buyer runs on one device.", "accounts", low=1)


LEAST, MOST = 0.05, 20.0
"""Scarcity moves what buyers would pay between these."""
QUOTE_D = 7.0
"""Days over which sellers average how many orders and items they saw."""
SHELF_D = 14
"""Days a seller waits for a buyer before it gives an item up for lost."""
NORMAL = NormalDist()


@dataclass
class Good:
    """One kind of thing that rings sell, and its book of orders.

    Attributes
    ----------
    orders : float
        Orders that stand.
    usual_orders, usual_stock : float
        Orders and listed items of a day, averaged over about ``QUOTE_D`` days.
    """

    kind: int
    name: str
    per_day: float
    reservation_rp: float
    step_rp: int
    orders: float = 0.0
    usual_orders: float = 0.0
    usual_stock: float = 0.0

    def __post_init__(self) -> None:
        self.usual_orders = self.usual_stock = self.per_day

    def see(self, n_stock: int) -> None:
        """Average what a day brought."""
        self.usual_orders += (self.orders - self.usual_orders) / QUOTE_D
        self.usual_stock += (n_stock - self.usual_stock) / QUOTE_D

    def worth(self, scarcity: float, k: BuyerParameters, life: float) -> float:
        """Give the median of the most that a buyer would pay today [Rp]."""
        return self.reservation_rp * min(max(scarcity, LEAST), MOST) ** k.elasticity * life


class Market:
    """Clears each good once a day.

    Who buys an item, and what that buyer would pay, is a function of the item's own key, never of its place in a
    queue; only scarcity and expected life, which everybody shares, move with policy.
    """

    def __init__(self, model: Model, rings: Sequence[Firm]) -> None:
        self.model, self.rings = model, rings
        self.params: BuyerParameters = model.scenario.buyer
        k = self.params
        self.buyers = [model.party(f"buyer-{b + 1}") for b in range(k.n_buyers)]
        n_abroad = round(k.n_buyers * k.share_abroad)
        self.is_abroad = np.arange(k.n_buyers) < n_abroad
        numbers, accounts = (n / max(model.days, 1) for n in (k.n_wanted, k.n_accounts_wanted))
        self.goods = {
            codes.NUMBER: Good(codes.NUMBER, "orders", numbers, k.reservation_rp, 500),
            codes.ACCOUNT: Good(codes.ACCOUNT, "account orders", accounts, k.account_rp, 1),
        }
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
        """Sell what is listed to the day's buyers, good by good."""
        items = self.model.items
        ended, listed = self._bury(), self._listed()
        for kind, good in self.goods.items():
            again = int((items["kind"][ended] == kind).sum()) if self.params.replaces else 0
            self._trade(good, listed[items["kind"][listed] == kind], again)

    def _trade(self, good: Good, stock: np.ndarray, again: int) -> None:
        """Fill as many orders for a good as pay what is asked."""
        m, k = self.model, self.params
        day = int(m.now // 24)
        new = int(m.crn.poisson(keys(good.name, day), "orders", good.per_day))
        good.orders = k.patience * good.orders + new + again
        good.see(len(stock))
        if not len(stock):
            return
        scarcity, key = good.orders / len(stock), keys("offer", m.items["key"][stock], day)
        ask = np.ceil(self.ask(stock) / good.step_rp) * good.step_rp
        best = m.crn(key, "reservation") ** (1 / max(scarcity, 1.0))
        spread = np.exp(k.reservation_sigma * normal_quantile(best))
        worth = good.worth(scarcity, k, self.life) * spread
        willing = worth >= ask
        most = willing.sum() * min(scarcity, 1.0)
        n = int(m.crn.rounded(keys("filled", good.kind, day), "filled", most))
        some = np.flatnonzero(willing)
        some = np.sort(some[np.argsort(m.crn.bits(key[some], "meets"), kind="stable")[:n]])
        price = (ask + k.bargain * (worth - ask))[some]
        price = np.maximum((price / good.step_rp).round() * good.step_rp, ask[some])
        good.orders = max(good.orders - n, 0.0)
        self._sell(stock[some], price.astype(np.int64))

    def _listed(self) -> np.ndarray:
        """Give the items that rings still at work offer."""
        m, items = self.model, self.model.items
        stock = np.flatnonzero((items["state"] == codes.IN_STOCK) & (items["listed_t"] <= m.now))
        return stock[np.isin(items["ring"][stock], [r.number for r in self.rings if r.running])]

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
        keep = 1 - 1 / self.params.memory_d
        self.n_ended = keep * self.n_ended + len(ended)
        self.n_days = keep * self.n_days + int(in_use.sum())
        m.ledger.tell("expected_life", share=self.life_d / self.params.reference_life_d)
        return ended

    def ask(self, stock: np.ndarray) -> np.ndarray:
        """Give the least that the seller of each item takes [Rp]: its cost and the margin."""
        return self.model.items["cost_rp"][stock] * (1 + self.model.scenario.ring.margin)

    @property
    def life(self) -> float:
        """How long numbers live, against the life at which buyers pay the usual price, as far as they pay for it."""
        return min(self.life_d / self.params.reference_life_d, 2.0) if self.params.pays_for_life else 1.0

    def brings(self, kind: int, cost_rp: float, more: float = 0.0) -> float:
        """Give what one more item of a good would bring, by the orders and stock of the last days [Rp].

        Parameters
        ----------
        more : float
            Items a day that would come on top.
        """
        k, good = self.params, self.goods[kind]
        ask = cost_rp * (1 + self.model.scenario.ring.margin)
        scarcity = good.usual_orders / max(good.usual_stock + more, 1.0)
        worth, several = good.worth(scarcity, k, self.life), max(scarcity, 1.0)
        spread = max(k.reservation_sigma, 1e-6)
        short = NORMAL.cdf(np.log(max(ask, 1.0) / worth) / spread) ** several
        middle = min(((1 + short) / 2) ** (1 / several), 1 - 1e-12)
        typical = max(worth * float(np.exp(spread * NORMAL.inv_cdf(middle))), ask)
        sold = 1 - (1 - (1 - short) * min(scarcity, 1.0)) ** SHELF_D
        return (ask + k.bargain * (typical - ask)) * sold

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
        which, proxy, until = m.crn.several(key, "buyer device", "through a proxy", "until log-in")
        named = zip(who.tolist(), (which * n_devices).astype(np.int64).tolist(), strict=True)
        device = np.array([m.device("buyer", *name) for name in named], dtype=np.int64)
        country = 1 + m.crn.integers(keys("buyer country", who), "country", 6)
        country = np.where(proxy < k.p_proxy, 0, country)
        asked = batch(
            at=m.now + 0.5 + waiting(until, 20.0), key=keys("buyer log-in", key),
            sim=m.items["sim"][items], app=0, device=device, place=np.where(self.is_abroad[who], country, 0),
            origin=m.accounts["origin"][account], ring=m.items["ring"][items], account=account, is_owner=True,
        )  # fmt: skip
        m.calendar.put("account", asked)
