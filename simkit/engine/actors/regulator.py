"""The regulator: checks complaints, rejects those without evidence, and forwards the others every so many days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...core.knobs import knob
from .. import codes

if TYPE_CHECKING:
    from ..model import Model


@dataclass(frozen=True)
class RegulatorKnobs:
    """How complaints are handled."""

    forward_every_days: float = knob(
        30.0, "Complaints are passed on every so many days.", "days", "forward-monthly", low=0.04, high=365
    )
    review_h: float = knob(24.0, "Time until incomplete evidence is rejected.", "h", "aduannomor-24h")
    takes_ott: bool = knob(
        False, "Whether complaints about OTT messages have an addressee at all.", "", "ott-not-licensee"
    )


class Regulator:
    """Works through the complaints in cycles."""

    def __init__(self, model: Model) -> None:
        self.model, self.knobs = model, model.scenario.regulator
        self._checked = 0
        model.each(24.0, self.reject, 8.0)
        every = self.knobs.forward_every_days * 24
        model.each(every, self.forward, every)

    def reject(self) -> None:
        """Reject what has been checked and found incomplete."""
        c = self.model.complaints
        new = np.arange(self._checked, len(c))
        done = new[c["at"][new] + self.knobs.review_h <= self.model.now]
        if len(done):
            self._checked = int(done.max()) + 1
            done = np.arange(new[0], self._checked)
            bad = done[~c["is_complete"][done]]
            c["outcome"][bad], c["decided_t"][bad] = codes.REJECTED, c["at"][bad] + self.knobs.review_h

    def forward(self) -> None:
        """Pass complete complaints on: SMS and calls to the operators, OTT messages only to OTT apps that take part."""
        m, c = self.model, self.model.complaints
        waiting = c["is_complete"] & np.isinf(c["forwarded_t"])
        ott = c["channel"] == codes.OTT
        to_operator = np.flatnonzero(waiting & ~ott)
        c["forwarded_t"][to_operator] = m.now
        m.ledger.tell("forwarded", complaints=to_operator)
        if self.knobs.takes_ott:
            to_ott = np.flatnonzero(waiting & ott)
            m.ledger.tell("forwarded_to_ott", complaints=to_ott)
