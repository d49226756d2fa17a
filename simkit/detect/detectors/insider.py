"""Insiders at the desk: the obvious rules to be compared with, unexplained look-ups, and the way back from a post.

All are ranked: `--top` cuts the list shown. The desk's own audit as a policy is `engine/policies/access.py`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..explained_looks import explain
from ..guard import refuse_real
from ..origin import MIN_P, SERVER, explaining_accesses, explains_people, origins
from ..post_linkage import link_posts
from .base import Cited, Observed, Ranking, Reason, cite, ranking

MANY = Reason("looks", "accesses", "access_id", "nunique")
NO_TICKET = Reason("no_ticket", "accesses", "access_id", "nunique")


def cited(reason: Reason, looks: pd.DataFrame) -> Cited:
    """Cite look-ups as the rows behind a reason, by agent."""
    return cite(reason, looks, "agent_id", "access_id")


def counted(tables: Observed, looks: pd.DataFrame) -> pd.Series:
    """Count look-ups by agent; who made none has 0."""
    agents = tables["agents"]["agent_id"].to_numpy()
    return looks.groupby("agent_id").size().reindex(agents, fill_value=0).astype(float)


def by_volume(tables: Observed) -> Ranking:
    """Rank agents by how many records they looked up: the rule everybody thinks of first.

    It finds the loud seller (135 look-ups a day, ``att-2015``), but no single look-up, nor a seller who adds less than
    what one busy shift differs from another.

    Examples
    --------
    >>> looks = pd.DataFrame({"access_id": [1, 2, 3], "agent_id": [4, 4, 5], "ticket_id": [1, None, 2]})
    >>> by_volume({"accesses": looks, "agents": pd.DataFrame({"agent_id": [4, 5]})}).table["entity_id"].tolist()
    [4, 5]
    """
    looks = tables["accesses"]
    return ranking("by_volume", "agent", counted(tables, looks), [cited(MANY, looks)])


def without_ticket(tables: Observed) -> Ranking:
    """Rank agents by the share of their look-ups that name no ticket.

    Supervisors come first: to check the work of others they need none. A seller who names any ticket is not seen.
    """
    looks = tables["accesses"]
    bare = looks[looks["ticket_id"].isna()]
    share: pd.Series = counted(tables, bare) / np.maximum(counted(tables, looks), 1.0)
    return ranking("without_ticket", "agent", share, [cited(NO_TICKET, bare)])


# ---
# The audit by explanation: look-ups that no ticket and no duty explains, against those of colleagues.


KINDS = {
    "wrong_ticket": ("other_customer", "other_agent", "other_time", "unknown_ticket"),
    "no_ticket": ("no_ticket",),
}
"""Look-ups that name a ticket which does not fit, and those that name none: two habits, weighed separately."""

WRONG = Reason("wrong_ticket", "accesses", "access_id", "nunique")
BARE = Reason("unexplained", "accesses", "access_id", "nunique")

LEFT_OUT = 0.25
"""Share of the others, those with the highest rates, who are left out of the yardstick; assumption."""

LEAST_SPREAD = 0.01
"""Squared coefficient of variation by which honest agents' habits differ at least; assumption."""


def unexplained(tables: Observed, explained: pd.DataFrame | None = None) -> Ranking:
    """Rank agents by how surprising their number of unexplained look-ups is among their colleagues.

    For each agent and each kind of unexplained look-up (`KINDS`), the others with the same duty say how many are
    usual for so much work (`surprise`). The score is the sum of both: it orders agents, and is no probability of guilt.

    `explained`: what ``origin.explain`` gives for these tables, if it is at hand. Returns a ranking of agents. Who
    sells only customers that he serves leaves no unexplained look-up and stands where chance puts him; nor is a
    supervisor found who misuses the right to check the work of others.

    Source: the idea is ``ebas``.
    """
    looks = explain(tables) if explained is None else explained
    agents = tables["agents"].set_index("agent_id")
    n = counted(tables, looks)
    duty = agents["position"].astype(str).reindex(n.index)
    score = pd.Series(0.0, n.index)
    for words in KINDS.values():
        some = counted(tables, looks[looks["explanation"].isin(words)])
        score += surprise(some, n, duty)
    wrong = looks[looks["explanation"].isin(KINDS["wrong_ticket"])]
    bare = looks[looks["explanation"].isin(KINDS["no_ticket"])]
    return ranking("unexplained", "agent", score, [cited(WRONG, wrong), cited(BARE, bare)])


def surprise(count: pd.Series, work: pd.Series, group: pd.Series) -> pd.Series:
    """Say how surprising each count is, given the work done and the counts of the others in the group.

    The chance to reach the count is the tail of a negative binomial whose spread is that between the others. `count`,
    `work`, `group`: counts, what they are counted in, and who is compared with whom; who is alone in a group is
    compared with all. Returns Series of float: -log10 of the chance, at most 300.

    Examples
    --------
    >>> count, work = pd.Series([50, 48, 52, 90.0]), pd.Series([1000.0] * 4)
    >>> surprise(count, work, pd.Series(["agent"] * 4)).round(1).tolist()
    [0.1, 0.1, 0.2, 4.4]
    """
    from scipy.special import betainc  # noqa: PLC0415 (slow to import; scipy.stats, which has the tail, takes 50 MB more)

    alone = group.map(group.value_counts()) < 2
    group = group.mask(alone, "")
    score = {}
    for who in count.index:
        others = (count.index != who) & ((group == group[who]).to_numpy() | (group[who] == ""))
        n, of = count[others].to_numpy(), work[others].to_numpy()
        # several may be guilty: who stands out most among the others is no yardstick
        kept = np.lexsort((of, n / np.maximum(of, 1.0)))[: len(n) - int(len(n) * LEFT_OUT)]
        n, of = n[kept], of[kept]
        # half an event more than was seen: that nobody else ever did it does not make it impossible
        rate = (n.sum() + 0.5) / max(of.sum(), 1.0)
        usual = rate * of
        spread = ((n - usual) ** 2 - usual).sum() / max((usual**2).sum(), 1e-9)
        mean, size = max(rate * work[who], 1e-9), 1 / max(spread, LEAST_SPREAD)
        score[who] = betainc(count[who], size, mean / (size + mean)) if count[who] else 1.0
    with np.errstate(divide="ignore"):
        return pd.Series(np.log10(list(score.values())), count.index).clip(-300, 0).abs()


# ---
# From what leaked back to the desk: one post, or all people whose identity was misused.


BEFORE = Reason("look_before_post", "accesses", "access_id", "nunique")
COVERED = Reason("leaked_people", "accesses", "person_id", "nunique")

MISUSE = ("complaint", "bulk_behaviour", "raid", "strange_number", "sim_blocked")
"""Reasons of a block that say that a number was abused, or registered without its holder's knowledge."""


def by_posts(tables: Observed) -> Ranking:
    """Rank agents by how likely their look-ups are the source of what was posted: post, person, look-up, agent.

    Each post that does not look like a server's dump is linked to a person, and each look-up of that person gets
    its share as in ``origin.explaining_accesses``. The score is the sum over posts. One look-up is enough.

    Returns a ranking of agents. If the person had an ordinary ticket before the post, whoever served that ticket
    shares the suspicion, and if the culprit did, nothing tells a photo from work. Raises BadValue if anybody in the
    tables could be real.
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

    Needs blocks, sims, people. Returns a table: ``person_id``, ``at``: the identity leaked before this moment. Honest
    people whose number was blocked by mistake are among them.
    """
    blocks = tables["blocks"]
    bad = blocks.loc[blocks["reason"].isin(MISUSE), "sim_id"].dropna().unique()
    sims = tables["sims"][["sim_id", "nik", "registered_at"]]
    sims = sims[sims["sim_id"].isin(bad)]
    people = tables["people"][["person_id", "nik"]].dropna()
    made = sims.merge(people, on="nik").rename(columns={"registered_at": "at"})
    return made.groupby("person_id")["at"].min().reset_index()


def by_leaked_set(tables: Observed) -> Ranking:
    """Rank agents by how much better than chance their look-ups cover the people whose identity was misused.

    It needs neither volume nor a wrong ticket: even a seller who sells only customers that he serves covers more of
    the leaked set than his amount of work would.

    Returns a ranking of agents; the score is -log10 of the chance, corrected for the number of agents, at most 300.
    Raises BadValue if anybody in the tables could be real.
    """
    leaked = misused_people(tables)
    found = explains_people(tables, leaked).set_index("agent_id")
    score = (-np.log10(found["p_family"].clip(lower=1e-300))).reindex(tables["agents"]["agent_id"]) + 0.0
    looks = tables["accesses"][["access_id", "agent_id", "person_id", "at", "verdict"]]
    hits = looks[looks["verdict"] == "allow"].merge(leaked, on="person_id", suffixes=("", "_leak"))
    hits = hits[hits["at"] < hits["at_leak"]]
    return ranking("by_leaked_set", "agent", score, [cited(COVERED, hits)])
