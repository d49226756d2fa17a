"""Intervals for a share: Wilson's for reading off, Clopper and Pearson's where the bound must hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import betaincinv, ndtri

from ...core.errors import BadValue, quoted


def _counts(k: Any, n: Any, level: float) -> tuple[np.ndarray, np.ndarray]:
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    if (k < 0).any() or (k > n).any():
        raise BadValue(f"k is {k} of n {n}; k must lie from 0 to n")
    if not 0 < level < 1:
        raise BadValue(f"level is {quoted(level)}; it must lie between 0 and 1, such as 0.95")
    return k, n


def wilson(k: Any, n: Any, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Give Wilson's interval for a share of `k` in `n`: right on average, even for small counts.

    ``(p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)`` with ``p = k/n``; 0 to 1 where n is 0.

    Parameters
    ----------
    k, n : int or array of int
    level : float

    Returns
    -------
    low, high : ndarray of float

    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".

    Examples
    --------
    >>> [round(float(x), 3) for x in wilson(1, 10)]
    [0.018, 0.404]
    """
    k, n = _counts(k, n, level)
    z = float(ndtri((1 + level) / 2))
    m = np.maximum(n, 1)
    p = k / m
    middle, half = p + z**2 / (2 * m), z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2))
    low, high = ((middle - half) / (1 + z**2 / m), (middle + half) / (1 + z**2 / m))
    # the ends are exact; rounding would leave them a hair off
    low, high = np.where(k == 0, 0.0, low), np.where(k == n, 1.0, high)
    return np.where(n > 0, low, 0.0), np.where(n > 0, high, 1.0)


def clopper_pearson(k: Any, n: Any, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Give the exact interval for a share of `k` in `n`: it holds at least as often as `level` says, often more.

    Parameters and result as for `wilson`.

    Source: Clopper and Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the
    binomial".

    Examples
    --------
    >>> [round(float(x), 3) for x in clopper_pearson(1, 10)]
    [0.003, 0.445]
    """
    k, n = _counts(k, n, level)
    a = (1 - level) / 2
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, a), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - a), 1.0)
    return low, high
