"""The commands for lessons: ``simkit lab`` for students, ``simkit notebooks`` for authors."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..classroom.labspace import Labspace, find_originals
from ..classroom.launch import default_language, launch
from ..core.errors import BadValue, quoted
from ..core.swap import full_path

GREETING = {
    "id": "Pelajaranmu ada di {folder}. Berhenti: Ctrl+C di sini. In English: simkit lab --lang en",
    "en": "Your lessons are in {folder}. To stop: Ctrl+C here. Bahasa Indonesia: simkit lab --lang id",
}


def lab(args: argparse.Namespace) -> int:
    """Bring the student's copies up to date and open JupyterLab on them."""
    lang = args.lang or default_language()
    port = read_port(args.port)
    if args.board:
        for option in ("folder", "reset"):
            if getattr(args, option) is not None:
                raise BadValue(f"--{option} goes with the lessons, not with --board, which keeps nothing")
        from ..classroom.widgets.board import open_board  # noqa: PLC0415

        return open_board(lang, port, not args.no_browser)
    home = full_path(args.folder or Path.home() / "telco-fraud-lab")
    space = Labspace(home / lang, find_originals(lang))
    for line in space.fill(lang, args.reset):
        print(f"  {line}")
    print(GREETING[lang].format(folder=space.folder), flush=True)
    first = space.lessons()[0] if args.reset is None else space.lesson(args.reset)
    return launch(home, f"{lang}/{first.name}", port, not args.no_browser)


def read_port(text: str | None) -> int | None:
    """Read a port number.

    Examples
    --------
    >>> read_port("8888"), read_port(None)
    (8888, None)
    """
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 6 and 1024 <= int(text) <= 65535:
        return int(text)
    raise BadValue(f"--port is {quoted(text)}: it must be a whole number from 1024 to 65535")


def notebooks(args: argparse.Namespace) -> int:
    """Build the notebooks from their sources, compare them, or make pages and slides of them."""
    if args.action == "pages":
        return pages(args)
    if args.out:
        raise BadValue(f"--out goes with `simkit notebooks pages`, not with {args.action}")
    from ..classroom.build import build, check  # noqa: PLC0415

    folder = Path("notebooks")
    if args.action == "build":
        for line in build(folder, args.lessons):
            print(line, flush=True)
        return 0
    faults = check(folder, args.lessons)
    for line in faults or ["every notebook looked at agrees with its source"]:
        print(line)
    return 1 if faults else 0


def pages(args: argparse.Namespace) -> int:
    """Write reading copies and slides of the built lessons, which need neither Python nor the internet."""
    from ..classroom.pages import write_pages  # noqa: PLC0415

    for line in write_pages(args.out or Path("out", "pages"), args.lessons):
        print(line, flush=True)
    return 0
