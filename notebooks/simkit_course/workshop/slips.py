"""The usual slips of a lesson's exercises: what each check says to a wrong answer, read from its code."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

from simkit.core.catalogue import Catalogue, Text, read_section

HOLE = re.compile(r"\{[^{}]*\}")
ENDS = (".", "?", "!", ")")


@cache
def slips(lesson: str) -> dict[str, list[Text]]:
    """Give, for each exercise, what its judge says to usual slips: every sentence that its code can reach.

    - ``lesson`` (str): The lesson's folder.
    """
    package = f"simkit_course.lessons.{lesson}"
    source = import_module(f"{package}.judges").__file__
    tree = ast.parse(Path(str(source)).read_text(encoding="utf-8"))
    known: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            known[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            known[ast.unparse(target)] = node
    said, keys = Catalogue(package, "judges"), read_section(package, "judges")
    listed = next(n for n in ast.walk(known["JUDGES"]) if isinstance(n, ast.Dict))
    made = {}
    for key, value in zip(listed.keys, listed.values, strict=True):
        # The judge alone: what prepares its data says nothing.
        found = _reached(value.args[0] if isinstance(value, ast.Call) else value, known)
        names = [name for wanted in found for name in keys if re.fullmatch(wanted, name)]
        texts = [said[name] for name in dict.fromkeys(names)]
        # What does not end as a sentence does is a part of one, put together where it is said.
        whole = [text for text in texts if text.en.rstrip().endswith(ENDS) and text.en[0] != " "]
        made[str(ast.literal_eval(key or value))] = whole or [text for text in texts if " " in text.en]
    return made


def _reached(first: ast.AST, known: dict[str, ast.AST]) -> list[str]:
    """Give a pattern of each key that code asks for, by itself or through the functions that it calls."""
    left, done, found = [first], set[str](), list[str]()
    while left:
        for node in ast.walk(left.pop(0)):
            if isinstance(node, ast.Name) and node.id in known and node.id not in done:
                done.add(node.id)
                left.append(known[node.id])
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "SAID":
                if isinstance(node.slice, ast.JoinedStr):
                    parts = node.slice.values
                    found.append(
                        "".join(
                            re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in parts
                        )
                    )
                else:
                    found += [
                        re.escape(str(n.value)) for n in ast.walk(node.slice) if isinstance(n, ast.Constant)
                    ]
    return found
