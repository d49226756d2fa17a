"""Nothing that a user hands in is run: no pickle, no eval, no YAML or XML that makes objects."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = {
    "eval", "exec", "compile", "__import__", "read_pickle", "loads_pickle", "load_module", "run_path", "os.system",
    "yaml.load", "yaml.unsafe_load", "yaml.full_load", "joblib.load", "np.load", "numpy.load", "os.popen",
    "marshal.loads", "marshal.load", "shelve.open", "pd.read_hdf", "pd.eval", "runpy.run_path", "runpy.run_module",
}  # fmt: skip
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "runpy"}
METHODS = {"eval", "query", "read_pickle", "read_hdf"}
JUSTIFIED = {
    # a student's own cell, in the student's own kernel, where it has just run
    "notebooks/simkit_course/unseen.py": {"compile", "exec"},
    # the shipped lessons with the shipped solutions
    "notebooks/simkit_course/workshop/answers.py": {"compile", "eval", "exec"},
}


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def runs_what_it_reads(text: str) -> set[str]:
    """Name the calls and imports of a module that can run what they are given."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.split(".")[0] in MODULES}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module} if (node.module or "").split(".")[0] in MODULES else set()
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            is_ours = bool(node.args) and isinstance(
                node.args[0], ast.Constant
            )  # a text of ours, as in query("a < 1")
            is_method = isinstance(node.func, ast.Attribute) and node.func.attr in METHODS
            if name in FORBIDDEN or (is_method and not is_ours):
                found.add(name)
            words = {
                k.arg for k in node.keywords if not (isinstance(k.value, ast.Constant) and not k.value.value)
            }
            found |= {f"{name}({word}=)" for word in words & {"allow_pickle", "shell"}}
    return found


def modules() -> list[Path]:
    rooms = ("simkit", "notebooks/simkit_course", "notebooks/lessons", "studies")
    return [p for room in rooms for p in sorted((ROOT / room).rglob("*.py"))]


def test_no_module_runs_what_it_reads():
    found = {
        p.relative_to(ROOT).as_posix(): runs_what_it_reads(p.read_text(encoding="utf-8")) for p in modules()
    }
    assert len(found) > 200
    assert {name: calls for name, calls in found.items() if calls - JUSTIFIED.get(name, set())} == {}
    assert all(JUSTIFIED[name] <= found[name] for name in JUSTIFIED), "what is justified is gone: take it out"


@pytest.mark.parametrize("text", [
    "eval(x)", "import pickle", "from dill import loads", "np.load(f)", "pd.read_pickle(f)", "t.query(x)",
    "np.savez(f, allow_pickle=True)", "run(x, shell=True)", "yaml.load(f)", "runpy.run_path(p)",
])  # fmt: skip
def test_the_search_bites(text):
    assert runs_what_it_reads(text)
    assert not runs_what_it_reads("run(x, shell=False); re.compile(x); yaml.safe_load(f); model.fit(x)")
