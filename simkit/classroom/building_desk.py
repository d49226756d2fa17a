"""The material of lesson 10: a programme that hears the wrongly blocked, and a stage to try programmes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import simpy

from ..core.knobs import knob
from ..engine.policies import Policy


def wrongly(model: Any, sims: np.ndarray) -> list[int]:
    """List the numbers among some that no ring made: whoever uses them will appeal."""
    return [int(s) for s in np.asarray(sims) if model.sims["ring"][s] < 0]


@dataclass(frozen=True)
class ClerkHears(Policy):
    """One clerk hears people whose number was blocked by mistake: the kit's own version of exercise 10.5."""

    review_h: float = knob(4.0, "Time that one appeal takes.", "h", "assumption", low=0.1)
    log: list[Any] = field(default_factory=list)

    name, decision, kind = "clerk_hears", "complaint", "programme"
    doc = "Whoever was blocked by mistake is heard, one at a time."
    cost = "A clerk's time."
    cannot = "Give back the days that were lost."

    def start(self, model: Any) -> None:
        """Listen for blocks."""
        clerk = simpy.Resource(model.env, capacity=1)

        def hear(sims: np.ndarray) -> None:
            for sim in wrongly(model, sims):
                model.env.process(self.appeal(model, clerk, sim))

        model.ledger.on("sim_blocked", hear)

    def appeal(self, model: Any, clerk: simpy.Resource, sim: int) -> Any:
        """Wait for the clerk and be heard."""
        came = model.now
        with clerk.request() as turn:
            yield turn
            begun = model.now
            yield model.env.timeout(self.review_h)
        self.log.append((sim, came, begun, model.now))


class Stage:
    """A tiny model for trying a programme: a clock, a ledger that only tells, and some SIMs.

    Examples
    --------
    >>> desk = ClerkHears(review_h=2.0)
    >>> Stage([-1, 0, -1]).play(desk, [(1.0, [0, 1, 2])])
    >>> desk.log
    [(0, 1.0, 1.0, 3.0), (2, 1.0, 3.0, 5.0)]
    """

    def __init__(self, ring: Sequence[int]) -> None:
        self.env, self.sims = simpy.Environment(), {"ring": np.array(ring)}
        self.ledger, self.events = self, {}  # type: ignore[var-annotated]

    @property
    def now(self) -> float:
        """Hours since the start."""
        return float(self.env.now)

    def on(self, event: str, listener: Callable[..., object]) -> None:
        """Ask to be told of an event."""
        self.events.setdefault(event, []).append(listener)

    def play(
        self, policy: Policy, blocks: Sequence[tuple[float, Sequence[int]]], until: float = 1_000.0
    ) -> None:
        """Start a programme and tell it of blocks at their times [h]."""
        policy.start(self)  # type: ignore[arg-type]

        def tell() -> Any:
            for at, sims in blocks:
                yield self.env.timeout(at - self.env.now)
                for listener in self.events.get("sim_blocked", ()):
                    listener(sims=np.array(sims))

        self.env.process(tell())
        self.env.run(until=until)


def appeals(log: Sequence[Any]) -> pd.DataFrame:
    """Lay out a desk's log: ``sim``, ``came``, ``begun``, ``gone`` and ``wait_days``, times in days.

    Examples
    --------
    >>> appeals([(7, 24.0, 36.0, 48.0)]).values.tolist()
    [[7.0, 1.0, 1.5, 2.0, 0.5]]
    """
    made = pd.DataFrame(log, columns=["sim", "came", "begun", "gone"])
    made[["came", "begun", "gone"]] /= 24
    return made.assign(wait_days=made["begun"] - made["came"]).sort_values(
        ["begun", "sim"], ignore_index=True
    )
