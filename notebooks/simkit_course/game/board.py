"""The case board: what was uncovered and how it hangs together; at the end, what was right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from .costs import ON_DEVICE, Investigation
from .scoring import COLUMN, Accusation, Truth, carried

COLUMNS = ("agent", "outlet", "device", "number", "abroad", "complaint")
"""The chain from left to right, as the board shows it."""


def board(
    inquiry: Investigation,
    named: Iterable[Accusation],
    truth: Truth | None = None,
    others: Iterable[Accusation] = (),
) -> Mapping[str, pd.DataFrame]:
    """Lay an investigation out: a node for whatever was named or hangs on it, an edge for each tie that was uncovered.

    - ``truth`` (mapping of str to collection, optional): For the end: then every name is "right", "guessed" or
      "wrong", and before it is "named".
    - ``others`` (iterable of Accusation): Somebody else's names, such as those of a bot: shown as "other_right"
      and "other_wrong".

    Returns a mapping of str to DataFrame: ``nodes``: ``column`` (one of ``COLUMNS``), ``entity``, ``state``.
    ``edges``: ``from_column``, ``from_entity``, ``to_column``, ``to_entity``. ``hours``: ``look``, ``hours``,
    ``n``. ``others``: ``column``, ``entity``, ``is_right``, and ``is_both`` where `named` holds it, too.
    """
    seen, named = inquiry.seen, list(named)
    states = {(a.kind, a.entity): _state(a, i, named, seen, truth) for i, a in enumerate(named)}
    edges = _edges(seen, named)
    nodes = pd.concat(
        [
            edges[["from_column", "from_entity"]].set_axis(["column", "entity"], axis=1),
            edges[["to_column", "to_entity"]].set_axis(["column", "entity"], axis=1),
            pd.DataFrame(list(states), columns=["column", "entity"]),
        ]
    ).drop_duplicates(ignore_index=True)
    nodes["state"] = [
        states.get(key, "seen") for key in nodes[["column", "entity"]].itertuples(index=False, name=None)
    ]
    theirs = pd.DataFrame(
        [
            (a.kind, a.entity, truth is not None and a.entity in truth[a.kind], (a.kind, a.entity) in states)
            for a in others
        ],
        columns=["column", "entity", "is_right", "is_both"],
    )
    more = [
        (column, entity, "other_right" if is_right else "other_wrong")
        for column, entity, is_right, is_both in theirs.itertuples(index=False, name=None)
        if not is_both
    ]
    nodes = pd.concat([nodes, pd.DataFrame(more, columns=nodes.columns)], ignore_index=True)
    nodes = nodes.drop_duplicates(["column", "entity"], keep="last", ignore_index=True)
    log = inquiry.log
    hours = log.groupby("look", sort=False)["hours"].agg(hours="sum", n="size").reset_index()
    return {"nodes": nodes, "edges": edges, "hours": hours, "others": theirs}


def _state(one: Accusation, at: int, named: list[Accusation], seen: pd.DataFrame, truth: Truth | None) -> str:
    if truth is None:
        return "named"
    if one.entity not in truth[one.kind]:
        return "wrong"
    return "right" if carried(one, seen, named[:at]) else "guessed"


def _edges(seen: pd.DataFrame, named: list[Accusation]) -> pd.DataFrame:
    """Give the ties between what was named, and from named numbers to log-ins abroad and complaints."""
    of = {kind: {a.entity for a in named if a.kind == kind} for kind in COLUMN}
    mine = seen[seen["sim_id"].isin(of["number"])]
    on = mine[mine["kind"].isin(ON_DEVICE) & mine["imei"].isin(of["device"])]
    there = mine[mine["kind"].eq("registration") & mine["outlet_id"].isin(of["outlet"])]
    away = mine[mine["kind"].eq("log-in") & mine["place"].ne("home")]
    filed = mine[mine["kind"] == "complaint"]
    done = mine[mine["kind"].isin(("registration", "activation"))].drop_duplicates("sim_id")
    looks = seen[seen["kind"].eq("look-up") & seen["agent_id"].isin(of["agent"])]
    looks = looks[["nik", "agent_id", "at"]].merge(
        done[["nik", "sim_id", "at"]], on="nik", suffixes=("", "_done")
    )
    looks = looks[looks["at"] < looks["at_done"]]
    made = [
        _pairs(on, "device", "imei", "number", "sim_id"),
        _pairs(there, "outlet", "outlet_id", "number", "sim_id"),
        _pairs(looks, "agent", "agent_id", "number", "sim_id"),
        _pairs(away, "number", "sim_id", "abroad", "place"),
        _pairs(filed, "number", "sim_id", "complaint", "sim_id"),
    ]
    return pd.concat(made, ignore_index=True)


def _pairs(rows: pd.DataFrame, one: str, here: str, other: str, there: str) -> pd.DataFrame:
    made = pd.DataFrame(
        {
            "from_column": one,
            "from_entity": rows[here].astype(object),
            "to_column": other,
            "to_entity": rows[there].astype(object),
        }
    )
    return made.drop_duplicates().sort_values(["from_entity", "to_entity"], ignore_index=True)
