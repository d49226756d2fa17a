"""The ledger: requests go in, verdicts come out, the caller's rows stay, held rows finish later."""

from dataclasses import dataclass

import numpy as np
import pytest
from engine_samples import BATCHES, accesses, bare, joined, registrations, ring_registrations, wait
from hypothesis import given, settings
from hypothesis import strategies as st
from run_samples import BUSY_POLICIES, BUSY_SETTINGS

from simkit.core.errors import BadValue
from simkit.engine import codes
from simkit.engine.events import DECISIONS, EVENTS, REQUESTS
from simkit.engine.ledger import Ledger
from simkit.engine.model import effects, end_sims
from simkit.engine.policies import Policy, catalogue
from simkit.engine.run import simulate

FEW = settings(max_examples=60, deadline=None, derandomize=True)
RULES = [name for name, p in catalogue().items() if p.kind == "rule"]
EVERYTHING = [(name, {}) for name in RULES]


def words(model, verdict):
    """Write a verdict as 'allow' or the reason."""
    return [model.ledger.reasons[r] if r >= 0 else "allow" for r in verdict.reason.tolist()]


@st.composite
def registration_rows(draw):
    n = draw(st.integers(0, 25))

    def ints(low, high):
        return draw(st.lists(st.integers(low, high), min_size=n, max_size=n))

    return registrations(
        n,
        holder=np.array(ints(0, 3), int),
        operator=np.array(ints(0, 1), int),
        kk_slip=np.array(ints(0, 1), int),
        outlet=np.array(ints(-1, 2), int),
        device=np.array(ints(0, 2), int),
        at=np.array(ints(0, 20), float),
        is_present=np.array(ints(0, 1), bool),
    )


@pytest.mark.parametrize("decision", DECISIONS)
def test_submit_never_alters_the_caller_s_rows(decision):
    model = bare([*EVERYTHING, ("cap", {"per_operator": 1}), ("hold_review", {"per_device": 1})])
    rows = BATCHES[decision](30)
    if decision == "registration":
        rows = joined(rows, ring_registrations(10), registrations(10, "slips", kk_slip=1))
    kept = {c: v.copy() for c, v in rows.items()}
    for column in rows.values():
        column.flags.writeable = False
    same = dict(rows)
    model.ledger.submit(decision, rows)
    wait(model, 5)
    assert all(rows[c] is same[c] for c in same) and rows.keys() == kept.keys()
    for column, value in kept.items():
        assert np.array_equal(rows[column], value)


@pytest.mark.parametrize("decision", DECISIONS)
def test_an_empty_batch_is_taken_at_every_decision_point(decision):
    model = bare(EVERYTHING)
    before = {name: len(log) for name, log in model.log.items()}
    verdict = model.ledger.submit(decision, BATCHES[decision](0))
    assert verdict.code.shape == verdict.reason.shape == verdict.made.shape == verdict.allowed.shape == (0,)
    assert {name: len(log) for name, log in model.log.items()} == before


@pytest.mark.parametrize("decision", DECISIONS)
def test_without_a_rule_everything_is_allowed(decision):
    model = bare()
    verdict = model.ledger.submit(decision, BATCHES[decision](3))
    assert verdict.allowed.all() and (verdict.reason == -1).all()
    assert model.ledger.reasons == []


def test_the_first_reason_wins_in_the_declared_order_however_the_story_names_them():
    for named in (["cap", "face_match", "kk_match"], ["kk_match", "cap", "face_match"]):
        said = {"cap": {"per_operator": 1}, "face_match": {"false_accept": 0.0, "false_reject": 0.0}}
        model = bare([(n, said.get(n, {})) for n in named])
        holder = int(model.world.sims.owner[0])
        both = {"holder": holder, "operator": int(model.world.sims.operator[0])}
        rows = joined(
            ring_registrations(1, "slip, face and cap", kk_slip=3, **both),
            ring_registrations(1, "face and cap", **both),
            registrations(1, "cap", **both),
        )
        verdict = model.ledger.submit("registration", rows)
        assert words(model, verdict) == ["nik_kk_mismatch", "face_mismatch", "cap"]
        assert (verdict.made == -1).all()
        assert model.log["registrations"]["reason"].tolist() == verdict.reason.tolist()


def nobody(model):
    """Give an individual who holds no SIM at the start."""
    return int(np.flatnonzero((model.world.people.n_sims == 0) & (model.world.people.kind == 0))[0])


def test_denied_rows_do_not_count():
    model = bare([("kk_match", {}), ("cap", {"per_operator": 1})])
    mine = {"holder": nobody(model), "operator": 1}
    rows = joined(
        registrations(3, "slips", kk_slip=1, at=0.1, **mine), registrations(2, "right", at=0.2, **mine)
    )
    assert words(model, model.ledger.submit("registration", rows)) == 3 * ["nik_kk_mismatch"] + [
        "allow",
        "cap",
    ]


def test_rows_refused_by_a_quota_do_not_fill_another():
    model = bare([("cap", {"per_operator": 1}), ("outlet_velocity", {"per_day": 2})])
    who = nobody(model)
    rows = registrations(
        4, holder=np.array([who, who, who, who + 1]), operator=np.array([0, 0, 1, 0]), outlet=3
    )
    got = words(model, model.ledger.submit("registration", rows))
    assert got[:3] == ["allow", "cap", "allow"]
    assert got[3] in ("outlet_velocity", "cap")


def test_sims_held_at_the_start_count_and_a_sim_given_up_gives_its_place_back():
    model = bare([("cap", {"per_operator": 1})])
    sim = int(np.flatnonzero(model.world.people.kind[model.world.sims.owner] == 0)[0])
    mine = {
        "holder": int(model.world.sims.owner[sim]),
        "operator": int(model.world.sims.operator[sim]),
        "at": 30,
    }
    model.env.run(until=30)
    held = np.flatnonzero(
        (model.world.sims.owner == mine["holder"]) & (model.world.sims.operator == mine["operator"])
    )

    def ask(name):
        return words(model, model.ledger.submit("registration", registrations(1, name, **mine)))

    assert ask("too early") == ["cap"]
    end_sims(model, held, 30.0, "owner", "replaced")
    assert ask("now") == ["allow"]
    assert ask("once more") == ["cap"]
    # ending what has ended gives nothing back
    end_sims(model, held, 30.0, "owner", "replaced")
    assert ask("and again") == ["cap"]


def test_quotas_count_from_before_their_start_day():
    late, now = bare([("cap", {"per_operator": 2, "start_day": 10})]), bare([("cap", {"per_operator": 2})])
    mine = {"holder": nobody(late), "operator": 2}
    for model, first in ((late, ["allow"] * 3), (now, ["allow", "allow", "cap"])):
        wait(model, 5)
        rows = registrations(3, at=100.0, **mine)
        assert words(model, model.ledger.submit("registration", rows)) == first
        wait(model, 6)
        assert words(model, model.ledger.submit("registration", registrations(1, "late", **mine))) == ["cap"]


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("decision", DECISIONS)
def test_a_rule_that_is_not_in_force_changes_nothing(decision, name):
    without, with_ = bare(), bare([(name, {"start_day": 3})])
    rows = BATCHES[decision](40)
    if decision == "registration":
        rows = joined(ring_registrations(40, device=np.arange(40) // 10), registrations(9, kk_slip=1))
    logs = []
    for model in (without, with_):
        wait(model, 3)
        verdict = model.ledger.submit(decision, rows)
        wait(model, 9)
        assert model.ledger.seconds(decision) == (0 if model is without else handling(name, decision))
        assert verdict.allowed.all()
        assert all(np.array_equal(verdict.rows[c], rows[c]) for c in rows)
        logs.append({n: {c: log[c].tolist() for c in log.spec} for n, log in model.log.items()})
    assert repr(logs[0]) == repr(logs[1])


def handling(name, decision):
    made = catalogue()[name]()
    return made.handling_s if made.decision == decision else 0


@FEW
@given(registration_rows())
def test_the_same_rows_get_the_same_answer_from_rules_that_come_later(rows):
    answers = []
    for chosen in ([], [(n, {"start_day": 2}) for n in RULES]):
        model = wait(bare(chosen, people=100), 1)
        verdict = model.ledger.submit("registration", rows)
        answers.append((verdict.code.tolist(), verdict.made.tolist(), len(model.sims)))
    assert answers[0] == answers[1]


@FEW
@given(registration_rows())
def test_every_row_is_logged_once_and_makes_a_sim_if_and_only_if_allowed(rows):
    model = bare(EVERYTHING, people=100)
    first = len(model.sims)
    verdict = model.ledger.submit("registration", rows)
    log, n = model.log["registrations"], len(rows["at"])
    assert len(log) == n
    assert np.array_equal(verdict.made >= 0, verdict.allowed)
    assert np.array_equal(verdict.reason >= 0, ~verdict.allowed)
    assert len(model.sims) - first == verdict.allowed.sum()
    if n:
        assert np.array_equal(log["sim"], verdict.made)
        made = verdict.made[verdict.allowed]
        assert model.sims["owner"][made].tolist() == rows["holder"][verdict.allowed].tolist()
        assert model.sims["registration"][made].tolist() == np.flatnonzero(verdict.allowed).tolist()


def test_held_rows_finish_later_and_make_their_sim_then():
    model = bare([("hold_review", {"per_device": 1, "review_h": 48.0, "p_honest": 1.0, "p_ring": 0.0})])
    told = []
    model.ledger.on("sim_registered", lambda sims, rows: told.append((model.now, sims.tolist(), rows)))
    first = len(model.sims)
    wait(model, 1)
    rows = joined(
        registrations(2, device=5, at=[20.0, 21.0]), ring_registrations(2, device=6, at=[22.0, 23.0])
    )
    verdict = model.ledger.submit("registration", rows)
    assert verdict.code.tolist() == [codes.ALLOW, codes.HOLD, codes.ALLOW, codes.HOLD]
    assert words(model, verdict)[1] == "held"
    assert len(model.sims) == first + 2
    model.env.run(until=71.9)
    assert len(told) == 1
    model.env.run(until=72.1)
    assert [(now, sims) for now, sims, _ in told] == [(24.0, [first, first + 1]), (72.0, [first + 2])]
    assert model.sims["t"][first + 2] == 72.0
    assert told[1][2]["holder"].tolist() == rows["holder"][[1]].tolist()
    log = model.log["registrations"]
    reasons = [model.ledger.reasons[r] if r >= 0 else "allow" for r in log["reason"]]
    assert reasons == ["allow", "held", "allow", "held", "allow", "held_review"]
    assert log["reason"].min() == -1
    assert log["at"].tolist() == [20, 21, 22, 23, 72, 72]
    assert log["key"][4:].tolist() == rows["key"][[1, 3]].tolist()


def test_a_row_that_is_refused_after_a_hold_gives_its_place_in_the_cap_back():
    review = {"per_device": 1, "review_h": 24.0, "p_honest": 0.0}
    model = bare([("cap", {"per_operator": 2}), ("hold_review", review)])
    mine = {"holder": nobody(model), "operator": 0}
    verdict = model.ledger.submit("registration", registrations(3, device=4, **mine))
    assert words(model, verdict) == ["allow", "held", "cap"]
    wait(model, 2)
    again = [
        words(model, model.ledger.submit("registration", registrations(1, f"try {i}", device=90 + i, **mine)))
        for i in range(2)
    ]
    assert again == [["allow"], ["cap"]]


def test_what_is_held_keeps_its_place_while_it_waits():
    model = bare([("cap", {"per_operator": 2}), ("hold_review", {"per_device": 1, "p_honest": 1.0})])
    mine = {"holder": nobody(model), "operator": 0}
    model.ledger.submit("registration", registrations(2, device=4, **mine))

    def ask():
        return words(model, model.ledger.submit("registration", registrations(1, "x", device=9, **mine)))

    assert ask() == ["cap"]
    wait(model, 3)
    assert ask() == ["cap"]


def test_alterations_show_in_the_verdict_and_in_the_log():
    model = bare([("masking", {"p_unmasked": 0.0})])
    rows = accesses(4)
    verdict = model.ledger.submit("access", rows)
    hidden = codes.mask("nik", "kk")
    assert (np.asarray(verdict.rows["fields"]) & hidden == 0).all()
    assert model.log["accesses"]["fields"].tolist() == verdict.rows["fields"].tolist()


def test_a_refused_look_up_shows_nothing_and_is_logged():
    model = bare([("ticket", {})])
    verdict = model.ledger.submit("access", accesses(2, ticket=[-1, 5]))
    assert words(model, verdict) == ["no_ticket", "allow"]
    log = model.log["accesses"]
    assert log["fields"].tolist() == [0, codes.ALL_FIELDS] and log["code"].tolist() == [1, 0]
    assert verdict.made.tolist() == [0, 1]


def test_handling_time_adds_up_over_the_rules_in_force():
    model = bare([("ticket", {"seconds": 8}), ("masking", {"seconds": 5, "start_day": 2})])
    assert model.ledger.seconds("access") == 8
    assert wait(model, 3).ledger.seconds("access") == 13
    assert model.ledger.seconds("message") == 0


def test_listeners_are_told_in_the_order_they_asked():
    ledger, heard = bare().ledger, []
    ledger.on("expected_life", lambda share: heard.append(("first", share)))
    ledger.on("expected_life", lambda share: heard.append(("second", share)))
    ledger.tell("expected_life", share=3)
    ledger.tell("lot_sold", items=9)
    assert heard == [("first", 3), ("second", 3)]


def test_events_that_are_not_declared_are_refused_with_the_nearest_name():
    ledger = bare().ledger
    with pytest.raises(BadValue, match="unknown event 'sim_bloked': did you mean 'sim_blocked'"):
        ledger.on("sim_bloked", print)
    with pytest.raises(BadValue, match="did you mean 'sim_blocked'"):
        ledger.tell("sim_bloked", sims=np.arange(2))


def test_what_is_told_and_asked_in_a_run_is_what_is_declared(monkeypatch):
    told: dict[str, set[str]] = {}
    asked: dict[str, set[str]] = {}
    tell, submit = Ledger.tell, Ledger.submit

    def spy_tell(self, event, **what):
        assert set(what) == set(EVENTS[event].told)
        told.setdefault(event, set()).update(what)
        tell(self, event, **what)

    def spy_submit(self, decision, rows):
        assert set(rows) == set(REQUESTS[decision])
        asked.setdefault(decision, set()).update(rows)
        return submit(self, decision, rows)

    monkeypatch.setattr(Ledger, "tell", spy_tell)
    monkeypatch.setattr(Ledger, "submit", spy_submit)
    lots = {"ring.lot_accounts_per_day": 50, "ring.lot_sample": 0.1, "people.n_people": 1000}
    simulate("baseline", policies=BUSY_POLICIES, settings=BUSY_SETTINGS | lots)
    assert set(asked) == set(REQUESTS)
    assert set(told) == set(EVENTS) - {"screened", "sim_restored"}  # of a screening: tests/test_screening.py


def test_a_policy_of_one_s_own_is_a_small_class():
    @dataclass(frozen=True)
    class NoNights(Policy):
        name, decision, reason = "no_nights", "registration", "at_night"

        def deny(self, rows, model):
            return np.asarray(rows["at"]) % 24 < 6

    model = bare()
    ledger = model.ledger = Ledger(model, (NoNights(),), effects(model))
    verdict = ledger.submit("registration", registrations(3, at=[1.0, 7.0, 27.0]))
    assert words(model, verdict) == ["at_night", "allow", "at_night"]
