"""The command ``python -m studies sensitivity``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers
from simkit.core.catalogue import Words

HELP = Words(__package__, "help.sensitivity")


def add(parser: argparse.ArgumentParser) -> None:
    """Give ``python -m studies sensitivity`` its options."""
    # fmt: off
    parser.add_argument("scenario", metavar="SCENARIO")
    for option, name in (
        ("--outcome", "NAME"),
        ("--among", "NAME"),
        ("--set", "SECTION.KEY=VALUE"),
    ):
        parser.add_argument(option, action="append", default=[], metavar=name)
    parser.add_argument("--arm", metavar="POLICY[,POLICY...]")
    parser.add_argument("--groups", action="store_true")
    parser.add_argument("--trajectories", default="10", metavar="N")
    parser.add_argument("--seed", default="1", metavar="N")
    add_workers(parser)
    parser.add_argument("--out", metavar="DIR")
    # fmt: on


COMMAND = Command(
    words=HELP,
    example="python -m studies sensitivity policy-lab --outcome n_victims --groups --out out/sensitivity",
    add=add,
    work="studies.sensitivity.figures:screen_guesses",
    needs=lambda args: "screening",
)
