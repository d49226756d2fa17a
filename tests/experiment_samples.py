"""Tiny experiments that several tests share, and the small model whose true effect is known."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
from scipy.special import ndtr

from simkit.compare.experiment import Experiment, compare

TINY = {"people.n_people": 500, "run.days": 5, "run.scale": 0.002, "run.tick_h": 24}
ARMS = {"cap1": ["cap:per_operator=1"], "strict": ["cap:per_operator=1", "forwarding:every_days=1"]}
SEEDS = 4
FILES = ["differences.csv", "differences.parquet", "effects.en.png", "effects.id.png"]
FILES += ["frontier.en.png", "frontier.id.png", "outcomes.csv", "outcomes.parquet", "plan.json"]
FILES += ["report.en.md", "report.id.md"]


@functools.cache
def tiny() -> Experiment:
    """Three arms, four seeds, in memory."""
    return compare("baseline", ARMS, SEEDS, settings=TINY)


def words(out: Path, seeds: int = SEEDS) -> list[str]:
    """The same experiment on the command line."""
    made = ["compare", "baseline", "--seeds", str(seeds), "--out", str(out)]
    made += [f"--arm={name}={','.join(policies)}" for name, policies in ARMS.items()]
    return made + [f"--set={key}={value}" for key, value in TINY.items()]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- the small model ----------------------------------------------------------

MEDIAN, SIGMA, MOST = 8e6, 1.5, 2e9  # the lesson's losses: citizens' parameters
VICTIMS = 95  # a lesson-size run without policies


def mean_loss() -> float:
    """The mean of a log-normal loss that is cut at the most anybody can lose."""
    z = np.log(MOST / MEDIAN) / SIGMA
    return MEDIAN * np.exp(SIGMA**2 / 2) * ndtr(z - SIGMA) + MOST * ndtr(-z)


def losses(
    rng: np.random.Generator, shape: tuple[int, ...], saved: tuple[float, ...], victims: float = VICTIMS
):
    """Losses of a base and of arms that save each victim with a chance; the same victims, losses and lucks.

    Gives the base, shape `shape`, the arms' differences, shape (arms, *shape), and the true differences.
    """
    n = rng.poisson(victims, shape).ravel()
    where = np.repeat(np.arange(n.size), n)
    loss = np.minimum(MEDIAN * np.exp(SIGMA * rng.standard_normal(n.sum())), MOST)
    base = np.bincount(where, loss, n.size).reshape(shape)
    crn = rng.random(n.sum())
    d = [-np.bincount(where, loss * (crn < p), n.size).reshape(shape) for p in saved]
    return base, np.stack(d), -victims * np.array(saved) * mean_loss()
