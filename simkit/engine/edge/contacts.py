"""Contacts of suspicious numbers: to whom they wrote, from the day somebody complained or they were seized."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from ...core.streams import keys
from ..schema import observed
from .ids import View
from .traffic import ROWS, Panel, dates, n_days


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
            yield _piece(v, parts)
            parts = []
    yield _piece(v, parts)


def _piece(v: View, parts: list[dict[str, np.ndarray]]) -> pa.Table:
    names = ("day", "sim_id", "recipient_sim_id", "n")
    made = {k: np.concatenate([p[k] for p in parts]) if parts else np.empty(0, np.int64) for k in names}
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
    each = np.repeat(np.arange(len(n)), n)
    copy = np.arange(len(each)) - np.repeat(np.cumsum(n) - n, n)
    place = rows["place"][each]
    key = panel.key[place]
    stranger = panel.is_ring[place] | (copy < rows["n_new"][each])
    friend = keys("friend", key, m.luck.integers(keys("which friend", key, d, copy), "friend", 25))
    who = m.luck.integers(
        np.where(stranger, keys("stranger", key, d, copy), friend), "recipient", m.n_old_sims
    )
    who = np.where(who == panel.sims[place], (who + 1) % m.n_old_sims, who)
    total = (rows["n_out"] + rows["n_calls"]).astype(np.int64)[each]
    times = np.maximum(np.where(copy == 0, total - n[each] + 1, 1), 1)
    pair, first, spot = np.unique(place * m.n_old_sims + who, return_index=True, return_inverse=True)
    made = {
        "day": np.full(len(pair), d),
        "sim_id": panel.ids[place[first]],
        "recipient_sim_id": v.sims[who[first]],
        "n": np.bincount(spot, times, len(pair)).astype(np.int64),
    }
    # `place` runs in the order of public ids; recipients must not stand in the order of their making
    order = np.lexsort((made["recipient_sim_id"], made["sim_id"]))
    return {c: x[order] for c, x in made.items()}
