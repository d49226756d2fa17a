"""What the study runs: trials with many seeds, and grids over the guesses that could turn a sign."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SEEDS, GRID_SEEDS, LIFE_SEEDS = 30, 6, 3
LAB: Mapping[str, Any] = {
    "run.tick_h": 24,
    "adapt.is_on": True,
    "buyer.replaces": True,
    "buyer.pays_for_life": True,
    "police.leads_for_raid": 0,
}
"""What makes another story a story of the policy lab: everybody answers, and there is no raid."""
CAPACITY = (1.0, 1.2, 2.0, 0.3, 1.5, 0.2)
"""Attempts a shift on each way: self, outlet, dealer, mule, ready-made, take-over (the story's own)."""


@dataclass(frozen=True)
class Trial:
    """One experiment of the study.

    Attributes
    ----------
    story : str
    arms : mapping of str to policies
        The story as it is joins as ``baseline``.
    settings : mapping
    """

    story: str
    arms: Mapping[str, Sequence[str]]
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Knob:
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
    knobs : tuple of Knob
    base : str
        The arm the others are compared with; ``"none"`` is the story as it is.
    """

    trial: Trial
    knobs: tuple[Knob, ...]
    base: str = "none"

    def cells(self) -> list[dict[str, Any]]:
        """Give the settings of every cell, in the order of the table."""
        names = [knob.name for knob in self.knobs]
        return [
            dict(zip(names, values, strict=True))
            for values in itertools.product(*(k.values for k in self.knobs))
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
            Knob("buyer.replaces", (False, True)),
            Knob("buyer.pays_for_life", (False, True)),
            Knob("citizen.p_complain", (0.003, 0.03)),
        ),
    ),
    "ott-share": Grid(
        Trial("policy-lab", {"ott": OTT}),
        (Knob("abuse.ott_abroad", (0.4, 0.95)), Knob("citizen.ott_factor", (0.1, 1.0))),
    ),
    "reuse": Grid(
        Trial("policy-lab", {"cap-off": ("-cap",)}),
        (
            Knob("ring.sims_per_identity", (1.3, 6.0, 20.0)),
            Knob("broker.other_leaks_per_number", (0.1, 0.8)),
        ),
        base="cap-off",
    ),
    "answer": Grid(
        Trial("policy-lab", {"face": FACE}),
        (
            Knob("adapt.sharpness", (0.0, 4.0, 12.0)),
            Knob(
                "ring.capacity",
                tuple(
                    (*CAPACITY[:3], *(round(c * times, 3) for c in CAPACITY[3:])) for times in (0.3, 1.0, 3.0)
                ),
                {
                    "en": (
                        "mule, ready-made, take-over x 0.3",
                        "as in the story",
                        "mule, ready-made, take-over x 3",
                    ),
                    "id": (
                        "orang suruhan, siap pakai, pengambilalihan x 0,3",
                        "seperti dalam cerita",
                        "orang suruhan, siap pakai, pengambilalihan x 3",
                    ),
                },
            ),
        ),
    ),
    "hiding": Grid(
        Trial("desk-seller", {"ticket": ("ticket",)}, LAB),
        (Knob("insider.p_covered", (0.0, 0.5, 0.9)), Knob("broker.other_leaks_per_number", (0.1, 0.4))),
    ),
    "dumped": Grid(
        Trial(
            "external-breach",
            {"few-act": ("breach_notice:p_act=0.1",), "most-act": ("breach_notice:p_act=0.7",)},
            LAB,
        ),
        (Knob("breach.share_to_broker", (0.02, 0.5)), Knob("broker.other_leaks_per_number", (0.1, 0.4))),
    ),
}
"""The guesses that decide a question, each turned to values that somebody could defend."""


def n_runs(seeds: int, grid_seeds: int, life_seeds: int) -> int:
    """Count the runs of a study.

    Examples
    --------
    >>> n_runs(30, 6, 3) <= 1200
    True
    """
    arms = sum(1 + len(trial.arms) for trial in TRIALS.values())
    cells = sum(len(grid.cells()) * (1 + len(grid.trial.arms)) for grid in GRIDS.values())
    return arms * seeds + cells * grid_seeds + len(LIFE_ARMS) * life_seeds + life_seeds


LIFE_ARMS: Mapping[str, Sequence[str]] = {"daily": DAILY, "ott": OTT, "face": FACE}
"""Policies under which single numbers are followed."""
