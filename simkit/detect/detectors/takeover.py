"""Accounts taken over: another device, another place and other habits at once, while the owner's SIM goes on as before.

A new device alone means little: honest people change phones. They do not move in on a handset on which a crowd of
strangers' accounts logs in, then move again within days, while their SIM still sends from home. Four limits:

- Whom an account writes to is known to the app alone; operator and regulator see no OTT contacts.
- An account bought ready-made looks the same but for the owner's notice: here nobody is robbed of it.
- Only a small share of older numbers is on the watch panel, so the owner's continuing traffic is rarely there to see.
- It joins what the app knows (log-ins) with what operator and regulator know; none of them can do it alone.
"""

from __future__ import annotations

import pandas as pd

from ..long_tables import by_sim
from ..sim_features import Observed, distinct, numbered, surprise, table
from .base import Cited, Ranking, Reason, cite, front, ranking

SETTLED_D = 30.0
"""An account this old at a log-in had an owner to lose it; a younger one that moves was made for sale. Assumption."""

LOGINS = Reason("new_device", "logins", "imei", "nunique")
CROWD = Reason("crowd", "logins", "account_id", "nunique")
TOLD = Reason("told", "notices", "notice_id", "count")
REPORTED = Reason("reported", "complaints", "person_id", "nunique")


def new_device(tables: Observed) -> Ranking:
    """Flag every account with a log-in on a new device: the obvious rule, which finds whoever bought a phone.

    Needs ``logins``. Returns a ranking of accounts with a log-in that was let through, all with the score 1: a flag
    knows no order.

    Examples
    --------
    >>> rows = pd.DataFrame({"login_id": [1, 2, 3], "account_id": [7, 7, 8], "imei": ["a", "b", "c"]})
    >>> new_device({"logins": rows.assign(verdict="allow")}).table["reason_en"].tolist()
    ['new devices: 2', 'new devices: 1']
    """
    rows = table(tables, "logins")
    rows = rows[rows["verdict"] == "allow"]
    score = rows.groupby("account_id", observed=True).size().clip(upper=1).astype("float64")
    return ranking("new_device", "account", score, [cite(LOGINS, rows, "account_id", "login_id")])


def takeover(tables: Observed) -> Ranking:
    """Rank settled accounts by how much changed at once: crowd on the device, place, second move, notice, complaints.

    Needs ``accounts`` and ``logins``; ``notices``, ``complaints`` and ``traffic_daily`` where there are any. Returns
    a ranking of accounts that were at least ``SETTLED_D`` days old at a log-in that was let through; the score is the
    sum of the parts of `takeover_parts`, in nats.
    """
    score = takeover_parts(tables).sum(axis=1)
    rows = _logins(tables)
    of_sim = rows.groupby("account_id", observed=True).agg(sim_id=("sim_id", "first"), since=("at", "min"))
    of_sim = of_sim.reset_index()
    told, reported = _told(tables).merge(of_sim, on="sim_id"), _reports(tables).merge(of_sim, on="sim_id")
    return ranking(
        "takeover",
        "account",
        score,
        [
            cite(TOLD, told[told["at"] >= told["since"]], "account_id", "notice_id"),
            Cited(CROWD, _crowd(rows, score)),
            cite(LOGINS, rows, "account_id", "login_id"),
            cite(REPORTED, reported[reported["at"] >= reported["since"]], "account_id", "complaint_id"),
        ],
    )


def takeover_parts(tables: Observed) -> pd.DataFrame:
    """Give the parts of the takeover score, in nats.

    Returns DataFrame of float64: indexed by ``account_id``: ``crowd`` (accounts on the device of a log-in), ``place``
    (another country than before), ``again`` (a further device soon after), ``told`` (the owner got a notice),
    ``reported`` (complaints about OTT messages since), ``stays`` (the SIM sends from home while the account speaks
    from elsewhere).
    """
    rows = _logins(tables)
    rows = rows.assign(crowd=rows["device"].map(distinct(rows, "device", "account_id")).astype("float64"))
    by_account = rows.groupby("account_id", observed=True)
    seen = by_account.agg(sim_id=("sim_id", "first"), since=("at", "min"), crowd=("crowd", "max"))
    gap = by_account["at"].max() - seen["since"]
    again = by_account["device"].nunique().ge(2) / (1 + gap.dt.total_seconds() / 86400)
    abroad = by_account["is_elsewhere"].max().astype("float64")
    settled = by_account["is_settled"].max().astype(bool)
    parts = pd.DataFrame(
        {
            "crowd": seen["crowd"],
            "place": abroad,
            "again": again,
            "told": _since(_told(tables), seen, "notice_id"),
            "reported": _since(_reports(tables), seen, "person_id"),
            "stays": _since(_last_days(tables, seen), seen, "day").gt(0) * abroad,
        }
    )
    # compared with every log-in, but only the settled are ranked: the young are the business of resale
    return parts.apply(surprise)[settled]


def _logins(tables: Observed) -> pd.DataFrame:
    """Give the log-ins that were let through, with SIM, former place and age of the account."""
    rows = table(tables, "logins")[["login_id", "at", "account_id", "imei", "place", "verdict"]]
    rows = rows[rows["verdict"] == "allow"]
    known = table(tables, "accounts")[["account_id", "sim_id", "activated_at", "place"]]
    known = known.assign(was=known.pop("place").astype(object))
    rows = rows.merge(known, on="account_id", how="inner")
    age = (rows["at"] - rows["activated_at"]).dt.total_seconds() / 86400
    elsewhere = rows["place"].astype(object) != rows["was"].where(rows["was"].notna(), "home")
    device = numbered(rows["imei"])[0]
    return rows.assign(is_elsewhere=elsewhere, is_settled=~(age < SETTLED_D), device=device)


def _told(tables: Observed) -> pd.DataFrame:
    rows = table(tables, "notices")
    rows = rows[(rows["kind"] == "login_elsewhere") & rows["sim_id"].notna()]
    return rows.assign(sim_id=rows["sim_id"].astype("int64"))


def _reports(tables: Observed) -> pd.DataFrame:
    rows = table(tables, "complaints")
    return rows[rows["channel"] == "ott"]


def _last_days(tables: Observed, seen: pd.DataFrame) -> pd.DataFrame:
    last = by_sim(table(tables, "traffic_daily"), ["last"])["last"]
    last = last[last.index.isin(seen["sim_id"])]
    return pd.DataFrame({"sim_id": last.index, "day": last.to_numpy(), "at": last.to_numpy()})


def _since(rows: pd.DataFrame, seen: pd.DataFrame, what: str) -> pd.Series:
    """Count different `what` about each account's SIM since the account's first log-in."""
    joined = seen.reset_index()[["account_id", "sim_id", "since"]].merge(rows, on="sim_id")
    joined = joined[joined["at"] >= joined["since"]]
    return joined.groupby("account_id")[what].nunique().reindex(seen.index).fillna(0.0).astype("float64")


def _crowd(rows: pd.DataFrame, score: pd.Series) -> pd.DataFrame:
    """Cite, for the first accounts, every log-in on the fullest of their devices."""
    mine = rows[rows["account_id"].isin(front(score))]
    mine = mine.assign(size=mine["device"].map(distinct(rows, "device", "account_id")))
    mine = mine[mine["size"] > 1].sort_values(["size", "at", "imei"], ascending=[False, True, True])
    fullest = mine.drop_duplicates("account_id")[["account_id", "device"]]
    fullest = fullest.rename(columns={"account_id": "entity_id"})
    there = rows[["device", "account_id", "login_id"]].rename(columns={"login_id": "row_id"})
    return fullest.merge(there, on="device")
