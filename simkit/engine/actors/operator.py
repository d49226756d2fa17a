"""Operators: decide forwarded complaints within a day or so and block the SIM."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.knobs import knob
from .. import codes
from ..effects import end_sims

if TYPE_CHECKING:
    from ..model import Model


@dataclass(frozen=True)
class OperatorKnobs:
    """How operators answer complaints."""

    decide_h: float = knob(
        24.0, "Time from a forwarded complaint to the decision.", "h", "aduannomor-24h", low=0.1
    )
    p_block: float = knob(
        0.9, "Share of complete complaints that end in a block.", "share", "assumption", high=1
    )


class Operators:
    """All operators' complaint desks."""

    def __init__(self, model: Model) -> None:
        self.model, self.knobs = model, model.scenario.operator
        model.ledger.on("forwarded", lambda complaints: model.env.process(self.decide(complaints)))

    def decide(self, complaints: np.ndarray) -> Generator[Any, Any, None]:
        """Decide a batch of complaints after the handling time; a blocked number is blocked at once."""
        m, c = self.model, self.model.complaints
        yield m.env.timeout(self.knobs.decide_h)
        good = m.luck(c["key"][complaints], "blocked by operator") < self.knobs.p_block
        c["decided_t"][complaints] = m.now
        c["outcome"][complaints] = np.where(good, codes.BLOCKED, codes.NOT_BLOCKED)
        stopped = end_sims(m, c["sim"][complaints[good]], m.now, "operator", "complaint")
        m.ledger.tell("sim_blocked", sims=stopped)
