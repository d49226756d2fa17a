"""Buyers: once a day what is listed meets the day's orders; price and buyer hang on the item's own key."""

from types import SimpleNamespace

import numpy as np
import pytest
from engine_samples import bare, wait

from simkit.core.streams import keys
from simkit.engine import codes
from simkit.engine.actors.market import MARKET_HOUR, Market
from simkit.engine.model import end_accounts, end_sims


def stall(n=100, **settings):
    """Give a market with `n` numbers of one ring on the shelf, each with its account."""
    if "demand" in settings:  # relative to the 50,000 numbers that a ring plans before it is scaled
        settings["n_wanted"] = round(settings.pop("demand") * 50_000)
    model = bare(settings={"buyer." + k: v for k, v in settings.items()})
    model.calendar.handle("account", lambda rows: None)
    ring = SimpleNamespace(number=0, running=True, party=model.party("ring-1"))
    market = Market(model, [ring])
    accounts = model.accounts.add({"sim": np.arange(n), "t": np.zeros(n)})
    model.sims["account"][:n] = accounts
    model.items.add({"sim": np.arange(n), "ring": 0, "key": keys("item", np.arange(n))})
    return model, market, ring


def test_the_market_clears_at_eight_in_the_evening_and_everybody_pays():
    model, market, ring = stall(demand=50.0)
    told = []
    model.ledger.on("sold", lambda items: told.append((model.now, items.tolist())))
    wait(model, 1)
    items = model.items
    sold = np.flatnonzero(items["state"] == 2)
    assert told == [(MARKET_HOUR, sold.tolist())] and len(sold) > 50
    assert (items["sold_t"][sold] == MARKET_HOUR).all()
    assert items["account"][sold].tolist() == model.sims["account"][items["sim"][sold]].tolist()
    assert model.cash[ring.party] == items["price_rp"][sold].sum()
    assert all(model.cash[b] == 0 for b in market.buyers)


def test_no_price_is_below_the_ask_and_scarcity_alone_limits_it():
    model, market, _ = stall(demand=50.0)
    model.items["cost_rp"][:] = 90_000.0
    wait(model, 3)
    sold = np.flatnonzero(model.items["state"] == 2)
    price = model.items["price_rp"][sold]
    # cost and a thirtieth, in steps of 500; a hundred orders and more for each number push beyond the usual worth
    assert (price >= market.ask(sold)).all() and price.min() >= 93_000 and (price % 500 == 0).all()
    assert price.max() > 200_000
    assert (model.items["price_rp"][model.items["state"] != 2] == -1).all()


def test_who_buys_what_is_a_function_of_the_item_s_key():
    (many, _, _), (few, _, _) = stall(n=100, demand=100.0), stall(n=50, demand=100.0)
    for model in (many, few):
        wait(model, 1)
    both = (many.items["state"][:50] == 2) & (few.items["state"] == 2)
    assert both.sum() > 30
    assert many.items["buyer"][:50][both].tolist() == few.items["buyer"][both].tolist()


def test_scarcity_raises_the_price_of_the_same_item():
    paid = []
    for demand in (12.0, 50.0):
        model, _, _ = stall(demand=demand)
        wait(model, 1)
        paid.append(np.where(model.items["state"] == 2, model.items["price_rp"], -1))
    both = (paid[0] >= 0) & (paid[1] >= 0)
    assert both.any() and (paid[1][both] >= paid[0][both]).all() and (paid[1] > paid[0])[both].any()


@pytest.mark.parametrize("change", ["not listed yet", "stopped", "dead"])
def test_what_is_not_to_be_had_is_not_sold(change):
    model, _, ring = stall(demand=50.0)
    if change == "not listed yet":
        model.items["listed_t"][:] = 21.0
    if change == "stopped":
        ring.running = False
    if change == "dead":
        end_sims(model, np.arange(100), 1.0, "operator", "complaint")
    wait(model, 1)
    assert (model.items["state"] == (4 if change == "dead" else 1)).all()


def test_the_market_learns_how_long_numbers_live_and_counts_what_to_replace():
    model, market, _ = stall(demand=50.0, replaces=True)
    wait(model, 1)
    sold = np.flatnonzero(model.items["state"] == 2)
    before = market.life_d
    end_sims(model, model.items["sim"][sold], model.now, "operator", "complaint")
    end_accounts(model, model.items["account"][sold], "complaint")
    assert set(market._bury().tolist()) == set(sold.tolist())
    assert (model.items["state"][sold] == 4).all() and market.life_d < before
    good = market.goods[codes.NUMBER]
    good.per_day = good.orders = 0.0
    market._trade(good, np.zeros(0, np.int64), len(sold))
    assert good.orders == len(sold)


def test_a_number_whose_account_lives_is_not_dead_to_its_buyer():
    model, market, _ = stall(demand=50.0)
    wait(model, 1)
    sold = np.flatnonzero(model.items["state"] == 2)
    end_sims(model, model.items["sim"][sold], model.now, "operator", "complaint")
    assert not len(market._bury()) and (model.items["state"][sold] == 2).all()


def test_buyers_log_in_on_their_own_devices_and_from_where_they_sit():
    model, market, _ = stall(demand=50.0)
    came = []
    model.calendar.handle("account", came.append)
    wait(model, 1)
    for day in range(1, 9):
        model.calendar.deliver(day * 24.0)
    rows = {c: np.concatenate([r[c] for r in came]) for c in came[0]}
    sold = np.flatnonzero(model.items["state"] == 2)
    assert sorted(rows["account"].tolist()) == sorted(model.items["account"][sold].tolist())
    assert (rows["at"] > MARKET_HOUR).all()
    item = {int(a): i for i, a in zip(sold, model.items["account"][sold], strict=True)}
    abroad = np.array([model.items["is_abroad"][item[a]] for a in rows["account"].tolist()])
    assert not (rows["place"][~abroad] > 0).any()
    # half of those abroad come through a proxy at home
    assert 0.3 < (rows["place"][abroad] > 0).mean() < 0.7
    assert market.is_abroad.sum() == 9 and (rows["origin"] == codes.OWN).all()


def test_whoever_wants_few_numbers_keeps_them_on_one_device():
    model, _, _ = stall(demand=1.0, numbers_per_device=100)
    came = []
    model.calendar.handle("account", came.append)
    wait(model, 3)
    for day in range(1, 12):
        model.calendar.deliver(day * 24.0)
    rows = {c: np.concatenate([r[c] for r in came]) for c in came[0]}
    item = {a: i for i, a in enumerate(model.items["account"].tolist())}
    buyer = model.items["buyer"][[item[a] for a in rows["account"].tolist()]]
    used = {who: set(rows["device"][buyer == who].tolist()) for who in set(buyer.tolist())}
    assert np.bincount(buyer).max() > 1 and all(len(devices) == 1 for devices in used.values())
