"""Compare what the command line and the notebooks give with what is stored, and say by name what differs.

`make golden` runs every case, `make golden GOLDEN_ARGS="--only scenario-baseline"` one, `make golden-update` writes
anew.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

from golden.cases import ROOT, Case, cases
from golden.compare import Difference, compare_case

STORED = Path(__file__).resolve().parent / "stored"
SECONDS = 1_200
MOST_LINES = 40


def versions() -> dict[str, str]:
    """Give the versions that pictures, and the texts that Python itself writes, depend on."""
    made = {name: metadata.version(name) for name in ("matplotlib", "pillow", "numpy")}
    return {"python": ".".join(map(str, sys.version_info[:2])), "machine": platform.machine(), **made}


def environment(home: Path) -> dict[str, str]:
    """Give the environment of a case: nothing of the user's own, one width, one time zone, one processor."""
    kept = {
        k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "COMSPEC")
    }
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return kept | one | {
        "HOME": str(home), "USERPROFILE": str(home), "MPLCONFIGDIR": str(home / "mpl"), "MPLBACKEND": "agg",
        "IPYTHONDIR": str(home / "ipython"), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8",
        "LANG": "C.UTF-8", "TZ": "UTC", "COLUMNS": "100", "LINES": "40", "NO_COLOR": "1", "TERM": "dumb",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT / "notebooks"), str(ROOT))),
    }  # fmt: skip


def play(case: Case, home: Path) -> dict[str, Any]:
    """Run a case in a process and a folder of its own and give what came out."""
    with tempfile.TemporaryDirectory(prefix="golden-") as folder:
        here, result = Path(folder, "here"), Path(folder, "result.json")
        here.mkdir()
        words = [sys.executable, "-m", "golden.steps", case.name, str(result)]
        done = subprocess.run(words, cwd=here, env=environment(home), capture_output=True, text=True, check=False,
                              timeout=SECONDS, stdin=subprocess.DEVNULL)  # fmt: skip
        if done.returncode or not result.exists():
            return {"broken": f"exit {done.returncode}\n{done.stderr[-3000:]}"}
        made: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return made


# --- what is stored -----------------------------------------------------------


def read_stored(name: str) -> dict[str, Any] | None:
    """Read a case's stored outputs; None where there are none."""
    numbers = STORED / "numbers" / f"{name}.json"
    if not numbers.exists():
        return None
    pictures = json.loads((STORED / "pictures" / f"{name}.json").read_text(encoding="utf-8"))
    return {
        "numbers": json.loads(numbers.read_text(encoding="utf-8")),
        "text": _read_folder(STORED / "text" / name),
        "results": _read_folder(STORED / "numbers" / name),
        "pictures": pictures["pictures"],
        "versions": pictures["versions"],
    }


def _read_folder(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in files}


def write_stored(name: str, made: dict[str, Any]) -> None:
    """Write a case's outputs anew."""
    forget(name)
    for kind, files in (("text", made["text"]), ("numbers", made["results"])):
        for file, text in files.items():
            path = STORED / kind / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    _dump(STORED / "numbers" / f"{name}.json", made["numbers"])
    _dump(STORED / "pictures" / f"{name}.json", {"versions": versions(), "pictures": made["pictures"]})


def forget(name: str) -> None:
    """Delete what is stored of a case."""
    for kind in ("text", "numbers", "pictures"):
        shutil.rmtree(STORED / kind / name, ignore_errors=True)
        (STORED / kind / f"{name}.json").unlink(missing_ok=True)


def _dump(path: Path, said: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


# --- the command --------------------------------------------------------------


def main(argv: Sequence[str] | None = None) -> int:
    """Run the cases that were asked for; 1 if anything differs."""
    parser = argparse.ArgumentParser(prog="make golden", description=__doc__)
    parser.add_argument("--update", action="store_true", help="store what comes out now")
    parser.add_argument("--fast", action="store_true", help="only the fast cases, which make test runs")
    parser.add_argument(
        "--only", action="append", default=[], metavar="CASE", help="cases that begin so; repeatable"
    )
    parser.add_argument("--list", action="store_true", help="list the cases")
    parser.add_argument(
        "-j", type=int, default=min(2, os.cpu_count() or 1), metavar="N", help="processes (default 2)"
    )
    args = parser.parse_args(argv)
    every = list(cases())
    chosen = [c for c in every if c.is_fast or not args.fast]
    if args.only:
        chosen = [c for c in chosen if any(c.name.startswith(word) for word in args.only)]
    if args.list or not chosen:
        print("\n".join(f"{c.name}{'  (fast)' if c.is_fast else ''}" for c in every))
        return 0 if args.list else 2
    if args.update and not (args.only or args.fast):
        _forget_others({c.name for c in every})
    return _all(chosen, args.update, args.j)


def _all(chosen: list[Case], update: bool, processes: int) -> int:
    begun, n_different = time.perf_counter(), 0
    with (
        tempfile.TemporaryDirectory(prefix="golden-home-") as folder,
        ThreadPoolExecutor(max(1, processes)) as pool,
    ):
        _warm(Path(folder))
        longest = sorted(chosen, key=lambda c: -c.seconds)
        waiting = {case.name: pool.submit(_timed, case, Path(folder)) for case in longest}
        for case in longest:
            made, seconds = waiting[case.name].result()
            found, skipped = _take(case, made, update)
            n_different += bool(found)
            word = "DIFFERS" if found else "stored" if update else "same"
            took = f"{seconds:.0f} s, of a processor {made.get('cpu_s', 0):.0f} s"
            print(f"{word:8} {case.name} ({took}){'; ' + skipped if skipped else ''}", flush=True)
            for one in found:
                print(one.shown(case.name, MOST_LINES))
    said = f"{len(chosen)} cases, {n_different} with differences, {time.perf_counter() - begun:.0f} s"
    print(said)
    if n_different:
        print("Not meant? Find out why. Meant? `make golden-update`, read the difference in git, and say it in "
              "CHANGELOG.md.")  # fmt: skip
    return 1 if n_different else 0


def _timed(case: Case, home: Path) -> tuple[dict[str, Any], float]:
    begun = time.perf_counter()
    try:
        made = play(case, home)
    except subprocess.TimeoutExpired:
        made = {"broken": f"not finished after {SECONDS} s"}
    return made, time.perf_counter() - begun


def _take(case: Case, made: dict[str, Any], update: bool) -> tuple[list[Difference], str]:
    if update and "broken" not in made:
        write_stored(case.name, made)
        return [], ""
    return judge(case, made)


def judge(case: Case, made: dict[str, Any]) -> tuple[list[Difference], str]:
    """Hold what came out against what is stored; give the differences, and a word on what was not compared."""
    if "broken" in made:
        return [Difference("broken", "", made["broken"])], ""
    stored = read_stored(case.name)
    if stored is None:
        return [Difference("new", "", "nothing is stored of this case: `make golden-update`")], ""
    return compare_case(stored, made, versions(), case.is_of_python)


def _forget_others(known: set[str]) -> None:
    for path in (STORED / "numbers").glob("*.json"):
        if path.stem not in known:
            forget(path.stem)


def _warm(home: Path) -> None:
    """Let matplotlib list its fonts once, not once a case."""
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=environment(home), check=True,
                   capture_output=True)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
