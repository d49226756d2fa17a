"""The audit of a data set: no id, digit, second, gap or order may say who is a criminal, and no column alone much."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ..core.catalogue import Words
from ..core.errors import BadValue, quoted
from ..core.multiple_tests import holm
from ..core.tables import Column, Table
from ..detect.detectors.base import Observed, Ranking
from ..detect.detectors.chain import joined
from ..detect.detectors.insider import unexplained
from ..detect.detectors.registration import by_device, by_outlet
from ..detect.detectors.resale import resale
from ..engine.tables import declared
from .audit_looks import SUBJECTS, Kept, Look, Subject, by_lot, looks, subject
from .metrics import Told, judge, precision_at

PASSED, FAILED, UNJUDGED = "passed", "failed", "not judged"
WORDS = Words(__package__, "audit.words")
PLACES = Words(__package__, "audit.places")
"""Views and places, pair by pair."""
COLUMNS = [
    "table", "column", "role", "view", "test", "n_bad", "n_good", "where", "share_bad", "share_good", "p",
    "p_corrected", "verdict", "why",
]  # fmt: skip


@dataclass(frozen=True)
class Report:
    """The result of an audit.

    `table`: one row a test: ``table``, ``column``, ``role``, ``view``, ``test``, ``n_bad``, ``n_good``, ``where``,
    ``share_bad``, ``share_good``, ``p``, ``p_corrected``, ``verdict`` (passed, failed or not judged) and ``why``
    (which sentence explains it). For a signal the shares are the precision of the best single-column rule and of the
    reference detector. `alpha`: the chance that an honest data set fails any look at an artefact.
    """

    table: pd.DataFrame
    n_runs: int
    alpha: float

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not (self.table["verdict"] == FAILED).any()

    @property
    def failed(self) -> pd.DataFrame:
        """The tests that failed."""
        return self.table[self.table["verdict"] == FAILED].reset_index(drop=True)

    def lines(self, lang: str = "en") -> list[str]:
        """Say the whole report: failures with their reasons, then what passed and what was not judged, by column."""
        said, counts = WORDS[lang], self.table["verdict"].value_counts()
        names = (("passed", PASSED), ("failed", FAILED), ("unjudged", UNJUDGED))
        numbers = {name: int(counts.get(verdict, 0)) for name, verdict in names}
        head = said["head"].format(n=len(self.table), runs=self.n_runs, **numbers)
        made = [head, said["ok"] if self.ok else said["bad"]]
        failed = self.failed.sort_values(["role", "p", "table", "column"], kind="stable")
        for row in failed.to_dict("records"):
            made.append(self._line(row, row["column"], f"{row['view']} {row['test']}".strip(), lang))
        made.append("")
        rest = self.table[self.table["verdict"] != FAILED]
        for _, part in rest.groupby(["table", "verdict", "column", "role"], sort=True):
            worst = part.sort_values("p", kind="stable").iloc[0].to_dict()
            if worst["verdict"] == PASSED:
                views = ", ".join(sorted(set(part["view"])))
                made.append(self._line(worst, worst["column"], views, lang))
        for _, part in rest[rest["verdict"] == UNJUDGED].groupby(
            ["table", "why", "n_bad", "n_good"], sort=True
        ):
            columns = ", ".join(sorted(set(part["column"]) - {""}))
            made.append(self._line(part.iloc[0].to_dict(), columns, "", lang))
        return made

    def _line(self, row: Mapping[Any, Any], columns: str, views: str, lang: str) -> str:
        said = WORDS[lang]
        bad, good = row["n_bad"], row["n_good"]
        told = dict(row) | {"where": _translated(row["where"], lang), "share": bad / max(bad + good, 1)}
        told |= {"bad": bad, "good": good, "least": LEAST_BAD, "least_good": LEAST_GOOD, "common": COMMON}
        why = said[row["why"]].format(**told)
        what = f"{row['table']}.{columns}" if columns and "," not in columns else row["table"]
        what += f" ({columns})" if "," in columns else ""
        shown = f": {_translated(views, lang)}" if views else ""
        return f"{said[row['verdict']]:<12} {what}{shown}: {_decimals(why, lang)}"


def _translated(text: str, lang: str) -> str:
    for en, said in zip(PLACES["en"], PLACES[lang], strict=True):
        text = text.replace(en, said)
    return text


def _decimals(text: str, lang: str) -> str:
    """Write decimals and shares as the language does."""
    if lang != "id":
        return text
    return re.sub(r"(?<=\d)%", " persen", re.sub(r"(?<=\d)\.(?=\d)", ",", text))


# ---
# The best rule on a single column, beside a detector that reads the whole chain.

NUMBERS = ("count", "small", "money", "number", "time", "day")


@dataclass(frozen=True)
class Rule:
    """One rule on one column: the entities with the highest, lowest or latest value, or with one of the words.

    `precision`: share of the bad among the first k, the mean over runs.
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


def reference_precision(subjects: Sequence[Subject], entity: str, capacity: int | None) -> float:
    """Give the mean precision of the kit's own detector at capacity, among the entities that the table speaks of."""
    made = []
    for s in subjects:
        ranked = judge(OWN[entity](s.run.observed), s.run.labels(entity))
        score = pd.Series(ranked.score, ranked.entity_id).reindex(s.entity_id).fillna(-np.inf)
        made.append(precision_at(score, s.is_bad, n_looked_at(s, capacity)))
    return float(np.mean(made))


OWN: Mapping[str, Callable[[Observed], Ranking]] = {
    "agent": unexplained,
    "outlet": by_outlet,
    "device": by_device,
    "sim": joined,
    "account": partial(resale, entity="account"),
}
"""The detector, by entity, that single columns are measured against: the kit's own."""

# ---

LEAST_BAD, LEAST_GOOD = 200, 20
"""So many positive and honest rows, pooled over runs, before a look is judged."""

ALLOWED = 0.5
"""A single-column rule may reach this share of the reference detector's precision."""

COMMON = 0.2
"""Where more than this share of a table's entities are bad, signals are not judged: lots would find half as many."""


def audit(runs: Sequence[Told], *, capacity: int | None = None, alpha: float = 0.01, seed: int = 1) -> Report:
    """Look for columns that give the truth away by the way the data were made.

    Artefacts (ids, digits, lengths, seconds, gaps, the order of rows) must carry nothing: a permutation test within
    each run, pooled over runs, corrected by Holm for the number of looks. Signals may inform, but the best rule on a
    single column has at most half the reference detector's precision at the investigators' capacity. (In the best known
    synthetic data set of the field a letter of the id finds every fraud.)

    `runs`: runs of one scenario with different seeds; anything with ``observed`` and ``truth``. `capacity`: how many
    entities of a run investigators can look at: there the detector and the rules are compared. As many as there are
    bad ones where nothing is said, so that a rule that is sure of a few of them may be so. `alpha`: the chance that
    honest data fail at all. `seed`: of the permutations. Raises BadValue where there is no run, a run has no truth,
    or a number cannot be.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rng = np.random.default_rng(1)
    >>> at = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 86_400, 2_000), unit="s")
    >>> rows = pd.DataFrame({"access_id": np.arange(2_000), "at": at.sort_values()})
    >>> misuse = pd.DataFrame({"access_id": np.arange(1_500, 2_000), "motive": "sale"})
    >>> made = audit([SimpleNamespace(observed={"accesses": rows}, truth={"accesses": misuse})])
    >>> sorted(set(made.failed["column"] + ": " + made.failed["view"]))
    ['access_id: neighbours', 'access_id: rank']
    """
    if not runs:
        raise BadValue("nothing to audit: give at least one run or saved folder")
    if (capacity is not None and capacity < 1) or not 0 < alpha < 1:
        raise BadValue(
            f"capacity is {quoted(capacity)} and alpha {quoted(alpha)}; they must be 1 or more, and between 0 and 1"
        )
    rows: list[dict[str, Any]] = []
    kept = [Kept(run) for run in runs]
    for table in (t for t in declared() if t.folder == "observed"):
        if table.name not in SUBJECTS:
            if any(table.name in run.observed for run in runs):
                rows.append(_row(table.name, why="subject"))
            continue
        subjects = [s for run in kept if (s := subject(run, table.name)) is not None]
        rows += _artefacts(subjects, table, seed)
        rows += _signals(subjects, table, capacity)
    if all(row["why"] == "subject" for row in rows):
        raise BadValue("nothing to audit: no run has observed tables together with their truth")
    made = pd.DataFrame(rows, columns=COLUMNS)
    tested = made["p"].notna()
    made.loc[tested, "p_corrected"] = holm(made.loc[tested, "p"].to_numpy(float))
    lost = tested & (made["p_corrected"] <= alpha)
    made.loc[lost, "verdict"] = FAILED
    return Report(made, len(runs), alpha)


def _row(table: str, **said: Any) -> dict[str, Any]:
    empty = {"column": "", "role": "", "view": "", "test": "", "where": "", "n_bad": 0, "n_good": 0}
    numbers = dict.fromkeys(("share_bad", "share_good", "p", "p_corrected"), np.nan)
    return empty | numbers | {"table": table, "verdict": UNJUDGED, "why": ""} | said


def _artefacts(subjects: Sequence[Subject], table: Table, seed: int) -> Iterator[dict[str, Any]]:
    parts: dict[tuple[str, str], list[Look]] = {}
    for s in subjects:
        for look in looks(s.rows, table):
            parts.setdefault((look.column, look.view), []).append(look)
    for (column, view), pieces in sorted(parts.items()):
        n_bad = sum(int(p.is_bad.sum()) for p in pieces)
        n_good = sum(len(p.is_bad) for p in pieces) - n_bad
        said = {"column": column, "role": "artefact", "view": view, "n_bad": n_bad, "n_good": n_good}
        if n_bad < LEAST_BAD or n_good < LEAST_GOOD:
            yield _row(table.name, why="few", **said)
            continue
        for found in by_lot(pieces, seed, f"{table.name}.{column}.{view}"):
            yield _row(table.name, why="chance", verdict=PASSED, **said, **vars(found))


def _signals(subjects: Sequence[Subject], table: Table, capacity: int | None) -> Iterator[dict[str, Any]]:
    entity = SUBJECTS[table.name][0]
    seen = [s for s in subjects if len(s.is_bad)]
    if not entity or not seen or not any(is_rule(c) for c in table.columns):
        return
    n_bad = sum(int(s.is_bad.sum()) for s in seen)
    n_good = sum(len(s.is_bad) for s in seen) - n_bad
    said = {"role": "signal", "view": f"rule on {entity}", "n_bad": n_bad, "n_good": n_good}
    why = "few" if n_bad < LEAST_BAD or n_good < LEAST_GOOD else ""
    why = why or ("common" if n_bad > COMMON * (n_bad + n_good) else "")
    if why:
        yield _row(table.name, why=why, **said)
        return
    full = reference_precision(seen, entity, capacity)
    for rule in best_rules(seen, table, capacity):
        verdict = PASSED if rule.precision <= ALLOWED * full else FAILED
        shares = {"share_bad": rule.precision, "share_good": full, "where": f"{rule.column} {rule.rule}"}
        yield _row(table.name, why="rule", verdict=verdict, column=rule.column, **said, **shares)
