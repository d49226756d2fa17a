"""Every way of looking at an artefact: ids as shares of their range, digits, lengths, seconds, gaps and order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...core.tables import Column, Table
from .subjects import EXCUSED, EXPLAINED, WITHIN

BY_RANK, BY_VALUE = True, False


@dataclass(frozen=True)
class Look:
    """One view of one column of one run, each distinct id counted once.

    Attributes
    ----------
    column, view : str
    values : ndarray of float
    is_bad : ndarray of bool
    by_rank : bool
        Whether neighbouring values belong together (ids, serials); if not each value stands for itself (digits).
    """

    column: str
    view: str
    values: np.ndarray
    is_bad: np.ndarray
    by_rank: bool


def looks(rows: pd.DataFrame, table: Table) -> Iterator[Look]:
    """Give every look at the artefacts of one table of one run.

    Parameters
    ----------
    rows : DataFrame
        The table with ``is_bad``; columns that are absent are passed over.
    table : Table
        Its declaration.

    Examples
    --------
    >>> from simkit.core.tables import Column
    >>> t = Table("x", "observed", "A row.", (Column("x_id", "id", "An id.", role="artefact"),), ("x_id",))
    >>> [k.view for k in looks(pd.DataFrame({"x_id": [1, 2, 3], "is_bad": [True, False, False]}), t)]
    ['rank', 'last digit', 'neighbours']
    """
    bad = rows["is_bad"].to_numpy(bool)
    for column in (c for c in table.columns if c.name in rows and c.name != "is_bad"):
        yield from _missing(rows, table.name, column)
        if column.kind == "time":
            yield from _seconds(rows, table.name, column)
        elif column.kind == "id" and (column.role == "artefact" or column.ref):
            yield from _numbers(rows, column)
        elif column.role == "artefact" and column.kind in ("digits16", "string", "text"):
            yield from _digits(rows, table.name, column)
    yield from _order(rows, table, bad)
    own = table.key[0] if len(table.key) == 1 else ""
    if own in rows and own.endswith("_id"):
        # the runs of bad rows in the order of ids: told by the name of the view
        at = np.argsort(rows[own].to_numpy(), kind="stable")
        yield Look(own, "neighbours", np.arange(len(rows), dtype=float), bad[at], BY_RANK)


def _missing(rows: pd.DataFrame, table: str, column: Column) -> Iterator[Look]:
    """Where nothing may be missing, or where a stated column explains what is, gaps must say nothing."""
    gap = rows[column.name].isna()
    bad = rows["is_bad"].to_numpy(bool)
    if not column.nullable:
        if gap.any():
            yield Look(column.name, "missing", gap.to_numpy(float), bad, BY_VALUE)
    elif (by := EXPLAINED.get((table, column.name))) in rows:
        other = rows[by].isna() if rows[by].isna().any() else rows[by]
        mixed = gap.groupby(other.to_numpy()).transform("nunique").to_numpy() > 1
        if mixed.any():
            yield Look(column.name, "missing", gap.to_numpy(float)[mixed], bad[mixed], BY_VALUE)


def _seconds(rows: pd.DataFrame, table: str, column: Column) -> Iterator[Look]:
    known = rows[rows[column.name].notna()]
    by = WITHIN.get((table, column.name), "")
    parts = [part for _, part in known.groupby(by, observed=True)] if by in known else [known]
    for part in parts or [known]:
        second, bad = part[column.name].dt.second.to_numpy(float), part["is_bad"].to_numpy(bool)
        yield Look(column.name, "second", second, bad, BY_VALUE)
        yield Look(column.name, "full minute", (second == 0).astype(float), bad, BY_VALUE)


def _once(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give each value once, bad if any of its rows is: a shared handset is one handset."""
    known = rows.loc[rows[name].notna(), [name, "is_bad"]]
    if known[name].is_unique:
        return known
    return known.groupby(name, observed=True, sort=True)["is_bad"].any().reset_index()


def _numbers(rows: pd.DataFrame, column: Column) -> Iterator[Look]:
    known = _once(rows, column.name)
    number, bad = known[column.name].to_numpy(np.int64), known["is_bad"].to_numpy(bool)
    yield Look(column.name, "rank", number.astype(float), bad, BY_RANK)
    yield Look(column.name, "last digit", (number % 10).astype(float), bad, BY_VALUE)


def _digits(rows: pd.DataFrame, table: str, column: Column) -> Iterator[Look]:
    name = column.name
    if rule := EXCUSED.get((table, name)):
        rows = rows[rows[rule[0]].astype(str) != rule[1]] if rule[0] in rows else rows
    known = _once(rows, name)
    bad, text = known["is_bad"].to_numpy(bool), known[name].astype(str)
    yield Look(name, "length", text.str.len().to_numpy(float), bad, BY_VALUE)
    yield Look(name, "last letter", _letter(text, -1), bad, BY_VALUE)
    if not (len(text) and text.str.fullmatch(r"\d{10,}").all()):
        yield Look(name, "first letter", _letter(text, 0), bad, BY_VALUE)
        return
    if name in ("nik", "kk"):
        # the rest of these numbers is a place and a date, which may say something
        yield Look(name, "serial", text.str[-4:].to_numpy(float), bad, BY_RANK)
        yield Look(name, "district", text.str[4:6].to_numpy(float), bad, BY_VALUE)
        return
    yield Look(name, "first digits", text.str[:9].to_numpy(float), bad, BY_RANK)
    yield Look(name, "later digits", text.str[-6:-1].to_numpy(float), bad, BY_RANK)


def _letter(text: pd.Series, place: int) -> np.ndarray:
    return text.str[place].fillna(" ").map(ord).to_numpy(float) if len(text) else np.empty(0)


def _order(rows: pd.DataFrame, table: Table, bad: np.ndarray) -> Iterator[Look]:
    """Rows stand in the order of time and id; where they do not, what moved them must not be the truth."""
    time = next((c for c in ("at", "registered_at", "day") if c in table.by_name and c in rows), None)
    by = [c for c in ([time] if time else []) + list(table.key) if c in rows]
    if not by or not len(rows):
        return
    order = np.lexsort([rows[c].to_numpy() for c in reversed(by)])
    if (order == np.arange(len(rows))).all():
        return
    due = np.empty(len(rows))
    due[order] = np.arange(len(rows))
    yield Look(by[0], "order of rows", np.arange(len(rows)) - due, bad, BY_RANK)
