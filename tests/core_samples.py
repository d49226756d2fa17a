"""Two small tables with every kind of column, for the tests of the core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa

from simkit.core.tables import Column, Table

PAPUA = 9471_7001_0170_0001
"""A NIK of Papua, above 2**53 - 1: a float cannot hold it."""

PEOPLE = Table(
    "people",
    "observed",
    "One row is a person.",
    (
        Column("person_id", "id", "The person.", role="artefact", why="a number"),
        Column("nik", "digits16", "The NIK, a | stands here.", "digits", "artefact", "an id", nullable=True),
        Column("name", "string", "The name.", nullable=True),
        Column("imei", "string", "The device."),
        Column("sex", "text", "f or m.", why="words"),
        Column("town", "text", "Where.", nullable=True),
        Column("born", "day", "The birthday.", nullable=True),
        Column("seen_at", "time", "When.", "local time", nullable=True),
        Column("n_sims", "count", "How many.", "SIMs"),
        Column("n_cells", "small", "How many.", "cells", nullable=True),
        Column("fee_rp", "money", "How much.", "Rp"),
        Column("is_agent", "flag", "Whether."),
        Column("score", "number", "How much.", "share", nullable=True, decimals=3, source="assumption"),
        Column("key", "key", "A hash."),
    ),
    ("person_id",),
)
SALES = Table(
    "sales",
    "truth",
    "One row is a sale.",
    (
        Column("sale_id", "id", "The sale."),
        Column("buyer_id", "id", "Who bought.", ref="observed/people.person_id", nullable=True),
    ),
    ("sale_id",),
)
DECLARED = (PEOPLE, SALES)
WORDS = ["", "a,b", 'say "hi"', "two\nlines", "Ruşen-åé", "012345678901234", " x ", "NULL", "nan", None, None]


def people(n: int = 11) -> pa.Table:
    """Make `n` people with awkward values."""
    i = np.arange(n)
    missing = i % 3 == 1
    texts = [WORDS[k % len(WORDS)] for k in range(n)]
    return PEOPLE.build(
        {
            "person_id": i + 1,
            "nik": np.where(missing, -1, PAPUA + i),
            "name": texts,
            "imei": [t or "00123" for t in texts],
            "sex": ["f" if k % 2 else "m" for k in range(n)],
            "town": texts[::-1],
            "born": np.where(
                missing, np.datetime64("NaT", "D"), np.datetime64("1950-02-28") + i.astype("m8[D]")
            ),
            "seen_at": np.where(
                missing, np.datetime64("NaT", "s"), np.datetime64("2026-01-01T23:59:58") + i.astype("m8[s]")
            ),
            "n_sims": i % 5,
            "n_cells": np.where(missing, -1, i % 7),
            "fee_rp": i * 10**12,
            "is_agent": i % 4 == 0,
            "score": np.where(missing, np.nan, (i - 4) / 3),
            "key": np.uint64(2**64 - 1) - i.astype(np.uint64),
        }
    )


def sales(n: int = 5) -> pa.Table:
    i = np.arange(n)
    return SALES.build({"sale_id": i + 1, "buyer_id": np.where(i == 2, -1, i + 1)})


def both() -> dict[str, pa.Table]:
    return {"observed/people": people(), "truth/sales": sales()}


def problems(tables: Mapping[str, pa.Table], declared: Iterable[Table]) -> list[str]:
    """List what is wrong with a set of tables: types, missing values, keys, references.

    Parameters
    ----------
    tables : mapping of path (``"observed/sims"``) to pyarrow.Table
    declared : iterable of Table
        The declarations; a table that is not there is skipped, and so is a reference to it.

    Returns
    -------
    list of str, empty where all is well
    """
    found = []
    for t in (t for t in declared if t.path in tables):
        table = tables[t.path]
        if not table.schema.equals(t.schema):
            found.append(f"{t.path}: columns or types differ from the declaration")
            continue
        for c in t.columns:
            if not c.nullable and table.column(c.name).null_count:
                found.append(f"{t.path}.{c.name}: missing values")
            if c.ref:
                found += _unresolved(tables, t, c)
        if t.key and table.group_by(list(t.key)).aggregate([]).num_rows != table.num_rows:
            found.append(f"{t.path}: the key {t.key} repeats")
    return found


def _unresolved(tables: Mapping[str, pa.Table], t: Table, c: Column) -> list[str]:
    there, name = c.ref.rsplit(".", 1)
    if there not in tables:
        return []
    have = np.unique(tables[there].column(name).drop_null().to_numpy())
    want = np.unique(tables[t.path].column(c.name).drop_null().to_numpy())
    lost = np.setdiff1d(want, have)
    return [f"{t.path}.{c.name}: {len(lost)} values are not in {c.ref}, e.g. {lost[0]}"] if len(lost) else []
