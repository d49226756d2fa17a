"""The command ``python -m studies worlds``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers
from simkit.core.catalogue import Words

HELP = Words(__package__, "help.worlds")


def add(parser: argparse.ArgumentParser) -> None:
    """Give ``python -m studies worlds`` its options."""
    for option, default, metavar in (
        ("--points", "90", "N"),
        ("--worlds", "20", "N"),
        ("--out", "docs", "DIR"),
        ("--runs", "out/worlds", "DIR"),
    ):
        parser.add_argument(option, default=default, metavar=metavar)
    add_workers(parser)


COMMAND = Command(
    words=HELP,
    example="python -m studies worlds --workers 2",
    add=add,
    work="studies.plausible.page:worlds",
    needs=lambda args: "plausible worlds",
)
