"""The observed tables: the desk, leaks, registrations and what came of them, complaints and the answer to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from ...core.formats import PIECE_ROWS
from ...core.streams import keys
from ...core.tables import Codes
from ...world import numbers, places
from ...world import tables as world_schema
from .. import codes
from ..tables import observed
from .ids import Taken, View

SYLLABLES = ("ka", "lu", "mi", "ra", "so", "ti", "wa", "ne", "do", "pe")


def tickets(v: View) -> pa.Table:
    """Contacts with the desk."""
    r, w = v.log_rows("tickets"), v.model.world
    return v.fill(
        observed.TICKETS, r,
        channel=Codes(r["channel"], codes.TICKET_CHANNELS), reason=Codes(r["reason"], codes.TICKET_REASONS),
        site=Codes(r["site"], tuple(w.sites.names)),
        agent_id=np.where(r["started_t"] <= v.until, w.agents.public_id[r["agent"]], -1),
    )  # fmt: skip


def accesses(v: View) -> pa.Table:
    """Look-ups of customer records."""
    r = v.log_rows("accesses")
    shown = np.where(r["code"] == codes.ALLOW, r["fields"], -1)
    fields = Codes(shown, codes.field_words())
    return v.fill(observed.ACCESSES, r, fields_shown=fields, terminal=terminals(v, r["agent"], r["key"]))


def terminals(v: View, agent: np.ndarray, key: np.ndarray) -> Codes:
    """Name the work place of each look-up: agents change places within their site from day to day."""
    w, crn, per_site = v.model.world, v.model.crn, 12
    place = crn.integers(keys("place", w.agents.key[agent]), "usual place", per_site)
    other = crn(key, "another place") < 0.15
    place = np.where(other, crn.integers(key, "which place", per_site), place)
    names = tuple(f"{n} / {i + 1}" for n in w.sites.names for i in range(per_site))
    return Codes(w.agents.site[agent].astype(np.int64) * per_site + place, names)


def posts(v: View) -> pa.Table:
    """Leaked records or dumps seen in public."""
    r, crn = v.log_rows("posts"), v.model.crn
    width = np.array([150, 260_000, 120])[r["formatting"]]
    noise = 0.8 + 0.4 * crn(r["key"], "size")
    parts = [crn.integers(r["key"], f"handle {i}", len(SYLLABLES)) for i in range(4)]
    return v.fill(
        observed.POSTS, r,
        handle=["@" + "".join(SYLLABLES[int(s)] for s in row) for row in zip(*parts, strict=True)],
        fields=Codes(r["fields"], codes.field_words()),
        n_bytes=(r["n_records"] * width * noise).round().astype(np.int64),
    )  # fmt: skip


def post_records(v: View) -> pa.Table:
    """Records as posted: some fields left out, some digits and letters wrong."""
    r, w = v.log_rows("post_records"), v.model.world
    person, sim = r["person"], r["sim"]
    true = {
        "name": w.people.names(person).to_pylist(),
        "nik": [str(x) for x in w.people.nik[person].tolist()],
        "kk": [str(x) for x in w.people.kk[person].tolist()],
        "msisdn": np.where(sim >= 0, v.msisdn[sim].astype(str), "").tolist(),
        "address": w.people.addresses(person).to_pylist(),
        "imei": v.imei_of(w.phone[person]).to_pylist(),
        "birth_date": [str(d) for d in w.people.birth_day[person].astype("datetime64[D]")],
    }
    fields, key, slips = r["fields"].tolist(), r["key"].tolist(), r["n_slips"].tolist()
    made = {}
    for name, texts in true.items():
        bit = 1 << codes.FIELDS.index(name)
        typed = [
            _slip(v, t, k, name, s / max(f.bit_count(), 1)) if f & bit and t else None
            for t, f, k, s in zip(texts, fields, key, slips, strict=True)
        ]
        made[f"posted_{name}"] = pa.array(typed, pa.string())
    return v.fill(observed.POST_RECORDS, r, **made)


def _slip(v: View, text: str, key: int, name: str, share: float) -> str:
    """Type a text with a slip in it, as it befalls a share of the fields: a wrong digit or a swapped letter."""
    k = keys("slip " + name, np.array([key], np.uint64))
    if v.model.crn(k, "has a slip")[0] >= share:
        return text
    place = int(v.model.crn.integers(k, "place", len(text) - 1)[0])
    if name in ("nik", "kk", "msisdn", "imei"):
        # the slip stays among the last four digits: a wrong region or number block could be somebody's
        place = len(text) - 1 - place % 4
    if text[place].isdigit():
        others = (text[:place] + str((int(text[place]) + i) % 10) + text[place + 1 :] for i in range(1, 10))
        typed = [t for t in others if name != "imei" or not numbers.luhn_ok(t)]
        return typed[int(v.model.crn.integers(k, "digit", len(typed))[0])]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :] if place + 1 < len(text) else text


# ---
# Registrations and what came of them: SIMs, OTT accounts, log-ins.


def sims(v: View, rows: np.ndarray | None = None) -> pa.Table:
    """SIMs as first registered: all that are known, sorted by time, or some in the order asked for."""
    known = v.order(v.model.sims["t"], v.sims) if rows is None else rows
    r, people = Taken(v.model.sims, v.sims, known), v.model.world.people
    card = v.model.crn.bits(r["key"], "card")
    return v.fill(
        world_schema.SIMS, r, msisdn=lambda: v.msisdn[r["row"]],
        iccid=lambda: numbers.iccid(card), imsi=lambda: numbers.imsi(card),
        nik=lambda: people.nik[r["owner"]], kk=lambda: people.kk[r["owner"]],
        registered_at=lambda: v.time(r["t"]), channel=Codes(r["channel"], codes.CHANNELS[:3]),
    )  # fmt: skip


def sims_in_pieces(v: View, make: Callable[[View, np.ndarray], pa.Table] = sims) -> Iterator[pa.Table]:
    """Give the same rows piece by piece: of a million people the whole table would be the peak of a run's memory."""
    known = v.order(v.model.sims["t"], v.sims)
    for first in range(0, len(known), PIECE_ROWS):
        yield make(v, known[first : first + PIECE_ROWS])
    v.forget()


def registrations(v: View) -> pa.Table:
    """Attempts to register a SIM."""
    r, people = v.log_rows("registrations"), v.model.world.people
    slip, kk = r["kk_slip"], people.kk[r["holder"]]
    return v.fill(
        observed.REGISTRATIONS, r, nik=people.nik[r["holder"]],
        kk=np.where(slip > 0, kk // 10 * 10 + (kk % 10 + slip) % 10, kk),
        channel=Codes(r["channel"], codes.CHANNELS[:3]),
    )  # fmt: skip


def accounts(v: View) -> pa.Table:
    """OTT accounts."""
    r = v.account_rows()
    return v.fill(observed.ACCOUNTS_TABLE, r, app=Codes(r["app"], places.APPS), activated_at=v.time(r["t"]))


def logins(v: View) -> pa.Table:
    """Log-ins on new devices."""
    return v.fill(observed.LOGINS, v.log_rows("logins"))


# ---
# The answer: complaints, blocks, notices, reviews and seizures.


def complaints(v: View) -> pa.Table:
    """Complaints, and what is known of them by now."""
    r = v.rows(v.model.complaints, v.complaints)
    outcome = np.where(r["decided_t"] <= v.until, r["outcome"], codes.PENDING)
    return v.fill(
        observed.COMPLAINTS, r, channel=Codes(r["channel"], codes.MESSAGE_CHANNELS),
        claimed_loss_rp=r["loss_rp"], outcome=Codes(outcome, codes.OUTCOMES),
    )  # fmt: skip


def _named(v: View, name: str, key: np.ndarray) -> Taken:
    """Give the known rows of a log that are numbered by keys made of what they are about."""
    log = v.model.log[name]
    return v.rows(log, v.number(name, key, log["at"] <= v.until))


def blocks(v: View) -> pa.Table:
    """SIMs and accounts that were stopped."""
    log, m = v.model.log["blocks"], v.model
    account = log["account"]
    of_account = keys("account block", m.accounts["key"][account]) if len(m.accounts) else 0
    r = _named(v, "blocks", np.where(account >= 0, of_account, keys("sim block", m.sims["key"][log["sim"]])))
    target = Codes((r["account"] >= 0).astype(int), ("sim", "account"))
    return v.fill(observed.BLOCKS, r, target=target, reason=Codes(r["reason"], codes.BLOCK_REASONS))


def notices(v: View) -> pa.Table:
    """What owners were told."""
    log = v.model.log["notices"]
    minute = np.rint(log["at"] * 60).astype(np.int64)
    r = _named(v, "notices", keys("notice", log["person"], log["sim"] + 1, log["post"] + 1, minute))
    return v.fill(observed.NOTICES, r, kind=Codes(r["kind"], codes.NOTICES))


def cases(v: View) -> pa.Table:
    """Numbers that investigators looked at."""
    r = v.log_rows("cases")
    outcome = np.where(r["closed_t"] <= v.until, r["outcome"], codes.BLOCKED_CASE)
    return v.fill(observed.CASES, r, outcome=Codes(outcome, codes.CASE_OUTCOMES))


def reviews(v: View) -> pa.Table:
    """Agents whose look-ups were reviewed."""
    log = v.model.log["reviews"]
    r = _named(v, "reviews", keys("review row", log["agent"], np.rint(log["at"]).astype(np.int64)))
    return v.fill(observed.REVIEWS, r, outcome=Codes(r["is_suspended"].astype(int), codes.REVIEW_OUTCOMES))


def seizures(v: View) -> pa.Table:
    """What raids found."""
    r, m = v.log_rows("seizures"), v.model
    number = r["item"] >= 0

    def of_items(column: str, none: float) -> np.ndarray:
        made = np.full(len(number), none)
        made[number] = m.items[column][r["item"][number]]
        return made

    r["sim"], sold_t = of_items("sim", -1), of_items("sold_t", np.inf)
    sold = sold_t <= r["at"]
    buyer, price = (np.where(sold, of_items(c, -1), -1) for c in ("buyer", "price_rp"))
    return v.fill(
        observed.SEIZURES, r, item_kind=Codes(number.astype(int), ("device", "number")),
        msisdn=np.where(number, v.msisdn[r["sim"]], -1), price_rp=price,
        seller_alias=Codes(r["ring"], aliases("R", v.n_rings(r["ring"]))),
        buyer_alias=Codes(buyer, aliases("B", m.scenario.buyer.n_buyers)),
        sold_at=v.time(np.where(sold, sold_t, np.inf)),
    )  # fmt: skip


def aliases(letter: str, n: int) -> tuple[str, ...]:
    """Give the aliases in a seized book: R-01, B-07..."""
    return tuple(f"{letter}-{i + 1:02d}" for i in range(n)) or (letter,)
