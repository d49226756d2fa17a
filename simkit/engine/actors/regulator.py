"""The regulator: checks complaints, rejects those without evidence, forwards the others every so many days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.parameter import parameter
from .. import codes
from ..model import Model


@dataclass(frozen=True)
class RegulatorParameters:
    """How complaints are handled."""

    forward_every_days: float = parameter(
        30.0, "Complaints are passed on every so many days.", "days", "forward-monthly", low=0.04, high=365
    )
    review_h: float = parameter(
        24.0, "Time until incomplete evidence is rejected.", "h",
        "assumption: as fast as aduannomor-24h asks of complete reports"
    )  # fmt: skip
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
