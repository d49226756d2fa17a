"""History matching of any model: emulate what is measured, and rule out what lies far from every fact.

A point of the guesses is implausible if the emulated mean of some measure lies three standard deviations or more from
its fact, where the variance is that of the emulator, of the fact, and of the model's own error together. What is left
is not "right": it is what the facts cannot rule out. Source of the method: Vernon, Goldstein and Bower (2010).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

LIMIT = 3.0
"""Implausible from here on: three sigma hold at least 95 % of any unimodal distribution (Pukelsheim 1994)."""
RANGE_SD = 2.0
"""A fact's range reaches so many standard deviations to each side of its middle."""
MODEL_SD = 0.05
"""Standard deviation of the model's own error, as a share of the fact: a town of ten thousand is no country."""
CANDIDATES = 14
"""Candidates of a wave: two to this power."""


@dataclass(frozen=True)
class Goal:
    """What a measure should be: the middle of a fact's range, and the variance of fact and model together."""

    name: str
    value: float
    variance: float


def goal(name: str, low: float, high: float) -> Goal:
    """Make a goal of a range.

    Examples
    --------
    >>> made = goal("share", 0.9, 1.1)
    >>> made.value, round(made.variance, 6)
    (1.0, 0.005)
    """
    value = (low + high) / 2
    return Goal(name, value, ((high - low) / 2 / RANGE_SD) ** 2 + (MODEL_SD * value) ** 2)


class Emulator:
    """A Gaussian process with a noise term: the mean of one measure over seeds, at any point.

    Parameters
    ----------
    x : array of float from 0 to 1, shape (runs, guesses)
    y : array of float, shape (runs,)
        What each run gave; NaN where it had nothing to count.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        ok = np.isfinite(y)
        self.centre, self.noise = float(y[ok].mean()), float(y[ok].var(ddof=1))
        self.scale, self.process = float(y[ok].std(ddof=1)), None
        if self.scale <= 1e-9 * abs(self.centre):
            return
        kernel = ConstantKernel(1.0, (1e-3, 1e2)) * RBF(np.full(x.shape[1], 3.0), (1.0, 50.0)) + WhiteKernel(
            0.5, (1e-3, 2.0)
        )
        self.process = GaussianProcessRegressor(kernel, n_restarts_optimizer=0, random_state=0)
        with warnings.catch_warnings(), threadpool_limits(1):
            # a guess without effect has a length at the bound: that is the finding, no failure
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.process.fit(x[ok], (y[ok] - self.centre) / self.scale)
        # each run foretold by all others: where that strays more than the process says, it says too little
        inverse = np.linalg.inv(self.process.kernel_(x[ok]))
        missed = inverse @ ((y[ok] - self.centre) / self.scale)
        self.strays = max(1.0, float(np.mean(missed**2 / np.diag(inverse))))
        self.noise = self.strays * float(self.process.kernel_.k2.noise_level) * self.scale**2

    def at(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the mean at points, and the variance of that mean (without the noise of a run)."""
        if self.process is None:
            return np.full(len(x), self.centre), np.zeros(len(x))
        with threadpool_limits(1):
            mean, sd = self.process.predict(x, return_std=True)
        variance = np.maximum(self.strays * (sd * self.scale) ** 2 - self.noise, 0.0)
        return mean * self.scale + self.centre, variance


def implausibility(mean: np.ndarray, variance: np.ndarray | float, aim: Goal) -> np.ndarray:
    """Give how many standard deviations lie between what is expected and the fact."""
    return np.asarray(np.abs(mean - aim.value) / np.sqrt(variance + aim.variance))


def spread(points: np.ndarray, n: int) -> np.ndarray:
    """Choose `n` points that fill the space: each the farthest from all chosen before; the first nearest the middle.

    Returns
    -------
    array of int
        Their places, in the order of choice.

    Examples
    --------
    >>> spread(np.array([[0.0], [0.5], [0.9], [1.0]]), 3).tolist()
    [1, 0, 3]
    """
    far = 1e6 - ((points - 0.5) ** 2).sum(1)
    chosen: list[int] = []
    for _ in range(min(n, len(points))):
        chosen.append(int(np.argmax(far)))
        far = np.minimum(far, ((points - points[chosen[-1]]) ** 2).sum(1))
        far[chosen[-1]] = -1.0
    return np.array(chosen, int)


@dataclass(frozen=True)
class Wave:
    """What a wave found.

    Attributes
    ----------
    emulators : list of Emulator
        In the order of the goals, from all runs so far.
    scores : ndarray of float, shape (candidates, goals)
        How implausible each measure makes each candidate.
    left : ndarray of bool, shape (candidates,)
        What neither this wave nor one before rules out.
    n : int
        Runs so far.
    """

    emulators: list[Emulator]
    scores: np.ndarray
    left: np.ndarray
    n: int


@dataclass(frozen=True)
class Matched:
    """All waves: the candidates that they judged, the points that were run, what was measured there, the waves."""

    candidates: np.ndarray
    x: np.ndarray
    y: np.ndarray
    waves: list[Wave]


def match(
    run: Callable[[np.ndarray, int], np.ndarray],
    goals: Sequence[Goal],
    d: int,
    n: int,
    waves: int,
    seed: int = 1,
) -> Matched:
    """Rule out in waves: run a design, emulate, keep what no fact rules out, and run a design in that.

    Parameters
    ----------
    run : callable
        Told points (float, shape (points, d), from 0 to 1) and how many were run before; gives what was measured
        (points, goals).
    goals : sequence of Goal
    d, n : int
        Guesses, and runs of each wave.
    waves, seed : int

    Returns
    -------
    Matched
        It ends early where nothing is left.
    """
    candidates = qmc.Sobol(d, seed=seed).random_base2(CANDIDATES)
    x = qmc.LatinHypercube(d, optimization="random-cd", seed=seed).random(n)
    y, left, made = run(x, 0), np.ones(len(candidates), bool), []
    for wave in range(waves):
        if wave:
            new = candidates[left][spread(candidates[left], n)]
            x, y = np.concatenate([x, new]), np.concatenate([y, run(new, len(x))])
        emulators = [Emulator(x, y[:, j]) for j in range(len(goals))]
        scores = np.stack(
            [implausibility(*e.at(candidates), g) for e, g in zip(emulators, goals, strict=True)], 1
        )
        left = left & (scores.max(1) < LIMIT)
        made.append(Wave(emulators, scores, left, len(x)))
        if not left.any():
            break
    return Matched(candidates, x, y, made)
