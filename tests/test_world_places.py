"""Provinces are real, as the source says; everything smaller is invented."""

import re

import numpy as np
from test_sources import province_rows

from simkit.world import places


def test_provinces_are_those_of_the_source():
    rows = [
        (int(r[0]), int(r[1]), r[2], int(r[3].replace(",", "")), float(r[4 + 1])) for r in province_rows()
    ]
    assert rows == [tuple(p) for p in places.PROVINCES]
    assert places.weights().sum() == 1
    assert (np.diff(places.codes()) > 0).all()


def test_bps_codes_differ_in_papua_only():
    differ = {p.name for p in places.PROVINCES if p.code != p.bps}
    assert len(differ) == 6
    assert all(name.startswith("Papua") for name in differ)


def test_every_district_has_its_own_name():
    names = places.district_names()
    assert len(set(names)) == len(names) == 38 * places.N_DISTRICTS
    assert all(re.fullmatch(r"[A-Z][a-z]+", name) for name in names)


def test_fictional_names_are_distinct_words():
    for names, n in ((places.OPERATORS, 4), (places.APPS, 4), (places.COUNTRIES, 6), (places.STREETS, 400)):
        assert len(set(names)) == n
    assert not set(places.COUNTRIES) & {p.name for p in places.PROVINCES}


def test_addresses_have_no_postcode():
    made = places.addresses(np.arange(400), np.arange(1, 401)).to_pylist()
    assert all(re.fullmatch(r"Jalan [A-Z][a-z]+ [A-Z][a-z]+ No\. \d{1,3}", a) for a in made)
