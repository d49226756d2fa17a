"""What a command of ``simkit`` is, and what all of them share: readers of typed values, a bar, lines for a person."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any, TextIO

from ..core.catalogue import Words
from ..core.errors import BadValue, SimkitError, printable, quoted
from ..core.usual import WORKERS

WIDTH = 96


@dataclass(frozen=True)
class Command:
    """One command: what it says of itself, its options, and where its work is done.

    Parameters
    ----------
    words : Words
        What `--help` says in each language: ``help`` of the command, ``note`` of what comes last, and each option by
        its name.
    example : str
        A whole command line.
    work : str
        Module and function, such as ``"simkit.cli.compare:compare_arms"``; imported when the command is called. The
        function takes the parsed arguments and gives the exit code.
    add : function of a parser
        Adds the options.
    lang : str, optional
        The language where ``--lang`` names none; None where the command finds one itself.
    needs : function of the arguments
        The key of `core.installed.NEEDS` where it is not the command's own line.
    actions : sequence of str
        What the command's first word may be; an option's help names those it goes with: ``"score, explain: ..."``.
    """

    words: Words
    example: str
    work: str
    add: Callable[[argparse.ArgumentParser], object] = lambda parser: None
    lang: str | None = "en"
    needs: Callable[[argparse.Namespace], str] | None = None
    actions: Sequence[str] = ()

    def call(self, args: argparse.Namespace) -> int:
        """Import the command's work and do it."""
        code: int = resolve_name(self.work)(args)
        return code


def add_set(parser: argparse.ArgumentParser) -> None:
    """Add ``--set``, with which one number of a scenario is changed."""
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add ``--workers`` and ``--cluster``: where many seeds run."""
    parser.add_argument("--workers", default=str(WORKERS), metavar="N")
    parser.add_argument("--cluster", metavar="ADDRESS")


def read_whole(option: str, text: str, least: int = 0, most: int = 999_999_999) -> int:
    """Read a whole number typed on the command line; refuse one that is none or out of range.

    Examples
    --------
    >>> read_whole("--workers", "2")
    2
    """
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most:
        return int(text)
    span = f" from {least} to {most}" if most < 999_999_999 else f", {least} or more" if least else ""
    raise BadValue(f"{option} is {quoted(text)}: it must be a whole number{span}")


def read_seed(text: str) -> int:
    """Read a seed, a whole number of any size.

    Examples
    --------
    >>> read_seed("340282366920938463463374607431768211456") == 2**128
    True
    """
    try:
        if text.isascii() and text.isdigit():
            return int(text)
    except ValueError:
        pass  # Python reads no number of more than 4300 digits
    raise BadValue(f"--seed is {quoted(text)}: it must be a whole number, 0 or more")


def read_settings(args: argparse.Namespace) -> dict[str, Any]:
    """Read what ``--set`` says; the last word on a key holds.

    Examples
    --------
    >>> read_settings(argparse.Namespace(set=["desk.n_agents=3", "ring.adaptive=false"]))
    {'desk.n_agents': 3, 'ring.adaptive': False}
    """
    from ..core.parameter import parse  # noqa: PLC0415

    made = {}
    for text in args.set:
        key, equals, value = text.partition("=")
        if not (key.strip() and equals):
            raise BadValue(
                f"--set {quoted(text)}: it must read SECTION.KEY=VALUE, for example desk.n_agents=3"
            )
        made[key.strip()] = parse(value.strip())
    return made


@contextmanager
def bar(name: str, unit: str) -> Iterator[Callable[[float, float], None]]:
    """Give a callback that moves a bar on the terminal; there is none where nobody looks."""
    from tqdm import tqdm  # noqa: PLC0415

    with tqdm(desc=name, unit=unit, file=sys.stderr, leave=False, disable=not sys.stderr.isatty()) as made:

        def move(done: float, total: float) -> None:
            made.total = total
            made.update(done - made.n)

        yield move


def say(lines: Iterable[str]) -> None:
    """Print lines for a person; a title of a scenario of one's own holds no control characters then."""
    for line in lines:
        print(printable(line))


def own_help(text: str, action: str, actions: Sequence[str]) -> str:
    """Give what an option's help says of one action; nothing where the option goes with others only.

    Examples
    --------
    >>> own_help("new, serve: how many; key: a lesson", "key", ["new", "serve", "key"])
    'a lesson'
    """
    parts = [part.strip().partition(": ") for part in text.split(";")]
    by_names = [({name.strip() for name in names.split(",")}, said) for names, _, said in parts]
    if not all(names <= set(actions) for names, _ in by_names):
        return text
    return "; ".join(said for names, said in by_names if action in names)


def indented(text: str, spaces: int = 2) -> list[str]:
    """Wrap a text, all lines indented alike."""
    indent = " " * spaces
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


# ---
# How a command ends when something stops it: one line for a person, an exit code for a script.

STOPPED = "stopped; nothing was saved, and an older result is as it was"
ENDS: tuple[tuple[type[BaseException], int, str], ...] = (
    (BrokenPipeError, 141, ""),  # whoever read the output has seen enough
    (KeyboardInterrupt, 130, STOPPED),
    (MemoryError, 2, "not enough memory: make people.n_people or run.days smaller"),
    (RecursionError, 2, "something is nested too deeply to be read"),
    (OverflowError, 2, "a number is too large to calculate with"),
    (UnicodeError, 2, "a file or a name is no text in UTF-8"),
)


def explain(error: BaseException) -> tuple[int, str]:
    """Give the exit code and the line for whatever stopped a command; what only a fault of simkit can be is raised.

    Examples
    --------
    >>> explain(OSError(28, "No space left on device", "out/x"))
    (1, "'out/x': No space left on device")
    """
    if isinstance(error, SimkitError):
        return 2, str(error)
    for kind, code, text in ENDS:
        if isinstance(error, kind):
            return code, text
    if not isinstance(error, OSError):
        raise error
    where = quoted(error.filename) if error.filename else "the output cannot be written"
    return 1, f"{where}: {error.strerror or error}"


def complain(line: str) -> None:
    """Write a line for a person, if there is anybody who reads it."""
    with contextlib.suppress(OSError):
        sys.stderr.write(line)
    let_go(sys.stderr)


def open_streams() -> None:
    """Give the command somewhere to write to where whoever started it closed its output."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def let_go(stream: TextIO) -> None:
    """Drop what a stream cannot take, so that Python does not complain when it flushes at exit."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
