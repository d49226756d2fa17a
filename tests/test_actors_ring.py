"""A ring: workers who come by numbers shift by shift, for cash in hand, until it is raided or cannot pay."""

import numpy as np
import pytest
from engine_samples import NO_BUYERS, bare, rings_of, wait

from simkit.engine import codes
from simkit.engine.actors.ott import Ott
from simkit.engine.actors.ring import listen
from simkit.engine.reissued_numbers import ReissuedNumbers
from simkit.engine.trying_again import listen as listen_to_tries

ALONE = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def gang(days=0, policies=(), **settings):
    """Give a ring of seven at work, with plenty of identities."""
    named = {**NO_BUYERS, "broker.other_leaks_per_number": 2.0, "run.days": 60}
    said = {k if "." in k else "ring." + k: v for k, v in settings.items()}
    model = bare(policies, named | said, people=1500)
    Ott(model)
    listen_to_tries(model)
    ReissuedNumbers(model)
    rings = rings_of(model)
    listen(model, rings)
    for day in range(days):
        model.env.run(until=(day + 1) * 24.0)
        model.calendar.deliver(day * 24.0 + 24)
    return model, rings


def spent_on(model, purpose):
    log = model.log["payments"]
    mine = (log["purpose"] == codes.PURPOSES.index(purpose)) & (log["payer"] != 0)
    return int(log["amount_rp"][mine].sum())


def test_a_ring_makes_about_as_many_attempts_as_it_plans():
    model, _ = gang(days=60, shares=ALONE, opening_cash_rp=10**9)
    tried = len(model.log["registrations"])
    assert tried == pytest.approx(model.scenario.ring.n_numbers, rel=0.05)
    assert len(model.items) == tried


def test_shifts_follow_the_shares():
    _, (ring,) = gang(shares=(0.5, 0.0, 0.5, 0.0, 0.0, 0.0))
    routes = np.concatenate([ring.choose(day, *ring.used_to(day)) for day in range(200)])
    counts = np.bincount(routes, minlength=6)
    assert counts[[1, 3, 4, 5]].sum() == 0
    assert counts[0] / counts.sum() == pytest.approx(0.5, abs=0.07)


def test_every_registration_is_paid_for_and_carries_the_ring_s_marks():
    model, (ring,) = gang(days=20)
    log = model.log["registrations"]
    assert set(log["ring"].tolist()) == {0}
    assert set(log["worker"].tolist()) == set(range(7))
    assert set(log["route"].tolist()) == {codes.SELF, codes.OUTLET, codes.DEALER, codes.MULE}
    assert spent_on(model, "starter_pack") == 5_000 * len(log)
    bribed = np.isin(log["route"], (codes.OUTLET, codes.DEALER)) & (log["sim"] >= 0)
    assert spent_on(model, "bribe") == 1_750 * bribed.sum()
    mules = (log["route"] == codes.MULE) & (log["sim"] >= 0)
    # who was hired lately makes the next one dearer
    assert 1 < spent_on(model, "mule_fee") / (40_000 * mules.sum()) < 1.05
    sources = model.sims["source"][model.n_old_sims :]
    assert set(sources[model.log["registrations"]["route"][log["sim"] >= 0] == codes.MULE].tolist()) == {3}
    assert ring.cash == model.cash[ring.party] >= 0


def test_nobody_works_without_cash():
    model, (ring,) = gang(days=20, opening_cash_rp=0)
    assert len(model.log["registrations"]) == 0 and ring.cash == 0
    model, (ring,) = gang(days=20, opening_cash_rp=5_000_000)
    # fifty thousand rupiah after scaling: a handful of starter packs and identities, never a debt
    assert 0 < len(model.log["registrations"]) < 12 and 0 <= ring.cash < 50_000


def test_nobody_works_without_identities():
    model, _ = gang(days=20, shares=ALONE, **{"broker.other_leaks_per_number": 0.0})
    assert len(model.log["registrations"]) == 0


@pytest.mark.parametrize("day", [30, 60])
def test_wages_are_paid_every_thirty_days_to_all_but_the_first(day):
    model, (ring,) = gang(days=day + 1, n_numbers=0)
    paid = spent_on(model, "wage")
    assert paid == day // 30 * 6 * model.scenario.ring.wage_rp
    assert ring.running


def test_a_ring_that_cannot_pay_its_wages_ends():
    model, (ring,) = gang(days=40, n_numbers=0, opening_cash_rp=1_000_000)
    assert (ring.running, ring.ended_t, ring.ended_why) == (False, 720.0, "wages")
    assert spent_on(model, "wage") == 0


def test_a_stopped_ring_does_nothing_more_and_stays_stopped():
    model, (ring,) = gang(days=10)
    before = len(model.log["registrations"])
    ring.stop("raid")
    ring.stop("wages")
    wait(model, 40)
    assert len(model.log["registrations"]) == before > 0
    assert (ring.ended_why, ring.ended_t) == ("raid", 240.0)


def test_the_refused_are_tried_again_at_other_operators():
    model, _ = gang(days=30, policies=[("cap", {"per_operator": 1})], shares=ALONE)
    log = model.log["registrations"]
    refused = np.flatnonzero(log["code"] == codes.REFUSE)
    assert len(refused) > 5
    asks = np.bincount(log["holder"])
    assert 4 < asks.max() <= 2 * model.scenario.register.n_tries  # an identity serves for one or two numbers
    again = np.flatnonzero(np.isin(log["holder"], log["holder"][refused]))
    assert len(set(log["operator"][again].tolist())) > 1


def test_attempts_do_not_depend_on_verdicts():
    free, bound = (
        gang(days=20, shares=ALONE)[0],
        gang(days=20, shares=ALONE, policies=[("face_match", {})])[0],
    )
    first = free.log["registrations"]["key"].tolist()
    second = bound.log["registrations"]["key"].tolist()
    assert set(first) <= set(second)


def test_several_rings_have_books_of_their_own():
    model, rings = gang(days=15, n_rings=3)
    assert len({r.party for r in rings}) == 3
    assert set(model.log["registrations"]["ring"].tolist()) == {0, 1, 2}
    assert len(set(model.log["registrations"]["key"].tolist())) == len(model.log["registrations"])


def test_lots_are_traded_for_a_hundred_rupiah_a_piece():
    said = {"n_numbers": 0, "lot_accounts_per_day": 1000, "opening_cash_rp": 0, "n_workers": 1}
    model, (ring,) = gang(days=10, **said)
    assert ring.cash == 1000 * 3_000 + 10 * 1000 * 100
    assert model.log["lot_sales"]["n_items"].tolist() == [1000] * 10
    assert 5 <= len(model.items) <= 40


def test_money_is_conserved():
    model, _ = gang(days=35)
    assert sum(model.cash) == 0
    assert all(c >= 0 for c in model.cash[1:])
