"""An end for a student's code that has none: a check counts what runs, and stops at so many lines, on every system."""

from __future__ import annotations

import ast
import dis
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

MOST = 3_000_000
"""Lines of cells, and calls of any function, that one run of a student's code may take.

Counted and not timed, so that a slow computer judges as a quick one does. The largest of the lessons' own solutions
takes a twentieth of it; a loop without an end is stopped after some seconds.
"""
CELL = re.compile(r"ipykernel_\d|^<(?!frozen)")
"""Names under which code of cells is compiled; in a file stands what the kit and libraries do."""

WITHOUT_END = ("itertools", "count", "cycle", "repeat", "iter")
"""Names that a ``for`` or a comprehension needs in order to have no end, besides a generator with a ``while``."""


class Endless(BaseException):
    """A student's code did not end; no `Exception`, so that a student's own `except Exception` lets it pass."""


@contextmanager
def ending(most: int = MOST) -> Iterator[None]:
    """Stop what runs inside after so many lines of cells and calls.

    A debugger that traces already is left alone. What loops inside a compiled library alone, such as
    ``sum(itertools.count())``, is not seen.

    Raises Endless: where more is run.

    >>> with ending(1000):
    ...     sum(x for x in range(100))
    4950
    """
    if sys.gettrace() is not None:
        yield
        return
    left = most
    of_cells: dict[str, bool] = {}

    def line(frame: FrameType, event: str, value: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise Endless
        return line

    def call(frame: FrameType, event: str, value: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise Endless
        name = frame.f_code.co_filename
        if name not in of_cells:
            of_cells[name] = bool(CELL.search(name))
        if not of_cells[name]:
            return None
        frame.f_trace_opcodes = _turns_on_the_spot(frame.f_code)
        return line

    sys.settrace(call)
    try:
        yield
    finally:
        sys.settrace(None)


@lru_cache(maxsize=1000)
def _turns_on_the_spot(code: CodeType) -> bool:
    """Tell code with a jump to itself, ``while True: pass``: Python 3.11 reports no line of such a loop."""
    return any(step.argval == step.offset for step in dis.get_instructions(code) if "JUMP" in step.opname)


def may_not_end(parts: Sequence[ast.stmt]) -> bool:
    """Tell statements among which is a loop that may have no end, so that what cannot is not slowed by counting.

    >>> may_not_end(ast.parse("[x for x in range(9)]").body), may_not_end(ast.parse("while True: pass").body)
    (False, True)
    """
    nodes = [node for part in parts for node in ast.walk(part)]
    return any(
        isinstance(node, ast.While) or (isinstance(node, ast.Name) and node.id in WITHOUT_END)
        for node in nodes
    )
