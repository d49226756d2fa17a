"""A ring that answers: its workers go where it still pays, stay under limits, and sell sooner when numbers die."""

import numpy as np
import pytest
from engine_samples import NO_BUYERS, bare, figures, rings_of

from simkit.engine import codes
from simkit.engine.actors.identity_broker import Broker
from simkit.engine.actors.industry import Industry
from simkit.engine.actors.ring import Ring
from simkit.engine.actors.routes import N_ROUTES, NEEDS_IDENTITY, Memory

ON = {"adapt.is_on": True}
PLENTY = {"broker.start_share": 1.0, "broker.other_leaks_per_number": 2.0}
REGISTERS = (codes.SELF, codes.OUTLET, codes.DEALER)


def firm(**settings) -> Ring:
    """Give a ring on its first morning."""
    (ring,) = rings_of(bare(settings=settings, people=1500))
    ring.memory.reckon(ring.params, float(ring.broker.price()))
    return ring


def memory(**settings) -> Memory:
    """Give what a ring knows at the start."""
    return firm(**settings).memory


def shifts(ring) -> np.ndarray:
    """Count the routes (the last: a day off) that its workers choose in 200 days."""
    chosen = [ring.choose(day, *ring.used_to(day)) for day in range(200)]
    return np.bincount(np.concatenate(chosen), minlength=N_ROUTES + 1)


def test_a_ring_that_does_not_answer_keeps_its_habits():
    ring = firm(**PLENTY)
    ring.memory.made[:] = 0.0
    share = shifts(ring) / 1400
    assert np.allclose(share, [*ring.params.shares, 0.0], atol=0.05)


def test_where_everything_works_most_shifts_follow_habit():
    share = shifts(firm(**ON, **PLENTY)) / 1400
    assert (share[list(REGISTERS)] > 0.8 * np.array([0.4, 0.25, 0.2])).all()


def test_a_route_that_fails_loses_its_shifts_to_others_but_is_tried_now_and_then():
    ring = firm(**ON, **PLENTY)
    before = shifts(ring)
    for _ in range(50):
        ring.tell(codes.SELF, 3, 10, 0)
    after = shifts(ring)
    assert ring.memory.made[codes.SELF] < 0.01
    assert 0 < after[codes.SELF] < 0.15 * before[codes.SELF]
    assert after[codes.DEALER] > before[codes.DEALER]


def test_a_shortage_of_identities_moves_a_ring_to_routes_that_need_none():
    said = {"broker.start_share": 0.0, "broker.other_leaks_per_number": 0.0}
    scarce, plenty = shifts(firm(**ON, **said)), shifts(firm(**ON, **PLENTY))
    assert scarce[list(REGISTERS)].sum() < 0.05 * plenty[list(REGISTERS)].sum()
    assert scarce[codes.MULE] > plenty[codes.MULE] and scarce[codes.READY_MADE] >= plenty[codes.READY_MADE]


def test_dear_identities_make_the_routes_that_need_them_pay_less():
    m = memory(**ON)
    before = m.profit()
    for _ in range(50):
        m.bought(10, 10 * 40_000)
    after = m.profit()
    assert (after[NEEDS_IDENTITY] < before[NEEDS_IDENTITY] - 10_000).all()
    assert (after[~NEEDS_IDENTITY] == before[~NEEDS_IDENTITY]).all()


def test_a_ring_that_never_moves_expects_what_its_habits_bring():
    ring = firm(**ON, **PLENTY, **{"adapt.inertia": 1.0})
    habit, gain = np.asarray(ring.params.shares), ring.memory.gain()
    brings = habit @ np.where(habit > 0, np.maximum(gain, 0.0), 0.0) / habit.sum()
    assert brings > 0
    assert ring.month(7, served=1.0) == pytest.approx(30 * 7 * ring.base * brings)
    assert ring.month(7, served=0.0) < ring.month(7, served=0.5) < ring.month(7, served=1.0)


def test_a_raid_is_on_everybody_s_mind_for_ninety_days():
    model = bare(settings=ON | NO_BUYERS, people=1500)
    industry = Industry(model, Broker(model))
    industry.rings[0].stop("raid")
    assert industry.raids_lately() == 1
    model.env.run(until=90 * 24.0)
    assert industry.raids_lately() == 0


def test_where_nothing_pays_everybody_has_a_day_off():
    ring = firm(**ON, **PLENTY, **{"buyer.reservation_rp": 1.0, "buyer.account_rp": 1.0})
    assert shifts(ring)[N_ROUTES] == 1400


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
    ring = firm(**ON)
    assert ring.memory.hold_h() == 24.0
    ring.model.ledger.tell("expected_life", share=0.25)
    assert ring.memory.hold_h() == 6.0


def test_under_an_outlet_limit_the_answering_ring_is_refused_less():
    limit = "outlet_velocity:per_day=1"
    said = {"ring__shares": (0.0, 1.0, 0.0, 0.0, 0.0, 0.0), "run__scale": 0.02}
    stiff, supple = figures(limit, **said), figures(limit, adapt__is_on=True, **said)
    assert supple["n_ring_refused"] < 0.5 * stiff["n_ring_refused"]
    assert supple["n_sold"] > stiff["n_sold"]


def test_a_face_match_stops_the_static_ring_and_little_of_it_comes_back_elsewhere():
    seeds = range(1, 7)

    def lost(**said):
        pairs = [(figures("face_match", seed=s, **said), figures(seed=s, **said)) for s in seeds]
        return np.array([1 - face["n_sold"] / none["n_sold"] for face, none in pairs])

    static, adaptive = lost(), lost(adapt__is_on=True)
    assert static.mean() > 0.75
    assert static.mean() > adaptive.mean() > 0.5
    routes = [figures("face_match", seed=s, adapt__is_on=True) for s in seeds]
    elsewhere = sum(r["n_made_ready_made"] + r["n_made_mule"] for r in routes)
    assert elsewhere > sum(r["n_made_self"] for r in routes)
