"""What a fact is that the model is held to, and the runs in which facts are measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.errors import BadValue, quoted
from .calibration_measures import Measure

TOLERANCE = {"H": 0.05, "M": 0.10, "L": 0.20}
"""Where a source gives one number: how far the model may be off, by the confidence of the entry."""
INPUT, HELD_OUT = "input", "held_out"


@dataclass(frozen=True)
class Case:
    """Runs that facts are measured in: a story, settings, and arms of policies beside the story as it is."""

    story: str
    settings: Mapping[str, Any]
    arms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """One published fact and how a run is asked for it.

    Attributes
    ----------
    name : str
    kind : {"input", "held_out"}
        Whether a knob was set from this fact, so that the model cannot but show it unless it is broken; or
        whether nothing was set from it.
    source : str
        An entry of ``docs/sources.md``.
    low, high : float
        The range that agrees with the source; infinite where it names only a direction.
    case : str
        A key of `CASES`.
    measure : callable
    en, id : str
        What is measured.
    note_en, note_id : str
        What a reader must know to judge the verdict.
    """

    name: str
    kind: str
    source: str
    low: float
    high: float
    case: str
    measure: Measure
    en: str
    id: str
    note_en: str = ""
    note_id: str = ""


def about(value: float, confidence: str) -> tuple[float, float]:
    """Give the range about a published number: narrower the surer its source.

    Examples
    --------
    >>> about(100.0, "H"), about(100.0, "L")
    ((95.0, 105.0), (80.0, 120.0))
    """
    if confidence not in TOLERANCE:
        raise BadValue(f"confidence is {quoted(confidence)}: it must be one of {', '.join(TOLERANCE)}")
    return value * (1 - TOLERANCE[confidence]), value * (1 + TOLERANCE[confidence])


DAY_OF_RULE = 120
CASES: Mapping[str, Case] = {
    "country": Case(
        "baseline", {"people.n_people": 60_000, "run.days": 1, "run.tick_h": 24.0, "ring.n_rings": 0}
    ),
    "quarter": Case("baseline", {"run.tick_h": 24.0}),
    "half_year": Case("baseline", {"run.tick_h": 24.0, "run.days": 180}),
    "new_check": Case(
        "policy-lab",
        {"run.days": 360, "run.scale": 0.04},
        {"check": (f"face_match:start_day={DAY_OF_RULE}",)},
    ),
    "limits": Case("policy-lab", {}, {"cap": ("cap:per_operator=1",), "face": ("face_match",)}),
}
