"""Which rows of each observed table are a crime's, and which honest rows they are compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..metrics.labels import MISUSE, Told, labels, ring_registrations

LARGE = ("traffic_daily", "contacts")
"""Tables that are read once and not kept."""


class Frames(Mapping[str, pd.DataFrame]):
    """Tables that are read at most once, apart from the large ones; for reading only."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._kept: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name in LARGE or name not in self._tables:
            return self._tables[name]
        if name not in self._kept:
            self._kept[name] = self._tables[name]
        return self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


class Kept:
    """A run whose tables and labels are made once for the whole audit."""

    def __init__(self, run: Told) -> None:
        self.observed, self.truth = Frames(run.observed), Frames(run.truth)
        self._labels: dict[str, pd.Series] = {}

    def labels(self, entity: str) -> pd.Series:
        """Give the labels of an entity (bool, by id)."""
        if entity not in self._labels:
            self._labels[entity] = labels(self, entity)
        return self._labels[entity]


@dataclass(frozen=True)
class Subject:
    """One table of one run: its rows with ``is_bad``, and the entities that they speak of.

    Attributes
    ----------
    run : Kept
    rows : DataFrame
    entity_id : ndarray
        The different entities, sorted; empty for a table of none.
    place : ndarray of int
        Of each row the place of its entity; -1 where it names none.
    is_bad : ndarray of bool
        By entity.
    """

    run: Kept
    rows: pd.DataFrame
    entity_id: np.ndarray
    place: np.ndarray
    is_bad: np.ndarray


Rows = Callable[[Kept], pd.DataFrame]


def _new_sims(run: Kept) -> pd.DataFrame:
    """SIMs registered in the run: older ones are all honest, and their age would tell them apart."""
    rows = _by("sims", "sim_id", "sim")(run)
    return rows[rows["sim_id"].isin(run.observed["registrations"]["sim_id"].dropna())]


def _accesses(run: Kept) -> pd.DataFrame:
    rows, truth = run.observed["accesses"], run.truth["accesses"]
    misuse = truth.loc[truth["motive"].astype(str).isin(MISUSE), "access_id"]
    return rows.assign(is_bad=rows["access_id"].isin(misuse))


def _people(run: Kept) -> pd.DataFrame:
    used, rows = run.labels("nik"), run.observed["people"]
    return rows.assign(is_bad=rows["nik"].isin(used.index[used]))


def _by(table: str, column: str, entity: str) -> Rows:
    """Rows are bad where the entity they point to is."""

    def find(run: Kept) -> pd.DataFrame:
        rows, bad = run.observed[table], run.labels(entity)
        return rows.assign(is_bad=rows[column].isin(bad.index[bad]))

    return find


SUBJECTS: Mapping[str, tuple[str, str, Rows]] = {
    "people": ("", "", _people),
    "outlets": ("outlet", "outlet_id", _by("outlets", "outlet_id", "outlet")),
    "agents": ("agent", "agent_id", _by("agents", "agent_id", "agent")),
    "sims": ("sim", "sim_id", _new_sims),
    "accesses": ("agent", "agent_id", _accesses),
    "registrations": ("device", "imei", ring_registrations),
    "accounts": ("account", "account_id", _by("accounts", "account_id", "account")),
    "logins": ("account", "account_id", _by("logins", "account_id", "account")),
    "traffic_daily": ("sim", "sim_id", _by("traffic_daily", "sim_id", "sim")),
    "contacts": ("sim", "sim_id", _by("contacts", "sim_id", "sim")),
    "complaints": ("sim", "sim_id", _by("complaints", "sim_id", "sim")),
    "blocks": ("", "", _by("blocks", "sim_id", "sim")),
    "notices": ("", "", _by("notices", "sim_id", "sim")),
    "reviews": ("", "", _by("reviews", "agent_id", "agent")),
    "seizures": ("", "", _by("seizures", "sim_id", "sim")),
}
"""By observed table: the entity its rows speak of, the column that names it, and how its bad rows are found.

Tables that are not here have no honest rows to compare with (every post is a leak) or none that are bad. Blocks,
notices, reviews and seizures name no entity: they are answers of a defence that had found something already, so their
signals are not measured against a detector.
"""

EXPLAINED: Mapping[tuple[str, str], str] = {
    ("accounts", "imei"): "activated_at",
    ("seizures", "imei"): "item_kind",
    ("seizures", "msisdn"): "item_kind",
}
"""Artefacts that may be missing, and the column that says when: within its values missingness must say nothing."""

EXCUSED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("registrations", "kk"): ("reason", "nik_kk_mismatch"),
}
"""A slip of the finger shows in the last digit as it shows in the verdict; both may say something."""


WITHIN: Mapping[tuple[str, str], str] = {
    ("complaints", "decided_at"): "outcome",
    ("complaints", "forwarded_at"): "outcome",
    ("blocks", "at"): "reason",
}
"""Moments set by different offices: one decides in batches at midnight, another as it comes. The office is a signal,
so seconds are compared among the rows of one value of this column."""


def subject(run: Kept, table: str) -> Subject | None:
    """Give a table's rows with ``is_bad``, or nothing where the truth or a table that it takes is absent."""
    if table not in run.observed:
        return None
    entity, key, find = SUBJECTS[table]
    try:
        rows = find(run).reset_index(drop=True)
    except KeyError:
        return None
    try:
        bad = run.labels(entity) if entity else None
    except KeyError:
        bad = None
    if bad is None:
        return Subject(run, rows, np.empty(0), np.full(len(rows), -1), np.empty(0, bool))
    place, known = pd.factorize(rows[key], sort=True)
    return Subject(run, rows, np.asarray(known), place, np.asarray(bad.reindex(known).fillna(False), bool))
