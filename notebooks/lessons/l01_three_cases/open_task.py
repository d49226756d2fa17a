"""The judge of lesson 01's open task: how many of the numbers sold were blocked."""

from __future__ import annotations

from typing import Any

from simkit_course.checks import PER_CENT, compare, numbers

PARTS = ("n_sold", "n_blocked", "share")


def judge(answer: Any, country: Any) -> None:
    """Judge how many different SIMs were sold, how many of them blocked, and the share."""
    sold = set(country.truth["sales"]["sim_id"].dropna().astype(int))
    blocks = country.observed["blocks"]
    is_block = (blocks["target"] == "sim") & (blocks["reason"] != "replaced")
    blocked = sold & set(blocks.loc[is_block, "sim_id"].dropna().astype(int))
    true = {"n_sold": len(sold), "n_blocked": len(blocked), "share": len(blocked) / max(len(sold), 1)}
    compare(numbers(answer, PARTS), true, [("share", 100 * true["share"], PER_CENT)])
