"""``simkit compare``: policies as paired counterfactuals."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..core.errors import BadValue, quoted
from ..study.experiment import Experiment, compare
from ..study.experiment.words import summary

DONE = {
    "en": """
Files in {out}: report.en.md with effects and frontier as pictures, differences.csv, outcomes.csv (and .parquet);
runs/ holds each finished run.
The same command with more --seeds goes on from here.""",
    "id": """
Berkas di {out}: report.id.md dengan gambar effects dan frontier, differences.csv, outcomes.csv (juga .parquet);
runs/ memuat setiap run yang selesai.
Perintah yang sama dengan --seeds lebih besar melanjutkan dari sini.""",
}
STOPPED = {
    "en": "simkit: stopped; finished runs are kept in {out}: the same command continues there\n",
    "id": "simkit: dihentikan; run yang selesai tersimpan di {out}: perintah yang sama melanjutkannya\n",
}


def compare_arms(args: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run an experiment and say what it found; 1 if a run failed, 130 if it was stopped and can go on."""
    arms = read_arms(args.arm)
    out = args.out or f"out/compare-{Path(args.story).name.removesuffix('.toml')}"
    said: dict[str, Any] = {
        "seeds": _whole("--seeds", args.seeds),
        "workers": _whole("--workers", args.workers),
        "settings": settings,
        "cluster": args.cluster,
        "base": args.base,
        "stop": args.stop,
        "out": out,
    }
    try:
        made = _watched(args.story, arms, said)
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED[args.lang].format(out=out))
        return 130
    for line in [*summary(made, args.lang), *DONE[args.lang].format(out=out).splitlines()]:
        print(line)
    return 1 if len(made.failures) else 0


def _watched(story: str, arms: dict[str, list[str]], said: dict[str, Any]) -> Experiment:
    hidden = not sys.stderr.isatty()
    with tqdm(desc="compare", unit="run", file=sys.stderr, leave=False, disable=hidden) as bar:

        def move(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return compare(story, arms, progress=move, **said)


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
        if not (name and equals):
            raise BadValue(
                f"--arm {quoted(text)}: it must read NAME=POLICY[,POLICY...], for example daily=forwarding:every_days=1"
            )
        if name in made:
            raise BadValue(f"--arm {quoted(name)} is there twice: give each arm its own name")
        made[name] = [p.strip() for p in re.split(r",(?![^\[]*\])", policies) if p.strip()]
    if not made:
        raise BadValue("no arm: give at least one, such as --arm daily=forwarding:every_days=1")
    return made


def _whole(option: str, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise BadValue(f"{option} is {quoted(text)}: it must be a whole number")
