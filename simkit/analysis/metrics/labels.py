"""The positives: which agents, outlets, devices, SIMs, accounts and identities the truth says are a crime's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import pandas as pd

from ...core.errors import BadValue, nearest, quoted

MISUSE = ("known_person", "grudge", "sale")
"""Motives of a look-up that are misuse; habit (sloppy) and supervision are honest."""

Frames = Mapping[str, pd.DataFrame]


class Told(Protocol):
    """Whatever has observed tables and truth: a run, or a saved folder."""

    @property
    def observed(self) -> Frames:
        """What an investigator sees."""

    @property
    def truth(self) -> Frames:
        """What only the simulator knows."""


def _agent(run: Told) -> pd.Series:
    return _of(run, "agents", "agent_id").ne("honest")


def _outlet(run: Told) -> pd.Series:
    return _of(run, "outlets", "outlet_id").ne("honest")


def _of(run: Told, table: str, key: str) -> pd.Series:
    return run.truth[table].set_index(key)["role"].astype(str)


def _sim(run: Told) -> pd.Series:
    return run.truth["sims"].set_index("sim_id")["ring_id"].notna()


def _account(run: Told) -> pd.Series:
    return run.truth["accounts"].set_index("account_id")["origin"].astype(str).ne("own")


def _device(run: Told) -> pd.Series:
    return ring_registrations(run).groupby("imei")["is_bad"].any()


def _nik(run: Told) -> pd.Series:
    return ring_registrations(run).groupby("nik")["is_bad"].any()


def ring_registrations(run: Told) -> pd.DataFrame:
    """Give the observed registrations with ``is_bad``: whether a ring made the attempt."""
    seen = run.observed["registrations"]
    return seen.assign(is_bad=seen["registration_id"].isin(run.truth["registrations"]["registration_id"]))


LABELS: Mapping[str, Callable[[Told], pd.Series]] = {
    "agent": _agent,
    "outlet": _outlet,
    "device": _device,
    "sim": _sim,
    "account": _account,
    "nik": _nik,
}


def labels(run: Told, entity: str) -> pd.Series:
    """Say of every entity whether it belongs to a crime, as only the simulator knows.

    Parameters
    ----------
    run : Run or Saved
        With truth.
    entity : {"agent", "outlet", "device", "sim", "account", "nik"}
        agent: an insider of any kind. outlet: complicit, or a dealer whose staff work for a ring. device: a ring
        registered on it, at least once. sim: registered by a ring or its mule. account: not the own of its
        user (a ring's SIM, taken over, ready-made). nik: a ring used it, so its owner is a victim and no suspect.

    Returns
    -------
    Series of bool, by entity id, sorted by it

    Raises
    ------
    BadValue
        For any other entity.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> truth = {"agents": pd.DataFrame({"agent_id": [2, 1], "role": ["honest", "seller"]})}
    >>> labels(SimpleNamespace(truth=truth, observed={}), "agent").to_dict()
    {1: True, 2: False}
    """
    if entity not in LABELS:
        raise BadValue(f"no labels for entity {quoted(entity)}: {nearest(entity, LABELS)}")
    return LABELS[entity](run).astype(bool).sort_index().rename("is_bad")


def first_acts(run: Told, entity: str) -> pd.Series:
    """Say when each entity of a crime first acted: from then on it could have been found.

    Parameters as for `labels`.

    Returns
    -------
    Series of datetime64, by entity id, of the bad only
        agent: the first misuse. outlet, device, nik: the ring's first attempt there. sim: the registration.
        account: the activation, or the first log-in on a new device for accounts older than the run.
    """
    bad = labels(run, entity)
    at = _FIRST[entity](run)
    return at[at.index.isin(bad.index[bad])].dropna().sort_index().rename("first_at")


def _first_misuse(run: Told) -> pd.Series:
    truth = run.truth["accesses"]
    misuse = truth.loc[truth["motive"].astype(str).isin(MISUSE), "access_id"]
    seen = run.observed["accesses"]
    return seen[seen["access_id"].isin(misuse)].groupby("agent_id")["at"].min()


def _first_ring(column: str) -> Callable[[Told], pd.Series]:
    def find(run: Told) -> pd.Series:
        rows = ring_registrations(run)
        return rows[rows["is_bad"]].groupby(column)["at"].min()

    return find


def _first_use(run: Told) -> pd.Series:
    made = run.observed["accounts"].set_index("account_id")["activated_at"]
    login = run.observed["logins"].groupby("account_id")["at"].min()
    return made.fillna(login.reindex(made.index))


_FIRST: Mapping[str, Callable[[Told], pd.Series]] = {
    "agent": _first_misuse,
    "outlet": _first_ring("outlet_id"),
    "device": _first_ring("imei"),
    "nik": _first_ring("nik"),
    "sim": lambda run: run.observed["sims"].set_index("sim_id")["registered_at"],
    "account": _first_use,
}
