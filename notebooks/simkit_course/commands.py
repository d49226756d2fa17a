"""The course's commands: ``simkit lab`` for students, ``simkit notebooks`` and ``simkit datasets`` for authors."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from simkit.cli.command import Command, read_seed
from simkit.core.catalogue import Words
from simkit.core.errors import BadValue, quoted

GREETING = Words(__package__, "commands.greeting")


def lab(args: argparse.Namespace) -> int:
    """Bring the student's copies up to date and open JupyterLab on them."""
    from simkit.core.files import full_path  # noqa: PLC0415

    from .datasets import VARIABLE as DATA  # noqa: PLC0415
    from .datasets import class_data  # noqa: PLC0415
    from .lab import Labspace, default_language, find_originals, launch  # noqa: PLC0415

    lang = args.lang or default_language()
    port = read_port(args.port)
    if args.board:
        for option in ("reset", "data"):
            if getattr(args, option) is not None:
                raise BadValue(f"--{option} goes with the lessons, not with --board, which has none")
        story = args.scenario and full_path(args.scenario)
        from .widget.board import open_board  # noqa: PLC0415

        return open_board(lang, port, not args.no_browser, args.folder and full_path(args.folder), story)
    if args.scenario:
        raise BadValue(
            "--scenario goes with --board; lessons read data sets: "
            f"simkit datasets build --scenario {shlex.quote(args.scenario)} --folder DIR, then "
            "simkit lab --data DIR"
        )
    home = full_path(args.folder or Path.home() / "telco-fraud-lab")
    if args.data:
        os.environ[DATA] = str(class_data(full_path(args.data)))
    space = Labspace(home / lang, find_originals(lang))
    for line in space.fill(lang, args.reset):
        print(f"  {line}")
    print(GREETING[lang].format(folder=space.folder), flush=True)
    first = space.lessons()[0] if args.reset is None else space.lesson(args.reset)
    return launch(home, f"{lang}/{first.name}", port, not args.no_browser)


def read_port(text: str | None) -> int | None:
    """Read a port number.

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
    from .build import build, check  # noqa: PLC0415

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
    from .pages import write_pages  # noqa: PLC0415

    for line in write_pages(args.out or Path("out", "pages"), args.lessons):
        print(line, flush=True)
    return 0


def datasets(args: argparse.Namespace) -> int:
    """List, build or verify the data sets of the lessons; exit 1 if one differs from what is made now."""
    from .datasets import SETS, build, home, verify  # noqa: PLC0415
    from .story import read_story  # noqa: PLC0415

    folder = Path(args.folder) if args.folder else home()
    if args.names and args.action != "build":
        raise BadValue(f"datasets {args.action} takes no names; got {', '.join(map(quoted, args.names))}")
    for option, given in (("seed", args.seed), ("scenario", args.scenario)):
        if given is not None and (args.action != "build" or not args.folder):
            raise BadValue(
                f"--{option} goes with `simkit datasets build --folder DIR`: the shipped sets keep their own"
            )
    seed = None if args.seed is None else read_seed(args.seed)
    story = None if args.scenario is None else read_story(args.scenario)
    found: list[str] = []
    if args.action == "list":
        lines = _list(folder)
    elif args.action == "build":
        lines = [f"{path.name}: built in {path}" for path in build(folder, tuple(args.names), seed, story)]
    else:
        found = verify(folder)
        lines = found or [f"{name}: as it should be" for name in SETS]
    for line in lines:
        print(line)
    return 1 if found else 0


def _list(folder: Path) -> list[str]:
    from simkit.core.folder import load  # noqa: PLC0415

    from .datasets import SETS  # noqa: PLC0415

    lines = []
    for name, made in SETS.items():
        tables = load(folder / name).manifest["tables"]
        rows, size = sum(t["rows"] for t in tables.values()), sum(t["bytes"] for t in tables.values())
        lines.append(
            f"{name}: {len(tables)} tables, {rows:,} rows, {size / 1e6:.1f} MB; "
            f"scenario {made.scenario}, seed {made.seed}"
        )
    return lines


def add_lab(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit lab``."""
    parser.add_argument("--lang", choices=("en", "id"), help="language (default: the computer's)")
    parser.add_argument(
        "--reset", metavar="NN", help="begin lesson NN afresh; your work is kept under another name"
    )
    parser.add_argument(
        "--folder",
        metavar="DIR",
        help="where your copies live (default ~/telco-fraud-lab); with --board: where it saves what you ask it to",
    )
    parser.add_argument(
        "--data", metavar="DIR", help="a class's own data sets (simkit datasets build --seed N)"
    )
    parser.add_argument("--scenario", metavar="FILE", help="with --board: a story of your own (a TOML file)")
    parser.add_argument("--port", metavar="N", help="the server's port; the next free one if it is taken")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument(
        "--board", action="store_true", help="open only the policy lab, as a page for the projector (Voila)"
    )


def add_notebooks(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit notebooks``."""
    parser.add_argument(
        "action",
        choices=("build", "check", "pages"),
        help="run and write them, or only compare, or make HTML pages and slides that open without internet",
    )
    parser.add_argument("lessons", nargs="*", metavar="NN", help="lessons (default all)")
    parser.add_argument("--out", metavar="DIR", help="where the pages go (default out/pages)")


def add_datasets(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit datasets``."""
    parser.add_argument("action", choices=("list", "build", "verify"), help="what to do")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to build (default: all)")
    parser.add_argument("--folder", metavar="DIR", help="where they are (default: those shipped)")
    parser.add_argument("--seed", metavar="N", help="build: a class's own data, for `simkit lab --data DIR`")
    parser.add_argument("--scenario", metavar="FILE", help="build: a story of your own (a TOML file)")


LAB = Command(
    help="Open the lessons in JupyterLab, on a copy of your own.",
    example="simkit lab --lang id",
    add=add_lab,
    work="simkit_course.commands:lab",
    has_lang=False,
)
NOTEBOOKS = Command(
    help="Build the lessons' notebooks from their sources, compare both, or make pages and slides of them.",
    example="simkit notebooks build 01",
    add=add_notebooks,
    work="simkit_course.commands:notebooks",
    has_lang=False,
    needs=lambda args: f"simkit notebooks {args.action}",
)
DATASETS = Command(
    help="List, build or verify the data sets of the lessons.",
    example="simkit datasets build --folder out/datasets",
    add=add_datasets,
    work="simkit_course.commands:datasets",
    has_lang=False,
)
