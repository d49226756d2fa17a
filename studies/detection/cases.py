"""For each crime a scenario in which the obvious rule fails and a better view succeeds, measured over seeds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from simkit.cli.command import read_whole
from simkit.compare.intervals import intervals
from simkit.core.catalogue import Words
from simkit.core.html import filled
from simkit.core.locale import marks
from simkit.detect.detectors.base import Observed, Ranking
from simkit.engine.run import simulate
from simkit.measure.metrics import judge, labels, precision_at

from ..pages import hand_over
from ..runs import HERE, Where, where_asked
from ..sizes import DETECTION_SEEDS

CRIMES = Words(__package__, "cases.crimes")


@dataclass(frozen=True)
class Case:
    """One crime in one scenario, with two ways to look for it.

    Parameters
    ----------
    name, entity, scenario : str
    obvious, better : str
        Module and function in ``simkit/detect/detectors``.
    settings : mapping
        What differs from the scenario.
    can_succeed : bool
        False where neither of the two views finds it; another may.
    options : mapping
        Further arguments of both detectors.
    """

    name: str
    entity: str
    scenario: str
    obvious: str
    better: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    can_succeed: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)

    def title(self, lang: str) -> str:
        """Name the crime."""
        return str(CRIMES[lang][self.name]["title"])

    def why(self, lang: str) -> str:
        """Say why the obvious rule fails and the better view succeeds, or why nothing does."""
        return str(CRIMES[lang][self.name]["why"])


def measure(cases: Sequence[Case], seeds: int = DETECTION_SEEDS, where: Where = HERE) -> pd.DataFrame:
    """Measure the precision of both views at capacity: among as many as there are culprits.

    Parameters
    ----------
    cases : sequence of Case
    seeds : int
        Seeds 1, 2, ... of each scenario.
    where : Where

    Returns
    -------
    DataFrame
        ``case``, ``seed``, ``n_bad``, ``base`` (what a lot among those whom the
        better view ranks would give), ``obvious``, ``better``.
    """
    calls = {(case.name, seed): (case, seed) for case in cases for seed in range(1, seeds + 1)}
    found = where.run(_once, calls)
    return pd.DataFrame([{"case": case, "seed": seed, **found[case, seed]} for case, seed in calls])


def _once(case: Case, seed: int) -> dict[str, float]:
    run = simulate(case.scenario, seed, settings={"run.tick_h": 24.0} | dict(case.settings))
    truth = labels(run, case.entity)
    made: dict[str, float] = {}
    for view, where in (("obvious", case.obvious), ("better", case.better)):
        seen = judge(found(where, run.observed, case.options), truth)
        made[view] = precision_at(seen.score, seen.is_bad, max(int(truth.sum()), 1))
    ranked = np.isfinite(seen.score)
    return {"n_bad": float(truth.sum()), "base": float(np.mean(seen.is_bad[ranked]))} | made


def found(where: str, tables: Observed, options: Mapping[str, Any]) -> Ranking:
    """Run a detector named by module and function."""
    module, _, name = where.partition(":")
    function = getattr(import_module(f"simkit.detect.detectors.{module}"), name)
    known = {k: v for k, v in options.items() if k in function.__code__.co_varnames}
    made: Ranking = function(tables, **known)
    return made


def summary(measured: pd.DataFrame, cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """Give, for each case, means with 95 % intervals over seeds, and of the difference.

    Source of the method: ``compare/intervals.py``.
    """
    for case in cases:
        mine = measured[measured["case"] == case.name]
        views = np.array([mine["obvious"], mine["better"], mine["better"] - mine["obvious"]])
        low, high = intervals(views)
        yield {
            "case": case,
            "n": len(mine),
            "base": float(mine["base"].mean()),
            "mean": views.mean(axis=1),
            "low": low,
            "high": high,
        }


def verdict(row: Mapping[str, Any]) -> str:
    """Say in a word what the intervals show.

    Returns
    -------
    {"better", "blind", "both", "unclear"}
        ``better``: the second view finds clearly more than the obvious rule. ``blind``: neither finds more than
        a lot would by more than a tenth. ``both``: the obvious rule already finds them. Else ``unclear``.
    """
    if row["low"][2] > 0.1:
        return "better"
    if max(row["high"][0], row["high"][1]) < row["base"] + 0.1:
        return "blind"
    return "both" if row["low"][0] > 0.5 else "unclear"


# ---
# The cases: a crime, its scenario, the obvious rule, the better view, and what stays "


ONE_EACH = [1.0] * 6
SMALL = {"people.n_people": 5000, "run.scale": 0.003, "run.days": 60}


def only(route: int) -> dict[str, object]:
    """Give the settings of a ring that knows one way only.

    Examples
    --------
    >>> only(3)["ring.shares"]
    [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    """
    return {"ring.shares": [float(w == route) for w in range(6)], "ring.capacity": ONE_EACH}


# fmt: off
_UNDER, _PER_NIK, _BULK = "ring-under-cap", "registration:sims_per_nik", "registration:bulk_registration"
_RANKED = {"entity": "sim"}
CASES = (
    Case("one-off look-up", "agent", "desk-leak", "insider:by_volume", "insider:by_posts", {"insider.n_grudge": 0}),
    Case("seller who hides", "agent", "desk-quiet", "insider:without_ticket", "insider:unexplained"),
    Case("ready-made accounts", "account", _UNDER, "resale:ready_made_by_registration", "resale:ready_made",
         SMALL | only(4)),
    Case("abuse", "sim", _UNDER, "abuse:by_volume", "abuse:fan_out",
         SMALL | {"people.n_people": 8000, "abuse.ott_abroad": 0.0, "abuse.ott_home": 0.0, "buyer.n_wanted": 500_000}),
    Case("take-over", "account", _UNDER, "takeover:new_device", "takeover:takeover", SMALL | only(5)),
    Case("ring under the cap", "sim", _UNDER, _PER_NIK, _BULK, options=_RANKED),
    Case("mules at the counter", "sim", _UNDER, _PER_NIK, _BULK, SMALL | only(3), can_succeed=False, options=_RANKED),
    Case("one handset a number", "sim", _UNDER, _PER_NIK, _BULK, SMALL | only(0) | {"ring.numbers_per_device": 1},
         can_succeed=False, options=_RANKED),
    Case("abuse over OTT alone", "sim", _UNDER, "abuse:by_volume", "abuse:fan_out",
         SMALL | {"abuse.ott_abroad": 1.0, "abuse.ott_home": 1.0}, can_succeed=False),
)
# fmt: on
"""In the order of the chain; those that neither view finds last."""


# ---
# The detection study in words: a table for the terminal and the page docs/detection.md.

PAGE, TABLE = "detection.md", "detection.csv"
VERDICTS = Words(__package__, "cases.verdicts")


def page(measured: pd.DataFrame, cases: Sequence[Case]) -> str:
    """Write the page.

    Parameters
    ----------
    measured : DataFrame
        From `studies.detection.run.measure`.
    cases : sequence of Case
    """
    rows = list(summary(measured, cases))
    said = {"verdicts": VERDICTS["en"], "verdict": verdict, "span": _span}
    return filled(__package__, "page", rows=rows, n=max(r["n"] for r in rows), **said)


def _span(row: dict[str, Any], i: int, lang: str = "en") -> str:
    mean, low, high = (
        marks(f"{v:.2f}", lang) for v in (row["mean"][i], max(row["low"][i], 0), min(row["high"][i], 1))
    )
    return f"{mean} ({low} to {high})"


def lines(measured: pd.DataFrame, cases: Sequence[Case], lang: str) -> Iterator[str]:
    """Say the study in one line a crime."""
    for r in summary(measured, cases):
        case = r["case"]
        yield f"{case.title(lang)}: {_span(r, 0, lang)} -> {_span(r, 1, lang)}; {VERDICTS[lang][verdict(r)]}"


# ---
# Measuring the detectors over seeds, and writing the page.


def detectors(args: argparse.Namespace) -> int:
    """Measure the detectors over seeds, print the table, and write the page where asked; or hand on to the joins."""
    if args.joins:
        from .single import joins  # noqa: PLC0415

        return joins(args)
    seeds = read_whole("--seeds", args.seeds, 3)
    with where_asked(args, "detectors") as where:
        measured = measure(CASES, seeds, where)
    files = {PAGE: page(measured, CASES), TABLE: measured.to_csv(index=False, lineterminator="\n")}
    return hand_over(args, lines(measured, CASES, args.lang), files)
