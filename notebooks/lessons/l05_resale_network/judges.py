"""Exercises of lesson 05: build a graph, read stars, test against chance, ready-made accounts, whom to remove."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit_course.blank import Blank
from simkit_course.checks import NotYet, Slip, ask, compare, numbers, refuse
from simkit_course.exercises import Judge
from simkit_course.texts import Text
from simkit_course.unseen import altered

from .material import (
    between_households,
    biggest_part,
    chance_sizes,
    groups,
    largest_group,
    number_device,
    reached,
    removal_orders,
    resale_data,
    sightings,
    star_table,
    still_together,
    worklists,
)

SAID = Catalogue(__package__, "judges")

# ---
# The judge of exercise 5.1: a function that builds a graph from rows.

ROWS = pd.DataFrame(
    {
        "sim_id": [41, 42, 41, 43, 44, 41],
        "imei": ["0031", "0031", "0032", "0032", "0033", "0031"],
        "how": ["activation", "activation", "log-in", "log-in", "activation", "log-in"],
        "account_id": [901, 902, 901, 903, 904, 905],
        "outlet_id": [3, 3, 3, 5, 5, 3],
    },
    index=[7, 5, 6, 8, 9, 4],
)
"""Three phones, four numbers, one row said twice; the row names are no numbers of anything."""


def build(answer: Any, pairs: pd.DataFrame) -> None:
    """Judge a function that ties each row's number to its device."""
    if not callable(answer) or isinstance(answer, nx.Graph):
        raise NotYet(SAID["hand_function_itself_without_brackets"])
    for rows in (ROWS, pairs.head(300)):
        made = _tried(answer, rows)
        if len(made) > len(rows) * 2 and set(pairs["imei"]) <= set(made):
            raise NotYet(SAID["your_graph_holds_whole_table"])
        _same(made, rows)


def _tried(answer: Callable[[pd.DataFrame], Any], rows: pd.DataFrame) -> nx.Graph:
    made = ask(answer, rows.copy(), nothing=SAID["no_graph"])
    if not isinstance(made, nx.Graph):
        raise NotYet(SAID["your_function_must_give_back"])
    return made


def _same(made: nx.Graph, rows: pd.DataFrame) -> None:
    """Say how a graph differs from that of the rows."""
    if any(isinstance(node, Blank) for node in made):
        raise NotYet(SAID["there_left_one_end_number"])
    if made.is_directed():
        raise NotYet(SAID["edges_have_no_direction_use"])
    numbers, devices = set(rows["sim_id"]), set(rows["imei"])
    nodes, wanted = set(made), nx.from_pandas_edgelist(rows, "sim_id", "imei")
    if nodes & {str(n) for n in numbers}:
        raise NotYet(SAID["numbers_have_become_text_use"])  # fmt: skip
    if nodes & {int(d) for d in devices if d.isdigit()} - numbers:
        raise NotYet(SAID["device_has_become_number"])
    if not nodes & devices or not nodes & numbers:
        raise NotYet(SAID["edge_must_run_from_number"])  # fmt: skip
    _same_edges(made, wanted, nodes - numbers - devices)


def _same_edges(made: nx.Graph, wanted: nx.Graph, strange: set[Any]) -> None:
    """Say how the edges differ."""
    if strange:
        raise NotYet(SAID["your_graph_has_nodes_neither"].put(n=len(strange)))
    if made.number_of_edges() < wanted.number_of_edges():
        raise NotYet(SAID["some_edges_missing_does_stand"])  # fmt: skip
    same = {frozenset(e[:2]) for e in made.edges} == {frozenset(e) for e in wanted.edges}
    if not same or made.number_of_edges() != wanted.number_of_edges():
        if same:
            raise NotYet(SAID["same_row_twice_still_one"])  # fmt: skip
        raise NotYet(SAID["some_edges_not_one_row"])  # fmt: skip


def as_shipped(answer: Any) -> bool:
    """Tell whether every edge still has a blank end."""
    made = answer(ROWS.copy())
    return (
        isinstance(made, nx.Graph)
        and len(made) > 1
        and all(any(isinstance(end, Blank) for end in edge[:2]) for edge in made.edges)
    )


# ---
# The judges of exercises 5.3 and 5.5: a group against chance, and what is left of it after a removal.

NEAR, ERRORS, LEAST_SPREAD = 0.15, 4.0, 0.25
"""How far a mean over twenty shuffles may lie from that of other twenty: relative, and in standard errors of their
difference, of a spread that is at least the third."""
FIRST = 10
MANY = 600
"""Rows on which forty shuffles take no time: as many are tried unseen."""


def against_chance(answer: Any, pairs: pd.DataFrame) -> None:
    """Judge the largest group, tied by devices and by outlets too, as seen and after shuffling."""
    reference = {
        "seen": float(largest_group(pairs)),
        "with_outlets": float(largest_group(pairs, "imei", "outlet_id")),
    }
    by_device = chance_sizes(pairs, "imei")
    mine = numbers(answer, ("seen", "by_chance", "with_outlets", "with_outlets_by_chance"))
    nodes = {"seen": _nodes(pairs, ["imei"]), "with_outlets": _nodes(pairs, ["imei", "outlet_id"])}
    slips = [(k, n, SAID["counts_all_nodes_count_numbers"]) for k, n in nodes.items()]
    slips += [
        ("seen", reference["with_outlets"], SAID["too_many"]),
        ("with_outlets", reference["seen"], SAID["too_few"]),
    ]
    slips.append(("seen", float(pairs.groupby("imei").size().max()), SAID["one_star"]))
    slips.append(("with_outlets", float(largest_group(pairs, "outlet_id")), SAID["outlets_only"]))
    compare({k: mine[k] for k in reference}, reference, slips)
    _mean_of_shuffles(mine["by_chance"], by_device, "by_chance")
    outlets = chance_sizes(pairs, "outlet_id", "imei", "outlet_id")
    name = "with_outlets_by_chance"
    if not np.isclose(mine[name], np.mean(outlets)):  # by the tolerance alone the two shuffles look the same
        drawn = chance_sizes(pairs, "imei", "imei", "outlet_id")
        few = [(name, float(np.mean(drawn[:n])), SAID["devices_shuffled"]) for n in (1, 2, 3, 5, 20)]
        refuse(mine, {name: float(np.mean(outlets))}, few)
    _mean_of_shuffles(mine[name], outlets, name, [(name, reference["seen"], SAID["too_few"])])


def _nodes(pairs: pd.DataFrame, via: list[str]) -> float:
    """Count all nodes of the largest group."""
    inside = groups(pairs, via)
    mine = pairs[pairs["sim_id"].isin(inside.index[inside == 0])]
    return float(mine["sim_id"].nunique() + sum(mine[c].nunique() for c in via))


def _mean_of_shuffles(mine: float, drawn: list[int], name: str, more: Sequence[Slip] = ()) -> None:
    """Judge a mean over shuffles: the usual slips first, unless it is near enough."""
    mean = float(np.mean(drawn))
    spread = max(float(np.std(drawn, ddof=1)), LEAST_SPREAD)
    slack = min(NEAR * mean, ERRORS * spread * (2 / len(drawn)) ** 0.5)
    if abs(mine - mean) <= slack and (mine == mean or mine not in drawn):
        return
    slips = [(name, float(max(drawn)), MOST), (name, float(sum(drawn)), SUM)]
    slips += [*more, *((name, float(size), SAID["one_shuffle"]) for size in drawn)]
    compare({name: mine}, {name: mean}, slips)


MOST = SAID["most"]
SUM = SAID["sum"]


def removals(answer: Any, ring: Any, orders: pd.DataFrame) -> None:
    """Judge what the removal of ten devices leaves: by degree, betweenness and chance, and how many it reaches."""
    first = {str(name): orders[name].head(FIRST).tolist() for name in orders}
    reference = {name: float(still_together(ring, gone)) for name, gone in first.items()}
    reference["reached"] = float(reached(ring, first["degree"]))
    mine = numbers(answer, reference)
    whole = float(still_together(ring, []))
    slips = [(name, float(still_together(ring, orders[name].head(1))), SAID["one"]) for name in first]
    slips += [(name, value / whole, SAID["group_share"]) for name, value in reference.items()]
    slips += [(name, whole, NOTHING) for name in first]
    slips += [(name, float(still_together(ring, orders[name])), SAID["all_gone"]) for name in first]
    slips += [(name, reference[other], SAID["other_order"]) for name in first for other in first]
    slips += [(name, whole - value, SAID["gone"]) for name, value in reference.items() if name != "reached"]
    links = float(sum(ring.degree(d) for d in first["degree"]))
    slips += [("reached", links, SAID["twice"]), ("reached", whole, SAID["all_gone"])]
    slips.append(("reached", whole - reference["degree"], SAID["cut_off"]))
    slips += [("reached", float(reached(ring, gone)), SAID["other_order"]) for gone in first.values()]
    compare(mine, reference, slips)


NOTHING = SAID["nothing"]


# ---


SHARE = SAID["share"]


def kinds_of_stars(answer: Any, stars: pd.DataFrame) -> None:
    """Judge how many stars have one or two NIKs, only log-ins, or neither."""
    few, moved = stars["n_niks"] <= 2, stars["n_activated"] == 0
    parts = {"few_niks": few, "only_log_ins": ~few & moved, "left_over": ~few & ~moved}
    reference = {name: float(is_in.sum()) for name, is_in in parts.items()}
    mine = numbers(answer, reference)
    slips = [
        (k, float(stars.loc[is_in, "n_numbers"].sum()), SAID["per_number"]) for k, is_in in parts.items()
    ]
    slips += [(k, value / len(stars), SHARE) for k, value in reference.items()]
    slips += [
        ("few_niks", float((stars["n_niks"] == 1).sum()), SAID["these_have_one_nik_only"]),
        ("left_over", float((~moved).sum()), SAID["those_one_or_two_niks"]),
        ("left_over", float((~few).sum()), SAID["those_only_log_ins_counted"]),
        ("only_log_ins", float((~few & ~moved).sum()), SWAPPED),
        ("only_log_ins", float(moved.sum()), SAID["those_one_or_two_niks"]),
    ]
    compare(mine, reference, slips)


SWAPPED = SAID["swapped"]


def ready_made(answer: Any, lists: Mapping[str, list[int]], is_bad: pd.Series) -> None:
    """Judge the precision of three work lists, and how much of it all the last one finds."""
    share = {name: float(is_bad.reindex(ids).mean()) for name, ids in lists.items()}
    reference = share | {"found_by_group": float(is_bad.reindex(lists["by_group"]).sum() / is_bad.sum())}
    mine = numbers(answer, reference)
    slips: list[tuple[str, float, Text]] = []
    for name, value in share.items():
        n = len(lists[name])
        slips += [
            (name, 1 - value, SAID["wrong_side"]),
            (name, value * n, SAID["counted"]),
            (name, value * n / is_bad.sum(), SAID["recall"]),
        ]
        slips += [(name, other, SAID["other_list"]) for other in share.values()]
    found = reference["found_by_group"] * is_bad.sum()
    slips += [
        ("found_by_group", found, SAID["counted_found"]),
        ("found_by_group", found / len(is_bad), SAID["of_all"]),
        ("found_by_group", share["by_group"], SAID["precision"]),
    ]
    compare(mine, reference, slips)


def _other_truth(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Deal out by lot which accounts are sought: many enough for every list to hold some."""
    lists, is_bad = data
    sought = np.random.default_rng(time).random(len(is_bad)) < (0.3, 0.4, 0.5, 0.6)[time % 4]
    return lists, pd.Series(sought, is_bad.index, name=is_bad.name)


def _other_orders(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Deal the devices of each order anew; row 0 stays the first."""
    ring, orders = data
    rng = np.random.default_rng(time)
    return ring, pd.DataFrame({name: rng.permutation(orders[name].to_numpy(object)) for name in orders})


def _pairs() -> pd.DataFrame:
    tables = resale_data().observed
    return number_device(sightings(tables), tables["sims"])


def _stars() -> tuple[Any, ...]:
    tables = resale_data().observed
    return (star_table(sightings(tables), tables["sims"]),)


def _ring() -> tuple[Any, ...]:
    ring = biggest_part(between_households(_pairs(), resale_data().observed["sims"]))
    return ring, removal_orders(ring)


JUDGES = {
    "5.1": Judge(build, lambda: (_pairs(),), as_shipped),
    "5.2": Judge(kinds_of_stars, _stars),
    "5.3": Judge(
        against_chance, lambda: (_pairs(),), alter=lambda data, time: altered((data[0].head(MANY),), time)
    ),
    "5.4": Judge(ready_made, lambda: worklists(resale_data()), alter=_other_truth),
    "5.5": Judge(removals, _ring, alter=_other_orders),
}
