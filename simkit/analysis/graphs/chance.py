"""How often two things would share something by chance alone, and how to read many such tests at once."""

from __future__ import annotations

import numpy as np

from ...core.errors import BadValue
from ..rarity import at_least


def _classes(degree: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.unique(degree, return_inverse=True, return_counts=True)


def configuration(
    rows: np.ndarray, columns: np.ndarray, tolerance: float = 1e-9
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the chance model that keeps every node's number of links, and nothing else.

    Each link exists on its own with probability ``x_i y_a / (1 + x_i y_a)``; x and y are such that every node
    of both sides keeps its degree in the mean (the bipartite configuration model). Nodes of one degree share
    their x, so the work is done on the different degrees only.

    Parameters
    ----------
    rows, columns : ndarray of int
        Degrees of the two sides; they add up to the same.
    tolerance : float
        The largest error of a degree, relative.

    Returns
    -------
    p : ndarray of float, shape (different degrees of rows, of columns)
        The probability of a link, by class.
    row_class : ndarray of int
        The class of each row.

    Source: Saracco et al. (2017), "Inferring monopartite projections of bipartite networks".

    Examples
    --------
    >>> p, which = configuration(np.array([1, 1, 2]), np.array([1, 3]))
    >>> bool(np.isclose(p[which].sum(), 4))
    True
    """
    k, row_class, n_k = _classes(rows)
    d, _, n_d = _classes(columns)
    if int(rows.sum()) != int(columns.sum()):
        raise BadValue(f"the degrees add up to {int(rows.sum())} in rows and {int(columns.sum())} in columns")
    p = np.zeros((len(k), len(d)))
    left_k, left_d = k.astype(float), d.astype(float)
    open_k, open_d = np.ones(len(k), bool), np.ones(len(d), bool)
    while True:
        # who is linked to everybody left, or to nobody, is settled; what they took may settle others
        full_k = open_k & (left_k >= n_d[open_d].sum())
        full_d = open_d & ~full_k.any() & (left_d >= n_k[open_k].sum())
        none_k, none_d = open_k & (left_k <= 0), open_d & (left_d <= 0)
        if not (full_k.any() or full_d.any() or none_k.any() or none_d.any()):
            break
        p[np.ix_(full_k & ~none_k, open_d)] = 1.0
        p[np.ix_(open_k, full_d & ~none_d)] = 1.0
        left_d[open_d] -= n_k[full_k & ~none_k].sum()
        left_k[open_k] -= n_d[full_d & ~none_d].sum()
        open_k &= ~(full_k | none_k)
        open_d &= ~(full_d | none_d)
    if open_k.any() and open_d.any():
        fitted = _fit(left_k[open_k], n_k[open_k], left_d[open_d], n_d[open_d], tolerance)
        p[np.ix_(open_k, open_d)] = fitted
    return p, row_class


def _fit(k: np.ndarray, n_k: np.ndarray, d: np.ndarray, n_d: np.ndarray, tolerance: float) -> np.ndarray:
    """Find x and y by turns; each step gives one side its degrees."""
    total = float((k * n_k).sum())
    x, y = k / np.sqrt(total), d / np.sqrt(total)
    for _ in range(20_000):
        x = k / ((n_d * y) / (1.0 + np.outer(x, y))).sum(axis=1)
        y = d / ((n_k * x)[:, None] / (1.0 + np.outer(x, y))).sum(axis=0)
        odds = np.outer(x, y)
        p = odds / (1.0 + odds)
        wrong = np.abs((p * n_d).sum(axis=1) / k - 1.0).max()
        wrong = max(wrong, np.abs((p * n_k[:, None]).sum(axis=0) / d - 1.0).max())
        if wrong < tolerance:
            break
    return p


def shared_by_configuration(
    rows: np.ndarray, columns: np.ndarray, i: np.ndarray, j: np.ndarray, n_shared: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Test shared links when both sides keep their degrees.

    The number that rows i and j share is a sum of unlike coin tosses. Its upper tail is at most that of a
    Poisson number of the same mean wherever it matters (from mean + 1 on), so p is never too small.

    Returns
    -------
    expected, p : ndarray of float, shape of `i`

    Source: Hoeffding (1956) and Anderson and Samuels (1967), on sums of unlike tosses.
    """
    chance, row_class = configuration(rows, columns)
    _, _, n_columns = _classes(columns)
    mean = (chance * n_columns) @ chance.T
    expected = mean[row_class[i], row_class[j]]
    return expected, at_least(n_shared, expected)


def shared_by_hypergeometric(
    rows: np.ndarray, universe: int, i: np.ndarray, j: np.ndarray, n_shared: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Test shared links when each row keeps its degree and every one of `universe` columns is as likely.

    Returns
    -------
    expected, p : ndarray of float, shape of `i`

    Source: Tumminello et al. (2011), "Statistically validated networks in bipartite complex systems".
    """
    from scipy.stats import hypergeom  # noqa: PLC0415 (slow to import)

    most = int(rows.max()) + 1 if len(rows) else 1
    low, high = np.minimum(rows[i], rows[j]), np.maximum(rows[i], rows[j])
    case, back = np.unique((low * most + high) * most + n_shared, return_inverse=True)
    n, high_, low_ = case % most, case // most % most, case // most // most
    p = hypergeom.sf(n - 1, universe, high_, low_)
    return (low * high) / universe, p[back]


def false_discovery(p: np.ndarray, n_tests: int) -> np.ndarray:
    """Correct for many tests: the share of mere chance among all results at least as striking (Benjamini-Hochberg).

    Parameters
    ----------
    p : ndarray of float
        The p-values at hand; the other ``n_tests - len(p)`` are 1.
    n_tests : int
        How many tests there were in all.

    Returns
    -------
    q : ndarray of float, shape of `p`

    Source: Benjamini and Hochberg (1995), "Controlling the false discovery rate".

    Examples
    --------
    >>> false_discovery(np.array([0.001, 0.02]), 10).tolist()
    [0.01, 0.1]
    """
    order = np.argsort(p, kind="stable")
    q = p[order] * n_tests / np.arange(1, len(p) + 1)
    made = np.empty(len(p))
    made[order] = np.minimum(np.minimum.accumulate(q[::-1])[::-1], 1.0)
    return made
