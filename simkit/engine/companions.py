"""Families and firms that run their chat accounts on a computer too: many accounts on one device, all of one house.

The honest look of a device where sold accounts meet. What sets it apart is who meets there: one family card, not
strangers. No policy moves which computer it is, nor whose accounts are linked on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from ..core.streams import keys
from .events import batch, copies
from .lookalikes import is_data_only, seems_abroad
from .model import Model
from .profiles import PHONE_HOURS, Ahead, Flow

MOST = 30
"""Accounts that one computer links at a time. Source: assumption, a big firm has several."""
P_ACCOUNT = 0.6
"""Share of older SIMs with an account. Source: assumption, the same as of those who change phones."""


class Companions:
    """Links the accounts of a household, or of a firm, on its computer."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params = model.scenario.lookalikes
        self.computer = np.full(model.world.n_identities, -1, np.int64)
        mean = self.params.companion_month / 30 * model.n_old_sims
        self.flow = Ahead(model, dict, Flow("companion", mean, PHONE_HOURS))
        model.calendar.handle("companion", self.link)

    @cached_property
    def homes(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the older SIMs with an account by household, and where each household begins (one more at the end)."""
        m, w = self.model, self.model.world
        old = np.arange(m.n_old_sims)
        key = m.sims["key"][old]
        old = old[(m.crn(key, "has an account") < P_ACCOUNT) & ~is_data_only(m, key)]
        head = w.people.head[m.sims["user"][old]]
        order = np.argsort(head, kind="stable")
        return old[order], np.searchsorted(head[order], np.arange(w.n_identities + 1))

    def tick(self, start: float, end: float) -> None:
        """Set up a computer for some households that have older SIMs."""
        m = self.model
        if rows := self.flow.span(start):
            sims = m.crn.integers(rows["key"], "for whom", m.n_old_sims)
            m.calendar.put("companion", {"at": rows["at"], "key": rows["key"], "sim": sims})

    def plan(self, sims: np.ndarray, at: np.ndarray, key: np.ndarray) -> None:
        """Say which owners of new SIMs link them, and when."""
        m = self.model
        some = m.crn(key, "links a computer") < self.params.p_companion
        when = at[some] + 1 + m.crn.exponential(key[some], "until it is linked", 60.0)
        kept = when < m.days * 24.0
        rows = {"at": when[kept], "key": keys("companion", key[some][kept]), "sim": sims[some][kept]}
        m.calendar.put("companion", rows)

    def link(self, rows: Mapping[str, np.ndarray]) -> None:
        """Log the new SIM in, and over the next weeks the older SIMs of its household."""
        m, w = self.model, self.model.world
        sim = np.asarray(rows["sim"]).astype(np.int64)
        if not len(sim):
            return
        head = w.people.head[m.sims["user"][sim]]
        homes, begin = self.homes
        each, copy = copies(np.minimum(begin[head + 1] - begin[head], MOST))
        new = np.flatnonzero((sim >= m.n_old_sims) & (m.sims["account"][sim] >= 0))
        of = np.concatenate([new, each])
        who = np.concatenate([sim[new], homes[begin[head[each]] + copy]])
        key = keys("linked", rows["key"][of], np.concatenate([np.full(len(new), -1), copy]))
        later = m.crn.exponential(key, "until all are linked", 150.0)
        at = rows["at"][of] + np.where(np.arange(len(of)) < len(new), 0.0, later)
        live = (m.sims["ended_t"][who] > at) & (at < m.days * 24.0)
        of, who, key, at = of[live], who[live], key[live], at[live]
        account = m.old_accounts(who)
        place = np.where(
            w.people.is_abroad[head[of]], 1 + m.crn.integers(w.people.key[head[of]], "country", 6), 0
        )
        m.calendar.put("account", batch(
            at=at, key=key, sim=who, app=0, device=self._computers(head)[of], place=seems_abroad(m, key, place),
            origin=m.accounts["origin"][account], ring=m.accounts["ring"][account], account=account, is_owner=True,
        ))  # fmt: skip

    def _computers(self, head: np.ndarray) -> np.ndarray:
        """Give the computer of each household, making it when it is first used."""
        new = np.unique(head[self.computer[head] < 0])
        self.computer[new] = self.model.new_devices(keys("computer", new))
        return self.computer[head]
