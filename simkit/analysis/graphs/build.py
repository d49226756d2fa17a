"""From observed tables to graphs, whole columns at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ...core.errors import BadValue, nearest, quoted
from .arrays import Graph

Observed = Mapping[str, pd.DataFrame]


def table_of(tables: Observed, name: str, is_optional: bool = False) -> pd.DataFrame | None:
    """Give a table; None for an optional one that is not there."""
    if name in tables:
        return tables[name]
    if is_optional:
        return None
    raise BadValue(
        f"the graph needs the observed table {quoted(name)}, which is not there: {nearest(name, tables)}"
    )


def coded(columns: Sequence[pd.Series]) -> tuple[pd.Index, list[np.ndarray]]:
    """Number the ids of several columns together: sorted ids, and each column's codes (-1 for a missing id).

    Examples
    --------
    >>> ids, (a, b) = coded([pd.Series([30, 10]), pd.Series([20, None], dtype="Int64")])
    >>> ids.tolist(), a.tolist(), b.tolist()
    ([10, 20, 30], [2, 0], [1, -1])
    """
    plain = [
        c.astype(c.cat.categories.dtype) if isinstance(c.dtype, pd.CategoricalDtype) else c for c in columns
    ]
    filled = [c for c in plain if len(c)]
    if not filled:
        return pd.Index([], dtype=object), [np.array([], np.int64) for _ in columns]
    codes, ids = pd.factorize(pd.concat(filled, ignore_index=True), sort=True)
    ends = np.cumsum([len(c) for c in columns])[:-1]
    plain_ids = ids.to_numpy(np.int64) if isinstance(ids.dtype, pd.Int64Dtype) else ids
    return pd.Index(plain_ids), [np.asarray(c, np.int64) for c in np.split(codes, ends)]


def collapse(
    u: np.ndarray, v: np.ndarray, sums: Mapping[str, np.ndarray], n_nodes: int, is_directed: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Make one edge of all rows that name the same pair; rows with a missing end (-1) and loops fall away.

    Returns
    -------
    u, v, weight : ndarray of int64
        Sorted by (u, v); `weight` counts rows, or adds ``sums["weight"]`` up.
    sums : dict of str to ndarray
        The other sums of each edge.
    """
    stays = (u >= 0) & (v >= 0) & (u != v)
    u, v = u[stays], v[stays]
    if not is_directed:
        u, v = np.minimum(u, v), np.maximum(u, v)
    pair, inverse, count = np.unique(u * max(n_nodes, 1) + v, return_inverse=True, return_counts=True)
    added = {
        name: np.bincount(inverse, x[stays], len(pair)).round().astype(np.int64) for name, x in sums.items()
    }
    weight = added.pop("weight", count.astype(np.int64))
    return pair // max(n_nodes, 1), pair % max(n_nodes, 1), weight, added


def access_graph(tables: Observed) -> Graph:
    """Build who looked up whom: agents and the people whose records they asked for.

    Needs ``accesses``. An edge's weight is the number of look-ups; ``n_with_ticket`` and ``n_without_ticket``
    split it. Refused attempts count: the question was asked.

    Examples
    --------
    >>> rows = pd.DataFrame({"agent_id": [1, 1, 2], "person_id": [5, 5, 5], "ticket_id": [9, None, None]})
    >>> g = access_graph({"accesses": rows})
    >>> g.weight.tolist(), g.extra["n_without_ticket"].tolist()
    ([2, 1], [1, 1])
    """
    rows = table_of(tables, "accesses")
    assert rows is not None
    (agents, (a,)), (people, (p,)) = coded([rows["agent_id"]]), coded([rows["person_id"]])
    has = rows["ticket_id"].notna().to_numpy()
    sums = {"n_with_ticket": has, "n_without_ticket": ~has}
    n = len(agents) + len(people)
    u, v, weight, extra = collapse(a, np.where(p < 0, -1, p + len(agents)), sums, n)
    return Graph(("agent", "person"), (agents, people), u, v, weight, False, extra)


def registration_graph(tables: Observed) -> Graph:
    """Build which NIK, SIM, device and outlet met in a registration: one graph with four kinds of node.

    Needs ``registrations``; with ``sims``, SIMs that were registered before the first day are there too (their
    device is unknown). Edges: NIK-SIM (the SIM is registered on the NIK), NIK-device, NIK-outlet and
    device-outlet (every attempt, refused ones too), SIM-device (the SIM became active), SIM-outlet. The weight
    counts attempts, and 1 for what is known from ``sims`` alone.

    Examples
    --------
    >>> rows = pd.DataFrame({"nik": [11, 12], "sim_id": [1, None], "imei": ["a", "a"], "outlet_id": [4, None]})
    >>> g = registration_graph({"registrations": rows})
    >>> g.nodes.groupby("kind", observed=True).size().to_dict()
    {'nik': 2, 'sim': 1, 'device': 1, 'outlet': 1}
    >>> g.between("nik", "device").toarray().tolist()
    [[1], [1]]
    """
    rows, old = table_of(tables, "registrations"), table_of(tables, "sims", is_optional=True)
    assert rows is not None
    if old is None:
        old = rows[["sim_id", "nik", "outlet_id"]].iloc[:0]
    names = {"nik": "nik", "sim": "sim_id", "outlet": "outlet_id"}
    made = {kind: coded([rows[c], old[c]]) for kind, c in names.items()}
    device, (d,) = coded([rows["imei"]])
    made["device"] = (device, [d, np.array([], np.int64)])
    kinds = ("nik", "sim", "device", "outlet")
    ids = tuple(made[k][0] for k in kinds)
    starts = dict(zip(kinds, np.cumsum([0, *(len(i) for i in ids[:-1])]).tolist(), strict=True))
    at = {k: [np.where(c < 0, -1, c + starts[k]) for c in made[k][1]] for k in kinds}
    # a SIM of the registrations stands in `sims` too: the second naming of an edge adds nothing to its weight
    pairs = [(a, b, 0) for i, a in enumerate(kinds) for b in kinds[i + 1 :]]
    pairs += [("nik", "sim", 1), ("sim", "outlet", 1)]
    u = np.concatenate([at[a][source] for a, b, source in pairs])
    v = np.concatenate([at[b][source] for a, b, source in pairs])
    counts = np.concatenate([np.full(len(at[a][source]), source == 0) for a, _, source in pairs])
    n = sum(len(i) for i in ids)
    u, v, weight, _ = collapse(u, v, {"weight": counts}, n)
    return Graph(kinds, ids, u, v, np.maximum(weight, 1))


def account_graph(tables: Observed) -> Graph:
    """Build which OTT account was used on which device: activations and log-ins, refused ones too.

    Needs ``accounts``; ``logins`` if there. The weight counts activations and log-ins, ``n_logins`` the latter.
    """
    accounts, logins = table_of(tables, "accounts"), table_of(tables, "logins", is_optional=True)
    assert accounts is not None
    parts = [accounts] if logins is None else [accounts, logins]
    account, a = coded([p["account_id"] for p in parts])
    device, d = coded([p["imei"] for p in parts])
    u = np.concatenate(a)
    v = np.concatenate([np.where(x < 0, -1, x + len(account)) for x in d])
    is_login = np.repeat(np.arange(len(parts)), [len(p) for p in parts]) == 1
    u, v, weight, extra = collapse(u, v, {"n_logins": is_login}, len(account) + len(device))
    return Graph(("account", "device"), (account, device), u, v, weight, False, extra)


def contact_graph(tables: Observed) -> Graph:
    """Build who wrote to or called whom: directed from sender to recipient, SIMs on both sides.

    Needs ``contacts``, which is kept only for numbers complained about or seized, from that day on: a number
    without an edge may have written to thousands. The weight counts messages and calls, ``n_days`` the days.
    """
    rows = table_of(tables, "contacts")
    assert rows is not None
    sims, (a, b) = coded([rows["sim_id"], rows["recipient_sim_id"]])
    n_rows = rows["n"].to_numpy(np.int64)
    sums = {"weight": n_rows, "n_days": np.ones(len(rows))}
    u, v, weight, extra = collapse(a, b, sums, len(sims), is_directed=True)
    return Graph(("sim",), (sims,), u, v, weight, True, extra)


def sale_graph(tables: Observed) -> Graph:
    """Build who sold to whom, as far as seized books tell: directed from the seller's alias to the buyer's.

    Needs ``seizures``: what a takedown found, partial and late. Unsold items have no buyer and make no edge.
    The weight counts items, ``price_rp`` adds their prices up (missing prices count 0).
    """
    rows = table_of(tables, "seizures")
    assert rows is not None
    (sellers, (s,)), (buyers, (b,)) = coded([rows["seller_alias"]]), coded([rows["buyer_alias"]])
    price = rows["price_rp"].fillna(0).to_numpy(np.float64)
    v = np.where(b < 0, -1, b + len(sellers))
    u, v, weight, extra = collapse(s, v, {"price_rp": price}, len(sellers) + len(buyers), is_directed=True)
    return Graph(("seller", "buyer"), (sellers, buyers), u, v, weight, True, extra)
