"""Operators: a day after a complaint is forwarded it is decided, and a blocked SIM is blocked at once."""

import numpy as np
from engine_samples import bare, complaints, wait
from scipy import stats

from simkit.engine import codes
from simkit.engine.actors.operator import Operators
from simkit.engine.model import end_sims


def office(n=200, **settings):
    model = bare(settings={"operator." + k: v for k, v in settings.items()})
    Operators(model)
    made = model.ledger.submit("complaint", complaints(n)).made
    wait(model, 2)
    return model, made


def test_a_forwarded_complaint_is_decided_after_the_handling_time():
    model, made = office(decide_h=36.0)
    blocked = []
    model.ledger.on("sim_blocked", lambda sims: blocked.append((model.now, sims.tolist())))
    model.ledger.tell("forwarded", complaints=made)
    model.env.run(until=48 + 35.9)
    assert (model.complaints["outcome"] == codes.PENDING).all()
    model.env.run(until=48 + 36.1)
    c = model.complaints
    assert set(c["decided_t"].tolist()) == {84.0}
    good = c["outcome"] == codes.BLOCKED
    assert set(c["outcome"][~good].tolist()) == {codes.NOT_BLOCKED}
    assert stats.binom.ppf(1e-6, 200, 0.9) <= good.sum() <= stats.binom.ppf(1 - 1e-6, 200, 0.9)
    assert blocked == [(84.0, c["sim"][good].tolist())]
    assert np.isfinite(model.sims["ended_t"][:200]).tolist() == good.tolist()
    assert set(model.log["blocks"]["by"].tolist()) == {codes.BLOCKERS.index("operator")}


def test_two_complaints_about_one_number_make_one_block():
    model = bare(settings={"operator.p_block": 1.0})
    Operators(model)
    made = model.ledger.submit("complaint", complaints(5, sim=7)).made
    model.ledger.tell("forwarded", complaints=made)
    wait(model, 3)
    assert len(model.log["blocks"]) == 1 and (model.complaints["outcome"] == codes.BLOCKED).all()


def test_a_number_that_is_gone_is_not_blocked_again():
    model, made = office(n=3, p_block=1.0)
    end_sims(model, np.array([1]), model.now, "owner", "replaced")
    model.ledger.tell("forwarded", complaints=made)
    wait(model, 2)
    assert model.sims["ended_t"][:3].tolist() == [72.0, 48.0, 72.0]
    assert len(model.log["blocks"]) == 3


def test_nothing_forwarded_nothing_decided():
    model, made = office()
    model.ledger.tell("forwarded", complaints=made[:0])
    wait(model, 5)
    assert not np.isfinite(model.complaints["decided_t"]).any() and len(model.log["blocks"]) == 0
