"""The command ``python -m studies findings``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``make findings``."""
    for option, default, metavar, text in (
        ("--seeds", "30", "N", "seeds of each comparison (default 30)"),
        ("--grid-seeds", "6", "N", "seeds of each cell of the grids (default 6)"),
        ("--worlds", None, "FILE", "plausible worlds, a CSV or TOML of settings: a second interval"),
        ("--world-seeds", "5", "N", "seeds of each comparison in each world (default 5)"),
        ("--out", "docs", "DIR", "where page and pictures go (default docs)"),
        ("--runs", "out/findings", "DIR", "where finished runs are kept (default out/findings)"),
    ):
        parser.add_argument(option, default=default, metavar=metavar, help=text)
    parser.add_argument(
        "--trade-seeds", default="20", metavar="N", help="seeds of the runs about entry and prices"
    )
    add_workers(parser)
    parser.add_argument(
        "--only-trade",
        action="store_true",
        help="run only what is missing of entry and prices; the rest stays as it stands in findings.json",
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
