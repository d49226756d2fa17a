"""``simkit audit``: does any column of saved runs give the truth away?"""

from __future__ import annotations

import argparse

from ..analysis.audit import audit as audit_runs
from ..core.errors import BadFolder, BadValue, quoted
from ..core.folder import load
from ..core.saved import Saved


def audit(args: argparse.Namespace) -> int:
    """Audit saved runs together and print every look; exit 1 if a column gives the truth away."""
    capacity = read_capacity(args.capacity)
    report = audit_runs([_open(name) for name in dict.fromkeys(args.folders)], capacity=capacity)
    for line in report.lines(args.lang):
        print(line)
    return 0 if report.ok else 1


def _open(name: str) -> Saved:
    saved = load(name)
    if not len(saved.truth):
        raise BadFolder(f"{saved.path} has no truth: an audit compares what is seen with what was done")
    return saved


def read_capacity(text: str | None) -> int | None:
    """Read how many entities investigators look at.

    Examples
    --------
    >>> read_capacity("200"), read_capacity(None)
    (200, None)
    """
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0:
        return int(text)
    raise BadValue(f"--capacity is {quoted(text)}: it must be a whole number, 1 or more")
