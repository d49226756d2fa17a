"""Features that a student could build in one line, joined from the observed tables and made by machine.

A column may look honest by itself and give a crime away once two tables meet. So the features are not chosen by hand:
they follow from the declarations of the tables, by a few patterns that a data analyst uses every day. The list is
stored in ``joins.txt``, and a test keeps its hash, so that what is tried cannot be fitted to what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from simkit.core.tables import Column, Table
from simkit.engine.tables import observed as seen
from simkit.world.tables import PEOPLE, SIMS

Tables = Mapping[str, pd.DataFrame]
LISTED = Path(__file__).parent / "joins.txt"
DAY_H, WEEK_H = 24.0, 168.0
NUMBERS = ("count", "small", "money", "number")
WORDS = ("text", "flag")
OF_SIM: Mapping[str, Table] = {
    t.name: t
    for t in (
        seen.REGISTRATIONS, seen.ACCOUNTS_TABLE, seen.LOGINS, seen.TRAFFIC_DAILY, seen.CONTACTS,
        seen.COMPLAINTS, seen.BLOCKS, seen.NOTICES, seen.SEIZURES,
    )
}  # fmt: skip
"""Tables whose rows belong to a SIM, directly or through an account."""
OF_PERSON: Mapping[str, Table] = {t.name: t for t in (seen.TICKETS, seen.ACCESSES)}
"""Tables whose rows belong to the owner of the NIK."""
SIGHTS: Mapping[str, tuple[str, ...]] = {
    "registration": ("registrations", "sims", "owner", "tickets", "accesses"),
    "operator": ("traffic_daily",),
    "app": ("accounts", "logins"),
    "answer": ("contacts", "complaints", "blocks", "notices", "seizures"),
}
"""Who sees what, each with all before it: registration and desk, the network, the OTT apps, and what fills only once
somebody complained, noticed or acted."""
SHARED: Mapping[str, tuple[str, ...]] = {
    "registrations": ("nik", "kk", "imei", "outlet_id"),
    "accounts": ("imei", "place"),
    "logins": ("imei", "place"),
    "complaints": ("person_id",),
    "sims": ("nik", "kk", "outlet_id"),
}
"""Ids on which other rows of the same table may meet a SIM's own."""


def moment(table: Table) -> str:
    """Name the column that says when a row happened."""
    return next(c.name for c in table.columns if c.kind in ("time", "day"))


def is_key(column: Column) -> bool:
    """Tell whether different values of a column are worth counting: a link, an identifier, a word."""
    own = column.kind == "id" and not column.ref
    return (
        not own
        and column.name not in ("sim_id", "msisdn")
        and column.kind in ("id", "digits16", "string", *WORDS)
    )


class Joined:
    """A run's observed tables as arrays: words and ids as whole numbers (-1 for missing), moments in hours."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.sims = tables["sims"].set_index("sim_id")
        self._rows: dict[str, pd.DataFrame] = {}

    def rows(self, name: str) -> pd.DataFrame:
        """Give the rows of a table, each with ``sim`` (whose it is) and ``t`` (when, in hours)."""
        if name not in self._rows:
            raw = self.tables[name]
            declared = SIMS if name == "sims" else {**OF_SIM, **OF_PERSON}[name]
            made = {c.name: _plain(raw[c.name], c) for c in declared.columns}
            made["t"] = made[moment(declared)]
            if "sim_id" in raw:
                made["sim"] = raw["sim_id"].to_numpy(float, na_value=np.nan)
            elif "account_id" in raw:
                whose = self.tables["accounts"].set_index("account_id")["sim_id"]
                made["sim"] = raw["account_id"].map(whose).to_numpy(float, na_value=np.nan)
            else:
                made["person"] = raw["person_id"].to_numpy(float, na_value=np.nan)
            self._rows[name] = pd.DataFrame(made)
        return self._rows[name]

    @cached_property
    def owner(self) -> pd.DataFrame:
        """Give the register's entry for the NIK of each SIM."""
        people = self.tables["people"].drop_duplicates("nik").set_index("nik")
        found = people.reindex(self.sims["nik"].to_numpy())
        return found.set_axis(self.sims.index)

    def of(self, rows: pd.DataFrame, value: pd.Series, how: str) -> pd.Series:
        """Draw the rows of each SIM together: first, max, sum, ..."""
        known = rows["sim"].notna().to_numpy()
        return value[known].groupby(rows["sim"][known].to_numpy()).agg(how)

    def first(self, name: str) -> pd.Series:
        """Give when a table first speaks of each SIM, or of its owner [h]."""
        rows = self.rows(name)
        if "sim" in rows:
            return self.of(rows, rows["t"], "min")
        at = rows.groupby("person")["t"].min()
        return self.owner["person_id"].astype(float).map(at)


def _plain(values: pd.Series, column: Column) -> np.ndarray:
    if column.kind in ("time", "day"):
        return (values - pd.Timestamp("2020-01-01")).dt.total_seconds().to_numpy(
            float, na_value=np.nan
        ) / 3600
    if column.kind in NUMBERS:
        return values.to_numpy(float, na_value=np.nan)
    return pd.factorize(values)[0].astype(np.int64)


def _n_rows(name: str, j: Joined) -> pd.Series:
    """Count the rows of each SIM."""
    rows = j.rows(name)
    if "sim" in rows:
        return j.of(rows, rows["t"], "size").reindex(j.sims.index, fill_value=0)
    return j.owner["person_id"].astype(float).map(rows.groupby("person").size()).fillna(0)


def _silent(name: str, j: Joined) -> pd.Series:
    """Tell SIMs of which a table says nothing."""
    return (_n_rows(name, j) == 0).astype(float)


def _distinct(name: str, column: str, j: Joined) -> pd.Series:
    """Count different values among the rows of each SIM."""
    rows = j.rows(name)
    return rows.loc[rows[column] >= 0, [column, "sim"]].drop_duplicates().groupby("sim").size()


def _clock(name: str, part: str, j: Joined) -> pd.Series:
    """Read the clock or the calendar at the first row of each SIM."""
    t = j.first(name)
    return {
        "hour": t % DAY_H,
        "is at night": ((t % DAY_H < 6) | (t % DAY_H >= 22)).astype(float),
        "is in office hours": ((t % DAY_H >= 9) & (t % DAY_H < 17)).astype(float),
        "weekday": (t // DAY_H + 2) % 7,
        "day": t // DAY_H,
    }[part]


def _number(name: str, column: str, how: str, j: Joined) -> pd.Series:
    """Draw a number together over the rows of each SIM, or over its first week."""
    rows = j.rows(name)
    value = rows[column]
    if how == "first week":
        begun = rows["sim"].map(j.first("registrations"))
        value, how = value.where(rows["t"] - begun < WEEK_H, 0.0), "sum"
    return j.of(rows, value, how)


def _rarity(name: str, column: str, j: Joined) -> pd.Series:
    """Give how common the rarest word of each SIM's rows is in the table."""
    rows = j.rows(name)
    share = rows[column].map(rows[column].value_counts(normalize=True))
    return j.of(rows, share, "min")


def _met(name: str, key: str, other: str, alone: bool, granted: bool, j: Joined) -> pd.Series:
    """Count rows, or different values of another column, that meet a SIM's own rows on a shared id."""
    rows = j.rows(name)
    rows = rows[rows[key] >= 0]
    if alone:
        rows = rows[rows["outlet_id"] < 0]
    if granted:
        rows = rows[rows["sim"].notna()]
    if other == "rows":
        n = rows.groupby(key).size()
    else:
        value = rows["t"] // DAY_H if other == "day" else rows[other]
        n = pd.DataFrame({key: rows[key], "v": value}).drop_duplicates().groupby(key).size()
    return j.of(rows, rows[key].map(n).astype(float), "max")


def _gap(name: str, key: str, j: Joined) -> pd.Series:
    """Give the time to the nearest other row with the same id [h]."""
    rows = j.rows(name)
    rows = rows[rows[key] >= 0].sort_values([key, "t"])
    back = rows.groupby(key)["t"].diff()
    ahead = rows.groupby(key)["t"].diff(-1).abs()
    return j.of(rows, back.where(~(ahead < back) & back.notna(), ahead), "min")


def _lag(one: str, other: str, j: Joined) -> pd.Series:
    """Give the time from a SIM's first row in one table to its first in another [h]."""
    a, b = j.first(one), j.first(other)
    return b.reindex(j.sims.index) - a.reindex(j.sims.index)


def _span(name: str, j: Joined) -> pd.Series:
    """Give the time from the first to the last row of each SIM [h]."""
    rows = j.rows(name)
    return j.of(rows, rows["t"], "max") - j.of(rows, rows["t"], "min")


def _owner(what: str, j: Joined) -> pd.Series:
    """Look the owner of the NIK up in the register."""
    o, s = j.owner, j.sims
    if what == "age":
        return (s["registered_at"] - o["birth_date"]).dt.days / 365.25
    if what == "has the KK given":
        return (o["kk"].to_numpy() == s["kk"].to_numpy()) * pd.Series(1.0, s.index)
    if what == "lives where the outlet is":
        there = s["outlet_id"].map(j.tables["outlets"].set_index("outlet_id")["province"].astype(object))
        return (there == o["province"].astype(object)).astype(float).where(s["outlet_id"].notna())
    if what == "people on the KK":
        return o["kk"].map(j.tables["people"]["kk"].value_counts())
    return o[what].astype(object).map(o[what].astype(object).value_counts(normalize=True))


Builder = Callable[[Joined], pd.Series]


def _of_each() -> Iterator[tuple[str, Builder]]:
    """Make the features of the rows that are a SIM's own, or its owner's."""
    for name in (*OF_SIM, *OF_PERSON):
        yield f"{name}: rows", partial(_n_rows, name)
        yield f"{name}: none", partial(_silent, name)
    for name, table in OF_SIM.items():
        for part in ("hour", "is at night", "is in office hours", "weekday", "day"):
            yield f"{name}: first {part}", partial(_clock, name, part)
        yield f"{name}: hours from first to last", partial(_span, name)
        for c in table.columns:
            if is_key(c):
                yield f"{name}: distinct {c.name}", partial(_distinct, name, c.name)
            if c.kind in WORDS:
                yield f"{name}: how common is {c.name}", partial(_rarity, name, c.name)
            for how in ("mean", "max", "sum", "first week") if c.kind in NUMBERS else ():
                yield f"{name}: {how} of {c.name}", partial(_number, name, c.name, how)


def _of_shared() -> Iterator[tuple[str, Builder]]:
    """Make the features of rows that meet a SIM's own on an id."""
    for name, keys in SHARED.items():
        declared = SIMS if name == "sims" else OF_SIM[name]
        for key in keys:
            others = [c.name for c in declared.columns if is_key(c) and c.name != key]
            for other in ("rows", "day", "sim", *others):
                yield f"{name} on the same {key}: {other}", partial(_met, name, key, other, False, False)
                if name == "registrations" and key != "outlet_id":
                    yield (
                        f"{name} without outlet, same {key}: {other}",
                        partial(_met, name, key, other, True, False),
                    )
                    yield (
                        f"{name} granted without outlet, same {key}: {other}",
                        partial(_met, name, key, other, True, True),
                    )
            yield f"{name} on the same {key}: hours to the nearest", partial(_gap, name, key)


def _of_lags_and_owner() -> Iterator[tuple[str, Builder]]:
    """Make the lags between two tables, and what the register says of the owner."""
    for one, other in combinations((*OF_PERSON, *OF_SIM), 2):
        yield f"hours from {one} to {other}", partial(_lag, one, other)
    for what in ("age", "has the KK given", "lives where the outlet is", "people on the KK"):
        yield f"owner: {what}", partial(_owner, what)
    for c in PEOPLE.columns:
        if c.kind in WORDS:
            yield f"owner: how common is {c.name}", partial(_owner, c.name)


FEATURES: Mapping[str, Builder] = dict([*_of_each(), *_of_shared(), *_of_lags_and_owner()])
"""By name, in the order in which the declarations give them."""


def sight(name: str) -> int:
    """Give from which of `SIGHTS` on a feature can be made, by its place.

    Examples
    --------
    >>> [sight(n) for n in ("traffic_daily: none", "hours from accounts to blocks")]
    [1, 3]
    """
    return max(i for i, tables in enumerate(SIGHTS.values()) if any(table in name for table in tables))


def matrix(tables: Tables, sims: np.ndarray) -> pd.DataFrame:
    """Compute every feature of some SIMs.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        A run's observed tables.
    sims : array of int
        Ids of SIMs; one may occur twice.

    Returns
    -------
    DataFrame
        A row a SIM, a column a feature (float32); NaN where there is nothing to count.
    """
    joined = Joined(tables)
    made = {name: build(joined).astype(float) for name, build in FEATURES.items()}
    return pd.DataFrame({n: v.reindex(sims).to_numpy(np.float32) for n, v in made.items()})
