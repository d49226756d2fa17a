"""``simkit calibrate``: the model against published facts, those put in and those held out."""

from __future__ import annotations

import argparse

from ..study.calibration import calibrate
from ..study.calibration_page import lines, save
from .sensitivity import bar, whole

DONE = {"en": "Written: {files}", "id": "Ditulis: {files}"}


def calibrate_model(args: argparse.Namespace) -> int:
    """Measure every fact over seeds, print the verdicts, and write them where asked."""
    with bar("calibrate") as progress:
        table = calibrate(
            whole("--seeds", args.seeds),
            only=args.only,
            workers=whole("--workers", args.workers),
            progress=progress,
        )
    for line in lines(table, args.lang):
        print(line)
    if args.out:
        print(DONE[args.lang].format(files=", ".join(str(p) for p in save(table, args.out))))
    return 0
