"""``simkit datasets``: list, build and verify the data sets of the lessons."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.errors import BadValue
from ..core.folder import load
from ..study.datasets import SETS, build, home, verify


def datasets(args: argparse.Namespace) -> list[str]:
    """Do what was asked with the data sets; give the lines to print, the last one empty if something differs."""
    folder = Path(args.folder) if args.folder else home()
    if args.names and args.action != "build":
        raise BadValue(f"datasets {args.action} takes no names; got {', '.join(map(repr, args.names))}")
    if args.action == "list":
        return _list(folder)
    if args.action == "build":
        return [f"{path.name}: built in {path}" for path in build(folder, tuple(args.names))]
    found = verify(folder)
    return [*found, ""] if found else [f"{name}: as it should be" for name in SETS]


def _list(folder: Path) -> list[str]:
    lines = []
    for name, made in SETS.items():
        tables = load(folder / name).manifest["tables"]
        rows, size = sum(t["rows"] for t in tables.values()), sum(t["bytes"] for t in tables.values())
        lines.append(
            f"{name}: {len(tables)} tables, {rows:,} rows, {size / 1e6:.1f} MB; story {made.story}, seed {made.seed}"
        )
    return lines
