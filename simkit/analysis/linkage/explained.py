"""Which look-ups have an explanation: a ticket of that customer, with that agent, at that time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

NEEDS = ("accesses", "tickets", "agents")

EXPLAINED = ("ticket", "own_ticket", "handover", "supervision")
UNEXPLAINED = ("no_ticket", "other_customer", "other_agent", "other_time", "unknown_ticket")

BEFORE_MIN, AFTER_MIN = 2.0, 10.0
"""A look may come this long before its ticket begins and after it ends [min]: a second look runs over. Assumption."""


def explain(
    tables: Mapping[str, pd.DataFrame], before_min: float = BEFORE_MIN, after_min: float = AFTER_MIN
) -> pd.DataFrame:
    """Say of every look-up which ticket or duty explains it, or what is wrong with the ticket it names.

    ``ticket``: it names a ticket of this customer that this agent had open. ``own_ticket``: it names none, or
    another, but there is such a ticket. ``handover``: a colleague of the same site had this customer's ticket open.
    ``supervision``: a supervisor who names no ticket. Unexplained are ``no_ticket``, ``other_customer`` (the ticket
    is somebody else's), ``other_agent``, ``other_time`` and ``unknown_ticket``.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs `NEEDS`.
    before_min, after_min : float
        Tolerance [min] around the time a ticket is open.

    Returns
    -------
    DataFrame
        The look-ups in the order given, with ``site``, ``position``, ``explanation`` and ``is_explained``.

    Source: the idea is `ebas`. A real desk has honest agents who mistype a ticket number; the model has none, so
    ``other_customer`` is cleaner here than it would be there.

    Examples
    --------
    >>> noon = pd.Timestamp("2024-08-05 12:00")
    >>> agents = pd.DataFrame({"agent_id": [1], "site": ["A"], "position": ["agent"]})
    >>> tickets = pd.DataFrame({"ticket_id": [5], "person_id": [7], "agent_id": [1], "site": ["A"],
    ...                         "started_at": [noon], "closed_at": [noon + pd.Timedelta("6min")]})
    >>> accesses = pd.DataFrame({"access_id": [1, 2, 3], "at": [noon + pd.Timedelta("1min")] * 3, "agent_id": 1,
    ...                          "person_id": [7, 8, 8], "ticket_id": [5, 5, None]})
    >>> explain({"agents": agents, "tickets": tickets, "accesses": accesses})["explanation"].tolist()
    ['ticket', 'other_customer', 'no_ticket']
    """
    looks = tables["accesses"].reset_index(drop=True)
    agents = tables["agents"].set_index("agent_id")
    looks = looks.assign(
        site=agents["site"].astype(str).reindex(looks["agent_id"]).to_numpy(object),
        position=agents["position"].astype(str).reindex(looks["agent_id"]).to_numpy(object),
    )
    early, late = pd.Timedelta(minutes=before_min), pd.Timedelta(minutes=after_min)
    tickets = _tickets(tables["tickets"], early, late)
    said = _named(looks, tickets)
    made = np.where(
        said.eq("no_ticket") & looks["position"].eq("supervisor"), "supervision", said.to_numpy(object)
    )
    open_ = ~np.isin(made, EXPLAINED)
    rest = looks.loc[open_ | (made == "supervision"), ["at", "agent_id", "person_id", "site"]]
    mine, colleagues = _open_tickets(rest, tickets)
    made[colleagues] = "handover"
    made[mine] = "own_ticket"
    return looks.assign(explanation=made, is_explained=np.isin(made, EXPLAINED))


def _tickets(tickets: pd.DataFrame, early: pd.Timedelta, late: pd.Timedelta) -> pd.DataFrame:
    """Give the tickets with the window in which a look-up belongs to them; one still open has no end."""
    window = {"opens": tickets["started_at"] - early, "ends": tickets["closed_at"] + late}
    kept = tickets[["ticket_id", "person_id", "agent_id", "site"]].assign(**window)
    return kept.assign(site=kept["site"].astype(str), ends=kept["ends"].fillna(pd.Timestamp.max.floor("s")))


def _named(looks: pd.DataFrame, tickets: pd.DataFrame) -> pd.Series:
    """Compare each look-up with the ticket that it names."""
    there = tickets.set_index("ticket_id").reindex(
        looks["ticket_id"].astype("Int64").fillna(-1).astype("int64")
    )
    known = looks["ticket_id"].isin(tickets["ticket_id"]).to_numpy()

    def same(column: str) -> np.ndarray:
        named = pd.to_numeric(there[column], errors="coerce").to_numpy(float, na_value=np.nan)
        return named == looks[column].to_numpy(float)

    in_time = (looks["at"].to_numpy() >= there["opens"].to_numpy()) & (
        looks["at"].to_numpy() <= there["ends"].to_numpy()
    )
    none = looks["ticket_id"].isna().to_numpy()
    made = np.select(
        [none, ~known, ~same("person_id"), ~same("agent_id"), ~in_time],
        ["no_ticket", "unknown_ticket", "other_customer", "other_agent", "other_time"],
        "ticket",
    )
    return pd.Series(made.astype(object), looks.index)


def _open_tickets(rest: pd.DataFrame, tickets: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give the row labels of look-ups whose customer had a ticket open: with this agent, with a colleague."""
    pairs = rest.reset_index(names="row").merge(tickets, on="person_id", suffixes=("", "_of"))
    pairs = pairs[(pairs["at"] >= pairs["opens"]) & (pairs["at"] <= pairs["ends"])]
    is_mine = (pairs["agent_id"] == pairs["agent_id_of"]).fillna(False).to_numpy(bool)
    is_near = pairs["agent_id_of"].notna() & (pairs["site"] == pairs["site_of"])
    return pairs.loc[is_mine, "row"].to_numpy(int), pairs.loc[is_near & ~is_mine, "row"].to_numpy(int)
