"""The best rule on a single column, beside a detector that reads the whole chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...core.tables import Column, Table
from ..detectors.base import Ranking
from ..metrics.ranked import judge, precision_at
from .subjects import Subject

Reference = Mapping[str, Callable[[Mapping[str, pd.DataFrame]], Ranking]]
"""For each entity the detector that single columns are measured against."""

NUMBERS = ("count", "small", "money", "number", "time", "day")


@dataclass(frozen=True)
class Rule:
    """One rule on one column: the entities with the highest, lowest or latest value, or with one of the words.

    Attributes
    ----------
    column, rule : str
    precision : float
        Share of the bad among the first k, the mean over runs.
    """

    column: str
    rule: str
    precision: float


def best_rules(subjects: Sequence[Subject], table: Table, capacity: int | None) -> list[Rule]:
    """Give the best rule on each signal column of a table, found with hindsight over all runs.

    A rule ranks the table's entities (a device by its registrations, a SIM by its days of traffic) by the highest or
    the lowest value among their rows, or by whether any row holds a word, a missing value or an hour of the day; ties
    are drawn by lot. Precision is at the capacity in each run, and averaged.
    """
    found: dict[tuple[str, str], list[float]] = {}
    lots: list[float] = []
    for s in subjects:
        here = dict(_column_rules(s, table, n_looked_at(s, capacity)))
        lot = float(s.is_bad.mean())
        # a word that a run does not have finds nobody there: its list is drawn by lot
        for name in set(found) | set(here):
            found.setdefault(name, list(lots)).append(here.get(name, lot))
        lots.append(lot)
    best: dict[str, Rule] = {}
    for (column, rule), values in sorted(found.items()):
        made = Rule(column, rule, float(np.mean(values)))
        if column not in best or made.precision > best[column].precision:
            best[column] = made
    return sorted(best.values(), key=lambda r: (-r.precision, r.column))


def n_looked_at(s: Subject, capacity: int | None) -> int:
    """Give how many entities are looked at in a run: as many as there are bad ones where nothing is said."""
    return max(int(s.is_bad.sum()), 1) if capacity is None else capacity


def is_rule(column: Column) -> bool:
    """Tell whether single-column rules are tried on a column: a signal that is no link, text without free wording."""
    return column.role == "signal" and column.kind not in ("id", "string")


def _column_rules(s: Subject, table: Table, k: int) -> Iterator[tuple[tuple[str, str], float]]:
    named = s.place >= 0
    place = s.place[named]
    for column in (c for c in table.columns if c.name in s.rows and is_rule(c)):
        values = s.rows.loc[named, column.name]
        if column.kind in NUMBERS:
            number = _numbers(values, column)
            for rule, sign in (("highest", 1.0), ("lowest", -1.0)):
                score = np.full(len(s.is_bad), -np.inf)
                np.fmax.at(score, place, sign * number)
                yield (column.name, rule), precision_at(score, s.is_bad, k)
        words = _words(values, column)
        if words is not None:
            yield from _word_rules(column.name, words, place, s.is_bad, k)


def _numbers(values: pd.Series, column: Column) -> np.ndarray:
    if column.kind in ("time", "day"):
        values = (values - pd.Timestamp(0)).dt.total_seconds()
    return values.to_numpy(float, na_value=np.nan)


def _words(values: pd.Series, column: Column) -> pd.Series | None:
    """Give the words of a column: its own, the hours of its times, or just whether anything is there."""
    missing = values.isna()
    if column.kind == "time":
        return ("hour " + values.dt.hour.astype("Int64").astype(str)).where(~missing, "missing")
    if column.kind in ("text", "flag"):
        return values.astype(object).where(~missing, "missing").astype(str)
    return missing.map({True: "missing", False: "there"}) if missing.any() else None


def _word_rules(
    name: str, words: pd.Series, place: np.ndarray, is_bad: np.ndarray, k: int
) -> Iterator[tuple[tuple[str, str], float]]:
    """Give each word's precision: its own entities first, the rest by lot."""
    pairs = pd.DataFrame({"word": words.to_numpy(), "place": place}).drop_duplicates()
    n_all, bad_all, k = len(is_bad), int(is_bad.sum()), min(k, len(is_bad))
    groups = pd.Series(is_bad[pairs["place"]]).groupby(pairs["word"].to_numpy())
    for word, n, bad in zip(groups.size().index, groups.size(), groups.sum(), strict=True):
        rest = (k - n) * (bad_all - bad) / (n_all - n) if n < k else 0.0
        yield (name, f"= {word}"), float(bad / n if n >= k else (bad + rest) / k)


def reference_precision(
    subjects: Sequence[Subject], entity: str, reference: Reference, capacity: int | None
) -> float:
    """Give the mean precision of the reference detector at capacity, among the entities that the table speaks of."""
    made = []
    for s in subjects:
        ranked = judge(reference[entity](s.run.observed), s.run.labels(entity))
        score = pd.Series(ranked.score, ranked.entity_id).reindex(s.entity_id).fillna(-np.inf)
        made.append(precision_at(score, s.is_bad, n_looked_at(s, capacity)))
    return float(np.mean(made))
