"""``simkit detect`` ranks what a folder shows; ``simkit detectors`` says what each detector cannot see."""

from __future__ import annotations

import argparse
import textwrap
from typing import TYPE_CHECKING

from ..core.catalogue import Words
from .command import WIDTH, Command, bar, read_whole, say

if TYPE_CHECKING:
    from ..detect.run import Desk

MOST = 12
"""So many lines on what happened to the files; the report has them all."""
HELP = Words(__package__, "help.detect")
DETECTORS_HELP = Words(__package__, "help.detectors")
SAYS = Words(__package__, "detect.says")


def add(detect: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit detect``."""
    detect.add_argument("folder", metavar="FOLDER")
    detect.add_argument("--as-of", default="", metavar="DATE")
    detect.add_argument("--top", default="100", metavar="N")
    detect.add_argument("--out", metavar="DIR")


def detect(args: argparse.Namespace) -> int:
    """Examine a folder and say what came of it; exit 1 where no detector could run."""
    from ..detect.page import save  # noqa: PLC0415
    from ..detect.run import check_out, default_out, examine  # noqa: PLC0415

    top = read_whole("--top", args.top, 1, 999_999)
    out = args.out or str(default_out(args.folder))
    check_out(out, args.folder)
    with bar("detect", "detector") as progress:
        desk = examine(args.folder, args.as_of, progress)
    save(desk, out, top, args.lang)
    say(lines(desk, args.folder, out, args.lang))
    return 0 if desk.ran else 1


def lines(desk: Desk, folder: str, out: str, lang: str) -> list[str]:
    """Give what the command prints: what was read, what was wrong with it, who is first, what was not run."""
    from ..detect.intake.findings import SEVERITIES, together  # noqa: PLC0415
    from ..detect.page import grouped  # noqa: PLC0415
    from ..detect.run import NAMED, VERDICT  # noqa: PLC0415

    says = SAYS[lang]
    made = [says["read"].format(n=len(desk.intake.tables), folder=folder)]
    order = sorted(together(desk.findings), key=lambda f: -SEVERITIES.index(f.severity))
    for f in order[:MOST]:
        made += _wrapped(f"[{says[f.severity]}] {f.say(lang)}")
    if len(order) > MOST:
        made.append("  " + says["more"].format(n=len(order) - MOST))
    made.append("")
    for o in desk.ran:
        first = None if o.ranking is None or o.is_flat else o.ranking.head(1).iloc[0]
        if first is None:
            made += _wrapped(says["nobody"].format(name=o.spec.name))
            continue
        who, why = NAMED[lang][o.spec.entity], first[f"reason_{lang}"] or says["sum"]
        told = {"name": o.spec.name, "who": who, "id": grouped(first["entity_id"]), "why": why}
        made += _wrapped(says["first"].format(**told))
    for o in desk.left:
        made += _wrapped(says["not"].format(name=o.spec.name, why=o.why[lang]))
    made += [] if desk.ran else [says["nothing"]]
    return [*made, "", *textwrap.wrap(VERDICT[lang], WIDTH), "", says["out"].format(out=out)]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


COMMAND = Command(
    words=HELP,
    example="simkit detect out/demo --as-of 2024-10-31 --top 50 --lang id",
    add=add,
    work="simkit.cli.detect:detect",
)


# ---
# ``simkit detectors``: what each detector finds and cannot see.

LISTED = Words(__package__, "detectors.words")


def detectors(args: argparse.Namespace) -> int:
    """List the detectors."""
    from ..detect.detectors.registry import SPECS  # noqa: PLC0415

    words = LISTED[args.lang]
    for spec in SPECS.values():
        print(f"{spec.name} ({spec.entity})")
        for label, text in ((words["finds"], spec.finds), (words["blind"], spec.blind)):
            say(_wrapped(label + text[args.lang]))
    return 0


DETECTORS = Command(
    words=DETECTORS_HELP, example="simkit detectors --lang id", work="simkit.cli.detect:detectors"
)
