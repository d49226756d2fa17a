"""What a policy is: a small frozen class with parameters, sources and costs, of one of three kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..core.parameter import parameter
from .quotas import Quota

Rows = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Policy:
    """Anything an operator, an OTT app or the regulator can switch on.

    A *rule* answers at a decision point, a *programme* runs in time and listens to the ledger, a *setting*
    changes an actor's option. All chance comes from common random numbers by the row's key: twin runs stay paired.

    Attributes
    ----------
    name, doc : str
        The name used in scenarios and on the command line, and one sentence for a student.
    decision : str
        The decision point it belongs to.
    kind : {"rule", "programme", "setting"}
    reason : str
        What stands in the log when it refuses.
    cost, cannot : str
        What it costs the honest, and what it cannot do.
    charged : str
        The observed table whose rows are the requests that it handles, for their cost.
    """

    start_day: float = parameter(
        0.0, "The day from which it is in force; quotas count from before it.", "days"
    )

    rp_each: int = parameter(0, "What each request it handles costs whoever runs it.", "Rp")
    rp_per_day: int = parameter(0, "What it costs a day, whatever comes.", "Rp")

    name: ClassVar[str] = ""
    doc: ClassVar[str] = ""
    decision: ClassVar[str] = ""
    kind: ClassVar[str] = "rule"
    reason: ClassVar[str] = ""
    cost: ClassVar[str] = ""
    cannot: ClassVar[str] = ""
    charged: ClassVar[str] = ""
    source: ClassVar[str] = "assumption"

    def cost_rp(self, days: float, rows: Callable[[str, float], int]) -> float:
        """Give what the policy costs whoever runs it, over a run [Rp].

        Parameters
        ----------
        days : float
            The length of the run.
        rows : callable
            Told an observed table and a day, gives the number of rows from that day on.
        """
        each = self.rp_each * rows(self.charged, self.start_day) if self.rp_each and self.charged else 0
        return float(each + self.rp_per_day * max(days - self.start_day, 0))

    def room(self, model: Any, agent: int) -> float:
        """Give how many look-ups a shift an insider can add without being caught by this policy."""
        return float("inf")

    @property
    def handling_s(self) -> float:
        """Seconds added to each request: the parameter ``seconds``, where the policy has one."""
        return float(getattr(self, "seconds", 0.0))

    def in_force(self, now: float) -> bool:
        """Tell whether the policy has begun by `now` [hours]."""
        return now > self.start_day * 24 or self.start_day == 0

    def deny(self, rows: Rows, model: Any) -> np.ndarray | None:
        """Say which rows to refuse (bool, shape (n,)), or None for none."""
        return None

    def quotas(self) -> tuple[Quota, ...]:
        """Give the caps this policy sets."""
        return ()

    def subject(self, rows: Rows, model: Any) -> np.ndarray | None:
        """Say which rows the quotas count (bool, shape (n,)), or None for all."""
        return None

    def held_at_start(self, model: Any) -> Rows | None:
        """Give the rows that fill the quotas at the start (SIMs held already), or None."""
        return None

    def hold(self, rows: Rows, model: Any) -> np.ndarray | None:
        """Say until when each row is held [hours], NaN for not at all, or None for none."""
        return None

    def review(self, rows: Rows, model: Any) -> np.ndarray:
        """Say which held rows are allowed in the end."""
        return np.ones(len(rows["at"]), bool)

    def alter(self, rows: Rows, model: Any) -> Rows:
        """Give the rows with what the policy changes in them; the given ones stay as they are."""
        return rows

    def settings(self) -> dict[str, Any]:
        """Give the actors' options that a setting changes, as ``{"section.key": value}``."""
        return {}

    def start(self, model: Any) -> None:
        """Begin a programme: listen to the ledger, start SimPy processes."""
