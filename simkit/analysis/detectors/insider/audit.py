"""The audit by explanation: look-ups that no ticket and no duty explains, against those of colleagues."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...linkage.explained import explain
from ..base import Observed, Ranking, Reason, ranking
from .rules import cited, counted

NEEDS = ("accesses", "tickets", "agents")

KINDS = {
    "wrong_ticket": ("other_customer", "other_agent", "other_time", "unknown_ticket"),
    "no_ticket": ("no_ticket",),
}
"""Look-ups that name a ticket which does not fit, and those that name none: two habits, weighed separately."""

WRONG = Reason(
    "wrong_ticket",
    "accesses",
    "access_id",
    "nunique",
    "{n} kali menyebut tiket yang tidak cocok dengan pelanggan, petugas, atau waktunya",
    "{n} look-ups under a ticket that does not fit the customer, the agent or the time",
)
BARE = Reason(
    "unexplained",
    "accesses",
    "access_id",
    "nunique",
    "{n} kali membuka data tanpa tiket dan tanpa alasan lain",
    "{n} look-ups without a ticket or any other reason",
)
AGAIN = Reason(
    "same_person",
    "accesses",
    "access_id",
    "nunique",
    "{n} kali membuka data satu orang yang sama tanpa alasan",
    "{n} look-ups of one and the same person without a reason",
)

LEFT_OUT = 0.25
"""Share of the others, those with the highest rates, who are left out of the yardstick; assumption."""

LEAST_SPREAD = 0.01
"""Squared coefficient of variation by which honest agents' habits differ at least; assumption."""


def unexplained(tables: Observed, explained: pd.DataFrame | None = None) -> Ranking:
    """Rank agents by how surprising their number of unexplained look-ups is among their colleagues.

    For each agent and each kind of unexplained look-up (`KINDS`), the others with the same duty say how many
    are usual for so much work. The quarter of them with the highest rates is left out, as several may be guilty.
    How unlikely it is to reach the agent's number is the tail of a negative binomial whose spread is that
    between the others. The score is the sum of -log10 of the tails: it orders agents, and is no probability of guilt.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs `NEEDS`.
    explained : DataFrame, optional
        What ``linkage.explain`` gives for these tables, if it is at hand.

    Returns
    -------
    Ranking
        Of agents. A seller who sells only customers that he serves leaves no unexplained look-up and stands
        where chance puts him: nothing in the desk's log differs, and the camera leaves no trace. Nor is a supervisor
        found who misuses the right to check the work of others.

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

    Parameters
    ----------
    count, work, group : Series, same index
        Counts, what they are counted in, and who is compared with whom. Who is alone in a group is compared with all.

    Returns
    -------
    Series of float
        -log10 of the chance to reach the count, at most 300.

    Examples
    --------
    >>> count, work = pd.Series([50, 48, 52, 90.0]), pd.Series([1000.0] * 4)
    >>> surprise(count, work, pd.Series(["agent"] * 4)).round(1).tolist()
    [0.1, 0.1, 0.2, 4.4]
    """
    from scipy.stats import nbinom  # noqa: PLC0415 (slow to import)

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
        score[who] = -nbinom.logsf(count[who] - 1, size, size / (size + mean)) / np.log(10)
    return pd.Series(score, count.index).clip(0, 300)


def repeated_looks(tables: Observed, explained: pd.DataFrame | None = None) -> Ranking:
    """Rank agents by how often they looked one and the same person up without a reason: the grudge.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs `NEEDS`.
    explained : DataFrame, optional

    Returns
    -------
    Ranking
        Of agents; the score is the largest number of unexplained look-ups of one person. Looks that are spread
        over many people, as a seller's, do not count here.
    """
    looks = explain(tables) if explained is None else explained
    looks = looks[~looks["is_explained"]]
    times = looks.groupby(["agent_id", "person_id"])["access_id"].transform("size")
    most = times.groupby(looks["agent_id"]).transform("max")
    looks = looks[times == most]
    # of several people looked up equally often, the first is cited
    first = looks.sort_values(["at", "access_id"]).groupby("agent_id")["person_id"].transform("first")
    mine = looks[looks["person_id"] == first.reindex(looks.index)]
    return ranking("repeated_looks", "agent", counted(tables, mine), [cited(AGAIN, mine)])
