"""Looks a day or a week at the investigators' capacity: what is found, how soon, and at what price an hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...core.errors import BadValue, quoted
from ..detectors.base import Ranking

Rankings = Mapping[pd.Timestamp, Ranking]
"""A ranking for each look, by its moment; made from `views.cut`, whose ids stay from look to look."""


def worklist(rankings: Rankings, k: int, again: bool = False) -> pd.DataFrame:
    """Say whom the investigators look at: at each look the first `k` whom they have not looked at before.

    Parameters
    ----------
    rankings : mapping of Timestamp to Ranking
    k : int
        Cases they can take at each look.
    again : bool
        Whether a case may come back: then each look is simply the first `k`.

    Returns
    -------
    DataFrame
        ``look`` (the moment), ``entity_id``, ``place`` (1 to k), ``score``; in the order of the work.

    Raises
    ------
    BadValue
        Where `k` is less than 1.

    Examples
    --------
    >>> from simkit.analysis.detectors.base import ranking
    >>> days = pd.date_range("2025-01-02", periods=2)
    >>> made = {d: ranking("bulk", "sim", pd.Series({7: 2.0, 8: 1.0})) for d in days}
    >>> worklist(made, 1)["entity_id"].tolist(), worklist(made, 1, again=True)["entity_id"].tolist()
    ([7, 8], [7, 7])
    """
    if k < 1:
        raise BadValue(f"k is {quoted(k)}; investigators take 1 case or more")
    seen: set[object] = set()
    parts = []
    for look in sorted(rankings):
        table = rankings[look].table
        new = table if again else table[~table["entity_id"].isin(seen)]
        first = new.head(k)[["entity_id", "score"]]
        seen.update(first["entity_id"])
        parts.append(first.assign(look=look, place=np.arange(1, len(first) + 1)))
    columns = ["look", "entity_id", "place", "score"]
    made = [p for p in parts if len(p)]
    return pd.concat(made, ignore_index=True)[columns] if made else pd.DataFrame(columns=columns)


def by_look(work: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Give precision look by look, and how much of all the bad has been found up to each.

    Parameters
    ----------
    work : DataFrame
        From `worklist`.
    labels : Series of bool
        From `metrics.labels`.

    Returns
    -------
    DataFrame
        By ``look``: ``n`` cases, ``n_bad`` of them right, ``precision``, ``n_found`` different ones so far, ``recall``.
    """
    bad = work["entity_id"].isin(labels.index[labels])
    groups = bad.groupby(work["look"])
    made = pd.DataFrame({"n": groups.size(), "n_bad": groups.sum()})
    first = (bad & ~work["entity_id"].duplicated()).groupby(work["look"]).sum()
    made["precision"] = made["n_bad"] / made["n"]
    made["n_found"] = first.cumsum()
    made["recall"] = made["n_found"] / labels.sum() if labels.any() else np.nan
    return made


def first_in_top(work: pd.DataFrame) -> pd.Series:
    """Give the moment of the first look at which each entity was among the first, by entity id."""
    return work.groupby("entity_id")["look"].min().rename("found_at")


def time_to_detection(found_at: pd.Series, first_acts: pd.Series) -> pd.Series:
    """Give the days from the first criminal act to the look at which each of the bad was found; infinite if never.

    Infinity keeps those never found in the median, where leaving them out would flatter a detector that finds few.
    A look before the first act (chance: nothing had happened yet) does not count.

    Parameters
    ----------
    found_at : Series of datetime64, by entity id
        From `first_in_top`.
    first_acts : Series of datetime64, by entity id
        From `metrics.first_acts`.

    Returns
    -------
    Series of float, days, by entity id

    Examples
    --------
    >>> acts = pd.Series(pd.to_datetime(["2025-01-01", "2025-01-05"]), index=[7, 8])
    >>> time_to_detection(pd.Series(pd.to_datetime(["2025-01-03"]), index=[7]), acts).tolist()
    [2.0, inf]
    """
    found = found_at.reindex(first_acts.index)
    days = (found - first_acts).dt.total_seconds() / 86_400
    return days.where(days >= 0, np.inf).rename("days")


@dataclass(frozen=True)
class Saved:
    """What an investigation was worth: losses prevented [Rp], hours worked, and rupiah an hour."""

    saved_rp: float
    hours: float

    @property
    def rp_per_hour(self) -> float:
        """Rupiah saved for each hour; missing where nobody worked."""
        return self.saved_rp / self.hours if self.hours else float("nan")


def saved_per_hour(
    work: pd.DataFrame,
    sims: pd.DataFrame,
    losses: pd.DataFrame,
    hours_per_case: float,
    delay_days: float = 0.0,
) -> Saved:
    """Say how much loss the list would have prevented for each hour of work, at most.

    Every loss that came from a listed entity's SIMs more than `delay_days` after the look counts as prevented. That is
    an upper bound: a real ring replaces what it loses, and an account outlives its SIM. Honest cases cost the same
    hours and save nothing.

    Parameters
    ----------
    work : DataFrame
        From `worklist`, without repeats.
    sims : DataFrame
        ``entity_id``, ``sim_id``: the SIMs behind each entity (`sims_of`).
    losses : DataFrame
        The truth's losses: ``at``, ``sim_id``, ``amount_rp``.
    hours_per_case : float
        Hours an investigator needs for a case. There is no published figure: state yours.
    delay_days : float
        Days from the look to the block.

    Raises
    ------
    BadValue
        Where `hours_per_case` is not above 0.

    Examples
    --------
    >>> day = pd.Timestamp("2025-01-02")
    >>> work = pd.DataFrame({"look": [day, day], "entity_id": [7, 8]})
    >>> sims = pd.DataFrame({"entity_id": [7, 8], "sim_id": [7, 8]})
    >>> losses = pd.DataFrame({"at": [day, day + pd.Timedelta(days=3)], "sim_id": [7, 7], "amount_rp": [500, 900]})
    >>> saved_per_hour(work, sims, losses, hours_per_case=1.5).rp_per_hour
    300.0
    """
    if not hours_per_case > 0:
        raise BadValue(f"hours_per_case is {quoted(hours_per_case)}; it must be more than 0")
    found = work.groupby("entity_id", as_index=False)["look"].min()
    # a SIM behind two entities is stopped once, at the earlier look
    stop = sims.dropna().merge(found, on="entity_id").groupby("sim_id", as_index=False)["look"].min()
    rows = losses.merge(stop, on="sim_id")
    saved = rows.loc[rows["at"] > rows["look"] + pd.Timedelta(days=delay_days), "amount_rp"].sum()
    return Saved(float(saved), hours_per_case * len(work))


def sims_of(tables: Mapping[str, pd.DataFrame], entity: str) -> pd.DataFrame:
    """Give the SIMs behind each entity: ``entity_id``, ``sim_id``.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed tables.
    entity : {"sim", "account", "device", "outlet", "nik"}
        An agent has no SIMs of a crime that an investigator could know of.
    """
    where = {
        "sim": ("sims", "sim_id"),
        "account": ("accounts", "account_id"),
        "device": ("registrations", "imei"),
        "outlet": ("registrations", "outlet_id"),
        "nik": ("registrations", "nik"),
    }
    if entity not in where:
        raise BadValue(f"no SIMs behind entity {quoted(entity)}; known: {', '.join(where)}")
    table, column = where[entity]
    made = tables[table].assign(entity_id=tables[table][column])[["entity_id", "sim_id"]]
    return made.dropna().drop_duplicates(ignore_index=True)
