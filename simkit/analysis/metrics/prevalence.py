"""From the run's prevalence to the country's: how rare the crime is decides what an alarm is worth."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.errors import BadValue, quoted
from .intervals import clopper_pearson

NATIONAL_PREVALENCE = 50_000 / 332_000_000
"""Ring numbers per validated SIM, 0.015 %: one reported ring against the whole country.

Source: palembang-reported (about 50,000 numbers), sims-2025 (332 million cards). That this one ring stands for all
is an assumption; with twenty like it the share would be 0.3 %, so pass your own.
"""


@dataclass(frozen=True)
class Reweighted:
    """Precision at another prevalence: the value, and how far sampling alone could move it."""

    value: float
    low: float
    high: float


def reweighted_precision(
    n_hits: int,
    n_false: int,
    n_bad: int,
    n_good: int,
    prevalence: float = NATIONAL_PREVALENCE,
    level: float = 0.95,
) -> Reweighted:
    """Say how many alarms of the same rule would be right where the crime is as rare as `prevalence`.

    A rule keeps its share of the bad found, ``t = n_hits / n_bad``, and its share of the good accused,
    ``f = n_false / n_good``; by Bayes' rule the precision is ``p t / (p t + (1 - p) f)``. The interval puts t and f
    at opposite ends of their exact intervals, each at ``(1 + level) / 2``, so that both hold together (Bonferroni).

    Parameters
    ----------
    n_hits, n_false : int
        The bad and the good among those accused.
    n_bad, n_good : int
        All there are in the run.
    prevalence : float
        Share of the bad where the rule is to be used; the country's by default.
    level : float

    Returns
    -------
    Reweighted
        `value` is missing where nobody was accused. Where no good one was accused it is 1, and `low` says what that
        is worth.

    Raises
    ------
    BadValue
        Where counts do not fit or a prevalence is no share.

    Examples
    --------
    >>> made = reweighted_precision(n_hits=90, n_false=10, n_bad=1000, n_good=144_000)
    >>> round(made.value, 3), round(made.low, 3), round(made.high, 3)
    (0.163, 0.072, 0.363)
    """
    if not 0 <= prevalence <= 1:
        raise BadValue(
            f"prevalence is {quoted(prevalence)}; it must lie from 0 to 1 (the country's is {NATIONAL_PREVALENCE:.5f})"
        )
    if not (0 <= n_hits <= n_bad and 0 <= n_false <= n_good and n_bad and n_good):
        raise BadValue(
            f"n_hits {n_hits} of {n_bad} and n_false {n_false} of {n_good} cannot be: "
            "a part is more than its whole, or a whole is 0"
        )
    both = (1 + level) / 2
    t_low, t_high = (float(x) for x in clopper_pearson(n_hits, n_bad, both))
    f_low, f_high = (float(x) for x in clopper_pearson(n_false, n_good, both))
    return Reweighted(
        _bayes(n_hits / n_bad, n_false / n_good, prevalence),
        _bayes(t_low, f_high, prevalence),
        _bayes(t_high, f_low, prevalence),
    )


def _bayes(found: float, accused: float, prevalence: float) -> float:
    hits, false = prevalence * found, (1 - prevalence) * accused
    return hits / (hits + false) if hits + false else float("nan")
