"""The command ``python -m studies detection``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers
from simkit.core.catalogue import Words

HELP = Words(__package__, "help.detection")


def add(parser: argparse.ArgumentParser) -> None:
    """Give ``python -m studies detection`` its options."""
    parser.add_argument("--seeds", default="20", metavar="N")
    parser.add_argument(
        "--joins",
        action="store_true",
    )
    add_workers(parser)
    parser.add_argument("--out", metavar="DIR")


COMMAND = Command(
    words=HELP,
    example="python -m studies detection --seeds 20 --out docs",
    add=add,
    work="studies.detection.cases:detectors",
    needs=lambda args: "measuring detectors",
)
