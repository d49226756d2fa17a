"""Calibration: is what was put in still there, and does the model give what was not put in?

A fact that a parameter was set from proves nothing when the model shows it; it is a check that nothing is broken. What
follows from such parameters, or cannot fail, is no test either. A held-out fact is one that no parameter was set from
and that can fail. All three kinds get a verdict that is computed, and are told apart.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simkit.cli.command import read_whole
from simkit.core.catalogue import Words
from simkit.core.errors import BadValue, nearest, quoted
from simkit.core.html import filled
from simkit.core.locale import marks
from simkit.core.parameter import as_whole
from simkit.engine.run import simulate
from simkit.engine.scenario import Scenario, load_scenario, parse_policy

from ..pages import hand_over
from ..runs import HERE, Where, where_asked
from ..sizes import CALIBRATION_SEEDS
from .facts import CASES, HELD_OUT, KINDS, NOT_TESTED, TARGETS, TOLERANCE, Target, fingerprint
from .measures import BASE

VERDICTS = ("inside", "outside", "cannot say")
COLUMNS = ("name", "kind", "source", "target_low", "target_high", "n_seeds", "mean", "low", "high", "verdict")
LEAST_SEEDS = 5
"""With fewer seeds that gave a number, nothing is said."""


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


def measure(case: str, seed: int, names: Sequence[str] = ()) -> dict[str, float]:
    """Run a case with one seed and ask it for each of its facts, or for those named.

    Returns
    -------
    mapping of target to number
        NaN where there was nothing to count.
    """
    made = CASES[case]
    return measure_in(load_scenario(made.scenario).with_settings(made.settings), case, seed, names)


def measure_in(scenario: Scenario, case: str, seed: int, names: Sequence[str] = ()) -> dict[str, float]:
    """Run the arms of a case in a scenario, which may be another than its own, and ask for its facts."""
    arms = {BASE: scenario}
    arms |= {
        name: scenario.with_policies([parse_policy(p) for p in said])
        for name, said in CASES[case].arms.items()
    }
    runs = {name: simulate(scenario, seed) for name, scenario in arms.items()}
    return {
        t.name: float(t.measure(runs)) for t in TARGETS if t.case == case and (not names or t.name in names)
    }


def calibrate(
    seeds: int | Iterable[int] = CALIBRATION_SEEDS, *, only: Iterable[str] = (), where: Where = HERE
) -> pd.DataFrame:
    """Measure every fact over seeds and judge it.

    Parameters
    ----------
    seeds : int or iterable of int
        A number N stands for the seeds 1 to N.
    only : iterable of str
        Names of targets; empty for all.
    where : Where
        A run is one case with one seed.

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
    tasks = [(case, seed) for case in CASES for seed in numbers if any(t.case == case for t in chosen)]
    names = [t.name for t in chosen]
    found = where.run(measure, {task: (*task, names) for task in tasks})
    return judged({t.name: [found[t.case, s][t.name] for s in numbers] for t in chosen}, numbers)


def judged(values: Mapping[str, Sequence[float]], seeds: Sequence[int]) -> pd.DataFrame:
    """Turn the values of each seed into intervals and verdicts; see `calibrate`."""
    rows = []
    for t in TARGETS:
        if t.name not in values:
            continue
        x = np.array(values[t.name], dtype=float)
        low, high = t.interval(x)
        n = int(np.isfinite(x).sum())
        mean = float(np.nanmean(x)) if n else math.nan
        said = verdict(low, high, t.low, t.high, n)
        rows.append([t.name, t.kind, t.source, t.low, t.high, n, mean, low, high, said, *x.tolist()])
    return pd.DataFrame(rows, columns=[*COLUMNS, *(f"seed_{s}" for s in seeds)])


def _chosen(only: Iterable[str]) -> list[Target]:
    wanted = [only] if isinstance(only, str) else list(only)
    known = {t.name for t in TARGETS}
    for name in wanted:
        if name not in known:
            raise BadValue(f"no target {quoted(name)}: {nearest(name, known)}")
    return [t for t in TARGETS if not wanted or t.name in wanted]


def _seeds(seeds: int | Iterable[int]) -> list[int]:
    n = as_whole(seeds)
    made = list(seeds) if isinstance(seeds, Iterable) else list(range(1, (n or 0) + 1))
    if len(made) < 2 or len(set(made)) < len(made) or min(made) < 0:
        raise BadValue(
            f"seeds is {quoted(seeds)}: give at least 2 different whole numbers, 0 or more; "
            f"{CALIBRATION_SEEDS} are usual"
        )
    return made


# ---
# The calibration in words: the lines a terminal shows, and the page docs/calibration.md.


PAGE, TABLE = "calibration.md", "calibration.csv"
BY_NAME = {t.name: t for t in TARGETS}
SAID = Words(__package__, "page.said")


def lines(table: pd.DataFrame, lang: str = "en") -> list[str]:
    """Say a calibration, a line a fact and a line why it is of its kind; the kinds apart.

    Parameters
    ----------
    table : DataFrame
        From `studies.calibration.run.calibrate`.
    lang : {"en", "id"}
    """
    words, made = SAID[lang], []
    for kind, rows in _by_kind(table).items():
        made.append(f"{words[kind]} ({count(rows, lang)})")
        for r in rows:
            said = {"low": number(r["low"], lang), "high": number(r["high"], lang), "source": r["source"]}
            said |= {"what": r["fact"].what(lang), "verdict": words[r["verdict"]]}
            target = span(r["target_low"], r["target_high"], lang)
            made += [
                words["line"].format(target=target, **said),
                words["because"].format(why=r["fact"].why(lang)),
            ]
            if text := _mechanism(r, lang):
                made.append(words["mechanism"].format(text=text))
    return made


def _by_kind(table: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of each kind, each with its fact."""
    rows: list[dict[str, Any]] = [
        {str(k): v for k, v in r.items()} | {"fact": BY_NAME[r["name"]]} for r in table.to_dict("records")
    ]
    return {kind: mine for kind in KINDS if (mine := [r for r in rows if r["kind"] == kind])}


def _mechanism(row: Mapping[str, Any], lang: str = "en") -> str:
    """Say what makes the model miss a fact; nothing where it does not."""
    return "" if row["verdict"] == "inside" else str(row["fact"].mechanism(lang))


def count(rows: Sequence[Mapping[str, Any]], lang: str = "en") -> str:
    """Count the verdicts in words."""
    n = Counter(r["verdict"] for r in rows)
    said = {"inside": n["inside"], "outside": n["outside"], "unsure": n["cannot say"]}
    return str(SAID[lang]["count"].format(n=len(rows), **said))


def number(value: float, lang: str = "en") -> str:
    """Write a figure with three digits that count.

    Examples
    --------
    >>> number(0.23712), number(118400.0), number(118400.0, "id"), number(0.00011829), number(float("nan"))
    ('0.237', '118,000', '118.000', '0.000118', '-')
    """
    if not math.isfinite(value):
        return "-"
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    text = f"{round(value, digits):,.{max(digits, 0)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return marks(text, lang)


def span(low: float, high: float, lang: str = "en") -> str:
    """Write a range, or its only end.

    Examples
    --------
    >>> span(0.2, 0.3), span(1.0, float("inf")), span(1.0, float("inf"), "id")
    ('0.2 to 0.3', 'above 1', 'di atas 1')
    """
    said = {"low": number(low, lang), "high": number(high, lang)}
    return str(SAID[lang]["above" if math.isinf(high) else "between"].format(**said))


def page(table: pd.DataFrame) -> str:
    """Write the page docs/calibration.md; every verdict, count and figure comes from the table."""
    kinds = _by_kind(table)
    every = [r for rows in kinds.values() for r in rows]
    return filled(
        __package__, "page", kinds=kinds, words=SAID["en"], hash=fingerprint(), tolerance=TOLERANCE, cases=CASES,
        not_tested=NOT_TESTED["en"].items(), table=TABLE, count=count, number=number, span=span, mechanism=_mechanism,
        seeds=[c.removeprefix("seed_") for c in table.columns if c.startswith("seed_")],
        bad=[r for r in every if r["verdict"] == "outside"],
        unsure=[r for r in every if r["verdict"] == "cannot say" and r["kind"] == HELD_OUT],
    )  # fmt: skip


def files(table: pd.DataFrame) -> dict[str, str]:
    """Give the page and the table of every seed's value, by their names."""
    return {PAGE: page(table), TABLE: table.to_csv(index=False, lineterminator="\n")}


# ---
# ``python -m studies calibration``: the model against published facts, those put in and those held out.


def calibrate_model(args: argparse.Namespace) -> int:
    """Measure every fact over seeds, print the verdicts, and write them where asked."""
    seeds = read_whole("--seeds", args.seeds)
    with where_asked(args, "calibrate") as where:
        table = calibrate(seeds, only=args.only, where=where)
    return hand_over(args, lines(table, args.lang), files(table))
