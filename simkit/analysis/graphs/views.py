"""The part of a graph that is worth looking at, and where to draw it."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from ...core.errors import BadValue, quoted
from .arrays import Graph, Node


def neighbourhood(
    graph: Graph, node: Node, hops: int = 2, *, expand_up_to: int = 200, most: int = 2_000
) -> Graph:
    """Give what lies around a node: a graph small enough for NetworkX and for the eye.

    Parameters
    ----------
    graph : Graph
    node : (kind, id)
        Where to begin.
    hops : int
        How many links away.
    expand_up_to : int
        A node with more links than this (a busy outlet) is shown, but nothing is followed beyond it; the node
        itself is always followed.
    most : int
        Refuse to give more nodes than this.

    Returns
    -------
    Graph
        The nodes found, and all edges among them.

    Raises
    ------
    BadValue
        If there is no such node, or if more than `most` nodes lie around it.

    Examples
    --------
    >>> import pandas as pd
    >>> chain = Graph(("sim",), (pd.Index(range(5)),), *np.array([[0, 1, 2, 3], [1, 2, 3, 4], [1, 1, 1, 1]]))
    >>> neighbourhood(chain, ("sim", 0), hops=2).names(range(3))
    [('sim', 0), ('sim', 1), ('sim', 2)]
    """
    if hops < 0:
        raise BadValue(f"hops is {quoted(hops)}: it must be 0 or more")
    links, start = graph.links(), graph.node(*node)
    degree = np.diff(links.indptr)
    found = np.zeros(graph.n_nodes, bool)
    found[start] = True
    edge = np.array([start])
    for _ in range(hops):
        near = np.unique(links[edge].indices)
        new = near[~found[near]]
        found[new] = True
        if found.sum() > most:
            raise BadValue(
                f"{int(found.sum()):,} nodes within {hops} hops of {node[0]} {quoted(node[1])}, more than "
                f"most={most:,}: take fewer hops, a lower expand_up_to, or the graph without outlets"
            )
        edge = new[degree[new] <= expand_up_to]
        if not len(edge):
            break
    return graph.part(found)


def layout(graph: nx.Graph, seed: int = 1) -> dict[Any, tuple[float, float]]:
    """Place the nodes of a NetworkX graph for a drawing: linked ones close together (a seeded spring layout).

    Returns
    -------
    dict of node to (x, y)
    """
    made = nx.spring_layout(graph, seed=seed)
    return {node: (float(x), float(y)) for node, (x, y) in made.items()}
