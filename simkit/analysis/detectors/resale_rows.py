"""OTT accounts made ready for detectors: which device each was seen on, and whose households meet there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .base import Observed
from .registration_rows import whole

NEEDS = ("accounts", "logins", "sims")


def sightings(tables: Observed) -> pd.DataFrame:
    """Give one row each time an account was seen on a device: its activation, and every log-in let through.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``accounts``, ``logins`` and ``sims``.

    Returns
    -------
    DataFrame
        ``account_id``, ``sim_id``, ``household`` (int64: the KK of the SIM), ``imei``, ``device`` (int64),
        ``at``, ``place`` (object), ``login_id`` (int64, -1 for the activation).

    Examples
    --------
    >>> day = pd.Timestamp("2026-09-01")
    >>> made = sightings({
    ...     "sims": pd.DataFrame({"sim_id": [1], "kk": [7], "nik": [5]}),
    ...     "accounts": pd.DataFrame({
    ...         "account_id": [3], "sim_id": [1], "activated_at": day, "imei": "a", "place": "home"}),
    ...     "logins": pd.DataFrame({
    ...         "login_id": [9], "account_id": [3], "at": day, "imei": "b", "place": "Estuvia",
    ...         "verdict": "allow"})})
    >>> made[["account_id", "household", "imei", "login_id"]].values.tolist()
    [[3, 7, 'a', -1], [3, 7, 'b', 9]]
    """
    accounts, logins, sims = tables["accounts"], tables["logins"], tables["sims"]
    begun = accounts[
        accounts["imei"].notna().to_numpy(bool) & accounts["activated_at"].notna().to_numpy(bool)
    ]
    good = logins[(logins["verdict"] == "allow").to_numpy(bool)]
    made = pd.concat(
        [_part(begun, "activated_at", np.full(len(begun), -1)), _part(good, "at", whole(good["login_id"]))],
        ignore_index=True,
    )
    of = pd.Series(whole(accounts["sim_id"]), whole(accounts["account_id"]))
    made["sim_id"] = whole(made["account_id"].map(of))
    kk = pd.Series(whole(sims["kk"]), whole(sims["sim_id"]))
    made["household"] = whole(made["sim_id"].map(kk))
    made["device"] = pd.factorize(made["imei"])[0].astype(np.int64)
    return made


def _part(rows: pd.DataFrame, when: str, login: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account_id": whole(rows["account_id"]),
            "imei": rows["imei"].to_numpy(object),
            "at": pd.to_datetime(rows[when]).to_numpy().astype("datetime64[s]"),
            "place": rows["place"].to_numpy(object),
            "login_id": login,
        }
    )


def account_facts(tables: Observed, seen: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give what is known of each account, from its devices and its first move.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``accounts``, ``logins`` and ``sims``; uses ``traffic_daily`` and ``registrations``.
    seen : DataFrame, optional
        From `sightings`.

    Returns
    -------
    DataFrame
        By account: ``sim_id``; ``born_at``, when the SIM was registered; ``strangers``, other households on
        the fullest device it was seen on;
        ``is_old`` (activated before the tables begin); ``lag_h`` [h] from the SIM to the account; ``moved_d``
        [days] from the activation to the first log-in on another device, missing where it never moved;
        ``is_abroad`` (that log-in came from another place than the activation); ``n_devices``.

    Examples
    --------
    >>> day = pd.Timestamp("2026-09-01")
    >>> made = account_facts({
    ...     "sims": pd.DataFrame({"sim_id": [1], "kk": [7], "nik": [5], "registered_at": day}),
    ...     "accounts": pd.DataFrame({
    ...         "account_id": [3], "sim_id": [1], "activated_at": day, "imei": "a", "place": "home"}),
    ...     "logins": pd.DataFrame({
    ...         "login_id": [9], "account_id": [3], "at": day + pd.Timedelta("36h"), "imei": "b",
    ...         "place": "Estuvia", "verdict": "allow"})})
    >>> made[["strangers", "moved_d", "is_abroad"]].values.tolist()
    [[0, 1.5, True]]
    """
    seen = sightings(tables) if seen is None else seen
    accounts, sims = tables["accounts"], tables["sims"]
    made = pd.DataFrame({"sim_id": whole(accounts["sim_id"])}, index=whole(accounts["account_id"]))
    begun = pd.Series(pd.to_datetime(accounts["activated_at"]).to_numpy(), made.index)
    made["is_old"] = begun.isna()
    others = seen.groupby("device")["household"].transform("nunique") - 1
    by = others.groupby(seen["account_id"]).max()
    made["strangers"] = whole(by.reindex(made.index).fillna(0).astype(np.int64))
    born = pd.Series(pd.to_datetime(sims["registered_at"]).to_numpy(), whole(sims["sim_id"]))
    made["born_at"] = born.reindex(made["sim_id"]).to_numpy()
    made["lag_h"] = (begun - made["born_at"]).dt.total_seconds() / 3600
    home = pd.Series(accounts["imei"].to_numpy(object), made.index)
    place = pd.Series(accounts["place"].to_numpy(object), made.index)
    login = seen[seen["login_id"] >= 0]
    away = login[(login["imei"] != login["account_id"].map(home).to_numpy(object))]
    away = (
        away.sort_values(["at", "login_id"], kind="stable")
        .drop_duplicates("account_id")
        .set_index("account_id")
    )
    moved = away["at"].reindex(made.index)
    made["moved_at"] = moved
    made["moved_d"] = (moved - begun).dt.total_seconds() / 86400
    there = away["place"].reindex(made.index)
    made["is_abroad"] = (
        there.notna() & place.notna() & (there.to_numpy(object) != place.to_numpy(object))
    ).to_numpy(bool)
    made["n_devices"] = whole(seen.groupby("account_id")["device"].nunique().reindex(made.index).fillna(0))
    return made


def silent_until_moved(tables: Observed, facts: pd.DataFrame) -> pd.Series:
    """Tell of each account whether its new SIM was silent until about the time the account moved elsewhere.

    Silent means: no traffic on the day it was registered, nor earlier than the day before the first log-in on
    another device (a buyer may write before logging in). False where the SIM is not watched (it is older than the
    tables) or the account never moved.
    """
    traffic, new = tables.get("traffic_daily"), tables.get("registrations")
    watched = facts["moved_at"].notna()
    if traffic is None or new is None:
        return pd.Series(False, facts.index)
    watched &= facts["sim_id"].isin(whole(new["sim_id"]))
    mine = pd.DataFrame(
        {
            "sim_id": whole(traffic["sim_id"]),
            "day": pd.to_datetime(traffic["day"]).to_numpy().astype("datetime64[D]"),
        }
    )
    begun = mine.groupby("sim_id")["day"].min()
    start = pd.Series(begun.reindex(facts["sim_id"]).to_numpy(), facts.index)
    until = (facts["moved_at"].dt.floor("D") - pd.Timedelta("1D")).clip(
        lower=facts["born_at"].dt.floor("D") + pd.Timedelta("1D")
    )
    return watched & (start.isna() | (start >= until))
