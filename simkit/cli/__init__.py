"""The command line: ``simkit run palembang-reported``. Only this layer prints."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from typing import NoReturn

from ..core.errors import BadValue, nearest, quoted
from ..core.installed import require
from . import audit, compare, detect, run, scenarios
from .command import Command, complain, explain, let_go, open_streams

OWN: Mapping[str, Command] = {
    "run": run.COMMAND,
    "compare": compare.COMMAND,
    "scenarios": scenarios.SCENARIOS,
    "policies": scenarios.POLICIES,
    "audit": audit.COMMAND,
    "describe": scenarios.DESCRIBE,
    "detect": detect.COMMAND,
    "detectors": detect.DETECTORS,
}
GROUP = "simkit.commands"
"""The entry-point group by which another package of the same distribution, such as the course, adds commands."""


def commands() -> dict[str, Command]:
    """Give every command by name: simkit's own, and those that other installed packages add."""
    added = metadata.entry_points(group=GROUP)
    return {**OWN, **{found.name: found.load() for found in sorted(added, key=lambda e: e.name)}}


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, like all others of simkit."""

    def error(self, message: str) -> NoReturn:
        raise BadValue(f"{message}; see `{self.prog} --help`")


def version() -> str:
    """Give simkit's version, or a word where it runs from a checkout that was never installed."""
    try:
        return metadata.version("simkit")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def make_parser(known: Mapping[str, Command], prog: str = "simkit") -> argparse.ArgumentParser:
    """Make the parser of all commands.

    Examples
    --------
    >>> make_parser(OWN).parse_args(["run", "baseline", "--seed", "3"]).seed
    '3'
    """
    top = _Parser(
        prog=prog,
        description="Simulate telecom fraud in an Indonesia that does not exist. All data is synthetic.",
        epilog="Begin with: simkit run palembang-reported --out out/demo",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"simkit {version()}")
    made = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, one in known.items():
        parser = made.add_parser(
            name, help=one.help, description=one.help, epilog=f"Example: {one.example}", allow_abbrev=False
        )
        one.add(parser)
        if one.has_lang:
            parser.add_argument("--lang", choices=("en", "id"), default="en", help="language (default en)")
    return top


def join_minus(argv: Iterable[str]) -> list[str]:
    """Join ``--policy -NAME`` to one word, which the parser would else take for an option.

    Examples
    --------
    >>> join_minus(["run", "baseline", "--policy", "-cap", "--seed", "2"])
    ['run', 'baseline', '--policy=-cap', '--seed', '2']
    """
    made: list[str] = []
    for word in argv:
        if made[-1:] == ["--policy"] and re.match("-[^-]", word):
            made[-1] = f"--policy={word}"
        else:
            made.append(word)
    return made


def main(
    argv: Sequence[str] | None = None, known: Mapping[str, Command] | None = None, prog: str = "simkit"
) -> int:
    """Run one command and give its exit code: 0 well, 1 it failed, 2 something to mend, 130 stopped, 141 unread."""
    open_streams()
    try:
        try:
            words = join_minus(sys.argv[1:] if argv is None else argv)
            return _dispatch(words, commands() if known is None else known, prog)
        finally:
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        code, text = explain(error)
    if text:
        complain(f"simkit: {text}\n")
    let_go(sys.stdout)
    return code


def _dispatch(words: list[str], known: Mapping[str, Command], prog: str) -> int:
    if words and not words[0].startswith("-") and words[0] not in known:
        raise BadValue(f"no command {quoted(words[0])}: {nearest(words[0], known)}")
    parser = make_parser(known, prog)
    args = parser.parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if args.command is None:
        parser.print_help()
        return 0
    chosen = known[args.command]
    require(f"{prog} {args.command}" if chosen.needs is None else chosen.needs(args))
    # The engine takes a second to import: help, the version and a mistyped option need not wait for it.
    return chosen.call(args)
