"""The questions to the model, what was expected before anything ran, and the trials and grids that answer."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from simkit.core.catalogue import LANGUAGES, Words

Both = dict[str, str]
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
    def is_mechanism(self) -> bool:
        """Whether the direction is true by construction."""
        return bool(self.reason)

    @property
    def because(self) -> Both | None:
        """Why the direction is true by construction, in both languages."""
        return {lang: BECAUSE[lang][self.reason] for lang in LANGUAGES} if self.reason else None


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

    @property
    def title(self) -> Both:
        """The question, in both languages."""
        return {lang: ASKED[lang][self.key]["title"] for lang in LANGUAGES}

    @property
    def setup(self) -> Both:
        """What is compared, in both languages."""
        return {lang: ASKED[lang][self.key]["setup"] for lang in LANGUAGES}


def _questions(kind: str) -> tuple[Question, ...]:
    """Read the questions and what was expected of each comparison, as they were written down first."""
    text = resources.files(__package__ or "").joinpath("questions.toml").read_text(encoding="utf-8")
    return tuple(
        Question(
            key,
            tuple(Claim(**claim) for claim in said["claims"]),
            tuple(Region(r["grid"], tuple(r["arms"]), tuple(r["outcomes"])) for r in said.get("regions", ())),
        )
        for key, said in tomllib.loads(text)[kind].items()
    )


QUESTIONS = _questions("policies")
"""The questions in the order of the page."""
TRADE = _questions("trade")
"""Asked of runs of their own (see `studies.findings.trade`)."""


# ---
# What the study runs: trials with many seeds, and grids over the guesses that could turn a sign.

SEEDS, GRID_SEEDS, LIFE_SEEDS, WORLD_SEEDS = 30, 6, 3, 5
LAB: Mapping[str, Any] = {
    "run.tick_h": 24,
    "adapt.is_on": True,
    "buyer.replaces": True,
    "buyer.pays_for_life": True,
    "police.leads_for_raid": 0,
}
"""What makes another scenario a scenario of the policy lab: everybody answers, and there is no raid."""
CAPACITY = (1.0, 1.2, 2.0, 0.3, 1.5, 0.2)
"""Attempts a shift on each way: self, outlet, dealer, mule, ready-made, take-over (the scenario's own)."""


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


@dataclass(frozen=True)
class Parameter:
    """A guess that a grid turns: its values, and what the page calls them where the value is a list."""

    name: str
    values: tuple[Any, ...]
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, value: Any, lang: str = "en") -> str:
        """Give the value as the page writes it: in words, or as it is typed."""
        if self.said:
            return self.said[lang][self.values.index(value)]
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


DAILY, OTT, FACE = ("forwarding:every_days=1",), ("ott_cooperation", "ban_on_block"), ("face_match",)
TRIALS: Mapping[str, Trial] = {
    "policies": Trial("policy-lab", {"daily": DAILY, "ott": OTT, "cap-off": ("-cap",), "face": FACE}),
    "habit": Trial("policy-lab", {"face": FACE}, {"adapt.is_on": False}),
    "seller": Trial("desk-seller", {"ticket": ("ticket",)}, LAB),
    "camera": Trial("desk-leak", {"ticket": ("ticket",), "open": ("open_capture",)}, {"run.tick_h": 24}),
    "breach": Trial(
        "external-breach",
        {"three-days": ("breach_notice:within_h=72",), "thirty-days": ("breach_notice:within_h=720",)},
        LAB,
    ),
}
"""The experiments behind the answers."""

GRIDS: Mapping[str, Grid] = {
    "feedback": Grid(
        Trial("policy-lab", {"daily": DAILY, "ott": OTT}),
        (
            Parameter("buyer.replaces", (False, True)),
            Parameter("buyer.pays_for_life", (False, True)),
            Parameter("citizen.p_complain", (0.003, 0.03)),
        ),
    ),
    "ott-share": Grid(
        Trial("policy-lab", {"ott": OTT}),
        (Parameter("abuse.ott_abroad", (0.4, 0.95)), Parameter("citizen.ott_factor", (0.1, 1.0))),
    ),
    "reuse": Grid(
        Trial("policy-lab", {"cap-off": ("-cap",)}),
        (
            Parameter("ring.sims_per_identity", (1.3, 6.0, 20.0)),
            Parameter("broker.other_leaks_per_number", (0.1, 0.8)),
        ),
        base="cap-off",
    ),
    "answer": Grid(
        Trial("policy-lab", {"face": FACE}),
        (
            Parameter("adapt.inertia", (0.3, 0.7, 0.95)),
            Parameter(
                "ring.capacity",
                tuple(
                    (*CAPACITY[:3], *(round(c * times, 3) for c in CAPACITY[3:])) for times in (0.3, 1.0, 3.0)
                ),
                CAPACITIES,
            ),
        ),
    ),
    "hiding": Grid(
        Trial("desk-seller", {"ticket": ("ticket",)}, LAB),
        (
            Parameter("insider.p_covered", (0.0, 0.5, 0.9)),
            Parameter("broker.other_leaks_per_number", (0.1, 0.4)),
        ),
    ),
    "dumped": Grid(
        Trial(
            "external-breach",
            {"few-act": ("breach_notice:p_act=0.1",), "most-act": ("breach_notice:p_act=0.7",)},
            LAB,
        ),
        (
            Parameter("breach.share_to_broker", (0.02, 0.5)),
            Parameter("broker.other_leaks_per_number", (0.1, 0.4)),
        ),
    ),
}
"""The guesses that decide a question, each turned to values that somebody could defend."""


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


LIFE_ARMS: Mapping[str, Sequence[str]] = {"daily": DAILY, "ott": OTT, "face": FACE}
"""Policies under which single numbers are followed."""
