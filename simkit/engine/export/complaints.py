"""The answer's tables: complaints, blocks, notices and seizures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from ...core.streams import keys
from ...core.tables import Codes
from .. import codes
from ..tables import observed
from .ids import View
from .traffic import ROWS, Panel, dates, n_days


def complaints(v: View) -> pa.Table:
    """Complaints, and what is known of them by now."""
    c = v.model.complaints
    o = v.order(c["at"], v.complaints)
    known = c["decided_t"][o] <= v.until
    return observed.COMPLAINTS.build(
        {
            "complaint_id": v.complaints[o], "at": v.time(c["at"][o]), "person_id": v.person[c["person"][o]],
            "sim_id": v.ref(v.sims, c["sim"][o]), "msisdn": v.msisdn[c["sim"][o]],
            "channel": Codes(c["channel"][o], codes.MESSAGE_CHANNELS),
            "is_complete": c["is_complete"][o], "claimed_loss_rp": c["loss_rp"][o],
            "forwarded_at": v.time(c["forwarded_t"][o]),
            "decided_at": v.time(c["decided_t"][o]),
            "outcome": Codes(np.where(known, c["outcome"][o], codes.PENDING), codes.OUTCOMES),
        },
    )  # fmt: skip


def blocks(v: View) -> pa.Table:
    """SIMs and accounts that were stopped."""
    log, m = v.model.log["blocks"], v.model
    sim, account = log["sim"], log["account"]
    key = np.where(
        account >= 0,
        keys("account block", m.accounts["key"][account]) if len(m.accounts) else 0,
        keys("sim block", m.sims["key"][sim]),
    )
    ids = v.number("blocks", key, log["at"] <= v.until)
    o = v.order(log["at"], ids)
    return observed.BLOCKS.build(
        {
            "block_id": ids[o],
            "at": v.time(log["at"][o]),
            "target": Codes((account[o] >= 0).astype(int), ("sim", "account")),
            "sim_id": v.ref(v.sims, sim[o]),
            "account_id": v.ref(v.accounts, account[o]),
            "by": Codes(log["by"][o], codes.BLOCKERS),
            "reason": Codes(log["reason"][o], codes.BLOCK_REASONS),
        }
    )


def notices(v: View) -> pa.Table:
    """What owners were told."""
    log = v.model.log["notices"]
    minute = np.rint(log["at"] * 60).astype(np.int64)
    key = keys("notice", log["person"], log["sim"] + 1, log["post"] + 1, minute)
    ids = v.number("notices", key, log["at"] <= v.until)
    o = v.order(log["at"], ids)
    return observed.NOTICES.build(
        {
            "notice_id": ids[o],
            "at": v.time(log["at"][o]),
            "person_id": v.person[log["person"][o]],
            "kind": Codes(log["kind"][o], codes.NOTICES),
            "sim_id": v.ref(v.sims, log["sim"][o]),
            "post_id": v.ref(v.posts, log["post"][o]),
        }
    )


def reviews(v: View) -> pa.Table:
    """Agents whose look-ups were reviewed."""
    log = v.model.log["reviews"]
    key = keys("review row", log["agent"], np.rint(log["at"]).astype(np.int64))
    ids = v.number("reviews", key, log["at"] <= v.until)
    o = v.order(log["at"], ids)
    return observed.REVIEWS.build(
        {
            "review_id": ids[o],
            "at": v.time(log["at"][o]),
            "agent_id": v.model.world.agents.public_id[log["agent"][o]],
            "n_unexplained": log["n_unexplained"][o],
            "outcome": Codes(log["is_suspended"][o].astype(int), codes.REVIEW_OUTCOMES),
        }
    )


def seizures(v: View) -> pa.Table:
    """What raids found."""
    log, m = v.model.log["seizures"], v.model
    ids = v.plain_ids("seizures")
    o = v.order(log["at"], ids)
    item, device = log["item"][o], log["device"][o]
    number = item >= 0
    sold = number & (m.items["sold_t"][item] <= log["at"][o]) if len(m.items) else number
    sim = np.where(number, m.items["sim"][item], -1) if len(m.items) else np.full(len(o), -1)
    buyer = np.where(sold, m.items["buyer"][item], -1) if len(m.items) else sim
    sold_t = np.where(sold, m.items["sold_t"][item], np.inf) if len(m.items) else np.full(len(o), np.inf)
    n_buyers = m.scenario.buyer.n_buyers
    return observed.SEIZURES.build(
        {
            "seizure_id": ids[o], "at": v.time(log["at"][o]),
            "item_kind": Codes(number.astype(int), ("device", "number")),
            "msisdn": np.where(number, v.msisdn[sim], -1),
            "sim_id": v.ref(v.sims, sim), "imei": v.imei_of(device),
            "seller_alias": Codes(log["ring"][o], aliases("R", m.scenario.ring.n_rings)),
            "buyer_alias": Codes(buyer, aliases("B", n_buyers)),
            "price_rp": np.where(sold, m.items["price_rp"][item], -1) if len(m.items) else sim,
            "sold_at": v.time(sold_t),
        },
    )  # fmt: skip


def aliases(letter: str, n: int) -> tuple[str, ...]:
    """Give the aliases in a seized book: R-01, B-07..."""
    return tuple(f"{letter}-{i + 1:02d}" for i in range(n)) or (letter,)


# ---
# Contacts of suspicious numbers: to whom they wrote, from the day somebody complained or they were
# seized.


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
