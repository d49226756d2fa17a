"""What a ring's attempts and the market see of a ring: they stand below it, and import no ring."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..model import Model
from .ring_parameters import RingParameters
from .routes import Memory
from .screening_answers import Evasion


class Firm(Protocol):
    """A ring, as seen by who works with it; the class itself is in ``ring.py``."""

    model: Model
    params: RingParameters
    memory: Memory
    evasion: Evasion
    number: int
    founder: int
    party: int
    running: bool
    outlets: dict[int, np.ndarray]
    handled: dict[tuple[int, str], int]

    @property
    def cash(self) -> int:
        """Cash in hand [Rp]."""

    def accomplices_of(self, route: int, n: int) -> np.ndarray:
        """Pick the outlets that work for this ring on a route, if it wants so many."""
