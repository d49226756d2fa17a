"""Honest traffic, tick by tick: people register, replace and give up SIMs, activate accounts, change phones.

One process draws one Poisson total for everybody, then who, where and when, and submits the batch to the
same ledger, through the same policies, into the same log as anybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.parameter import fraction, parameter
from ..core.streams import keys, waiting
from ..world.outlets import CAMPUS, VILLAGE_OFFICE
from ..world.people import ORGANISATION
from . import codes
from .companions import Companions
from .events import batch, copies
from .lookalikes import NIGHT_HOURS, first_accounts, helped, is_data_only, seems_abroad, set_up_by_others
from .model import Model, end_sims
from .profiles import PHONE_HOURS, SHOP_HOURS, WEEK, Ahead, Columns, Flow
from .trying_again import ask, kk_slip

# ---
# Honest bursts that look like a ring: a village office registers for its people, a company orders a
# fleet.


def bursts(model: Model, day: int) -> dict[str, np.ndarray]:
    """Give the registrations of a day's honest bursts; empty where there are none.

    Village offices: families of the province come to one device within a few hours. Fleets: an organisation
    registers some dozens of SIMs on its own NIK at a dealer within an hour.
    """
    parts = [p for p in (_villages(model, day), _fleets(model, day)) if p]
    if not parts:
        return {}
    rows = {c: np.concatenate([p[c] for p in parts]) for c in parts[0]}
    return rows | {"kk_slip": kk_slip(model, rows)}


def _happens(model: Model, name: str, who: np.ndarray, day: int, per_day: float) -> np.ndarray:
    """Say for whom this is the day."""
    return who[model.crn(keys(name, who, day), "happens") < per_day]


def _rows(
    model: Model, name: str, starter: np.ndarray, n: np.ndarray, day: int, hour: float, hours: float
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Lay out `n` rows for each starter within some hours of the day: whose each is, its number, key and moment."""
    each, copy = copies(n)
    key = keys(name + " row", starter[each], day, copy)
    at = day * 24 + hour + hours * model.crn(key, "moment")
    return starter[each], copy, {"key": key, "at": at}


def _villages(model: Model, day: int) -> dict[str, np.ndarray]:
    m, w = model, model.world
    offices = np.flatnonzero(w.outlets.flavour == VILLAGE_OFFICE)
    on = _happens(m, "village day", offices, day, m.scenario.background.village_days_month / 30)
    if not len(on):
        return {}
    n = 10 + m.crn.integers(keys("village size", on, day), "size", 21)
    outlet, copy, r = _rows(m, "village", on, n, day, 9.0, 3.5)
    person = m.crn.integers(keys("village family", outlet, day, copy // 3), "who", w.n_identities)
    head = w.people.head[person]
    user = np.minimum(head + copy % 3, w.n_identities - 1)
    user = np.where(w.people.head[user] == head, user, head)
    is_child = w.people.birth_day[user] > m.first_day - 17 * 365
    holder = np.where(is_child, head, user)
    return honest_rows(
        **r, holder=holder, user=user, operator=m.crn.choice(r["key"], "operator", w.operators.share),
        channel=codes.OUTLET, outlet=outlet, device=w.terminal[outlet],
    )  # fmt: skip


def _fleets(model: Model, day: int) -> dict[str, np.ndarray]:
    m, w = model, model.world
    firms = np.flatnonzero(w.people.kind == ORGANISATION)
    on = _happens(m, "fleet day", firms, day, m.scenario.background.fleet_orders_year / 365)
    if not len(on):
        return {}
    n = 12 + m.crn.integers(keys("fleet size", on, day), "size", 40)
    holder, _, r = _rows(m, "fleet", on, n, day, 10.0, 1.0)
    operator = m.crn.choice(keys("fleet operator", holder), "operator", w.operators.share)
    channel = np.full(len(holder), codes.DEALER)
    outlet = w.outlets.pick(
        m.crn, keys("fleet outlet", holder), channel=channel, operator=operator,
        province=w.people.province[holder], p_local=1.0,
    )  # fmt: skip
    return honest_rows(
        **r, holder=holder, user=holder, operator=operator, channel=channel, outlet=outlet,
        device=w.terminal[outlet],
    )  # fmt: skip


def honest_rows(*, holder: np.ndarray, user: np.ndarray, **said: Any) -> dict[str, np.ndarray]:
    """Make registration rows of honest people: the owner is there, no ring stands behind it."""
    family = codes.REGISTRANTS.index("family")
    registrant = np.where(holder == user, codes.REGISTRANTS.index("owner"), family)
    usual = {"kk_slip": 0, "ring": -1, "worker": -1, "route": -1, "source": -1, "is_present": True}
    return batch(holder=holder, user=user, registrant=registrant, **usual, **said)


# ---

SECOND_APPS = (0.6, 0.25, 0.15)
"""Shares of the smaller apps among second accounts. Source: assumption."""


@dataclass(frozen=True)
class BackgroundParameters:
    """What honest people do."""

    p_gives_up: float = fraction(0.6, "Share of new SIMs whose buyer gives the old one up first.")
    p_family: float = fraction(0.08, "Share of SIMs registered on the NIK of the head of the household.")
    p_terminal: float = fraction(0.7, "Share of registrations at an outlet that use the outlet's device.")
    p_account: float = fraction(0.7, "Share of new SIMs on which an OTT account is activated.")
    account_lag_h: float = parameter(20.0, "Mean time from the SIM to its first account.", "h", low=0.1)
    phone_change_month: float = fraction(
        0.02, "Share of account owners who log in on a new phone in a month."
    )
    p_second_hand: float = fraction(
        0.15, "Share of new phones that are second-hand: somebody else used them before, and may still do."
    )
    p_repair_shop: float = fraction(
        0.08, "Share of log-ins on a new phone that a repair shop makes first on a phone of its own."
    )
    p_travel: float = fraction(
        0.12, "Share of log-ins on a new phone that are made abroad by people who travel."
    )
    p_campus_season: float = fraction(
        0.3, "Share of September's new SIMs at outlets that are bought at a campus outlet."
    )
    contacts_a_day: int = parameter(
        20, "Recipients that an extract of a suspicious number's contacts lists for a day, at most.",
        "numbers", low=1, high=1000
    )  # fmt: skip
    panel_share: float = fraction(0.02, "Share of older numbers whose daily traffic is watched.")
    village_days_month: float = parameter(
        2.0, "Days a month on which a village office registers for its people.", "days", high=30
    )
    fleet_orders_year: float = parameter(
        1.0, "Orders of SIMs in bulk by an organisation in a year.", "orders", high=365
    )


class Background:
    """Draws and submits what honest people do in a tick."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: BackgroundParameters = model.scenario.background
        self.phones = Phones(model)
        self.companions = Companions(model)
        people = model.world.people
        self.n_owners = len(model.world.sims.owner)
        self.adults = np.flatnonzero(people.n_sims > 0)
        mean = model.scenario.market.monthly_turnover / 30 * self.n_owners
        p = model.scenario.lookalikes.p_night
        by_day = Flow("honest registration", mean * (1 - p), SHOP_HOURS, WEEK)
        self.asked = Ahead(model, self.fill, by_day, Flow("night registration", mean * p, NIGHT_HOURS, WEEK))
        model.ledger.on("sim_registered", self.activate)
        model.calendar.handle("registration", lambda rows: model.ledger.submit("registration", rows))

    def tick(self, start: float, end: float) -> None:
        """Submit a tick's registrations and log-ins; at dawn, put the day's bursts into the calendar."""
        if start % 24 == 0 and (burst := bursts(self.model, round(start / 24))):
            self.model.calendar.put("registration", burst)
        self.register(start)
        self.phones.tick(start, end)
        self.companions.tick(start, end)

    def register(self, start: float) -> None:
        """Register new SIMs; some buyers first give an old SIM up, and whoever is refused may try again."""
        m, rows = self.model, self.asked.tick(start)
        old = rows.pop("old")
        given_up = np.flatnonzero(old >= 0)
        given_up = given_up[np.isinf(m.sims["ended_t"][old[given_up]])]
        end_sims(m, old[given_up], rows["at"][given_up], "owner", "replaced")
        ask(m, rows)

    def fill(self, drawn: Columns) -> Columns:
        """Say who asks, by day or (the second flow) by night, some with help, and which old SIM is given up (-1)."""
        m, key = self.model, drawn["key"]
        user, old = self._who(key)
        rows = helped(m, self._rows(drawn, user))
        old[m.crn(key, "gives up") >= self.params.p_gives_up] = -1
        rows |= {"kk_slip": kk_slip(m, rows), "nth": np.zeros(len(key), np.int64)}
        return rows | {"old": old, "tick": drawn["tick"]}

    def _who(self, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give who registers and the SIM that brings them (-1 for none): heavy owners no more often than others."""
        m = self.model
        sims = m.world.sims
        old = m.crn.integers(key, "whose turn", self.n_owners)
        owner = sims.owner[old].astype(np.int64)
        n = m.world.people.n_sims[owner]
        too_often = m.crn(key, "a heavy owner") >= np.minimum(1.0, 4.0 / n)
        owner[too_often] = self.adults[m.crn.integers(key[too_often], "somebody else", len(self.adults))]
        old[too_often] = -1
        return owner, old

    def _september(self, tick: np.ndarray) -> np.ndarray:
        begin = (tick * self.model.tick_h * 3600).astype("timedelta64[s]")
        return (self.model.world.start + begin).astype("datetime64[M]").astype(int) % 12 == 8

    def _rows(self, drawn: Columns, user: np.ndarray) -> Columns:
        m, k, w = self.model, self.params, self.model.world
        crn, key = m.crn, drawn["key"]
        family = crn(key, "on the head's NIK") < k.p_family
        holder = np.where(family, w.people.head[user], user)
        channel = crn.choice(key, "channel", m.scenario.market.channel_shares)
        channel[drawn["flow"] == 1] = codes.SELF
        operator = crn.choice(key, "operator", w.operators.share)
        outlet = w.outlets.pick(
            crn, key, channel=channel, operator=operator, province=w.people.province[user],
            p_local=m.scenario.market.p_local,
        )  # fmt: skip
        campus = np.flatnonzero(w.outlets.flavour == CAMPUS)
        is_term = self._september(drawn["tick"])
        if is_term.any() and len(campus):
            there = is_term & (channel == codes.OUTLET) & (crn(key, "at the campus") < k.p_campus_season)
            outlet = np.where(there, campus[crn.integers(key, "which campus", len(campus))], outlet)
        terminal = (outlet >= 0) & (crn(key, "terminal") < k.p_terminal)
        device = np.where(terminal, w.terminal[np.maximum(outlet, 0)], w.phone[user])
        return honest_rows(
            at=drawn["at"], key=key, holder=holder, user=user, operator=operator, channel=channel, outlet=outlet,
            device=device,
        )  # fmt: skip

    def activate(self, sims: np.ndarray, rows: Mapping[str, Any]) -> None:
        """Put the OTT accounts of honest new SIMs into the calendar."""
        m, k, w = self.model, self.params, self.model.world
        honest = rows["ring"] < 0
        if not honest.any():
            return
        key, at, user = rows["key"][honest], np.asarray(rows["at"])[honest], rows["user"][honest]
        sims = sims[honest]
        wants = (m.crn(key, "wants an account") < k.p_account) & ~is_data_only(m, key)
        if not wants.any():
            return
        country = np.where(w.people.is_abroad[user], 1 + m.crn.integers(w.people.key[user], "country", 6), 0)
        lag, n_apps = first_accounts(m, key, k.account_lag_h)
        later, device = at + lag, set_up_by_others(m, key, w.phone[user].astype(np.int64))
        self.companions.plan(sims[wants], later[wants], key[wants])
        each, nth = copies(np.where(wants, n_apps, 0))
        # the smaller apps follow each other in a turn that begins anywhere
        start = m.crn.choice(key, "which second app", SECOND_APPS)[each]
        app = np.where(nth == 0, 0, 1 + (start + nth - 1) % len(SECOND_APPS))
        self.phones.plan(sims[wants], later[wants], key[wants])
        asked = batch(
            at=later[each] + nth * m.crn.exponential(key[each], "second app lag", 1.0),
            key=keys("honest account", key[each], nth), sim=sims[each], app=app,
            device=device[each], place=country[each], origin=codes.OWN, ring=-1,
            account=-1, is_owner=True,
        )  # fmt: skip
        m.calendar.put("account", asked)


# ---
# Owners who log in on another phone: new, second-hand, a repair shop's, at home or abroad.


class Phones:
    """Log-ins of honest people on a device that is new to the account: the innocent look of a take-over."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: BackgroundParameters = model.scenario.background
        self.n_owners = model.n_old_sims
        per_day = self.params.phone_change_month / 30 * self.n_owners * 0.6
        self.changes = Ahead(model, dict, Flow("phone change", per_day, PHONE_HOURS))
        model.calendar.handle("new phone", self._on_a_new_phone)

    def tick(self, start: float, end: float) -> None:
        """Let owners of older SIMs log in on a new phone: each no more than once in a tick."""
        if rows := self.changes.span(start):
            sims = self.model.crn.integers(rows["key"], "which", self.n_owners)
            _, first = np.unique(rows["tick"] * self.n_owners + sims, return_index=True)
            asked = {"at": rows["at"][first], "key": rows["key"][first], "sim": sims[first]}
            self.model.calendar.put("new phone", asked)

    def plan(self, sims: np.ndarray, at: np.ndarray, key: np.ndarray) -> None:
        """Say when owners of new SIMs log in on a new phone: as often as the others."""
        m = self.model
        per_hour = self.params.phone_change_month * 0.6 / 720
        names = ("until the new phone", "came with a new phone", "day of the new phone")
        until, new, day = m.crn.several(key, *names)
        if per_hour:
            when = at + waiting(until, 1 / per_hour)
            some = when < m.days * 24.0
            if some.any():
                rows = {"at": when[some], "key": keys("later phone", key[some]), "sim": sims[some]}
                m.calendar.put("new phone", rows)
        soon = new < m.scenario.lookalikes.p_new_phone
        if soon.any():
            when, renamed = at[soon] + 12 + 156 * day[soon], keys("soon phone", key[soon])
            m.calendar.put("new phone", {"at": when, "key": renamed, "sim": sims[soon]})

    def _on_a_new_phone(self, rows: Mapping[str, np.ndarray]) -> None:
        """Log owners in on another device: new, second-hand or a repair shop's; some of them abroad."""
        m, w = self.model, self.model.world
        on = np.isinf(m.sims["ended_t"][rows["sim"]])
        on &= (rows["sim"] < self.n_owners) | (m.sims["account"][rows["sim"]] >= 0)
        at, key, sims = rows["at"][on], rows["key"][on], np.asarray(rows["sim"])[on].astype(np.int64)
        accounts = m.old_accounts(sims)
        user = m.sims["user"][sims]
        trip = m.crn(key, "travels") < self.params.p_travel
        abroad = w.people.is_abroad[user] | trip
        country = np.where(abroad, 1 + m.crn.integers(w.people.key[user], "country", 6), 0)
        country = seems_abroad(m, key, country)
        order = np.argsort(at, kind="stable")
        made = batch(
            at=at, key=key, sim=sims, app=0, device=self._other_device(key, user), place=country,
            origin=m.accounts["origin"][accounts], ring=m.accounts["ring"][accounts], account=accounts,
            is_owner=True,
        )  # fmt: skip
        m.ledger.submit("account", {c: v[order] for c, v in made.items()})

    def _other_device(self, key: np.ndarray, user: np.ndarray) -> np.ndarray:
        """Give the device of each log-in: mostly a new one."""
        m, k, w = self.model, self.params, self.model.world
        device = m.new_devices(keys("new phone", key))
        u = m.crn(key, "which phone")
        used = u < k.p_second_hand
        device[used] = w.phone[m.someone(key[used], "former owner")]
        for row in np.flatnonzero(u > 1 - k.p_repair_shop).tolist():
            shop = int(w.people.province[user[row]]), int(m.crn.integers(key[[row]], "repair shop", 3)[0])
            device[row] = m.device("repair shop", *shop)
        return device
