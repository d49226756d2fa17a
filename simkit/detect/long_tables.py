"""Tables of many rows: what detectors ask of traffic and contacts, put together piece by piece.

A folder's table of millions of rows stays in its file (`LongTable`); any other is one piece, a DataFrame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..core.formats import give_back
from ..core.tables import Table

LONG = 1 << 22
"""From so many rows on a table stays in its file."""
PIECE = 1 << 20
WIDEST = 1 << 31
"""Two ids below this fit into one whole number of 64 bits."""


class LongTable:
    """A Parquet table that stays in its file and is read piece by piece; of other use it is made a DataFrame.

    Parameters
    ----------
    path : Path
    declared : Table
        The columns that it holds, in these types and without a missing value.
    """

    def __init__(self, path: Path, declared: Table) -> None:
        self._file, self._declared = pq.ParquetFile(path), declared
        self._known: dict[str, pd.Series] = {}

    def __len__(self) -> int:
        return int(self._file.metadata.num_rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared.by_name)

    def __contains__(self, column: object) -> bool:
        return column in self._declared.by_name

    def __getitem__(self, rows: Any) -> Any:
        return self.frame[rows]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.frame, name)

    @property
    def empty(self) -> bool:
        """Whether it has no row."""
        return not len(self)

    @property
    def frame(self) -> pd.DataFrame:
        """The whole table, read anew each time."""
        return self._declared.frame(self._file.read())

    def pieces(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Read some columns, piece by piece."""
        part = replace(self._declared, columns=tuple(self._declared.by_name[c] for c in columns), key=())
        for batch in self._file.iter_batches(PIECE, columns=list(columns)):
            yield part.frame(pa.Table.from_batches([batch]).select(list(columns)))
        give_back()

    def keep(self, made: pd.DataFrame) -> pd.DataFrame:
        """Keep columns by SIM for the next who asks."""
        self._known |= {str(name): made[name] for name in made}
        return made

    def kept(self, names: Sequence[str]) -> pd.DataFrame | None:
        """Give the columns by SIM that were kept, if all of them were."""
        return pd.DataFrame({n: self._known[n] for n in names}) if set(names) <= set(self._known) else None

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """What `pairs` gives, made once."""
        return _counted(np.concatenate([_packed(p) for p in self.pieces(["sim_id", "recipient_sim_id"])]))


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


DAYS = {"n_days": ("day", "size"), "first": ("day", "min"), "last": ("day", "max")}
"""What `by_sim` makes of the days; of other columns it gives the sum."""
AGAIN = {"size": "sum"}
"""How what was made of pieces is put together, where it is not made the same way."""


def by_sim(rows: Rows, names: Sequence[str]) -> pd.DataFrame:
    """Give by SIM the sums of some columns of daily traffic, and what `DAYS` says of its days.

    Examples
    --------
    >>> traffic = pd.DataFrame({"day": pd.to_datetime(["2026-01-01", "2026-01-02"]), "sim_id": 7, "n_out": [3, 4]})
    >>> by_sim(traffic, ["n_out", "n_days"]).loc[7].tolist()
    [7, 2]
    """
    if isinstance(rows, LongTable):
        all_of_them = [*(c for c in rows if c not in ("day", "sim_id")), *DAYS]
        made = rows.kept(names)
        return made if made is not None else rows.keep(_by_sim(rows, all_of_them))[list(names)]
    return _by_sim(rows, names)


def _by_sim(rows: Rows, names: Sequence[str]) -> pd.DataFrame:
    how = {n: DAYS.get(n, (n, "sum")) for n in names}
    columns = ["sim_id", *dict.fromkeys(c for c, h in how.values() if h != "size")]
    made = pd.DataFrame()
    for piece in pieces(rows, columns):
        by = piece.groupby("sim_id", observed=True)
        part = pd.DataFrame({n: by.size() if h == "size" else by[c].agg(h) for n, (c, h) in how.items()})
        if made.empty:
            made = part
            continue
        both = pd.concat([made, part]).groupby(level="sim_id")
        made = pd.DataFrame({n: both[n].agg(AGAIN.get(h, h)) for n, (_, h) in how.items()})
    return made.astype({n: "int64" for n, (_, h) in how.items() if h in ("sum", "size")})


def rows_of(rows: Rows, sims: Any) -> pd.DataFrame:
    """Give the rows of some SIMs, in their order.

    Examples
    --------
    >>> rows_of(pd.DataFrame({"sim_id": [7, 8, 7], "n": [1, 2, 3]}), [7])["n"].tolist()
    [1, 3]
    """
    parts = [p[p["sim_id"].isin(sims)] for p in pieces(rows, [str(c) for c in rows])]
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


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


def _packed(piece: pd.DataFrame) -> np.ndarray:
    sim, other = (piece[c].to_numpy(np.int64) for c in ("sim_id", "recipient_sim_id"))
    return sim * WIDEST + other


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
    """Count the rows of each value of a column that is there, in the order of the values.

    Examples
    --------
    >>> counts(pd.DataFrame({"n": [2, 1, 2]}), "n").to_dict()
    {1: 1, 2: 2}
    """
    parts = [p[column].value_counts() for p in pieces(rows, [column])]
    return parts[0].sort_index() if len(parts) == 1 else pd.concat(parts).groupby(level=0).sum()
