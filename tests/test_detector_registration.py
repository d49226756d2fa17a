"""Bulk registration: counting finds nothing below the cap, structure does; where it sees nothing, a test says so."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from simkit import simulate
from simkit.analysis.detectors import registration as detect
from simkit.analysis.detectors.registration_outlets import day_tails
from simkit.analysis.detectors.registration_rows import attempts, terminals

NEEDED = ("registrations", "sims", "people", "outlets")
SMALL = {"people.n_people": 10_000, "run.scale": 0.004}  # the story itself is run as it is shipped
SEEDS = range(1001, 1021)
WAYS = {
    "story": {},
    "mules": {"ring.shares": [0, 0, 0, 1.0, 0, 0], "ring.capacity": [1.0] * 6},
    "outlets": {"ring.shares": [0, 1.0, 0, 0, 0, 0], "ring.n_outlets": 3},
    "one_number_a_handset": {"ring.shares": [1.0, 0, 0, 0, 0, 0], "ring.numbers_per_device": 1},
    "fat_handset": {"ring.shares": [1.0, 0, 0, 0, 0, 0], "ring.numbers_per_device": 40, "ring.n_workers": 1},
    "nobody": {"ring.n_rings": 0, "insider.n_sellers": 0},
}


@cache
def run(way: str, seed: int):
    return simulate("ring-under-cap", seed, settings=SMALL | WAYS[way] if WAYS[way] else {})


@cache
def tables(way: str = "story", seed: int = 1001) -> dict[str, pd.DataFrame]:
    observed = run(way, seed).observed
    return {name: observed[name] for name in NEEDED}


def ring_sims(way: str, seed: int) -> set[int]:
    truth = run(way, seed).truth["sims"]
    return set(truth.loc[truth["ring_id"].notna(), "sim_id"])


def at_capacity(ranked, guilty: set) -> tuple[float, float]:
    """Precision among as many of the first as there are guilty ones, and the base rate."""
    hit = ranked.table["entity_id"].isin(guilty).to_numpy()
    return float(hit[: hit.sum()].mean()), float(hit.mean())


def interval(values) -> tuple[float, float]:
    """95 % interval of the mean over seeds (Student)."""
    values = np.asarray(values, float)
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)


@cache
def over_seeds(name: str, way: str = "story", n: int = 20) -> tuple[np.ndarray, np.ndarray]:
    given = {"sims_per_nik": {"entity": "sim"}}.get(name, {})
    both = [at_capacity(getattr(detect, name)(tables(way, s), **given), ring_sims(way, s)) for s in SEEDS[:n]]
    precision, base = np.array(both).T
    return precision, base


def scores(ranked) -> pd.Series:
    return ranked.table.set_index("entity_id")["score"].sort_index()


# --- the claim, over twenty seeds ---------------------------------------------------------------------------------


def test_counting_sims_per_nik_finds_no_ring_below_the_cap_and_structure_does():
    counted, base = over_seeds("sims_per_nik")
    found, _ = over_seeds("bulk_registration")
    assert interval(counted - base)[1] < 0.02, "counting is no better than picking at random"
    assert interval(found)[0] > 0.70
    assert interval(found - counted)[0] > 0.65
    assert (found > counted).all()


def test_the_obvious_rule_is_given_its_best_chance():
    """Without excusing organisations and resellers it accuses nobody but them."""
    t = tables()
    strict = detect.sims_per_nik(t, excuse_big=False)
    big = set(t["people"].loc[t["people"]["kind"] != "individual", "nik"])
    assert strict.table["entity_id"].head(5).isin(big).all()
    assert not detect.sims_per_nik(t).table["entity_id"].head(5).isin(big).any()


# --- where it cannot succeed --------------------------------------------------------------------------------------


def test_mules_on_their_own_nik_and_phone_show_nothing_at_registration():
    precision, base = over_seeds("bulk_registration", "mules", 5)
    assert interval(precision - base)[1] < 0.05
    assert precision.max() < 0.15
    made = detect.sim_odds(tables("mules"), attempts(tables("mules")))
    mules = made.loc[made.index.isin(ring_sims("mules", 1001))]
    assert len(mules) > 50
    assert (mules["strangers"] == 0).mean() > 0.98
    assert mules["excess"].isna().all()


def test_a_new_handset_for_every_number_blinds_it():
    fat, _ = over_seeds("bulk_registration", "fat_handset", 3)
    single, base = over_seeds("bulk_registration", "one_number_a_handset", 3)
    assert fat.min() > 0.95
    assert single.max() < 0.15
    assert abs(single.mean() - base.mean()) < 0.08


def test_through_an_outlets_terminal_it_is_harder_but_not_hopeless():
    precision, base = over_seeds("bulk_registration", "outlets", 4)
    assert interval(precision)[0] > 0.35
    assert interval(precision - base)[0] > 0.3
    assert precision.mean() < 0.98


def test_ages_and_even_steps_say_nothing_about_this_ring():
    """Stolen NIKs are as old as everybody's, and people, not scripts, type them."""
    lift = []
    for s in SEEDS[:3]:
        guilty, t = _ring_devices("fat_handset", s), tables("fat_handset", s)
        lift.append(np.subtract(*at_capacity(detect.ages_on_device(t), guilty)))
        steps = scores(detect.regular_intervals(t))
        assert len(steps[steps.index.isin(guilty)]) >= 3
        assert steps[steps.index.isin(guilty)].max() < 1.0, "a script scores above 4"
    assert np.mean(lift) < 0.2


def test_bursts_alone_do_not_name_the_outlets_that_look_away():
    lift = []
    for s in SEEDS[:8]:
        there = run("story", s).truth["registrations"].merge(tables("story", s)["registrations"])
        lift.append(
            np.subtract(
                *at_capacity(detect.outlet_bursts(tables("story", s)), set(there["outlet_id"].dropna()))
            )
        )
    assert interval(lift)[1] < 0.3


def _ring_devices(way: str, seed: int) -> set[str]:
    mine = run(way, seed).truth["registrations"]["registration_id"]
    t = tables(way, seed)["registrations"]
    return set(t.loc[t["registration_id"].isin(mine), "imei"])


# --- honest people who look like it -------------------------------------------------------------------------------


def test_a_family_on_one_phone_is_no_stranger():
    t = tables("nobody")
    plain = detect.niks_per_device(t, excuse_families=False)
    family = detect.niks_per_device(t)
    several = set(plain.table.loc[plain.table["score"] > 0, "entity_id"])
    assert len(several) > 5
    assert (family.table["score"] == 0).all(), "without a ring no handset holds strangers"


def test_terminals_of_outlets_are_excused_and_the_plain_rule_accuses_them_first():
    t = tables("nobody")
    of = t["registrations"].dropna(subset="outlet_id")
    plain = detect.niks_per_device(t, excuse_terminals=False).table
    assert plain["entity_id"].head(5).isin(of["imei"]).all()
    assert plain["score"].iloc[0] > 10


def test_terminals_are_found_without_being_told():
    model = run("nobody", 1001).model
    rows = attempts(tables("nobody"))
    known = set(run("nobody", 1001)._view.imei.take(model.world.terminal).to_pylist())
    found = set(rows.loc[rows["device"].isin(terminals(rows).index), "imei"])
    assert found <= known
    assert len(found) >= 0.8 * len(known)


def test_no_honest_group_is_accused_more_than_twice_as_often_as_the_honest_in_general():
    """Village offices, campuses, fleets and relatives among the honest SIMs in the first places, over 20 seeds."""
    wrong, everybody = dict.fromkeys(("village_office", "campus", "fleet", "family"), 0), {}
    n_wrong = n_honest = 0
    for s in SEEDS:
        t, guilty = tables("story", s), ring_sims("story", s)
        table = detect.bulk_registration(t).table
        n = int(table["entity_id"].isin(guilty).sum())
        groups = _groups("story", s)
        honest = set(table["entity_id"]) - guilty
        accused = set(table["entity_id"].head(n)) - guilty
        n_wrong, n_honest = n_wrong + len(accused), n_honest + len(honest)
        for name, members in groups.items():
            wrong[name] += len(accused & members)
            everybody[name] = everybody.get(name, 0) + len(honest & members)
    general = n_wrong / n_honest
    for name, n in wrong.items():
        assert everybody[name] > 100, name
        assert n / everybody[name] < 2 * general, (name, n, everybody[name], general)


def _groups(way: str, seed: int) -> dict[str, set[int]]:
    t, truth = tables(way, seed), run(way, seed).truth["sims"]
    sims = t["sims"].merge(t["outlets"][["outlet_id", "setting"]], on="outlet_id", how="left")
    firm = t["people"].loc[t["people"]["kind"] == "organisation", "nik"]
    made = {s: set(sims.loc[sims["setting"] == s, "sim_id"]) for s in ("village_office", "campus")}
    made["fleet"] = set(sims.loc[sims["nik"].isin(firm), "sim_id"])
    return made | {"family": set(truth.loc[truth["registrant"] == "family", "sim_id"])}


# --- hand-made cases ----------------------------------------------------------------------------------------------


def made_up(n: int, **columns) -> pd.DataFrame:
    usual = {
        "registration_id": range(1, n + 1), "at": pd.Timestamp("2026-09-01 10:00"), "nik": range(100, 100 + n),
        "kk": range(100, 100 + n), "operator_id": 1, "outlet_id": None, "imei": "a", "verdict": "allow",
        "reason": None, "sim_id": range(1, n + 1),
    }  # fmt: skip
    return pd.DataFrame(usual | columns)


def test_a_burst_stands_out_against_the_outlets_own_days_not_against_others():
    quiet = [d for d in range(30) for _ in range(1)] + [20] * 9
    busy = [d for d in range(30) for _ in range(10)]
    at = pd.Timestamp("2026-07-01") + pd.to_timedelta(quiet + busy, "D")
    rows = made_up(len(at), at=at, outlet_id=[1] * len(quiet) + [2] * len(busy))
    ranked = detect.outlet_bursts({"registrations": rows}).table
    assert ranked["entity_id"].tolist() == [1, 2]
    assert ranked["score"].iloc[0] > 2 > ranked["score"].iloc[1]
    assert ranked["reason_id"].iloc[0].endswith(": 10")


def test_a_village_office_is_used_to_its_full_days_and_a_campus_to_september():
    village = [5] * 20 + [19] * 22 + [33] * 18 + [47] * 20 + [1, 9, 22, 40]
    campus = [*range(0, 270, 4)] + [d for d in range(274, 304) for _ in range(6)]
    at = pd.Timestamp("2025-12-01") + pd.to_timedelta(village + campus, "D")
    rows = made_up(len(at), at=at, outlet_id=[1] * len(village) + [2] * len(campus))
    settings = pd.DataFrame({"outlet_id": [1, 2], "setting": ["village_office", "campus"]})
    ranked = detect.outlet_bursts({"registrations": rows, "outlets": settings})
    assert (scores(ranked) < 2).all()
    made = attempts({"registrations": rows})
    knowing = day_tails(made, made["outlet"].map({1: "village_office", 2: "campus"}))
    blind = day_tails(made, made["outlet"].map({1: "village_office", 2: "street"}))
    worst = [f.loc[f["outlet"] == 2, "tail"].max() for f in (knowing, blind)]
    assert worst[1] > worst[0] + 0.3, "who does not know the season is more surprised"


def test_a_script_is_heard_by_its_even_steps_and_a_list_by_its_missing_slips():
    even = pd.Timestamp("2026-09-01") + pd.to_timedelta(np.arange(12) * 90, "s")
    wild = pd.Timestamp("2026-09-01") + pd.to_timedelta(np.cumsum(np.arange(12) ** 3 % 97 + 1) * 60, "s")
    rows = made_up(24, at=[*even, *wild], imei=["script"] * 12 + ["people"] * 12)
    assert detect.regular_intervals({"registrations": rows}).table["entity_id"].tolist() == [
        "script",
        "people",
    ]
    slips = made_up(15, imei="people", nik=range(15), kk=range(15))
    first_try = slips.head(4).assign(
        registration_id=range(50, 54),
        verdict="refuse",
        reason="nik_kk_mismatch",
        sim_id=None,
        kk=[91, 92, 93, 94],
    )
    copied = made_up(
        15, registration_id=range(70, 85), imei="list", nik=range(200, 215), sim_id=range(70, 85)
    )
    table = detect.typed_from_a_list({"registrations": pd.concat([slips, first_try, copied])}).table
    assert table["entity_id"].tolist() == ["list", "people"]
    assert table["score"].iloc[0] > 0.8 > table["score"].iloc[1]


def test_too_young_a_crowd_on_one_device_is_odd():
    born = [
        f"{40 + d % 28:02d}{1 + d % 12:02d}{y:02d}" for d, y in enumerate([70, 75, 80, 85, 90, 95, 0, 2] * 5)
    ]
    young = [f"{1 + d:02d}{1 + d % 12:02d}{8 + d % 2:02d}" for d in range(12)]
    nik = [int(f"327075{b}{i:04d}") for i, b in enumerate(born + young)]
    rows = made_up(len(nik), nik=nik, kk=nik, imei=[f"p{i % 5}" for i in range(len(born))] + ["school"] * 12)
    table = detect.ages_on_device({"registrations": rows}).table
    assert table["entity_id"].iloc[0] == "school"
    assert table["score"].iloc[0] > 3 > table["score"].iloc[1]


def test_a_terminal_without_walk_ins_is_odd():
    day = [*range(30)] * 2
    honest = made_up(60, at=pd.Timestamp("2026-09-01") + pd.to_timedelta(day, "D"), outlet_id=1)
    honest["imei"] = ["t1"] * 40 + [f"own{i}" for i in range(20)]
    others = [honest.assign(
        registration_id=honest["registration_id"] + 100 * o, nik=honest["nik"] + 1000 * o, kk=honest["kk"] + 1000 * o,
        outlet_id=1 + o, imei=honest["imei"] + f"/{o}", sim_id=honest["sim_id"] + 100 * o,
    ) for o in (1, 2)]  # fmt: skip
    bad = others[1].assign(imei=["t1/2"] * 60)
    t = {"registrations": pd.concat([honest, others[0], bad])}
    table = detect.terminal_without_walk_ins(t).table
    assert table["entity_id"].iloc[0] == 3
    assert table["score"].tolist()[1:] == [0.0, 0.0]
    assert "60" in table["reason_en"].iloc[0]


# --- what every detector promises ---------------------------------------------------------------------------------

EVERY = (
    "sims_per_nik", "niks_per_device", "typed_from_a_list", "regular_intervals", "ages_on_device", "outlet_bursts",
    "terminal_without_walk_ins", "bulk_registration", "by_device", "by_outlet",
)  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_the_order_of_rows_changes_no_score(name):
    t = tables()
    mixed = {n: f.sample(frac=1, random_state=3).reset_index(drop=True) for n, f in t.items()}
    before, after = (scores(getattr(detect, name)(x)) for x in (t, mixed))
    pd.testing.assert_series_equal(before, after, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", ["niks_per_device", "typed_from_a_list", "bulk_registration", "by_outlet"])
def test_renamed_ids_change_no_score(name):
    t = {n: f.copy() for n, f in tables().items()}
    before = getattr(detect, name)(t)
    for n, column in (("registrations", "outlet_id"), ("outlets", "outlet_id"), ("sims", "outlet_id")):
        t[n][column] = 1000 - t[n][column]
    for n in ("registrations", "sims"):
        t[n]["sim_id"] = 900_000 - t[n]["sim_id"]
    t["registrations"]["registration_id"] = 500_000 - t["registrations"]["registration_id"]
    t["registrations"]["imei"] = "x" + t["registrations"]["imei"].str[::-1]
    after = getattr(detect, name)(t)
    back = {
        "sim": lambda e: 900_000 - e, "outlet": lambda e: 1000 - e, "device": lambda e: e.str[1:].str[::-1]
    }[before.entity]  # fmt: skip
    renamed = after.table.assign(entity_id=back(after.table["entity_id"])).set_index("entity_id")["score"]
    pd.testing.assert_series_equal(
        scores(before), renamed.sort_index(), check_index_type=False, rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("name", EVERY)
def test_the_future_does_not_speak_to_the_past(name):
    """Cutting the final tables at a day gives the scores that an investigator had on that day."""
    day, r = 50, run("story", 1001)
    then = r.as_of(day)
    then = {n: then[n] for n in NEEDED}
    until = pd.Timestamp(str(r.model.world.start)) + pd.Timedelta(days=day)
    cut = dict(tables())
    cut["registrations"] = cut["registrations"][cut["registrations"]["at"] <= until]
    cut["sims"] = cut["sims"][cut["sims"]["registered_at"] <= until]
    one, two = getattr(detect, name)(then), getattr(detect, name)(cut)
    if one.entity == "sim":
        one, two = (
            x.table.assign(entity_id=x.table["entity_id"].map(f["sims"].set_index("sim_id")["msisdn"])).set_index(
                "entity_id"
            )["score"].sort_index()
            for x, f in ((one, then), (two, cut))
        )  # fmt: skip
    else:
        one, two = scores(one), scores(two)
    assert len(one) > 0
    pd.testing.assert_series_equal(one, two, rtol=1e-9, atol=1e-9)


KEYS = {"registrations": "registration_id", "sims": "sim_id"}


@pytest.mark.parametrize("name", EVERY)
def test_every_number_in_a_reason_comes_from_the_rows_it_cites(name):
    from simkit.analysis.detectors import registration_devices, registration_outlets
    from simkit.analysis.detectors.base import Reason

    known = {
        v.code: v
        for m in (detect, registration_devices, registration_outlets)
        for v in vars(m).values()
        if isinstance(v, Reason)
    }
    known["niks_at_outlet"] = Reason(
        "niks_at_outlet", "registrations", "nik", "nunique", "NIK di gerai ini: {n}", "{n}"
    )
    t, ranked = tables(), getattr(detect, name)(tables())
    assert len(ranked.evidence)
    said = ranked.table.set_index("entity_id")["reason_id"]
    for (entity, code, table), rows in ranked.evidence.groupby(["entity_id", "reason", "table"]):
        cited = (
            t[table]
            .set_index(KEYS[table])
            .reset_index()
            .set_index(KEYS[table], drop=False)
            .loc[rows["row_id"]]
        )
        n = cited[known[code].column].agg(known[code].how)
        assert known[code].say("id", float(n)) in said[entity]


@pytest.mark.parametrize("name", EVERY)
def test_tables_without_rows_give_a_ranking_without_rows(name):
    empty = {n: f.head(0) for n, f in tables().items()}
    assert len(getattr(detect, name)(empty).table) == 0
    for optional in ("people", "outlets"):
        some = {n: f for n, f in tables().items() if n != optional}
        assert len(getattr(detect, name)(some).table)
