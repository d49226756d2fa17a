"""A class's own story: a few lines of TOML, laid over the countries of data sets, lessons, game and board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simkit.engine.scenario import Scenario, load_scenario, read_scenario, scenario_of


@dataclass(frozen=True)
class Story:
    """A scenario's file, not yet a country: each use lays it over its own.

    - ``text`` (str): What the file says.
    - ``name`` (str): The file's name without its ending.
    - ``shown`` (str): Where it came from, for messages.
    """

    text: str = field(repr=False)
    name: str
    shown: str

    def over(self, use: str, settings: Mapping[str, Any] | None = None) -> Scenario:
        r"""Lay the story over the country of a use: what the file itself says always holds.

        Below it lies what the use needs, a shipped scenario and settings; below that the base that the file names.

        Raises BadValue: with file, line, and what is allowed.

        >>> Story("[ring]\nn_workers = 2", "own", "own.toml").over("lesson-ring", {"run.days": 9}).run.days
        9
        """

        def between(base: Scenario) -> Scenario:
            return load_scenario(use, lambda _: base).with_settings(settings or {})

        return scenario_of(self.text, self.name, self.shown, between)

    def alone(self) -> Scenario:
        """Give the scenario as `simkit run` reads it."""
        return scenario_of(self.text, self.name, self.shown)


def read_story(path: str | Path) -> Story:
    """Read a story, the TOML file of a scenario, and check it.

    Raises BadValue, BadFolder: with file, line, and what is allowed.
    """
    made = Story(*read_scenario(path), str(path))
    made.alone()
    return made


def country_of(use: str, settings: Mapping[str, Any], story: Story | None) -> Scenario:
    """Give the country of a use, with a class's story over it where there is one.

    >>> country_of("lesson-ring", {"run.days": 9}, None).run.days
    9
    """
    return story.over(use, settings) if story else load_scenario(use).with_settings(settings)
