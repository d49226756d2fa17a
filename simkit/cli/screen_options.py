"""The options of ``simkit screen``, ``simkit calibrate`` and ``simkit detectors``."""

from __future__ import annotations

import argparse


def add_screen(parser: argparse.ArgumentParser) -> None:
    """Give ``simkit screen`` its options."""
    parser.add_argument(
        "story", metavar="STORY", help="a story's name, or a TOML file / nama cerita, atau berkas TOML"
    )
    for option, name, text in (
        ("--outcome", "NAME", "an outcome to screen; repeatable (default n_victims) / hasil yang diperiksa"),
        ("--among", "NAME", "only this section or section.key; repeatable / hanya bagian atau knob ini"),
        (
            "--set",
            "SECTION.KEY=VALUE",
            "change one number of the story first / ubah satu angka cerita lebih dulu",
        ),
    ):
        parser.add_argument(option, action="append", default=[], metavar=name, help=text)
    parser.add_argument(
        "--arm",
        metavar="POLICY[,POLICY...]",
        help="screen the effect of these policies instead of the outcome itself / periksa pengaruh kebijakan ini",
    )
    parser.add_argument(
        "--groups",
        action="store_true",
        help="turn all guesses of a section together: far fewer runs / putar semua tebakan satu bagian bersama-sama",
    )
    parser.add_argument(
        "--trajectories",
        default="10",
        metavar="N",
        help="walks through the guesses (default 10) / jumlah lintasan",
    )
    parser.add_argument("--seed", default="1", metavar="N", help="seed of the first walk (default 1)")
    parser.add_argument("--workers", default="1", metavar="N", help="processes on this machine (default 1)")
    parser.add_argument(
        "--out", metavar="DIR", help="where to keep runs and results (default out/screen-STORY)"
    )


def add_calibrate(parser: argparse.ArgumentParser) -> None:
    """Give ``simkit calibrate`` its options."""
    parser.add_argument(
        "--seeds", default="10", metavar="N", help="how many seeds (default 10) / berapa seed"
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="only this fact; repeatable / hanya fakta ini",
    )
    parser.add_argument("--workers", default="1", metavar="N", help="processes on this machine (default 1)")
    parser.add_argument(
        "--out", metavar="DIR", help="write calibration.md and calibration.csv there / tulis ke sana"
    )


def add_detectors(parser: argparse.ArgumentParser) -> None:
    """Give ``simkit detectors`` its options."""
    parser.add_argument(
        "--measure",
        action="store_true",
        help="measure them against the obvious rules / ukur terhadap aturan sederhana",
    )
    parser.add_argument(
        "--seeds", default="20", metavar="N", help="how many seeds (default 20) / berapa seed"
    )
    parser.add_argument("--out", metavar="DIR", help="write detection.md and detection.csv / tulis hasilnya")
