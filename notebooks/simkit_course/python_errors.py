"""The usual mistakes of a beginner, explained below Python's own message in the lesson's language."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import TracebackType
from typing import Any

import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit.core.errors import SimkitError

from .feedback import NOTE, Feedback
from .texts import Text, find_language, read_data

SAID = Catalogue(__package__, "python_errors")


def advice() -> list[tuple[type[BaseException], str, Text]]:
    """Give kinds of errors, a pattern that Python's message must match, and what to say then; special cases first."""
    return [
        (getattr(builtins, m["error"], SimkitError), m.get("says", ""), Text(id=m["id"], en=m["en"]))
        for m in read_data("python_errors")["mistake"]
    ]


def special_advice(error: BaseException) -> Text | None:
    """Give what to say to an error whose message tells the mistake; None where only its kind is known.

    >>> special_advice(TypeError("tuple indices must be integers or slices, not str")).en[:30]
    'A row from `itertuples()` is r'
    """
    found = (
        text
        for kind, says, text in advice()
        if says and isinstance(error, kind) and re.search(says, str(error))
    )
    text = next(found, None)
    return None if text is None else text.put()


MARK = "simkit_explains"
MOST_KEYS = 200
CELL = re.compile(r"ipykernel_\d|^<ipython-input")
ELSEWHERE = SAID["elsewhere"]


def explain(
    error: BaseException, names: Mapping[str, Any] | None = None, lang: str | None = None
) -> Feedback | None:
    """Explain a beginner's usual mistake; None for other errors.

    - ``names`` (mapping of str to object): The names that are known and what they stand for, for "did you
      mean".

    >>> explain(NameError("name 'prise' is not defined", name="prise"), {"price": 3}, "en").message[:52]
    'The name `prise` is not known yet. Did you mean `pri'
    """
    lang = lang or find_language()
    known = [(k, text) for k, says, text in advice() if isinstance(error, k) and re.search(says, str(error))]
    if not known:
        return None
    kind, told = next((k for k in known if k[0] is SimkitError), known[0])
    name = str(getattr(error, "name", None) or (error.args[0] if error.args else ""))
    near = _nearest(
        name, _keys(names or {}) if kind is KeyError else [*(names or {}), "True", "False", "None"]
    )
    near = _row(name, names or {}) or near
    close = (ELSEWHERE if near == name else SAID["close"]).put(close=near) if near else SAID["text"]
    return Feedback(NOTE, SAID["title"].to(lang), told.put(name=name, close=close).to(lang), lang=lang)


def _nearest(name: str, names: Iterable[str]) -> str | None:
    """Give the name that comes closest, whatever its capitals and underscores."""
    plain = {n.replace("_", "").casefold(): n for n in names if not n.startswith("_")}
    found = get_close_matches(name.replace("_", "").casefold(), plain, 1, 0.7)
    return plain[found[0]] if found else None


def _row(name: str, names: Mapping[str, Any]) -> str | None:
    """Say how a name is taken that is no column but a row of a column at hand."""
    held = (
        n for n, v in names.items() if isinstance(v, pd.Series) and not n.startswith("_") and name in v.index
    )
    return next((f'{n}["{name}"]' for n in held), None)


def _keys(names: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of every dict and table that is known."""
    for name, value in names.items():
        if not name.startswith("_") and isinstance(value, (dict, pd.Series, pd.DataFrame)):
            yield from (str(k) for k in list(value.keys())[:MOST_KEYS])
            if isinstance(value, pd.DataFrame):
                yield from (str(k) for k in value.index[:MOST_KEYS])


def explain_errors() -> None:
    """From now on, explain the mistakes of this notebook's cells; outside a notebook nothing happens.

    Python's own message is cut to the lines of the cells: what happened inside a library says little to a beginner.
    """
    from IPython import get_ipython  # noqa: PLC0415
    from IPython.display import display  # noqa: PLC0415

    shell: Any = get_ipython()
    if shell is None or getattr(shell, MARK, False):
        return

    def after(result: Any) -> None:
        error = result.error_in_exec or result.error_before_exec
        told = explain(error, shell.user_ns) if isinstance(error, Exception) else None
        if told is not None:
            display(told)

    whole = shell.InteractiveTB.structured_traceback

    def short(etype: Any, evalue: Any = None, etb: Any = None, *more: Any, **named: Any) -> Any:
        cut(evalue, etb)
        return whole(etype, evalue, etb, *more, **named)

    shell.events.register("post_run_cell", after)
    shell.InteractiveTB.structured_traceback = short
    setattr(shell, MARK, True)


def cut(error: BaseException | None, trace: TracebackType | None) -> None:
    """Cut a traceback after its last line in a cell, and drop what led to the error inside a library."""
    last, at = None, trace
    while at is not None:
        if CELL.search(at.tb_frame.f_code.co_filename):
            last = at
        at = at.tb_next
    if last is None or last.tb_next is None or error is None:
        return
    last.tb_next = None
    error.__cause__, error.__suppress_context__ = None, True
