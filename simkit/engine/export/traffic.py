"""Daily traffic of the watch panel and contacts of suspicious numbers, made when somebody asks for them.

Honest daily traffic decides nothing, so it is no event: it is a function of the number's key and the day. That
lets a million people's traffic stream to disk without ever being held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pyarrow as pa

from ...core.streams import extended, keys, poisson_lane
from .. import codes
from ..events import copies
from ..lookalikes import for_work, never_sends
from ..model import Model
from ..tables import observed
from .ids import View

# share of numbers, SMS and calls a day, share of contacts answered, share new; shapes are assumptions
CLASSES = (
    ("silent", 0.085, 0.02, 0.02, 0.5, 0.1),
    ("light", 0.42, 0.4, 0.5, 0.6, 0.08),
    ("normal", 0.38, 1.5, 2.0, 0.55, 0.08),
    ("heavy", 0.08, 5.0, 9.0, 0.5, 0.15),
    ("sender", 0.02, 28.0, 6.0, 0.12, 0.45),
    # whoever delivers parcels or sells from door to door writes to strangers all day, and some answer
    ("courier", 0.015, 60.0, 25.0, 0.25, 0.95),
)
COURIER = len(CLASSES) - 1
ROWS = 1 << 20


@lru_cache(maxsize=1)
def _tables() -> dict[str, np.ndarray]:
    """Give the look-up tables: count by class and 16-bit number, flattened."""
    made = {
        "n_out": np.concatenate([poisson_lane(c[2]) for c in CLASSES]),
        "n_calls": np.concatenate([poisson_lane(c[3]) for c in CLASSES]),
        "answered": np.array([c[4] for c in CLASSES], np.float32),
        "new": np.array([c[5] for c in CLASSES], np.float32),
        "edges": np.cumsum([c[1] for c in CLASSES]),
    }
    for table in made.values():
        table.flags.writeable = False
    return made


class Panel:
    """The watched numbers, in the order of their public ids."""

    def __init__(self, v: View, listed: np.ndarray | None = None) -> None:
        m = v.model
        self.v, self.model = v, m
        old = np.arange(m.n_old_sims)
        watched = old[m.crn(m.sims["key"][old], "watch panel") < m.scenario.background.panel_share]
        sims = np.concatenate([watched, np.arange(m.n_old_sims, len(m.sims))])
        sims = sims[(v.sims[sims] > 0) & (True if listed is None else listed[sims])]
        self.sims = sims[np.argsort(v.sims[sims], kind="stable")]
        self.ids, self.key = v.sims[self.sims], np.array(m.sims["key"][self.sims])
        self.begin, self.end = np.array(m.sims["t"][self.sims]), np.array(m.sims["ended_t"][self.sims])
        edges = _tables()["edges"]
        self.kind = np.minimum(np.searchsorted(edges, m.crn(self.key, "activity")), len(CLASSES) - 1).astype(
            np.int32
        )
        self.silenced = _silenced(m, self.sims)
        self.is_ring = m.sims["ring"][self.sims] >= 0
        work = (self.sims >= m.n_old_sims) & ~self.is_ring & for_work(m, self.key)
        self.kind[work] = np.where(m.crn(self.key[work], "kind of work") < 0.7, COURIER, COURIER - 1)
        self.is_warm = self.is_ring & (m.crn(self.key, "warmed up") < m.scenario.ring.p_warm)
        self.sends = ~never_sends(m, self.sims)
        self.row, self.traffic_key = self.kind * 65536, keys("traffic", self.key)
        self.stranger_key, self.which_key = keys("stranger", self.key), keys("which friend", self.key)
        self.abuse = _abuse(m, v.until)
        v.forget()  # whole columns were read to pick from, too

    def day(self, d: int, watch: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Give one day's rows as columns, in the order of public ids; silent days have none."""
        alive = (self.begin < (d + 1) * 24) & (self.end > d * 24)
        if watch is not None:
            alive &= watch
        place, since, until = self.silenced
        alive[place[(since <= d * 24) & (until > d * 24)]] = False
        rows = self._filtered(
            self._honest(np.flatnonzero(alive & self.sends & (~self.is_ring | self.is_warm)), d), d
        )
        ring = self._ring(np.flatnonzero(alive & self.is_ring), d)
        # both are in order: the few rows of rings are added, or put where they belong among the others
        at = np.searchsorted(rows["place"], ring["place"])
        both = np.flatnonzero(at < len(rows["place"]))
        both = both[rows["place"][at[both]] == ring["place"][both]]
        for c in (c for c in rows if c not in ("place", "n_cells")):
            rows[c][at[both]] += ring[c][both].astype(rows[c].dtype)
        alone = np.setdiff1d(np.arange(len(at)), both)
        at, ring = at[alone], {c: x[alone] for c, x in ring.items()}
        return {c: np.insert(rows[c], at, ring[c]) for c in rows}

    def _honest(self, place: np.ndarray, d: int) -> dict[str, np.ndarray]:
        """Give the honest traffic of a day: two hashes a number, cut into look-ups of tables."""
        t, unit, crn = _tables(), np.float32(1 / 65536), self.model.crn
        k, row, kind = extended(self.traffic_key[place], d), self.row[place], self.kind[place]
        sms, calls, share, some = crn.lanes(k, "traffic")
        n_out, n_calls = t["n_out"][row + sms], t["n_calls"][row + calls]
        on = np.flatnonzero(n_out + n_calls)
        n_out, n_calls, kind, share, some = n_out[on], n_calls[on], kind[on], share[on], some[on]
        replied, new, again, cells = crn.lanes(k[on], "contacts")
        recipients = np.ceil((n_out + n_calls) * (np.float32(0.45) + np.float32(0.55) * (share * unit)))
        wish = recipients * t["answered"][kind] * (np.float32(0.5) + some * unit) + replied * unit
        fresh = recipients * t["new"][kind] * (2 * unit * new) + again * unit
        return {
            "place": place[on],
            "n_out": n_out,
            "n_calls": n_calls,
            "n_recipients": recipients.astype(np.int16),
            "n_replies": np.minimum(np.floor(wish), recipients).astype(np.int16),
            "n_new": np.minimum(np.floor(fresh), recipients).astype(np.int16),
            "n_cells": (1 + 3 * (cells * unit) ** 2).astype(np.int16),
        }

    def _filtered(self, rows: dict[str, np.ndarray], d: int) -> dict[str, np.ndarray]:
        """Let the message rules in force alter honest traffic as they alter a ring's."""
        m = self.model
        rules = m.ledger.in_force("message", (d + 1) * 24.0)
        if not rules:
            return rows
        asked = {
            "at": np.full(len(rows["n_out"]), (d + 1) * 24.0),
            "sim": self.sims[rows["place"]],
            "channel": np.full(len(rows["n_out"]), codes.SMS),
            "n_sent": rows["n_out"],
            "n_recipients": rows["n_recipients"],
            "days": np.ones(len(rows["n_out"])),
            "key": keys("traffic", self.key[rows["place"]], d),
        }
        for rule in rules:
            asked = dict(rule.alter(asked, m))
        return rows | {"n_out": asked["n_sent"]}

    def _ring(self, place: np.ndarray, d: int) -> dict[str, np.ndarray]:
        """Give the traffic of a ring's numbers: what their abusers sent that day."""
        m = self.model
        sim = self.sims[place]
        code, abused = d * len(m.sims) + sim, self.abuse["code"]
        at = np.searchsorted(abused, code)
        there = np.flatnonzero(at < len(abused))
        there = there[abused[at[there]] == code[there]]
        place, at = place[there], at[there]
        n_sms, n_calls = self.abuse["n_sms"][at], self.abuse["n_calls"][at]
        n = n_sms + n_calls
        key = keys("abuse traffic", self.key[place], d)
        recipients = np.maximum(n - m.crn.poisson(key, "again", 0.04 * n), 1)
        rows = {
            "place": place, "n_out": n_sms, "n_calls": n_calls, "n_recipients": recipients,
            "n_replies": np.minimum(m.crn.poisson(key, "replies", 0.05 * recipients), recipients),
            "n_new": np.maximum(recipients - m.crn.poisson(key, "known", 0.05 * recipients), 0),
            "n_cells": 1 + (m.crn(key, "cells") < 0.2),
        }  # fmt: skip
        return {c: x[n > 0] for c, x in rows.items()}


def _silenced(m: Model, sims: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the watched numbers that were blocked for a while: their places, since when and until when [h]."""
    log = m.log["cases"]
    rows = np.flatnonzero(log["outcome"] == codes.RESTORED)
    place = np.full(len(m.sims), -1)
    place[sims] = np.arange(len(sims))
    mine = place[log["sim"][rows]]
    rows, mine = rows[mine >= 0], mine[mine >= 0]
    return mine, log["at"][rows], log["closed_t"][rows]


def _abuse(m: Model, until: float) -> dict[str, np.ndarray]:
    """Add up what each abused SIM sent by SMS and call on each day, sorted by (day, SIM)."""
    log = m.log["messages"]
    rows = np.flatnonzero((log["channel"] != codes.OTT) & (log["at"] <= until))
    code = np.floor((log["at"][rows] - 1e-6) / 24).astype(np.int64) * len(m.sims)
    code += m.items["sim"][log["item"][rows]]
    order = np.argsort(code, kind="stable")
    code, rows = code[order], rows[order]
    sent, is_call = log["n_sent"][rows], log["channel"][rows] == codes.CALL
    first = np.flatnonzero(np.diff(code, prepend=-1))
    sums = {"n_sms": sent * ~is_call, "n_calls": sent * is_call}
    return {"code": code[first]} | {
        c: np.add.reduceat(n, first, dtype=np.int64) if len(first) else n for c, n in sums.items()
    }


def traffic(v: View, first_day: int = 0, listed: np.ndarray | None = None) -> Iterator[pa.Table]:
    """Give the daily traffic piece by piece, in the order of days, some hundred thousand rows each."""
    panel = Panel(v, listed)
    waiting: list[tuple[int, dict[str, np.ndarray]]] = []
    for d in range(first_day, n_days(v)):
        waiting.append((d, panel.day(d)))
        if sum(len(rows["place"]) for _, rows in waiting) >= ROWS:
            yield _piece(v, panel, waiting)
    if waiting:
        yield _piece(v, panel, waiting)


def n_days(v: View) -> int:
    """Give the number of days that have begun by the moment of the view."""
    return int(np.ceil(v.until / 24 - 1e-6))


def dates(v: View, days: np.ndarray) -> pa.Array:
    """Give day numbers as dates."""
    return pa.array((days + v.model.first_day).astype(np.int32)).cast(pa.date32())


def _piece(v: View, panel: Panel, days: list[tuple[int, dict[str, np.ndarray]]]) -> pa.Table:
    """Build a piece of the table from some days, which are gone then."""
    table = observed.TRAFFIC_DAILY
    day = np.repeat([d for d, _ in days], [len(rows["place"]) for _, rows in days])
    data = {
        "day": dates(v, day),
        "sim_id": panel.ids[np.concatenate([rows.pop("place") for _, rows in days])],
    }
    counts = [c.name for c in table.columns if c.name not in data]
    for c in counts:
        data[c] = pa.array(np.concatenate([rows.pop(c) for _, rows in days]).astype(np.int16))
    days.clear()
    return table.build(data)


# ---
# Contacts of suspicious numbers: to whom they wrote, from the day somebody complained or they were seized.


def contacts(v: View) -> Iterator[pa.Table]:
    """Give what suspicious numbers sent to whom, from the day of the first complaint or the seizure on, in pieces."""
    since = _suspicious_since(v)
    panel = Panel(v, np.isfinite(since))
    since = since[panel.sims]
    parts: list[dict[str, np.ndarray]] = []
    for d in range(n_days(v)):
        watch = since < (d + 1) * 24
        if watch.any():
            parts.append(_pairs(v, panel, panel.day(d, watch), d))
        if sum(len(p["n"]) for p in parts) >= ROWS:
            yield _contacts_piece(v, parts)
    yield _contacts_piece(v, parts)


def _contacts_piece(v: View, parts: list[dict[str, np.ndarray]]) -> pa.Table:
    names = ("day", "sim_id", "recipient_sim_id", "n")
    made = {k: np.concatenate([p.pop(k) for p in parts]) if parts else np.empty(0, np.int64) for k in names}
    parts.clear()
    return observed.CONTACTS.build(made | {"day": dates(v, made["day"]), "n": made["n"].astype(np.int16)})


def _suspicious_since(v: View) -> np.ndarray:
    """Give, for every SIM, the hour of its first complaint or seizure; infinity for the others."""
    m, c, s = v.model, v.model.complaints, v.model.log["seizures"]
    since = np.full(len(m.sims), np.inf)
    known = c["at"] <= v.until
    np.minimum.at(since, c["sim"][known], c["at"][known])
    taken = (s["item"] >= 0) & (s["at"] <= v.until)
    if taken.any():
        np.minimum.at(since, m.items["sim"][s["item"][taken]], s["at"][taken])
    return since


def _pairs(v: View, panel: Panel, rows: dict[str, np.ndarray], d: int) -> dict[str, np.ndarray]:
    """Say to whom each number wrote: an honest one to its own circle, an abuser to anybody."""
    m = v.model
    n = np.minimum(rows["n_recipients"].astype(np.int64), m.scenario.background.contacts_a_day)
    each, copy = copies(n)
    place = rows["place"][each]
    is_friend = ~panel.is_ring[place] & (copy >= rows["n_new"][each])
    friend, stranger = np.flatnonzero(is_friend), np.flatnonzero(~is_friend)
    chosen = np.empty(len(place), np.uint64)
    day_key = extended(panel.which_key[rows["place"]], d)[each[friend]]
    which = m.crn.integers(extended(day_key, copy[friend]), "friend", 25)
    chosen[friend] = keys("friend", panel.key[place[friend]], which)
    chosen[stranger] = extended(
        extended(panel.stranger_key[rows["place"]], d)[each[stranger]], copy[stranger]
    )
    who = m.crn.integers(chosen, "recipient", m.n_old_sims)
    own = np.flatnonzero(who == panel.sims[place])
    who[own] = (who[own] + 1) % m.n_old_sims
    total = (rows["n_out"] + rows["n_calls"]).astype(np.int64)[each]
    times = np.maximum(np.where(copy == 0, total - n[each] + 1, 1), 1)
    # one whole number a pair, sorted: `place` runs in the order of public ids, and so do its recipients
    pair = (place << 32) + v.sims[who]
    order = np.argsort(pair)
    pair, times = pair[order], times[order]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    return {
        "day": np.full(len(first), d),
        "sim_id": panel.ids[pair[first] >> 32],
        "recipient_sim_id": pair[first] & 0xFFFFFFFF,
        "n": np.add.reduceat(times, first) if len(first) else times,
    }
