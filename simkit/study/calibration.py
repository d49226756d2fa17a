"""Calibration: is what was put in still there, and does the model give what was not put in?

A fact that a knob was set from proves nothing when the model shows it; it is a check that nothing is broken. A
held-out fact is one that no knob was set from. Both kinds get a verdict that is computed, and are told apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from ..core.errors import BadValue, nearest, quoted
from ..engine.run import simulate
from ..engine.stories import load_story, parse_policy
from .calibration_facts import CASES, Target
from .calibration_measures import BASE
from .calibration_targets import TARGETS
from .experiment.intervals import intervals

__all__ = ["LEAST_SEEDS", "VERDICTS", "calibrate", "measure", "verdict"]

VERDICTS = ("inside", "outside", "cannot say")
LEAST_SEEDS = 5
"""With fewer seeds that gave a number, nothing is said."""
Progress = Callable[[int, int], None]


def verdict(low: float, high: float, target_low: float, target_high: float, n: int) -> str:
    """Judge a simulated interval by the range that agrees with a source.

    Parameters
    ----------
    low, high : float
        The interval of the simulated mean.
    target_low, target_high : float
        The range; infinite where it has no end.
    n : int
        Seeds that gave a number.

    Returns
    -------
    str
        ``"inside"`` if the whole interval is in the range, ``"outside"`` if none of it is, else
        ``"cannot say"``.

    Examples
    --------
    >>> verdict(0.21, 0.24, 0.2, 0.3, 10), verdict(0.4, 0.5, 0.2, 0.3, 10), verdict(0.1, 0.25, 0.2, 0.3, 10)
    ('inside', 'outside', 'cannot say')
    """
    if n < LEAST_SEEDS or not (math.isfinite(low) and math.isfinite(high)):
        return "cannot say"
    if target_low < low and high < target_high:
        return "inside"
    if high <= target_low or low >= target_high:
        return "outside"
    return "cannot say"


def measure(case: str, seed: int, targets: Sequence[Target] = TARGETS) -> dict[str, float]:
    """Run a case with one seed and ask it for each of its facts.

    Returns
    -------
    mapping of target to number
        NaN where there was nothing to count.
    """
    made = CASES[case]
    story = load_story(made.story).with_settings(made.settings)
    arms = {BASE: story}
    arms |= {name: story.with_policies([parse_policy(p) for p in said]) for name, said in made.arms.items()}
    runs = {name: simulate(scenario, seed) for name, scenario in arms.items()}
    return {t.name: float(t.measure(runs)) for t in targets if t.case == case}


def calibrate(
    seeds: int | Iterable[int] = 10,
    *,
    only: Iterable[str] = (),
    workers: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Measure every fact over seeds and judge it.

    Parameters
    ----------
    seeds : int or iterable of int
        A number N stands for the seeds 1 to N.
    only : iterable of str
        Names of targets; empty for all.
    workers : int
        Processes on this machine.
    progress : callable, optional
        Told ``(runs done, runs in all)``; a run is one case with one seed.

    Returns
    -------
    DataFrame
        One row a target, in the order of `TARGETS`: ``name``, ``kind``, ``source``, ``target_low``,
        ``target_high``, ``n_seeds`` that gave a number, ``mean``, ``low`` and ``high`` (the 95 % interval of the
        mean over seeds), ``verdict``, and ``seed_<n>``, the value of each seed.

    Raises
    ------
    BadValue
        For an unknown target, too few seeds, or workers that are no number.

    Examples
    --------
    >>> calibrate(2, only=["prepaid"])[["name", "kind", "verdict"]].values.tolist()
    [['prepaid', 'input', 'cannot say']]
    """
    chosen = _chosen(only)
    numbers = _seeds(seeds)
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= 512:
        raise BadValue(f"workers is {quoted(workers)}: it must be a whole number from 1 to 512")
    tasks = [(case, seed) for case in CASES for seed in numbers if any(t.case == case for t in chosen)]
    names = [t.name for t in chosen]
    found: dict[tuple[str, int], dict[str, float]] = {}
    for task, values in _measured(tasks, names, workers):
        found[task] = values
        if progress:
            progress(len(found), len(tasks))
    return judged({t.name: [found[t.case, s][t.name] for s in numbers] for t in chosen}, numbers)


def judged(values: Mapping[str, Sequence[float]], seeds: Sequence[int]) -> pd.DataFrame:
    """Turn the values of each seed into intervals and verdicts; see `calibrate`."""
    rows = []
    for t in TARGETS:
        if t.name not in values:
            continue
        x = np.array(values[t.name], dtype=float)
        low, high = intervals(x[None, :])
        n = int(np.isfinite(x).sum())
        mean = float(np.nanmean(x)) if n else math.nan
        said = verdict(float(low[0]), float(high[0]), t.low, t.high, n)
        rows.append(
            [
                t.name,
                t.kind,
                t.source,
                t.low,
                t.high,
                n,
                mean,
                float(low[0]),
                float(high[0]),
                said,
                *x.tolist(),
            ]
        )
    columns = [
        "name",
        "kind",
        "source",
        "target_low",
        "target_high",
        "n_seeds",
        "mean",
        "low",
        "high",
        "verdict",
    ]
    return pd.DataFrame(rows, columns=[*columns, *(f"seed_{s}" for s in seeds)])


def _measured(
    tasks: Sequence[tuple[str, int]], names: Sequence[str], workers: int
) -> Iterable[tuple[tuple[str, int], dict[str, float]]]:
    if workers == 1:
        yield from (_one(task, names) for task in tasks)
        return
    import joblib  # noqa: PLC0415

    with joblib.parallel_config(backend="loky", n_jobs=workers, inner_max_num_threads=1):
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
        yield from parallel(joblib.delayed(_one)(task, names) for task in tasks)


def _one(task: tuple[str, int], names: Sequence[str]) -> tuple[tuple[str, int], dict[str, float]]:
    """Measure one case with one seed; targets go by name, since their measures cannot be sent to a process."""
    return task, measure(*task, [t for t in TARGETS if t.name in names])


def _chosen(only: Iterable[str]) -> list[Target]:
    wanted = [only] if isinstance(only, str) else list(only)
    known = {t.name for t in TARGETS}
    for name in wanted:
        if name not in known:
            raise BadValue(f"no target {quoted(name)}: {nearest(name, known)}")
    return [t for t in TARGETS if not wanted or t.name in wanted]


def _seeds(seeds: int | Iterable[int]) -> list[int]:
    made = list(range(1, seeds + 1)) if isinstance(seeds, int) else list(seeds)
    if len(made) < 2 or len(set(made)) < len(made) or min(made) < 0:
        raise BadValue(
            f"seeds is {quoted(seeds)}: give at least 2 different whole numbers, 0 or more; 10 are usual"
        )
    return made
