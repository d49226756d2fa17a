"""The command ``python -m studies worlds``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers


def add(parser: argparse.ArgumentParser) -> None:
    """Give ``python -m studies worlds`` its options."""
    for option, default, metavar, text in (
        ("--points", "90", "N", "runs of each wave (default 90)"),
        ("--worlds", "20", "N", "plausible worlds wanted (default 20)"),
        ("--out", "docs", "DIR", "where page, pictures and worlds.csv go (default docs)"),
        ("--runs", "out/worlds", "DIR", "where finished runs are kept (default out/worlds)"),
    ):
        parser.add_argument(option, default=default, metavar=metavar, help=text)
    add_workers(parser)


COMMAND = Command(
    help="Match the guesses that decide most to the facts that were put in; write plausible worlds.",
    example="python -m studies worlds --workers 2",
    add=add,
    work="studies.plausible.page:worlds",
    has_lang=False,
    needs=lambda args: "plausible worlds",
)
