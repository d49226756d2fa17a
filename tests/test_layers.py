"""The package keeps its shape: layers, sizes, and no hidden input (clock, global chance, print).

Each rule is a checker from sources to faults; each has a test on simkit/ and a test that it bites.
`python tests/test_layers.py` lists the functions that are longer than is comfortable.
"""

import ast
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "simkit"
NAME = "simkit"
OUTSIDE = {NAME, "simkit_course", "studies", "lessons"}
"""What no module of the package imports by its full name: itself, the course and the studies that stand on it."""
LAYER_ORDER = ("core", "world", "engine", "detect", "measure", "figures", "compare", "report", "cli")
LAYERS = {name: height for height, name in enumerate(LAYER_ORDER)}
LAYERS["__main__"] = LAYERS["cli"]
MODULE_LINES = 500
FUNCTION_LINES = 60
COMFORTABLE_LINES = 40

Sources = dict[str, str]
"""Source text by the module's path inside the package, such as `core/clock.py`."""


def package_sources() -> Sources:
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def module_name(path: str) -> str:
    parts = path.removesuffix(".py").split("/")
    return ".".join([NAME, *(parts[:-1] if parts[-1] == "__init__" else parts)])


def layer_name(module: str) -> str:
    """Give the layer's name of a module, and an empty one for the package itself."""
    return module.split(".")[1] if "." in module else ""


def relative_imports(path: str, tree: ast.AST, modules: set[str]) -> Iterator[tuple[int, str]]:
    """Yield line and module of every relative import, those inside functions too."""
    package = module_name(path).split(".")
    if not path.endswith("__init__.py"):
        package = package[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            base = ".".join([*base, *(node.module.split(".") if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                is_layer = base == NAME and alias.name in LAYERS
                yield node.lineno, inner if inner in modules or is_layer else base


def check_layers(sources: Sources) -> list[str]:
    """A module imports its own layer or a lower one; only the package itself may import every layer."""
    faults, modules = [], {module_name(path) for path in sources}
    for path, text in sources.items():
        layer = layer_name(module_name(path))
        if not layer:
            continue
        if layer not in LAYERS:
            if path != f"{layer}/__init__.py" or ast.parse(text).body[1:]:
                faults.append(f"{path}: {layer} is no layer")
            continue
        for line, target in relative_imports(path, ast.parse(text), modules):
            other = layer_name(target)
            # The package's own names (its version) are for the command line only.
            height = LAYERS.get(other, LAYERS["cli"]) if other else LAYERS["cli"]
            if height > LAYERS[layer]:
                faults.append(f"{path}:{line}: {layer} imports {other or NAME}, which is above it")
    return faults


def check_cycles(sources: Sources) -> list[str]:
    """No module imports itself through others, neither inside functions nor for type hints alone."""
    modules = {module_name(path) for path in sources}
    graph = {
        module_name(path): sorted({m for _, m in relative_imports(path, ast.parse(text), modules)})
        for path, text in sources.items()
    }
    faults: list[str] = []
    done: set[str] = set()

    def visit(module: str, trail: list[str]) -> None:
        if module in trail:
            faults.append(" -> ".join([*trail[trail.index(module) :], module]))
        elif module not in done:
            for target in graph.get(module, []):
                visit(target, [*trail, module])
            done.add(module)

    for module in graph:
        visit(module, [])
    return faults


IMPORTERS = ("import_module", "__import__")


def check_self_imports(sources: Sources) -> list[str]:
    """Inside the package, only relative imports name the package."""
    faults = []
    for path, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(IMPORTERS):
                names = [ast.unparse(argument).strip("'\"").lstrip(".") for argument in node.args[:1]]
            if any(name.split(".")[0] in OUTSIDE for name in names):
                faults.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
    return faults


def check_star_imports(sources: Sources) -> list[str]:
    return [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path, text in sources.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]


def check_module_length(sources: Sources) -> list[str]:
    lengths = {path: len(text.splitlines()) for path, text in sources.items()}
    return [f"{path}: {lines} lines" for path, lines in lengths.items() if lines > MODULE_LINES]


def function_lengths(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield name, first line and lines of code of each function: no docstring, blank or comment lines."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            numbers = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            if ast.get_docstring(node) is not None:
                docstring = node.body[0]
                numbers -= set(range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1))
            code = [n for n in numbers if lines[n - 1].strip() and not lines[n - 1].lstrip().startswith("#")]
            yield node.name, node.lineno, len(code)


def check_function_length(sources: Sources, most: int = FUNCTION_LINES) -> list[str]:
    return [
        f"{path}:{line}: {name} has {length} lines of code"
        for path, text in sources.items()
        for name, line, length in function_lengths(text)
        if length > most
    ]


def check_print(sources: Sources) -> list[str]:
    """Only the command line prints."""
    return [
        f"{path}:{node.lineno}: print"
        for path, text in sources.items()
        if layer_name(module_name(path)) not in ("cli", "__main__")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def outside_names(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of all that comes from other packages, whatever it was imported as."""
    tree, known = ast.parse(text), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Attribute | ast.Name):
            head, _, rest = ast.unparse(node).partition(".")
            if head in known and all(part.isidentifier() for part in rest.split(".") if rest):
                yield node.lineno, ".".join([known[head], rest] if rest else [known[head]])


SEEDED = {"default_rng", "Generator", "BitGenerator", "SeedSequence", "Philox", "PCG64", "PCG64DXSM"}
UNSEEDED = {"faker.Faker.seed", "os.urandom", "uuid.uuid1", "uuid.uuid4"}


def is_global_chance(name: str) -> bool:
    """Tell whether a name draws from chance that no seed of ours decides."""
    if name.startswith("numpy.random."):
        return name.split(".")[2] not in SEEDED
    if name.startswith("random."):
        return name.split(".")[1] != "Random"
    return name in UNSEEDED or name.startswith("secrets.")


def check_global_chance(sources: Sources) -> list[str]:
    """Chance comes from a generator that was made with a seed and handed over."""
    faults = []
    for path, text in sources.items():
        faults += [f"{path}:{line}: {name}" for line, name in outside_names(text) if is_global_chance(name)]
        faults += [
            f"{path}:{node.lineno}: {ast.unparse(node)} without a seed"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Call) and not node.args and not node.keywords
            if ast.unparse(node.func).endswith(("default_rng", "random.Random"))
        ]
    return faults


CLOCKS = {
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime", "strftime")),
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    *(f"pandas.Timestamp.{name}" for name in ("now", "utcnow", "today")),
}


def check_wall_clock(sources: Sources) -> list[str]:
    """Simulated time only; `time.perf_counter` may measure how long something took."""
    return [
        f"{path}:{line}: {name}"
        for path, text in sources.items()
        for line, name in outside_names(text)
        if name in CLOCKS
    ]


CHECKS = [
    check_layers,
    check_cycles,
    check_self_imports,
    check_star_imports,
    check_module_length,
    check_function_length,
    check_print,
    check_global_chance,
    check_wall_clock,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_package(check):
    assert check(package_sources()) == []


def test_every_layer_is_there():
    sources = package_sources()
    missing = {name for name in LAYERS if not {f"{name}.py", f"{name}/__init__.py"} & set(sources)}
    assert missing <= {"__main__"}


def long_function(lines: int) -> str:
    return 'def f():\n    """Say.\n\n    More.\n    """\n' + "    x = 1\n\n    # why\n" * (lines - 1)


BAD = {
    check_layers: [
        {"core/a.py": "from ..world import b", "world/b.py": ""},
        {"core/a.py": "from .. import cli"},
        {"core/a.py": "from .. import __version__", "__init__.py": ""},
        {"engine/a.py": "def f():\n    from ..study.b import c", "study/b.py": ""},
        {"engine/deep/a.py": "from ...detect import b", "detect/b.py": ""},
        {"extras/a.py": ""},
        {"helpers.py": ""},
    ],
    check_cycles: [
        {"core/a.py": "from . import b", "core/b.py": "from .c import x", "core/c.py": "from .a import y"},
        {"core/a.py": "from .b import x", "core/b.py": "def f():\n    from .a import y"},
        {"core/__init__.py": "from .a import x", "core/a.py": "from . import y"},
        {"core/a.py": "from .b import x", "core/b.py": "if TYPE_CHECKING:\n    from .a import y"},
        {"__init__.py": "from .cli import main", "cli.py": "from . import __version__"},
    ],
    check_self_imports: [
        {"core/a.py": "import simkit"},
        {"core/a.py": "import simkit.core.b as b"},
        {"core/a.py": "from simkit.core import b"},
        {"core/a.py": "def f():\n    from simkit import b"},
        {"cli/a.py": "from simkit_course.lab import lab"},
        {"cli/a.py": "def f():\n    import studies.findings"},
        {"core/a.py": "import importlib\nimportlib.import_module('simkit.report')"},
    ],
    check_star_imports: [{"core/a.py": "from .b import *"}, {"core/a.py": "from math import *"}],
    check_module_length: [{"core/a.py": "x = 1\n" * (MODULE_LINES + 1)}],
    check_function_length: [
        {"core/a.py": long_function(FUNCTION_LINES + 1)},
        {"core/a.py": "class A:\n" + textwrap.indent(long_function(FUNCTION_LINES + 1), "    ")},
    ],
    check_print: [{"core/a.py": "def f():\n    print('x')"}, {"__init__.py": "print()"}],
    check_global_chance: [
        {"core/a.py": "import numpy as np\nnp.random.seed(1)"},
        {"core/a.py": "import numpy\nx = numpy.random.rand(3)"},
        {"core/a.py": "from numpy import random as nr\nnr.shuffle(x)"},
        {"core/a.py": "from numpy.random import randint"},
        {"core/a.py": "import random\nrandom.shuffle(x)"},
        {"core/a.py": "from random import choice as pick"},
        {"core/a.py": "from faker import Faker\nFaker.seed(1)"},
        {"core/a.py": "import uuid\nuuid.uuid4()"},
        {"core/a.py": "import numpy as np\nrng = np.random.default_rng()"},
    ],
    check_wall_clock: [
        {"core/a.py": "import time\nt = time.time()"},
        {"core/a.py": "from time import time as clock"},
        {"core/a.py": "import datetime as dt\nt = dt.datetime.now()"},
        {"core/a.py": "from datetime import datetime\nt = datetime.now(tz)"},
        {"core/a.py": "from datetime import date\nt = date.today()"},
        {"core/a.py": "import pandas as pd\nt = pd.Timestamp.now()"},
    ],
}

GOOD = {
    check_layers: {
        "__init__.py": "from .report import a",
        "scenarios/__init__.py": '"""Data."""',
        "report/a.py": "from ..core.b import c\nfrom . import d",
        "report/d.py": "",
        "core/b.py": "import numpy as np",
        "cli.py": "from . import __version__",
    },
    check_cycles: {"core/a.py": "from .b import x", "core/b.py": "", "core/__init__.py": "from .a import x"},
    check_self_imports: {"core/a.py": "import simkitten\nfrom . import b"},
    check_star_imports: {"core/a.py": "from .b import c"},
    check_module_length: {"core/a.py": "x = 1\n" * MODULE_LINES},
    check_function_length: {"core/a.py": long_function(FUNCTION_LINES)},
    check_print: {"cli.py": "print(1)", "cli/show.py": "print(1)", "__main__.py": "print(1)"},
    check_global_chance: {
        "core/a.py": "import numpy as np\nimport random\n"
        "rng = np.random.Generator(np.random.Philox(np.random.SeedSequence(1)))\n"
        "x = rng.random()\ndef f(r: np.random.Generator): ...\nr = random.Random(1)\nnp.random.default_rng(1)"
    },
    check_wall_clock: {
        "core/a.py": "import time\nfrom datetime import datetime\n"
        "t = time.perf_counter()\nd = datetime(2026, 1, 1)"
    },
}


@pytest.mark.parametrize(
    ("check", "bad"), [pytest.param(check, bad, id=check.__name__) for check in CHECKS for bad in BAD[check]]
)
def test_check_bites(check, bad):
    assert check(bad)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_check_leaves_good_code_alone(check):
    assert check(GOOD[check]) == []


if __name__ == "__main__":
    long = check_function_length(package_sources(), COMFORTABLE_LINES)
    sys.stdout.writelines(f"{fault}\n" for fault in long)
