"""A class's scores: what each team found, whom it accused wrongly, and how each question went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from ..game.case import KINDS
from .bundle import WORTH
from .handin import ABSENT, MOST, NO_COUNT, SHOWN, WANTED, HandIn
from .key import Key, TeamKey

EMPTY = HandIn("", "", {})


def is_scored(given: HandIn, key: TeamKey) -> bool:
    """Tell whether one answer counts: who named nothing in the tables, or what is known, is not scored, and so no 0."""
    return bool(verdicts(given, key)["counts"].any())


def most(kind: str, key: TeamKey, k: int) -> int:
    """Give how many right answers to a question count."""
    return min(MOST.get(kind, k), len(key.truth[kind]))


def verdicts(given: HandIn, key: TeamKey) -> pd.DataFrame:
    """Judge each answer.

    Returns a DataFrame: ``kind``, ``entity``, ``is_right``, ``counts``, ``sign``. A number that is known already,
    or a name that stands in none of the team's tables, does not count.
    """
    made = []
    for kind in KINDS:
        for entity in given.answers.get(kind, ()):
            is_right = entity in key.truth[kind]
            counts = key.holds(kind, entity) and (kind != "number" or entity not in key.known)
            made.append((kind, entity, is_right, counts, (1.0 if is_right else -1.0) if counts else 0.0))
    return pd.DataFrame(made, columns=["kind", "entity", "is_right", "counts", "sign"])


def checked(given: HandIn, key: TeamKey) -> HandIn:
    """Tell a team which of the names that it gave stand in none of its tables."""
    made = []
    for kind in KINDS:
        absent = [str(name) for name in given.answers.get(kind, ()) if not key.holds(kind, name)]
        if absent:
            names = ", ".join(absent[:SHOWN]) + ", …" * (len(absent) > SHOWN)
            made.append(ABSENT.put(question=kind, names=names, wanted=WANTED[kind]))
    made += [NO_COUNT] * (given.n_answers > 0 and not is_scored(given, key))
    return replace(given, messages=[*given.messages, *made])


def team_score(given: HandIn, key: TeamKey, k: int) -> dict[str, float]:
    """Score one team.

    Returns a dict: by question its points, what it is worth (such as ``number_of``) and how many honest ones were
    named (``number_wrong``); ``score`` (the sum, from -100 to 100), ``n_found`` and ``recall`` (of the numbers that
    count), ``n_wrong``, ``saved_rp`` (what the numbers found would still have taken from people).
    """
    judged = verdicts(given, key)
    right = judged["is_right"] & judged["counts"]
    wrong = judged.loc[~judged["is_right"] & judged["counts"], "kind"].value_counts()
    numbers = judged.loc[(judged["kind"] == "number") & right, "entity"]
    added = judged.groupby("kind")["sign"].sum()
    n = {kind: most(kind, key, k) for kind in WORTH}
    absent = sum(WORTH[kind] for kind in WORTH if not n[kind])
    made: dict[str, float] = {}
    for kind, points in WORTH.items():
        of = points + absent * (kind == "number") if n[kind] else float("nan")
        share = max(float(added.get(kind, 0.0)) / (n[kind] or 1), -1.0)
        # Rounded as it is shown, so that a team's points add up on the board.
        made |= {kind: round(of * share, 1), f"{kind}_of": of, f"{kind}_wrong": float(wrong.get(kind, 0))}
    return made | {
        "score": round(float(np.nansum([made[kind] for kind in WORTH])), 1) + 0.0,
        "n_found": float(len(numbers)),
        "recall": len(numbers) / n["number"] if n["number"] else float("nan"),
        "n_wrong": float(wrong.sum()),
        "saved_rp": float(sum(key.loss_rp.get(int(n), 0) for n in numbers)),
    }


def scores(found: Mapping[str, HandIn], key: Key) -> pd.DataFrame:
    """Score every team of a class; one of which no answer counts has neither score nor rank.

    Returns a DataFrame: indexed by ``team``, the columns of `team_score` and ``rank``; the best first. Teams with
    equal scores have equal ranks.
    """
    made = {team: team_score(found.get(team, EMPTY), key.teams[team], key.k) for team in key.teams}
    table = pd.DataFrame.from_dict(made, orient="index").rename_axis("team")
    table.loc[[t for t, own in key.teams.items() if not is_scored(found.get(t, EMPTY), own)]] = np.nan
    table["rank"] = table["score"].rank(method="min", ascending=False).astype("Int64")
    return table.sort_index().sort_values("rank", kind="stable")


def items(table: pd.DataFrame) -> pd.DataFrame:
    """Say of each question how hard it was and whether it told strong teams from weak ones.

    Returns a DataFrame: by question: ``mean`` (points), ``solved`` (share of the scored teams with all of them),
    ``discrimination`` (correlation with the sum of the other questions; NaN where all teams did alike).
    """
    made = {}
    told = table[table["rank"].notna()]
    for kind in WORTH:
        own, rest = told[kind], told[[c for c in WORTH if c != kind]].sum(axis=1)
        spread = len(told) > 2 and own.std() > 0 and rest.std() > 0
        r = float(np.corrcoef(own, rest)[0, 1]) if spread else float("nan")
        solved = (own >= told[f"{kind}_of"].round(1)).mean()
        made[kind] = (float(own.mean()), float(solved), r)
    return pd.DataFrame.from_dict(made, orient="index", columns=["mean", "solved", "discrimination"])
