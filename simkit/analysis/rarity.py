"""How rare a value is: shares that few cases do not blow up, surprises that add up, and what chance would give."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import pdtrc


def shrunk_share(k: pd.Series, n: pd.Series) -> pd.Series:
    """Estimate each entity's share, pulled towards everybody's mean the more, the less is known of it.

    A beta distribution of shares is fitted to all entities by its moments; the estimate is the mean after seeing
    ``k`` of ``n``. One stranger among one recipient is then no share of 100 %.

    Parameters
    ----------
    k, n : Series of int
        Cases and trials, ``k <= n``; entities without a trial get the mean.

    Returns
    -------
    Series of float

    Notes
    -----
    Source: the beta-binomial moment estimator of Kleinman (1973), J. Am. Stat. Assoc. 68, 46-54.

    Examples
    --------
    >>> shrunk_share(pd.Series([1, 10, 14, 3, 20]), pd.Series([1, 50, 40, 30, 100])).round(2).tolist()
    [0.25, 0.21, 0.3, 0.15, 0.2]
    """
    k, n = k.astype("int64"), n.astype("int64")
    total, n_known = int(n.sum()), int((n > 0).sum())
    if not total or n_known < 2:
        return pd.Series(np.where(n > 0, k / np.maximum(n, 1), 0.0), index=k.index)
    mean = min(max(int(k.sum()) / total, 1e-6), 1 - 1e-6)
    # sorted, so that the last digits do not depend on the order of rows or on ids
    spread = float(np.sort(n * (k / np.maximum(n, 1) - mean) ** 2).sum()) / (mean * (1 - mean))
    room = total - float((n.astype("float64") ** 2).sum()) / total - (n_known - 1)
    alike = min(max((spread - (n_known - 1)) / room if room > 0 else 0.0, 1e-4), 0.95)
    strength = 1 / alike - 1
    return (k + mean * strength) / (n + strength)


def surprise(values: pd.Series, peers: pd.Series | None = None) -> pd.Series:
    """Say how rare a value as high is: minus the logarithm of the share of peers that have one.

    Parameters
    ----------
    values : Series of float
        The higher, the more telling.
    peers : Series, optional
        The group of each entity; without it all are compared with all.

    Returns
    -------
    Series of float
        In nats, 0 for the lowest. If nothing were to find and parts were independent, a sum of such scores would
        follow a known distribution (Fisher's method). Source: Fisher (1932), Statistical Methods, 4th ed., sec. 21.1.

    Examples
    --------
    >>> surprise(pd.Series([0, 0, 0, 7])).round(2).tolist()
    [0.0, 0.0, 0.0, 1.39]
    """
    groups = values.groupby(peers, observed=True) if peers is not None else None
    rank = (
        groups.rank(method="max", ascending=False) if groups else values.rank(method="max", ascending=False)
    )
    size = groups.transform("size") if groups else len(values)
    return pd.Series(np.log(size / rank), index=values.index)


def at_least(n: np.ndarray | pd.Series, mean: np.ndarray | pd.Series) -> np.ndarray:
    """Give the chance that luck alone brings so many, when it brings `mean` on average (a Poisson tail).

    Parameters
    ----------
    n : array or Series of int
    mean : array or Series of float

    Returns
    -------
    ndarray of float
        Chance of `n` or more; 1 where `n` is 0.

    Notes
    -----
    `scipy.special`, and not `scipy.stats`, which gives the same numbers but is heavy to import: lessons use this one.

    Examples
    --------
    >>> at_least(np.array([0, 1, 4]), np.array([1.0, 1.0, 1.0])).round(3).tolist()
    [1.0, 0.632, 0.019]
    """
    n = np.asarray(n)
    return np.where(n > 0, pdtrc(np.maximum(n, 1) - 1, np.asarray(mean)), 1.0)


def by_chance(score: pd.Series, n_parts: int) -> pd.Series:
    """Give the share of SIMs that would reach a score if nothing were to find and steps were independent.

    Parameters
    ----------
    score : Series of float
        Sums of `surprise` parts.
    n_parts : int
        How many parts were added.

    Returns
    -------
    Series of float
        Probabilities. Honest steps are not quite independent (who registers many SIMs also activates many), so this
        orders and warns; it is no verdict.

    Notes
    -----
    Source: Fisher (1932), Statistical Methods, 4th ed., sec. 21.1.

    Examples
    --------
    >>> by_chance(pd.Series([0.0, 5.0, 20.0]), 5).round(4).tolist()
    [1.0, 0.4405, 0.0]
    """
    term, total = np.exp(-score), pd.Series(0.0, index=score.index)
    for i in range(1, n_parts + 1):
        total += term
        term = term * score / i
    return total.clip(upper=1.0)
