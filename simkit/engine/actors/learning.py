"""How a ring answers: it remembers what each way has brought lately, and drifts to what still pays.

The rule is a logit choice around habit. Habit (``ring.shares``) stands for all that the model does not price:
skill, risk, who is at hand. What is learned is only how the profit of a way compares with what was expected of
it, so a ring without trouble keeps its habits, and one that is refused somewhere goes elsewhere. Values are
internal: users see displaced shares, never a ranking for offenders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...core.knobs import knob
from .. import codes
from .ways import MEANS

if TYPE_CHECKING:
    from .syndicate import Ring

N_WAYS = len(codes.CHANNELS)


@dataclass(frozen=True)
class AdaptKnobs:
    """How rings and insiders answer what happens to them."""

    is_on: bool = knob(
        False, "Whether rings and insiders answer at all; otherwise they keep their habits.", "", "assumption"
    )
    learning_rate: float = knob(
        0.1, "Weight of a shift's profit in what the ring remembers of a way.", "share", "assumption", high=1
    )
    sharpness: float = knob(
        4.0,
        "How strongly workers drift to ways that pay better than expected (logit; 0 keeps the habit).",
        "",
        "assumption",
        high=50,
    )
    exploration: float = knob(
        0.05,
        "Share of the shifts on which a way is chosen by habit, whatever it paid.",
        "share",
        "assumption",
        high=1,
    )


class Memory:
    """What one ring remembers: how often each way worked, what identities cost, what numbers brought.

    Attributes
    ----------
    made, tried : ndarray of float, shape (n_ways,)
        Numbers come by, and attempts made, for each attempt that was planned.
    price_rp, identity_rp : float
        What a number brought lately, unsold ones counted as nothing, and what an identity cost [Rp].
    limit : dict of int to int
        Most registrations a day that an outlet has let through since it refused some.
    """

    def __init__(self, ring: Ring) -> None:
        self.ring, self.knobs = ring, ring.model.scenario.adapt
        b = ring.model.scenario.buyer
        self.usual_rp = self.price_rp = b.ask_rp + b.bargain * max(b.reservation_rp - b.ask_rp, 0.0)
        self.identity_rp = float(ring.model.scenario.broker.base_price_rp)
        stale = np.array([w.needs_identity for w in MEANS.values()]) * ring.knobs.p_stale
        self.made, self.tried = 1 - stale, np.ones(N_WAYS)
        self.expected = self.profit()
        self.life_share = 1.0
        self.limit: dict[int, int] = {}
        ring.model.ledger.on("expected_life", self.hear)
        self._known = 0
        self._open: np.ndarray = np.empty(0, np.int64)

    def profit(self) -> np.ndarray:
        """Give the profit of a planned attempt on each way, by what is remembered [Rp], shape (n_ways,)."""
        k = self.ring.knobs
        fee = np.array([getattr(k, w.fee) if w.fee else 0 for w in MEANS.values()])
        fixed = np.array([k.pack_rp if w.needs_pack else 0 for w in MEANS.values()], float)
        fixed += np.array([w.needs_identity for w in MEANS.values()]) * self.identity_rp / k.sims_per_identity
        return self.made * (self.price_rp - fee) - self.tried * fixed

    def chances(self) -> np.ndarray:
        """Give the chance of each way for a shift, shape (n_ways,): habit, moved by profit against expectation."""
        habit = np.asarray(self.ring.knobs.shares, float)
        habit = habit / max(habit.sum(), 1e-9)
        if not self.knobs.is_on:
            return habit
        surprise = (self.profit() - self.expected) / max(self.price_rp, self.usual_rp, 1.0)
        drawn = habit * np.exp(self.knobs.sharpness * (surprise - surprise.max()))
        drawn = drawn / max(drawn.sum(), 1e-300)
        return (1 - self.knobs.exploration) * drawn + self.knobs.exploration * habit

    def shift(self, way: int, n_workers: int, planned: int, tried: int, made: int) -> None:
        """Remember a crew's day: what was planned, tried and made of it."""
        weight = 1 - (1 - self.knobs.learning_rate) ** n_workers
        self.tried[way] += weight * (tried / max(planned, 1) - self.tried[way])
        self.made[way] += weight * (made / max(planned, 1) - self.made[way])

    def bought(self, n: int, paid_rp: int) -> None:
        """Remember what identities cost."""
        if n:
            self.identity_rp += self.knobs.learning_rate * (paid_rp / n - self.identity_rp)

    def sales(self) -> None:
        """Remember what became of the ring's stock since the last look: prices paid, or nothing for the dead."""
        items, ring = self.ring.model.items, self.ring
        new = np.arange(self._known, len(items))
        self._known = len(items)
        mine = np.concatenate([self._open, new[items["ring"][new] == ring.number]])
        state = items["state"][mine]
        done, self._open = mine[state != 1], mine[state == 1]
        if len(done):
            brought = np.maximum(items["price_rp"][done], 0) * (items["sold_t"][done] < np.inf)
            self.price_rp += self.knobs.learning_rate * (float(brought.mean()) - self.price_rp)

    def hear(self, share: float) -> None:
        """Hear from buyers how long numbers live, against what they pay the usual price for."""
        self.life_share = share

    def refusals(self, outlet: np.ndarray, allowed: np.ndarray, over: np.ndarray) -> None:
        """Remember how many registrations a day an outlet let through when it refused more."""
        if not over.any():
            return
        for o in np.unique(outlet[over & (outlet >= 0)]).tolist():
            through = int((allowed & (outlet == o)).sum())
            self.limit[o] = min(through, self.limit.get(o, through))

    def beyond(self, outlet: np.ndarray) -> np.ndarray:
        """Say which attempts would go beyond what their outlet lets through (bool, shape (n,))."""
        out = np.zeros(len(outlet), bool)
        for o, most in self.limit.items() if self.knobs.is_on else ():
            out[np.flatnonzero(outlet == o)[most:]] = True
        return out

    def hold_h(self) -> float:
        """Give how long a number ripens before it is offered [h]: less when numbers die sooner."""
        return 24.0 * (min(max(self.life_share, 0.1), 1.0) if self.knobs.is_on else 1.0)
