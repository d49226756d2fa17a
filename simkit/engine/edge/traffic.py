"""Daily traffic of the watch panel and contacts of suspicious numbers, made when somebody asks for them.

Honest daily traffic decides nothing, so it is no event: it is a function of the number's key and the day. That
lets a million people's traffic stream to disk without ever being held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ...core.quantiles import poisson_lane
from ...core.streams import keys
from .. import codes
from ..schema import observed
from .ids import View

if TYPE_CHECKING:
    from ..model import Model

# share of numbers, SMS and calls a day, share of contacts answered, share new; shapes are assumptions
CLASSES = (
    ("silent", 0.10, 0.02, 0.02, 0.5, 0.1),
    ("light", 0.42, 0.4, 0.5, 0.6, 0.08),
    ("normal", 0.38, 1.5, 2.0, 0.55, 0.08),
    ("heavy", 0.08, 5.0, 9.0, 0.5, 0.15),
    ("sender", 0.02, 28.0, 6.0, 0.12, 0.45),
)
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

    def __init__(self, v: View) -> None:
        m = v.model
        self.v, self.model = v, m
        old = np.arange(m.n_old_sims)
        watched = old[m.luck(m.sims["key"][old], "watch panel") < m.scenario.background.panel_share]
        sims = np.concatenate([watched, np.arange(m.n_old_sims, len(m.sims))])
        sims = sims[v.sims[sims] > 0]
        self.sims = sims[np.argsort(v.sims[sims], kind="stable")]
        self.ids, self.key = v.sims[self.sims], np.array(m.sims["key"][self.sims])
        self.begin, self.end = np.array(m.sims["t"][self.sims]), np.array(m.sims["ended_t"][self.sims])
        self.kind = np.minimum(
            np.searchsorted(_tables()["edges"], m.luck(self.key, "activity")), len(CLASSES) - 1
        )
        self.is_ring = m.sims["ring"][self.sims] >= 0
        self.abuse = _abuse(m, v.until)

    def day(self, d: int) -> dict[str, np.ndarray]:
        """Give one day's rows as columns; silent days have none."""
        alive = np.flatnonzero((self.begin < (d + 1) * 24) & (self.end > d * 24))
        honest = alive[~self.is_ring[alive]]
        rows = _honest(self.model, self.key[honest], self.kind[honest], d)
        rows["place"] = honest
        rows = self._filtered({c: x[rows["n_out"] + rows["n_calls"] > 0] for c, x in rows.items()}, d)
        ring = self._ring(alive[self.is_ring[alive]], d)
        both = {c: np.concatenate([rows[c], ring[c]]) for c in rows}
        order = np.argsort(both["place"], kind="stable")
        return {c: x[order] for c, x in both.items()} | {"day": np.full(len(order), d)}

    def _filtered(self, rows: dict[str, np.ndarray], d: int) -> dict[str, np.ndarray]:
        """Let the message rules in force alter honest traffic as they alter a ring's."""
        m = self.model
        rules = m.ledger.in_force("message", (d + 1) * 24.0)
        if not rules:
            return rows
        asked = {
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
        code = d * len(m.sims) + sim
        at = np.searchsorted(self.abuse["code"], code)
        there = np.flatnonzero(
            (at < len(self.abuse["code"]))
            & (self.abuse["code"][np.minimum(at, len(self.abuse["code"]) - 1)] == code)
            if len(self.abuse["code"])
            else np.zeros(len(code), bool)
        )
        place, at = place[there], at[there]
        n_sms, n_calls = self.abuse["n_sms"][at], self.abuse["n_calls"][at]
        n = n_sms + n_calls
        key = keys("abuse traffic", self.key[place], d)
        recipients = np.maximum(n - m.luck.poisson(key, "again", 0.04 * n), 1)
        rows = {
            "place": place,
            "n_out": n_sms,
            "n_calls": n_calls,
            "n_recipients": recipients,
            "n_replies": np.minimum(m.luck.poisson(key, "replies", 0.05 * recipients), recipients),
            "n_new": np.maximum(recipients - m.luck.poisson(key, "known", 0.05 * recipients), 0),
            "n_cells": 1 + (m.luck(key, "cells") < 0.2),
        }
        return {c: x[n > 0] for c, x in rows.items()}


def _honest(m: Model, key: np.ndarray, kind: np.ndarray, d: int) -> dict[str, np.ndarray]:
    t = _tables()
    k = keys("traffic", key, d)
    lanes = m.luck.lanes(k, "traffic")
    rest = m.luck.lanes(k, "contacts")
    n_out, n_calls = t["n_out"][kind * 65536 + lanes[0]], t["n_calls"][kind * 65536 + lanes[1]]
    total = (n_out + n_calls).astype(np.float32)
    unit = np.float32(1 / 65536)
    recipients = np.ceil(total * (0.45 + 0.55 * lanes[2] * unit))
    replies = np.minimum(
        np.floor(recipients * t["answered"][kind] * (0.5 + lanes[3] * unit) + rest[0] * unit), recipients
    )
    new = np.minimum(
        np.floor(recipients * t["new"][kind] * 2 * (rest[1] * unit) + rest[2] * unit), recipients
    )
    cells = 1 + (3.0 * (rest[3] * unit) ** 2).astype(np.int16)
    return {
        "n_out": n_out,
        "n_calls": n_calls,
        "n_recipients": recipients.astype(np.int16),
        "n_replies": replies.astype(np.int16),
        "n_new": new.astype(np.int16),
        "n_cells": cells,
    }


def _abuse(m: Model, until: float) -> dict[str, np.ndarray]:
    """Add up what each abused SIM sent by SMS and call on each day, sorted by (day, SIM)."""
    log = m.log["messages"]
    rows = np.flatnonzero((log["channel"] != codes.OTT) & (log["at"] <= until))
    sim = m.items["sim"][log["item"][rows]].astype(np.int64) if len(rows) else np.empty(0, np.int64)
    day = np.floor((log["at"][rows] - 1e-6) / 24).astype(np.int64)
    code, place = np.unique(day * len(m.sims) + sim, return_inverse=True)
    sent, is_call = log["n_sent"][rows], log["channel"][rows] == codes.CALL
    return {
        "code": code,
        "n_sms": np.bincount(place, sent * ~is_call, len(code)).astype(np.int64),
        "n_calls": np.bincount(place, sent * is_call, len(code)).astype(np.int64),
    }


def traffic(v: View) -> Iterator[pa.Table]:
    """Give the daily traffic piece by piece, in the order of days, some hundred thousand rows each."""
    panel = Panel(v)
    waiting: list[dict[str, np.ndarray]] = []
    size = 0
    for d in range(int(np.ceil(v.until / 24 - 1e-6))):
        rows = panel.day(d)
        waiting.append(rows)
        size += len(rows["day"])
        if size >= ROWS:
            yield _piece(v, panel, waiting)
            waiting, size = [], 0
    yield _piece(v, panel, waiting)


def _piece(v: View, panel: Panel, days: list[dict[str, np.ndarray]]) -> pa.Table:
    joined = {
        c: np.concatenate([d[c] for d in days]) if days else np.empty(0, np.int64)
        for c in (days[0] if days else ("day", "place"))
    }
    table = observed.TRAFFIC_DAILY
    first = int(v.model.world.start.astype("datetime64[D]").astype(int))
    data = {
        "day": pa.array((joined["day"] + first).astype(np.int32)).cast(pa.date32()),
        "sim_id": panel.ids[joined["place"]],
    }
    counts = [c.name for c in table.columns if c.name not in data]
    empty = np.empty(0, np.int16)
    return table.build(data | {c: pa.array(joined.get(c, empty).astype(np.int16)) for c in counts})


def contacts(v: View) -> pa.Table:
    """Give what suspicious numbers sent to whom, from the day of the first complaint or the seizure on."""
    m, c, s = v.model, v.model.complaints, v.model.log["seizures"]
    known = c["at"] <= v.until
    items = s["item"][(s["item"] >= 0) & (s["at"] <= v.until)]
    seized_at = s["at"][(s["item"] >= 0) & (s["at"] <= v.until)]
    sim = np.concatenate(
        [c["sim"][known], m.items["sim"][items] if len(items) else np.empty(0, np.int32)]
    ).astype(np.int64)
    at = np.concatenate([c["at"][known], seized_at])
    since = np.full(len(m.sims), np.inf)
    np.minimum.at(since, sim, at)
    panel = Panel(v)
    listed = np.isfinite(since[panel.sims])
    parts = []
    for d in range(int(np.ceil(v.until / 24 - 1e-6))):
        watch = listed & (since[panel.sims] < (d + 1) * 24)
        if watch.any():
            rows = panel.day(d)
            keep = watch[rows["place"]]
            parts.append(_pairs(v, panel, {k: x[keep] for k, x in rows.items()}, d))
    empty = np.empty(0, np.int64)
    made = {
        k: np.concatenate([p[k] for p in parts]) if parts else empty
        for k in ("day", "sim_id", "recipient_sim_id", "n")
    }
    first = int(m.world.start.astype("datetime64[D]").astype(int))
    return observed.CONTACTS.build(
        made
        | {
            "day": pa.array((made["day"] + first).astype(np.int32)).cast(pa.date32()),
            "n": made["n"].astype(np.int16),
        }
    )


def _pairs(v: View, panel: Panel, rows: dict[str, np.ndarray], d: int) -> dict[str, np.ndarray]:
    """Say to whom each number wrote: an honest one to its own circle, an abuser to anybody."""
    m = v.model
    n = np.minimum(rows["n_recipients"].astype(np.int64), m.scenario.background.contacts_a_day)
    each = np.repeat(np.arange(len(n)), n)
    copy = np.arange(len(each)) - np.repeat(np.cumsum(n) - n, n)
    place = rows["place"][each]
    key = panel.key[place]
    stranger = panel.is_ring[place] | (copy < rows["n_new"][each])
    friend = keys("friend", key, m.luck.integers(keys("which friend", key, d, copy), "friend", 25))
    new = keys("stranger", key, d, copy)
    who = m.luck.integers(np.where(stranger, new, friend), "recipient", m.n_old_sims)
    who = np.where(who == panel.sims[place], (who + 1) % m.n_old_sims, who)
    total = (rows["n_out"] + rows["n_calls"]).astype(np.int64)[each]
    times = np.maximum(np.where(copy == 0, total - n[each] + 1, 1), 1)
    pair, spot = np.unique(np.stack([panel.ids[place], v.sims[who]]), axis=1, return_inverse=True)
    sums = np.bincount(spot.ravel(), times, pair.shape[1]).astype(np.int64)
    return {"day": np.full(pair.shape[1], d), "sim_id": pair[0], "recipient_sim_id": pair[1], "n": sums}
