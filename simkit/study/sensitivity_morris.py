"""Morris's elementary effects by SALib, on dials that all run from 0 to 1.

Source: Morris (1991), "Factorial sampling plans for preliminary computational experiments", Technometrics 33;
Campolongo, Cariboni and Saltelli (2007), Environmental Modelling & Software 22 (mu*, groups).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling

from ..core.errors import BadValue

LEVELS = 4
"""Places of a dial: 0, a third, two thirds, 1; a step goes over two of them (Morris's choice)."""
RESAMPLES = 1000


def plan(
    names: Sequence[str], trajectories: int, seed: int, groups: Sequence[str] | None = None
) -> np.ndarray:
    """Lay out the runs of a Morris screening.

    Parameters
    ----------
    names : sequence of str
        The dials.
    trajectories : int
        Walks through the space of the dials; in each, every dial (or group) moves once.
    seed : int
    groups : sequence of str, optional
        The group of each dial; those of a group move together.

    Returns
    -------
    ndarray of float, shape (trajectories * (dials or groups + 1), dials), from 0 to 1

    Raises
    ------
    BadValue
        For fewer than two trajectories, or fewer than two dials or groups.

    Examples
    --------
    >>> plan(["a", "b"], 3, seed=1).shape
    (9, 2)
    """
    if trajectories < 2:
        raise BadValue(f"trajectories is {trajectories}: a spread needs at least 2, and 10 are usual")
    if len(set(groups or names)) < 2:
        raise BadValue(
            f"there is only {', '.join(sorted(set(groups or names))) or 'nothing'} to turn: need two"
        )
    made = sampling.sample(_problem(names, groups), trajectories, num_levels=LEVELS, seed=_luck(seed))
    return np.asarray(made, dtype=float)


def effects(
    names: Sequence[str], runs: np.ndarray, y: np.ndarray, seed: int, groups: Sequence[str] | None = None
) -> pd.DataFrame:
    """Give mu*, mu and sigma of each dial or group, the largest mu* first.

    An elementary effect is what the outcome changes by when one dial goes from its low end to its high one,
    estimated from a step of two thirds of the way.

    Parameters
    ----------
    names, groups
        As for `plan`.
    runs : ndarray
        From `plan`.
    y : ndarray of float, shape (len(runs),)
        The outcome of each run.
    seed : int
        Of the bootstrap of the confidence.

    Returns
    -------
    DataFrame
        ``name``; ``mu_star``, the mean size of the effects; ``mu_star_conf``, half the width of its 95 % interval;
        ``mu``, their mean with sign; ``sigma``, their spread (``mu`` and ``sigma`` are NaN for groups).

    Examples
    --------
    >>> runs = plan(["a", "b"], 4, seed=1)
    >>> found = effects(["a", "b"], runs, 3 * runs[:, 0] - 5 * runs[:, 1], seed=1)
    >>> found[["name", "mu_star", "mu"]].round(6).values.tolist()
    [['b', 5.0, -5.0], ['a', 3.0, 3.0]]
    """
    found = analysis.analyze(
        _problem(names, groups),
        np.asarray(runs, dtype=float),
        np.asarray(y, dtype=float),
        num_resamples=RESAMPLES,
        num_levels=LEVELS,
        seed=_luck(seed),
    )
    made = pd.DataFrame(
        {c: np.ma.filled(np.ma.asarray(found[c], dtype=float), np.nan) for c in COLUMNS},
        index=pd.Index(list(found["names"]), name="name"),
    )
    # a step of two thirds leaves dust of the last digit where nothing changed
    made = made.where(~(made.abs() < 1e-12 * max(float(np.abs(y).max()), 1e-300)), 0.0)
    if groups:
        made[["mu", "sigma"]] = np.nan
    return made.reset_index().sort_values(["mu_star", "name"], ascending=[False, True], ignore_index=True)


COLUMNS = ("mu_star", "mu_star_conf", "mu", "sigma")


def _problem(names: Sequence[str], groups: Sequence[str] | None) -> dict[str, Any]:
    made: dict[str, Any] = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    return made | ({"groups": list(groups)} if groups else {})


def _luck(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))
