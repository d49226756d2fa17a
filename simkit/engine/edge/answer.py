"""The answer's tables: complaints, blocks, notices and seizures."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ...core.streams import keys
from ...core.tables import Codes
from .. import codes
from ..schema import response
from .ids import View


def complaints(v: View) -> pa.Table:
    """Complaints, and what is known of them by now."""
    c = v.model.complaints
    o = v.order(c["at"], v.complaints)
    known = c["decided_t"][o] <= v.until
    return response.COMPLAINTS.build(
        {
            "complaint_id": v.complaints[o],
            "at": v.time(c["at"][o]),
            "person_id": v.person[c["person"][o]],
            "sim_id": v.ref(v.sims, c["sim"][o]),
            "msisdn": v.msisdn[c["sim"][o]],
            "channel": Codes(c["channel"][o], codes.MESSAGE_CHANNELS),
            "is_complete": c["is_complete"][o],
            "claimed_loss_rp": c["loss_rp"][o],
            "forwarded_at": v.time(c["forwarded_t"][o]),
            "decided_at": v.time(c["decided_t"][o]),
            "outcome": Codes(np.where(known, c["outcome"][o], codes.PENDING), codes.OUTCOMES),
        }
    )


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
    return response.BLOCKS.build(
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
    return response.NOTICES.build(
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
    return response.REVIEWS.build(
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
    n_buyers = m.scenario.buyer.n_buyers
    return response.SEIZURES.build(
        {
            "seizure_id": ids[o],
            "at": v.time(log["at"][o]),
            "item_kind": Codes(number.astype(int), ("device", "number")),
            "msisdn": np.where(number, v.msisdn[sim], -1),
            "sim_id": v.ref(v.sims, sim),
            "imei": v.imei_of(device),
            "seller_alias": Codes(log["ring"][o], aliases("R", m.scenario.ring.n_rings)),
            "buyer_alias": Codes(buyer, aliases("B", n_buyers)),
            "price_rp": np.where(sold, m.items["price_rp"][item], -1) if len(m.items) else sim,
            "sold_at": v.time(np.where(sold, m.items["sold_t"][item], np.inf))
            if len(m.items)
            else v.time(np.full(len(o), np.inf)),
        }
    )


def aliases(letter: str, n: int) -> tuple[str, ...]:
    """Give the aliases in a seized book: R-01, B-07..."""
    return tuple(f"{letter}-{i + 1:02d}" for i in range(n)) or (letter,)
