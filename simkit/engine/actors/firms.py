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
PACES = np.array([0.125, 0.375, 0.625, 0.875])
"""Where a uniform number lies, for a mean over what a worker can do elsewhere."""
ENOUGH = 0.95
"""Identities are not short where the broker has this share of those wanted."""
LEAST_MADE = 0.05
"""No route is reckoned to work less often, or its cost would have no end."""
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
    """What a firm knows: how often each route works, what things cost, and what the market pays for either good.

    Attributes
    ----------
    served : float
        Share of the identities wanted lately that the broker had.
    """

    def __init__(self, model: Model, number: int, ring: RingParameters, industry: Industry) -> None:
        self.industry = industry
        per_day = ring.n_numbers / max(model.days, 1)
        wages = ring.wage_rp * (ring.n_workers - 1) / MONTH_D
        self.wage_share = wages / per_day if per_day else 0.0
        self.served = 1.0
        self.at_best = 1 - NEEDS_IDENTITY * ring.p_stale
        super().__init__(model, number, ring)

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

    def reckon(self) -> None:
        """Reckon what a number or account costs that comes by each route: the least its buyer must pay."""
        fee, fixed = self.costs()
        self.cost_rp = fixed / np.maximum(self.made, LEAST_MADE) + fee + self.wage_share

    def gain(self, more: float = 0.0, made: np.ndarray | None = None) -> np.ndarray:
        """Give the expected profit of a shift on each route, over a worker's usual number of attempts [Rp]."""
        known = np.asarray(self.ring.shares) > 0
        return np.where(known, np.asarray(self.ring.capacity) * self.profit(more, made), -np.inf)

    def shift(self, route: int, n_workers: int, planned: int, tried: int, made: int) -> None:
        """Remember a crew's day, and let the other rings hear of it."""
        if not tried:
            return
        weight = 1 - (1 - self.params.learning_rate) ** n_workers
        for firm in self.industry.rings:
            if firm.running and (firm.memory is self or self.params.is_on):
                heard = weight * (1.0 if firm.memory is self else self.params.shared)
                firm.memory.learn(route, heard, 1.0, made / tried)

    def sales(self) -> None:
        """Prices are those of the market, which everybody hears: own sales tell nothing more."""

    def follow(self, other: Experience) -> None:
        """Begin with what another ring knows."""
        self.made, self.served = other.made.copy(), other.served


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
        self.memory.reckon()
        return super().prepare(day)

    def choose(self, day: int) -> np.ndarray:
        """Pick the route of each worker's shift: what pays that worker most, or a day off if nothing does.

        Elsewhere than on the route that it is used to a worker makes fewer attempts (`pace`). Now and then somebody
        takes a route as if it worked as it should. Whoever would need identities that are not to be had goes
        another way.
        """
        home, away = self.used_to(day)
        memory, k = self.memory, self.params
        if not memory.params.is_on:
            return home
        gain = memory.gain()
        looks = self.model.crn(keys("looks", self.founder, day, np.arange(k.n_workers)), "looks anew")
        fresh = (looks < memory.params.exploration)[:, None]
        offers = np.where(fresh, memory.gain(made=memory.at_best), gain)
        route = best_of(offers, home, away)
        need = self.base * np.append(k.capacity * NEEDS_IDENTITY, 0.0)[route]
        shelf = min(len(self.broker.shelf), self.cash / max(memory.identity_rp, 1.0))
        have = len(self.pool) + shelf * k.sims_per_identity
        wanted = np.cumsum(need)
        if wanted[-1]:
            memory.served += memory.params.learning_rate * (min(have / wanted[-1], 1.0) - memory.served)
        without = (need > 0) & (wanted - need / 2 > have)
        instead = best_of(np.where(NEEDS_IDENTITY, -np.inf, offers), home, away)
        return np.where(without, instead, route)

    def used_to(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the route that each worker is used to, and the pace at which it would work on any other."""
        k, crn = self.params, self.model.crn
        key = keys("way", self.founder, day, np.arange(k.n_workers))
        most = 2 * (1 - self.memory.params.inertia)
        return crn.choice(key, "way", k.shares), np.minimum(most * crn(key, "elsewhere"), 1.0)

    def pace(self, route: np.ndarray, day: int) -> np.ndarray:
        """Give how much of the usual attempts each worker makes of a shift."""
        home, away = self.used_to(day)
        return np.where(route == home, 1.0, away)

    def attempt(self, crew: Crew) -> int:
        """Try to come by numbers; what was bought makes the next one dearer."""
        made = super().attempt(crew)
        if crew.tries.route in self.industry.suppliers.bought:
            self.industry.suppliers.bought[crew.tries.route] += made
        return made

    def month(self, n_workers: int, more: float = 0.0, served: float | None = None) -> float:
        """Give the profit that workers would bring in the next 30 days, before wages [Rp].

        Parameters
        ----------
        more : float
            Numbers a day that would come on the market on top.
        served : float, optional
            Share of the identities they want that would be had; by default as lately.
        """
        served = self.memory.served if served is None else served
        gain, habit = self.memory.gain(more), np.asarray(self.params.shares)
        home, (full, without) = np.arange(N_ROUTES), (gain, np.where(NEEDS_IDENTITY, -np.inf, gain))
        paces = np.minimum(2 * (1 - self.memory.params.inertia) * PACES, 1.0)
        value = np.zeros(N_ROUTES)
        for offers, weight in ((full, served), (without, 1 - served)):
            best = [value_of(offers, home, np.full(N_ROUTES, pace)).max(1) for pace in paces]
            value += weight * np.maximum(np.mean(best, axis=0), 0.0)
        return float(MONTH_D * n_workers * self.base * (habit @ value) / max(habit.sum(), 1e-9))

    def settle(self) -> None:
        """On pay day close if the month was a loss and the next would be, or hire from the profit if that pays."""
        k = self.params
        result, self.month_rp = self.cash - self.month_rp, self.cash
        if not self.memory.params.is_on:
            return
        if result < 0 and self.month(k.n_workers) < k.wage_rp * (k.n_workers - 1):
            self.stop("loss")
        elif result > 0 and self.month(1, served=float(self.memory.served > ENOUGH)) > k.wage_rp:
            new = min(int(k.reinvest * result / max(k.wage_rp, 1)), int(np.ceil(k.growth * k.n_workers)))
            self.params = dataclasses.replace(k, n_workers=k.n_workers + new)


def value_of(gain: np.ndarray, home: np.ndarray, away: np.ndarray) -> np.ndarray:
    """Give what each route is worth to each worker [Rp], shape (n_workers, n_routes).

    Parameters
    ----------
    gain : ndarray of float, shape (n_routes,) or (n_workers, n_routes)
        Expected profit of a usual shift; minus infinity for a route that is not there.
    home, away : ndarray, shape (n_workers,)
        The route that a worker is used to, and its pace elsewhere.
    """
    pace = np.where(np.arange(N_ROUTES) == home[:, None], 1.0, away[:, None])
    return np.asarray(np.where(gain > 0, np.maximum(gain, 0.0) * pace, -1.0))


def best_of(gain: np.ndarray, home: np.ndarray, away: np.ndarray) -> np.ndarray:
    """Give the route that is worth most to each worker, ``N_ROUTES`` for a day off where none has a gain."""
    value = value_of(gain, home, away)
    return np.where(value.max(axis=1) > 0, value.argmax(axis=1), N_ROUTES)


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
        known, more = self.known(), k.n_numbers / max(self.model.days, 1)
        served = known.memory.served * (n / (n + 1) if known.memory.served < ENOUGH else 1.0)
        month = known.month(k.n_workers, more, served)
        return month > k.wage_rp * (k.n_workers - 1) and k.n_numbers > 0

    def raids_lately(self) -> int:
        """Count the raids that are on everybody's mind."""
        since = self.model.now - 24 * FEAR_D
        return sum(r.ended_why == "raid" and r.ended_t > since for r in self.rings)
