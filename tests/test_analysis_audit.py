"""The audit: honest data pass, planted shortcuts fail each time, and what is too little is not judged."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from simkit import cli
from simkit.core.errors import BadValue
from simkit.core.folder import save
from simkit.core.multiple_tests import holm
from simkit.core.streams import Streams
from simkit.detect.loop import simulate
from simkit.engine.scenario import scenario_names
from simkit.engine.tables import declared
from simkit.measure.audit import PLACES, WORDS, audit
from simkit.measure.audit_looks import (
    EXCUSED,
    EXPLAINED,
    SUBJECTS,
    WITHIN,
    Look,
    _worst_range,
    by_lot,
    counts,
)

SEEDS = (11, 12, 13, 14)
SMALL = {"people.n_people": 2_500, "run.days": 45, "run.scale": 0.015, "run.tick_h": 24.0}
OBSERVED = {t.name: t for t in declared() if t.folder == "observed"}


@cache
def runs_of(scenario):
    """Runs of a scenario with different seeds, small and with as many positives as an audit needs."""
    said = dict(SMALL)
    if scenario == "palembang-police":
        said |= {"run.scale": 1.0, "ring.lot_sample": 0.002}
    elif scenario == "external-breach":
        said |= {"breach.n_records": 500}
    elif scenario == "national-2026":
        said |= {"run.days": 80}
    elif scenario.startswith(("desk-", "lesson-desk")):
        said |= {"run.scale": 0.01}
    n = 4 if scenario == "baseline" else 2
    return [simulate(scenario, seed, settings=said) for seed in SEEDS[:n]]


@cache
def baseline_report():
    return audit(runs_of("baseline"))


@cache
def lesson():
    """The lesson's run at its own size and prevalence."""
    return simulate("lesson-ring", 1)


# ------------------------------------------------------------------ the shipped scenarios


# scenarios that differ in kind: rings everywhere, the desk alone, a dump, a lesson, rules that begin late, lots
UNLIKE = ("baseline", "desk-seller", "external-breach", "lesson-ring", "national-2026", "palembang-police")


@pytest.mark.parametrize(
    "scenario", [s if s in UNLIKE else pytest.param(s, marks=pytest.mark.slow) for s in scenario_names()]
)
def test_no_shipped_story_gives_the_truth_away(scenario):
    report = baseline_report() if scenario == "baseline" else audit(runs_of(scenario))
    assert report.failed[["table", "column", "view", "where", "p"]].to_dict("records") == []
    judged = set(report.table.loc[report.table["verdict"] == "passed", "table"])
    if scenario == "baseline":
        assert {"people", "sims", "accesses", "registrations", "accounts", "logins", "complaints"} <= judged
    elif scenario not in (
        "desk-leak",
        "desk-quiet",
        "lesson-desk",
    ):  # where few are a ring's the report says so
        assert len(judged) >= 2 and report.table["p"].notna().sum() >= 15


def test_every_declared_column_is_looked_at_or_the_report_says_why_not():
    report = baseline_report()
    seen = set(zip(report.table["table"], report.table["column"], strict=True))
    tables = set(report.table["table"])
    there = {name for run in runs_of("baseline") for name in run.observed}
    assert there == {t.name for t in OBSERVED.values() if not t.policy} == tables & set(OBSERVED)
    for name in there:
        table = OBSERVED[name]
        if name not in SUBJECTS:
            (row,) = report.table[report.table["table"] == name].to_dict("records")
            assert (row["verdict"], row["why"]) == ("not judged", "subject")
            continue
        artefacts = {c.name for c in table.columns if c.role == "artefact"}
        assert {c for c in artefacts if (name, c) not in seen} == set(), name
    for place in (*EXPLAINED, *EXCUSED, *WITHIN):
        assert place[1] in OBSERVED[place[0]].by_name, place


def test_at_the_lesson_s_prevalence_no_single_column_does_the_detector_s_work():
    report = audit([lesson()])
    assert report.failed[["table", "column", "where", "p"]].to_dict("records") == []
    rules = report.table[report.table["why"] == "rule"]
    assert {"sims", "accounts", "logins", "traffic_daily"} <= set(rules["table"])
    assert (rules["share_good"] > 0.7).all(), "the reference must be worth comparing with"
    assert rules["share_bad"].max() > 0.08, "signals may inform"  # 0.106 to 0.114 on seeds 501 to 504
    judged = {"channel", "is_prepaid", "app", "place", "n_new", "n_replies"}
    assert judged <= set(rules["column"])


# ------------------------------------------------------------------ planted shortcuts


def planted(change):
    """The baseline's runs with one table of each changed: by a function of rows, who is bad, and chance."""
    table, spoil = change
    made = []
    for i, run in enumerate(runs_of("baseline")):
        seen = {name: run.observed[name] for name in {table, "registrations"}}
        rows = seen[table]
        key = f"{table[:-1]}_id"
        bad = run.truth[table]
        bad = rows[key].isin(bad[key] if table == "registrations" else bad.loc[bad["ring_id"].notna(), key])
        seen[table] = spoil(rows.copy(), bad.to_numpy(bool), Streams(i)("plant"))
        made.append(SimpleNamespace(observed=seen, truth=run.truth))
    return made


def id_range(rows, bad, rng):
    """Half of the ring's attempts get high numbers."""
    high = bad & (rng.random(len(rows)) < 0.5)
    order = np.argsort(rng.random(len(rows)) + high, kind="stable")
    # the truth names attempts by id: so ids are renamed by way of another column, the SIM's number
    rows.loc[order, "msisdn"] = np.sort(rows["msisdn"].to_numpy())
    return rows


def second_hand(rows, bad, rng):
    """The ring's script acts at second 7, one time in eight."""
    at = rows["at"]
    hit = bad & (rng.random(len(rows)) < 0.12)
    rows["at"] = at.where(~hit, at.dt.floor("min") + pd.Timedelta(seconds=7))
    return rows


def gap(rows, bad, rng):
    """The ring's KK is left out, one time in fifty."""
    rows["kk"] = rows["kk"].mask(bad & (rng.random(len(rows)) < 0.02))
    return rows


def digit(rows, bad, rng):
    """The ring's cards end in 3, one time in eight."""
    hit = bad & (rng.random(len(rows)) < 0.12)
    rows["iccid"] = rows["iccid"].where(~hit, rows["iccid"].str[:-1] + "3")
    return rows


def length(rows, bad, rng):
    """The ring's cards have a digit less, one time in eight."""
    rows["iccid"] = rows["iccid"].where(~(bad & (rng.random(len(rows)) < 0.12)), rows["iccid"].str[:-1])
    return rows


def order(rows, bad, rng):
    """The ring's rows were appended after the honest ones."""
    return pd.concat([rows[~bad], rows[bad]], ignore_index=True)


PLANTS = {
    "id range": (("sims", id_range), ("msisdn", {"first digits"})),
    "second hand": (("registrations", second_hand), ("at", {"second"})),
    "missing value": (("registrations", gap), ("kk", {"missing"})),
    "last digit": (("sims", digit), ("iccid", {"last letter"})),
    "length": (("sims", length), ("iccid", {"length"})),
    "row order": (("registrations", order), ("at", {"order of rows"})),
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_shortcut_fails(name):
    change, (column, views) = PLANTS[name]
    report = audit(planted(change))
    failed = report.failed
    assert not report.ok
    assert set(failed["table"]) == {change[0]}
    assert set(failed["column"]) == {column}
    assert views <= set(failed["view"])
    assert (failed["p_corrected"] <= report.alpha).all()
    assert report.lines("en")[1] == WORDS["en"]["bad"]


def test_an_id_that_follows_the_truth_fails_by_rank_and_by_its_neighbours():
    """Ids given in the order of the making, the ring's after the honest ones: as a careless simulator would."""
    made = []
    for run in runs_of("baseline"):
        rows, truth = run.observed["registrations"], run.truth["registrations"]
        bad = rows["registration_id"].isin(truth["registration_id"]).to_numpy()
        new = np.empty(len(rows), np.int64)
        new[np.argsort(bad, kind="stable")] = np.arange(1, len(rows) + 1)
        renamed = truth.assign(registration_id=new[bad])
        seen = {"registrations": rows.assign(registration_id=new)}
        made.append(SimpleNamespace(observed=seen, truth={"registrations": renamed}))
    failed = audit(made).failed
    own = failed[failed["column"] == "registration_id"]
    assert set(own["view"]) == {"rank", "neighbours"}
    assert (own["p"] < 1e-4).all()


def test_a_column_that_names_the_ring_fails_as_a_rule():
    """A signal that finds by itself what the detector finds: a field that only the ring's program fills in."""
    run = lesson()
    seen = {n: run.observed[n] for n in ("sims", "registrations", "accounts", "logins")}
    ring = run.truth["sims"].set_index("sim_id")["ring_id"].notna()
    sims = seen["sims"]
    sims["is_prepaid"] = sims["is_prepaid"] | ~sims["sim_id"].map(ring)
    contract = sims["sim_id"].map(ring).to_numpy() & (Streams(1)("plant").random(len(sims)) < 0.7)
    sims["channel"] = sims["channel"].astype(str).where(~contract, "app")
    report = audit([SimpleNamespace(observed=seen, truth=run.truth)])
    assert set(report.failed["column"]) == {"channel"}
    assert set(report.failed["where"]) == {"channel = app"}


# ------------------------------------------------------------------ what is not judged, and what is refused


def test_too_few_positives_are_not_judged_and_more_seeds_help():
    some = [
        SimpleNamespace(
            observed={"registrations": run.observed["registrations"]},
            truth={"registrations": run.truth["registrations"].head(120)},
        )
        for run in runs_of("baseline")[:2]
    ]
    for runs, verdict in ((some[:1], "not judged"), (some, "passed")):
        table = audit(runs).table
        seconds = table[(table["table"] == "registrations") & (table["column"] == "at")]
        seconds = seconds[seconds["role"] == "artefact"]
        assert set(seconds["verdict"]) == {verdict}
        assert set(seconds["n_bad"]) == {120 * len(runs)}
    few = audit(some[:1])
    (line,) = [x for x in few.lines() if "registrations (at," in x]
    assert "120 positive and" in line and "at least 200 and 20 are needed" in line


def test_a_table_full_of_positives_is_said():
    table = baseline_report().table
    assert (table.loc[table["why"] == "common", "verdict"] == "not judged").all()
    assert "sims" in set(table.loc[table["why"] == "common", "table"])


def test_a_capacity_may_be_given():
    table = audit([lesson()], capacity=200).table
    rules = table[(table["why"] == "rule") & table["table"].isin(["sims", "traffic_daily"])]
    assert set(rules["table"]) == {"sims", "traffic_daily"}
    assert (rules["share_good"] > 0.9).all(), "the first 200 are surer than the first 700"


@pytest.mark.parametrize(
    ("said", "match"),
    [({"runs": []}, "at least one run"), ({"capacity": 0}, "capacity is 0"), ({"alpha": 2.0}, "alpha 2.0")],
)
def test_bad_input_is_refused(said, match):
    with pytest.raises(BadValue, match=match):
        audit(**{"runs": [SimpleNamespace(observed={}, truth={})]} | said)
    with pytest.raises(BadValue, match="together with their truth"):
        audit([SimpleNamespace(observed={"sims": pd.DataFrame({"sim_id": [1]})}, truth={})])


def test_the_same_audit_says_the_same():
    runs = planted(("registrations", lambda rows, bad, rng: rows))
    one, two, three = (audit(runs, seed=seed).table for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(one, two)
    assert (one["p"].dropna() != three["p"].dropna()).any()


# ------------------------------------------------------------------ the measure itself


def look(bad, values=None, by_rank=True, view="rank"):
    values = np.arange(len(bad)) if values is None else values
    return Look("x_id", view, np.asarray(values, float), np.asarray(bad, bool), by_rank)


def test_honest_p_values_are_not_small_too_often():
    rng, p = np.random.default_rng(3), {"value": [], "range": [], "runs": []}
    for i in range(150):
        parts = [look(rng.random(n) < 0.3) for n in (300, 150)]
        for found in by_lot(parts, i, "honest") + by_lot(
            [look(x.is_bad, view="neighbours") for x in parts], i, "h"
        ):
            p[found.test].append(found.p)
    for name, values in p.items():
        assert len(values) == 150
        for level in (0.05, 0.2):
            assert np.mean(np.array(values) <= level) < level + 3 * np.sqrt(level * (1 - level) / 150), (
                name,
                level,
            )


def test_two_seeds_that_lean_against_each_other_do_not_hide_in_the_pool_of_one_run():
    """Runs with different shares of bad rows and different ranges of ids must not make a difference by themselves."""
    rng = np.random.default_rng(4)
    parts = [look(rng.random(2_000) < 0.6), look(rng.random(400) < 0.05, np.arange(400) + 1e6)]
    assert min(f.p for f in by_lot(parts, 1, "strata")) > 0.01


def test_the_runs_test_is_the_exact_distribution():
    """Count the runs of bad rows over many shuffles: mean and spread are those of the hypergeometric."""
    rng, n, k = np.random.default_rng(5), 60, 12
    bad = np.arange(n) < k
    runs = []
    for _ in range(4_000):
        b = rng.permutation(bad)
        runs.append(int(b[0]) + int((b[1:] & ~b[:-1]).sum()))
    exact = hypergeom(n, n - k + 1, k)
    assert np.mean(runs) == pytest.approx(exact.mean(), abs=0.05)
    assert np.var(runs) == pytest.approx(exact.var(), rel=0.1)


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=60), st.booleans())
@settings(max_examples=50)
def test_bins_hold_every_row_once(rows, by_rank):
    values, bad = zip(*rows, strict=True)
    everybody, of_bad, names = counts([look(bad, values, by_rank)])
    assert everybody.sum() == len(rows) and of_bad.sum() == sum(bad)
    assert (of_bad <= everybody).all() and everybody.shape == (1, len(names))


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=12))
def test_the_worst_range_is_the_worst_of_all_ranges(off):
    off = np.array(off) - np.mean(off)
    first, last = _worst_range(off)
    sums = [abs(off[i:j].sum()) for i in range(len(off)) for j in range(i + 1, len(off) + 1)]
    assert abs(off[first : last + 1].sum()) == pytest.approx(max(sums))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_lies_between_nothing_and_bonferroni(p):
    p = np.array(p)
    made = holm(p)
    assert (made >= p).all() and (made <= np.minimum(p * len(p), 1) + 1e-12).all()
    assert made[np.argsort(p)].tolist() == sorted(made)


# ------------------------------------------------------------------ honest people who look like a ring


@cache
def attempts():
    """The lesson's registrations with the outlet's setting, the holder's household and kind, and the truth."""
    run = lesson()
    seen = run.observed
    outlets = seen["outlets"][["outlet_id", "setting"]]
    people = seen["people"][["nik", "kind", "kk"]].rename(columns={"kk": "household"})
    rows = (
        seen["registrations"].merge(outlets, on="outlet_id", how="left").merge(people, on="nik", how="left")
    )
    return rows.assign(is_bad=rows["registration_id"].isin(run.truth["registrations"]["registration_id"]))


def test_families_share_a_phone_and_many_niks_on_a_device_are_mostly_honest():
    g = attempts().groupby("imei")
    made = pd.DataFrame(
        {"n": g["nik"].nunique(), "households": g["household"].nunique(), "bad": g["is_bad"].any()}
    )
    families = made[(made["n"] > 1) & (made["households"] == 1)]
    assert len(families) > 100
    for least in (2, 3, 5):
        several = made[made["n"] >= least]
        assert several["bad"].sum() > 10, "the ring's devices are among them"
        assert several["bad"].mean() < 0.5, f"{least} NIKs on a device accuse more honest than guilty"


def test_a_campus_outlet_has_its_september():
    rows = attempts()
    campus = rows[rows["setting"] == "campus"]
    month = campus["at"].dt.month
    assert (month == 9).sum() > 3 * (month == 8).sum() > 0
    day = (
        rows.dropna(subset=["outlet_id"])
        .groupby(["outlet_id", rows["at"].dt.date])["is_bad"]
        .agg(["size", "mean"])
    )
    busy = day[day["size"] >= day["size"].quantile(0.99)]
    assert busy["mean"].mean() < 0.5, "the busiest days of outlets are mostly honest"


def test_a_village_office_registers_many_families_on_one_device_in_a_day():
    rows = attempts()
    office = rows[rows["setting"] == "village_office"]
    day = office.groupby([office["imei"], office["at"].dt.date])
    assert day["household"].nunique().max() >= 5 and day["nik"].nunique().max() >= 10
    crowd = rows.groupby([rows["imei"], rows["at"].dt.date])
    many = crowd["is_bad"].mean()[crowd["household"].nunique() >= 5]
    assert len(many) > 20 and 0 < many.mean() < 0.5, "as the ring does, but most who do are honest"


def test_organisations_order_fleets_of_sims():
    rows = attempts()
    held = rows[rows["verdict"] == "allow"].groupby("nik")
    made = pd.DataFrame(
        {"n": held.size(), "kind": held["kind"].first().astype(str), "bad": held["is_bad"].mean()}
    )
    fleets = made[(made["kind"] == "organisation") & (made["n"] >= 10)]
    assert len(fleets) >= 5 and fleets["bad"].mean() < 0.1
    assert made.loc[made["n"] >= 3, "bad"].mean() < 0.5, "many SIMs on a NIK accuse more honest than guilty"


def test_people_work_abroad():
    """Log-ins from abroad are mostly a buyer's, but not all: to accuse them all would hit migrant workers."""
    run = lesson()
    rows = run.observed["logins"].merge(run.truth["accounts"][["account_id", "origin"]], on="account_id")
    abroad = rows[rows["place"] != "home"]
    honest = abroad["origin"] == "own"
    assert honest.sum() >= 20
    assert honest.mean() > 0.03
    assert (rows.loc[rows["place"] == "home", "origin"] != "own").sum() > 100, "and buyers log in at home too"


def test_supervisors_and_sloppy_colleagues_look_without_a_ticket():
    """Supervisors check the work of others: no ticket, no misuse."""
    run = simulate("lesson-desk", 1)
    seen = run.observed
    rows = (
        seen["accesses"]
        .merge(seen["agents"], on="agent_id")
        .merge(run.truth["accesses"], on="access_id", how="left")
    )
    bad = rows["motive"].astype(str).isin(["sale", "grudge", "known_person"])
    bare = rows["ticket_id"].isna()
    assert 0 < bad[bare].mean() < 0.1, "no ticket accuses ten honest looks for one that is not"
    by = (
        rows.assign(bare=bare, bad=bad)
        .groupby("agent_id")
        .agg(position=("position", "first"), bare=("bare", "mean"), bad=("bad", "any"))
    )
    assert (by["position"] == "supervisor").sum() >= 4
    least = by.loc[by["bad"], "bare"].max()
    assert (by.loc[~by["bad"], "bare"] > least).sum() >= 4, "supervisors stand above every insider"


# ------------------------------------------------------------------ words and the command line


def test_both_languages_say_the_same_things():
    report = baseline_report()
    en, id_ = report.lines("en"), report.lines("id")
    assert len(en) == len(id_)
    assert "No column gives the truth away." in en and "Tidak ada kolom yang membocorkan kebenaran." in id_
    told = " ".join(line.partition(": ")[2] for line in id_)
    assert [w for w in PLACES["en"] if f" {w} " in told and w not in ("rank", "serial")] == []


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    where = tmp_path_factory.mktemp("audit")
    for run in runs_of("baseline"):
        run.save(where / f"seed{run.seed}")
    return where


def test_the_command_passes_honest_folders_and_fails_a_spoilt_one(folders, capsys):
    names = [str(folders / f"seed{s}") for s in SEEDS]
    assert cli.main(["audit", *names]) == 0
    assert "No column gives the truth away." in capsys.readouterr().out
    spoilt = []
    for run, made in zip(runs_of("baseline"), planted(("registrations", second_hand)), strict=True):
        pieces = {f"observed/{n}": run.observed.arrow(n) for n in ("sims", "people")}
        pieces |= {f"truth/{n}": run.truth.arrow(n) for n in ("sims", "registrations")}
        pieces["observed/registrations"] = retimed(run, made)
        spoilt.append(str(save(folders / f"spoilt{run.seed}", pieces, declared(), {}, "parquet")))
    assert cli.main(["audit", *spoilt, "--lang", "id"]) == 1
    out = capsys.readouterr().out
    assert "GAGAL        registrations.at: detik" in out and "membocorkan kebenaran" in out


def retimed(run, made):
    """The registrations' Arrow table with the planted times."""
    table = run.observed.arrow("registrations")
    at = table.schema.get_field_index("at")
    times = pa.array(made.observed["registrations"]["at"].to_numpy("datetime64[s]"), pa.timestamp("s"))
    return table.set_column(at, table.schema.field("at"), times)


def test_the_command_refuses_what_it_cannot_audit(folders, tmp_path, capsys):
    assert cli.main(["audit", str(tmp_path / "nowhere")]) == 2
    assert cli.main(["audit", str(folders / "seed11"), "--capacity", "none"]) == 2
    run = runs_of("baseline")[0]
    save(tmp_path / "bare", {"observed/sims": run.observed.arrow("sims")}, declared(), {}, "parquet")
    assert cli.main(["audit", str(tmp_path / "bare")]) == 2
    err = capsys.readouterr().err
    assert "has no truth" in err and "--capacity is 'none'" in err and err.count("\n") == 3
    assert cli.main(["audit"]) == 2
