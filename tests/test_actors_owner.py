"""Owners: some look which numbers are on their NIK, and have strange ones blocked; some are told of a log-in."""

import numpy as np
import pytest
from engine_samples import bare, joined, log_ins, registrations, ring_registrations, wait
from scipy import stats

from simkit.engine import codes
from simkit.engine.actors.owner import Owners

FAMILY, MULE = codes.REGISTRANTS.index("family"), codes.REGISTRANTS.index("mule")


def town(*rows, **settings):
    """Give a model in which these registrations were made."""
    model = bare(settings={"owner." + k: v for k, v in settings.items()})
    owners = Owners(model)
    sims = model.ledger.submit("registration", joined(*rows)).made
    return model, owners, sims


def test_owners_find_strange_numbers_and_have_them_blocked_after_a_day():
    model, _, sims = town(
        ring_registrations(20), registrations(20, "own"), checks_per_month=1.0, block_h=24.0
    )
    blocked = []
    model.ledger.on("sim_blocked", lambda sims: blocked.extend(sims.tolist()))
    wait(model, 300)
    assert sorted(blocked) == sims[:20].tolist()
    assert np.isinf(model.sims["ended_t"][sims[20:]]).all()
    told = model.log["notices"]
    assert sorted(told["sim"].tolist()) == sims[:20].tolist()
    assert (model.sims["ended_t"][told["sim"]] == told["at"] + 24).all()
    assert (told["at"] % 24 == 12).all()
    assert (told["person"] == model.sims["owner"][told["sim"]]).all()
    assert set(model.log["blocks"]["by"].tolist()) == {codes.BLOCKERS.index("owner")}


def test_nobody_looks_if_nobody_cares():
    model, _, _ = town(ring_registrations(50), checks_per_month=0.0)
    wait(model, 200)
    assert len(model.log["notices"]) == 0


def test_an_owner_who_looks_finds_all_numbers_on_the_own_nik_at_once():
    model, _, _ = town(ring_registrations(60, holder=np.arange(60) // 3), checks_per_month=0.5)
    wait(model, 30)
    told = model.log["notices"]
    assert 10 < len(told) < 60
    for person in np.unique(told["person"]):
        mine = told["at"][told["person"] == person]
        assert len(mine) == 3 and len(set(mine.tolist())) == 1


@pytest.mark.parametrize(
    ("registrant", "p", "share"), [(FAMILY, 0.3, 0.3), (FAMILY, 0.0, 0.0), (MULE, 1.0, 0.0)]
)
def test_family_numbers_are_sometimes_taken_for_a_stranger_s_and_mules_know(registrant, p, share):
    model, owners, sims = town(registrations(200, registrant=registrant), p_mistaken=p)
    owners.ask(sims)
    n = len(model.log["notices"])
    assert stats.binom.ppf(1e-6, 200, share) <= n <= stats.binom.ppf(1 - 1e-6, 200, share)


@pytest.mark.parametrize("is_owner", [True, False])
def test_a_share_is_told_of_a_log_in_that_was_not_theirs(is_owner):
    model = bare()
    Owners(model)
    sims = np.arange(200)
    said = {"sim": sims, "account": model.old_accounts(sims), "is_owner": is_owner}
    model.ledger.submit("account", log_ins(200, **said))
    told = model.log["notices"]
    share = 0.0 if is_owner else 0.6
    assert stats.binom.ppf(1e-6, 200, share) <= len(told) <= stats.binom.ppf(1 - 1e-6, 200, share)
    assert set(told["kind"].tolist()) <= {codes.NOTICES.index("login_elsewhere")}
    assert (told["person"] == model.sims["user"][told["sim"]]).all()


def test_a_log_in_that_was_refused_is_nobody_s_news():
    model = bare([("second_factor", {"share": 1.0})])
    Owners(model)
    said = {"account": model.old_accounts(np.arange(50)), "is_owner": False}
    assert not model.ledger.submit("account", log_ins(50, **said)).allowed.any()
    assert len(model.log["notices"]) == 0
