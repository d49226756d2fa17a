"""Stopping early without fooling oneself: looks that share one error between them.

Whoever looks at 5, 10, 15 and 20 seeds and stops at the first interval without 0 is wrong far more often than
5 % of the time. Here the error is spent by the rule of Lan and DeMets in the shape of O'Brien and Fleming: next
to nothing early, most of it at the end. Few seeds are met by taking the t with the same tail as the normal
boundary.

Source: Lan and DeMets (1983), "Discrete sequential boundaries for clinical trials"; Jennison and Turnbull
(2000), "Group Sequential Methods", ch. 3 and 7.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri, stdtr

LOOKS = 4
FEWEST = 5
_GRID = 801


def looks(n: int) -> tuple[int, ...]:
    """Give after how many seeds to look: at the quarters, each of at least five seeds.

    Examples
    --------
    >>> looks(40), looks(12), looks(4)
    ((10, 20, 30, 40), (6, 9, 12), (4,))
    """
    quarters = {-(-n * k // LOOKS) for k in range(1, LOOKS)}
    return (*sorted(q for q in quarters if q >= FEWEST), n)


def levels(at: Sequence[int], level: float = 0.05) -> tuple[float, ...]:
    """Give the two-sided level of each look so that all together err with at most `level`.

    Parameters
    ----------
    at : sequence of int
        Seeds at each look, rising; the last is the end.
    level : float

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> [round(x, 5) for x in levels((10, 20, 30, 40))]
    [1e-05, 0.00305, 0.01832, 0.044]
    """
    t = np.asarray(at, dtype=float) / at[-1]
    spent = 4 * ndtr(-ndtri(1 - level / 4) / np.sqrt(t))
    made: list[float] = []
    grid = density = np.empty(0)
    for k, now in enumerate(t):
        if k == 0:
            bound, sigma = -ndtri(spent[0] / 2) * np.sqrt(now), np.sqrt(now)
        else:
            sigma = np.sqrt(now - t[k - 1])
            bound = _bound(grid, density, sigma, spent[k] - spent[k - 1])
        made.append(float(2 * ndtr(-bound / np.sqrt(now))))
        grid, density = _next(grid, density, sigma, bound)
    return tuple(made)


def _bound(grid: np.ndarray, density: np.ndarray, sigma: float, spend: float) -> float:
    """Find the bound that the sum of those still inside crosses with chance `spend`."""

    def over(bound: float) -> float:
        out = ndtr((grid - bound) / sigma) + ndtr((-bound - grid) / sigma)
        return float(np.trapezoid(density * out, grid)) - spend

    return float(brentq(over, 0.0, 20.0, xtol=1e-10))


def _next(grid: np.ndarray, density: np.ndarray, sigma: float, bound: float) -> tuple[np.ndarray, np.ndarray]:
    """Move the density of those still inside on to the next look."""
    new = np.linspace(-bound, bound, _GRID)
    if not len(grid):
        return new, np.exp(-0.5 * (new / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    step = np.exp(-0.5 * ((new[:, None] - grid) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    return new, np.trapezoid(step * density, grid, axis=1)


def decided(d: np.ndarray, level: float) -> np.ndarray:
    """Tell for each arm whether its difference is clear at a look, shared among the arms (Bonferroni).

    Parameters
    ----------
    d : ndarray of float, shape (arms, seeds)
    level : float
        The level of this look, from `levels`.

    Returns
    -------
    ndarray of bool, shape (arms,)

    Examples
    --------
    >>> decided(np.array([[3.0, 4, 5, 4, 3], [-1, 2, -3, 4, 0]]), 0.05).tolist()
    [True, False]
    """
    n = np.isfinite(d).sum(1)
    some = np.maximum(n, 1)
    mean = np.where(np.isfinite(d), d, 0).sum(1) / some
    rest = np.where(np.isfinite(d), d - mean[:, None], 0)
    error = np.sqrt((rest**2).sum(1) / np.maximum(n - 1, 1) / some)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(error > 0, np.abs(mean) / error, 0.0)
    return (n >= FEWEST) & (2 * stdtr(np.maximum(n - 1, 1), -t) <= level / len(d))
