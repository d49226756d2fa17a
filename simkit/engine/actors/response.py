"""OTT apps: outside the licence. They ban bulk behaviour themselves and take part in the rest only if they choose."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameters import fraction, parameter
from .. import codes
from ..model import Model, end_accounts, end_sims


@dataclass(frozen=True)
class OttParameters:
    """What OTT apps do."""

    ban_per_day: float = fraction(
        0.01, "Chance a day that an app itself bans an abusing account.", source="assumption"
    )
    cooperation: float = fraction(0.0, "Share of forwarded cases on which an app acts.", "ott-not-licensee")
    delay_h: float = parameter(72.0, "Time an app needs to act.", "h", low=0.1, source="assumption")


class Ott:
    """All OTT apps together."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: OttParameters = model.scenario.ott
        model.calendar.handle("account", lambda rows: model.ledger.submit("account", rows))
        model.ledger.on("sold", self.watch)
        model.ledger.on("forwarded_to_ott", lambda complaints: model.env.process(self.decide(complaints)))
        model.each(24.0, self.ban, 6.0)

    def watch(self, items: np.ndarray) -> None:
        """Note when the app's own machinery would find each abusing account."""
        m, p = self.model, self.params.ban_per_day
        if p > 0:
            mean = 24 / p
            m.items["ban_t"][items] = m.now + m.crn.exponential(m.items["key"][items], "bulk ban", mean)

    def ban(self) -> None:
        """Ban the accounts whose bulk behaviour was found."""
        m = self.model
        # an account that nobody uses any more shows no bulk behaviour
        used = (m.items["account"] >= 0) & (m.items["life_t"] > m.now)
        due = np.flatnonzero((m.items["ban_t"] <= m.now) & used)
        if len(due):
            end_accounts(m, m.items["account"][due], "bulk_behaviour")
            m.items["ban_t"][due] = np.inf

    def takes_part(self, sims: np.ndarray) -> np.ndarray:
        """Say on which SIMs' accounts an app would act (bool)."""
        return self.model.crn(self.model.sims["key"][sims], "ott takes part") < self.params.cooperation

    def decide(self, complaints: np.ndarray) -> Generator[Any, Any, None]:
        """Take complaints about OTT messages, if the app takes part, and end the accounts after its delay."""
        m, c = self.model, self.model.complaints
        complaints = complaints[self.takes_part(c["sim"][complaints])]
        c["forwarded_t"][complaints] = m.now
        yield m.env.timeout(self.params.delay_h)
        c["decided_t"][complaints], c["outcome"][complaints] = m.now, codes.BLOCKED
        end_accounts(m, m.sims["account"][c["sim"][complaints]], "complaint")


# ---
# Operators: decide forwarded complaints within a day or so and block the SIM.


@dataclass(frozen=True)
class OperatorParameters:
    """How operators answer complaints."""

    decide_h: float = parameter(
        24.0, "Time from a forwarded complaint to the decision.", "h", "aduannomor-24h", low=0.1
    )
    p_block: float = fraction(0.9, "Share of complete complaints that end in a block.", source="assumption")


class Operators:
    """All operators' complaint desks."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: OperatorParameters = model.scenario.operator
        model.ledger.on("forwarded", lambda complaints: model.env.process(self.decide(complaints)))

    def decide(self, complaints: np.ndarray) -> Generator[Any, Any, None]:
        """Decide a batch of complaints after the handling time; a blocked number is blocked at once."""
        m, c = self.model, self.model.complaints
        yield m.env.timeout(self.params.decide_h)
        good = m.crn(c["key"][complaints], "blocked by operator") < self.params.p_block
        c["decided_t"][complaints] = m.now
        c["outcome"][complaints] = np.where(good, codes.BLOCKED, codes.NOT_BLOCKED)
        end_sims(m, c["sim"][complaints[good]], m.now, "operator", "complaint")


# ---
# The regulator: checks complaints, rejects those without evidence, and forwards the others every so
# many days.


@dataclass(frozen=True)
class RegulatorParameters:
    """How complaints are handled."""

    forward_every_days: float = parameter(
        30.0, "Complaints are passed on every so many days.", "days", "forward-monthly", low=0.04, high=365
    )
    review_h: float = parameter(24.0, "Time until incomplete evidence is rejected.", "h", "aduannomor-24h")
    takes_ott: bool = parameter(
        False, "Whether complaints about OTT messages have an addressee at all.", "", "ott-not-licensee"
    )


class Regulator:
    """Works through the complaints in cycles."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: RegulatorParameters = model.scenario.regulator
        model.ledger.on("complained", self.check)
        every = self.params.forward_every_days * 24
        model.each(every, self.forward, every)

    def check(self, complaints: np.ndarray) -> None:
        """Reject what is found incomplete; when that is done is known from the day it is filed."""
        c = self.model.complaints
        bad = complaints[~c["is_complete"][complaints]]
        c["outcome"][bad], c["decided_t"][bad] = codes.REJECTED, c["at"][bad] + self.params.review_h

    def forward(self) -> None:
        """Pass complete complaints on: SMS and calls to the operators, OTT messages only to OTT apps that take part."""
        m, c = self.model, self.model.complaints
        waiting = c["is_complete"] & np.isinf(c["forwarded_t"])
        ott = c["channel"] == codes.OTT
        to_operator = np.flatnonzero(waiting & ~ott)
        c["forwarded_t"][to_operator] = m.now
        m.ledger.tell("forwarded", complaints=to_operator)
        if self.params.takes_ott:
            to_ott = np.flatnonzero(waiting & ott)
            m.ledger.tell("forwarded_to_ott", complaints=to_ott)
