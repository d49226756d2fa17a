"""The material of lesson 05: which number was seen on which phone, five rows, stars, and lists of old accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csgraph, csr_matrix

from simkit.core.errors import BadValue
from simkit.core.folder import load
from simkit.detect.detectors import resale
from simkit_course.datasets import home

if TYPE_CHECKING:
    from simkit.core.folder import Saved
    from simkit.engine.export.result import Run

# ---
# Groups of numbers tied by what they share, what chance would make of them, and what a removal
# leaves.

SHUFFLES = range(1, 21)


def groups(pairs: pd.DataFrame, via: Sequence[str] = ("imei",)) -> pd.Series:
    """Give the group (component) of each number, tied by all that is named; 0 is the largest.

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

    >>> largest_group(pd.DataFrame({"sim_id": [7, 8, 9], "imei": ["a", "b", "b"]}))
    2
    """
    return int((groups(pairs, via or ("imei",)) == 0).sum())


def shuffle(pairs: pd.DataFrame, column: str, seed: int) -> pd.DataFrame:
    """Deal the devices, or the outlets, out anew by chance; each keeps as many numbers as it had.

    A number keeps how many devices it has; and it has one outlet, or none.

    >>> pairs = pd.DataFrame({"sim_id": [7, 8, 9], "imei": ["a", "b", "b"]})
    >>> sorted(shuffle(pairs, "imei", 1)["imei"])
    ['a', 'b', 'b']
    """
    if column not in ("imei", "outlet_id"):
        raise BadValue(f"shuffle {column!r}: imei, outlet_id")
    if not isinstance(seed, (int, np.integer)):
        raise BadValue(f"shuffle seed {seed!r}: one whole number, such as 1")
    return _dealt(_in_order(pairs), column, seed)


def chance_sizes(pairs: pd.DataFrame, column: str, *via: str) -> list[int]:
    """Count the largest group of each of the `SHUFFLES`, tied by `via`; the pairs are put in order once.

    >>> chance_sizes(pd.DataFrame({"sim_id": [7, 8], "imei": ["a", "a"]}), "imei")[:2]
    [2, 2]
    """
    made = _in_order(pairs)
    return [largest_group(_dealt(made, column, seed), *via) for seed in SHUFFLES]


def _in_order(pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs.sort_values(["sim_id", "imei"], ignore_index=True)


def _dealt(made: pd.DataFrame, column: str, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    if column == "imei":
        return made.assign(imei=rng.permutation(made["imei"].to_numpy(object)))
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

    >>> still_together(nx.Graph([(7, "a"), (8, "a"), (8, "b"), (9, "b")]), ["b"])
    2
    """
    rest = graph.copy()
    rest.remove_nodes_from(removed)
    sizes = (sum(not isinstance(n, str) for n in part) for part in nx.connected_components(rest))
    return max(sizes, default=0)


def reached(graph: nx.Graph, removed: Iterable[str]) -> int:
    """Count the numbers that were seen on at least one of these devices.

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


# ---

STAR = 10
"""A device with so many numbers is called a star in this lesson. Source: assumption."""
LISTED = 60
"""Accounts on each work list: what reviewers have time for in this lesson. Source: assumption."""


def resale_data() -> Saved:
    """Read the data set `resale` that comes with the kit."""
    return load(home() / "resale")


def sightings(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give one row each time an account was seen on a device, the oldest first.

    - ``tables`` (mapping of str to DataFrame): Observed: ``accounts`` and ``logins``. Refused log-ins do not
      count.

    Returns a DataFrame: ``sim_id``, ``imei``, ``how`` (activation or log-in), ``at``, ``place``, ``account_id``.

    >>> day = pd.Timestamp("2024-09-01")
    >>> begun = {"account_id": [3], "sim_id": [1], "activated_at": [day], "imei": ["a"], "place": "home"}
    >>> moved = {"account_id": [3], "at": [day], "imei": ["b"], "place": "home", "verdict": ["allow"]}
    >>> made = sightings({"accounts": pd.DataFrame(begun), "logins": pd.DataFrame(moved)})
    >>> made[["sim_id", "imei", "how"]].values.tolist()
    [[1, 'a', 'activation'], [1, 'b', 'log-in']]
    """
    accounts, logins = tables["accounts"], tables["logins"]
    begun = accounts[accounts["imei"].notna()].rename(columns={"activated_at": "at"}).assign(how="activation")
    moved = logins[logins["verdict"] == "allow"].assign(how="log-in")
    moved = moved.merge(accounts[["account_id", "sim_id"]], on="account_id")
    columns = ["sim_id", "imei", "how", "at", "place", "account_id"]
    made = pd.concat([begun[columns], moved[columns]], ignore_index=True)
    made["imei"] = made["imei"].astype(object)
    made["sim_id"], made["account_id"] = made["sim_id"].astype("int64"), made["account_id"].astype("int64")
    return made.sort_values(["at", "account_id", "how"], kind="stable", ignore_index=True)


def number_device(seen: pd.DataFrame, sims: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give each pair of number and device once, sorted; with the SIMs, also the outlet that registered the number.

    >>> seen = pd.DataFrame({"sim_id": [2, 1, 2], "imei": ["a", "a", "a"]})
    >>> number_device(seen).values.tolist()
    [[1, 'a'], [2, 'a']]
    """
    made = seen[["sim_id", "imei"]].drop_duplicates().sort_values(["sim_id", "imei"], ignore_index=True)
    if sims is not None:
        made["outlet_id"] = made["sim_id"].map(sims.set_index("sim_id")["outlet_id"])
    return made


def between_households(pairs: pd.DataFrame, sims: pd.DataFrame) -> pd.DataFrame:
    """Keep the devices on which the numbers of two households or more meet; a household is a KK number.

    >>> pairs = pd.DataFrame({"sim_id": [7, 8, 8, 9], "imei": ["a", "a", "b", "b"]})
    >>> between_households(pairs, pd.DataFrame({"sim_id": [7, 8, 9], "kk": [5, 5, 6]}))["imei"].tolist()
    ['b', 'b']
    """
    household = pairs["sim_id"].map(sims.set_index("sim_id")["kk"])
    n = household.groupby(pairs["imei"]).transform("nunique")
    return pairs[n > 1].reset_index(drop=True)


def five_rows(seen: pd.DataFrame) -> pd.DataFrame:
    """Choose five sightings that make a small graph: two phones that share a number, and one phone apart.

    The two phones are of the largest group.
    """
    pairs = number_device(seen)
    inside = groups(pairs)
    graph = nx.from_pandas_edgelist(pairs, "sim_id", "imei")
    begun = seen[seen["how"] == "activation"].drop_duplicates("sim_id").set_index("sim_id")["imei"]
    for number in inside.index[inside == 0].tolist():
        if number not in begun.index or graph.degree(number) != 2:
            continue
        first = begun[number]
        (second,) = set(graph[number]) - {first}
        near, far = (
            sorted(set(graph[first]) - set(graph[second])),
            sorted(set(graph[second]) - set(graph[first])),
        )
        if near and far:
            break
    else:
        raise BadValue("no two phones share a number in these rows")
    apart = next(n for n in pairs["sim_id"].tolist() if len(nx.node_connected_component(graph, n)) == 2)
    told = [(number, first), (near[0], first), (number, second), (far[0], second)]
    told.append((apart, next(iter(graph[apart]))))
    wanted = pd.DataFrame(told, columns=["sim_id", "imei"])
    made = wanted.merge(seen, on=["sim_id", "imei"]).drop_duplicates(["sim_id", "imei"])
    return made.sort_values("at", ignore_index=True)


def star_table(seen: pd.DataFrame, sims: pd.DataFrame, least: int = STAR) -> pd.DataFrame:
    """Give the devices with many numbers: n_numbers, n_niks, n_activated (numbers activated there); the largest first.

    >>> seen = pd.DataFrame({"sim_id": [1, 2], "imei": "a", "how": ["activation", "log-in"]})
    >>> star_table(seen, pd.DataFrame({"sim_id": [1, 2], "nik": [5, 5]}), least=2).values.tolist()
    [[2, 1, 1]]
    """
    rows = seen.assign(nik=seen["sim_id"].map(sims.set_index("sim_id")["nik"]))
    begun = rows[rows["how"] == "activation"].groupby("imei")["sim_id"].nunique()
    made = rows.groupby("imei").agg(n_numbers=("sim_id", "nunique"), n_niks=("nik", "nunique"))
    made["n_activated"] = begun.reindex(made.index).fillna(0).astype("int64")
    made = made[made["n_numbers"] >= least].reset_index()
    return made.sort_values(["n_numbers", "imei"], ascending=[False, True]).set_index("imei")


def old_accounts(data: Run | Saved) -> pd.Series:
    """Tell of each account older than the data whether somebody else than its owner uses it: only a simulator knows."""
    accounts = data.observed["accounts"]
    old = accounts.loc[accounts["activated_at"].isna(), "account_id"]
    origin = data.truth["accounts"].set_index("account_id")["origin"].astype(object)
    return pd.Series(
        old.map(origin).isin(["ready_made", "taken_over"]).to_numpy(), old.to_numpy(), name="is_bad"
    )


def worklists(data: Run | Saved, n: int = LISTED) -> tuple[dict[str, list[int]], pd.Series]:
    """Give three equally long lists of accounts older than the data, and which are not their owner's any more.

    ``by_registration`` ranks by the SIMs on the NIK and its outlet's busy days, ``by_device`` by the strangers on the
    fullest device, and ``by_group`` begins with the accounts whose number is in the largest group
    `between_households`; the others follow as in ``by_device``. Each list holds `n` accounts.
    """
    is_bad, tables = old_accounts(data), data.observed
    inside = groups(between_households(number_device(sightings(tables)), tables["sims"]))
    number = tables["accounts"].set_index("account_id")["sim_id"].reindex(is_bad.index).astype("int64")
    in_group = set(is_bad.index[number.isin(inside.index[inside == 0])].tolist())
    ranked = {"by_registration": resale.ready_made_by_registration, "by_device": resale.ready_made}
    lists = {name: [int(a) for a in rank(tables).table["entity_id"]] for name, rank in ranked.items()}
    lists["by_group"] = sorted(lists["by_device"], key=lambda a: a not in in_group)
    return {name: ids[:n] for name, ids in lists.items()}, is_bad
