"""Figures of a ranking: as scikit-learn computes them where it does, and as a hand count where it does not."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import precision_score

from simkit.core.errors import BadValue
from simkit.detect.detectors.base import ranking
from simkit.engine.run import simulate
from simkit.measure import accusations, metrics
from simkit.measure.metrics import found_at

SCORED = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=40)
DAY = pd.Timedelta(days=1)


@cache
def run():
    return simulate(
        "baseline",
        11,
        settings={
            "people.n_people": 4_000,
            "run.days": 45,
            "run.scale": 0.01,
            "run.tick_h": 24.0,
            "insider.n_sellers": 2,
        },
    )


# ------------------------------------------------------------------ precision


@given(SCORED, st.integers(1, 45))
def test_precision_at_k_is_scikit_learns_where_there_are_no_ties(rows, k):
    bad = np.array([b for _, b in rows])
    score = np.random.default_rng(len(rows)).permutation(len(rows)).astype(float)
    top = score >= np.sort(score)[::-1][min(k, len(score)) - 1]
    assert metrics.precision_at(score, bad, k) == pytest.approx(precision_score(bad, top, zero_division=0))


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=6), st.integers(1, 6))
def test_found_with_ties_is_the_mean_over_all_orders_of_equals(rows, k):
    found = []
    for order in permutations(rows):
        ranked = sorted(order, key=lambda r: -r[0])
        found.append(sum(b for _, b in ranked[:k]))
    score, bad = zip(*rows, strict=True)
    assert found_at(score, bad, k) == pytest.approx(np.mean(found))


@given(SCORED, st.integers(1, 45), st.randoms())
def test_the_order_of_rows_and_the_unit_of_scores_change_nothing(rows, k, random):
    other = list(rows)
    random.shuffle(other)
    (s, b), (t, c) = zip(*rows, strict=True), zip(*other, strict=True)
    u = [7.0 * x - 3.0 for x in t]
    assert metrics.precision_at(s, b, k) == pytest.approx(metrics.precision_at(u, c, k))


def test_a_constant_score_is_worth_the_prevalence():
    bad = np.arange(1000) < 7
    assert metrics.precision_at(np.zeros(1000), bad, 20) == pytest.approx(0.007)


def test_bad_input_is_named():
    with pytest.raises(BadValue, match="k is 0"):
        metrics.precision_at([1.0], [True], 0)
    with pytest.raises(BadValue, match="1 missing"):
        metrics.precision_at([np.nan], [True], 1)
    with pytest.raises(BadValue, match="one length"):
        metrics.precision_at([1.0, 2.0], [True], 1)


def test_who_is_not_ranked_comes_last():
    labels = pd.Series([True, False, True], index=[1, 2, 3])
    made = metrics.judge(ranking("x", "sim", pd.Series({3: 0.1, 2: 0.0})), labels)
    assert made.score.tolist() == [-np.inf, 0.0, 0.1]
    with pytest.raises(BadValue, match="names sim 9"):
        metrics.judge(ranking("x", "sim", pd.Series({9: 0.1})), labels)


# ------------------------------------------------------------------ intervals and prevalence


@pytest.mark.parametrize("k, n", [(0, 1), (0, 30), (1, 10), (7, 19), (30, 30), (3, 4000)])
def test_intervals_are_scipys(k, n):
    for mine, method in ((metrics.wilson, "wilson"), (metrics.clopper_pearson, "exact")):
        theirs = binomtest(k, n).proportion_ci(0.95, method=method)
        assert [float(x) for x in mine(k, n)] == pytest.approx([theirs.low, theirs.high], abs=1e-9)


def test_intervals_hold_as_often_as_they_say():
    rng = np.random.default_rng(1)
    for p, n in ((0.02, 60), (0.3, 25)):
        k = rng.binomial(n, p, 20_000)
        for method, least in ((metrics.wilson, 0.92), (metrics.clopper_pearson, 0.95)):
            low, high = method(k, n)
            assert ((low <= p) & (p <= high)).mean() > least
    assert [x.tolist()[0] for x in metrics.wilson([0, 1], [0, 2])] == [0.0, 1.0]
    with pytest.raises(BadValue, match="from 0 to n"):
        metrics.wilson(3, 2)


def test_reweighting_to_the_runs_own_prevalence_changes_nothing():
    made = metrics.reweighted_precision(60, 40, 700, 99_300, prevalence=0.007)
    assert made.value == pytest.approx(0.6)
    assert made.low < made.value < made.high


def test_reweighting_agrees_with_a_drawn_country():
    """Draw a country at another prevalence, accuse by the same two rates, and count."""
    rng, p = np.random.default_rng(2), 0.0005
    n = 4_000_000
    n_bad = int(n * p)
    hits, false = rng.binomial(n_bad, 0.6), rng.binomial(n - n_bad, 0.001)
    made = metrics.reweighted_precision(600, 99, 1000, 99_000, prevalence=p)
    assert made.value == pytest.approx(hits / (hits + false), rel=0.05)


def test_the_country_is_far_rarer_than_the_run():
    assert f"{metrics.NATIONAL_PREVALENCE:.3%}" == "0.015%"
    lucky = metrics.reweighted_precision(50, 0, 700, 99_300)
    assert (lucky.value, lucky.high) == (1.0, 1.0)
    assert lucky.low < 0.25, "that nobody honest was hit in this run says little about a country"
    assert np.isnan(metrics.reweighted_precision(0, 0, 5, 5).value)
    with pytest.raises(BadValue, match="from 0 to 1"):
        metrics.reweighted_precision(1, 1, 5, 5, prevalence=15)
    with pytest.raises(BadValue, match="cannot be"):
        metrics.reweighted_precision(6, 1, 5, 5)


# ------------------------------------------------------------------ labels


@pytest.mark.parametrize("entity", ["agent", "outlet", "device", "sim", "account", "nik"])
def test_labels_know_every_entity(entity):
    bad = metrics.labels(run(), entity)
    assert bad.dtype == bool and bad.index.is_unique and bad.index.is_monotonic_increasing
    assert 0 < bad.sum() < len(bad)
    hit = accusations.parties(run().observed, entity)
    assert set(hit["entity_id"]) >= set(bad.index)
    assert hit["entity_id"].is_unique
    assert set(hit["kind"]) <= {"agent", "outlet_owner", "household", "shared_phone"}
    assert hit["party_id"].notna().all() and hit["group"].notna().all()
    assert hit["province"].notna().all() == (entity != "agent")


def test_labels_say_what_the_truth_says():
    sims = run().truth["sims"].set_index("sim_id")["registrant"].astype(str)
    assert set(sims[metrics.labels(run(), "sim")]) <= {"ring", "mule"}
    assert not set(sims[~metrics.labels(run(), "sim")]) & {"ring", "mule"}
    roles = run().truth["agents"].set_index("agent_id")["role"].astype(str)
    assert set(roles[metrics.labels(run(), "agent")]) == {"seller"}
    with pytest.raises(BadValue, match="did you mean 'agent'"):
        metrics.labels(run(), "agents")


# ------------------------------------------------------------------ accusations


def test_false_accusations_are_counted_by_whom_they_hit():
    labels, seen = metrics.labels(run(), "device"), run().observed
    per_device = seen["registrations"].groupby("imei")["nik"].nunique().astype(float)
    accused = ranking("bulk", "device", per_device).head(30)["entity_id"]
    made = accusations.accusations(seen, "device", accused, labels)
    assert made.index.tolist() == ["agent", "outlet_owner", "household", "shared_phone"]
    assert made["n_false"].sum() > 0 and made.loc["agent", "n_honest"] == 0
    assert (made["n_false"] <= made["n_accused"]).all()
    n = sum(not labels[e] for e in accused)
    assert made["n_false"].sum() <= n, "two devices of one outlet accuse one owner"
    hit = accusations.parties(seen, "device")
    for by in ("province", "group"):
        part = accusations.by_group(hit, accused, labels, by)
        assert part["n_accused"].sum() >= made["n_accused"].sum() > 0
        some = part[part["n_honest"] > 0]
        assert ((some["low"] <= some["rate"]) & (some["rate"] <= some["high"])).all()
    with pytest.raises(BadValue, match="did you mean 'province'"):
        accusations.by_group(hit, accused, labels, "provinces")
    with pytest.raises(BadValue, match="nobody stands behind"):
        accusations.parties(seen, "posts")


def test_a_household_counts_once_and_its_device_belongs_to_whoever_uses_it():
    people = pd.DataFrame({"nik": [1, 2, 3], "kk": [10, 10, 11], "province": "Bali", "kind": "individual"})
    regs = pd.DataFrame(
        {
            "imei": ["a", "a", "b", "b", "c"],
            "nik": [1, 2, 1, 3, 3],
            "outlet_id": pd.array([None, None, None, None, 5]),
        }
    )
    outlets = pd.DataFrame({"outlet_id": [5], "setting": ["campus"], "province": ["Aceh"]})
    tables = {"people": people, "registrations": regs, "outlets": outlets}
    hit = accusations.parties(tables, "device").set_index("entity_id")
    assert hit["kind"].to_dict() == {"a": "household", "b": "shared_phone", "c": "outlet_owner"}
    assert hit.loc["c", ["party_id", "province", "group"]].tolist() == [5, "Aceh", "campus"]
    sims = SimpleNamespace(observed=tables | {"sims": pd.DataFrame({"sim_id": [1, 2], "nik": [1, 2]})})
    two = accusations.accusations(sims.observed, "sim", [1, 2], pd.Series([False, False], index=[1, 2]))
    assert two.loc["household", ["n_accused", "n_false", "n_honest"]].tolist() == [1, 1, 1]
