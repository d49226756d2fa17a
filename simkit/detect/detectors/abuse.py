"""Abused numbers: many strangers written to, hardly anyone answers, the number never moves, people complain.

Couriers and shops send more than an abuser does; what separates them is *whom* they reach and what comes back. So the
score uses shares, and pulls those of a number that was seen for few days towards everybody's mean.

Messages by OTT apps leave no row in the operator's traffic: a number that uses OTT alone has no recipient, and only a
complaint brings it up.
"""

from __future__ import annotations

import pandas as pd

from ..long_tables import Rows, by_sim, pairs, rows_of
from ..sim_features import Observed, shrunk_share, surprise, table
from .base import Cited, Ranking, Reason, cite, front, ranking

REPORTERS = Reason("reporters", "complaints", "person_id", "nunique")
RECIPIENTS = Reason("recipients", "traffic_daily", "n_recipients", "sum")
STRANGERS = Reason("strangers", "traffic_daily", "n_new", "sum")
ANSWERS = Reason("answers", "traffic_daily", "n_replies", "sum")
CELLS = Reason("cells", "traffic_daily", "n_cells", "mean")
SENT = Reason("sent", "traffic_daily", "n_out", "sum")


def by_volume(tables: Observed) -> Ranking:
    """Rank numbers by messages sent: the obvious rule, which finds couriers and shops.

    Needs ``traffic_daily``. Returns a ranking of SIMs with traffic.

    Examples
    --------
    >>> day = {"day": pd.Timestamp("2024-08-05"), "n_recipients": 1, "n_replies": 1, "n_new": 0, "n_calls": 0}
    >>> rows = pd.DataFrame([day | {"sim_id": s, "n_out": n, "n_cells": 1} for s, n in ((7, 9), (8, 2))])
    >>> by_volume({"traffic_daily": rows}).table["reason_en"].tolist()
    ['messages sent: 9', 'messages sent: 2']
    """
    rows = table(tables, "traffic_daily")
    score = rows.groupby("sim_id", observed=True)["n_out"].sum().astype("float64")
    return ranking("by_volume", "sim", score, _days(rows, score, SENT))


def fan_out(tables: Observed) -> Ranking:
    """Rank numbers by how unusual their shares of strangers and of unanswered recipients are: traffic alone.

    Needs ``traffic_daily``. What was sent by OTT is not in it. Returns a ranking of SIMs with traffic. The score is
    the sum of two surprises, in nats (`simkit.detect.sim_features.surprise`).
    """
    rows = table(tables, "traffic_daily")
    score = traffic_parts(tables)[["strangers", "unanswered"]].sum(axis=1)
    return ranking("fan_out", "sim", score, _days(rows, score, RECIPIENTS, STRANGERS, ANSWERS))


def abuse(tables: Observed) -> Ranking:
    """Rank numbers by their traffic, by complaints of different people, and by contacts that are never repeated.

    Needs ``traffic_daily``, ``complaints`` and ``contacts``; each may be absent. Returns a ranking of SIMs with
    traffic or a complaint. The score is the sum of the parts of `abuse_parts`.
    """
    rows, score = table(tables, "traffic_daily"), abuse_parts(tables).sum(axis=1)
    told = _days(rows, score, RECIPIENTS, STRANGERS, ANSWERS, CELLS)
    return ranking(
        "abuse", "sim", score, [cite(REPORTERS, table(tables, "complaints"), "sim_id", "complaint_id"), *told]
    )


def abuse_parts(tables: Observed) -> pd.DataFrame:
    """Give the parts of the abuse score, in nats.

    Returns DataFrame of float64: indexed by ``sim_id``: ``strangers``, ``unanswered``, ``still`` (few cells),
    ``reports``, ``once`` (recipients written to on a single day).
    """
    traffic, complaints, met = (
        traffic_parts(tables),
        table(tables, "complaints"),
        pairs(table(tables, "contacts")),
    )
    reporters = complaints.groupby("sim_id", observed=True)["person_id"].nunique()
    once = shrunk_share(met["once"], met["n"])
    known = traffic.index.union(reporters.index).astype("int64")
    parts = traffic.reindex(known).fillna(0.0)
    parts["reports"] = surprise(reporters.reindex(known).fillna(0.0))
    parts["once"] = surprise(once.reindex(known).fillna(0.0))
    return parts


def traffic_parts(tables: Observed) -> pd.DataFrame:
    """Give the parts that rest on traffic alone: ``strangers``, ``unanswered`` and ``still``, in nats."""
    rows = table(tables, "traffic_daily")
    sums = by_sim(rows, ["n_recipients", "n_replies", "n_new", "n_cells", "n_days"])
    n = sums["n_recipients"]
    # a day on two cells against a day on one, shrunk like the other shares
    days = sums["n_days"]
    still = shrunk_share((2 * days - sums["n_cells"]).clip(lower=0), days)
    return pd.DataFrame(
        {
            "strangers": surprise(shrunk_share(sums["n_new"], n)),
            "unanswered": surprise(shrunk_share(n - sums["n_replies"], n)),
            "still": surprise(still),
        }
    )


def _days(rows: Rows, score: pd.Series, *reasons: Reason) -> list[Cited]:
    """Cite the traffic of the first entities; with the entity, the day is the key of a row."""
    mine = rows_of(rows, front(score), ["day", *(reason.column for reason in reasons)])
    mine = mine.assign(row=mine["day"].dt.strftime("%Y-%m-%d"))
    return [cite(reason, mine, "sim_id", "row") for reason in reasons]
