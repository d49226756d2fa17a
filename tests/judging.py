"""Judges put to the test: each solution with one thing changed by machine, judged after the whole lesson before it."""

from __future__ import annotations

import ast
import contextlib
import copy
import dataclasses
import io
import itertools
import math
import resource
import signal
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from behaviour import BEHAVIOURS
from golden.lesson import _Asked
from golden.slips import _changed, _Put, mutants
from right_forms import FORMS

from simkit.core.errors import BadValue
from simkit_course import source
from simkit_course.endless import Endless
from simkit_course.exercises import exercise, tasks
from simkit_course.feedback import RIGHT
from simkit_course.unseen import TIMES, altered, run_again, tries

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = "import itertools, math\nfrom fractions import Fraction\nimport numpy as np\nimport pandas as pd\n"
WRONG = ("refused", "unseen", "accepted")
MOST, LEAST = 20, 15
"""Changed cells put to a judge, and how many must be wrong: until then others follow, with two changes a cell."""
OTHERS = {
    "mean": ("median",), "max": ("mean",), "sum": ("count", "max"), "nunique": ("count",), "size": ("nunique",),
    "ceil": ("floor", "trunc"), "floor": ("ceil",), "isna": ("notna",), "notna": ("isna",), "var": ("std",),
    "log2": ("log", "log10"), "append": ("extend",),
}  # fmt: skip
SMALL = (ast.List, ast.Tuple, ast.Set)


@dataclass
class Asked:
    """An exercise as a student meets it.

    - ``shipped`` (str): The cell with its blanks: what stands there is not what a student writes.
    - ``known`` (dict): The names of the lesson so far, and ``In``, the cells that made them.
    """

    number: str
    solution: str
    shipped: str = field(repr=False)
    known: dict[str, Any] = field(repr=False)


def wrong_cells(asked: Asked) -> list[tuple[str, str]]:
    """Give cells in which one thing is wrong, each with its label; the line that asks for the check stays."""
    tree = ast.parse(asked.solution)
    check = ast.unparse(tree.body.pop())
    text = ast.unparse(tree)
    given = set(ast.unparse(ast.parse(asked.shipped)).splitlines())
    lines = text.splitlines()
    made = {
        wrong: label
        for label, wrong in [*mutants(text), *_more(text, asked.known)]
        if set(lines) - set(wrong.splitlines()) - given or len(lines) != len(wrong.splitlines())
    }
    cells = [(label, f"{wrong}\n\n{check}") for wrong, label in made.items()]
    # Neighbours change the same thing: a stride takes the first ones from everywhere.
    stride = next(k for k in range(7, 99) if math.gcd(k, len(cells)) == 1)
    return [cells[i * stride % len(cells)] for i in range(len(cells))]


def _more(text: str, known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the golden wrong answers lack, from columns and names to statements in another order."""
    tree = ast.parse(text)
    plain, nodes = ast.unparse(tree), list(ast.walk(tree))
    names = dict.fromkeys(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    names |= dict.fromkeys(n.arg for n in nodes if isinstance(n, ast.arg) and n.arg != "self")
    fields = dict.fromkeys(n.attr for n in nodes if isinstance(n, ast.Attribute))
    tables = [table for table in known.values() if isinstance(table, pd.DataFrame)]
    columns = [*map(list, tables), *(list(table.index) for table in tables if len(table) < 30)]
    for at, node in enumerate(nodes):
        found = _others(copy.deepcopy(node), columns)
        for other in itertools.chain(found, _named(node, list(names), list(fields)), _moved(node)):
            made = copy.deepcopy(tree)
            _Put(list(ast.walk(made))[at], other).visit(made)
            with contextlib.suppress(Exception):  # what cannot be written is no cell
                wrong = ast.unparse(ast.fix_missing_locations(made))
                ast.parse(wrong)
                yield _changed(plain, wrong), wrong


def _others(node: ast.AST, columns: list[list[Any]]) -> Iterator[ast.AST]:
    """Yield another column, argument, aggregate, rounding or number in the place of one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        of_table = next((names for names in columns if node.value in names), [])
        at = of_table.index(node.value) if of_table else 0
        letters = [*"abcdef"] if node.value in [*"abcdef"] else []
        others = [*of_table[at + 1 :], *of_table[:at]][:3] or letters
        yield from (ast.Constant(name) for name in others if name != node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield from (ast.Constant(other) for other in (None, 2, "maybe"))
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield from (ast.Constant(node.value * 2), ast.Constant(node.value * 10))
    elif isinstance(node, ast.Call):
        if len(node.args) > 1:
            yield ast.Call(node.func, [node.args[1], node.args[0], *node.args[2:]], node.keywords)
        for at in range(len(node.keywords)):
            yield ast.Call(node.func, node.args, node.keywords[:at] + node.keywords[at + 1 :])
        if isinstance(node.func, ast.Attribute):
            for name in OTHERS.get(node.func.attr, ()):
                yield ast.Call(ast.Attribute(node.func.value, name, ast.Load()), node.args, node.keywords)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
        yield ast.UnaryOp(ast.Invert(), node)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Mult)):
        yield ast.Call(ast.Name("round", ast.Load()), [node], [])
        yield from (ast.BinOp(node, op, ast.Constant(n)) for op, n in ((ast.Add(), 1), (ast.Mult(), 100)))
        yield ast.BinOp(node.left, ast.FloorDiv(), node.right)
        yield from (ast.BinOp(node.left, op, node.right) for op in (ast.Sub(), ast.Add()))
    elif isinstance(node, ast.keyword) and node.arg == "axis":
        yield ast.keyword("axis", ast.Constant(0))
    elif isinstance(node, ast.Dict):
        for at, value in enumerate(node.values):
            if isinstance(value, (ast.Call, ast.BinOp, ast.Name)):
                less = ast.BinOp(value, ast.Sub(), ast.Constant(1))
                yield ast.Dict(node.keys, [*node.values[:at], less, *node.values[at + 1 :]])


def _named(node: ast.AST, names: list[str], fields: list[str]) -> Iterator[ast.AST]:
    """Yield another name or attribute of the cell in the place of one."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from (ast.Name(name, ast.Load()) for name in names if name != node.id)
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        yield from (ast.Attribute(node.value, name, ast.Load()) for name in fields if name != node.attr)


def _moved(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a place with a part left out, said twice or in another order; a condition dropped or turned round."""
    parts = [name for name in ("body", "elts", "values") if isinstance(getattr(node, name, None), list)]
    is_dict, is_small = isinstance(node, ast.Dict), isinstance(node, SMALL)
    for name in parts:
        old = getattr(node, name)
        made = [[*old[:at], *old[at + 1 :]] for at in range(len(old)) if not is_dict]
        made += [[*old[:at], old[at + 1], old[at], *old[at + 2 :]] for at in range(len(old) - 1)]
        made += [[*old[: at + 1], old[at], *old[at + 1 :]] for at in range(len(old)) if is_small]
        yield from (_with(node, name, other) for other in made if other)
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield _with(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension):
        yield from (_with(node, "ifs", node.ifs[:at] + node.ifs[at + 1 :]) for at in range(len(node.ifs)))
    elif isinstance(node, ast.Slice):
        yield from (_with(node, end, None) for end in ("lower", "upper") if getattr(node, end))
    elif isinstance(node, ast.With):
        yield ast.If(ast.Constant(True), node.body, [])


def _with(node: ast.AST, name: str, value: Any) -> ast.AST:
    made = copy.copy(node)
    setattr(made, name, value)
    return made


# ---
# Playing a lesson, and what becomes of one cell in it.


def lesson_of(number: str) -> Path:
    """Give the source of an exercise's lesson."""
    return next(
        (ROOT / "notebooks" / "lessons").glob(f"l{int(number.split('.', maxsplit=1)[0]):02}_*/source.py")
    )


def play(numbers: list[str]) -> Iterator[Asked]:
    """Play the lessons of some exercises, each once, with every exercise solved; give the wanted ones as they come."""
    solved = {task.number: task.solution for task in tasks()}
    for path in sorted({lesson_of(number) for number in numbers}):
        at = int(path.parent.name[1:3])
        wanted = [n for n in numbers if lesson_of(n) == path]
        known: dict[str, Any] = {"__name__": "__main__", "In": [""]}
        for cell in source.read_lesson(path).in_language("en"):
            if cell.lang or "raises-exception" in cell.tags:
                continue
            number = f"{at}.{cell.key.removeprefix('do-')}"
            text = solved[number] if cell.key.startswith("do-") else cell.text
            if number in wanted:
                yield Asked(number, text, cell.text, known)
                wanted.remove(number)
            if not wanted:
                break
            run_cell(text, known, shows=False)
            known["In"].append(text)


@contextlib.contextmanager
def within(seconds: float = 4.0, megabytes: int = 3_000) -> Iterator[None]:
    """Stop a wrong cell that would take long or fill the memory: a table aligned with a column, a loop without end."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, hard))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def run_cell(text: str, known: dict[str, Any], *, shows: bool = True) -> Any:
    """Run a cell; give its last value. Without ``shows`` a last expression that only shows something is left out."""
    tree = ast.parse(text)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(tree, "<cell>", "exec"), known)
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), known) if last and shows else None


def handed(asked: Asked, text: str, changed: Mapping[str, Any] | None = None) -> tuple[Any, ...] | None:
    """Give what a cell hands to its check; None where Python itself objects."""
    recorder = _Asked()
    try:
        with within():
            run_cell(text, {**asked.known, **(changed or {}), "exercise": recorder})
    except Exception:  # a wrong cell may stop in any way
        return None
    return recorder.handed


def verdict(asked: Asked, text: str) -> str:
    """Put a cell to the real judge, as in a notebook."""
    said = run_cell(text, {**asked.known, "In": [*asked.known["In"], text]})
    return "accepted" if said.state == RIGHT else "refused"


def measured(asked: Asked) -> list[tuple[str, str]]:
    """Give for each wrong cell its label and what becomes of it.

    "refused" on the data shown, "unseen" where other data were needed to refuse it, "accepted", or why it is as good
    as the solution.
    """
    right, said = handed(asked, asked.solution), []
    plain = ast.unparse(ast.parse(asked.solution))
    for text, given in _answers(asked, right):
        if len(said) >= MOST and sum(word in WRONG for _, word in said) >= LEAST:
            break
        word = "refused"
        if exercise(asked.number).judged(*given)[0] == RIGHT:
            word = {"refused": "unseen"}.get(verdict(asked, text), "accepted")
        label = _changed(plain, ast.unparse(ast.parse(text)))
        said.append((label, (word == "accepted" and why_right(asked, text, right)) or word))
    return said


def _answers(asked: Asked, right: tuple[Any, ...] | None) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield wrong cells with what they hand in, then those with two changes."""
    seen = {ast.unparse(ast.parse(asked.solution))}

    def new(cells: list[tuple[str, str]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
        for _, text in cells:
            plain = ast.unparse(ast.parse(text))
            given = handed(asked, text) if plain not in seen else None
            if given is not None and is_answer(given, right):
                seen.add(plain)
                yield text, given

    first = []
    for cell in new(wrong_cells(asked)):
        first.append(cell[0])
        yield cell
    for text in first:
        yield from new(wrong_cells(dataclasses.replace(asked, solution=text)))


def n_telling(asked: Asked) -> int:
    """Count the altered data on which the solution is right and gives another answer than on those shown."""
    right, judge = handed(asked, asked.solution), exercise(asked.number)
    names = {**asked.known, "In": [*asked.known["In"], asked.solution]}
    made = tries(asked.number, asked.solution, names, right[1:], judge.task.judge.alter) if right else ()
    others = (truth for _, truth, data in made if judge.judged(truth, *data)[0] == RIGHT)
    return sum(_distance(truth, right[0]) > 1e-9 for truth in others)  # type: ignore[index]


def is_answer(given: tuple[Any, ...] | None, right: tuple[Any, ...]) -> bool:
    """Tell whether a cell hands in an answer of the right names: others prove nothing about a judge."""
    if given is None:
        return False
    if right is None:
        raise BadValue("the solution itself hands nothing in")
    same = isinstance(right[0], Mapping) == isinstance(given[0], Mapping)
    return same and not (isinstance(right[0], Mapping) and list(given[0]) != list(right[0]))


def forms_refused(kinds: Collection[str] = tuple(FORMS)) -> dict[str, list[str]]:
    """Put right cells in every form to their judges; give by kind those that are refused, which should be none."""
    found: dict[str, list[str]] = {kind: [] for kind in kinds}
    cells = [(number, kind, text) for kind in kinds for number, text in FORMS[kind]]
    for asked in play(list(dict.fromkeys(number for number, _, _ in cells))):
        for kind, text in [(kind, text) for number, kind, text in cells if number == asked.number]:
            try:
                word = verdict(asked, IMPORTS + text)
            except Exception as error:  # a form that does not run is none
                word = repr(error)
            if word != "accepted":
                found[kind].append(f"{word}: {text}")
    return found


# ---
# Which wrong cells are not wrong: on the data shown and on others than those that the judge tries.

SETS = ("1.2", "4.4", "9.2")
"""Exercises that ask which ones, in no order: one said twice says no more."""
OTHERS_TRIED = range(TIMES, TIMES + 12)
ROUNDING = 0.01
ALSO = {
    "1.1": "this label can be defended too",
    "1.2": "two other rows of which both cannot be true",
    "8.5": "its words are for readers",
    "9.3": "another list that its rows carry",
    "10.4": "another detector that beats the plain count",
}
"""Exercises with more than one right answer: what their judge takes is right, by the lesson's own data."""


def why_right(asked: Asked, text: str, right: tuple[Any, ...]) -> str:
    """Say why a changed cell is as good as the solution; empty where it is not.

    The values are the same, or nearly, on the data shown and on a dozen altered ones; for a function, on arguments
    drawn by chance.
    """
    answers = [(handed(asked, text), right)]
    if asked.number in SETS and _as_sets(answers[0][0][0]) == _as_sets(right[0]):  # type: ignore[index]
        return "same set"
    if asked.number in BEHAVIOURS:
        far = _distance(*(BEHAVIOURS[asked.number](made[0]) for made in answers[0]))  # type: ignore[index]
    else:
        judge = exercise(asked.number).task.judge
        for time in OTHERS_TRIED:
            data = (judge.alter or altered)(right[1:], time)
            answers.append(tuple(_again(asked, cell, data) for cell in (text, asked.solution)))  # type: ignore[arg-type]
        known = [(mine, true) for mine, true in answers if true is not None]
        far = max(_distance(mine and mine[0], true[0]) for mine, true in known)
    is_rounded = "round(" in text and _distance(answers[0][0][0], right[0]) <= ROUNDING
    return (
        "same" if far <= 1e-9 else "rounded" if far <= ROUNDING or is_rounded else ALSO.get(asked.number, "")
    )


def _as_sets(answer: Any) -> Any:
    if isinstance(answer, Mapping):
        return {name: _as_sets(value) for name, value in answer.items()}
    return set(answer) if isinstance(answer, (list, tuple, set, pd.Index, pd.Series)) else answer


def _again(asked: Asked, text: str, data: tuple[Any, ...]) -> tuple[Any, ...] | None:
    with contextlib.suppress(Exception, Endless), within():
        return run_again(asked.number, [*asked.known["In"], text], asked.known, data)
    return None


def _distance(one: Any, two: Any) -> float:
    """Give how far two answers lie apart, relative; infinite where they are not numbers and differ."""
    if isinstance(one, Mapping) and isinstance(two, Mapping):
        return max((_distance(one.get(k, ""), v) for k, v in two.items()), default=0.0)
    if isinstance(two, (list, tuple, set, pd.Index, pd.Series, np.ndarray)):
        if not isinstance(one, (list, tuple, set, pd.Index, pd.Series, np.ndarray)) or len(one) != len(two):
            return np.inf
        return max((_distance(a, b) for a, b in zip(one, two, strict=True)), default=0.0)
    try:
        if float(one) == float(two) or (np.isnan(float(one)) and np.isnan(float(two))):
            return 0.0
        return abs(float(one) - float(two)) / max(abs(float(two)), 1e-12)
    except (TypeError, ValueError):
        return 0.0 if one == two else np.inf
