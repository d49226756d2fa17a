"""What is known by a moment: rows numbered by a keyed shuffle, and the columns that mean the same in every table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Any

import numpy as np
import pyarrow as pa

from ...core.formats import give_back
from ...core.streams import keys
from ...core.tables import Codes, Table
from ...world import numbers, places
from .. import codes
from ..events import Rows
from ..logs import Chunks, Store
from ..model import Model

NAT = np.datetime64("NaT", "s")
PLACES = ("home", *places.COUNTRIES)
WORDS: Mapping[str, tuple[str, ...]] = {
    "source": codes.SOURCES, "identity_source": codes.SOURCES, "motive": codes.MOTIVES, "mode": codes.MODES,
    "origin": codes.ORIGINS, "registrant": codes.REGISTRANTS, "platform": codes.PLATFORMS,
    "formatting": codes.FORMATS, "by": codes.BLOCKERS, "place": PLACES, "purpose": codes.PURPOSES,
}  # fmt: skip
"""The words of a column, where they are the same in every table."""
USUAL: Mapping[str, Callable[[View, Rows], Any]] = {
    "at": lambda v, r: v.time(r["at"]),
    "person_id": lambda v, r: v.person[r["person"]],
    "agent_id": lambda v, r: v.model.world.agents.public_id[r["agent"]],
    "outlet_id": lambda v, r: v.ref(v.model.world.outlets.public_id, r["outlet"]),
    "operator_id": lambda v, r: r["operator"].astype(np.int64) + 1,
    "ticket_id": lambda v, r: v.ref(v.log_ids("tickets"), r["ticket"]),
    "access_id": lambda v, r: v.ref(v.log_ids("accesses"), r["access"]),
    "post_id": lambda v, r: v.ref(v.log_ids("posts"), r["post"]),
    "sim_id": lambda v, r: v.ref(v.sims, r["sim"]),
    "account_id": lambda v, r: v.ref(v.accounts, r["account"]),
    "ring_id": lambda v, r: from_one(r["ring"]),
    "worker_id": lambda v, r: from_one(r["worker"]),
    "msisdn": lambda v, r: v.msisdn[r["sim"]],
    "imei": lambda v, r: v.imei_of(r["device"]),
    "verdict": lambda v, r: Codes(r["code"], codes.VERDICTS),
    "reason": lambda v, r: v.reasons(r["reason"]),
}
"""How a column is filled, where it means the same in every table."""


def from_one(number: np.ndarray) -> np.ndarray:
    """Write numbers from 1; -1 stays missing."""
    return np.where(number >= 0, number.astype(np.int64) + 1, -1)


class Taken(dict[str, np.ndarray]):
    """Rows of a store or log by their places, with ids and places (``id``, ``row``).

    A column is taken when it is asked for, and not kept: of a million SIMs all columns at once would fill the memory.
    """

    def __init__(self, columns: Store | Chunks, ids: np.ndarray, rows: np.ndarray) -> None:
        super().__init__(id=ids[rows], row=rows.astype(np.int32))
        self.columns = columns

    def __missing__(self, column: str) -> np.ndarray:
        return self.columns[column][self["row"]]


class View:
    """What is known by `until` [h]: which rows, under which public ids, at which times.

    Parameters
    ----------
    until : float
        Rows after this do not exist yet, and what became of earlier rows later is not known.
    """

    def __init__(self, model: Model, until: float) -> None:
        self.model: Model = model
        self.until = until
        self._log_ids: dict[str, np.ndarray] = {}

    def rows(self, columns: Store | Chunks, ids: np.ndarray, at: str = "at") -> Taken:
        """Give the known rows of a store or log, sorted by time, with their ids and places (``id``, ``row``)."""
        return Taken(columns, ids, self.order(columns[at], ids))

    def log_rows(self, name: str) -> Taken:
        """Give the known rows of a log, sorted by time."""
        return self.rows(self.model.log[name], self.log_ids(name))

    def account_rows(self) -> Taken:
        """Give the known accounts, sorted by id: of older ones nobody knows the time."""
        ids = self.accounts
        return Taken(self.model.accounts, ids, np.argsort(ids, kind="stable")[int((ids == 0).sum()) :])

    def fill(self, table: Table, rows: Rows, **said: Any) -> pa.Table:
        """Make a table of rows: as `said`, else as the column is filled in every table, else as it stands there."""
        # column by column: of a million rows the arrays of all columns at once would fill the memory
        usual = {c: partial(self._usual, table, c, rows) for c in table.by_name if c not in said}
        return table.build(usual | said)

    def _usual(self, table: Table, column: str, rows: Rows) -> Any:
        if table.key == (column,):
            return rows["id"]
        if column in USUAL:
            return USUAL[column](self, rows)
        if column in WORDS:
            return Codes(rows[column], WORDS[column])
        if column.endswith("_at"):
            return self.time(rows[column.removesuffix("_at") + "_t"])
        return rows[column]

    def time(self, hours: np.ndarray) -> np.ndarray:
        """Give moments as datetime64[s]; missing where unknown or still to come."""
        hours = np.asarray(hours, dtype=float)
        known = hours <= self.until
        seconds = np.rint(np.where(known, hours, 0.0) * 3600).astype("timedelta64[s]")
        return np.where(known, self.model.world.start + seconds, NAT)

    def day(self, hours: np.ndarray) -> np.ndarray:
        """Give the dates of moments; a batch that ends at midnight belongs to the day before."""
        days = np.floor((np.asarray(hours, dtype=float) - 1e-6) / 24).astype("timedelta64[D]")
        return self.model.world.start.astype("datetime64[D]") + days

    def number(self, name: str, key: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Number the known rows 1, 2... in the order of a keyed hash; 0 for the others (int32)."""
        rows = np.flatnonzero(known)
        bits = self.model.crn.bits(key[rows], "id " + name)
        order = np.argsort(bits)
        ranked = bits[order]
        if (ranked[1:] == ranked[:-1]).any():
            # rows of the same key stay in their order; where there are none the faster sort gives the same
            order = np.argsort(bits, kind="stable")
        made = np.zeros(len(key), np.int32)
        made[rows[order]] = np.arange(1, len(rows) + 1)
        return made

    def log_ids(self, name: str) -> np.ndarray:
        """Number the rows of a log: by their keys, or by their places where the log has no key."""
        if name not in self._log_ids:
            log = self.model.log[name]
            key = log["key"] if "key" in log.spec else keys(name, np.arange(len(log)))
            self._log_ids[name] = self.number(name, key, log["at"] <= self.until)
        return self._log_ids[name]

    def reasons(self, reason: np.ndarray) -> Codes:
        """Write reasons; the words are those of these rows, or a later rule would show before its day."""
        used = np.unique(reason[reason >= 0])
        words = tuple(self.model.ledger.reasons[i] for i in used.tolist()) or ("none",)
        return Codes(np.where(reason >= 0, np.searchsorted(used, reason), -1), words)

    @staticmethod
    def ref(ids: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Give the ids of rows, -1 where the row is -1 or not known."""
        rows = np.asarray(rows, dtype=np.int64)
        if not len(ids):
            return np.full(rows.shape, -1)
        found = np.where(rows >= 0, ids[rows], 0)
        return np.where(found > 0, found, -1)

    @staticmethod
    def order(at: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """Sort the known rows by time, in the whole seconds of the tables, then id."""
        rows = np.flatnonzero(ids > 0)
        # one whole number for both, the id in its lower half: one sort, and a quick one where rows lie nearly in order
        both = (np.rint(at[rows] * 3600).astype(np.int64) << 32) + ids[rows]
        return rows[np.argsort(both, kind="stable")]

    @cached_property
    def sims(self) -> np.ndarray:
        """Ids of SIMs."""
        s = self.model.sims
        return self.number("sims", s["key"], s["t"] <= self.until)

    @cached_property
    def accounts(self) -> np.ndarray:
        """Ids of accounts: activated in the run, or older with a log-in on a new device or ended by an app."""
        a, log = self.model.accounts, self.model.log["logins"]
        seen = np.zeros(len(a), bool)
        ended = self.model.log["blocks"]
        seen[log["account"][log["at"] <= self.until]] = True
        seen[ended["account"][(ended["at"] <= self.until) & (ended["account"] >= 0)]] = True
        return self.number("accounts", a["key"], (a["t"] <= self.until) | (np.isnan(a["t"]) & seen))

    @cached_property
    def complaints(self) -> np.ndarray:
        """Ids of complaints."""
        c = self.model.complaints
        return self.number("complaints", c["key"], c["at"] <= self.until)

    @cached_property
    def person(self) -> np.ndarray:
        """Public ids of persons."""
        return self.model.world.people.public_id

    def n_rings(self, ring: np.ndarray) -> int:
        """Give how many rings there were, of those planned and those that rows (by `ring`) speak of."""
        return max(self.model.scenario.ring.n_rings, int(ring.max(initial=-1)) + 1)

    @cached_property
    def msisdn(self) -> np.ndarray:
        """Telephone numbers of all SIMs; who is given a number that was issued again has that of the former owner."""
        made = numbers.msisdn(self.model.crn.bits(self.model.sims["key"], "msisdn"))
        first = self.model.sims["number"]
        again = np.flatnonzero(first >= 0)
        made[again] = made[first[again]]
        return made

    @cached_property
    def imei(self) -> pa.Array:
        """IMEIs of all devices."""
        return numbers.imei(np.array(self.model.devices["key"]))

    def forget(self) -> None:
        """Let go of telephone numbers and IMEIs, which are made anew where asked for: a million people's are large."""
        for name in ("msisdn", "imei"):
            vars(self).pop(name, None)
        give_back()

    def imei_of(self, device: np.ndarray) -> pa.Array:
        """Give the IMEI of each device number; missing for -1."""
        device = np.asarray(device, dtype=np.int64)
        missing = device < 0
        return self.imei.take(pa.array(np.where(missing, 0, device), mask=missing))
