"""Files harmed as a bad stick or a broken copy harms them, and what must come of opening them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from simkit.core.errors import SimkitError
from simkit.core.folder import load

SMALL = {"people.n_people": 300, "run.days": 2, "run.scale": 0.001, "run.tick_h": 24}
Harm = Callable[[bytes, random.Random], bytes]


def cut(data: bytes, rng: random.Random) -> bytes:
    """Cut it short, anywhere."""
    return data[: rng.randrange(len(data))]


def empty(data: bytes, rng: random.Random) -> bytes:
    """Leave nothing."""
    return b""


def flip(data: bytes, rng: random.Random) -> bytes:
    """Alter a bit."""
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def zeros(data: bytes, rng: random.Random) -> bytes:
    """Overwrite a sector, as a disk does that lost it."""
    at = rng.randrange(len(data))
    return data[:at] + bytes(min(512, len(data) - at)) + data[at + 512 :]


def twice(data: bytes, rng: random.Random) -> bytes:
    """Append the end once more."""
    return data + data[rng.randrange(len(data)) :]


def harms() -> list[Harm]:
    """Give every kind of harm."""
    return [cut, cut, empty, flip, flip, flip, zeros, twice]


@contextmanager
def harmed(path: Path, harm: Harm, rng: random.Random) -> Iterator[None]:
    """Harm a file for a while."""
    before = path.read_bytes()
    path.write_bytes(harm(before, rng))
    try:
        yield
    finally:
        path.write_bytes(before)


def opened(folder: Path, path: Path | None) -> str:
    """Load a folder and read a table, or all: ``read``, ``refused`` in one line, or the traceback's name."""
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            saved = load(folder)
            for table in saved.tables.values():
                if path is None or table.file == path:
                    saved._of(table.declared.folder)[table.declared.name]
    except SimkitError as error:
        return "refused" if "\n" not in str(error) else f"more than a line: {error}"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "read"
