"""The feature table: what it says on a case made by hand, and what it must never depend on."""

import abuse_samples as s
import numpy as np
import pandas as pd
import pytest

from simkit.detect.sim_features import FEATURES, STEPS, shrunk_share, sim_features, surprise, table


def at(text):
    return pd.Timestamp(f"2024-08-{text}")


def by_hand():
    """Numbers 1 and 2: two NIKs on one handset, accounts on one device, sold abroad; 3: a family's; 9: an old one."""
    sims = pd.DataFrame(
        {
            "sim_id": [9, 1, 2, 3],
            "nik": [90, 10, 20, 30],
            "registered_at": [pd.Timestamp("2020-01-01"), at("05 10:00"), at("05 11:00"), at("06 09:00")],
            "channel": ["self", "self", "self", "outlet"],
            "outlet_id": pd.array([pd.NA, pd.NA, pd.NA, 5], dtype="Int64"),
        }
    )
    registrations = pd.DataFrame(
        {
            "registration_id": [1, 2, 3, 4],
            "at": [at("05 10:00"), at("05 10:30"), at("05 11:00"), at("06 09:00")],
            "nik": [10, 20, 20, 30],
            "imei": ["h", "h", "h", "t"],
            "outlet_id": pd.array([pd.NA, pd.NA, pd.NA, 5], dtype="Int64"),
            "verdict": ["allow", "refuse", "allow", "allow"],
            "sim_id": pd.array([1, pd.NA, 2, 3], dtype="Int64"),
        }
    )
    accounts = pd.DataFrame(
        {
            "account_id": [1, 2, 3, 4],
            "sim_id": [1, 1, 2, 9],
            "activated_at": [at("06 10:00"), at("07 10:00"), at("06 10:00"), pd.NaT],
            "imei": ["h", "h", "h", None],
            "place": ["home", "home", "home", None],
        }
    )
    logins = pd.DataFrame(
        {
            "login_id": [1, 2, 3, 4],
            "at": [at("07 10:00"), at("07 10:00"), at("09 10:00"), at("09 10:00")],
            "account_id": [1, 3, 4, 4],
            "imei": ["b", "b", "n", "b"],
            "place": ["Corvane", "home", "home", "Corvane"],
            "verdict": ["allow", "allow", "allow", "refuse"],
        }
    )
    days = pd.DataFrame({"day": [at("07"), at("08"), at("08")], "sim_id": [1, 1, 3]})
    traffic = days.assign(
        n_out=[40, 20, 4],
        n_calls=[0, 0, 2],
        n_recipients=[40, 20, 5],
        n_replies=[1, 1, 4],
        n_new=[40, 18, 0],
        n_cells=[1, 1, 3],
    )
    complaints = pd.DataFrame(
        {
            "complaint_id": [1, 2, 3],
            "sim_id": [1, 1, 1],
            "person_id": [7, 7, 8],
            "is_complete": [True, True, False],
            "claimed_loss_rp": [0, 999, 0],
        }
    )
    people = pd.DataFrame(
        {"nik": [10, 20, 30, 90], "kind": ["individual"] * 3 + ["reseller"], "province": ["A", "A", "A", "B"]}
    )
    outlets = pd.DataFrame({"outlet_id": [5], "setting": ["street"], "province": ["B"]})
    notices = pd.DataFrame(
        {"kind": ["breach", "strange_number"], "sim_id": pd.array([pd.NA, 2], dtype="Int64")}
    )
    return {
        "sims": sims,
        "registrations": registrations,
        "accounts": accounts,
        "logins": logins,
        "complaints": complaints,
        "people": people,
        "outlets": outlets,
        "notices": notices,
        "traffic_daily": traffic,
    }


EXPECTED = {
    "is_new": [1, 1, 1, 0],
    "is_self": [1, 1, 0, 0],
    "is_explained": [0, 0, 0, 1],
    "is_far": [0, 0, 1, 0],
    "device_niks": [2, 2, 1, 0],
    "device_refused": [1, 1, 0, 0],
    "device_day": [3, 3, 1, 0],
    "nik_sims": [1, 1, 1, 0],
    "nik_devices": [1, 1, 1, 0],
    "n_accounts": [2, 1, 0, 0],
    "activation_sims": [2, 2, 0, 0],
    "is_other_device": [0, 0, 0, 0],
    "activation_speed": [0.5, 1 / (1 + 23 / 24), 0, 0],
    "n_logins": [1, 1, 0, 1],
    "login_accounts": [2, 2, 0, 1],
    "is_abroad": [1, 0, 0, 0],
    "login_speed": [0.5, 0.5, 0, 0],
    "n_told": [0, 1, 0, 0],
    "n_days": [2, 0, 1, 0],
    "out_per_day": [30, 0, 4, 0],
    "calls_per_day": [0, 0, 2, 0],
    "fan_out": [30, 0, 5, 0],
    "stillness": [1, 0, 1 / 3, 0],
    "n_reporters": [2, 0, 0, 0],
    "n_complete": [2, 0, 0, 0],
    "claimed_loss": [3, 0, 0, 0],
}


def test_by_hand():
    f = sim_features(by_hand())
    assert f.index.tolist() == [1, 2, 3, 9]
    got = f[list(EXPECTED)]
    pd.testing.assert_frame_equal(got, pd.DataFrame(EXPECTED, f.index, dtype="float64"), check_names=False)
    assert f.loc[1, "new_share"] > 0.8
    assert f.loc[3, "new_share"] < 0.2


def test_columns_are_declared_and_every_step_has_some():
    f = sim_features(s.seen(1))
    assert list(f.columns) == list(FEATURES)
    assert {step for step, _ in FEATURES.values()} == set(STEPS)
    assert f.index.is_monotonic_increasing and f.index.equals(pd.Index(sorted(s.seen(1)["sims"]["sim_id"])))
    assert np.isfinite(f.to_numpy()).all() and (f.dtypes == "float64").all()
    # each says something in an ordinary run
    assert (f.drop(columns="claimed_loss").std() > 0).all()


def test_only_sims_are_needed():
    f = sim_features({"sims": s.seen(1)["sims"]})
    assert len(f) and not f.drop(columns="is_explained").to_numpy().any()
    empty = {name: rows.iloc[:0] for name, rows in s.seen(1).items()}
    assert sim_features(empty).shape == (0, len(FEATURES))
    assert not sim_features(empty | {"sims": s.seen(1)["sims"]}).to_numpy().any()


@pytest.mark.parametrize("name", s.TABLES)
def test_any_other_table_may_be_absent(name):
    if name != "sims":
        tables = {n: rows for n, rows in s.seen(1).items() if n != name}
        assert len(sim_features(tables)) == len(s.seen(1)["sims"])
        assert table(tables, name).empty


def test_order_of_rows_says_nothing():
    pd.testing.assert_frame_equal(
        sim_features(s.shuffled(s.seen(1))), sim_features(s.seen(1)), check_exact=True
    )


def test_ids_and_digits_say_nothing():
    tables, new = s.renamed(s.seen(1))
    assert new["sim_id"] != {k: k for k in new["sim_id"]}
    expected = sim_features(s.seen(1)).rename(index=new["sim_id"]).sort_index()
    pd.testing.assert_frame_equal(sim_features(tables), expected, check_exact=True)


def test_the_future_says_nothing():
    then, later = s.seen(1, day=40.0), s.cut(s.seen(1), 40.0)
    assert len(later["complaints"]) < len(s.seen(1)["complaints"])
    names = [t.set_index("sim_id")["msisdn"].to_dict() for t in (then["sims"], later["sims"])]
    known, cut = (
        sim_features(t).rename(index=n).sort_index() for t, n in zip((then, later), names, strict=True)
    )
    pd.testing.assert_frame_equal(known, cut, check_exact=True)


def test_answers_already_given_are_no_feature():
    """Who learns from blocks and seizures finds again what has been found."""
    without = {n: rows for n, rows in s.seen(1).items() if n != "blocks"}
    pd.testing.assert_frame_equal(sim_features(without), sim_features(s.seen(1)))


def test_shrinking_comes_closer_to_the_true_shares():
    rng = np.random.default_rng(1)
    true = rng.beta(1.0, 6.0, 4000)
    n = rng.geometric(0.15, 4000)
    k = pd.Series(rng.binomial(n, true))
    shrunk = shrunk_share(k, pd.Series(n))
    assert ((shrunk - true) ** 2).mean() < 0.6 * ((k / n - true) ** 2).mean()
    # a single case out of one is no longer among the highest shares
    assert shrunk[(k == 1) & (n == 1)].max() < shrunk[(k > 10) & (k / n > 0.5)].min()


def test_shrinking_without_cases():
    assert shrunk_share(pd.Series([0, 0]), pd.Series([0, 0])).tolist() == [0.0, 0.0]
    assert shrunk_share(pd.Series([], dtype="int64"), pd.Series([], dtype="int64")).empty
    assert shrunk_share(pd.Series([3]), pd.Series([4])).tolist() == [0.75]


def test_the_mean_surprise_of_chance_is_one():
    rng = np.random.default_rng(2)
    parts = pd.DataFrame(rng.random((20_000, 5))).apply(surprise)
    assert parts.mean().between(0.98, 1.02).all()


def test_surprise_among_peers():
    values, peers = pd.Series([1, 5, 5, 5]), pd.Series(["a", "b", "b", "b"])
    assert surprise(values, peers).tolist() == [0.0] * 4
    assert surprise(values)[1] == pytest.approx(np.log(4 / 3))
