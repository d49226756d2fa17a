"""What ``simkit workshop`` does for the room: stick, check, serve, sheets, guide."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from simkit.cli.command import read_whole, say
from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue, quoted
from simkit.core.files import full_path

CHECKED = Catalogue(__package__, "check")
USES = ("lessons", "core", "pages")
MOST_TEAMS = 40


def stick(args: argparse.Namespace) -> int:
    """Write a stick."""
    from .stick import Stick  # noqa: PLC0415
    from .wheels import PYTHONS, TARGETS  # noqa: PLC0415

    targets = [TARGETS[name] for name in _among("--platforms", args.platforms, list(TARGETS))]
    pythons = _among("--pythons", args.pythons or ",".join(PYTHONS), PYTHONS)
    say(_flushed(Stick(full_path(_out(args)), args.use, targets, pythons, args.lang).write()))
    return 0


def check(args: argparse.Namespace) -> int:
    """Test this computer, or say what codes of others tell; exit 1 where one is not ready."""
    from .check import encode, look, told_of  # noqa: PLC0415

    if args.decode:
        return max(_decoded(code, args.lang) for code in args.decode)
    if args.use == "pages":
        raise BadValue(CHECKED["pages_need_nothing"])
    made = look(args.use, lambda text: print(text.to(args.lang), flush=True))
    say(text.to(args.lang) for text in (*told_of(made), CHECKED["code"].put(code=encode(made))))
    return int(bool(made.failed))


def _decoded(code: str, lang: str) -> int:
    from .check import decode, told_of  # noqa: PLC0415

    try:
        found = decode(code)
    except BadValue as error:  # one code copied wrongly must not hide the others
        say([error.to(lang)])
        return 1
    say(f"{code}: {text.to(lang)}" for text in told_of(found))
    return int(bool(found.failed))


def serve(args: argparse.Namespace) -> int:
    """Serve lessons and board to the teams of a room."""
    if sys.platform == "win32":
        raise BadValue(CHECKED["serve_windows"])
    from ...commands import read_port  # noqa: PLC0415
    from ..secret import teams  # noqa: PLC0415
    from . import check  # noqa: PLC0415
    from . import serve as room  # noqa: PLC0415

    names = teams(read_whole("--teams", args.teams, 1, MOST_TEAMS), args.team)
    kernels = read_whole("--kernels", args.kernels, 1, 9)
    free = check.free_mb()
    need = room.estimate_mb(len(names), kernels)
    sizes = {"need": room.gigabytes(need), "free": room.gigabytes(free)}
    say([room.SAID["memory"].put(n=len(names), k=kernels, **sizes).to(args.lang)])
    room.enough(len(names), kernels, free)
    out = full_path(args.out or Path.home() / "telco-fraud-room")
    port = read_port(args.port) or room.PORT
    if port + len(names) > 65_536:
        raise BadValue(CHECKED["few_ports"].put(port=port, n=len(names)))
    made = room.prepare(out, names, args.lang, args.ip or room.own_address(), port)
    try:
        say(_flushed(room.serve(made, args.lang, kernels)))
    except KeyboardInterrupt:
        return 0
    return 0


def sheets(args: argparse.Namespace) -> int:
    """Write worksheets for a room without laptops, and their answers."""
    from .sheets import write_sheets  # noqa: PLC0415

    made = write_sheets(full_path(_out(args)))
    say(_flushed(CHECKED["written"].put(path=path).to(args.lang) for path in made))
    return 0


def slides(args: argparse.Namespace) -> int:
    """Write the trainer's slides: with notes, a timer, and answers on a key press."""
    from .slides import write_slides  # noqa: PLC0415

    say(_flushed(write_slides(full_path(_out(args)), args.what)))
    return 0


def guide(args: argparse.Namespace) -> int:
    """Write the generated pages of the trainer's guide anew, or say which are stale."""
    from .guide import pages, tell, write_docs  # noqa: PLC0415

    folder = Path("docs", "trainer")
    stale = write_docs(folder, pages(), args.only_check)
    return tell(folder, stale, args.only_check, "simkit workshop guide", args.lang)


def _out(args: argparse.Namespace) -> str:
    if not args.out:
        raise BadValue(CHECKED["needs_out"].put(action=args.action))
    return str(args.out)


def _among(option: str, text: str, known: Sequence[str]) -> list[str]:
    asked = [word.strip() for word in text.split(",") if word.strip()]
    wrong = [word for word in asked if word not in known]
    if wrong or not asked:
        raise BadValue(CHECKED["name_some"].put(option=option, text=quoted(text), known=", ".join(known)))
    return list(dict.fromkeys(asked))


def _flushed(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line
        sys.stdout.flush()


ROOM: Mapping[str, Callable[[argparse.Namespace], int]] = {
    made.__name__: made for made in (stick, check, serve, sheets, slides, guide)
}
NEEDS = {
    "stick": "simkit workshop stick",
    "serve": "simkit workshop serve",
    "sheets": "simkit notebooks pages",
    "slides": "simkit notebooks pages",
    "guide": "simkit notebooks pages",
    "check": "simkit workshop check",  # it needs nothing: what is missing is what it tells
}


def add_room(parser: argparse.ArgumentParser) -> None:
    """Add the options of these actions."""
    parser.add_argument("--platforms", default="win,mac,linux", metavar="A,B")
    parser.add_argument("--pythons", metavar="V,W")
    parser.add_argument("--for", dest="use", choices=USES, default="lessons")
    parser.add_argument("--decode", nargs="+", metavar="CODE")
    parser.add_argument("--ip", metavar="ADDRESS")
    parser.add_argument("--port", metavar="N")
    parser.add_argument("--kernels", default="2", metavar="N")
    parser.add_argument("--check", dest="only_check", action="store_true")
