"""Every number of people and market has a source and a range that holds its default."""

from dataclasses import fields
from typing import get_type_hints

import pytest
from test_sources import SOURCES, source_ids

from simkit.core.errors import BadValue
from simkit.core.parameter import ASSUMPTION, check, overlay, parameters_of
from simkit.world.operators import MarketParameters
from simkit.world.people import PeopleParameters

ALL = [*parameters_of("people", PeopleParameters), *parameters_of("market", MarketParameters)]


@pytest.mark.parametrize("k", ALL, ids=lambda k: f"{k.section}.{k.name}")
def test_knob_is_documented_and_its_default_allowed(k):
    assert k.doc and k.unit
    assert k.source.split(":")[0] == ASSUMPTION or k.source in source_ids(SOURCES)
    assert check(k, k.default) == k.default


@pytest.mark.parametrize("cls", [PeopleParameters, MarketParameters])
def test_types_of_defaults(cls):
    hints = get_type_hints(cls)
    plain = [f for f in fields(cls) if hints[f.name] in (int, float, str, bool)]
    assert plain and all(isinstance(f.default, hints[f.name]) for f in plain)


def test_shares_add_up():
    m = MarketParameters()
    for shares in (m.operator_shares, m.channel_shares, m.outlet_shares):
        assert sum(shares) == pytest.approx(1)


def test_a_wrong_value_is_named():
    with pytest.raises(BadValue, match=r"people\.p_phone is 1\.5"):
        overlay("people", PeopleParameters(), {"p_phone": 1.5})
