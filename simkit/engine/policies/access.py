"""Policies at the customer desk: who may see which record, on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.knobs import knob
from .. import codes
from .base import Policy, Rows

if TYPE_CHECKING:
    from ..model import Model


@dataclass(frozen=True)
class TicketRequired(Policy):
    """A look-up needs a ticket."""

    seconds: float = knob(8.0, "Time to open or find the ticket.", "s", "assumption", high=600)

    name, decision, kind, reason = "ticket", "access", "rule", "no_ticket"
    doc = "A record opens only with the number of a ticket."
    cost = "Some seconds for each look-up; look-ups without a ticket are refused, supervisors' checks among them."
    cannot = "Stop a seller who names somebody else's ticket, or a camera."

    @property
    def handling_s(self) -> float:
        """Seconds for each look-up."""
        return self.seconds

    def deny(self, rows: Rows, model: Model) -> np.ndarray:
        """Refuse look-ups without a ticket."""
        return np.asarray(rows["ticket"]) < 0


@dataclass(frozen=True)
class Masking(Policy):
    """NIK and KK are hidden unless the work needs them."""

    seconds: float = knob(5.0, "Time to ask the customer for what is hidden.", "s", "assumption", high=600)
    p_unmasked: float = knob(
        0.2, "Share of look-ups whose reason needs the full record.", "share", "assumption", high=1
    )

    name, decision, kind, reason = "masking", "access", "rule", "masked"
    doc = "The screen hides NIK and KK unless the work needs them."
    cost = "Some seconds for each look-up."
    cannot = "Hide what the work really needs."

    @property
    def handling_s(self) -> float:
        """Seconds for each look-up."""
        return self.seconds

    def alter(self, rows: Rows, model: Model) -> Rows:
        """Hide NIK and KK where the work does not need them."""
        hide = ~codes.mask("nik", "kk")
        masked = (model.luck(rows["key"], "needs the full record") >= self.p_unmasked) | (
            np.asarray(rows["ticket"]) < 0
        )
        return {**rows, "fields": np.where(masked, np.asarray(rows["fields"]) & hide, rows["fields"])}


@dataclass(frozen=True)
class OpenCapture(Policy):
    """The work place no longer blocks screenshots: the contrast to the camera."""

    name, decision, kind = "open_capture", "access", "setting"
    doc = "Screenshots and copying at the work place are not blocked (they are by default)."
    cost = "Nothing; that is why some work places are like this."
    cannot = "Hide that a copy was made: what is posted is no longer typed again."

    def settings(self) -> dict[str, Any]:
        """Open the work place."""
        return {"desk.is_capture_blocked": False}


POLICIES = (TicketRequired, Masking, OpenCapture)
