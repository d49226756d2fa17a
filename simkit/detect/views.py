"""What was known at a moment: the observed tables of a run or a saved folder, with the future cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..core.errors import BadValue, nearest, quoted
from ..core.tables import Frames
from ..engine.tables import declared

OBSERVED = {t.name: t for t in declared() if t.folder == "observed"}
"""The declared tables that an investigator sees, by name."""
COLUMNS = frozenset(c for t in OBSERVED.values() for c in t.by_name)
BEGINS: Mapping[str, str] = {
    name: next(c for c in ("at", "registered_at", "activated_at", "day") if c in table.by_name)
    for name, table in OBSERVED.items()
    if {"at", "registered_at", "activated_at", "day"} & set(table.by_name)
}
"""The column that says since when a row exists; people, operators, outlets and agents are there from the start."""


@dataclass(frozen=True)
class Later:
    """What is written into an old row at a later moment: the moment's column, and what comes with it.

    `column`: the column that is filled in together with the moment; empty if it is the moment alone. `before`: What
    stands in that column until then; None for "missing".
    """

    table: str
    moment: str
    column: str = ""
    before: str | None = None


LATER = (
    Later("tickets", "started_at", "agent_id"),
    Later("tickets", "closed_at"),
    Later("complaints", "forwarded_at"),
    Later("complaints", "decided_at", "outcome", "pending"),
    Later("seizures", "sold_at"),
)
DECIDED = tuple(
    (t.name, c.name, *c.ref.partition("/")[2].split("."))
    for t in OBSERVED.values()
    for c in t.columns
    if c.ref and c.nullable
)
"""Links that may still be missing at the moment: table, column, table and column it points to."""


class Cut(Frames):
    """Observed tables as of a moment; each is cut when it is asked for, and every look gives a fresh DataFrame."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], at: pd.Timestamp) -> None:
        self._tables, self.at = tables, at
        self._known: dict[str, pd.Index] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._tables:
            raise KeyError(f"no observed table {name!r}: {nearest(name, self._tables)}")
        frame = self._tables[name]
        frame = frame[self._exists(name, frame)].reset_index(drop=True)
        for rule in LATER:
            if rule.table == name and rule.moment in frame:
                frame = _open_again(frame, rule, self.at)
        for table, column, there, key in DECIDED:
            if table == name and column in frame and there in self._tables and there in BEGINS:
                frame[column] = frame[column].where(frame[column].isin(self._ids(there, key)))
        return frame

    def _exists(self, name: str, frame: pd.DataFrame) -> np.ndarray:
        """Tell which rows are there by the moment (bool)."""
        if name == "post_records":
            return frame["post_id"].isin(self._ids("posts", "post_id")).to_numpy()
        if name not in BEGINS:
            return np.ones(len(frame), bool)
        begins = frame[BEGINS[name]]
        if BEGINS[name] == "day":
            return (begins < self.at).to_numpy()
        there = begins <= self.at
        if name == "accounts":
            # an account older than the run is known from its first log-in on a new device, or its end
            known = self._ids("logins", "account_id").union(self._ids("blocks", "account_id"))
            there |= begins.isna() & frame["account_id"].isin(known)
        return there.to_numpy()

    def _ids(self, name: str, key: str) -> pd.Index:
        """Give the values of a column of a table among the rows that exist; none where the table is absent."""
        if (at := f"{name}.{key}") not in self._known:
            frame = self._tables[name] if name in self._tables else pd.DataFrame({key: []})
            there = self._exists(name, frame) if len(frame) else slice(None)
            self._known[at] = pd.Index(frame.loc[there, key].dropna().unique())
        return self._known[at]

    def __repr__(self) -> str:
        return f"<observed tables as of {self.at}: {', '.join(self)}>"


def _open_again(frame: pd.DataFrame, rule: Later, at: pd.Timestamp) -> pd.DataFrame:
    """Take back what was written into rows after the moment."""
    later = ~(frame[rule.moment] <= at)
    made = frame.assign(**{rule.moment: frame[rule.moment].mask(later)})
    if rule.column in made:
        before: Any = pd.NA if rule.before is None else rule.before
        column = made[rule.column]
        if isinstance(column.dtype, pd.CategoricalDtype) and before not in column.cat.categories:
            column = column.cat.add_categories([before])
        made[rule.column] = column.mask(later, before)
    return made


def cut(tables: Mapping[str, pd.DataFrame], at: Any) -> Cut:
    """Give observed tables as an investigator had them at a moment: no later row, no later outcome.

    ``run.as_of(day)`` does the same to a run, but numbers all ids anew for each day; here ids stay, so that
    what was found on one day can be compared with what was found on another.

    `tables`: a run's, or those of a saved folder; some may be absent. A day's traffic and contacts are known at the
    end of that day. Accounts older than the run are known from log-ins and blocks. Raises BadValue where
    `at` is no moment.

    Examples
    --------
    >>> filed = pd.to_datetime(["2025-01-02", "2025-01-09"])
    >>> complaints = pd.DataFrame({"complaint_id": [1, 2], "at": filed, "decided_at": filed + pd.Timedelta(days=3)})
    >>> complaints["outcome"] = "blocked"
    >>> cut({"complaints": complaints}, "2025-01-04")["complaints"]["outcome"].tolist()
    ['pending']
    """
    try:
        moment = pd.Timestamp(at)
    except (ValueError, TypeError) as error:
        raise BadValue(
            f"cut: at is {quoted(at)}; it must be a moment such as '2025-03-01' or '2025-03-01 12:00'"
        ) from error
    if pd.isna(moment) or moment.tzinfo is not None:
        raise BadValue(f"cut: at is {quoted(at)}; it must be a moment in local time, without a time zone")
    return Cut(tables, moment)
