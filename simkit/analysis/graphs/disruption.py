"""What is left connected when some nodes are taken away: a raid on devices, on brokers, or at random."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from ...core.errors import BadValue, nearest, quoted
from .arrays import Graph
from .structure import betweenness, canonical_order

STRATEGIES = ("degree", "betweenness", "random")


def disrupt(
    graph: Graph,
    strategy: str = "degree",
    n: int = 20,
    *,
    among: str | None = None,
    count: str | None = None,
    n_sources: int | None = 500,
    seed: int = 1,
) -> pd.DataFrame:
    """Take the first n nodes of a strategy away, one by one, and see what still hangs together.

    The order is fixed before the first node goes: whoever plans a raid knows the graph as it was.

    Parameters
    ----------
    graph : Graph
    strategy : str
        ``"degree"`` (most links first), ``"betweenness"`` (most paths first) or ``"random"`` (one draw: take
        the mean over seeds).
    n : int
        How many nodes to take away.
    among : str, optional
        Only nodes of this kind are taken.
    count : str, optional
        Sizes count only nodes of this kind; all by default.
    n_sources : int, optional
        Sources of the sampled betweenness.
    seed : int

    Returns
    -------
    DataFrame
        One row a step, the first before anything is taken: ``n_removed``, ``kind`` and ``id`` of the node just
        taken (missing in the first row), ``largest`` (size of the largest component), ``n_pairs`` (pairs of
        counted nodes that a path joins) and ``share_pairs`` of what it was at first.

    Examples
    --------
    >>> star = Graph(("sim",), (pd.Index(range(5)),), *np.array([[0, 0, 0, 3], [1, 2, 3, 4], [1, 1, 1, 1]]))
    >>> disrupt(star, "degree", 1)[["n_removed", "largest", "n_pairs"]].values.tolist()
    [[0, 5, 10], [1, 2, 1]]
    """
    if strategy not in STRATEGIES:
        known = ", ".join(STRATEGIES)
        raise BadValue(
            f"strategy is {quoted(strategy)}: it must be one of {known}; {nearest(strategy, STRATEGIES)}"
        )
    if n < 0:
        raise BadValue(f"n is {quoted(n)}: it must be 0 or more")
    gone = _order(graph, strategy, among, n_sources, seed)[:n]
    counted = np.ones(graph.n_nodes, np.int64)
    if count is not None:
        counted[:] = 0
        counted[graph.at(count)] = 1
    largest, n_pairs = _rebuilt(graph, gone, counted)
    names = graph.names(gone)
    first = max(n_pairs[0], 1)
    return pd.DataFrame(
        {
            "n_removed": np.arange(len(gone) + 1),
            "kind": pd.Series([None, *(kind for kind, _ in names)], dtype=object),
            "id": pd.Series([None, *(id_ for _, id_ in names)], dtype=object),
            "largest": largest,
            "n_pairs": n_pairs,
            "share_pairs": n_pairs / first,
        }
    )


def _order(graph: Graph, strategy: str, among: str | None, n_sources: int | None, seed: int) -> np.ndarray:
    """Order the nodes of the kind by the strategy; equals follow `canonical_order`."""
    order = canonical_order(graph)
    if among is not None:
        kind = graph.at(among)
        order = order[(order >= kind.start) & (order < kind.stop)]
    if strategy == "random":
        return np.random.default_rng(seed).permutation(order)
    score = graph.degrees() if strategy == "degree" else betweenness(graph, n_sources, seed)
    return order[np.argsort(-score[order], kind="stable")]


def _rebuilt(graph: Graph, gone: np.ndarray, counted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give largest component and joined pairs after each removal, by putting the nodes back from last to first.

    What is left at the end is cut into components once; then each node put back joins some of them. So a
    million nodes cost one search and not one a step.
    """
    n, k = graph.n_nodes, len(gone)
    rank = np.full(n, k, np.int64)
    rank[gone] = np.arange(k)
    stays = rank == k
    _, label = csgraph.connected_components(
        graph.part(stays).sparse(), directed=graph.is_directed, connection="weak"
    )
    n_cells = int(label.max()) + 1 if len(label) else 0
    cell = np.empty(n, np.int64)
    cell[stays], cell[gone] = label, n_cells + np.arange(k)
    size = np.zeros(n_cells + k, np.int64)
    np.add.at(size, cell[stays], counted[stays])
    when = np.minimum(rank[graph.u], rank[graph.v])
    late = when < k
    joins = np.unique(np.column_stack([when[late], cell[graph.u[late]], cell[graph.v[late]]]), axis=0)
    starts = np.searchsorted(joins[:, 0], np.arange(k + 1)) if len(joins) else np.zeros(k + 1, np.int64)
    parent = np.arange(n_cells + k)

    def root(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = int(parent[x])
        return x

    largest, n_pairs = np.zeros(k + 1, np.int64), np.zeros(k + 1, np.int64)
    largest[k] = size.max(initial=0)
    n_pairs[k] = (size * (size - 1) // 2).sum()
    for t in range(k - 1, -1, -1):
        own = n_cells + t
        size[own] = counted[gone[t]]
        top, pairs = max(int(largest[t + 1]), int(size[own])), int(n_pairs[t + 1])
        for _, a, b in joins[starts[t] : starts[t + 1]].tolist():
            x, y = root(a), root(b)
            if x != y:
                small, big = (x, y) if size[x] < size[y] else (y, x)
                pairs += int(size[small]) * int(size[big])
                parent[small] = big
                size[big] += size[small]
                top = max(top, int(size[big]))
        largest[t], n_pairs[t] = top, pairs
    return largest, n_pairs
