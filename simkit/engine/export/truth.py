"""The truth's tables: who did it, from which look-up, to whom it was sold, what it cost."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ...core.streams import keys
from ...core.tables import Codes, Table
from .. import codes
from ..actors.insider import Insiders
from ..actors.syndicate import Ring
from ..tables.truth import TRUTH
from .ids import View

T: dict[str, Table] = {t.name: t for t in TRUTH}
OUTLET_ROLES = ("honest", "complicit", "dealer")
AGENT_ROLES = ("honest", "known_person", "grudge", "seller")


def _ring(ring: np.ndarray) -> np.ndarray:
    """Write ring numbers from 1; -1 stays missing."""
    ring = np.asarray(ring, dtype=np.int64)
    return np.where(ring >= 0, ring + 1, -1)


def people(v: View) -> pa.Table:
    """Whose daily life is simulated."""
    w = v.model.world
    o = np.argsort(v.person)
    panel = np.arange(w.n_identities) < w.n_people
    return T["people"].build(
        {"person_id": v.person[o], "is_panel": panel[o], "is_abroad": w.people.is_abroad[o]}
    )


def agents(v: View, insiders: Insiders) -> pa.Table:
    """Honest agents and insiders."""
    w = v.model.world
    o = np.argsort(w.agents.public_id)
    role = np.maximum(insiders.role[o].astype(np.int64) - codes.SUPERVISION, 0)
    return T["agents"].build(
        {"agent_id": w.agents.public_id[o], "role": Codes(role, AGENT_ROLES), "ring_id": np.full(len(o), -1)}
    )


def outlets(v: View, rings: list[Ring]) -> pa.Table:
    """Honest outlets and those that work for a ring."""
    w = v.model.world
    n = len(w.outlets)
    role, ring = np.zeros(n, np.int64), np.full(n, -1)
    for r in rings:
        for name, way in (("complicit", codes.OUTLET), ("dealer", codes.DEALER)):
            role[r.outlets[way]], ring[r.outlets[way]] = OUTLET_ROLES.index(name), r.number
    o = np.argsort(w.outlets.public_id)
    return T["outlets"].build(
        {
            "outlet_id": w.outlets.public_id[o],
            "role": Codes(role[o], OUTLET_ROLES),
            "ring_id": _ring(ring[o]),
        }
    )


def sims(v: View) -> pa.Table:
    """Who registered each SIM."""
    s = v.model.sims
    o = v.order(s["t"], v.sims)
    return T["sims"].build(
        {
            "sim_id": v.sims[o],
            "person_id": v.person[s["owner"][o]],
            "registrant": Codes(s["registrant"][o], codes.REGISTRANTS),
            "ring_id": _ring(s["ring"][o]),
            "worker_id": _ring(s["worker"][o]),
            "identity_source": Codes(s["source"][o], codes.SOURCES),
            "key": s["key"][o],
        }
    )


def registrations(v: View) -> pa.Table:
    """Attempts of rings."""
    log = v.model.log["registrations"]
    o = v.order(log["at"], np.where(log["ring"] >= 0, v.registrations, 0))
    return T["registrations"].build(
        {
            "registration_id": v.registrations[o],
            "ring_id": _ring(log["ring"][o]),
            "worker_id": _ring(log["worker"][o]),
            "ring_channel": Codes(log["way"][o], codes.CHANNELS),
        }
    )


def accounts(v: View) -> pa.Table:
    """How whoever uses an account came by it, and when its use ended."""
    a, items = v.model.accounts, v.model.items
    o = np.argsort(v.accounts, kind="stable")[int((v.accounts == 0).sum()) :]
    ended = np.array(a["ended_t"])
    mine = np.flatnonzero(items["account"] >= 0)
    np.minimum.at(ended, items["account"][mine], items["life_t"][mine])
    # whoever bought a number and lays it aside leaves its accounts on other apps too
    life = np.full(len(v.model.sims), np.inf)
    sold = np.flatnonzero(items["kind"] == codes.NUMBER)
    np.minimum.at(life, items["sim"][sold], items["life_t"][sold])
    ended = np.where(a["origin"] == codes.RING_SIM, np.minimum(ended, life[a["sim"]]), ended)
    return T["accounts"].build(
        {
            "account_id": v.accounts[o],
            "origin": Codes(a["origin"][o], codes.ORIGINS),
            "ring_id": _ring(a["ring"][o]),
            "ended_at": v.time(ended[o]),
            "key": a["key"][o],
        }
    )


def accesses(v: View) -> pa.Table:
    """Look-ups that were not work under a ticket."""
    log = v.model.log["accesses"]
    o = v.order(log["at"], np.where(log["motive"] != codes.WORK, v.accesses, 0))
    return T["accesses"].build(
        {
            "access_id": v.accesses[o],
            "motive": Codes(log["motive"][o], codes.MOTIVES),
            "is_captured": log["is_captured"][o],
        }
    )


def posts(v: View) -> pa.Table:
    """Whose record was posted, and from which look-up."""
    log = v.model.log["post_records"]
    o = v.order(log["at"], v.post_records)
    return T["posts"].build(
        {
            "post_record_id": v.post_records[o],
            "person_id": v.person[log["person"][o]],
            "access_id": v.ref(v.accesses, log["access"][o]),
            "source": Codes(log["source"][o], codes.SOURCES),
        }
    )


def lots(v: View) -> pa.Table:
    """Lots of records that changed hands."""
    log, ids = v.model.log["lots"], v.plain_ids("lots")
    o, party = v.order(log["at"], ids), tuple(v.model.parties)
    return T["lots"].build(
        {
            "lot_id": ids[o],
            "at": v.time(log["at"][o]),
            "seller_id": Codes(log["seller"][o], party),
            "buyer_id": Codes(log["buyer"][o], party),
            "source": Codes(log["source"][o], codes.SOURCES),
            "n_records": log["n_records"][o],
            "price_rp": log["price_rp"][o],
        }
    )


def identities(v: View) -> pa.Table:
    """Identities in a ring's hands."""
    log = v.model.log["identities"]
    o = v.order(log["at"], v.plain_ids("identities"))
    return T["identities"].build(
        {
            "at": v.time(log["at"][o]),
            "person_id": v.person[log["person"][o]],
            "ring_id": _ring(log["ring"][o]),
            "source": Codes(log["source"][o], codes.SOURCES),
            "access_id": v.ref(v.accesses, log["access"][o]),
        }
    )


def sales(v: View) -> pa.Table:
    """Numbers, accounts and lots that a ring sold."""
    m, items, lot = v.model, v.model.items, v.model.log["lot_sales"]
    # what was part of a lot has no price of its own
    sold = np.flatnonzero((items["sold_t"] <= v.until) & (items["price_rp"] >= 0))
    some = np.flatnonzero(lot["at"] <= v.until)
    buyers = np.array([m._party[f"buyer-{b + 1}"] for b in range(m.scenario.buyer.n_buyers)])
    n, n_lots = len(sold), len(some)
    at = np.concatenate([items["sold_t"][sold], lot["at"][some]])
    key = np.concatenate([items["key"][sold], keys("lot sale", some)])
    ids = v.number("sales", key, np.ones(n + n_lots, bool))
    ring = np.concatenate([items["ring"][sold], lot["ring"][some]])
    o = v.order(at, ids)
    both = {
        "sale_id": ids,
        "at": v.time(at),
        "ring_id": _ring(ring),
        "item_kind": np.concatenate([items["kind"][sold], np.full(n_lots, codes.ACCOUNT_LOT)]),
        "sim_id": np.concatenate([v.ref(v.sims, items["sim"][sold]), np.full(n_lots, -1)]),
        "n_items": np.concatenate([np.ones(n, np.int64), lot["n_items"][some]]),
        "price_rp": np.concatenate([items["price_rp"][sold], lot["price_rp"][some]]),
        "is_abroad": np.concatenate([items["is_abroad"][sold], np.ones(n_lots, bool)]),
    }
    made = {c: x[o] for c, x in both.items()}
    seller = np.array([m._party[f"ring-{r + 1}"] for r in range(m.scenario.ring.n_rings)] or [0])
    buyer = np.concatenate([buyers[items["buyer"][sold]], lot["buyer"][some]])[o]
    made |= {
        "seller_id": Codes(seller[ring[o]], tuple(m.parties)),
        "buyer_id": Codes(buyer, tuple(m.parties)),
        "item_kind": Codes(made["item_kind"], codes.ITEM_KINDS),
    }
    return T["sales"].build(made)


def payments(v: View) -> pa.Table:
    """Money that changed hands."""
    log, ids = v.model.log["payments"], v.plain_ids("payments")
    o, party = v.order(log["at"], ids), tuple(v.model.parties)
    return T["payments"].build(
        {
            "payment_id": ids[o],
            "at": v.time(log["at"][o]),
            "payer": Codes(log["payer"][o], party),
            "payee": Codes(log["payee"][o], party),
            "purpose": Codes(log["purpose"][o], codes.PURPOSES),
            "amount_rp": log["amount_rp"][o],
        }
    )


def messages(v: View) -> pa.Table:
    """What each abusing number sent in one way on one day: its ticks added up."""
    log, m = v.model.log["messages"], v.model
    rows = np.flatnonzero(log["at"] <= v.until)
    item = log["item"][rows]
    number = v.sims[m.items["sim"][item]] if len(rows) else np.empty(0, np.int64)
    day = np.floor((log["at"][rows] - 1e-6) / 24).astype(np.int64)
    # one whole number a group: its order is that of the table
    group, first, place = np.unique(
        (day * (len(m.sims) + 1) + number) * 3 + log["channel"][rows], return_index=True, return_inverse=True
    )
    sums = {
        c: np.bincount(place, log[c][rows], len(group)).astype(np.int64)
        for c in ("n_sent", "n_reached", "n_victims")
    }
    return T["messages"].build(
        {
            "day": v.day(day[first] * 24 + 1.0),
            "sim_id": number[first],
            "channel": Codes(group % 3, codes.MESSAGE_CHANNELS),
            "mode": Codes(m.items["mode"][item[first]] if len(item) else item, codes.MODES),
            **sums,
        }
    )


def losses(v: View) -> pa.Table:
    """Losses of people."""
    log, ids = v.model.log["losses"], v.log_ids("losses")
    o = v.order(log["at"], ids)
    return T["losses"].build(
        {
            "loss_id": ids[o], "at": v.time(log["at"][o]), "person_id": v.person[log["person"][o]],
            "sim_id": v.ref(v.sims, log["sim"][o]),
            "mode": Codes(log["mode"][o], codes.MODES),
            "amount_rp": log["amount_rp"][o], "is_reported": log["is_reported"][o],
        },
    )  # fmt: skip
