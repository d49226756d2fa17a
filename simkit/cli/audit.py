"""``simkit audit``: does any column of saved runs give the truth away?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..core.catalogue import Words
from ..core.errors import BadFolder
from .command import Command, read_whole, say

HELP = Words(__package__, "help.audit")

if TYPE_CHECKING:
    from ..core.folder import Saved


def add(audit: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit audit``."""
    audit.add_argument("folders", nargs="+", metavar="FOLDER")
    audit.add_argument("--capacity", metavar="N")


def audit(args: argparse.Namespace) -> int:
    """Audit saved runs together and print every look; exit 1 if a column gives the truth away."""
    from ..measure.audit import audit as audit_runs  # noqa: PLC0415

    capacity = None if args.capacity is None else read_whole("--capacity", args.capacity, 1)
    report = audit_runs([_open(name) for name in dict.fromkeys(args.folders)], capacity=capacity)
    say(report.lines(args.lang))
    return 0 if report.ok else 1


def _open(name: str) -> Saved:
    from ..core.folder import load  # noqa: PLC0415

    saved = load(name)
    if not len(saved.truth):
        raise BadFolder(f"{saved.path} has no truth: an audit compares what is seen with what was done")
    return saved


COMMAND = Command(
    words=HELP, example="simkit audit out/seed1 out/seed2 out/seed3", add=add, work="simkit.cli.audit:audit"
)
