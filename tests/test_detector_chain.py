"""The joined chain against each of its steps, and against two learners from the shelf."""

import abuse_samples as s
import many_seeds
import numpy as np
import pandas as pd
import pytest

from simkit.core.errors import BadValue
from simkit.detect.detectors.abuse import ANSWERS, RECIPIENTS, REPORTERS, fan_out
from simkit.detect.detectors.base import ranking
from simkit.detect.detectors.baselines import boosted, isolation_forest
from simkit.detect.detectors.chain import ACCOUNTS, NIKS, SIMS, chain_parts, joined
from simkit.detect.sim_features import STEPS

REASONS = {r.code: r for r in (ACCOUNTS, ANSWERS, NIKS, RECIPIENTS, REPORTERS, SIMS)}
TEACHER = 101
"""The seed of the country whose labels a learner gets; none of those it is tested on."""


def learnt(tables):
    return boosted(s.seen(TEACHER), s.ring_sims(TEACHER), tables)


def results(detector, seed, ott_only=False):
    tables, truth = s.seen(seed, ott_only), s.ring_sims(seed, ott_only)
    found = detector(tables)
    return s.precision(found, truth[truth].index), s.average_precision(found, truth[truth].index, truth.index)


@many_seeds.over
def test_the_whole_chain_is_better_than_each_of_its_steps(n):
    """Honest devices are like a ring's at one step; few are at all of them."""
    rows = []
    for seed in s.SEEDS[:n]:
        truth, parts = s.ring_sims(seed), chain_parts(s.seen(seed))
        for name, score in [("whole", parts.sum(axis=1)), *parts.items()]:
            found = ranking(name, "sim", score)
            guilty = truth[truth].index
            rows.append((name, s.precision(found, guilty), s.average_precision(found, guilty, truth.index)))
    table = pd.DataFrame(rows, columns=["name", "precision", "average"])
    by_name = {name: part.reset_index(drop=True) for name, part in table.groupby("name")}
    whole = by_name["whole"]
    assert s.interval(whole["average"])[1] > 0.8
    for step in STEPS:
        assert s.interval(whole["average"] - by_name[step]["average"])[1] > 0.15, step
        assert s.interval(whole["precision"] - by_name[step]["precision"])[1] > 0.1, step


def test_where_traffic_is_blind_registration_activation_and_resale_still_speak():
    for seed in (1, 2, 3):
        assert results(fan_out, seed, ott_only=True)[0] < 0.1
        assert results(joined, seed, ott_only=True)[0] > 0.6


def test_learners_against_the_chain():
    """Labels of another country do as well as knowing the crime; without labels the unusual is not the guilty."""
    seeds = range(1, 7)
    chain, forest, taught = ([results(d, seed) for seed in seeds] for d in (joined, isolation_forest, learnt))
    assert s.interval(c[1] - f[1] for c, f in zip(chain, forest, strict=True))[1] > 0.3
    assert s.interval(t[1] for t in taught)[1] > 0.88
    more = s.interval(t[1] - c[1] for t, c in zip(taught, chain, strict=True))
    assert more[1] > -0.1 and more[2] < 0.15


def test_learning_from_the_first_half_of_the_story():
    """Grouped in time: taught as of day 45, asked about numbers that were registered later."""
    then, now = s.seen(1, day=45.0), s.seen(1)
    # a number may have been issued again: only with the day of its registration does it name one SIM
    key = ["msisdn", "registered_at"]
    truth = now["sims"][["sim_id", *key]].assign(
        is_ring=s.ring_sims(1).reindex(now["sims"]["sim_id"]).to_numpy()
    )
    assert not truth.duplicated(key).any()
    both = then["sims"][["sim_id", *key]].merge(truth.drop(columns="sim_id"), "left", key)
    labels = both.set_index("sim_id")["is_ring"].astype(bool)
    found = boosted(then, labels, now)
    late = now["sims"].loc[now["sims"]["registered_at"] >= pd.Timestamp("2024-08-05") + pd.Timedelta(days=45)]
    rows = found.table[found.table["entity_id"].isin(late["sim_id"])]
    guilty = s.ring_sims(1).reindex(rows["entity_id"]).to_numpy()
    assert guilty.sum() > 15
    assert guilty[: guilty.sum()].mean() > 0.7


def test_learners_repeat_themselves():
    for detector in (isolation_forest, learnt):
        pd.testing.assert_frame_equal(detector(s.seen(3)).table, detector(s.seen(3)).table, check_exact=True)
    one, two = (s.by_entity(isolation_forest(s.seen(3), seed=n)) for n in (1, 2))
    assert not one.equals(two)


def test_labels_must_fit():
    with pytest.raises(BadValue, match="some of either kind"):
        boosted(s.seen(1), pd.Series(False, s.ring_sims(1).index), s.seen(2))
    with pytest.raises(BadValue, match="0 true of 0"):
        boosted(s.seen(1), pd.Series([True], [-5]), s.seen(2))


def test_a_village_office_is_compared_with_its_like():
    """Many NIKs on one device are meant there: among its like such a device is no surprise."""
    sims = pd.DataFrame(
        {
            "sim_id": range(1, 41),
            "nik": range(101, 141),
            "kk": range(201, 241),
            "registered_at": pd.Timestamp("2024-08-05") + pd.to_timedelta([0] * 20 + [*range(20)], "D"),
            "channel": "outlet",
            "outlet_id": [1] * 20 + list(range(2, 22)),
        }
    )
    outlets = pd.DataFrame({"outlet_id": range(1, 22), "setting": ["village_office"] + ["street"] * 20})
    rows = sims.assign(
        registration_id=sims["sim_id"], at=sims["registered_at"], imei=sims["outlet_id"].astype(str),
        verdict="allow", reason=None, operator_id=1,
    )  # fmt: skip
    tables = {"sims": sims, "outlets": outlets.assign(province="A"), "registrations": rows}
    assert not chain_parts(tables)["registration"].any()
    street = tables | {"outlets": outlets.assign(setting="street", province="A")}
    assert chain_parts(street)["registration"][1] == pytest.approx(np.log(2))


def test_reasons_count_the_rows_they_cite():
    found = joined(s.seen(1))
    assert s.check_reasons(found, s.seen(1), REASONS) >= 60
    assert set(found.evidence["reason"]) == set(REASONS)


def test_learners_give_no_reasons():
    for found in (isolation_forest(s.seen(1)), learnt(s.seen(1))):
        assert found.evidence.empty and not found.table["reason_en"].any()


@pytest.mark.parametrize("detector", [joined, isolation_forest, learnt], ids=lambda d: d.__name__)
def test_order_ids_and_future_say_nothing(detector):
    tables = s.seen(2)
    s.check_order_and_ids(detector, tables, "sim_id")
    then, later = s.seen(2, day=40.0), s.cut(tables, 40.0)
    known, left = (
        s.by_entity(detector(t), t["sims"].set_index("sim_id")["msisdn"].to_dict()) for t in (then, later)
    )
    pd.testing.assert_series_equal(known, left)


def test_without_rows_nothing_is_ranked():
    empty = {name: rows.iloc[:0] for name, rows in s.seen(1).items()}
    assert joined(empty).table.empty
    assert joined({"sims": s.seen(1)["sims"]}).table["score"].eq(0).all()
