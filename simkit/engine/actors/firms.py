"""Rings as firms (edition 2): they work where they expect a profit, learn from each other, open, grow, close, return.

Nothing here is shown to users as a ranking of routes: they see displaced shares, prices and how many rings there are.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ...core.streams import keys
from .. import codes
from ..model import Model
from .broker import Broker
from .goods import GoodsMarket
from .police import PoliceParameters
from .ring import Crew, Ring
from .routes import MEANS, N_ROUTES, Memory, RingParameters

MONTH_D = 30
GOOD_OF = (codes.NUMBER, codes.NUMBER, codes.NUMBER, codes.NUMBER, codes.ACCOUNT, codes.ACCOUNT)
"""What each route gives: those of ready-made accounts and take-over give no SIM."""
NEEDS_IDENTITY = np.array([w.needs_identity for w in MEANS.values()])
SHORT = 0.95
"""Identities are short where fewer of the planned attempts than this could be made."""
FEAR_D = 90.0
"""Days for which a raid on anybody is on everybody's mind."""


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

    def price(self, route: int) -> int:
        """Give today's price of a ready-made account or of a mule [Rp]."""
        k, is_mule = self.params, route == codes.MULE
        base, capacity = (k.mule_rp, k.mule_capacity) if is_mule else (k.ready_rp, k.ready_capacity)
        return round(base * (1 + self.bought[route] / capacity) ** k.supply_elasticity)


class Experience(Memory):
    """What a firm knows: how often each route works, what things cost, and what the market pays for either good."""

    def __init__(self, model: Model, number: int, ring: RingParameters, industry: Industry) -> None:
        self.industry = industry
        per_day = ring.n_numbers / max(model.days, 1)
        wages = ring.wage_rp * (ring.n_workers - 1) / MONTH_D
        self.wage_share = wages / per_day if per_day else 0.0
        super().__init__(model, number, ring)

    def profit(self, identities: float = 1.0, more: float = 0.0) -> np.ndarray:
        """Give the expected profit of the next planned attempt on each route [Rp], shape (n_routes,).

        Wages are not in it: they are due whatever the workers do.

        Parameters
        ----------
        identities : float
            Share of the identities of today, where these are short.
        more : float
            Numbers a day that would come on the market on top.
        """
        fee, fixed = self.costs()
        self.cost_rp = self.tried * fixed / np.maximum(self.made, 0.05) + fee + self.wage_share
        market = self.industry.market
        asks = zip(GOOD_OF, self.cost_rp.tolist(), strict=True)
        brings = np.array([market.brings(kind, cost, more) for kind, cost in asks])
        risk = np.asarray(self.ring.risk_rp) * (1 + self.industry.raids_lately())
        share = np.where(NEEDS_IDENTITY & (self.tried < SHORT), identities, 1.0)
        return share * (self.made * (brings - fee) - self.tried * (fixed + risk))

    def chances(self) -> np.ndarray:
        """Give the chance of each route for a shift; what is left to 1 is the chance of a day off."""
        return self.drawn(self.profit())

    def drawn(self, profit: np.ndarray) -> np.ndarray:
        """Give the chances of routes with an expected profit: none where it is below zero, unless one looks anew."""
        k, habit = self.params, np.asarray(self.ring.shares, float)
        habit = habit / max(habit.sum(), 1e-9)
        if not k.is_on:
            return habit
        open_ = (profit > 0) & (habit > 0)
        if not open_.any():
            return k.exploration * habit
        drawn = np.exp(
            k.sharpness * (profit - profit[open_].max()) / self.usual_rp, where=open_, out=np.zeros(N_ROUTES)
        )
        drawn *= habit**k.inertia
        return (1 - k.exploration) * drawn / max(drawn.sum(), 1e-300) + k.exploration * habit

    def shift(self, route: int, n_workers: int, planned: int, tried: int, made: int) -> None:
        """Remember a crew's day, and let the other rings hear of it."""
        weight = 1 - (1 - self.params.learning_rate) ** n_workers
        for firm in self.industry.rings:
            if firm.running and (firm.memory is self or self.params.is_on):
                heard = weight * (1.0 if firm.memory is self else self.params.shared)
                firm.memory.learn(route, heard, tried / max(planned, 1), made / max(planned, 1))

    def sales(self) -> None:
        """Prices are those of the market, which everybody hears: own sales tell nothing more."""

    def follow(self, other: Experience) -> None:
        """Begin with what another ring knows."""
        self.made, self.tried, self.limit = other.made.copy(), other.tried.copy(), {}


class Firm(Ring):
    """A ring that looks at what each route would pay, hires from its profit, and closes when it does not pay.

    Attributes
    ----------
    founded_t : float
        When it opened [h].
    """

    memory: Experience

    def __init__(self, model: Model, number: int, industry: Industry, founder: int) -> None:
        self.industry, self.founded_t = industry, model.now
        super().__init__(model, number, industry.broker, founder)
        self.month_rp = self.cash

    def remembering(self) -> Memory:
        """Make what the firm knows."""
        return Experience(self.model, self.number, self.params, self.industry)

    def prepare(self, day: int) -> list[Crew]:
        """Ask for the day's prices, then let everybody choose a route and get what it needs."""
        self.params = dataclasses.replace(
            self.params,
            ready_rp=self.industry.suppliers.price(codes.READY_MADE),
            mule_rp=self.industry.suppliers.price(codes.MULE),
        )
        self.memory.ring, self.memory.identity_rp = self.params, float(self.broker.price())
        return super().prepare(day)

    def choose(self, day: int) -> np.ndarray:
        """Pick the route of each worker's shift: where a profit is expected, drawn to what one is used to."""
        chances = self.memory.chances()
        key = keys("way", self.founder, day, np.arange(self.params.n_workers))
        return self.model.crn.choice(key, "way", [*chances, max(1 - chances.sum(), 0.0)])

    def attempt(self, crew: Crew) -> int:
        """Try to come by numbers; what was bought makes the next one dearer."""
        made = super().attempt(crew)
        if crew.tries.route in self.industry.suppliers.bought:
            self.industry.suppliers.bought[crew.tries.route] += made
        return made

    def month(self, n_workers: int, identities: float = 1.0, more: float = 0.0) -> float:
        """Give the profit that workers would bring in the next 30 days, before wages [Rp]."""
        profit = self.memory.profit(identities, more)
        shift = float(self.memory.drawn(profit) @ (np.asarray(self.params.capacity) * profit))
        return MONTH_D * n_workers * self.base * shift

    def settle(self) -> None:
        """On pay day close if the month was a loss and the next would be, or hire from the profit if that pays."""
        k = self.params
        result, self.month_rp = self.cash - self.month_rp, self.cash
        if not self.memory.params.is_on:
            return
        if result < 0 and self.month(k.n_workers) < k.wage_rp * (k.n_workers - 1):
            self.stop("loss")
        elif result > 0 and self.month(1, identities=0.0) > k.wage_rp:
            new = min(int(k.reinvest * result / max(k.wage_rp, 1)), int(np.ceil(k.growth * k.n_workers)))
            self.params = dataclasses.replace(k, n_workers=k.n_workers + new)


class Industry:
    """All rings of a run: who opens when it pays, and who comes back after a raid.

    Candidates are numbered once and for all, so that in every arm the same people think of it on the same days.

    Attributes
    ----------
    rings : list of Firm
        In the order of founding, those that ended too.
    """

    def __init__(self, model: Model, broker: Broker) -> None:
        self.model, self.broker = model, broker
        self.params: RingParameters = model.scenario.ring
        self.rings: list[Firm] = []
        self.market, self.suppliers = GoodsMarket(model, self.rings), Suppliers(model)
        n = self.params.n_rings
        self.n_candidates = max(n, self.params.n_max) if n else 0
        self.last: dict[int, Firm] = {}
        self.times = [0] * self.n_candidates
        for candidate in range(n):
            self.open(candidate)
        model.each(24.0, self.look, 24.0)

    def open(self, candidate: int) -> None:
        """Let a candidate's ring begin; what is known in the trade, it knows."""
        founder = candidate + self.n_candidates * self.times[candidate]
        firm = Firm(self.model, len(self.rings), self, founder)
        if self.rings:
            firm.memory.follow(self.known().memory)
        self.times[candidate] += 1
        self.last[candidate] = firm
        self.rings.append(firm)

    def known(self) -> Firm:
        """Give the ring that knows the trade best as it is now: one at work, else the one that ended last."""
        return max(self.rings, key=lambda r: (r.running, r.ended_t if not r.running else -r.number))

    def look(self) -> None:
        """Let those who were raided come back when it is time, and candidates open if a ring would pay."""
        for candidate in range(self.n_candidates):
            last = self.last.get(candidate)
            if (last is None or not last.running) and self.thinks(candidate, last) and self.pays():
                self.open(candidate)

    def thinks(self, candidate: int, last: Firm | None) -> bool:
        """Tell whether a candidate thinks of opening today: after a raid once some time is over, else now and then."""
        m, k = self.model, self.params
        if last is not None and last.ended_why == "raid":
            police: PoliceParameters = m.scenario.police
            key = keys("comes back", candidate, self.times[candidate])
            return m.now >= last.ended_t + 24 * float(m.crn.exponential(key, "return", police.return_d))
        key = keys("founding", candidate, int(m.now // 24))
        return bool(m.scenario.adapt.is_on and m.crn(key, "founding") < 1 / k.found_d)

    def pays(self) -> bool:
        """Tell whether the next 30 days would pay a newcomer's wages, with all it would bring on the market."""
        k, n = self.params, sum(r.running for r in self.rings)
        month = self.known().month(k.n_workers, n / (n + 1), k.n_numbers / max(self.model.days, 1))
        return month > k.wage_rp * (k.n_workers - 1) and k.n_numbers > 0

    def raids_lately(self) -> int:
        """Count the raids that are on everybody's mind."""
        since = self.model.now - 24 * FEAR_D
        return sum(r.ended_why == "raid" and r.ended_t > since for r in self.rings)
