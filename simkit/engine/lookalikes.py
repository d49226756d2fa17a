"""Honest life that looks like crime.

Helpers who register for others on one handset, SIMs that never send, night buyers, new phones in the first week, and
senders that are no ring about whom people complain. A detector that flags these looks accuses the innocent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..core.parameter import fraction, parameter
from ..core.streams import keys, pick, waiting
from ..world.outlets import KIOSK
from . import codes
from .events import copies
from .model import Model
from .profiles import Profile

NIGHT_HOURS: Profile = (3.0, 2, 1.5, 1, 1, 1, *(0.0,) * 15, 1, 2, 3)
"""When night buyers buy: shares of a day by hour, from 21 to 6 o'clock. Source: assumption."""
ADVERT, SPOOFED = range(2)


@dataclass(frozen=True)
class LookalikeParameters:
    """How much of honest life has the look of crime (all are assumptions)."""

    p_kiosk: float = fraction(
        0.12, "Share of self-registrations that a kiosk makes for its customer, by SMS on a handset of its own.",
        "assumption: kiosks sell a pack that works, not a form to fill in"
    )  # fmt: skip
    p_neighbour: float = fraction(
        0.08, "Share of self-registrations that a helpful neighbour makes on the own handset.",
        "assumption: the old and those without a phone ask somebody who knows how"
    )  # fmt: skip
    n_helpers_per_1000: float = parameter(
        5.0, "Such neighbours among 1,000 people.", "people", high=1000,
        source="assumption: every hamlet has somebody whom people ask"
    )  # fmt: skip
    p_data_only: float = fraction(
        0.12, "Share of honest SIMs in tablets and modems: they never send or call, and no account is on them.",
        "assumption: data is what most SIMs are bought for"
    )  # fmt: skip
    p_ott_only: float = fraction(
        0.2, "Share of households that use OTT apps only: no SMS, no call over the network.",
        "assumption: data is cheaper than a call"
    )  # fmt: skip
    p_night: float = fraction(
        0.06, "Share of honest registrations made at night, by oneself.",
        "assumption: packs are sold on line at any hour"
    )  # fmt: skip
    p_new_phone: float = fraction(
        0.08, "Share of new SIMs with an account whose owner moves to another phone within a week.",
        "assumption: a new SIM often comes with a new phone"
    )  # fmt: skip
    p_canvasser: float = fraction(
        0.4, "Share of honest registrations at an outlet or dealer made on the handset of a seller who tours shops.",
        "assumption: operators sell through field agents, who register on their own handset"
    )  # fmt: skip
    n_canvassers_per_1000: float = parameter(
        0.5, "Such sellers for 1,000 people.", "people", high=1000, source="assumption: a third of the outlets"
    )  # fmt: skip
    p_apps: tuple[float, ...] = fraction(
        (0.5, 0.25, 0.15, 0.1), "Shares of honest new SIMs with an account that activate 1, 2, 3 or 4 apps",
        source="assumption: most people chat in several apps; fewer accounts than a ring's SIM has"
    )  # fmt: skip
    p_at_once: float = fraction(
        0.5, "Share of honest new SIMs with an account whose first app is set up within hours; the others take longer.",
        "assumption: many packs are bought for the app; the mean stays that of `background.account_lag_h`"
    )  # fmt: skip
    p_set_up: float = fraction(
        0.15, "Share of those whose app a helpful neighbour or shop sets up on a phone of its own.",
        "assumption: whoever needs help to register needs it with the app too"
    )  # fmt: skip
    p_companion: float = fraction(
        0.35, "Share of those who soon log in, with all the family, on the computer of the household or firm.",
        "assumption: chat apps run on several devices, and a new number is a reason to link them anew"
    )  # fmt: skip
    companion_month: float = fraction(
        0.01, "Share of older SIMs for which such a computer is set up in a month.",
        "assumption: half as many as change phones"
    )  # fmt: skip
    p_vpn: float = fraction(
        0.2, "Share of honest log-ins that seem to come from abroad because of a VPN.",
        "assumption: free VPNs are common where many sites are blocked"
    )  # fmt: skip
    p_trade: float = fraction(
        0.1, "Share of honest new SIMs bought for work: they write to strangers, as couriers and sellers do.",
        "assumption: a second number is bought to keep work apart"
    )  # fmt: skip
    p_trade_reported: float = fraction(
        0.4, "Share of these about whose messages somebody complains within the first two months or so.",
        "assumption: 79 % of unwanted calls were no scam (scam-calls-2025)"
    )  # fmt: skip
    adverts_per_1000: float = parameter(
        1.0, "Complaints a month for 1,000 people about senders that are no ring: adverts, loan offers.",
        "complaints", high=1000, source="assumption: 79 % of unwanted calls were no scam (scam-calls-2025)"
    )  # fmt: skip
    spoofed_per_1000: float = parameter(
        0.3, "Complaints a month for 1,000 people about calls from abroad that show an innocent subscriber's number.",
        "complaints", high=1000, source="assumption: a forged number looks local, and is somebody's"
    )  # fmt: skip
    p_complete: float = fraction(
        0.4, "Share of both kinds whose evidence is complete.",
        "assumption: a little below that of complaints about abuse, as the message is real"
    )  # fmt: skip


def helped(model: Model, rows: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Let kiosks and neighbours make some of the self-registrations, each on one handset for many people."""
    m, k, w = model, model.scenario.lookalikes, model.world
    u, device = m.crn(rows["key"], "who helps"), np.array(rows["device"], dtype=np.int64)
    alone = rows["channel"] == codes.SELF
    kiosks = np.flatnonzero(w.outlets.kind == KIOSK)
    shop = np.flatnonzero(alone & (u < k.p_kiosk))
    # kiosks by their volume, as their customers choose them
    which = m.crn.choice(rows["key"][shop], "which kiosk", w.outlets.weight[kiosks])
    device[shop] = w.terminal[kiosks[which]]
    friend = np.flatnonzero(alone & (u > 1 - k.p_neighbour))
    n = max(round(k.n_helpers_per_1000 * w.n_people / 1000), 1)
    helper = keys("helper", m.crn.integers(rows["key"][friend], "which helper", n))
    device[friend] = w.phone[m.someone(helper, "who")]
    shops = np.flatnonzero((rows["outlet"] >= 0) & (m.crn(rows["key"], "a seller on tour") < k.p_canvasser))
    n = max(round(k.n_canvassers_per_1000 * w.n_people / 1000), 1)
    tour = keys("canvasser", m.crn.integers(rows["key"][shops], "which canvasser", n))
    device[shops] = w.phone[m.someone(tour, "who")]
    return dict(rows) | {"device": device}


def is_data_only(model: Model, key: np.ndarray) -> np.ndarray:
    """Say which honest SIMs, by key, sit in tablets and modems."""
    return model.crn(key, "data only") < model.scenario.lookalikes.p_data_only


def never_sends(model: Model, sims: np.ndarray) -> np.ndarray:
    """Say which honest SIMs never send an SMS nor call over the network: data only, or a family that uses OTT only."""
    m = model
    home = keys("ott only", m.world.people.head[m.sims["user"][sims]])
    silent = m.crn(home, "ott only") < m.scenario.lookalikes.p_ott_only
    return (silent | is_data_only(m, m.sims["key"][sims])) & (m.sims["ring"][sims] < 0)


def first_accounts(model: Model, key: np.ndarray, mean_h: float) -> tuple[np.ndarray, np.ndarray]:
    """Give the time [h] from each honest new SIM to its first account, and how many apps follow."""
    m, k = model, model.scenario.lookalikes
    quick, share = min(4.0, mean_h), k.p_at_once
    slow = (mean_h - share * quick) / max(1 - share, 1e-9)
    u, lag, apps = m.crn.several(key, "sets up at once", "account lag", "how many apps")
    mean = np.where(u < share, quick, slow)
    return 0.1 + mean * waiting(lag, 1.0), 1 + pick(apps, k.p_apps)


def set_up_by_others(model: Model, key: np.ndarray, phone: np.ndarray) -> np.ndarray:
    """Give the device of each first account: the own phone, or that of somebody who sets up apps for others."""
    m, k, w = model, model.scenario.lookalikes, model.world
    n = max(round(k.n_helpers_per_1000 * w.n_people / 1000), 1)
    some = np.flatnonzero(m.crn(key, "who sets it up") < k.p_set_up)
    which = m.crn.integers(key[some], "which set-up", n)
    made = np.array(phone, dtype=np.int64)
    made[some] = w.phone[m.someone(keys("sets up", which), "who")]
    return made


def seems_abroad(model: Model, key: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Let some honest log-ins come by a VPN: they show another country than the one they are made in."""
    vpn, country = model.crn.several(key, "vpn", "vpn country")
    hidden = vpn < model.scenario.lookalikes.p_vpn
    return np.where(hidden, 1 + (country * 6).astype(np.int64), place)


def for_work(model: Model, key: np.ndarray) -> np.ndarray:
    """Say which honest new SIMs, by key, are bought for work."""
    return model.crn(key, "for work") < model.scenario.lookalikes.p_trade


def work_complaints(
    model: Model, key: np.ndarray, at: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plan complaints about honest new SIMs that write for work: whose (place), moments [h] and keys."""
    m, k = model, model.scenario.lookalikes
    loud = m.crn(key, "is complained about") < k.p_trade_reported
    of = np.flatnonzero(for_work(m, key) & loud)
    if not len(of):
        return of, at[of], key[of]
    each, copy = copies(1 + m.crn.poisson(key[of], "how often", 1.0))
    made = keys("work complaint", key[of][each], copy)
    return of[each], at[of][each] + 24 + m.crn.exponential(made, "until", 480.0), made


def nuisance(model: Model, kind: int, key: np.ndarray, week: np.ndarray) -> np.ndarray:
    """Give about which older SIM each complaint is: a sender whose trade it is, or whoever's number was forged.

    Adverts come from few senders, unevenly; a forged number is used for a while, so that complaints about it come
    in a burst.
    """
    m, n = model, model.n_old_sims
    if kind == SPOOFED:
        forged = keys("forged number", week, m.crn.integers(key, "which forger", 3))
        return m.crn.integers(forged, "whose number", n)
    n_senders = max(n // 500, 1)
    return m.crn.integers(keys("advert", (m.crn(key, "sender") ** 2 * n_senders).astype(np.int64)), "who", n)
