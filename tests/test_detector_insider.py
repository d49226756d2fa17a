"""Insiders at the desk: what the obvious rules miss, what explanation and linkage find, and what nobody can find.

Each comparison is over 20 seeds with an interval of the mean; chance is stated, not guessed.
"""

import numpy as np
import pandas as pd
import pytest
from insider_samples import DETECTORS, culprits, interval, place, study, summary, tables
from scipy.stats import binomtest

from simkit.core.errors import BadValue
from simkit.detect.detectors.insider import (
    by_leaked_set,
    by_posts,
    by_volume,
    misused_people,
    surprise,
    unexplained,
    without_ticket,
)
from simkit.detect.post_linkage import link_posts

KNOWN = {"insider__n_grudge": 0}


# ---- the one look-up of a known person


@pytest.mark.slow
def test_one_look_up_is_lost_in_volume_and_found_by_way_of_the_post():
    names = ("by_volume", "without_ticket", "unexplained", "by_posts")
    found = study("desk-leak", names, ("known_person",), **KNOWN)
    made = summary(found)
    for rule in ("by_volume", "without_ticket", "unexplained"):
        assert made.loc[rule, "place_low"] < 0.5 < made.loc[rule, "place_high"], rule
        assert made.loc[rule, "precision"] <= 0.2, rule
    by_post = found[found["detector"] == "by_posts"]
    traced, lost = by_post[by_post["n_posts"] > 0], by_post[by_post["n_posts"] == 0]
    first = int((traced["precision"] == 1).sum())
    # the photo fails in some seeds: what was never posted leads nowhere
    assert 10 <= len(traced) < 20
    assert binomtest(first, len(traced)).proportion_ci(0.95, "exact").low > 0.6
    assert (lost["place"] == 0.5).all()


# ---- the seller who hides

QUIET = (
    "by_volume",
    "without_ticket",
    "unexplained",
    "by_leaked_set",
)


@pytest.mark.slow
def test_the_quiet_seller_hides_from_both_rules_and_not_from_explanation_or_the_leaked_set():
    found = study("desk-quiet", QUIET, ("sale",))
    made = summary(found)
    for rule in ("by_volume", "without_ticket"):
        assert made.loc[rule, "place_low"] < 0.5 < made.loc[rule, "place_high"], rule
        assert made.loc[rule, "precision"] <= 0.25, rule
    for rule in ("unexplained", "by_leaked_set"):
        assert made.loc[rule, "precision_low"] >= 0.85, rule
        assert made.loc[rule, "place_high"] <= 0.1, rule


@pytest.mark.slow
def test_the_louder_seller_without_tickets_is_found_by_the_obvious_rule_too():
    made = summary(
        study("desk-seller", ("without_ticket", "unexplained"), ("sale",), seeds=tuple(range(1, 9)))
    )
    assert made.loc["without_ticket", "place"] < 0.08
    # and yet supervisors, who need no ticket, stand before every seller: false accusations at the top of the list
    assert made.loc["without_ticket", "precision"] < 0.5 < made.loc["unexplained", "precision_low"]


# ---- what nobody can find


def test_the_camera_leaves_no_trace_at_the_desk():
    """With or without a photo, the desk's log is the same to the last cell, and so is every score."""
    with_photo, truth = tables("desk-leak", 1, insider__p_camera=1.0, **KNOWN)
    without, truth_without = tables("desk-leak", 1, insider__p_camera=0.0, **KNOWN)
    assert truth["accesses"]["is_captured"].any() and not truth_without["accesses"]["is_captured"].any()
    for name in ("accesses", "tickets", "agents"):
        pd.testing.assert_frame_equal(with_photo[name], without[name])
    for detector in (by_volume, without_ticket, unexplained):
        pd.testing.assert_frame_equal(detector(with_photo).table, detector(without).table)


def own_customers(seed):
    """Give desk-quiet as it would look had each sold record been of a customer whom the seller had just served.

    The sold look-ups become second looks under a ticket of the seller's own; who was sold follows from that.
    """
    seen, truth = tables("desk-quiet", seed)
    sold = set(truth["accesses"].query("motive == 'sale'")["access_id"])
    looks = seen["accesses"].copy()
    is_sale = looks["access_id"].isin(sold).to_numpy()
    tickets = seen["tickets"].dropna(subset=["started_at", "closed_at"])
    leaked = []
    rng = np.random.default_rng(seed)
    for agent in culprits(seen, truth, ["sale"]):
        mine = np.flatnonzero(is_sale & (looks["agent_id"] == agent).to_numpy())
        served = tickets[tickets["agent_id"] == agent].iloc[
            np.sort(rng.choice((tickets["agent_id"] == agent).sum(), len(mine), replace=False))
        ]
        for column in ("person_id", "ticket_id"):
            looks.loc[looks.index[mine], column] = served[column].to_numpy()
        looks.loc[looks.index[mine], "at"] = (served["started_at"] + pd.Timedelta("60s")).to_numpy()
        leaked.append(
            pd.DataFrame({"person_id": served["person_id"], "at": served["started_at"] + pd.Timedelta("2D")})
        )
    return {**seen, "accesses": looks}, culprits(seen, truth, ["sale"]), pd.concat(leaked)


@pytest.mark.slow
def test_who_sells_only_the_customers_he_serves_leaves_nothing_to_explain():
    """A proper ticket explains every look-up, so that the audit stands where chance puts it.

    What remains is the leaked set itself: whose customers are they? That needs the leak to be known.
    """
    from simkit.detect.origin import explains_people

    audit, traced = [], []
    for seed in range(1, 21):
        there, who, leaked = own_customers(seed)
        audit.append(place(unexplained(there), who, there["agents"]).mean())
        first = explains_people(there, leaked)["agent_id"].head(len(who))
        traced.append(len(set(first) & set(who)) / len(who))
    mean, low, high = interval(audit)
    assert low < 0.5 < high, mean
    assert interval(traced)[1] > 0.9


def test_one_look_at_somebody_with_a_real_ticket_cannot_be_told_from_work():
    """If the one who was posted was served by several agents, the culprit is among them, and no score says who."""
    seen, _ = tables("desk-leak", 1, insider__n_known_person=0, insider__n_grudge=0)
    work = seen["accesses"].dropna(subset=["ticket_id"])
    work = work[work["at"] < pd.Timestamp("2024-09-20")].drop_duplicates(["agent_id", "person_id"])
    people = work["person_id"].value_counts()
    person = int(people[people == 4].index.min())
    row = seen["people"].set_index("person_id").loc[person]
    there = dict(seen)
    there["posts"] = pd.DataFrame(
        {"post_id": [1], "at": [pd.Timestamp("2024-10-20")], "formatting": ["retyped"], "fields": ["name,nik"],
         "n_records": [1], "n_bytes": [150]}
    )  # fmt: skip
    there["post_records"] = pd.DataFrame(
        {"post_record_id": [1], "post_id": [1], "posted_name": [row["name"]], "posted_nik": [str(row["nik"])]}
    )
    assert link_posts(there)["person_id"].tolist() == [person]
    found = by_posts(there)
    suspects = set(found.table.loc[found.table["score"] > 0, "entity_id"])
    assert suspects >= set(work.loc[work["person_id"] == person, "agent_id"]) and len(suspects) >= 4
    assert found.table["score"].max() < 0.9
    assert found.evidence.empty


# ---- numbers, rows and names


def quiet_tables():
    return tables("desk-quiet", 1)[0]


@pytest.mark.parametrize("name", sorted(DETECTORS))
@pytest.mark.parametrize("scenario", ["desk-quiet", "desk-leak"])
def test_every_number_of_a_reason_is_that_of_the_rows_it_cites(name, scenario):
    seen, _ = tables(scenario, 1)
    found = DETECTORS[name](seen)
    looks = seen["accesses"].set_index("access_id")
    assert found.entity == "agent" and set(found.table["entity_id"]) == set(seen["agents"]["agent_id"])
    assert set(found.evidence["table"]) <= {"accesses"} and set(found.evidence["row_id"]) <= set(looks.index)
    cited = looks.loc[found.evidence["row_id"]]
    assert (cited["agent_id"].to_numpy() == found.evidence["entity_id"].to_numpy()).all()
    for row in found.table.head(5).itertuples():
        mine = found.evidence[found.evidence["entity_id"] == row.entity_id]
        for _, rows in mine.groupby("reason"):
            people = looks.loc[rows["row_id"].unique(), "person_id"].nunique()
            n = people if name == "by_leaked_set" else rows["row_id"].nunique()
            assert f"{n:,}" in row.reason_en and f"{n:,}".replace(",", ".") in row.reason_id


@pytest.mark.parametrize("name", sorted(DETECTORS))
def test_neither_the_order_of_rows_nor_ids_nor_what_comes_later_change_a_score(name):
    scenario = "desk-leak" if name == "by_posts" else "desk-quiet"
    seen, _ = tables(scenario, 1)
    found = DETECTORS[name](seen).table.set_index("entity_id")["score"].sort_index()
    shuffled = {n: t.sample(frac=1, random_state=7) for n, t in seen.items()}
    pd.testing.assert_series_equal(
        found, DETECTORS[name](shuffled).table.set_index("entity_id")["score"].sort_index(), rtol=1e-9
    )
    new = 1000 - seen["agents"]["agent_id"].to_numpy()
    renamed = dict(seen)
    for table in ("agents", "accesses", "tickets"):
        renamed[table] = seen[table].assign(agent_id=1000 - seen[table]["agent_id"])
    again = DETECTORS[name](renamed).table.set_index("entity_id")["score"]
    assert set(again.index) == set(new)
    np.testing.assert_allclose(again.reindex(1000 - found.index).to_numpy(), found.to_numpy(), rtol=1e-9)


@pytest.mark.parametrize("name", sorted(DETECTORS))
def test_a_score_needs_no_row_from_after_its_day(name):
    from simkit.engine.run import simulate

    scenario = simulate("desk-leak", seed=3, settings={"run.tick_h": 24.0, "people.n_people": 2_000})
    early = scenario.as_of(40)
    later = {n: early[n] for n in DETECTOR_TABLES}
    full = {n: scenario.observed[n] for n in DETECTOR_TABLES}
    end = early["accesses"]["at"].max()
    cut = {**later, "accesses": full["accesses"][full["accesses"]["at"] <= end]}
    cut["tickets"] = full["tickets"][full["tickets"]["at"] <= end]
    one, other = (DETECTORS[name](t).table.set_index("entity_id")["score"].sort_index() for t in (later, cut))
    np.testing.assert_allclose(one.to_numpy(), other.to_numpy(), rtol=0.02, atol=1e-6)


DETECTOR_TABLES = ("people", "agents", "sims", "tickets", "accesses", "posts", "post_records", "blocks")


def test_a_name_of_a_real_region_stops_the_way_back_from_the_leak():
    seen = dict(tables("desk-leak", 1, **KNOWN)[0])
    people = seen["people"].copy()
    people.loc[0, "nik"] = 3273014101700001
    seen["people"] = people
    for detector in (by_posts, by_leaked_set):
        with pytest.raises(BadValue, match="27/2022"):
            detector(seen)


def test_misused_people_hold_blocked_numbers_and_nobody_who_merely_gave_a_number_up_is_among_them():
    seen, _ = tables("desk-seller", 1)
    found = misused_people(seen)
    assert len(found) > 50 and found["person_id"].is_unique
    replaced = seen["blocks"].loc[seen["blocks"]["reason"] == "replaced", "sim_id"]
    other = seen["blocks"].loc[seen["blocks"]["reason"] != "replaced", "sim_id"]
    niks = set(seen["sims"].loc[seen["sims"]["sim_id"].isin(other), "nik"])
    people = seen["people"].set_index("person_id")["nik"]
    assert set(people.loc[found["person_id"]]) <= niks
    assert len(replaced) > len(other)


def test_two_guilty_agents_do_not_hide_each_other():
    count = pd.Series([4, 3, 5, 4, 6, 5, 60, 55.0])
    made = surprise(count, pd.Series([1000.0] * 8), pd.Series(["agent"] * 8))
    assert made[[6, 7]].min() > 10 and made[:6].max() < 2


def test_surprise_grows_with_the_count_and_falls_with_the_work():
    work, group = pd.Series([1000.0] * 6), pd.Series(["agent"] * 6)
    usual = [20, 22, 18, 21, 19]
    few, many = (surprise(pd.Series([*usual, float(n)]), work, group)[5] for n in (25, 50))
    assert many > few > 0
    busy = surprise(pd.Series([*usual, 50.0]), pd.Series([1000.0] * 5 + [2500.0]), group)[5]
    assert busy < 1 < many


def test_an_empty_desk_accuses_nobody():
    seen = dict(tables("desk-leak", 1, **KNOWN)[0])
    for name in ("accesses", "tickets", "posts", "post_records", "blocks"):
        seen[name] = seen[name].iloc[:0]
    for name, detector in DETECTORS.items():
        found = detector(seen)
        assert found.evidence.empty and found.table["score"].max() < 1, name
