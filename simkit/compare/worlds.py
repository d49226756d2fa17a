"""Plausible worlds: the same comparison under other guesses, for an interval of knowledge beside that of chance."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..core.errors import BadValue, quoted
from ..core.files import reason
from ..core.parameter import as_whole, parse
from ..engine.scenario import Scenario
from .pairs import Figures, possible, values
from .plan import NAME, Arm, Plan, make_plan
from .verdicts import share_of_base

Worlds = Mapping[str, Mapping[str, Any]]
MIDDLE = 0.95
"""Share of the plausible worlds whose effects the interval of knowledge spans: all, where there are few."""
WORLD = "world"


def read_worlds(path: str | Path) -> dict[str, dict[str, Any]]:
    """Read plausible worlds: by name, the settings in which each differs from the scenario.

    A CSV file has a column for each setting, headed ``section.key``, and a row for each world; a column ``world`` names
    it (else its number does), and an empty cell leaves the scenario's value. A TOML file has a table for each world::

        [worlds.strict]
        citizen.p_complain = 0.003
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        made = _toml(text) if Path(path).suffix.lower() == ".toml" else _csv(text)
    except OSError as error:
        raise BadValue(f"worlds {quoted(str(path))} cannot be read: {reason(error)}") from error
    except (ValueError, csv.Error) as error:
        raise BadValue(f"worlds {quoted(str(path))} is no TOML or CSV file of settings: {error}") from None
    if len(made) < 2:
        raise BadValue(f"worlds {quoted(str(path))} has {len(made)}: an interval needs at least 2 worlds")
    return made


def _csv(text: str) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    lines = (line for line in io.StringIO(text) if not line.startswith("#"))
    for place, row in enumerate(csv.DictReader(lines, strict=True), 1):
        name = row.pop(WORLD, None) or str(place)
        if name in made or None in row or None in row.values():
            raise ValueError(f"row {place} is twice there, or has not as many cells as the first line")
        made[name] = {key: parse(said) for key, said in row.items() if said}
    return made


def _toml(text: str) -> dict[str, dict[str, Any]]:
    said = tomllib.loads(text).get("worlds", {})
    if not (isinstance(said, dict) and all(isinstance(world, dict) for world in said.values())):
        raise ValueError("write a table [worlds.NAME] for each world")
    return {name: dict(_flat(world)) for name, world in said.items()}


def _flat(world: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, said in world.items():
        if isinstance(said, dict):
            yield from ((f"{name}.{key}", value) for key, value in said.items())
        else:
            yield name, said


def in_worlds(
    plan: Plan, scenario: str | Path | Scenario, arms: Mapping[str, Arm], worlds: str | Path | Worlds, n: int
) -> dict[str, Plan]:
    """Plan the same experiment, with its first `n` seeds, in each world; what is wrong is a BadValue."""
    if isinstance(worlds, str | Path):
        worlds = read_worlds(worlds)
    n_seeds = as_whole(n)
    if n_seeds is None or n_seeds < 2:
        raise BadValue(f"world_seeds is {quoted(n)}: it must be a whole number, 2 or more")
    made = {}
    for name, said in worlds.items():
        if not NAME.fullmatch(name):
            raise BadValue(
                f"world {quoted(name)}: a name is 1 to 40 letters, digits, - and _, since it names a folder"
            )
        try:
            made[name] = make_plan(
                scenario, arms, plan.seeds[:n_seeds], settings={**plan.settings, **said}, base=plan.base
            )
        except BadValue as error:
            raise BadValue(f"world {quoted(name)}: {error}") from None
    return made


def knowledge(d: np.ndarray, base: np.ndarray, effect: float) -> tuple[float, float]:
    """Give the ends between which the effect lies in the middle 95 % of worlds, without the noise of the seeds.

    A world's mean over a few seeds strays by chance too, so the spread of the means is shrunk by what the two-way
    analysis of variance leaves to worlds: to nothing, where they do not differ beyond that noise. What the seeds have
    in common with the scenario as it is moves them all, so it is replaced by the effect over all seeds.

    Parameters
    ----------
    d : array of float, shape (worlds, seeds)
        Differences; the same seeds in each world.
    base : array of float, shape (seeds,)
        The differences of the scenario as it is with these seeds.
    effect : float
        Its mean difference over all seeds.

    Examples
    --------
    >>> noise = np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0], [-1.0, 0.0, 1.0]])
    >>> [[round(x, 2) for x in knowledge(d, noise[0], 0.0)] for d in (noise, noise + [[-10.0], [0.0], [10.0]])]
    [[0.0, 0.0], [-9.97, 9.97]]
    """
    d = d[np.isfinite(d).any(1)]
    if len(d) < 2:
        return np.nan, np.nan
    means, whole = np.nanmean(d, axis=1), np.isfinite(d).all(0) & np.isfinite(base)
    centre, kept, shift = float(means.mean()), 1.0, 0.0
    if whole.sum() > 1:
        full, common = d[:, whole], d[:, whole].mean(0)
        rest = full - full.mean(1, keepdims=True) - common + common.mean()
        noise = (rest**2).sum() / ((len(full) - 1) * (full.shape[1] - 1)) / full.shape[1]
        spread = means.var(ddof=1)
        kept = float(np.sqrt(max(0.0, 1 - noise / spread))) if spread else 0.0
        if (common - base[whole]).var() < common.var():
            shift = effect - float(base[whole].mean())
    ends = (1 - MIDDLE) / 2, (1 + MIDDLE) / 2
    low, high = np.quantile(means, ends[0], method="lower"), np.quantile(means, ends[1], method="higher")
    return float(centre + kept * (low - centre)) + shift, float(centre + kept * (high - centre)) + shift


def with_worlds(
    table: pd.DataFrame, here: tuple[Plan, Figures], worlds: Sequence[tuple[Plan, Figures]]
) -> pd.DataFrame:
    """Add the interval of knowledge to rows of differences: the columns that end with ``_worlds``, and ``wider``.

    `here` is the plan and the figures that the rows come from, `worlds` those of the same arms in each plausible world.
    """
    made = []
    n_seeds = len(worlds[0][0].seeds)
    for outcome, rows in table.groupby("outcome", sort=False):
        name, pairs = str(outcome), [values(plan, runs, str(outcome)) for plan, runs in (here, *worlds)]
        for row in rows.to_dict("records"):
            place = here[0].others.index(row["arm"])
            d = np.stack([(arms[place] - base)[:n_seeds] for base, arms in pairs])
            size = np.array([[_mean(base, arms[place])] for base, arms in pairs])
            share = np.divide(d, size, out=np.full_like(d, np.nan), where=size > 0)
            low, high = np.clip(knowledge(d[1:], d[0], row["difference"]), *possible(name))
            both = [share_of_base(name, end, 1.0) for end in knowledge(share[1:], share[0], row["relative"])]
            known, chance = high - low, row["high"] - row["low"]
            wider = ("knowledge" if known > chance else "chance") if max(known, chance) > 0 else None
            made.append((int(np.isfinite(d[1:]).any(1).sum()), low, high, *both, wider))
    names = ["n_worlds", "low_worlds", "high_worlds", "relative_low_worlds", "relative_high_worlds", "wider"]
    new = pd.DataFrame(made, columns=names, index=table.index)
    return table.assign(**{name: new[name].astype(table[name].dtype) for name in names})


def _mean(base: np.ndarray, arm: np.ndarray) -> float:
    both = np.isfinite(base) & np.isfinite(arm)
    return abs(float(base[both].mean())) if both.any() else 0.0
