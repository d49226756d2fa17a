"""Registration attempts made ready for detectors: households, devices, terminals of outlets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .base import Observed

SHIFT = (9, 17)
"""Hours between which organised registration is paid work. Source: assumption."""


def attempts(tables: Observed) -> pd.DataFrame:
    """Give one row an attempt, with the household behind its NIK and the device as a number.

    A slip of the finger in the KK number makes no new household: the register (``people``) says which KK a NIK
    belongs to, else the SIM's own record, else the number as typed.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``; uses ``people`` and ``sims`` if they are there.

    Returns
    -------
    DataFrame
        ``registration_id``, ``at``, ``day``, ``nik``, ``kk`` as typed, ``household`` (int64), ``operator_id``,
        ``outlet``
        (int64, -1 for self-registration), ``imei``, ``device`` (int64, -1 for none), ``sim_id`` (int64, -1 for
        none) and ``is_slip`` (refused because NIK and KK do not belong together).

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "registration_id": [1, 2], "at": pd.to_datetime(["2026-09-01", "2026-09-02"]), "nik": [5, 5],
    ...     "kk": [8, 9], "operator_id": 1, "outlet_id": [None, 3], "imei": ["a", "a"],
    ...     "verdict": ["refuse", "allow"], "reason": ["nik_kk_mismatch", None], "sim_id": [None, 7]})
    >>> made = attempts({"registrations": rows, "people": pd.DataFrame({"nik": [5], "kk": [9]})})
    >>> made[["household", "outlet", "sim_id", "is_slip"]].values.tolist()
    [[9, -1, -1, True], [9, 3, 7, False]]
    """
    raw = tables["registrations"]
    at = pd.to_datetime(raw["at"])
    made = pd.DataFrame(
        {
            "registration_id": raw["registration_id"].to_numpy(),
            "at": at.to_numpy(),
            "day": at.to_numpy().astype("datetime64[D]").astype(np.int64),
            "nik": whole(raw["nik"]),
            "kk": whole(raw["kk"]),
            "operator_id": whole(raw["operator_id"]),
            "outlet": whole(raw["outlet_id"]),
            "imei": raw["imei"].to_numpy(),
            "device": pd.factorize(raw["imei"])[0].astype(np.int64),
            "sim_id": whole(raw["sim_id"]),
            "is_slip": (raw["reason"].astype(object) == "nik_kk_mismatch").to_numpy(bool),
        }
    )
    made["household"] = households(tables, made["nik"], made["kk"])
    return made


def whole(column: pd.Series) -> np.ndarray:
    """Give a column of whole numbers as int64, -1 where it is missing (never through floats)."""
    return pd.to_numeric(column).astype("Int64").fillna(-1).to_numpy(np.int64)


def households(tables: Observed, nik: pd.Series, typed: pd.Series) -> np.ndarray:
    """Give the family-card number that belongs to each NIK; the one typed where nobody knows better."""
    made = typed.to_numpy(np.int64).copy()
    for name in ("sims", "people"):
        known = tables.get(name)
        if known is not None and len(known):
            of = pd.Series(whole(known["kk"]), whole(known["nik"]))
            found = nik.map(of[~of.index.duplicated()]).astype("Int64").fillna(-1).to_numpy(np.int64)
            made = np.where(found >= 0, found, made)
    return made


def terminals(rows: pd.DataFrame) -> pd.Series:
    """Tell which devices are the terminal of an outlet: the one at work there on the most days.

    A device that serves several outlets is no terminal, nor is one that ties with another.

    Parameters
    ----------
    rows : DataFrame
        From `attempts`.

    Returns
    -------
    Series of int64
        The outlet by device.

    Examples
    --------
    >>> rows = pd.DataFrame({"device": [0, 0, 1], "outlet": [4, 4, 4], "day": [1, 2, 2]})
    >>> terminals(rows).to_dict()
    {0: 4}
    """
    there = rows[(rows["outlet"] >= 0) & (rows["device"] >= 0)]
    days = there.groupby(["outlet", "device"])["day"].nunique().rename("days").reset_index()
    days = days[~days["device"].duplicated(keep=False)]
    top = days.groupby("outlet")["days"].transform("max")
    days = days[(days["days"] == top) & (days["days"] > 1)]
    days = days[~days["outlet"].duplicated(keep=False)]
    return days.set_index("device")["outlet"].sort_index()


def strangers(rows: pd.DataFrame) -> pd.Series:
    """Count the other households on each row's device: 0 where only one family uses it (by the row's index)."""
    n = rows.groupby("device")["household"].transform("nunique") - 1
    return n.where(rows["device"] >= 0, 0).astype(np.int64)


def setting_of(tables: Observed, outlet: pd.Series) -> pd.Series:
    """Give the setting of each outlet (street, campus, village_office); street where it is not known."""
    known = tables.get("outlets")
    if known is None or not len(known):
        return pd.Series("street", outlet.index, dtype=object)
    of = pd.Series(known["setting"].astype(object).to_numpy(), whole(known["outlet_id"]))
    return outlet.map(of).astype(object).fillna("street")


def first(score: pd.Series, n: int) -> pd.Index:
    """Give the `n` entities that come first, in the order of a ranking, without sorting the others."""
    score = score[score.notna()]
    if len(score) > n:
        value = score.to_numpy(float)
        score = score[value >= np.partition(value, -n)[-n]]
    order = np.lexsort((score.index.astype(str), -score.to_numpy(float)))
    return score.index[order[:n]]
