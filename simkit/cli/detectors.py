"""``simkit detectors``: what each detector finds and cannot see, and how it does against the obvious rule."""

from __future__ import annotations

import argparse
import textwrap

from ..analysis.detectors.registry import SPECS
from ..core.errors import BadValue
from ..study.detection import measure
from ..study.detection_cases import CASES
from ..study.detection_page import lines, save
from .sensitivity import bar, whole

WORDS = {
    "en": {"finds": "finds: ", "blind": "cannot see: ", "done": "Written: {files}"},
    "id": {"finds": "mencari: ", "blind": "tidak terlihat: ", "done": "Ditulis: {files}"},
}


def detectors(args: argparse.Namespace) -> int:
    """List the detectors, or measure them over seeds and write the page."""
    words = WORDS[args.lang]
    if not args.measure:
        for spec in SPECS.values():
            print(f"{spec.name} ({spec.entity})")
            for label, text in ((words["finds"], spec.finds), (words["blind"], spec.blind)):
                print(
                    textwrap.fill(label + text[args.lang], 96, initial_indent="  ", subsequent_indent="    ")
                )
        return 0
    seeds = whole("--seeds", args.seeds)
    if seeds < 3:
        raise BadValue(f"--seeds is {seeds}: an interval needs at least 3")
    with bar("detectors") as progress:
        measured = measure(CASES, seeds, progress)
    for line in lines(measured, CASES, args.lang):
        print(line)
    if args.out:
        print(words["done"].format(files=", ".join(str(p) for p in save(measured, CASES, args.out))))
    return 0
