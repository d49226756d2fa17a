"""OTT apps: they ban bulk behaviour themselves; the rest they do only if they take part."""

import numpy as np
import pytest
from engine_samples import bare, complaints, log_ins, wait
from scipy import stats

from simkit.core.streams import keys
from simkit.engine import codes
from simkit.engine.actors.ott import Ott, main_accounts


def app(n=300, **settings):
    """Give a model with n accounts, the main ones of the first n SIMs."""
    model = bare(settings={"ott." + k: v for k, v in settings.items()})
    ott = Ott(model)
    model.ledger.submit("account", log_ins(n))
    return model, ott


def in_use(model, n=300):
    items = model.items.add({"sim": np.arange(n), "account": np.arange(n), "key": keys("item", np.arange(n))})
    model.ledger.tell("sold", items=items)
    return items


def test_activations_come_through_the_calendar():
    model, _ = app(n=0)
    model.calendar.put("account", log_ins(3, at=[1.0, 30.0, 2.0]))
    model.calendar.deliver(24.0)
    assert model.accounts["t"].tolist() == [1.0, 2.0]
    assert model.sims["account"][[0, 2]].tolist() == [0, 1]


@pytest.mark.parametrize("p", [0.0, 0.01, 0.05])
def test_bulk_behaviour_is_banned_at_its_daily_rate(p):
    model, _ = app(ban_per_day=p)
    in_use(model)
    wait(model, 30.3)
    banned = np.isfinite(model.accounts["ended_t"])
    chance = 1 - np.exp(-30 * p)
    assert stats.binom.ppf(1e-6, 300, chance) <= banned.sum() <= stats.binom.ppf(1 - 1e-6, 300, chance)
    reasons = model.log["blocks"]["reason"]
    assert len(reasons) == banned.sum() and set(reasons.tolist()) <= {
        codes.BLOCK_REASONS.index("bulk_behaviour")
    }
    assert (model.accounts["ended_t"][banned] % 24 == 6).all()


def test_accounts_nobody_abuses_are_left_alone():
    model, _ = app(ban_per_day=1.0)
    wait(model, 30)
    assert np.isinf(model.accounts["ended_t"]).all()


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_a_share_of_forwarded_complaints_ends_the_account_after_the_delay(share):
    model, ott = app(cooperation=share, delay_h=10.0)
    made = model.ledger.submit("complaint", complaints(300, channel=codes.OTT)).made
    wait(model, 1)
    model.ledger.tell("forwarded_to_ott", complaints=made)
    wait(model, 1)
    acts = ott.takes_part(np.arange(300))
    assert stats.binom.ppf(1e-6, 300, share) <= acts.sum() <= stats.binom.ppf(1 - 1e-6, 300, share)
    c = model.complaints
    assert (c["outcome"] == np.where(acts, codes.BLOCKED, codes.PENDING)).all()
    assert (c["forwarded_t"] == np.where(acts, 24.0, np.inf)).all()
    assert (c["decided_t"] == np.where(acts, 34.0, np.inf)).all()
    assert (model.accounts["ended_t"] == np.where(acts, 34.0, np.inf)).all()
    assert np.isinf(model.sims["ended_t"]).all()


def test_a_complaint_about_a_number_without_an_account_ends_nothing():
    model, _ = app(n=0, cooperation=1.0)
    old = np.arange(model.n_old_sims)
    bare_sims = old[main_accounts(model, old) < 0][:3]
    made = model.ledger.submit("complaint", complaints(3, channel=codes.OTT, sim=bare_sims)).made
    model.ledger.tell("forwarded_to_ott", complaints=made)
    wait(model, 5)
    assert (model.complaints["outcome"] == codes.BLOCKED).all() and len(model.log["blocks"]) == 0
