"""Accounts taken over: a new device is ordinary, a new device among a crowd of strangers' accounts is not."""

from functools import cache

import abuse_samples as s
import many_seeds
import pandas as pd
import pytest

from simkit.detect.detectors.takeover import (
    CROWD,
    LOGINS,
    REPORTED,
    TOLD,
    new_device,
    takeover,
    takeover_parts,
)

DETECTORS = [new_device, takeover]
REASONS = {r.code: r for r in (CROWD, LOGINS, REPORTED, TOLD)}
FEW = 10
"""Accounts a desk can look at; a country has some twenty that were taken over."""


@cache
def ranked(detector, seed):
    return detector(s.seen(seed))


def results(detector, seed, origins=("taken_over",)):
    tables, found = s.seen(seed), ranked(detector, seed)
    guilty = set().union(*(s.accounts_of(seed, o) for o in origins))
    return s.precision(found, guilty, FEW), s.average_precision(
        found, guilty, tables["accounts"]["account_id"]
    )


@many_seeds.over
def test_the_joint_view_beats_the_obvious_rule_in_many_countries(n):
    joint, flag = ([results(d, seed) for seed in s.SEEDS[:n]] for d in (takeover, new_device))
    assert s.interval(a[0] - b[0] for a, b in zip(joint, flag, strict=True))[1] > 0.5
    assert s.interval(a[1] - b[1] for a, b in zip(joint, flag, strict=True))[1] > 0.35


@many_seeds.over
def test_ready_made_accounts_are_no_longer_most_of_what_it_mistakes(n):
    """Each number is used one way, and honest accounts meet on family computers: counting bought ones gains nothing."""
    strict = [results(takeover, seed)[1] for seed in s.SEEDS[:n]]
    both = [results(takeover, seed, ("taken_over", "ready_made"))[1] for seed in s.SEEDS[:n]]
    assert s.interval(b - a for a, b in zip(strict, both, strict=True))[2] < 0.05
    assert s.interval(strict)[1] > 0.4
    for seed in (1, 2, 3):
        told = takeover_parts(s.seen(seed))["told"]
        assert not told.reindex(list(s.accounts_of(seed, "ready_made"))).fillna(0).any()


def at(d, h=12):
    return pd.Timestamp("2024-08-01") + pd.Timedelta(days=d, hours=h)


def by_hand():
    """Twenty honest phone changes, one abroad; account 1 moves to a crowded handset, 2 is young and sold."""
    honest = [(100 + i, 10 + i, f"own{i}", "Corvane" if i == 0 else "home") for i in range(20)]
    rows = [(a, at(d), imei, place) for a, d, imei, place in honest]
    rows += [(1, at(40), "crowded", "home"), (1, at(42), "buyer", "Corvane")]
    rows += [(a, at(41), "crowded", "home") for a in (3, 4, 5)] + [(2, at(41), "buyer", "Corvane")]
    logins = pd.DataFrame(rows, columns=["account_id", "at", "imei", "place"])
    logins = logins.assign(login_id=range(1, len(logins) + 1), verdict="allow")
    ids = sorted(set(logins["account_id"]))
    accounts = pd.DataFrame({"account_id": ids, "sim_id": [1000 + i for i in ids]})
    accounts["activated_at"] = [at(38) if i == 2 else pd.NaT for i in ids]
    accounts["place"] = ["home" if i == 2 else None for i in ids]
    return {"logins": logins, "accounts": accounts}


def test_by_hand():
    tables = by_hand()
    found = takeover(tables)
    assert found.table["entity_id"][0] == 1
    assert 2 not in set(found.table["entity_id"])
    assert found.table["reason_en"][0] == "accounts that logged in on the same device: 4; new devices: 2"
    parts = takeover_parts(tables)
    assert parts.loc[119].sum() == 0
    assert parts.loc[100, "place"] > 0 == parts.loc[100, "crowd"]


def test_what_came_before_the_log_in_does_not_count():
    tables = by_hand()
    notice = pd.DataFrame(
        {"notice_id": [1], "kind": ["login_elsewhere"], "sim_id": pd.array([1003], "Int64")}
    )
    late = takeover_parts(tables | {"notices": notice.assign(at=at(41, 13))})
    early = takeover_parts(tables | {"notices": notice.assign(at=at(40))})
    assert late.loc[3, "told"] > 0 == early.loc[3, "told"]


def test_an_owner_who_goes_on_sending_from_home_is_a_sign():
    tables = by_hand()
    days = pd.DataFrame({"day": [at(45, 0), at(46, 0)], "sim_id": [1001, 1119]})
    parts = takeover_parts(tables | {"traffic_daily": days})
    assert parts.loc[1, "stays"] > 0 == parts.loc[119, "stays"]


def test_refused_log_ins_do_not_count():
    tables = by_hand()
    tables["logins"].loc[tables["logins"]["account_id"] == 1, "verdict"] = "refuse"
    for detector in DETECTORS:
        assert 1 not in set(detector(tables).table["entity_id"])


def test_a_flag_knows_no_order():
    table = new_device(s.seen(1)).table
    assert set(table["score"]) == {1.0} and set(table["rank"]) == {1}


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.__name__)
def test_reasons_count_the_rows_they_cite(detector):
    assert s.check_reasons(detector(s.seen(1)), s.seen(1), REASONS) >= 20


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.__name__)
def test_order_ids_and_future_say_nothing(detector):
    tables = s.seen(2)
    score = s.check_order_and_ids(detector, tables, "account_id")
    # a number can have two accounts, so scores of the two views are compared as a list
    then, left = (detector(t).table["score"] for t in (s.seen(2, day=60.0), s.cut(tables, 60.0)))
    pd.testing.assert_series_equal(then, left)
    assert 0 < len(then) < len(score)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.__name__)
def test_without_tables_nothing_is_ranked(detector):
    assert detector({}).table.empty
    assert detector({name: rows.iloc[:0] for name, rows in s.seen(1).items()}).table.empty
