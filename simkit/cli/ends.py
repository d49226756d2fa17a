"""How a command ends when something stops it: one line for a person, an exit code for a script."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO

from ..core.errors import SimkitError, quoted

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
