"""The command ``python -m studies findings``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``make findings``."""
    parser.add_argument("--seeds", default="30", metavar="N", help="seeds of each comparison (default 30)")
    parser.add_argument(
        "--grid-seeds", default="6", metavar="N", help="seeds of each cell of the grids (default 6)"
    )
    parser.add_argument(
        "--worlds", metavar="FILE", help="plausible worlds, a CSV or TOML of settings: a second interval"
    )
    parser.add_argument(
        "--world-seeds", default="5", metavar="N", help="seeds of each comparison in each world (default 5)"
    )
    add_workers(parser)
    parser.add_argument(
        "--out", default="docs", metavar="DIR", help="where page and pictures go (default docs)"
    )
    parser.add_argument(
        "--runs",
        default="out/findings",
        metavar="DIR",
        help="where finished runs are kept (default out/findings)",
    )
    parser.add_argument(
        "--redraw", action="store_true", help="run nothing: write the page anew from findings.json"
    )


COMMAND = Command(
    help="Run the policy study and write its page, docs/findings.md, with pictures.",
    example="python -m studies findings --workers 2",
    add=add,
    work="studies.findings.page:findings",
    has_lang=False,
    needs=lambda args: "the policy study",
)
