"""The blank `____` that a student fills in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd


class Blank:
    """A place to fill in; whatever is computed with it is still blank, so that nothing breaks before it is."""

    def __repr__(self) -> str:
        return "____"

    def __format__(self, spec: str) -> str:
        return "____"

    def _same(self, *_: object) -> Blank:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _same
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _same
    __pow__ = __rpow__ = __neg__ = __abs__ = __round__ = __getitem__ = __call__ = _same

    # Without it, Python would take `__getitem__` for an endless sequence.
    __iter__ = None


____ = Blank()


def blanks(answer: Any) -> tuple[list[str], int]:
    """Name the places of an answer that are still blank, and count all places.

    >>> blanks({"A": ____, "B": "claim"}), blanks(____ * 3), blanks([1, 2])
    ((['A'], 2), ([''], 1), ([], 2))
    """
    places = list(_places(answer))
    return [name for name, value in places if value is None or value is ... or isinstance(value, Blank)], len(
        places
    )


def _places(answer: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(answer, (Mapping, pd.Series)):
        yield from ((str(k), v) for k, v in answer.items())
    elif isinstance(answer, pd.DataFrame):
        yield from ((str(i), v) for i, v in enumerate(answer.to_numpy(dtype=object).ravel(), 1))
    elif isinstance(answer, np.ndarray):
        yield from ((str(i), v) for i, v in enumerate(answer.ravel().tolist(), 1))
    elif isinstance(answer, (list, tuple)):
        yield from ((str(i), v) for i, v in enumerate(answer, 1))
    else:
        yield "", answer
