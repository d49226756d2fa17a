"""The desk: tickets by the hour, agents on shift, one queue a site, look-ups with and without a ticket."""

import numpy as np
import pytest
from engine_samples import bare

from simkit.engine import codes
from simkit.engine.actors.desk import SHIFT_H, SHIFT_START, Desk, on_shift


def open_desk(days=7, policies=(), **settings):
    """Give a model whose desk has worked for some days."""
    model = bare(policies, {"desk." + k: v for k, v in settings.items()})
    desk = Desk(model)
    for day in range(days):
        model.env.run(until=(day + 1) * 24.0)
        desk.tick(day * 24.0, day * 24.0 + 24)
        model.calendar.deliver(day * 24.0 + 24)
    return model


@pytest.mark.parametrize(
    ("at", "shift", "begins"),
    [(6.0, 0, 6.0), (13.99, 0, 13.99), (14.0, 0, 30.0), (21.0, 2, 22.0), (30.5, 2, 46.0), (29.5, 2, 29.5)],
)
def test_on_shift_gives_the_first_moment_somebody_of_the_shift_is_there(at, shift, begins):
    assert on_shift(at, shift) == begins


def test_agents_take_tickets_on_their_shift_at_their_site_and_no_supervisor_does():
    model = open_desk()
    t, agents = model.log["tickets"], model.world.agents
    shift = agents.shift[t["agent"]]
    # half a second of tolerance: moments are sums of floats
    into = (t["started_t"] + 1e-4 - np.array(SHIFT_START)[shift]) % 24
    assert (into <= SHIFT_H + 2e-4).all()
    assert (agents.site[t["agent"]] == t["site"]).all()
    assert not agents.is_supervisor[t["agent"]].any()
    assert set(t["site"].tolist()) == {0, 1}
    assert len(t) == pytest.approx(7 * 45 * 10, rel=0.1)


def test_tickets_start_after_they_come_and_last_as_long_as_they_need():
    t = open_desk().log["tickets"]
    assert (t["started_t"] >= t["at"]).all()
    spent = (t["closed_t"] - t["started_t"]) * 60
    assert spent.min() >= 0.5 - 1e-9 and spent.mean() == pytest.approx(6.5, rel=0.1)


def test_every_ticket_needs_a_look_and_some_a_second():
    model = open_desk(p_wrong_ticket=0.0)
    log, t = model.log["accesses"], model.log["tickets"]
    work = log["motive"] == codes.WORK
    looked, n = np.unique(log["ticket"][work], return_counts=True)
    old = t["at"] < 6 * 24
    assert old[np.setdiff1d(np.arange(len(t)), looked)].sum() == 0
    assert set(n.tolist()) == {1, 2} and (n == 2).mean() == pytest.approx(0.1, abs=0.03)
    same = log["ticket"][work]
    assert (log["person"][work] == t["person"][same]).all()
    assert (log["agent"][work] == t["agent"][same]).all()
    assert (log["at"][work] > t["started_t"][same]).all()


def test_sloppy_looks_and_supervisors_have_no_ticket_and_capture_nothing():
    model = open_desk(days=14)
    log, agents = model.log["accesses"], model.world.agents
    without = log["ticket"] < 0
    assert set(log["motive"][without].tolist()) == {codes.HABIT, codes.SUPERVISION}
    assert set(log["motive"][~without].tolist()) == {codes.WORK}
    supervision = log["motive"] == codes.SUPERVISION
    assert agents.is_supervisor[log["agent"][supervision]].all()
    assert not agents.is_supervisor[log["agent"][~supervision]].any()
    habit = (log["motive"] == codes.HABIT).sum()
    assert habit / (~supervision).sum() == pytest.approx(0.05, abs=0.015)
    assert not log["is_captured"].any()


def test_a_rule_that_takes_time_makes_the_queue_longer():
    quick, slow = open_desk(), open_desk(policies=[("ticket", {"seconds": 60.0})])
    a, b = quick.log["tickets"], slow.log["tickets"]
    assert (a["at"] == b["at"]).all()
    assert b["started_t"].mean() > a["started_t"].mean()
    assert (b["closed_t"] - b["started_t"] - a["closed_t"] + a["started_t"]) * 3600 == pytest.approx(60)


def test_no_contacts_no_looks():
    model = open_desk(contacts_per_agent=0.0, checks_per_supervisor=0.0)
    assert len(model.log["tickets"]) == len(model.log["accesses"]) == 0


def test_a_desk_without_anybody_on_some_shift_leaves_callers_waiting():
    model = bare(settings={"market.n_agents": 3, "market.n_sites": 1, "market.n_supervisors_per_10": 0})
    desk = Desk(model)
    desk.tick(0.0, 24.0)
    assert len(model.log["tickets"]) > 0
    desk.free = {k: v for k, v in desk.free.items() if k[1] == 0}
    desk.tick(24.0, 48.0)
    t = model.log["tickets"]
    late = t["at"] >= 24
    into = (t["started_t"][late] + 1e-4 - SHIFT_START[0]) % 24
    assert (into <= SHIFT_H + 2e-4).all() and (t["started_t"][late] - t["at"][late]).max() > 4


def test_a_few_honest_looks_name_a_ticket_that_came_before_by_mistake():
    model = open_desk(p_wrong_ticket=0.1)
    log, t = model.log["accesses"], model.log["tickets"]
    work = (log["motive"] == codes.WORK) & (log["ticket"] >= 0)
    named = log["ticket"][work]
    wrong = log["person"][work] != t["person"][named]
    assert 0.04 < wrong.mean() < 0.11
    assert (log["at"][work] > t["started_t"][named]).all()
