"""Insiders at the desk: the one-off look-up of a known person, the grudge, and the paid seller who hides.

Each uses the ordinary right to look a customer up. Where capturing is blocked, a phone camera walks round it:
the record is typed again, with slips and without some fields, before it is posted.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys
from .. import codes
from ..events import batch
from ..model import Model
from .desk import SHIFT_H, SHIFT_START
from .identity_broker import Broker
from .leaks import post


@dataclass(frozen=True)
class InsiderParameters:
    """Agents who misuse their right to look customers up."""

    n_known_person: int = parameter(
        0,
        "Agents who look one known person up, once.",
        "agents",
        "assumption: leak-2020 is one case and no rate",
        high=100,
    )
    n_grudge: int = parameter(
        0, "Agents who follow one person for weeks.", "agents",
        "assumption: none by default; dbir-2023 has shares of motives, no rate of agents", high=100,
    )  # fmt: skip
    n_sellers: int = parameter(
        1, "Agents who look customers up to sell their records.", "agents",
        "assumption: one by default; att-2015 has three staff and forty, no rate of agents", high=100,
    )  # fmt: skip
    extra_per_shift: float = parameter(
        6.0,
        "Look-ups a seller adds to an honest shift; hiding at about +10 %. The loud case of 2015 made 135 a day.",
        "look-ups", high=500
    )  # fmt: skip
    p_covered: float = fraction(0.5, "Share of a seller's look-ups that name a ticket of somebody else.")
    p_camera: float = fraction(0.85, "Share of looks that succeed as a photo when capturing is blocked.")
    known_day: float = parameter(20.0, "The day of the one-off look-up.", "days")
    post_delay_h: float = parameter(
        30.0, "Mean time from a look-up to its post.", "h",
        "assumption: leak-2020 does not report when the record was looked up", low=0.1,
    )  # fmt: skip
    grudge_looks: int = parameter(9, "Look-ups in a grudge.", "look-ups", low=1, high=500)
    price_per_record_rp: int = parameter(1_000, "What a broker pays an insider for a record.", "Rp")


class Insiders:
    """Picks who misuses the desk and lets each act, shift by shift."""

    def __init__(self, model: Model, broker: Broker) -> None:
        self.model, self.broker = model, broker
        self.params: InsiderParameters = model.scenario.insider
        agents = model.world.agents
        usual = np.flatnonzero(~agents.is_supervisor)
        order = usual[np.argsort(model.crn.bits(agents.key[usual], "who turns"), kind="stable")]
        self.role = np.zeros(len(agents.site), np.int8)
        k = self.params
        kinds = [codes.KNOWN] * k.n_known_person + [codes.GRUDGE] * k.n_grudge + [codes.SALE] * k.n_sellers
        acts = {codes.KNOWN: self.known_person, codes.GRUDGE: self.grudge, codes.SALE: self.sell}
        for agent, kind in zip(order.tolist(), kinds, strict=False):
            self.role[agent] = kind
            model.env.process(acts[kind](agent))
        self.suspended: set[int] = set()
        model.ledger.on("agent_suspended", lambda agents: self.suspended.update(agents.tolist()))

    def room(self, agent: int) -> int:
        """Give how many look-ups the agent dares to add to a shift: under every limit that is in force."""
        m = self.model
        if not m.scenario.adapt.is_on:
            return 10**9
        watching = [p for p in m.policies if p.decision == "access" and p.in_force(m.now)]
        return int(min([1e9, *(p.room(m, agent) for p in watching)]))

    def _shift(self, agent: int, day: float) -> float:
        """Give the beginning [h] of the agent's shift on a day."""
        return float(np.floor(day)) * 24 + SHIFT_START[int(self.model.world.agents.shift[agent])]

    def _look(
        self, agent: int, n: int, at: np.ndarray, person: np.ndarray, motive: int, number: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Look records up and try to capture them; give the log rows of the captured, and the fields they show."""
        m, k = self.model, self.params
        key = keys("insider look", agent, number + np.arange(n))
        covered = m.crn(key, "covered") < (k.p_covered if motive == codes.SALE else 0.0)
        tickets = m.log["tickets"]
        ticket = np.full(n, -1, np.int64)
        if len(tickets) and covered.any():
            first = max(len(tickets) - 200, 0)
            recent = first + np.flatnonzero(tickets.since("started_t", first) < at.min())
            if len(recent):
                ticket[covered] = recent[m.crn.integers(key[covered], "which ticket", len(recent))]
        captured = m.crn(key, "captured") < (k.p_camera if m.scenario.desk.is_capture_blocked else 1.0)
        seconds = (25 + m.crn.exponential(key, "seconds", 40.0)).astype(np.int64)
        asked = batch(
            at=at, key=key, agent=agent, person=person, ticket=ticket, seconds=seconds,
            fields=codes.ALL_FIELDS, motive=motive, is_captured=captured,
        )  # fmt: skip
        verdict = m.ledger.submit("access", asked)
        got = verdict.allowed & captured
        return verdict.made[got], np.asarray(verdict.rows["fields"])[got]

    def known_person(self, agent: int) -> Generator[Any, Any, None]:
        """Look one known person up, once, without a ticket; photograph the screen; the record is posted."""
        m = self.model
        moment = float(m.crn(keys("known person", agent), "moment"))
        yield m.env.timeout(self._shift(agent, self.params.known_day) + SHIFT_H * (0.2 + 0.6 * moment))
        subject = m.someone(keys("known person", [agent]), "who")
        access, fields = self._look(agent, 1, np.array([m.now]), subject, codes.KNOWN, 0)
        yield from self._publish(subject, access, fields)

    def grudge(self, agent: int) -> Generator[Any, Any, None]:
        """Look the same person up again and again over weeks, then post what was seen."""
        m, k = self.model, self.params
        subject = m.someone(keys("grudge", [agent]), "who")
        access, fields = np.empty(0, np.int64), np.empty(0, np.int64)
        for i in range(k.grudge_looks):
            wait = float(m.crn(keys("grudge wait", agent, i), "days"))
            shift = self._shift(agent, m.now / 24 + 1 + 4 * wait)
            yield m.env.timeout(max(shift + wait * SHIFT_H * 0.95 - m.now, 0.01))
            access, fields = self._look(agent, 1, np.array([m.now]), subject, codes.GRUDGE, i)
        yield from self._publish(subject, access, fields)

    def _publish(
        self, subject: np.ndarray, access: np.ndarray, fields: np.ndarray
    ) -> Generator[Any, Any, None]:
        """Post a captured record some hours later."""
        if len(access) and fields[0]:
            m = self.model
            delay = m.crn.exponential(keys("post", access[0]), "delay", self.params.post_delay_h)
            yield m.env.timeout(2 + float(delay))
            form = codes.RETYPED if m.scenario.desk.is_capture_blocked else codes.SCREENSHOT
            post(m, subject, access, fields, form, codes.SOURCES.index("desk"))

    def sell(self, agent: int) -> Generator[Any, Any, None]:
        """Add some look-ups to every working day and sell the records in weekly lots."""
        m, k = self.model, self.params
        lot: list[tuple[int, int]] = []
        number, day = 0, 0
        while agent not in self.suspended:
            end = self._shift(agent, day) + SHIFT_H
            yield m.env.timeout(end - m.now)
            if day % 7 < 6:
                n = int(m.crn.poisson(keys("seller shift", agent, day), "extra", k.extra_per_shift))
                n = min(n, self.room(agent))
                if n:
                    key = keys("insider look", agent, number + np.arange(n))
                    # a night shift's looks come after midnight, so that no batch straddles the end of a day
                    at = end - min(SHIFT_H, end % 24.0) * m.crn(key, "moment")
                    person = m.someone(key, "subject")
                    access, fields = self._look(agent, n, at, person, codes.SALE, number)
                    useful = fields & codes.mask("nik", "kk") == codes.mask("nik", "kk")
                    own = len(m.log["accesses"]) - n
                    people = m.log["accesses"].since("person", own)[access[useful] - own]
                    lot += list(zip(people.tolist(), access[useful].tolist(), strict=True))
                    number += n
            if day % 7 == 6 and lot:
                party = m.party(f"agent-{m.world.agents.public_id[agent]}")
                self.broker.take_desk_lot(party, lot, k.price_per_record_rp)
                lot = []
            day += 1
