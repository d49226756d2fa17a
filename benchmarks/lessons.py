"""Measure every lesson as CI runs it: strict nbval, one notebook a process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("id", "en")


def options() -> list[str]:
    """Give the words with which `make test` runs nbval, without its folders, and without workers."""
    words = ["make", "--no-print-directory", "-s", "--eval", "nbval: ; @printf '%s ' $(NBVAL)", "nbval"]
    asked = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return [*(word for word in asked.stdout.split() if not word.startswith("notebooks/")), "-n", "0"]


def measure(path: Path, words: list[str]) -> dict[str, Any]:
    """Run one notebook; the peak is that of its largest process, which is the kernel."""
    command = [sys.executable, "-m", "pytest", "-q", *words, str(path)]
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = child.stdout.read() if child.stdout else ""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return {
        "wall": time.perf_counter() - start,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024),
        "passed": child.returncode == 0,
        "said": said,
    }


def notebooks() -> Iterator[Path]:
    for lang in LANGUAGES:
        yield from sorted((ROOT / "notebooks" / lang).glob("*.ipynb"))


def start(words: list[str]) -> float:
    """Give the CPU seconds of a notebook of one sum: the start of pytest, nbval and a kernel."""
    cell = new_code_cell("1 + 1", execution_count=1)
    cell.outputs = [new_output("execute_result", {"text/plain": "2"}, execution_count=1)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sum.ipynb"
        nbformat.write(new_notebook(cells=[cell]), path)
        return float(measure(path, words)["cpu"])


def show() -> None:
    words, made = options(), []
    alone = start(words)
    for path in notebooks():
        one = measure(path, words)
        made.append(one)
        note = "" if one["passed"] else "FAILED: " + (one["said"].strip().splitlines() or ["no word"])[-1]
        print(
            f"{'lessons':<11} {path.parent.name + '/' + path.stem:<34} {one['cpu']:9.2f} "
            f"{'':>9} {one['peak_mb']:8.0f}  {one['wall']:.1f} s of wall time {note}",
            flush=True,
        )
    cpu, wall = (sum(m[what] for m in made) / len(made) for what in ("cpu", "wall"))
    print(
        f"{'':<11} {len(made)} notebooks: {cpu:.1f} CPU s each on average, {alone:.1f} of them to start pytest and a "
        f"kernel; {wall:.1f} s of wall time, longest {max(m['wall'] for m in made):.1f} s, "
        f"largest {max(m['peak_mb'] for m in made):.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    show()
