"""Honest traffic, tick by tick: people register, replace and give up SIMs, activate accounts, change phones.

One process draws one Poisson total for everybody, then who, where and when, and submits the batch to the
same ledger, through the same policies, into the same log as anybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.knobs import knob
from ..core.streams import keys
from . import codes
from .bursts import bursts, honest_rows
from .effects import end_sims
from .phones import Phones
from .profiles import SHOP_HOURS, WEEK, times, until_next_try

if TYPE_CHECKING:
    from .model import Model

SECOND_APPS = (0.6, 0.25, 0.15)
"""Shares of the smaller apps among second accounts. Source: assumption."""


@dataclass(frozen=True)
class BackgroundKnobs:
    """What honest people do."""

    p_gives_up: float = knob(
        0.6, "Share of new SIMs whose buyer gives the old one up first.", "share", "assumption", high=1
    )
    p_mistyped: float = knob(
        0.2,
        "Share of registrations whose first attempt has a slip in the KK number.",
        "share",
        "assumption: about half of what dukcapil-checks implies",
        high=0.9,
    )
    p_family: float = knob(
        0.08,
        "Share of SIMs registered on the NIK of the head of the household.",
        "share",
        "assumption",
        high=1,
    )
    p_terminal: float = knob(
        0.7,
        "Share of registrations at an outlet that use the outlet's device.",
        "share",
        "assumption",
        high=1,
    )
    p_account: float = knob(
        0.7, "Share of new SIMs on which an OTT account is activated.", "share", "assumption", high=1
    )
    p_second_app: float = knob(
        0.25, "Share of those that activate a second app.", "share", "assumption", high=1
    )
    account_lag_h: float = knob(
        20.0, "Mean time from the SIM to its first account.", "h", "assumption", low=0.1
    )
    phone_change_month: float = knob(
        0.02, "Share of account owners who log in on a new phone in a month.", "share", "assumption", high=1
    )
    p_second_hand: float = knob(
        0.15,
        "Share of new phones that are second-hand: somebody else used them before, and may still do.",
        "share",
        "assumption",
        high=1,
    )
    p_repair_shop: float = knob(
        0.08,
        "Share of log-ins on a new phone that a repair shop makes first on a phone of its own.",
        "share",
        "assumption",
        high=1,
    )
    p_travel: float = knob(
        0.12,
        "Share of log-ins on a new phone that are made abroad by people who travel.",
        "share",
        "assumption",
        high=1,
    )
    p_campus_season: float = knob(
        0.3,
        "Share of September's new SIMs at outlets that are bought at a campus outlet.",
        "share",
        "assumption",
        high=1,
    )
    contacts_a_day: int = knob(
        20,
        "Recipients that an extract of a suspicious number's contacts lists for a day, at most.",
        "numbers",
        "assumption",
        low=1,
        high=1000,
    )
    panel_share: float = knob(
        0.02, "Share of older numbers whose daily traffic is watched.", "share", "assumption", high=1
    )
    village_days_month: float = knob(
        2.0, "Days a month on which a village office registers for its people.", "days", "assumption", high=30
    )
    fleet_orders_year: float = knob(
        1.0, "Orders of SIMs in bulk by an organisation in a year.", "orders", "assumption", high=365
    )


class Background:
    """Draws and submits what honest people do in a tick."""

    def __init__(self, model: Model) -> None:
        self.model, self.knobs = model, model.scenario.background
        self.phones = Phones(model)
        people = model.world.people
        self.n_owners = len(model.world.sims.owner)
        self.adults = np.flatnonzero(people.n_sims > 0)
        model.ledger.on("sim_registered", self.activate)
        model.calendar.handle("registration", lambda rows: model.ledger.submit("registration", rows))

    def tick(self, start: float, end: float) -> None:
        """Submit a tick's registrations and log-ins; at dawn, put the day's bursts into the calendar."""
        if start % 24 == 0 and (burst := bursts(self.model, round(start / 24))):
            self.model.calendar.put("registration", burst)
        self.register(start, end)
        self.phones.tick(start, end)

    def register(self, start: float, end: float) -> None:
        """Register new SIMs; some first give an old one up, some mistype, some use a family member's NIK."""
        m, k = self.model, self.knobs
        mean = m.scenario.market.monthly_turnover / 30 * self.n_owners
        _, at, key = times(m.luck, "honest registration", start, end, mean, SHOP_HOURS, WEEK)
        user, old = self._who(key)
        rows = self._rows(at, key, user, self._september(start))
        gives_up = (old >= 0) & (m.luck(key, "gives up") < k.p_gives_up)
        end_sims(m, old[gives_up], at[gives_up], "owner", "replaced")
        slip = m.luck(key, "mistyped") < k.p_mistyped
        first = {c: v[slip] for c, v in rows.items()}
        first["key"] = keys("mistyped", first["key"])
        gap = until_next_try(m.luck, first["key"])
        first["at"] = first["at"] - np.minimum(gap, (first["at"] - start) / 2)
        first["kk_slip"] = 1 + m.luck.integers(first["key"], "slip", 9)
        batch = {c: np.concatenate([first[c], rows[c]]) for c in rows}
        order = np.lexsort((batch["key"], batch["at"]))
        m.ledger.submit("registration", {c: v[order] for c, v in batch.items()})

    def _who(self, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give who registers and the old SIM that brings them (-1 for none): heavy owners no more often than others."""
        m = self.model
        sims = m.world.sims
        old = m.luck.integers(key, "whose turn", self.n_owners)
        owner = sims.owner[old].astype(np.int64)
        n = m.world.people.n_sims[owner]
        too_often = m.luck(key, "a heavy owner") >= np.minimum(1.0, 4.0 / n)
        owner[too_often] = self.adults[m.luck.integers(key[too_often], "somebody else", len(self.adults))]
        old[too_often] = -1
        gone = old >= 0
        old[gone] = np.where(np.isinf(m.sims["ended_t"][old[gone]]), old[gone], -1)
        return owner, old

    def _september(self, start: float) -> bool:
        day = self.model.world.start + np.timedelta64(int(start * 3600), "s")
        return day.astype("datetime64[M]").astype(int) % 12 == 8

    def _rows(
        self, at: np.ndarray, key: np.ndarray, user: np.ndarray, is_term: bool
    ) -> dict[str, np.ndarray]:
        m, k, w = self.model, self.knobs, self.model.world
        luck = m.luck
        family = luck(key, "on the head's NIK") < k.p_family
        holder = np.where(family, w.people.head[user], user)
        channel = luck.choice(key, "channel", m.scenario.market.channel_shares)
        operator = luck.choice(key, "operator", w.operators.share)
        outlet = w.outlets.pick(
            luck,
            key,
            channel=channel,
            operator=operator,
            province=w.people.province[user],
            p_local=m.scenario.market.p_local,
        )
        campus = np.flatnonzero(w.outlets.flavour == 1)
        if is_term and len(campus):
            there = (channel == codes.OUTLET) & (luck(key, "at the campus") < k.p_campus_season)
            outlet = np.where(there, campus[luck.integers(key, "which campus", len(campus))], outlet)
        terminal = (outlet >= 0) & (luck(key, "terminal") < k.p_terminal)
        device = np.where(terminal, w.terminal[np.maximum(outlet, 0)], w.phone[user])
        registrant = np.where(
            holder == user, codes.REGISTRANTS.index("owner"), codes.REGISTRANTS.index("family")
        )
        return honest_rows(at, key, holder, user, operator, channel, outlet, device, registrant)

    def activate(self, sims: np.ndarray, rows: Mapping[str, Any]) -> None:
        """Put the OTT accounts of honest new SIMs into the calendar."""
        m, k, w = self.model, self.knobs, self.model.world
        honest = rows["ring"] < 0
        if not honest.any():
            return
        key, at, user = rows["key"][honest], np.asarray(rows["at"])[honest], rows["user"][honest]
        sims = sims[honest]
        wants = m.luck(key, "wants an account") < k.p_account
        country = np.where(w.people.is_abroad[user], 1 + m.luck.integers(w.people.key[user], "country", 6), 0)
        later = at + 0.1 + m.luck.exponential(key, "account lag", k.account_lag_h)
        second = wants & (m.luck(key, "second app") < k.p_second_app)
        self.phones.plan(sims[wants], later[wants], key[wants])
        each = np.concatenate([np.flatnonzero(wants), np.flatnonzero(second)])
        nth, n = np.repeat([0, 1], [wants.sum(), second.sum()]), len(each)
        app = np.where(nth == 0, 0, 1 + m.luck.choice(key[each], "which second app", SECOND_APPS))
        m.calendar.put(
            "account",
            {
                "at": later[each] + nth * m.luck.exponential(key[each], "second app lag", 1.0),
                "key": keys("honest account", key[each], nth),
                "sim": sims[each],
                "app": app,
                "device": w.phone[user[each]].astype(np.int64),
                "place": country[each],
                "origin": np.full(n, codes.OWN),
                "ring": np.full(n, -1),
                "account": np.full(n, -1),
                "is_owner": np.ones(n, bool),
            },
        )
