"""Measure simkit: how many CPU seconds and how much memory each size of run takes.

    python benchmarks/run.py                 every case (the million included)
    python benchmarks/run.py lesson micro    some cases
    python benchmarks/run.py memory          peak and CPU of a million people, and of `simkit detect` in them

Every measurement runs in a process of its own. It is given in CPU seconds and as a multiple of a fixed
calibration loop that the same process runs first, so that figures of two machines can be compared. Nothing
here asserts a time: a busy machine must not fail a test.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import experiment
import lessons

MILLION = {"people.n_people": 1_000_000, "run.scale": 1.0, "market.n_agents": 55}  # 180 days, tick 24 h
BYTECODE = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""The surroundings of a case: libraries are compiled once, as for anybody, and not in every process anew."""
CASES_FILE = Path(__file__).with_name("cases.py")
PEOPLE = (25_000, 50_000, 100_000, 200_000, 400_000)
DAYS = (45, 90, 180)
REPEATS = 3
GROWTH = {"people.n_people": 50_000, "run.days": 90, "run.tick_h": 24}


def measure(name: str, **said: Any) -> dict[str, Any]:
    """Measure one case in a fresh process."""
    words = [sys.executable, str(CASES_FILE), name, json.dumps(said)]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True, env=BYTECODE)
    return json.loads(done.stdout)


def line(case: str, what: str, seconds: float, made: dict[str, Any], note: str = "") -> None:
    share = f"{seconds / made['loop']:9.2f}"
    print(f"{case:<11} {what:<34} {seconds:9.3f} {share} {made['peak_mb']:8.0f}  {note}", flush=True)


def show_lesson() -> None:
    code = "import time; t = time.process_time(); from simkit import simulate; print(time.process_time() - t)"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True, text=True)
    print(f"{'lesson':<11} {'import of the engine':<34} {float(done.stdout):9.3f}", flush=True)
    for tick in (24, 6):
        made = min(
            (measure("lesson", tick_h=tick) for _ in range(REPEATS)), key=lambda m: m["found"]["simulate"]
        )
        line("lesson", f"tick {tick} h, first run", made["found"]["simulate"], made)
        line("lesson", f"tick {tick} h, second run", made["found"]["warm"], made)


def show_large(case: str, settings: dict[str, Any]) -> None:
    made = measure("run", scenario="palembang-reported", settings=settings, save=True)
    found = made["found"]
    line(case, "simulate", found["simulate"], made, f"{found['simulate_peak']:.0f} MB until here")
    line(case, "save to Parquet", found["save"], made, f"folder of {found['folder_mb']:.0f} MB")
    rows = sum(found["rows"].values())
    both = found["simulate"] + found["save"]
    line(case, "both", both, made, f"{rows:,} rows, {rows / both / 1e6:.2f} million a CPU s")
    for path, n in sorted(found["rows"].items(), key=lambda item: -item[1])[:16]:
        print(f"{'':<11} {path:<34} {n:>13,} rows")


def show_memory() -> None:
    """Show what a million people take for half a year and for a year, and `simkit detect` in the half year."""
    with tempfile.TemporaryDirectory() as home:
        for days in (180, 360):
            folder = str(Path(home) / str(days))
            made = measure("kept", settings=MILLION | {"run.days": days}, folder=folder)
            line("memory", f"run and save, {days} days", sum(made["found"].values()), made)
        made = measure("detect", folder=str(Path(home) / "180"))
        found = made["found"]
        seconds, until = found["examine"] + found["write"], found["examine_peak"]
        line("memory", "detect, 180 days", seconds, made, f"{until:.0f} MB until written")


def fit(x: Iterable[float], y: Iterable[float]) -> tuple[float, float, float]:
    """Least squares of y on x: intercept, slope and R squared."""
    x, y = list(x), list(y)
    mx, my = statistics.fmean(x), statistics.fmean(y)
    b = sum((p - mx) * (q - my) for p, q in zip(x, y, strict=True)) / sum((p - mx) ** 2 for p in x)
    a = my - b * mx
    rest = sum((q - a - b * p) ** 2 for p, q in zip(x, y, strict=True))
    whole = sum((q - my) ** 2 for q in y)
    return a, b, 1 - rest / whole if whole else math.nan


def best(settings: dict[str, Any]) -> dict[str, Any]:
    """Give the cheapest of some processes: what others do on the machine only ever adds."""
    made = [measure("run", scenario="baseline", settings=settings, save=True) for _ in range(REPEATS)]
    return min(made, key=lambda m: m["found"]["simulate"] + m["found"]["save"])


def show_linearity() -> None:
    for name, key, values in (("people", "people.n_people", PEOPLE), ("days", "run.days", DAYS)):
        made = [best(GROWTH | {key: value}) for value in values]
        parts = {
            "simulate": [m["found"]["simulate"] for m in made],
            "simulate and save": [m["found"]["simulate"] + m["found"]["save"] for m in made],
        }
        for part, times in parts.items():
            for value, seconds, m in zip(values, times, made, strict=True):
                line("linearity", f"{value:,} {name}, {part}", seconds, m)
            a, b, r2 = fit(values, times)
            print(
                f"{'':<11} {part}: CPU = {a:.3f} s + {1000 * b:.4f} ms x {name}; R2 = {r2:.4f}; "
                f"{times[-1] / times[0]:.2f} times the CPU for {values[-1] / values[0]:.0f} times the {name}",
                flush=True,
            )


def show_micro() -> None:
    made = measure("micro")
    found = made["found"]
    for name, seconds in found["luck"].items():
        print(f"{'micro':<11} {'common random numbers, ' + name:<34} {1e9 * seconds:12.1f} ns")
    for name, seconds in found["submit"].items():
        print(f"{'micro':<11} {'submit, ' + name:<34} {1e6 * seconds:12.1f} us")
    for name, seconds in found["walk"].items():
        print(f"{'micro':<11} {'quota, a row, ' + name:<34} {1e6 * seconds:12.2f} us")


def show_lab() -> None:
    made = min((measure("lab") for _ in range(REPEATS)), key=lambda m: sum(m["found"].values()))
    for what, seconds in made["found"].items():
        line("lab", what, seconds, made)


CASES: dict[str, Callable[[], None]] = {
    "lesson": show_lesson,
    "palembang": lambda: show_large("palembang", {}),
    "linearity": show_linearity,
    "micro": show_micro,
    "lab": show_lab,
    "experiment": experiment.show,
    "lessons": lessons.show,
    "memory": show_memory,
    "million": lambda: show_large("million", MILLION),
}


def load() -> str:
    """Say how busy the machine is, where that can be asked."""
    if not hasattr(os, "getloadavg"):
        return "load unknown"
    return "load " + " ".join(f"{x:.2f}" for x in os.getloadavg())


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure simkit in CPU seconds.")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"{', '.join([*CASES, 'all'])} (default)")
    asked = parser.parse_args(words).cases or ["all"]
    for case in asked:
        if case not in CASES and case != "all":
            parser.error(f"no case {case!r}: it must be one of {', '.join([*CASES, 'all'])}")
    chosen = list(CASES) if "all" in asked else asked
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {load()}")
    print(f"{'case':<11} {'what':<34} {'CPU s':>9} {'x loop':>9} {'peak MB':>8}")
    for case in chosen:
        CASES[case]()
    print(f"done; {load()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
