"""How long the registration graph of a million SIMs takes, on one core.

python benchmarks/graphs.py make FOLDER '{"people.n_people": 1000000}'    simulates, and keeps two observed tables
python benchmarks/graphs.py measure FOLDER '{}'                           reads them in a fresh process, and measures
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pyarrow.parquet as pq
from cases import calibrate, peak_mb, timed

from simkit import simulate
from simkit.analysis.graphs import components, core_numbers, registration_features, registration_graph
from simkit.engine.tables import declared

TABLES = ("sims", "registrations")
STORY = "palembang-reported"


def make(home: Path, settings: dict[str, float]) -> None:
    run = simulate(STORY, seed=1, settings=settings)
    for name in TABLES:
        pq.write_table(run.observed.arrow(name), home / f"{name}.parquet")


def measure(home: Path) -> dict[str, object]:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    loop = calibrate()
    known = {t.path: t for t in declared()}
    tables = {n: known[f"observed/{n}"].frame(pq.read_table(home / f"{n}.parquet")) for n in TABLES}
    seconds = {}
    graph, seconds["graph from tables"] = timed(lambda: registration_graph(tables))
    _, seconds["components"] = timed(lambda: components(graph))
    _, seconds["core numbers"] = timed(lambda: core_numbers(graph))
    for of in ("sim", "nik", "device"):
        _, seconds[f"features of every {of}"] = timed(lambda of=of: registration_features(tables, of, graph))
    seconds["all"] = sum(seconds.values())
    sizes = ", ".join(f"{len(i):,} {k}" for k, i in zip(graph.kinds, graph.ids, strict=True))
    what = f"{graph.n_edges:,} edges; nodes: {sizes}; {len(tables['registrations']):,} registrations"
    return {"loop": loop, "peak_mb": peak_mb(), "found": {"seconds": seconds, "what": what}}


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    if sys.argv[1] == "make":
        make(folder, json.loads(sys.argv[3]))
    else:
        print(json.dumps(measure(folder)))
