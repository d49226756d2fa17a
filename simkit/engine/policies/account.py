"""Policies at OTT accounts: who may log in, and what happens to an account whose SIM was blocked."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from ..actors.ott import main_accounts
from ..events import Rows
from ..model import Model, end_accounts
from ..policy import Policy


@dataclass(frozen=True)
class SecondFactor(Policy):
    """A log-in on a new device needs a PIN that only the owner knows."""

    share: float = fraction(0.8, "Share of owners who have set the PIN.")

    name, decision, kind, reason = "second_factor", "account", "rule", "second_factor"

    def deny(self, rows: Rows, model: Model) -> np.ndarray:
        """Refuse strangers' log-ins where the owner has set a PIN."""
        strange = (np.asarray(rows["account"]) >= 0) & ~np.asarray(rows["is_owner"], bool)
        return strange & (model.crn(model.sims["key"][rows["sim"]], "has set a PIN") < self.share)


@dataclass(frozen=True)
class OttCooperation(Policy):
    """OTT apps take part: complaints about their messages reach them, and a share is acted on."""

    share: float = fraction(
        1.0, "Share of cases on which an app acts.",
        "assumption: every case, as the most that can be hoped for; ott-not-licensee gives no share"
    )  # fmt: skip
    delay_h: float = parameter(
        24.0, "Time an app needs.", "h",
        "assumption: for accounts the limit that ott-duty-2020 sets for content", low=0.1,
    )  # fmt: skip
    rp_each: int = parameter(20_000, "What a moderator's look at a complaint costs.", "Rp")

    name, decision, kind, charged = "ott_cooperation", "account", "setting", "complaints"
    source = "ott-not-licensee"

    def settings(self) -> dict[str, Any]:
        """Give complaints about OTT messages an addressee."""
        return {"ott.cooperation": self.share, "ott.delay_h": self.delay_h, "regulator.takes_ott": True}


@dataclass(frozen=True)
class BanOnBlock(Policy):
    """When a SIM is blocked, OTT apps end the accounts that were activated with it."""

    share: float = fraction(1.0, "Share of blocks that an app hears of and acts on.")
    delay_h: float = parameter(24.0, "Time from the block to the end of the account.", "h", low=0.1)
    rp_per_day: int = parameter(500_000, "What the channel between operators and apps costs a day.", "Rp")

    name, decision, kind = "ban_on_block", "account", "programme"

    def start(self, model: Model) -> None:
        """Listen for blocks."""
        model.ledger.on("sim_blocked", lambda sims: model.env.process(self._end(model, sims)))

    def _end(self, model: Model, sims: np.ndarray) -> Generator[Any, Any, None]:
        begun = self.in_force(model.now)
        yield model.env.timeout(self.delay_h)
        told = sims[model.crn(model.sims["key"][sims], "app hears of the block") < self.share]
        if begun and len(told):
            main_accounts(model, told)  # lists those of older SIMs
            accounts = np.flatnonzero(np.isin(model.accounts["sim"], told))
            end_accounts(model, accounts, "sim_blocked")


POLICIES = (SecondFactor, OttCooperation, BanOnBlock)
