"""Runs with insiders over many seeds, and how well each detector finds them: for tests and for documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from simkit.detect.detectors import insider
from simkit.detect.detectors.base import Ranking
from simkit.engine.run import simulate

SEEDS = tuple(range(1, 21))
USED = ("people", "agents", "sims", "tickets", "accesses", "posts", "post_records", "registrations", "blocks")
DETECTORS: Mapping[str, Callable[..., Ranking]] = {
    name: getattr(insider, name)
    for name in (
        "by_leaked_set",
        "by_posts",
        "by_volume",
        "unexplained",
        "without_ticket",
    )
}


@lru_cache(maxsize=6)
def tables(
    scenario: str, seed: int = 1, **settings: Any
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Give a scenario's observed tables and the truth about its desk. Nobody may change them."""
    said = {k.replace("__", "."): v for k, v in settings.items()}
    run = simulate(scenario, seed=seed, settings={"run.tick_h": 24.0} | said)
    seen = {name: run.observed[name] for name in USED}
    return seen, {name: run.truth[name] for name in ("accesses", "agents", "posts")}


def culprits(
    seen: Mapping[str, pd.DataFrame], truth: Mapping[str, pd.DataFrame], motives: Iterable[str]
) -> list[int]:
    """Give the agents who really looked records up for these motives."""
    bad = truth["accesses"].loc[truth["accesses"]["motive"].isin(list(motives)), "access_id"]
    looks = seen["accesses"]
    return sorted(set(looks.loc[looks["access_id"].isin(bad), "agent_id"]))


def place(found: Ranking, who: Iterable[int], agents: pd.DataFrame) -> np.ndarray:
    """Give the share of the others with the same duty who stand above each culprit, half of those beside him.

    0.5 is what chance gives: supervisors, who stand apart in every rule, are not counted as found or spared.
    """
    score = found.table.set_index("entity_id")["score"]
    duty = agents.set_index("agent_id")["position"].astype(str)
    made = []
    for agent in who:
        peers = score[duty.reindex(score.index) == duty[agent]]
        above, beside = (peers > score[agent]).sum(), (peers == score[agent]).sum() - 1
        made.append((above + 0.5 * beside) / (len(peers) - 1))
    return np.array(made)


@cache
def study(
    scenario: str,
    names: tuple[str, ...],
    motives: tuple[str, ...],
    seeds: tuple[int, ...] = SEEDS,
    **settings: Any,
):
    """Measure detectors over seeds.

    Returns
    -------
    DataFrame
        A row a seed and detector: ``place`` (mean over the culprits), ``worst_rank``, ``precision`` (share of
        culprits among the first k, k their number; ties count by their share), ``k``, ``n_posts`` and ``n_agents``.
    """
    rows = []
    for seed in seeds:
        seen, truth = tables(scenario, seed, **settings)
        who = culprits(seen, truth, motives)
        for name in names:
            found = DETECTORS[name](seen)
            rows.append(
                {
                    "seed": seed,
                    "detector": name,
                    "place": place(found, who, seen["agents"]).mean(),
                    "worst_rank": found.table.set_index("entity_id")["rank"][who].max(),
                    "precision": precision(found, who),
                    "k": len(who),
                    "n_posts": len(seen["posts"]),
                    "n_agents": len(found.table),
                }
            )
    return pd.DataFrame(rows)


def precision(found: Ranking, who: Iterable[int]) -> float:
    """Give the expected share of culprits among the first k when ties are broken by lot; k is their number."""
    who = list(who)
    table = found.table.assign(bad=found.table["entity_id"].isin(who))
    k, hits, left = len(who), 0.0, len(who)
    for _, tied in table.groupby("rank"):
        taken = min(left, len(tied))
        hits += taken * tied["bad"].mean()
        left -= taken
        if not left:
            break
    return hits / k


def interval(values: Iterable[float], level: float = 0.95, n: int = 4_000) -> tuple[float, float, float]:
    """Give the mean over seeds and its bootstrap interval; the resampling is seeded."""
    x = np.asarray(list(values), float)
    means = x[np.random.default_rng(1).integers(len(x), size=(n, len(x)))].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(x.mean()), float(low), float(high)


def summary(measured: pd.DataFrame) -> pd.DataFrame:
    """Give mean and interval of place and precision by detector."""
    made = {}
    for name, rows in measured.groupby("detector", sort=False):
        made[name] = [*interval(rows["place"]), *interval(rows["precision"])]
    columns = [f"{what}{end}" for what in ("place", "precision") for end in ("", "_low", "_high")]
    return pd.DataFrame.from_dict(made, orient="index", columns=columns)
