"""Wrong answers made from right ones: the value in another form, or the solution with one thing in it changed."""

from __future__ import annotations

import ast
import copy
import difflib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

ORDER = {
    ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.Lt), ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
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
            yield f"gives: {label}", _changing(answer, change)


def _changing(answer: Callable[..., Any], change: Callable[[Any], Any]) -> Callable[..., Any]:
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
    >>> [label for label, _ in mutants("n = (x > 3).sum()")][:5]
    ['n = (x > 3).mean()', 'n = x > 3', 'n = (x >= 3).sum()', 'n = (x < 3).sum()', 'n = x.sum()']
    """
    tree = ast.parse(source)
    plain = ast.unparse(tree)
    words = list(
        dict.fromkeys(n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and _is_word(n.value))
    )
    names = list(
        dict.fromkeys(n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id != "exercise")
    )
    seen = {plain}
    for at, node in enumerate(ast.walk(tree)):
        for other in _others(node, words, names):
            made = copy.deepcopy(tree)
            _Put(list(ast.walk(made))[at], other).visit(made)
            text = ast.unparse(ast.fix_missing_locations(made))
            if text not in seen:
                seen.add(text)
                yield _changed(plain, text), text


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and not value[:1].isdigit()


def _changed(old: str, new: str) -> str:
    lines = difflib.ndiff(old.splitlines(), new.splitlines())
    return " / ".join(line[2:].strip() for line in lines if line.startswith("+ ")) or "a line less"


class _Put(ast.NodeTransformer):
    """Puts another node in the place of one."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else super().visit(node)


def _others(node: ast.AST, words: list[str], names: list[str]) -> Iterator[ast.AST]:
    """Yield what a beginner might have written instead of one part of a cell."""
    made = copy.deepcopy(node)
    if isinstance(made, ast.Compare):
        left, right = made.left, made.comparators[0]
        for kind in ORDER.get(type(made.ops[0]), ()):
            yield ast.Compare(left, [kind()], [right])
        yield left
    elif isinstance(made, ast.BinOp):
        if type(made.op) in BINARY:
            yield ast.BinOp(made.left, BINARY[type(made.op)](), made.right)
        yield from (ast.BinOp(made.right, made.op, made.left), made.left, made.right)
    elif isinstance(made, ast.UnaryOp):
        yield made.operand
    elif isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and made.func.attr != "check":
        if made.func.attr in CALLS:
            yield ast.Call(
                ast.Attribute(made.func.value, CALLS[made.func.attr], ast.Load()), made.args, made.keywords
            )
        yield made.func.value
    elif (
        isinstance(made, ast.Call)
        and made.args
        and isinstance(made.func, ast.Name)
        and made.func.id != "exercise"
    ):
        yield made.args[0]
    elif isinstance(made, ast.Subscript) and isinstance(made.ctx, ast.Load):
        yield made.value
    elif isinstance(made, ast.Constant) and isinstance(made.value, bool):
        yield ast.Constant(not made.value)
    elif isinstance(made, ast.Constant) and isinstance(made.value, (int, float)):
        yield from (ast.Constant(made.value + 1), ast.Constant(made.value - 1), ast.Constant(0))
    elif isinstance(made, ast.Constant) and _is_word(made.value):
        yield from (ast.Constant(word) for word in _after(words, made.value, 2))
    elif isinstance(made, ast.Name) and isinstance(made.ctx, ast.Load) and made.id in names:
        yield from (ast.Name(name, ast.Load()) for name in _after(names, made.id, 1))


def _after(all_: list[str], one: str, n: int) -> list[str]:
    """Give the next ones of a list, from the beginning again after its end."""
    at = all_.index(one)
    return [*all_[at + 1 :], *all_[:at]][:n]
