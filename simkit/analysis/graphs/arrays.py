"""A graph as plain arrays: nodes of several kinds, numbered kind by kind, and edges with weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from ...core.errors import BadValue, nearest, quoted

Node = tuple[str, Any]
"""A node by name: its kind and its id, such as ``("device", "00123...")``."""


@dataclass(frozen=True, eq=False)
class Graph:
    """Things and their links, a million of them if need be.

    Nodes are numbered kind by kind and, within a kind, in the order of their ids; so the numbers do not depend
    on the order of the rows that the graph was made from.

    Parameters
    ----------
    kinds : tuple of str
        What the nodes are: ``("nik", "sim", "device", "outlet")``.
    ids : tuple of Index
        The ids of each kind, sorted, without repetition.
    u, v : ndarray of int64, shape (n_edges,)
        The two nodes of each edge. An undirected edge stands once, with ``u < v``; edges are sorted by (u, v).
    weight : ndarray of int64, shape (n_edges,)
        How many rows speak for the edge.
    is_directed : bool
        Whether an edge runs from `u` to `v`.
    extra : mapping of str to ndarray, each of shape (n_edges,)
        More numbers of each edge.

    Examples
    --------
    >>> g = Graph(("agent", "person"), (pd.Index([7]), pd.Index([1, 2])), *np.array([[0, 0], [1, 2], [3, 1]]))
    >>> g.n_nodes, g.n_edges, g.node("person", 2), g.names([0, 2])
    (3, 2, 2, [('agent', 7), ('person', 2)])
    """

    kinds: tuple[str, ...]
    ids: tuple[pd.Index, ...]
    u: np.ndarray
    v: np.ndarray
    weight: np.ndarray
    is_directed: bool = False
    extra: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def n_nodes(self) -> int:
        """How many nodes there are."""
        return sum(len(i) for i in self.ids)

    @property
    def n_edges(self) -> int:
        """How many edges there are."""
        return len(self.u)

    @property
    def starts(self) -> np.ndarray:
        """Where each kind's numbers begin, and after the last where they end (int64, number of kinds + 1)."""
        return np.concatenate([[0], np.cumsum([len(i) for i in self.ids])]).astype(np.int64)

    @property
    def kind_codes(self) -> np.ndarray:
        """The kind of every node, as a position in ``kinds`` (int8, shape (n_nodes,))."""
        return np.repeat(np.arange(len(self.kinds), dtype=np.int8), [len(i) for i in self.ids])

    @property
    def nodes(self) -> pd.DataFrame:
        """The node table: ``kind`` and ``id``, in the order of the numbers."""
        kind = pd.Categorical.from_codes(self.kind_codes.astype(np.int64), categories=pd.Index(self.kinds))
        ids = [i.to_numpy(dtype=object) for i in self.ids]
        return pd.DataFrame({"kind": kind, "id": np.concatenate(ids) if ids else np.array([], object)})

    def at(self, kind: str) -> slice:
        """Give the numbers of all nodes of a kind."""
        if kind not in self.kinds:
            raise BadValue(f"no kind {quoted(kind)} in this graph: {nearest(kind, self.kinds)}")
        k = self.kinds.index(kind)
        return slice(int(self.starts[k]), int(self.starts[k + 1]))

    def ids_of(self, kind: str) -> pd.Index:
        """Give the ids of a kind, in the order of their numbers."""
        self.at(kind)
        return self.ids[self.kinds.index(kind)]

    def node(self, kind: str, id_: Any) -> int:
        """Give the number of a node.

        Raises
        ------
        BadValue
            If there is no such kind or no such node.
        """
        start = self.at(kind).start
        where = self.ids_of(kind).get_indexer(pd.Index([id_]))[0]
        if where < 0:
            raise BadValue(
                f"no {kind} {quoted(id_)} in this graph of {len(self.ids_of(kind)):,} {kind} nodes"
            )
        return int(start + where)

    def names(self, numbers: Any) -> list[Node]:
        """Give kind and id of some nodes, as plain Python values."""
        numbers = np.asarray(numbers, dtype=np.int64)
        kind = np.searchsorted(self.starts, numbers, side="right") - 1
        made = []
        for k, n in zip(kind.tolist(), (numbers - self.starts[kind]).tolist(), strict=True):
            id_ = self.ids[k][n]
            made.append((self.kinds[k], id_.item() if isinstance(id_, np.generic) else id_))
        return made

    def sparse(self) -> csr_matrix:
        """Give the adjacency matrix with weights (CSR); symmetric where edges have no direction."""
        n = self.n_nodes
        made = csr_matrix((self.weight, (self.u, self.v)), shape=(n, n))
        return made if self.is_directed else (made + made.T).tocsr()

    def links(self) -> csr_matrix:
        """Give who is next to whom, without weight or direction (CSR of ones, symmetric)."""
        n = self.n_nodes
        u, v = np.concatenate([self.u, self.v]), np.concatenate([self.v, self.u])
        made = csr_matrix((np.ones(len(u), np.int32), (u, v)), shape=(n, n))
        made.sum_duplicates()
        made.data[:] = 1
        return made

    def between(self, kind: str, other: str) -> csr_matrix:
        """Give the weights of the edges between two kinds: `kind` in the rows, `other` in the columns (CSR)."""
        a, b = self.at(kind), self.at(other)
        one = (self.u >= a.start) & (self.u < a.stop) & (self.v >= b.start) & (self.v < b.stop)
        two = (self.v >= a.start) & (self.v < a.stop) & (self.u >= b.start) & (self.u < b.stop)
        if self.is_directed or kind == other:
            two[:] = False
        rows = np.concatenate([self.u[one], self.v[two]]) - a.start
        columns = np.concatenate([self.v[one], self.u[two]]) - b.start
        weight = np.concatenate([self.weight[one], self.weight[two]])
        return csr_matrix((weight, (rows, columns)), shape=(a.stop - a.start, b.stop - b.start))

    def degrees(self) -> np.ndarray:
        """How many edges each node has (int64, shape (n_nodes,)); both directions count."""
        n = self.n_nodes
        return np.bincount(self.u, minlength=n) + np.bincount(self.v, minlength=n)

    def part(self, keep: Any) -> Graph:
        """Give the graph of some nodes and the edges among them.

        Parameters
        ----------
        keep : array of bool of shape (n_nodes,), or of node numbers
        """
        keep = np.asarray(keep)
        mask = keep if keep.dtype == bool else np.isin(np.arange(self.n_nodes), keep)
        number = np.cumsum(mask) - 1
        stays = mask[self.u] & mask[self.v]
        ids = tuple(i[mask[self.at(k)]] for k, i in zip(self.kinds, self.ids, strict=True))
        extra = {name: values[stays] for name, values in self.extra.items()}
        u, v = number[self.u[stays]], number[self.v[stays]]
        return Graph(self.kinds, ids, u, v, self.weight[stays], self.is_directed, extra)

    def without(self, *kinds: str) -> Graph:
        """Give the graph without the nodes of some kinds: outlets, say, which tie everybody to everybody."""
        mask = np.ones(self.n_nodes, bool)
        for kind in kinds:
            mask[self.at(kind)] = False
        return self.part(mask)

    def to_igraph(self, order: np.ndarray | None = None) -> igraph.Graph:
        """Give an igraph of the same structure, with edge attribute ``weight``.

        Parameters
        ----------
        order : ndarray of int, optional
            The node that stands at each position; by default the nodes' own order.
        """
        u, v, weight = self.u, self.v, self.weight
        if order is not None:
            place = np.empty(self.n_nodes, np.int64)
            place[order] = np.arange(self.n_nodes)
            u, v = place[u], place[v]
            if not self.is_directed:
                u, v = np.minimum(u, v), np.maximum(u, v)
            sort = np.lexsort((v, u))
            u, v, weight = u[sort], v[sort], weight[sort]
        made = igraph.Graph(n=self.n_nodes, edges=np.column_stack([u, v]), directed=self.is_directed)
        # plain numbers: igraph takes no weights from NumPy's, and says nothing
        made.es["weight"] = weight.tolist()
        return made

    def to_networkx(self, limit: int = 5_000) -> nx.Graph:
        """Give a NetworkX graph of a part that is small enough to look at.

        Nodes are ``(kind, id)`` in order, with the attributes ``kind`` and ``id``; edges have ``weight`` and
        whatever else is known of them.

        Parameters
        ----------
        limit : int
            The most nodes to convert: NetworkX needs about a kilobyte a node.

        Raises
        ------
        BadValue
            If the graph is larger than `limit`.
        """
        if self.n_nodes > limit:
            raise BadValue(
                f"the graph has {self.n_nodes:,} nodes, more than limit={limit:,}: take the part worth looking "
                "at with neighbourhood(graph, node) or graph.part(nodes)"
            )
        made = nx.DiGraph() if self.is_directed else nx.Graph()
        names = self.names(np.arange(self.n_nodes))
        made.add_nodes_from((name, {"kind": name[0], "id": name[1]}) for name in names)
        told: dict[str, Sequence[Any]] = {"weight": self.weight.tolist()}
        told |= {name: values.tolist() for name, values in self.extra.items()}
        for i, (u, v) in enumerate(zip(self.u.tolist(), self.v.tolist(), strict=True)):
            made.add_edge(names[u], names[v], **{name: values[i] for name, values in told.items()})
        return made
