"""The broker: a finite stock of identities, sold in the order they came, dearer when they are scarce."""

import numpy as np
import pytest
from engine_samples import bare, wait

from simkit.engine import codes
from simkit.engine.actors.identity_broker import Broker

DESK, BREACH, OTHER = (codes.SOURCES.index(s) for s in ("desk", "breach", "other_leak"))


def shop(**settings):
    """Give a model with a broker, and a ring's purse of ten million rupiah."""
    model = bare(settings={"broker." + k: v for k, v in settings.items()})
    ring = model.party("ring-1")
    model.pay(0, ring, "opening_cash", 10_000_000)
    return model, Broker(model), ring


def test_a_quarter_is_there_at_the_start_and_the_rest_comes_evenly():
    model, broker, _ = shop()
    n = round(0.4 * model.scenario.ring.n_numbers)
    assert len(broker.shelf) == round(n / 4)
    wait(model, 45)
    assert len(broker.shelf) == pytest.approx(n / 4 + 0.75 * n / 2, abs=2)
    wait(model, 100)
    assert len(broker.shelf) == n == len({p for p, _, _ in broker.shelf})


def test_only_people_with_a_sim_are_in_other_leaks():
    model, broker, _ = shop()
    everybody = np.array([p for p, _, _ in broker.shelf] + broker.coming)
    assert (model.world.people.n_sims[everybody] > 0).all()
    assert (everybody >= model.world.n_people).any()
    model, broker, _ = shop(owner_outside_ok=False)
    assert max(broker.coming) < model.world.n_people


def test_first_come_first_sold_and_booked():
    model, broker, ring = shop()
    first = list(broker.shelf)[:5]
    lot, cost = broker.sell(ring, 0, 5, 10_000_000)
    assert lot == first and cost > 0
    assert model.cash[ring] == 10_000_000 - cost
    log = model.log["identities"]
    assert log["person"].tolist() == [p for p, _, _ in lot] and set(log["source"].tolist()) == {OTHER}
    lots = model.log["lots"]
    assert lots["n_records"].tolist() == [5] and lots["price_rp"].tolist() == [cost]
    assert (lots["seller"][0], lots["buyer"][0]) == (broker.party, ring)


def test_nobody_gets_more_than_is_there_or_can_be_paid():
    model, broker, ring = shop()
    assert broker.sell(ring, 0, 5, 0) == ([], 0)
    # who asks for more than there is drives up the price at which the budget buys
    lot, cost = broker.sell(ring, 0, 50, 30_000)
    assert 0 < len(lot) < 50 and cost <= 30_000
    everything = len(broker.shelf)
    lot, _ = broker.sell(ring, 0, everything + 100, 10_000_000)
    assert len(lot) == everything and not broker.shelf
    assert broker.sell(ring, 0, 1, 10_000_000) == ([], 0)
    assert model.cash[ring] >= 0


def test_scarcity_moves_the_price_within_bounds():
    _, broker, ring = shop()
    cheap = broker.price()
    for _ in range(50):
        broker.sell(ring, 0, 10_000, 0)
    dear = broker.price()
    assert cheap < 2_000 < dear <= 20_000
    _, flat, ring = shop(elasticity=0.0)
    flat.sell(ring, 0, 10_000, 0)
    assert flat.price() == 2_000


def test_unmet_wishes_fade():
    model, broker, ring = shop(other_leaks_per_number=0.0)
    broker.sell(ring, 0, 1_000, 0)
    before = broker.price()
    wait(model, 60)
    assert broker.price() < before


def test_a_lot_from_the_desk_is_bought_as_far_as_the_cash_goes():
    model, broker, _ = shop(opening_cash_rp=250_000, other_leaks_per_number=0.0)
    seller = model.party("agent-3")
    broker.take_desk_lot(seller, [(i, 100 + i) for i in range(9)], 1_000)
    # the opening cash scales with the scenario: 2,500 rupiah here
    assert list(broker.shelf) == [(0, DESK, 100), (1, DESK, 101)]
    assert model.cash[seller] == 2_000 and model.cash[broker.party] == 500


def test_a_dump_is_free():
    model, broker, _ = shop(other_leaks_per_number=0.0)
    before = model.cash[broker.party]
    broker.take_dump(np.array([4, 9]), BREACH)
    assert list(broker.shelf) == [(4, BREACH, -1), (9, BREACH, -1)] and model.cash[broker.party] == before
