"""Structure of graphs: what SciPy and igraph find is what NetworkX finds, whatever the rows' order and the names."""

import random

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simkit.analysis.graphs import (
    Graph,
    articulation,
    betweenness,
    brokers,
    communities,
    component_table,
    components,
    contact_graph,
    core_numbers,
    disrupt,
    pagerank,
    project,
    registration_features,
    registration_graph,
)
from simkit.core.errors import BadValue

SEEDS = range(6)


def sample(seed: int, is_directed: bool = False) -> Graph:
    """A random graph of about 60 nodes: sparse, so that it has parts, bridges and trees."""
    made = nx.gnm_random_graph(60, 70, seed=seed, directed=is_directed)
    u, v = np.array(sorted(made.edges)).T
    weight = np.random.default_rng(seed).integers(1, 9, len(u))
    return Graph(("sim",), (pd.Index(np.arange(60)),), u, v, weight, is_directed)


def by_node(graph: Graph, values: dict) -> np.ndarray:
    return np.array([values[name] for name in graph.names(np.arange(graph.n_nodes))])


@pytest.mark.parametrize("is_directed", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_components_agree_with_networkx(seed, is_directed):
    graph = sample(seed, is_directed)
    theirs = nx.connected_components(graph.to_networkx().to_undirected())
    label = components(graph)
    ours = {frozenset(graph.names(np.flatnonzero(label == c))) for c in range(label.max() + 1)}
    assert ours == {frozenset(c) for c in theirs}
    sizes = component_table(graph)["n_nodes"]
    assert sizes.is_monotonic_decreasing
    assert sizes.sum() == 60
    assert component_table(graph)["n_edges"].sum() == graph.n_edges


@pytest.mark.parametrize("seed", SEEDS)
def test_cores_brokers_and_articulation_points_agree_with_networkx(seed):
    graph = sample(seed)
    other = graph.to_networkx()
    assert (core_numbers(graph) == by_node(graph, nx.core_number(other))).all()
    assert set(graph.names(np.flatnonzero(articulation(graph)))) == set(nx.articulation_points(other))
    exact = by_node(graph, nx.betweenness_centrality(other, normalized=False))
    np.testing.assert_allclose(betweenness(graph), exact, atol=1e-9)


@pytest.mark.parametrize("is_directed", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_pagerank_agrees_with_networkx_at_a_fine_tolerance(seed, is_directed):
    graph = sample(seed, is_directed)
    theirs = by_node(graph, nx.pagerank(graph.to_networkx(), tol=1e-12, max_iter=1000))
    np.testing.assert_allclose(pagerank(graph), theirs, atol=1e-10)
    assert pagerank(graph).sum() == pytest.approx(1)


@pytest.mark.parametrize("is_directed", [False, True])
def test_directed_betweenness_and_all_sources_are_the_exact_one(is_directed):
    graph = sample(1, is_directed)
    theirs = by_node(graph, nx.betweenness_centrality(graph.to_networkx(), normalized=False))
    np.testing.assert_allclose(betweenness(graph, n_sources=60), theirs, atol=1e-9)


def test_sampled_betweenness_is_right_in_the_mean():
    graph = sample(2)
    mean = np.mean([betweenness(graph, 20, seed) for seed in range(400)], axis=0)
    exact = betweenness(graph)
    assert np.abs(mean - exact).max() < 0.1 * exact.max()
    assert (betweenness(graph, 20, seed=3) == betweenness(graph, 20, seed=3)).all()


def two_crowds() -> Graph:
    """Two cliques of ten and twelve, joined by one link."""
    made = nx.disjoint_union(nx.complete_graph(10), nx.complete_graph(12))
    made.add_edge(9, 10)
    u, v = np.array(sorted((min(e), max(e)) for e in made.edges)).T
    return Graph(("sim",), (pd.Index(np.arange(22)),), u, v, np.ones(len(u), int))


@pytest.mark.parametrize("method", ["leiden", "label_propagation"])
def test_communities_find_two_planted_crowds(method):
    label = communities(two_crowds(), method=method)
    assert label.tolist() == [1] * 10 + [0] * 12


def test_communities_leave_pythons_own_chance_alone():
    random.seed(5)
    expected = random.random()
    random.seed(5)
    first = communities(sample(1), seed=7)
    assert random.random() == expected
    random.seed(6)
    assert (communities(sample(1), seed=7) == first).all()


def test_an_unknown_method_or_strategy_is_refused():
    with pytest.raises(BadValue, match="did you mean 'leiden'"):
        communities(two_crowds(), method="leidn")
    with pytest.raises(BadValue, match="did you mean 'degree'"):
        disrupt(two_crowds(), "degre")


def test_brokers_come_first_between_crowds():
    found = brokers(two_crowds(), 3, n_sources=None)
    assert sorted(found["id"].head(2)) == [9, 10]
    assert found["is_articulation"].tolist() == [True, True, False]
    assert found["betweenness"].tolist() == [9 * 12, 10 * 11, 0] or found["betweenness"].tolist()[:2] == [
        110,
        108,
    ]


@pytest.mark.parametrize("strategy", ["degree", "betweenness", "random"])
@pytest.mark.parametrize("is_directed", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_disruption_agrees_with_taking_nodes_out_one_by_one(seed, strategy, is_directed):
    graph = sample(seed, is_directed)
    found = disrupt(graph, strategy, 25, seed=seed)
    other = graph.to_networkx().to_undirected()
    for row in found.itertuples():
        if row.n_removed:
            other.remove_node((row.kind, row.id))
        sizes = [len(c) for c in nx.connected_components(other)]
        assert row.largest == max(sizes)
        assert row.n_pairs == sum(s * (s - 1) // 2 for s in sizes)
    assert found["share_pairs"].iloc[0] == 1
    assert found["id"].iloc[1:].is_unique


def test_a_targeted_raid_does_more_than_a_random_one():
    graph = sample(3)
    by_degree = disrupt(graph, "degree", 8)["n_pairs"].iloc[-1]
    at_random = np.mean([disrupt(graph, "random", 8, seed=s)["n_pairs"].iloc[-1] for s in range(20)])
    assert by_degree < at_random / 2


def test_everything_can_be_taken_away_and_only_some_kinds_counted():
    crowds = two_crowds()
    gone = disrupt(crowds, "degree", 99)
    assert (len(gone), gone["largest"].iloc[-1], gone["n_pairs"].iloc[-1]) == (23, 0, 0)
    pair = Graph(("nik", "device"), (pd.Index([1, 2]), pd.Index(["a"])), *np.array([[0, 1], [2, 2], [1, 1]]))
    found = disrupt(pair, "degree", 1, among="device", count="nik")
    assert found[["largest", "n_pairs"]].values.tolist() == [[2, 1], [1, 0]]


def test_pictures_of_nothing():
    empty = Graph(("sim",), (pd.Index([], dtype="int64"),), *np.zeros((3, 0), np.int64))
    for measure in (components, core_numbers, articulation, betweenness, pagerank, communities):
        assert len(measure(empty)) == 0
    assert len(brokers(empty)) == 0
    assert disrupt(empty)["largest"].tolist() == [0]


# --- the order of rows and the names of things say nothing ---------------------------------------------------

rows_of = st.lists(
    st.tuples(
        st.integers(1, 12), st.none() | st.integers(1, 20), st.integers(1, 9), st.none() | st.integers(1, 4)
    ),
    min_size=1,
    max_size=40,
)


def table(rows: list) -> dict[str, pd.DataFrame]:
    made = pd.DataFrame(rows, columns=["nik", "sim_id", "imei", "outlet_id"])
    made = made.astype({"nik": "Int64", "sim_id": "Int64", "outlet_id": "Int64"})
    return {"registrations": made.assign(imei=made["imei"].map("{:015d}".format))}


def renamed(tables: dict, seed: int) -> tuple[dict, dict]:
    """Give every thing another id, and say which."""
    rng, rows = np.random.default_rng(seed), tables["registrations"].copy()
    new = {}
    for column in rows:
        ids = rows[column].dropna().unique()
        fresh = rng.choice(10_000, len(ids), replace=False)
        fresh = [f"{x:015d}" for x in fresh] if column == "imei" else fresh.tolist()
        new[column] = dict(zip(ids, fresh, strict=True))
        dtype = rows[column].dtype
        rows[column] = rows[column].map(new[column], na_action="ignore").astype(dtype)
    return {"registrations": rows}, new


def same_graph(one: Graph, two: Graph) -> bool:
    ids = all(a.equals(b) for a, b in zip(one.ids, two.ids, strict=True))
    return ids and all((getattr(one, x) == getattr(two, x)).all() for x in ("u", "v", "weight"))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rows_of, st.integers(0, 99))
def test_shuffled_rows_give_the_same_graph_and_features(rows, seed):
    tables = table(rows)
    shuffled = {"registrations": tables["registrations"].sample(frac=1, random_state=seed)}
    assert same_graph(registration_graph(tables), registration_graph(shuffled))
    for of in ("sim", "nik", "device"):
        pd.testing.assert_frame_equal(registration_features(tables, of), registration_features(shuffled, of))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rows_of, st.integers(0, 99))
def test_renamed_things_keep_their_features_and_ties(rows, seed):
    tables = table(rows)
    other, new = renamed(tables, seed)
    for of, column in (("sim", "sim_id"), ("nik", "nik"), ("device", "imei")):
        ours, theirs = registration_features(tables, of), registration_features(other, of)
        ours.index = ours.index.map(new[column]).astype(theirs.index.dtype).rename(column)
        pd.testing.assert_frame_equal(ours.sort_index(), theirs)
    for via in ("device", "outlet"):
        ours = project(registration_graph(tables), "nik", via).pairs
        theirs = project(registration_graph(other), "nik", via).pairs
        pairs = {
            frozenset(map(new["nik"].get, p)): q for *p, q in ours[["a", "b", "q"]].itertuples(index=False)
        }
        found = {frozenset(p): q for *p, q in theirs[["a", "b", "q"]].itertuples(index=False)}
        assert pairs == pytest.approx(found)


@pytest.mark.parametrize("is_directed", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_renamed_things_keep_what_is_drawn_by_lot(seed, is_directed):
    """The draw follows how nodes are linked, not their ids: nobody's figures change with the name."""
    one, new = sample(seed, is_directed), np.random.default_rng(seed + 100).permutation(60)
    u, v = new[one.u], new[one.v]
    if not is_directed:
        u, v = np.minimum(u, v), np.maximum(u, v)
    order = np.lexsort((v, u))
    two = Graph(one.kinds, one.ids, u[order], v[order], one.weight[order], is_directed)
    np.testing.assert_allclose(betweenness(two, 5)[new], betweenness(one, 5), atol=1e-9)
    linked = (
        one.degrees() > 0
    )  # lone nodes are all alike: which of them bears which number is up to their ids
    ours, theirs = communities(one)[linked], communities(two)[new][linked]
    assert len(set(zip(ours, theirs, strict=True))) == len(set(ours)) == len(set(theirs)) > 5
    for strategy in ("degree", "betweenness", "random"):
        columns = ["largest", "n_pairs"]
        assert disrupt(one, strategy, 10)[columns].equals(disrupt(two, strategy, 10)[columns])


def test_contacts_of_a_run_do_not_depend_on_the_rows_order(busy_run):
    rows = busy_run.observed["contacts"]
    one = contact_graph({"contacts": rows})
    two = contact_graph({"contacts": rows.sample(frac=1, random_state=1)})
    assert same_graph(one, two)
    assert (one.extra["n_days"] == two.extra["n_days"]).all()
