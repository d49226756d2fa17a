"""The material of lesson 07: a desk with a queue, what theory says of it, and the model's forwarding of complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import simpy

from simkit.core.errors import BadValue
from simkit.core.streams import CommonRandomNumbers, keys
from simkit.engine.export.result import Run
from simkit.engine.run import simulate

MOST_EVENTS = 200_000
DAY = 86_400  # seconds
Process = Callable[..., Any]


def review(env: simpy.Environment, desk: simpy.Resource, minutes: float, log: list[Any]) -> Any:
    """Have one complaint wait for a reviewer and be reviewed: the kit's own version of exercise 7.1."""
    arrived = env.now
    with desk.request() as turn:
        yield turn
        started = env.now
        yield env.timeout(minutes)
    log.append((arrived, started, env.now))


def complaints_by_chance(n: int, per_hour: float, minutes: float, seed: int = 1) -> pd.DataFrame:
    """Draw complaints that come independently of each other: ``arrives`` and ``takes`` [minutes].

    >>> complaints_by_chance(3, 12, 12).columns.tolist()
    ['arrives', 'takes']
    """
    crn, key = CommonRandomNumbers(seed), keys("lesson complaint", np.arange(n))
    between = crn.exponential(key, "between", 60 / per_hour)
    return pd.DataFrame({"arrives": np.cumsum(between), "takes": crn.exponential(key, "takes", minutes)})


def run_desk(process: Process, complaints: pd.DataFrame, n_reviewers: int) -> pd.DataFrame:
    """Let SimPy run a process for each complaint; give ``arrived``, ``started`` and ``left`` [minutes].

    - ``process`` (function of env, desk, minutes and log): A generator, such as `review`.
    - ``complaints`` (DataFrame): ``arrives`` and ``takes``.

    >>> two = pd.DataFrame({"arrives": [0.0, 1.0], "takes": [5.0, 5.0]})
    >>> run_desk(review, two, 1)["left"].tolist()
    [5.0, 10.0]
    """
    env = simpy.Environment()
    log: list[Any] = []
    desk = simpy.Resource(env, capacity=n_reviewers)

    def arrivals() -> Any:
        for at, minutes in zip(complaints["arrives"].tolist(), complaints["takes"].tolist(), strict=True):
            yield env.timeout(at - env.now)
            env.process(process(env, desk, minutes, log))

    env.process(arrivals())
    for _ in range(MOST_EVENTS):
        if env.peek() == float("inf"):
            break
        env.step()
    return pd.DataFrame(sorted(log), columns=["arrived", "started", "left"])


def present(visits: pd.DataFrame) -> pd.Series:
    """Count at every full minute how many complaints wait or are under review.

    >>> visits = pd.DataFrame({"arrived": [0.0, 1.5], "left": [2.5, 4.0]})
    >>> present(visits).tolist()
    [1, 1, 2, 1]
    """
    minute = np.arange(0, np.ceil(visits["left"].max()))
    came = np.searchsorted(np.sort(visits["arrived"].to_numpy()), minute, side="right")
    gone = np.searchsorted(np.sort(visits["left"].to_numpy()), minute, side="right")
    return pd.Series(came - gone, index=pd.Index(minute, name="minute"), name="present")


def erlang_c(n_reviewers: int, load: float) -> float:
    """Give Erlang's probability that a complaint has to wait.

    - ``load`` (float): Reviewers that are busy on average: complaints per hour times hours for each.

    Raises BadValue: where the desk cannot keep up, so that the queue grows without end.

    >>> round(erlang_c(1, 0.5), 3), round(erlang_c(3, 2.4), 3)
    (0.5, 0.647)
    """
    if not 0 < load < n_reviewers:
        raise BadValue(f"load {load}: it must be above 0 and below the {n_reviewers} reviewers")
    blocked = 1.0
    for k in range(1, n_reviewers + 1):  # Erlang B, one reviewer at a time
        blocked = load * blocked / (k + load * blocked)
    return n_reviewers * blocked / (n_reviewers - load * (1 - blocked))


def mean_wait(n_reviewers: int, per_hour: float, review_h: float) -> float:
    """Give Erlang's mean time before a review begins [h].

    >>> round(60 * mean_wait(3, 12, 0.2), 1)
    12.9
    """
    return erlang_c(n_reviewers, per_hour * review_h) / (n_reviewers / review_h - per_hour)


def interval(values: Iterable[float], share: float = 0.95) -> tuple[float, float, float]:
    """Give the mean of independent repetitions with its t interval: mean, low, high.

    >>> [round(x, 2) for x in interval([1.0, 2.0, 3.0])]
    [2.0, -0.48, 4.48]
    """
    from scipy.special import stdtrit  # noqa: PLC0415

    x = np.asarray(list(values), float)
    half = float(stdtrit(len(x) - 1, 0.5 + share / 2)) * x.std(ddof=1) / np.sqrt(len(x))
    return float(x.mean()), float(x.mean() - half), float(x.mean() + half)


def measured_waits(
    n_reviewers: Sequence[int], *, per_hour: float, review_h: float, n: int = 600, repetitions: int = 20
) -> pd.DataFrame:
    """Simulate the desk again and again; give a row for each number of reviewers, in minutes.

    Returns a DataFrame: by ``n_reviewers``: ``erlang_c``, and of the repetitions ``simulated``, ``low`` and
    ``high``.
    """
    rows = {}
    for many in n_reviewers:
        means = []
        for seed in range(1, repetitions + 1):
            visits = run_desk(review, complaints_by_chance(n, per_hour, 60 * review_h, seed), many)
            means.append(float((visits["started"] - visits["arrived"]).mean()))
        rows[many] = (60 * mean_wait(many, per_hour, review_h), *interval(means))
    made = pd.DataFrame.from_dict(rows, orient="index", columns=["erlang_c", "simulated", "low", "high"])
    return made.rename_axis("n_reviewers")


def country_with(every_days: float, seed: int) -> Run:
    """Simulate the country of the baseline story, with complaints passed on every so many days."""
    return simulate(
        "baseline", seed=seed, policies=[f"forwarding:every_days={every_days}"], settings={"run.tick_h": 24}
    )


def forwarding_figures(country: Run) -> dict[str, float]:
    """Give what forwarding did in one run.

    Returns a dict: ``wait_days``: mean time from a complaint to its being passed on; ``live_days``: median time
    from the first complete complaint about a number to its block; ``n_blocked``: SIMs that operators blocked;
    ``n_honest``: those among them that no ring registered; ``n_messages``: messages that the abusing numbers sent.
    """
    complaints, blocks = country.observed["complaints"], country.observed["blocks"]
    sent_on = complaints.dropna(subset=["forwarded_at"])
    first = complaints[complaints["is_complete"]].groupby("sim_id")["at"].min()
    mine = blocks[(blocks["target"] == "sim") & (blocks["by"] == "operator")].groupby("sim_id")["at"].min()
    live = (mine - first.reindex(mine.index)).dt.total_seconds() / DAY
    ring = country.truth["sims"].set_index("sim_id")["ring_id"].notna()
    return {
        "wait_days": float((sent_on["forwarded_at"] - sent_on["at"]).dt.total_seconds().mean() / DAY),
        "live_days": float(live.median()),
        "n_blocked": float(len(mine)),
        "n_honest": float((~ring[mine.index]).sum()),
        "n_messages": float(country.truth["messages"]["n_sent"].sum()),
    }


def compare_forwarding(
    seeds: Iterable[int],
    every: Sequence[float] = (30, 1),
    done: Mapping[tuple[int, float], Run] | None = None,
) -> pd.DataFrame:
    """Simulate each seed once with each interval; a row a run. Runs of one seed share their chance.

    - ``done`` (mapping of (seed, interval) to Run, optional): Runs that need not be made again.
    """
    known = done or {}
    rows = [
        {"seed": seed, "every_days": days}
        | forwarding_figures(known.get((seed, days)) or country_with(days, seed))
        for seed in seeds
        for days in every
    ]
    made = pd.DataFrame(rows).astype({"n_blocked": int, "n_honest": int, "n_messages": int})
    return made.round({"wait_days": 2, "live_days": 2})


def lost_by_victim(runs: Mapping[float, Run]) -> pd.DataFrame:
    """Set what each victim lost in runs of one seed side by side [Rp]: a row a victim, a column a run.

    A victim is a person at one moment; 0 where that run did not defraud them. Only a simulator knows all losses.
    """
    each = {
        name: run.truth["losses"].set_index(["person_id", "at"])["amount_rp"] for name, run in runs.items()
    }
    return pd.concat(each, axis=1).fillna(0).astype("int64").sort_index()
