"""Accounts a ring did not activate itself: taken over, bought ready-made, or traded in lots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...core.streams import keys
from .. import codes
from .ways import Attempts

if TYPE_CHECKING:
    from .syndicate import Ring


def take_over(tries: Attempts) -> int:
    """Log in to strangers' own accounts on a handset of the ring; give how many succeeded."""
    m = tries.ring.model
    sims = m.luck.integers(tries.key, "victim", m.n_old_sims)
    return _log_in(tries, sims, codes.TAKEN_OVER, mean_life_d=6.0)


def ready_made(tries: Attempts) -> int:
    """Get accounts that others activated long ago, on numbers whose registration shows nothing; give how many."""
    m = tries.ring.model
    outside = np.flatnonzero(m.world.sims.owner >= m.world.n_people)
    if not len(outside):
        return 0
    sims = outside[m.luck.integers(tries.key, "ready-made", len(outside))]
    return _log_in(tries, sims, codes.READY, mean_life_d=1e9)


def _log_in(tries: Attempts, sims: np.ndarray, origin: int, mean_life_d: float) -> int:
    """Log in to older accounts and put those that opened into the ring's stock."""
    ring, m = tries.ring, tries.ring.model
    first = np.sort(np.unique(sims, return_index=True)[1])
    first = first[(m.sims["ended_t"][sims[first]] > m.now) & (m.sims["ring"][sims[first]] < 0)]
    accounts = m.old_accounts(sims[first])
    free = m.accounts["origin"][accounts] == codes.OWN
    tries, accounts = tries.take(first[free]), accounts[free]
    verdict = m.ledger.submit("account", _login_rows(tries, accounts, origin))
    good = verdict.allowed
    got, won = accounts[good], tries.take(good)
    m.accounts["origin"][got], m.accounts["ring"][got] = origin, ring.number
    life = m.now + m.luck.exponential(won.key, "until the owner is back", mean_life_d * 24)
    m.items.add(
        {
            "sim": m.accounts["sim"][got],
            "account": got,
            "ring": ring.number,
            "worker": won.worker,
            "kind": 1,
            "key": won.key,
            "listed_t": m.now,
            "life_t": life,
            "channel": tries.way,
        }
    )
    return len(got)


def _login_rows(tries: Attempts, accounts: np.ndarray, origin: int) -> dict[str, np.ndarray]:
    n, m = len(tries), tries.ring.model
    return {
        "at": tries.moments(),
        "key": tries.key,
        "sim": m.accounts["sim"][accounts],
        "app": np.zeros(n, np.int64),
        "device": tries.handsets("login handset"),
        "place": np.zeros(n, np.int64),
        "origin": np.full(n, origin),
        "ring": np.full(n, tries.ring.number),
        "account": accounts,
        "is_owner": np.full(n, origin == codes.READY),
    }


def trade_lot(ring: Ring, day: int) -> None:
    """Buy a lot of ready-made accounts for the cash in hand and sell it on the same day.

    Source: palembang-police; a sample of the accounts is simulated one by one.
    """
    m, k = ring.model, ring.knobs
    n = min(k.lot_accounts_per_day, ring.cash // max(k.ready_rp, 1))
    if not n:
        return
    buyer, price = m.party("buyer-1"), n * k.lot_sell_rp
    m.pay(ring.party, m.party("supplier"), codes.PURPOSES.index("account_purchase"), n * k.ready_rp)
    m.pay(0, buyer, codes.PURPOSES.index("opening_cash"), price)
    m.pay(buyer, ring.party, codes.PURPOSES.index("number_sale"), price)
    m.log["lot_sales"].add(
        {"at": np.array([m.now]), "ring": ring.number, "buyer": buyer, "n_items": n, "price_rp": price}
    )
    key = keys("lot sample", ring.number, day).reshape(1)
    some = int(m.luck.rounded(key, "sample", n * k.lot_sample)[0])
    sample, first = keys("lot account", ring.number, day, np.arange(some)), len(m.items)
    ready_made(Attempts(ring, codes.READY_MADE, np.zeros(some, np.int64), sample))
    m.ledger.tell("lot_sold", items=np.arange(first, len(m.items)))
