"""What the wheel holds, and who needs which extra: declared in one place, and held against the imports themselves."""

import ast
import importlib.util
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from simkit.cli import commands, main, read_words
from simkit.core import installed
from simkit.core.errors import MissingExtra
from simkit.core.installed import NEEDS, missing, require, shipped
from studies.__main__ import COMMANDS as STUDIES

ROOT = Path(__file__).resolve().parent.parent
HOMES = {
    "simkit": "simkit",
    "simkit_course": "notebooks/simkit_course",
    "simkit_course.lessons": "notebooks/lessons",
    "studies": "studies",
}


def module_of(name: str, path: Path) -> str:
    parts = path.relative_to(ROOT / HOMES[name]).with_suffix("").parts
    return ".".join([name, *(parts[:-1] if parts[-1] == "__init__" else parts)])


TEXTS = {
    module_of(name, path): (path, path.read_text(encoding="utf-8"))
    for name, home in HOMES.items()
    for path in sorted((ROOT / home).rglob("*.py"))
}
STARTED = {"ipykernel", "jupyterlab", "voila"}
"""Started as processes of their own, or imported by another package: no import of ours names them."""
UNSEEN = STARTED | {"tinycss2"}
DETECTORS = [name for name in TEXTS if name.startswith("simkit.detect.detectors")]
"""They are imported by name, as their specs say."""
AUTHORS = {
    f"simkit_course.{name}" for name in ("build", "source", "commands", "pages", "pages_html", "slides")
}
WORKSHOP = "simkit_course.workshop"
LESSON = [
    name
    for name in TEXTS
    if name.startswith("simkit_course") and name not in AUTHORS and not name.startswith(WORKSHOP)
]
GAME = [
    name
    for name in TEXTS
    if name.startswith(f"{WORKSHOP}.") and not name.startswith((f"{WORKSHOP}.room", f"{WORKSHOP}.commands"))
]


def at_run_time(text: str) -> ast.Module:
    """Parse a module without its `if TYPE_CHECKING` blocks: names for hints alone are never imported."""

    class Strip(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | None:
            return None if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING" else node

    return ast.fix_missing_locations(Strip().visit(ast.parse(text)))


def outside(tree: ast.AST) -> set[str]:
    """Give the packages that a module imports, without Python's own."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(str(node.module).split(".")[0])
    return names - sys.stdlib_module_names


@cache
def imports(module: str, late: bool) -> tuple[set[str], set[str]]:
    """Give the modules of ours that a module imports, with the packages they are in, and the packages outside.

    Those imported inside functions count only where `late`.
    """
    path, text = TEXTS[module]
    tree, named = at_run_time(text), {module}
    if not late:
        tree.body = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    here = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            up = here[: len(here) - node.level + 1] if node.level else []
            base = ".".join([*up, *(node.module.split(".") if node.module else [])])
            named |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    inside = {name.rsplit(".", n)[0] for name in named for n in range(name.count(".") + 1)}
    return inside & set(TEXTS), outside(tree) - {"simkit", "simkit_course", "studies"}


def closure(roots) -> set[str]:
    """Give every package that modules import, and whatever they import in their turn, at any time.

    The command line imports all of its commands, each of which imports its work when it is called.
    """
    found, done, left = set(), set(), set(roots)
    while left:
        done |= left
        made = [imports(m, m in roots or not m.startswith("simkit.cli")) for m in left]
        found |= set().union(*(packages for _, packages in made))
        left = set().union(*(modules for modules, _ in made)) - done
    return found


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def packages(extra: str = "") -> set[str]:
    """Give the packages that an installation asks for, with those of the extras inside an extra."""
    names = [*project()["dependencies"], *(project()["optional-dependencies"][extra] if extra else [])]
    made = set()
    for requirement in map(Requirement, names):
        if requirement.name == "simkit":
            made |= set().union(*map(packages, requirement.extras))
        else:
            made.add(canonicalize_name(requirement.name))
            made |= {"tinycss2"} if requirement.extras == {"css"} else set()
    return made


@cache
def by_module() -> dict[str, set[str]]:
    """Give the packages that hold a module, by the module's name."""
    return {m: set(map(canonicalize_name, names)) for m, names in metadata.packages_distributions().items()}


def brings(module: str, extra: str = "") -> bool:
    """Tell whether an installation brings the module, by a package that it names."""
    return bool(by_module()[module] & packages(extra))


CORE = {m for m in closure(TEXTS) if brings(m)}
COMMANDS = {"simkit": commands(), "python -m studies": STUDIES}
GIVEN = {
    "run": ["baseline"],
    "compare": ["baseline", "--arm", "a=cap"],
    "sensitivity": ["baseline"],
    "audit": ["."],
    "describe": ["baseline"],
    "detect": ["."],
    "notebooks": ["build"],
    "datasets": ["list"],
    "workshop": ["new"],
}
"""What a command must be given."""
CALLS = [(prog, [name, *GIVEN.get(name, [])]) for prog, known in COMMANDS.items() for name in known]
CALLS += [("simkit", ["notebooks", action]) for action in ("check", "pages")]
CALLS += [("simkit", ["workshop", action]) for action in ("stick", "serve")]


def needs_of(prog: str, words: list[str]) -> str:
    """Give the key of `NEEDS` under which a command asks for its packages."""
    needs = COMMANDS[prog][words[0]].needs
    args = read_words(words, COMMANDS[prog], prog)
    return f"{prog} {words[0]}" if needs is None else needs(args)


ROOTS = {
    "simkit compare": ["simkit.cli.compare"],
    "the policy study": ["studies.findings.page"],
    "screening": ["studies.sensitivity.figures", "studies.calibration.run"],
    "simkit detect": ["simkit.cli.detect", *DETECTORS],
    "simkit audit": ["simkit.cli.audit", *DETECTORS],
    "plausible worlds": ["studies.plausible.page"],
    "measuring detectors": ["studies.detection.cases", *DETECTORS],
    "the lessons": [*LESSON, *GAME],
    "simkit lab": LESSON,
    "simkit notebooks pages": [*LESSON, "simkit_course.pages"],
    "simkit workshop stick": [*LESSON, f"{WORKSHOP}.room.stick"],
    "simkit workshop serve": [*LESSON, f"{WORKSHOP}.room.serve", f"{WORKSHOP}.room.kernels"],
    "simkit notebooks build": [*LESSON, "simkit_course.build"],
    "simkit notebooks check": [*LESSON, "simkit_course.build"],
}


UNUSED = dict.fromkeys(
    ("simkit notebooks pages", "simkit workshop stick"), frozenset(("jupytext", "nbclient"))
)
"""Imported by functions that a command never calls: pages read notebooks as `build` does, and build none."""
UNOPENED = {"openpyxl"}
"""`simkit detectors` stands beside `simkit detect` and opens no workbook."""


@pytest.mark.parametrize("who", NEEDS)
def test_what_is_declared_is_what_is_imported(who):
    extra, modules = NEEDS[who]
    assert closure(ROOTS[who]) - CORE - UNUSED.get(who, set()) == set(modules) - UNSEEN
    assert [m for m in modules if not brings(m, extra)] == []


def test_every_other_command_needs_the_core_only():
    asked = {needs_of(prog, words): COMMANDS[prog][words[0]].work for prog, words in CALLS}
    free = {work.partition(":")[0] for who, work in asked.items() if who not in NEEDS}
    # the course's commands import what each needs
    free = free - {"simkit_course.commands"} | {"simkit_course.datasets"}
    assert closure(["simkit.cli", *free]) - UNOPENED <= CORE
    assert set(NEEDS) <= set(asked)


def test_no_package_of_the_core_is_there_in_vain():
    assert set().union(*(by_module()[m] for m in CORE)) == packages()


@pytest.mark.parametrize("who", NEEDS)
def test_a_missing_extra_is_named_before_any_work(who, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "scipy" if "scipy" in NEEDS[who][1] else "sklearn", None)
    text = f"{who} {'need' if who == 'the lessons' else 'needs'} scipy: pip install 'simkit[{NEEDS[who][0]}]'"
    with pytest.raises(MissingExtra) as raised:
        require(who)
    assert str(raised.value) == text
    for prog, words in CALLS:
        if needs_of(prog, words) == who:
            assert main(words, COMMANDS[prog], prog) == 2
            shown = capsys.readouterr()
            assert (shown.out, shown.err) == ("", f"simkit: {text}\n")
    assert list(tmp_path.iterdir()) == []


def test_many_missing_modules_are_counted(monkeypatch):
    monkeypatch.setitem(installed.NEEDS, "all", ("dev", ["no_a", "no_b", "no_c", "no_d", "no_e"]))
    with pytest.raises(
        MissingExtra, match=r"^all needs no_a, no_b, no_c and 2 more: pip install 'simkit\[dev\]'$"
    ):
        require("all")
    monkeypatch.setitem(installed.NEEDS, "all", ("dev", ["no_a", "no_b", "numpy"]))
    with pytest.raises(MissingExtra, match=r"^all needs no_a and no_b: "):
        require("all")
    assert missing("simkit run") == []


def test_the_lessons_name_their_extra_when_they_are_imported():
    code = "import sys; sys.modules['ipywidgets'] = None; from simkit_course import start"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr
    assert said.splitlines()[-1].endswith("the lessons need ipywidgets: pip install 'simkit[lessons]'")


def test_extras_hold_one_another_and_no_more_names():
    extras = project()["optional-dependencies"]
    assert list(extras) == ["studies", "lessons", "dev"]
    assert packages() < packages("studies") < packages("lessons") < packages("dev")


PEERS = {"ciw", "mesa", "starsim"}
"""`make peers` runs these in an environment of their own."""


def test_the_tests_import_only_what_dev_brings():
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py")]
    names = set().union(*(outside(ast.parse(path.read_text(encoding="utf-8"))) for path in files))
    own = {
        "simkit",
        "simkit_course",
        "studies",
        *(path.stem for path in files),
        *(path.parent.name for path in files),
    }
    assert [m for m in sorted(names - own - PEERS) if not brings(m, "dev")] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The wheel, built and unpacked as pip does it, with a stranger's folder `datasets` beside it."""
    pytest.importorskip("hatchling")
    made = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(made.glob("*.whl"))) as wheel:
        wheel.extractall(made / "site")
    (made / "site" / "datasets").mkdir()
    return made / "site"


def files(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder that is no cache, by its path."""
    found = {p.relative_to(folder): p for p in folder.rglob("*") if p.is_file()}
    caches = {"__pycache__", ".ipynb_checkpoints"}
    return {p.as_posix(): path.read_bytes() for p, path in found.items() if not caches & set(p.parts)}


def test_the_wheel_holds_package_course_lessons_and_data_and_no_study(site):
    assert {p.name.split("-")[0] for p in site.iterdir()} == {"simkit", "simkit_course", "datasets"}
    for name in ("datasets", "notebooks/id", "notebooks/en"):
        assert files(site / "simkit" / "shipped" / name) == files(ROOT / name)
    lessons = files(ROOT / "notebooks" / "lessons")
    inside = files(site / "simkit_course" / "lessons")
    assert inside == lessons | files(ROOT / "notebooks" / "simkit_course" / "lessons")
    assert {p.name for p in (site / "simkit").iterdir()} - {p.name for p in (ROOT / "simkit").iterdir()} == {
        "shipped"
    }


def test_the_wheel_finds_its_own_lessons_and_data(site, tmp_path):
    code = (
        "from simkit_course.datasets import home; from simkit_course.lab import find_originals as f; "
        "from simkit_course.lessons.l03_leak_at_the_desk import judges; from simkit_course.session import TESTS; "
        "print(home()); print(f('id')); print(f('en')); print(judges.__file__); "
        "print(TESTS['data'](), TESTS['packages']())"
    )
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(site)!r}); {code}"]
    shown = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    within = site.resolve() / "simkit" / "shipped"
    judges = site.resolve() / "simkit_course" / "lessons" / "l03_leak_at_the_desk" / "judges.py"
    wanted = [
        within / "datasets",
        within / "notebooks" / "id",
        within / "notebooks" / "en",
        judges,
        "True True",
    ]
    assert shown.splitlines() == [str(p) for p in wanted]


def test_the_checkout_finds_those_beside_the_package():
    assert shipped("datasets") == ROOT / "datasets"
    assert shipped("notebooks/id") == ROOT / "notebooks" / "id"


def test_the_wheel_is_tried_in_each_environment_and_a_fault_is_told(monkeypatch, capsys):
    spec = importlib.util.spec_from_file_location("try_wheel", ROOT / "tools" / "try_wheel.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    class Place:
        def __init__(self, folder, python):
            folder.mkdir()
            self.tried = [python]

        def install(self, wheel, extra, packages):
            self.tried += [wheel.name, extra, packages]

    def built(command, **_):
        Path(command[-1], "simkit.whl").touch()

    def core(place, words):
        return [] if place.tried == ["3.11", "simkit.whl", "", "lowest"] else [f"{place.tried[0]}: no report"]

    monkeypatch.setattr(tool, "Place", Place)
    monkeypatch.setattr(tool.subprocess, "run", built)
    monkeypatch.setattr(tool, "WAYS", {core: ""})
    monkeypatch.setattr(
        sys, "argv", ["try_wheel", "core", "--python", "3.11", "3.13", "--packages", "lowest"]
    )
    assert tool.main() == 1
    well, failed, why = capsys.readouterr().out.splitlines()
    assert well.endswith("well") and failed.endswith("FAILED") and why == "  3.13: no report"
