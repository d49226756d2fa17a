"""The customer desk: tickets by hour and weekday, agents on shift, a queue, and look-ups of records."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys
from ...world.operators import n_counter_agents
from .. import codes
from ..events import batch
from ..model import Model
from ..policy import Policy
from ..profiles import DESK_HOURS, FLAT, WEEK, Ahead, Columns, Flow

SHIFT_START = (6.0, 14.0, 22.0)
SHIFT_H = 8.0
LOOKS = np.array([codes.WORK, codes.WORK, codes.HABIT])
"""Why a record is looked at for a ticket: at first, a second time, and without naming one."""
BUSIEST = 0.85
"""Most of a shift that is planned to be spent on tickets. Source: desk-handling-time, its upper end."""


@dataclass(frozen=True)
class DeskParameters:
    """The customer desk."""

    contacts_per_agent: float = parameter(
        45.0, "Contacts a day for each of market.n_agents who takes tickets; the population plays no part.",
        "tickets/day",
        "assumption: a little below desk-contacts", high=500,
    )  # fmt: skip
    handling_min: float = parameter(
        6.0, "Mean handling time of a ticket.", "min", "desk-handling-time", low=0.1, high=120
    )
    p_second_look: float = fraction(0.1, "Share of tickets that need a second look at the record.")
    p_no_ticket: float = parameter(
        0.05, "Honest look-ups made without a ticket, as a share of all: sloppy, not wicked. From hospitals, where "
        "fewer than 6 % have no event behind them.", "share", "ebas", high=0.5,
    )  # fmt: skip
    p_wrong_ticket: float = parameter(
        0.002, "Honest look-ups that name another ticket by mistake, as a share of all.", "share", high=0.5
    )
    checks_per_supervisor: float = parameter(
        6.0, "Look-ups a shift by which a supervisor checks the work of others, without a ticket.",
        "look-ups", high=200
    )  # fmt: skip
    look_seconds: float = parameter(75.0, "Mean time a record stands on the screen.", "s", low=1, high=3600)
    rp_per_hour: int = parameter(30_000, "What an hour of an agent costs.", "Rp/h")
    is_capture_blocked: bool = parameter(
        True, "Whether the work place blocks screenshots and copying (a camera walks round it).", "",
        "leak-2020",
    )  # fmt: skip


class Desk:
    """Takes a tick's tickets in the order they came, each at its own site, by whoever is free and on shift.

    The queue is first come, first served: a heap of the times at which agents become free gives the same
    times as a SimPy Resource would, to the last bit, and many times faster (tested).
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: DeskParameters = model.scenario.desk
        self.free: dict[tuple[int, int], list[tuple[float, int]]] = {}
        self.waiting: list[tuple[float, int, int, float]] = []
        agents = model.world.agents
        for site, shift in sorted(set(zip(agents.site.tolist(), agents.shift.tolist(), strict=True))):
            team = np.flatnonzero((agents.site == site) & (agents.shift == shift) & ~agents.is_supervisor)
            if len(team):
                self.free[site, shift] = [(0.0, int(a)) for a in team]
        self.supervisors = np.flatnonzero(agents.is_supervisor)
        self.sites = np.array(sorted({site for site, _ in self.free}))
        self.n_planned, k = n_counter_agents(model.scenario.market), self.params
        per_day = k.contacts_per_agent * self.n_planned
        self.tickets = Ahead(model, self.fill, Flow("ticket", per_day, DESK_HOURS, WEEK))
        per_day = k.checks_per_supervisor * len(self.supervisors)
        self.checks = Ahead(model, dict, Flow("supervision", per_day, FLAT))
        model.calendar.handle("access", lambda rows: model.ledger.submit("access", rows))

    def tick(self, start: float, end: float) -> None:
        """Receive the tickets of [start, end) and hand them to agents; look up what they need."""
        m, rows = self.model, self.tickets.tick(start)
        extra = m.ledger.seconds("access") / 3600
        service = rows["handling"] + 0.5 / 60 + extra
        agent, begun, done = self._serve(rows, service)
        first = m.log["tickets"].add(rows | {"agent": agent, "started_t": begun, "closed_t": done})
        self._look_up(rows, first, agent, begun)
        if checks := self.checks.span(start):
            m.calendar.put("access", self._supervise(checks))

    def fill(self, drawn: Columns) -> Columns:
        """Say what each ticket is about, and which looks at a record it brings, a column for each of ``LOOKS``."""
        m, k, key = self.model, self.params, drawn["key"]
        first, second = keys("ticket look", key, 0), keys("ticket look", key, 1)
        look = np.stack([first, second, keys("sloppy look", key)], axis=1)
        slip = m.crn(first, "wrong ticket") < k.p_wrong_ticket
        share = k.p_no_ticket / (1 - k.p_no_ticket)
        again, sloppy = m.crn(first, "second look") < k.p_second_look, m.crn(first, "no ticket") < share
        haste, person = 0.5 + m.crn(first, "haste"), m.someone(key, "ticket person")
        return drawn | {
            "channel": m.crn.choice(key, "ticket channel", (0.4, 0.5, 0.1)),
            "reason": m.crn.choice(key, "ticket reason", (0.1, 0.35, 0.15, 0.2, 0.12, 0.08)),
            "site": self.sites[m.crn.integers(key, "site", len(self.sites))], "person": person,
            "handling": m.crn.exponential(key, "handling", k.handling_min / 60),
            "before": np.where(slip, 1 + m.crn.integers(first, "whose ticket", 5), 0),
            "look": look, "seconds": self._seconds(look),
            "has": np.stack([np.ones(len(key), bool), again, sloppy], axis=1),
            "wait": np.stack([0.01 * haste, 0.05 * haste, 0.08 * haste], axis=1),
            "whom": np.stack([person, person, m.someone(look[:, 2], "sloppy person")], axis=1),
        }  # fmt: skip

    def _serve(self, rows: Columns, service: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give agent, begin and end of each ticket: first come, first served among those on shift."""
        at, site = rows["at"], rows["site"]
        first = np.array(SHIFT_START)
        shift = (first.searchsorted(at % 24.0, side="right") - 1) % 3
        over = first[shift] + 24.0 * ((at - first[shift]) // 24.0) + SHIFT_H
        nobody = [(np.inf, -1)]
        n_sites = 1 + max((there for there, _ in self.free), default=-1)
        teams = [self.free.get((there, i), nobody) for there in range(n_sites) for i in range(3)]
        agent, begun, replace = [], [], heapq.heapreplace
        for begin, i, end, need in zip(
            at.tolist(), (3 * site + shift).tolist(), over.tolist(), service.tolist(), strict=True
        ):
            team = teams[i]
            free, who = team[0]
            if free > begin:
                if free >= end:
                    free, team = self._next_shift(begin, i // 3)
                    who = team[0][1]
                begin = free
            replace(team, (begin + need, who))
            agent.append(who)
            begun.append(begin)
        started = np.array(begun, float)
        return np.array(agent, np.int64), started, started + service

    def _next_shift(self, at: float, site: int) -> tuple[float, list[tuple[float, int]]]:
        """Give when and by which team a ticket of `at` [h] is begun that its own shift cannot take any more."""
        return min((on_shift(max(at, t[0][0]), s), t) for (there, s), t in self.free.items() if there == site)

    def _look_up(self, rows: Columns, first: int, agent: np.ndarray, begun: np.ndarray) -> None:
        """Put the look-ups that a tick's tickets need into the calendar, and those without a ticket too."""
        of, which = rows["has"].nonzero()
        ticket = np.arange(len(begun))
        other = np.maximum(ticket - rows["before"], 0)
        named = np.where(begun[other] <= begun, other, ticket)
        said = np.where(which == 0, named[of], np.where(which == 1, of, -1 - first)) + first
        asked = batch(
            at=begun[of] + rows["wait"][of, which], key=rows["look"][of, which], agent=agent[of],
            person=rows["whom"][of, which], ticket=said, seconds=rows["seconds"][of, which],
            fields=codes.ALL_FIELDS, motive=LOOKS[which], is_captured=False,
        )  # fmt: skip
        self.model.calendar.put("access", asked)

    def _supervise(self, rows: Columns) -> dict[str, np.ndarray]:
        """Give the look-ups by which supervisors check the work of others: without a ticket, and no misuse."""
        m, key, at = self.model, rows["key"], rows["at"]
        who = np.empty(0, int)
        if len(at):
            who = self.supervisors[m.crn.integers(key, "supervisor", len(self.supervisors))]
        shift = m.world.agents.shift[who]
        begin = np.array([on_shift(t, s) for t, s in zip(at.tolist(), shift.tolist(), strict=True)])
        at = begin + np.where(begin > at, SHIFT_H * m.crn(key, "moment of the shift"), 0.0)
        return batch(
            at=at, key=key, agent=who, person=m.someone(key, "checked person"), ticket=-1, seconds=self._seconds(key),
            fields=codes.ALL_FIELDS, motive=codes.SUPERVISION, is_captured=False,
        )  # fmt: skip

    def _seconds(self, key: np.ndarray) -> np.ndarray:
        return (10 + self.model.crn.exponential(key, "seconds", self.params.look_seconds)).astype(np.int64)


def roster(scenario: Any, policies: Iterable[Policy]) -> tuple[int, ...]:
    """Give how many agents each site has on each shift, by the roster's rule.

    The smallest number, at least one, for which the forecast load is at most 0.85 of their hours: tickets that the
    profile of the day gives for the shift, times the mean time of a ticket with what access policies add.
    """
    k, market = scenario.desk, scenario.market
    tickets = k.contacts_per_agent * n_counter_agents(market) / market.n_sites
    extra = sum(p.handling_s for p in policies if p.decision == "access" and p.kind == "rule")
    hours = k.handling_min / 60 + (30 + extra) / 3600
    made = []
    for begin in SHIFT_START:
        during = [DESK_HOURS[int(begin + h) % 24] for h in range(int(SHIFT_H))]
        load = tickets * sum(during) / sum(DESK_HOURS) * hours
        made.append(max(math.ceil(load / (BUSIEST * SHIFT_H) - 1e-9), 1))
    return tuple(made)


def on_shift(at: float, shift: int) -> float:
    """Give the first moment from `at` [h] on which the shift works.

    Examples
    --------
    >>> on_shift(5.0, 0), on_shift(7.5, 0), on_shift(23.0, 0), on_shift(1.0, 2)
    (6.0, 7.5, 30.0, 1.0)
    """
    begin = SHIFT_START[shift]
    into = (at - begin) % 24.0
    return at if into < SHIFT_H else at + 24.0 - into
