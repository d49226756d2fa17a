"""Policies on messages: what the network itself filters or slows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.parameter import fraction, parameter
from .. import codes
from ..events import Rows
from ..model import Model
from ..policy import Policy


@dataclass(frozen=True)
class SenderFilter(Policy):
    """Operators drop most SMS and calls of numbers that write to many in a day."""

    per_day: int = parameter(30, "Recipients a day from which a number is filtered.", "numbers", low=1)
    share: float = fraction(0.7, "Share of such a number's traffic that is dropped.")
    rp_per_day: int = parameter(1_000_000, "What the filter costs a day.", "Rp")

    name, decision, kind, reason = "sender_filter", "message", "rule", "filtered"
    source = "operator-filtering-2025"

    def alter(self, rows: Rows, model: Model) -> Rows:
        """Drop a share of what busy numbers send."""
        busy = rows["n_recipients"] >= self.per_day * rows["days"]
        busy &= np.asarray(rows["channel"]) != codes.OTT
        left = np.where(busy, rows["n_sent"] * (1 - self.share), rows["n_sent"])
        return {**rows, "n_sent": left.round().astype(np.int64)}


POLICIES = (SenderFilter,)
