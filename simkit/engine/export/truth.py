"""The truth's tables: who did it, from which look-up, to whom it was sold, what it cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from ...core.streams import keys
from ...core.tables import Codes, Table
from .. import codes
from ..actors.insider import Insiders
from ..actors.ring import Ring
from ..tables.truth import TRUTH
from .ids import Taken, View

T: dict[str, Table] = {t.name: t for t in TRUTH}
OUTLET_ROLES = ("honest", "complicit", "dealer")
AGENT_ROLES = ("honest", "known_person", "grudge", "seller")


def people(v: View) -> pa.Table:
    """Whose daily life is simulated."""
    w = v.model.world
    o = np.argsort(v.person)
    return v.fill(
        T["people"], {"id": v.person[o], "is_panel": o < w.n_people, "is_abroad": w.people.is_abroad[o]}
    )


def agents(v: View, insiders: Insiders) -> pa.Table:
    """Honest agents and insiders."""
    ids = v.model.world.agents.public_id
    o = np.argsort(ids)
    role = Codes(np.maximum(insiders.role[o].astype(np.int64) - codes.SUPERVISION, 0), AGENT_ROLES)
    return v.fill(T["agents"], {"id": ids[o], "ring": np.full(len(o), -1)}, role=role)


def outlets(v: View, rings: Sequence[Ring]) -> pa.Table:
    """Honest outlets and those that work for a ring."""
    ids = v.model.world.outlets.public_id
    role, ring = np.zeros(len(ids), np.int64), np.full(len(ids), -1)
    for r in rings:
        for name, route in (("complicit", codes.OUTLET), ("dealer", codes.DEALER)):
            role[r.outlets[route]], ring[r.outlets[route]] = OUTLET_ROLES.index(name), r.number
    o = np.argsort(ids)
    return v.fill(T["outlets"], {"id": ids[o], "ring": ring[o]}, role=Codes(role[o], OUTLET_ROLES))


def sims(v: View, rows: np.ndarray | None = None) -> pa.Table:
    """Who registered each SIM: all that are known, sorted by time, or some in the order asked for."""
    known = v.order(v.model.sims["t"], v.sims) if rows is None else rows
    r = Taken(v.model.sims, v.sims, known)
    r["person"], r["identity_source"] = r["owner"], r["source"]
    return v.fill(T["sims"], r)


def registrations(v: View) -> pa.Table:
    """Attempts of rings."""
    log = v.model.log["registrations"]
    r = v.rows(log, np.where(log["ring"] >= 0, v.log_ids("registrations"), 0))
    return v.fill(T["registrations"], r, ring_channel=Codes(r["route"], codes.CHANNELS))


def accounts(v: View) -> pa.Table:
    """How whoever uses an account came by it, and when its use ended."""
    a, items = v.model.accounts, v.model.items
    ended = np.array(a["ended_t"])
    mine = np.flatnonzero(items["account"] >= 0)
    np.minimum.at(ended, items["account"][mine], items["life_t"][mine])
    # whoever bought a number and lays it aside leaves its accounts on other apps too
    life = np.full(len(v.model.sims), np.inf)
    sold = np.flatnonzero(items["kind"] == codes.NUMBER)
    np.minimum.at(life, items["sim"][sold], items["life_t"][sold])
    ended = np.where(a["origin"] == codes.RING_SIM, np.minimum(ended, life[a["sim"]]), ended)
    r = v.account_rows()
    r["ended_t"] = ended[r["row"]]
    return v.fill(T["accounts"], r)


def accesses(v: View) -> pa.Table:
    """Look-ups that were not work under a ticket."""
    log = v.model.log["accesses"]
    return v.fill(T["accesses"], v.rows(log, np.where(log["motive"] != codes.WORK, v.log_ids("accesses"), 0)))


def posts(v: View) -> pa.Table:
    """Whose record was posted, and from which look-up."""
    return v.fill(T["posts"], v.log_rows("post_records"))


def lots(v: View) -> pa.Table:
    """Lots of records that changed hands."""
    r, party = v.log_rows("lots"), tuple(v.model.parties)
    return v.fill(T["lots"], r, seller_id=Codes(r["seller"], party), buyer_id=Codes(r["buyer"], party))


def identities(v: View) -> pa.Table:
    """Identities in a ring's hands."""
    return v.fill(T["identities"], v.log_rows("identities"))


def sales(v: View) -> pa.Table:
    """Numbers, accounts and lots that a ring sold."""
    m, items, lot = v.model, v.model.items, v.model.log["lot_sales"]
    # what was part of a lot has no price of its own
    sold = np.flatnonzero((items["sold_t"] <= v.until) & (items["price_rp"] >= 0))
    some = np.flatnonzero(lot["at"] <= v.until)
    buyers = np.array([m.party(f"buyer-{b + 1}") for b in range(m.scenario.buyer.n_buyers)])
    n, n_lots = len(sold), len(some)
    both = {
        "at": (items["sold_t"][sold], lot["at"][some]),
        "key": (items["key"][sold], keys("lot sale", some)),
        "ring": (items["ring"][sold], lot["ring"][some]),
        "item_kind": (items["kind"][sold], np.full(n_lots, codes.ACCOUNT_LOT)),
        "sim": (items["sim"][sold], np.full(n_lots, -1)),
        "n_items": (np.ones(n, np.int64), lot["n_items"][some]),
        "price_rp": (items["price_rp"][sold], lot["price_rp"][some]),
        "is_abroad": (items["is_abroad"][sold], np.ones(n_lots, bool)),
        "buyer": (buyers[items["buyer"][sold]], lot["buyer"][some]),
    }
    r = {c: np.concatenate(parts) for c, parts in both.items()}
    r["id"] = v.number("sales", r["key"], np.ones(n + n_lots, bool))
    o = v.order(r["at"], r["id"])
    r = {c: x[o] for c, x in r.items()}
    seller = np.array([m.party(f"ring-{i + 1}") for i in range(v.n_rings(r["ring"]))] or [0])
    return v.fill(
        T["sales"], r, item_kind=Codes(r["item_kind"], codes.ITEM_KINDS),
        seller_id=Codes(seller[r["ring"]], tuple(m.parties)), buyer_id=Codes(r["buyer"], tuple(m.parties)),
    )  # fmt: skip


def payments(v: View) -> pa.Table:
    """Money that changed hands."""
    r, party = v.log_rows("payments"), tuple(v.model.parties)
    return v.fill(T["payments"], r, payer=Codes(r["payer"], party), payee=Codes(r["payee"], party))


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
    mode = m.items["mode"][item[first]] if len(item) else item
    return v.fill(
        T["messages"], sums | {"mode": mode}, day=v.day(day[first] * 24 + 1.0), sim_id=number[first],
        channel=Codes(group % 3, codes.MESSAGE_CHANNELS),
    )  # fmt: skip


def losses(v: View) -> pa.Table:
    """Losses of people."""
    return v.fill(T["losses"], v.log_rows("losses"))
