"""When things happen: profiles of the day and the week, and the keyed draw of a tick's moments."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..core.streams import CommonRandomNumbers, keys

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


def moments(
    crn: CommonRandomNumbers, key: np.ndarray, start: float, end: float, hours: Profile
) -> np.ndarray:
    """Place each key's moment in [start, end) by the profile of the day (at most one day long)."""
    day = np.floor(start / 24 + 1e-9) * 24
    edges = _shares(hours)
    low, high = np.interp([start - day, end - day], _HOURS, edges)
    u = low + crn(key, "moment") * (high - low)
    return day + np.interp(u, edges, _HOURS)


def day_hours(u: np.ndarray, hours: Profile) -> np.ndarray:
    """Give the hour of the day at each quantile `u` of a profile.

    Examples
    --------
    >>> day_hours(np.array([0.0, 0.25]), FLAT).tolist()
    [0.0, 6.0]
    """
    return np.interp(u, _shares(hours), _HOURS)


def times(
    crn: CommonRandomNumbers,
    name: str,
    start: float,
    end: float,
    mean_per_day: float,
    hours: Profile,
    week: Profile = EVEN_WEEK,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw one Poisson total for everybody in a tick [h] within one day; give moments, sorted, and keys.

    Parameters
    ----------
    name : str
        Names the keys: (tick, position before any verdict).
    mean_per_day : float
        Expected number on an average day. Day 0 is a Monday.
    """
    day = int(start // 24 + 1e-9)
    low, high = np.interp([start - 24 * day, end - 24 * day], _HOURS, _shares(hours))
    mean = mean_per_day * (high - low) * week[day % 7] * 7 / sum(week)
    tick = round(start * 60)
    n = int(crn.poisson(keys(name + " total", tick), name, mean))
    key = keys(name, tick, np.arange(n))
    at = moments(crn, key, start, end, hours)
    order = np.argsort(at, kind="stable")
    return at[order], key[order]
