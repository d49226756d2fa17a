"""The judge of lesson 08's open task: an outcome that the lesson did not look at, with what its interval allows."""

from __future__ import annotations

from typing import Any

from simkit.core.catalogue import Catalogue
from simkit_course.checks import NotYet, compare, meant, numbers, take_mapping, take_some

SAID = Catalogue(__package__, "open_task")
SEEN = ("n_reached", "n_victims", "n_turned_away", "n_sold", "displaced")
ENDS = ("difference", "low", "high")
WORDS = {
    "more": ("lebih banyak",), "fewer": ("lebih sedikit", "less"), "unclear": ("belum jelas", "cannot tell"),
}  # fmt: skip


def judge(answer: Any, made: Any) -> None:
    """Judge an outcome of one arm that the lesson did not use: its interval, and the word that the interval allows."""
    given = take_mapping(answer, ("arm", "outcome", *ENDS, "says"))
    table = made.differences.set_index(["outcome", "arm"])
    arm = take_some([given["arm"]], "arm", set(table.index.get_level_values("arm")))[0]
    outcome = take_some(
        [given["outcome"]], "outcome", set(table.index.get_level_values("outcome")) - set(SEEN)
    )[0]
    row = table.loc[(outcome, arm), list(ENDS)].astype(float)
    if row.isna().any():
        raise NotYet(SAID["no_pairs"])
    compare(numbers({k: given[k] for k in ENDS}, ENDS), row.to_dict())
    word = "more" if row["low"] > 0 else "fewer" if row["high"] < 0 else "unclear"
    if meant(given["says"], WORDS) != word:
        raise NotYet(SAID["not_what_it_says"])
