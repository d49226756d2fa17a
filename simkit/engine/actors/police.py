"""Police: leads from complaints, an investigation, a raid that ends a ring and finds a part of its stock, late."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys
from .. import codes
from ..model import Model, end_sims
from .ring import Ring


@dataclass(frozen=True)
class PoliceParameters:
    """Leads and takedowns."""

    leads_for_raid: int = parameter(
        5_000, "Forwarded complaints about a ring's numbers that start an investigation; 0 for never.",
        "complaints", scales=True
    )  # fmt: skip
    investigation_d: float = parameter(21.0, "From the lead to the raid.", "days", low=0.1)
    share_seized: float = fraction(
        0.1, "Share of what the ring sold lately or has in stock that the raid finds."
    )
    book_days: float = parameter(30.0, "How far back the seized books go.", "days")
    return_d: float = parameter(
        30.0, "Mean time until the people of a raided ring work again under a new name.", "days"
    )


class Police:
    """Counts leads per ring and raids when there are enough."""

    def __init__(self, model: Model, rings: Sequence[Ring]) -> None:
        self.model, self.rings = model, rings
        self.params: PoliceParameters = model.scenario.police
        self.leads = [0] * len(rings)
        self.busy: set[int] = set()
        model.ledger.on("forwarded", self.hear)

    def hear(self, complaints: np.ndarray) -> None:
        """Count the complaints that point to each ring."""
        m = self.model
        ring = m.sims["ring"][m.complaints["sim"][complaints]]
        self.leads += [0] * (len(self.rings) - len(self.leads))
        for r in range(len(self.rings)):
            self.leads[r] += int((ring == r).sum())
            if 0 < self.params.leads_for_raid <= self.leads[r] and r not in self.busy:
                self.busy.add(r)
                m.env.process(self.raid(r))

    def raid(self, r: int) -> Generator[Any, Any, None]:
        """Investigate, then end the ring and its stock; a part of it is found."""
        m, k = self.model, self.params
        yield m.env.timeout(k.investigation_d * 24)
        self.rings[r].stop("raid")
        items = m.items
        mine = items["ring"] == r
        stock = np.flatnonzero(mine & (items["state"] == codes.IN_STOCK))
        sold_t = items["sold_t"]
        lately = np.flatnonzero(mine & (sold_t < m.now) & (sold_t > m.now - k.book_days * 24))
        found = np.concatenate([stock, lately])
        found = found[m.crn(items["key"][found], "found") < k.share_seized]
        m.log["seizures"].add({"at": m.now, "item": found, "ring": r})
        for worker in range(self.rings[r].params.n_workers):
            name = ("handset", self.rings[r].founder, worker, 0)
            if name in m._device and m.crn(keys("seized device", r, worker), "found") < 0.8:
                m.log["seizures"].add({"at": m.now, "device": m.device(*name), "ring": r})
        items["state"][stock] = codes.SEIZED
        end_sims(m, items["sim"][found[items["kind"][found] == codes.NUMBER]], m.now, "police", "raid")
