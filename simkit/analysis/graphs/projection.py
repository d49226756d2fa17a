"""Ties between things of one kind through what they share, tested against chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from ...core.errors import BadValue, nearest, quoted
from .arrays import Graph
from .chance import false_discovery, shared_by_configuration, shared_by_hypergeometric

NULLS = {"device": "hypergeometric"}
"""The chance model by what is shared; ``"configuration"`` where nothing is said."""


@dataclass(frozen=True, eq=False)
class Projection:
    """Which pairs share something, and whether that is more than chance.

    Attributes
    ----------
    pairs : DataFrame
        ``a``, ``b`` (ids), ``n_shared``, ``expected`` (by chance), ``p``, ``q`` (p corrected for all pairs,
        those that share nothing too) and ``is_tie``; the most striking first.
    ties : Graph
        Only the pairs that are ties; its weight is ``n_shared``. All things of the kind are nodes.
    null : str
        The chance model.
    universe : int
        How many things there are that could be shared, under that model.
    n_tests : int
        How many pairs there are in all.
    """

    pairs: pd.DataFrame
    ties: Graph
    null: str
    universe: int
    n_tests: int


def project(
    graph: Graph,
    onto: str,
    via: str,
    *,
    null: str | None = None,
    universe: int | None = None,
    alpha: float = 0.05,
    largest: int | None = None,
    most_pairs: int = 10_000_000,
) -> Projection:
    """Tie things of one kind that share another kind of thing, if chance alone would not.

    Whether sharing means anything depends on what is shared, so there are two models of chance:

    ``"configuration"`` (for public things: outlets, subjects, recipients)
        Both sides keep their number of links: a popular outlet is popular. Then *one* shared thing can never
        prove a tie, since the sizes alone already make just as many pairs as were seen; only sharing again and
        again does.
    ``"hypergeometric"`` (for private things: devices)
        Each NIK keeps its number of links, and each of `universe` devices is as likely: a phone has an owner,
        so many NIKs on one phone are no matter of taste. Then a shared device can be a tie. For one shared
        thing, q is about the pairs that chance would make divided by the pairs there are: a statement about
        sharing a device in this country, the same for all such pairs and not about one of them.

    Both count how many things are shared, not how rare each is.

    A tie says "the same device", not "the same crime": a village office registers its people on one terminal
    and a family shares a phone, and they are tied too. Look at what the shared thing is before you say who.

    Parameters
    ----------
    graph : Graph
    onto, via : str
        The kind to tie, and the kind through which.
    null : str, optional
        The chance model; hypergeometric for devices, configuration for all else.
    universe : int, optional
        For the hypergeometric model: how many `via` things there are to share. By default those in the graph,
        and as many devices as SIMs if those are more (every SIM sits in a device: assumption).
    alpha : float
        A tie is a pair with q at or below this: of all ties, at most this share is expected to be chance (where
        pairs do not exclude each other: Benjamini-Hochberg).
    largest : int, optional
        List no pair that shares only things with more than this many links; the others still count everything
        that they share. Listing fewer pairs makes q larger, never smaller.
    most_pairs : int
        Refuse to list more pairs than this.

    Returns
    -------
    Projection

    Raises
    ------
    BadValue
        For an unknown kind, model or value, and for too many pairs.

    Examples
    --------
    >>> niks, devices = pd.Index([10, 11, 12, 13]), pd.Index(["a", "b", "c"])
    >>> g = Graph(("nik", "device"), (niks, devices), np.arange(4), np.array([4, 4, 5, 6]), np.ones(4, int))
    >>> found = project(g, "nik", "device", universe=1000)
    >>> found.pairs[["a", "b", "n_shared", "is_tie"]].values.tolist()
    [[10, 11, 1, True]]
    >>> project(g, "nik", "device", null="configuration").pairs["is_tie"].tolist()
    [False]
    """
    null = _checked(null or NULLS.get(via, "configuration"), onto, via, alpha, universe)
    b = graph.between(onto, via)
    b.data[:] = 1
    degree, size = _counts(b, 1), _counts(b, 0)
    seen = degree > 0
    n_tests = int(seen.sum()) * (int(seen.sum()) - 1) // 2
    i, j, n_shared = _pairs(b, size, largest, most_pairs, onto, via)
    if universe is None:
        sims = len(graph.ids_of("sim")) if via == "device" and "sim" in graph.kinds else 0
        universe = max(b.shape[1], sims if null == "hypergeometric" else 0)
    if null == "hypergeometric":
        if universe < degree.max(initial=0):
            raise BadValue(
                f"universe is {universe}: one {onto} alone has {degree.max()} different {via} nodes"
            )
        expected, p = shared_by_hypergeometric(degree, universe, i, j, n_shared)
    else:
        number = np.cumsum(seen) - 1
        expected, p = shared_by_configuration(degree[seen], size[size > 0], number[i], number[j], n_shared)
    q = false_discovery(p, n_tests)
    order = np.lexsort((j, i, -n_shared, p))
    ids, is_tie = graph.ids_of(onto), q <= alpha
    told = {"n_shared": n_shared, "expected": expected, "p": p, "q": q, "is_tie": is_tie}
    pairs = pd.DataFrame({"a": ids[i], "b": ids[j]} | told).iloc[order]
    ties = Graph((onto,), (ids,), i[is_tie], j[is_tie], n_shared[is_tie])
    return Projection(pairs.reset_index(drop=True), ties, null, universe, n_tests)


def _checked(null: str, onto: str, via: str, alpha: float, universe: int | None) -> str:
    known = ("configuration", "hypergeometric")
    if null not in known:
        raise BadValue(
            f"null is {quoted(null)}: it must be configuration or hypergeometric; {nearest(null, known)}"
        )
    if onto == via:
        raise BadValue(
            f"onto and via are both {quoted(onto)}: things of one kind are tied through another kind"
        )
    if not 0 < alpha < 1:
        raise BadValue(f"alpha is {quoted(alpha)}: it must lie between 0 and 1")
    if universe is not None and universe < 1:
        raise BadValue(f"universe is {quoted(universe)}: it must be at least 1")
    return null


def _counts(b: sparse.csr_matrix, axis: int) -> np.ndarray:
    return np.asarray(b.sum(axis=axis)).ravel().astype(np.int64)


def _pairs(
    b: sparse.csr_matrix, size: np.ndarray, largest: int | None, most: int, onto: str, via: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List the pairs of rows with a common column, sorted, and how many columns they have in common."""
    small = size <= (size.max(initial=0) if largest is None else largest)
    n_pairs = int((size[small] * (size[small] - 1) // 2).sum())
    if n_pairs > most:
        raise BadValue(
            f"{n_pairs:,} pairs of {onto} nodes share some {via}, more than most_pairs={most:,}: give largest=, for "
            f"example {_fitting(size, most)}, or project a part of the graph"
        )
    cut = b[:, np.flatnonzero(small)]
    found = sparse.triu(cut @ cut.T, 1).tocsr()
    found.sort_indices()
    found = found.tocoo()
    i, j = found.row.astype(np.int64), found.col.astype(np.int64)
    n_shared = found.data.astype(np.int64)
    if not small.all():
        rest = b[:, np.flatnonzero(~small)]
        for start in range(0, len(i), 500_000):
            part = slice(start, start + 500_000)
            n_shared[part] += np.asarray(rest[i[part]].multiply(rest[j[part]]).sum(axis=1), np.int64).ravel()
    return i, j, n_shared


def _fitting(size: np.ndarray, most: int) -> int:
    """Give the largest size up to which all things together make no more pairs than wanted."""
    size = np.sort(size)
    fits = np.flatnonzero(np.cumsum(size * (size - 1) // 2) <= most)
    if not len(fits):
        return 1
    last = int(size[fits[-1]])
    cut = size[fits[-1] + 1] if fits[-1] + 1 < len(size) else last + 1
    return last if cut > last else last - 1
