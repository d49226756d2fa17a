"""``python -m studies``: the studies behind the documents, run by `make` targets.

They stand outside the package: nobody who simulates or learns needs them.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simkit import cli
from simkit.cli.command import Command, add_set, add_workers
from simkit.core.catalogue import Words

from . import sizes

CALIBRATION = Words(__package__, "help.calibration")
DETECTION = Words(__package__, "help.detection")
FINDINGS = Words(__package__, "help.findings")
SENSITIVITY = Words(__package__, "help.sensitivity")
WORLDS = Words(__package__, "help.worlds")


def _options(
    *options: tuple[str, Any, str] | Callable[[ArgumentParser], None],
) -> Callable[[ArgumentParser], None]:
    """Give what adds options: name, default and what a value is called; a list may come again, False is a switch."""

    def add(parser: ArgumentParser) -> None:
        for option in options:
            if callable(option):
                option(parser)
            elif option[1] is False:
                parser.add_argument(option[0], action="store_true")
            else:
                name, default, metavar = option
                action = "append" if default == [] else "store"
                typed = str(default) if isinstance(default, int) else default
                parser.add_argument(name, default=typed, metavar=metavar, action=action)

    return add


# fmt: off
COMMANDS: Mapping[str, Command] = {
    "sensitivity": Command(
        SENSITIVITY,
        "python -m studies sensitivity policy-lab --outcome n_victims --groups --out out/sensitivity",
        "studies.sensitivity.figures:screen_guesses",
        _options(
            ("scenario", None, "SCENARIO"), ("--outcome", [], "NAME"), ("--among", [], "NAME"), add_set,
            ("--arm", None, "POLICY[,POLICY...]"), ("--groups", False, ""), ("--trajectories", sizes.TRAJECTORIES, "N"),
            ("--seed", sizes.FIRST_SEED, "N"), add_workers, ("--out", None, "DIR"),
        ),
        needs=lambda args: "screening",
    ),
    "calibration": Command(
        CALIBRATION,
        "python -m studies calibration --seeds 10 --workers 2",
        "studies.calibration.run:calibrate_model",
        _options(
            ("--seeds", sizes.CALIBRATION_SEEDS, "N"), ("--only", [], "NAME"), add_workers, ("--out", None, "DIR"),
        ),
        needs=lambda args: "screening",
    ),
    "findings": Command(
        FINDINGS,
        "python -m studies findings --workers 2",
        "studies.findings.page:findings",
        _options(
            ("--seeds", sizes.SEEDS, "N"), ("--grid-seeds", sizes.GRID_SEEDS, "N"), ("--worlds", None, "FILE"),
            ("--world-seeds", sizes.WORLD_SEEDS, "N"), ("--out", "docs", "DIR"), ("--runs", "out/findings", "DIR"),
            ("--trade-seeds", sizes.TRADE_SEEDS, "N"), add_workers, ("--only-trade", False, ""),
            ("--redraw", False, ""),
        ),
        needs=lambda args: "the policy study",
    ),
    "detection": Command(
        DETECTION,
        "python -m studies detection --seeds 20 --out docs",
        "studies.detection.cases:detectors",
        _options(
            ("--seeds", sizes.DETECTION_SEEDS, "N"), ("--joins", False, ""), add_workers, ("--out", None, "DIR"),
        ),
        needs=lambda args: "measuring detectors",
    ),
    "worlds": Command(
        WORLDS,
        "python -m studies worlds --workers 2",
        "studies.plausible.page:worlds",
        _options(
            ("--points", sizes.POINTS, "N"), ("--worlds", sizes.WORLDS, "N"), ("--out", "docs", "DIR"),
            ("--runs", "out/worlds", "DIR"), add_workers,
        ),
        needs=lambda args: "plausible worlds",
    ),
}
# fmt: on


def main(argv: Sequence[str] | None = None) -> int:
    """Run one study and give its exit code."""
    return cli.main(argv, COMMANDS, "python -m studies")


if __name__ == "__main__":
    sys.exit(main())
