"""Rings: workers who come by numbers shift by shift, with devices, identities, stock, cash and wages.

A worker takes the route that pays it most, gets what it needs (an identity, a starter pack, an outlet that looks
away), tries a shift's worth of registrations in one batch, and lists what came of it for sale; who is refused tries
again like everybody. A ring is a firm: it hires from its profit and closes when it does not pay. Without
``adapt.is_on`` it keeps its habits.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Generator, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from ...core.streams import keys, pick
from ...world.outlets import DEALERSHIP, KIOSK
from .. import codes
from ..events import copies
from ..model import Model
from ..trying_again import ask_at_once, by_day
from .identity_broker import Broker
from .market import Market
from .ring_attempts import Attempts, Identity, activate, ready_made, registration_rows, take_over, trade_lot
from .ring_parameters import RingParameters
from .routes import MEANS, MONTH_D, N_ROUTES, NEEDS_IDENTITY, Memory, Suppliers
from .screening_answers import Evasion

WORKDAY_END, WORKDAY_H = 17.0, 8.0
PACES = np.array([0.125, 0.375, 0.625, 0.875])
"""Where a uniform number lies, for a mean over what a worker can do elsewhere."""
ENOUGH = 0.95
"""Identities are not short where the broker has this share of those wanted."""


class Crew(NamedTuple):
    """Workers who chose the same route for a day: their attempts and the identity of each (none for some routes)."""

    tries: Attempts
    n_workers: int
    who: list[Identity]


class Trade(Protocol):
    """What a ring sees of the trade around it; the class itself, `Industry`, stands above and founds rings."""

    model: Model
    broker: Broker
    market: Market
    suppliers: Suppliers
    rings: list[Ring]

    def raids_lately(self) -> int:
        """Count the raids that are on everybody's mind."""


class Ring:
    """One ring at work: its party, its stock of identities, its outlets, what it knows, and its workers' days.

    Attributes
    ----------
    number, founder : int
        The ring's place in the order of founding, and a number of its people that no other ring's founding moves:
        all its random numbers hang on this one.
    running : bool
        False once it was raided, could not pay its wages or did not pay.
    founded_t, ended_t, ended_why : float, float, str
        When it opened [h], when and why it stopped.
    """

    def __init__(self, trade: Trade, founder: int) -> None:
        self.trade, self.broker, self.founder = trade, trade.broker, founder
        self.model = trade.model
        self.number = len(trade.rings)
        m = self.model
        self.params: RingParameters = m.scenario.ring
        self.party = m.party(f"ring-{self.number + 1}")
        self.running, self.founded_t, self.ended_t, self.ended_why = True, m.now, float("inf"), ""
        self.pool: deque[Identity] = deque()
        self.memory = Memory(m, self.params, trade.market.brings, trade.raids_lately)
        self.evasion = Evasion(m, self.number, self.party)
        self.handled: dict[tuple[int, str], int] = {}
        k = self.params
        self.outlets = {w: self.accomplices_of(w, k.n_outlets) for w in (codes.OUTLET, codes.DEALER)}
        m.pay(0, self.party, "opening_cash", k.opening_cash_rp + k.lot_accounts_per_day * k.ready_rp)
        shares = np.asarray(k.shares) / max(sum(k.shares), 1e-9)
        usual = max(float(shares @ np.asarray(k.capacity)), 1e-9)
        self.base = k.n_numbers / (m.days * k.n_workers * usual)
        self.month_rp = self.cash
        m.env.process(self.work())
        m.env.process(self.pay_wages())

    def accomplices_of(self, route: int, n: int) -> np.ndarray:
        """Pick the outlets that work for this ring on a route, if it wants so many."""
        outlets = self.model.world.outlets
        there = np.flatnonzero(outlets.kind == (KIOSK if route == codes.OUTLET else DEALERSHIP))
        key = keys("accomplice", outlets.key[there], self.founder)
        return np.sort(there[np.argsort(self.model.crn.bits(key, "order"), kind="stable")[:n]])

    @property
    def cash(self) -> int:
        """Cash in hand [Rp]."""
        return self.model.cash[self.party]

    def stop(self, why: str) -> None:
        """End the ring: no more shifts; what is in stock is for those who find it."""
        if self.running:
            self.running, self.ended_t, self.ended_why = False, self.model.now, why

    def work(self) -> Generator[Any, Any, None]:
        """Work day by day until the ring ends: those on the same route act as a crew, whose batch is the day's."""
        m, k = self.model, self.params
        yield m.env.timeout(WORKDAY_END - WORKDAY_H)
        day = int(m.now // 24)
        while self.running:
            crews = self.prepare(day) if k.n_numbers else []
            yield m.env.timeout(WORKDAY_H)
            self.hand_in(crews, day)
            day += 1
            yield m.env.timeout(24.0 - WORKDAY_H)

    def prepare(self, day: int) -> list[Crew]:
        """Ask for the day's prices, let everybody choose a route and get the identities; give the crews.

        What the attempts will cost in the evening is kept out of what may be spent on identities. Where cash or
        identities fall short, each attempt's random number says which are made: the same ones in every arm.
        """
        prices = self.trade.suppliers
        self.params = k = dataclasses.replace(
            self.params, ready_rp=prices.price(codes.READY_MADE), mule_rp=prices.price(codes.MULE)
        )
        self.memory.reckon(k, float(self.broker.price()))
        home, away = self.used_to(day)
        route = self.choose(day, home, away)
        key = keys("shift", self.founder, day, np.arange(k.n_workers))
        n = self.model.crn.rounded(
            key,
            "attempts",
            self.base * np.array([*k.capacity, 0.0])[route] * np.where(route == home, 1.0, away),
        )
        worker, slot = self._slots(n, day)
        crews, kept = [], 0
        for w in sorted(set(route[n > 0].tolist())):
            mine, cost = route[worker] == w, MEANS[w].cost(k)
            tries = Attempts(self, w, worker[mine], slot[mine]).cut((self.cash - kept) // max(cost, 1))
            who: list[Identity] = []
            if MEANS[w].needs_identity:
                who = self._identities(len(tries), self.cash - kept - len(tries) * cost)
                tries = tries.cut(len(who))
            kept += len(tries) * cost
            crews.append(Crew(tries, int((route == w).sum()), who))
        return crews

    def choose(self, day: int, home: np.ndarray, away: np.ndarray) -> np.ndarray:
        """Pick the route of each worker's shift: what pays that worker most, or a day off if nothing does.

        Elsewhere than on the route that it is used to (`used_to`) a worker makes fewer attempts. Now and then somebody
        takes a route as if it worked as it should. Whoever would need identities that are not to be had goes
        another way.
        """
        memory, k = self.memory, self.params
        if not memory.params.is_on:
            return home
        looks = self.model.crn(keys("looks", self.founder, day, np.arange(k.n_workers)), "looks anew")
        fresh = (looks < memory.params.exploration)[:, None]
        offers = memory.gain()
        if fresh.any():
            offers = np.where(fresh, memory.gain(made=memory.at_best), offers)
        route = best_of(offers, home, away)
        need = self.base * np.append(k.capacity * NEEDS_IDENTITY, 0.0)[route]
        shelf = min(len(self.broker.shelf), self.cash / max(memory.identity_rp, 1.0))
        have = len(self.pool) + shelf * k.sims_per_identity
        wanted = np.cumsum(need)
        if wanted[-1]:
            memory.wanted(min(have / wanted[-1], 1.0))
        without = (need > 0) & (wanted - need / 2 > have)
        if not without.any():
            return route
        instead = best_of(np.where(NEEDS_IDENTITY, -np.inf, offers), home, away)
        return np.where(without, instead, route)

    def used_to(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the route that each worker is used to, and the pace at which it would work on any other."""
        k, crn = self.params, self.model.crn
        key = keys("way", self.founder, day, np.arange(k.n_workers))
        most = 2 * (1 - self.memory.params.inertia)
        way, elsewhere = crn.several(key, "way", "elsewhere")
        return pick(way, k.shares), np.minimum(most * elsewhere, 1.0)

    def _slots(self, n: np.ndarray, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Give worker and key of each attempt: the key names worker, day and place, so no verdict moves it."""
        worker, place = copies(n)
        return worker, keys("attempt", self.founder, worker, day, place)

    def hand_in(self, crews: list[Crew], day: int) -> None:
        """Make the day's attempts, unless the ring was stopped meanwhile."""
        if self.running:
            for crew in crews:
                made, n = self.attempt(crew) if len(crew.tries) else 0, len(crew.tries)
                self.tell(crew.tries.route, crew.n_workers, n, made)
            if self.params.lot_accounts_per_day:
                trade_lot(self, day)

    def tell(self, route: int, n_workers: int, tried: int, made: int) -> None:
        """Remember a crew's day, and let the other rings hear of it."""
        if not tried:
            return
        adapt = self.memory.params
        weight = 1 - (1 - adapt.learning_rate) ** n_workers
        for ring in self.trade.rings:
            if ring.running and (ring is self or adapt.is_on):
                heard = weight * (1.0 if ring is self else adapt.shared)
                ring.memory.learn(route, heard, made / tried)

    def attempt(self, crew: Crew) -> int:
        """Try to come by numbers; what was bought makes the next one dearer. Give how many came of it."""
        tries = crew.tries
        if tries.route == codes.TAKEOVER:
            made = take_over(tries)
        elif tries.route == codes.READY_MADE:
            made = ready_made(tries)
        else:
            made = self._register(tries, crew.who)
        MEANS[tries.route].pay(self.model, self.party, self.params, len(tries), made)
        self.trade.suppliers.sold(tries.route, made)
        return made

    def _register(self, tries: Attempts, who: list[Identity]) -> int:
        """Register a batch and try again by the rule for everybody; give how many came of it so far."""
        rows = registration_rows(tries, who)
        if tries.route == codes.MULE:
            rows = by_day(self.model, rows)
        verdict, made = ask_at_once(self.model, rows)
        full = self.model.ledger.because(verdict, "outlet_velocity")
        self.memory.refusals(rows["outlet"], verdict.made >= 0, (verdict.code == codes.REFUSE) & full)
        return made

    def _identities(self, n: int, budget_rp: int) -> list[Identity]:
        """Take `n` uses of identities, buying more within the budget."""
        if len(self.pool) < n:
            want = int(np.ceil((n - len(self.pool)) / self.params.sims_per_identity))
            lot, paid = self.broker.sell(self.party, self.number, want, budget_rp)
            self.memory.bought(len(lot), paid)
            if lot:
                person = np.array([p for p, _, _ in lot])
                uses = self.model.crn.rounded(keys("uses", person), "uses", self.params.sims_per_identity)
                for (p, source, _), u in zip(lot, uses.tolist(), strict=True):
                    self.pool.extend((p, source, use) for use in range(u))
        return [self.pool.popleft() for _ in range(min(n, len(self.pool)))]

    def pay_wages(self) -> Generator[Any, Any, None]:
        """Pay the workers every 30 days; a ring that cannot ends."""
        m = self.model
        while True:
            yield m.env.timeout(30 * 24.0)
            if not self.running:
                return
            k = self.params
            bill = k.wage_rp * (k.n_workers - 1)
            if bill > self.cash:
                self.stop("wages")
                return
            for worker in range(1, k.n_workers):
                name = f"worker-{self.number + 1}-{worker + 1}"
                m.pay(self.party, m.party(name), "wage", k.wage_rp)
            self.settle()

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


def listen(model: Model, rings: Sequence[Ring]) -> None:
    """Let the rings activate accounts on whatever SIMs they came by, also those whose review took its time."""
    model.ledger.on("sim_registered", lambda sims, rows: activate(model, rings, sims, rows))
