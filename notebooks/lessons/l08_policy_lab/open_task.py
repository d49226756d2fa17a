"""The judge of lesson 08's open task: an outcome that the lesson did not look at, with what its interval allows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit_course.checks import NotYet, compare, meant, numbers, take_mapping, take_some

from .judges import VERDICTS, verdict

SAID = Catalogue(__package__, "open_task")
SEEN = ("n_reached", "n_victims", "n_turned_away", "n_sold", "displaced")
ENDS = ("difference", "low", "high")


def judge(answer: Any, made: Any) -> None:
    """Judge an outcome of one arm that the lesson did not use: its interval, and the word that the interval allows."""
    given = take_mapping(answer, ("arm", "outcome", *ENDS, "says"))
    # The task speaks of `results`, so this table will do as well as the experiment.
    table = made if isinstance(made, pd.DataFrame) else made.differences.set_index(["outcome", "arm"])
    if given["outcome"] in SEEN:
        raise NotYet(SAID["seen"].put(outcome=repr(given["outcome"])))
    arm = take_some([given["arm"]], "arm", set(table.index.get_level_values("arm")))[0]
    outcome = take_some([given["outcome"]], "outcome", set(table.index.get_level_values("outcome")))[0]
    whole = table.loc[(outcome, arm)]
    row = whole[list(ENDS)].astype(float)
    if row.isna().any():
        raise NotYet(SAID["no_pairs"])
    compare(numbers({k: given[k] for k in ENDS}, ENDS), row.to_dict())
    if meant(given["says"], VERDICTS) != verdict(whole):
        raise NotYet(SAID["not_what_it_says"])
