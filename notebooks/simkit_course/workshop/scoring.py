"""A class's scores: what each team found, whom it accused wrongly, and how each question went."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..game.case import KINDS
from ..game.scoring import POINTS
from .handin import MOST, HandIn
from .key import Key, TeamKey

EMPTY = HandIn("", "", {})


_RIGHT, _WRONG = POINTS["number"]
WRONG = _WRONG / _RIGHT
"""What naming somebody honest adds, where a right answer adds 1: as in the lessons' game."""


def most(kind: str, key: TeamKey, k: int) -> int:
    """Give how many right answers to a question count."""
    return min(MOST.get(kind, k), len(key.truth[kind]))


def verdicts(given: HandIn, key: TeamKey) -> pd.DataFrame:
    """Judge each answer.

    Returns a DataFrame: ``kind``, ``entity``, ``is_right``, ``counts``, ``points``. A number that is known already,
    or that is none, does not count.
    """
    made = []
    for kind in KINDS:
        for entity in given.answers.get(kind, ()):
            is_right = entity in key.truth[kind]
            counts = kind != "number" or (entity not in key.known and entity < key.n_numbers)
            made.append((kind, entity, is_right, counts, (1.0 if is_right else WRONG) if counts else 0.0))
    return pd.DataFrame(made, columns=["kind", "entity", "is_right", "counts", "points"])


def team_score(given: HandIn, key: TeamKey, k: int) -> dict[str, float]:
    """Score one team.

    Returns a dict: for each question what its answers add up to, as a share of what could be had; ``score`` (the mean
    of these, from 0: questions weigh alike, however many answers they take), ``recall`` (of the numbers that could be
    named at this capacity), ``n_wrong`` (accused, and honest), ``saved_rp`` (what the numbers found would still have
    taken from people).
    """
    judged = verdicts(given, key)
    right = judged["is_right"] & judged["counts"]
    numbers = judged.loc[(judged["kind"] == "number") & right, "entity"]
    added = judged.groupby("kind")["points"].sum()
    shares = {
        kind: float(added.get(kind, 0.0)) / n if (n := most(kind, key, k)) else float("nan") for kind in KINDS
    }
    return shares | {
        "score": max(float(np.nanmean(list(shares.values()))), 0.0),
        "recall": len(numbers) / n if (n := most("number", key, k)) else float("nan"),
        "n_wrong": float((~judged["is_right"] & judged["counts"]).sum()),
        "saved_rp": float(sum(key.loss_rp.get(int(n), 0) for n in numbers)),
    }


def scores(found: Mapping[str, HandIn], key: Key) -> pd.DataFrame:
    """Score every team of a class; one that handed nothing in has nothing.

    Returns a DataFrame: indexed by ``team``, the columns of `team_score` and ``rank``; the best first. Teams with
    equal scores have equal ranks.
    """
    made = {team: team_score(found.get(team, EMPTY), key.teams[team], key.k) for team in key.teams}
    table = pd.DataFrame.from_dict(made, orient="index").rename_axis("team")
    table["rank"] = table["score"].round(6).rank(method="min", ascending=False).astype(int)
    return table.sort_index().sort_values("rank", kind="stable")


def items(table: pd.DataFrame) -> pd.DataFrame:
    """Say of each question how hard it was and whether it told strong teams from weak ones.

    Returns a DataFrame: by question: ``mean`` (share of its points), ``solved`` (share of teams with all of them),
    ``discrimination`` (correlation with the sum of the other questions; NaN where all teams did alike).
    """
    made = {}
    for kind in KINDS:
        own, rest = table[kind], table[[c for c in KINDS if c != kind]].sum(axis=1)
        spread = len(table) > 2 and own.std() > 0 and rest.std() > 0
        r = float(np.corrcoef(own, rest)[0, 1]) if spread else float("nan")
        made[kind] = (float(own.mean()), float((own >= 1).mean()), r)
    return pd.DataFrame.from_dict(made, orient="index", columns=["mean", "solved", "discrimination"])
