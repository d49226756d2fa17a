"""Citizens: some of those who were reached complain, late, with or without evidence; some about honest numbers."""

import numpy as np
import pytest
from engine_samples import bare
from scipy import stats

from simkit.core.streams import keys
from simkit.engine import codes
from simkit.engine.actors.citizen import Citizens


def town(**settings):
    model = bare(settings={"citizen." + k: v for k, v in settings.items()})
    return model, Citizens(model)


def days_pass(model, days):
    for day in range(1, days + 1):
        model.calendar.deliver(day * 24.0)


def reached(n, channel=codes.SMS, each=20):
    rows = {"key": keys("message", np.arange(n)), "sim": np.arange(n), "channel": np.full(n, channel)}
    return {"rows": rows, "begin": np.zeros(n), "stop": np.full(n, 24.0), "reached": np.full(n, each)}


@pytest.mark.parametrize(("channel", "factor"), [(codes.SMS, 1.0), (codes.CALL, 1.0), (codes.OTT, 0.3)])
def test_a_share_of_those_who_were_reached_complains(channel, factor):
    model, _ = town()
    model.ledger.tell("reached", **reached(300, channel))
    days_pass(model, 60)
    n, mean = len(model.complaints), 300 * 20 * 0.01 * factor
    assert stats.poisson.ppf(1e-6, mean) <= n <= stats.poisson.ppf(1 - 1e-6, mean)
    assert set(model.complaints["channel"].tolist()) == {channel}
    assert (model.complaints["loss_rp"] == 0).all()


def test_no_complaint_is_filed_before_the_message():
    model, _ = town(p_complain=0.5)
    model.ledger.tell("reached", **reached(50))
    days_pass(model, 2)
    early = len(model.complaints)
    assert model.complaints["at"].max() <= 48 and model.complaints["at"].min() >= 0
    days_pass(model, 90)
    assert len(model.complaints) > early


def test_victims_who_report_state_their_loss_and_every_loss_is_booked():
    model, _ = town(p_victim_reports=0.5, p_complete=1.0)
    n = 400
    rows = {"at": np.full(n, 5.0), "key": keys("v", np.arange(n)), "mode": np.zeros(n, int)}
    rows |= {"sim": np.arange(n), "person": np.arange(n), "amount_rp": 1000 * np.arange(n)}
    model.ledger.tell("lost", rows=rows | {"channel": np.zeros(n, int)})
    days_pass(model, 90)
    losses, c = model.log["losses"], model.complaints
    assert losses["amount_rp"].tolist() == rows["amount_rp"].tolist()
    told = np.flatnonzero(losses["is_reported"])
    assert 150 < len(told) < 250
    assert sorted(c["loss_rp"].tolist()) == losses["amount_rp"][told].tolist()
    assert sorted(c["person"].tolist()) == told.tolist()
    assert c["is_complete"].all() and (c["at"] > 5).all()


def test_a_higher_share_only_adds_complaints():
    made = []
    for p in (0.01, 0.03):
        model, _ = town(p_complain=p)
        model.ledger.tell("reached", **reached(200))
        days_pass(model, 90)
        made.append(set(model.complaints["key"].tolist()))
    assert made[0] < made[1]


def test_people_also_complain_about_honest_numbers():
    model, citizens = town(mistaken_per_1000=500.0, p_mistaken_complete=0.1)
    for day in range(30):
        citizens.tick(day * 24.0, day * 24.0 + 24)
        model.calendar.deliver(day * 24.0 + 24)
    c = model.complaints
    assert stats.poisson.ppf(1e-6, 200) <= len(c) <= stats.poisson.ppf(1 - 1e-6, 200)
    assert set(c["channel"].tolist()) == {codes.SMS, codes.CALL, codes.OTT}
    assert 0 < c["is_complete"].mean() < 0.25
    assert c["sim"].max() < model.n_old_sims


def test_people_complain_as_often_about_new_honest_numbers_as_about_the_others():
    model, citizens = town(mistaken_per_1000=1000.0)
    n, days = 400, 40
    key = keys("new number", np.arange(n))
    citizens.mistake_new(np.arange(n), {"ring": np.full(n, -1), "key": key, "at": np.zeros(n)})
    days_pass(model, days)
    made = np.isin(model.complaints["key"], keys("mistaken complaint", key)).sum()
    p = 1 - np.exp(-1000 / 30 * days * model.world.n_people / 1000 / model.n_old_sims)
    assert stats.binom.ppf(1e-6, n, p) <= made <= stats.binom.ppf(1 - 1e-6, n, p)
    assert stats.binom.ppf(1 - 1e-6, n, 1 - np.sqrt(1 - p)) < stats.binom.ppf(1e-6, n, p)


def test_half_of_the_evidence_is_complete():
    model, _ = town(p_complain=0.2)
    model.ledger.tell("reached", **reached(300))
    days_pass(model, 90)
    n, complete = len(model.complaints), int(model.complaints["is_complete"].sum())
    assert stats.binom.ppf(1e-6, n, 0.5) <= complete <= stats.binom.ppf(1 - 1e-6, n, 0.5)
