"""The investigation game: a small country with one crime, a budget of hours, accusations, and the truth at the end.

>>> from simkit_course.game import POINTS
>>> all(-wrong > right for right, wrong in POINTS.values())
True
"""

from __future__ import annotations

from .case import BUDGET_H, Case, K, open_case
from .costs import HOURS, Investigation
from .players import biggest, by_detectors, careful
from .scoring import POINTS, Accusation, judged, score

__all__ = [
    "BUDGET_H",
    "HOURS",
    "POINTS",
    "Accusation",
    "Case",
    "Investigation",
    "K",
    "biggest",
    "by_detectors",
    "careful",
    "judged",
    "open_case",
    "score",
]
