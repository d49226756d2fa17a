"""Where a formula is known, the model agrees with it: queues, waiting for a cycle, counts, shares and means."""

from math import factorial

import numpy as np
import pytest
import simpy
from engine_samples import bare, complaints, figures, run, wait
from scipy import stats

from simkit.core.streams import keys
from simkit.engine import codes, profiles
from simkit.engine.actors.abuser import SCAMS, Abuser
from simkit.engine.actors.citizen import Citizens
from simkit.engine.actors.desk import Desk
from simkit.engine.actors.operator import Operators
from simkit.engine.actors.regulator import Regulator
from simkit.engine.actors.ring_attempts import VERIFICATIONS

MILLION = 1e-6
"""An honest model fails a test with this bound once in a million seeds (and seeds are fixed)."""


def poisson_agrees(count, mean):
    return stats.poisson.ppf(MILLION / 2, mean) <= count <= stats.poisson.ppf(1 - MILLION / 2, mean)


def share_agrees(count, n, p):
    return stats.binom.ppf(MILLION / 2, n, p) <= count <= stats.binom.ppf(1 - MILLION / 2, n, p)


# the desk's queue


def serve(at, service, n_agents):
    """Serve tickets by the desk's own queue with one team that is always on shift; give when each begins."""
    desk = object.__new__(Desk)
    team = [(0.0, a) for a in range(n_agents)]
    # the same team works all three shifts, so shifts are off
    desk.free = {(0, shift): team for shift in range(3)}
    agent, begun, done = desk._serve({"at": at, "site": np.zeros(len(at), int)}, service)
    assert (done == begun + service).all() and set(agent.tolist()) <= set(range(n_agents))
    return begun


def serve_by_simpy(at, service, n_agents):
    """Serve the same tickets by a SimPy Resource, one process a ticket."""
    env = simpy.Environment()
    agents, begun = simpy.Resource(env, n_agents), np.empty(len(at))

    def ticket(i):
        yield env.timeout(at[i])
        with agents.request() as mine:
            yield mine
            begun[i] = env.now
            yield env.timeout(service[i])

    for i in range(len(at)):
        env.process(ticket(i))
    env.run()
    return begun


def arrivals(seed, n, per_hour, mean_h):
    chance = np.random.default_rng(seed)
    return np.cumsum(chance.exponential(1 / per_hour, n)), chance.exponential(mean_h, n)


@pytest.mark.parametrize(("n_agents", "load"), [(1, 0.8), (3, 0.95), (7, 0.5), (2, 1.3)])
def test_the_desk_is_a_simpy_resource_to_the_last_bit(n_agents, load):
    at, service = arrivals(n_agents, 2000, load * n_agents * 10, 0.1)
    begun = serve(at, service, n_agents)
    assert begun.tolist() == serve_by_simpy(at, service, n_agents).tolist()
    assert (begun > at).any()


def erlang_c(n_agents, load):
    """Give the chance that a caller waits, with n agents at a load (Erlang's C formula)."""
    a = n_agents * load
    queue = a**n_agents / factorial(n_agents) / (1 - load)
    return queue / (sum(a**k / factorial(k) for k in range(n_agents)) + queue)


@pytest.mark.parametrize(("n_agents", "load"), [(2, 0.7), (5, 0.8)])
def test_mean_wait_and_share_that_waits_agree_with_erlang_c(n_agents, load):
    # 30 stretches of 1,000 tickets after the warm-up are nearly independent
    at, service = arrivals(11, 32_000, load * n_agents * 10, 0.1)
    wait_h = (serve(at, service, n_agents) - at)[2000:].reshape(30, 1000)
    p_wait = erlang_c(n_agents, load)
    for got, theory in (
        ((wait_h > 0).mean(axis=1), p_wait),
        (wait_h.mean(axis=1), p_wait * 0.1 / (n_agents * (1 - load))),
    ):
        margin = stats.t.ppf(1 - 1e-4, 29) * got.std(ddof=1) / 30**0.5
        assert margin < theory / 2
        assert abs(got.mean() - theory) < margin


def test_a_whole_run_s_desk_serves_first_come_first_served_within_its_shifts():
    tickets = run(run__days=28, ring__n_rings=0, insider__n_sellers=0).model.log["tickets"]
    site, begun, done = tickets["site"], tickets["started_t"], tickets["closed_t"]
    for agent in np.unique(tickets["agent"]):
        mine = np.flatnonzero(tickets["agent"] == agent)
        mine = mine[np.argsort(begun[mine])]
        assert (begun[mine][1:] >= done[mine][:-1]).all()
        assert len(set(site[mine].tolist())) == 1
    assert (begun >= tickets["at"]).all()


def test_littles_law_holds_at_the_desk():
    # tickets there at any moment = tickets an hour x hours each spends there; the rate is the nominal one
    weeks = 26
    r = run(run__days=7 * weeks, people__n_people=300, ring__n_rings=0, insider__n_sellers=0)
    t, agents = r.model.log["tickets"], r.model.world.agents
    per_hour = r.model.scenario.desk.contacts_per_agent * (~agents.is_supervisor).sum() / 24
    moments = np.arange(0, 168 * weeks, 0.05)
    there = np.searchsorted(np.sort(t["at"]), moments) - np.searchsorted(np.sort(t["closed_t"]), moments)
    there = there.reshape(weeks, -1).mean(axis=1)[2:]
    week = (t["at"] // 168).astype(int)
    stay = (np.bincount(week, t["closed_t"] - t["at"]) / np.bincount(week))[2:]
    differs = there - per_hour * stay
    margin = stats.t.ppf(1 - 1e-4, weeks - 3) * differs.std(ddof=1) / len(differs) ** 0.5
    assert margin < 0.05 * there.mean()
    assert abs(differs.mean()) < margin


# cycles of the regulator


@pytest.mark.parametrize("every_days", [30, 7, 1])
def test_a_cycle_delays_by_half_its_length_on_average(every_days):
    n = 6000
    model = bare(settings={"regulator.forward_every_days": every_days, "run.days": 3600})
    Regulator(model)
    seen = []
    model.ledger.on("forwarded", lambda complaints: seen.append((model.now, len(complaints))))
    at = np.sort(model.crn(keys("filed", np.arange(n)), "at")) * every_days * 24 * 4
    for day in range(4 * every_days):
        inside = (at > day * 24) & (at <= (day + 1) * 24)
        # what is filed on a day is known when the day has passed, like every batch
        model.env.run(until=(day + 1) * 24 - 1e-9)
        model.ledger.submit(
            "complaint",
            complaints(int(inside.sum()), f"day {day}", at=at[inside], channel=codes.SMS, sim=1),
        )
    wait(model, 0.01)
    c = model.complaints
    delay = (c["forwarded_t"] - c["at"]) / 24
    assert [now for now, _ in seen] == [every_days * 24.0 * i for i in (1, 2, 3, 4)]
    assert len(c) == n and (delay >= 0).all() and delay.max() <= every_days + 1e-6
    # uniform over the cycle: mean half of it, standard deviation its length / sqrt(12)
    margin = stats.norm.ppf(1 - 1e-5) * every_days / 12**0.5 / n**0.5
    assert abs(delay.mean() - every_days / 2) < margin


def test_a_decision_takes_the_operator_its_time_after_the_cycle():
    model = bare(settings={"regulator.forward_every_days": 2, "operator.p_block": 1.0})
    Regulator(model)
    Operators(model)
    model.ledger.submit("complaint", complaints(20))
    wait(model, 4)
    assert set(model.complaints["decided_t"].tolist()) == {3 * 24.0}
    assert set(model.sims["ended_t"][:20].tolist()) == {3 * 24.0}


# counts


FOUR_WEEKS = {
    "run__days": 28,
    "people__n_people": 30_000,
    "ring__n_rings": 0,
    "insider__n_sellers": 0,
    "background__village_days_month": 0.0,
    "background__fleet_orders_year": 0.0,
    "register__p_again": 0.0,
    "register__p_kk_old": 0.0,
    "lookalikes__adverts_per_1000": 0.0,
    "lookalikes__spoofed_per_1000": 0.0,
    "lookalikes__p_trade_reported": 0.0,
}
"""Nobody tries again, and each complaint is a mistake: what is left is one plain count each."""


@pytest.mark.parametrize("seed", [1, 2])
def test_honest_counts_are_poisson_with_the_means_that_the_knobs_say(seed):
    m = run(seed=seed, **FOUR_WEEKS).model
    s, days = m.scenario, 28
    agents = (~m.world.agents.is_supervisor).sum()
    assert poisson_agrees(len(m.log["tickets"]), s.desk.contacts_per_agent * agents * days)
    new = s.market.monthly_turnover / 30 * m.n_old_sims * days
    slip = m.log["registrations"]["kk_slip"] > 0
    assert poisson_agrees(len(slip), new)
    assert poisson_agrees(int(slip.sum()), new * s.register.p_mistyped)
    filed = s.citizen.mistaken_per_1000 / 30 * m.world.n_people / 1000 * days
    assert poisson_agrees(len(m.complaints), filed)
    motive = m.log["accesses"]["motive"]
    checks = s.desk.checks_per_supervisor * m.world.agents.is_supervisor.sum() * days
    # at most the last day's look-ups stand beyond the horizon, for the night shift comes later
    assert poisson_agrees(int((motive == codes.SUPERVISION).sum()), checks * (1 - 0.5 / days))
    looks = len(m.log["tickets"]) * s.desk.p_second_look
    work = int((motive == codes.WORK).sum()) - len(m.log["tickets"])
    assert poisson_agrees(work, looks)


def test_a_tick_s_total_does_not_depend_on_how_the_day_is_cut():
    crn = bare().crn
    for tick_h in (24.0, 6.0, 1.0):
        calls = profiles.Flow("calls", 3.0, profiles.FLAT)
        _, at, _ = profiles.arrivals(crn, calls, np.arange(round(280 * 24 / tick_h)), tick_h)
        assert poisson_agrees(len(at), 280 * 3)
        assert (np.diff(at) >= 0).all() or tick_h == 24.0
        # flat hours: each third of the day gets its share
        assert all(share_agrees(n, len(at), 1 / 3) for n in np.bincount((at % 24 // 8).astype(int)))


def test_messages_of_an_abusing_number_are_poisson():
    r = run(
        abuse__ott_home=1.0,
        abuse__ott_abroad=1.0,
        abuse__life_d=1e6,
        ott__ban_per_day=0.0,
        owner__checks_per_month=0.0,
        ring__shares=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    )
    m = r.model
    log = m.log["messages"]
    sold = m.items["sold_t"][log["item"]]
    whole = log["at"] - 24 >= sold
    n, k = int(whole.sum()), m.scenario.abuse
    assert n > 1000 and (log["channel"] == codes.OTT).all()
    assert poisson_agrees(int(log["n_sent"][whole].sum()), n * k.messages_per_day)
    assert poisson_agrees(int(log["n_reached"][whole].sum()), n * k.messages_per_day * k.reach)
    reached = int(log["n_reached"].sum())
    assert poisson_agrees(int(log["n_victims"].sum()), reached * k.p_victim)
    # the day of the sale counts from the hour of the sale
    part = (log["at"] - sold)[~whole] / 24
    mean = float(part.sum()) * k.messages_per_day
    assert abs(log["n_sent"][~whole].sum() - mean) < 5 * (mean + len(part)) ** 0.5


# shares and means


def test_victims_report_as_late_as_the_anti_scam_centre_says():
    n = 200_000
    citizens = Citizens(bare())
    delay = citizens.delay(keys("victim", np.arange(n)))
    assert share_agrees(int((delay <= 1).sum()), n, 0.01)
    assert share_agrees(int((delay > 12).sum()), n, 0.85)
    assert delay.min() >= 0
    slow = delay[delay > 12] - 12
    assert abs(slow.mean() - 48) < 5 * 48 / len(slow) ** 0.5


def test_losses_have_the_source_s_mean_for_every_kind_of_scam():
    each = 60_000
    model = bare(settings={"abuse.loss_cap_rp": 1e12})
    abuser, lost = Abuser(model), []
    model.ledger.on("lost", lambda rows: lost.append(dict(rows)))
    model.items.add({"sim": np.arange(11), "mode": np.arange(11)})
    item = np.tile(np.arange(11), each)
    key = keys("loss", np.arange(11 * each))
    rows = {"item": item, "sim": item, "channel": np.zeros(len(item), int)}
    abuser._lose(key, rows, np.zeros(len(item)), np.full(len(item), 24.0))
    amount, mode = lost[0]["amount_rp"], lost[0]["mode"]
    means = [model.scenario.abuse.gambling_loss_rp] + [million * 1e6 for _, million in SCAMS.values()]
    assert [codes.MODES[0], *SCAMS] == list(codes.MODES)
    for i, mean in enumerate(means):
        mine = amount[mode == i]
        # a log-normal with sigma 1.5 has a standard deviation of 2.9 means
        assert abs(mine.mean() / mean - 1) < 4.5 * (np.expm1(1.5**2) / each) ** 0.5
        assert np.median(mine) == pytest.approx(mean * np.exp(-(1.5**2) / 2), rel=0.05)
    assert (lost[0]["at"] >= 0).all() and (lost[0]["at"] < 24).all()


def test_scams_are_as_frequent_as_in_the_source():
    n = 50_000
    model = bare()
    abuser = Abuser(model)
    model.items.add({"sim": np.zeros(n, int), "key": keys("item", np.arange(n))})
    abuser.begin(np.arange(n))
    got = np.bincount(model.items["mode"], minlength=11)
    reports = np.array([n for n, _ in SCAMS.values()])
    expected = np.concatenate([[0.5], 0.5 * reports / reports.sum()])
    assert stats.chisquare(got, expected * n).pvalue > MILLION


def test_a_sim_gets_two_point_two_verifications():
    assert np.arange(1, 5) @ np.array(VERIFICATIONS) == pytest.approx(2.2)
    m = run(run__scale=0.03, ring__shares=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0), owner__checks_per_month=0.0).model
    sims = np.flatnonzero(m.sims["ring"] >= 0)
    early = sims[m.sims["t"][sims] < 55 * 24]
    each = np.bincount(m.accounts["sim"], minlength=len(m.sims))[early]
    spread = (np.arange(1, 5) ** 2 @ np.array(VERIFICATIONS) - 2.2**2) ** 0.5
    assert abs(each.mean() - 2.2) < 5 * spread / len(early) ** 0.5


def test_a_stolen_identity_carries_one_point_three_sims():
    # plenty of identities and no rule: what counts is the ring's own restraint
    m = run(
        "-cap", "-kk_match",
        run__scale=0.03,
        ring__shares=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        broker__other_leaks_per_number=2.0,
        insider__n_sellers=0,
    ).model  # fmt: skip
    log = m.log["registrations"]
    mine = log["ring"] >= 0
    _, uses = np.unique(log["holder"][mine], return_counts=True)
    assert set(uses.tolist()) == {1, 2}
    # whoever bought last may have uses left
    assert abs(uses.mean() - 1.3) < 5 * (0.3 * 0.7 / len(uses)) ** 0.5 + 20 / len(uses)


# the tick is a matter of speed, not of results


def test_halving_the_tick_moves_no_headline_figure_beyond_its_interval():
    names = ("n_sold", "n_victims", "n_complaints", "n_blocked_ring", "n_registrations")
    small = {"run__days": 30, "people__n_people": 1500, "run__scale": 0.03}
    got = {
        tick: np.array(
            [
                [figures("forwarding:every_days=3", seed=s, run__tick_h=tick, **small)[n] for n in names]
                for s in range(1, 7)
            ]
        )
        for tick in (24.0, 12.0, 6.0)
    }
    for coarse, fine in ((24.0, 12.0), (12.0, 6.0), (24.0, 6.0)):
        differs, mean = got[coarse] - got[fine], got[coarse].mean(axis=0)
        margin = stats.t.ppf(1 - 1e-3, 5) * differs.std(axis=0, ddof=1) / 6**0.5 + 0.005 * mean
        assert (margin < 0.75 * mean).all()
        said = dict(zip(names, differs.mean(axis=0).tolist(), strict=True))
        assert (np.abs(differs.mean(axis=0)) < margin).all(), (coarse, fine, said)
