"""The columns of the engine's memory: stores that change in place, logs that only grow and are laid aside."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..core.formats import give_back
from . import codes

# ---
# Columns that grow: the engine's memory, a plain array a column, with room to append batches.

WINDOW = 1 << 16
"""So many rows of a log stay in memory; older ones wait in a file for whoever asks."""
NOTED = 4096
"""So many single rows are noted before they are written into their log's columns."""


class _Columns:
    """Growing columns with room to append batches; `Store` and `Chunks` say how batches come in.

    Parameters
    ----------
    **spec : tuple of (dtype, default)
        One entry a column; the default fills what a batch leaves out, and without one (None) no batch may.
    """

    def __init__(self, **spec: tuple[str, Any]) -> None:
        self.spec = spec
        self.n = 0
        self._room = 0
        self._data: dict[str, np.ndarray] = {c: np.empty(0, dt) for c, (dt, _) in spec.items()}
        self._aside = 0
        self._blocks: list[tuple[int, int, dict[str, int]]] = []
        self._file: Any = None
        self._noted: list[tuple[Any, ...]] = []

    def __len__(self) -> int:
        return self.n + len(self._noted)

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
        span, data = slice(begin, end), self._data
        for column, (_, default) in self.spec.items():
            data[column][span] = rows[column] if default is None else rows.get(column, default)
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

    def __getitem__(self, column: str) -> np.ndarray:
        # what `since` gives while nothing is laid aside, which is all the time that the run goes
        return self.since(column, 0) if self._aside else self._data[column][: self.n]

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

    def since(self, column: str, first: int) -> np.ndarray:
        """Give a column from row `first` on, what was noted included."""
        self._write_down()
        return super().since(column, first)

    def note(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Append rows of plain numbers in the order of the columns: for logs that grow by a row or two at a time.

        They become arrays together, once somebody reads the log or there are many: an array costs as much as a row.
        """
        self._noted += rows
        if len(self._noted) >= NOTED:
            self._write_down()

    def _write_down(self) -> None:
        if self._noted:
            columns, self._noted = zip(*self._noted, strict=True), []
            self.add({c: np.array(v) for c, v in zip(self.spec, columns, strict=True)})

    def add(self, rows: Mapping[str, Any]) -> int:
        """Append a batch; give the number of its first row."""
        self._write_down()
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

LOGS: Mapping[str, str] = {
    "tickets": "at:f8 key:u8 channel:i1 reason:i1 site:i2 person:i4 agent:i4 started_t:f8 closed_t:f8",
    "accesses": "at:f8 key:u8 agent:i4 person:i4 ticket:i4 fields:i2 seconds:i4 motive:i1 is_captured:? "
                "code:i1 reason:i2",
    "posts": "at:f8 key:u8 platform:i1 n_records:i4 formatting:i1 fields:i2 source:i1",
    "post_records": "at:f8 key:u8 post:i4 person:i4 sim:i4 fields:i2 n_slips:i1 access:i4 source:i1",
    "registrations": "at:f8 key:u8 holder:i4 kk_slip:i1 operator:i1 channel:i1 outlet:i4 device:i4 code:i1 reason:i2 "
                     "sim:i4 ring:i2 worker:i2 route:i1",
    "logins": "at:f8 key:u8 account:i4 device:i4 place:i1 code:i1 reason:i2",
    "messages": "at:f8 key:u8 item:i4 channel:i1 n_sent:i4 n_reached:i4 n_victims:i4",
    "losses": "at:f8 key:u8 person:i4 sim:i4 mode:i1 amount_rp:i8 is_reported:?",
    "blocks": "at:f8 sim:i4 account:i4=-1 by:i1 reason:i1",
    "notices": "at:f8 person:i4 kind:i1 sim:i4=-1 post:i4=-1",
    "seizures": "at:f8 item:i4=-1 device:i4=-1 ring:i2",
    "reviews": "at:f8 agent:i4 n_unexplained:i4 is_suspended:?",
    "cases": "at:f8 key:u8 sim:i4 rank:i4 is_drawn:? outcome:i1 closed_t:f8",
    "lots": "at:f8 seller:i4 buyer:i4 source:i1 n_records:i4 price_rp:i8",
    "identities": "at:f8 person:i4 ring:i2 source:i1 access:i4",
    "lot_sales": "at:f8 ring:i2 buyer:i4 n_items:i4 price_rp:i8",
    "payments": "at:f8 payer:i4 payee:i4 purpose:i1 amount_rp:i8",
}  # fmt: skip
"""The columns of each log with their types; what a batch may leave out has a value behind ``=``."""


def columns(text: str) -> dict[str, tuple[str, float | None]]:
    """Read the columns of a log or a store: name, type, and what stands where a batch leaves one out.

    Examples
    --------
    >>> columns("owner:i4 ended_t:f8=inf")
    {'owner': ('i4', None), 'ended_t': ('f8', inf)}
    """
    words = (word.replace("=", ":").split(":") for word in text.split())
    return {name: (kind, float(default[0]) if default else None) for name, kind, *default in words}


def sim_store() -> Store:
    """SIMs, those of the start first; `ended_t` is when it was blocked or given up [h].

    `number` is the SIM that had its telephone number first, -1 where nobody had it before.
    """
    return Store(**columns(
        "owner:i4=-1 user:i4=-1 operator:i1=0 channel:i1=0 outlet:i4=-1 device:i4=-1 t:f8=0 key:u8=0 is_prepaid:?=1 "
        "registrant:i1=0 ring:i2=-1 worker:i2=-1 source:i1=-1 ended_t:f8=inf account:i4=-1 "
        "registration:i4=-1 number:i4=-1"
    ))  # fmt: skip


def account_store() -> Store:
    """OTT accounts: those activated in the run, and older ones to which something happened (`t` is NaN)."""
    return Store(**columns(
        "sim:i4=-1 app:i1=0 t:f8=nan device:i4=-1 place:i1=-1 origin:i1=0 ring:i2=-1 key:u8=0 ended_t:f8=inf"
    ))  # fmt: skip


def item_store() -> Store:
    """What a ring sells: a number with its accounts, or an account."""
    return Store(**columns(
        f"sim:i4=-1 account:i4=-1 ring:i2=-1 worker:i2=-1 kind:i1={codes.NUMBER} key:u8=0 listed_t:f8=0 "
        f"state:i1={codes.IN_STOCK} sold_t:f8=inf buyer:i4=-1 "
        "price_rp:i8=-1 is_abroad:?=0 life_t:f8=inf ban_t:f8=inf mode:i1=0 tel:i1=0 "
        "p_ott:f4=0 channel:i1=0 cost_rp:f8=0"
    ))  # fmt: skip


def complaint_store() -> Store:
    """Complaints and what became of them."""
    return Store(**columns(
        "at:f8=0 key:u8=0 person:i4=-1 sim:i4=-1 channel:i1=0 is_complete:?=0 loss_rp:i8=0 forwarded_t:f8=inf "
        "decided_t:f8=inf outcome:i1=0"
    ))  # fmt: skip


def logs() -> dict[str, Chunks]:
    """Make the logs that are only appended to; times in hours since the start."""
    return {name: Chunks(**columns(text)) for name, text in LOGS.items()}
