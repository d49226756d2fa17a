"""``python -m studies``: the studies behind the documents, run by `make` targets.

They stand outside the package: nobody who simulates or learns needs them.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence

from simkit import cli
from simkit.cli.command import Command, add_set, add_workers
from simkit.core.catalogue import Words

CALIBRATION = Words(__package__, "help.calibration")
DETECTION = Words(__package__, "help.detection")
FINDINGS = Words(__package__, "help.findings")
SENSITIVITY = Words(__package__, "help.sensitivity")
WORLDS = Words(__package__, "help.worlds")


def _add(parser: ArgumentParser, *options: tuple[str, str | None, str]) -> None:
    """Add options that take a value: name, default, and what it is called."""
    for option, default, metavar in options:
        parser.add_argument(option, default=default, metavar=metavar)


def _calibration(parser: ArgumentParser) -> None:
    _add(parser, ("--seeds", "10", "N"))
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    add_workers(parser)
    _add(parser, ("--out", None, "DIR"))


def _detection(parser: ArgumentParser) -> None:
    _add(parser, ("--seeds", "20", "N"))
    parser.add_argument("--joins", action="store_true")
    add_workers(parser)
    _add(parser, ("--out", None, "DIR"))


def _findings(parser: ArgumentParser) -> None:
    _add(parser, ("--seeds", "30", "N"), ("--grid-seeds", "6", "N"), ("--worlds", None, "FILE"))
    _add(parser, ("--world-seeds", "5", "N"), ("--out", "docs", "DIR"), ("--runs", "out/findings", "DIR"))
    _add(parser, ("--trade-seeds", "20", "N"))
    add_workers(parser)
    parser.add_argument("--only-trade", action="store_true")
    parser.add_argument("--redraw", action="store_true")


def _sensitivity(parser: ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO")
    for option in ("--outcome", "--among"):
        parser.add_argument(option, action="append", default=[], metavar="NAME")
    add_set(parser)
    _add(parser, ("--arm", None, "POLICY[,POLICY...]"))
    parser.add_argument("--groups", action="store_true")
    _add(parser, ("--trajectories", "10", "N"), ("--seed", "1", "N"))
    add_workers(parser)
    _add(parser, ("--out", None, "DIR"))


def _worlds(parser: ArgumentParser) -> None:
    _add(parser, ("--points", "90", "N"), ("--worlds", "20", "N"))
    _add(parser, ("--out", "docs", "DIR"), ("--runs", "out/worlds", "DIR"))
    add_workers(parser)


COMMANDS: Mapping[str, Command] = {
    "sensitivity": Command(
        SENSITIVITY,
        "python -m studies sensitivity policy-lab --outcome n_victims --groups --out out/sensitivity",
        "studies.sensitivity.figures:screen_guesses",
        _sensitivity,
        needs=lambda args: "screening",
    ),
    "calibration": Command(
        CALIBRATION,
        "python -m studies calibration --seeds 10 --workers 2",
        "studies.calibration.run:calibrate_model",
        _calibration,
        needs=lambda args: "screening",
    ),
    "findings": Command(
        FINDINGS,
        "python -m studies findings --workers 2",
        "studies.findings.page:findings",
        _findings,
        needs=lambda args: "the policy study",
    ),
    "detection": Command(
        DETECTION,
        "python -m studies detection --seeds 20 --out docs",
        "studies.detection.cases:detectors",
        _detection,
        needs=lambda args: "measuring detectors",
    ),
    "worlds": Command(
        WORLDS,
        "python -m studies worlds --workers 2",
        "studies.plausible.page:worlds",
        _worlds,
        needs=lambda args: "plausible worlds",
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one study and give its exit code."""
    return cli.main(argv, COMMANDS, "python -m studies")


if __name__ == "__main__":
    sys.exit(main())
