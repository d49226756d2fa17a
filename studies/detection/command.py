"""The command ``python -m studies detection``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers


def add(parser: argparse.ArgumentParser) -> None:
    """Give ``python -m studies detection`` its options."""
    parser.add_argument(
        "--seeds", default="20", metavar="N", help="how many seeds (default 20) / berapa seed"
    )
    parser.add_argument(
        "--joins",
        action="store_true",
        help="instead: single joined features and a booster against the frozen reference, on seeds 1 to 12 / "
        "sebagai gantinya: fitur gabungan tunggal dan booster melawan detektor acuan",
    )
    add_workers(parser)
    parser.add_argument("--out", metavar="DIR", help="write the page and its table there / tulis hasilnya")


COMMAND = Command(
    help="Measure the detectors against the obvious rules. / Mengukur detektor terhadap aturan sederhana.",
    example="python -m studies detection --seeds 20 --out docs",
    add=add,
    work="studies.detection.cases:detectors",
    has_lang=True,
    needs=lambda args: "measuring detectors",
)
