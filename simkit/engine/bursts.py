"""Honest bursts that look like a ring: a village office registers for its people, a company orders a fleet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.streams import keys
from . import codes

if TYPE_CHECKING:
    from .model import Model

ORGANISATION = 2


def bursts(model: Model, day: int) -> dict[str, np.ndarray]:
    """Give the registrations of a day's honest bursts; empty where there are none.

    Village offices: families of the province come to one device within a few hours. Fleets: an organisation
    registers some dozens of SIMs on its own NIK at a dealer within an hour.
    """
    parts = [p for p in (_villages(model, day), _fleets(model, day)) if p]
    return {c: np.concatenate([p[c] for p in parts]) for c in parts[0]} if parts else {}


def _happens(model: Model, name: str, who: np.ndarray, day: int, per_day: float) -> np.ndarray:
    """Say for whom this is the day."""
    return who[model.luck(keys(name, who, day), "happens") < per_day]


def _rows(
    model: Model, name: str, starter: np.ndarray, n: np.ndarray, day: int, hour: float, hours: float
) -> dict[str, np.ndarray]:
    """Lay out `n` rows for each starter within some hours of the day."""
    each = np.repeat(np.arange(len(starter)), n)
    copy = np.arange(len(each)) - np.repeat(np.cumsum(n) - n, n)
    key = keys(name + " row", starter[each], day, copy)
    return {"each": each, "copy": copy, "key": key, "at": day * 24 + hour + hours * model.luck(key, "moment")}


def _villages(model: Model, day: int) -> dict[str, np.ndarray]:
    m, w = model, model.world
    offices = np.flatnonzero(w.outlets.flavour == 2)
    on = _happens(m, "village day", offices, day, m.scenario.background.village_days_month / 30)
    if not len(on):
        return {}
    n = 10 + m.luck.integers(keys("village size", on, day), "size", 21)
    r = _rows(m, "village", on, n, day, 9.0, 3.5)
    outlet = on[r["each"]]
    family = r["copy"] // 3
    person = m.luck.integers(keys("village family", outlet, day, family), "who", w.n_identities)
    head = w.people.head[person]
    user = np.minimum(head + r["copy"] % 3, w.n_identities - 1)
    user = np.where(w.people.head[user] == head, user, head)
    holder = np.where(
        w.people.birth_day[user] > int(w.start.astype("datetime64[D]").astype(int)) - 17 * 365, head, user
    )
    registrant = np.where(holder == user, 0, codes.REGISTRANTS.index("family"))
    return _finish(
        m,
        r,
        holder,
        user,
        m.luck.choice(r["key"], "operator", w.operators.share),
        outlet,
        w.terminal[outlet],
        registrant,
        codes.OUTLET,
    )


def _fleets(model: Model, day: int) -> dict[str, np.ndarray]:
    m, w = model, model.world
    firms = np.flatnonzero(w.people.kind == ORGANISATION)
    on = _happens(m, "fleet day", firms, day, m.scenario.background.fleet_orders_year / 365)
    if not len(on):
        return {}
    n = 12 + m.luck.integers(keys("fleet size", on, day), "size", 40)
    r = _rows(m, "fleet", on, n, day, 10.0, 1.0)
    holder = on[r["each"]]
    operator = m.luck.choice(keys("fleet operator", holder), "operator", w.operators.share)
    channel = np.full(len(holder), codes.DEALER)
    outlet = w.outlets.pick(
        m.luck,
        keys("fleet outlet", holder),
        channel=channel,
        operator=operator,
        province=w.people.province[holder],
        p_local=1.0,
    )
    return _finish(
        m,
        r,
        holder,
        holder,
        operator,
        outlet,
        w.terminal[outlet],
        np.zeros(len(holder), np.int64),
        codes.DEALER,
    )


def _finish(
    m: Model,
    r: dict[str, np.ndarray],
    holder: np.ndarray,
    user: np.ndarray,
    operator: np.ndarray,
    outlet: np.ndarray,
    device: np.ndarray,
    registrant: np.ndarray,
    channel: int,
) -> dict[str, np.ndarray]:
    return honest_rows(
        r["at"], r["key"], holder, user, operator, np.full(len(holder), channel), outlet, device, registrant
    )


def honest_rows(
    at: np.ndarray,
    key: np.ndarray,
    holder: np.ndarray,
    user: np.ndarray,
    operator: np.ndarray,
    channel: np.ndarray,
    outlet: np.ndarray,
    device: np.ndarray,
    registrant: np.ndarray,
) -> dict[str, np.ndarray]:
    """Make registration rows of honest people: the owner is there, no ring stands behind it."""
    n = len(at)
    none = np.full(n, -1)
    return {
        "at": at,
        "key": key,
        "holder": holder,
        "user": user,
        "kk_slip": np.zeros(n, np.int64),
        "operator": operator,
        "channel": channel,
        "outlet": outlet,
        "device": device,
        "registrant": registrant,
        "ring": none,
        "worker": none,
        "way": none,
        "source": none,
        "is_present": np.ones(n, bool),
    }
