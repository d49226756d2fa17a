"""Groups of numbers tied by what they share, what chance would make of them, and what a removal leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csgraph, csr_matrix

from ..core.errors import BadValue

SHUFFLES = range(1, 21)


def groups(pairs: pd.DataFrame, via: Sequence[str] = ("imei",)) -> pd.Series:
    """Give the group (component) of each number, tied by all that is named; 0 is the largest.

    Examples
    --------
    >>> pairs = pd.DataFrame({"sim_id": [7, 8, 9], "imei": ["a", "b", "b"]})
    >>> groups(pairs).to_dict()
    {7: 1, 8: 0, 9: 0}
    """
    number, ids = pd.factorize(pairs["sim_id"], sort=True)
    row, column, n = [], [], len(ids)
    for name in via:
        code, known = pd.factorize(pairs[name])
        row.append(number[code >= 0])
        column.append(code[code >= 0] + n)
        n += len(known)
    u, v = np.concatenate(row), np.concatenate(column)
    _, label = csgraph.connected_components(csr_matrix((np.ones(len(u)), (u, v)), shape=(n, n)), False)
    _, first, label, size = np.unique(
        label[: len(ids)], return_index=True, return_inverse=True, return_counts=True
    )
    place = np.empty(len(size), np.int64)
    place[np.lexsort((first, -size))] = np.arange(len(size))
    return pd.Series(place[label], pd.Index(ids, name="sim_id"), name="group")


def largest_group(pairs: pd.DataFrame, *via: str) -> int:
    """Count the numbers of the largest group, tied by ``"imei"``, ``"outlet_id"``, or both; by devices if unsaid.

    Examples
    --------
    >>> largest_group(pd.DataFrame({"sim_id": [7, 8, 9], "imei": ["a", "b", "b"]}))
    2
    """
    return int((groups(pairs, via or ("imei",)) == 0).sum())


def shuffle(pairs: pd.DataFrame, column: str, seed: int) -> pd.DataFrame:
    """Deal the devices, or the outlets, out anew by chance; each keeps as many numbers as it had.

    A number keeps how many devices it has; and it has one outlet, or none.

    Examples
    --------
    >>> pairs = pd.DataFrame({"sim_id": [7, 8, 9], "imei": ["a", "b", "b"]})
    >>> sorted(shuffle(pairs, "imei", 1)["imei"])
    ['a', 'b', 'b']
    """
    if column not in ("imei", "outlet_id"):
        raise BadValue(f"shuffle {column!r}: imei, outlet_id")
    if not isinstance(seed, (int, np.integer)):
        raise BadValue(f"shuffle seed {seed!r}: one whole number, such as 1")
    made, rng = pairs.sort_values(["sim_id", "imei"], ignore_index=True), np.random.default_rng(seed)
    if column == "imei":
        made["imei"] = rng.permutation(made["imei"].to_numpy(object))
        return made
    one = made.drop_duplicates("sim_id")
    dealt = pd.Series(rng.permutation(one["outlet_id"].to_numpy(object)), one["sim_id"])
    return made.assign(outlet_id=made["sim_id"].map(dealt))


def biggest_part(pairs: pd.DataFrame) -> nx.Graph:
    """Give the largest group as a NetworkX graph: numbers (int) and devices (str)."""
    inside = groups(pairs)
    mine = pairs[pairs["sim_id"].isin(inside.index[inside == 0])]
    return nx.from_pandas_edgelist(mine.sort_values(["sim_id", "imei"]), "sim_id", "imei")


def devices_of(graph: nx.Graph) -> list[str]:
    """Give the devices of a number-device graph, sorted.

    Examples
    --------
    >>> devices_of(nx.Graph([(7, "b"), (7, "a")]))
    ['a', 'b']
    """
    return sorted(node for node in graph if isinstance(node, str))


def removal_orders(graph: nx.Graph, seed: int = 1, n_sources: int = 200) -> pd.DataFrame:
    """Give three orders in which devices could be removed: by degree, by betweenness, at random.

    Betweenness counts shortest paths from `n_sources` nodes drawn by lot; all of them would take long.
    """
    devices = devices_of(graph)
    paths = nx.betweenness_centrality(graph, k=min(n_sources, len(graph)), seed=seed)
    by = {"degree": dict(graph.degree(devices)), "betweenness": paths}
    made = {name: sorted(devices, key=lambda d: (-score[d], d)) for name, score in by.items()}
    made["random"] = np.random.default_rng(seed).permutation(np.array(devices, dtype=object)).tolist()
    return pd.DataFrame(made)


def still_together(graph: nx.Graph, removed: Iterable[str]) -> int:
    """Count the numbers of the largest group after devices are removed.

    Examples
    --------
    >>> still_together(nx.Graph([(7, "a"), (8, "a"), (8, "b"), (9, "b")]), ["b"])
    2
    """
    rest = graph.copy()
    rest.remove_nodes_from(removed)
    sizes = (sum(not isinstance(n, str) for n in part) for part in nx.connected_components(rest))
    return max(sizes, default=0)


def reached(graph: nx.Graph, removed: Iterable[str]) -> int:
    """Count the numbers that were seen on at least one of these devices.

    Examples
    --------
    >>> reached(nx.Graph([(7, "a"), (8, "a"), (8, "b")]), ["a", "b"])
    2
    """
    return len({number for device in removed if device in graph for number in graph[device]})


def removal_curve(graph: nx.Graph, orders: pd.DataFrame, steps: Sequence[int]) -> pd.DataFrame:
    """Give what is left after the first few devices of each order: order, n_removed, n_together, n_reached."""
    rows = [
        (name, n, still_together(graph, gone[:n]), reached(graph, gone[:n]))
        for name, gone in orders.to_dict("list").items()
        for n in steps
    ]
    return pd.DataFrame(rows, columns=["order", "n_removed", "n_together", "n_reached"])
