"""The ways a ring comes by numbers: what each needs, costs and looks like to the operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.streams import keys
from .. import codes

if TYPE_CHECKING:
    from ..model import Model
    from .ring_knobs import RingKnobs
    from .syndicate import Ring

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


@dataclass(frozen=True)
class Attempts:
    """A crew's attempts of one shift in one way.

    Parameters
    ----------
    ring : Ring
    way : int
        A code of ``codes.CHANNELS``.
    worker : ndarray of int, shape (n,)
    key : ndarray of uint64, shape (n,)
        (worker, way, n-th attempt): no key depends on a verdict.
    """

    ring: Ring
    way: int
    worker: np.ndarray
    key: np.ndarray

    def __len__(self) -> int:
        return len(self.key)

    def take(self, rows: Any) -> Attempts:
        """Give some of the attempts."""
        return Attempts(self.ring, self.way, self.worker[rows], self.key[rows])

    def moments(self) -> np.ndarray:
        """Give when in the last eight hours each attempt is made [h]."""
        return self.ring.model.now - 8.0 * self.ring.model.luck(self.key, "moment")

    def handsets(self, kind: str) -> np.ndarray:
        """Give the handset of each attempt; a worker changes it after so many numbers."""
        ring, made = self.ring, []
        most, device = ring.knobs.numbers_per_device, ring.model.device
        for worker in self.worker.tolist():
            used = ring.handled.get((worker, kind), 0)
            ring.handled[worker, kind] = used + 1
            made.append(device(kind, ring.number, worker, used // most))
        return np.array(made, np.int64)


def registration_rows(tries: Attempts, who: list[tuple[int, int, int]]) -> dict[str, Any]:
    """Make a shift's registration requests.

    Parameters
    ----------
    tries : Attempts
    who : list of (person, source, use)
        The identities, empty for mules.
    """
    ring, n, key = tries.ring, len(tries), tries.key
    m, luck = ring.model, ring.model.luck
    mule = tries.way == codes.MULE
    if mule:
        holder = m.adults[luck.integers(key, "mule", len(m.adults))]
        source, use = np.full(n, codes.SOURCES.index("own_nik")), np.zeros(n, np.int64)
    else:
        holder, source, use = (np.array(c) for c in zip(*who, strict=True))
    operator = luck.choice(keys("ring operator", holder), "operator", m.world.operators.share)
    outlet, device, beyond = _where(tries, holder)
    slip = (luck(keys("stale", holder), "stale") < ring.knobs.p_stale) & (not mule)
    return {
        "at": tries.moments(),
        "key": key,
        "holder": holder,
        "user": holder,
        "kk_slip": np.where(slip, 1 + luck.integers(key, "slip", 9), 0),
        "operator": (operator + use) % len(m.world.operators.names),
        "channel": np.where(beyond, codes.SELF, MEANS[tries.way].seen_as),
        "outlet": outlet,
        "device": device,
        "registrant": np.full(n, codes.REGISTRANTS.index("mule" if mule else "ring")),
        "ring": np.full(n, ring.number),
        "worker": tries.worker,
        "way": np.where(beyond, codes.SELF, tries.way),
        "source": source,
        "is_present": np.full(n, mule),
    }


def _where(tries: Attempts, holder: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the outlet (-1 for none) and the device of each attempt, and which stay away from a full outlet.

    What goes beyond what an outlet is known to let through is registered by the workers themselves.
    """
    ring, n = tries.ring, len(tries)
    world, outlets = ring.model.world, ring.outlets.get(tries.way)
    outlet, beyond = np.full(n, -1), np.zeros(n, bool)
    if tries.way == codes.MULE:
        return outlet, world.phone[holder], beyond
    if outlets is None or not len(outlets):
        return outlet, tries.handsets("handset"), beyond
    outlet = outlets[ring.model.luck.integers(tries.key, "outlet", len(outlets))]
    beyond = ring.memory.beyond(outlet)
    device = world.terminal[outlet]
    if tries.way != codes.OUTLET:
        device = tries.handsets("dealer handset")
    device = np.array(device)
    device[beyond] = tries.take(beyond).handsets("handset")
    return np.where(beyond, -1, outlet), device, beyond


def activate(model: Model, rings: Sequence[Ring], sims: np.ndarray, rows: Mapping[str, np.ndarray]) -> None:
    """Activate OTT accounts on the rings' new SIMs and put the numbers into their stock."""
    mine = rows["ring"] >= 0
    if not mine.any():
        return
    m, sims, key = model, sims[mine], rows["key"][mine]
    ring, worker, at = rows["ring"][mine], rows["worker"][mine], np.asarray(rows["at"])[mine]
    n_accounts = 1 + m.luck.choice(key, "verifications", VERIFICATIONS)
    device = _activation_device(m, {c: rows[c][mine] for c in ("ring", "worker", "key", "device", "way")})
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
            "listed_t": at + np.array([r.memory.hold_h() for r in rings])[ring],
            "channel": rows["way"][mine],
        }
    )


def _activation_device(m: Model, rows: Mapping[str, np.ndarray]) -> np.ndarray:
    """Give the handset of the activation: that of a self-registration, else one of the ring's own."""
    out, k = np.array(rows["device"], dtype=np.int64), m.scenario.ring
    other = np.flatnonzero(rows["way"] != codes.SELF)
    n_handsets = max(int(k.n_numbers / max(k.n_workers * k.numbers_per_device, 1)), 1)
    which = m.luck.integers(rows["key"][other], "activation handset", n_handsets)
    named = zip(rows["ring"][other].tolist(), rows["worker"][other].tolist(), which.tolist(), strict=True)
    out[other] = [m.device("activation handset", *name) for name in named]
    return out
