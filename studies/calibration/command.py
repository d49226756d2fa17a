"""The command ``python -m studies calibration``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers
from simkit.core.catalogue import Words

HELP = Words(__package__, "help.calibration")


def add(parser: argparse.ArgumentParser) -> None:
    """Give ``python -m studies calibration`` its options."""
    parser.add_argument("--seeds", default="10", metavar="N")
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    add_workers(parser)
    parser.add_argument("--out", metavar="DIR")


COMMAND = Command(
    words=HELP,
    example="python -m studies calibration --seeds 10 --workers 2",
    add=add,
    work="studies.calibration.run:calibrate_model",
    needs=lambda args: "screening",
)
