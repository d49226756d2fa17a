"""Tables of many rows: what detectors ask of traffic and contacts, put together piece by piece.

A folder's table of millions of rows stays in its file (`LongTable`); any other is one piece, a DataFrame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..core.formats import conform, give_back
from ..core.tables import Table

LONG = 1 << 18
"""From so many rows on a table stays in its file."""
PIECE = 1 << 20
WIDEST = 1 << 25
"""Ids below this are few enough for a place each."""


class KeptTable:
    """A Parquet table that stays in its file: each look reads the columns that it asks for, as a DataFrame.

    Parameters
    ----------
    path : Path
    declared : Table
        The columns that it holds, in types that need no conversion.
    """

    def __init__(self, path: Path, declared: Table) -> None:
        self._path, self._declared, self._metadata = path, declared, pq.read_metadata(path)

    def __len__(self) -> int:
        return int(self._metadata.num_rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared.by_name)

    def __contains__(self, column: object) -> bool:
        return column in self._declared.by_name

    def __getitem__(self, asked: Any) -> Any:
        if isinstance(asked, str):
            return self._read([asked])[asked]
        if isinstance(asked, list) and set(asked) <= set(self):
            return self._read(asked)
        return self._read(list(self))[asked]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._read(list(self)), name)

    @property
    def empty(self) -> bool:
        """Whether it has no row."""
        return not len(self)

    def _read(self, columns: Sequence[str]) -> pd.DataFrame:
        part = self._part(columns)
        with self._opened() as file:
            return part.frame(conform(part, file.read(list(columns))))

    def _opened(self) -> pq.ParquetFile:
        """Open the file anew: a reader that stays keeps what it read last."""
        return pq.ParquetFile(self._path, metadata=self._metadata)

    def _part(self, columns: Sequence[str]) -> Table:
        return replace(self._declared, columns=tuple(self._declared.by_name[c] for c in columns), key=())


class LongTable(KeptTable):
    """A table of a day's rows by SIM, which stand in that order, read piece by piece.

    What is asked of them most is noted when they are checked.
    """

    def __init__(self, path: Path, declared: Table) -> None:
        super().__init__(path, declared)
        kinds = {c.name: c.kind for c in declared.columns}
        self._first = {c: np.full(0, NEVER, np.int32) for c, kind in kinds.items() if kind == "id"}
        self._sums = {c: np.zeros(0, np.int64) for c in (*kinds, "n_days") if c not in ("day", *self._first)}
        self._last = np.zeros(0, np.int32)
        self.days = pd.Series(dtype="int64")

    def note(self, piece: pa.Table) -> None:
        """Note what the next rows say: how many a day has, when each id was first seen, and the sums by SIM."""
        day = piece.column("day").combine_chunks().view(pa.int32()).to_numpy()
        for c, first in self._first.items():
            ids = piece.column(c).to_numpy()
            self._first[c] = first = _long_enough(first, ids, NEVER)
            new = np.flatnonzero(first[ids] == NEVER)[::-1]
            first[ids[new]] = day[new]
        sim = piece.column("sim_id").to_numpy()
        for c, total in self._sums.items():
            n = np.ones(len(sim), np.int64) if c == "n_days" else piece.column(c).to_numpy().astype(np.int64)
            self._sums[c] = total = _long_enough(total, sim, 0)
            np.add.at(total, sim, n)
        self._last = _long_enough(self._last, sim, 0)
        self._last[sim] = day
        days, n = np.unique(day, return_counts=True)
        self.days = self.days.add(pd.Series(n, _days(days)), fill_value=0).astype("int64")

    @cached_property
    def by_sim(self) -> pd.DataFrame:
        """The sums by SIM, and what `DAYS` says of its days; what was noted by id goes for it."""
        sims = np.flatnonzero(self._sums["n_days"])
        made: dict[str, Any] = {c: total[sims] for c, total in self._sums.items()}
        made |= {"first": _days(self._first["sim_id"][sims]), "last": _days(self._last[sims])}
        del self._sums, self._last
        return pd.DataFrame(made, pd.Index(sims, name="sim_id"))

    def first(self, column: str) -> pd.DataFrame:
        """Give the values of a column of ids, each with the day on which it is first seen."""
        ids = np.flatnonzero(self._first[column] != NEVER)
        return pd.DataFrame({column: ids, "day": _days(self._first[column][ids])})

    def pieces(self, columns: Sequence[str], sims: Any = None) -> Iterator[pd.DataFrame]:
        """Read some columns, piece by piece; with `sims` only their rows."""
        part = self._part(columns)
        for batch in self._opened().iter_batches(PIECE, columns=list(columns)):
            if sims is not None:
                batch = batch.filter(pc.is_in(batch.column("sim_id"), pa.array(sims, pa.int64())))
            yield part.frame(pa.Table.from_batches([batch]).select(list(columns)))
        give_back()

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """What `pairs` gives: recipients are put beside each other by SIM, and counted some SIMs at a time."""
        seen = self.by_sim.index.to_numpy()
        n = np.zeros(seen[-1] + 1, np.int64)
        n[seen] = self.by_sim["n_days"]
        ends = np.cumsum(n)
        place, others = ends - n, np.empty(len(self), np.int32)
        for piece in self._opened().iter_batches(PIECE, columns=list(self._declared.key)):
            days, sims, to = (piece.column(c) for c in self._declared.key)
            new_day = np.flatnonzero(np.diff(days.view(pa.int32()).to_numpy())) + 1
            for sim, other in zip(
                np.split(sims.to_numpy(), new_day), np.split(to.to_numpy(), new_day), strict=True
            ):
                start = np.flatnonzero(np.append(True, sim[1:] != sim[:-1]))
                rows = np.diff(np.append(start, len(sim)))
                others[np.repeat(place[sim[start]] - start, rows) + np.arange(len(sim))] = other
                place[sim[start]] += rows
        made = []
        for some in np.split(seen, np.flatnonzero(np.diff(ends[seen] // LONG)) + 1):
            rows = others[ends[some[0]] - n[some[0]] : ends[some[-1]]]
            made.append(_counted(np.repeat(some, n[some]) * WIDEST + rows))
        return pd.concat(made)


NEVER = np.iinfo(np.int32).max


def _long_enough(by_id: np.ndarray, ids: np.ndarray, fill: int) -> np.ndarray:
    """Make room for the ids of a piece in what is noted by id."""
    more = int(ids.max(initial=0)) + 1 - len(by_id)
    return by_id if more <= 0 else np.append(by_id, np.full(more + len(by_id) // 4, fill, by_id.dtype))


def _days(since_1970: np.ndarray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(since_1970.astype("datetime64[D]").astype("datetime64[ms]"))


def row_numbers(keys: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Give the first row with each key asked for, -1 where none has; for ids near each other without a hash table.

    Examples
    --------
    >>> row_numbers(np.array([9, 4, 9]), np.array([9, 5, 10])).tolist()
    [0, -1, -1]
    """
    low, rows = int(keys.min(initial=0)), np.arange(len(keys), dtype=np.int32)
    if (span := int(keys.max(initial=0)) - low) > 8 * len(keys):
        return pd.Series(rows, keys)[~pd.Index(keys).duplicated()].reindex(asked, fill_value=-1).to_numpy()
    place = np.full(span + 2, -1, np.int32)
    place[keys[::-1] - low] = rows[::-1]
    return place[np.where((asked >= low) & (asked <= low + span), asked - low, -1)]


Rows: TypeAlias = pd.DataFrame | LongTable


def pieces(rows: Rows, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Give some columns of a table piece by piece.

    Examples
    --------
    >>> [p.shape for p in pieces(pd.DataFrame({"a": [1, 2], "b": 0}), ["a"])]
    [(2, 1)]
    """
    if isinstance(rows, LongTable):
        yield from rows.pieces(columns)
    else:
        yield rows[list(columns)]


def pieces_with(
    rows: Rows, columns: Sequence[str], what: Callable[[pd.DataFrame], np.ndarray]
) -> Iterator[np.ndarray]:
    """Give `what` there is in an id and its day, piece by piece; a long table with none in any first day has none."""
    if not isinstance(rows, LongTable) or len(what(rows.first(columns[0])[list(columns)])):
        for piece in pieces(rows, columns):
            yield what(piece)


DAYS = {"n_days": ("day", "size"), "first": ("day", "min"), "last": ("day", "max")}
"""What `by_sim` makes of the days; of other columns it gives the sum."""


def by_sim(rows: Rows, names: Sequence[str]) -> pd.DataFrame:
    """Give by SIM the sums of some columns of daily traffic, and what `DAYS` says of its days.

    Examples
    --------
    >>> traffic = pd.DataFrame({"day": pd.to_datetime(["2026-01-01", "2026-01-02"]), "sim_id": 7, "n_out": [3, 4]})
    >>> by_sim(traffic, ["n_out", "n_days"]).loc[7].tolist()
    [7, 2]
    """
    if isinstance(rows, LongTable):
        return rows.by_sim[list(names)]
    by = rows.groupby("sim_id", observed=True)
    made = {
        n: by.size() if n == "n_days" else by[c].agg(h) for n in names for c, h in [DAYS.get(n, (n, "sum"))]
    }
    return pd.DataFrame(made).astype({n: "int64" for n in names if n not in ("first", "last")})


def rows_of(rows: Rows, sims: Any, columns: Sequence[str]) -> pd.DataFrame:
    """Give some columns of the rows of some SIMs, in their order.

    Examples
    --------
    >>> rows_of(pd.DataFrame({"sim_id": [7, 8, 7], "n": [1, 2, 3]}), [7], ["n"])["n"].tolist()
    [1, 3]
    """
    if isinstance(rows, LongTable):
        return pd.concat(rows.pieces(["sim_id", *columns], sims), ignore_index=True)
    return rows.loc[rows["sim_id"].isin(sims), ["sim_id", *columns]]


def pairs(rows: Rows) -> pd.DataFrame:
    """Count by SIM to how many it wrote (``n``), and to how many of them on one day alone (``once``).

    Examples
    --------
    >>> written = pd.DataFrame({"sim_id": [7, 7, 7, 8], "recipient_sim_id": [1, 1, 2, 1]})
    >>> pairs(written).values.tolist()
    [[2, 1], [1, 1]]
    """
    if isinstance(rows, LongTable):
        return rows.pairs
    there = rows[["sim_id", "recipient_sim_id"]].dropna()
    sim, sims = pd.factorize(there["sim_id"].to_numpy(np.int64), sort=True)
    other, _ = pd.factorize(there["recipient_sim_id"])
    made = _counted(sim.astype(np.int64) * WIDEST + other)
    return made.set_axis(pd.Index(sims[made.index.to_numpy()], name="sim_id"))


def _counted(pair: np.ndarray) -> pd.DataFrame:
    """Count pairs, SIM times `WIDEST` and recipient, by SIM; they are sorted in their place."""
    pair.sort()
    first = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])) if len(pair) else np.empty(0, np.int64)
    once = np.diff(np.append(first, len(pair))) == 1
    sim = pair[first] // WIDEST
    begin = np.flatnonzero(np.append(True, sim[1:] != sim[:-1])) if len(sim) else first
    ends = np.append(begin, len(sim))
    total = np.append(0, np.cumsum(once))
    made = {"n": np.diff(ends), "once": total[ends[1:]] - total[ends[:-1]]}
    return pd.DataFrame(made, pd.Index(sim[begin], name="sim_id"), dtype="int64")


def counts(rows: Rows, column: str) -> pd.Series:
    """Count the rows of each day that a column of moments or days tells.

    Examples
    --------
    >>> at = pd.to_datetime(["2026-01-02 07:00", "2026-01-01 09:00", "2026-01-02 08:00", None])
    >>> counts(pd.DataFrame({"at": at}), "at").tolist()
    [1, 2]
    """
    if isinstance(rows, LongTable):
        return rows.days
    day = rows[column].dropna().to_numpy().astype("datetime64[D]").astype(np.int64)
    start = day.min() if len(day) else 0
    n = np.bincount(day - start)
    return pd.Series(n[n > 0], _days(np.flatnonzero(n) + start))


def ends(rows: Rows, column: str) -> tuple[Any, Any]:
    """Give the first and the last moment in a column, both missing where it tells none."""
    values = rows.days.index if isinstance(rows, LongTable) else rows[column]
    return values.min(), values.max()
