"""Every change that `mutants.py` may make to a module: one comparison, constant, return, ... at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

SWAPS = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.Is: "is not",
    ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in", ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*",
    ast.FloorDiv: "/", ast.Mod: "*", ast.Pow: "*", ast.BitAnd: "|", ast.BitOr: "&", ast.LShift: ">>",
    ast.RShift: "<<", ast.And: "or", ast.Or: "and",
}  # fmt: skip
WORDS = sorted({"not in", "is not", "and", "or", "in", "is", "<=", ">=", "==", "!=", "**", "//", "<<", ">>",
                *"<>+-*/%&|"}, key=len, reverse=True)  # fmt: skip
SYMMETRIC = {"max", "min", "maximum", "minimum", "union1d", "intersect1d", "array_equal", "gcd"}
"""Functions whose first two arguments may be swapped: nothing would change."""


@dataclass(frozen=True)
class Mutant:
    """One change: the bytes of `file` from `begin` to `end` become `text`."""

    file: str
    line: int
    column: int
    lines: range
    begin: int
    end: int
    kind: str
    text: str
    old: str
    code: str

    @property
    def new(self) -> str:
        return " ".join(self.text.split())


def mutants_of(file: str, source: bytes) -> Iterator[Mutant]:
    """Yield every mutant of a module; never of a docstring, a type, a decorator, a text or an error's words."""
    starts, lines = [0], [range(0)]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def span(node: ast.AST) -> tuple[int, int]:
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    def say(node: ast.AST) -> str:
        begin, end = span(node)
        return source[begin:end].decode()

    def made(node: ast.AST, kind: str, text: str) -> Mutant:
        code = source[starts[node.lineno - 1] : starts[node.lineno]].decode().strip()
        where = (node.lineno, node.col_offset, lines[-1], *span(node))
        return Mutant(file, *where, kind, text, " ".join(say(node).split()), code)

    def visit(node: ast.AST) -> Iterator[Mutant]:
        if isinstance(node, ast.stmt):
            # Coverage knows the lines of a statement, not those of every constant in it; of a block, its head.
            body = getattr(node, "body", None)
            end = max(body[0].lineno, node.lineno + 1) if body else node.end_lineno + 1
            lines.append(range(node.lineno, end))
            yield from inside(node)
            lines.pop()
        elif not isinstance(node, ast.JoinedStr):
            yield from inside(node)

    def inside(node: ast.AST) -> Iterator[Mutant]:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in say(node.test):
            return
        yield from changes(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "exc", "cause"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from visit(child)

    def joined(node: ast.AST, kind: str, left: ast.AST, op: ast.AST, right: ast.AST) -> Iterator[Mutant]:
        texts = any(isinstance(x, ast.JoinedStr) or (isinstance(x, ast.Constant) and isinstance(x.value, str))
                    for x in (left, right)) and kind == "arithmetic"  # fmt: skip
        if type(op) in SWAPS and not texts:
            (_, b), (c, _), (begin, end) = span(left), span(right), span(node)
            # Keep the brackets between an operand and the operator.
            between = source[b:c].decode()
            word = next(w for w in WORDS if w in between)
            middle = between.replace(word, SWAPS[type(op)], 1)
            yield made(node, kind, source[begin:b].decode() + middle + source[c:end].decode())

    def changes(node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                yield from joined(node, "comparison", left, op, right)
            case ast.BoolOp(op=op, values=[left, right]):
                yield from joined(node, "boolean", left, op, right)
            case ast.BinOp(left=left, op=op, right=right):
                yield from joined(node, "arithmetic", left, op, right)
            case ast.AugAssign(target=left, op=op, value=right) if type(op) in SWAPS:
                yield made(node, "arithmetic", f"{say(left)} {SWAPS[type(op)]}= {say(right)}")
            case ast.UnaryOp(op=ast.Not(), operand=x):
                yield made(node, "boolean", f"({say(x)})")
            case ast.Constant(value=bool(x)):
                yield made(node, "boolean", str(not x))
            case ast.Constant(value=int(x)):
                yield made(node, "constant", str(x + 1))
            case ast.Constant(value=float(x)):
                yield made(node, "constant", repr(x * 2 or 1.0))
            case ast.Return(value=ast.expr() as x) if say(x) != "None":
                yield made(node, "return", "return None")
            case ast.Call(args=[one, two, *_]) if (
                say(one) != say(two)
                and say(node.func).rpartition(".")[2] not in SYMMETRIC
                and not any(isinstance(x, ast.Starred | ast.GeneratorExp | ast.JoinedStr) for x in node.args)
                and not any(isinstance(x, ast.Constant) and isinstance(x.value, str) for x in (one, two))
            ):
                (a, b), (c, d), (begin, end) = span(one), span(two), span(node)
                parts = (source[begin:a], source[c:d], source[b:c], source[a:b], source[d:end])
                yield made(node, "arguments", b"".join(parts).decode())
            case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Continue() | ast.Break() | ast.AugAssign():
                yield made(node, "statement", "pass")
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
                yield made(node, "statement", "pass")

    yield from visit(ast.parse(source))
