"""Distribution functions turned round: from a uniform number to a count or a normal number."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np


def poisson_quantile(u: Any, mean: Any) -> np.ndarray:
    """Invert the Poisson distribution function at `u`.

    Means above 60 use a normal with continuity correction, whose error there is below one count.
    """
    # Summed in floats, the distribution function can stop just short of 1: the last 2e-14 count as one.
    u, mean = np.minimum(u, 1 - 2e-14), np.asarray(mean, dtype=float)
    if not u.ndim and not mean.ndim:
        return np.array(_large_count(u, mean) if mean > 60 else _count(float(u), float(mean)), np.int64)
    if u.shape != mean.shape:
        u, mean = np.broadcast_arrays(u, mean)
    shape, u, mean = u.shape, u.ravel(), mean.ravel()
    big = mean > 60
    first = np.exp(-mean)
    more = u >= first
    if not big.any():
        return _counts(u, mean, first, more).reshape(shape)
    out = _counts(u, mean, first, more & ~big)
    out[big] = _large_count(u[big], mean[big])
    return out.reshape(shape)


def _large_count(u: Any, mean: Any) -> Any:
    """Give Poisson counts by the normal, for large means."""
    z = normal_quantile(u)
    return np.maximum(np.floor(mean + np.sqrt(mean) * z + (z * z - 1) / 6 + 0.5), 0)


def _counts(u: np.ndarray, mean: np.ndarray, first: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Walk up the distribution function, whose value at 0 is `first`, where `more` says that the count is above 0."""
    out = np.zeros(u.shape, dtype=np.int64)
    left = more.nonzero()[0]
    u, mean, cdf, k = u[left], mean[left], first[left], 0
    p = cdf
    while left.size and k < 400:
        k += 1
        p = p * mean / k
        cdf = cdf + p
        out[left] = k
        stay = u >= cdf
        left, u, mean, p, cdf = left[stay], u[stay], mean[stay], p[stay], cdf[stay]
    return out


def _count(u: float, mean: float) -> int:
    """Walk up the distribution function for one number: the same sums on plain floats, many times faster."""
    # not math.exp: its last digit may differ from that of the arrays
    p = cdf = float(np.exp(-mean))
    k = 0
    while u >= cdf and k < 400:
        k += 1
        p = p * mean / k
        cdf += p
    return k


@lru_cache(maxsize=64)
def poisson_lane(mean: float) -> np.ndarray:
    """Give a table that turns a 16-bit number into a Poisson count (shape (65536,), int16)."""
    table = poisson_quantile((np.arange(65536) + 0.5) / 65536, mean).astype(np.int16)
    table.flags.writeable = False
    return table


def binomial_quantile(u: Any, n: Any, p: Any) -> np.ndarray:
    """Invert the binomial distribution function at `u` (exact up to n = 60, then normal)."""
    u, n, p = np.broadcast_arrays(np.minimum(u, 1 - 2e-14), np.asarray(n, np.int64), np.asarray(p, float))
    out = np.zeros(u.shape, dtype=np.int64)
    sure = p >= 1.0
    out[sure] = n[sure]
    small = (n <= 60) & ~sure
    if small.any():
        uu, nn, pp = u[small], n[small], p[small]
        term = (1.0 - pp) ** nn
        cdf, got = term.copy(), np.zeros(nn.shape, np.int64)
        odds = pp / (1.0 - pp)
        todo = (uu >= cdf) & (nn > 0)
        for k in range(1, 61):
            if not todo.any():
                break
            term = term * odds * (nn - k + 1) / k
            cdf = cdf + term
            got[todo] = k
            todo &= (uu >= cdf) & (nn > k)
        out[small] = got
    large = (n > 60) & ~sure
    if large.any():
        m = n[large] * p[large]
        sd = np.sqrt(m * (1 - p[large]))
        out[large] = np.clip(np.floor(m + sd * normal_quantile(u[large]) + 0.5), 0, n[large])
    return out


def normal_quantile(u: Any) -> np.ndarray:
    """Invert the normal distribution function (Acklam's rational form, error below 1.2e-9).

    Examples
    --------
    >>> round(float(normal_quantile(0.975)), 4)
    1.96
    """
    a = (-39.69683028665376, 220.9460984245205, -275.9285104469687,
         138.3577518672690, -30.66479806614716, 2.506628277459239)  # fmt: skip
    b = (-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572)
    c = (-0.007784894002430293, -0.3223964580411365, -2.400758277161838,
         -2.549732539343734, 4.374664141464968, 2.938163982698783)  # fmt: skip
    d = (0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416)
    u = np.minimum(np.maximum(np.asarray(u, dtype=float), 1e-15), 1 - 1e-15)
    tail = np.minimum(u, 1 - u)
    q = np.sqrt(-2 * np.log(tail))
    low = _polynomial(c, q) / _polynomial((*d, 1.0), q)
    r = (u - 0.5) ** 2
    mid = (u - 0.5) * _polynomial(a, r) / _polynomial((*b, 1.0), r)
    return np.where(tail >= 0.02425, mid, np.where(u < 0.5, low, -low))


def _polynomial(factors: tuple[float, ...], x: Any) -> Any:
    """Do what ``numpy.polyval`` does, to the last bit, for a handful of factors: it is called all the time."""
    made: Any = factors[0]
    for factor in factors[1:]:
        made = made * x + factor
    return made
