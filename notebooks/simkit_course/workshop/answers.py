"""The trainer's key to the lessons: what is right on a class's own data, what a check says to the usual slips.

Each lesson is run once with its solutions in the place of its exercises; what reaches the check is what is expected.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue, Text
from simkit.core.errors import BadValue, nearest, quoted
from simkit.core.installed import shipped

from .. import exercises
from ..datasets import data_mark
from ..feedback import RIGHT
from .slips import HOLE, slips

SAID = Catalogue(__package__, "answers")
ROWS = 8
"""Rows of a table that the key shows."""


@dataclass(frozen=True)
class Lacking:
    """Why an exercise has no expected answer on this data."""

    why: Text


def key(lang: str, numbers: Sequence[str] = (), told: Callable[[str], None] = lambda lesson: None) -> str:
    """Write the key in Markdown, on the data that the lessons run on now.

    - ``numbers`` (sequence of str): Lessons, such as "04"; all if empty.
    - ``told`` (function): Hears of each lesson before it is run.

    Raises BadValue: for a lesson that there is not.
    """
    books = {p.name[:2]: p for p in sorted(shipped(f"notebooks/{lang}").glob("[0-9][0-9]-*.ipynb"))}
    for number in numbers:
        if number not in books:
            raise BadValue(f"no lesson {quoted(number)}: {nearest(number, books)}")
    said = [f"# {SAID['title'].put(data=data_mark()).to(lang)}", SAID["about"].to(lang)]
    for number in numbers or books:
        told(number)
        cells = json.loads(books[number].read_text(encoding="utf-8"))["cells"]
        mine = {t.number: t for t in exercises.tasks(number)}
        found = expected(cells, mine)
        for task in mine.values():
            answer = found.get(task.number, Lacking(SAID["nothing"]))
            said += [f"## {task.number} {task.title.to(lang)}", *_entry(task, answer, lang)]
    return "\n\n".join(said) + "\n"


def expected(cells: Sequence[Mapping[str, Any]], tasks: Mapping[str, exercises.Task]) -> dict[str, Any]:
    """Run a lesson with its solutions; give by exercise what was handed to its check, or why there is nothing."""
    found: dict[str, Any] = {}
    solved = {number.split(".")[1]: task for number, task in tasks.items()}
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        if cell["cell_type"] != "code" or "raises-exception" in cell["metadata"].get("tags", ()):
            continue
        mark, _, place = str(cell["id"]).partition("-")[2].partition("-")
        task = solved.get(place) if mark == "do" else None
        tree = ast.parse(task.solution if task else "".join(cell["source"]))
        call = _checked(tree) if task else None
        if call is not None:
            tree.body = tree.body[:-1]
        try:
            with contextlib.redirect_stdout(io.StringIO()):  # figures and verdicts are no part of the key
                exec(compile(tree, str(cell["id"]), "exec"), names)
            if task and call is not None:
                given = [eval(compile(ast.Expression(a), str(cell["id"]), "eval"), names) for a in call.args]
                state, said = exercises.Exercise(task, "en").judged(*given)
                found[task.number] = given[0] if state == RIGHT else Lacking(said)
        except Exception as error:  # a story of one's own may take away what a lesson needs: the others go on
            reason = SAID["stopped"].put(error=f"{type(error).__name__}: {error}")
            found |= {
                t.number: Lacking(reason)
                for t in ([task] if task else tasks.values())
                if t.number not in found
            }
    return found


def _checked(tree: ast.Module) -> ast.Call | None:
    """Give the call of the check with which a solution ends."""
    last = tree.body[-1]
    call = last.value if isinstance(last, ast.Expr) else None
    return call if isinstance(call, ast.Call) and call.args else None


def _entry(task: exercises.Task, answer: object, lang: str) -> Iterator[str]:
    """Yield the paragraphs of an exercise."""
    if isinstance(answer, Lacking):
        yield f"**{SAID['lacking'].to(lang)}** {answer.why.to(lang)}"
    elif callable(answer):  # not one value: the check calls it on what it hands it
        name = getattr(answer, "__name__", type(answer).__name__)
        yield f"**{SAID['expected'].to(lang)}** {SAID['function'].put(name=name).to(lang)}"
    else:
        yield f"**{SAID['expected'].to(lang)}**"
        yield f"```\n{shown(answer)}\n```"
    yield f"**{SAID['solution'].to(lang)}** {task.explained.to(lang)}"
    yield f"```python\n{task.solution.strip()}\n```"
    lesson = next(name for name in exercises.lessons() if name[1:3] == task.number.split(".")[0].zfill(2))
    sentences = slips(lesson)[task.number]
    if sentences:
        yield f"**{SAID['slips'].to(lang)}**"
        yield "\n".join(f"- {HOLE.sub('…', text.to(lang))}" for text in sentences)
    yield f"**{SAID['say'].to(lang)}**"
    yield "\n".join(f"{i}. {hint.to(lang)}" for i, hint in enumerate(task.hints, 1))


def shown(answer: object) -> str:
    """Write an answer so that a trainer can compare: numbers with six digits, the first rows of a table.

    >>> shown((1, 0.123456789)), shown({"a": [2.0]})
    ('(1, 0.123457)', "{'a': [2]}")
    """
    answer = answer.tolist() if isinstance(answer, pd.Index | np.ndarray) else answer
    if isinstance(answer, pd.DataFrame | pd.Series):
        return str(answer.head(ROWS).to_string())
    if isinstance(answer, bool | np.bool_ | str):
        return repr(answer)
    if isinstance(answer, int | float | np.number):
        number = float(answer)
        return f"{number:.6g}" if abs(number) < 1e6 else f"{number:,.0f}"
    if isinstance(answer, Mapping):
        return "{" + ", ".join(f"{k!r}: {shown(v)}" for k, v in answer.items()) + "}"
    if isinstance(answer, list | tuple | set | frozenset):
        items = sorted(answer, key=str) if isinstance(answer, set | frozenset) else answer
        inside = ", ".join(shown(item) for item in list(items)[: 5 * ROWS])
        return f"({inside})" if isinstance(answer, tuple) else f"[{inside}]"
    return type(answer).__name__ if " at 0x" in str(answer) else str(answer)
