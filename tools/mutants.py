"""Change the engine or a detector in one place, and see whether a test notices: the mutation score.

    python tools/mutants.py                          300 mutants of seed 14; goes on where it stopped
    python tools/mutants.py --seed 15 --n 60         another sample
    python tools/mutants.py --show                   only the score and the survivors
    python tools/mutants.py --again --only ledger --ask tests/test_engine_ledger.py::test_submit
                                                     show some survivors one test, or one file of tests

A check is a golden run's tables, the golden `detect`, the generated documents, the doctests of a module, or a test
file of less than 45 CPU seconds. Each is run once under coverage (kept in `out/mutants/`); a mutant meets the checks
that execute its line, the cheap and specific first, until one fails, breaks, or takes five times its usual CPU time,
or until the budget of CPU seconds is spent: then it has survived. Mutants live in a temporary copy of the checkout.
Every check is a process of its own, forked from one that holds the libraries but not simkit: so this needs fork.
Verdicts stand in `tools/mutants/SEED.csv`; in `tools/mutants/equivalent.toml` why a mutant changes nothing anybody can
see (`mutant`), or why no test holds what another one changes (`left`).
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import importlib
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from mutating import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[1]
KEPT, CACHE = ROOT / "tools" / "mutants", ROOT / "out" / "mutants"
TARGETS = ("simkit/engine", "simkit/detect")
# What reads a clerk's folder, looks for real people in it or draws a page neither simulates nor ranks.
LEFT_OUT = tuple(f"simkit/detect/{name}" for name in ("intake/", "guard.py", "identifiers.py", "page.py"))
# The cheap tests of the targets themselves; what the others would kill, the score does not count.
ASKED = ("engine", "actors", "policies", "screening", "run_limits", "detect_graphs", "detect_silent",
         "own_policy", "analysis_metrics", "analysis_views", "core_columns", "run_repeat",
         "analysis_features", "analysis_linkage", "detector", "endless", "long_tables", "metamorphic", "run_causes",
         "run_scenarios", "run_tables")  # fmt: skip
LIBRARIES = ("numpy", "pandas", "pyarrow.parquet", "pyarrow.compute", "pyarrow.csv", "simpy", "faker", "networkx",
             "scipy.sparse.csgraph", "scipy.stats", "sklearn.linear_model", "sklearn.ensemble", "igraph", "rapidfuzz",
             "matplotlib.pyplot", "jinja2", "openpyxl", "coverage", "pytest",
             "hypothesis.extra.numpy", "xdist.dsession", "faker.providers.person.id_ID")  # fmt: skip
SLOWER, LEAST_S, DEAREST_S, MEMORY = 5, 4.0, 45.0, 12 << 30
LATE = (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL)
NOTICED = {True: "no check notices", False: "no check that is asked executes it"}
FIELDS = ("file", "kind", "old", "new", "nth", "at", "verdict", "by", "cpu_s", "passed")


def everything() -> dict[tuple[str, ...], Mutant]:
    """Give every mutant of the targets by its name: file, kind, what was, what is, and the how manieth of these."""
    found = {}
    for path in sorted(p for t in TARGETS for p in (ROOT / t).rglob("*.py")):
        file, seen = path.relative_to(ROOT).as_posix(), Counter()
        for m in mutants_of(file, path.read_bytes()) if not file.startswith(LEFT_OUT) else ():
            name = (file, m.kind, m.old, m.new)
            seen[name] += 1
            found[*name, str(seen[name])] = m
    return found


def sample(seed: int, n: int) -> tuple[dict[tuple[str, ...], Mutant], int]:
    """Draw mutants by their names alone: a change of the code elsewhere leaves the others in the sample."""
    known = everything()
    names = sorted(known, key=lambda name: digest(f"{seed}".encode(), *(part.encode() for part in name)))
    return {name: known[name] for name in names[:n]}, len(known)


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


# --- checks, each in a process of its own -------------------------------------


def forked(act: Callable[[], int], cpu_s: float) -> tuple[str, float]:
    """Run in a forked process: how it ended (passed, failed, time) and its CPU seconds."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            os.setsid()
            null = os.open(os.devnull, os.O_RDWR)
            for i in range(3):
                os.dup2(null, i)
            resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_s) + 1, int(cpu_s) + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            signal.alarm(int(10 * cpu_s) + 60)
            code = act()
        finally:
            os._exit(code)
    _, status, used = os.wait4(pid, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # what a broken check left running
    late = os.WIFSIGNALED(status) and os.WTERMSIG(status) in LATE
    ended = "time" if late else "failed" if status else "passed"
    return ended, used.ru_utime + used.ru_stime


def look(name: str, home: Path) -> str:
    """Do what a check does: its exit code, and a digest of what came out."""
    kind, what = name.split(" ")
    if kind == "test":
        import pytest

        # Plain asserts: faster, and no words about libraries that are imported already.
        words = ["-x", "-q", "-n", "0", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:nbval", what]
        return str(int(pytest.main(words)))
    if kind == "detect":
        from simkit.cli import main

        os.chdir(home / "golden")
        with tempfile.TemporaryDirectory() as folder:
            code = main(["detect", what, "--top", "10", "--lang", "en", "--out", f"{folder}/out"])
            files = sorted(p for p in Path(folder).rglob("*") if p.is_file())
            return f"{code} {digest(*(p.read_bytes().replace(folder.encode(), b'') for p in files))}"
    if kind == "docs":
        import documents

        sys.argv = [what, "--check"]
        return str(documents.main())
    from golden.cases import SCENARIOS
    from run_samples import busy, content_hashes

    from simkit.detect.loop import simulate

    run = busy() if what == "busy" else simulate(what, 3, settings=SCENARIOS[what])
    return f"0 {digest(json.dumps(content_hashes(run), sort_keys=True).encode())}"


def checks() -> list[str]:
    sys.path.insert(0, str(ROOT / "tests"))
    from golden.cases import SCENARIOS

    names = [f"run {name}" for name in (*SCENARIOS, "busy")] + ["detect clean", "docs tools/documents.py"]
    tests = [p.name for part in ASKED for p in sorted((ROOT / "tests").glob(f"test_{part}[._]*py"))]
    told = {m.file for m in everything().values() if ">>> " in (ROOT / m.file).read_text(encoding="utf-8")}
    return names + [f"test {file}" for file in (*sorted(told), *(f"tests/{name}" for name in tests))]


def version(name: str) -> str:
    path = ROOT / name.partition(" ")[2].partition("::")[0]
    return digest(path.read_bytes()) if path.is_file() else ""


class Lab:
    """A temporary copy of the checkout, and what each check executes there."""

    def __init__(self, home: Path, libraries: Iterable[str]) -> None:
        self.home = home
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                                capture_output=True, text=True).stdout.splitlines()  # fmt: skip
        for file in (f for f in listed if (ROOT / f).is_file()):
            (home / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, home / file)
        first = [str(home / part) for part in ("", "tests", "notebooks", "tools")]
        sys.path[:] = first + [p for p in sys.path if not p.startswith(str(ROOT)) or ".venv" in p]
        os.environ |= {
            "PYTHONPATH": os.pathsep.join(first),
            "MPLBACKEND": "agg",
            "HOME": str(home / "nobody"),
        }
        for name in [n for n in sys.modules if n.partition(".")[0] in ("golden", "simkit")]:
            del sys.modules[name]
        for name in libraries:
            importlib.import_module(name)
        os.chdir(home)
        sources = sorted(p for t in TARGETS for p in (ROOT / t).rglob("*.py"))
        self.file = CACHE / f"map-{digest(*(p.read_bytes() for p in sources))}.json"
        self.known = json.loads(self.file.read_text(encoding="utf-8")) if self.file.is_file() else {}
        self.stamp = int(time.time())

    def folder(self) -> int:
        """Make the golden folder that `detect` reads."""
        from golden.cases import TINY, sets

        from simkit.cli import main

        (self.home / "golden").mkdir()
        os.chdir(self.home / "golden")
        words = ["baseline", "--seed", "5", *sets(TINY), "--format", "csv", "--no-report", "--out", "run"]
        code = main(["run", *words])
        shutil.copytree("run/observed", "clean")
        return code

    def need(self, name: str) -> None:
        """Make the folder that a check reads, if it reads one that is not there yet."""
        needs = name.startswith("detect ") and not (self.home / "golden").is_dir()
        if needs and forked(self.folder, 300)[0] != "passed":
            raise SystemExit("the golden folder for detect could not be made")

    def measure(self, name: str) -> None:
        """Run a check on the unchanged code: what comes out, its CPU seconds, and the lines it executes."""
        self.need(name)
        note = self.home / "measured.json"

        def act() -> int:
            import coverage

            watch = coverage.Coverage(data_file=None, config_file=False, include=[f"{self.home}/simkit/*"])
            watch.start()
            came = look(name, self.home)
            watch.stop()
            data, lines = watch.get_data(), {}
            for path in data.measured_files():
                file = Path(path).relative_to(self.home).as_posix()
                if file.startswith(TARGETS):
                    lines[file] = sorted(data.lines(path))
            note.write_text(json.dumps({"came": came, "lines": lines}), encoding="utf-8")
            return int(came.partition(" ")[0] != "0")

        ended, cpu_s = forked(act, DEAREST_S)
        made = (
            json.loads(note.read_text(encoding="utf-8")) if ended == "passed" else {"came": "", "lines": {}}
        )
        if ended == "failed":
            raise SystemExit(
                f"on the unchanged code this check ends with an error, so it notices nothing: {name}"
            )
        if ended != "passed":
            print(f"not asked, it takes more than {DEAREST_S:.0f} CPU seconds: {name}", flush=True)
        self.known[name] = made | {"cpu_s": round(cpu_s, 2), "version": version(name)}
        write(self.file, json.dumps(self.known))

    def differs(self, name: str, came: str) -> int:
        return int(look(name, self.home) != came)

    def try_out(self, m: Mutant, row: dict[str, str], budget: float, names: list[str]) -> None:
        """Let those of the named checks that execute a mutant's line look at it, until one fails."""
        known = [(n, self.known[n]) for n in names if n in self.known]
        here = [(n, k) for n, k in known if not set(m.lines).isdisjoint(k["lines"].get(m.file, ()))]
        # Cheap ones first, and among them those that look at little else.
        here.sort(key=lambda x: x[1]["cpu_s"] * sum(map(len, x[1]["lines"].values())))
        path, passed, spent = self.home / m.file, row["passed"].split(), 0.0
        for name, _ in here:
            self.need(name)
        source = path.read_bytes()
        kept = path.stat()
        path.write_bytes(source[: m.begin] + m.text.encode() + source[m.end :])
        self.stamp += 2
        os.utime(path, (self.stamp, self.stamp))  # compiled files are known by this
        row |= {"verdict": "survived" if here or passed else "not executed", "by": ""}
        for name, known in here:
            mark = f"{name.partition(' ')[2]}:{known['version'][:4]}"
            if mark in passed or spent > budget:
                continue
            limit = max(SLOWER * known["cpu_s"], LEAST_S)
            ended, cpu_s = forked(partial(self.differs, name, known["came"]), limit)
            spent += cpu_s
            if ended != "passed":
                row |= {"verdict": "killed", "by": f"{name}{' (time)' * (ended == 'time')}"}
                passed = []
                break
            passed.append(mark)
        path.write_bytes(source)
        os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        row |= {"cpu_s": f"{float(row['cpu_s'] or 0) + spent:.1f}", "passed": " ".join(passed)}


# --- the record ---------------------------------------------------------------


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".part").write_text(text, encoding="utf-8")
    path.with_suffix(".part").replace(path)


def save(path: Path, rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    table = csv.DictWriter(text, FIELDS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    write(path, text.getvalue())


def show(seed: int, tried: list[tuple[Mutant, dict[str, str]]], n_all: int) -> None:
    """Print the score, who killed, and every survivor with its reason."""
    said = tomllib.loads((KEPT / "equivalent.toml").read_text(encoding="utf-8"))
    alike, left = (
        {(x["file"], x["line"], x["old"], x["new"]): x["reason"] for x in said.get(k, ())}
        for k in ("mutant", "left")
    )
    killed = Counter(r["by"].split(" ")[0] for _, r in tried if r["verdict"] == "killed")
    rest = [(m, r) for m, r in tried if r["verdict"] in ("survived", "not executed")]
    n_alike = 0
    print(f"seed {seed}: {len(tried)} of {n_all:,} mutants of {' and '.join(TARGETS)}")
    for m, r in rest:
        name = (m.file, m.code, m.old, m.new)
        n_alike += name in alike
        told = f": {left[name]}" if name in left else ""
        told = f"changes nothing: {alike[name]}" if name in alike else NOTICED[bool(r["passed"])] + told
        print(f"{m.file}:{m.line} {m.kind}: {m.old[:90]}  ->  {m.new[:90]}\n    {told}")
    n, n_killed = len(rest) + killed.total(), killed.total()
    print(f"tried {n}, killed {n_killed} ({', '.join(f'{name} {k}' for name, k in killed.most_common())})")
    if n:
        print(f"score {n_killed / n:.1%}; {n_killed / max(n - n_alike, 1):.1%} without the {n_alike} that change "
              "nothing anybody can see")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description="The mutation score of the engine and the detectors.")
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--n", type=int, default=300)
    parser.add_argument(
        "--budget", type=float, default=60, help="CPU seconds a mutant and call (%(default)s)"
    )
    parser.add_argument("--stop-after", type=float, default=1e9, help="seconds; then go on another time")
    parser.add_argument("--again", action="store_true", help="show survivors the tests they have not met")
    parser.add_argument("--only", default="", help="only mutants of files whose path holds this")
    parser.add_argument(
        "--ask", nargs="+", default=[], help="only these tests or files of tests, as pytest names them"
    )
    parser.add_argument("--show", action="store_true", help="only print what is known")
    asked = parser.parse_args()
    until = time.monotonic() + asked.stop_after
    chosen, n_all = sample(asked.seed, asked.n)
    path = KEPT / f"{asked.seed}.csv"
    KEPT.mkdir(exist_ok=True)
    old = {}
    if path.is_file():
        with open(path, newline="", encoding="utf-8") as file:
            old = {tuple(r[f] for f in FIELDS[:5]): r for r in csv.DictReader(file)}
    blank = dict.fromkeys(FIELDS, "")
    rows = [blank | old.get(key, {}) | dict(zip(FIELDS, (*key, f"{m.line}:{m.column}"), strict=False))
            for key, m in chosen.items()]  # fmt: skip
    if not asked.show:
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            names = [f"test {name}" for name in asked.ask] or checks()
            # A single test needs few of them.
            lab = Lab(Path(folder).resolve(), ("pandas", "pytest") if asked.ask else LIBRARIES)
            for name in names:
                if time.monotonic() < until and lab.known.get(name, {}).get("version") != version(name):
                    lab.measure(name)
            for m, row in zip(chosen.values(), rows, strict=True):
                is_open = not row["verdict"] or (asked.again and row["verdict"] != "killed")
                if is_open and asked.only in m.file and time.monotonic() < until:
                    lab.try_out(m, row, asked.budget, names)
                    save(path, rows)
            os.chdir(ROOT)
    show(asked.seed, list(zip(chosen.values(), rows, strict=True)), n_all)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
