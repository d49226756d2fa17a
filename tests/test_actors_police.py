"""Police: enough forwarded complaints about one ring start an investigation; a raid ends it and finds a part."""

import numpy as np
import pytest
from engine_samples import NO_BUYERS, bare, complaints, ring_registrations, rings_of, wait

from simkit.engine import codes
from simkit.engine.actors.police import Police


def case(leads=3, n=40, **settings):
    """Give a model with a ring whose numbers are half sold and half in stock, and what starts a lead."""
    # the threshold scales with the scenario
    said = {"police." + k: v for k, v in settings.items()} | {"police.leads_for_raid": leads * 100}
    model = bare(settings={**NO_BUYERS, "ring.n_numbers": 0, **said})
    rings = rings_of(model)
    police = Police(model, rings)
    sims = model.ledger.submit("registration", ring_registrations(n)).made
    rows = ring_registrations(n)
    model.items.add({"sim": sims, "ring": 0, "worker": 0, "key": rows["key"]})
    model.items["state"][: n // 2], model.items["sold_t"][: n // 2] = 2, 1.0

    def lead(k, sim=sims[0]):
        made = model.ledger.submit("complaint", complaints(k, sim=sim)).made
        model.ledger.tell("forwarded", complaints=made)

    return model, rings[0], police, lead


def test_leads_are_counted_and_enough_of_them_end_the_ring_after_the_investigation():
    model, ring, police, lead = case(investigation_d=5.0)
    lead(2)
    wait(model, 10)
    assert police.leads == [2] and ring.running
    lead(1)
    wait(model, 4.9)
    assert ring.running
    wait(model, 0.2)
    assert not ring.running and (ring.ended_why, ring.ended_t) == ("raid", 15 * 24.0)


def test_complaints_about_honest_numbers_are_no_leads():
    model, ring, police, lead = case()
    lead(50, sim=0)
    wait(model, 60)
    assert police.leads == [0] and ring.running


def test_zero_leads_means_never():
    model, ring, _, lead = case(leads=0)
    lead(500)
    wait(model, 60)
    assert ring.running


@pytest.mark.parametrize(("share", "found"), [(1.0, 40), (0.0, 0)])
def test_a_raid_takes_the_stock_off_the_market_and_finds_its_share(share, found):
    model, _, _, lead = case(share_seized=share)
    lead(3)
    wait(model, 22)
    seized = model.log["seizures"]
    assert (seized["item"] >= 0).sum() == found and set(seized["at"].tolist()) <= {21 * 24.0}
    assert model.items["state"][20:].tolist() == [codes.SEIZED] * 20
    # whatever number was found is blocked, sold or not
    ended = np.isfinite(model.sims["ended_t"][model.items["sim"]])
    assert ended.tolist() == [bool(found)] * 40
    assert set(model.log["blocks"]["reason"].tolist()) <= {codes.BLOCK_REASONS.index("raid")}


def test_seized_books_go_back_only_so_far():
    model, _, _, lead = case(share_seized=1.0, book_days=10.0)
    lead(3)
    wait(model, 22)
    assert (model.log["seizures"]["item"] >= 0).sum() == 20


def test_one_investigation_at_a_time():
    model, _, police, lead = case(share_seized=1.0)
    lead(3)
    lead(9)
    wait(model, 60)
    assert police.leads == [12] and police.busy == {0}
    assert (model.log["seizures"]["item"] >= 0).sum() == 40
