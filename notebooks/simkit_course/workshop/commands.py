"""The command ``simkit workshop``: make a class game, score what comes back, and explain it to a team."""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import replace
from pathlib import Path

from simkit.cli.command import Command, read_whole, say
from simkit.core.catalogue import Catalogue, Text, Words
from simkit.core.errors import BadFolder, BadValue, quoted
from simkit.core.files import full_path, write_file
from simkit.core.locale import percent

from .room.commands import NEEDS, ROOM, add_room

SAID = Catalogue(__package__, "commands")
HELP = Words(__package__, "help.workshop")
MOST_TEAMS = 60
ACTIONS = ("new", "score", "explain", "collect", "key", *ROOM)
PAUSE_S = 10
ON_DATA = ("key", "serve", "sheets", "stick")
"""What runs on a class's own data where `--data` names it."""


def workshop(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    if args.data and args.action not in (*ON_DATA, "collect"):
        raise BadValue(f"--data goes with {', '.join(ON_DATA)} and collect, not with {args.action}")
    if args.data and args.action in ON_DATA:
        from ..datasets import VARIABLE, class_data  # noqa: PLC0415

        os.environ[VARIABLE] = str(class_data(full_path(args.data)))
    if args.scenario and args.action != "new":
        raise BadValue(f"--scenario goes with workshop new, not with {args.action}")
    work = {"new": new, "score": score, "explain": explain, "collect": collect, "key": key, **ROOM}
    return work[str(args.action)](args)


def new(args: argparse.Namespace) -> int:
    """Make a class game: a file for each team, and the trainer's key."""
    from ..story import read_story  # noqa: PLC0415
    from .country import told  # noqa: PLC0415
    from .key import KEY, TRAINER, Key, TeamKey, write_game  # noqa: PLC0415
    from .secret import check_name, draw, read_secret, teams  # noqa: PLC0415

    if args.what:
        raise BadValue(f"workshop new takes options only; got {quoted(args.what)}")
    if not args.out or not args.name:
        raise BadValue("workshop new needs --class NAME and --out DIR")
    name = check_name(args.name)
    names = teams(read_whole("--teams", args.teams, 1, MOST_TEAMS), args.team)
    level = read_whole("--level", args.level, 1, 3)
    out = full_path(args.out)
    if out.exists() and any(out.iterdir()):
        raise BadFolder(f"{out} is not empty: a class game needs a folder of its own")
    secret = read_secret(args.secret) if args.secret else draw()

    def heard(team: str, made: TeamKey) -> None:
        print(SAID["made"].put(team=team, tries=made.attempt + 1).to(args.lang), flush=True)

    key = Key(name, level, args.lang, secret)
    if args.scenario:
        usual = key.played
        made = told(usual, read_story(args.scenario), secret, name)
        key = replace(key, story=made.story, target=made.target, n_ring=made.n_ring)
        words = {"story": args.scenario, "k": usual.k}
        shares = {"share": percent(made.target, args.lang), "usual": percent(usual.target, args.lang)}
        say([SAID["story"].put(**words, **shares).to(args.lang)])
    write_game(out, key, names, heard)
    print(SAID["keep"].put(path=str(out / TRAINER / KEY)).to(args.lang))
    return 0


def score(args: argparse.Namespace) -> int:
    """Score what was handed in, and write the board, the table and each team's messages."""
    from .board import board, told_of  # noqa: PLC0415
    from .handin import assign, read  # noqa: PLC0415
    from .key import read_key  # noqa: PLC0415
    from .scoring import scores  # noqa: PLC0415

    if not args.what or not args.key or not args.out:
        raise BadValue("workshop score needs the folder of what was handed in, --key FILE and --out DIR")
    folder, key = full_path(args.what), read_key(full_path(args.key))
    if not folder.is_dir():
        raise BadFolder(f"{folder} is no folder; put what the teams handed in into one")
    files = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    found, stray = assign([read(path, key.k) for path in files], key.teams)
    table, out = scores(found, key), full_path(args.out)
    told = told_of(found, stray)
    write_file(out / "board.html", board(key, table, told, args.freeze))
    write_file(out / "scores.csv", table.to_csv(lineterminator="\n", float_format="%.6g"))
    for who, said in told:
        for text in said:
            print(f"{who}: {text.to(args.lang)}")
    print(_closing(len(found), len(key.teams), out).to(args.lang))
    return 0


def _closing(n: int, of: int, out: Path) -> Text:
    return SAID["scored"].put(n=n, of=of, board=str(out / "board.html"))


def explain(args: argparse.Namespace) -> int:
    """Print the debrief of a team."""
    from .debrief import sheet  # noqa: PLC0415
    from .handin import assign, read  # noqa: PLC0415
    from .key import read_key  # noqa: PLC0415

    if not args.what or not args.key:
        raise BadValue(
            "workshop explain needs a team and --key FILE; with --answers DIR it speaks of its answers"
        )
    key = read_key(full_path(args.key))
    if args.what not in key.teams:
        raise BadValue(f"no team {quoted(args.what)} in this class: there are {', '.join(key.teams)}")
    given = None
    if args.answers:
        files = sorted(p for p in full_path(args.answers).iterdir() if not p.name.startswith("."))
        given = assign([read(path, key.k) for path in files], key.teams)[0].get(args.what)
    print(sheet(key, args.what, key.country(args.what), given, args.lang), end="")
    return 0


def collect(args: argparse.Namespace) -> int:
    """Show a class's progress, student by exercise; with `--live` again and again, until it is stopped."""
    from ..datasets import data_seed  # noqa: PLC0415
    from .collecting import from_codes, from_folder, matrix, page  # noqa: PLC0415

    if not args.what or not args.out:
        raise BadValue(
            "workshop collect needs the folder of progress files, or a text of codes, and --out DIR"
        )
    source, out = full_path(args.what), full_path(args.out)
    seed = data_seed(full_path(args.data)) if args.data else data_seed()
    while True:
        found, wrong = (from_folder(source), []) if source.is_dir() else from_codes(source, seed)
        table = matrix(found)
        write_file(out / "progress.html", page(table, args.lang, PAUSE_S if args.live else 0))
        write_file(out / "progress.csv", table.to_csv(lineterminator="\n"))
        say(wrong)
        say([SAID["collected"].put(n=len(table), page=str(out / "progress.html")).to(args.lang)])
        if not args.live:
            return 0
        time.sleep(PAUSE_S)


def key(args: argparse.Namespace) -> int:
    """Write the key to the lessons' exercises, on the data of the class."""
    from .answers import key as answer_key  # noqa: PLC0415

    if not args.out:
        raise BadValue("workshop key needs --out FILE; a lesson's number, such as 04, makes its key alone")
    lessons = [args.what] if args.what else []
    text = answer_key(args.lang, lessons, lambda n: say([SAID["lesson"].put(n=n).to(args.lang)]))
    out = full_path(args.out)
    write_file(out, text)
    say([SAID["answered"].put(path=str(out)).to(args.lang)])
    return 0


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit workshop``."""
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("what", nargs="?", metavar="WHAT")
    parser.add_argument("--class", dest="name", metavar="NAME")
    parser.add_argument("--teams", default="8", metavar="N")
    parser.add_argument("--team", action="append", default=[], metavar="NAME")
    parser.add_argument("--level", default="1", metavar="N")
    parser.add_argument("--secret", metavar="HEX")
    parser.add_argument("--key", metavar="FILE")
    parser.add_argument("--answers", metavar="DIR")
    parser.add_argument("--freeze", action="store_true")
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--scenario", metavar="FILE")
    parser.add_argument("--data", metavar="DIR")
    parser.add_argument("--out", metavar="DIR")
    add_room(parser)


WORKSHOP = Command(
    words=HELP,
    example="simkit workshop new --class UNSRI-2027A --teams 12 --level 2 --out class",
    add=add,
    work="simkit_course.workshop.commands:workshop",
    needs=lambda args: NEEDS.get(args.action, "the lessons"),
)
