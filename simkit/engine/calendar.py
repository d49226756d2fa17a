"""A calendar of batches: what comes later waits here and is handed out at the end of its tick."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

Rows = Mapping[str, np.ndarray]


class Calendar:
    """Keeps rows until the end of the tick in which they happen, so that none is submitted before its time.

    Parameters
    ----------
    tick_h : float
        Length of a tick [h].

    Examples
    --------
    >>> got = []
    >>> c = Calendar(24.0)
    >>> c.handle("letter", lambda rows: got.append(rows["at"].tolist()))
    >>> c.put("letter", {"at": np.array([30.0, 3.0, 26.0])})
    >>> c.deliver(24.0); c.deliver(48.0); got
    [[3.0], [26.0, 30.0]]
    """

    def __init__(self, tick_h: float) -> None:
        self.tick_h = tick_h
        self._handlers: dict[str, Callable[[Rows], object]] = {}
        self._waiting: dict[int, dict[str, list[Rows]]] = {}
        self._done = 0

    def handle(self, kind: str, handler: Callable[[Rows], object]) -> None:
        """Say who takes the rows of a kind; kinds are delivered in the order they were declared."""
        self._handlers[kind] = handler

    def put(self, kind: str, rows: Rows) -> None:
        """Keep rows (column -> array, with ``at`` [h]) until their tick ends; late ones join the next delivery."""
        if kind not in self._handlers:
            raise KeyError(f"nobody handles {kind!r}; handled: {sorted(self._handlers)}")
        at = rows["at"]
        if not len(at):
            return
        tick = np.maximum(np.ceil(at / self.tick_h - 1e-9).astype(np.int64), self._done + 1)
        order = tick.argsort(kind="stable")
        tick = tick[order]
        cuts = ((tick[1:] != tick[:-1]).nonzero()[0] + 1).tolist()
        # a copy: the caller may change its rows afterwards
        kept = {c: np.asarray(v)[order] for c, v in rows.items()}
        for first, last in zip([0, *cuts], [*cuts, len(tick)], strict=True):
            part = {c: v[first:last] for c, v in kept.items()} if cuts else kept
            self._waiting.setdefault(int(tick[first]), {}).setdefault(kind, []).append(part)

    def deliver(self, now: float) -> None:
        """Hand out all rows up to the tick that ends now, until nothing new comes."""
        tick = round(now / self.tick_h)
        while waiting := self._waiting.pop(tick, None):
            for kind in self._handlers:
                parts = waiting.get(kind)
                if parts:
                    joined = (
                        {c: np.concatenate([p[c] for p in parts]) for c in parts[0]}
                        if len(parts) > 1
                        else parts[0]
                    )
                    order = (
                        np.lexsort((joined["key"], joined["at"]))
                        if "key" in joined
                        else np.argsort(joined["at"], kind="stable")
                    )
                    self._handlers[kind]({c: v[order] for c, v in joined.items()})
        self._done = tick
