"""Figures for a ranking against the truth: what investigators find, how soon, at what price, at whose expense.

Accuracy is not among them: where one SIM in seven thousand is a ring's, whoever accuses nobody is right in
99.985 % of the cases.
"""

from __future__ import annotations

from .accusations import accusations, by_group, parties
from .intervals import clopper_pearson, wilson
from .labels import first_acts, labels
from .prevalence import NATIONAL_PREVALENCE, Reweighted, reweighted_precision
from .ranked import Judged, average_precision, judge, precision_at, recall_at
from .worklist import by_look, first_in_top, saved_per_hour, sims_of, time_to_detection, worklist

__all__ = [
    "NATIONAL_PREVALENCE",
    "Judged",
    "Reweighted",
    "accusations",
    "average_precision",
    "by_group",
    "by_look",
    "clopper_pearson",
    "first_acts",
    "first_in_top",
    "judge",
    "labels",
    "parties",
    "precision_at",
    "recall_at",
    "reweighted_precision",
    "saved_per_hour",
    "sims_of",
    "time_to_detection",
    "wilson",
    "worklist",
]
