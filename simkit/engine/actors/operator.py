"""Operators: decide forwarded complaints within a day or so, and block the SIM."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from .. import codes
from ..model import Model, end_sims


@dataclass(frozen=True)
class OperatorParameters:
    """How operators answer complaints."""

    decide_h: float = parameter(
        24.0, "Time from a forwarded complaint to the decision: the limit, which the source counts from a complete "
        "report.", "h", "aduannomor-24h", low=0.1
    )  # fmt: skip
    p_block: float = fraction(0.9, "Share of complete complaints that end in a block.")


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
