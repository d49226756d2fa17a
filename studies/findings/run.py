"""Running the study: every finished run is kept, so a stopped study goes on where it was."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simkit.compare.experiment import Experiment, compare
from simkit.compare.intervals import LEVEL
from simkit.compare.pairs import COLUMNS, DISPLACED, differences, long_table, outcome_of, route_of
from simkit.compare.plan import Plan, fingerprint, make_plan
from simkit.compare.verdicts import verdict
from simkit.compare.worlds import Worlds, with_worlds
from simkit.core.errors import BadFolder
from simkit.core.files import reason
from simkit.core.multiple_tests import holm
from simkit.engine.run import simulate
from simkit.engine.scenario import Scenario
from simkit.figures.reader import Reader
from simkit.figures.survival import FEWEST, kaplan_meier, lives
from simkit.measure.outcomes import ROUTES

from ..runs import HERE, Parts, Where, run_tasks
from ..sizes import GRID_SEEDS, LIFE_SEEDS, SEEDS, WORLD_SEEDS
from .questions import GRIDS, LIFE_ARMS, QUESTIONS, TRIALS, Claim, Trial, n_runs

LIVES = ("sim", "account", "use")
FOLLOWED = ("sim", "use")
STEP = 0.5
"""Lives are stored by half days."""


def study(
    runs: str | Path,
    *,
    seeds: int = SEEDS,
    grid_seeds: int = GRID_SEEDS,
    life_seeds: int = LIFE_SEEDS,
    worlds: Worlds | None = None,
    world_seeds: int = WORLD_SEEDS,
    settings: Mapping[str, Any] | None = None,
    where: Where = HERE,
) -> Study:
    """Run the whole study, or what is missing of it.

    Parameters
    ----------
    runs : str or Path
        A folder in which every finished run is kept.
    seeds, grid_seeds, life_seeds : int
        Seeds of the trials, of each cell of the grids, and of the runs in which numbers are followed.
    worlds : mapping of name to settings, optional
        Plausible worlds (see `simkit.compare.worlds.read_worlds`): each trial runs in each, for a second interval.
    world_seeds : int
        Seeds of each trial in each world.
    settings : mapping, optional
        The same in every run, for a small try.
    where : Where

    Returns
    -------
    dict
        Plain values, as `stored.dumped` writes them.
    """
    more, home, worlds = dict(settings or {}), Path(runs), worlds or {}
    parts = Parts(where, n_runs(seeds, grid_seeds, life_seeds, len(worlds) * world_seeds))
    made: Study = {"format": FORMAT, "format_version": VERSION, "simkit": fingerprint(), "settings": more}
    made |= {"seeds": seeds, "grid_seeds": grid_seeds, "life_seeds": life_seeds, "n_runs": parts.total}
    failed = []

    def kept(
        name: str, trial: Trial, n: int, said: Mapping[str, Any], only: Iterable[str] = ()
    ) -> dict[str, Any]:
        found = _compare(home, name, trial, n, {**trial.settings, **more, **said}, parts)
        failed.append(len(found.failures))
        return _stored(found, table_of(found, only))

    trials, known, grids = {}, {}, {}
    for name, trial in TRIALS.items():
        trials[name] = kept(name, trial, seeds, {})
        known[name] = {w: kept(f"{name}-in-{w}", trial, world_seeds, said) for w, said in worlds.items()}
    for name, grid in GRIDS.items():
        grids[name] = [
            kept(f"{name}-{place}", grid.trial, grid_seeds, cell, _needed(name)) | {"cell": _plain(cell)}
            for place, cell in enumerate(grid.cells())
        ]
    lives = _lives(home, life_seeds, more, parts)
    made |= {"world_seeds": world_seeds, "worlds": known} if worlds else {}
    return made | {"n_failed": sum(failed), "trials": trials, "grids": grids, "lives": lives}


def _compare(
    home: Path, name: str, trial: Trial, seeds: int, said: Mapping[str, Any], parts: Parts
) -> Experiment:
    # a folder for each state of the code: a study after a change neither mixes nor stumbles
    key = make_plan(trial.scenario, trial.arms, seeds, settings=said).key()[:10]
    made = compare(
        trial.scenario,
        trial.arms,
        seeds,
        settings=said,
        workers=parts.where.workers,
        cluster=parts.where.cluster,
        out=home / f"{name}-{key}",
        progress=parts.tell,
        is_drawn=False,
    )
    parts.end((1 + len(trial.arms)) * seeds)
    return made


def _stored(made: Experiment, outcomes: Mapping[str, Any]) -> dict[str, Any]:
    plan = made.plan
    return {
        "scenario": plan.scenario,
        "settings": _plain(plan.settings),
        "arms": {name: list(policies) for name, policies in plan.arms.items()},
        "seeds": list(plan.seeds),
        "outcomes": dict(outcomes),
    }


def _needed(grid: str) -> list[str]:
    """Name the figures that the tables of a grid need."""
    wanted = [o for q in QUESTIONS for r in q.regions if r.grid == grid for o in r.outcomes]
    routes = [f"n_made_{route}" for route in ROUTES] if DISPLACED in wanted else []
    return [o for o in (*wanted, *routes) if o != DISPLACED]


def _plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in sorted(settings.items())}


def _follow(scenario: Scenario, seed: int) -> dict[str, list[Any]]:
    run = simulate(scenario, seed)
    return {what: [x.tolist() for x in lived(run, what)] for what in FOLLOWED}


def _lives(home: Path, seeds: int, more: Mapping[str, Any], parts: Parts) -> dict[str, list[dict[str, Any]]]:
    """Follow single numbers under each policy; figures alone do not hold lives, so these runs are extra."""
    plan = make_plan("policy-lab", LIFE_ARMS, range(1, seeds + 1), settings=more)
    tasks = [(plan.scenarios[arm], seed) for arm in plan.arms for seed in plan.seeds]
    kept = iter(run_tasks(tasks, parts.where, home / "lives", _follow))
    parts.end(len(tasks))
    by_arm = {arm: [next(kept) for _ in plan.seeds] for arm in plan.arms}
    return {
        what: [_thin(curve(arm, [run[what] for run in runs])) for arm, runs in by_arm.items()]
        for what in FOLLOWED
    }


@dataclass(frozen=True)
class Curve:
    """How long the numbers of one arm lived.

    Attributes
    ----------
    arm : str
    times, share : tuple of float
        Steps: from each time [days] on, this share still lived.
    end : float
        Until when at least ten numbers were followed [days].
    n, runs : int
        Numbers followed, and runs they come from.
    """

    arm: str
    times: tuple[float, ...]
    share: tuple[float, ...]
    end: float
    n: int
    runs: int

    def at(self, day: float) -> float:
        """Give the share that lived after so many days."""
        return self.share[int(np.searchsorted(self.times, day, side="right")) - 1]

    @property
    def median(self) -> float:
        """Days after which half is gone; NaN where more than half lived on."""
        below = [t for t, s in zip(self.times, self.share, strict=True) if s <= 0.5 + 1e-9]
        return below[0] if below else float("nan")


def lived(tables: Any, what: str = "use") -> tuple[np.ndarray, np.ndarray]:
    """Give how long each sold number of a run was followed [days], and whether it ended then."""
    reader = Reader(tables)
    if not len(reader.sold[0]):
        return np.empty(0), np.empty(0, bool)
    return lives(reader)[LIVES.index(what)]


def curve(arm: str, runs: Sequence[Sequence[Sequence[float]]]) -> Curve:
    """Pool what `lived` gave of several runs into one curve, which ends where fewer than ten are followed."""
    days = np.array([day for each, _ in runs for day in each], float)
    is_end = np.array([end for _, each in runs for end in each], bool)
    if not len(days):
        return Curve(arm, (0.0,), (1.0,), 0.0, 0, len(runs))
    times, share, at_risk = kaplan_meier(days, is_end)
    keep = at_risk >= min(FEWEST, len(days))
    end = float(np.sort(days)[-min(FEWEST, len(days))])
    return Curve(arm, tuple(times[keep].tolist()), tuple(share[keep].tolist()), end, len(days), len(runs))


def _thin(one: Curve) -> dict[str, Any]:
    days: Sequence[float] = np.arange(0, one.end + STEP, STEP).tolist()
    share = [round(one.at(day), 4) for day in days]
    return {
        "arm": one.arm,
        "step": STEP,
        "share": share,
        "end": round(one.end, 3),
        "n": one.n,
        "runs": one.runs,
    }


def curves_of(said: Sequence[Mapping[str, Any]]) -> list[Curve]:
    """Make stored lives curves again."""
    made = []
    for one in said:
        times = tuple(i * one["step"] for i in range(len(one["share"])))
        made.append(Curve(one["arm"], times, tuple(one["share"]), one["end"], one["n"], one["runs"]))
    return made


# ---
# The study as a small file: enough to write the page and to draw the pictures again, without a run.


FORMAT, VERSION, FILE = "simkit-findings", 1, "findings.json"
DIGITS = 7
Study = dict[str, Any]


def kept(outcome: str) -> bool:
    """Say whether a figure is kept: those with a meaning, and those that displacement needs."""
    return outcome != DISPLACED and bool(outcome_of(outcome) or route_of(outcome))


def table_of(made: Experiment, only: Iterable[str] = ()) -> dict[str, dict[str, list[float | None]]]:
    """Lay an experiment's figures out as ``{outcome: {arm: [a figure a seed]}}``.

    Parameters
    ----------
    made : Experiment
    only : iterable of str
        Outcomes to keep; all that mean something unless named.
    """
    wanted = set(only)
    table = made.outcomes[made.outcomes["outcome"].map(lambda o: o in wanted if wanted else kept(o))]
    seeds = list(made.plan.seeds)
    found: dict[str, dict[str, list[float | None]]] = {}
    for (outcome, arm), rows in table.groupby(["outcome", "arm"], sort=False):
        said = dict(zip(rows["seed"], rows["value"], strict=True))
        found.setdefault(str(outcome), {})[str(arm)] = [short(said.get(seed, math.nan)) for seed in seeds]
    return found


def short(value: float) -> float | None:
    """Give a figure with the digits that are stored; None where there is none."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def experiment_of(said: Mapping[str, Any], base: str = "none", worlds: Worlds | None = None) -> Experiment:
    """Make a stored trial an experiment again.

    Parameters
    ----------
    said : mapping
        With ``scenario``, ``settings``, ``arms``, ``seeds`` and ``outcomes``.
    base : str
        The arm to compare with; ``"none"`` is the first, which has no policies.
    worlds : mapping, optional
        The same trial in each plausible world, stored alike.

    Returns
    -------
    Experiment
    """
    plan, runs = _runs_of(said, base)
    table, known = differences(plan, runs, LEVEL), [_runs_of(one, base) for one in (worlds or {}).values()]
    return Experiment(
        plan=plan,
        planned=len(plan.seeds),
        outcomes=long_table(plan, runs),
        differences=with_worlds(table, (plan, runs), known) if known else table,
        failures=pd.DataFrame(columns=["arm", "seed", "error"]),
        level=LEVEL,
        world_seeds=len(known[0][0].seeds) if known else 0,
    )


def _runs_of(said: Mapping[str, Any], base: str) -> tuple[Plan, dict[tuple[str, int], dict[str, float]]]:
    arms = {name: tuple(policies) for name, policies in said["arms"].items()}
    chosen = next(iter(arms)) if base == "none" else base
    plan = Plan(said["scenario"], arms, {}, tuple(said["seeds"]), chosen, said["settings"])
    runs: dict[tuple[str, int], dict[str, float]] = {(arm, seed): {} for arm in arms for seed in plan.seeds}
    for outcome, by_arm in said["outcomes"].items():
        for arm, values in by_arm.items():
            for seed, value in zip(plan.seeds, values, strict=True):
                runs[arm, seed][outcome] = math.nan if value is None else float(value)
    return plan, runs


def dumped(study: Study) -> str:
    """Write a study as JSON with one list a line: small, and readable where it changed."""
    return _lines(study, 0) + "\n"


def _lines(value: Any, depth: int) -> str:
    if isinstance(value, Mapping) and value:
        inner = ",\n".join(
            f"{' ' * (depth + 1)}{json.dumps(k)}: {_lines(v, depth + 1)}" for k, v in value.items()
        )
        return f"{{\n{inner}\n{' ' * depth}}}"
    if (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and any(isinstance(v, Mapping) for v in value)
    ):
        inner = ",\n".join(" " * (depth + 1) + _lines(v, depth + 1) for v in value)
        return f"[\n{inner}\n{' ' * depth}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def load(path: str | Path) -> Study:
    """Read a stored study.

    Raises
    ------
    BadFolder
        Where there is none, or it is none of simkit's.
    """
    path = Path(path)
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFolder(f"{path} cannot be read: {reason(error)}; run `make findings` first") from error
    except ValueError:
        raise BadFolder(f"{path} is damaged: it is no JSON text") from None
    if not isinstance(made, dict) or made.get("format") != FORMAT or made.get("format_version") != VERSION:
        raise BadFolder(f"{path} is not a study that this simkit wrote: run `make findings` again")
    return made


# ---
# What the runs say of each claim; all claims of the study are one family.

SIGNS = {
    "less": "−", "more": "+", "little_less": "≈", "little_more": "≈", "alone_less": "?", "alone_more": "?",
    "same": "≈", "unclear": "?", "none": "0", "few": "?",
}  # fmt: skip
"""How a cell of a grid is written."""


@dataclass(frozen=True)
class Answer:
    """A claim with what the runs say.

    Attributes
    ----------
    claim : Claim
    verdict : str
        One of `simkit.compare.verdicts.VERDICTS`.
    row : mapping
        The row of differences, judged together with all other claims.
    """

    claim: Claim
    verdict: str
    row: Mapping[str, Any]

    @property
    def is_as_expected(self) -> bool:
        """Whether the runs agree with what was written down; what is unclear or negligible is no "less" or "more"."""
        if self.claim.expected == "same":
            return self.verdict in ("same", "none", "little_less", "little_more")
        return self.verdict == self.claim.expected


def answers(found: Sequence[tuple[Claim, Experiment]]) -> list[Answer]:
    """Judge claims together (Holm), each by the experiment whose base is the claim's."""
    rows = [row_of(made, claim.outcome, claim.arm) for claim, made in found]
    judged = []
    for (claim, _), row, p in zip(found, rows, holm(np.array([row["p"] for row in rows])), strict=True):
        word = verdict(row, not p > LEVEL)
        judged.append(Answer(claim, word, {**row, "p_holm": float(p), "verdict": word}))
    return judged


def row_of(made: Experiment, outcome: str, arm: str) -> Mapping[str, Any]:
    """Give a row of differences; an outcome that no run has is an empty one."""
    table = made.differences
    rows = table[(table["outcome"] == outcome) & (table["arm"] == arm)].to_dict("records")
    if rows:
        return {str(k): v for k, v in rows[0].items()}
    return dict.fromkeys(COLUMNS, math.nan) | {"outcome": outcome, "arm": arm, "n_pairs": 0, "n_changed": 0}
