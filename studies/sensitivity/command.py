"""The command ``python -m studies sensitivity``: its options and its help."""

from __future__ import annotations

import argparse

from simkit.cli.command import Command, add_workers


def add(parser: argparse.ArgumentParser) -> None:
    """Give ``python -m studies sensitivity`` its options."""
    # fmt: off
    text = "a scenario's name, or a TOML file / nama skenario, atau berkas TOML"
    parser.add_argument("scenario", metavar="SCENARIO", help=text)
    for option, name, text in (
        ("--outcome", "NAME", "an outcome to screen; repeatable (default n_victims) / hasil yang diperiksa"),
        ("--among", "NAME", "only this section or section.key; repeatable / hanya bagian atau parameter ini"),
        ("--set", "SECTION.KEY=VALUE", "change one number of the scenario first / ubah satu angka skenario lebih dulu"),
    ):
        parser.add_argument(option, action="append", default=[], metavar=name, help=text)
    text = "screen the effect of these policies instead of the outcome itself / periksa pengaruh kebijakan ini"
    parser.add_argument("--arm", metavar="POLICY[,POLICY...]", help=text)
    text = "turn all guesses of a section together: far fewer runs / putar semua tebakan satu bagian bersama-sama"
    parser.add_argument("--groups", action="store_true", help=text)
    text = "walks through the guesses (default 10) / jumlah lintasan"
    parser.add_argument("--trajectories", default="10", metavar="N", help=text)
    parser.add_argument("--seed", default="1", metavar="N", help="seed of the first walk (default 1)")
    add_workers(parser)
    text = "where to keep runs and results (default out/sensitivity-SCENARIO)"
    parser.add_argument("--out", metavar="DIR", help=text)
    # fmt: on


COMMAND = Command(
    help="Find out which guesses decide an outcome, or what a policy does. / Mencari tebakan mana yang "
    "menentukan suatu hasil, atau pengaruh suatu kebijakan.",
    example="python -m studies sensitivity policy-lab --outcome n_victims --groups --out out/sensitivity",
    add=add,
    work="studies.sensitivity.figures:screen_guesses",
    has_lang=True,
    needs=lambda args: "screening",
)
