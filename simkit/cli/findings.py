"""``simkit findings``: run the policy study and write its page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from ..core.errors import BadFolder, BadValue, quoted
from ..study.findings.run import study
from ..study.findings.stored import FILE, Study, load
from ..study.findings.write import write

LEAST = 3


def findings(args: argparse.Namespace) -> int:
    """Run what is missing of the study, or only draw the stored one; 1 if a run failed, 130 if it was stopped."""
    out = Path(args.out)
    if not out.is_dir():
        raise BadFolder(
            f"there is no folder {out} here: run this in a checkout of simkit, or name one with --out"
        )
    if args.redraw:
        made = load(out / FILE)
    else:
        try:
            made = _watched(args)
        except KeyboardInterrupt:
            sys.stderr.write(
                f"simkit: stopped; finished runs are kept in {args.runs}: the same command goes on\n"
            )
            return 130
    for name in write(made, out):
        print(out / name)
    if made["n_failed"]:
        print(f"{made['n_failed']} runs failed; they are left out, and tried again by the same command")
    return 1 if made["n_failed"] else 0


def _watched(args: argparse.Namespace) -> Study:
    hidden = not sys.stderr.isatty()
    with tqdm(desc="findings", unit="run", file=sys.stderr, leave=False, disable=hidden) as bar:

        def move(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return study(
            args.runs,
            seeds=_whole("--seeds", args.seeds),
            grid_seeds=_whole("--grid-seeds", args.grid_seeds),
            workers=_whole("--workers", args.workers, 1),
            progress=move,
        )


def _whole(option: str, text: str, least: int = LEAST) -> int:
    if text.isascii() and text.isdigit() and len(text) < 6 and int(text) >= least:
        return int(text)
    raise BadValue(f"{option} is {quoted(text)}: it must be a whole number, {least} or more")
