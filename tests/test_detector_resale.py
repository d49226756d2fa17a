"""Resale: ready-made accounts show nothing at registration, and everything in the company they keep."""

from __future__ import annotations

from functools import cache

import many_seeds
import numpy as np
import pandas as pd
import pytest
from many_seeds import interval

from simkit.detect.detectors import registration, resale
from simkit.detect.detectors import resale as resale_signs
from simkit.detect.detectors.base import Reason
from simkit.detect.detectors.resale import account_facts, sightings
from simkit.engine.run import simulate

NEEDED = ("accounts", "logins", "sims", "traffic_daily", "registrations", "people", "outlets")
SMALL = {"people.n_people": 6_000, "run.scale": 0.004, "insider.n_sellers": 0}
SEEDS = range(2001, 2021)
ONE_EACH = [1.0] * 6
ROUTES = {
    "ready_made": {"ring.shares": [0, 0, 0, 0, 1.0, 0], "ring.capacity": ONE_EACH},
    "mixed": {"ring.shares": [0.3, 0.2, 0.1, 0.1, 0.2, 0.1], "ring.capacity": ONE_EACH},
    "mules": {"ring.shares": [0, 0, 0, 1.0, 0, 0], "ring.capacity": ONE_EACH},
    "careful": {
        "ring.shares": [1.0, 0, 0, 0, 0, 0], "ring.capacity": ONE_EACH, "ring.numbers_per_device": 1,
        "buyer.n_wanted": 5_000_000, "buyer.n_buyers": 50, "buyer.numbers_per_device": 1,
        "buyer.elasticity": 0.0,
    },
    "nobody": {"ring.n_rings": 0},
}  # fmt: skip


@cache
def run(route: str, seed: int):
    return simulate("ring-under-cap", seed, settings=SMALL | ROUTES[route])


@cache
def tables(route: str = "mixed", seed: int = 2001) -> dict[str, pd.DataFrame]:
    observed = run(route, seed).observed
    return {name: observed[name] for name in NEEDED}


def guilty(route: str, seed: int, entity: str) -> set:
    truth, t = run(route, seed).truth["accounts"], tables(route, seed)
    mine = set(truth.loc[truth["ring_id"].notna(), "account_id"])
    accounts = t["accounts"][t["accounts"]["account_id"].isin(mine)]
    return {"account": mine, "sim": set(accounts["sim_id"]), "device": set(accounts["imei"].dropna())}[entity]


def at_capacity(ranked, route: str, seed: int) -> tuple[float, float]:
    hit = ranked.table["entity_id"].isin(guilty(route, seed, ranked.entity)).to_numpy()
    return float(hit[: hit.sum()].mean()), float(hit.mean())


def over_seeds(detector, route: str, n: int = 20) -> tuple[np.ndarray, np.ndarray]:
    return tuple(np.array([at_capacity(detector(tables(route, s)), route, s) for s in SEEDS[:n]]).T)


def scores(ranked) -> pd.Series:
    return ranked.table.set_index("entity_id")["score"].sort_index()


# --- the claim, over many seeds -----------------------------------------------------------------------------------


@many_seeds.over
def test_registration_shows_nothing_of_ready_made_accounts_and_the_devices_they_meet_on_do(n):
    blind, base = over_seeds(resale.ready_made_by_registration, "ready_made", n)
    found, _ = over_seeds(resale.ready_made, "ready_made", n)
    low, high = interval(blind - base)
    assert high < 0.12 and low > -0.15, "at the base rate, or below: big owners have accounts too"
    assert interval(found)[0] > 0.8
    assert interval(found - blind)[0] > 0.5


def test_no_registration_detector_sees_a_ready_made_account():
    """Their SIMs are older than every registration row: bulk_registration does not even rank them."""
    for seed in SEEDS[:5]:
        sims = guilty("ready_made", seed, "sim")
        ranked = registration.bulk_registration(tables("ready_made", seed)).table
        assert len(sims) > 30
        assert not ranked["entity_id"].isin(sims).any()


def test_mules_show_nothing_at_registration_and_handing_over_is_no_sure_sign():
    at_registration, base, at_sale = [], [], []
    for s in SEEDS[:4]:
        t, sims = tables("mules", s), guilty("mules", s, "sim")
        hit = registration.bulk_registration(t).table["entity_id"].isin(sims)
        at_registration.append(float(hit.head(int(hit.sum())).mean()))
        base.append(float(hit.mean()))
        at_sale.append(at_capacity(resale.resale(t), "mules", s)[0])
    assert interval(np.subtract(at_registration, base))[1] < 0.05
    assert np.mean(at_sale) < 0.6


# --- the single signs are weaker than the structure ---------------------------------------------------------------


def test_most_emptied_devices_are_the_rings():
    ranked = resale.lots(tables())
    odd = ranked.table[ranked.table["score"] > 0]
    assert len(odd) > 5
    assert odd["entity_id"].isin(guilty("mixed", 2001, "device")).mean() > 0.6


# --- where it cannot succeed --------------------------------------------------------------------------------------


def test_who_buys_a_phone_for_every_number_escapes_the_structure():
    joined, base = over_seeds(resale.resale, "careful", 3)
    facts = account_facts(tables("careful"), sightings(tables("careful")))
    mine = facts[facts.index.isin(guilty("careful", 2001, "account"))]
    assert (mine["strangers"] == 0).mean() > 0.6
    usual, _ = over_seeds(resale.resale, "mixed", 3)
    assert joined.max() < usual.min()
    assert abs(joined.mean() - base.mean()) < 0.15, "little is left"


def test_taken_over_and_ready_made_accounts_look_the_same():
    """The detector does not say which: both are old accounts on a stranger's handset."""
    truth = run("mixed", 2001).truth["accounts"].set_index("account_id")["origin"]
    ranked = resale.ready_made(tables()).table
    n = int(ranked["entity_id"].isin(guilty("mixed", 2001, "account")).sum())
    kinds = set(ranked["entity_id"].head(n).map(truth))
    assert {"ready_made", "taken_over"} <= kinds


# --- honest people who look like it -------------------------------------------------------------------------------


def test_families_fleets_and_workers_abroad_have_few_strangers_on_their_devices():
    t = tables("nobody")
    facts = account_facts(t, sightings(t))
    seen = sightings(t)
    shared = seen.groupby("device")["sim_id"].nunique()
    assert (shared > 1).sum() > 5, "families and fleets do share devices"
    # second-hand phones and repair shops bring some honest strangers together
    assert 0 < (facts["strangers"] > 0).mean() < 0.15
    abroad = seen.loc[(seen["place"] != "home").to_numpy(bool), "account_id"].nunique()
    assert abroad > 5
    assert resale.resale(t).table["score"].quantile(0.95) < 2.5


def test_in_the_mixed_world_few_families_fleets_or_workers_abroad_are_among_the_first():
    t = tables()
    ranked = resale.resale(t, entity="account").table
    n = int(ranked["entity_id"].isin(guilty("mixed", 2001, "account")).sum())
    truth = run("mixed", 2001).truth
    honest = (
        truth["accounts"].merge(t["accounts"][["account_id", "sim_id"]]).merge(truth["sims"], on="sim_id")
    )
    abroad = truth["people"].loc[truth["people"]["is_abroad"], "person_id"]
    big = t["people"].loc[t["people"]["kind"] != "individual", "person_id"]
    looks = (
        honest["person_id"].isin(abroad) | honest["person_id"].isin(big) | (honest["registrant"] == "family")
    )
    innocent = set(honest.loc[looks & honest["ring_id_x"].isna(), "account_id"])
    assert len(innocent) > 20
    assert ranked["entity_id"].head(n).isin(innocent).mean() < 0.2


# --- what every detector promises ---------------------------------------------------------------------------------

EVERY = ("resale", "ready_made", "ready_made_by_registration", "lots")


@pytest.mark.parametrize("name", EVERY)
def test_the_order_of_rows_and_the_names_of_ids_change_no_score(name):
    t = tables()
    before = getattr(resale, name)(t)
    mixed = {n: f.sample(frac=1, random_state=3).reset_index(drop=True) for n, f in t.items()}
    for frame in mixed.values():
        for column, most in (("sim_id", 900_000), ("account_id", 800_000), ("login_id", 700_000)):
            if column in frame:
                frame[column] = most - frame[column]
        if "imei" in frame:
            frame["imei"] = "x" + frame["imei"].str[::-1]
    after = getattr(resale, name)(mixed)
    back = {
        "sim": lambda e: 900_000 - e, "account": lambda e: 800_000 - e, "device": lambda e: e.str[1:].str[::-1]
    }[before.entity]  # fmt: skip
    renamed = after.table.assign(entity_id=back(after.table["entity_id"])).set_index("entity_id")["score"]
    pd.testing.assert_series_equal(scores(before), renamed.sort_index(), check_index_type=False, rtol=1e-9)


@pytest.mark.parametrize("name", EVERY)
def test_the_future_does_not_speak_to_the_past(name):
    day, r = 50, run("mixed", 2001)
    then = {n: f for n, f in r.as_of(day).items() if n in NEEDED}
    until = pd.Timestamp(str(r.model.world.start)) + pd.Timedelta(days=day)
    cut = dict(tables())
    for n, at in (("registrations", "at"), ("sims", "registered_at"), ("logins", "at")):
        cut[n] = cut[n][cut[n][at] <= until]
    cut["traffic_daily"] = cut["traffic_daily"][cut["traffic_daily"]["day"] < until]
    a = cut["accounts"]
    cut["accounts"] = a[(a["activated_at"] <= until) | a["account_id"].isin(cut["logins"]["account_id"])]
    one, two = getattr(resale, name)(then), getattr(resale, name)(cut)

    def known(ranked, f):
        if ranked.entity == "device":
            return scores(ranked)
        if ranked.entity == "sim":
            who = f["sims"].set_index("sim_id")["msisdn"].astype(str)
        else:
            who = f["accounts"].set_index("account_id")
            who = who["msisdn"].astype(str) + who["app"].astype(str)
        return (
            ranked.table.assign(entity_id=ranked.table["entity_id"].map(who))
            .set_index("entity_id")["score"]
            .sort_index()
        )

    assert len(one.table) > 0
    pd.testing.assert_series_equal(known(one, then), known(two, cut), rtol=1e-9)


KEYS = {"accounts": "account_id", "logins": "login_id", "sims": "sim_id"}


@pytest.mark.parametrize("name", EVERY)
def test_every_number_in_a_reason_comes_from_the_rows_it_cites(name):
    known = {v.code: v for m in (resale, resale_signs) for v in vars(m).values() if isinstance(v, Reason)}
    t, ranked = tables(), getattr(resale, name)(tables())
    assert len(ranked.evidence)
    said = ranked.table.set_index("entity_id")["reason_id"]
    for (entity, code, table), rows in ranked.evidence.groupby(["entity_id", "reason", "table"]):
        cited = t[table].set_index(KEYS[table], drop=False).loc[rows["row_id"]]
        n = cited[known[code].column].agg(known[code].how)
        assert known[code].say("id", float(n)) in said[entity]


@pytest.mark.parametrize("name", EVERY)
def test_tables_without_rows_give_a_ranking_without_rows(name):
    empty = {n: f.head(0) for n, f in tables().items()}
    assert len(getattr(resale, name)(empty).table) == 0
