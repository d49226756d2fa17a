"""Rings: workers who come by numbers shift by shift, with devices, identities, stock, cash and wages.

A worker picks a route, gets what it needs (an identity, a starter pack, an outlet that looks away), tries a
shift's worth of registrations in one batch, tries the refused once more, and lists what came of it for sale.
What a route has brought lately moves the next choice, if rings answer at all (``learning``).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...core.streams import keys
from .. import codes
from ..events import copies
from ..model import Model
from ..profiles import until_next_try
from ..register import ask_at_once, by_day
from .attempts import (
    Attempts,
    Identity,
    RingBooks,
    activate,
    ready_made,
    registration_rows,
    take_over,
    trade_lot,
)
from .broker import Broker
from .routes import MEANS

WORKDAY_END, WORKDAY_H = 17.0, 8.0


class Crew(NamedTuple):
    """Workers who chose the same route for a day, with their attempts and the identity of each (none for some routes).

    ``planned`` is how many attempts they would make if nothing were short.
    """

    tries: Attempts
    n_workers: int
    planned: int
    who: list[Identity]


class Ring(RingBooks):
    """One ring at work: its workers come by numbers, hand in what they made, and are paid."""

    def __init__(self, model: Model, number: int, broker: Broker, founder: int | None = None) -> None:
        super().__init__(model, number, founder)
        self.broker, k = broker, self.params
        shares = np.asarray(k.shares) / max(sum(k.shares), 1e-9)
        usual = max(float(shares @ np.asarray(k.capacity)), 1e-9)
        self.base = k.n_numbers / (model.days * k.n_workers * usual)
        model.env.process(self.work())
        model.env.process(self.pay_wages())

    def choose(self, day: int) -> np.ndarray:
        """Pick the route of each worker's shift: by habit, moved by what was learned (int, shape (n_workers,)).

        ``len(CHANNELS)`` is a day off.
        """
        key = keys("way", self.founder, day, np.arange(self.params.n_workers))
        return self.model.crn.choice(key, "way", self.memory.chances())

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
        """Let everybody choose a route in the morning and get the identities; give the crews.

        What the attempts will cost in the evening is kept out of what may be spent on identities. Where cash or
        identities fall short, each attempt's random number says which are made: the same ones in every arm.
        """
        k = self.params
        route = self.choose(day)
        key = keys("shift", self.founder, day, np.arange(k.n_workers))
        n = self.model.crn.rounded(
            key, "attempts", self.base * np.array([*k.capacity, 0.0])[route] * self.pace(route, day)
        )
        crews, kept = [], 0
        for w in sorted(set(route[n > 0].tolist())):
            mine, cost = np.flatnonzero(route == w), MEANS[w].cost(k)
            tries = Attempts(self, w, *self._slots(mine, n[mine], day)).cut(
                (self.cash - kept) // max(cost, 1)
            )
            who: list[Identity] = []
            if MEANS[w].needs_identity:
                who = self._identities(len(tries), self.cash - kept - len(tries) * cost)
                tries = tries.cut(len(who))
            kept += len(tries) * cost
            crews.append(Crew(tries, len(mine), int(n[mine].sum()), who))
        return crews

    def pace(self, route: np.ndarray, day: int) -> Any:
        """Give how much of the usual attempts each worker makes of a shift: all of them."""
        return 1.0

    def _slots(self, crew: np.ndarray, n: np.ndarray, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Give worker and key of each attempt: the key names worker, day and place, so no verdict moves it."""
        each, place = copies(n)
        return crew[each], keys("attempt", self.founder, crew[each], day, place)

    def hand_in(self, crews: list[Crew], day: int) -> None:
        """Make the day's attempts, unless the ring was stopped meanwhile."""
        if self.running:
            for crew in crews:
                made, n = self.attempt(crew) if len(crew.tries) else 0, len(crew.tries)
                self.memory.shift(crew.tries.route, crew.n_workers, crew.planned, n, made)
            if self.memory.params.is_on:
                self.memory.sales()
            if self.params.lot_accounts_per_day:
                trade_lot(self, day)

    def attempt(self, crew: Crew) -> int:
        """Try to come by numbers one route; give how many came of it."""
        tries = crew.tries
        if tries.route == codes.TAKEOVER:
            made = take_over(tries)
        elif tries.route == codes.READY_MADE:
            made = ready_made(tries)
        else:
            made = self._register(tries, crew.who)
        MEANS[tries.route].pay(self.model, self.party, self.params, len(tries), made)
        return made

    def _register(self, tries: Attempts, who: list[Identity]) -> int:
        """Register a crew's batch on identities, then try the refused once more with another operator."""
        m = self.model
        rows = registration_rows(tries, who)
        if m.scenario.run.is_second:
            return self._ask(by_day(m, rows) if tries.route == codes.MULE else rows)
        verdict = m.ledger.submit("registration", rows)
        made = int((verdict.made >= 0).sum())
        again = verdict.code == codes.REFUSE
        full = m.ledger.because(verdict, "outlet_velocity")
        self.memory.refusals(rows["outlet"], verdict.made >= 0, again & full)
        if again.any():
            second = {c: v[again] for c, v in rows.items()}
            second["operator"] = (second["operator"] + 1) % len(m.world.operators.names)
            second["key"] = keys("second try", second["key"])
            gap = until_next_try(m.crn, second["key"])
            second["at"] = second["at"] + np.minimum(gap, (m.now - second["at"]) / 2)
            made += int((m.ledger.submit("registration", second).made >= 0).sum())
        return made

    def _ask(self, rows: dict[str, np.ndarray]) -> int:
        """Register a batch and try again by the rule for everybody; give how many came of it so far."""
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

    def settle(self) -> None:
        """Look back on the month when the wages are paid: a firm does."""


def listen(model: Model, rings: Sequence[Ring]) -> None:
    """Let the rings activate accounts on whatever SIMs they came by, also those whose review took its time."""
    model.ledger.on("sim_registered", lambda sims, rows: activate(model, rings, sims, rows))
