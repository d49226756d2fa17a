"""The market by product (edition 2): numbers and OTT accounts are two goods, each with its own orders and price.

Once a day, for each good, what is listed meets the orders: as many change hands as there are orders that pay what
the seller asks, and items to fill them. A seller asks what the item cost and a margin, and sells for less to nobody.
Orders that were filled leave; of the others a part waits. Where there are more orders than items, several buyers
compete for each item and the price rises; more items never raise it. ``buyer.ask_rp`` and ``buyer.ceiling_rp``,
the reported range of prices, play no part: a limit would hide what scarcity does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ...core.streams import keys, normal_quantile
from .. import codes
from ..model import Model
from .buyer import BuyerParameters, Market
from .ring import Ring

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


class GoodsMarket(Market):
    """Clears each good once a day.

    Who buys an item, and what that buyer would pay, is a function of the item's own key; only scarcity and expected
    life, which everybody shares, move with policy.
    """

    def __init__(self, model: Model, rings: Sequence[Ring]) -> None:
        super().__init__(model, rings)
        k, days = self.params, max(model.days, 1)
        accounts = k.n_accounts_wanted / days
        self.goods = {
            codes.NUMBER: Good(codes.NUMBER, "orders", self.per_day, k.reservation_rp, 500),
            codes.ACCOUNT: Good(codes.ACCOUNT, "account orders", accounts, k.account_rp, 1),
        }

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
