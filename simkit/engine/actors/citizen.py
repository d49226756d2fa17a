"""Citizens: victims and others who were reached complain, or do not, and late; some complain about honest numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys, waiting
from .. import codes
from ..events import batch, copies
from ..lookalikes import ADVERT, SPOOFED, nuisance, work_complaints
from ..model import Model
from ..profiles import PHONE_HOURS, Ahead, Columns, Flow


@dataclass(frozen=True)
class CitizenParameters:
    """Who complains, when, and with what evidence."""

    p_complain: float = fraction(
        0.01,
        "Complaints for each message by SMS or call that reached somebody. (Real rates per person would give "
        "one complaint a lesson: this is calibrated per abusing number.)"
    )  # fmt: skip
    ott_factor: float = parameter(
        0.3, "The same for OTT messages, relative to SMS and calls.", "relative", high=10
    )
    p_victim_reports: float = fraction(
        0.16, "Share of victims who complain.",
        "assumption: gasa-2025 has 16 % of the value lost, but 1.3 % of the losers"
    )  # fmt: skip
    p_fast: float = fraction(
        0.01,
        "Share who report within an hour: fewer than 1 % of the anti-scam centre's reports, taken for all complaints.",
        "iasc-2026",
    )
    p_slow: float = fraction(
        0.85,
        "Share who report after more than twelve hours: that of the anti-scam centre's reports, taken for all.",
        "iasc-2026",
    )
    slow_mean_h: float = parameter(48.0, "Mean further wait of the slow.", "h", low=0.1)
    p_complete: float = fraction(
        0.5, "Share of complaints about abuse whose evidence is complete: all but the 49.5 % rejected for want "
        "of it; the pending count as complete.", "aduannomor-2023"
    )  # fmt: skip
    mistaken_per_1000: float = parameter(
        0.4, "Complaints about honest numbers a month for 1,000 people.", "complaints", high=1000
    )
    p_mistaken_complete: float = fraction(0.1, "Share of those that look complete all the same.")


class Citizens:
    """Turns messages and losses into complaints, each at its own time."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: CitizenParameters = model.scenario.citizen
        k, thousands = model.scenario.lookalikes, model.world.n_people / 1000
        flows: dict[str, tuple[float, Callable[[Columns], None]]] = {
            "mistaken complaint": (self.params.mistaken_per_1000, self._mistaken_old),
            "advert complaint": (k.adverts_per_1000, partial(self._pestered, ADVERT)),
            "spoof complaint": (k.spoofed_per_1000, partial(self._pestered, SPOOFED)),
        }
        self.flows = [
            (Ahead(model, dict, Flow(name, rate / 30 * thousands, PHONE_HOURS)), act)
            for name, (rate, act) in flows.items()
        ]
        model.ledger.on("reached", self.annoyed)
        model.ledger.on("lost", self.robbed)
        model.calendar.handle("complaint", lambda rows: model.ledger.submit("complaint", rows))
        model.ledger.on("sim_registered", self.mistake_new)

    def delay(self, key: np.ndarray) -> np.ndarray:
        """Give the time from the message to the complaint [h]."""
        k, crn = self.params, self.model.crn
        u, v, slow = crn.several(key, "how late", "within", "slow")
        middle, slow = 1 + 11 * v, 12 + waiting(slow, k.slow_mean_h)
        return np.where(u < k.p_fast, v, np.where(u < 1 - k.p_slow, middle, slow))

    def annoyed(self, rows: dict[str, Any], begin: np.ndarray, stop: np.ndarray, reached: np.ndarray) -> None:
        """Let some of those who were reached complain."""
        m, k = self.model, self.params
        p = k.p_complain * np.where(rows["channel"] == codes.OTT, k.ott_factor, 1.0)
        n = m.crn.poisson(rows["key"], "complaints", reached * p)
        if not n.any():
            return
        each, copy = copies(n)
        key = keys("complaint", rows["key"][each], copy)
        since = begin[each] + (stop[each] - begin[each]) * m.crn(key, "moment")
        sim, channel = rows["sim"][each], rows["channel"][each]
        self._file(key, since + self.delay(key), m.someone(key, "who"), sim, channel, k.p_complete)

    def robbed(self, rows: dict[str, Any]) -> None:
        """Book the losses and let some victims complain."""
        m, k = self.model, self.params
        tells = m.crn(rows["key"], "reports") < k.p_victim_reports
        m.log["losses"].add({c: v for c, v in rows.items() if c != "channel"} | {"is_reported": tells})
        r = {c: v[tells] for c, v in rows.items()}
        key = keys("victim complaint", r["key"])
        at = r["at"] + self.delay(key)
        self._file(key, at, r["person"], r["sim"], r["channel"], k.p_complete, r["amount_rp"])

    def _file(
        self, key: np.ndarray, at: np.ndarray, person: np.ndarray, sim: np.ndarray, channel: np.ndarray,
        p_complete: float, loss: np.ndarray | int = 0,
    ) -> None:  # fmt: skip
        complete = self.model.crn(key, "evidence") < p_complete
        said = {"person": person, "sim": sim, "channel": channel, "loss_rp": loss, "is_complete": complete}
        self.model.calendar.put("complaint", batch(at=at, key=key, **said))

    def mistake_new(self, sims: np.ndarray, rows: dict[str, Any]) -> None:
        """Plan the mistaken complaints about honest new numbers: as often as about the others."""
        m, k = self.model, self.params
        honest = np.asarray(rows["ring"]) < 0
        if not honest.any():
            return
        sims, key, at = sims[honest], rows["key"][honest], np.asarray(rows["at"])[honest]
        of, when, made = work_complaints(m, key, at)
        of, when, made = (x[when < m.days * 24.0] for x in (of, when, made))
        if len(made):
            channel = m.crn.choice(made, "channel", (0.5, 0.2, 0.3))
            self._file(made, when, m.someone(made, "who"), sims[of], channel, k.p_mistaken_complete)
        per_hour = k.mistaken_per_1000 / 720 * m.world.n_people / 1000 / max(m.n_old_sims, 1)
        if per_hour:
            when = at + m.crn.exponential(key, "until a mistake", 1 / per_hour)
            some = when < m.days * 24.0
            self._mistaken(keys("mistaken complaint", key[some]), when[some], sims[some])

    def tick(self, start: float, end: float) -> None:
        """Let some people complain about honest numbers: a wrong digit, a quarrel, a shop's advertising."""
        for flow, act in self.flows:
            if rows := flow.span(start):
                act(rows)

    def _pestered(self, kind: int, rows: Columns) -> None:
        """Let people complain about senders that are no ring, and about numbers that somebody abroad forged."""
        m, key = self.model, rows["key"]
        channel = np.full(len(key), codes.CALL)
        if kind == ADVERT:
            channel = m.crn.choice(key, "channel", (0.5, 0.2, 0.3))
        week = ((rows["tick"] + 1) * m.tick_h // 168).astype(np.int64)
        whom, p = nuisance(m, kind, key, week), m.scenario.lookalikes.p_complete
        self._file(key, rows["at"], m.someone(key, "who"), whom, channel, p)

    def _mistaken_old(self, rows: Columns) -> None:
        m, key = self.model, rows["key"]
        self._mistaken(key, rows["at"], m.crn.integers(key, "whom", m.n_old_sims))

    def _mistaken(self, key: np.ndarray, at: np.ndarray, sims: np.ndarray) -> None:
        if not len(key):
            return
        m = self.model
        channel = m.crn.choice(key, "channel", (0.3, 0.4, 0.3))
        self._file(key, at, m.someone(key, "who"), sims, channel, self.params.p_mistaken_complete)
