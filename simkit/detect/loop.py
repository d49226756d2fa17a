"""A run with detection inside it: ``simkit.simulate`` hands the kit's detectors to the engine, which has none."""

from __future__ import annotations

from functools import wraps
from typing import Any

from ..engine import run
from ..engine.export.result import Run
from .detectors.registry import screener


@wraps(run.simulate)
def simulate(*args: Any, **more: Any) -> Run:  # noqa: D103 - it has the docstring of what it wraps
    return run.simulate(*args, **({"detectors": screener} | more))
