"""Parameters: a bad value is refused in one line: the value, the parameter, what is allowed, the nearest name."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simkit.core.errors import BadValue, SimkitError, nearest
from simkit.core.parameter import check, overlay, parameter, parameters_of, parse, scaled


@dataclass(frozen=True)
class Desk:
    n_agents: int = parameter(12, "Agents.", "agents", "assumption", low=1, high=500, scales=True)
    p_leak: float = parameter(0.1, "Chance.", "share", "assumption", high=1)
    is_open: bool = parameter(True, "Whether.", "", "assumption")
    mode: str = parameter("monthly", "How.", "", "assumption", choices=("monthly", "weekly"))
    shape: tuple = parameter((1.0, 2.0), "Form.", "", "assumption")
    note: str = "no parameter"


BAD = [
    ({"n_agnets": 3}, "desk.n_agnets", "did you mean 'n_agents'?"),
    ({"note": "x"}, "desk.note", "known"),
    ({"n_agents": "many"}, "'many'", "a whole number from 1 to 500"),
    ({"n_agents": 2.5}, "2.5", "a whole number"),
    ({"n_agents": True}, "True", "a whole number"),
    ({"n_agents": 0}, "desk.n_agents is 0", "from 1 to 500"),
    ({"n_agents": 10**30}, "1000000", "to 500"),
    ({"p_leak": math.nan}, "nan", "a number from 0 to 1"),
    ({"p_leak": math.inf}, "inf", "a number from 0 to 1"),
    ({"p_leak": -0.1}, "-0.1", "a number from 0 to 1"),
    ({"p_leak": "0.1"}, "'0.1'", "a number"),
    ({"is_open": 1}, "1", "true or false"),
    ({"mode": "monthy"}, "'monthy'", "did you mean 'monthly'?"),
    ({"shape": [1.0]}, "[1.0]", "a list of 2 numbers"),
    ({"shape": [1.0, math.nan]}, "nan", "number"),
    ({"shape": 3}, "3", "a list of 2 numbers"),
    (3, "[desk] is 3", "n_agents"),
    ("x", "[desk] is 'x'", "n_agents"),
]


@pytest.mark.parametrize(("said", "value", "allowed"), BAD, ids=lambda x: str(x)[:20])
def test_a_bad_value_is_refused_in_one_line(said, value, allowed):
    with pytest.raises(BadValue) as error:
        overlay("desk", Desk(), said)
    text = str(error.value)
    assert value in text
    assert allowed in text
    assert "\n" not in text
    assert isinstance(error.value, SimkitError)


def test_a_good_overlay_changes_only_what_it_says():
    made = overlay("desk", Desk(), {"n_agents": 20.0, "p_leak": 1, "shape": [3, 4.5], "mode": "weekly"})
    assert made == Desk(n_agents=20, p_leak=1.0, shape=(3.0, 4.5), mode="weekly")
    assert type(made.n_agents) is int
    assert type(made.p_leak) is float
    assert overlay("desk", Desk(), {}) == Desk()


@given(st.integers(), st.floats(allow_nan=False))
def test_parse_reads_back_what_python_writes(whole, number):
    assert parse(str(whole)) == whole
    assert parse(repr(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [("TRUE", True), ("[1, 2.5,x]", [1, 2.5, "x"]), ("[]", []), ("", ""), ("2026-01-01", "2026-01-01")],
)
def test_parse(text, value):
    assert parse(text) == value


def test_scale_multiplies_only_what_says_so():
    assert scaled("desk", Desk(), 0.5) == Desk(n_agents=6)
    assert scaled("desk", Desk(), 1e-6).n_agents == 1


def test_a_knob_needs_a_doc_and_a_source():
    with pytest.raises(ValueError, match="a doc and a source"):
        parameter(1, "", "", "assumption")
    with pytest.raises(ValueError, match="a doc and a source"):
        parameter(1, "Doc.", "", "")


def test_knobs_are_listed_in_order_and_agree_with_their_types():
    found = list(parameters_of("desk", Desk))
    assert [k.name for k in found] == ["n_agents", "p_leak", "is_open", "mode", "shape"]
    assert all(check(k, k.default) == k.default for k in found)


def test_nearest_lists_all_where_none_is_near():
    assert nearest("zzz", ["b", "a"]) == "known: a, b"
