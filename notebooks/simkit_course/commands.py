"""The course's commands: ``simkit lab`` for students, ``simkit notebooks`` and ``simkit datasets`` for authors."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from simkit.cli.command import Command, read_seed, say
from simkit.core.catalogue import Catalogue, Words
from simkit.core.errors import BadValue, quoted
from simkit.core.files import full_path
from simkit.core.locale import decimal, whole

SAID = Catalogue(__package__, "commands.lines")
GREETING = Words(__package__, "commands.greeting")
LAB_HELP = Words(__package__, "help.lab")
NOTEBOOKS_HELP = Words(__package__, "help.notebooks")
DATASETS_HELP = Words(__package__, "help.datasets")


def lab(args: argparse.Namespace) -> int:
    """Bring the student's copies up to date and open JupyterLab on them."""
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
            print(line.to(args.lang), flush=True)
        return 0
    faults = check(folder, args.lessons)
    say(faults or [SAID["agree"].to(args.lang)])
    return 1 if faults else 0


def pages(args: argparse.Namespace) -> int:
    """Write reading copies and slides of the built lessons, which need neither Python nor the internet."""
    from .pages import write_pages  # noqa: PLC0415

    for path in write_pages(args.out or Path("out", "pages"), args.lessons):
        print(SAID["written"].put(path=path).to(args.lang), flush=True)
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
        lines = _list(folder, args.lang)
    elif args.action == "build":
        made = build(folder, tuple(args.names), seed, story)
        lines = [SAID["built"].put(name=path.name, path=path).to(args.lang) for path in made]
    else:
        found = verify(folder)
        lines = found or [SAID["as_made"].put(name=name).to(args.lang) for name in SETS]
    say(lines)
    return 1 if found else 0


def _list(folder: Path, lang: str) -> list[str]:
    from simkit.core.folder import load  # noqa: PLC0415

    from .datasets import SETS  # noqa: PLC0415

    lines = []
    for name, made in SETS.items():
        tables = load(folder / name).manifest["tables"]
        rows, size = sum(t["rows"] for t in tables.values()), sum(t["bytes"] for t in tables.values())
        figures = {"n": len(tables), "rows": whole(rows, lang), "mb": decimal(size / 1e6, lang, 1)}
        line = SAID["listed"].put(name=name, scenario=made.scenario, seed=made.seed, **figures)
        lines.append(line.to(lang))
    return lines


def add_lab(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit lab``."""
    parser.add_argument("--reset", metavar="NN")
    parser.add_argument("--folder", metavar="DIR")
    parser.add_argument("--data", metavar="DIR")
    parser.add_argument("--scenario", metavar="FILE")
    parser.add_argument("--port", metavar="N")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--board", action="store_true")


def add_notebooks(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit notebooks``."""
    parser.add_argument("action", choices=("build", "check", "pages"))
    parser.add_argument("lessons", nargs="*", metavar="NN")
    parser.add_argument("--out", metavar="DIR")


def add_datasets(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit datasets``."""
    parser.add_argument("action", choices=("list", "build", "verify"))
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--folder", metavar="DIR")
    parser.add_argument("--seed", metavar="N")
    parser.add_argument("--scenario", metavar="FILE")


LAB = Command(
    words=LAB_HELP, example="simkit lab --lang id", add=add_lab, work="simkit_course.commands:lab", lang=None
)
NOTEBOOKS = Command(
    words=NOTEBOOKS_HELP,
    example="simkit notebooks build 01",
    add=add_notebooks,
    work="simkit_course.commands:notebooks",
    needs=lambda args: f"simkit notebooks {args.action}",
)
DATASETS = Command(
    words=DATASETS_HELP,
    example="simkit datasets build --folder out/datasets",
    add=add_datasets,
    work="simkit_course.commands:datasets",
)
