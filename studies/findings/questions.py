"""The questions to the model, what was expected before anything ran, and the trials and grids that answer."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    is_lead : bool
        Whether the answer begins with it.
    """

    trial: str
    arm: str
    outcome: str
    expected: str
    base: str = BASELINE
    reason: str = ""
    is_lead: bool = False

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


# ---
# The questions, what was expected before anything ran, and which part is true by construction.


def _c(trial: str, arm: str, outcome: str, expected: str, base: str = BASELINE, reason: str = "") -> Claim:
    return Claim(trial, arm, outcome, expected, base, reason)


def _lead(trial: str, arm: str, outcome: str, expected: str, base: str = BASELINE, reason: str = "") -> Claim:
    return Claim(trial, arm, outcome, expected, base, reason, is_lead=True)


QUESTIONS: tuple[Question, ...] = (
    Question(
        "forwarding",
        (
            _lead("policies", "daily", "n_victims", "less"),
            _lead("policies", "daily", "profit_rp", "less"),
            _c("policies", "daily", "mean_days_to_block", "less", reason="forwarding-mean_days_to_block"),
            _c("policies", "daily", "loss_rp", "less"),
            _c("policies", "daily", "n_sold", "same"),
            _c("policies", "daily", "n_blocked_honest", "more"),
            _c("policies", "daily", "cost_rp", "more", reason="forwarding-cost_rp"),
        ),
        (Region("feedback", ("daily",), ("n_victims", "profit_rp")),),
    ),
    Question(
        "ott",
        (
            _lead("policies", "ott", "n_victims", "less"),
            _lead("policies", "ott", "profit_rp", "less"),
            _c("policies", "ott", "median_gap_days", "less", reason="ott-median_gap_days"),
            _c("policies", "ott", "loss_rp", "less"),
            _c("policies", "ott", "active_days", "less"),
            _c("policies", "ott", "n_accounts_wronged", "more"),
            _c("policies", "ott", "cost_rp", "more", reason="ott-cost_rp"),
        ),
        (
            Region("feedback", ("ott",), ("n_victims", "profit_rp")),
            Region("ott-share", ("ott",), ("n_victims", "profit_rp")),
        ),
    ),
    Question(
        "cap",
        (
            _lead("policies", BASELINE, "n_sold", "same", base="cap-off"),
            _lead("policies", BASELINE, "n_turned_away", "more", "cap-off", "cap-n_turned_away"),
            _c("policies", BASELINE, "n_victims", "same", base="cap-off"),
            _c("policies", BASELINE, "profit_rp", "same", base="cap-off"),
            _c("policies", BASELINE, "n_honest_refused", "more", "cap-off", "cap-n_honest_refused"),
        ),
        (Region("reuse", (BASELINE,), ("n_sold", "n_victims", "n_turned_away")),),
    ),
    Question(
        "face",
        (
            _c("habit", "face", "n_ring_sims", "less", reason="face-n_ring_sims"),
            _lead("habit", "face", "n_sold", "less", reason="face-n_sold"),
            _c("habit", "face", "n_victims", "less", reason="face-n_victims"),
            _lead("policies", "face", "n_sold", "less"),
            _lead("policies", "face", "displaced", "more", reason="face-displaced"),
            _c("policies", "face", "n_victims", "less"),
            _c("policies", "face", "profit_rp", "less"),
            _c("policies", "face", "n_honest_refused", "more", reason="face-n_honest_refused"),
            _c("policies", "face", "n_turned_away", "more"),
        ),
        (Region("answer", ("face",), ("n_sold", "n_victims", "displaced")),),
    ),
    Question(
        "ticket",
        (
            _lead("seller", "ticket", "n_sold", "less"),
            _lead("seller", "ticket", "n_victims", "less"),
            _c("seller", "ticket", "profit_rp", "less"),
            _c("seller", "ticket", "n_looks_refused", "more", reason="ticket-n_looks_refused"),
            _c("seller", "ticket", "wait_min", "more"),
            _lead("camera", "ticket", "n_posts", "less", reason="ticket-n_posts"),
            _c("camera", "open", "n_captured", "more", reason="ticket-n_captured"),
        ),
        (Region("hiding", ("ticket",), ("n_sold", "n_victims", "profit_rp")),),
    ),
    Question(
        "breach",
        (
            _lead("breach", "three-days", "n_victims", "less"),
            _lead("breach", "three-days", "n_blocked_ring", "more", reason="breach-n_blocked_ring"),
            _lead("breach", "three-days", "n_blocked_ring", "more", "thirty-days", "breach-three-thirty"),
            _c("breach", "three-days", "n_victims", "less", base="thirty-days"),
            _c("breach", "three-days", "n_sold", "same"),
            _c("breach", "three-days", "profit_rp", "less"),
            _c("breach", "three-days", "n_blocked_honest", "same"),
            _c("breach", "three-days", "cost_rp", "more", reason="breach-cost_rp"),
        ),
        (Region("dumped", ("few-act", "most-act"), ("n_blocked_ring", "n_victims", "profit_rp")),),
    ),
)
"""The questions in the order of the page."""
RAID = Question(
    "raid",
    (
        _lead("raid", "raid", "n_opened", "more", reason="raid-n_opened"),
        _lead("raid", "raid", "n_sold_after", "less"),
        _c("raid", "raid", "price_after_rp", "more"),
    ),
    (),
)
MARGIN = Question(
    "margin",
    (
        _lead("margin", "poor", "n_at_work", "less"),
        _c("margin", "poor", "n_rings", "less"),
    ),
    (),
)
PRICES = Question(
    "prices",
    (
        _lead("supply", "face", "price_number_rp", "more"),
        _c("supply", "face", "n_numbers", "less"),
        _c("supply", "face", "price_account_rp", "more"),
        _c("supply", "face", "n_accounts", "more"),
        _lead("supply", "scarce", "price_number_rp", "more"),
        _c("supply", "scarce", "n_numbers", "less", reason="trade-n_numbers"),
        _c("supply", "scarce", "price_account_rp", "more"),
        _c("supply", "scarce", "n_accounts", "more"),
    ),
    (),
)
TRADE = (RAID, MARGIN, PRICES)
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
