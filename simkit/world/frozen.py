"""Records of arrays that nobody can change by accident."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np


def lock(record: Any) -> None:
    """Make every array of a dataclass read-only.

    Examples
    --------
    >>> @dataclasses.dataclass(frozen=True)
    ... class Pair:
    ...     a: np.ndarray
    >>> pair = Pair(np.arange(2))
    >>> lock(pair)
    >>> pair.a.flags.writeable
    False
    """
    for f in dataclasses.fields(record):
        value = getattr(record, f.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False


def ranks(bits: np.ndarray) -> np.ndarray:
    """Number things from 1 in the order of random bits: a public id that says nothing.

    Parameters
    ----------
    bits : ndarray of uint64, shape (n,)

    Returns
    -------
    ndarray of int64, shape (n,)

    Examples
    --------
    >>> ranks(np.array([30, 10, 20], dtype=np.uint64)).tolist()
    [3, 1, 2]
    """
    made = np.empty(len(bits), np.int64)
    made[np.argsort(bits, kind="stable")] = np.arange(1, len(bits) + 1)
    return made
