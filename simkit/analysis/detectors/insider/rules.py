"""The obvious rules: who looks up most, and who looks up without a ticket. They are here to be compared with."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..base import Cited, Observed, Ranking, Reason, ranking

NEEDS = ("accesses", "agents")

MANY = Reason("looks", "accesses", "access_id", "nunique", "{n} kali membuka data pelanggan", "{n} look-ups")
NO_TICKET = Reason(
    "no_ticket",
    "accesses",
    "access_id",
    "nunique",
    "{n} kali membuka data tanpa tiket",
    "{n} look-ups without a ticket",
)


def cited(reason: Reason, looks: pd.DataFrame) -> Cited:
    """Cite look-ups as the rows behind a reason, by agent."""
    rows = looks.rename(columns={"agent_id": "entity_id"}).assign(row_id=looks["access_id"])
    return Cited(reason, rows[["entity_id", "row_id", *sorted({reason.column} - {"entity_id", "row_id"})]])


def counted(tables: Observed, looks: pd.DataFrame) -> pd.Series:
    """Count look-ups by agent; who made none has 0."""
    agents = tables["agents"]["agent_id"].to_numpy()
    return looks.groupby("agent_id").size().reindex(agents, fill_value=0).astype(float)


def by_volume(tables: Observed) -> Ranking:
    """Rank agents by how many records they looked up: the rule everybody thinks of first.

    It finds the loud seller (135 look-ups a day, ``att-2015``). It cannot find one single look-up, nor a seller who
    adds less than what one busy shift differs from another.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs `NEEDS`.

    Returns
    -------
    Ranking
        Of agents; the score is the number of look-ups.

    Examples
    --------
    >>> looks = pd.DataFrame({"access_id": [1, 2, 3], "agent_id": [4, 4, 5], "ticket_id": [1, None, 2]})
    >>> by_volume({"accesses": looks, "agents": pd.DataFrame({"agent_id": [4, 5]})}).table["entity_id"].tolist()
    [4, 5]
    """
    looks = tables["accesses"]
    return ranking("by_volume", "agent", counted(tables, looks), [cited(MANY, looks)])


def without_ticket(tables: Observed) -> Ranking:
    """Rank agents by the share of their look-ups that name no ticket.

    Supervisors come first: to check the work of others they need none. A seller who names any ticket is not seen.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs `NEEDS`.

    Returns
    -------
    Ranking
        Of agents; the score is a share.
    """
    looks = tables["accesses"]
    bare = looks[looks["ticket_id"].isna()]
    share: pd.Series = counted(tables, bare) / np.maximum(counted(tables, looks), 1.0)
    return ranking("without_ticket", "agent", share, [cited(NO_TICKET, bare)])


def volume_against_peers(tables: Observed) -> Ranking:
    """Rank agents by how far their number of look-ups lies above that of others with the same site, shift and duty.

    The fairer rule of volume: an evening is not compared with a night. The score is in standard deviations of a
    Poisson count around the mean of the others; an agent without such colleagues gets 0.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs `NEEDS`.

    Returns
    -------
    Ranking
        Of agents. In the model a queue hands work out evenly, so that peers differ less than at a real desk:
        what this rule finds here is the most that it could find.
    """
    looks = tables["accesses"]
    made = pd.DataFrame({"n": counted(tables, looks)})
    agents = tables["agents"].set_index("agent_id")[["site", "shift", "position"]].astype(str)
    peers = made.join(agents).groupby(["site", "shift", "position"])["n"]
    size, total = peers.transform("size").to_numpy(), peers.transform("sum").to_numpy()
    n = made["n"].to_numpy()
    others = (total - n) / np.maximum(size - 1, 1)
    z = np.where(size > 1, (n - others) / np.sqrt(np.maximum(others, 1.0)), 0.0)
    return ranking("volume_against_peers", "agent", pd.Series(z, made.index), [cited(MANY, looks)])
