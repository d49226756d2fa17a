"""The routes by which a ring comes by numbers: what each needs and costs, and what a ring knows of them.

Habit (``ring.shares``) stands for all that the model does not price: skill, who is at hand. Beside it a ring reckons
what the next attempt on each route would pay. Values are internal: users see displaced shares, prices and how many
rings there are, never a ranking for offenders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .. import codes
from ..model import Model
from .ring_parameters import AdaptParameters, RingParameters

N_ROUTES = len(codes.CHANNELS)
GOOD_OF = (codes.NUMBER, codes.NUMBER, codes.NUMBER, codes.NUMBER, codes.ACCOUNT, codes.ACCOUNT)
"""What each route gives: those of ready-made accounts and take-over give no SIM."""
LEAST_MADE = 0.05
"""No route is reckoned to work less often, or its cost would have no end."""
MONTH_D = 30
Brings = Callable[[int, float, float], float]
"""What one more item would bring [Rp], by good, cost [Rp] and the items a day that would come on top."""


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

    def __init__(self, model: Model, ring: RingParameters, brings: Brings, raids: Callable[[], int]) -> None:
        self.ring, self.brings, self.raids_lately = ring, brings, raids
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
        brings = np.array([self.brings(kind, rp, more) for kind, rp in asks])
        risk = np.asarray(self.ring.risk_rp) * (1 + self.raids_lately())
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


class Suppliers:
    """Whoever sells ready-made accounts to rings, or lends the own NIK: few, so that demand makes the next one dearer.

    Attributes
    ----------
    bought : dict of int to float
        What rings bought in the last 30 days, by route.
    """

    def __init__(self, model: Model) -> None:
        self.params: RingParameters = model.scenario.ring
        self.bought = {codes.READY_MADE: 0.0, codes.MULE: 0.0}
        model.each(24.0, self.forget, 1.0)

    def forget(self) -> None:
        """Let a day's share of what was bought in the last 30 days be forgotten."""
        for route in self.bought:
            self.bought[route] *= 1 - 1 / MONTH_D

    def sold(self, route: int, n: int) -> None:
        """Note what a ring bought, if it came from these."""
        if route in self.bought:
            self.bought[route] += n

    def price(self, route: int) -> int:
        """Give today's price of a ready-made account or of a mule [Rp]."""
        k, is_mule = self.params, route == codes.MULE
        base, capacity = (k.mule_rp, k.mule_capacity) if is_mule else (k.ready_rp, k.ready_capacity)
        return round(base * (1 + self.bought[route] / capacity) ** k.supply_elasticity)
