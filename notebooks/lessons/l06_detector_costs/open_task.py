"""The judge of lesson 06's open task: a list of one's own, as long as the investigators can look at."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simkit_course.checks import PER_CENT, compare, numbers, take_mapping, take_some

N = 800
PARTS = ("precision", "n_households")


def judge(answer: Any, is_ring: pd.Series, families: pd.DataFrame) -> None:
    """Judge a list of SIMs: the share of it that is a ring's, and the households with an honest SIM on it."""
    given = take_mapping(answer, ("sims", *PARTS))
    sims = take_some(given["sims"], "sims", set(is_ring.index), N)
    on = families[families["sim_id"].isin(sims) & ~families["is_ring"]]
    share = float(is_ring.loc[sims].mean())
    mine = numbers({k: given[k] for k in PARTS}, PARTS)
    compare(
        mine, {"precision": share, "n_households": on["kk"].nunique()}, [("precision", 100 * share, PER_CENT)]
    )
