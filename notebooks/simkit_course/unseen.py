"""What a check does unseen: runs a right cell again on altered tables, where a lucky number parts from the truth."""

from __future__ import annotations

import ast
import contextlib
import copy
import dataclasses
import io
import sys
import warnings
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from symtable import symtable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from .endless import ending, may_not_end

TIMES = 4
"""How often the data are altered: rows left out, values dealt anew, both, rows drawn with some of them twice."""
CHECKS = ("check", "cek")
PLACES = ("rank", "place")
"""Columns that say at which place a row stands, equal ones at the same."""

Data = tuple[Any, ...]
Alter = Callable[[Data, int], Data]
"""Makes other data of the same form from those of a check; the number says the how-manieth."""

_noted: list[tuple[str, Any, Data]] | None = None


def is_noted(number: str, answer: Any, data: Data) -> bool:
    """Note what a cell that runs again hands to a check, in place of judging it; False where none runs again."""
    if _noted is None:
        return False
    _noted.append((number, by_name(answer), data))
    return True


def by_name(answer: Any) -> Any:
    """Give a Series of parts with names as a dict, so that both forms are tried alike; anything else as it is.

    >>> by_name(pd.Series({"a": 1})), by_name(3)
    ({'a': 1}, 3)
    """
    is_named = isinstance(answer, pd.Series) and all(isinstance(name, str) for name in answer.index)
    return answer.to_dict() if is_named else answer


def notebook_names() -> dict[str, Any]:
    """Give the names of the notebook that called, ``In`` with its cells among them; outside a notebook none."""
    frame = sys._getframe(1)
    while frame is not None and "In" not in frame.f_globals:
        frame = frame.f_back  # type: ignore[assignment]
    return {} if frame is None else frame.f_globals


def tries(
    number: str, solution: str, names: Mapping[str, Any], data: Data, alter: Alter | None
) -> Iterator[tuple[Any, Any, Data]]:
    """Yield what the student's cell and the solution answer on altered data, and these data.

    A try in which the solution stops tells nothing and is left out, and one in which the student's cell does, unless
    a judge made the data to fit: then its error is the answer. So is all left out where no cell can be run again, or
    where the student's rests on tables that the solution does not need: they are not altered along.
    """
    cells = [str(cell) for cell in names.get("In", ())]
    if not cells or not data:
        return
    solved = [*cells[:-1], solution]
    if not_altered(cells, names) - not_altered(solved, names):
        return
    for time in range(TIMES):
        with contextlib.suppress(Exception):  # nothing that goes wrong here may refuse an answer
            other = (alter or altered)(data, time)
            if all(new is old for new, old in zip(other, data, strict=True)):
                return
            # Who alters data in a way of his own has seen to it that they fit each other.
            anew = _made_of_others(cells, data, other) if alter is None else set()
            if anew:  # it counts groups, which values dealt anew would tear apart: rows are left out only
                other = altered(data, TIMES * time)
            truth = run_again(number, solved, names, other, anew)
            try:
                mine = truth and run_again(number, cells, names, other, anew)
            except Exception as error:
                mine = alter and (error, other)
            if mine and truth:
                yield mine[0], truth[0], truth[1]


def fixed(answers: Sequence[Any], shown: Any) -> set[Any]:
    """Name the parts of an answer that are on all altered data as on those shown; "" for an answer without parts.

    >>> fixed([{"a": 3, "b": 5}, {"a": 3, "b": 4}], {"a": 3, "b": 4}), fixed([5, 5], 5)
    ({'a'}, {''})
    """
    made, shown = [answer for answer in answers if not isinstance(answer, Exception)], by_name(shown)
    if all(isinstance(answer, Mapping) for answer in (*made, shown)):
        return {k for k in shown if all(k in answer and is_same(answer[k], shown[k]) for answer in made)}
    return {""} if all(is_same(answer, shown) for answer in made) else set()


def is_copied(mine: Any, shown: Any, truth: Any, stay: Collection[Any]) -> bool:
    """Tell an answer of which a number stays as on the data shown where the truth does not: typed, or of other tables.

    What hangs on such a number would be held against it wrongly. A number that stays has to do so on all altered data
    (``stay``, of `fixed`). A word or a truth value may stay by chance: then everything has to.

    >>> is_copied({"a": 3, "b": 5}, {"a": 3, "b": 4}, {"a": 7, "b": 6}, {"a"}), is_copied(5, 4, 6, ())
    (True, False)
    """
    shown = by_name(shown)
    if not all(isinstance(answer, Mapping) for answer in (mine, shown, truth)):
        return "" in stay and not is_same(mine, truth)
    parts = [(mine[k], shown[k], truth[k]) for k in mine if k in shown and k in truth]
    stays = [mine[k] for k in mine if k in stay and k in truth and not is_same(mine[k], truth[k])]
    is_word = [isinstance(value, (str, bool, np.bool_)) for value in stays]
    return not all(is_word) or (bool(stays) and all(is_same(value, before) for value, before, _ in parts))


def is_same(one: Any, two: Any) -> bool:
    """Tell whether two answers are the same, whatever they are made of.

    >>> is_same(pd.Index([1, 2]), [1, 2]), is_same(0.5, "x")
    (True, False)
    """
    with contextlib.suppress(Exception):
        if not isinstance(one, Mapping) and np.shape(one) == np.shape(two):
            return bool(np.all(np.asarray(one, dtype=object) == np.asarray(two, dtype=object)))
    return one is two


def typed(cell: str, values: Collection[Any]) -> set[float]:
    """Give those of some values that are typed in a cell as numbers.

    >>> typed("answer = 1106 / n_people", [2.212, 1106, 500])
    {1106.0}
    """
    constants = {n.value for part in _statements(cell) for n in ast.walk(part) if isinstance(n, ast.Constant)}
    numbers = {float(n) for n in constants if isinstance(n, (int, float)) and not isinstance(n, bool)}
    return numbers & {float(v) for v in values if isinstance(v, (int, float, np.number))}


# ---
# Running a cell again: the statements of earlier cells that lead from the altered data to the names that it uses.


def run_again(
    number: str, cells: Sequence[str], names: Mapping[str, Any], data: Data, anew: Collection[str] = ()
) -> tuple[Any, Data] | None:
    """Run the last cell with other data in place of those it hands to its check; give what it hands in then.

    - ``anew`` (names): Data that earlier cells make again from the others.
    """
    global _noted  # noqa: PLW0603 (a check must know of it, however it was imported)
    *earlier, cell = [_statements(text) for text in cells]
    roots = _roots(cell)
    if len(roots) != len(data):
        return None
    given = {name: value for name, value in zip(roots, data, strict=True) if name and name not in anew}
    space = {**names, **{name: copy.copy(value) for name, value in given.items()}}
    steps = _leading([part for parts in earlier for part in parts], cell, set(given))
    outer, _noted = _noted, []
    try:
        parts = [*steps, *cell]
        with _quietly(), ending() if may_not_end(parts) else contextlib.nullcontext():
            for part in parts:
                try:
                    exec(compile(ast.Module([part], []), "<again>", "exec"), space)
                except Exception:
                    if part in cell:
                        raise
                    return None  # where an earlier cell stops, nothing is known of this one
        return next(((answer, at) for n, answer, at in reversed(_noted) if n == number), None)
    finally:
        _noted = outer


@lru_cache(maxsize=500)
def _statements(cell: str) -> list[ast.stmt]:
    try:
        return ast.parse(cell).body
    except SyntaxError:
        return []


def _roots(cell: Sequence[ast.stmt]) -> list[str]:
    """Name the data that a cell hands to its check, after the answer; empty for one without a name."""
    calls = [n for part in cell for n in ast.walk(part) if isinstance(n, ast.Call)]
    asked = [c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in CHECKS]
    return [a.id if isinstance(a, ast.Name) else "" for a in asked[-1].args[1:]] if asked else []


class _AsGenerators(ast.NodeTransformer):
    """Turn comprehensions into generators: since Python 3.12 a list's names are counted among those around it."""

    def visit_ListComp(self, node: Any) -> ast.GeneratorExp:
        self.generic_visit(node)
        made = getattr(node, "elt", None) or ast.Tuple([node.key, node.value], ast.Load())
        return ast.GeneratorExp(made, node.generators)

    visit_SetComp = visit_DictComp = visit_ListComp


@lru_cache(maxsize=5000)
def _names(part: ast.stmt) -> tuple[frozenset[str], frozenset[str]]:
    """Name what a statement takes from outside it and what it defines; names of its own, as of a loop, are neither."""
    whole = symtable(ast.unparse(_AsGenerators().visit(ast.parse(ast.unparse(part)))), "<again>", "exec")
    defined = {s.get_name() for s in whole.get_symbols() if s.is_assigned() and not s.is_imported()}
    taken, tables = {s.get_name() for s in whole.get_symbols() if s.is_referenced()}, whole.get_children()
    while tables:
        inner = tables.pop()
        taken |= {s.get_name() for s in inner.get_symbols() if s.is_referenced() and s.is_global()}
        tables += inner.get_children()
    loops = [n.target for n in ast.walk(part) if isinstance(n, ast.For)]
    taken -= {n.id for target in loops for n in ast.walk(target) if isinstance(n, ast.Name)}
    return frozenset(taken), frozenset(defined)


def _uses(part: ast.stmt) -> frozenset[str]:
    return _names(part)[0]


def _makes(part: ast.stmt) -> tuple[frozenset[str], frozenset[str]]:
    """Name what a statement defines, and what it changes in its place."""
    if isinstance(part, (ast.FunctionDef, ast.ClassDef)):
        return frozenset({part.name}), frozenset()
    inside = [n for n in ast.walk(part) if isinstance(n, (ast.Subscript, ast.Attribute))]
    changed = [n.value for n in inside if isinstance(n.ctx, ast.Store)]
    called = part.value if isinstance(part, ast.Expr) else None
    if isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute):
        changed.append(called.func.value)
    return _names(part)[1], frozenset(n.id for n in changed if isinstance(n, ast.Name))


def _leading(earlier: Sequence[ast.stmt], cell: Sequence[ast.stmt], roots: set[str]) -> list[ast.stmt]:
    """Give the earlier statements that make, from the roots, what a cell needs."""
    needed: set[str] = set(roots)
    for part in reversed(cell):
        needed = (needed - _whole(part)) | _uses(part)
    kept = []
    for part in reversed(earlier):
        defined, changed = _makes(part)
        if defined & (needed - roots) or changed & needed:
            kept.append(part)
            needed = (needed - _whole(part)) | _uses(part)
    reached, steps = set(roots), []
    for part in reversed(kept):
        if _uses(part) & reached:
            steps.append(part)
            reached |= frozenset.union(*_makes(part))
    return steps


def _whole(part: ast.stmt) -> frozenset[str]:
    """Name what a statement defines anew, whatever stood there before."""
    is_plain = isinstance(part, (ast.Assign, ast.FunctionDef, ast.ClassDef))
    return _makes(part)[0] - _uses(part) if is_plain else frozenset()


def _made_of_others(cells: Sequence[str], data: Data, other: Data) -> set[str]:
    """Name the data that earlier cells make from other data that are altered."""
    *earlier, cell = [_statements(text) for text in cells]
    parts, roots = [part for parts in earlier for part in parts], _roots(cell)
    if len(roots) != len(data):
        return set()
    changed = {name for name, new, old in zip(roots, other, data, strict=True) if name and new is not old}

    def leads(name: str) -> list[ast.stmt]:
        return _leading(parts, ast.parse(name).body, changed - {name})

    return {name for name in changed if any(name in _makes(part)[0] for part in leads(name))}


def not_altered(cells: Sequence[str], names: Mapping[str, Any]) -> set[str]:
    """Name the tables, and what was worked out from them, on which the last cell rests and which stay as shown."""
    *earlier, cell = [_statements(text) for text in cells]
    parts, roots = [part for parts in earlier for part in parts], set(_roots(cell))
    steps = _leading(parts, cell, roots)
    needed: set[str] = set()
    for part in reversed([*steps, *cell]):
        needed = (needed - _whole(part)) | _uses(part)
    made = roots.union(*(_makes(part)[0] for part in steps))
    return {name for name in needed - made if _is_of_tables(name, parts, names)}


def _is_of_tables(
    name: str, parts: Sequence[ast.stmt], names: Mapping[str, Any], seen: frozenset[str] = frozenset()
) -> bool:
    """Tell what comes from a table, a simulation or a figure worked out from them, from what somebody typed."""
    value = names.get(name)
    makers = [part for part in parts if name in _makes(part)[0]]
    if not makers:
        is_plain = value is None or isinstance(value, (bool, int, float, str, list, tuple, range, ModuleType))
        return not is_plain and not callable(value)
    used = frozenset.union(*(_uses(part) for part in makers)) - seen - {name}
    is_called = not callable(value)
    return any(
        (is_called and _is_of_the_kit(names.get(other))) or _is_of_tables(other, parts, names, seen | {name})
        for other in used
    )


def _is_of_the_kit(value: Any) -> bool:
    home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    return (callable(value) or isinstance(value, ModuleType)) and str(home).startswith("simkit")


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Show nothing of what runs."""
    with contextlib.ExitStack() as stack:
        if "IPython" in sys.modules:
            from IPython.utils.capture import capture_output  # noqa: PLC0415

            stack.enter_context(capture_output())
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        yield


# ---
# Altering data: tables with as many rows, and columns of as many rows, are altered alike.


def altered(data: Data, time: int) -> Data:
    """Alter data as usual: rows left out, or values dealt anew among the rows, or both, or rows drawn with repeats.

    ``time`` says which of the four, and begins anew after them, with other rows and values.

    >>> len(altered((pd.DataFrame({"a": range(9)}),), 0)[0])
    6
    """
    return tuple(_other(value, time) for value in data)


def _other(value: Any, time: int) -> Any:
    if isinstance(value, (pd.DataFrame, pd.Series)):
        dealt = _dealt(value, time) if time % TIMES in (1, 2) else value
        return _numbered_anew(dealt.iloc[_rows(len(value), time, value.index.is_unique)], value)
    if isinstance(value, (pd.Index, np.ndarray)):
        return value[_rows(len(value), time, True)]
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return type(value)(items[i] for i in _rows(len(items), time, True))
    if isinstance(value, dict):
        return {key: _other(part, time) for key, part in value.items()}
    return _other_thing(value, time)


def _other_thing(value: Any, time: int) -> Any:
    """Alter one number, or the tables of an object that holds some; anything else stays as it is."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        made = value * (0.8, 1.3, 0.6, 1.7)[time % TIMES] * (1 + time // TIMES / 20)
        return int(made) if isinstance(value, (int, np.integer)) else made
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    held = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    dealt: dict[str, Any] = {
        name: rows_dealt(table, time) for name, table in held.items() if isinstance(table, pd.DataFrame)
    }
    for name, column in held.items():
        if isinstance(column, pd.Series):
            order = np.random.default_rng((time, len(column))).permutation(len(column))
            dealt[name] = pd.Series(column.array[order], column.index, name=column.name)
    return dataclasses.replace(value, **dealt) if any(map(len, dealt.values())) else value


def _rows(n: int, time: int, is_unique: bool) -> np.ndarray:
    """Choose rows, in their order; the same for as many rows."""
    rng, kind = np.random.default_rng((time, n)), time % TIMES
    if kind == 1:
        return np.arange(n)
    if kind == 3 and not is_unique:
        return np.sort(rng.integers(0, n, n))
    return np.sort(rng.permutation(n)[: max(1, round((0.7, 1, 0.5, 0.85)[kind] * n))])


def _numbered_anew(made: Any, shown: Any) -> Any:
    """Number rows and places anew where those shown are numbered: the first stays the first."""
    start = shown.index[0] if len(shown) and pd.api.types.is_integer_dtype(shown.index) else None
    if start is not None and shown.index.equals(pd.RangeIndex(start, start + len(shown))):
        made = made.set_axis(pd.RangeIndex(start, start + len(made), name=shown.index.name))
    if isinstance(made, pd.Series):
        return made
    places = [name for name in PLACES if name in made and in_order(shown[name]) > 0]
    anew = {name: np.searchsorted(made[name], made[name]) + shown[name].min() for name in places}
    return made.assign(**anew)


def in_order(column: pd.Series) -> int:
    """Give 1 for a column whose values go up through the rows, -1 where they go down, 0 for any other.

    >>> in_order(pd.Series([1, 2, 2])), in_order(pd.Series([3, 1, 0])), in_order(pd.Series([1, 2, 1]))
    (1, -1, 0)
    """
    with contextlib.suppress(TypeError):  # lists and the like have no order
        if column.isna().any() or column.nunique() < 2:
            return 0
    return int(column.is_monotonic_increasing) - int(column.is_monotonic_decreasing)


def rows_dealt(table: pd.DataFrame, time: int) -> pd.DataFrame:
    """Deal the numbers of a table anew among its rows, those of one row together: low ends stay below high ones.

    What the rows are in order of stays, so that they still are.
    """
    numbers = [name for name in table.select_dtypes("number") if not in_order(table[name])]
    order = np.random.default_rng((time, len(table))).permutation(len(table))
    return table.assign(**{str(name): table[name].array[order] for name in numbers})


def _dealt(value: Any, time: int) -> Any:
    """Deal a column's values anew among the rows, each column by itself.

    Ids stay different from each other, and what the rows are in order of stays.
    """
    if isinstance(value, pd.Series):
        if in_order(value):
            return value
        rng, n = np.random.default_rng((time, len(value), zlib.crc32(str(value.name).encode()))), len(value)
        order = rng.integers(0, n, n)
        with contextlib.suppress(TypeError):  # lists and the like are no ids
            order = rng.permutation(n) if value.is_unique else order
        return pd.Series(value.array[order], value.index, name=value.name)
    return value.assign(**{str(name): _dealt(value[name], time) for name in value}) if len(value) else value
