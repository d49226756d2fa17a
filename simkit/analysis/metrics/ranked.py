"""Precision, recall and average precision of scores, with ties dealt with as if drawn by lot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...core.errors import BadValue, quoted
from ..detectors.base import Ranking


@dataclass(frozen=True)
class Judged:
    """Scores beside the truth: what every figure of a ranking is computed from.

    Attributes
    ----------
    entity_id : ndarray
    score : ndarray of float
        Higher is more suspicious; minus infinity for entities that the detector did not rank.
    is_bad : ndarray of bool
    """

    entity_id: np.ndarray
    score: np.ndarray
    is_bad: np.ndarray


def judge(ranking: Ranking, labels: pd.Series) -> Judged:
    """Set a ranking beside the truth; who is not ranked comes last, so that a short list does not look complete.

    Parameters
    ----------
    ranking : Ranking
    labels : Series of bool
        By entity id, every entity that there is (`metrics.labels`).

    Raises
    ------
    BadValue
        Where the ranking names an entity that the labels do not know: it belongs to another run or moment.

    Examples
    --------
    >>> from simkit.analysis.detectors.base import ranking
    >>> made = judge(ranking("bulk", "device", pd.Series({"a": 2.0})), pd.Series({"a": True, "b": True}))
    >>> made.score.tolist(), recall_at(made.score, made.is_bad, 1)
    ([2.0, -inf], 0.5)
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

    Parameters
    ----------
    score : (n,) float
    is_bad : (n,) bool
    k : int
        How many cases the investigators can take; more than n is n.

    Returns
    -------
    float
        The mean over all orders of equal scores, so that it depends neither on ids nor on the order of rows.

    Source: McSherry and Najork (2008), "Computing information retrieval performance measures efficiently in
    the presence of tied scores".

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

    Parameters as for `found_at`. Of fewer than `k` entities the share is taken of those there are.

    Examples
    --------
    >>> precision_at([0.9, 0.8, 0.1], [True, False, True], 2)
    0.5
    """
    found, n = found_at(score, is_bad, k), min(k, len(np.asarray(score)))
    return found / n if n else float("nan")


def recall_at(score: Any, is_bad: Any, k: int) -> float:
    """Give the share of all the bad that stand among the first `k`; missing where there are none.

    Examples
    --------
    >>> recall_at([0.9, 0.8, 0.1], [True, False, True], 2)
    0.5
    """
    n_bad = int(np.asarray(is_bad, dtype=bool).sum())
    return found_at(score, is_bad, k) / n_bad if n_bad else float("nan")


def average_precision(score: Any, is_bad: Any) -> float:
    """Give the mean of the precision at every threshold, weighted by the recall gained there.

    ``AP = sum over thresholds of (R_i - R_{i-1}) P_i``; equal scores are one threshold. Missing where nobody is bad.

    Source: as in scikit-learn's ``average_precision_score``.

    Examples
    --------
    >>> round(average_precision([0.9, 0.8, 0.8, 0.1], [True, False, True, False]), 4)
    0.8333
    """
    s, b = _clean(score, is_bad)
    if not b.any():
        return float("nan")
    order = np.argsort(-s, kind="stable")
    last = np.flatnonzero(np.append(s[order][1:] != s[order][:-1], True))
    hits = np.cumsum(b[order])[last]
    return float((np.diff(hits, prepend=0) * hits / (last + 1)).sum() / b.sum())
