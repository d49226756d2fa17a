"""What a question to the model is made of."""

from __future__ import annotations

from dataclasses import dataclass

Both = dict[str, str]
BASELINE = "baseline"


@dataclass(frozen=True)
class Claim:
    """One comparison of an answer.

    Attributes
    ----------
    trial, arm, base : str
        Which arms are compared; `base` is usually the story as it is.
    outcome : str
    expected : {"less", "more", "same"}
        Written down before the study ran.
    because : dict of language to str, optional
        Why the direction is true by construction: it makes the claim a mechanism, else it is a finding.
    is_lead : bool
        Whether the answer begins with it.
    """

    trial: str
    arm: str
    outcome: str
    expected: str
    base: str = BASELINE
    because: Both | None = None
    is_lead: bool = False

    @property
    def is_mechanism(self) -> bool:
        """Whether the direction is true by construction."""
        return self.because is not None


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
    title: Both
    setup: Both
    claims: tuple[Claim, ...]
    regions: tuple[Region, ...]
