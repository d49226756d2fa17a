"""Wrong answers made from right ones: the value in another form, or the solution with one thing in it changed."""

from __future__ import annotations

import ast
import copy
import difflib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

COMPARE = {
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
BINARY = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
CALLS = {
    "sum": "mean", "mean": "sum", "median": "mean", "nunique": "size", "size": "count", "nlargest": "nsmallest",
    "max": "min", "min": "max", "first": "last", "last": "first", "head": "tail", "tail": "head", "any": "all",
    "all": "any", "count": "nunique", "sort_values": "sort_index", "unique": "tolist", "idxmax": "idxmin",
    "quantile": "mean",
}  # fmt: skip


def is_number(value: Any) -> bool:
    """Tell whether a value is one number."""
    return isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))


def forms(answer: Any) -> Iterator[tuple[str, Any]]:
    """Yield a right answer in other forms and with usual slips, each with a label."""
    yield "text", str(answer) if is_number(answer) else "I do not know"
    yield "None", None
    yield "an object", object
    yield "a table", pd.DataFrame({"a": [1, 2]})
    if is_number(answer):
        yield from ((label, change(answer)) for label, change in NUMBERS)
        yield "in a list", [answer]
        yield "two in a tuple", (1, 5)
    elif isinstance(answer, dict):
        yield "turned round", dict(reversed(answer.items()))
        yield "one name missing", dict(list(answer.items())[1:])
        yield "one name strange", {**answer, "strange": 1}
        yield "as a list", list(answer.values())
        values = list(answer.values())
        yield "values moved on", dict(zip(answer, values[1:] + values[:1], strict=True))
        for at, (key, value) in enumerate(answer.items()):
            every = list(_values(value))
            for label, made in every if at == 0 else every[::3]:
                yield f"{key}: {label}", {**answer, key: made}
    elif isinstance(answer, (list, tuple, set, pd.Index, pd.Series, np.ndarray)):
        for label, made in _values(answer):
            yield label, made
    elif callable(answer) and not isinstance(answer, type):
        yield "called", 3
        yield "gives None", lambda *_, **__: None
        yield "gives 1", lambda *_, **__: 1
        yield "gives text", lambda *_, **__: "1"
        yield "breaks", lambda *_, **__: 1 / 0
        yield "takes too little", lambda: 1
        for label, change in NUMBERS:
            yield f"gives: {label}", _after(answer, change)


def _after(answer: Callable[..., Any], change: Callable[[Any], Any]) -> Callable[..., Any]:
    def made(*given: Any, **named: Any) -> Any:
        value = answer(*given, **named)
        return change(value) if is_number(value) else value

    return made


def _values(value: Any) -> Iterator[tuple[str, Any]]:
    if is_number(value):
        yield from ((label, change(value)) for label, change in NUMBERS)
    elif isinstance(value, bool | np.bool_):
        yield "not", not value
        yield "text", str(value)
    elif isinstance(value, str):
        yield "capitals", value.upper()
        yield "other word", "banana"
        yield "a number", 1
    elif isinstance(value, (list, tuple, set, pd.Index, pd.Series, np.ndarray)):
        items = sorted(value, key=str) if isinstance(value, set) else list(value)
        yield "turned round", items[::-1]
        yield "one too few", items[:-1]
        yield "one twice", items[:1] + items[:-1]
        yield "one strange", [*items[:-1], 99_999]
        yield "none", []
        yield "one item", items[0] if items else None


NUMBERS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("one more", lambda v: v + 1),
    ("one less", lambda v: v - 1),
    ("times 100", lambda v: v * 100),
    ("by 1000", lambda v: v / 1000),
    ("upside down", lambda v: 1 / v if v else v),
    ("rounded", lambda v: round(float(v), 1)),
    ("a whole", lambda v: round(float(v))),
    ("minus", lambda v: -v),
    ("text", str),
    ("nan", lambda _: float("nan")),
)


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Yield a cell with one thing changed each time, labelled by the changed line.

    Examples
    --------
    >>> [label for label, _ in mutants("n = (x > 3).sum()")]
    ['n = (x >= 3).sum()', 'n = (x > 4).sum()', 'n = (x > 3).mean()']
    """
    tree = ast.parse(source)
    plain = ast.unparse(tree).splitlines()
    slices = [n.slice for n in ast.walk(tree) if isinstance(n, ast.Subscript)]
    columns = [s.value for s in slices if isinstance(s, ast.Constant) and isinstance(s.value, str)]
    seen = {ast.unparse(tree)}
    for at in range(len(list(ast.walk(tree)))):
        made = copy.deepcopy(tree)
        node = list(ast.walk(made))[at]
        if not _change(node, made, columns):
            continue
        text = ast.unparse(made)
        if text not in seen:
            seen.add(text)
            lines = [
                line[2:].strip() for line in difflib.ndiff(plain, text.splitlines()) if line.startswith("+ ")
            ]
            yield (" / ".join(lines) or "a line less"), text


def _change(node: ast.AST, tree: ast.AST, columns: list[str]) -> bool:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARE:
        node.ops[0] = COMPARE[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        node.op = BINARY[type(node.op)]()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Invert, ast.Not)):
        node.op = ast.UAdd() if isinstance(node.op, ast.Not) else ast.Invert()
        node.operand = (
            ast.UnaryOp(ast.Invert(), node.operand) if isinstance(node.op, ast.Invert) else node.operand
        )
    elif isinstance(node, ast.Attribute) and node.attr in CALLS:
        node.attr = CALLS[node.attr]
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        node.value += 1
    elif (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value in columns
    ):
        others = [c for c in columns if c != node.slice.value]
        if not others:
            return False
        node.slice.value = others[0]
    else:
        return False
    return True
