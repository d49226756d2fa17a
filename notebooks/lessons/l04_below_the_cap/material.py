"""The material of lesson 04: terminals, sellers on tour, who walks in, and an outlet's days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simkit.detect.detectors.registration import attempts, setting_of, terminals

if TYPE_CHECKING:
    from simkit.detect.detectors.base import Observed


def terminal_imeis(tables: Observed) -> pd.Index:
    """Give the IMEIs of the outlets' own terminals: at each outlet, the device at work on the most days.

    A device that serves several outlets is no terminal.

    - ``tables`` (mapping of str to DataFrame): Needs ``registrations``.

    >>> rows = pd.DataFrame({
    ...     "registration_id": [1, 2, 3], "at": pd.to_datetime(["2024-09-01", "2024-09-02", "2024-09-02"]),
    ...     "nik": [5, 6, 7], "kk": [8, 9, 7], "operator_id": 1, "outlet_id": 4, "imei": ["a", "a", "b"],
    ...     "verdict": "allow", "reason": None, "sim_id": [1, 2, 3]})
    >>> terminal_imeis({"registrations": rows}).tolist()
    ['a']
    """
    rows = attempts({"registrations": tables["registrations"]})
    found = rows["device"].isin(terminals(rows).index)
    return pd.Index(sorted(rows.loc[found, "imei"].unique()), name="imei")


TOUR = 5
"""A device that registers at so many outlets is a seller's on tour. Source: assumption."""


def on_tour(tables: Observed) -> pd.Index:
    """Give the IMEIs of sellers on tour: devices that registered somebody at five outlets or more.

    >>> rows = pd.DataFrame({"imei": [*"aaaaab"], "outlet_id": [1, 2, 3, 4, 5, 1]})
    >>> on_tour({"registrations": rows}).tolist()
    ['a']
    """
    n = tables["registrations"].groupby("imei", observed=True)["outlet_id"].nunique()
    return pd.Index(sorted(n.index[n >= TOUR]), name="imei")


def at_outlets(tables: Observed) -> pd.DataFrame:
    """Count for each outlet the NIKs on its terminal and those on customers' own phones in the shop.

    Returns a DataFrame: by ``outlet_id``: ``setting``, ``n_terminal``, ``n_walk_in``; outlets whose terminal is
    not known are left out.

    >>> rows = pd.DataFrame({
    ...     "registration_id": [1, 2, 3], "at": pd.to_datetime(["2024-09-01", "2024-09-02", "2024-09-02"]),
    ...     "nik": [5, 6, 7], "kk": [8, 9, 7], "operator_id": 1, "outlet_id": 4, "imei": ["a", "a", "b"],
    ...     "verdict": "allow", "reason": None, "sim_id": [1, 2, 3]})
    >>> at_outlets({"registrations": rows}).reset_index().values.tolist()
    [[4, 'street', 2, 1]]
    """
    rows = attempts({"registrations": tables["registrations"]})
    there = rows[(rows["outlet"] >= 0) & (rows["device"] >= 0)]
    on_terminal = there["device"].isin(terminals(rows).index)
    made = pd.DataFrame(
        {
            "setting": setting_of(tables, there["outlet"]).groupby(there["outlet"]).first(),
            "n_terminal": there[on_terminal].groupby("outlet")["nik"].nunique(),
            "n_walk_in": there[~on_terminal].groupby("outlet")["nik"].nunique(),
        }
    )
    made = made[made["n_terminal"].notna()].fillna({"n_walk_in": 0})
    return made.astype({"n_terminal": "int64", "n_walk_in": "int64"}).rename_axis("outlet_id").sort_index()


def outlet_days(tables: Observed) -> pd.DataFrame:
    """Count the NIKs of each outlet on each day: a row an outlet, a column a day, quiet days included.

    >>> rows = pd.DataFrame({"at": pd.to_datetime(["2024-09-01", "2024-09-03"]), "nik": [5, 6], "outlet_id": 4})
    >>> outlet_days({"registrations": rows}).values.tolist()
    [[1, 0, 1]]
    """
    rows = tables["registrations"]
    rows = rows[rows["outlet_id"].notna()]
    day = rows["at"].dt.floor("D")
    cut = pd.DataFrame({"outlet_id": rows["outlet_id"].astype("int64"), "day": day, "nik": rows["nik"]})
    made = cut.pivot_table(index="outlet_id", columns="day", values="nik", aggfunc="nunique", fill_value=0)
    every = pd.date_range(day.min(), day.max(), freq="D") if len(rows) else pd.DatetimeIndex([])
    return made.reindex(columns=every, fill_value=0).rename_axis(index="outlet_id", columns="day")


def individual_sims(sims: pd.DataFrame, people: pd.DataFrame, is_ring: pd.Series) -> pd.DataFrame:
    """Give the SIMs on the NIKs of individuals in the order of their registration, with ``is_ring``.

    Resellers and organisations are left out: the cap does not bind them.

    - ``is_ring`` (Series of bool): For each SIM, in the same order.

    >>> sims = pd.DataFrame({
    ...     "sim_id": [1, 2], "nik": [7, 8], "operator_id": 1, "registered_at": pd.Timestamp("2024-09-01")})
    >>> people = pd.DataFrame({"nik": [7, 8], "kind": ["individual", "reseller"]})
    >>> individual_sims(sims, people, pd.Series([True, False]))["nik"].tolist()
    [7]
    """
    kind = sims["nik"].map(people.set_index("nik")["kind"].astype(object))
    columns = ["sim_id", "nik", "operator_id", "registered_at"]
    own = sims[columns].assign(is_ring=np.asarray(is_ring, bool))[(kind == "individual").to_numpy(bool)]
    return own.sort_values(["registered_at", "sim_id"], ignore_index=True)


def capped_out(own: pd.DataFrame) -> pd.DataFrame:
    """Tell whose SIMs a cap would have refused: for each operator by itself, and for all operators together.

    - ``own`` (DataFrame): From `individual_sims`.

    Returns a DataFrame: by ``counted_at`` ("one operator" or "all operators") and ``cap``: ``n_ring``,
    ``n_honest``.

    >>> own = pd.DataFrame({"nik": [7, 7], "operator_id": [1, 2], "is_ring": [False, True]})
    >>> capped_out(own)["n_ring"].tolist()
    [0, 0, 0, 0, 0, 1]
    """
    rows = []
    for counted, by in (("one operator", ["nik", "operator_id"]), ("all operators", ["nik"])):
        nth = own.groupby(by).cumcount() + 1
        for cap in (3, 2, 1):
            over = own.loc[nth > cap, "is_ring"]
            rows.append((counted, cap, int(over.sum()), int((~over).sum())))
    return pd.DataFrame(rows, columns=["counted_at", "cap", "n_ring", "n_honest"]).set_index(
        ["counted_at", "cap"]
    )


def families_per_device(tables: Observed) -> pd.Series:
    """Count the families on each device but terminals and those of sellers on tour, by accepted KK numbers.

    >>> rows = pd.DataFrame({
    ...     "registration_id": [1, 2, 3], "at": pd.to_datetime(["2024-09-01", "2024-09-02", "2024-09-02"]),
    ...     "nik": [5, 6, 6], "kk": [8, 9, 8], "operator_id": 1, "outlet_id": None, "imei": "a",
    ...     "verdict": ["allow", "refuse", "allow"], "reason": None, "sim_id": [1, None, 3]})
    >>> families_per_device({"registrations": rows}).tolist()
    [1]
    """
    rows = tables["registrations"]
    public = terminal_imeis(tables).union(on_tour(tables))
    rows = rows[(rows["verdict"] == "allow") & ~rows["imei"].isin(public)]
    return rows.groupby("imei")["kk"].nunique().rename("n_families")


def unexplained(outlets: pd.DataFrame) -> pd.Series:
    """Give how many NIKs an outlet's terminal has beyond what its walk-ins and its kind of place explain.

    - ``outlets`` (DataFrame): From `at_outlets`.

    >>> outlets = pd.DataFrame({"setting": "street", "n_terminal": [20, 20, 90], "n_walk_in": 10})
    >>> unexplained(outlets).tolist()
    [0.0, 0.0, 70.0]
    """
    odds = outlets["n_terminal"] / outlets["n_walk_in"]
    usual = odds.groupby(outlets["setting"]).transform("median")
    return (outlets["n_terminal"] - usual * outlets["n_walk_in"]).rename("unexplained")


def outlet_lists(country: Any, n: int = 5) -> pd.DataFrame:
    """Tell what four ways of choosing `n` outlets would find: only a simulator knows.

    Returns a DataFrame: by way of choosing: ``n_village_or_campus``, ``n_of_ring`` (outlets that worked for a
    ring) and ``fewest_registrations`` of an outlet in the list.

    >>> from simkit_course.tiny import tiny_country
    >>> outlet_lists(tiny_country())["n_of_ring"].between(0, 5).all().item()
    True
    """
    outlets, days = at_outlets(country.observed), outlet_days(country.observed)
    biggest = days.max(axis=1)
    scores = {
        "most_registrations": days.sum(axis=1),
        "busiest_day": biggest,
        "own_rhythm": biggest / days.mean(axis=1),
        "walk_ins": unexplained(outlets),
    }
    role = country.truth["outlets"].set_index("outlet_id")["role"].astype(object)
    setting = country.observed["outlets"].set_index("outlet_id")["setting"].astype(object)
    made = {}
    for name, score in scores.items():
        first = score.nlargest(n).index
        made[name] = {
            "n_village_or_campus": int((setting.reindex(first) != "street").sum()),
            "n_of_ring": int((role.reindex(first) != "honest").sum()),
            "fewest_registrations": int(days.loc[first].sum(axis=1).min()),
        }
    return pd.DataFrame(made).T


def four_to_guess(country: Any, days: pd.DataFrame) -> list[int]:
    """Give four outlets by their number: one of each setting, the busiest, and one street shop more.

    One of the street shops works for a ring, and the other is the honest one whose total is nearest to its.

    - ``days`` (DataFrame): From `outlet_days`.
    """
    setting = country.observed["outlets"].set_index("outlet_id")["setting"].astype(object).reindex(days.index)
    role = country.truth["outlets"].set_index("outlet_id")["role"].astype(object).reindex(days.index)
    total = days.sum(axis=1)
    largest = [int(total[setting == kind].idxmax()) for kind in ("campus", "village_office")]
    street = total[setting == "street"]
    bought = int(street[role == "complicit"].idxmax())
    like_it = int((street[role == "honest"] - street[bought]).abs().idxmin())
    return sorted([*largest, bought, like_it])


def sim_flags(tables: Observed) -> pd.DataFrame:
    """Flag new SIMs in three ways: a row a SIM of ``sims``, in the same order.

    Returns a DataFrame of bool: ``nik_over_3`` (more than three new SIMs on the NIK), ``device_over_3``
    (registered on a device that served more than three families and is neither a terminal nor a seller's on
    tour) and ``terminal_of_5`` (on the terminals of the five outlets with the most unexplained NIKs).

    >>> from simkit_course.tiny import tiny_country
    >>> tables = tiny_country().observed
    >>> len(sim_flags(tables)) == len(tables["sims"])
    True
    """
    sims, rows = tables["sims"], tables["registrations"]
    families = families_per_device(tables)
    first = unexplained(at_outlets(tables)).nlargest(5).index
    on_device = rows["imei"].isin(families.index[families > 3])
    on_terminal = rows["imei"].isin(terminal_imeis(tables)) & rows["outlet_id"].isin(first)
    return pd.DataFrame(
        {
            "nik_over_3": sims["nik"].map(sims.groupby("nik").size()) > 3,
            "device_over_3": sims["sim_id"].isin(rows.loc[on_device, "sim_id"].dropna()),
            "terminal_of_5": sims["sim_id"].isin(rows.loc[on_terminal, "sim_id"].dropna()),
        }
    )


def caught(country: Any, above: int) -> dict[str, int | float]:
    """Tell what a limit on families for each device would find: only a simulator knows.

    - ``above`` (int): Devices with more families than this are flagged.

    Returns a dict: ``n_devices``, ``n_honest_devices`` among them, and ``share_of_ring``: of the ring's new SIMs.

    >>> from simkit_course.tiny import tiny_country
    >>> sorted(caught(tiny_country(), 3))
    ['n_devices', 'n_honest_devices', 'share_of_ring']
    """
    rows = country.observed["registrations"]
    mine = rows["registration_id"].isin(country.truth["registrations"]["registration_id"])
    families = families_per_device(country.observed)
    flagged = families.index[families > above]
    made = rows["sim_id"].notna() & mine
    return {
        "n_devices": len(flagged),
        "n_honest_devices": int((~flagged.isin(rows.loc[mine, "imei"])).sum()),
        "share_of_ring": round(float(rows.loc[made, "imei"].isin(flagged).mean()), 3) if made.any() else 0.0,
    }
