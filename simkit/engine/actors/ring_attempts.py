"""A ring's attempts to come by numbers: what each looks like to the operator, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ...core.streams import keys
from .. import codes
from ..events import batch, copies
from ..model import Model
from .firm import Firm
from .routes import MEANS

Identity = tuple[int, int, int]
VERIFICATIONS = (0.30, 0.35, 0.20, 0.15)
"""Share of SIMs that get 1, 2, 3 or 4 OTT accounts: 2.2 on average. Source: vietnam-otp."""


@dataclass(frozen=True)
class Attempts:
    """A crew's attempts of one shift in one route.

    Parameters
    ----------
    route : int
        A code of ``codes.CHANNELS``.
    worker : ndarray of int, shape (n,)
    key : ndarray of uint64, shape (n,)
        (worker, route, n-th attempt): no key depends on a verdict.
    """

    ring: Firm
    route: int
    worker: np.ndarray
    key: np.ndarray

    def __len__(self) -> int:
        return len(self.key)

    def take(self, rows: Any) -> Attempts:
        """Give some of the attempts."""
        return Attempts(self.ring, self.route, self.worker[rows], self.key[rows])

    def cut(self, most: int) -> Attempts:
        """Keep at most so many attempts: those whose random number comes first, in their old order."""
        if len(self) <= most:
            return self
        order = np.argsort(self.ring.model.crn.bits(self.key, "goes first"), kind="stable")
        return self.take(np.sort(order[: max(most, 0)]))

    def moments(self) -> np.ndarray:
        """Give when in the last eight hours each attempt is made [h]."""
        return self.ring.model.now - 8.0 * self.ring.model.crn(self.key, "moment")

    def handsets(self, kind: str) -> np.ndarray:
        """Give the handset of each attempt; a worker changes it after so many numbers."""
        ring, made = self.ring, []
        most = ring.params.numbers_per_device
        for worker in self.worker.tolist():
            used = ring.handled.get((worker, kind), 0)
            ring.handled[worker, kind] = used + 1
            made.append(ring.evasion.handset(most, (kind, ring.founder, worker), used))
        return np.array(made, np.int64)


def registration_rows(tries: Attempts, who: list[tuple[int, int, int]]) -> dict[str, Any]:
    """Make a shift's registration requests.

    Parameters
    ----------
    who : list of (person, source, use)
        The identities, empty for mules.
    """
    ring, key = tries.ring, tries.key
    m, crn = ring.model, ring.model.crn
    mule = tries.route == codes.MULE
    if mule:
        holder = m.adults[crn.integers(key, "mule", len(m.adults))]
        source, use = np.array(codes.SOURCES.index("own_nik")), np.array(0)
    else:
        holder, source, use = (np.array(c) for c in zip(*who, strict=True))
    operator = crn.choice(keys("ring operator", holder), "operator", m.world.operators.share)
    outlet, device, beyond = _where(tries, holder)
    slip = np.zeros(len(key), bool) if mule else crn(keys("stale", holder), "stale") < ring.params.p_stale
    return batch(
        at=tries.moments(), key=key, holder=holder, user=holder,
        kk_slip=np.where(slip, 1 + crn.integers(key, "slip", 9), 0) if slip.any() else 0,
        operator=(operator + use) % len(m.world.operators.names),
        channel=np.where(beyond, codes.SELF, MEANS[tries.route].seen_as), outlet=outlet, device=device,
        registrant=codes.REGISTRANTS.index("mule" if mule else "ring"), ring=ring.number,
        worker=tries.worker, route=np.where(beyond, codes.SELF, tries.route), source=source, is_present=mule,
    )  # fmt: skip


def _where(tries: Attempts, holder: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the outlet (-1 for none) and the device of each attempt, and which stay away from a full outlet.

    What goes beyond what an outlet is known to let through is registered by the workers themselves.
    """
    ring, n = tries.ring, len(tries)
    world, outlets = ring.model.world, ring.outlets.get(tries.route)
    outlet, beyond = np.full(n, -1), np.zeros(n, bool)
    if tries.route == codes.MULE:
        return outlet, world.phone[holder], beyond
    if outlets is None or not len(outlets):
        return outlet, tries.handsets("handset"), beyond
    outlets = ring.evasion.outlets(tries.route, partial(ring.accomplices_of, tries.route), outlets)
    outlet = outlets[ring.model.crn.integers(tries.key, "outlet", len(outlets))]
    beyond = ring.memory.beyond(outlet)
    device = world.terminal[outlet]
    if tries.route != codes.OUTLET:
        device = tries.handsets("dealer handset")
    device = np.array(device)
    device[beyond] = tries.take(beyond).handsets("handset")
    return np.where(beyond, -1, outlet), device, beyond


def activate(model: Model, rings: Sequence[Firm], sims: np.ndarray, rows: Mapping[str, np.ndarray]) -> None:
    """Activate OTT accounts on the rings' new SIMs and put the numbers into their stock."""
    mine = rows["ring"] >= 0
    if not mine.any():
        return
    m, sims, key = model, sims[mine], rows["key"][mine]
    ring, worker, at = rows["ring"][mine], rows["worker"][mine], np.asarray(rows["at"])[mine]
    n_accounts = 1 + m.crn.choice(key, "verifications", VERIFICATIONS)
    named = {c: rows[c][mine] for c in ("ring", "worker", "key", "device", "route")}
    device = _activation_device(rings, named | {"founder": np.array([r.founder for r in rings])[ring]})
    each, app = copies(n_accounts)
    k = keys("ring account", key[each], app)
    asked = batch(
        at=at[each] + 0.2 + m.crn.exponential(k, "lag", 4.0), key=k, sim=sims[each], app=app,
        device=device[each], place=0, origin=codes.RING_SIM, ring=ring[each].astype(np.int64), account=-1,
        is_owner=True,
    )  # fmt: skip
    m.calendar.put("account", asked)
    listed = at + np.array([r.memory.hold_h() + r.evasion.ripen_h() for r in rings])[ring]
    kept = {"sim": sims, "ring": ring, "worker": worker, "key": key, "listed_t": listed}
    route = rows["route"][mine]
    cost = np.array([r.memory.cost_rp for r in rings])[ring, route]
    m.items.add(kept | {"channel": route, "cost_rp": cost})


def _activation_device(rings: Sequence[Firm], rows: Mapping[str, np.ndarray]) -> np.ndarray:
    """Give the handset of the activation: that of a self-registration, else one of the ring's own."""
    out, m, k = np.array(rows["device"], dtype=np.int64), rings[0].model, rings[0].params
    other = np.flatnonzero(rows["route"] != codes.SELF)
    n_handsets = max(int(k.n_numbers / max(k.n_workers * k.numbers_per_device, 1)), 1)
    times = np.array([r.evasion.handset_times() for r in rings])[rows["ring"][other]]
    which = m.crn.integers(rows["key"][other], "activation handset", n_handsets * times)
    named = zip(
        *(rows[c][other].tolist() for c in ("ring", "founder", "worker")), which.tolist(), strict=True
    )
    out[other] = [rings[r].evasion.bought("activation handset", *name) for r, *name in named]
    return out


# ---
# Accounts a ring did not activate itself: taken over, bought ready-made, or traded in lots.


def take_over(tries: Attempts) -> int:
    """Log in to strangers' own accounts on a handset of the ring; give how many succeeded."""
    m = tries.ring.model
    sims = m.crn.integers(tries.key, "victim", m.n_old_sims)
    return _log_in(tries, sims, codes.TAKEN_OVER, mean_life_d=6.0)


def ready_made(tries: Attempts) -> int:
    """Get accounts that others activated long ago, on numbers whose registration shows nothing; give how many."""
    m = tries.ring.model
    outside = np.flatnonzero(m.world.sims.owner >= m.world.n_people)
    if not len(outside):
        return 0
    sims = outside[m.crn.integers(tries.key, "ready-made", len(outside))]
    return _log_in(tries, sims, codes.READY, mean_life_d=1e9)


def _log_in(tries: Attempts, sims: np.ndarray, origin: int, mean_life_d: float) -> int:
    """Log in to older accounts and put those that opened into the ring's stock."""
    ring, m = tries.ring, tries.ring.model
    first = np.sort(np.unique(sims, return_index=True)[1])
    first = first[(m.sims["ended_t"][sims[first]] > m.now) & (m.sims["ring"][sims[first]] < 0)]
    accounts = m.old_accounts(sims[first])
    free = m.accounts["origin"][accounts] == codes.OWN
    tries, accounts = tries.take(first[free]), accounts[free]
    asked = batch(
        at=tries.moments(), key=tries.key, sim=m.accounts["sim"][accounts], app=0,
        device=tries.handsets("login handset"), place=0, origin=origin, ring=ring.number, account=accounts,
        is_owner=origin == codes.READY,
    )  # fmt: skip
    good = m.ledger.submit("account", asked).allowed
    got, won = accounts[good], tries.take(good)
    m.accounts["origin"][got], m.accounts["ring"][got] = origin, ring.number
    life = m.now + m.crn.exponential(won.key, "until the owner is back", mean_life_d * 24)
    m.items.add(
        {
            "sim": m.accounts["sim"][got], "account": got, "ring": ring.number, "worker": won.worker,
            "kind": codes.ACCOUNT, "key": won.key, "listed_t": m.now, "life_t": life, "channel": tries.route,
            "cost_rp": ring.memory.cost_rp[tries.route],
        },
    )  # fmt: skip
    return len(got)


def trade_lot(ring: Firm, day: int) -> None:
    """Buy a lot of ready-made accounts for the cash in hand and sell it on the same day.

    Source: palembang-police; a sample of the accounts is simulated one by one.
    """
    m, k = ring.model, ring.params
    n = min(k.lot_accounts_per_day, ring.cash // max(k.ready_rp, 1))
    if not n:
        return
    buyer, price = m.party("buyer-1"), n * k.lot_sell_rp
    m.pay(ring.party, m.party("supplier"), "account_purchase", n * k.ready_rp)
    m.pay(0, buyer, "opening_cash", price)
    m.pay(buyer, ring.party, "number_sale", price)
    m.log["lot_sales"].add(
        {"at": m.now, "ring": ring.number, "buyer": buyer, "n_items": n, "price_rp": price}
    )
    key = keys("lot sample", ring.number, day).reshape(1)
    some = int(m.crn.rounded(key, "sample", n * k.lot_sample)[0])
    sample, first = keys("lot account", ring.number, day, np.arange(some)), len(m.items)
    ready_made(Attempts(ring, codes.READY_MADE, np.zeros(some, np.int64), sample))
    m.ledger.tell("lot_sold", items=np.arange(first, len(m.items)))
