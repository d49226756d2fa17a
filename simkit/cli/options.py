"""Options of single commands; nothing here imports more than the parser."""

from __future__ import annotations

import argparse


def add_findings(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit findings``."""
    parser.add_argument("--seeds", default="30", metavar="N", help="seeds of each comparison (default 30)")
    parser.add_argument(
        "--grid-seeds", default="6", metavar="N", help="seeds of each cell of the grids (default 6)"
    )
    parser.add_argument("--workers", default="1", metavar="N", help="processes on this machine (default 1)")
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
