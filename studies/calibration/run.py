"""Calibration: is what was put in still there, and does the model give what was not put in?

A fact that a parameter was set from proves nothing when the model shows it; it is a check that nothing is broken. What
follows from such parameters, or cannot fail, is no test either. A held-out fact is one that no parameter was set from
and that can fail. All three kinds get a verdict that is computed, and are told apart.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simkit.cli.command import read_whole
from simkit.core.catalogue import Words
from simkit.core.errors import BadFolder, BadValue, nearest, quoted
from simkit.core.files import reason
from simkit.core.locale import marks
from simkit.core.parameter import as_whole
from simkit.engine.run import simulate
from simkit.engine.scenario import Scenario, load_scenario, parse_policy

from ..runs import HERE, Where, where_asked, write_all
from .facts import CASES, HELD_OUT, IMPLIED, INPUT, KINDS, NOT_TESTED, TARGETS, TOLERANCE, Target, fingerprint
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
    seeds: int | Iterable[int] = 10,
    *,
    only: Iterable[str] = (),
    where: Where = HERE,
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
            f"seeds is {quoted(seeds)}: give at least 2 different whole numbers, 0 or more; 10 are usual"
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
    for kind, rows in table.groupby("kind", sort=False):
        made += [f"{words[str(kind)]} ({count(rows, lang)})"]
        for r in _each(rows):
            made.append(
                words["line"].format(
                    verdict=words[str(r.verdict)],
                    what=BY_NAME[str(r.name)].what(lang),
                    low=number(float(r.low), lang),
                    high=number(float(r.high), lang),
                    target=span(float(r.target_low), float(r.target_high), lang),
                    source=r.source,
                )
            )
            made.append(words["because"].format(why=BY_NAME[str(r.name)].why(lang)))
            if text := _mechanism(r, lang):
                made.append(words["mechanism"].format(text=text))
    return made


def _mechanism(row: Any, lang: str = "en") -> str:
    """Say what makes the model miss a fact; nothing where it does not."""
    return "" if row.verdict == "inside" else BY_NAME[str(row.name)].mechanism(lang)


def _each(rows: pd.DataFrame) -> Iterator[Any]:
    """Give the rows with their columns as attributes."""
    yield from rows.itertuples()


def count(rows: pd.DataFrame, lang: str = "en") -> str:
    """Count the verdicts in words."""
    n = rows["verdict"].value_counts()
    numbers = {"inside": n.get("inside", 0), "outside": n.get("outside", 0), "unsure": n.get("cannot say", 0)}
    return SAID[lang]["count"].format(n=len(rows), **numbers)


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
    seeds = [c.removeprefix("seed_") for c in table.columns if c.startswith("seed_")]
    parts = [
        "# Calibration",
        "",
        "Generated by `make calibration`; do not edit.",
        "",
        "Three kinds of facts are kept apart. **Inputs reproduced**: a parameter was set from the fact, so a match "
        "shows only that nothing is broken. **Implied**: it follows from inputs or cannot fail, so a match shows no "
        "more. **Held-out facts**: no parameter was set from it and it can fail, so a match says something; so does a "
        "failure. "
        "A failure stays in the table. Below each table: why each fact is of its kind.",
        "",
        "Targets are stated before the mechanisms that could meet them. Names, kinds, sources and ranges together have "
        f"the SHA-256 `{fingerprint()}`; a test keeps it.",
        "",
        f"How a verdict is made: each fact is measured in {len(seeds)} simulated countries (seeds "
        f"{', '.join(seeds)}). *Inside*: the whole 95 % interval of the mean lies in the published range. *Outside*: "
        "none of it does. *Cannot say*: the interval reaches over an end, or fewer than five seeds gave a number. "
        "Where a source gives one number, the range is that number ± "
        + ", ".join(f"{100 * v:.0f} % (confidence {k})" for k, v in TOLERANCE.items())
        + ". A range from abroad judges by abroad.",
    ]
    for kind in KINDS:
        parts += _section(table[table["kind"] == kind], kind)
    parts += _failures(table)
    parts += ["", "## Facts without a verdict", ""]
    parts += [f"- `{source}`: {text}" for source, text in NOT_TESTED["en"].items()]
    parts += ["", "## The runs", "", "| case | scenario | settings | arms |", "|---|---|---|---|"]
    for name, case in CASES.items():
        settings = ", ".join(f"`{k}={v:g}`" for k, v in case.settings.items()) or "as it is"
        arms = ", ".join(f"`{p}`" for said in case.arms.values() for p in said) or "none"
        parts.append(f"| {name} | `{case.scenario}` | {settings} | {arms} |")
    parts += ["", f"The value of every seed stands in [{TABLE}]({TABLE}).", ""]
    return "\n".join(parts)


def _section(rows: pd.DataFrame, kind: str) -> list[str]:
    made = ["", f"## {SAID['en'][kind]}", "", f"{count(rows)}.", ""]
    made += ["| fact | published | simulated | verdict | source | case |", "|---|---|---|---|---|---|"]
    for r in _each(rows):
        target = BY_NAME[str(r.name)]
        found = f"{number(float(r.low))} to {number(float(r.high))}"
        cells = [
            target.what("en"),
            span(float(r.target_low), float(r.target_high)),
            found,
            f"**{r.verdict}**",
        ]
        made.append("| " + " | ".join([*cells, f"`{r.source}`", target.case]) + " |")
    made.append("")
    for target in (BY_NAME[str(n)] for n in rows["name"]):
        made.append(f"- {target.what('en')}: {target.why('en')}. {target.note('en')}".rstrip())
    return made


def _failures(table: pd.DataFrame) -> list[str]:
    bad = table[table["verdict"] == "outside"]
    made = ["", "## Where the model fails, and what makes it", ""]
    if bad.empty:
        made.append("No fact is outside its range.")
    for r in _each(bad):
        low, high = float(r.target_low), float(r.target_high)
        mean = float(r.mean)
        way = SAID["en"]["high" if mean >= high else "low"]
        kind = {INPUT: "an input", IMPLIED: "implied", HELD_OUT: "held out"}[str(r.kind)]
        text = f"{number(mean)} instead of {span(low, high)}"
        said = (
            f"- {BY_NAME[str(r.name)].what('en')} ({kind}) is {way}: {text} (`{r.source}`). {_mechanism(r)}"
        )
        made.append(said.rstrip())
    unsure = table[(table["verdict"] == "cannot say") & (table["kind"] == HELD_OUT)]
    for r in _each(unsure):
        said = f"- {BY_NAME[str(r.name)].what('en')} (held out) cannot be told. {_mechanism(r)}"
        made.append(said.rstrip())
    return made


def save(table: pd.DataFrame, folder: str | Path) -> list[Path]:
    """Write the page and the table of every seed's value into a folder."""
    return write_all(folder, {PAGE: page(table), TABLE: table.to_csv(index=False, lineterminator="\n")})


def load(folder: str | Path) -> pd.DataFrame:
    """Read the table that `save` wrote.

    Raises
    ------
    BadFolder
        Where there is none.
    """
    try:
        return pd.read_csv(Path(folder) / TABLE)
    except (OSError, ValueError) as error:
        raise BadFolder(f"{Path(folder) / TABLE} cannot be read: {reason(error)}") from error


# ---
# ``python -m studies calibration``: the model against published facts, those put in and those held out.


DONE = Words(__package__, "command.done")


def calibrate_model(args: argparse.Namespace) -> int:
    """Measure every fact over seeds, print the verdicts, and write them where asked."""
    seeds = read_whole("--seeds", args.seeds)
    with where_asked(args, "calibrate") as where:
        table = calibrate(seeds, only=args.only, where=where)
    for line in lines(table, args.lang):
        print(line)
    if args.out:
        print(DONE[args.lang].format(files=", ".join(str(p) for p in save(table, args.out))))
    return 0
