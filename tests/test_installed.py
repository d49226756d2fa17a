"""What the wheel holds, and who needs which extra: declared in one place, and held against the imports themselves."""

import ast
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
from test_layers import at_run_time, module_name, package_sources, relative_imports

from simkit.cli import commands, main
from simkit.core import installed
from simkit.core.errors import MissingExtra
from simkit.core.installed import NEEDS, missing, require, shipped

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {module_name(path): (path, text) for path, text in package_sources().items()}
STARTED = {"ipykernel", "jupyterlab", "voila"}
"""Started as processes of their own, or imported by another package: no import of ours names them."""
UNSEEN = STARTED | {"tinycss2"}
DETECTORS = [name for name in TEXTS if name.startswith("simkit.analysis.detectors")]
"""They are imported by name, as their specs say."""
AUTHORS = {f"simkit.classroom.{name}" for name in ("build", "guards", "source")}
LESSON = [
    name
    for name in TEXTS
    if name.startswith("simkit.classroom") and name not in AUTHORS and ".pages" not in name
]


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
def imports(module: str) -> tuple[set[str], set[str]]:
    """Give the modules of simkit that a module imports, with the package it is in, and the packages outside."""
    path, text = TEXTS[module]
    tree = at_run_time(text)
    inside = {name for _, name in relative_imports(path, tree, set(TEXTS))} | {module.rpartition(".")[0]}
    return inside & set(TEXTS), outside(tree)


def closure(roots) -> set[str]:
    """Give every package that modules import, and whatever they import in their turn, at any time."""
    found, done, left = set(), set(), set(roots)
    while left:
        done |= left
        found |= set().union(*(imports(module)[1] for module in left))
        left = set().union(*(imports(module)[0] for module in left)) - done
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
NOTEBOOKS = [
    f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in TEXTS else str(node.module)
    for path in sorted((ROOT / "notebooks" / "src").glob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.ImportFrom) and str(node.module).startswith("simkit")
    for alias in node.names
]
ROOTS = {
    "simkit compare": ["simkit.cli.compare"],
    "simkit findings": ["simkit.cli.findings"],
    "simkit screen": ["simkit.cli.sensitivity"],
    "simkit calibrate": ["simkit.cli.calibrate"],
    "simkit detect": ["simkit.cli.detect", *DETECTORS],
    "simkit audit": ["simkit.cli.audit", *DETECTORS],
    "simkit detectors": ["simkit.cli.detectors", *DETECTORS],
    "the lessons": [*LESSON, *NOTEBOOKS],
    "simkit lab": [*LESSON, *NOTEBOOKS],
    "simkit notebooks pages": [*LESSON, *NOTEBOOKS, "simkit.classroom.pages"],
    "simkit notebooks build": [*LESSON, *NOTEBOOKS, "simkit.classroom.build"],
    "simkit notebooks check": [*LESSON, *NOTEBOOKS, "simkit.classroom.build"],
}


@pytest.mark.parametrize("who", NEEDS)
def test_what_is_declared_is_what_is_imported(who):
    extra, modules = NEEDS[who]
    assert closure(ROOTS[who]) - CORE == set(modules) - UNSEEN
    assert [m for m in modules if not brings(m, extra)] == []


def test_every_other_command_needs_the_core_only():
    """`commands` holds them all; the lessons' and the studies' modules are imported by name."""
    assert closure(["simkit.cli", "simkit.cli.commands"]) <= CORE
    named = {who.split()[1] for who in NEEDS if who.startswith("simkit ")}
    assert named == set(commands.LATE)


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
    if who == "the lessons":
        return
    words = who.split()[1:]
    given = {
        "compare": ["baseline", "--arm", "a=cap"],
        "screen": ["baseline"],
        "audit": ["."],
        "detect": ["."],
    }
    assert main([*words, *given.get(words[0], [])]) == 2
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
    code = "import sys; sys.modules['ipywidgets'] = None; import simkit.classroom"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr
    assert said.splitlines()[-1].endswith("the lessons need ipywidgets: pip install 'simkit[lessons]'")


def test_extras_hold_one_another_and_no_more_names():
    extras = project()["optional-dependencies"]
    assert list(extras) == ["studies", "lessons", "dev"]
    assert packages() < packages("studies") < packages("lessons") < packages("dev")


def test_the_tests_import_only_what_dev_brings():
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py")]
    names = set().union(*(outside(ast.parse(path.read_text(encoding="utf-8"))) for path in files))
    own = {"simkit", *(path.stem for path in files), *(path.parent.name for path in files)}
    assert [m for m in sorted(names - own) if not brings(m, "dev")] == []


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


def test_the_wheel_holds_lessons_and_data_under_its_own_name(site):
    assert {p.name.split("-")[0] for p in site.iterdir()} == {"simkit", "datasets"}
    for name in ("datasets", "notebooks/id", "notebooks/en"):
        here, there = ROOT / name, site / "simkit" / "shipped" / name
        files = {
            p.relative_to(here)
            for p in here.rglob("*")
            if p.is_file() and ".ipynb_checkpoints" not in p.parts
        }
        assert {p.relative_to(there) for p in there.rglob("*") if p.is_file()} == files
        assert all((here / p).read_bytes() == (there / p).read_bytes() for p in files)


def test_the_wheel_finds_its_own_lessons_and_data(site, tmp_path):
    code = (
        "from simkit.study.datasets import home; from simkit.classroom.labspace import find_originals as f; "
        "from simkit.classroom.session import TESTS; "
        "print(home()); print(f('id')); print(f('en')); print(TESTS['data'](), TESTS['packages']())"
    )
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(site)!r}); {code}"]
    shown = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    within = site.resolve() / "simkit" / "shipped"
    wanted = [within / "datasets", within / "notebooks" / "id", within / "notebooks" / "en", "True True"]
    assert shown.splitlines() == [str(p) for p in wanted]


def test_the_checkout_finds_those_beside_the_package():
    assert shipped("datasets") == ROOT / "datasets"
    assert shipped("notebooks/id") == ROOT / "notebooks" / "id"
