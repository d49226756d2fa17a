"""What holds a graph together: components, cores, communities, brokers. A million nodes are no trouble.

Components come from SciPy, the rest from igraph; nothing here walks a NetworkX graph. Whatever draws lots is
seeded and works on the nodes in the order of `canonical_order`, which the ids have no part in.
"""

from __future__ import annotations

import random
from typing import Any

import igraph
import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from ...core.errors import BadValue, nearest, quoted
from ...core.streams import mix
from .arrays import Graph

METHODS = ("leiden", "label_propagation")


def components(graph: Graph) -> np.ndarray:
    """Say which nodes hang together: the same number for all nodes that a path joins.

    Directions of edges do not matter. Component 0 is the largest; of equally large ones, the one with the
    first node comes first.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)

    Examples
    --------
    >>> g = Graph(("sim",), (pd.Index(range(5)),), *np.array([[2, 3], [3, 4], [1, 1]]))
    >>> components(g).tolist()
    [1, 2, 0, 0, 0]
    """
    _, label = csgraph.connected_components(graph.sparse(), directed=graph.is_directed, connection="weak")
    if not len(label):
        return np.array([], np.int64)
    _, first, label, size = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -size))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[label]


def component_table(graph: Graph, label: np.ndarray | None = None) -> pd.DataFrame:
    """Count what each component, community or other grouping holds.

    Parameters
    ----------
    graph : Graph
    label : ndarray of int, shape (n_nodes,), optional
        The group of each node; components by default.

    Returns
    -------
    DataFrame
        Indexed by group: ``n_nodes``, ``n_edges`` inside the group, and ``n_<kind>`` for each kind.
    """
    label = components(graph) if label is None else np.asarray(label, np.int64)
    n = int(label.max()) + 1 if len(label) else 0
    inside = label[graph.u] == label[graph.v]
    table = {"n_nodes": np.bincount(label, minlength=n)}
    table["n_edges"] = np.bincount(label[graph.u[inside]], minlength=n)
    for kind in graph.kinds:
        table[f"n_{kind}"] = np.bincount(label[graph.at(kind)], minlength=n)
    return pd.DataFrame(table, index=pd.RangeIndex(n, name="component"))


def core_numbers(graph: Graph) -> np.ndarray:
    """Give each node's core number: the largest k for which it stays while all with fewer than k links go.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
    """
    return np.array(graph.to_igraph().coreness(), dtype=np.int64)


def articulation(graph: Graph) -> np.ndarray:
    """Say which nodes alone hold their component together: without one of them it falls apart.

    Returns
    -------
    ndarray of bool, shape (n_nodes,)
    """
    made = np.zeros(graph.n_nodes, bool)
    made[graph.to_igraph().as_undirected().articulation_points()] = True
    return made


def canonical_order(graph: Graph, rounds: int = 8) -> np.ndarray:
    """Order the nodes by how they are linked, not by their ids: the node at each position.

    Each node starts with its kind as a colour and takes in its neighbours' colours, `rounds` times (the
    Weisfeiler-Lehman refinement, by hashes). Only nodes that look alike so far around stay in the order of ids.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)

    Source: Weisfeiler and Leman (1968); Shervashidze et al. (2011), "Weisfeiler-Lehman graph kernels".
    """
    a = graph.sparse().astype(np.uint64)
    back = a.T.tocsr() if graph.is_directed else a
    # from 1 on: the mixing leaves 0 where it is
    colour = mix(graph.kind_codes.astype(np.uint64) + np.uint64(1))
    for _ in range(rounds):
        near = mix(a @ colour) + (mix(back @ mix(colour)) if graph.is_directed else np.uint64(0))
        colour = mix(mix(colour) + near)
    return np.lexsort((np.arange(graph.n_nodes), colour))


def betweenness(graph: Graph, n_sources: int | None = None, seed: int = 1) -> np.ndarray:
    """Count, for each node, the shortest paths between others that pass through it.

    Parameters
    ----------
    graph : Graph
    n_sources : int, optional
        Count only paths from this many nodes, drawn without repetition, and scale the count up. By default
        from all: exact, and too slow beyond some ten thousand nodes.
    seed : int
        Decides which nodes are drawn.

    Returns
    -------
    ndarray of float, shape (n_nodes,)
        Paths (not normalised); an undirected path counts once. Weights are not lengths and are not used.
    """
    n = graph.n_nodes
    order = canonical_order(graph)
    made = graph.to_igraph(order)
    if n_sources is None or n_sources >= n:
        found = np.array(made.betweenness(directed=graph.is_directed), dtype=float)
    else:
        chosen = np.sort(np.random.default_rng(seed).choice(n, n_sources, replace=False))
        found = np.array(made.betweenness(directed=graph.is_directed, sources=chosen.tolist()), dtype=float)
        found *= n / n_sources
    result = np.empty(n)
    result[order] = found
    return result


def pagerank(graph: Graph, damping: float = 0.85) -> np.ndarray:
    """Give each node's PageRank, by weight: the share of time a walker is there.

    Solved by igraph's PRPACK to machine precision. (NetworkX stops when the whole error is below ``n * tol``:
    on a million nodes its default of 1e-6 stops at an error of 1, so ask it for ``tol=1e-12``.)

    Returns
    -------
    ndarray of float, shape (n_nodes,), of sum 1
    """
    made = graph.to_igraph().pagerank(damping=damping, weights="weight", directed=graph.is_directed)
    return np.array(made, dtype=float)


def communities(
    graph: Graph, seed: int = 1, *, method: str = "leiden", resolution: float = 1.0, n_iterations: int = 10
) -> np.ndarray:
    """Cut the graph into groups that are tied more closely inside than outside.

    Parameters
    ----------
    graph : Graph
        Directions are ignored.
    seed : int
        Decides in which order nodes are moved; another seed may give another, equally good cut.
    method : str
        ``"leiden"`` (modularity, by weight) or ``"label_propagation"`` (cruder).
    resolution : float
        Above 1: more and smaller groups.
    n_iterations : int
        Of Leiden; it stops early when nothing moves.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        Group 0 is the largest.

    Source: Traag, Waltman and van Eck (2019), "From Louvain to Leiden".
    """
    if method not in METHODS:
        raise BadValue(
            f"method is {quoted(method)}: it must be one of {', '.join(METHODS)}; {nearest(method, METHODS)}"
        )
    if not graph.n_nodes:
        return np.array([], np.int64)
    order = canonical_order(graph)
    made = graph.to_igraph(order)
    made = made.as_undirected(combine_edges={"weight": "sum"}) if graph.is_directed else made
    # igraph knows one generator for all its work: lend it ours, then give Python's own back
    igraph.set_random_number_generator(random.Random(seed))
    try:
        if method == "leiden":
            found: Any = made.community_leiden(
                "modularity", weights="weight", resolution=resolution, n_iterations=n_iterations
            )
        else:
            found = made.community_label_propagation(weights="weight")
    finally:
        igraph.set_random_number_generator(random)
    raw = np.asarray(found.membership, np.int64)
    _, first, raw, size = np.unique(raw, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(size), np.int64)
    place[np.lexsort((first, -size))] = np.arange(len(size))
    result = np.empty(graph.n_nodes, np.int64)
    result[order] = place[raw]
    return result


def brokers(graph: Graph, n: int = 20, *, n_sources: int | None = 500, seed: int = 1) -> pd.DataFrame:
    """List the nodes that most paths between others run through.

    Parameters
    ----------
    graph : Graph
    n : int
        How many to list.
    n_sources, seed
        As for `betweenness`; 500 sources put the first few in the right order on graphs of 100,000 nodes.

    Returns
    -------
    DataFrame
        ``kind``, ``id``, ``betweenness``, ``is_articulation``, ``degree``; the most telling first.
    """
    paths, degree = betweenness(graph, n_sources, seed), graph.degrees()
    order = np.lexsort((np.arange(graph.n_nodes), -degree, -paths))[:n]
    kind, id_ = zip(*graph.names(order), strict=True) if len(order) else ((), ())
    return pd.DataFrame(
        {
            "kind": list(kind),
            "id": list(id_),
            "betweenness": paths[order],
            "is_articulation": articulation(graph)[order],
            "degree": degree[order],
        }
    )
