"""Nothing in the package is there for its tests alone: from what people use, each definition can be reached by name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USERS = ("notebooks", "studies", "benchmarks", "tools")
"""Beside the command line: the lessons with their course, the studies and what measures the kit."""
WORDS = re.compile(r"[A-Za-z_]\w*")
FENCED = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/model.md", "docs/design.md")
"""Code in their fences is the documented API."""
FOREIGN = {"HTMLParser", "IsolationForest"}
BY_RULE = {"__dir__", "people_table", "operators_table", "outlets_table", "agents_table"}
"""Called by Python and by libraries, and by the names of tables (`simkit.engine.export.result`)."""
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield what is named: variables, attributes, imports, and names that stand in text, as registries hold them."""
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            yield from WORDS.findall(node.value)


def parts(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a piece of code without its definitions' bodies, imports and docstrings."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, DEFINITIONS):
            for above in node.decorator_list:
                yield from ast.walk(above)
            if node.decorator_list and not isinstance(node, ast.ClassDef):
                # a decorator may put it into a list: then it is reached
                yield ast.Name(node.name)
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            yield node
            yield from parts(node)


def definitions(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """Yield each definition by its name, with the names that its code uses once it is reached."""
    for node in ast.walk(tree):
        if isinstance(node, DEFINITIONS):
            used = set(names(parts(node)))
            if isinstance(node, ast.ClassDef):
                # Python calls some of its functions by a rule, and a class of another package whatever it likes
                bases = {name for base in node.bases for name in names(ast.walk(base))}
                own = {n.name for n in node.body if isinstance(n, DEFINITIONS)}
                used |= bases | {name for name in own if bases & FOREIGN or name.startswith("__")}
            yield node.name, used


def unreached(package: Iterable[str], users: Iterable[str]) -> list[str]:
    """List the definitions of a package's modules that nothing leads to.

    Names decide, not objects: two functions of one name are reached together.
    """
    trees = [ast.parse(text) for text in package]
    todo = {name for text in users for name in WORDS.findall(text)}
    todo |= {name for tree in trees for name in names(parts(tree))}
    leads: dict[str, set[str]] = {}
    for tree in trees:
        for name, used in definitions(tree):
            leads.setdefault(name, set()).update(used - {name})
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo |= leads.get(name, set()) - seen
    return sorted(set(leads) - seen)


def read(*folders: str) -> list[str]:
    return [p.read_text(encoding="utf-8") for f in folders for p in sorted((ROOT / f).rglob("*.py"))]


def test_no_definition_is_there_for_its_tests_alone():
    said = [
        block for name in DOCUMENTS for block in FENCED.findall((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert set(unreached(read("simkit"), read(*USERS) + said)) == BY_RULE


def test_what_leads_nowhere_is_found():
    package = [
        "def used(): return helper()\ndef helper(): pass\ndef alone(): return deeper()\ndef deeper(): pass\n"
        "@listed\ndef command(): pass\nclass Kept:\n    def __len__(self): return 0\n    def lost(self): pass\n"
    ]
    assert unreached(package, ["used()\nKept()"]) == ["alone", "deeper", "lost"]
