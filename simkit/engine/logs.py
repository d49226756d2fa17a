"""The columns of the engine's memory: stores that change in place, logs that only grow and are laid aside."""

from __future__ import annotations

import math
import tempfile
import weakref
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core.formats import give_back
from . import codes

# ---
# Columns that grow: the engine's memory, a plain array a column, with room to append batches.

WINDOW = 1 << 16
"""So many rows of a log stay in memory; older ones wait in a file for whoever asks."""


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
        self._data: dict[str, np.ndarray] = {c: np.empty(0, dt) for c, (dt, _) in spec.items()}
        self._aside = 0
        self._blocks: list[tuple[int, int, dict[str, int]]] = []
        self._file: Any = None

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, column: str) -> np.ndarray:
        return self.since(column, 0)

    def since(self, column: str, first: int) -> np.ndarray:
        """Give a column from row `first` on: the array itself, or a copy where some of these rows were laid aside."""
        here = self._data[column][: self.n - self._aside]
        if first >= self._aside:
            return here[first - self._aside :]
        blocks = [(a, b, at[column]) for a, b, at in self._blocks if b > first]
        made = np.empty(self.n - blocks[0][0], here.dtype)
        for a, b, at in blocks:
            self._file.seek(at)
            self._file.readinto(made[a - blocks[0][0] : b - blocks[0][0]].view(np.uint8))
        made[self._aside - blocks[0][0] :] = here
        return made[first - blocks[0][0] :]

    def lay_aside(self) -> None:
        """Write the rows in memory to a temporary file, from which they are read again when asked for."""
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115
            weakref.finalize(self, self._file.close)
        self._file.seek(0, 2)
        places = {}
        for column, data in self._data.items():
            places[column] = self._file.tell()
            self._file.write(data[: self.n - self._aside].data)
            self._data[column] = data[:0].copy()
        self._blocks.append((self._aside, self.n, places))
        self._aside, self._room = self.n, 0
        give_back()

    def _append(self, rows: Mapping[str, Any]) -> int:
        """Write a batch behind the last row; give the number of its first."""
        size, first = _size(rows), self.n
        if not size:
            return first
        begin = first - self._aside
        end = begin + size
        if end > self._room:
            self._grow(end)
        for column, (_, default) in self.spec.items():
            self._data[column][begin:end] = rows.get(column, default)
        self.n += size
        return first

    def _grow(self, needed: int) -> None:
        self._room = max(needed, int(self._room * (1.6 if self._room < WINDOW else 1.2)), 256)
        for column, data in self._data.items():
            # empty, not filled: room that nobody has written to takes no memory yet
            wider = np.empty(self._room, data.dtype)
            wider[: self.n - self._aside] = data[: self.n - self._aside]
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
        first = self._append(rows)
        if self.n - self._aside >= WINDOW:
            self.lay_aside()
        return first


def _size(rows: Mapping[str, Any]) -> int:
    """Give the length of a batch: that of its arrays; one row where there are only single values."""
    for value in rows.values():
        if isinstance(value, np.ndarray) and value.ndim:
            return len(value)
    return 1 if rows else 0


# ---

INF, NAN = math.inf, math.nan


def sim_store() -> Store:
    """SIMs, those of the start first; `ended_t` is when it was blocked or given up [h].

    `number` is the SIM that had its telephone number first, -1 where nobody had it before.
    """
    return Store(
        owner=("i4", -1), user=("i4", -1), operator=("i1", 0), channel=("i1", 0), outlet=("i4", -1),
        device=("i4", -1), t=("f8", 0.0), key=("u8", 0), is_prepaid=("?", True), registrant=("i1", 0),
        ring=("i2", -1), worker=("i2", -1), source=("i1", -1), ended_t=("f8", INF), account=("i4", -1),
        registration=("i4", -1), number=("i4", -1),
    )  # fmt: skip


def account_store() -> Store:
    """OTT accounts: those activated in the run, and older ones to which something happened (`t` is NaN)."""
    return Store(
        sim=("i4", -1), app=("i1", 0), t=("f8", NAN), device=("i4", -1), place=("i1", -1), origin=("i1", 0),
        ring=("i2", -1), key=("u8", 0), ended_t=("f8", INF),
    )  # fmt: skip


def item_store() -> Store:
    """What a ring sells: a number with its accounts, or an account."""
    return Store(
        sim=("i4", -1), account=("i4", -1), ring=("i2", -1), worker=("i2", -1), kind=("i1", codes.NUMBER),
        key=("u8", 0), listed_t=("f8", 0.0), state=("i1", codes.IN_STOCK), sold_t=("f8", INF),
        buyer=("i4", -1), price_rp=("i8", -1), is_abroad=("?", False), life_t=("f8", INF), ban_t=("f8", INF),
        mode=("i1", 0), tel=("i1", 0), p_ott=("f4", 0.0), channel=("i1", 0), cost_rp=("f8", 0.0),
    )  # fmt: skip


def complaint_store() -> Store:
    """Complaints and what became of them."""
    return Store(
        at=("f8", 0.0), key=("u8", 0), person=("i4", -1), sim=("i4", -1), channel=("i1", 0),
        is_complete=("?", False), loss_rp=("i8", 0), forwarded_t=("f8", INF), decided_t=("f8", INF),
        outcome=("i1", 0),
    )  # fmt: skip


AT, KEY = ("f8", 0.0), ("u8", 0)
LOGS: Mapping[str, Mapping[str, tuple[str, Any]]] = {
    "tickets": {
        "at": AT, "key": KEY, "channel": ("i1", 0), "reason": ("i1", 0), "site": ("i2", 0),
        "person": ("i4", -1), "agent": ("i4", -1), "started_t": ("f8", NAN), "closed_t": ("f8", NAN),
    },
    "accesses": {
        "at": AT, "key": KEY, "agent": ("i4", -1), "person": ("i4", -1), "ticket": ("i4", -1),
        "fields": ("i2", 0), "seconds": ("i4", 0), "motive": ("i1", 0), "is_captured": ("?", False),
        "code": ("i1", 0), "reason": ("i2", -1),
    },
    "posts": {
        "at": AT, "key": KEY, "platform": ("i1", 0), "n_records": ("i4", 1), "formatting": ("i1", 0),
        "fields": ("i2", 0), "source": ("i1", 0),
    },
    "post_records": {
        "at": AT, "key": KEY, "post": ("i4", -1), "person": ("i4", -1), "sim": ("i4", -1),
        "fields": ("i2", 0), "n_slips": ("i1", 0), "access": ("i4", -1), "source": ("i1", 0),
    },
    "registrations": {
        "at": AT, "key": KEY, "holder": ("i4", -1), "kk_slip": ("i1", 0), "operator": ("i1", 0),
        "channel": ("i1", 0), "outlet": ("i4", -1), "device": ("i4", -1), "code": ("i1", 0),
        "reason": ("i2", -1), "sim": ("i4", -1), "ring": ("i2", -1), "worker": ("i2", -1), "route": ("i1", -1),
    },
    "logins": {
        "at": AT, "key": KEY, "account": ("i4", -1), "device": ("i4", -1), "place": ("i1", 0),
        "code": ("i1", 0), "reason": ("i2", -1),
    },
    "messages": {
        "at": AT, "key": KEY, "item": ("i4", -1), "channel": ("i1", 0), "n_sent": ("i4", 0),
        "n_reached": ("i4", 0), "n_victims": ("i4", 0),
    },
    "losses": {
        "at": AT, "key": KEY, "person": ("i4", -1), "sim": ("i4", -1), "mode": ("i1", 0),
        "amount_rp": ("i8", 0), "is_reported": ("?", False),
    },
    "blocks": {"at": AT, "sim": ("i4", -1), "account": ("i4", -1), "by": ("i1", 0), "reason": ("i1", 0)},
    "notices": {"at": AT, "person": ("i4", -1), "kind": ("i1", 0), "sim": ("i4", -1), "post": ("i4", -1)},
    "seizures": {"at": AT, "item": ("i4", -1), "device": ("i4", -1), "ring": ("i2", -1)},
    "reviews": {"at": AT, "agent": ("i4", -1), "n_unexplained": ("i4", 0), "is_suspended": ("?", False)},
    "cases": {
        "at": AT, "key": KEY, "sim": ("i4", -1), "rank": ("i4", 0), "is_drawn": ("?", False),
        "outcome": ("i1", 0),
        "closed_t": ("f8", INF),
    },
    "lots": {
        "at": AT, "seller": ("i4", 0), "buyer": ("i4", 0), "source": ("i1", 0), "n_records": ("i4", 0),
        "price_rp": ("i8", 0),
    },
    "identities": {
        "at": AT, "person": ("i4", -1), "ring": ("i2", -1), "source": ("i1", 0), "access": ("i4", -1),
    },
    "lot_sales": {
        "at": AT, "ring": ("i2", -1), "buyer": ("i4", 0), "n_items": ("i4", 0), "price_rp": ("i8", 0),
    },
    "payments": {
        "at": AT, "payer": ("i4", 0), "payee": ("i4", 0), "purpose": ("i1", 0), "amount_rp": ("i8", 0),
    },
}  # fmt: skip


def logs() -> dict[str, Chunks]:
    """Make the logs that are only appended to; times in hours since the start."""
    return {name: Chunks(**columns) for name, columns in LOGS.items()}
