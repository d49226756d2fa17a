"""What must hold whatever the numbers are: of markets that clear, and of rings that open and close.

Each claim is about the mean over ten seeds, with its interval: paired runs share their seed.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from engine_samples import bare
from many_seeds import interval

from simkit.core.streams import keys
from simkit.engine import codes
from simkit.engine.actors.identity_broker import Broker
from simkit.engine.actors.industry import Industry
from simkit.engine.actors.market import Market
from simkit.engine.actors.ott import Ott
from simkit.engine.actors.police import Police
from simkit.engine.actors.ring import listen
from simkit.engine.policies import Policy
from simkit.engine.reissued_numbers import ReissuedNumbers
from simkit.engine.trying_again import listen as listen_to_tries

SEEDS = range(1, 11)
DAYS = 60
HELD = (("buyer.elasticity", 0.0), ("buyer.reservation_sigma", 0.0))
"""Prices that nothing moves but the seller's own cost."""
PLENTY, SCARCE = 2.0, 0.2
"""Identities for each number that a ring plans."""


@dataclass(frozen=True)
class Closed(Policy):
    """Nobody registers a SIM or logs in to an account that is there: every route is shut."""

    name, decision, kind, reason = "closed", "registration", "rule", "closed"

    def deny(self, rows, model):
        return np.asarray(rows["at"]) >= 0


@dataclass(frozen=True)
class NoLogIn(Policy):
    """Nobody logs in to an account that is there."""

    name, decision, kind, reason = "no_log_in", "account", "rule", "no_log_in"

    def deny(self, rows, model):
        return np.asarray(rows["account"]) >= 0


@cache
def trade(seed, *said, policies=(), days=DAYS, raid_day=0):
    """Give the trade after some days: broker, rings, market and police, and nobody else."""
    settings = {"run.days": DAYS, "adapt.is_on": True, "ring.n_max": 1, **dict(said)}
    model = bare(policies, settings, seed, people=600)
    Ott(model)
    listen_to_tries(model)
    ReissuedNumbers(model)
    industry = Industry(model, Broker(model))
    listen(model, industry.rings)
    police = Police(model, industry.rings)
    for day in range(days):
        if day and day == raid_day:
            model.env.process(police.raid(0))
        model.env.run(until=(day + 1) * 24.0)
        model.calendar.deliver((day + 1) * 24.0)
    return industry


def sold(industry, kind=codes.NUMBER):
    """Give the rows of the items of a kind that were sold."""
    items = industry.model.items
    return np.flatnonzero((items["price_rp"] >= 0) & (items["kind"] == kind))


def profit(industry):
    """Give what all rings gained, wages paid [Rp]."""
    return sum(r.cash - r.params.opening_cash_rp for r in industry.rings)


def used(industry, route):
    """Count what came by a route."""
    return int((industry.model.items["channel"] == route).sum())


def over_seeds(figure, *said, **kwargs):
    return np.array([figure(trade(seed, *said, **kwargs)) for seed in SEEDS], float)


def assert_no_more(less, more):
    """Say that the first is not above the second, beyond chance."""
    low, _ = interval(less - more)
    assert low <= 0, (less.mean(), more.mean(), low)


@pytest.mark.parametrize(
    ("route", "leaks"),
    [*((route, PLENTY) for route in range(len(codes.CHANNELS))), (codes.SELF, SCARCE), (codes.MULE, SCARCE)],
)
def test_without_a_route_one_ring_earns_no_more(route, leaks):
    said = (*HELD, ("broker.other_leaks_per_number", leaks))
    risk = list(trade(1, *said).params.risk_rp)
    risk[route] = 1e12  # nobody goes there any more
    more, less = over_seeds(profit, *said), over_seeds(profit, *said, ("ring.risk_rp", tuple(risk)))
    assert_no_more(less, more)


@pytest.mark.parametrize(
    ("name", "price", "routes"),
    [
        ("ready_rp", 3_000, (codes.READY_MADE,)),
        ("bribe_rp", 1_750, (codes.OUTLET, codes.DEALER)),
        ("mule_rp", 40_000, (codes.MULE,)),
        ("pack_rp", 5_000, (codes.SELF, codes.OUTLET, codes.DEALER, codes.MULE)),
    ],
)
def test_what_gets_dearer_is_used_no_more(name, price, routes):
    def use(industry):
        return sum(used(industry, route) for route in routes)

    usual, dear = over_seeds(use), over_seeds(use, ("ring." + name, 10 * price))
    assert interval(dear - usual)[1] < 0


def test_more_rings_sell_no_fewer_numbers():
    def n_sold(industry):
        return len(sold(industry))

    counts = [over_seeds(n_sold, ("ring.n_rings", n), days=30) for n in (1, 2, 3, 5)]
    for fewer, more in pairwise(counts):
        assert_no_more(fewer, more)
    assert interval(counts[1] - counts[0])[0] > 0


def test_less_supply_never_lowers_the_price():
    def price(industry):
        return np.median(industry.model.items["price_rp"][sold(industry)])

    def supply(industry):
        return len(sold(industry))

    leaks = [("broker.other_leaks_per_number", n) for n in (PLENTY, 0.4, 0.2, 0.0)]
    prices, supplies = ([over_seeds(f, one) for one in leaks] for f in (price, supply))
    for i in range(len(leaks) - 1):
        assert supplies[i + 1].mean() < supplies[i].mean()
        assert_no_more(prices[i], prices[i + 1])
    assert interval(prices[-1] - prices[0])[0] > 0.2 * prices[0].mean()


def test_where_every_route_is_closed_rings_end():
    # candidates may open on a false hope, for routes that nobody tried lately, and end in their turn
    running = []
    for seed in SEEDS:
        industry = trade(seed, ("ring.n_max", 3), policies=(Closed(), NoLogIn()))
        assert not industry.rings[0].running and not len(industry.model.items)
        assert {r.ended_why for r in industry.rings if not r.running} <= {"loss", "wages"}
        running.append(sum(r.running for r in industry.rings))
    assert interval(running)[1] < 1.5


def test_a_ring_that_never_sold_is_closed_by_its_wages_where_it_does_not_answer():
    said = (("adapt.is_on", False), ("ring.opening_cash_rp", 1_000_000))
    assert trade(1, *said, policies=(Closed(), NoLogIn())).rings[0].ended_why == "wages"


def test_after_a_raid_sales_come_back_under_a_new_name():
    raid, mean = 30, 10.0
    said = (("police.investigation_d", 1.0), ("police.return_d", mean))
    later = []
    for seed in SEEDS:
        industry = trade(seed, *said, raid_day=raid - 1)
        assert industry.rings[0].ended_why == "raid"
        day = industry.model.items["sold_t"][sold(industry)] // 24
        later.append(((day >= DAYS - 15) & (day < DAYS)).sum())
        # who comes back when hangs on nothing but the wait, as long as a ring pays
        wait = float(industry.model.crn.exponential(keys("comes back", 0, 1), "return", mean))
        assert [r.number for r in industry.rings[1:]] == ([1] if raid + wait < DAYS - 1 else [])
        assert all(raid + wait <= r.founded_t / 24 <= raid + wait + 1 for r in industry.rings[1:])
    assert interval(later)[0] > 0


# the market's own rules


def test_nothing_is_sold_below_what_the_seller_asks_and_filled_orders_leave():
    for said in ((), (("ring.n_rings", 5), ("ring.n_max", 5)), (("ring.ready_rp", 1_500),)):
        industry = trade(1, *said)
        items = industry.model.items
        rows = np.flatnonzero(items["price_rp"] >= 0)
        assert len(rows) and (items["price_rp"][rows] >= industry.market.ask(rows) - 1e-6).all()
        good = industry.market.goods[codes.NUMBER]
        new = sum(
            int(industry.model.crn.poisson(keys("orders", day), "orders", good.per_day))
            for day in range(DAYS)
        )
        assert len(sold(industry)) + good.orders <= new


def test_a_day_sells_as_many_as_there_are_orders_or_items():
    model = bare(settings={"ring.n_numbers": 0, "buyer.patience": 1.0}, people=300)
    Ott(model)
    industry = Industry(model, Broker(model))
    market = Market(model, industry.rings)
    n = 40
    model.items.add(
        {"sim": np.arange(n), "ring": 0, "key": np.arange(n, dtype=np.uint64), "cost_rp": 9_000.0}
    )
    good = market.goods[codes.NUMBER]
    good.per_day, good.orders = 0.0, 15.0
    market.clear()
    assert int((model.items["state"] == codes.SOLD).sum()) == 15 and good.orders == 0
    good.orders = 100.0
    market.clear()
    assert int((model.items["state"] == codes.SOLD).sum()) == n and good.orders == 75


def test_accounts_are_a_good_of_their_own():
    industry = trade(1, ("adapt.is_on", False), ("buyer.elasticity", 0.0))
    items = industry.model.items
    numbers, accounts = (items["price_rp"][sold(industry, k)] for k in (codes.NUMBER, codes.ACCOUNT))
    assert np.median(numbers) > 20_000 and len(accounts) > 0
    assert np.median(accounts) < 6_000


def test_what_rings_buy_gets_dearer_and_is_forgotten():
    suppliers = trade(1).suppliers
    suppliers.bought[codes.READY_MADE] = 0.0
    base = suppliers.price(codes.READY_MADE)
    suppliers.bought[codes.READY_MADE] = float(suppliers.params.ready_capacity)
    assert (base, suppliers.price(codes.READY_MADE)) == (3_000, 6_000)
    suppliers.forget()
    assert suppliers.price(codes.READY_MADE) == 5_900


def test_candidates_open_where_it_pays_and_pairs_stay_paired():
    alone, open_ = trade(1), trade(1, ("ring.n_max", 3))
    assert len(alone.rings) == 1 and 1 < len(open_.rings) <= 3
    assert [r.number for r in open_.rings] == list(range(len(open_.rings)))
    again = trade(1, ("ring.n_max", 3), ("ring.ready_rp", 3_100))
    assert {r.founder for r in again.rings} <= {0, 1, 2}
    first = [r.founded_t for r in open_.rings]
    assert first == [r.founded_t for r in again.rings]
