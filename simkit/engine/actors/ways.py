"""The ways a ring comes by numbers: what each needs, costs and looks like to the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.streams import keys
from .. import codes

if TYPE_CHECKING:
    from ..model import Model
    from .syndicate import Ring, RingKnobs

VERIFICATIONS = (0.30, 0.35, 0.20, 0.15)
"""Share of SIMs that get 1, 2, 3 or 4 OTT accounts: 2.2 on average. Source: vietnam-otp."""


@dataclass(frozen=True)
class Means:
    """What one way needs and costs.

    Parameters
    ----------
    seen_as : int
        The channel the operator sees.
    needs_identity : bool
        Whether a stolen identity is used.
    fee : str
        The knob of what is paid for each success, with its purpose.
    """

    seen_as: int
    needs_identity: bool
    fee: str
    purpose: str
    needs_pack: bool = True

    def cost(self, k: RingKnobs) -> int:
        """Cash needed for one attempt [Rp], the identity apart."""
        return (k.pack_rp if self.needs_pack else 0) + (getattr(k, self.fee) if self.fee else 0)

    def pay(self, model: Model, ring: Ring, n_tried: int, n_made: int) -> None:
        """Pay for a shift: a starter pack for each try, a fee for each success."""
        if self.needs_pack:
            model.pay(
                ring.party,
                model.party("shops"),
                codes.PURPOSES.index("starter_pack"),
                n_tried * ring.knobs.pack_rp,
            )
        if self.fee:
            amount = n_made * getattr(ring.knobs, self.fee)
            model.pay(ring.party, model.party("accomplices"), codes.PURPOSES.index(self.purpose), amount)


MEANS: Mapping[int, Means] = {
    codes.SELF: Means(codes.SELF, True, "", ""),
    codes.OUTLET: Means(codes.OUTLET, True, "bribe_rp", "bribe"),
    codes.DEALER: Means(codes.DEALER, True, "bribe_rp", "bribe"),
    codes.MULE: Means(codes.SELF, False, "mule_rp", "mule_fee"),
    codes.READY_MADE: Means(-1, False, "ready_rp", "account_purchase", needs_pack=False),
    codes.TAKEOVER: Means(-1, False, "", "", needs_pack=False),
}


def registration_rows(
    model: Model, ring: Ring, worker: int, way: int, key: np.ndarray, who: list[tuple[int, int, int]]
) -> dict[str, Any]:
    """Make a shift's registration requests.

    Parameters
    ----------
    key : ndarray of uint64, shape (n,)
        (actor, way, n-th attempt): they do not depend on any verdict.
    who : list of (person, source, use)
        The identities, empty for mules.
    """
    m, k, n = model, ring.knobs, len(key)
    luck = m.luck
    mule = way == codes.MULE
    if mule:
        holder = luck.integers(key, "mule", m.world.n_people)
        source, use = np.full(n, codes.SOURCES.index("own_nik")), np.zeros(n, np.int64)
    else:
        holder, source, use = (np.array(c) for c in zip(*who, strict=True))
    operator = luck.choice(keys("ring operator", holder), "operator", m.world.operators.share)
    outlet, device = _where(m, ring, worker, way, key)
    if mule:
        device = m.world.phone[holder]
    slip = (luck(keys("stale", holder), "stale") < k.p_stale) & (not mule)
    return {
        "at": np.sort(m.now - 8.0 * luck(key, "moment")),
        "key": key,
        "holder": holder,
        "user": holder,
        "kk_slip": np.where(slip, 1 + luck.integers(key, "slip", 9), 0),
        "operator": (operator + use) % len(m.world.operators.names),
        "channel": np.full(n, MEANS[way].seen_as),
        "outlet": outlet,
        "device": device,
        "registrant": np.full(n, codes.REGISTRANTS.index("mule" if mule else "ring")),
        "ring": np.full(n, ring.number),
        "worker": np.full(n, worker),
        "way": np.full(n, way),
        "source": source,
        "is_present": np.full(n, mule),
    }


def _where(model: Model, ring: Ring, worker: int, way: int, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the outlet (-1 for none) and the device of each attempt."""
    n = len(key)
    if way in ring.outlets and len(ring.outlets[way]):
        outlet = ring.outlets[way][model.luck.integers(key, "outlet", len(ring.outlets[way]))]
        if way == codes.OUTLET:
            return outlet, model.world.terminal[outlet]
        return outlet, ring_devices(model, ring, "dealer handset", worker, n)
    return np.full(n, -1), ring_devices(model, ring, "handset", worker, n)


def ring_devices(model: Model, ring: Ring, kind: str, worker: int, n: int) -> np.ndarray:
    """Give the handsets for a worker's next `n` numbers; a handset is changed after so many."""
    used = ring.tries.get((-1 - worker, len(kind)), 0)
    ring.tries[-1 - worker, len(kind)] = used + n
    which = (used + np.arange(n)) // ring.knobs.numbers_per_device
    made = {int(w): model.device(kind, ring.number, worker, int(w)) for w in np.unique(which)}
    return np.array([made[int(w)] for w in which], dtype=np.int64)


def activate(model: Model, sims: np.ndarray, rows: Mapping[str, np.ndarray]) -> None:
    """Activate OTT accounts on the ring's new SIMs and put the numbers into its stock."""
    mine = rows["ring"] >= 0
    if not mine.any():
        return
    m, sims, key = model, sims[mine], rows["key"][mine]
    ring, worker, at = rows["ring"][mine], rows["worker"][mine], np.asarray(rows["at"])[mine]
    n_accounts = 1 + m.luck.choice(key, "verifications", VERIFICATIONS)
    device = _activation_device(
        m, rows["ring"][mine], rows["worker"][mine], key, rows["device"][mine], rows["channel"][mine]
    )
    each = np.repeat(np.arange(len(sims)), n_accounts)
    app = np.arange(len(each)) - np.repeat(np.cumsum(n_accounts) - n_accounts, n_accounts)
    k, n = keys("ring account", key[each], app), len(each)
    m.calendar.put(
        "account",
        {
            "at": at[each] + 0.2 + m.luck.exponential(k, "lag", 4.0),
            "key": k,
            "sim": sims[each],
            "app": app,
            "device": device[each],
            "place": np.zeros(n, np.int64),
            "origin": np.full(n, codes.RING_SIM),
            "ring": ring[each].astype(np.int64),
            "account": np.full(n, -1),
            "is_owner": np.ones(n, bool),
        },
    )
    m.items.add(
        {
            "sim": sims,
            "ring": ring,
            "worker": worker,
            "key": key,
            "listed_t": at + 24.0,
            "channel": rows["way"][mine],
        }
    )


def _activation_device(
    m: Model, ring: np.ndarray, worker: np.ndarray, key: np.ndarray, device: np.ndarray, channel: np.ndarray
) -> np.ndarray:
    """Give the handset of the activation: the one of the registration, or a ring's own for numbers from an outlet."""
    out = np.array(device, dtype=np.int64)
    k = m.scenario.ring
    for r, w in sorted(set(zip(ring.tolist(), worker.tolist(), strict=True))):
        other = (ring == r) & (worker == w) & (channel != codes.SELF)
        if other.any():
            share = max(int(k.n_numbers / max(k.n_workers * k.numbers_per_device, 1)), 1)
            which = m.luck.integers(key[other], "activation handset", share)
            out[other] = [m.device("activation handset", r, w, int(x)) for x in which]
    return out


def take_over(model: Model, ring: Ring, worker: int, key: np.ndarray) -> int:
    """Log in to strangers' own accounts on a handset of the ring; give how many succeeded."""
    m = model
    n_old = m.n_old_sims
    sims = m.luck.integers(key, "victim", n_old)
    return _log_in(m, ring, worker, key, sims, codes.TAKEN_OVER, mean_life_d=6.0)


def ready_made(model: Model, ring: Ring, worker: int, key: np.ndarray, paid: bool = False) -> int:
    """Buy accounts that others activated long ago, on numbers whose registration shows nothing; give how many."""
    m = model
    outside = np.flatnonzero(m.world.sims.owner >= m.world.n_people)
    sims = (
        outside[m.luck.integers(key, "ready-made", len(outside))] if len(outside) else np.empty(0, np.int64)
    )
    if not paid:
        amount = len(sims) * ring.knobs.ready_rp
        m.pay(ring.party, m.party("supplier"), codes.PURPOSES.index("account_purchase"), amount)
    return _log_in(m, ring, worker, key[: len(sims)], sims, codes.READY, mean_life_d=1e9)


def _log_in(
    m: Model, ring: Ring, worker: int, key: np.ndarray, sims: np.ndarray, origin: int, mean_life_d: float
) -> int:
    """Log in to older accounts and put those that opened into the ring's stock."""
    _, first = np.unique(sims, return_index=True)
    first.sort()
    sims, key = sims[first], key[first]
    live = (m.sims["ended_t"][sims] > m.now) & (m.sims["ring"][sims] < 0)
    accounts = m.old_accounts(sims[live])
    key = key[live]
    free = m.accounts["origin"][accounts] == codes.OWN
    accounts, key = accounts[free], key[free]
    n = len(accounts)
    verdict = m.ledger.submit(
        "account",
        {
            "at": np.sort(m.now - 8.0 * m.luck(key, "moment")),
            "key": key,
            "sim": m.accounts["sim"][accounts],
            "app": np.zeros(n, np.int64),
            "device": ring_devices(m, ring, "login handset", worker, n),
            "place": np.zeros(n, np.int64),
            "origin": np.full(n, origin),
            "ring": np.full(n, ring.number),
            "account": accounts,
            "is_owner": np.full(n, origin == codes.READY),
        },
    )
    good = verdict.allowed
    got = accounts[good]
    m.accounts["origin"][got], m.accounts["ring"][got] = origin, ring.number
    life = m.now + m.luck.exponential(key[good], "until the owner is back", mean_life_d * 24)
    m.items.add(
        {
            "sim": m.accounts["sim"][got],
            "account": got,
            "ring": ring.number,
            "worker": worker,
            "kind": 1,
            "key": key[good],
            "listed_t": m.now,
            "life_t": life,
            "channel": np.full(len(got), codes.READY_MADE if origin == codes.READY else codes.TAKEOVER),
        }
    )
    return len(got)
