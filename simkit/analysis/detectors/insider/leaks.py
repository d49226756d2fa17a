"""From what leaked back to the desk: one post, or all people whose identity was misused."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...guard import refuse_real
from ...linkage.explained import explain
from ...linkage.link import link_posts
from ...linkage.looks import MIN_P, explaining_accesses, explains_people
from ...linkage.origin import SERVER, origins
from ..base import Observed, Ranking, Reason, ranking
from .rules import cited, counted

NEEDS = ("accesses", "tickets", "agents", "people", "sims", "posts", "post_records")
NEEDS_SET = ("accesses", "tickets", "agents", "people", "sims", "blocks")

BEFORE = Reason(
    "look_before_post",
    "accesses",
    "access_id",
    "nunique",
    "{n} kali membuka data orang yang kemudian diunggah, tanpa alasan",
    "{n} look-ups, without a reason, of somebody whose record was posted later",
)
COVERED = Reason(
    "leaked_people",
    "accesses",
    "person_id",
    "nunique",
    "membuka data {n} orang yang kemudian identitasnya disalahgunakan",
    "looked up {n} people whose identity was misused later",
)

MISUSE = ("complaint", "bulk_behaviour", "raid", "strange_number", "sim_blocked")
"""Reasons of a block that say that a number was abused, or registered without its holder's knowledge."""


def by_posts(tables: Observed) -> Ranking:
    """Rank agents by how likely their look-ups are the source of what was posted: post, person, look-up, agent.

    Each post that does not look like a server's dump is linked to a person, and each look-up of that person gets
    its share as in ``linkage.explaining_accesses``. The score is the sum over posts. One look-up is enough.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs `NEEDS`.

    Returns
    -------
    Ranking
        Of agents. If the person had an ordinary ticket before the post, whoever served that ticket shares the
        suspicion, and if the culprit did, nothing tells a photo from work.

    Raises
    ------
    BadValue
        If anybody in the tables could be real.
    """
    agents = tables["agents"]["agent_id"].to_numpy()
    if "post_records" not in tables or tables["post_records"].empty:
        refuse_real(tables)
        return ranking("by_posts", "agent", pd.Series(0.0, agents))
    looks, links = explain(tables), link_posts(tables)
    where = origins(tables["posts"])
    from_desk = where.loc[where["origin"].ne(SERVER), "post_id"]
    links = links[links["post_id"].isin(from_desk) & links["p"].ge(MIN_P)]
    found = [
        explaining_accesses(tables, post, person, looks).assign(p=p)
        for post, person, p in links[["post_id", "person_id", "p"]].itertuples(index=False)
    ]
    if not found:
        return ranking("by_posts", "agent", pd.Series(0.0, agents))
    shares = pd.concat(found, ignore_index=True)
    score = (shares["share"] * shares["p"]).groupby(shares["agent_id"]).sum().reindex(agents, fill_value=0.0)
    bare = shares.loc[~shares["is_explained"].astype(bool), ["access_id", "agent_id"]].drop_duplicates()
    return ranking("by_posts", "agent", score, [cited(BEFORE, bare)])


def misused_people(tables: Observed) -> pd.DataFrame:
    """Give the people on whose NIK numbers stand that were blocked for abuse, and when these were registered.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs blocks, sims, people.

    Returns
    -------
    DataFrame
        ``person_id``, ``at``: the identity leaked before this moment. Honest people whose number was blocked by
        mistake are among them.
    """
    blocks = tables["blocks"]
    bad = blocks.loc[blocks["reason"].isin(MISUSE), "sim_id"].dropna().unique()
    sims = tables["sims"][["sim_id", "nik", "registered_at"]]
    sims = sims[sims["sim_id"].isin(bad)]
    people = tables["people"][["person_id", "nik"]].dropna()
    made = sims.merge(people, on="nik").rename(columns={"registered_at": "at"})
    return made.groupby("person_id")["at"].min().reset_index()


def by_leaked_set(tables: Observed, only_unexplained: bool = False) -> Ranking:
    """Rank agents by how much better than chance their look-ups cover the people whose identity was misused.

    It needs neither volume nor a wrong ticket: even a seller who sells only customers that he serves covers more of
    the leaked set than his amount of work would.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs `NEEDS_SET`.
    only_unexplained : bool
        Count only look-ups that nothing explains: fewer, but hardly ever by chance.

    Returns
    -------
    Ranking
        Of agents; the score is -log10 of the chance, corrected for the number of agents, at most 300.

    Raises
    ------
    BadValue
        If anybody in the tables could be real.
    """
    leaked = misused_people(tables)
    found = explains_people(tables, leaked, only_unexplained).set_index("agent_id")
    score = (-np.log10(found["p_family"].clip(lower=1e-300))).reindex(tables["agents"]["agent_id"]) + 0.0
    looks = explain(tables) if only_unexplained else tables["accesses"]
    looks = looks[looks["verdict"].eq("allow") & (~looks["is_explained"] if only_unexplained else True)]
    hits = looks.merge(leaked, on="person_id", suffixes=("", "_leak"))
    hits = hits[hits["at"] < hits["at_leak"]]
    return ranking("by_leaked_set", "agent", score, [cited(COVERED, hits)])


def strange_subjects(tables: Observed) -> Ranking:
    """Rank agents by how rare the provinces of the people are whom they look up without a reason.

    A desk that serves its own region would find a stranger's record odd. In the model customers of all provinces
    reach every desk, so that this score knows nothing here: it is kept as the example of a plausible idea that
    has to be measured before it is used.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs accesses, tickets, agents, people.

    Returns
    -------
    Ranking
        Of agents; the score is the mean surprise [bits] of the provinces, against the site's tickets. Who has
        no unexplained look-up gets 0.
    """
    looks = explain(tables)
    province = tables["people"].set_index("person_id")["province"].astype(str)
    named = looks.assign(province=looks["person_id"].map(province))
    usual = named[named["is_explained"]].groupby(["site", "province"]).size().rename("n").reset_index()
    usual["bits"] = -np.log2(
        (usual["n"] + 1) / usual.groupby("site")["n"].transform("sum").add(len(province.unique()))
    )
    rest = named[~named["is_explained"]].merge(usual, on=["site", "province"], how="left")
    rest["bits"] = rest["bits"].fillna(usual["bits"].max() + 1 if len(usual) else 0.0)
    score = rest.groupby("agent_id")["bits"].mean().reindex(tables["agents"]["agent_id"]).fillna(0.0)
    return ranking(
        "strange_subjects", "agent", score, [cited(STRANGE, rest)] if counted(tables, rest).any() else []
    )


STRANGE = Reason(
    "strange_subjects",
    "accesses",
    "access_id",
    "nunique",
    "{n} kali membuka data tanpa alasan, dinilai menurut provinsi pelanggannya",
    "{n} look-ups without a reason, judged by the customers' provinces",
)
