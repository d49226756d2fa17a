"""Work beside the notebook's own: only the latest wish is carried out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
PAUSE_S = 0.12
"""Who moves a slider with the arrow keys presses more than once: wait this long for the next press."""


class Latest(Generic[T]):
    """Carries out wishes in a thread of their own; a newer wish ends an older one.

    Parameters
    ----------
    do : callable
        Told the wish, and a function that says whether it is still wanted.

    Examples
    --------
    >>> done = []
    >>> work = Latest(lambda wish, is_wanted: done.append(wish), pause_s=0.05)
    >>> work.ask(1); work.ask(2); work.wait()
    >>> done
    [2]
    """

    def __init__(self, do: Callable[[T, Callable[[], bool]], None], pause_s: float = PAUSE_S) -> None:
        self._do, self._pause_s = do, pause_s
        self._turn, self._busy = 0, threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, wish: T) -> None:
        """Wish for something: whatever was wished for before is given up."""
        turn = self.drop()
        self._thread = threading.Thread(target=self._go, args=(turn, wish), daemon=True, name="policy lab")
        self._thread.start()

    def drop(self) -> int:
        """Give up what is under way, and give the number of the next turn."""
        self._turn += 1
        return self._turn

    def wait(self, seconds: float = 60.0) -> None:
        """Wait until the latest wish is done."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _go(self, turn: int, wish: T) -> None:
        time.sleep(self._pause_s)
        with self._busy:
            if turn == self._turn:
                self._do(wish, lambda: turn == self._turn)
