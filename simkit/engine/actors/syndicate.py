"""Rings: workers who come by numbers shift by shift, with devices, identities, stock, cash and wages.

A worker picks a way, gets what it needs (an identity, a starter pack, an outlet that looks away), tries a
shift's worth of registrations in one batch, tries the refused once more, and lists what came of it for sale.
What a way has brought lately moves the next choice, if rings answer at all (``learning``).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...core.streams import keys
from .. import codes
from ..model import Model
from ..profiles import until_next_try
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


@dataclass(frozen=True)
class Crew:
    """Workers who chose the same way for a day, and their attempts.

    Parameters
    ----------
    way : int
        A code of ``codes.CHANNELS``.
    worker, key : ndarray, shape (n,)
        Who makes each attempt, and the key its luck hangs on.
    n_workers, planned : int
        How many they are, and how many attempts they would make if nothing were short.
    who : list of (person, source, use)
        The identity of each attempt; empty for the ways that need none.
    """

    way: int
    worker: np.ndarray
    key: np.ndarray
    n_workers: int
    planned: int
    who: list[Identity]

    def cut(self, ring: Ring, most: int) -> Crew:
        """Keep at most so many attempts: those whose luck comes first, in their old order."""
        if len(self.key) <= most:
            return self
        first = np.argsort(ring.model.luck.bits(self.key, "goes first"), kind="stable")[: max(most, 0)]
        first = np.sort(first)
        return replace(self, worker=self.worker[first], key=self.key[first])


class Ring(RingBooks):
    """One ring at work: its workers come by numbers, hand in what they made, and are paid."""

    def __init__(self, model: Model, number: int, broker: Broker) -> None:
        super().__init__(model, number)
        self.broker, k = broker, self.knobs
        shares = np.asarray(k.shares) / max(sum(k.shares), 1e-9)
        self.base = k.n_numbers / (
            model.days * k.n_workers * max(float(shares @ np.asarray(k.capacity)), 1e-9)
        )
        model.env.process(self.work())
        model.env.process(self.pay_wages())

    def choose(self, day: int) -> np.ndarray:
        """Pick the way of each worker's shift: by habit, moved by what was learned (int, shape (n_workers,))."""
        key = keys("way", self.number, day, np.arange(self.knobs.n_workers))
        return self.model.luck.choice(key, "way", self.memory.chances())

    def work(self) -> Generator[Any, Any, None]:
        """Work day by day until the ring ends: those on the same way act as a crew, whose batch is the day's."""
        m, k = self.model, self.knobs
        yield m.env.timeout(WORKDAY_END - WORKDAY_H)
        day = 0
        while self.running:
            crews = self.prepare(day) if k.n_numbers else []
            yield m.env.timeout(WORKDAY_H)
            self.hand_in(crews, day)
            day += 1
            yield m.env.timeout(24.0 - WORKDAY_H)

    def prepare(self, day: int) -> list[Crew]:
        """Let everybody choose a way in the morning and get the identities; give the crews.

        What the attempts will cost in the evening is kept out of what may be spent on identities. Where cash or
        identities fall short, the luck of each attempt says which are made: the same ones in every arm.
        """
        k = self.knobs
        way = self.choose(day)
        key = keys("shift", self.number, day, np.arange(k.n_workers))
        n = self.model.luck.rounded(key, "attempts", self.base * np.asarray(k.capacity)[way])
        crews, kept = [], 0
        for w in sorted(set(way[n > 0].tolist())):
            mine, means, cost = np.flatnonzero(way == w), MEANS[w], MEANS[w].cost(k)
            crew = Crew(w, *self._slots(mine, n[mine], day), len(mine), int(n[mine].sum()), [])
            crew = crew.cut(self, (self.cash - kept) // max(cost, 1))
            if means.needs_identity:
                who = self._identities(len(crew.key), self.cash - kept - len(crew.key) * cost)
                crew = replace(crew.cut(self, len(who)), who=who)
            kept += len(crew.key) * cost
            crews.append(crew)
        return crews

    def _slots(self, crew: np.ndarray, n: np.ndarray, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Give worker and key of each attempt: the key names worker, day and place, so no verdict moves it."""
        worker = np.repeat(crew, n)
        place = np.arange(len(worker)) - np.repeat(np.cumsum(n) - n, n)
        return worker, keys("attempt", self.number, worker, day, place)

    def hand_in(self, crews: list[Crew], day: int) -> None:
        """Make the day's attempts, unless the ring was stopped meanwhile."""
        if self.running:
            for crew in crews:
                made = self.attempt(crew) if len(crew.key) else 0
                self.memory.shift(crew.way, crew.n_workers, crew.planned, len(crew.key), made)
            if self.memory.knobs.is_on:
                self.memory.sales()
            if self.knobs.lot_accounts_per_day:
                trade_lot(self, day)

    def attempt(self, crew: Crew) -> int:
        """Try to come by numbers one way; give how many came of it."""
        means = MEANS[crew.way]
        tries = Attempts(self, crew.way, crew.worker, crew.key)
        if crew.way == codes.TAKEOVER:
            made = take_over(tries)
        elif crew.way == codes.READY_MADE:
            made = ready_made(tries)
        else:
            made = self._register(tries, crew.who)
        means.pay(self.model, self.party, self.knobs, len(crew.key), made)
        return made

    def _register(self, tries: Attempts, who: list[Identity]) -> int:
        """Register a crew's batch on identities, then try the refused once more with another operator."""
        m = self.model
        rows = registration_rows(tries, who)
        verdict = m.ledger.submit("registration", rows)
        made = int((verdict.made >= 0).sum())
        again = verdict.code == codes.REFUSE
        full = np.array([r == "outlet_velocity" for r in m.ledger.reasons] + [False])[verdict.reason]
        self.memory.refusals(rows["outlet"], verdict.made >= 0, again & full)
        if again.any():
            second = {c: v[again] for c, v in rows.items()}
            second["operator"] = (second["operator"] + 1) % len(m.world.operators.names)
            second["key"] = keys("second try", second["key"])
            gap = until_next_try(m.luck, second["key"])
            second["at"] = second["at"] + np.minimum(gap, (m.now - second["at"]) / 2)
            made += int((m.ledger.submit("registration", second).made >= 0).sum())
        return made

    def _identities(self, n: int, budget_rp: int) -> list[Identity]:
        """Take `n` uses of identities, buying more within the budget."""
        if len(self.pool) < n:
            want = int(np.ceil((n - len(self.pool)) / self.knobs.sims_per_identity))
            lot, paid = self.broker.sell(self.party, self.number, want, budget_rp)
            self.memory.bought(len(lot), paid)
            if lot:
                person = np.array([p for p, _, _ in lot])
                uses = self.model.luck.rounded(keys("uses", person), "uses", self.knobs.sims_per_identity)
                for (p, source, _), u in zip(lot, uses.tolist(), strict=True):
                    self.pool.extend((p, source, use) for use in range(u))
        return [self.pool.popleft() for _ in range(min(n, len(self.pool)))]

    def pay_wages(self) -> Generator[Any, Any, None]:
        """Pay the workers every 30 days; a ring that cannot ends."""
        m, k = self.model, self.knobs
        while True:
            yield m.env.timeout(30 * 24.0)
            if not self.running:
                return
            bill = k.wage_rp * (k.n_workers - 1)
            if bill > self.cash:
                self.stop("wages")
                return
            for worker in range(1, k.n_workers):
                name = f"worker-{self.number + 1}-{worker + 1}"
                m.pay(self.party, m.party(name), codes.PURPOSES.index("wage"), k.wage_rp)


def listen(model: Model, rings: list[Ring]) -> None:
    """Let the rings activate accounts on whatever SIMs they came by, also those whose review took its time."""
    model.ledger.on("sim_registered", lambda sims, rows: activate(model, rings, sims, rows))
