"""The ways to a number: what each needs and costs, and what the operator sees of it."""

import numpy as np
import pytest
from engine_samples import NO_BUYERS, bare, ring_registrations, rings_of

from simkit.core.streams import keys
from simkit.engine import codes
from simkit.engine.actors.ring_attempts import Attempts, activate, ready_made, registration_rows, take_over
from simkit.engine.actors.routes import MEANS

WHO = [(p, 2, use) for p in range(60) for use in (0, 1)]


def crew(route, n=120, **settings):
    """Give a model, a ring that makes no plans of its own, and attempts of three workers one way."""
    model = bare(
        settings={**NO_BUYERS, "ring.n_numbers": 0} | {"ring." + k: v for k, v in settings.items()},
        people=2000,
    )
    (ring,) = rings_of(model)
    model.env.run(until=41.0)
    worker = np.sort(np.arange(n) % 3)
    return model, ring, Attempts(ring, route, worker, keys("attempt", np.arange(n)))


@pytest.mark.parametrize(
    ("route", "cost"),
    [
        (codes.SELF, 5_000),
        (codes.OUTLET, 6_750),
        (codes.DEALER, 6_750),
        (codes.MULE, 45_000),
        (codes.READY_MADE, 3_000),
        (codes.TAKEOVER, 0),
    ],
)
def test_what_an_attempt_costs(route, cost):
    model, ring, _ = crew(route)
    assert MEANS[route].cost(ring.params) == cost
    before = ring.cash
    # every try needs its pack, only a success its fee
    MEANS[route].pay(model, ring.party, ring.params, 10, 10)
    assert before - ring.cash == 10 * cost


def test_a_failed_try_costs_the_pack_but_no_fee():
    model, ring, _ = crew(codes.DEALER)
    before = ring.cash
    MEANS[codes.DEALER].pay(model, ring.party, ring.params, 10, 0)
    assert before - ring.cash == 50_000


@pytest.mark.parametrize("route", [codes.SELF, codes.OUTLET, codes.DEALER, codes.MULE])
def test_what_the_operator_sees(route):
    model, ring, tries = crew(route)
    rows = registration_rows(tries, [] if route == codes.MULE else WHO)
    w, n = model.world, len(tries)
    assert {len(v) for v in rows.values()} == {n}
    assert set(rows["channel"].tolist()) == {codes.SELF if route == codes.MULE else route}
    assert (rows["at"] <= 41.0).all() and (rows["at"] > 33.0).all()
    assert rows["is_present"].all() == (route == codes.MULE) == rows["is_present"].any()
    if route in (codes.SELF, codes.MULE):
        assert (rows["outlet"] == -1).all()
    else:
        assert set(rows["outlet"].tolist()) == set(ring.outlets[route].tolist())
    if route == codes.MULE:
        assert (rows["device"] == w.phone[rows["holder"]]).all() and not rows["kk_slip"].any()
    elif route == codes.OUTLET:
        assert (rows["device"] == w.terminal[rows["outlet"]]).all()
    else:
        assert rows["device"].min() >= len(w.device_key)


def test_accomplices_are_ordinary_outlets_of_the_right_kind():
    model, ring, _ = crew(codes.OUTLET, n_outlets=2)
    outlets = model.world.outlets
    for route, kind in ((codes.OUTLET, 2), (codes.DEALER, 1)):
        assert len(ring.outlets[route]) == 2
        assert set(outlets.kind[ring.outlets[route]].tolist()) == {kind}
        assert not outlets.flavour[ring.outlets[route]].any()


def test_two_sims_of_one_identity_lie_at_two_operators():
    _, _, tries = crew(codes.SELF)
    rows = registration_rows(tries, WHO)
    for person in range(60):
        assert len(set(rows["operator"][rows["holder"] == person].tolist())) == 2


def test_a_stale_identity_has_a_slip_every_time():
    _, _, tries = crew(codes.SELF, p_stale=0.5)
    rows = registration_rows(tries, WHO)
    slips = (rows["kk_slip"] > 0).reshape(60, 2)
    assert (slips[:, 0] == slips[:, 1]).all() and 15 < slips[:, 0].sum() < 45


@pytest.mark.parametrize("per_device", [1, 7, 40])
def test_a_worker_changes_the_handset_after_so_many_numbers(per_device):
    model, _, tries = crew(codes.SELF, numbers_per_device=per_device)
    first, second = tries.handsets("handset"), tries.handsets("handset")
    both = np.concatenate([first, second])
    worker = np.concatenate([tries.worker] * 2)
    for w in range(3):
        used = np.unique(both[worker == w], return_counts=True)[1]
        assert len(used) == -(-80 // per_device) and used.max() == per_device
    assert len(model.devices) == len(model.world.device_key) + 3 * -(-80 // per_device)


def test_a_new_sim_gets_its_accounts_and_a_place_in_the_stock():
    model, ring, _ = crew(codes.SELF)
    rows = ring_registrations(50, at=30.0)
    sims = model.ledger.submit("registration", rows).made
    came = []
    model.calendar.handle("account", came.append)
    activate(model, [ring], sims, rows)
    assert model.items["sim"].tolist() == sims.tolist()
    assert (model.items["listed_t"] == 54.0).all() and (model.items["state"] == 1).all()
    for tick in range(1, 9):
        model.calendar.deliver(tick * 24.0)
    made = {c: np.concatenate([r[c] for r in came]) for c in came[0]}
    each = np.bincount(made["sim"], minlength=sims[-1] + 1)[sims]
    assert each.min() >= 1 and each.max() <= 4
    assert set(made["origin"].tolist()) == {codes.RING_SIM} and (made["at"] > 30).all()
    for sim in sims:
        assert sorted(made["app"][made["sim"] == sim].tolist()) == list(range(each[sim - sims[0]]))


def test_honest_sims_are_none_of_a_ring_s_business():
    model, ring, _ = crew(codes.SELF)
    rows = ring_registrations(5, ring=-1)
    activate(model, [ring], np.arange(5), rows)
    assert len(model.items) == 0


def test_takeovers_are_log_ins_of_strangers_that_last_until_the_owner_is_back():
    model, _, tries = crew(codes.TAKEOVER)
    got = take_over(tries)
    assert got == len(model.items) == len(model.log["logins"]) > 100
    account = model.items["account"]
    assert set(model.accounts["origin"][account].tolist()) == {codes.TAKEN_OVER}
    assert set(model.accounts["ring"][account].tolist()) == {0}
    assert len(set(account.tolist())) == got
    lasts = (model.items["life_t"] - model.now) / 24
    assert lasts.min() > 0 and lasts.mean() == pytest.approx(6, rel=0.4)


def test_ready_made_accounts_sit_on_numbers_of_people_outside():
    model, _, tries = crew(codes.READY_MADE)
    got = ready_made(tries)
    assert got == len(model.items) > 80
    owners = model.sims["owner"][model.items["sim"]]
    assert (owners >= model.world.n_people).all()
    assert set(model.accounts["origin"][model.items["account"]].tolist()) == {codes.READY}
    assert np.isnan(model.accounts["t"][model.items["account"]]).all()
    # nobody takes the same account twice
    again = Attempts(tries.ring, codes.READY_MADE, tries.worker, tries.key)
    assert ready_made(again) == 0


def test_a_second_factor_keeps_takeovers_out():
    model = bare([("second_factor", {"share": 1.0})], {**NO_BUYERS, "ring.n_numbers": 0})
    (ring,) = rings_of(model)
    model.env.run(until=41.0)
    tries = Attempts(ring, codes.TAKEOVER, np.zeros(40, int), keys("attempt", np.arange(40)))
    assert take_over(tries) == 0 and len(model.items) == 0
    assert (model.accounts["origin"] == codes.OWN).all()
