"""What can be read from uncovered rows: who was reported, what shares a device, and who exceeds what size explains."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.streams import CommonRandomNumbers, keys
from simkit.detect.sim_features import at_least

from ..blank import Blank
from .costs import Investigation
from .scoring import COLUMN


def most_reported(complaints: pd.DataFrame) -> pd.Series:
    """Count for each number how many different people complained about it, the most first; ties by ``sim_id``.

    >>> most_reported(pd.DataFrame({"sim_id": [5, 5, 6], "person_id": [1, 1, 2]})).to_dict()
    {5: 1, 6: 1}
    """
    n = complaints.groupby("sim_id")["person_id"].nunique().rename("n_people").reset_index()
    n = n.sort_values(["n_people", "sim_id"], ascending=[False, True])
    return n.set_index(n["sim_id"].astype(int).rename("sim_id"))["n_people"].astype(int)


def shared_devices(seen: pd.DataFrame) -> pd.DataFrame:
    """Tell of each device seen: ``n_niks`` on it, ``n_reported`` of its numbers, ``n_at_outlets`` of its rows.

    Devices at which an outlet registers its customers have rows with an outlet: they are many people's tool. The
    devices with most numbers complained about stand first.
    """
    on = seen[seen["imei"].notna()]
    reported = set(seen.loc[seen["kind"] == "complaint", "sim_id"].dropna())
    made = pd.DataFrame(
        {
            "n_niks": on.groupby("imei")["nik"].nunique(),
            "n_reported": on[on["sim_id"].isin(reported)].groupby("imei")["sim_id"].nunique(),
            "n_at_outlets": on.groupby("imei")["outlet_id"].count(),
        }
    )
    made = made.fillna(0).astype(int).rename_axis("imei").reset_index()
    made = made.sort_values(["n_reported", "n_niks", "imei"], ascending=[False, False, True])
    return made.set_index("imei")


def against_chance(found: pd.Series, totals: pd.Series) -> pd.DataFrame:
    """Compare how many of some things each one has with how many its size alone would bring.

    - ``found`` (Series): The outlet or agent of each thing found, one entry a thing.
    - ``totals`` (Series of int): Size by outlet or agent (`Case.totals`).

    Returns a DataFrame: ``n_found``, ``expected`` (things found times its share of the totals), ``p_any`` (the
    chance that anybody at all would have so many: a Poisson tail times how many there are, at most 1), the
    largest difference first.

    >>> against_chance(pd.Series([1, 1, 2, 1]), pd.Series({1: 10, 2: 90}))["expected"].round(1).tolist()
    [0.4, 3.6]
    """
    n = found.value_counts().reindex(totals.index, fill_value=0)
    made = pd.DataFrame({"n_found": n.astype(int), "expected": len(found) * totals / totals.sum()})
    made["p_any"] = np.minimum(1.0, len(made) * at_least(made["n_found"], made["expected"]))
    order = (made["expected"] - made["n_found"]).sort_values(kind="stable").index
    return made.loc[order]


def looked_up_before(seen: pd.DataFrame) -> pd.DataFrame:
    """Give agent and NIK of each look-up that came before a number was registered on that NIK, each pair once."""
    done = seen[seen["kind"].isin(("registration", "activation"))].groupby("nik")["at"].min()
    looks = seen[(seen["kind"] == "look-up") & (seen["at"].to_numpy() < done.reindex(seen["nik"]).to_numpy())]
    return looks.drop_duplicates(["agent_id", "nik"]).reset_index(drop=True)


def candidates(inquiry: Investigation, devices: Any = ()) -> pd.DataFrame:
    """List every number uncovered or complained about, with what speaks against it, the most reported first.

    - ``devices`` (iterable of str): The devices named; a blank for none.

    Returns a DataFrame: by ``sim_id``: ``n_people`` (who complained), ``on_device`` (seen on a named device),
    ``is_abroad`` (a log-in abroad was uncovered), ``is_blocked``, ``row`` (one row about it: on a named device,
    else a complaint).
    """
    case, seen = inquiry.case, inquiry.seen
    about = seen[seen["sim_id"].notna() & seen["kind"].ne("look-up")]
    on = about["imei"].isin(set() if isinstance(devices, Blank) else set(devices))
    rank = np.select([on, about["kind"] == "complaint"], [0, 1], 2)
    first = about.assign(rank=rank).sort_values(["rank", "at", "row"]).drop_duplicates("sim_id")
    made = first[["sim_id", "row"]].astype({"sim_id": "int64"}).set_index("sim_id").sort_index()
    people = most_reported(seen[seen["kind"] == "complaint"])
    made["n_people"] = people.reindex(made.index, fill_value=0)
    made["on_device"] = made.index.isin(about.loc[on, "sim_id"].astype("int64"))
    away = about[(about["kind"] == "log-in") & about["place"].ne("home")]
    made["is_abroad"] = made.index.isin(away["sim_id"].astype("int64"))
    made["is_blocked"] = made.index.isin(case.blocked)
    made = made.sort_values("n_people", ascending=False, kind="stable")
    return made[["n_people", "on_device", "is_abroad", "is_blocked", "row"]]


def block_list(inquiry: Investigation, devices: Iterable[object]) -> pd.Series:
    """Choose the numbers to block, with a row for each: those on a named device, the most reported first, k at most."""
    table = candidates(inquiry, devices)
    return table.loc[~table["is_blocked"] & table["on_device"], "row"].head(inquiry.case.k)


def registered_at(inquiry: Investigation) -> pd.Series:
    """Give the outlet at which each number looked at was registered, by ``sim_id``.

    Self-registered numbers are left out, and so are those that only a visit to an outlet brought to light: they say
    nothing about how often the outlet turns up.
    """
    seen, log = inquiry.seen, inquiry.log
    mine = seen["sim_id"].isin(log.loc[log["look"] == "number", "entity"].tolist())
    done = seen[mine & (seen["kind"] == "registration") & seen["outlet_id"].notna()].drop_duplicates("sim_id")
    return pd.Series(done["outlet_id"].astype(int).to_numpy(), done["sim_id"].astype(int), name="outlet_id")


def people_behind(inquiry: Investigation, numbers: Any, n: Any) -> list[int]:
    """Give the NIKs behind some numbers whose registration was uncovered, at most n, in an order drawn by lot.

    Blanks give nobody.
    """
    if isinstance(n, Blank) or isinstance(numbers, Blank):
        return []
    seen, listed = inquiry.seen, list(numbers.keys() if hasattr(numbers, "keys") else numbers)
    niks = seen.loc[seen["sim_id"].isin(listed) & (seen["kind"] != "look-up"), "nik"].dropna().unique()
    niks = np.sort(niks.astype("int64"))
    return [
        int(x)
        for x in niks[np.argsort(CommonRandomNumbers(1)(keys("victim", niks), "order"), kind="stable")][
            : int(n)
        ]
    ]


def rows_of(seen: pd.DataFrame, kind: str, entity: Any) -> tuple[str, ...]:
    """Give the uncovered rows that mention somebody or something.

    >>> rows_of(pd.DataFrame({"row": ["accounts/1", "logins/2"], "imei": ["a", "b"]}), "device", "b")
    ('logins/2',)
    """
    return tuple(seen["row"][seen[COLUMN[kind]].eq(entity).fillna(False).astype(bool)])
