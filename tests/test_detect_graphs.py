"""Networks of observed tables: what they hold, that they are the same every time."""

import networkx as nx
import pandas as pd
import pytest

from simkit.core.errors import BadValue
from simkit.detect.graphs import account_graph, neighbourhood, registration_graph, resale_graph
from simkit.engine.run import simulate


@pytest.fixture(scope="module")
def run():
    settings = {"people.n_people": 3_000, "run.days": 40, "run.tick_h": 24, "run.scale": 0.05}
    return simulate("palembang-reported", seed=1, settings=settings)


def registrations():
    """Two NIKs on phone a (one attempt refused), the second also on phone b; a third NIK twice at an outlet."""
    return pd.DataFrame(
        {
            "at": pd.date_range("2025-01-01", periods=6),
            "nik": pd.array([11, 12, 12, 13, 13, None], dtype="Int64"),
            "sim_id": pd.array([1, None, 2, 3, 4, None], dtype="Int64"),
            "outlet_id": pd.array([None, None, 70, 71, 71, 71], dtype="Int64"),
            "imei": ["a", "a", "b", "c", "c", None],
        }
    )


def test_registrations_tie_four_kinds_and_count_attempts():
    graph = registration_graph({"registrations": registrations()})
    assert [n[1] for n in graph] == [11, 12, 13, 1, 2, 3, 4, "a", "b", "c", 70, 71]
    assert graph[("nik", 12)][("device", "a")]["weight"] == 1  # refused, and yet seen
    assert graph[("nik", 13)][("outlet", 71)]["weight"] == 2
    assert not graph.has_edge(("nik", 12), ("sim", 1))
    assert graph.nodes["sim", 4] == {"kind": "sim", "id": 4}
    late = registration_graph(
        {"registrations": registrations()}, since="2025-01-03", leave_out=["outlet", "sim"]
    )
    assert list(late) == [("nik", 12), ("nik", 13), ("device", "b"), ("device", "c")]


def test_long_ids_keep_every_digit_and_the_order_of_rows_says_nothing():
    rows = registrations()
    rows["nik"] += 9170951706860000
    rows["outlet_id"] = rows["outlet_id"].astype(float)  # as a spreadsheet's gap leaves it
    graph = registration_graph({"registrations": rows})
    assert ("nik", 9170951706860012) in graph
    assert ("outlet", 70) in graph
    mixed = registration_graph({"registrations": rows.sample(frac=1, random_state=1)})
    assert list(mixed.nodes) == list(graph.nodes)
    assert list(mixed.edges(data=True)) == list(graph.edges(data=True))


def test_a_run_gives_all_three_graphs(run):
    sold = resale_graph(run.truth)
    assert {k for _, k in sold.nodes(data="kind")} == {"seller", "number", "buyer"}
    found = resale_graph(run.observed) if len(run.observed["seizures"]) else nx.Graph()
    assert {n for n in found if n[0] == "number"} <= {("number", s) for s in run.observed["sims"]["sim_id"]}
    direct = resale_graph(run.truth, leave_out="number")
    assert {frozenset((a[0], b[0])) for a, b in direct.edges} == {frozenset(("seller", "buyer"))}
    devices = account_graph(run.observed)
    begun = run.observed["accounts"].dropna(subset="imei")
    assert devices.has_edge(("account", begun["account_id"].iloc[0]), ("device", begun["imei"].iloc[0]))
    later = account_graph(run.observed, since=run.observed["logins"]["at"].median())
    assert 0 < later.number_of_edges() < devices.number_of_edges()


def test_a_neighbourhood_does_not_walk_through_a_busy_outlet(run):
    graph = registration_graph(run.observed)
    outlet = max((n for n in graph if n[0] == "outlet"), key=graph.degree)
    nik = next(n for n in graph[outlet] if n[0] == "nik")
    part = neighbourhood(graph, nik, hops=2, expand_up_to=graph.degree(outlet) - 1)
    assert outlet in part
    assert part.degree(outlet) < graph.degree(outlet)
    assert list(part) == [n for n in graph if n in part]
    assert neighbourhood(graph, nik, hops=0).number_of_edges() == 0


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: registration_graph({}), "needs the table 'registrations'"),
        (
            lambda: registration_graph({"registrations": registrations()}, leave_out="outlets"),
            "did you mean 'outlet'",
        ),
        (lambda: neighbourhood(nx.path_graph(3), 9), "no node"),
        (lambda: neighbourhood(nx.path_graph(9), 4, most=2), "more than most=2"),
    ],
)
def test_what_makes_no_sense_is_refused(make, word):
    with pytest.raises(BadValue, match=word):
        make()
