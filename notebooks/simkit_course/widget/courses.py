"""What the policy lab computes: a run for each package and seed, each only once, and what they say together."""

from __future__ import annotations

import shlex
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from simkit.compare.pairs import DISPLACED, differences, route_of
from simkit.compare.plan import BASELINE, Plan
from simkit.compare.verdicts import judged
from simkit.detect.loop import simulate
from simkit.engine.scenario import Scenario, all_parameters, load_scenario, parse_policy
from simkit.measure.outcomes import ROUTES, Result, column, summarise

from ..story import Story
from . import SEEDS
from .levers import policies_at

PACKAGES = ("A", "B")
SIZE: Mapping[str, Any] = {"people.n_people": 2_000, "run.days": 45, "run.tick_h": 24}
"""So small that a first seed is there in half a second: `make bench` (case lab) measures it."""
KEPT_RUNS, KEPT_ANSWERS = 1000, 64
ROWS: tuple[str, ...] = (
    "n_victims", "loss_rp", "n_sold", DISPLACED, "n_turned_away", "n_blocked_honest", "n_accounts_wronged",
    "n_agents_wronged", "wait_min", "cost_rp",
)  # fmt: skip
"""What the table shows: the outcomes, and so the names, of `simkit compare` and of lesson 08."""
MADE = tuple(f"n_made_{route}" for route in ROUTES)
T = TypeVar("T")


class Stopped(Exception):
    """Something newer was asked for."""


@dataclass(frozen=True)
class Choice:
    """What is chosen in the lab.

    - ``seed``, ``n_seeds`` (int): The first seed, and how many from there on.
    - ``answers`` (bool): Whether the ring answers policies.
    - ``places`` (mapping of package to mapping of lever to position): What is not named is as usual.
    """

    seed: int = 1
    n_seeds: int = SEEDS
    answers: bool = True
    places: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds that pair the runs."""
        return tuple(range(self.seed, self.seed + self.n_seeds))

    @property
    def arms(self) -> dict[str, tuple[str, ...]]:
        """The baseline, and each package that changes something, with its policies as one types them."""
        made = {name: policies_at(self.places.get(name, {})) for name in PACKAGES}
        return {BASELINE: (), **{name: policies for name, policies in made.items() if policies}}

    @property
    def key(self) -> tuple[object, ...]:
        """What tells two choices apart."""
        return self.seed, self.n_seeds, self.answers, tuple(self.arms.items())


@dataclass(frozen=True)
class Course:
    """What is kept of a run.

    - ``figures`` (mapping of str to float): Those of `simkit.measure.outcomes.summarise`.
    - ``active`` (ndarray of int, shape (days,)): Numbers that abused on each day.
    """

    figures: Mapping[str, float]
    active: np.ndarray


@dataclass(frozen=True, eq=False)
class Answer:
    """What the runs say that are there.

    - ``seeds`` (tuple of int): Those of which every arm has run.
    - ``base`` (mapping of str to float): Means of the baseline.
    - ``table`` (DataFrame): Rows of `simkit.compare.pairs.differences`, judged as one family.
    - ``moved`` (mapping of arm to mapping of route to float): Shares of what turned up on other routes.
    - ``active`` (mapping of arm to ndarray of int, shape (seeds, days)): Numbers that abused on each day.
    """

    choice: Choice
    seeds: tuple[int, ...]
    base: Mapping[str, float]
    table: pd.DataFrame
    moved: Mapping[str, Mapping[str, float]]
    active: Mapping[str, np.ndarray]

    def row(self, arm: str, outcome: str) -> dict[Any, Any]:
        """Give the row of a package and an outcome."""
        table = self.table
        return table[(table["arm"] == arm) & (table["outcome"] == outcome)].iloc[0].to_dict()


def active_by_day(run: Result, start: np.datetime64, days: int) -> np.ndarray:
    """Count the numbers that abused on each day of a run (int, shape (days,)).

    >>> run = simulate("baseline", settings={"people.n_people": 500, "run.days": 2, "run.scale": 0.0})
    >>> active_by_day(run, np.datetime64("2024-08-05"), 2).tolist()
    [0, 0]
    """
    messages = run.truth.arrow("messages")
    day = (column(messages, "day").astype("datetime64[D]") - start.astype("datetime64[D]")).astype(np.int64)
    # One key for day and number: a number that uses two channels in a day counts once.
    key = np.unique(day * (1 << 32) + column(messages, "sim_id"))
    return np.bincount(key >> 32, minlength=days)[:days]


class Courses:
    """Simulates choices and keeps the latest runs, so that what was seen before comes back at once.

    - ``settings`` (mapping, optional): ``{"section.key": value}``.
    - ``story`` (Story, optional): A class's own, laid over the scenario.

    Raises BadValue: for an unknown scenario or setting, or a value out of range.
    """

    def __init__(
        self, scenario: str | Scenario, settings: Mapping[str, Any] | None = None, story: Story | None = None
    ) -> None:
        self.settings = {**SIZE, **(settings or {})}
        if story and not isinstance(scenario, Scenario):
            loaded, alone = story.over(scenario), story.alone()
            now = ((p.section, p.name) for p in all_parameters())
            values = {
                f"{s}.{n}": (getattr(getattr(loaded, s), n), getattr(getattr(alone, s), n)) for s, n in now
            }
            self.settings = {n: new for n, (new, old) in values.items() if new != old} | self.settings
        else:
            loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self.typed = story.shown if story else loaded.name
        self.scenario = loaded.with_settings(self.settings)
        self.scenario.ready()
        self.days = int(self.scenario.run.days)
        self.n_simulated = 0
        self._runs: OrderedDict[tuple[object, ...], Course] = OrderedDict()
        self._answers: OrderedDict[tuple[object, ...], Answer] = OrderedDict()

    def plan(self, choice: Choice) -> Plan:
        """Give the choice as `simkit compare` would plan it."""
        settings = {**self.settings, **({} if choice.answers else {"adapt.is_on": False})}
        made = self.scenario.with_settings(settings)
        scenarios = {k: made.with_policies([parse_policy(p) for p in v]) for k, v in choice.arms.items()}
        return Plan(self.typed, choice.arms, scenarios, choice.seeds, BASELINE, settings)

    def missing(self, choice: Choice) -> list[tuple[str, int]]:
        """List the runs, as arm and seed, that a choice still needs."""
        arms = choice.arms
        return [(a, s) for s in choice.seeds for a in arms if (choice.answers, arms[a], s) not in self._runs]

    def fill(self, choice: Choice, is_wanted: Callable[[], bool] = lambda: True) -> Iterator[int]:
        """Run what is missing, seed by seed, and yield after each of them how many are there.

        `is_wanted` is asked every day of a run; where it says no, the run is given up and Stopped raised.
        """
        plan = self.plan(choice)

        def progress(*_: int) -> None:
            if not is_wanted():
                raise Stopped

        for done, seed in enumerate(plan.seeds, 1):
            for arm, policies in plan.arms.items():
                key = choice.answers, policies, seed
                if key not in self._runs:
                    _keep(self._runs, key, self._simulate(plan.scenarios[arm], seed, progress), KEPT_RUNS)
                self._runs.move_to_end(key)
            yield done

    def answer(self, choice: Choice) -> Answer:
        """Say what the runs say that are there, at least one of each arm."""
        if choice.key not in self._answers or self._answers[choice.key].seeds != self._there(choice):
            _keep(self._answers, choice.key, self._answer(choice), KEPT_ANSWERS)
        return self._answers[choice.key]

    def _there(self, choice: Choice) -> tuple[int, ...]:
        lost = {seed for _, seed in self.missing(choice)}
        return tuple(seed for seed in choice.seeds if seed not in lost)

    def _answer(self, choice: Choice) -> Answer:
        plan = replace(self.plan(choice), seeds=self._there(choice))
        runs = {(a, s): self._runs[choice.answers, plan.arms[a], s] for a in plan.arms for s in plan.seeds}
        names = [name for name in (*ROWS, *MADE) if name != DISPLACED]
        figures = {key: {name: run.figures[name] for name in names} for key, run in runs.items()}
        base = {name: float(np.nanmean([figures[BASELINE, s][name] for s in plan.seeds])) for name in names}
        table = differences(plan, figures) if plan.others else pd.DataFrame(columns=["outcome", "arm"])
        moved = {
            arm: _moved(table[table["arm"] == arm].set_index("outcome")["difference"]) for arm in plan.others
        }
        table = judged(table[table["outcome"].isin(ROWS)]) if plan.others else table
        active = {a: np.array([runs[a, s].active for s in plan.seeds]) for a in plan.arms}
        return Answer(choice, plan.seeds, base, table, moved, active)

    def _simulate(self, scenario: Scenario, seed: int, progress: Callable[..., None]) -> Course:
        self.n_simulated += 1
        run = simulate(scenario, seed, progress=progress)
        return Course(dict(summarise(run).figures), active_by_day(run, self.scenario.start(), self.days))


def _moved(difference: pd.Series[float]) -> dict[str, float]:
    """Say to which routes numbers moved: shares of all that these gained, the largest first."""
    gained = difference.reindex(MADE).clip(lower=0).sort_values(ascending=False)
    gained = gained[gained > 0]
    return {route_of(str(name)): float(share) for name, share in (gained / gained.sum()).items()}


def _keep(kept: OrderedDict[tuple[object, ...], T], key: tuple[object, ...], made: T, most: int) -> None:
    kept[key] = made
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)


def command(courses: Courses, choice: Choice) -> str:
    """Write what repeats a choice: the experiment, or the runs where there is one seed or no package.

    >>> made = Courses("policy-lab", {"run.days": 20})
    >>> command(made, Choice(3, 5, places={"A": {"face_match": 1}})).split(" --set")[0]
    'simkit compare policy-lab --arm A=face_match --seeds 3-7'
    """
    plan = courses.plan(choice)
    turned = [word for key, value in plan.settings.items() for word in ("--set", f"{key}={_typed(value)}")]
    if plan.others and choice.n_seeds > 1:
        arms = [word for name in plan.others for word in ("--arm", f"{name}={','.join(plan.arms[name])}")]
        seeds = f"{plan.seeds[0]}-{plan.seeds[-1]}"
        return shlex.join(["simkit", "compare", plan.scenario, *arms, "--seeds", seeds, *turned])
    made = (
        [
            "simkit",
            "run",
            plan.scenario,
            "--seed",
            str(seed),
            *(f"--policy={p}" for p in policies),
            *turned,
            "--out",
            f"out/{arm}",
        ]
        for arm, policies in plan.arms.items()
        for seed in plan.seeds[:1]
    )
    return "\n".join(map(shlex.join, made))


def _typed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
