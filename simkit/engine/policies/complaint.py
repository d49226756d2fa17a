"""Policies on complaints: how fast they are passed on, with what evidence, and who is told of a leak."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys
from .. import codes
from ..model import Model, end_sims
from ..policy import Policy


@dataclass(frozen=True)
class Forwarding(Policy):
    """The regulator passes complaints on every so many days."""

    every_days: float = parameter(
        30.0, "Days between two forwardings.", "days", "forward-monthly", low=0.04, high=365
    )
    rp_each: int = parameter(500_000, "What one forwarding costs: a clerk's day.", "Rp")

    name, decision, kind = "forwarding", "complaint", "setting"
    source = "forward-monthly"

    def cost_rp(self, days: float, rows: Callable[[str, float], int]) -> float:
        """Give the cost of all forwardings [Rp]."""
        return float(self.rp_each * (days / self.every_days) + self.rp_per_day * days)

    def settings(self) -> dict[str, Any]:
        """Set the cycle."""
        return {"regulator.forward_every_days": self.every_days}


@dataclass(frozen=True)
class EvidenceHelper(Policy):
    """A form that helps people to hand in complete evidence."""

    share: float = fraction(0.8, "Share of complaints about abuse that are complete with it.")
    rp_per_day: int = parameter(200_000, "What running the form costs a day.", "Rp")

    name, decision, kind = "evidence_helper", "complaint", "setting"

    def settings(self) -> dict[str, Any]:
        """Raise the share of complete evidence."""
        return {"citizen.p_complete": self.share}


@dataclass(frozen=True)
class SelfCheck(Policy):
    """Owners are asked to look which numbers are registered on their NIK."""

    per_month: float = fraction(0.02, "Share of owners who look in a month.")
    rp_per_day: int = parameter(300_000, "What the campaign costs a day.", "Rp")

    name, decision, kind = "self_check", "complaint", "setting"
    source = "pm-7-2026"

    def settings(self) -> dict[str, Any]:
        """Raise the share of owners who look."""
        return {"owner.checks_per_month": self.per_month}


@dataclass(frozen=True)
class BreachNotice(Policy):
    """Whoever's record was posted is told within three times 24 hours, and some act."""

    within_h: float = parameter(72.0, "Time until the owners are told.", "h", "pdp-2022", low=1)
    p_act: float = fraction(0.3, "Share of the told who have strange numbers on their NIK blocked.")
    p_found: float = fraction(0.8, "Share of posts that are discovered at all.")
    rp_each: int = parameter(5_000, "What a letter costs.", "Rp")

    name, decision, kind, charged = "breach_notice", "complaint", "programme", "notices"
    source = "pdp-2022"

    def start(self, model: Model) -> None:
        """Listen for posts."""
        model.ledger.on(
            "posted", lambda post, people, source: model.env.process(self._tell(model, post, people))
        )

    def _tell(self, model: Model, post: int, people: np.ndarray) -> Generator[Any, Any, None]:
        begun = self.in_force(model.now)
        found = model.crn(keys("discovered", [post]), "discovered")[0] < self.p_found
        yield model.env.timeout(self.within_h)
        if not (begun and found):
            return
        model.log["notices"].add(
            {"at": model.now, "person": people, "kind": codes.NOTICES.index("breach"), "post": post}
        )
        act = people[model.crn(keys("told", people), "acts") < self.p_act]
        yield model.env.timeout(24.0)
        new = np.arange(model.n_old_sims, len(model.sims))
        of_ring = model.sims["registrant"][new] == codes.REGISTRANTS.index("ring")
        strange = new[np.isin(model.sims["owner"][new], act) & of_ring]
        end_sims(model, strange, model.now, "owner", "breach_notice")


POLICIES = (Forwarding, EvidenceHelper, SelfCheck, BreachNotice)
