"""Small runs that figures and reports are tested on, each simulated once."""

from __future__ import annotations

from functools import cache

from simkit.engine.run import simulate

SMALL = {"people.n_people": 2000, "run.days": 40, "run.scale": 0.01, "run.tick_h": 24.0}
RUNS = {
    "ring": ("baseline", SMALL),
    "nobody": (
        "baseline",
        SMALL | {"run.days": 3, "run.scale": 0.0, "ring.n_rings": 0, "insider.n_sellers": 0},
    ),
    "leak": ("desk-leak", SMALL | {"run.days": 10}),
    "breach": ("external-breach", SMALL),
    "lots": ("palembang-police", SMALL | {"run.days": 20}),
}


@cache
def run_of(name: str):
    scenario, settings = RUNS[name]
    return simulate(scenario, seed=5, settings=settings)
