"""Policies at the customer desk: who may see which record, on what ground, and the desk's own audit of look-ups.

What ranks agents after the fact, from a folder of tables, is no policy: the detector ``insider-audit`` of
`simkit detect` stands in `detect/detectors/insider.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys
from .. import codes
from ..events import Rows
from ..model import Model
from ..policy import Policy
from ..quotas import Quota


@dataclass(frozen=True)
class TicketRequired(Policy):
    """A look-up needs a ticket."""

    seconds: float = parameter(8.0, "Time to open or find the ticket.", "s", high=600)

    name, decision, kind, reason = "ticket", "access", "rule", "no_ticket"

    def deny(self, rows: Rows, model: Model) -> np.ndarray:
        """Refuse look-ups without a ticket."""
        return np.asarray(rows["ticket"]) < 0


@dataclass(frozen=True)
class Masking(Policy):
    """NIK and KK are hidden unless the work needs them."""

    seconds: float = parameter(5.0, "Time to ask the customer for what is hidden.", "s", high=600)
    p_unmasked: float = fraction(0.2, "Share of look-ups whose reason needs the full record.")

    name, decision, kind, reason = "masking", "access", "rule", "masked"

    def alter(self, rows: Rows, model: Model) -> Rows:
        """Hide NIK and KK where the work does not need them."""
        hide = ~codes.mask("nik", "kk")
        masked = model.crn(rows["key"], "needs the full record") >= self.p_unmasked
        masked |= np.asarray(rows["ticket"]) < 0
        return {**rows, "fields": np.where(masked, np.asarray(rows["fields"]) & hide, rows["fields"])}


@dataclass(frozen=True)
class ShiftCap(Policy):
    """An agent may look up only so many records a day."""

    per_day: int = parameter(
        90, "Look-ups a day for each agent; an honest full day has about sixty.", "look-ups", low=1
    )

    name, decision, kind, reason = "shift_cap", "access", "rule", "shift_cap"

    def quotas(self) -> tuple[Quota, ...]:
        """Count look-ups by agent and day."""
        return (Quota(("agent",), self.per_day, window_h=24.0),)

    def room(self, model: Model, agent: int) -> float:
        """Give what a usual working day leaves, one look-up less."""
        log = model.log["accesses"]
        mine = log["at"][(log["agent"] == agent) & (log["motive"] != codes.SALE)] // 24
        days = mine[mine >= model.now // 24 - 14]
        return max(self.per_day - 1 - len(days) / max(len(np.unique(days)), 1), 0.0)


@dataclass(frozen=True)
class ExplanationAudit(Policy):
    """Look-ups that no ticket explains are counted, and whoever has far more than colleagues is reviewed."""

    every_days: float = parameter(7.0, "Days between two audits.", "days", low=1, high=365)
    factor: float = parameter(
        2.0, "Times the colleagues' median of unexplained look-ups from which an agent is reviewed.",
        "relative", low=1, high=100
    )  # fmt: skip
    n_least: int = parameter(5, "Fewer unexplained look-ups are never reviewed.", "look-ups", low=1)
    p_found: float = fraction(0.7, "Share of misuse that a review finds.")
    p_wrong: float = fraction(0.05, "Share of reviews of honest agents that end in a suspension.")
    rp_each: int = parameter(400_000, "What a review costs: a day of an auditor.", "Rp")

    name, decision, kind, charged = "explanation_audit", "access", "programme", "reviews"
    source = "ebas"

    def start(self, model: Model) -> None:
        """Audit every so many days."""
        model.each(self.every_days * 24.0, lambda: self.audit(model))

    def unexplained(self, model: Model, since_h: float) -> np.ndarray:
        """Count each agent's look-ups since a moment that no ticket explains (int, shape (n_agents,))."""
        log, tickets = model.log["accesses"], model.log["tickets"]
        rows = np.flatnonzero((log["at"] >= since_h) & (log["code"] == codes.ALLOW))
        ticket = log["ticket"][rows]
        named = ticket >= 0
        same = named.copy()
        for who in ("person", "agent"):
            same[named] &= tickets[who][ticket[named]] == log[who][rows][named]
        n = len(model.world.agents.site)
        return np.bincount(log["agent"][rows[~same]], minlength=n)

    def audit(self, model: Model) -> None:
        """Review whoever has far more unexplained look-ups than colleagues; supervisors' checks are explained."""
        if not self.in_force(model.now):
            return
        begin = model.now - self.every_days * 24
        n, agents = self.unexplained(model, begin), model.world.agents
        usual = np.flatnonzero(~agents.is_supervisor)
        limit = max(self.factor * float(np.median(n[usual])), self.n_least) if len(usual) else np.inf
        looked = usual[n[usual] > limit]
        log = model.log["accesses"]
        bad = (log["at"] >= begin) & np.isin(log["motive"], (codes.KNOWN, codes.GRUDGE, codes.SALE))
        guilty = np.isin(looked, log["agent"][bad])
        u = model.crn(keys("review", agents.key[looked], int(model.now)), "review")
        out = u < np.where(guilty, self.p_found, self.p_wrong)
        model.log["reviews"].add(
            {"at": model.now, "agent": looked, "n_unexplained": n[looked], "is_suspended": out}
        )
        model.ledger.tell("agent_suspended", agents=looked[out])

    def room(self, model: Model, agent: int) -> float:
        """Give what colleagues' sloppiness hides in a shift."""
        since = max(model.now - self.every_days * 24, 0.0)
        n = self.unexplained(model, since)[~model.world.agents.is_supervisor]
        shifts = max((model.now - since) / 24 * 6 / 7, 1.0)
        return max((self.factor - 1) * float(np.median(n)), self.n_least / 2) / shifts if len(n) else np.inf


@dataclass(frozen=True)
class OpenCapture(Policy):
    """The work place no longer blocks screenshots: the contrast to the camera."""

    name, decision, kind = "open_capture", "access", "setting"

    def settings(self) -> dict[str, Any]:
        """Open the work place."""
        return {"desk.is_capture_blocked": False}


POLICIES = (TicketRequired, Masking, ShiftCap, ExplanationAudit, OpenCapture)
