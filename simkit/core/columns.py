"""Columns that grow: the engine's memory, a plain array a column, with room to append batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


class _Columns:
    """Growing columns with room to append batches; `Store` and `Chunks` say how batches come in.

    Parameters
    ----------
    **spec : tuple of (dtype, default)
        One entry a column; the default fills what a batch leaves out.
    """

    def __init__(self, **spec: tuple[str, Any]) -> None:
        self.spec = spec
        self.n = 0
        self._room = 0
        self._defaults = {column: default for column, (_, default) in spec.items()}
        self._data: dict[str, np.ndarray] = {c: np.empty(0, dt) for c, (dt, _) in spec.items()}

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, column: str) -> np.ndarray:
        return self._data[column][: self.n]

    def _append(self, rows: Mapping[str, Any]) -> int:
        """Write a batch behind the last row; give the number of its first."""
        first, last = self.n, self.n + _size(rows)
        if last == first:
            return first
        if last > self._room:
            self._grow(last)
        for column, default in self._defaults.items():
            self._data[column][first:last] = rows.get(column, default)
        self.n = last
        return first

    def _grow(self, needed: int) -> None:
        self._room = max(needed, int(self._room * 1.6), 256)
        for column, (dtype, _) in self.spec.items():
            wider = np.empty(self._room, dtype)
            wider[: self.n] = self._data[column][: self.n]
            self._data[column] = wider


class Store(_Columns):
    """A table of growing columns whose rows can be changed in place (SIMs, accounts).

    Examples
    --------
    >>> sims = Store(owner=("i4", -1), blocked_t=("f8", np.inf))
    >>> sims.add({"owner": np.array([7, 9])}).tolist()
    [0, 1]
    >>> sims["owner"].tolist(), float(sims["blocked_t"][1])
    ([7, 9], inf)
    """

    def add(self, rows: Mapping[str, Any]) -> np.ndarray:
        """Append a batch and give the numbers of its rows (int64)."""
        if not rows.keys() <= self.spec.keys():
            unknown = sorted(set(rows) - set(self.spec))
            raise KeyError(f"unknown columns {unknown}; this store has {sorted(self.spec)}")
        first = self._append(rows)
        return np.arange(first, self.n)


class Chunks(_Columns):
    """A log that is only ever appended to; what a batch holds beyond the log's columns is left out.

    Examples
    --------
    >>> log = Chunks(at=("f8", 0.0), who=("i4", -1))
    >>> log.add({"at": np.array([1.0, 2.0])})
    0
    >>> log["who"].tolist(), len(log)
    ([-1, -1], 2)
    """

    def add(self, rows: Mapping[str, Any]) -> int:
        """Append a batch; give the number of its first row."""
        return self._append(rows)


def _size(rows: Mapping[str, Any]) -> int:
    """Give the length of a batch: that of its arrays; one row where there are only single values."""
    for value in rows.values():
        if isinstance(value, np.ndarray) and value.ndim:
            return len(value)
    return 1 if rows else 0
