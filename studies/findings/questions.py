"""The questions to the model, what was expected before anything ran, and the trials and grids that answer."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simkit.core.catalogue import Words
from simkit.core.html import asset

BASELINE = "baseline"
ASKED = Words(__package__, "questions.asked")
CAPACITIES = Words(__package__, "questions.capacity")
BECAUSE = Words(__package__, "questions.because")


@dataclass(frozen=True)
class Claim:
    """One comparison of an answer.

    Attributes
    ----------
    trial, arm, base : str
        Which arms are compared; `base` is usually the scenario as it is.
    outcome : str
    expected : {"less", "more", "same"}
        Written down before the study ran.
    reason : str
        The key of why the direction is true by construction: it makes the claim a mechanism, else it is a finding.
    leads : bool
        Whether the answer begins with it.
    """

    trial: str
    arm: str
    outcome: str
    expected: str
    base: str = BASELINE
    reason: str = ""
    leads: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What is compared."""
        return self.trial, self.arm, self.base, self.outcome

    @property
    def is_mechanism(self) -> bool:
        """Whether the direction is true by construction."""
        return bool(self.reason)


@dataclass(frozen=True)
class Region:
    """A grid that an answer shows: which arms, and the signs of which outcomes."""

    grid: str
    arms: tuple[str, ...]
    outcomes: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question to the model: its words, its comparisons, its grids."""

    key: str
    claims: tuple[Claim, ...]
    regions: tuple[Region, ...]

    def title(self, lang: str) -> str:
        """Say what is asked."""
        return str(ASKED[lang][self.key]["title"])

    def setup(self, lang: str) -> str:
        """Say what is compared."""
        return str(ASKED[lang][self.key]["setup"])


READ: Mapping[str, Any] = tomllib.loads(asset(__package__, "questions.toml"))
"""Questions, trials and grids, as they were written down first."""


def _questions(kind: str) -> tuple[Question, ...]:
    return tuple(
        Question(
            key,
            tuple(Claim(**claim) for claim in said["claims"]),
            tuple(Region(r["grid"], tuple(r["arms"]), tuple(r["outcomes"])) for r in said.get("regions", ())),
        )
        for key, said in READ[kind].items()
    )


QUESTIONS = _questions("policies")
"""The questions in the order of the page."""
TRADE = _questions("trade")
"""Asked of runs of their own (see `studies.findings.trade`)."""


# ---
# What the study runs: trials with many seeds, and grids over the guesses that could turn a sign.

LAB: Mapping[str, Any] = READ["lab"]
"""What makes another scenario a scenario of the policy lab: everybody answers, and there is no raid."""


@dataclass(frozen=True)
class Trial:
    """One experiment of the study.

    Attributes
    ----------
    scenario : str
    arms : mapping of str to policies
        The scenario as it is joins as ``baseline``.
    settings : mapping
    """

    scenario: str
    arms: Mapping[str, Sequence[str]]
    settings: Mapping[str, Any] = field(default_factory=dict)


def _trial(said: Mapping[str, Any]) -> Trial:
    return Trial(said["scenario"], said["arms"], LAB if said.get("is_lab") else said.get("settings", {}))


@dataclass(frozen=True)
class Parameter:
    """A guess that a grid turns, and its values."""

    name: str
    values: Sequence[Any]

    def label(self, value: Any, lang: str = "en") -> str:
        """Give the value as the page writes it: as it is typed, or in words where it is a list."""
        if isinstance(value, list):
            return str(CAPACITIES[lang][self.values.index(value)])
        return f"`{str(value).lower() if isinstance(value, bool) else format(value, 'g')}`"


@dataclass(frozen=True)
class Grid:
    """A trial in every combination of some guesses.

    Attributes
    ----------
    trial : Trial
        With the arms; the first arm's policies are those of the question.
    parameters : tuple of Parameter
    base : str
        The arm the others are compared with; ``"none"`` is the scenario as it is.
    """

    trial: Trial
    params: tuple[Parameter, ...]
    base: str = "none"

    def cells(self) -> list[dict[str, Any]]:
        """Give the settings of every cell, in the order of the table."""
        names = [parameter.name for parameter in self.params]
        return [
            dict(zip(names, values, strict=True))
            for values in itertools.product(*(k.values for k in self.params))
        ]


TRIALS = {name: _trial(said) for name, said in READ["trials"].items()}
"""The experiments behind the answers."""
GRIDS = {
    name: Grid(
        _trial(said), tuple(itertools.starmap(Parameter, said["turned"].items())), said.get("base", "none")
    )
    for name, said in READ["grids"].items()
}
"""The guesses that decide a question, each turned to values that somebody could defend."""
LIFE_ARMS = {name: TRIALS["policies"].arms[name] for name in ("daily", "ott", "face")}
"""Policies under which single numbers are followed."""


def n_runs(seeds: int, grid_seeds: int, life_seeds: int, in_worlds: int = 0) -> int:
    """Count the runs of a study; `in_worlds` are the seeds of all plausible worlds together.

    Examples
    --------
    >>> n_runs(30, 6, 3) <= 1200
    True
    """
    arms = sum(1 + len(trial.arms) for trial in TRIALS.values())
    cells = sum(len(grid.cells()) * (1 + len(grid.trial.arms)) for grid in GRIDS.values())
    return arms * (seeds + in_worlds) + cells * grid_seeds + len(LIFE_ARMS) * life_seeds + life_seeds
