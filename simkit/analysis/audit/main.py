"""The audit itself: look at every declared column of every observed table, pool the runs, correct, and judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...core.errors import BadValue, quoted
from ...core.tables import Table
from ...engine.tables import declared
from ..metrics.labels import Told
from .chance import by_lot
from .looks import Look, looks
from .reference import OWN
from .report import COLUMNS, FAILED, PASSED, UNJUDGED, Report, holm
from .rules import Reference, best_rules, is_rule, reference_precision
from .subjects import SUBJECTS, Kept, Subject, subject

LEAST_BAD, LEAST_GOOD = 200, 20
"""So many positive and honest rows, pooled over runs, before a look is judged."""

ALLOWED = 0.5
"""A single-column rule may reach this share of the reference detector's precision."""

COMMON = 0.2
"""Where more than this share of a table's entities are bad, signals are not judged: lots would find half as many."""


def audit(
    runs: Sequence[Told],
    *,
    reference: Reference | None = None,
    capacity: int | None = None,
    alpha: float = 0.01,
    seed: int = 1,
) -> Report:
    """Look for columns that give the truth away by the way the data were made.

    Artefacts (ids, digits, lengths, seconds, gaps, the order of rows) must carry nothing: a permutation test within
    each run, pooled over runs, corrected by Holm for the number of looks. Signals may inform, but the best rule on a
    single column has at most half the reference detector's precision at the investigators' capacity. (In the best known
    synthetic data set of the field a letter of the id finds every fraud.)

    Parameters
    ----------
    runs : sequence of Run or Saved
        Runs of one story with different seeds; anything with ``observed`` and ``truth``.
    reference : mapping of entity to detector, optional
        ``{"sim": f}`` with ``f(observed) -> Ranking``; plain counts per device where none is given.
    capacity : int, optional
        How many entities of a run investigators can look at: there the detector and the rules are compared. As many
        as there are bad ones where nothing is said, so that a rule that is sure of a few of them may be so.
    alpha : float
        The chance that honest data fail at all.
    seed : int
        Of the permutations.

    Returns
    -------
    Report

    Raises
    ------
    BadValue
        Where there is no run, a run has no truth, or a number cannot be.

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
            rows.append(_row(table.name, why="subject"))
            continue
        subjects = [s for run in kept if (s := subject(run, table.name)) is not None]
        rows += _artefacts(subjects, table, seed)
        rows += _signals(subjects, table, OWN if reference is None else reference, capacity)
    if all(row["why"] == "subject" for row in rows):
        raise BadValue("nothing to audit: no run has observed tables together with their truth")
    made = pd.DataFrame(rows, columns=COLUMNS)
    tested = made["p"].notna()
    made.loc[tested, "p_corrected"] = holm(made.loc[tested, "p"].to_numpy(float))
    lost = tested & (made["p_corrected"] <= alpha)
    made.loc[lost, "verdict"] = FAILED
    return Report(made, len(runs), alpha, (LEAST_BAD, LEAST_GOOD), COMMON)


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


def _signals(
    subjects: Sequence[Subject], table: Table, reference: Reference, capacity: int | None
) -> Iterator[dict[str, Any]]:
    entity = SUBJECTS[table.name][0]
    seen = [s for s in subjects if len(s.is_bad)]
    if not entity or not seen or not any(is_rule(c) for c in table.columns):
        return
    n_bad = sum(int(s.is_bad.sum()) for s in seen)
    n_good = sum(len(s.is_bad) for s in seen) - n_bad
    said = {"role": "signal", "view": f"rule on {entity}", "n_bad": n_bad, "n_good": n_good}
    why = "few" if n_bad < LEAST_BAD or n_good < LEAST_GOOD else ""
    why = why or ("common" if n_bad > COMMON * (n_bad + n_good) else "")
    why = why or ("reference" if entity not in reference else "")
    if why:
        yield _row(table.name, why=why, **said)
        return
    full = reference_precision(seen, entity, reference, capacity)
    for rule in best_rules(seen, table, capacity):
        verdict = PASSED if rule.precision <= ALLOWED * full else FAILED
        shares = {"share_bad": rule.precision, "share_good": full, "where": f"{rule.column} {rule.rule}"}
        yield _row(table.name, why="rule", verdict=verdict, column=rule.column, **said, **shares)
