"""Which look-ups have an explanation: a ticket of that customer, with that agent, at that time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

EXPLAINED = ("ticket", "own_ticket", "handover", "supervision")

BEFORE, AFTER = pd.Timedelta(minutes=2), pd.Timedelta(minutes=10)
"""A look may come this long before its ticket begins and after it ends: a second look runs over. Assumption."""


def explain(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say of every look-up which ticket or duty explains it, or what is wrong with the ticket it names.

    ``ticket``: it names a ticket of this customer that this agent had open. ``own_ticket``: it names none, or
    another, but there is such a ticket. ``handover``: a colleague of the same site had this customer's ticket open.
    ``supervision``: a supervisor who names no ticket. Unexplained are ``no_ticket``, ``other_customer`` (the ticket
    is somebody else's), ``other_agent``, ``other_time`` and ``unknown_ticket``.

    Returns a table: the look-ups in the order given, with ``site``, ``position``, ``explanation`` and
    ``is_explained``.

    Source: the idea is `ebas`. A real desk has honest agents who mistype a ticket number; the model has none, so
    ``other_customer`` is cleaner here than it would be there.
    """
    looks = tables["accesses"].reset_index(drop=True)
    agents = tables["agents"].set_index("agent_id")[["site", "position"]].astype(str)
    of = agents.reindex(looks["agent_id"])
    looks = looks.assign(site=of["site"].to_numpy(object), position=of["position"].to_numpy(object))
    tickets = _tickets(tables["tickets"])
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


def _tickets(tickets: pd.DataFrame) -> pd.DataFrame:
    """Give the tickets with the window in which a look-up belongs to them; one still open has no end."""
    window = {"opens": tickets["started_at"] - BEFORE, "ends": tickets["closed_at"] + AFTER}
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

    at = looks["at"].to_numpy()
    in_time = (at >= there["opens"].to_numpy()) & (at <= there["ends"].to_numpy())
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
