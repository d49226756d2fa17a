"""The study as a small file: enough to write the page and to draw the pictures again, without a run."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ...core.errors import BadFolder
from ...core.swap import reason
from ..experiment.compare import Experiment
from ..experiment.naming import DISPLACED, outcome_of, way_of
from ..experiment.pairs import differences, long_table
from ..experiment.plan import LEVEL, Plan

FORMAT, VERSION, FILE = "simkit-findings", 1, "findings.json"
DIGITS = 7
Study = dict[str, Any]


def kept(outcome: str) -> bool:
    """Say whether a figure is kept: those with a meaning, and those that displacement needs."""
    return outcome != DISPLACED and bool(outcome_of(outcome) or way_of(outcome))


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
        found.setdefault(str(outcome), {})[str(arm)] = [_short(said.get(seed, math.nan)) for seed in seeds]
    return found


def _short(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def experiment_of(said: Mapping[str, Any], base: str = "none") -> Experiment:
    """Make a stored trial an experiment again.

    Parameters
    ----------
    said : mapping
        With ``story``, ``settings``, ``arms``, ``seeds`` and ``outcomes``.
    base : str
        The arm to compare with; ``"none"`` is the first, which has no policies.

    Returns
    -------
    Experiment
    """
    arms = {name: tuple(policies) for name, policies in said["arms"].items()}
    chosen = next(iter(arms)) if base == "none" else base
    plan = Plan(said["story"], arms, {}, tuple(said["seeds"]), chosen, said["settings"])
    runs: dict[tuple[str, int], dict[str, float]] = {(arm, seed): {} for arm in arms for seed in plan.seeds}
    for outcome, by_arm in said["outcomes"].items():
        for arm, values in by_arm.items():
            for seed, value in zip(plan.seeds, values, strict=True):
                runs[arm, seed][outcome] = math.nan if value is None else float(value)
    return Experiment(
        plan=plan,
        planned=len(plan.seeds),
        outcomes=long_table(plan, runs),
        differences=differences(plan, runs, LEVEL),
        failures=pd.DataFrame(columns=["arm", "seed", "error"]),
        level=LEVEL,
    )


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
        raise BadFolder(f"{path} cannot be read: {reason(error)}; run `simkit findings` first") from error
    except ValueError:
        raise BadFolder(f"{path} is damaged: it is no JSON text") from None
    if not isinstance(made, dict) or made.get("format") != FORMAT or made.get("format_version") != VERSION:
        raise BadFolder(f"{path} is not a study that this simkit wrote: run `simkit findings` again")
    return made
