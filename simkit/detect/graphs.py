"""Networks for an investigator: who is tied to whom in a run, or in a saved folder, as NetworkX graphs.

Three builders read observed tables (``run.observed``, or ``load(folder).observed``):

- `registration_graph`: NIK - SIM - device - outlet
- `resale_graph`: seller - number - buyer, from seized books; from the truth where ``run.truth`` is given
- `account_graph`: OTT account - device

A node is ``(kind, id)``, with the attributes ``kind`` and ``id``; an edge has ``weight``, the rows that speak for it.
Nodes stand in the order of their kinds and ids, whatever the order of the rows, so that layouts and seeded
algorithms of NetworkX give the same result every time. `neighbourhood` cuts out the part worth drawing. NetworkX needs
about a kilobyte a node: for a country of millions take `since`, or the counts of `simkit.detect.sim_features`.

>>> import networkx as nx
>>> from simkit import simulate
>>> run = simulate("baseline", settings={"people.n_people": 500, "run.days": 5, "run.scale": 0.002})
>>> graph = registration_graph(run.observed, leave_out=["outlet"])
>>> sorted(set(nx.get_node_attributes(graph, "kind").values()))
['device', 'nik', 'sim']
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Any

import networkx as nx
import pandas as pd

from ..core.errors import BadValue, nearest, quoted

Tables = Mapping[str, pd.DataFrame]
Node = tuple[str, Any]
"""A node's name: its kind and its id, such as ``("device", "001234...")``."""


def registration_graph(
    tables: Tables, *, since: str | pd.Timestamp | None = None, leave_out: Collection[str] = ()
) -> nx.Graph:
    """Build which NIK, SIM, device and outlet met in a registration; refused attempts count, and make no SIM.

    ``since`` drops attempts before a moment, and ``leave_out`` kinds of node: without ``"outlet"``, which ties
    everybody to everybody, rings fall apart from their customers. Needs ``registrations``.

    Examples
    --------
    >>> rows = pd.DataFrame({"nik": [11, 12], "sim_id": [1, None], "imei": ["a", "a"], "outlet_id": [4, None]})
    >>> graph = registration_graph({"registrations": rows})
    >>> list(graph)
    [('nik', 11), ('nik', 12), ('sim', 1), ('device', 'a'), ('outlet', 4)]
    >>> sorted(graph["device", "a"])
    [('nik', 11), ('nik', 12), ('outlet', 4), ('sim', 1)]
    """
    kinds = {"nik": "nik", "sim": "sim_id", "device": "imei", "outlet": "outlet_id"}
    rows = _table(tables, "registrations")
    return _built(rows, kinds, list(combinations(kinds, 2)), since, leave_out)


def resale_graph(
    tables: Tables, *, since: str | pd.Timestamp | None = None, leave_out: Collection[str] = ()
) -> nx.Graph:
    """Build who sold which number to whom: sellers and buyers by alias, numbers by their ``sim_id``.

    Observed tables tell what takedowns found (``seizures``: partial and late); ``run.truth`` tells every sale
    (``sales``). Without ``"number"`` sellers and buyers are linked directly.

    Examples
    --------
    >>> books = pd.DataFrame({"seller_alias": ["x", "x"], "sim_id": [1, 2], "buyer_alias": ["y", None]})
    >>> resale_graph({"seizures": books}).number_of_edges()
    3
    >>> list(resale_graph({"seizures": books}, leave_out=["number"]).edges)
    [(('seller', 'x'), ('buyer', 'y'))]
    """
    is_truth = "sales" in tables
    party = "id" if is_truth else "alias"
    kinds = {"seller": f"seller_{party}", "number": "sim_id", "buyer": f"buyer_{party}"}
    links = [("seller", "buyer")] if "number" in leave_out else [("seller", "number"), ("number", "buyer")]
    return _built(_table(tables, "sales" if is_truth else "seizures"), kinds, links, since, leave_out)


def account_graph(tables: Tables, *, since: str | pd.Timestamp | None = None) -> nx.Graph:
    """Build which OTT account was activated or logged in on which device; refused log-ins count.

    Needs ``accounts``, and ``logins`` where there are any. Accounts older than the tables have no known device
    until they log in.

    Examples
    --------
    >>> accounts = pd.DataFrame({"account_id": [1, 2], "activated_at": pd.Timestamp("2025-01-01"), "imei": ["a", "a"]})
    >>> logins = pd.DataFrame({"account_id": [2], "at": pd.Timestamp("2025-01-02"), "imei": ["b"]})
    >>> account_graph({"accounts": accounts, "logins": logins}, since="2025-01-02").edges
    EdgeView([(('account', 2), ('device', 'b'))])
    """
    columns = ["account_id", "imei", "at"]
    begun = _table(tables, "accounts").rename(columns={"activated_at": "at"})[columns]
    parts = [begun, tables["logins"][columns]] if len(tables.get("logins", ())) else [begun]
    rows = pd.concat([p.astype({"imei": object}) for p in parts], ignore_index=True)
    kinds = {"account": "account_id", "device": "imei"}
    return _built(rows, kinds, [("account", "device")], since, ())


def _table(tables: Tables, name: str) -> pd.DataFrame:
    if name not in tables:
        raise BadValue(
            f"the graph needs the table {quoted(name)}, which is not there: {nearest(name, tables)}"
        )
    return tables[name]


def _built(
    rows: pd.DataFrame,
    kinds: Mapping[str, str],
    links: Sequence[tuple[str, str]],
    since: str | pd.Timestamp | None,
    leave_out: Collection[str],
) -> nx.Graph:
    """Make nodes of the columns of `kinds` and an edge of each pair of `links` that meets in a row."""
    leave_out = [leave_out] if isinstance(leave_out, str) else leave_out
    for kind in leave_out:
        if kind not in kinds:
            raise BadValue(f"leave_out names {quoted(kind)}, no kind of this graph: {nearest(kind, kinds)}")
    if since is not None:
        rows = rows[rows["at"] >= pd.Timestamp(since)]
    ids = {kind: _plain(rows[column]) for kind, column in kinds.items() if kind not in leave_out}
    graph = nx.Graph()
    for kind, column in ids.items():
        graph.add_nodes_from(
            ((kind, i), {"kind": kind, "id": i}) for i in sorted(column.dropna().unique().tolist())
        )
    for a, b in (pair for pair in links if set(pair) <= set(ids)):
        pairs = pd.DataFrame({"a": ids[a], "b": ids[b]}).dropna()
        for u, v, n in pairs.groupby(["a", "b"]).size().reset_index(name="n").to_numpy(object).tolist():
            graph.add_edge((a, u), (b, v), weight=int(n))
    return graph


def _plain(column: pd.Series) -> pd.Series:
    """Give ids as plain whole numbers or texts; a missing value must not make a NIK a float."""
    if pd.api.types.is_numeric_dtype(column):
        column = column.astype("Int64")
    return column.astype(object)


def neighbourhood(
    graph: nx.Graph, node: Node, hops: int = 2, *, expand_up_to: int = 200, most: int = 2_000
) -> nx.Graph:
    """Cut out what lies within some links of a node, with all edges among it: small enough for the eye.

    A node with more than ``expand_up_to`` links (a busy outlet) is shown, but nothing is followed beyond it; the
    first node is always followed. BadValue for an unknown node, or where more than ``most`` nodes are found.

    Examples
    --------
    >>> chain = nx.path_graph(5)
    >>> list(neighbourhood(chain, 0, hops=2))
    [0, 1, 2]
    """
    if node not in graph:
        raise BadValue(f"no node {quoted(node)} in this graph of {len(graph):,} nodes; a node is (kind, id)")
    found, edge = {node}, [node]
    for _ in range(hops):
        new = {n for at in edge for n in graph[at]} - found
        found |= new
        if len(found) > most:
            raise BadValue(
                f"{len(found):,} nodes within {hops} hops of {quoted(node)}, more than most={most:,}: take fewer hops, "
                "a lower expand_up_to, or a graph without outlets"
            )
        edge = [n for n in new if graph.degree(n) <= expand_up_to]
    part = graph.__class__()
    part.add_nodes_from((n, data) for n, data in graph.nodes(data=True) if n in found)
    part.add_edges_from(e for e in graph.edges(data=True) if e[0] in found and e[1] in found)
    return part
