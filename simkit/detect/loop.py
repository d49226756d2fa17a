"""A run with detection inside it: ``simkit.simulate`` hands the kit's detectors to the engine, which has none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ..core.errors import BadValue, nearest, quoted
from ..engine import run
from ..engine.export.result import Run
from .detectors.base import Observed, Ranking
from .detectors.registry import SPECS, Spec

LEARNING = Spec(
    "learning",
    "learning:learning",
    "sim",
    ("sims", "registrations", "cases"),
    helps=("accounts", "logins", "notices", "traffic_daily", "complaints", "people", "outlets"),
)
"""Learns from investigators' cases, so only a screening can use it: a folder of tables seldom has any."""

OF_NUMBERS = ("sim", "account", "device", "nik")
"""What can be ranked in a screening, which looks at numbers."""


def screener(name: str) -> Callable[[Observed], Ranking]:
    """Give a detector by its name, or by how its name begins: what the policy ``screening`` is handed.

    Raises
    ------
    BadValue
        For an unknown name, a beginning that several share, or a detector that ranks no numbers.

    Examples
    --------
    >>> screener("bulk").__name__
    'bulk_registration'
    """
    known = {s.name: s for s in (*SPECS.values(), LEARNING) if s.entity in OF_NUMBERS}
    found = [known[name]] if name in known else [s for n, s in known.items() if n.startswith(name)]
    if len(found) != 1:
        raise BadValue(f"screening.detector is {quoted(name)}: {nearest(name, known)}")
    return found[0].function()


@wraps(run.simulate)
def simulate(*args: Any, **more: Any) -> Run:  # noqa: D103 - it has the docstring of what it wraps
    return run.simulate(*args, **({"detectors": screener} | more))
