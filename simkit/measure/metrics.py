"""Figures for a ranking against the truth: what investigators find, how soon, at what price, at whose expense.

Accuracy is not among them: where one SIM in seven thousand is a ring's, whoever accuses nobody is right in
99.985 % of the cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..core.errors import BadValue, nearest, quoted
from ..detect.detectors.base import Ranking
from .outcomes import Told

MISUSE = ("known_person", "grudge", "sale")
"""Motives of a look-up that are misuse; habit (sloppy) and supervision are honest."""


def _is_not(table: str, key: str, column: str, honest: str) -> Callable[[Told], pd.Series]:
    return lambda run: run.truth[table].set_index(key)[column].astype(str).ne(honest)


def ring_registrations(run: Told) -> pd.DataFrame:
    """Give the observed registrations with ``is_bad``: whether a ring made the attempt."""
    seen = run.observed["registrations"]
    return seen.assign(is_bad=seen["registration_id"].isin(run.truth["registrations"]["registration_id"]))


LABELS: Mapping[str, Callable[[Told], pd.Series]] = {
    "agent": _is_not("agents", "agent_id", "role", "honest"),
    "outlet": _is_not("outlets", "outlet_id", "role", "honest"),
    "device": lambda run: ring_registrations(run).groupby("imei")["is_bad"].any(),
    "sim": lambda run: run.truth["sims"].set_index("sim_id")["ring_id"].notna(),
    "account": _is_not("accounts", "account_id", "origin", "own"),
    "nik": lambda run: ring_registrations(run).groupby("nik")["is_bad"].any(),
}


def labels(run: Told, entity: str) -> pd.Series:
    """Say of every entity whether it belongs to a crime, as only the simulator knows: bool, by entity id, sorted.

    `entity`: {"agent", "outlet", "device", "sim", "account", "nik"}; agent: an insider of any kind. outlet: complicit,
    or a dealer whose staff work for a ring. device: a ring registered on it, at least once. sim: registered by a ring
    or its mule. account: not the own of its user (a ring's SIM, taken over, ready-made). nik: a ring used it, so its
    owner is a victim and no suspect. Raises BadValue for any other entity.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> truth = {"agents": pd.DataFrame({"agent_id": [2, 1], "role": ["honest", "seller"]})}
    >>> labels(SimpleNamespace(truth=truth, observed={}), "agent").to_dict()
    {1: True, 2: False}
    """
    if entity not in LABELS:
        raise BadValue(f"no labels for entity {quoted(entity)}: {nearest(entity, LABELS)}")
    return LABELS[entity](run).astype(bool).sort_index().rename("is_bad")


# ---


@dataclass(frozen=True)
class Judged:
    """Scores beside the truth: what every figure of a ranking is computed from.

    `score`: higher is more suspicious; minus infinity for entities that the detector did not rank.
    """

    entity_id: np.ndarray
    score: np.ndarray
    is_bad: np.ndarray


def judge(ranking: Ranking, labels: pd.Series) -> Judged:
    """Set a ranking beside the truth; who is not ranked comes last, so that a short list does not look complete.

    `labels`: by entity id, every entity that there is (`metrics.labels`). Raises BadValue where the ranking names an
    entity that the labels do not know: it belongs to another run or moment.

    Examples
    --------
    >>> from simkit.detect.detectors.base import ranking
    >>> made = judge(ranking("bulk", "device", pd.Series({"a": 2.0})), pd.Series({"a": True, "b": True}))
    >>> made.score.tolist()
    [2.0, -inf]
    """
    table = ranking.table
    strange = table.loc[~table["entity_id"].isin(labels.index), "entity_id"]
    if len(strange):
        raise BadValue(
            f"ranking {quoted(ranking.detector)} names {ranking.entity} {quoted(strange.tolist()[0])}, which the "
            "labels do not know; are they of the same run, and are the ids those of views.cut rather than run.as_of?"
        )
    score = pd.Series(table["score"].to_numpy(float), table["entity_id"]).reindex(labels.index)
    return Judged(
        labels.index.to_numpy(), score.fillna(-np.inf).to_numpy(float), labels.to_numpy(bool, na_value=False)
    )


def _clean(score: Any, is_bad: Any) -> tuple[np.ndarray, np.ndarray]:
    s, b = np.asarray(score, dtype=float), np.asarray(is_bad, dtype=bool)
    if s.shape != b.shape or s.ndim != 1:
        raise BadValue(
            f"score has shape {s.shape} and is_bad {b.shape}; they must be two lists of one length"
        )
    if np.isnan(s).any():
        raise BadValue(
            f"score holds {int(np.isnan(s).sum())} missing values; an entity without a score has -inf"
        )
    return s, b


def found_at(score: Any, is_bad: Any, k: int) -> float:
    """Give how many of the bad are expected among the first `k`, equal scores being put in order by lot.

    `k`: how many cases the investigators can take; more than n is n. Returns the mean over all orders of equal
    scores, so that it depends neither on ids nor on the order of rows.

    Source: McSherry and Najork (2008), "Computing information retrieval performance measures efficiently in the
    presence of tied scores".

    Examples
    --------
    >>> found_at([3, 1, 1, 1], [True, True, False, False], 2)
    1.3333333333333333
    """
    s, b = _clean(score, is_bad)
    if k < 1:
        raise BadValue(f"k is {quoted(k)}; investigators take 1 case or more")
    if k >= len(s):
        return float(b.sum())
    edge = np.partition(s, len(s) - k)[len(s) - k]
    above, tied = s > edge, s == edge
    return float(b[above].sum() + b[tied].sum() * ((k - above.sum()) / tied.sum()))


def precision_at(score: Any, is_bad: Any, k: int) -> float:
    """Give the share of the bad among the first `k`: how much of the investigators' time is well spent.

    Of fewer than `k` entities the share is taken of those there are.

    Examples
    --------
    >>> precision_at([0.9, 0.8, 0.1], [True, False, True], 2)
    0.5
    """
    found, n = found_at(score, is_bad, k), min(k, len(np.asarray(score)))
    return found / n if n else float("nan")


# ---
# Intervals for a share: Wilson's for reading off, Clopper and Pearson's where the bound must hold.


def _counts(k: Any, n: Any, level: float) -> tuple[np.ndarray, np.ndarray]:
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    if (k < 0).any() or (k > n).any():
        raise BadValue(f"k is {k} of n {n}; k must lie from 0 to n")
    if not 0 < level < 1:
        raise BadValue(f"level is {quoted(level)}; it must lie between 0 and 1, such as 0.95")
    return k, n


def wilson(k: Any, n: Any, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Give Wilson's interval for a share of `k` in `n`, low and high: right on average, even for small counts.

    ``(p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)`` with ``p = k/n``; 0 to 1 where n is 0.

    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".

    Examples
    --------
    >>> [round(float(x), 3) for x in wilson(1, 10)]
    [0.018, 0.404]
    """
    from scipy.special import ndtri  # noqa: PLC0415 (slow to import)

    k, n = _counts(k, n, level)
    z = float(ndtri((1 + level) / 2))
    m = np.maximum(n, 1)
    p = k / m
    middle, half = p + z**2 / (2 * m), z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2))
    low, high = ((middle - half) / (1 + z**2 / m), (middle + half) / (1 + z**2 / m))
    # the ends are exact; rounding would leave them a hair off
    low, high = np.where(k == 0, 0.0, low), np.where(k == n, 1.0, high)
    return np.where(n > 0, low, 0.0), np.where(n > 0, high, 1.0)


def clopper_pearson(k: Any, n: Any, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Give the exact interval for a share of `k` in `n`: it holds at least as often as `level` says, often more.

    Source: Clopper and Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the
    binomial".

    Examples
    --------
    >>> [round(float(x), 3) for x in clopper_pearson(1, 10)]
    [0.003, 0.445]
    """
    from scipy.special import betaincinv  # noqa: PLC0415 (slow to import)

    k, n = _counts(k, n, level)
    a = (1 - level) / 2
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, a), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - a), 1.0)
    return low, high


# ---
# From the run's prevalence to the country's: how rare the crime is decides what an alarm is worth.

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

    `n_hits` and `n_false`: the bad and the good among those accused; `n_bad` and `n_good`: all there are in the run.
    `value` is missing where nobody was accused; where no good one was accused it is 1, and `low` says what that is
    worth. Raises BadValue where counts do not fit or a prevalence is no share.

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
