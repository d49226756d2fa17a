"""Owners who log in on another phone: new, second-hand, a repair shop's, at home or abroad."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..core.streams import keys
from .profiles import PHONE_HOURS, times

if TYPE_CHECKING:
    from .model import Model


class Phones:
    """Log-ins of honest people on a device that is new to the account: the innocent look of a take-over."""

    def __init__(self, model: Model) -> None:
        self.model, self.knobs = model, model.scenario.background
        self.n_owners = model.n_old_sims
        model.calendar.handle("new phone", self._on_a_new_phone)

    def tick(self, start: float, end: float) -> None:
        """Let owners of older SIMs log in on a new phone."""
        m, k = self.model, self.knobs
        mean = k.phone_change_month / 30 * self.n_owners * 0.6
        _, at, key = times(m.luck, "phone change", start, end, mean, PHONE_HOURS)
        sims, first = np.unique(m.luck.integers(key, "which", self.n_owners), return_index=True)
        self._on_a_new_phone({"at": at[first], "key": key[first], "sim": sims})

    def plan(self, sims: np.ndarray, at: np.ndarray, key: np.ndarray) -> None:
        """Say when owners of new SIMs log in on a new phone: as often as the others."""
        m = self.model
        per_hour = self.knobs.phone_change_month * 0.6 / 720
        if per_hour:
            when = at + m.luck.exponential(key, "until the new phone", 1 / per_hour)
            some = when < m.days * 24.0
            rows = {"at": when[some], "key": keys("later phone", key[some]), "sim": sims[some]}
            m.calendar.put("new phone", rows)

    def _on_a_new_phone(self, rows: Mapping[str, np.ndarray]) -> None:
        """Log owners in on another device: new, second-hand or a repair shop's; some of them abroad."""
        m, w = self.model, self.model.world
        on = np.isinf(m.sims["ended_t"][rows["sim"]])
        on &= (rows["sim"] < self.n_owners) | (m.sims["account"][rows["sim"]] >= 0)
        at, key, sims = rows["at"][on], rows["key"][on], np.asarray(rows["sim"])[on].astype(np.int64)
        accounts = m.old_accounts(sims)
        user, n = m.sims["user"][sims], len(sims)
        trip = m.luck(key, "travels") < self.knobs.p_travel
        abroad = w.people.is_abroad[user] | trip
        country = np.where(abroad, 1 + m.luck.integers(w.people.key[user], "country", 6), 0)
        order = np.argsort(at, kind="stable")
        made = {
            "at": at,
            "key": key,
            "sim": sims,
            "app": np.zeros(n, np.int64),
            "device": self._other_device(key, user),
            "place": country,
            "origin": m.accounts["origin"][accounts],
            "ring": m.accounts["ring"][accounts],
            "account": accounts,
            "is_owner": np.ones(n, bool),
        }
        m.ledger.submit("account", {c: v[order] for c, v in made.items()})

    def _other_device(self, key: np.ndarray, user: np.ndarray) -> np.ndarray:
        """Give the device of each log-in: mostly a new one."""
        m, k, w = self.model, self.knobs, self.model.world
        device = m.new_devices(keys("new phone", key))
        u = m.luck(key, "which phone")
        used = u < k.p_second_hand
        device[used] = w.phone[m.someone(key[used], "former owner")]
        for row in np.flatnonzero(u > 1 - k.p_repair_shop).tolist():
            shop = int(w.people.province[user[row]]), int(m.luck.integers(key[[row]], "repair shop", 3)[0])
            device[row] = m.device("repair shop", *shop)
        return device
