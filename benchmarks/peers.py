"""Measure simkit beside other simulators in one run, and write `docs/performance.md` with its picture.

    python benchmarks/peers.py                            simkit and the references
    python benchmarks/peers.py --python peers/bin/python  the peers too, with the Python that has them

The peers are no dependency of simkit; they live in an environment of their own:

    python -m venv peers && peers/bin/pip install simpy faker numpy mesa ciw starsim

Every measurement is a process of its own, in CPU seconds without imports and after a small first run; the median of
some repeats. A ratio says how many times the peer's work simkit does in a CPU second. A peer that is not installed
is said to be missing; nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE, PICTURE = ROOT / "docs" / "performance.md", ROOT / "docs" / "img" / "peers.png"
PEOPLE, DAYS, REPEATS = 100_000, 180, 3
# Of a number: messages a day, and complaints a message; after two complaints it is blocked.
RATE, P_COMPLAINT, MOST = 0.05, 0.01, 2

Made = dict[str, Any]


def timed(act: Callable[[], int]) -> Made:
    """How many units the work gave, and the CPU seconds it took."""
    start = time.process_time()
    n = act()
    return {"n": n, "cpu_s": time.process_time() - start}


# --- simkit -------------------------------------------------------------------


def simkit_rows() -> Made:
    """One run, saved; the rows of all tables."""
    from cases import simulated

    settings = {"people.n_people": PEOPLE, "run.days": DAYS, "run.scale": 0.1}
    simulated("palembang-reported", settings | {"people.n_people": 2_000, "run.scale": 0.002}, save=True)
    made = simulated("palembang-reported", settings, save=True)
    return {"n": sum(made["rows"].values()), "cpu_s": made["simulate"] + made["save"]}


def simkit_people() -> Made:
    """The whole world with its outlets and SIMs at the start; names and addresses in full."""
    import numpy as np

    from simkit.core.streams import Streams
    from simkit.engine.scenario import load_scenario
    from simkit.world.build import build_world

    def build(n: int) -> int:
        made = load_scenario("baseline").with_settings({"people.n_people": n})
        world = build_world(made.people, made.market, Streams(1), made.start())
        everybody = np.arange(world.n_identities)
        world.people.names(everybody), world.people.addresses(everybody)
        return world.n_identities

    build(1_000)
    return timed(lambda: build(PEOPLE))


# --- the references and the peers -----------------------------------------------


def arrays() -> Made:
    """Days as arrays: messages of every number, complaints, blocks that the next day feels; written as Parquet."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    def run(n: int, days: int) -> int:
        rng, complaints, rows = np.random.default_rng(1), np.zeros(n, np.int64), []
        for day in range(days):
            sent = rng.poisson(RATE * 10, n)
            sent[complaints >= MOST] = 0
            sim = np.repeat(np.arange(n), sent)
            at = day + rng.random(len(sim))
            is_complaint = rng.random(len(sim)) < P_COMPLAINT
            complaints += np.bincount(sim[is_complaint], minlength=n)
            rows.append((at, sim, rng.integers(0, n, len(sim)), is_complaint))
        at, *others = (np.concatenate(column) for column in zip(*rows, strict=True))
        order = np.argsort(at, kind="stable")
        columns = [at[order], *(column[order] for column in others)]
        table = pa.table(dict(zip(("at", "sim", "to", "is_complaint"), columns, strict=True)))
        with tempfile.TemporaryDirectory() as home:
            pq.write_table(table, Path(home, "messages.parquet"), compression="zstd")
        return table.num_rows

    run(100, 2)
    return timed(lambda: run(PEOPLE, DAYS))


def simpy_people() -> Made:
    """A process a person that waits, writes a row, complains, and stops when it is blocked."""
    import simpy

    def run(n: int, days: int) -> int:
        luck, env, rows = random.Random(1), simpy.Environment(), []

        def person(i: int) -> Any:
            complaints = 0
            while complaints < MOST:
                yield env.timeout(luck.expovariate(RATE * 10))
                is_complaint = luck.random() < P_COMPLAINT
                complaints += is_complaint
                rows.append((env.now, i, luck.randrange(n), is_complaint))

        for i in range(n):
            env.process(person(i))
        env.run(until=days)
        return len(rows)

    run(100, 2)
    return timed(lambda: run(PEOPLE, 10))


def faker_rows() -> Made:
    from faker import Faker

    fake = Faker("id_ID")
    fake.seed_instance(1)

    def rows(n: int) -> int:
        return len([(fake.name(), fake.address(), fake.phone_number()) for _ in range(n)])

    rows(100)
    return timed(lambda: rows(10_000))


def mesa_days() -> Made:
    """An agent a person, activated once a day in random order; it counts what it sent that day."""
    import mesa

    class Person(mesa.Agent):
        def __init__(self, model: Any) -> None:
            super().__init__(model)
            self.complaints = 0

        def step(self) -> None:
            if self.complaints < MOST and self.random.random() < RATE * 10:
                is_complaint = self.random.random() < P_COMPLAINT
                self.complaints += is_complaint
                self.model.rows.append((self.model.steps, self.unique_id, is_complaint))

    class Country(mesa.Model):
        def __init__(self, n: int) -> None:
            super().__init__(seed=1)
            self.rows: list[Any] = []
            Person.create_agents(self, n)

        def step(self) -> None:
            self.agents.shuffle_do("step")

    def run(n: int, days: int) -> int:
        country = Country(n)
        for _ in range(days):
            country.step()
        return n * days

    run(100, 2)
    return timed(lambda: run(PEOPLE, 10))


def ciw_rows() -> Made:
    """A desk of twenty clerks; a record a customer."""
    import ciw

    def run(until: float) -> int:
        ciw.seed(1)
        desk = ciw.create_network(
            arrival_distributions=[ciw.dists.Exponential(rate=18.0)],
            service_distributions=[ciw.dists.Exponential(rate=1.0)],
            number_of_servers=[20],
        )
        made = ciw.Simulation(desk)
        made.simulate_until_max_time(until)
        return len(made.get_all_records())

    run(10)
    return timed(lambda: run(3_000))


def starsim_days() -> Made:
    """An infection among as many people for as many days, on a random network of ten contacts."""
    import starsim as ss

    def run(n: int, days: int) -> int:
        made = ss.Sim(n_agents=n, diseases=ss.SIR(), networks=ss.RandomNet(n_contacts=10), start="2025-01-01",
                      dt=ss.days(1), dur=days, rand_seed=1, verbose=0)  # fmt: skip
        made.run()
        return n * len(made.t.timevec)

    run(1_000, 5)
    return timed(lambda: run(PEOPLE, DAYS))


OURS: dict[str, Callable[[], Made]] = {"rows": simkit_rows, "people": simkit_people}
UNITS = {"rows": "rows", "days": "person-days", "people": "made-up people"}
PEERS: dict[str, tuple[str, Callable[[], Made], str, str, str]] = {
    # name: unit, what runs, its package, what it did, what it does not do
    "arrays": ("rows", arrays, "numpy", f"{PEOPLE:,} numbers, {DAYS} days as arrays; complaints block; Parquet",
               "one table of four columns; no people, no market, no desk, no truth beside what is observed; "
               "a policy is a change of the code"),
    "SimPy": ("rows", simpy_people, "simpy", f"a process a person, {PEOPLE:,} people, 10 days; complaints block",
              "no tables, no common random numbers; nothing is written to disk"),
    "Ciw": ("rows", ciw_rows, "ciw", "a desk of 20 clerks, some 54,000 customers",
            "queues only: no people who act, no networks, no identities; nothing is written to disk"),
    "Mesa": ("days", mesa_days, "mesa", f"an agent a person, {PEOPLE:,} people, 10 daily steps",
             "no event log, no common random numbers, no data model; nothing is written to disk"),
    "Starsim": ("days", starsim_days, "starsim", f"SIR among {PEOPLE:,} people, {DAYS} daily steps, 10 contacts",
                "time series, no event tables and no identities; it has common random numbers, and networks that "
                "simkit has not"),
    "Faker": ("people", faker_rows, "faker", "name, address and telephone number, row by row (id_ID)",
              "no NIK or family card for Indonesia, and no field that fits another: town, postcode and number are "
              "drawn apart"),
}  # fmt: skip


# --- the run and the page -------------------------------------------------------


def child(python: str, name: str) -> Made | None:
    """Measure in a process of its own; None if its package is missing there."""
    done = subprocess.run([python, __file__, "--child", name], capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        if last and last[0].startswith("ModuleNotFoundError"):
            return None
        raise SystemExit(f"{name}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def measured(python: str, name: str) -> Made | None:
    """The median of some processes, as units a CPU second, with the lowest and the highest."""
    made = []
    for _ in range(REPEATS):
        one = child(python, name)
        if one is None:
            return None
        made.append(one)
    speeds = sorted(m["n"] / m["cpu_s"] for m in made)
    print(
        f"{name:<8} {statistics.median(speeds):>14,.0f} a CPU s ({speeds[0]:,.0f} to {speeds[-1]:,.0f})",
        flush=True,
    )
    return {"speed": statistics.median(speeds), "low": speeds[0], "high": speeds[-1]} | made[0]


def short(x: float) -> str:
    """Two significant digits, in words that can be compared at a glance."""
    for many, word in ((1e6, " million"), (1e3, " thousand")):
        if x >= many:
            return f"{float(f'{x / many:.2g}'):g}{word}"
    return f"{x:.2g}"


def page(ours: dict[str, Made], found: dict[str, Made | None]) -> str:
    """Give the document."""
    lines = [
        "# Beside other simulators",
        "",
        "Written by `python benchmarks/peers.py --python peers/bin/python`; how the peers are installed, and why they "
        "are no dependency, stands at the head of that file.",
        "",
        f"One run on Python {platform.python_version()}, {REPEATS} processes each, medians in CPU seconds without "
        "imports and after a small first run. Work differs in width and meaning: read a ratio as an order of "
        "magnitude, and none below 1.5 as a difference. simkit's figure is one run of `palembang-reported` with "
        f"{PEOPLE:,} people and {DAYS} days, all tables saved to Parquet; for made-up people it is the world alone, "
        "with NIK, family card, name and address. A larger run writes more rows in a CPU second "
        "([design.md](design.md#measured)).",
        "",
        "![How many times a peer's work simkit does in a CPU second](img/peers.png)",
        "",
        "| peer | what it ran | unit | peer, a CPU s | simkit, a CPU s | ratio | what it does not do |",
        "|---|---|---|---:|---:|---:|---|",
    ]
    for name, (unit, _, _, what, lacks) in PEERS.items():
        one, mine = found[name], ours[unit]
        figures = ["not installed", short(mine["speed"]), ""] if one is None else \
            [short(one["speed"]), short(mine["speed"]), f"{mine['speed'] / one['speed']:.2g}"]  # fmt: skip
        label = (
            name
            if one is None
            else f"{name} {one['version']}"
            if name != "arrays"
            else "arrays with feedback"
        )
        lines.append(f"| {label} | {what} | {UNITS[unit]} | {' | '.join(figures)} | {lacks} |")
    lines += [
        "",
        "What simkit does not do that a peer does: it has no calendar of a single person's every action (a day's "
        "traffic of a number is a row), no contact networks through which something spreads, and no model that a "
        "user writes from nothing; for these take the peer.",
        "",
    ]
    return "\n".join(lines)


def draw(ours: dict[str, Made], found: dict[str, Made | None]) -> None:
    """Draw the ratios, from the lowest to the highest that the repeats allow."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    names = [n for n in PEERS if found[n] is not None][::-1]
    figure, axes = plt.subplots(figsize=(7, 0.5 * len(names) + 1.2), layout="constrained")
    for y, name in enumerate(names):
        one, mine = found[name], ours[PEERS[name][0]]
        axes.plot([mine["low"] / one["high"], mine["high"] / one["low"]], [y, y], color="0.6", linewidth=4)
        axes.plot(mine["speed"] / one["speed"], y, "o", color="black")
    axes.axvline(1, color="0.3", linewidth=0.8, linestyle="--")
    axes.set(xscale="log", xlabel="simkit / peer, work in a CPU second", yticks=range(len(names)),
             yticklabels=[f"{n} ({UNITS[PEERS[n][0]]})" for n in names])  # fmt: skip
    figure.savefig(PICTURE, dpi=100, metadata={"Software": None})


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Measure simkit beside other simulators.")
    parser.add_argument("--python", default=sys.executable, help="the Python that has the peers (this one)")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.child:
        act, package = (OURS[asked.child], "simkit") if asked.child in OURS else PEERS[asked.child][1:3]
        print(json.dumps(act() | {"version": importlib.metadata.version(package)}))
        return 0
    ours = {name: measured(sys.executable, name) for name in OURS}
    share = PEOPLE * DAYS / ours["rows"]["n"]
    ours["days"] = {name: ours["rows"][name] * share for name in ("speed", "low", "high")}
    # The arrays need Arrow, which simkit's own environment has.
    found = {name: measured(sys.executable if name == "arrays" else asked.python, name) for name in PEERS}
    missing = [name for name, one in found.items() if one is None]
    if missing:
        print(f"not installed in {asked.python}: {', '.join(missing)}; the head of this file says how")
    draw(ours, found)
    PAGE.write_text(page(ours, found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
