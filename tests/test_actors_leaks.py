"""Leaks: what was seen at a desk is typed again, with slips and gaps; a server dump has raw columns, in bulk."""

from types import SimpleNamespace

import numpy as np
import pytest
from engine_samples import bare, wait

from simkit.core.streams import keys
from simkit.engine import codes
from simkit.engine.actors.identity_broker import Broker
from simkit.engine.actors.leaks import SAMPLE, Breach, post, sim_of
from simkit.engine.export.observed import _slip

DESK, BREACH = codes.SOURCES.index("desk"), codes.SOURCES.index("breach")


def publish(model, n, formatting, fields=codes.ALL_FIELDS):
    people = np.arange(n)
    return post(model, people, people + 100, np.full(n, fields), formatting, DESK)


def test_a_typed_record_keeps_name_and_nik_and_loses_some_of_the_rest():
    model = bare()
    for i in range(60):
        model.env.run(until=i + 1.0)
        publish(model, 1, codes.RETYPED)
    r = model.log["post_records"]
    must = codes.mask("name", "nik")
    assert (r["fields"] & must == must).all()
    kept = [(r["fields"] & codes.mask(f) > 0).mean() for f in codes.FIELDS if f not in ("name", "nik")]
    assert np.mean(kept) == pytest.approx(0.75, abs=0.08)
    assert 0 < r["n_slips"].mean() < 1.5


@pytest.mark.parametrize("formatting", [codes.SCREENSHOT, codes.RAW])
def test_a_copy_has_everything_and_no_slips(formatting):
    model = bare()
    publish(model, 20, formatting)
    r = model.log["post_records"]
    assert set(r["fields"].tolist()) == {codes.mask(*codes.FIELDS)} and not r["n_slips"].any()
    assert r["access"].tolist() == list(range(100, 120)) and r["person"].tolist() == list(range(20))


def test_nobody_can_type_what_the_screen_did_not_show():
    model = bare()
    publish(model, 50, codes.RETYPED, codes.mask("name", "msisdn"))
    assert (model.log["post_records"]["fields"] & ~codes.mask("name", "msisdn") == 0).all()


def test_a_post_is_told_of_and_a_dump_shows_a_sample():
    model, heard = bare(), []
    model.ledger.on("posted", lambda post, people, source: heard.append((post, len(people), source)))
    assert [publish(model, 1, codes.RETYPED), publish(model, SAMPLE + 50, codes.RAW)] == [0, 1]
    assert heard == [(0, 1, DESK), (1, SAMPLE + 50, DESK)]
    assert model.log["posts"]["n_records"].tolist() == [1, SAMPLE + 50]
    assert np.bincount(model.log["post_records"]["post"]).tolist() == [1, SAMPLE]


def test_sim_of_gives_a_sim_of_that_person_or_none():
    model = bare()
    n = model.world.people.n_sims
    sim = sim_of(model, np.arange(len(n)))
    assert ((sim >= 0) == (n > 0)).all()
    assert (model.world.sims.owner[sim[sim >= 0]] == np.flatnonzero(n > 0)).all()


def test_a_breach_comes_on_its_day_in_raw_columns_and_a_share_reaches_the_broker():
    said = {"breach.n_records": 200, "breach.day": 2.0, "breach.share_to_broker": 0.5}
    model = bare(settings=said | {"broker.other_leaks_per_number": 0.0})
    broker = Broker(model)
    Breach(model, broker)
    wait(model, 2)
    assert len(model.log["posts"]) == 0
    wait(model, 1)
    posts, records = model.log["posts"], model.log["post_records"]
    assert posts["at"].tolist() == [51.0] and posts["n_records"].tolist() == [200]
    assert posts["formatting"].tolist() == [codes.RAW] and (records["access"] == -1).all()
    assert {s for _, s, _ in broker.shelf} == {BREACH} and 70 < len(broker.shelf) < 130
    assert (model.world.people.n_sims[[p for p, _, _ in broker.shelf]] > 0).all()


def test_a_breach_takes_no_more_than_there_is_and_none_means_none():
    model = bare(settings={"breach.n_records": 10**7, "breach.day": 0.0})
    Breach(model, Broker(model))
    wait(model, 1)
    assert model.log["posts"]["n_records"].tolist() == [(model.world.people.n_sims > 0).sum()]
    model = bare()
    Breach(model, Broker(model))
    wait(model, 90)
    assert len(model.log["posts"]) == 0


def test_slips_hang_on_the_record_and_not_on_its_company():
    alone, together = bare(), bare()
    publish(alone, 1, codes.RETYPED)
    publish(together, 30, codes.RETYPED)
    for column in ("key", "fields", "n_slips"):
        assert alone.log["post_records"][column][0] == together.log["post_records"][column][0]
    assert alone.log["post_records"]["key"][0] == keys("posted record", 0, 0)


def test_a_slip_is_one_wrong_digit_among_the_last_four_or_two_letters_swapped():
    """A wrong region or number block could be somebody's."""
    v, nik, name = SimpleNamespace(model=bare()), "3370980204680001", "Wulan Bestari"
    typed = [_slip(v, nik, key, "nik", 1.0) for key in range(200)]
    places = {i for text in typed for i, (a, b) in enumerate(zip(text, nik, strict=True)) if a != b}
    assert places == {12, 13, 14, 15}
    assert all(sum(a != b for a, b in zip(text, nik, strict=True)) == 1 for text in typed)
    for key in range(200):
        text = _slip(v, name, key, "name", 1.0)
        i = next(i for i in range(len(name)) if text[i] != name[i])
        assert text == name[:i] + name[i + 1] + name[i] + name[i + 2 :]
    assert _slip(v, nik, 1, "nik", 0.0) == nik
