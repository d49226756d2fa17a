"""The command line: ``simkit run palembang-reported``. Only this layer prints."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from itertools import pairwise
from typing import Any, NoReturn

from ..core.catalogue import Words
from ..core.errors import BadValue, nearest, quoted
from ..core.installed import require
from . import audit, compare, detect, run, scenarios
from .command import Command, complain, explain, let_go, open_streams, own_help

SHARED = Words(__package__, "help.shared")
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
    """A parser whose errors are one line, like all others of simkit, and whose help speaks one language."""

    def __init__(self, lang: str = "en", words: Mapping[str, Any] | None = None, **more: Any) -> None:
        self.words = {**SHARED[lang], **(words or {})}
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=self._format, **more)
        self._optionals.title, self._positionals.title = self.words["options"], self.words["positionals"]
        self.add_argument("-h", "--help", action="help", help=SHARED[lang]["help"])

    def _format(self, prog: str) -> argparse.HelpFormatter:
        made = argparse.HelpFormatter(prog)
        begin, say = made.add_usage, self.words["usage"]
        made.add_usage = lambda usage, actions, groups, prefix=None: begin(usage, actions, groups, say)  # type: ignore[method-assign]
        return made

    def add_argument(self, *names: str, **more: Any) -> argparse.Action:  # type: ignore[override]
        """Add an option; what it does stands in the catalogue, under its name."""
        more.setdefault("help", self.words.get(names[0].lstrip("-").replace("-", "_")))
        return super().add_argument(*names, **more)

    def error(self, message: str) -> NoReturn:
        raise BadValue(f"{message}; see `{self.prog} --help`")


def version() -> str:
    """Give simkit's version, or a word where it runs from a checkout that was never installed."""
    try:
        return metadata.version("simkit")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def parser_of(
    one: Command, prog: str, lang: str = "en", asked: Sequence[str] = ()
) -> argparse.ArgumentParser:
    """Make the parser of one command; where `asked` names one of its actions, help tells of that one alone.

    Its example is that of the action where the words have one, under ``examples``.

    Examples
    --------
    >>> parser_of(OWN["run"], "simkit run", "id").description
    'Mensimulasikan sebuah skenario dan menyimpan tabelnya.'
    """
    words = one.words[lang]
    action = next((word for word in asked if word in one.actions), "")
    example = SHARED[lang]["example"].format(example=words.get("examples", {}).get(action, one.example))
    end = ". ".join([example, *([words["note"]] if "note" in words else [])])
    made = _Parser(lang, words, prog=prog, description=words["help"], epilog=end)
    one.add(made)
    spoken = SHARED[lang]["lang"] if one.lang else words["lang"]
    made.add_argument("--lang", choices=("en", "id"), default=one.lang, help=spoken)
    for option in made._actions if action else ():
        option.help = own_help(option.help or "", action, one.actions) or argparse.SUPPRESS
    # argparse cuts its own English word off a usage that it writes itself.
    made.usage = made.format_usage()[len(SHARED[lang]["usage"]) :].strip()
    return made


def top_parser(
    known: Mapping[str, Command], prog: str = "simkit", lang: str = "en"
) -> argparse.ArgumentParser:
    """Make the parser of what stands before any command, which lists them all."""
    words = SHARED[lang]
    top = _Parser(lang, prog=prog, description=words["about"], epilog=words["begin"])
    top.add_argument("--version", action="version", version=f"simkit {version()}")
    top.add_argument("--lang", choices=("en", "id"), default="en")
    made = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, one in known.items():
        made.add_parser(name, help=one.words[lang]["help"], lang=lang)
    return top


def spoken(words: Sequence[str]) -> str:
    """Give the language that a command line asks for, before it is read: help speaks it, too.

    Examples
    --------
    >>> spoken(["run", "--help", "--lang", "id"]), spoken(["run", "--lang=id"]), spoken(["run"])
    ('id', 'id', 'en')
    """
    pairs = pairwise([*words, ""])
    asked = [b if a == "--lang" else a[7:] for a, b in pairs if a == "--lang" or a.startswith("--lang=")]
    return "id" if asked[-1:] == ["id"] else "en"


def read_words(
    words: Sequence[str], known: Mapping[str, Command], prog: str = "simkit"
) -> argparse.Namespace:
    """Read a command line that begins with a command; what is no option may stand behind options.

    Examples
    --------
    >>> read_words(["run", "--seed", "3", "baseline", "--out", "x"], OWN).scenario
    'baseline'
    """
    parser = parser_of(known[words[0]], f"{prog} {words[0]}", spoken(words), words[1:])
    return parser.parse_intermixed_args(words[1:])


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
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    lang = spoken(words)
    if not words or words[0] not in known:
        top = top_parser(known, prog, lang)
        top.parse_args([w for w in words if w not in known])
        top.print_help()
        return 0
    name, chosen = words[0], known[words[0]]
    args = read_words(words, known, prog)
    require(f"{prog} {name}" if chosen.needs is None else chosen.needs(args))
    # The engine takes a second to import: help, the version and a mistyped option need not wait for it.
    return chosen.call(args)
