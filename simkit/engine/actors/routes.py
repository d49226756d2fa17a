"""The routes by which a ring comes by numbers: what each needs and costs, and how a ring learns which still pay.

The choice is a logit choice around habit. Habit (``ring.shares``) stands for all that the model does not price:
skill, risk, who is at hand. What is learned is only how the profit of a route compares with what was expected of
it, so a ring without trouble keeps its habits, and one that is refused somewhere goes elsewhere. Values are
internal: users see displaced shares, never a ranking for offenders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...core.parameter import fraction, parameter
from .. import codes
from ..model import Model

N_ROUTES = len(codes.CHANNELS)


@dataclass(frozen=True)
class RingParameters:
    """A ring (syndicate) that registers numbers on strangers' NIKs and sells them."""

    n_rings: int = parameter(1, "Rings.", "rings", high=50, source="assumption")
    n_workers: int = parameter(
        7, "People in a ring; all but the first are paid wages.", "people", "palembang-reported", low=1,
        high=500,
    )  # fmt: skip
    n_numbers: int = parameter(
        50_000, "Numbers a ring plans to come by during the run.", "numbers", "palembang-reported",
        scales=True, high=5_000_000,
    )  # fmt: skip
    shares: tuple[float, ...] = fraction(
        (0.4, 0.25, 0.2, 0.05, 0.07, 0.03),
        "Shares of the shifts spent on each route: self, outlet, dealer, mule, ready_made, takeover.",
        source="assumption",
    )
    capacity: tuple[float, ...] = parameter(
        (1.0, 1.2, 2.0, 0.3, 1.5, 0.2), "Attempts a shift on each route, relative to self-registration.",
        "relative", high=50, source="assumption"
    )  # fmt: skip
    sims_per_identity: float = parameter(
        1.3, "SIMs registered on one stolen identity: below every cap.", "SIMs", "bogor-2024", low=1, high=50
    )
    p_stale: float = fraction(
        0.08, "Share of stolen identities whose KK number no longer matches.", source="assumption"
    )
    p_warm: float = fraction(
        0.7, "Share of a ring's SIMs that write and call a little, as people do, so as not to look idle (edition 2).",
        source="assumption: idle cards are noticed and ended; sellers offer warmed-up numbers"
    )  # fmt: skip
    numbers_per_device: int = parameter(
        40, "Numbers a worker handles on one handset before the next.", "numbers", "palembang-police", low=1,
        high=100_000,
    )  # fmt: skip
    n_outlets: int = parameter(
        3, "Outlets that look away, and dealers whose staff work for the ring.", "outlets", high=1000,
        source="assumption"
    )  # fmt: skip
    opening_cash_rp: int = parameter(
        50_000_000, "The ring's cash at the start.", "Rp", scales=True, source="assumption"
    )
    wage_rp: int = parameter(
        3_000_000, "A worker's wage every 30 days.", "Rp", "palembang-police", scales=True
    )
    pack_rp: int = parameter(5_000, "Price of a starter pack.", "Rp", source="assumption")
    bribe_rp: int = parameter(
        1_750, "What an outlet or a dealer's employee gets for a card.", "Rp", "batam-2020"
    )
    mule_rp: int = parameter(
        40_000, "What a mule gets for a number on the own NIK. (In Singapore S$15-20.)", "Rp",
        source="assumption"
    )  # fmt: skip
    ready_rp: int = parameter(3_000, "Price of a ready-made account.", "Rp", "palembang-police")
    margin: float = fraction(
        1 / 30, "What a seller asks beyond the cost, at least (edition 2): sold at Rp3,100, bought at Rp3,000.",
        source="palembang-police"
    )  # fmt: skip
    ready_capacity: int = parameter(
        10_000, "Ready-made accounts bought in 30 days that double their price, at an elasticity of 1 (edition 2).",
        "accounts", scales=True, low=1, source="assumption"
    )  # fmt: skip
    mule_capacity: int = parameter(
        5_000, "Mules hired in 30 days that double what a mule wants, at an elasticity of 1 (edition 2).",
        "people", scales=True, low=1, source="assumption"
    )  # fmt: skip
    supply_elasticity: float = parameter(
        1.0, "How strongly what was bought lately moves these two prices (power; edition 2).", high=3, unit="",
        source="assumption"
    )  # fmt: skip
    risk_rp: tuple[float, ...] = parameter(
        (500.0, 1_000.0, 1_000.0, 2_000.0, 0.0, 1_000.0),
        "What a ring reckons for being found out at an attempt on each route (edition 2): helpers may talk, owners "
        "notice a log-in.", "Rp", source="assumption"
    )  # fmt: skip
    n_max: int = parameter(
        3, "Most rings at a time where new ones open (edition 2).", "rings", high=50, source="assumption"
    )
    found_d: float = parameter(
        30.0, "Mean time until a candidate sees that a ring would pay, and opens one (edition 2).", "days",
        low=1, source="assumption"
    )  # fmt: skip
    reinvest: float = fraction(
        0.2, "Share of a month's profit that goes into the wages of new workers (edition 2).",
        source="assumption"
    )  # fmt: skip
    growth: float = fraction(
        0.25, "Most new workers a month, relative to those at work (edition 2).", source="assumption"
    )
    lot_accounts_per_day: int = parameter(
        0, "Ready-made accounts bought and sold on in a lot each day (police account of Palembang).",
        "accounts/day", "palembang-two-readings", high=1_000_000,
    )  # fmt: skip
    lot_sell_rp: int = parameter(
        3_100, "Price at which such an account is sold on.", "Rp", "palembang-police"
    )
    lot_sample: float = fraction(
        0.002, "Share of the lots' accounts that is simulated one by one.", source="assumption"
    )


@dataclass(frozen=True)
class Means:
    """What one route needs and costs.

    Parameters
    ----------
    seen_as : int
        The channel the operator sees.
    needs_identity : bool
        Whether a stolen identity is used.
    fee : str
        The parameter of what is paid for each success, with its purpose.
    """

    seen_as: int
    needs_identity: bool
    fee: str
    purpose: str
    needs_pack: bool = True

    def cost(self, k: RingParameters) -> int:
        """Cash needed for one attempt [Rp], the identity apart."""
        return (k.pack_rp if self.needs_pack else 0) + (getattr(k, self.fee) if self.fee else 0)

    def pay(self, model: Model, party: int, k: RingParameters, n_tried: int, n_made: int) -> None:
        """Pay for a shift: a starter pack for each try, a fee for each success."""
        if self.needs_pack:
            model.pay(party, model.party("shops"), "starter_pack", n_tried * k.pack_rp)
        if self.fee:
            amount = n_made * getattr(k, self.fee)
            model.pay(party, model.party("accomplices"), self.purpose, amount)


MEANS: Mapping[int, Means] = {
    codes.SELF: Means(codes.SELF, True, "", ""),
    codes.OUTLET: Means(codes.OUTLET, True, "bribe_rp", "bribe"),
    codes.DEALER: Means(codes.DEALER, True, "bribe_rp", "bribe"),
    codes.MULE: Means(codes.SELF, False, "mule_rp", "mule_fee"),
    codes.READY_MADE: Means(-1, False, "ready_rp", "account_purchase", needs_pack=False),
    codes.TAKEOVER: Means(-1, False, "", "", needs_pack=False),
}


@dataclass(frozen=True)
class AdaptParameters:
    """How rings and insiders answer what happens to them."""

    is_on: bool = parameter(
        False, "Whether rings and insiders answer at all; otherwise they keep their habits.", unit="",
        source="assumption"
    )  # fmt: skip
    learning_rate: float = fraction(
        0.1, "Weight of a shift's profit in what the ring remembers of a route.", source="assumption"
    )
    sharpness: float = parameter(
        4.0, "How strongly workers drift to routes that pay better than expected (logit; 0 keeps the habit).",
        high=50, unit="", source="assumption"
    )  # fmt: skip
    exploration: float = fraction(
        0.05,
        "Share of the shifts on which a route is chosen by habit, whatever it paid.",
        source="assumption",
    )
    inertia: float = fraction(
        0.7, "Weight of habit (edition 2): on a route that it is not used to a worker makes so much less of the "
        "attempts, on average.", source="assumption"
    )  # fmt: skip
    shared: float = fraction(
        0.3, "Weight of other rings' experience against one's own (edition 2).", source="assumption"
    )


class Memory:
    """What one ring remembers: how often each route worked, what identities cost, what numbers brought.

    Attributes
    ----------
    made, tried : ndarray of float, shape (n_routes,)
        Numbers come by, and attempts made, for each attempt that was planned.
    price_rp, identity_rp : float
        What a number brought lately, unsold ones counted as nothing, and what an identity cost [Rp].
    cost_rp : ndarray of float, shape (n_routes,)
        What a number or account cost that came by each route (edition 2).
    limit : dict of int to int
        Most registrations a day that an outlet has let through since it refused some.
    """

    def __init__(self, model: Model, number: int, ring: RingParameters) -> None:
        self.model, self.number, self.ring = model, number, ring
        self.params: AdaptParameters = model.scenario.adapt
        b = model.scenario.buyer
        self.usual_rp = self.price_rp = b.ask_rp + b.bargain * max(b.reservation_rp - b.ask_rp, 0.0)
        self.identity_rp = float(model.scenario.broker.base_price_rp)
        stale = np.array([w.needs_identity for w in MEANS.values()]) * ring.p_stale
        self.made, self.tried = 1 - stale, np.ones(N_ROUTES)
        self.expected = self.profit()
        self.cost_rp = np.zeros(N_ROUTES)
        self.life_share = 1.0
        self.limit: dict[int, int] = {}
        model.ledger.on("expected_life", self.hear)
        self._known = 0
        self._open: np.ndarray = np.empty(0, np.int64)

    def profit(self) -> np.ndarray:
        """Give the profit of a planned attempt on each route, by what is remembered [Rp], shape (n_routes,)."""
        fee, fixed = self.costs()
        return self.made * (self.price_rp - fee) - self.tried * fixed

    def costs(self) -> tuple[np.ndarray, np.ndarray]:
        """Give what a success and what an attempt costs on each route [Rp], shape (n_routes,) each."""
        k = self.ring
        fee = np.array([getattr(k, w.fee) if w.fee else 0 for w in MEANS.values()])
        fixed = np.array([k.pack_rp if w.needs_pack else 0 for w in MEANS.values()], float)
        fixed += np.array([w.needs_identity for w in MEANS.values()]) * self.identity_rp / k.sims_per_identity
        return fee, fixed

    def chances(self) -> np.ndarray:
        """Give the chance of each route for a shift, shape (n_routes,): habit, moved by profit against expectation."""
        habit = np.asarray(self.ring.shares, float)
        habit = habit / max(habit.sum(), 1e-9)
        if not self.params.is_on:
            return habit
        surprise = (self.profit() - self.expected) / max(self.price_rp, self.usual_rp, 1.0)
        drawn = habit * np.exp(self.params.sharpness * (surprise - surprise.max()))
        drawn = drawn / max(drawn.sum(), 1e-300)
        return (1 - self.params.exploration) * drawn + self.params.exploration * habit

    def shift(self, route: int, n_workers: int, planned: int, tried: int, made: int) -> None:
        """Remember a crew's day: what was planned, tried and made of it."""
        weight = 1 - (1 - self.params.learning_rate) ** n_workers
        self.learn(route, weight, tried / max(planned, 1), made / max(planned, 1))

    def learn(self, route: int, weight: float, tried: float, made: float) -> None:
        """Move what is remembered of a route towards what a shift showed, for each planned attempt."""
        self.tried[route] += weight * (tried - self.tried[route])
        self.made[route] += weight * (made - self.made[route])

    def bought(self, n: int, paid_rp: int) -> None:
        """Remember what identities cost."""
        if n:
            self.identity_rp += self.params.learning_rate * (paid_rp / n - self.identity_rp)

    def sales(self) -> None:
        """Remember what became of the ring's stock since the last look: prices paid, or nothing for the dead."""
        items = self.model.items
        new = np.arange(self._known, len(items))
        self._known = len(items)
        mine = np.concatenate([self._open, new[items["ring"][new] == self.number]])
        state = items["state"][mine]
        done, self._open = mine[state != codes.IN_STOCK], mine[state == codes.IN_STOCK]
        if len(done):
            brought = np.maximum(items["price_rp"][done], 0) * (items["sold_t"][done] < np.inf)
            self.price_rp += self.params.learning_rate * (float(brought.mean()) - self.price_rp)

    def hear(self, share: float) -> None:
        """Hear from buyers how long numbers live, against what they pay the usual price for."""
        self.life_share = share

    def refusals(self, outlet: np.ndarray, allowed: np.ndarray, over: np.ndarray) -> None:
        """Remember how many registrations a day an outlet let through when it refused more."""
        if not over.any():
            return
        for o in np.unique(outlet[over & (outlet >= 0)]).tolist():
            through = int((allowed & (outlet == o)).sum())
            self.limit[o] = min(through, self.limit.get(o, through))

    def beyond(self, outlet: np.ndarray) -> np.ndarray:
        """Say which attempts would go beyond what their outlet lets through (bool, shape (n,))."""
        out = np.zeros(len(outlet), bool)
        for o, most in self.limit.items() if self.params.is_on else ():
            out[np.flatnonzero(outlet == o)[most:]] = True
        return out

    def hold_h(self) -> float:
        """Give how long a number ripens before it is offered [h]: less when numbers die sooner."""
        return 24.0 * (min(max(self.life_share, 0.1), 1.0) if self.params.is_on else 1.0)
