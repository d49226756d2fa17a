"""The routes by which a ring comes by numbers: what each needs and costs, and what a ring knows of them.

Habit (``ring.shares``) stands for all that the model does not price: skill, who is at hand. Beside it a ring reckons
what the next attempt on each route would pay. Values are internal: users see displaced shares, prices and how many
rings there are, never a ranking for offenders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...core.parameter import fraction, parameter
from .. import codes
from ..model import Model

if TYPE_CHECKING:
    from .industry import Industry

N_ROUTES = len(codes.CHANNELS)
GOOD_OF = (codes.NUMBER, codes.NUMBER, codes.NUMBER, codes.NUMBER, codes.ACCOUNT, codes.ACCOUNT)
"""What each route gives: those of ready-made accounts and take-over give no SIM."""
LEAST_MADE = 0.05
"""No route is reckoned to work less often, or its cost would have no end."""
MONTH_D = 30


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
        0.7, "Share of a ring's SIMs that write and call a little, as people do, so as not to look idle.",
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
        1 / 30, "What a seller asks beyond the cost, at least: sold at Rp3,100, bought at Rp3,000.",
        source="palembang-police"
    )  # fmt: skip
    ready_capacity: int = parameter(
        10_000, "Ready-made accounts bought in 30 days that double their price, at an elasticity of 1.",
        "accounts", scales=True, low=1, source="assumption"
    )  # fmt: skip
    mule_capacity: int = parameter(
        5_000, "Mules hired in 30 days that double what a mule wants, at an elasticity of 1.",
        "people", scales=True, low=1, source="assumption"
    )  # fmt: skip
    supply_elasticity: float = parameter(
        1.0, "How strongly what was bought lately moves these two prices (power).", high=3, unit="",
        source="assumption"
    )  # fmt: skip
    risk_rp: tuple[float, ...] = parameter(
        (500.0, 1_000.0, 1_000.0, 2_000.0, 0.0, 1_000.0),
        "What a ring reckons for being found out at an attempt on each route: helpers may talk, owners "
        "notice a log-in.", "Rp", source="assumption"
    )  # fmt: skip
    n_max: int = parameter(
        3, "Most rings at a time where new ones open.", "rings", high=50, source="assumption"
    )
    found_d: float = parameter(
        30.0, "Mean time until a candidate sees that a ring would pay, and opens one.", "days",
        low=1, source="assumption"
    )  # fmt: skip
    reinvest: float = fraction(
        0.2, "Share of a month's profit that goes into the wages of new workers.",
        source="assumption"
    )  # fmt: skip
    growth: float = fraction(
        0.25, "Most new workers a month, relative to those at work.", source="assumption"
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
NEEDS_IDENTITY = np.array([w.needs_identity for w in MEANS.values()])


@dataclass(frozen=True)
class AdaptParameters:
    """How rings and insiders answer what happens to them."""

    is_on: bool = parameter(
        False, "Whether rings and insiders answer at all; otherwise they keep their habits.", unit="",
        source="assumption"
    )  # fmt: skip
    learning_rate: float = fraction(
        0.1, "Weight of a shift in what the ring remembers of a route.", source="assumption"
    )
    exploration: float = fraction(
        0.05,
        "Share of the shifts on which a worker takes the routes as if they worked as they should.",
        source="assumption",
    )
    inertia: float = fraction(
        0.7, "Weight of habit: on a route that it is not used to a worker makes so much less of the "
        "attempts, on average.", source="assumption"
    )  # fmt: skip
    shared: float = fraction(0.3, "Weight of other rings' experience against one's own.", source="assumption")


class Memory:
    """What a ring knows: how often each route works, what identities cost, and what the market pays for either good.

    Attributes
    ----------
    made : ndarray of float, shape (n_routes,)
        How often an attempt works.
    identity_rp : float
        What an identity costs [Rp].
    cost_rp : ndarray of float, shape (n_routes,)
        What a number or account costs that comes by each route: the least that its buyer must pay.
    served : float
        Share of the identities wanted lately that the broker had.
    limit : dict of int to int
        Most registrations a day that an outlet has let through since it refused some.
    """

    def __init__(self, model: Model, ring: RingParameters, industry: Industry) -> None:
        self.ring, self.industry = ring, industry
        self.params: AdaptParameters = model.scenario.adapt
        per_day = ring.n_numbers / max(model.days, 1)
        wages = ring.wage_rp * (ring.n_workers - 1) / MONTH_D
        self.wage_share = wages / per_day if per_day else 0.0
        self.identity_rp = float(model.scenario.broker.base_price_rp)
        self.at_best = 1 - NEEDS_IDENTITY * ring.p_stale
        self.made, self.cost_rp = self.at_best.copy(), np.zeros(N_ROUTES)
        self.served = self.life_share = 1.0
        self.limit: dict[int, int] = {}
        model.ledger.on("expected_life", self.hear)

    def profit(self, more: float = 0.0, made: np.ndarray | None = None) -> np.ndarray:
        """Give the expected profit of the next attempt on each route [Rp], shape (n_routes,).

        Wages are not in it: they are due whatever the workers do.

        Parameters
        ----------
        more : float
            Numbers a day that would come on the market on top.
        made : ndarray of float, shape (n_routes,), optional
            How often each route would work; by default as it did lately.
        """
        made = self.made if made is None else made
        fee, fixed = self.costs()
        cost = fixed / np.maximum(made, LEAST_MADE) + fee + self.wage_share
        asks = zip(GOOD_OF, cost.tolist(), strict=True)
        brings = np.array([self.industry.market.brings(kind, rp, more) for kind, rp in asks])
        risk = np.asarray(self.ring.risk_rp) * (1 + self.industry.raids_lately())
        return made * (brings - fee) - fixed - risk

    def costs(self) -> tuple[np.ndarray, np.ndarray]:
        """Give what a success and what an attempt costs on each route [Rp], shape (n_routes,) each."""
        k = self.ring
        fee = np.array([getattr(k, w.fee) if w.fee else 0 for w in MEANS.values()])
        fixed = np.array([k.pack_rp if w.needs_pack else 0 for w in MEANS.values()], float)
        fixed += NEEDS_IDENTITY * self.identity_rp / k.sims_per_identity
        return fee, fixed

    def reckon(self, ring: RingParameters, identity_rp: float) -> None:
        """Reckon at today's prices what a number or account costs that comes by each route."""
        self.ring, self.identity_rp = ring, identity_rp
        fee, fixed = self.costs()
        self.cost_rp = fixed / np.maximum(self.made, LEAST_MADE) + fee + self.wage_share

    def gain(self, more: float = 0.0, made: np.ndarray | None = None) -> np.ndarray:
        """Give the expected profit of a shift on each route, over a worker's usual number of attempts [Rp]."""
        known = np.asarray(self.ring.shares) > 0
        return np.where(known, np.asarray(self.ring.capacity) * self.profit(more, made), -np.inf)

    def shift(self, route: int, n_workers: int, tried: int, made: int) -> None:
        """Remember a crew's day, and let the other rings hear of it."""
        if not tried:
            return
        weight = 1 - (1 - self.params.learning_rate) ** n_workers
        for ring in self.industry.rings:
            if ring.running and (ring.memory is self or self.params.is_on):
                heard = weight * (1.0 if ring.memory is self else self.params.shared)
                ring.memory.learn(route, heard, made / tried)

    def learn(self, route: int, weight: float, made: float) -> None:
        """Move what is remembered of a route towards what a shift showed, for each attempt."""
        self.made[route] += weight * (made - self.made[route])

    def bought(self, n: int, paid_rp: int) -> None:
        """Remember what identities cost."""
        if n:
            self.identity_rp += self.params.learning_rate * (paid_rp / n - self.identity_rp)

    def wanted(self, share: float) -> None:
        """Remember which share of the identities wanted today was to be had."""
        self.served += self.params.learning_rate * (share - self.served)

    def follow(self, other: Memory) -> None:
        """Begin with what another ring knows."""
        self.made, self.served = other.made.copy(), other.served

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
