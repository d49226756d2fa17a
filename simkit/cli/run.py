"""``simkit run``: simulate a scenario, save its tables, and say the ten things a newcomer wants to know."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.catalogue import Words
from ..core.usual import SEED
from .command import Command, add_set, bar, read_seed, read_settings, say

if TYPE_CHECKING:
    from ..engine.export.result import Run
    from ..engine.scenario import Scenario

NEXT = Words(__package__, "run.next")
HELP = Words(__package__, "help.run")
REPORT = Words(__package__, "run.report")


def add(run: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit run``."""
    run.add_argument("scenario", metavar="SCENARIO")
    run.add_argument("--seed", default=str(SEED), metavar="N")
    add_set(run)
    run.add_argument("--policy", action="append", default=[], metavar="NAME[:KEY=VALUE...]")
    run.add_argument("--out", metavar="DIR")
    run.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    run.add_argument("--no-report", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Simulate a scenario, save its tables, and say the ten things a newcomer wants to know."""
    from ..core.files import check_target  # noqa: PLC0415
    from ..detect.loop import simulate  # noqa: PLC0415
    from ..engine.scenario import load_scenario, parse_policy  # noqa: PLC0415
    from ..measure.outcomes import summarise  # noqa: PLC0415

    seed = read_seed(args.seed)
    scenario = load_scenario(args.scenario).with_settings(read_settings(args))
    scenario = scenario.with_policies([parse_policy(text) for text in args.policy])
    out = args.out or str(Path("out", scenario.name))
    check_target(out)
    with bar(scenario.name, "day") as progress:
        made = simulate(scenario, seed=seed, progress=progress)
    extra = {} if args.no_report else {"report.html": report_of(made, scenario, args.lang)}
    made.save(out, args.format, extra=extra)
    say(summarise(made).lines(args.lang))
    say(NEXT[args.lang].format(out=out, fmt=args.format, scenario=args.scenario).splitlines())
    if extra:
        say(["", REPORT[args.lang].format(out=out)])
    return 0


def report_of(made: Run, scenario: Scenario, lang: str) -> str:
    """Write the report of a run, with the scenario's own title and text."""
    # Drawing takes half a second to import: the other commands need not wait for it.
    from ..report.page import html  # noqa: PLC0415
    from .scenarios import said  # noqa: PLC0415

    words = {"title": said(scenario, "title", lang), "text": said(scenario, "about", lang)}
    return html(made, made.about | words, lang)


COMMAND = Command(
    words=HELP,
    example="simkit run palembang-reported --seed 7 --policy cap:per_operator=1 --out out/cap1",
    add=add,
    work="simkit.cli.run:run",
)
