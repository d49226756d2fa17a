"""The trade as a whole: who opens a ring and who comes back after a raid.

Nothing here is shown to users as a ranking of routes: they see displaced shares, prices and how many rings there are.
"""

from __future__ import annotations

from ...core.streams import keys
from ..model import Model
from .identity_broker import Broker
from .market import Market
from .police import PoliceParameters
from .ring import ENOUGH, Ring
from .ring_parameters import RingParameters
from .routes import Suppliers

FEAR_D = 90.0
"""Days for which a raid on anybody is on everybody's mind."""


class Industry:
    """All rings of a run: who opens when it pays, and who comes back after a raid.

    Candidates are numbered once and for all, so that in every arm the same people think of it on the same days.

    Attributes
    ----------
    rings : list of Ring
        In the order of founding, those that ended too.
    """

    def __init__(self, model: Model, broker: Broker) -> None:
        self.model, self.broker = model, broker
        self.params: RingParameters = model.scenario.ring
        self.rings: list[Ring] = []
        self.market, self.suppliers = Market(model, self.rings), Suppliers(model)
        n = self.params.n_rings
        self.n_candidates = max(n, self.params.n_max) if n else 0
        self.last: dict[int, Ring] = {}
        self.times = [0] * self.n_candidates
        for candidate in range(n):
            self.open(candidate)
        model.each(24.0, self.look, 24.0)

    def open(self, candidate: int) -> None:
        """Let a candidate's ring begin; what is known in the trade, it knows."""
        founder = candidate + self.n_candidates * self.times[candidate]
        ring = Ring(self, founder)
        if self.rings:
            ring.memory.follow(self.known().memory)
        self.times[candidate] += 1
        self.last[candidate] = ring
        self.rings.append(ring)

    def known(self) -> Ring:
        """Give the ring that knows the trade best as it is now: one at work, else the one that ended last."""
        return max(self.rings, key=lambda r: (r.running, r.ended_t if not r.running else -r.number))

    def look(self) -> None:
        """Let those who were raided come back when it is time, and candidates open if a ring would pay."""
        for candidate in range(self.n_candidates):
            last = self.last.get(candidate)
            if (last is None or not last.running) and self.thinks(candidate, last) and self.pays():
                self.open(candidate)

    def thinks(self, candidate: int, last: Ring | None) -> bool:
        """Tell whether a candidate thinks of opening today: after a raid once some time is over, else now and then."""
        m, k = self.model, self.params
        if last is not None and last.ended_why == "raid":
            police: PoliceParameters = m.scenario.police
            key = keys("comes back", candidate, self.times[candidate])
            return m.now >= last.ended_t + 24 * float(m.crn.exponential(key, "return", police.return_d))
        key = keys("founding", candidate, int(m.now // 24))
        return bool(m.scenario.adapt.is_on and m.crn(key, "founding") < 1 / k.found_d)

    def pays(self) -> bool:
        """Tell whether the next 30 days would pay a newcomer's wages, with all it would bring on the market."""
        k, n = self.params, sum(r.running for r in self.rings)
        known, more = self.known(), k.n_numbers / max(self.model.days, 1)
        served = known.memory.served * (n / (n + 1) if known.memory.served < ENOUGH else 1.0)
        month = known.month(k.n_workers, more, served)
        return month > k.wage_rp * (k.n_workers - 1) and k.n_numbers > 0

    def raids_lately(self) -> int:
        """Count the raids that are on everybody's mind."""
        since = self.model.now - 24 * FEAR_D
        return sum(r.ended_why == "raid" and r.ended_t > since for r in self.rings)
