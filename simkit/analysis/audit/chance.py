"""Could chance do that? A permutation test within each run, pooled over runs, with as many draws as it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...core.streams import Streams
from .looks import Look

N_BINS = 32
"""Into how many equal parts the ranks of ids and serials are cut."""

BATCHES = (199, 800, 4_000, 15_000, 30_000)
"""Draws are made in batches until 20 of them are as extreme as what was seen; honest columns need only the first."""

ENOUGH = 20


@dataclass(frozen=True)
class Found:
    """What one test of one look says.

    Attributes
    ----------
    test : str
        ``range`` (some range of the values), ``value`` (a single value) or ``runs`` (neighbours).
    p : float
        The permutation p-value.
    where : str
        The range or value that stands out most.
    share_bad, share_good : float
        What share of the bad and of the good lie there.
    """

    test: str
    p: float
    where: str
    share_bad: float
    share_good: float


def counts(parts: Sequence[Look]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Sort the values of each run into bins: all rows and bad rows, each (runs, bins), and the bins' names.

    Ranks are cut within each run, so that runs of different size compare; equal values share a bin.
    """
    if parts[0].by_rank:
        names = [f"{i / N_BINS:.2f} to {(i + 1) / N_BINS:.2f} of the ranks" for i in range(N_BINS)]
        places = [_rank_bins(part.values) for part in parts]
    else:
        known = np.unique(np.concatenate([part.values for part in parts]))
        names = [_name(parts[0].view, x) for x in known.tolist()]
        places = [np.searchsorted(known, part.values) for part in parts]
    n = len(names)
    everybody = np.array([np.bincount(x, minlength=n) for x in places])
    bad = np.array([np.bincount(x[part.is_bad], minlength=n) for x, part in zip(places, parts, strict=True)])
    return everybody, bad, names


def _name(view: str, value: float) -> str:
    if view.endswith("letter"):
        return repr(chr(int(value)))
    words = {"missing": ("there", "missing"), "full minute": ("other seconds", "second 0")}.get(view)
    return words[int(value)] if words else f"{value:g}"


def _rank_bins(values: np.ndarray) -> np.ndarray:
    if not len(values):
        return np.empty(0, np.int64)
    _, spot, size = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(size) - size / 2
    return np.minimum((middle[spot] / len(values) * N_BINS).astype(np.int64), N_BINS - 1)


def by_lot(parts: Sequence[Look], seed: int, name: str) -> list[Found]:
    """Test whether the bad lie among the values as lots would put them, run by run.

    The labels of each run are dealt anew among its own rows (exactly: the bins of the bad are multivariate
    hypergeometric), and the runs are added up. Two statistics: ``range`` is Kuiper's, the largest difference over
    all ranges of bins between the bad seen and expected; ``value`` is the largest of a single bin, in its own standard
    deviations. ``runs`` counts the runs of bad rows in the order of ids, which is hypergeometric too.

    Parameters
    ----------
    parts : sequence of Look
        The same look at each run.
    seed : int
    name : str
        Names the random stream, so that no other look moves this one's numbers.

    Source: Besag and Clifford (1991), "Sequential Monte Carlo p-values"; Kuiper (1960), "Tests concerning random
    points on a circle"; Wald and Wolfowitz (1940), "On a test whether two samples are from the same population".

    Examples
    --------
    >>> rows = np.arange(1000.0)
    >>> late = Look("x_id", "rank", rows, rows >= 900, by_rank=True)
    >>> [(f.test, f.p < 0.001, f.where) for f in by_lot([late], 1, "late")][1]
    ('range', True, '0.88 to 0.91 of the ranks up to 0.97 to 1.00 of the ranks')
    """
    rng = Streams(seed)("audit", name)
    if parts[0].view == "neighbours":
        return [_runs(parts, rng)]
    everybody, bad, names = counts(parts)
    if len(names) == 1:
        return []
    k, n = bad.sum(axis=1), everybody.sum(axis=1)
    expected = (everybody * (k / n)[:, None]).sum(axis=0)
    factor = k * (n - k) / (n.astype(float) ** 2 * np.maximum(n - 1, 1))
    spread = np.sqrt((everybody * (n[:, None] - everybody) * factor[:, None]).sum(axis=0))
    scale = np.divide(1.0, spread, out=np.zeros(len(names)), where=spread > 0)

    def statistics(off: np.ndarray) -> np.ndarray:
        return np.stack([(np.abs(off) * scale).max(axis=1), _kuiper(off)])

    def draw(size: int) -> np.ndarray:
        pairs = zip(everybody, k, strict=True)
        dealt = sum(rng.multivariate_hypergeometric(of_run, k_run, size=size) for of_run, k_run in pairs)
        return statistics(dealt - expected)

    off = bad.sum(axis=0) - expected
    p_value, p_range = _sequential(statistics(off[None])[:, 0], draw)
    return _told(off, scale, everybody.sum(axis=0), bad.sum(axis=0), names, (p_value, p_range))


def _told(
    off: np.ndarray,
    scale: np.ndarray,
    everybody: np.ndarray,
    bad: np.ndarray,
    names: list[str],
    p: tuple[float, float],
) -> list[Found]:
    """Say where the bad stand out; with two bins the range says what the value says."""
    good = everybody - bad
    of_bad, of_good = bad / max(bad.sum(), 1), good / max(good.sum(), 1)
    at = int(np.argmax(np.abs(off) * scale))
    made = [Found("value", p[0], names[at], float(of_bad[at]), float(of_good[at]))]
    if len(names) > 2:
        first, last = _worst_range(off)
        where = names[first] if first == last else f"{names[first]} up to {names[last]}"
        inside = slice(first, last + 1)
        made.append(Found("range", p[1], where, float(of_bad[inside].sum()), float(of_good[inside].sum())))
    return made


def _kuiper(off: np.ndarray) -> np.ndarray:
    """Give the largest sum of neighbouring bins, in size, of each row of `off`."""
    walk = np.cumsum(off, axis=1)
    return np.maximum(walk.max(axis=1), 0) - np.minimum(walk.min(axis=1), 0)


def _worst_range(off: np.ndarray) -> tuple[int, int]:
    """Give the first and last bin of the range that holds too many of the bad."""
    walk = np.concatenate([[0.0], np.cumsum(off)])
    low, high = int(np.argmin(walk)), int(np.argmax(walk))
    return (low, high - 1) if low < high else (high, low - 1)


def _sequential(statistic: np.ndarray, draw: Callable[[int], np.ndarray]) -> list[float]:
    """Give ``(1 + as extreme) / (1 + drawn)`` for each statistic, drawing on only while chance seems unlikely."""
    extreme, drawn = np.zeros(len(statistic)), 0
    made = np.ones(len(statistic))
    open_ = np.ones(len(statistic), bool)
    for size in BATCHES:
        # sums of floats in another order differ in their last bits
        extreme += (draw(size) >= statistic[:, None] - 1e-9).sum(axis=1)
        drawn += size
        made[open_] = ((1 + extreme) / (1 + drawn))[open_]
        open_ &= extreme < ENOUGH
        if not open_.any():
            break
    return made.tolist()


def _runs(parts: Sequence[Look], rng: np.random.Generator) -> Found:
    """Test whether bad rows stand beside each other in the order of ids more or less often than lots would."""
    mixed = [p.is_bad for p in parts if 0 < p.is_bad.sum() < len(p.is_bad)]
    k = np.array([bad.sum() for bad in mixed])
    good = np.array([len(bad) for bad in mixed]) - k
    runs = sum(int(bad[0]) + int((bad[1:] & ~bad[:-1]).sum()) for bad in mixed)
    expected = float((k * (good + 1) / (good + k)).sum())

    def draw(size: int) -> np.ndarray:
        dealt = rng.hypergeometric(good + 1, k - 1, k, size=(size, len(k)))
        return np.abs(dealt.sum(axis=1) - expected)[None]

    (p,) = _sequential(np.array([abs(runs - expected)]), draw)
    n_bad = int(k.sum())
    return Found("runs", p, "bad beside bad", (n_bad - runs) / n_bad, (n_bad - expected) / n_bad)
