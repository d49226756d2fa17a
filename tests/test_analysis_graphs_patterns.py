"""What an investigator sees of a ring in the graphs of a simulated run, and what honest places look like beside it."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from simkit import simulate
from simkit.analysis.graphs import (
    Graph,
    component_table,
    components,
    disrupt,
    neighbourhood,
    project,
    registration_features,
    registration_graph,
    without_terminals,
)

SMALL = {"people.n_people": 20_000, "run.tick_h": 24, "market.p_village": 0.2, "market.p_campus": 0.1}


class Country:
    """A run's registration graph beside the truth."""

    def __init__(self, scale: float) -> None:
        run = simulate("lesson-ring", seed=1, settings=SMALL | {"run.scale": scale})
        self.rows, self.outlets = run.observed["registrations"], run.observed["outlets"]
        tables = {name: run.observed[name] for name in ("registrations", "sims")}
        self.graph = registration_graph(tables)
        self.devices = registration_features(tables, "device", self.graph)
        is_ring = self.rows["registration_id"].isin(run.truth["registrations"]["registration_id"])
        self.ring_devices = set(self.rows.loc[is_ring, "imei"])
        self.ring_niks = set(self.rows.loc[is_ring, "nik"])
        roles = run.truth["outlets"].set_index("outlet_id")["role"]
        self.dealers = set(roles.index[roles == "dealer"])

    def at(self, setting: str) -> pd.DataFrame:
        """The attempts at honest outlets of a setting."""
        there = self.outlets.loc[self.outlets["setting"] == setting, "outlet_id"]
        return self.rows[self.rows["outlet_id"].isin(there) & ~self.rows["imei"].isin(self.ring_devices)]


@cache
def ring() -> Country:
    return Country(0.2)


@cache
def honest() -> Country:
    return Country(0.0)


def private_sizes(country: Country) -> tuple[pd.DataFrame, np.ndarray, Graph]:
    part = without_terminals(country.graph).without("sim")
    label = components(part)
    return component_table(part, label), label, part


def test_a_rings_dealers_are_tied_by_the_phones_that_tour_them():
    for null in ("configuration", "hypergeometric"):
        found = project(ring().graph, "outlet", "device", null=null).pairs
        ties = found[found["is_tie"]]
        assert set(ties["a"]) | set(ties["b"]) == ring().dealers
        assert len(ring().dealers) >= 2
        assert ties["q"].max() < 1e-6
        assert len(found) > len(ties)  # honest outlets share a phone now and then, and are not tied


def test_without_a_ring_no_outlets_are_tied():
    assert not project(honest().graph, "outlet", "device").pairs["is_tie"].any()


def test_devices_tied_by_the_niks_they_share_are_the_rings():
    found = project(ring().graph, "device", "nik").pairs
    ties = found[found["is_tie"]]
    assert len(ties) >= 1
    assert set(ties["a"]) | set(ties["b"]) <= ring().ring_devices
    assert not project(honest().graph, "device", "nik").pairs["is_tie"].any()


@pytest.mark.parametrize("setting", ["village_office", "campus"])
@pytest.mark.parametrize("country", [ring, honest])
def test_an_outlet_connects_its_customers_and_ties_none(country, setting):
    country = country()
    niks = country.at(setting)["nik"].unique()
    assert len(niks) > 40
    whole = components(country.graph)
    assert len({whole[country.graph.node("nik", n)] for n in niks}) == 1
    assert not project(country.graph, "nik", "outlet").pairs["is_tie"].any()


def test_the_terminal_of_a_village_office_is_a_shared_device():
    """The honest confounder: the test says rightly 'one device', and only a look at the device says why."""
    country = honest()
    there = country.at("village_office")
    terminal = there["imei"].value_counts().index[0]
    seen = country.devices.loc[terminal]
    assert seen["n_niks"] > 40
    assert seen["outlet_share"] > 0.8
    tied = project(country.graph, "nik", "device").ties
    customers = there.loc[there["imei"] == terminal, "nik"].unique()
    numbers = [tied.node("nik", n) for n in customers]
    assert (tied.degrees()[numbers] >= 0.9 * (len(customers) - 1)).mean() > 0.9
    assert terminal not in without_terminals(country.graph).ids_of("device")


def test_shared_devices_tie_a_rings_identities():
    pairs = project(ring().graph, "nik", "device").pairs
    tied = pairs.loc[pairs["is_tie"], ["a", "b"]]
    touched = set(tied["a"]) | set(tied["b"])
    assert len(ring().ring_niks & touched) > 0.9 * len(ring().ring_niks)


def test_private_phones_of_a_ring_form_a_component_like_no_honest_one():
    with_ring, label, part = private_sizes(ring())
    without, _, _ = private_sizes(honest())
    assert with_ring["n_device"].iloc[0] > 5 * without["n_device"].iloc[0]
    is_ring = part.ids_of("device").isin(ring().ring_devices)
    mine = label[part.at("device")]
    assert (mine[is_ring] == 0).mean() > 0.4
    # the component holds the owners of stolen NIKs too, on their own phones: who is in it is not accused by that
    assert 0 < is_ring[mine == 0].mean() < 0.7


def test_many_niks_on_a_phone_that_is_no_terminal_is_a_ring():
    found = ring().devices
    suspect = found[(found["n_niks"] >= 8) & (found["outlet_share"] < 0.2)]
    assert len(suspect) > 50
    assert suspect.index.isin(ring().ring_devices).mean() > 0.95


def test_taking_the_busiest_phones_away_breaks_the_ring_apart():
    part = without_terminals(ring().graph).without("sim")
    raid = disrupt(part, "degree", 60, among="device", count="nik")
    blind = disrupt(part, "random", 60, among="device", count="nik", seed=1)
    assert raid["share_pairs"].iloc[-1] < 0.5 < blind["share_pairs"].iloc[-1]
    assert set(raid["id"].iloc[1:]) <= ring().ring_devices | set(ring().devices.index)
    assert raid["id"].iloc[1:].isin(ring().ring_devices).mean() > 0.9


def test_the_part_around_a_phone_can_be_drawn():
    phone = ring().devices.loc[ring().devices["outlet_share"] < 0.2, "n_niks"].idxmax()
    near = neighbourhood(ring().graph.without("outlet"), ("device", phone), hops=1).to_networkx()
    kinds = pd.Series([k for k, _ in near]).value_counts()
    assert kinds["nik"] == ring().devices.loc[phone, "n_niks"]
    assert kinds["device"] == 1
