"""Graphs of the observed tables: what they hold, and how to get at the part worth looking at."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from simkit.analysis.graphs import (
    Graph,
    access_graph,
    account_graph,
    contact_graph,
    layout,
    neighbourhood,
    registration_features,
    registration_graph,
    sale_graph,
    without_terminals,
)
from simkit.core.errors import BadValue


@pytest.fixture(scope="module")
def registrations():
    """Two NIKs on phone a (one attempt refused), the second also on phone b; a third NIK alone at an outlet."""
    rows = pd.DataFrame(
        {
            "nik": pd.array([11, 12, 12, 13, 13, None], dtype="Int64"),
            "sim_id": pd.array([1, None, 2, 3, 4, None], dtype="Int64"),
            "outlet_id": pd.array([None, None, 70, 71, 71, 71], dtype="Int64"),
            "imei": ["a", "a", "b", "c", "c", None],
        }
    )
    old = pd.DataFrame(
        {"sim_id": [1, 2, 3, 4, 9], "nik": [11, 12, 13, 13, 11], "outlet_id": [None, 70, 71, 71, 70]}
    )
    return {"registrations": rows, "sims": old.astype("Int64")}


def edges(graph: Graph) -> dict:
    return dict(
        zip(zip(graph.names(graph.u), graph.names(graph.v), strict=True), graph.weight.tolist(), strict=True)
    )


def test_registration_graph_has_four_kinds_of_nodes_and_counts_attempts(registrations):
    graph = registration_graph(registrations)
    assert graph.kinds == ("nik", "sim", "device", "outlet")
    assert [i.tolist() for i in graph.ids] == [[11, 12, 13], [1, 2, 3, 4, 9], ["a", "b", "c"], [70, 71]]
    found = edges(graph)
    assert found[("nik", 12), ("device", "a")] == 1  # refused, and yet seen
    assert found[("nik", 13), ("device", "c")] == 2
    assert found[("nik", 13), ("outlet", 71)] == 2
    assert found[("device", "c"), ("outlet", 71)] == 2
    assert found[("nik", 11), ("sim", 9)] == 1  # an old SIM, known from `sims` alone
    assert found[("sim", 9), ("outlet", 70)] == 1
    assert found[("sim", 1), ("device", "a")] == 1  # in both tables, counted once
    assert (("nik", 12), ("sim", 1)) not in found
    assert len(found) == graph.n_edges == 21
    assert graph.without("outlet").kinds == graph.kinds
    assert graph.without("outlet").n_nodes == graph.n_nodes - 2


def test_registration_graph_works_without_the_old_sims(registrations):
    graph = registration_graph({"registrations": registrations["registrations"]})
    assert graph.ids_of("sim").tolist() == [1, 2, 3, 4]


def test_long_ids_keep_every_digit():
    niks = [9170951706860001, 9170951706860003]
    rows = pd.DataFrame(
        {"nik": pd.array([*niks, None], "Int64"), "sim_id": None, "outlet_id": None, "imei": "001"}
    )
    graph = registration_graph({"registrations": rows.astype({"sim_id": "Int64", "outlet_id": "Int64"})})
    assert graph.ids_of("nik").tolist() == niks
    assert graph.names([graph.node("device", "001")]) == [("device", "001")]


def test_access_graph_splits_look_ups_by_ticket():
    rows = pd.DataFrame({"agent_id": [1, 1, 1, 2], "person_id": [5, 5, 6, 5]})
    rows["ticket_id"] = pd.array([9, None, None, 8], "Int64")
    graph = access_graph({"accesses": rows})
    shown = graph.to_networkx()
    assert shown["agent", 1]["person", 5] == {"weight": 2, "n_with_ticket": 1, "n_without_ticket": 1}
    assert graph.between("agent", "person").toarray().tolist() == [[2, 1], [1, 0]]
    assert graph.between("person", "agent").toarray().tolist() == [[2, 1], [1, 0]]


def test_account_graph_joins_activations_and_log_ins():
    accounts = pd.DataFrame({"account_id": [1, 2, 3], "imei": ["a", "a", None]})
    logins = pd.DataFrame({"account_id": [1, 3], "imei": ["b", "a"]})
    graph = account_graph({"accounts": accounts, "logins": logins})
    assert graph.between("account", "device").toarray().tolist() == [[1, 1], [1, 0], [1, 0]]
    assert graph.extra["n_logins"].tolist() == [0, 1, 0, 1]
    assert account_graph({"accounts": accounts}).n_edges == 2


def test_contact_graph_is_directed_and_adds_messages_up():
    rows = pd.DataFrame(
        {"sim_id": [1, 1, 2], "recipient_sim_id": [2, 2, 1], "n": np.array([3, 4, 1], np.int16)}
    )
    graph = contact_graph({"contacts": rows})
    assert graph.is_directed
    assert graph.sparse().toarray().tolist() == [[0, 7], [1, 0]]
    assert graph.extra["n_days"].tolist() == [2, 1]
    assert graph.links().toarray().tolist() == [[0, 1], [1, 0]]


def test_sale_graph_knows_only_what_the_books_say():
    rows = pd.DataFrame(
        {
            "seller_alias": pd.Categorical(["R-01", "R-01", "R-02"]),
            "buyer_alias": pd.Categorical(["B-01", "B-01", None]),
            "price_rp": pd.array([50_000, None, None], "Int64"),
        }
    )
    graph = sale_graph({"seizures": rows})
    assert edges(graph) == {(("seller", "R-01"), ("buyer", "B-01")): 2}
    assert graph.extra["price_rp"].tolist() == [50_000]
    assert graph.ids_of("seller").tolist() == ["R-01", "R-02"]


@pytest.mark.parametrize(
    ("build", "table", "kinds"),
    [
        (access_graph, "accesses", "agent"),
        (registration_graph, "registrations", "nik"),
        (account_graph, "accounts", "account"),
        (contact_graph, "contacts", "sim"),
        (sale_graph, "seizures", "seller"),
    ],
)
def test_empty_tables_give_empty_graphs_and_missing_ones_a_clear_word(busy_run, build, table, kinds):
    graph = build({name: busy_run.observed[name].iloc[:0] for name in busy_run.observed})
    assert (graph.n_nodes, graph.n_edges, graph.kinds[0]) == (0, 0, kinds)
    assert graph.to_networkx().number_of_nodes() == 0
    with pytest.raises(BadValue, match=f"{table!r}, which is not there"):
        build({})


def test_every_graph_of_a_run_points_to_things_that_exist(busy_run):
    seen = busy_run.observed
    graph = registration_graph(seen)
    assert graph.ids_of("sim").isin(seen["sims"]["sim_id"]).all()
    assert set(graph.ids_of("outlet")) <= set(seen["outlets"]["outlet_id"])
    attempts = seen["registrations"]
    assert graph.between("nik", "device").sum() == len(attempts)
    assert access_graph(seen).weight.sum() == len(seen["accesses"])
    assert contact_graph(seen).weight.sum() == seen["contacts"]["n"].sum()
    assert account_graph(seen).weight.sum() == seen["accounts"]["imei"].notna().sum() + len(seen["logins"])
    assert sale_graph(seen).weight.sum() == seen["seizures"]["buyer_alias"].notna().sum()
    for g in (graph, access_graph(seen), account_graph(seen)):
        assert (g.u < g.v).all()
        assert (np.diff(g.u * g.n_nodes + g.v) > 0).all()


def test_networkx_gets_the_part_worth_looking_at(registrations):
    graph = registration_graph(registrations)
    shown = graph.to_networkx()
    assert list(shown)[:3] == [("nik", 11), ("nik", 12), ("nik", 13)]
    assert shown.nodes["device", "a"] == {"kind": "device", "id": "a"}
    with pytest.raises(BadValue, match="13 nodes, more than limit=5"):
        graph.to_networkx(limit=5)
    near = neighbourhood(graph.without("outlet"), ("device", "a"), hops=1).to_networkx()
    assert set(near) == {("device", "a"), ("nik", 11), ("nik", 12), ("sim", 1)}
    assert near.has_edge(("nik", 11), ("sim", 1))
    around = nx.ego_graph(shown, ("device", "b"), radius=2)
    assert set(neighbourhood(graph, ("device", "b"), hops=2).to_networkx()) == set(around)


def test_neighbourhood_shows_a_hub_without_following_it(registrations):
    graph = registration_graph(registrations)
    near = neighbourhood(graph, ("device", "b"), hops=2, expand_up_to=3).to_networkx()
    assert ("outlet", 70) in near
    assert ("sim", 9) not in near  # behind the outlet, which has more than three links
    with pytest.raises(BadValue, match="more than most=2"):
        neighbourhood(graph, ("device", "b"), most=2)
    with pytest.raises(BadValue, match="no device 'zz' in this graph of 3 device nodes"):
        neighbourhood(graph, ("device", "zz"))
    with pytest.raises(BadValue, match="did you mean 'device'"):
        neighbourhood(graph, ("devise", "a"))


def test_a_drawing_is_the_same_every_time(registrations):
    shown = registration_graph(registrations).to_networkx()
    assert layout(shown, seed=3) == layout(shown, seed=3)
    assert layout(shown, seed=3) != layout(shown, seed=4)


def test_features_count_what_a_hand_counts(registrations):
    device = registration_features(registrations, "device")
    assert device.loc["a", ["n_niks", "n_sims", "n_outlets", "n_attempts", "n_shared_niks"]].tolist() == [
        2,
        1,
        0,
        2,
        1,
    ]
    assert device.loc["b", ["component_n_sim", "component_n_nik", "component_n_device"]].tolist() == [3, 2, 2]
    assert device.loc["c", ["n_sims", "outlet_share", "component_n_nik"]].tolist() == [2, 1.0, 1]
    nik = registration_features(registrations, "nik")
    assert nik.loc[12, ["n_sims", "n_devices", "n_outlets", "n_attempts", "device_n_niks"]].tolist() == [
        1,
        2,
        1,
        2,
        2,
    ]
    sim = registration_features(registrations, "sim")
    assert sim.loc[9, ["nik_n_sims", "device_n_niks", "component_n_sim"]].tolist() == [2, 0, 3]
    assert not sim.loc[9, "is_device_known"]
    assert sim.loc[1, ["nik_n_sims", "device_n_niks", "device_n_sims"]].tolist() == [2, 2, 1]
    with pytest.raises(BadValue, match="did you mean 'device'"):
        registration_features(registrations, "devices")


def test_features_agree_with_plain_group_by(busy_run):
    rows = busy_run.observed["registrations"]
    found = registration_features(busy_run.observed, "device")
    by = rows.groupby("imei", observed=True)
    assert (found["n_niks"] == by["nik"].nunique()).all()
    assert (found["n_attempts"] == by.size()).all()
    assert (found["n_outlets"] == by["outlet_id"].nunique()).all()
    assert (found["n_sims"] == by["sim_id"].nunique()).all()
    sims = registration_features(busy_run.observed, "sim")
    assert sims.index.equals(pd.Index(np.sort(busy_run.observed["sims"]["sim_id"]), name="sim_id"))
    n_sims = busy_run.observed["sims"].groupby("nik").size()
    nik = busy_run.observed["sims"].set_index("sim_id")["nik"]
    assert (sims["nik_n_sims"] == n_sims[nik[sims.index]].to_numpy()).all()


def test_terminals_are_devices_that_do_an_outlets_work(registrations):
    left = without_terminals(registration_graph(registrations), n_niks=1)
    assert left.ids_of("device").tolist() == ["a"]  # b and c made all the attempts at their outlets
    assert len(left.ids_of("outlet")) == 0
    assert without_terminals(registration_graph(registrations)).ids_of("device").tolist() == ["a", "b", "c"]
