"""What the figures read from a run: columns as arrays, and the few sets that several figures share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..measure.outcomes import Result, ring_sims, says

DAY = np.timedelta64(86_400, "s")
NEVER = np.datetime64("NaT", "s")


def column(table: pa.Table, name: str) -> np.ndarray:
    """Give a column as an array; times as datetime64[s], missing ids as -1, flags as bool."""
    made = table.column(name).combine_chunks()
    if pa.types.is_integer(made.type):
        return (pc.fill_null(made, -1) if made.null_count else made).to_numpy(zero_copy_only=False)
    if pa.types.is_temporal(made.type):
        return made.to_numpy(zero_copy_only=False).astype("datetime64[s]")
    return made.to_numpy(zero_copy_only=False)


@dataclass(frozen=True)
class Reader:
    """A run or a saved folder, with what figures ask of it."""

    tables: Result

    @cached_property
    def span(self) -> tuple[np.datetime64, np.datetime64]:
        """First day and the midnight after the last day on which anything was seen at all."""
        names = ("tickets", "accesses", "registrations", "blocks", "complaints")
        times = np.concatenate([column(self.tables.observed.arrow(n), "at") for n in names])
        times = times if len(times) else np.array(["2024-01-01"], "M8[s]")
        days = np.array([times.min(), times.max()]).astype("datetime64[D]")
        return days[0].astype("M8[s]"), days[1].astype("M8[s]") + DAY

    @cached_property
    def days(self) -> np.ndarray:
        """The days of the run (datetime64[D])."""
        return np.arange(self.span[0].astype("M8[D]"), self.span[1].astype("M8[D]"))

    def by_day(self, at: np.ndarray) -> np.ndarray:
        """Count how many of some moments had passed by the end of each day."""
        ends = self.days.astype("M8[s]") + DAY
        return np.searchsorted(np.sort(at), ends, side="left").astype(float)

    @cached_property
    def ring_sims(self) -> np.ndarray:
        """The SIMs that a ring registered, on strangers' NIKs or through mules (sim_id, sorted)."""
        return np.sort(ring_sims(self.tables))

    @cached_property
    def sold(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers and accounts sold one by one: sim_id, and when (lots have no number of their own)."""
        sales = self.tables.truth.arrow("sales")
        sim, at = column(sales, "sim_id"), column(sales, "at")
        return first_at(sim[sim >= 0], at[sim >= 0])

    @cached_property
    def crooked(self) -> np.ndarray:
        """Every SIM that a ring registered or sold (sim_id, sorted)."""
        return np.union1d(self.ring_sims, self.sold[0])

    @cached_property
    def blocked(self) -> tuple[np.ndarray, np.ndarray]:
        """SIMs stopped, not only replaced: sim_id and the first time."""
        blocks = self.tables.observed.arrow("blocks")
        keep = says(blocks, "target", "sim") & ~says(blocks, "reason", "replaced")
        return first_at(column(blocks, "sim_id")[keep], column(blocks, "at")[keep])

    @cached_property
    def banned(self) -> tuple[np.ndarray, np.ndarray]:
        """SIMs of which an OTT account was banned: sim_id and the first time."""
        blocks = self.tables.observed.arrow("blocks")
        keep = says(blocks, "target", "account")
        return first_at(column(blocks, "sim_id")[keep], column(blocks, "at")[keep])


def first_at(ids: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give each id once, sorted, with its first time.

    Examples
    --------
    >>> ids, at = first_at(np.array([2, 1, 2]), np.array([9, 8, 7]))
    >>> ids.tolist(), at.tolist()
    ([1, 2], [8, 7])
    """
    order = np.lexsort((at, ids))
    made, first = np.unique(ids[order], return_index=True)
    return made, at[order][first]


def look_up(ids: np.ndarray, known: np.ndarray, values: np.ndarray, missing: Any) -> np.ndarray:
    """Give the value of each id in a sorted list of known ids, or `missing`.

    Examples
    --------
    >>> look_up(np.array([5, 3]), np.array([3, 4]), np.array([30, 40]), -1).tolist()
    [-1, 30]
    """
    if not len(known):
        return np.full(len(ids), missing, dtype=values.dtype)
    place = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    return np.where(known[place] == ids, values[place], missing)
