"""The command ``python -m studies findings``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers
from simkit.core.catalogue import Words

HELP = Words(__package__, "help.findings")


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``make findings``."""
    for option, default, metavar in (
        ("--seeds", "30", "N"),
        ("--grid-seeds", "6", "N"),
        ("--worlds", None, "FILE"),
        ("--world-seeds", "5", "N"),
        ("--out", "docs", "DIR"),
        ("--runs", "out/findings", "DIR"),
    ):
        parser.add_argument(option, default=default, metavar=metavar)
    parser.add_argument("--trade-seeds", default="20", metavar="N")
    add_workers(parser)
    parser.add_argument(
        "--only-trade",
        action="store_true",
    )
    parser.add_argument("--redraw", action="store_true")


COMMAND = Command(
    words=HELP,
    example="python -m studies findings --workers 2",
    add=add,
    work="studies.findings.page:findings",
    needs=lambda args: "the policy study",
)
