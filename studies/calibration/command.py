"""The command ``python -m studies calibration``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers


def add(parser: argparse.ArgumentParser) -> None:
    """Give ``python -m studies calibration`` its options."""
    text = "how many seeds (default 10) / berapa seed"
    parser.add_argument("--seeds", default="10", metavar="N", help=text)
    text = "only this fact; repeatable / hanya fakta ini"
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help=text)
    add_workers(parser)
    text = "write calibration.md and calibration.csv there / tulis ke sana"
    parser.add_argument("--out", metavar="DIR", help=text)


COMMAND = Command(
    help="Hold the model to published facts: those put in, and those held out. / Menguji model dengan "
    "fakta yang terbit: yang dipakai sebagai masukan, dan yang disisihkan.",
    example="python -m studies calibration --seeds 10 --workers 2",
    add=add,
    work="studies.calibration.run:calibrate_model",
    has_lang=True,
    needs=lambda args: "screening",
)
