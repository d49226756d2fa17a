"""Single joined features: the list is stored, the values are what pandas counts, rules are judged on other runs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from study_samples import run_of

from studies.__main__ import main
from studies.detection import single
from studies.detection.cases import Case
from studies.detection.joins import FEATURES, LISTED, SIGHTS, matrix, sight
from studies.detection.single import JOINED_CASES, TABLE, Sample, contest, hunt, lines, page

DOCS = Path(__file__).resolve().parent.parent / "docs"
FROZEN = "8262d2feadf97aa44b3c92ec15dda7b45cbcac87e45b3fd8ee74e7af120f0050"
"""Of the list of features, stored before the mechanisms that are to make honest people look like rings."""
RUN = run_of("ring")
NEW = RUN.observed["registrations"]["sim_id"].dropna().astype(np.int64).to_numpy()
MADE = matrix(RUN.observed, NEW)


def test_the_list_is_stored_and_does_not_change_unseen():
    text = LISTED.read_text(encoding="utf-8")
    assert text.split("\n")[:-1] == list(FEATURES), "write joins.txt anew, and say in CHANGELOG.md why"
    assert hashlib.sha256(text.encode()).hexdigest() == FROZEN
    assert len(FEATURES) >= 60


def test_the_reference_is_the_one_that_was_frozen():
    assert single.reference_code() == single.REFERENCE_CODE, (
        "the reference detectors changed: measure again (`make joins`), freeze the new version, say in CHANGELOG.md why"
    )


PATTERNS = (
    "none", "distinct", "hour", "weekday", "at night", "first week", "same nik", "same kk", "same imei",
    "same outlet_id", "hours from", "owner",
)  # fmt: skip


@pytest.mark.parametrize("words", PATTERNS)
def test_every_pattern_is_there(words):
    assert any(words in name for name in FEATURES)


def test_each_feature_is_seen_by_somebody():
    seen = {list(SIGHTS)[sight(name)] for name in FEATURES}
    assert seen == set(SIGHTS)
    assert sight("registrations on the same imei: kk") < sight("traffic_daily: none") < sight("logins: rows")


def test_features_are_what_pandas_counts():
    seen = RUN.observed["registrations"]
    mine = seen[seen["sim_id"].notna()].set_index("sim_id").loc[NEW]
    assert len(MADE) == len(NEW) and list(MADE) == list(FEATURES)
    n_kk = seen.groupby("imei")["kk"].nunique()
    np.testing.assert_array_equal(MADE["registrations on the same imei: kk"], mine["imei"].map(n_kk))
    alone = seen[seen["outlet_id"].isna()]
    expected = mine["imei"].where(mine["outlet_id"].isna()).map(alone.groupby("imei")["kk"].nunique())
    np.testing.assert_array_equal(MADE["registrations without outlet, same imei: kk"], expected.astype(float))
    n_kk = alone[alone["sim_id"].notna()].groupby("imei")["kk"].nunique()
    expected = mine["imei"].where(mine["outlet_id"].isna()).map(n_kk)
    np.testing.assert_array_equal(
        MADE["registrations granted without outlet, same imei: kk"], expected.astype(float)
    )
    traffic = RUN.observed["traffic_daily"]
    np.testing.assert_array_equal(MADE["traffic_daily: none"] == 1, ~np.isin(NEW, traffic["sim_id"]))
    hour = mine["at"].dt.hour + mine["at"].dt.minute / 60 + mine["at"].dt.second / 3600
    np.testing.assert_allclose(MADE["registrations: first hour"], hour, atol=0.01)
    np.testing.assert_array_equal(MADE["registrations: first weekday"], mine["at"].dt.day_of_week)
    accounts = RUN.observed["accounts"].groupby("sim_id").size()
    np.testing.assert_array_equal(MADE["accounts: rows"], accounts.reindex(NEW, fill_value=0))
    logins = RUN.observed["logins"].merge(RUN.observed["accounts"][["account_id", "sim_id"]], on="account_id")
    lag = (
        logins.groupby("sim_id")["at"].min().reindex(NEW).to_numpy() - mine["at"].to_numpy()
    ) / np.timedelta64(1, "h")
    np.testing.assert_allclose(MADE["hours from registrations to logins"], lag.astype(float), atol=0.02)
    people = RUN.observed["people"].set_index("nik")["kk"]
    same = (
        mine["nik"].map(people).to_numpy()
        == RUN.observed["sims"].set_index("sim_id")["kk"].loc[NEW].to_numpy()
    )
    np.testing.assert_array_equal(MADE["owner: has the KK given"] == 1, same)


def test_the_first_week_counts_only_seven_days():
    name = "traffic_daily: first week of n_out"
    whole = MADE["traffic_daily: sum of n_out"]
    assert (MADE[name].dropna() <= whole[MADE[name].notna()]).all() and MADE[name].sum() < whole.sum()


IS_BAD = RUN.truth["sims"].set_index("sim_id")["registrant"].reindex(NEW).isin(["ring", "mule"]).to_numpy()


@pytest.mark.parametrize(
    ("name", "low"),
    [
        ("accounts: rows", 3),
        ("accounts on the same imei: sim", 2),
        ("logins on the same imei: account_id", 3),
        ("logins on the same imei: rows", 3),
        ("traffic_daily: mean of n_new", 10),
        ("registrations on the same imei: outlet_id", 2),
    ],
)
def test_honest_people_have_what_gave_rings_away(name, low):
    has = (MADE[name] >= low).to_numpy()
    assert (has & ~IS_BAD).sum() >= 3


def test_rings_have_what_honest_people_have():
    calls = MADE["traffic_daily: mean of n_calls"].to_numpy()
    assert (calls[IS_BAD] > 0).mean() > 0.25


CASE = Case("the small country", "sim", "baseline", "registration:sims_per_nik", "chain:joined")


def invented(seed: int, told: str = "traffic_daily: none") -> Sample:
    """Make a run in which one feature tells all and another a part, at a base of a tenth."""
    rng = np.random.default_rng(seed)
    bad = rng.random(400) < 0.1
    x = rng.random((400, len(FEATURES))).astype(np.float32)
    names = list(FEATURES)
    x[:, names.index(told)] = bad
    x[:, names.index("registrations: rows")] = bad & (rng.random(400) < 0.5)
    score = bad + rng.random(400)
    return Sample(x, bad, {"reference": score, "better": -score}, 0.01)


def test_the_best_feature_is_chosen_on_some_runs_and_judged_on_others():
    rows = pd.DataFrame(contest(CASE, {s: invented(s) for s in range(1, 13)})).set_index(["sight", "view"])
    assert rows.loc[("registration", "rule"), "what"] == "registrations: rows >= 1"
    assert rows.loc[("registration", "rule"), "precision"] == 1
    assert 0.3 < rows.loc[("registration", "rule"), "recall"] < 0.7
    assert rows.loc[("operator", "single"), "what"] == "highest traffic_daily: none"
    assert rows.loc[("operator", "single"), "precision"] == 1
    assert rows["lift"].to_numpy() == pytest.approx(rows["precision"] / rows["base"])
    assert rows.loc[("answer", "reference"), "precision"] == 1 > rows.loc[("answer", "better"), "precision"]


def test_luck_on_the_runs_learned_from_is_not_precision_on_others():
    noise = {s: invented(s, "hours from tickets to accesses") for s in range(1, 13)}
    for s in noise.values():
        s.x[:] = np.random.default_rng(int(s.bad.sum())).random(s.x.shape)
    rows = pd.DataFrame(contest(CASE, noise)).set_index(["sight", "view"])
    assert rows.loc[("answer", "single"), "precision"] < 0.25


def test_a_small_contest_runs_and_is_said_in_both_languages():
    small = {"people.n_people": 1500, "run.days": 30, "run.scale": 0.003}
    case = Case("mules at the counter", "sim", "ring-under-cap", "registration:sims_per_nik",
                "registration:bulk_registration", small, False, {"entity": "sim"})  # fmt: skip
    rows = hunt([case], seeds=(1, 2, 7, 8))
    assert {"reference", "single", "rule", "booster"} <= set(rows["view"])
    assert rows["precision"].between(0, 1).all()
    for lang, word in (("en", "one feature"), ("id", "satu fitur")):
        assert any(word in line for line in lines(rows, lang))


def test_the_page_is_the_stored_study_of_all_cases():
    stored = pd.read_csv(DOCS / TABLE)
    assert (DOCS / "joins.md").read_text(encoding="utf-8") == page(stored)
    assert list(dict.fromkeys(stored["case"])) == [c.name for c in JOINED_CASES]


def test_the_command_knows_the_joins(capsys):
    assert main(["detection", "--joins", "--workers", "x"]) == 2
    assert "--workers is 'x'" in capsys.readouterr().err
