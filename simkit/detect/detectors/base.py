"""What every detector returns: a ranking with scores, reasons in words, and the rows behind each reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from ...core.catalogue import Catalogue
from ...core.formats import give_back
from ...core.locale import marks
from ..long_tables import row_numbers

SAID = Catalogue(__package__, "reasons")

Observed = Mapping[str, pd.DataFrame]
"""Observed tables by name: ``run.observed``, ``run.as_of(day)`` or a folder's; never the truth."""

HOW = ("count", "nunique", "sum", "max", "min", "mean")
"""How a reason's number is made from the rows it cites."""

EXPLAINED = 200
"""So many of the first entities get reasons: more than anybody looks at."""

ENTITIES = ("agent", "outlet", "device", "nik", "sim", "account", "post")


T = TypeVar("T")
_KEPT: ContextVar[dict[Any, Any] | None] = ContextVar("_KEPT", default=None)


@contextmanager
def shared() -> Iterator[None]:
    """Let detectors that run meanwhile on the same tables share what `once` makes of these."""
    token = _KEPT.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)
        give_back()


def once(make: Callable[..., T]) -> Callable[..., T]:
    """Make something of observed tables once while `shared` holds, and anew each time else: tables may be changed.

    What more it is made of counts by what it is: another table of the same length is another one.

    >>> size = once(lambda tables, rows: len(rows))
    >>> with shared():
    ...     size({}, [1, 2]), size({}, [1])
    (2, 1)
    """

    @wraps(make)
    def made(tables: Observed, *more: Any) -> T:
        kept = _KEPT.get(None)
        if kept is None:
            return make(tables, *more)
        key = (make, frozenset(tables), *map(id, more))
        if key not in kept:
            kept[key] = make(tables, *more), more  # an id is given again once its thing is gone
            give_back()
        found: T = kept[key][0]
        return found

    return made


def whole(column: pd.Series) -> np.ndarray:
    """Give a column of whole numbers as int64, -1 where it is missing (never through floats)."""
    return pd.to_numeric(column).astype("Int64").to_numpy(np.int64, na_value=-1)


def told(keys: pd.Series, values: pd.Series, asked: pd.Series) -> np.ndarray:
    """Give the whole number beside each id asked for, -1 where there is none."""
    return np.append(whole(values), -1)[row_numbers(whole(keys), whole(asked))]


def first(score: pd.Series, n: int = EXPLAINED) -> pd.Index:
    """Give the first entities in the order of a ranking, those that get reasons, without sorting the others."""
    return _first(score[score.notna()], n).index


def _first(score: pd.Series, n: int) -> pd.Series:
    """Give the highest scores, the highest first; among equal scores the id decides."""
    if len(score) > n:
        value = score.to_numpy(float)
        # the n-th highest of the highest of some each is a bound that few are above
        some = np.maximum.reduceat(value, np.arange(0, len(value), max(1, len(value) // (8 * n + 1))))
        score = score[value >= np.partition(some, -n)[-n]]
        score = score[(value := score.to_numpy(float)) >= np.partition(value, -n)[-n]]
    return score.iloc[np.lexsort((score.index.astype(str), -score.to_numpy(float)))[:n]]


@dataclass(frozen=True)
class Reason:
    """Why an entity stands where it stands, with a number that anybody can recompute.

    `table`: the observed table whose rows are cited. `column` and `how`: the number is this column of the cited rows,
    put together this way (one of ``HOW``). `id` and `en`: the sentence in Indonesian and English, with ``{n}`` for
    the number; without them the catalogue's sentence of that code.

    Examples
    --------
    >>> many = Reason("niks_per_device", "registrations", "nik", "nunique", "{n} NIK pada satu gawai", "{n} NIKs")
    >>> many.say("id", 12.0)
    '12 NIK pada satu gawai'
    """

    code: str
    table: str
    column: str
    how: str
    id: str = ""
    en: str = ""

    def __post_init__(self) -> None:
        if self.how not in HOW:
            raise ValueError(f"reason {self.code}: how is {self.how!r}; it is one of {', '.join(HOW)}")

    def say(self, lang: str, n: float) -> str:
        """Give the sentence with the number: whole numbers without a fraction, others with two digits."""
        text = getattr(self, lang) or SAID[self.code].to(lang)
        return text.format(n=marks(f"{n:,.0f}" if float(n).is_integer() else f"{n:,.2f}", lang))


@dataclass(frozen=True)
class Cited:
    """The rows that speak for one reason, for many entities at once.

    `rows`: columns ``entity_id``, ``row_id`` (the key of the cited row) and the reason's column.
    """

    reason: Reason
    rows: pd.DataFrame


def cite(reason: Reason, rows: pd.DataFrame, entity: str, key: str) -> Cited:
    """Cite rows: the column that names whom they speak of, the key of each row, and the reason's own column."""
    made = {"entity_id": rows[entity], "row_id": rows[key], reason.column: rows[reason.column]}
    return Cited(reason, pd.DataFrame(made))


def front(score: pd.Series) -> pd.Index:
    """Give the first entities by score that get reasons, and all who tie with the last of them."""
    return score.index[score >= score.nlargest(EXPLAINED).min()] if len(score) else score.index


@dataclass(frozen=True)
class Ranking:
    """One detector's answer.

    `detector` and `entity`: its name, and what is ranked: one of ``ENTITIES``. `scores`: by entity id, in no order;
    higher is more suspicious. `evidence`: ``entity_id``, ``reason`` (its code), ``table``, ``row_id``: what each
    reason rests on. `reasons`: those that were cited, in their order. `told`: by language and entity, in words.
    """

    detector: str
    entity: str
    scores: pd.Series
    evidence: pd.DataFrame
    reasons: tuple[Reason, ...]
    told: Mapping[str, Mapping[object, Sequence[str]]]

    @cached_property
    def table(self) -> pd.DataFrame:
        """The whole list, as `head` gives it."""
        return self.head(len(self.scores))

    def head(self, n: int) -> pd.DataFrame:
        """Give the first `n` rows: what investigators can look at.

        ``entity_id``, ``score``, ``rank`` (1 is the first; equal scores share it), ``reason_id`` and ``reason_en``
        (empty where nothing is cited).
        """
        top = _first(self.scores, n)
        made = pd.DataFrame({"entity_id": top.index, "score": top.to_numpy()}, index=range(len(top)))
        made["rank"] = made["score"].rank(method="min", ascending=False).astype("int64")
        for lang, said in self.told.items():
            made[f"reason_{lang}"] = ["; ".join(said.get(e, ())) for e in made["entity_id"]]
        return made


def ranking(detector: str, entity: str, score: pd.Series, cited: Sequence[Cited] = ()) -> Ranking:
    """Put scores into order and words to the first of them.

    `score`: by entity id; missing scores are left out. `cited`: the most telling reason first. Returns a ranking:
    every reason's number is computed from the rows that it cites; the first ``EXPLAINED`` entities have reasons.

    Examples
    --------
    >>> score = pd.Series({7: 1.0, 8: 3.0})
    >>> rows = pd.DataFrame({"entity_id": [8, 8], "row_id": [1, 2], "nik": [5, 6]})
    >>> why = Reason("niks", "registrations", "nik", "nunique", "{n} NIK", "{n} NIKs")
    >>> ranking("bulk", "device", score, [Cited(why, rows)]).table[["entity_id", "rank", "reason_en"]].values.tolist()
    [[8, 1, '2 NIKs'], [7, 2, '']]
    """
    score = score[score.notna()].astype("float64")
    # an index that was looked into keeps a table of places three times its size
    score = score.set_axis(pd.Index(score.index.array, name=score.index.name))
    top = first(score)
    told: dict[str, dict[object, list[str]]] = {"id": {}, "en": {}}
    evidence = []
    for c in cited:
        rows = c.rows[c.rows["entity_id"].isin(top)]
        for entity_id, n in (
            rows.groupby("entity_id", observed=True)[c.reason.column].agg(c.reason.how).items()
        ):
            for lang, by_entity in told.items():
                by_entity.setdefault(entity_id, []).append(c.reason.say(lang, float(n)))
        named = rows[["entity_id", "row_id"]].assign(reason=c.reason.code, table=c.reason.table)
        evidence.append(named[["entity_id", "reason", "table", "row_id"]])
    nothing = pd.DataFrame(columns=["entity_id", "reason", "table", "row_id"])
    made = pd.concat(evidence, ignore_index=True) if evidence else nothing
    return Ranking(detector, entity, score, made, tuple(c.reason for c in cited), told)
