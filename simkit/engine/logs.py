"""The columns of the engine's memory: stores that change in place, logs that only grow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..core.columns import Chunks, Store

INF, NAN = math.inf, math.nan


def sim_store() -> Store:
    """SIMs, those of the start first; `ended_t` is when it was blocked or given up [h]."""
    return Store(
        owner=("i4", -1),
        user=("i4", -1),
        operator=("i1", 0),
        channel=("i1", 0),
        outlet=("i4", -1),
        device=("i4", -1),
        t=("f8", 0.0),
        key=("u8", 0),
        is_prepaid=("?", True),
        registrant=("i1", 0),
        ring=("i2", -1),
        worker=("i2", -1),
        source=("i1", -1),
        ended_t=("f8", INF),
        account=("i4", -1),
        registration=("i4", -1),
    )


def account_store() -> Store:
    """OTT accounts: those activated in the run, and older ones to which something happened (`t` is NaN)."""
    return Store(
        sim=("i4", -1),
        app=("i1", 0),
        t=("f8", NAN),
        device=("i4", -1),
        place=("i1", -1),
        origin=("i1", 0),
        ring=("i2", -1),
        key=("u8", 0),
        ended_t=("f8", INF),
    )


def item_store() -> Store:
    """What a ring sells: a number with its accounts, or an account; `state` 1 in stock, 2 sold, 3 seized, 4 dead."""
    return Store(
        sim=("i4", -1),
        account=("i4", -1),
        ring=("i2", -1),
        worker=("i2", -1),
        kind=("i1", 0),
        key=("u8", 0),
        listed_t=("f8", 0.0),
        state=("i1", 1),
        sold_t=("f8", INF),
        buyer=("i4", -1),
        price_rp=("i8", -1),
        is_abroad=("?", False),
        life_t=("f8", INF),
        ban_t=("f8", INF),
        mode=("i1", 0),
        tel=("i1", 0),
        p_ott=("f4", 0.0),
        channel=("i1", 0),
    )


def complaint_store() -> Store:
    """Complaints and what became of them."""
    return Store(
        at=("f8", 0.0),
        key=("u8", 0),
        person=("i4", -1),
        sim=("i4", -1),
        channel=("i1", 0),
        is_complete=("?", False),
        loss_rp=("i8", 0),
        forwarded_t=("f8", INF),
        decided_t=("f8", INF),
        outcome=("i1", 0),
    )


AT, KEY = ("f8", 0.0), ("u8", 0)
LOGS: Mapping[str, Mapping[str, tuple[str, Any]]] = {
    "tickets": {
        "at": AT,
        "key": KEY,
        "channel": ("i1", 0),
        "reason": ("i1", 0),
        "site": ("i2", 0),
        "person": ("i4", -1),
        "agent": ("i4", -1),
        "started_t": ("f8", NAN),
        "closed_t": ("f8", NAN),
    },
    "accesses": {
        "at": AT,
        "key": KEY,
        "agent": ("i4", -1),
        "person": ("i4", -1),
        "ticket": ("i4", -1),
        "fields": ("i2", 0),
        "seconds": ("i4", 0),
        "motive": ("i1", 0),
        "is_captured": ("?", False),
        "code": ("i1", 0),
        "reason": ("i2", -1),
    },
    "posts": {
        "at": AT,
        "key": KEY,
        "platform": ("i1", 0),
        "n_records": ("i4", 1),
        "formatting": ("i1", 0),
        "fields": ("i2", 0),
        "source": ("i1", 0),
    },
    "post_records": {
        "at": AT,
        "key": KEY,
        "post": ("i4", -1),
        "person": ("i4", -1),
        "sim": ("i4", -1),
        "fields": ("i2", 0),
        "n_slips": ("i1", 0),
        "access": ("i4", -1),
        "source": ("i1", 0),
    },
    "registrations": {
        "at": AT,
        "key": KEY,
        "holder": ("i4", -1),
        "kk_slip": ("i1", 0),
        "operator": ("i1", 0),
        "channel": ("i1", 0),
        "outlet": ("i4", -1),
        "device": ("i4", -1),
        "code": ("i1", 0),
        "reason": ("i2", -1),
        "sim": ("i4", -1),
        "ring": ("i2", -1),
        "worker": ("i2", -1),
        "way": ("i1", -1),
    },
    "logins": {
        "at": AT,
        "key": KEY,
        "account": ("i4", -1),
        "device": ("i4", -1),
        "place": ("i1", 0),
        "code": ("i1", 0),
        "reason": ("i2", -1),
    },
    "messages": {
        "at": AT,
        "key": KEY,
        "item": ("i4", -1),
        "channel": ("i1", 0),
        "n_sent": ("i4", 0),
        "n_reached": ("i4", 0),
        "n_victims": ("i4", 0),
    },
    "losses": {
        "at": AT,
        "key": KEY,
        "person": ("i4", -1),
        "sim": ("i4", -1),
        "mode": ("i1", 0),
        "amount_rp": ("i8", 0),
        "is_reported": ("?", False),
    },
    "blocks": {"at": AT, "sim": ("i4", -1), "account": ("i4", -1), "by": ("i1", 0), "reason": ("i1", 0)},
    "notices": {"at": AT, "person": ("i4", -1), "kind": ("i1", 0), "sim": ("i4", -1), "post": ("i4", -1)},
    "seizures": {"at": AT, "item": ("i4", -1), "device": ("i4", -1), "ring": ("i2", -1)},
    "reviews": {
        "at": AT,
        "agent": ("i4", -1),
        "n_unexplained": ("i4", 0),
        "is_suspended": ("?", False),
    },
    "lots": {
        "at": AT,
        "seller": ("i4", 0),
        "buyer": ("i4", 0),
        "source": ("i1", 0),
        "n_records": ("i4", 0),
        "price_rp": ("i8", 0),
    },
    "identities": {
        "at": AT,
        "person": ("i4", -1),
        "ring": ("i2", -1),
        "source": ("i1", 0),
        "access": ("i4", -1),
    },
    "lot_sales": {
        "at": AT,
        "ring": ("i2", -1),
        "buyer": ("i4", 0),
        "n_items": ("i4", 0),
        "price_rp": ("i8", 0),
    },
    "payments": {
        "at": AT,
        "payer": ("i4", 0),
        "payee": ("i4", 0),
        "purpose": ("i1", 0),
        "amount_rp": ("i8", 0),
    },
}


def logs() -> dict[str, Chunks]:
    """Make the logs that are only appended to; times in hours since the start."""
    return {name: Chunks(**columns) for name, columns in LOGS.items()}
