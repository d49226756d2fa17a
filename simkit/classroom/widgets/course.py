"""What the policy lab computes: one course of events a choice, each only once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...analysis.outcomes import summarise
from ...analysis.reads import Result, column
from ...engine.run import simulate
from ...engine.scenario import Scenario
from ...engine.stories import load_story
from .levers import moved, policies_at

KEPT = 64
SIZE: Mapping[str, Any] = {"run.tick_h": 24}
"""A tick of a day: four times as fast as six hours, and no outcome of the lab needs the hours."""
WRONGED = ("n_blocked_honest", "n_accounts_wronged", "n_agents_wronged")


class Stopped(Exception):
    """Something newer was asked for."""


@dataclass(frozen=True)
class Choice:
    """What is chosen in the lab.

    Attributes
    ----------
    seed : int
    answers : bool
        Whether the ring answers policies.
    places : mapping of lever to position
        Levers that are not named are at their usual position.
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

    Attributes
    ----------
    figures : mapping of str to float
        Those of `simkit.analysis.outcomes.summarise`, and ``n_wronged``.
    active : ndarray of int, shape (days,)
        Numbers that abused on each day.
    """

    figures: Mapping[str, float]
    active: np.ndarray


def active_by_day(run: Result, start: np.datetime64, days: int) -> np.ndarray:
    """Count the numbers that abused on each day of a run (int, shape (days,)).

    Examples
    --------
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

    Parameters
    ----------
    story : str or Scenario
    settings : mapping, optional
        ``{"section.key": value}``.

    Raises
    ------
    BadValue
        For an unknown story or setting, or a value out of range.
    """

    def __init__(self, story: str | Scenario, settings: Mapping[str, Any] | None = None) -> None:
        loaded = story if isinstance(story, Scenario) else load_story(story)
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

        Parameters
        ----------
        choice : Choice
        told : callable, optional
            Told ``(days done, days in all)``, over both runs where both are needed.
        is_wanted : callable, optional
            Asked every day of a run; where it says no, the run is given up.

        Raises
        ------
        Stopped
            Where it is no longer wanted.
        BadValue
            For a seed below 0.
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
