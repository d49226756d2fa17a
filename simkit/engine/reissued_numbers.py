"""Numbers issued again after their rest; with `trying_again`, the section ``register`` of a scenario."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.parameter import fraction, parameter
from .model import Model
from .trying_again import TryParameters


@dataclass(frozen=True)
class RegisterParameters(TryParameters):
    """What decides tries to register, and which numbers are issued again: the section ``register``."""

    p_reissued: float = fraction(
        0.3, "Share of new SIMs that get a number which somebody had before, if one has rested long enough.",
        "assumption: numbers are scarce, packs with new ones are still sold"
    )  # fmt: skip
    rest_d: float = parameter(
        60.0, "Rest of a number between two owners; the rule says at least 60 days.", "days", "recycle-60-days",
        high=3660,
    )  # fmt: skip


class ReissuedNumbers:
    """Issues numbers again that were given up or blocked."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.resting: list[deque[tuple[float, int]]] = [deque() for _ in model.world.operators.names]
        model.ledger.on("sim_ended", self.rest)
        model.ledger.on("sim_registered", self.issue)

    def rest(self, sims: np.ndarray, at: np.ndarray, rows: Mapping[str, np.ndarray], **_: Any) -> None:
        """Keep the numbers of SIMs that ended for their next owners."""
        for sim, ended, operator in zip(sims.tolist(), at.tolist(), rows["operator"].tolist(), strict=True):
            self.resting[operator].append((ended, sim))

    def issue(self, sims: np.ndarray, rows: Mapping[str, np.ndarray]) -> None:
        """Give some new SIMs a number of their operator that has rested: with its past, complaints among it."""
        m, k = self.model, self.model.scenario.register
        rest_h, last = k.rest_d * 24, rows["at"].max()
        if not any(resting and resting[0][0] + rest_h <= last for resting in self.resting):
            return
        number = m.sims["number"]
        wants = np.flatnonzero(m.crn(rows["key"], "an old number") < k.p_reissued)
        for row in wants[np.argsort(rows["at"][wants], kind="stable")].tolist():
            resting = self.resting[int(rows["operator"][row])]
            if resting and resting[0][0] + rest_h <= rows["at"][row]:
                before = resting.popleft()[1]
                number[sims[row]] = number[before] if number[before] >= 0 else before
