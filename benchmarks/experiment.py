"""Measure an experiment: ten arms at lesson size, on one and on two worker processes.

python benchmarks/run.py experiment            20 seeds, 200 runs, twice
python benchmarks/experiment.py 2 4            one measurement: 2 workers, 4 seeds
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cases import LESSON, calibrate
from joblib.externals.loky import get_reusable_executor

from simkit.compare.experiment import compare

try:
    import resource
except ImportError:  # Windows counts no children; the figures are then those of one process only
    resource = None

SEEDS = 20
SETTINGS = LESSON | {"run.tick_h": 24, "run.scale": 0.02}
ARMS = {
    "cap1": ["cap:per_operator=1"],
    "cap5": ["cap:per_operator=5"],
    "no_cap": ["-cap"],
    "weekly": ["forwarding:every_days=7"],
    "daily": ["forwarding:every_days=1"],
    "ott": ["ott_cooperation"],
    "ban": ["ban_on_block"],
    "both": ["forwarding:every_days=1", "ott_cooperation"],
    "all": ["forwarding:every_days=1", "ott_cooperation", "ban_on_block", "cap:per_operator=1"],
}


def cpu() -> float:
    """CPU seconds so far of this process and of the workers that have ended."""
    if resource is None:
        return time.process_time()
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(r.ru_utime + r.ru_stime for r in both)


def child(workers: int, seeds: int) -> None:
    """Measure one experiment in this process and write it as one line of JSON."""
    loop = calibrate()
    start = cpu()
    with tempfile.TemporaryDirectory() as home:
        made = compare("baseline", ARMS, seeds, settings=SETTINGS, workers=workers, out=Path(home) / "out")
    if workers > 1:
        get_reusable_executor().shutdown(wait=True)
    spent = cpu() - start
    found = {"cpu": spent, "loop": (loop + calibrate()) / 2, "failures": len(made.failures)}
    print(json.dumps(found | {"ratio": made.variance_ratio}))


def show(seeds: int = SEEDS) -> None:
    """Print the CPU of the experiment on one and on two workers, and what pairing saves."""
    found = {}
    for workers in (1, 2):
        words = [sys.executable, __file__, str(workers), str(seeds)]
        done = subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True)
        m = found[workers] = json.loads(done.stdout.splitlines()[-1])
        what = f"{len(ARMS) + 1} arms x {seeds} seeds, {workers} worker" + "s" * (workers > 1)
        print(f"{'experiment':<11} {what:<34} {m['cpu']:9.3f} {m['cpu'] / m['loop']:9.1f}", flush=True)
    times = found[2]["cpu"] / found[1]["cpu"]
    per = found[2]["cpu"] / found[2]["loop"] / (found[1]["cpu"] / found[1]["loop"])
    print(f"{'':<11} two workers: {times:.2f} times the CPU of one ({per:.2f} in loops)")
    print(f"{'':<11} median variance ratio {found[1]['ratio']:.1f}")


if __name__ == "__main__":
    child(*(int(word) for word in [*sys.argv[1:], str(SEEDS)][:2]))
