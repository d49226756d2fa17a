"""The judge of lesson 02's open task: a limit of one's own on SIMs per NIK, and what it flags."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simkit_course.checks import PER_CENT, compare, numbers, take_some

PARTS = ("k", "n_flagged", "n_right", "precision")


def judge(answer: Any, sims: pd.DataFrame, is_ring: pd.Series) -> None:
    """Judge what a limit flags: SIMs whose NIK holds more than `k`, and those of them that are a ring's."""
    mine = numbers(answer, PARTS)
    held = sims["nik"].map(sims["nik"].value_counts())
    k = take_some([mine["k"]], "k", range(1, int(held.max())))[0]
    flagged = held > k
    n, right = int(flagged.sum()), int((flagged & is_ring).sum())
    true = {"k": k, "n_flagged": n, "n_right": right, "precision": right / n}
    compare(mine, true, [("precision", 100 * right / n, PER_CENT)])
