"""What can be moved in the policy lab, and which policies each position stands for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue, nearest
from simkit.engine.policies import policy_words
from simkit.engine.run import simulate
from simkit.engine.scenario import Scenario, load_scenario
from simkit.measure.outcomes import Result, column, summarise

from ..texts import Text

SAID = Catalogue(__package__, "levers")

PolicyList = tuple[tuple[str, Mapping[str, Any] | None], ...]


@dataclass(frozen=True)
class Level:
    """One position: its name, and the policies in force there (None takes one of the scenario's away)."""

    name: Text
    policies: PolicyList = ()


@dataclass(frozen=True)
class Lever:
    """A slider or a switch.

    - ``levels`` (sequence of Level): From the loosest to the strictest; a switch has two.
    - ``usual`` (int): The position of the scenario as it is.
    """

    name: str
    title: Text
    levels: Sequence[Level]
    usual: int = 0

    @property
    def is_switch(self) -> bool:
        """Whether it is only off or on."""
        return len(self.levels) == 2

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policies that it can switch on."""
        named = [name for level in self.levels for name, said in level.policies if said is not None]
        return tuple(dict.fromkeys(named))


def switch(title: Text, *names: str) -> Lever:
    """Make a switch that puts policies in force with the catalogue's own defaults."""
    off, on = SAID["off"], SAID["on"]
    return Lever(names[0], title, (Level(off), Level(on, tuple((name, {}) for name in names))))


def slider(
    name: str, title: Text, parameter: str, values: Mapping[float, Text], off: Text | None = None
) -> Lever:
    """Make a slider over values of one parameter of a policy; with `off`, its first position is without it."""
    levels = [Level(off)] if off else []
    levels += [Level(said, ((name, {parameter: value}),)) for value, said in values.items()]
    return Lever(name, title, tuple(levels))


LEVERS: tuple[Lever, ...] = (
    slider(
        "forwarding",
        SAID["complaints_passed"],
        "every_days",
        {30: SAID["every_days"], 7: SAID["every_days_2"], 1: SAID["every_day"]},
    ),
    switch(SAID["ott_apps_board"], "ott_cooperation", "ban_on_block"),
    Lever(
        "cap",
        SAID["cap_sims_per_nik"],
        (
            Level(SAID["no_limit"], (("cap", None),)),
            Level(SAID["operator"], (("cap", {"per_operator": 3}),)),
            Level(SAID["operator_2"], (("cap", {"per_operator": 1}),)),
        ),
        usual=1,
    ),
    switch(SAID["face_match"], "face_match"),
    slider(
        "outlet_velocity",
        SAID["cap_sims_per_outlet"],
        "per_day",
        {20: SAID["day"], 5: SAID["day_2"], 2: SAID["day_3"]},
        SAID["no_limit"],
    ),
    switch(SAID["ticket_each_look_up"], "ticket"),
    switch(SAID["nik_kk_masked"], "masking"),
    switch(SAID["explanation_audit"], "explanation_audit"),
    switch(SAID["sender_filter_sms"], "sender_filter"),
    slider(
        "self_check",
        SAID["self_checks_nik"],
        "per_month",
        {0.02: SAID["month"], 0.1: SAID["month_2"], 0.3: SAID["month_3"]},
        SAID["as_usual"],
    ),
)


def find(name: str) -> Lever:
    """Find a lever by its name.

    Raises BadValue: where there is none.
    """
    known = {lever.name: lever for lever in LEVERS}
    if name not in known:
        raise BadValue(f"no control {name!r}: {nearest(name, known)}")
    return known[name]


def policies_at(places: Mapping[str, int]) -> PolicyList:
    """Give the policies that stand for positions of the levers; those not named are at their usual one.

    Raises BadValue: for an unknown lever or a position that it has not.

    >>> policies_at({"face_match": 1})
    (('forwarding', {'every_days': 30}), ('cap', {'per_operator': 3}), ('face_match', {}))
    """
    for name, place in places.items():
        n = len(find(name).levels)
        if place not in range(n):
            raise BadValue(f"control {name!r} is at {place!r}: it must be a whole number from 0 to {n - 1}")
    return tuple(p for v in LEVERS for p in v.levels[places.get(v.name, v.usual)].policies)


def moved(places: Mapping[str, int]) -> list[Lever]:
    """List the levers that are not at their usual position."""
    return [lever for lever in LEVERS if places.get(lever.name, lever.usual) != lever.usual]


def told(lever: Lever, lang: str) -> dict[str, str]:
    """Say what a lever's policies do, what they cost and what they cannot do: ``doc``, ``cost``, ``cannot``.

    >>> told(find("ticket"), "en")["doc"]
    'A record opens only with the number of a ticket.'
    """
    said = [policy_words(name, lang) for name in lever.policies]
    return {key: " ".join(words[key] for words in said) for key in ("doc", "cost", "cannot")}


# ---
# What the policy lab computes: one course of events a choice, each only once.

KEPT = 64
SIZE: Mapping[str, Any] = {"run.tick_h": 24}
"""A tick of a day: four times as fast as six hours, and no outcome of the lab needs the hours."""
WRONGED = ("n_blocked_honest", "n_accounts_wronged", "n_agents_wronged")


class Stopped(Exception):
    """Something newer was asked for."""


@dataclass(frozen=True)
class Choice:
    """What is chosen in the lab.

    - ``answers`` (bool): Whether the ring answers policies.
    - ``places`` (mapping of lever to position): Levers that are not named are at their usual position.
    """

    seed: int = 1
    answers: bool = True
    places: Mapping[str, int] = field(default_factory=dict)

    @property
    def base(self) -> Choice:
        """The same country without any change of policy."""
        return Choice(self.seed, self.answers)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells two choices apart."""
        return self.seed, self.answers, tuple((v.name, self.places[v.name]) for v in moved(self.places))


@dataclass(frozen=True)
class Course:
    """What is kept of a run.

    - ``figures`` (mapping of str to float): Those of `simkit.measure.outcomes.summarise`, and ``n_wronged``.
    - ``active`` (ndarray of int, shape (days,)): Numbers that abused on each day.
    """

    figures: Mapping[str, float]
    active: np.ndarray


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
    """Simulates choices and keeps the latest, so that what was seen before comes back at once.

    - ``settings`` (mapping, optional): ``{"section.key": value}``.

    Raises BadValue: for an unknown scenario or setting, or a value out of range.
    """

    def __init__(self, scenario: str | Scenario, settings: Mapping[str, Any] | None = None) -> None:
        loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self.scenario = loaded.with_settings({**SIZE, **(settings or {})})
        self.scenario.ready()
        self.days = int(self.scenario.run.days)
        self.n_simulated = 0
        self._kept: OrderedDict[tuple[object, ...], Course] = OrderedDict()

    def missing(self, choice: Choice) -> list[Choice]:
        """List the courses that this choice and its baseline still need."""
        wanted = {c.key: c for c in (choice.base, choice)}
        return [c for key, c in wanted.items() if key not in self._kept]

    def pair(
        self,
        choice: Choice,
        told: Callable[[int, int], None] | None = None,
        is_wanted: Callable[[], bool] | None = None,
    ) -> tuple[Course, Course]:
        """Give the baseline's course and the choice's.

        - ``told`` (callable, optional): Told ``(days done, days in all)``, over both runs where both are
          needed.
        - ``is_wanted`` (callable, optional): Asked every day of a run; where it says no, the run is given up.

        Raises Stopped: where it is no longer wanted.

        Raises BadValue: for a seed below 0.
        """
        self._touch(choice)
        missing = self.missing(choice)
        for i, one in enumerate(missing):

            def progress(done: int, days: int, before: int = i * self.days) -> None:
                if is_wanted is not None and not is_wanted():
                    raise Stopped
                if told:
                    told(before + done, len(missing) * days)

            self._keep(one.key, self._simulate(one, progress))
        self._touch(choice)
        return self._kept[choice.base.key], self._kept[choice.key]

    def _touch(self, choice: Choice) -> None:
        """Make the two courses the latest, so that neither is forgotten while the other is simulated."""
        for key in (choice.base.key, choice.key):
            if key in self._kept:
                self._kept.move_to_end(key)

    def _keep(self, key: tuple[object, ...], course: Course) -> None:
        self._kept[key] = course
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _simulate(self, choice: Choice, progress: Callable[[int, int], None]) -> Course:
        self.n_simulated += 1
        settings = {} if choice.answers else {"adapt.is_on": False}
        run = simulate(
            self.scenario,
            choice.seed,
            policies=policies_at(choice.places),
            settings=settings,
            progress=progress,
        )
        figures = dict(summarise(run).figures)
        figures["n_wronged"] = sum(figures[name] for name in WRONGED)
        return Course(figures, active_by_day(run, self.scenario.start(), self.days))
