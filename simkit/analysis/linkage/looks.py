"""Which look-ups explain a leak: of one record, and of a whole set of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from ...core.errors import BadValue, nearest, quoted
from ..guard import refuse_real
from .explained import explain
from .link import link_posts

HALF_LIFE_H = 30.0
"""After this time [h] a look-up counts half as a source; the knob ``insider.post_delay_h``. Assumption."""

P_HIDDEN = 0.5
"""Share of misuse that hides behind an ordinary explanation; the knob ``insider.p_covered``. Assumption."""

MIN_P = 0.5
"""From which chance on a posted record counts as being about its likeliest person."""


def posted_fields(tables: Mapping[str, pd.DataFrame], post: int) -> frozenset[str]:
    """Give the fields that a post holds.

    Raises
    ------
    BadValue
        If there is no such post.
    """
    posts = tables["posts"]
    row = posts[posts["post_id"] == post]
    if row.empty:
        raise BadValue(f"post {quoted(post)}: there is none; {nearest(str(post), posts['post_id'])}")
    return frozenset(str(row["fields"].iloc[0]).split(","))


def explaining_accesses(
    tables: Mapping[str, pd.DataFrame],
    post: int,
    person: int,
    explained: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List the look-ups of a person that could be the source of a post, the likeliest first.

    Only look-ups count that were allowed, came before the post and showed every field that was posted. The weight
    falls with the time between (1 / (1 + h / 30)) and rises with how rare the look-up's explanation is
    among all look-ups: half of misuse is taken to have no explanation, as against few honest look-ups.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs accesses, tickets, agents, posts.
    post, person : int
    explained : DataFrame, optional
        What `explain` gives for these tables, if it is at hand.

    Returns
    -------
    DataFrame
        ``access_id``, ``agent_id``, ``at``, ``hours_before``, ``explanation``, ``is_explained``, ``score`` and
        ``share`` (of the scores). Empty if the desk's log holds no source: then the leak came from elsewhere,
        or the camera caught what a colleague had opened.

    Raises
    ------
    BadValue
        If there is no such post, or if anybody in the tables could be real.
    """
    refuse_real(tables, proof=("people",))
    fields = posted_fields(tables, post)
    posts = tables["posts"]
    at = posts.loc[posts["post_id"] == post, "at"].iloc[0]
    looks = explain(tables) if explained is None else explained
    p_open = np.clip(1 - looks["is_explained"].mean() if len(looks) else 0.5, 1e-4, 1 - 1e-4)
    mine = looks[(looks["person_id"] == person) & (looks["at"] < at) & (looks["verdict"] == "allow")]
    shows = [fields <= set(str(f).split(",")) for f in mine["fields_shown"]]
    mine = mine[np.array(shows, bool)]
    hours = (at - mine["at"]) / pd.Timedelta(hours=1)
    weight = np.where(mine["is_explained"], P_HIDDEN / (1 - p_open), (1 - P_HIDDEN) / p_open)
    made = mine[["access_id", "agent_id", "at", "explanation", "is_explained"]].assign(
        hours_before=hours, score=weight / (1 + hours / HALF_LIFE_H)
    )
    made["share"] = made["score"] / made["score"].sum()
    return made.sort_values(["score", "at"], ascending=False, ignore_index=True)


def explains_set(
    tables: Mapping[str, pd.DataFrame], post_ids: Iterable[int], only_unexplained: bool = False
) -> pd.DataFrame:
    """Say whose look-ups explain the records of some posts better than chance would.

    Each posted record is linked to a person (`link_posts`); then as `explains_people`.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    post_ids : iterable of int
    only_unexplained : bool
        Count only look-ups without an explanation.

    Returns
    -------
    DataFrame
        As `explains_people`.

    Raises
    ------
    BadValue
        If anybody in the tables could be real.
    """
    records = tables["post_records"]
    wanted = records[records["post_id"].isin(list(post_ids))]
    links = link_posts({**_only(tables, ("people", "sims")), "post_records": wanted})
    links = links[links["p"].ge(MIN_P)].merge(tables["posts"][["post_id", "at"]], on="post_id")
    return explains_people(tables, links[["person_id", "at"]], only_unexplained)


def explains_people(
    tables: Mapping[str, pd.DataFrame], leaked: pd.DataFrame, only_unexplained: bool = False
) -> pd.DataFrame:
    """Say whose look-ups cover a set of leaked people better than chance would.

    An agent who has looked up a share q of all people whom anybody had looked up by then covers each leaked one
    of them with chance q. How likely chance alone reaches the number really covered is a binomial tail (of the
    sum over days on which records leaked); the more an agent works, the more chance alone covers. With many
    agents one of them is always lucky: ``p_family`` is corrected for that (Holm).

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs accesses, agents, people; tickets for `only_unexplained`.
    leaked : DataFrame
        ``person_id`` and ``at``: only look-ups before this moment can explain the leak.
    only_unexplained : bool

    Returns
    -------
    DataFrame
        ``agent_id``, ``n_people`` (looked up before the last leak), ``n_hit``, ``n_leaked`` (leaked people whom
        anybody had looked up), ``expected``, ``p_chance``, ``p_family``; the least likely by chance first.

    Raises
    ------
    BadValue
        If anybody in the tables could be real.
    """
    refuse_real(tables, proof=("people",))
    looks = explain(tables) if only_unexplained else tables["accesses"]
    looks = looks[looks["verdict"].eq("allow") & (~looks["is_explained"] if only_unexplained else True)]
    first = looks.groupby(["agent_id", "person_id"], observed=True)["at"].min().reset_index()
    anybody = first.groupby("person_id")["at"].min()
    leaked = leaked.astype({"person_id": "int64"}).groupby("person_id")["at"].min().reset_index()
    leaked = leaked[anybody.reindex(leaked["person_id"]).to_numpy() < leaked["at"].to_numpy()]
    agents = tables["agents"]["agent_id"].to_numpy()
    hits = first.merge(leaked, on="person_id", suffixes=("", "_leak"))
    n_hit = (
        hits[hits["at"] < hits["at_leak"]].groupby("agent_id").size().reindex(agents, fill_value=0).to_numpy()
    )
    days = leaked["at"].dt.ceil("D").value_counts().sort_index()
    by_day = _shares(first, anybody, agents, days.index)
    early = first[first["at"] < leaked["at"].max()].groupby("agent_id").size()
    made = pd.DataFrame(
        {
            "agent_id": agents,
            "n_people": early.reindex(agents, fill_value=0).to_numpy(),
            "n_hit": n_hit,
            "n_leaked": len(leaked),
            "expected": by_day @ days.to_numpy() if len(days) else 0.0,
            "p_chance": [_tail(h, days.to_numpy(), q) for h, q in zip(n_hit.tolist(), by_day, strict=True)],
        }
    )
    made = made.sort_values(["p_chance", "agent_id"], ignore_index=True)
    holm = made["p_chance"] * np.arange(len(made), 0, -1)
    return made.assign(p_family=np.minimum(holm.cummax(), 1.0))


def _shares(first: pd.DataFrame, anybody: pd.Series, agents: np.ndarray, days: pd.Index) -> np.ndarray:
    """Give the share of all people looked up so far whom each agent had looked up, by day."""
    total = np.searchsorted(np.sort(anybody.to_numpy()), days.to_numpy())
    mine = {a: np.sort(t.to_numpy()) for a, t in first.groupby("agent_id")["at"]}
    counts = [np.searchsorted(mine.get(a, np.empty(0, "datetime64[s]")), days.to_numpy()) for a in agents]
    return np.array(counts, float).reshape(len(agents), len(days)) / np.maximum(total, 1)


def _tail(n_hit: int, n: np.ndarray, q: np.ndarray) -> float:
    """Give the chance of at least so many hits when day d has n[d] records, each covered with chance q[d]."""
    from scipy.stats import binom  # noqa: PLC0415 (slow to import)

    chance = np.ones(1)
    for n_day, q_day in zip(n.tolist(), q.tolist(), strict=True):
        chance = np.convolve(chance, binom.pmf(np.arange(n_day + 1), n_day, q_day))
    return float(chance[n_hit:].sum()) if n_hit else 1.0


def _only(tables: Mapping[str, pd.DataFrame], names: Iterable[str]) -> dict[str, pd.DataFrame]:
    return {name: tables[name] for name in names if name in tables}
