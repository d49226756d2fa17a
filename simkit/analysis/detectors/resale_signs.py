"""Single signs of resale: a number never used, an account at once, a handset that was emptied."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .base import Cited, Observed, Ranking, Reason, ranking
from .registration_rows import first, whole
from .resale_rows import NEEDS, account_facts, sightings, silent_until_moved

MOVES = Reason(
    "logins_elsewhere",
    "logins",
    "login_id",
    "count",
    "kali masuk pada gawai lain: {n}",
    "log-ins on another device: {n}",
)
LEFT = Reason(
    "accounts_that_left",
    "accounts",
    "sim_id",
    "nunique",
    "nomor yang akunnya diaktifkan di sini lalu dipakai di gawai lain: {n}",
    "numbers whose accounts were activated here and used elsewhere: {n}",
)


def never_used(tables: Observed) -> Ranking:
    """Rank new SIMs that were silent until their account turned up on another device.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``accounts``, ``logins``, ``sims``, ``traffic_daily`` and ``registrations``.

    Returns
    -------
    Ranking
        Of new SIMs with an account: 1 if silent, and up to 1 more the sooner it moved; 0 if used or never moved.

    Examples
    --------
    >>> day = pd.Timestamp("2026-09-01")
    >>> tables = {
    ...     "sims": pd.DataFrame({"sim_id": [1], "kk": [7], "nik": [4], "registered_at": day}),
    ...     "accounts": pd.DataFrame({
    ...         "account_id": [1], "sim_id": [1], "activated_at": day, "imei": "a", "place": "home"}),
    ...     "logins": pd.DataFrame({
    ...         "login_id": [9], "account_id": [1], "at": day, "imei": ["c"], "place": "home",
    ...         "verdict": "allow"}),
    ...     "registrations": pd.DataFrame({"sim_id": [1]}),
    ...     "traffic_daily": pd.DataFrame({"sim_id": [1], "day": [day + pd.Timedelta("2D")]})}
    >>> never_used(tables).table["score"].tolist()
    [2.0]
    """
    seen = sightings(tables)
    facts = account_facts(tables, seen)
    facts = facts[facts["sim_id"].isin(whole(tables["registrations"]["sim_id"]))]
    silent = silent_until_moved(tables, facts).astype(float)
    sooner = np.exp(-facts["moved_d"].clip(lower=0) / 7).fillna(0.0)
    score = (silent * (1 + sooner)).groupby(facts["sim_id"]).max()
    mine = seen[(seen["login_id"] >= 0) & seen["sim_id"].isin(first(score, 200))]
    cited = pd.DataFrame(
        {"entity_id": mine["sim_id"], "row_id": mine["login_id"], "login_id": mine["login_id"]}
    )
    return ranking("never_used", "sim", score, [Cited(MOVES, cited)])


def activation_lag(tables: Observed) -> Ranking:
    """Rank new SIMs by how soon their first account came; whoever sells does not wait, but neither do many others.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``accounts``, ``logins`` and ``sims``.

    Returns
    -------
    Ranking
        Of SIMs; the score is minus the hours from the SIM to its first account.

    Examples
    --------
    >>> day = pd.Timestamp("2026-09-01")
    >>> tables = {
    ...     "sims": pd.DataFrame({"sim_id": [1], "kk": [7], "nik": [4], "registered_at": day}),
    ...     "accounts": pd.DataFrame({
    ...         "account_id": [1], "sim_id": [1], "activated_at": day + pd.Timedelta("3h"), "imei": "a",
    ...         "place": "home"}),
    ...     "logins": pd.DataFrame(columns=["login_id", "account_id", "at", "imei", "place", "verdict"])}
    >>> activation_lag(tables).table["score"].tolist()
    [-3.0]
    """
    facts = account_facts(tables)
    facts = facts[facts["lag_h"].notna()]
    return ranking("activation_lag", "sim", -facts.groupby("sim_id")["lag_h"].min())


def lots(tables: Observed) -> Ranking:
    """Rank devices that were emptied: strangers' accounts activated there that turned up on other devices.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``accounts``, ``logins`` and ``sims``.

    Returns
    -------
    Ranking
        Of devices; the score is the number of households beyond the first whose accounts left.

    Examples
    --------
    >>> day = pd.Timestamp("2026-09-01")
    >>> tables = {
    ...     "sims": pd.DataFrame({"sim_id": [1, 2], "kk": [7, 8], "nik": [4, 5], "registered_at": day}),
    ...     "accounts": pd.DataFrame({
    ...         "account_id": [1, 2], "sim_id": [1, 2], "activated_at": day, "imei": "a", "place": "home"}),
    ...     "logins": pd.DataFrame({
    ...         "login_id": [8, 9], "account_id": [1, 2], "at": day, "imei": ["c", "d"], "place": "home",
    ...         "verdict": "allow"})}
    >>> lots(tables).table[["entity_id", "score"]].values.tolist()
    [['a', 1.0]]
    """
    seen = sightings(tables)
    facts = account_facts(tables, seen)
    moved = facts.index[facts["moved_at"].notna()]
    left = seen[(seen["login_id"] < 0) & seen["account_id"].isin(moved)]
    score = left.groupby("imei")["household"].nunique().astype(float) - 1
    cited = pd.DataFrame({"entity_id": left["imei"], "row_id": left["account_id"], "sim_id": left["sim_id"]})
    return ranking("lots", "device", score, [Cited(LEFT, cited)])


never_used.needs = (*NEEDS, "traffic_daily", "registrations")  # type: ignore[attr-defined]
activation_lag.needs = NEEDS  # type: ignore[attr-defined]
lots.needs = NEEDS  # type: ignore[attr-defined]
