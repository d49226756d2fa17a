"""How a ring answers screening: fresh handsets, more outlets, ripening, silence; each costs the ring something.

What moves it is what a ring sees of itself: the share of its numbers that it lost to a screening. A ring that loses
nothing changes nothing, and without ``adapt.is_on`` none does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from .. import codes
from ..model import Model

CAUTION = 10
"""A ring spends at most one in so many rupiah of its cash on one answer. Source: assumption."""


@dataclass(frozen=True)
class EvasionParameters:
    """What a ring does about screening, at most: each answer grows with the share of its numbers lost."""

    full_at: float = parameter(
        0.3, "Share of a week's numbers lost to screening from which a ring answers in full.", "share",
        low=0.01, high=1
    )  # fmt: skip
    memory: float = fraction(0.5, "Weight of the last week in what a ring remembers of its losses.")
    handsets: float = parameter(
        40.0, "Times as many handsets for the same numbers: at most one for each.", "relative", low=1,
        high=1000
    )  # fmt: skip
    handset_rp: int = parameter(
        25_000, "What another used handset costs, less what it brings when it is sold on.", "Rp"
    )
    outlets: float = parameter(
        3.0, "Times as many outlets and dealers' employees.", "relative", low=1, high=100
    )
    recruit_rp: int = parameter(
        100_000, "What it takes to win another outlet, once; each card still costs ring.bribe_rp.", "Rp"
    )
    ripen_d: float = parameter(
        7.0,
        "Days longer that a number ripens before it is offered: cash is tied up, and it may be found first.",
        "days", high=365
    )  # fmt: skip
    silence: float = fraction(
        0.8, "Share of a number's SMS and calls that go over OTT instead, so that the SIM is silent."
    )
    silence_rebate: float = fraction(
        0.2, "Share of the price that the ring gives back for a number that must be silent."
    )


class Evasion:
    """What one ring does about screening; `level` goes from 0 (its habits) to 1 (all it can do)."""

    def __init__(self, model: Model, number: int, party: int) -> None:
        self.model, self.number, self.party = model, number, party
        self.params: EvasionParameters = model.scenario.evasion
        self.level = self.lost = 0.0
        self.n_items = 0
        self.won: dict[int, int] = {}
        if model.scenario.adapt.is_on:
            model.ledger.on("screened", self.hear)
            model.ledger.on("sold", self.hush)

    def hear(self, sims: np.ndarray) -> None:
        """Learn from a week's list: what was lost, against the numbers come by since the last one."""
        m, k = self.model, self.params
        n = int((m.items["ring"][self.n_items :] == self.number).sum())
        self.n_items = len(m.items)
        mine = int((m.sims["ring"][sims] == self.number).sum())
        share = min(mine / max(n, 1), 1.0)
        self.lost += k.memory * (share - self.lost)
        self.level = min(self.lost / k.full_at, 1.0)

    def _can(self, amount_rp: int) -> bool:
        """Tell whether the ring spends so much on an answer: it does not stake its wages on it."""
        return amount_rp * CAUTION <= self.model.cash[self.party]

    def _spend(self, amount_rp: int, payee: str, purpose: str) -> bool:
        """Pay for an answer if the cash is there; tell whether it was."""
        m = self.model
        if not self._can(amount_rp):
            return False
        m.pay(self.party, m.party(payee), purpose, amount_rp)
        return True

    def handset_times(self) -> int:
        """Give how many times as many handsets as usual the ring uses, where it can pay for the next one."""
        if not self.level or not self._can(self.params.handset_rp):
            return 1
        return round(1 + self.level * (self.params.handsets - 1))

    def handset(self, habit: int, name: tuple[Any, ...], used: int) -> int:
        """Give the handset for a worker's next number, by how many of them the worker has handled."""
        most = max(habit // self.handset_times(), 1)
        return self.bought(*name, used // most, *([] if most == habit else [most]))

    def bought(self, *name: Any) -> int:
        """Give a handset by its name; a new one is paid for, but for those of a ring that keeps its habits."""
        before = len(self.model.devices)
        made = self.model.device(*name)
        if self.level and len(self.model.devices) > before:
            self._spend(self.params.handset_rp, "shops", "handset")
        return made

    def outlets(self, route: int, accomplices: Callable[[int], np.ndarray], usual: np.ndarray) -> np.ndarray:
        """Give the outlets that work for the ring on a route: more than usual, once they are won."""
        want = round(len(usual) * (1 + self.level * (self.params.outlets - 1)))
        if want > (have := self.won.get(route, len(usual))):
            there = len(accomplices(want))
            if there > have and self._spend((there - have) * self.params.recruit_rp, "accomplices", "bribe"):
                self.won[route] = have = there
        return usual if min(want, have) <= len(usual) else accomplices(min(want, have))

    def ripen_h(self) -> float:
        """Give how much longer a number ripens before it is offered [h]."""
        return 24.0 * self.params.ripen_d * self.level

    def hush(self, items: np.ndarray) -> None:
        """Sell numbers for silent use: what would be SMS and calls goes over OTT, and the buyer pays less."""
        m, k = self.model, self.params
        mine = items[(m.items["ring"][items] == self.number) & (m.items["kind"][items] == codes.NUMBER)]
        if not self.level or not len(mine):
            return
        part = k.silence * self.level
        m.items["p_ott"][mine] += (1 - m.items["p_ott"][mine]) * part
        for buyer, price in zip(
            m.items["buyer"][mine].tolist(), m.items["price_rp"][mine].tolist(), strict=True
        ):
            self._rebate(buyer, int(price * k.silence_rebate * self.level))

    def _rebate(self, buyer: int, amount_rp: int) -> None:
        if amount_rp <= self.model.cash[self.party]:
            self.model.pay(self.party, self.model.party(f"buyer-{buyer + 1}"), "rebate", amount_rp)
