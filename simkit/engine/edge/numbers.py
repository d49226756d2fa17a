"""Numbers and accounts: SIMs, registrations, OTT accounts and log-ins."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ...core.tables import Codes
from ...world import numbers, places
from ...world import schema as world_schema
from .. import codes
from ..schema import observed
from .desk import verdict
from .ids import View

PLACES = ("home", *places.COUNTRIES)


def sims(v: View) -> pa.Table:
    """SIMs as first registered."""
    s, w = v.model.sims, v.model.world
    o = v.order(s["t"], v.sims)
    owner, key = s["owner"][o], s["key"][o]
    card = v.model.luck.bits(key, "card")
    return world_schema.SIMS.build(
        {
            "sim_id": v.sims[o],
            "msisdn": v.msisdn[o],
            "iccid": numbers.iccid(card),
            "imsi": numbers.imsi(card),
            "operator_id": s["operator"][o].astype(np.int64) + 1,
            "nik": w.people.nik[owner],
            "kk": w.people.kk[owner],
            "registered_at": v.time(s["t"][o]),
            "channel": Codes(s["channel"][o], codes.CHANNELS[:3]),
            "outlet_id": _outlets(v, s["outlet"][o]),
            "is_prepaid": s["is_prepaid"][o],
        }
    )


def _outlets(v: View, outlet: np.ndarray) -> np.ndarray:
    return np.where(outlet < 0, -1, v.model.world.outlets.public_id[outlet])


def registrations(v: View) -> pa.Table:
    """Attempts to register a SIM."""
    log, w = v.model.log["registrations"], v.model.world
    o = v.order(log["at"], v.registrations)
    holder, slip = log["holder"][o], log["kk_slip"][o]
    kk = w.people.kk[holder]
    return observed.REGISTRATIONS.build(
        {
            "registration_id": v.registrations[o],
            "at": v.time(log["at"][o]),
            "nik": w.people.nik[holder],
            "kk": np.where(slip > 0, kk // 10 * 10 + (kk % 10 + slip) % 10, kk),
            "operator_id": log["operator"][o].astype(np.int64) + 1,
            "channel": Codes(log["channel"][o], codes.CHANNELS[:3]),
            "outlet_id": _outlets(v, log["outlet"][o]),
            "imei": v.imei_of(log["device"][o]),
            **verdict(v, log["code"][o], log["reason"][o]),
            "sim_id": v.ref(v.sims, log["sim"][o]),
        }
    )


def accounts(v: View) -> pa.Table:
    """OTT accounts."""
    a = v.model.accounts
    o = np.argsort(v.accounts, kind="stable")[int((v.accounts == 0).sum()) :]
    sim = a["sim"][o]
    return observed.ACCOUNTS_TABLE.build(
        {
            "account_id": v.accounts[o],
            "app": Codes(a["app"][o], places.APPS),
            "sim_id": v.ref(v.sims, sim),
            "msisdn": v.msisdn[sim],
            "activated_at": v.time(a["t"][o]),
            "imei": v.imei_of(a["device"][o]),
            "place": Codes(a["place"][o], PLACES),
        }
    )


def logins(v: View) -> pa.Table:
    """Log-ins on new devices."""
    log = v.model.log["logins"]
    ids = v.log_ids("logins")
    o = v.order(log["at"], ids)
    return observed.LOGINS.build(
        {
            "login_id": ids[o],
            "at": v.time(log["at"][o]),
            "account_id": v.ref(v.accounts, log["account"][o]),
            "imei": v.imei_of(log["device"][o]),
            "place": Codes(log["place"][o], PLACES),
            **verdict(v, log["code"][o], log["reason"][o]),
        }
    )
