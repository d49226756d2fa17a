"""Owners of identities: some look which numbers are registered on their NIK, or are told of a leak, and act."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys
from .. import codes
from ..model import Model, end_sims


@dataclass(frozen=True)
class OwnerParameters:
    """What owners do about their own data."""

    checks_per_month: float = fraction(
        0.002, "Share of owners who look up, in a month, which numbers are on their NIK."
    )
    block_h: float = parameter(24.0, "Time from a request to the block.", "h", low=0.1)
    p_mistaken: float = fraction(
        0.05, "Share of family numbers on one's NIK that an owner takes for a stranger's."
    )
    p_notice_login: float = fraction(
        0.6, "Share of owners who are told when somebody else logs in to their account."
    )


class Owners:
    """Looks, once a day, on behalf of every owner who would look that day."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: OwnerParameters = model.scenario.owner
        model.each(24.0, self.check, 12.0)
        model.ledger.on("logged_in", self.notice)

    def check(self) -> None:
        """Let a day's share of owners find strange numbers on their NIK and ask for a block."""
        m, k = self.model, self.params
        new = np.arange(m.n_old_sims, len(m.sims))
        others = m.sims["registrant"][new] != codes.REGISTRANTS.index("owner")
        live = new[np.isinf(m.sims["ended_t"][new]) & others]
        who = keys("owner looks", m.sims["owner"][live], int(m.now // 24))
        live = live[m.crn(who, "looks") < k.checks_per_month / 30]
        if len(live):
            self.ask(live)

    def ask(self, sims: np.ndarray) -> None:
        """Tell owners of the numbers on their NIK that are not theirs, and ask for a block of these."""
        m = self.model
        kind = m.sims["registrant"][sims]
        mistaken = m.crn(m.sims["key"][sims], "taken for a stranger's") < self.params.p_mistaken
        mistaken &= kind == codes.REGISTRANTS.index("family")
        sims = sims[(kind == codes.REGISTRANTS.index("ring")) | mistaken]
        if len(sims):
            kind = codes.NOTICES.index("strange_number")
            m.log["notices"].add({"at": m.now, "person": m.sims["owner"][sims], "sim": sims, "kind": kind})
            m.env.process(self._block(sims))

    def _block(self, sims: np.ndarray) -> Generator[Any, Any, None]:
        yield self.model.env.timeout(self.params.block_h)
        end_sims(self.model, sims, self.model.now, "owner", "strange_number")

    def notice(self, accounts: np.ndarray, rows: dict[str, np.ndarray], good: np.ndarray) -> None:
        """Tell owners of a log-in that was not theirs."""
        m = self.model
        strange = good & ~np.asarray(rows["is_owner"], bool)
        if strange.any():
            strange &= m.crn(rows["key"], "notices the log-in") < self.params.p_notice_login
        if strange.any():
            sims = m.accounts["sim"][accounts[strange]]
            at, kind = np.asarray(rows["at"])[strange], codes.NOTICES.index("login_elsewhere")
            m.log["notices"].add({"at": at, "person": m.sims["user"][sims], "sim": sims, "kind": kind})
