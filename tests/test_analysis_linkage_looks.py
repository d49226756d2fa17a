"""Which look-ups a ticket explains, and which look-ups explain a leak."""

import numpy as np
import pandas as pd
import pytest
from insider_samples import culprits, tables
from scipy.stats import binom

from simkit.core.errors import BadValue
from simkit.detect.explained_looks import EXPLAINED, explain
from simkit.detect.origin import explaining_accesses, explains_people, origin
from simkit.detect.post_linkage import link_posts

NOON = pd.Timestamp("2024-08-05 12:00")
NIK = 3270754101700001


def desk(*looks):
    """Give tables of two agents and a supervisor at A, one agent at B, and a ticket of person 7 with agent 1."""
    agents = pd.DataFrame(
        {
            "agent_id": [1, 2, 3, 4],
            "site": ["A", "A", "B", "A"],
            "shift": "morning",
            "position": ["agent", "agent", "agent", "supervisor"],
        }
    )
    tickets = pd.DataFrame(
        {
            "ticket_id": [50, 51],
            "person_id": [7, 8],
            "agent_id": [1, 2],
            "site": ["A", "A"],
            "started_at": [NOON, NOON + pd.Timedelta("3h")],
            "closed_at": [NOON + pd.Timedelta("6min"), pd.NaT],
        }
    )
    rows = [
        (i + 1, agent, person, ticket, NOON + pd.Timedelta(minutes=m))
        for i, (agent, person, ticket, m) in enumerate(looks)
    ]
    accesses = pd.DataFrame(rows, columns=["access_id", "agent_id", "person_id", "ticket_id", "at"])
    accesses["ticket_id"] = accesses["ticket_id"].astype("Int64")
    accesses = accesses.assign(verdict="allow", fields_shown="name,nik,kk,address")
    people = pd.DataFrame({"person_id": range(1, 101), "nik": NIK + np.arange(100)})
    return {"agents": agents, "tickets": tickets, "accesses": accesses, "people": people}


@pytest.mark.parametrize(
    ("look", "word"),
    [
        ((1, 7, 50, 1), "ticket"),
        ((1, 7, 50, 15), "ticket"),
        ((1, 7, 50, -2), "ticket"),
        ((1, 7, 50, 16), "ticket"),
        ((1, 7, 50, 17), "other_time"),
        ((1, 7, None, -2), "own_ticket"),
        ((1, 7, None, 16), "own_ticket"),
        ((1, 7, None, 17), "no_ticket"),
        ((1, 7, 50, -5), "other_time"),
        ((1, 9, 50, 1), "other_customer"),
        ((1, 7, 51, 1), "own_ticket"),
        ((1, 7, None, 1), "own_ticket"),
        ((2, 7, None, 1), "handover"),
        ((3, 7, None, 1), "no_ticket"),
        ((2, 7, 50, 20), "other_agent"),
        ((1, 7, 99, 60), "unknown_ticket"),
        ((2, 9, None, 1), "no_ticket"),
        ((4, 9, None, 1), "supervision"),
        ((4, 9, 50, 1), "other_customer"),
        ((2, 8, 51, 60 * 24), "ticket"),
    ],
)
def test_each_explanation(look, word):
    made = explain(desk(look)).iloc[0]
    assert made["explanation"] == word and made["is_explained"] == (word in EXPLAINED)


def test_nearly_all_work_is_explained_and_all_misuse_is_not():
    seen, truth = tables("desk-quiet", 1)
    looks = explain(seen).merge(truth["accesses"], on="access_id", how="left")
    motive = looks["motive"].astype(object).fillna("work")
    # but for the few who name another ticket by mistake (desk.p_wrong_ticket)
    work = looks.loc[motive == "work", "explanation"].value_counts(normalize=True)
    assert work["ticket"] > 0.995 and work.get("other_customer", 0) < 0.005
    sale = looks.loc[motive == "sale", "explanation"].value_counts(normalize=True)
    assert sale["other_customer"] >= 0.97
    assert looks.loc[motive == "habit", "is_explained"].mean() < 0.01
    assert looks.loc[motive == "supervision", "is_explained"].all()


def test_a_view_as_of_a_day_explains_the_same_look_ups_the_same_way():
    from simkit.engine.run import simulate

    run = simulate("desk-leak", seed=4, settings={"run.tick_h": 24.0, "people.n_people": 2_000})
    late = explain(run.observed)
    early = explain(run.as_of(30))
    both = early[["at", "agent_id", "seconds", "explanation"]].merge(
        late[["at", "agent_id", "seconds", "explanation"]],
        on=["at", "agent_id", "seconds"],
        suffixes=("", "_late"),
    )
    assert len(early) > 5_000 and len(both) >= len(early) - 5
    assert (both["explanation"] != both["explanation_late"]).mean() < 0.001


# ---- one record


WORK = [(2, 8, 51, 200 + i) for i in range(40)]


def posted(fields="name,nik"):
    return pd.DataFrame({"post_id": [1], "at": [NOON + pd.Timedelta("2h")], "fields": [fields]})


def test_only_look_ups_before_the_post_that_showed_all_of_it_can_explain_it():
    there = desk(
        (1, 7, 50, 1), (2, 7, None, 30), (2, 7, None, 150), (3, 8, None, 30), (3, 7, None, 90), *WORK
    )
    there["accesses"].loc[4, "verdict"] = "refuse"
    there["posts"] = posted()
    made = explaining_accesses(there, 1, 7)
    assert set(made["access_id"]) == {1, 2} and made["share"].sum() == pytest.approx(1)
    assert made.loc[0, "access_id"] == 2 and not made.loc[0, "is_explained"]
    # half of misuse hides behind an explanation: both halves are shared out among all look-ups of their kind
    p_open = 1 - explain(there)["is_explained"].mean()
    at_once = (
        made["score"] * (1 + made["hours_before"] / 30) * np.where(made["is_explained"], 1 - p_open, p_open)
    )
    assert at_once.tolist() == pytest.approx([0.5, 0.5])
    there["posts"] = posted("name,nik,imei")
    assert explaining_accesses(there, 1, 7).empty


def test_of_two_equal_look_ups_the_later_one_weighs_more():
    there = desk((1, 9, None, 1), (2, 9, None, 100))
    there["posts"] = posted()
    made = explaining_accesses(there, 1, 9)
    assert made["agent_id"].tolist() == [2, 1] and made["score"].is_monotonic_decreasing


def test_a_post_that_is_not_there_is_named():
    there = desk((1, 7, 50, 1)) | {"posts": posted()}
    with pytest.raises(BadValue, match="post 12"):
        explaining_accesses(there, 12, 7)


def test_the_post_of_the_story_leads_to_the_look_up():
    seen, truth = tables("desk-leak", 1, insider__n_grudge=0, insider__p_camera=1.0)
    link = link_posts(seen).iloc[0]
    made = explaining_accesses(seen, link["post_id"], link["person_id"])
    assert made.loc[0, "access_id"] == truth["posts"]["access_id"].iloc[0]
    assert made.loc[0, "explanation"] == "no_ticket" and made.loc[0, "share"] > 0.5


# ---- a set of records


def test_the_chance_is_the_binomial_tail():
    # everybody was looked up by somebody; agent 1 looked up 40 of 100 people, and 9 of the 10 that leaked
    early = [(1, p, None, 1) for p in range(1, 41)] + [(2, p, None, 2) for p in range(1, 101)]
    leaked = pd.DataFrame({"person_id": [*range(1, 10), 90], "at": NOON + pd.Timedelta("1D")})
    made = explains_people(desk(*early), leaked).set_index("agent_id")
    assert made.loc[1, ["n_people", "n_hit", "n_leaked"]].tolist() == [40, 9, 10]
    assert made.loc[1, "p_chance"] == pytest.approx(binom.sf(8, 10, 0.4))
    assert made.loc[1, "expected"] == pytest.approx(4.0)
    assert made.loc[1, "p_family"] == pytest.approx(4 * made.loc[1, "p_chance"])
    assert made.loc[2, "p_chance"] == pytest.approx(1.0) and made.loc[2, "n_hit"] == 10


def test_two_days_of_leaks_are_counted_each_with_its_own_chance():
    looks = [(1, p, None, 1) for p in range(1, 11)] + [(2, p, None, 1) for p in range(1, 41)]
    looks += [(1, p, None, 24 * 60) for p in range(41, 71)]
    at = [NOON + pd.Timedelta("6h")] * 3 + [NOON + pd.Timedelta("3D")] * 2
    made = explains_people(desk(*looks), pd.DataFrame({"person_id": [1, 2, 30, 50, 5], "at": at})).set_index(
        "agent_id"
    )
    q = np.array([10 / 40] * 3 + [40 / 70] * 2)
    chance = np.ones(1)
    for share in q:
        chance = np.convolve(chance, [1 - share, share])
    assert made.loc[1, "n_hit"] == 4
    assert made.loc[1, "p_chance"] == pytest.approx(chance[4:].sum())
    assert made.loc[1, "expected"] == pytest.approx(q.sum())


def test_a_look_up_at_the_moment_of_the_leak_explains_nothing():
    leaked = pd.DataFrame({"person_id": [7], "at": [NOON + pd.Timedelta("5min")]})
    made = explains_people(desk((1, 7, None, 5), (2, 7, None, 1)), leaked).set_index("agent_id")
    assert made.loc[1, ["n_people", "n_hit", "n_leaked"]].tolist() == [0, 0, 1]
    assert made.loc[2, ["n_people", "n_hit", "n_leaked"]].tolist() == [1, 1, 1]
    assert (explains_people(desk((1, 7, None, 5)), leaked)["n_leaked"] == 0).all()


def test_two_points_decide_where_a_post_comes_from():
    post = {"formatting": "typed", "fields": "name,nik", "n_records": 10, "n_bytes": 1_000}
    for said, points, kind in (
        ({"formatting": "retyped"}, 2, "desk"),
        ({"n_records": 1}, 1, "unclear"),
        ({}, 0, "unclear"),
        ({"formatting": "raw_columns", "n_records": 1}, -1, "unclear"),
        ({"formatting": "raw_columns"}, -2, "server"),
    ):
        made = origin(pd.Series(post | said))
        assert (made.points, made.kind) == (points, kind)


def test_honest_desks_are_seldom_accused_as_a_family():
    """Any set of people, drawn by lot, accuses somebody in at most about 5 % of the cases."""
    seen, _ = tables("desk-leak", 1)
    people = np.unique(seen["accesses"]["person_id"])
    rng, accused = np.random.default_rng(3), 0
    slim = {n: seen[n] for n in ("people", "agents", "accesses", "tickets")}
    for _ in range(40):
        some = rng.choice(people, 60, replace=False)
        leaked = pd.DataFrame({"person_id": some, "at": pd.Timestamp("2024-10-01")})
        accused += explains_people(slim, leaked)["p_family"].min() < 0.05
    assert accused <= binom.ppf(0.999, 40, 0.05)


def test_posts_of_what_a_seller_saw_point_to_the_seller_and_posts_of_chance_people_do_not():
    seen, truth = tables("desk-quiet", 2)
    who = culprits(seen, truth, ["sale"])[:1]
    sold = truth["accesses"].query("motive == 'sale'")["access_id"]
    mine = seen["accesses"][seen["accesses"]["access_id"].isin(sold) & seen["accesses"]["agent_id"].isin(who)]
    chosen = {"sold": mine["person_id"].unique()[:15]}
    chosen["chance"] = np.random.default_rng(1).choice(
        seen["accesses"]["person_id"].unique(), 15, replace=False
    )
    lowest = {}
    for name, ids in chosen.items():
        rows = seen["people"].set_index("person_id").loc[ids].reset_index()
        there = dict(seen)
        there["posts"] = pd.DataFrame({"post_id": np.arange(len(ids)), "at": pd.Timestamp("2024-12-01")})
        there["post_records"] = pd.DataFrame(
            {
                "post_record_id": np.arange(len(ids)),
                "post_id": np.arange(len(ids)),
                "posted_name": rows["name"],
                "posted_nik": rows["nik"].astype(str),
            }
        )
        links = link_posts(there).assign(at=there["posts"]["at"])
        lowest[name] = explains_people(there, links[["person_id", "at"]])
    assert lowest["sold"].loc[0, "agent_id"] == who[0] and lowest["sold"].loc[0, "p_family"] < 1e-6
    assert lowest["sold"].loc[0, "n_hit"] == 15
    assert lowest["chance"].loc[0, "p_family"] > 0.05


def test_no_leak_accuses_nobody():
    none = pd.DataFrame({"person_id": pd.Series(dtype="int64"), "at": pd.Series(dtype="datetime64[s]")})
    made = explains_people(desk((1, 7, 50, 1)), none)
    assert made["p_chance"].tolist() == [1.0] * 4 and made["p_family"].tolist() == [1.0] * 4
