"""Exercises of lesson 07: write a queue, check Little's law, Erlang C, batches, and monthly against daily."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ..blank import Blank
from ..waiting import compare_forwarding, complaints_by_chance, review, run_desk
from .base import Judge
from .l07_functions import erlang_wait, passed_on
from .l07_numbers import little, monthly_and_daily
from .l07_queue import as_shipped, queue


def _visits() -> tuple[pd.DataFrame]:
    return (run_desk(review, complaints_by_chance(2000, 12, 12), 3),)


def _blank_inside(*arguments: Any) -> Callable[[Any], bool]:
    def untouched(answer: Any) -> bool:
        try:
            return isinstance(answer(*arguments), Blank)
        except Exception:  # the student's own code: then it was touched
            return False

    return untouched


JUDGES = {
    "7.1": Judge(queue, untouched=as_shipped),
    "7.2": Judge(little, _visits),
    "7.3": Judge(erlang_wait, untouched=_blank_inside(2, 3.0, 0.2)),
    "7.4": Judge(passed_on, untouched=_blank_inside(3.2, 30.0)),
    "7.5": Judge(monthly_and_daily, lambda: (compare_forwarding([1, 2]),)),
}
