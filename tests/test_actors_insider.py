"""Insiders: the one look at a known person, the grudge of weeks, the seller who hides in an ordinary shift."""

import numpy as np
import pytest
from engine_samples import bare

from simkit.engine import codes
from simkit.engine.actors.desk import SHIFT_H, SHIFT_START, Desk
from simkit.engine.actors.identity_broker import Broker
from simkit.engine.actors.insider import Insiders


def office(days=28, policies=(), desk_days=0, **settings):
    """Give a model in which insiders of the said kinds have worked for some days."""
    named = {"insider.n_sellers": 0, "broker.other_leaks_per_number": 0.0, "broker.opening_cash_rp": 10**9}
    said = {k if "." in k else "insider." + k: v for k, v in settings.items()}
    model = bare(policies, named | said)
    desk, broker = Desk(model), Broker(model)
    insiders = Insiders(model, broker)
    for day in range(days):
        model.env.run(until=(day + 1) * 24.0)
        if day < desk_days:
            desk.tick(day * 24.0, day * 24.0 + 24)
        model.calendar.deliver(day * 24.0 + 24)
    return model, insiders, broker


def looks(model, motive):
    log = model.log["accesses"]
    mine = log["motive"] == motive
    return {c: log[c][mine] for c in log.spec}


def test_the_known_person_is_looked_up_once_without_a_ticket_and_posted_later():
    model, insiders, _ = office(n_known_person=1, known_day=3.0, p_camera=1.0)
    seen = looks(model, codes.KNOWN)
    agent = int(np.flatnonzero(insiders.role == codes.KNOWN)[0])
    assert seen["agent"].tolist() == [agent] and seen["ticket"].tolist() == [-1]
    assert seen["is_captured"].all() and not model.world.agents.is_supervisor[agent]
    begin = 3 * 24 + SHIFT_START[model.world.agents.shift[agent]]
    assert begin <= seen["at"][0] <= begin + SHIFT_H
    posts, records = model.log["posts"], model.log["post_records"]
    assert len(posts) == 1 and posts["at"][0] > seen["at"][0] + 2
    assert posts["formatting"].tolist() == [codes.RETYPED]
    assert records["person"].tolist() == seen["person"].tolist() and records["access"].tolist() == [0]


def test_a_photo_that_fails_is_never_posted():
    model, _, _ = office(n_known_person=1, n_grudge=1, known_day=3.0, p_camera=0.0, days=70)
    assert len(looks(model, codes.KNOWN)["at"]) == 1 and len(looks(model, codes.GRUDGE)["at"]) == 9
    assert len(model.log["posts"]) == 0


def test_where_copying_is_not_blocked_every_look_is_a_screenshot():
    opened = {"desk.is_capture_blocked": False}
    model, _, _ = office(n_known_person=1, known_day=3.0, p_camera=0.0, **opened)
    assert looks(model, codes.KNOWN)["is_captured"].all()
    assert model.log["posts"]["formatting"].tolist() == [codes.SCREENSHOT]


def test_a_grudge_looks_at_one_person_for_weeks_within_shifts():
    model, insiders, _ = office(n_grudge=1, grudge_looks=6, days=60)
    seen = looks(model, codes.GRUDGE)
    assert len(seen["at"]) == 6 and len(set(seen["person"].tolist())) == 1
    assert (np.diff(seen["at"]) > 0).all() and np.ptp(seen["at"]) > 7 * 24
    shift = model.world.agents.shift[np.flatnonzero(insiders.role == codes.GRUDGE)[0]]
    assert ((seen["at"] - SHIFT_START[shift]) % 24 <= SHIFT_H).all()


def test_a_seller_adds_a_few_looks_to_six_shifts_a_week_and_sells_a_lot_on_the_seventh():
    model, insiders, broker = office(n_sellers=1, extra_per_shift=8.0, p_camera=1.0, days=29)
    seen = looks(model, codes.SALE)
    agent = int(np.flatnonzero(insiders.role == codes.SALE)[0])
    shift = model.world.agents.shift[agent]
    assert set(seen["agent"].tolist()) == {agent}
    assert ((seen["at"] - SHIFT_START[shift]) % 24 <= SHIFT_H).all()
    day = ((seen["at"] - SHIFT_START[shift]) // 24).astype(int)
    assert not (day % 7 == 6).any()
    assert len(day) == pytest.approx(24 * 8, rel=0.25)
    lots = model.log["lots"]
    assert len(lots) == 4 and lots["n_records"].sum() == (day < 28).sum()
    assert (lots["price_rp"] == 1_000 * lots["n_records"]).all()
    assert model.cash[int(lots["seller"][0])] == lots["price_rp"].sum()
    assert [access for _, _, access in broker.shelf] == list(range(lots["n_records"].sum()))


def test_a_seller_hides_half_of_the_looks_behind_somebody_else_s_ticket():
    said = {"n_sellers": 1, "extra_per_shift": 20.0, "days": 21, "desk_days": 21}
    model, _, _ = office(**said)
    seen, tickets = looks(model, codes.SALE), model.log["tickets"]
    covered = seen["ticket"] >= 0
    assert covered.mean() == pytest.approx(0.5, abs=0.12)
    assert (tickets["started_t"][seen["ticket"][covered]] < seen["at"][covered]).all()
    model, _, _ = office(**said, p_covered=0.0)
    assert (looks(model, codes.SALE)["ticket"] == -1).all()


def test_a_record_without_nik_and_kk_sells_to_nobody():
    model, _, broker = office(n_sellers=1, policies=[("masking", {"p_unmasked": 0.0})])
    assert len(looks(model, codes.SALE)["at"]) > 50
    assert not broker.shelf and len(model.log["lots"]) == 0


def test_a_refused_look_is_worth_nothing():
    model, _, broker = office(n_sellers=1, policies=[("ticket", {})])
    assert (looks(model, codes.SALE)["code"] == codes.REFUSE).all()
    assert not broker.shelf


def test_who_turns_is_drawn_once_for_all_roles_and_never_a_supervisor():
    model, insiders, _ = office(days=0, n_known_person=2, n_grudge=1, n_sellers=3)
    assert np.bincount(insiders.role, minlength=6).tolist() == [6, 0, 0, 2, 1, 3]
    assert not insiders.role[model.world.agents.is_supervisor].any()
    # more insiders than agents: everybody who can turns
    _, everybody, _ = office(days=0, n_sellers=90)
    assert (everybody.role == codes.SALE).sum() == 10


def test_a_seller_who_answers_fears_rules_of_the_desk_from_their_day_on():
    model, insiders, _ = office(
        1, [("shift_cap", {"per_day": 30, "start_day": 5.0})], **{"adapt.is_on": True}
    )
    assert insiders.room(0) == 10**9
    model.env.run(until=5.5 * 24)
    assert insiders.room(0) == 29
