"""Ties tested against chance: what the models keep, that they do not cry wolf, that they find what is planted."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from networkx.algorithms import bipartite
from scipy import stats

from simkit.analysis.graphs import Graph, project
from simkit.analysis.graphs.chance import (
    configuration,
    false_discovery,
    shared_by_configuration,
    shared_by_hypergeometric,
)
from simkit.core.errors import BadValue


def bipartite_graph(
    rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int], kinds=("nik", "outlet")
) -> Graph:
    pairs = np.unique(np.column_stack([rows, columns + shape[0]]), axis=0)
    ids = (pd.Index(np.arange(shape[0])), pd.Index(np.arange(shape[1])))
    return Graph(kinds, ids, pairs[:, 0], pairs[:, 1], np.ones(len(pairs), np.int64))


def by_chance(seed: int, n: int = 40, tail: float = 1.2) -> Graph:
    """300 NIKs at n outlets, some far busier than others (the lower the tail), everybody on their own."""
    rng = np.random.default_rng(seed)
    visits = rng.integers(1, 6, 300)
    busy = rng.pareto(tail, n) + 0.2
    rows = np.repeat(np.arange(300), visits)
    return bipartite_graph(rows, rng.choice(n, len(rows), p=busy / busy.sum()), (300, n))


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([1, 1, 2, 3], [1, 2, 4]),
        ([3, 1, 1], [3, 1, 1]),  # one linked to all: settled without a search
        ([2, 2], [2, 2]),
        ([1], [1]),
        ([0, 1], [1, 0]),
    ],
)
def test_the_configuration_model_keeps_every_degree_in_the_mean(rows, columns):
    rows, columns = np.array(rows), np.array(columns)
    p, which = configuration(rows, columns)
    column = np.unique(columns, return_inverse=True)[1]
    whole = p[which][:, column]
    np.testing.assert_allclose(whole.sum(axis=1), rows, atol=1e-6)
    np.testing.assert_allclose(whole.sum(axis=0), columns, atol=1e-6)
    assert (whole >= 0).all()
    assert (whole <= 1).all()


def test_the_configuration_model_keeps_the_degrees_of_a_large_graph():
    b = by_chance(1).between("nik", "outlet")
    rows, columns = np.asarray(b.sum(axis=1)).ravel(), np.asarray(b.sum(axis=0)).ravel()
    p, which = configuration(rows, columns)
    n_columns = np.unique(columns, return_counts=True)[1]
    np.testing.assert_allclose((p * n_columns).sum(axis=1)[which], rows, rtol=1e-6)
    with pytest.raises(BadValue, match="add up to 3 in rows and 4 in columns"):
        configuration(np.array([1, 2]), np.array([4]))


def test_p_is_never_too_small():
    """Against the exact tail of a sum of unlike tosses, by adding them up one by one."""
    b = by_chance(2).between("nik", "outlet")
    rows, columns = np.asarray(b.sum(axis=1)).ravel(), np.asarray(b.sum(axis=0)).ravel()
    chance, which = configuration(rows, columns)
    column = np.unique(columns, return_inverse=True)[1]
    one, two = int(rows.argmax()), int(rows.argsort()[-2])
    tosses = (chance[which[one]] * chance[which[two]])[column]
    exact = np.array([1.0])
    for t in tosses:
        exact = np.convolve(exact, [1 - t, t])
    n = np.arange(int(np.ceil(tosses.sum())) + 1, rows[two] + 1)
    assert len(n) > 1
    expected, p = shared_by_configuration(rows, columns, np.full(len(n), one), np.full(len(n), two), n)
    assert expected[0] == pytest.approx(tosses.sum())
    assert (p >= exact[::-1].cumsum()[::-1][n] - 1e-12).all()


def test_the_hypergeometric_model_deals_devices_like_cards():
    rows = np.array([3, 2])
    expected, p = shared_by_hypergeometric(rows, 10, np.array([0, 0]), np.array([1, 1]), np.array([1, 2]))
    assert expected.tolist() == pytest.approx([0.6, 0.6])
    deals = np.random.default_rng(1).permuted(np.tile(np.arange(10), (40_000, 1)), axis=1)[:, :2]
    shared = (deals < 3).sum(axis=1)
    assert p == pytest.approx([(shared >= 1).mean(), (shared >= 2).mean()], abs=0.01)


def test_false_discovery_is_benjamini_and_hochbergs():
    p = np.random.default_rng(1).random(50) ** 3
    theirs = stats.false_discovery_control(np.concatenate([p, np.ones(150)]))[:50]
    np.testing.assert_allclose(false_discovery(p, 200), theirs)
    assert false_discovery(np.array([]), 10).tolist() == []


def test_busy_outlets_tie_nobody():
    """Of 30 countries in which all act on their own, hardly any shows a tie."""
    wrong = [project(by_chance(seed), "nik", "outlet").pairs["is_tie"].any() for seed in range(30)]
    assert sum(wrong) <= 3
    naive = project(by_chance(0), "nik", "outlet", null="hypergeometric", universe=1_000)
    assert naive.pairs["is_tie"].all()  # whoever takes outlets for private things cries wolf


def test_swapping_links_leaves_no_tie():
    """The degree-preserving shuffle that the model stands for, done by another library."""
    rng = np.random.default_rng(4)
    b = by_chance(4).between("nik", "outlet")
    rows, columns = np.asarray(b.sum(axis=1)).ravel(), np.asarray(b.sum(axis=0)).ravel()
    wrong = 0
    for _ in range(10):
        made = nx.Graph(
            bipartite.configuration_model(rows.tolist(), columns.tolist(), seed=int(rng.integers(1e6)))
        )
        u, v = np.array([sorted(e) for e in made.edges]).T
        wrong += project(bipartite_graph(u, v - 300, (300, 40)), "nik", "outlet").pairs["is_tie"].any()
    assert wrong <= 1


def test_a_pair_that_always_goes_together_is_found_among_the_crowd():
    graph = by_chance(5, 200, 3.0)
    quiet = np.argsort(graph.degrees()[300:])[:14]
    rows = np.concatenate([graph.u, np.repeat([0, 1], 14)])
    planted = bipartite_graph(rows, np.concatenate([graph.v - 300, quiet, quiet]), (300, 200))
    found = project(planted, "nik", "outlet")
    assert found.pairs.loc[0, ["a", "b", "is_tie"]].tolist() == [0, 1, True]
    assert found.pairs["is_tie"].sum() <= 3
    assert found.ties.n_edges == found.pairs["is_tie"].sum()
    assert found.ties.to_networkx().has_edge(("nik", 0), ("nik", 1))
    assert found.n_tests == 300 * 299 // 2


def test_one_shared_thing_proves_nothing_once_its_size_is_given():
    """The sizes alone make as many pairs as there are: q is 1, for a phone of 30 NIKs or of two."""
    rows, columns = np.arange(100), np.concatenate([np.zeros(30, int), np.arange(1, 36).repeat(2)])
    graph = bipartite_graph(rows, columns, (100, 36), ("nik", "device"))
    given = project(graph, "nik", "device", null="configuration")
    assert given.pairs["q"].min() > 0.9
    private = project(graph, "nik", "device", universe=5_000)
    assert private.pairs["is_tie"].all()
    assert private.pairs["q"].max() == pytest.approx(100 * 99 / 2 / 5_000 / len(private.pairs))


def test_leaving_large_things_out_only_makes_the_test_stricter():
    graph = by_chance(6)
    whole = project(graph, "nik", "outlet").pairs.set_index(["a", "b"])
    part = project(graph, "nik", "outlet", largest=20).pairs.set_index(["a", "b"])
    assert 0 < len(part) < len(whole)
    both = whole.loc[part.index]
    assert (part["n_shared"] == both["n_shared"]).all()
    np.testing.assert_allclose(part["p"], both["p"])
    assert (part["q"] >= both["q"] - 1e-12).all()


def test_too_many_pairs_are_refused_with_a_way_out():
    graph = by_chance(7)
    with pytest.raises(BadValue, match="share some outlet, more than most_pairs=500: give largest=") as told:
        project(graph, "nik", "outlet", most_pairs=500)
    largest = int(str(told.value).split("for example ")[1].split(",")[0])
    assert len(project(graph, "nik", "outlet", most_pairs=500, largest=largest).pairs) <= 500


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"onto": "niks", "via": "outlet"}, "did you mean 'nik'"),
        ({"onto": "nik", "via": "nik"}, "through another kind"),
        ({"null": "configuraton"}, "did you mean 'configuration'"),
        ({"alpha": 0}, "between 0 and 1"),
        ({"universe": 0}, "at least 1"),
        ({"universe": 2, "null": "hypergeometric"}, "one nik alone has 5 different outlet nodes"),
    ],
)
def test_what_makes_no_sense_is_refused(said, word):
    rows = np.array([0, 0, 0, 0, 0, 1])
    graph = bipartite_graph(rows, np.array([0, 1, 2, 3, 4, 0]), (2, 5))
    with pytest.raises(BadValue, match=word):
        project(graph, **{"onto": "nik", "via": "outlet"} | said)


def test_nothing_to_tie_gives_an_empty_table():
    graph = bipartite_graph(np.array([0, 1]), np.array([0, 1]), (2, 2))
    found = project(graph, "nik", "outlet")
    assert found.pairs.empty
    assert found.ties.n_nodes == 2
    nothing = bipartite_graph(np.array([], int), np.array([], int), (0, 0))
    assert project(nothing, "nik", "outlet").n_tests == 0
    assert project(nothing, "nik", "outlet", null="hypergeometric", universe=5).n_tests == 0
