"""The judge of lesson 03's open task: a yardstick of one's own for agents, and whom it would call in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit_course.checks import NotYet, compare, numbers, take_mapping, take_some

SAID = Catalogue(__package__, "open_task")
INTERVIEWS = 4


def judge(answer: Any, quiet: Any, bad: Any) -> None:
    """Judge how many sellers are among the four agents with the highest scores; of equals the lowest number first."""
    given = take_mapping(answer, ("score", "n_sellers", "n_honest"))
    score = given["score"]
    if not isinstance(score, (pd.Series, dict)):
        raise NotYet(SAID["a_score"])
    score = pd.Series(score, dtype=float)
    agents = take_some(score.index, "score", set(quiet.observed["agents"]["agent_id"]))
    if len(agents) < INTERVIEWS or not np.isfinite(score).all():
        raise NotYet(SAID["whole_scores"].put(n=INTERVIEWS))
    first = score.sort_index().sort_values(ascending=False, kind="stable").index[:INTERVIEWS]
    n = int(first.isin(list(bad)).sum())
    said = numbers({k: given[k] for k in ("n_sellers", "n_honest")}, ("n_sellers", "n_honest"))
    compare(said, {"n_sellers": n, "n_honest": INTERVIEWS - n})
