"""What one process of the benchmarks measures: it runs a calibration loop and one case, and writes one line of JSON.

python benchmarks/cases.py run '{"scenario": "baseline", "settings": {}, "save": false}'
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from simkit.core.streams import CommonRandomNumbers, Streams, keys
from simkit.engine.background import honest_rows
from simkit.engine.model import Model
from simkit.engine.quotas import Counter, Quota, admit
from simkit.engine.run import simulate
from simkit.engine.scenario import Scenario
from simkit.world.build import build_world

try:
    import resource
except ImportError:  # Windows has none; psutil is among the packages for development
    resource = None
    import psutil

LESSON = {"people.n_people": 10_000, "run.days": 90}


def cpu() -> float:
    """CPU seconds of this process so far, all threads, user and system."""
    return time.process_time()


def peak_mb() -> float:
    """The most memory this process has held [MB]."""
    if resource is None:
        return float(psutil.Process().memory_info().peak_wset) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def calibrate() -> float:
    """CPU seconds of a fixed loop: half plain Python, half NumPy, as in a run. The best of three."""

    def once() -> float:
        start = cpu()
        heap: dict[int, int] = {}
        for i in range(600_000):
            heap[i % 1000] = heap.get(i % 997, 0) + i
        x = np.arange(1_000_000, dtype=np.uint64)
        for _ in range(6):
            x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            np.sort(x)
        return cpu() - start

    return min(once() for _ in range(3))


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    start = cpu()
    made = act()
    return made, cpu() - start


def simulated(scenario: str, settings: dict[str, Any], save: bool = False) -> dict[str, Any]:
    """Simulate once, and save to a folder that is thrown away."""
    run, simulating = timed(lambda: simulate(scenario, seed=1, settings=settings))
    found: dict[str, Any] = {"simulate": simulating, "simulate_peak": peak_mb()}
    if save:
        with tempfile.TemporaryDirectory() as home:
            folder, found["save"] = timed(lambda: run.save(Path(home) / "out"))
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            found["rows"] = {path: t["rows"] for path, t in manifest["tables"].items()}
            found["folder_mb"] = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6
    return found


def lesson(tick_h: float) -> dict[str, Any]:
    settings = LESSON | {"run.tick_h": tick_h}
    first = simulated("baseline", settings)
    second = simulated("baseline", settings)
    return {"simulate": first["simulate"], "warm": second["simulate"]}


def micro() -> dict[str, Any]:
    return {"luck": _crn(), "submit": _submit(), "walk": _walk()}


def repeated(act: Callable[[], Any], seconds: float = 0.25) -> float:
    """CPU seconds of one call: the median of five spells of calls."""
    act()
    _, once = timed(act)
    n = max(int(seconds / 5 / max(once, 1e-6)), 1)
    return statistics.median(timed(lambda: [act() for _ in range(n)])[1] / n for _ in range(5))


def _crn() -> dict[str, float]:
    crn, many, one = CommonRandomNumbers(1), keys("row", np.arange(1_000_000)), keys("row", np.arange(1))
    return {
        "one row": repeated(lambda: crn(one, "face_match")),
        "a row of a million": repeated(lambda: crn(many, "face_match")) / 1e6,
    }


def _model(policies: Iterable[str]) -> Any:
    """A small model without actors: only its ledger works."""
    made, chosen = Scenario(policies=tuple((p, {}) for p in policies)).ready()
    streams = Streams(1)
    return Model(made, build_world(made.people, made.market, streams, made.start()), streams, chosen)


def _submit() -> dict[str, float]:
    """One submit of registrations: batches of 1, 10 and 10,000 under 0, 1 and 3 policies."""
    found = {}
    for policies in ((), ("kk_match",), ("kk_match", "cap", "outlet_velocity")):
        for n in (1, 10, 10_000):
            m = _model(policies)
            key = keys("bench", np.arange(n))
            who = m.crn.integers(key, "who", m.world.n_identities)
            outlet = m.crn.integers(key, "outlet", len(m.world.outlets))
            asked = {"at": np.sort(m.crn(key, "at")), "key": key, "operator": 0, "channel": 1}
            rows = honest_rows(**asked, holder=who, user=who, outlet=outlet, device=who)
            found[f"{n:,} rows, {len(policies)} policies"] = repeated(
                lambda m=m, rows=rows: m.ledger.submit("registration", rows)
            )
    return found


def _walk() -> dict[str, float]:
    """A batch of 10,000 in which every row is contested, and one in which none is; CPU seconds a row."""
    n = 10_000
    rows = {"holder": np.arange(n) % 100}
    at, open_ = np.arange(n) / n, np.ones(n, bool)

    def batch(cap: int) -> None:
        admit([Counter(Quota(("holder",), cap), {"holder": 100})], rows, at, open_, [True])

    return {"contested": repeated(lambda: batch(50)) / n, "free": repeated(lambda: batch(1000)) / n}


def lab() -> dict[str, float]:
    """What the policy lab takes: to open, to answer a new package, and one that is known."""
    from simkit_course.widget import policy_lab  # the other cases need no widgets

    made, opened = timed(lambda: policy_lab("en", seeds=1))

    def turn(name: str, value: object) -> float:
        def act() -> None:
            made.controls[name].value = value
            made.wait()

        return timed(act)[1]

    found = {"open, one seed": opened, "a new package, first seed": turn("face_match", True)}
    turn("forwarding_b", 2)
    found["two packages, nine more seeds"] = turn("n_seeds", 10)
    found["known runs, put together anew"] = turn("forwarding_b", 0)
    turn("forwarding_b", 2)
    return found | {"a known package": turn("forwarding_b", 0)}


def examined(folder: str) -> dict[str, float]:
    """What `simkit detect` takes: to read the folder, to run the detectors, to write what they found."""
    from simkit.detect.page import save
    from simkit.detect.run import examine

    desk, examining = timed(lambda: examine(folder))
    found = {"examine": examining, "examine_peak": peak_mb()}
    with tempfile.TemporaryDirectory() as home:
        _, found["write"] = timed(lambda: save(desk, Path(home) / "findings"))
    return found


def kept(settings: dict[str, Any], folder: str) -> dict[str, float]:
    """Simulate once and save to a folder that stays."""
    run, simulating = timed(lambda: simulate("palembang-reported", seed=1, settings=settings))
    _, saving = timed(lambda: run.save(folder))
    return {"simulate": simulating, "save": saving}


CHILDREN: dict[str, Callable[..., dict[str, Any]]] = {
    "lesson": lambda said: lesson(said["tick_h"]),
    "run": lambda said: simulated(said["scenario"], said["settings"], said["save"]),
    "kept": lambda said: kept(said["settings"], said["folder"]),
    "detect": lambda said: examined(said["folder"]),
    "micro": lambda said: micro(),
    "lab": lambda said: lab(),
}


def child(name: str, said: dict[str, Any]) -> None:
    """Measure one case in this process and write it as one line of JSON."""
    loop = calibrate()
    found = CHILDREN[name](said)
    loop = statistics.mean([loop, calibrate()])
    print(json.dumps({"loop": loop, "peak_mb": peak_mb(), "found": found}))


if __name__ == "__main__":
    child(sys.argv[1], json.loads(sys.argv[2]))
