"""The material of lesson 05: which number was seen on which phone, five rows, stars, and lists of old accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd

from ..analysis.detectors import resale
from ..core.errors import BadValue
from ..core.folder import load
from ..study.datasets import home
from .resale_groups import groups

if TYPE_CHECKING:
    from ..core.saved import Saved
    from ..engine.run import Run

STAR = 10
"""A device with so many numbers is called a star in this lesson. Source: assumption."""
LISTED = 60
"""Accounts on each work list: what reviewers have time for in this lesson. Source: assumption."""


def resale_data() -> Saved:
    """Read the data set `resale` that comes with the kit."""
    return load(home() / "resale")


def sightings(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give one row each time an account was seen on a device, the oldest first.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed: ``accounts`` and ``logins``. Refused log-ins do not count.

    Returns
    -------
    DataFrame
        ``sim_id``, ``imei``, ``how`` (activation or log-in), ``at``, ``place``, ``account_id``.

    Examples
    --------
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

    Examples
    --------
    >>> seen = pd.DataFrame({"sim_id": [2, 1, 2], "imei": ["a", "a", "a"]})
    >>> number_device(seen).values.tolist()
    [[1, 'a'], [2, 'a']]
    """
    made = seen[["sim_id", "imei"]].drop_duplicates().sort_values(["sim_id", "imei"], ignore_index=True)
    if sims is not None:
        made["outlet_id"] = made["sim_id"].map(sims.set_index("sim_id")["outlet_id"])
    return made


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

    Examples
    --------
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


def worklists(data: Run | Saved, n: int | None = LISTED) -> tuple[dict[str, list[int]], pd.Series]:
    """Give three equally long lists of accounts older than the data, and which are not their owner's any more.

    ``by_registration`` ranks by the SIMs on the NIK and its outlet's busy days, ``by_device`` by the strangers on the
    fullest device, and ``by_group`` holds the accounts whose number is in the largest group, ranked by device too.
    Each list holds `n` accounts, or fewer if the group has fewer; ``None`` is as many as the group has.
    """
    is_bad, tables = old_accounts(data), data.observed
    inside = groups(number_device(sightings(tables)))
    number = tables["accounts"].set_index("account_id")["sim_id"].reindex(is_bad.index).astype("int64")
    in_group = set(is_bad.index[number.isin(inside.index[inside == 0])].tolist())
    ranked = {"by_registration": resale.ready_made_by_registration, "by_device": resale.ready_made}
    lists = {name: [int(a) for a in rank(tables).table["entity_id"]] for name, rank in ranked.items()}
    lists["by_group"] = [a for a in lists["by_device"] if a in in_group]
    return {name: ids[: min(n or len(in_group), len(in_group))] for name, ids in lists.items()}, is_bad
