"""When things happen: profiles of the day and the week, and the keyed draw of what comes tick by tick.

What hangs on keys alone is drawn for many ticks in one go and handed out tick by tick: the numbers are the same, the
calls are far fewer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..core.streams import CommonRandomNumbers, keys, poisson_quantile
from .events import copies

if TYPE_CHECKING:
    from .model import Model

Columns = dict[str, np.ndarray]

Profile = tuple[float, ...]

# Shares of a day by hour; shapes are assumptions: shops and desks by day, phones until late.
SHOP_HOURS: Profile = (0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 1, 2, 4, 7, 8, 8, 7, 7, 7, 7, 7, 8, 8, 7, 5, 3, 1.5, 0.6)
DESK_HOURS: Profile = (
    0.4, 0.3, 0.2, 0.2, 0.2, 0.4, 1.5, 4, 7, 9, 9, 8, 6, 7, 8, 8, 7, 6, 5, 4.5, 3.5, 2.5, 1.5, 0.8,
)  # fmt: skip
PHONE_HOURS: Profile = (
    1, 0.5, 0.3, 0.3, 0.6, 1.5, 3, 4, 5, 5, 5, 5, 5.5, 5, 5, 5, 5.5, 6, 7, 8, 8, 7, 4.5, 2.3,
)  # fmt: skip
FLAT: Profile = (1.0,) * 24
WEEK: Profile = (1.1, 1.1, 1.05, 1.0, 1.0, 0.95, 0.8)
EVEN_WEEK: Profile = (1.0,) * 7
_HOURS = np.arange(25.0)


@lru_cache(maxsize=16)
def _shares(hours: Profile) -> np.ndarray:
    """Give the share of a day that is over at each full hour, shape (25,)."""
    made = np.concatenate([[0.0], np.cumsum(hours)]) / sum(hours)
    made.flags.writeable = False
    return made


def day_hours(u: np.ndarray, hours: Profile) -> np.ndarray:
    """Give the hour of the day at each quantile `u` of a profile.

    Examples
    --------
    >>> day_hours(np.array([0.0, 0.25]), FLAT).tolist()
    [0.0, 6.0]
    """
    return np.interp(u, _shares(hours), _HOURS)


class Flow(NamedTuple):
    """Things that come at random: their name, which names their keys, how many on an average day, and when.

    Day 0 is a Monday.
    """

    name: str
    per_day: float
    hours: Profile
    week: Profile = EVEN_WEEK


def arrivals(
    crn: CommonRandomNumbers, flow: Flow, ticks: np.ndarray, tick_h: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw one Poisson total for everybody in each of some ticks; give tick, moment [h] and key of each, sorted.

    The key names the flow, the tick and the position in it before any verdict.
    """
    start = ticks * tick_h
    day = np.floor(start / 24 + 1e-9)
    edges = _shares(flow.hours)
    low = np.interp(start - 24 * day, _HOURS, edges)
    part = np.interp(start + tick_h - 24 * day, _HOURS, edges) - low
    week = np.array(flow.week)[day.astype(np.int64) % 7]
    minute = np.rint(start * 60).astype(np.int64)
    u = crn(keys(flow.name + " total", minute), flow.name)
    each, place = copies(poisson_quantile(u, flow.per_day * part * week * 7 / sum(flow.week)))
    key = keys(flow.name, minute[each], place)
    at = 24 * day[each] + np.interp(low[each] + crn(key, "moment") * part[each], edges, _HOURS)
    order = np.lexsort((at, each))
    return ticks[each[order]], at[order], key[order]


class Ahead:
    """What comes tick by tick, drawn for some days ahead.

    Parameters
    ----------
    fill : callable
        Adds the columns that hang on keys and times alone, or leaves rows out; told the rows (``tick``, ``at``,
        ``key``, ``flow``: the number of the flow), those of a tick together and in the order of flows.
    """

    SPAN_D = 10

    def __init__(self, model: Model, fill: Callable[[Columns], Columns], *flows: Flow) -> None:
        self.model, self.fill, self.flows = model, fill, flows
        self._first = self._last = 0
        self._rows: Columns = {}
        self._cuts = np.zeros(1, np.int64)

    def tick(self, start: float) -> Columns:
        """Give the rows of the tick that starts, without ``tick``; they are not to be changed."""
        tick = round(start / self.model.tick_h)
        self.span(start)
        first, last = self._cuts[tick - self._first : tick - self._first + 2].tolist()
        return {c: v[first:last] for c, v in self._rows.items() if c != "tick"}

    def span(self, start: float) -> Columns:
        """Give the rows of all ticks drawn together if the first of them starts, else nothing."""
        tick_h = self.model.tick_h
        tick, per_day = round(start / tick_h), round(24 / tick_h)
        if tick < self._last:
            return {}
        self._first, self._last = tick, min(tick + self.SPAN_D * per_day, self.model.days * per_day)
        ticks = np.arange(tick, self._last)
        drawn = [arrivals(self.model.crn, flow, ticks, tick_h) for flow in self.flows]
        names = ("tick", "at", "key")
        made = {c: np.concatenate(parts) for c, parts in zip(names, zip(*drawn, strict=True), strict=True)}
        made["flow"] = np.repeat(np.arange(len(drawn)), [len(part) for part, _, _ in drawn])
        if len(drawn) > 1:
            order = np.argsort(made["tick"], kind="stable")
            made = {c: v[order] for c, v in made.items()}
        self._rows = self.fill(made)
        self._cuts = np.searchsorted(self._rows["tick"], np.arange(tick, self._last + 1))
        return self._rows
