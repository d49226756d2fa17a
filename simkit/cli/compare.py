"""``simkit compare``: policies as paired counterfactuals."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..core.catalogue import Words
from ..core.errors import BadValue, quoted
from ..core.usual import SEEDS, WORLD_SEEDS
from .command import Command, add_set, add_workers, bar, read_settings, read_whole, say

DONE = Words(__package__, "compare.done")
HELP = Words(__package__, "help.compare")
STOPPED = Words(__package__, "compare.stopped")
MOST_SEEDS = 1_000


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit compare``."""
    parser.add_argument("scenario", metavar="SCENARIO")
    parser.add_argument("--arm", action="append", default=[], metavar="NAME=POLICY[,POLICY...]")
    parser.add_argument("--seeds", default=str(SEEDS), metavar="N")
    parser.add_argument("--base", default="none", metavar="NAME")
    parser.add_argument("--stop", metavar="OUTCOME")
    parser.add_argument("--worlds", metavar="FILE")
    parser.add_argument("--world-seeds", default=str(WORLD_SEEDS), metavar="N")
    add_workers(parser)
    add_set(parser)
    parser.add_argument("--out", metavar="DIR")


def compare_arms(args: argparse.Namespace) -> int:
    """Run an experiment and say what it found; 1 if a run failed, 130 if it was stopped and can go on."""
    from ..compare.experiment import compare  # noqa: PLC0415
    from ..compare.page import summary  # noqa: PLC0415

    arms = read_arms(args.arm)
    out = args.out or f"out/compare-{Path(args.scenario).name.removesuffix('.toml')}"
    said: dict[str, Any] = {
        "seeds": read_seeds(args.seeds),
        "workers": read_whole("--workers", args.workers),
        "settings": read_settings(args),
        "cluster": args.cluster,
        "base": args.base,
        "stop": args.stop,
        "worlds": args.worlds,
        "world_seeds": read_whole("--world-seeds", args.world_seeds, 2),
        "out": out,
    }
    try:
        with bar("compare", "run") as progress:
            made = compare(args.scenario, arms, progress=progress, **said)
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED[args.lang].format(out=out))
        return 130
    say([*summary(made, args.lang), *DONE[args.lang].format(out=out).splitlines()])
    return 1 if len(made.failures) else 0


def read_seeds(text: str) -> int | range:
    """Read how many seeds, or from which to which.

    Examples
    --------
    >>> read_seeds("20"), read_seeds("3-12")
    (20, range(3, 13))
    """
    first, dash, last = text.partition("-")
    if not (dash and first):
        return read_whole("--seeds", text)
    low = read_whole("--seeds", first)
    return range(low, read_whole("--seeds", last, low + 1, low + MOST_SEEDS) + 1)


def read_arms(texts: Iterable[str]) -> dict[str, list[str]]:
    """Read the arms typed on the command line; commas separate policies, but not inside brackets.

    Examples
    --------
    >>> read_arms(["both=forwarding:every_days=1,ban_on_block", "baseline="])
    {'both': ['forwarding:every_days=1', 'ban_on_block'], 'baseline': []}
    """
    made: dict[str, list[str]] = {}
    for text in texts:
        name, equals, policies = text.partition("=")
        if not (name and equals) or ":" in name:
            raise BadValue(
                f"--arm {quoted(text)}: NAME= is missing in front; it must read NAME=POLICY[,POLICY...], for example "
                f"{f'mine={text}' if equals and name else 'daily=forwarding:every_days=1'}"
            )
        if name in made:
            raise BadValue(f"--arm {quoted(name)} is there twice: give each arm its own name")
        made[name] = [p.strip() for p in re.split(r",(?![^\[]*\])", policies) if p.strip()]
    if not made:
        raise BadValue("no arm: give at least one, such as --arm daily=forwarding:every_days=1")
    return made


COMMAND = Command(
    words=HELP,
    example="simkit compare baseline --arm daily=forwarding:every_days=1 --seeds 20 --workers 2 --out "
    "out/daily",
    add=add,
    work="simkit.cli.compare:compare_arms",
)
