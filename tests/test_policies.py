"""Every policy: what it says of itself, what it does to a few rows, and which settings it refuses."""

import math
from dataclasses import FrozenInstanceError, dataclass

import numpy as np
import pytest
from engine_samples import (
    accesses,
    bare,
    joined,
    log_ins,
    messages,
    registrations,
    ring_registrations,
    run,
    wait,
)
from scipy import stats

from simkit.core.errors import BadValue
from simkit.core.parameter import parameters_of
from simkit.engine import codes
from simkit.engine.actors.owner import Owners
from simkit.engine.events import DECISIONS
from simkit.engine.model import end_sims
from simkit.engine.policies import Policy, catalogue, make_policy, policy_words
from simkit.engine.scenario import Scenario, all_parameters

CATALOGUE = catalogue()
HIDDEN = codes.mask("nik", "kk")
SHIPPED = {
    "ticket", "masking", "open_capture", "kk_match", "face_match", "cap", "cap_across", "outlet_velocity",
    "hold_review", "second_factor", "ott_cooperation", "ban_on_block", "sender_filter", "forwarding",
    "evidence_helper", "self_check", "breach_notice", "screening",
}  # fmt: skip
SETTINGS = {
    "open_capture": {"desk.is_capture_blocked": False},
    "ott_cooperation": {"ott.cooperation": 0.25, "ott.delay_h": 3.0, "regulator.takes_ott": True},
    "forwarding": {"regulator.forward_every_days": 7.0},
    "evidence_helper": {"citizen.p_complete": 0.25},
    "self_check": {"owner.checks_per_month": 0.25},
}
SAID = {
    "ott_cooperation": {"share": 0.25, "delay_h": 3},
    "forwarding": {"every_days": 7},
    "evidence_helper": {"share": 0.25},
    "self_check": {"per_month": 0.25},
}


def verdicts(model, decision, rows):
    """Write each verdict as 'allow' or the reason."""
    got = model.ledger.submit(decision, rows)
    return ["allow" if r < 0 else model.ledger.reasons[r] for r in got.reason.tolist()]


def between(k, n, p):
    """Whether k of n lies within bounds that an honest binomial leaves once in a million."""
    return stats.binom.ppf(5e-7, n, p) <= k <= stats.binom.ppf(1 - 5e-7, n, p)


# what a policy says of itself


def test_the_shelf_is_complete():
    assert set(CATALOGUE) >= SHIPPED
    assert {p.decision for p in CATALOGUE.values()} == set(DECISIONS)


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_policy_explains_itself(name):
    made = make_policy(name, {})
    assert made == CATALOGUE[name]() and made.name == name
    for lang in ("id", "en"):
        said = policy_words(name, lang)
        assert set(said) == {"doc", "cost", "cannot"}
        assert all(text.endswith(".") and len(text) > 7 for text in said.values())
    assert made.decision in DECISIONS and made.source
    assert made.kind in ("rule", "programme", "setting")
    assert bool(made.settings()) == (made.kind == "setting")
    assert (type(made).start is not Policy.start) == (made.kind == "programme")
    answers = ("deny", "alter", "quotas", "hold")
    assert any(getattr(type(made), a) is not getattr(Policy, a) for a in answers) == (made.kind == "rule")
    refuses = any(getattr(type(made), a) is not getattr(Policy, a) for a in ("deny", "quotas", "hold"))
    assert not refuses or made.reason
    with pytest.raises(FrozenInstanceError):
        made.start_day = 3.0


def test_every_reason_is_its_own():
    reasons = [p.reason for p in CATALOGUE.values() if p.reason]
    assert len(set(reasons)) == len(reasons)


@pytest.mark.parametrize("name", CATALOGUE)
def test_knobs_refuse_what_makes_no_sense_and_name_themselves(name):
    for k in parameters_of(name, CATALOGUE[name]):
        bad = ["many", None, math.nan, math.inf, [1.0]] + ([] if type(k.default) is bool else [True])
        is_number = type(k.default) not in (bool, str)
        bad += [k.low - 1] if math.isfinite(k.low) and is_number else []
        bad += [k.high + 1] if math.isfinite(k.high) and is_number else []
        bad = bad[1:] if isinstance(k.default, str) else bad
        for value in bad:
            with pytest.raises(BadValue, match=rf"{name}\.{k.name} is "):
                make_policy(name, {k.name: value})
    with pytest.raises(BadValue, match=f"unknown setting 'startday' of policy '{name}'.*start_day"):
        make_policy(name, {"startday": 1})


def test_an_unknown_policy_names_its_neighbour():
    with pytest.raises(BadValue, match="did you mean 'face_match'"):
        make_policy("face_mach", {})


@pytest.mark.parametrize("name", [n for n, p in CATALOGUE.items() if p.kind == "setting"])
def test_a_setting_changes_exactly_what_it_names(name):
    said = SAID.get(name, {})
    assert make_policy(name, said).settings() == SETTINGS[name]
    plain, changed = (Scenario(policies=p).ready()[0] for p in ((), ((name, said),)))
    differs = {
        f"{k.section}.{k.name}": getattr(getattr(changed, k.section), k.name)
        for k in all_parameters()
        if getattr(getattr(changed, k.section), k.name) != getattr(getattr(plain, k.section), k.name)
    }
    assert differs == SETTINGS[name]


@pytest.mark.parametrize("name", [n for n, p in CATALOGUE.items() if p.kind == "setting"])
def test_a_setting_holds_for_the_whole_run(name):
    with pytest.raises(BadValue, match=f"{name}.start_day"):
        Scenario(policies=((name, {"start_day": 5}),)).ready()


def test_a_policy_is_in_force_after_its_start_day_and_from_the_first_hour_if_it_has_none():
    later = make_policy("ticket", {"start_day": 2})
    assert [later.in_force(h) for h in (0, 47, 48, 48.1)] == [False, False, False, True]
    assert make_policy("ticket", {}).in_force(0.0)


# the desk


def test_ticket_refuses_a_look_without_one():
    model = bare([("ticket", {})])
    rows = accesses(3, ticket=[4, -1, 0])
    assert verdicts(model, "access", rows) == ["allow", "no_ticket", "allow"]


@pytest.mark.parametrize(("p_unmasked", "ticket", "sees"), [(0, 3, False), (1, 3, True), (1, -1, False)])
def test_masking_hides_nik_and_kk_and_nothing_else(p_unmasked, ticket, sees):
    model = bare([("masking", {"p_unmasked": p_unmasked})])
    fields = model.ledger.submit("access", accesses(9, ticket=ticket)).rows["fields"]
    assert set(np.asarray(fields).tolist()) == {codes.ALL_FIELDS if sees else codes.ALL_FIELDS & ~HIDDEN}


def test_masking_leaves_the_share_open_that_the_work_needs():
    n = 20_000
    fields = bare([("masking", {})]).ledger.submit("access", accesses(n)).rows["fields"]
    assert between(int((np.asarray(fields) == codes.ALL_FIELDS).sum()), n, 0.2)


# registration


@pytest.mark.parametrize(
    ("name", "said", "rows", "answer"),
    [
        ("kk_match", {}, {"kk_slip": [0, 1, 9]}, ["allow", "nik_kk_mismatch", "nik_kk_mismatch"]),
        ("cap", {"per_operator": 2}, {"holder": 0, "operator": 1}, ["allow", "allow", "cap"]),
        ("cap", {"per_operator": 2}, {"holder": [0, 0, 1], "operator": 1}, ["allow"] * 3),
        ("cap", {"per_operator": 1}, {"holder": 0, "operator": [0, 1, 0]}, ["allow", "allow", "cap"]),
        ("cap", {"per_operator": 1}, {"holder": 0, "at": [3, 2, 1]}, ["cap", "cap", "allow"]),
        ("cap_across", {"total": 1}, {"holder": 0, "operator": [0, 1, 2]}, ["allow"] + ["cap_across"] * 2),
        ("outlet_velocity", {"per_day": 1}, {"outlet": [4, 4, 5]}, ["allow", "outlet_velocity", "allow"]),
        ("outlet_velocity", {"per_day": 1}, {"outlet": -1}, ["allow"] * 3),
        ("hold_review", {"per_device": 2}, {"device": 3}, ["allow", "allow", "held"]),
        ("hold_review", {"per_device": 2}, {"device": 3, "at": [3, 2, 1]}, ["held", "allow", "allow"]),
        ("hold_review", {"per_device": 2}, {"device": [3, 3, 4]}, ["allow"] * 3),
        ("face_match", {"false_reject": 0, "false_accept": 0}, {"is_present": True}, ["allow"] * 3),
        ("face_match", {"false_reject": 0, "false_accept": 0}, {"is_present": False}, ["face_mismatch"] * 3),
        ("face_match", {"false_reject": 1, "false_accept": 1}, {"is_present": False}, ["allow"] * 3),
        ("face_match", {"false_reject": 1}, {"is_present": True}, ["face_mismatch"] * 3),
    ],
)
def test_what_rules_at_registration_say_to_three_rows(name, said, rows, answer):
    # people who hold nothing yet, numbered from 0
    model = bare([(name, said)])
    free = np.flatnonzero((model.world.people.n_sims == 0) & (model.world.people.kind == 0))
    made = registrations(3, **rows)
    made["holder"] = free[made["holder"]]
    assert verdicts(model, "registration", made) == answer


def heavy(model):
    """Give an organisation or reseller with its operator."""
    owner = model.world.sims.owner
    sim = int(np.flatnonzero(model.world.people.kind[owner] != 0)[0])
    return {"holder": int(owner[sim]), "operator": int(model.world.sims.operator[sim])}


@pytest.mark.parametrize(
    ("name", "said", "answer"),
    [
        ("cap", {"per_operator": 1}, "allow"),
        ("cap", {"per_operator": 1, "organisations": True}, "cap"),
        ("cap_across", {"total": 1}, "allow"),
    ],
)
def test_caps_except_organisations_unless_told_not_to(name, said, answer):
    model = bare([(name, said)], people=3000)
    assert verdicts(model, "registration", registrations(1, **heavy(model))) == [answer]


def test_outlet_velocity_starts_afresh_every_day():
    model = bare([("outlet_velocity", {"per_day": 1})])
    for day in range(3):
        wait(model, 1)
        rows = registrations(2, f"day {day}", outlet=2, at=model.now - 1)
        assert verdicts(model, "registration", rows) == ["allow", "outlet_velocity"]


def test_cap_across_gives_places_back():
    model = bare([("cap_across", {"total": 1})])
    who = int(np.flatnonzero(model.world.people.n_sims == 1)[0])
    wait(model, 1)
    ask = registrations(1, holder=who, operator=3, at=model.now)
    assert verdicts(model, "registration", ask) == ["cap_across"]
    end_sims(model, np.flatnonzero(model.world.sims.owner == who), model.now, "owner", "replaced")
    assert verdicts(model, "registration", ask) == ["allow"]


def test_face_match_errs_as_often_as_its_knobs_say():
    n = 100_000
    model = bare([("face_match", {"false_reject": 0.03, "false_accept": 0.005})])
    policy = model.policies[0]
    honest, strange = registrations(n), ring_registrations(n)
    assert between(int(policy.deny(honest, model).sum()), n, 0.03)
    assert between(int((~policy.deny(strange, model)).sum()), n, 0.005)


def test_two_policies_that_read_luck_on_the_same_rows_are_independent():
    n = 100_000
    model = bare()
    rows = registrations(n)
    face = make_policy("face_match", {"false_reject": 0.1}).deny(rows, model)
    review = ~make_policy("hold_review", {"p_honest": 0.97}).review(rows, model)
    # 12.7 %, not the 10.0 % of two policies that share a number
    assert between(int((face | review).sum()), n, 0.1 + 0.03 - 0.1 * 0.03)
    assert between(int((face & review).sum()), n, 0.1 * 0.03)


def test_hold_review_lets_the_shares_pass_that_its_knobs_say():
    n = 20_000
    model = bare()
    policy = make_policy("hold_review", {})
    assert between(int(policy.review(registrations(n), model).sum()), n, 0.95)
    assert between(int(policy.review(ring_registrations(n), model).sum()), n, 0.4)


# accounts and messages


def test_second_factor_stops_strangers_at_older_accounts_only():
    model = bare([("second_factor", {"share": 1.0})])
    old = model.old_accounts(np.arange(3))
    rows = joined(
        log_ins(2, sim=[0, 1], account=old[:2], is_owner=[False, True]), log_ins(1, "new", is_owner=False)
    )
    assert verdicts(model, "account", rows) == ["second_factor", "allow", "allow"]


def test_a_pin_belongs_to_the_sim_and_not_to_the_attempt():
    model = bare([("second_factor", {"share": 0.5})])
    sims = np.arange(100)
    said = {"sim": sims, "account": model.old_accounts(sims), "is_owner": False}
    first, second = (verdicts(model, "account", log_ins(100, name, **said)) for name in ("one", "two"))
    assert first == second
    assert between(first.count("second_factor"), 100, 0.5)


@pytest.mark.parametrize(
    ("row", "sent"),
    [
        ({}, 30),
        ({"channel": codes.CALL}, 30),
        ({"channel": codes.OTT}, 100),
        ({"n_recipients": 29}, 100),
        ({"n_recipients": 30}, 30),
        ({"n_recipients": 8, "days": 0.25}, 30),
        ({"n_recipients": 7, "days": 0.25}, 100),
        ({"n_sent": 0}, 0),
        ({"n_sent": 5}, 2),
    ],
)
def test_sender_filter_drops_a_share_of_what_busy_numbers_send(row, sent):
    model = bare([("sender_filter", {"per_day": 30, "share": 0.7})])
    verdict = model.ledger.submit("message", messages(1, **row))
    assert verdict.allowed.all() and verdict.rows["n_sent"].tolist() == [sent]
    assert verdict.rows["n_sent"].dtype == np.int64


# programmes


def with_accounts(said, policy, n=200):
    """Give a model with n new SIMs, each with two accounts."""
    model = bare([(policy, said)])
    policy = model.policies[0]
    policy.start(model)
    sims = model.ledger.submit("registration", registrations(n)).made
    for app in (0, 1):
        model.ledger.submit("account", log_ins(n, f"app {app}", sim=sims, app=app))
    return model, sims


def test_ban_on_block_ends_every_account_of_a_blocked_sim_after_its_delay():
    model, sims = with_accounts({"delay_h": 10, "share": 1.0}, "ban_on_block")
    wait(model, 1)
    end_sims(model, sims[:5], model.now, "operator", "complaint")
    model.env.run(until=33.9)
    assert np.isinf(model.accounts["ended_t"]).all()
    model.env.run(until=34.1)
    gone = np.flatnonzero(model.accounts["ended_t"] == 34.0)
    assert sorted(model.accounts["sim"][gone].tolist()) == sorted(sims[:5].tolist() * 2)
    blocks = model.log["blocks"]
    assert blocks["reason"][-10:].tolist() == [codes.BLOCK_REASONS.index("sim_blocked")] * 10


@pytest.mark.parametrize(("said", "p"), [({"share": 0.5}, 0.5), ({"start_day": 9}, 0.0)])
def test_ban_on_block_acts_on_its_share_and_not_before_its_day(said, p):
    model, sims = with_accounts(said, "ban_on_block")
    wait(model, 1)
    end_sims(model, sims, model.now, "operator", "complaint")
    wait(model, 5)
    ended = np.isfinite(model.accounts["ended_t"])
    assert between(int(ended[:200].sum()), 200, p)
    assert (ended[:200] == ended[200:]).all()


@pytest.mark.parametrize(
    ("said", "told", "blocked"),
    [
        ({"p_found": 1.0, "p_act": 1.0}, 50, 5),
        ({"p_found": 1.0, "p_act": 0.0}, 50, 0),
        ({"p_found": 0.0, "p_act": 1.0}, 0, 0),
        ({"p_found": 1.0, "p_act": 1.0, "start_day": 3}, 0, 0),
    ],
)
def test_breach_notice_tells_owners_in_time_and_some_act(said, told, blocked):
    model = bare([("breach_notice", said)])
    model.policies[0].start(model)
    stolen = ring_registrations(10, holder=np.arange(45, 55))
    model.ledger.submit("registration", joined(stolen, registrations(50, "honest")))
    wait(model, 1)
    model.ledger.tell("posted", post=0, people=np.arange(50), source=1)
    model.env.run(until=24 + 71.9)
    assert len(model.log["notices"]) == 0
    wait(model, 3)
    notices = model.log["notices"]
    assert notices["person"].tolist() == list(range(told))
    assert set(notices["at"].tolist()) <= {24 + 72.0}
    ended = np.flatnonzero(np.isfinite(model.sims["ended_t"]))
    assert model.sims["owner"][ended].tolist() == list(range(45, 45 + blocked))
    assert set(model.sims["ring"][ended].tolist()) <= {0}


def test_self_check_makes_owners_look_as_often_as_it_says():
    model = bare([("self_check", {"per_month": 0.3})])
    Owners(model)
    model.ledger.submit("registration", ring_registrations(300, holder=np.arange(300)))
    wait(model, 1)
    assert between(len(model.log["notices"]), 300, 0.3 / 30)
    wait(model, 29)
    assert between(len(model.log["notices"]), 300, 1 - (1 - 0.01) ** 30)


# several together


def test_the_order_of_reasons_is_the_catalogue_s_whatever_the_story_says():
    named = ("hold_review", "cap", "face_match", "kk_match", "ticket")
    made = Scenario(policies=tuple((n, {}) for n in named)).made_policies()
    assert [p.name for p in made] == ["ticket", "kk_match", "face_match", "cap", "hold_review"]


def test_handling_time_slows_the_desk():
    slow, quick = (run(*p, run__days=14, ring__n_rings=0) for p in (("ticket:seconds=30",), ()))
    # by its rule the roster takes in what a policy adds: half a minute needs nobody more
    assert len(slow.model.world.agents) == len(quick.model.world.agents)
    times = [r.model.log["tickets"] for r in (slow, quick)]
    spent = [t["closed_t"] - t["started_t"] for t in times]
    assert spent[0] - spent[1] == pytest.approx(30 / 3600)
    assert (times[0]["at"] == times[1]["at"]).all()
    waited = [(t["started_t"] - t["at"]).sum() for t in times]
    assert waited[0] > waited[1]


@dataclass(frozen=True)
class Nothing(Policy):
    """A policy that says nothing."""

    name, decision = "nothing", "registration"


def test_a_policy_that_says_nothing_does_nothing():
    model, rows, idle = bare(), registrations(3), Nothing()
    assert idle.deny(rows, model) is None and idle.hold(rows, model) is None
    assert idle.alter(rows, model) is rows and idle.review(rows, model).all()
    assert idle.quotas() == () and idle.settings() == {} and idle.handling_s == 0
    assert idle.subject(rows, model) is None and idle.held_at_start(model) is None


def look_ups_of(agent, n, model, ticket=-1):
    """Log look-ups of one agent, now."""
    i = np.arange(n)
    rows = accesses(n, f"agent {agent} at {model.now}", agent=agent, ticket=ticket)
    model.ledger.submit("access", rows | {"at": np.full(n, model.now), "person": i})


def test_an_audit_reviews_whoever_has_far_more_unexplained_looks_than_colleagues():
    model = bare([("explanation_audit", {"every_days": 7, "p_found": 1.0, "p_wrong": 0.0})])
    (audit,) = (p for p in model.policies if p.name == "explanation_audit")
    usual = np.flatnonzero(~model.world.agents.is_supervisor)
    audit.start(model)
    wait(model, 3)
    for agent in usual.tolist():
        look_ups_of(agent, 30 if agent == usual[2] else 6, model)
    told = []
    model.ledger.on("agent_suspended", lambda agents: told.extend(agents.tolist()))
    wait(model, 4.5)
    reviews = model.log["reviews"]
    assert reviews["agent"].tolist() == [usual[2]] and reviews["n_unexplained"].tolist() == [30]
    # all thirty were honest, if sloppy: a review that never errs clears the agent
    assert told == [] and not reviews["is_suspended"].any()
    assert audit.unexplained(model, 0.0)[usual[2]] == 30


def test_a_look_up_is_explained_by_a_ticket_of_that_customer_at_that_agent():
    model = bare([("explanation_audit", {})])
    (audit,) = (p for p in model.policies if p.name == "explanation_audit")
    nobody = {"channel": 0, "reason": 0, "site": 0, "started_t": 0.0, "closed_t": 0.1}
    model.log["tickets"].add({"at": 0.0, "key": np.uint64(7), "person": 5, "agent": 1, **nobody})
    rows = accesses(3, agent=np.array([1, 1, 2]), person=np.array([5, 6, 5]), ticket=0)
    model.ledger.submit("access", rows)
    assert audit.unexplained(model, 0.0)[:3].tolist() == [0, 1, 1]


def test_an_insider_who_answers_stays_under_the_cap_on_look_ups():
    cap = "shift_cap:per_day=64"
    loose = run(cap, scenario="desk-seller", run__days=40).truth["accesses"]
    tight = run(cap, scenario="desk-seller", run__days=40, adapt__is_on=True).truth["accesses"]
    assert 0 < (tight["motive"] == "sale").sum() < 0.7 * (loose["motive"] == "sale").sum()


def test_a_cap_leaves_the_room_that_the_work_of_the_last_two_weeks_leaves():
    model = bare([("shift_cap", {"per_day": 64})])
    (cap,) = (p for p in model.policies if p.name == "shift_cap")
    for day, n in ((11, 60), (20, 10), (21, 20)):
        wait(model, day - model.now / 24)
        look_ups_of(3, n, model)
    wait(model, 5)
    assert cap.room(model, 3) == 64 - 1 - 15 and cap.room(model, 4) == 64 - 1


def test_an_audit_leaves_the_room_that_colleagues_sloppiness_hides():
    model = bare([("explanation_audit", {"every_days": 7, "factor": 3.0, "n_least": 4})])
    (audit,) = (p for p in model.policies if p.name == "explanation_audit")
    wait(model, 7)
    # six shifts a week; twice as many again as everybody has are not looked at, or half of the least
    assert audit.room(model, 1) == pytest.approx(4 / 2 / 6)
    for agent in np.flatnonzero(~model.world.agents.is_supervisor).tolist():
        look_ups_of(agent, 30, model)
    assert audit.room(model, 1) == pytest.approx(2 * 30 / 6)


def test_a_rule_for_messages_changes_no_traffic_before_its_day():
    said = {"run__days": 12, "ring__n_rings": 0, "background__panel_share": 1.0}
    rule = "sender_filter:start_day=6:per_day=1:share=1.0"
    free, ruled = (run(*p, **said).observed["traffic_daily"] for p in ((), (rule,)))
    day = (free["day"] - free["day"].min()).dt.days
    same = free["n_out"] == ruled["n_out"]
    assert same[day < 6].all() and not same[day == 6].all()


def test_what_policies_cost_is_counted_from_what_they_handled():
    from simkit.engine.policies import make_policy

    def rows(table, day):
        return {"registrations": 200, "reviews": 3}.get(table, 0) - int(day)

    assert make_policy("face_match", {"start_day": 10.0}).cost_rp(90, rows) == 190 * 3_000
    assert make_policy("explanation_audit", {}).cost_rp(90, rows) == 3 * 400_000
    assert make_policy("forwarding", {"every_days": 1}).cost_rp(90, rows) == 90 * 500_000
    assert make_policy("forwarding", {"every_days": 30}).cost_rp(90, rows) == 3 * 500_000
    assert make_policy("self_check", {"per_month": 0.1}).cost_rp(90, rows) == 90 * 300_000
    assert make_policy("cap", {}).cost_rp(90, rows) == 0
