"""The command ``simkit workshop``: make a class game, score what comes back, and explain it to a team."""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from simkit.cli.command import Command, read_whole, say
from simkit.core.catalogue import Catalogue, Words
from simkit.core.errors import BadFolder, BadValue, SimkitError, quoted
from simkit.core.files import full_path, write_file
from simkit.core.locale import percent

from .room.commands import NEEDS, ROOM, add_room

if TYPE_CHECKING:
    from .handin import HandIn
    from .key import Key

SAID = Catalogue(__package__, "commands")
HELP = Words(__package__, "help.workshop")
MOST_TEAMS = 60
ACTIONS = ("new", "score", "explain", "collect", "key", *ROOM)
PAUSE_S = 10
ON_DATA = ("key", "serve", "sheets", "stick")
"""What runs on a class's own data where `--data` names it."""


def workshop(args: argparse.Namespace) -> int:
    """Do what was asked for, in the language asked for, else in that of the class's key."""
    lang, args.lang = args.lang, args.lang or "en"
    try:
        if args.key and not lang:
            from .key import read_key  # noqa: PLC0415

            args.lang = read_key(full_path(args.key)).lang
        return _do(args)
    except SimkitError as error:
        raise type(error)(error.to(args.lang)) from error


def _do(args: argparse.Namespace) -> int:
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
        raise BadValue(f"workshop new takes options only; got {quoted(args.what[0])}")
    if not args.out or not args.name:
        raise BadValue(SAID["new_needs"])
    name = check_name(args.name)
    names = teams(read_whole("--teams", args.teams, 1, MOST_TEAMS), args.team)
    level = read_whole("--level", args.level, 1, 3)
    out = full_path(args.out)
    if out.exists() and any(out.iterdir()):
        raise BadFolder(SAID["not_empty"].put(folder=str(out)))
    secret = read_secret(args.secret) if args.secret else draw()

    def heard(team: str, made: TeamKey) -> None:
        print(SAID["made"].put(team=team, tries=made.attempt + 1).to(args.lang), flush=True)

    key = Key(name, level, args.lang, secret)
    if args.scenario:
        made = told(usual := key.played, read_story(args.scenario), secret, name)
        key = replace(key, story=made.story, target=made.target, n_ring=made.n_ring)
        shares = {"share": percent(made.target, args.lang), "usual": percent(usual.target, args.lang)}
        say([SAID["story"].put(story=args.scenario, k=usual.k, **shares).to(args.lang)])
    if level > 1:
        say([SAID["beyond"].put(level=level).to(args.lang)])
    write_game(out, key, names, heard)
    print(SAID["keep"].put(path=str(out / TRAINER / KEY)).to(args.lang))
    return 0


def _handed_in(where: str | Path, key: Key) -> tuple[dict[str, HandIn], list[HandIn]]:
    from .class_scores import checked  # noqa: PLC0415
    from .handin import assign, read_all  # noqa: PLC0415

    folder = full_path(where)
    if not folder.is_dir():
        raise BadFolder(SAID["no_folder"].put(folder=str(folder)))
    found, stray = assign(read_all(folder, key.k), key.forms())
    return {team: checked(one, key.teams[team]) for team, one in found.items()}, stray


def score(args: argparse.Namespace) -> int:
    """Score what was handed in, and write the board, the table and each team's messages."""
    from .class_board import board, told_of  # noqa: PLC0415
    from .class_scores import scores  # noqa: PLC0415
    from .key import read_key  # noqa: PLC0415

    if len(args.what) != 1 or not args.key or not args.out:
        raise BadValue(SAID["score_needs"])
    key, out = read_key(full_path(args.key)), full_path(args.out)
    found, stray = _handed_in(args.what[0], key)
    table, told = scores(found, key), told_of(found, stray)
    write_file(out / "board.html", board(key, table, told, args.freeze))
    if not args.freeze:
        write_file(out / "scores.csv", table.to_csv(lineterminator="\n", float_format="%.6g"))
    for who, said in told:
        for text in said:
            print(f"{who}: {text.to(args.lang)}")
    n = int(table["rank"].notna().sum())
    print(SAID["scored"].put(n=n, of=len(key.teams), board=str(out / "board.html")).to(args.lang))
    return 0


def explain(args: argparse.Namespace) -> int:
    """Print the debrief of some teams or all, or write it as a page each."""
    from . import team_debrief  # noqa: PLC0415
    from .key import read_key  # noqa: PLC0415

    if not args.what or not args.key:
        raise BadValue(SAID["explain_needs"])
    key = read_key(full_path(args.key))
    by_name = {team.lower(): team for team in key.teams}
    asked = [by_name.get(word.lower(), word) for word in args.what]
    teams = list(key.teams) if asked == ["all"] else asked
    for team in teams:
        if team not in key.teams:
            raise BadValue(SAID["no_such_team"].put(team=quoted(team), known=", ".join(key.teams)))
    found = _handed_in(args.answers, key)[0] if args.answers else {}
    for team in teams:
        told = team_debrief.parts(key, team, key.country(team), found.get(team), bool(args.answers))
        if args.out:
            path = full_path(args.out) / f"{team}.html"
            write_file(path, team_debrief.page(key, team, told, args.lang))
            print(SAID["explained"].put(path=str(path)).to(args.lang), flush=True)
        else:
            print(team_debrief.sheet(key, team, told, args.lang), flush=True)
    return 0


def collect(args: argparse.Namespace) -> int:
    """Show a class's progress, student by exercise; with `--live` again and again, until it is stopped."""
    from ..datasets import data_mark  # noqa: PLC0415
    from .class_progress import from_codes, from_folder, matrix, page  # noqa: PLC0415

    if len(args.what) != 1 or not args.out:
        raise BadValue(SAID["collect_needs"])
    source, out = full_path(args.what[0]), full_path(args.out)
    data = data_mark(full_path(args.data) if args.data else None)
    while True:
        found, wrong = (from_folder(source), []) if source.is_dir() else from_codes(source, data, args.lang)
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
        raise BadValue(SAID["key_needs"])
    lessons = [number.zfill(2) for number in args.what]
    text = answer_key(args.lang, lessons, lambda n: say([SAID["lesson"].put(n=n).to(args.lang)]))
    out = full_path(args.out)
    if out.suffix.lower() in (".html", ".htm"):
        from ..pages_html import document, prose  # noqa: PLC0415

        text = document(args.lang, text.partition("\n")[0].removeprefix("# "), prose(text), "pages.css")
    write_file(out, text)
    say([SAID["answered"].put(path=str(out)).to(args.lang)])
    return 0


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit workshop``."""
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("what", nargs="*", metavar="WHAT")
    parser.add_argument("--class", dest="name", metavar="NAME")
    parser.add_argument("--teams", default="8", metavar="N")
    parser.add_argument("--team", action="append", default=[], metavar="NAME")
    parser.add_argument("--level", default="1", metavar="N")
    for option, what in (("--secret", "HEX"), ("--key", "FILE"), ("--scenario", "FILE")):
        parser.add_argument(option, metavar=what)
    for option in ("--answers", "--data", "--out"):
        parser.add_argument(option, metavar="DIR")
    for option in ("--freeze", "--live"):
        parser.add_argument(option, action="store_true")
    add_room(parser)


WORKSHOP = Command(
    words=HELP,
    example="simkit workshop new --class UNSRI-2027A --teams 12 --level 2 --out class",
    add=add,
    work="simkit_course.workshop.commands:workshop",
    lang=None,
    needs=lambda args: NEEDS.get(args.action, "the lessons"),
    actions=ACTIONS,
)
