"""A ring that answers: it drifts to what still pays, stays under limits, and sells sooner when numbers die sooner."""

import numpy as np
import pytest
from engine_samples import bare, figures

from simkit.engine import codes
from simkit.engine.actors.broker import Broker
from simkit.engine.actors.ring import Ring
from simkit.engine.actors.routes import Memory

ON = {"adapt.is_on": True}


def memory(**settings) -> Memory:
    """Give what a ring that makes no plans remembers at the start."""
    model = bare(settings={"ring.n_numbers": 0} | settings, people=1500)
    return Ring(model, 0, Broker(model)).memory


def test_a_ring_that_does_not_answer_keeps_its_habits():
    m = memory()
    for _ in range(50):
        m.shift(codes.SELF, 3, 10, 10, 0)
    assert np.allclose(m.chances(), m.ring.shares)


def test_without_trouble_habit_stays():
    m = memory(**ON)
    assert np.allclose(m.chances(), m.ring.shares)


def test_a_way_that_fails_loses_its_shifts_to_the_others_in_proportion_to_habit():
    m = memory(**ON)
    for _ in range(50):
        m.shift(codes.SELF, 3, 10, 10, 0)
    new, old = m.chances(), np.asarray(m.ring.shares)
    assert new.sum() == pytest.approx(1)
    assert m.params.exploration * old[codes.SELF] < new[codes.SELF] < 0.1 * old[codes.SELF]
    others = new[1:] / old[1:]
    assert others.min() > 1 and others.max() / others.min() < 1.01


def test_a_shortage_of_identities_moves_a_ring_to_ways_that_need_none():
    m = memory(**ON)
    before = m.chances()
    for route in (codes.SELF, codes.OUTLET, codes.DEALER):
        for _ in range(30):
            m.shift(route, 3, 10, 2, 2)
    gain = m.chances() / before
    assert (gain[:3] < 1).all() and (gain[3:] > 1).all()


def test_dear_identities_do_the_same():
    m = memory(**ON)
    before = m.chances()
    for _ in range(50):
        m.bought(10, 10 * 40_000)
    gain = m.chances() / before
    assert (gain[:3] < 1).all() and (gain[3:] > 1).all()


def test_a_price_that_moves_for_all_moves_nobody():
    m = memory(**ON)
    m.made[:] = 1.0
    m.expected = m.profit()
    m.price_rp /= 2
    assert np.allclose(m.chances(), m.ring.shares)


def test_beyond_what_an_outlet_let_through_nothing_is_handed_in_there():
    m = memory(**ON)
    outlet = np.array([4, 4, 4, 4, 9])
    m.refusals(
        outlet, np.array([True, True, False, False, True]), np.array([False, False, True, True, False])
    )
    assert m.limit == {4: 2}
    assert m.beyond(outlet).tolist() == [False, False, True, True, False]
    assert not memory().beyond(outlet).any()


def test_numbers_that_die_sooner_are_offered_sooner():
    m = memory(**ON)
    assert m.hold_h() == 24.0
    m.model.ledger.tell("expected_life", share=0.25)
    assert m.hold_h() == 6.0


def test_under_an_outlet_limit_the_answering_ring_is_refused_less():
    limit = "outlet_velocity:per_day=1"
    said = {"ring__shares": (0.0, 1.0, 0.0, 0.0, 0.0, 0.0), "run__scale": 0.02}
    stiff, supple = figures(limit, **said), figures(limit, adapt__is_on=True, **said)
    assert supple["n_ring_refused"] < 0.5 * stiff["n_ring_refused"]
    assert supple["n_sold"] > stiff["n_sold"]


def test_a_face_match_stops_the_static_ring_and_displaces_the_answering_one():
    seeds = range(1, 5)

    def lost(**said):
        none = np.mean([figures(seed=s, **said)["n_sold"] for s in seeds])
        return 1 - np.mean([figures("face_match", seed=s, **said)["n_sold"] for s in seeds]) / none

    static, adaptive = lost(), lost(adapt__is_on=True)
    assert static > 0.75
    assert 0.2 < adaptive < static - 0.15
    routes = figures("face_match", adapt__is_on=True)
    assert routes["n_made_ready_made"] + routes["n_made_mule"] > routes["n_made_self"]
