"""Try the built wheel in empty environments outside the checkout, with the lowest and the newest packages allowed.

    python tools/try_wheel.py core lessons
    python tools/try_wheel.py core lessons tests --python 3.11 3.12 3.13 --packages lowest newest -- -n logical

core     the wheel alone: `simkit run` writes its report; whatever needs an extra says so in one line and does no work
lessons  the wheel with [lessons]: the self-check is content, every notebook runs from top to bottom
tests    the wheel with [dev]: the tests, but those of stored figures and of the checkout; `--` passes words to pytest
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
SMALL = ["--set", "people.n_people=2000", "--set", "run.days=30", "--set", "run.scale=0.002"]
GIVEN = {"compare": ["baseline", "--arm", "a=cap"], "audit": ["."], "detect": ["."]}
OWN = ("tests/test_layers.py", "tests/test_project.py", "tests/test_installed.py", "tests/test_room.py")
"""These look at the checkout itself."""
NEEDS = "from simkit.core.installed import NEEDS; print(*(f'{w}={NEEDS[w][0]}' for w in NEEDS), sep='\\n')"
READY = "from simkit_course.session import TESTS; print(*(n for n in TESTS if not TESTS[n]()))"
LESSONS = "from simkit.core.installed import shipped; print(shipped('notebooks'))"


class Place:
    """An environment of its own, and an empty folder to work in."""

    def __init__(self, folder: Path, python: str):
        self.home, self.work = folder / "environment", folder / "work here"
        self.work.mkdir(parents=True)
        self.bin = self.home / ("Scripts" if os.name == "nt" else "bin")
        self.env = {
            k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "JUPYTER"))
        }
        self.env |= {"PYTHONUTF8": "1", "MPLBACKEND": "agg"}
        self.uv("venv", "--quiet", "--no-python-downloads", "--python", python, str(self.home))

    def uv(self, *words: str) -> None:
        """Run uv in the checkout."""
        subprocess.run([str(UV), *words], cwd=ROOT, env=self.env, check=True)

    def install(self, wheel: Path, extra: str, packages: str) -> None:
        """Install the wheel with an extra: what pip finds newest, or the lowest that pyproject.toml names."""
        to = ["pip", "install", "--quiet", "--python", str(self.home)]
        if packages == "newest":
            self.uv(*to, f"simkit{extra and f'[{extra}]'} @ {wheel.as_uri()}")
            return
        more = ["--extra", extra] if extra else []
        self.uv(*to, "--resolution", "lowest-direct", "-r", "pyproject.toml", *more)
        self.uv(*to, "--no-deps", str(wheel))

    def run(self, *words: str, quiet: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in the empty folder."""
        command = [str(self.bin / words[0]), *words[1:]]
        return subprocess.run(
            command, cwd=self.work, env=self.env, capture_output=quiet, text=True, check=False
        )

    def said(self, code: str) -> list[str]:
        """Give the lines that a line of Python prints."""
        made = self.run("python", "-c", code)
        return made.stdout.splitlines() if made.returncode == 0 else [made.stderr]


def core(place: Place, _: Sequence[str]) -> list[str]:
    """The bare wheel simulates and reports; everything else names its extra, and does nothing."""
    made = place.run("simkit", "run", "baseline", *SMALL, "--out", "a run")
    report = place.work / "a run" / "report.html"
    faults = [] if made.returncode == 0 and report.is_file() else [f"simkit run: {made.stderr}"]
    before = sorted(place.work.rglob("*"))
    for who, extra in (line.split("=") for line in place.said(NEEDS)):
        program, *words = who.split()
        if who == "the lessons":
            made = place.run("python", "-c", "from simkit_course import start")
            right = made.returncode == 1
        elif program != "simkit":
            continue  # a study, which the wheel does not hold
        else:
            made = place.run("simkit", *words, *GIVEN.get(words[0], []))
            right = (made.returncode, made.stdout, made.stderr.count("\n")) == (2, "", 1)
        if not (right and made.stderr.endswith(f": pip install 'simkit[{extra}]'\n")):
            faults.append(f"{who}: {made.returncode} {made.stdout} {made.stderr}")
    left = sorted(set(place.work.rglob("*")) - set(before))
    return faults + [f"left behind: {path.name}" for path in left]


def lessons(place: Place, _: Sequence[str]) -> list[str]:
    """The lessons of the wheel run."""
    faults = [f"self-check: {line}" for line in place.said(READY) if line]
    folder = Path(place.said(LESSONS)[0])
    found = sorted(folder.glob("*/*.ipynb"))
    faults += [] if len(found) == 22 else [f"{len(found)} lessons in {folder}"]
    for path in found:
        shutil.copy(path, place.work)
        made = place.run("jupyter", "execute", "--kernel_name=python3", path.name)
        faults += [f"{path.name}: {made.stderr[-2000:]}"] if made.returncode else []
    return faults


def tests(place: Place, words: Sequence[str]) -> list[str]:
    """The tests pass, away from git and from the sources of simkit and of the course."""
    for name in (
        "tests",
        "studies",
        "notebooks",
        "docs",
        "datasets",
        "benchmarks",
        "pyproject.toml",
        "README.md",
    ):
        kind = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        kind(ROOT / name, place.work / name)
    shutil.rmtree(place.work / "notebooks" / "simkit_course")
    for path in (ROOT / "tests").glob("test_*.py"):
        if f"tests/{path.name}" in OWN:
            (place.work / "tests" / path.name).unlink()
    marks = "not slow and not browser and not golden"
    # A warning of another version is no fault.
    options = ["-o", "filterwarnings=default", "-o", "testpaths=tests", "-p", "no:cacheprovider", "-m", marks]
    made = place.run("python", "-Xfrozen_modules=off", "-m", "pytest", *options, *words, quiet=False)
    return [f"pytest ended with {made.returncode}"] if made.returncode else []


WAYS = {core: "", lessons: "lessons", tests: "dev"}


def main() -> int:
    """Try what was asked; 1 if anything failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ways", nargs="+", choices=[way.__name__ for way in WAYS])
    parser.add_argument("--python", nargs="+", default=[sys.executable], help="versions or paths")
    parser.add_argument("--packages", nargs="+", choices=("lowest", "newest"), default=["newest"])
    cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    args = parser.parse_args(sys.argv[1:cut])
    failed = False
    with tempfile.TemporaryDirectory(prefix="simkit wheel ") as name:
        home = Path(name)
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(home)]
        subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = home.glob("*.whl")
        for python in args.python:
            for packages in args.packages:
                for way in (w for w in WAYS if w.__name__ in args.ways):
                    folder = home / "place"
                    place = Place(folder, python)
                    place.install(wheel, WAYS[way], packages)
                    faults = way(place, sys.argv[cut + 1 :])
                    print(
                        f"{way.__name__}, Python {python}, {packages} packages: {'FAILED' if faults else 'well'}"
                    )
                    print("".join(f"  {fault}\n" for fault in faults), end="", flush=True)
                    failed |= bool(faults)
                    shutil.rmtree(folder)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
