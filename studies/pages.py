"""Where a study writes its pages and tables, and what it prints."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

from simkit.core.catalogue import Words
from simkit.core.errors import BadFolder
from simkit.core.files import write_file

DONE = Words(__package__, "done")


def open_folder(name: str) -> Path:
    """Give the folder of a study's pages; a BadFolder where it is not there."""
    folder = Path(name)
    if not folder.is_dir():
        raise BadFolder(
            f"there is no folder {folder} here: run this in a checkout of simkit, or name one with --out"
        )
    return folder


def write_all(folder: str | Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write files into a folder, each aside and renamed, and give their paths."""
    made = [Path(folder) / name for name in files]
    for path, data in zip(made, files.values(), strict=True):
        write_file(path, data)
    return made


def hand_over(args: argparse.Namespace, lines: Iterable[str], files: Mapping[str, str | bytes]) -> int:
    """Print what a study says, write its files where ``--out`` asks for them, and give the exit code."""
    for line in lines:
        print(line)
    if args.out:
        print(DONE[args.lang].format(files=", ".join(map(str, write_all(args.out, files)))))
    return 0
