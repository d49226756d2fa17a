"""The register: trying again, old cards, numbers issued again, the roster, OTT apps that err."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from engine_samples import bare, registrations, ring_registrations, wait

from simkit.engine import codes
from simkit.engine.actors.desk import BUSIEST, SHIFT_H, Desk, roster
from simkit.engine.actors.ott import main_accounts
from simkit.engine.export.ids import View
from simkit.engine.model import end_sims
from simkit.engine.policies import Policy
from simkit.engine.policies.registration import Reverify
from simkit.engine.reissued_numbers import ReissuedNumbers
from simkit.engine.trying_again import ask, ask_at_once, by_day, has_old_card, listen
from simkit.world.build import build_world
from simkit.world.operators import n_counter_agents

PLAIN = {"register.p_kk_old": 0.0, "register.p_mistyped": 0.0, "register.p_again": 1.0}


def model_2(policies=(), **said):
    """Give a model with a register, where nothing is wrong with the KKs and everybody tries again."""
    model = bare(policies, PLAIN | {k.replace("__", "."): v for k, v in said.items()})
    listen(model)
    ReissuedNumbers(model)
    return model


def tries(model, rows):
    """Ask, let two days pass, and give how often each person tried."""
    ask(model, rows)
    for day in (1, 2):
        wait(model, 1)
        model.calendar.deliver(day * 24.0)
    return np.bincount(model.log["registrations"]["holder"], minlength=len(rows["at"]))


@pytest.mark.parametrize("make", [registrations, ring_registrations])
def test_everybody_tries_five_times_at_one_operator_after_the_other(make):
    model = model_2([("cap_across", {"total": 1})], register__wait_h=0.5)
    rows = make(3, holder=model.customers[:3])
    assert tries(model, rows)[model.customers[:3]].tolist() == [5, 5, 5]
    log = model.log["registrations"]
    mine = log["holder"] == model.customers[0]
    order = np.argsort(log["at"][mine])
    assert log["operator"][mine][order].tolist() == [0, 1, 2, 3, 0]


def test_who_is_tired_of_asking_does_not_try_again_and_a_slip_keeps_the_operator():
    model = model_2(register__p_again=0.0)
    assert tries(model, registrations(4, kk_slip=0, is_present=False)).tolist()[:4] == [1, 1, 1, 1]
    model = model_2([("kk_match", {})])
    ask(model, ring_registrations(1, kk_slip=3))
    wait(model, 1)
    model.calendar.deliver(24.0)
    assert set(model.log["registrations"]["operator"].tolist()) == {0}


def test_a_ring_learns_at_once_what_its_tries_of_the_day_brought():
    model = model_2([("face_match", {"false_accept": 0.5})], register__wait_h=0.02)
    wait(model, 0.7)
    verdict, made = ask_at_once(model, ring_registrations(200))
    assert made > (verdict.made >= 0).sum() > 60
    assert made == (model.sims["ring"] >= 0).sum()


def test_an_old_card_fails_for_months_and_about_the_same_share_is_old_at_any_time():
    model = bare(settings={"register.p_kk_old": 0.2, "register.kk_old_months": 3.0})
    home = np.arange(20_000, dtype=np.uint64)
    old = np.array([has_old_card(model, home, np.full(len(home), t)) for t in (0.0, 720.0, 1440.0)])
    assert (abs(old.mean(axis=1) - 0.2) < 0.02).all()
    assert 0.6 < old[1][old[0]].mean() < 0.8  # exp(-1/3)


def test_a_number_is_issued_again_after_its_rest_and_keeps_its_msisdn():
    model = model_2(register__p_reissued=1.0)
    end_sims(model, np.array([0]), 0.0, "owner", "replaced")
    operator = int(model.sims["operator"][0])
    new = [
        ask(model, registrations(1, f"day {day}", at=day * 24.0, operator=operator)).made[0]
        for day in (59, 61)
    ]
    msisdn = View(model, 61 * 24.0).msisdn
    assert msisdn[new[1]] == msisdn[0] != msisdn[new[0]]
    assert len(set(msisdn.tolist())) == len(msisdn) - 1


def test_reverify_ends_what_nobody_confirms_and_a_ring_must_pass_the_face_check():
    left = {}
    for face in ((), [("face_match", {"false_accept": 0.0})]):
        model = bare([*face, ("reverify", {"start_day": 1.0, "within_d": 2.0, "p_ring": 1.0})])
        model.ledger.effects["registration"](
            ring_registrations(50), np.zeros(50, np.int8), np.full(50, -1, np.int16)
        )
        next(p for p in model.policies if isinstance(p, Reverify)).start(model)
        wait(model, 4)
        alive = np.isinf(model.sims["ended_t"])
        ring = model.sims["ring"] >= 0
        left[bool(face)] = alive[ring].mean()
        assert 0.85 < alive[~ring].mean() < 0.95
    assert left == {False: 1.0, True: 0.0}
    assert Reverify().cost_rp(90, lambda *_: 100) == 100_000 and Reverify().cost_rp(50, lambda *_: 100) == 0


@dataclass(frozen=True)
class Clerk(Policy):
    """Note who asks."""

    seen: list = field(default_factory=list)

    name, decision, kind, reason = "clerk", "registration", "rule", "clerk"

    def deny(self, rows, model):
        self.seen.append({c: np.asarray(v).copy() for c, v in rows.items()})


def test_a_rule_sees_when_a_number_is_confirmed_and_by_no_route():
    clerk = Clerk()
    model = bare([clerk, ("reverify", {"start_day": 1.0, "within_d": 10.0, "p_ring": 1.0})])
    model.ledger.effects["registration"](
        ring_registrations(50), np.zeros(50, np.int8), np.full(50, -1, np.int16)
    )
    next(p for p in model.policies if isinstance(p, Reverify)).start(model)
    wait(model, 12)
    (rows,) = clerk.seen
    assert set(rows["route"].tolist()) == {-1} and len(rows["at"]) == 50
    assert rows["at"].min() >= 24 and rows["at"].max() <= 11 * 24
    assert rows["at"].min() < 4 * 24 and rows["at"].max() > 8 * 24


def test_the_roster_is_the_smallest_that_keeps_its_forecast_under_the_ceiling():
    for size in (12, 60, 240):
        model = bare(settings={"market.n_agents": size})
        k, team = model.scenario.desk, roster(model.scenario, ())
        hours = k.handling_min / 60 + 30 / 3600
        tickets = k.contacts_per_agent * n_counter_agents(model.scenario.market) / 2
        assert tickets * hours <= BUSIEST * SHIFT_H * sum(team) < tickets * hours + 3 * BUSIEST * SHIFT_H
    assert roster(bare().scenario, ()) == (2, 2, 1)


def test_a_larger_roster_leaves_the_others_as_they_are():
    model = bare()
    s = model.scenario
    small, large = (
        build_world(s.people, s.market, model.streams, s.start(), r).agents for r in ((2, 2, 1), (3, 2, 1))
    )
    assert len(large) == len(small) + 2 and set(small.key.tolist()) < set(large.key.tolist())
    assert Desk(model).n_planned == 10


def test_apps_find_the_accounts_of_older_sims():
    old = np.arange(200)
    found = main_accounts(bare(), old)
    assert 0.45 < (found >= 0).mean() < 0.75


def test_mules_come_when_people_come():
    model = bare()
    wait(model, 10 + 17 / 24)
    rows = by_day(model, registrations(2000))
    hour = rows["at"] % 24
    assert rows["at"].max() <= model.now and rows["at"].min() > model.now - 24
    assert 0.25 < ((hour < 9) | (hour >= 17)).mean() < 0.6
    assert codes.MULE == 3
