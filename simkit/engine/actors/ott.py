"""OTT apps: outside the licence. They ban bulk behaviour themselves and take part in the rest only if they choose."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from .. import codes
from ..lookalikes import is_data_only
from ..model import Model, end_accounts


@dataclass(frozen=True)
class OttParameters:
    """What OTT apps do."""

    ban_per_day: float = fraction(0.01, "Chance a day that an app itself bans an abusing account.")
    cooperation: float = fraction(
        0.0, "Share of forwarded cases on which an app acts.",
        "assumption: no duty, so none; ott-not-licensee gives no share"
    )  # fmt: skip
    delay_h: float = parameter(72.0, "Time an app needs to act.", "h", low=0.1)


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
        end_accounts(m, main_accounts(m, c["sim"][complaints]), "complaint")


def main_accounts(model: Model, sims: np.ndarray) -> np.ndarray:
    """Give the main accounts of SIMs as an app finds them, -1 where there is none.

    It finds those of older SIMs too, which the run lists when something happens to them.
    """
    m = model
    old = np.unique(sims[(sims < m.n_old_sims) & (m.sims["account"][sims] < 0)])
    has = m.crn(m.sims["key"][old], "has an account") < m.scenario.background.p_account
    m.old_accounts(old[has & ~is_data_only(m, m.sims["key"][old])])
    return m.sims["account"][sims].astype(np.int64)
