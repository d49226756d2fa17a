"""Quotas: caps on accepted rows per holder, outlet or agent; a batch is counted as if row by row in order of time.

Rows whose every key stays under its cap even if the whole batch were accepted are accepted at once; only the rest are
walked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .events import Rows


@dataclass(frozen=True)
class Quota:
    """A cap on accepted rows per value of `columns`; a value below 0 is not counted.

    Parameters
    ----------
    columns : tuple of str
        For example ``("holder", "operator")``.
    window_h : float or None
        Counts start again at each whole multiple of this [hours]; None counts for ever.
    release : str
        The event that gives a place back: ``"sim_ended"`` or empty.
    """

    columns: tuple[str, ...]
    cap: int
    window_h: float | None = None
    release: str = ""


class Counter:
    """How many places of a quota are taken, by packed key.

    Examples
    --------
    >>> c = Counter(Quota(("holder",), 2), {"holder": 5})
    >>> c.count({"holder": np.array([1, 1, 3])}, 1)
    >>> c.taken(c.codes({"holder": np.array([1, 2, 3])})).tolist()
    [2, 0, 1]
    """

    def __init__(self, quota: Quota, sizes: Mapping[str, int]) -> None:
        self.quota = quota
        self.sizes = [sizes[c] for c in quota.columns]
        self.taken_by_code = np.zeros(1024, np.int32)
        self._window = 0

    def codes(self, rows: Rows) -> np.ndarray:
        """Pack the key columns of each row into one number; -1 where the row is not counted."""
        first, *others = (np.asarray(rows[column], dtype=np.int64) for column in self.quota.columns)
        code, free = first.copy(), first < 0
        for value, size in zip(others, self.sizes[1:], strict=True):
            free |= value < 0
            code = code * size + value
        code[free] = -1
        top = int(code.max(initial=-1))
        if top >= len(self.taken_by_code):
            bigger = np.zeros(max(top + 1, 2 * len(self.taken_by_code)), np.int32)
            bigger[: len(self.taken_by_code)] = self.taken_by_code
            self.taken_by_code = bigger
        return code

    def taken(self, codes: np.ndarray) -> np.ndarray:
        """Give the places taken for each code (0 where not counted)."""
        return np.where(codes < 0, 0, self.taken_by_code[codes])

    def count(self, rows: Rows, by: int) -> None:
        """Count rows that were accepted (`by` = 1) or given back (-1)."""
        codes = self.codes(rows)
        np.add.at(self.taken_by_code, codes[codes >= 0], by)

    def give_back(self, rows: Rows, **_: Any) -> None:
        """Listen to an event that gives the places of rows back."""
        self.count(rows, -1)

    def take_again(self, rows: Rows, **_: Any) -> None:
        """Listen to an event that takes given places again."""
        self.count(rows, 1)

    def turn(self, now: float) -> None:
        """Start a new window if `now` lies in one; a batch that ends on a boundary belongs to the old one."""
        if self.quota.window_h:
            window = int((now - 1e-9) // self.quota.window_h)
            if window != self._window:
                self._window = window
                self.taken_by_code[:] = 0


def admit(
    counters: Sequence[Counter], rows: Rows, at: np.ndarray, open_: np.ndarray, binding: Sequence[bool]
) -> np.ndarray:
    """Give the number of the counter that refuses each row, or -1, and count the accepted.

    As if the rows had come one by one at their times, ties in row order; the first counter that is full refuses.

    Parameters
    ----------
    open_ : ndarray of bool, shape (n,)
        Rows that no denial has refused; the others are not counted.
    binding : sequence of bool
        Whether each quota refuses already, or only counts (it starts later).
    """
    refused = np.full(len(at), -1, np.int16)
    if not counters or not open_.any():
        return refused
    codes = [np.where(open_, c.codes(rows), -1) for c in counters]
    contested = np.zeros(len(at), bool)
    for counter, code, binds in zip(counters, codes, binding, strict=True):
        inside = code >= 0
        np.add.at(counter.taken_by_code, code[inside], 1)
        if binds:
            contested |= inside & (counter.taken_by_code[code] > counter.quota.cap)
    if contested.any():
        for counter, code in zip(counters, codes, strict=True):
            np.subtract.at(counter.taken_by_code, code[contested & (code >= 0)], 1)
        _walk(counters, codes, np.flatnonzero(contested), at, binding, refused)
    return refused


def _walk(
    counters: Sequence[Counter],
    codes: list[np.ndarray],
    rows: np.ndarray,
    at: np.ndarray,
    binding: Sequence[bool],
    refused: np.ndarray,
) -> None:
    """Answer contested rows one by one in order of time."""
    order = rows[np.argsort(at[rows], kind="stable")]
    lists = [code[order].tolist() for code in codes]
    caps = [c.quota.cap for c in counters]
    numbers = range(len(counters))
    taken = [
        {k: int(c.taken_by_code[k]) for k in set(keys) if k >= 0}
        for c, keys in zip(counters, lists, strict=True)
    ]
    for i, row in enumerate(order.tolist()):
        for q in numbers:
            key = lists[q][i]
            if binding[q] and key >= 0 and taken[q][key] >= caps[q]:
                refused[row] = q
                break
        else:
            for q in numbers:
                key = lists[q][i]
                if key >= 0:
                    taken[q][key] += 1
    for counter, now in zip(counters, taken, strict=True):
        if now:
            counter.taken_by_code[np.fromiter(now.keys(), np.int64)] = np.fromiter(now.values(), np.int64)
