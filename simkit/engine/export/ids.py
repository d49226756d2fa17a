"""Public ids and times: rows known by a moment, numbered by a keyed shuffle."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa

from ...core.streams import keys
from ...world import numbers
from ..model import Model

NAT = np.datetime64("NaT", "s")


class View:
    """What is known by `until` [h]: which rows, under which public ids, at which times.

    Parameters
    ----------
    until : float
        Rows after this do not exist yet, and what became of earlier rows later is not known.
    """

    def __init__(self, model: Model, until: float) -> None:
        self.model, self.until = model, until

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
        """Number the known rows 1, 2... in the order of a keyed hash; 0 for the others (int64)."""
        rows = np.flatnonzero(known)
        bits = self.model.luck.bits(key[rows], "id " + name)
        order = np.argsort(bits)
        ranked = bits[order]
        if (ranked[1:] == ranked[:-1]).any():
            # rows of the same key stay in their order; where there are none the faster sort gives the same
            order = np.argsort(bits, kind="stable")
        made = np.zeros(len(key), np.int64)
        made[rows[order]] = np.arange(1, len(rows) + 1)
        return made

    def log_ids(self, name: str) -> np.ndarray:
        """Number the rows of a log that has a time and a key."""
        log = self.model.log[name]
        return self.number(name, log["key"], log["at"] <= self.until)

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
        """Ids of accounts: activated in the run, or older with a log-in on a new device."""
        a, log = self.model.accounts, self.model.log["logins"]
        seen = np.zeros(len(a), bool)
        seen[log["account"][log["at"] <= self.until]] = True
        return self.number("accounts", a["key"], (a["t"] <= self.until) | (np.isnan(a["t"]) & seen))

    @cached_property
    def tickets(self) -> np.ndarray:
        """Ids of tickets."""
        return self.log_ids("tickets")

    @cached_property
    def accesses(self) -> np.ndarray:
        """Ids of look-ups."""
        return self.log_ids("accesses")

    @cached_property
    def registrations(self) -> np.ndarray:
        """Ids of registration attempts."""
        return self.log_ids("registrations")

    @cached_property
    def posts(self) -> np.ndarray:
        """Ids of posts."""
        return self.log_ids("posts")

    @cached_property
    def post_records(self) -> np.ndarray:
        """Ids of posted records."""
        return self.log_ids("post_records")

    @cached_property
    def complaints(self) -> np.ndarray:
        """Ids of complaints."""
        c = self.model.complaints
        return self.number("complaints", c["key"], c["at"] <= self.until)

    def plain_ids(self, name: str) -> np.ndarray:
        """Number the rows of a log without a key, by the position in the log."""
        at = self.model.log[name]["at"]
        return self.number(name, keys(name, np.arange(len(at))), at <= self.until)

    @cached_property
    def person(self) -> np.ndarray:
        """Public ids of persons."""
        return self.model.world.people.public_id

    @cached_property
    def msisdn(self) -> np.ndarray:
        """Telephone numbers of all SIMs."""
        return numbers.msisdn(self.model.luck.bits(self.model.sims["key"], "msisdn"))

    @cached_property
    def imei(self) -> pa.Array:
        """IMEIs of all devices."""
        return numbers.imei(np.array(self.model.devices["key"]))

    def imei_of(self, device: np.ndarray) -> pa.Array:
        """Give the IMEI of each device number; missing for -1."""
        device = np.asarray(device, dtype=np.int64)
        missing = device < 0
        return self.imei.take(pa.array(np.where(missing, 0, device), mask=missing))
