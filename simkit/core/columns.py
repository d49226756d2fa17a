"""Columns that grow: the engine's memory, a plain array a column, with room to append batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


class Store:
    """A table of growing columns whose rows can be changed in place (SIMs, accounts).

    Parameters
    ----------
    **spec : tuple of (dtype, default)
        One entry a column; the default fills what a batch leaves out.

    Examples
    --------
    >>> sims = Store(owner=("i4", -1), blocked_t=("f8", np.inf))
    >>> sims.add({"owner": np.array([7, 9])}).tolist()
    [0, 1]
    >>> sims["owner"].tolist(), float(sims["blocked_t"][1])
    ([7, 9], inf)
    """

    def __init__(self, **spec: tuple[str, Any]) -> None:
        self.spec = spec
        self.n = 0
        self._room = 0
        self._data: dict[str, np.ndarray] = {c: np.empty(0, dt) for c, (dt, _) in spec.items()}

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, column: str) -> np.ndarray:
        return self._data[column][: self.n]

    def add(self, rows: Mapping[str, Any]) -> np.ndarray:
        """Append a batch and give the numbers of its rows (int64)."""
        unknown = set(rows) - set(self.spec)
        if unknown:
            raise KeyError(f"unknown columns {sorted(unknown)}; this store has {sorted(self.spec)}")
        size = _size(rows)
        first, last = self.n, self.n + size
        if last > self._room:
            self._grow(last)
        for column, (_, default) in self.spec.items():
            self._data[column][first:last] = rows.get(column, default)
        self.n = last
        return np.arange(first, last)

    def _grow(self, needed: int) -> None:
        self._room = max(needed, int(self._room * 1.6), 256)
        for column, (dtype, _) in self.spec.items():
            wider = np.empty(self._room, dtype)
            wider[: self.n] = self._data[column][: self.n]
            self._data[column] = wider


class Chunks:
    """A log that is only ever appended to: batches are kept as they came and joined once, at the end.

    Examples
    --------
    >>> log = Chunks(at=("f8", 0.0), who=("i4", -1))
    >>> log.add({"at": np.array([1.0, 2.0])})
    0
    >>> log["who"].tolist(), len(log)
    ([-1, -1], 2)
    """

    def __init__(self, **spec: tuple[str, Any]) -> None:
        self.spec = spec
        self.n = 0
        self._parts: dict[str, list[np.ndarray]] = {c: [] for c in spec}

    def __len__(self) -> int:
        return self.n

    def add(self, rows: Mapping[str, Any]) -> int:
        """Append a batch; give the number of its first row."""
        size = _size(rows)
        first = self.n
        if size:
            for column, (dtype, default) in self.spec.items():
                value = rows.get(column, default)
                same = isinstance(value, np.ndarray) and value.shape == (size,)
                self._parts[column].append(value.astype(dtype) if same else np.full(size, value, dtype))
            self.n += size
        return first

    def __getitem__(self, column: str) -> np.ndarray:
        parts = self._parts[column]
        if len(parts) != 1:
            joined = np.concatenate(parts) if parts else np.empty(0, self.spec[column][0])
            self._parts[column] = parts = [joined]
        return parts[0]


def _size(rows: Mapping[str, Any]) -> int:
    """Give the length of a batch: that of its arrays; one row where there are only single values."""
    for value in rows.values():
        if isinstance(value, np.ndarray) and value.ndim:
            return len(value)
    return 1 if rows else 0
