"""The observed tables of the chain: tickets, look-ups, posts, registrations, SIMs, accounts and log-ins."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ...core.streams import keys
from ...core.tables import Codes
from ...world import numbers, places
from ...world import tables as world_schema
from .. import codes
from ..tables import observed
from .ids import View

SYLLABLES = ("ka", "lu", "mi", "ra", "so", "ti", "wa", "ne", "do", "pe")


def tickets(v: View) -> pa.Table:
    """Contacts with the desk."""
    log, ids, w = v.model.log["tickets"], v.tickets, v.model.world
    o = v.order(log["at"], ids)
    begun = log["started_t"][o] <= v.until
    return observed.TICKETS.build(
        {
            "ticket_id": ids[o],
            "at": v.time(log["at"][o]),
            "channel": Codes(log["channel"][o], codes.TICKET_CHANNELS),
            "reason": Codes(log["reason"][o], codes.TICKET_REASONS),
            "site": Codes(log["site"][o], tuple(w.sites.names)),
            "person_id": v.person[log["person"][o]],
            "agent_id": np.where(begun, w.agents.public_id[log["agent"][o]], -1),
            "started_at": v.time(log["started_t"][o]),
            "closed_at": v.time(log["closed_t"][o]),
        }
    )


def accesses(v: View) -> pa.Table:
    """Look-ups of customer records."""
    log, ids, w = v.model.log["accesses"], v.accesses, v.model.world
    o = v.order(log["at"], ids)
    agent = log["agent"][o]
    shown = np.where(log["code"][o] == codes.ALLOW, log["fields"][o], -1)
    site = w.agents.site[agent].astype(np.int64)
    return observed.ACCESSES.build(
        {
            "access_id": ids[o],
            "at": v.time(log["at"][o]),
            "agent_id": w.agents.public_id[agent],
            "person_id": v.person[log["person"][o]],
            "ticket_id": v.ref(v.tickets, log["ticket"][o]),
            "terminal": terminals(v, agent, site, log["key"][o]),
            "fields_shown": Codes(shown, codes.field_words()),
            "seconds": log["seconds"][o],
            **verdict(v, log["code"][o], log["reason"][o]),
        }
    )


def terminals(v: View, agent: np.ndarray, site: np.ndarray, key: np.ndarray) -> Codes:
    """Name the work place of each look-up: agents change places within their site from day to day."""
    names, per_site = v.model.world.sites.names, 12
    place = v.model.luck.integers(keys("place", v.model.world.agents.key[agent]), "usual place", per_site)
    other = v.model.luck(key, "another place") < 0.15
    place = np.where(other, v.model.luck.integers(key, "which place", per_site), place)
    return Codes(site * per_site + place, tuple(f"{n} / {i + 1}" for n in names for i in range(per_site)))


def verdict(v: View, code: np.ndarray, reason: np.ndarray) -> dict[str, Codes]:
    """Write verdict and reason; the words are those of these rows, or a later rule would show before its day."""
    used = np.unique(reason[reason >= 0])
    words = tuple(v.model.ledger.reasons[i] for i in used.tolist()) or ("none",)
    return {
        "verdict": Codes(code, codes.VERDICTS),
        "reason": Codes(np.where(reason >= 0, np.searchsorted(used, reason), -1), words),
    }


def posts(v: View) -> pa.Table:
    """Leaked records or dumps seen in public."""
    log, ids = v.model.log["posts"], v.posts
    o = v.order(log["at"], ids)
    key, n = log["key"][o], log["n_records"][o]
    width = np.array([150, 260_000, 120])[log["formatting"][o]]
    noise = 0.8 + 0.4 * v.model.luck(key, "size")
    parts = [v.model.luck.integers(key, f"handle {i}", len(SYLLABLES)) for i in range(4)]
    return observed.POSTS.build(
        {
            "post_id": ids[o],
            "at": v.time(log["at"][o]),
            "platform": Codes(log["platform"][o], codes.PLATFORMS),
            "handle": ["@" + "".join(SYLLABLES[int(s)] for s in row) for row in zip(*parts, strict=True)],
            "n_records": n,
            "formatting": Codes(log["formatting"][o], codes.FORMATS),
            "fields": Codes(log["fields"][o], codes.field_words()),
            "n_bytes": (n * width * noise).round().astype(np.int64),
        }
    )


def post_records(v: View) -> pa.Table:
    """Records as posted: some fields left out, some digits and letters wrong."""
    log, ids, w = v.model.log["post_records"], v.post_records, v.model.world
    o = v.order(log["at"], ids)
    person, fields, key = log["person"][o], log["fields"][o], log["key"][o]
    device, sim = w.phone[person], log["sim"][o]
    true = {
        "name": w.people.names(person).to_pylist(),
        "nik": [str(x) for x in w.people.nik[person].tolist()],
        "kk": [str(x) for x in w.people.kk[person].tolist()],
        "msisdn": np.where(sim >= 0, v.msisdn[sim].astype(str), "").tolist(),
        "address": w.people.addresses(person).to_pylist(),
        "imei": v.imei_of(device).to_pylist(),
        "birth_date": [str(d) for d in w.people.birth_day[person].astype("datetime64[D]")],
    }  # fmt: skip
    slips, made = log["n_slips"][o], {}
    for name, texts in true.items():
        bit = 1 << codes.FIELDS.index(name)
        made[f"posted_{name}"] = [
            _slip(v, t, int(k), name, int(s) / max(int(f).bit_count(), 1)) if f & bit and t else None
            for t, f, k, s in zip(texts, fields.tolist(), key.tolist(), slips.tolist(), strict=True)
        ]
    refs = {"post_record_id": ids[o], "post_id": v.ref(v.posts, log["post"][o])}
    return observed.POST_RECORDS.build(refs | {c: pa.array(t, pa.string()) for c, t in made.items()})


def _slip(v: View, text: str, key: int, name: str, share: float) -> str:
    """Type a text with a slip in it, as it befalls a share of the fields: a wrong digit or a swapped letter."""
    k = keys("slip " + name, np.array([key], np.uint64))
    if v.model.luck(k, "has a slip")[0] >= share:
        return text
    place = int(v.model.luck.integers(k, "place", len(text) - 1)[0])
    if name in ("nik", "kk", "msisdn", "imei"):
        # the slip stays among the last four digits: a wrong region or number block could be somebody's
        place = len(text) - 1 - place % 4
    if text[place].isdigit():
        others = (text[:place] + str((int(text[place]) + i) % 10) + text[place + 1 :] for i in range(1, 10))
        typed = [t for t in others if name != "imei" or not numbers.luhn_ok(t)]
        return typed[int(v.model.luck.integers(k, "digit", len(typed))[0])]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :] if place + 1 < len(text) else text


# ---
# Registrations and what came of them: SIMs, OTT accounts, log-ins.

PLACES = ("home", *places.COUNTRIES)


def sims(v: View) -> pa.Table:
    """SIMs as first registered."""
    s, w = v.model.sims, v.model.world
    o = v.order(s["t"], v.sims)
    owner, key = s["owner"][o], s["key"][o]
    card = v.model.luck.bits(key, "card")
    return world_schema.SIMS.build(
        {
            "sim_id": v.sims[o], "msisdn": v.msisdn[o], "iccid": numbers.iccid(card),
            "imsi": numbers.imsi(card), "operator_id": s["operator"][o].astype(np.int64) + 1,
            "nik": w.people.nik[owner], "kk": w.people.kk[owner], "registered_at": v.time(s["t"][o]),
            "channel": Codes(s["channel"][o], codes.CHANNELS[:3]),
            "outlet_id": _outlets(v, s["outlet"][o]),
            "is_prepaid": s["is_prepaid"][o],
        },
    )  # fmt: skip


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
