"""Named streams and common random numbers: the same name gives the same numbers, and nothing else moves them."""

from __future__ import annotations

import os
import subprocess
import sys
from math import comb, exp, factorial

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simkit.core.streams import (
    CommonRandomNumbers,
    Streams,
    binomial_quantile,
    keys,
    mix,
    name_hash,
    normal_quantile,
    poisson_quantile,
)

MANY = keys("test", np.arange(200_000))


def test_a_stream_belongs_to_its_name_not_to_the_order_of_asking():
    first = Streams(7)
    a, b = first("desk").random(5), first("broker", 3).random(5)
    second = Streams(7)
    assert second("broker", 3).random(5).tolist() == b.tolist()
    assert second("desk").random(5).tolist() == a.tolist()
    assert Streams(8)("desk").random(5).tolist() != a.tolist()
    assert first("broker", 4).random(5).tolist() != b.tolist()


def test_name_parts_do_not_run_together():
    assert name_hash("a", "bc") != name_hash("ab", "c")


def test_numbers_are_the_same_in_every_process_whatever_the_hash_seed():
    code = (
        "import numpy as np; from simkit.core.streams import Streams, keys;"
        "s = Streams(2**130); k = keys('x', np.arange(3));"
        "print(s('desk', 1).integers(10**9), s.crn.bits(k, 'd').tolist())"
    )
    outputs, path = set(), os.pathsep.join(sys.path)
    for seed in ("0", "1", "random"):
        made = subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        outputs.add(made.stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize("seed", [-1, 1.5, True, "1", None])
def test_a_bad_seed_is_refused_with_its_value(seed):
    with pytest.raises(ValueError, match="whole number") as error:
        Streams(seed)
    assert repr(seed) in str(error.value)


def test_long_seeds_are_not_cut():
    a, b = Streams(2**200), Streams(2**200 + 1)
    assert a("x").random() != b("x").random()
    assert a.crn(MANY[:3], "d").tolist() != b.crn(MANY[:3], "d").tolist()
    assert a.crn(MANY[:3], "d").tolist() != Streams(0).crn(MANY[:3], "d").tolist()


def test_luck_is_uniform_and_decisions_are_independent():
    crn = CommonRandomNumbers(1)
    u, v = crn(MANY, "face_match"), crn(MANY, "velocity")
    counts = np.histogram(u, 100, (0, 1))[0]
    expected = len(MANY) / 100
    assert ((counts - expected) ** 2 / expected).sum() < 160  # 99 degrees of freedom, p about 1e-4
    assert abs(np.corrcoef(u, v)[0, 1]) < 5 / np.sqrt(len(MANY))
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 5 / np.sqrt(len(MANY))
    assert u.min() >= 0
    assert u.max() < 1


@given(st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=30))
def test_luck_of_a_row_does_not_depend_on_the_rows_beside_it(numbers):
    crn, rows = CommonRandomNumbers(3), keys("r", np.array(numbers))
    one_by_one = [float(crn(k, "d")) for k in rows]
    assert crn(rows, "d").tolist() == one_by_one


def test_keys_differ_by_name_and_by_every_part():
    grid = keys("attempt", np.arange(300)[:, None], np.arange(300))
    assert grid.shape == (300, 300)
    assert len(np.unique(grid)) == grid.size
    assert not np.intersect1d(grid, keys("other", np.arange(300)[:, None], np.arange(300))).size
    assert len(np.unique(mix(np.arange(10_000)))) == 10_000


def test_integers_and_choice_stay_in_range_and_follow_their_weights():
    crn = CommonRandomNumbers(5)
    n = crn.integers(MANY, "n", 6)
    assert set(n.tolist()) == set(range(6))
    share = np.bincount(crn.choice(MANY, "c", [1, 0, 3])) / len(MANY)
    assert share == pytest.approx([0.25, 0, 0.75], abs=0.005)


def test_continuous_draws_have_their_moments():
    crn = CommonRandomNumbers(5)
    z = crn.normal(MANY, "z")
    assert (z.mean(), z.std()) == pytest.approx((0, 1), abs=0.01)
    assert crn.exponential(MANY, "e", 3.0).mean() == pytest.approx(3, rel=0.015)
    rounded = crn.rounded(MANY, "r", 2.3)
    assert set(rounded.tolist()) == {2, 3}
    assert rounded.mean() == pytest.approx(2.3, abs=0.01)


@pytest.mark.parametrize("mean", [0.0, 0.2, 3.0, 40.0, 200.0])
def test_poisson_has_its_mean_and_variance(mean):
    n = CommonRandomNumbers(6).poisson(MANY, "p", mean)
    assert n.mean() == pytest.approx(mean, abs=5 * np.sqrt((mean + 1e-12) / len(MANY)))
    assert n.var() == pytest.approx(mean, rel=0.03, abs=1e-9)


def test_small_poisson_and_binomial_are_exact():
    for k in range(6):
        below = sum(exp(-2.5) * 2.5**i / factorial(i) for i in range(k + 1))
        assert poisson_quantile([below - 1e-9, below + 1e-9], 2.5).tolist() == [k, k + 1]
    for k in range(5):
        below = sum(comb(5, i) * 0.3**i * 0.7 ** (5 - i) for i in range(k + 1))
        assert binomial_quantile([below - 1e-9, below + 1e-9], 5, 0.3).tolist() == [k, k + 1]


@given(st.floats(0, 1, exclude_max=True), st.floats(0, 120), st.floats(0, 120))
@example(u=1 - 2**-52, a=25.0, b=9.5)
def test_a_count_never_falls_when_its_mean_rises(u, a, b):
    low, high = poisson_quantile([u, u], sorted([a, b])).tolist()
    # The exact form meets the normal one at a mean of 60, where far tails differ by up to two counts.
    assert low <= high + (2 if min(a, b) <= 60 < max(a, b) else 0)


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 60), st.integers(0, 60), st.floats(0, 1))
def test_binomial_stays_within_n_and_grows_with_it(u, a, b, p):
    low, high = binomial_quantile([u, u], sorted([a, b]), p).tolist()
    assert 0 <= low <= high <= max(a, b)


def test_normal_quantile_inverts_known_points():
    assert normal_quantile([0.5, 0.841344746, 0.001349898]) == pytest.approx([0, 1, -3], abs=1e-6)


def test_lanes_are_four_uniform_numbers():
    lanes = CommonRandomNumbers(2).lanes(MANY, "d")
    assert len(lanes) == 4
    for lane in lanes:
        assert lane.min() >= 0
        assert lane.max() < 2**16
        assert lane.mean() == pytest.approx(2**15, rel=0.01)
