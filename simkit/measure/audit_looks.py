"""What an audit looks at: a crime's rows and honest ones, every view of a column, and whether chance could do that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..core.streams import Streams
from ..core.tables import Column, Frames, Table
from .metrics import MISUSE, Told, labels, ring_registrations

LARGE = ("traffic_daily", "contacts")
"""Tables that are read once and not kept."""


class ReadOnce(Frames):
    """Tables that are read at most once, apart from the large ones; for reading only."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._kept: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name in LARGE:
            return self._tables[name]
        if name not in self._kept:
            self._kept[name] = self._tables[name]
        return self._kept[name]


class Kept:
    """A run whose tables and labels are made once for the whole audit."""

    def __init__(self, run: Told) -> None:
        self.observed, self.truth = ReadOnce(run.observed), ReadOnce(run.truth)
        self._labels: dict[str, pd.Series] = {}

    def labels(self, entity: str) -> pd.Series:
        """Give the labels of an entity (bool, by id)."""
        if entity not in self._labels:
            self._labels[entity] = labels(self, entity)
        return self._labels[entity]


@dataclass(frozen=True)
class Subject:
    """One table of one run: its rows with ``is_bad``, and the entities that they speak of.

    `entity_id`: the different entities, sorted; empty for a table of none. `place`: of each row the place of its
    entity; -1 where it names none. `is_bad`: by entity.
    """

    run: Kept
    rows: pd.DataFrame
    entity_id: np.ndarray
    place: np.ndarray
    is_bad: np.ndarray


Rows = Callable[[Kept], pd.DataFrame]


def _new_sims(run: Kept) -> pd.DataFrame:
    """SIMs registered in the run: older ones are all honest, and their age would tell them apart."""
    rows = _by("sims", "sim_id", "sim")(run)
    return rows[rows["sim_id"].isin(run.observed["registrations"]["sim_id"].dropna())]


def _accesses(run: Kept) -> pd.DataFrame:
    rows, truth = run.observed["accesses"], run.truth["accesses"]
    misuse = truth.loc[truth["motive"].astype(str).isin(MISUSE), "access_id"]
    return rows.assign(is_bad=rows["access_id"].isin(misuse))


def _people(run: Kept) -> pd.DataFrame:
    used, rows = run.labels("nik"), run.observed["people"]
    return rows.assign(is_bad=rows["nik"].isin(used.index[used]))


def _by(table: str, column: str, entity: str) -> Rows:
    """Rows are bad where the entity they point to is."""

    def find(run: Kept) -> pd.DataFrame:
        rows, bad = run.observed[table], run.labels(entity)
        return rows.assign(is_bad=rows[column].isin(bad.index[bad]))

    return find


SUBJECTS: Mapping[str, tuple[str, str, Rows]] = {
    "people": ("", "", _people),
    "outlets": ("outlet", "outlet_id", _by("outlets", "outlet_id", "outlet")),
    "agents": ("agent", "agent_id", _by("agents", "agent_id", "agent")),
    "sims": ("sim", "sim_id", _new_sims),
    "accesses": ("agent", "agent_id", _accesses),
    "registrations": ("device", "imei", ring_registrations),
    "accounts": ("account", "account_id", _by("accounts", "account_id", "account")),
    "logins": ("account", "account_id", _by("logins", "account_id", "account")),
    "traffic_daily": ("sim", "sim_id", _by("traffic_daily", "sim_id", "sim")),
    "contacts": ("sim", "sim_id", _by("contacts", "sim_id", "sim")),
    "complaints": ("sim", "sim_id", _by("complaints", "sim_id", "sim")),
    "blocks": ("", "", _by("blocks", "sim_id", "sim")),
    "notices": ("", "", _by("notices", "sim_id", "sim")),
    "reviews": ("", "", _by("reviews", "agent_id", "agent")),
    "seizures": ("", "", _by("seizures", "sim_id", "sim")),
}
"""By observed table: the entity its rows speak of, the column that names it, and how its bad rows are found.

Tables that are not here have no honest rows to compare with (every post is a leak) or none that are bad. Blocks,
notices, reviews and seizures name no entity: they are answers of a defence that had found something already, so their
signals are not measured against a detector.
"""

EXPLAINED: Mapping[tuple[str, str], str] = {
    ("accounts", "imei"): "activated_at",
    ("seizures", "imei"): "item_kind",
    ("seizures", "msisdn"): "item_kind",
}
"""Artefacts that may be missing, and the column that says when: within its values missingness must say nothing."""

EXCUSED: Mapping[tuple[str, str], tuple[str, str]] = {("registrations", "kk"): ("reason", "nik_kk_mismatch")}
"""A slip of the finger shows in the last digit as it shows in the verdict; both may say something."""


WITHIN: Mapping[tuple[str, str], str] = {
    ("complaints", "decided_at"): "outcome",
    ("complaints", "forwarded_at"): "outcome",
    ("blocks", "at"): "reason",
}
"""Moments set by different offices: one decides in batches at midnight, another as it comes. The office is a signal,
so seconds are compared among the rows of one value of this column."""


def subject(run: Kept, table: str) -> Subject | None:
    """Give a table's rows with ``is_bad``, or nothing where the truth or a table that it takes is absent."""
    if table not in run.observed:
        return None
    entity, key, find = SUBJECTS[table]
    try:
        rows = find(run).reset_index(drop=True)
    except KeyError:
        return None
    try:
        bad = run.labels(entity) if entity else None
    except KeyError:
        bad = None
    if bad is None:
        return Subject(run, rows, np.empty(0), np.full(len(rows), -1), np.empty(0, bool))
    place, known = pd.factorize(rows[key], sort=True)
    return Subject(run, rows, np.asarray(known), place, np.asarray(bad.reindex(known).fillna(False), bool))


# ---
# Every way of looking at an artefact: ids as shares of their range, digits, lengths, seconds, gaps and order.

BY_RANK, BY_VALUE = True, False


@dataclass(frozen=True)
class Look:
    """One view of one column of one run, each distinct id counted once.

    `by_rank`: whether neighbouring values belong together (ids, serials); if not each value stands for itself
    (digits).
    """

    column: str
    view: str
    values: np.ndarray
    is_bad: np.ndarray
    by_rank: bool


def looks(rows: pd.DataFrame, table: Table) -> Iterator[Look]:
    """Give every look at the artefacts of one table of one run.

    `rows`: the table with ``is_bad``; columns that are absent are passed over.

    Examples
    --------
    >>> from simkit.core.tables import Column
    >>> t = Table("x", "observed", "A row.", (Column("x_id", "id", "An id.", role="artefact"),), ("x_id",))
    >>> [k.view for k in looks(pd.DataFrame({"x_id": [1, 2, 3], "is_bad": [True, False, False]}), t)]
    ['rank', 'last digit', 'neighbours']
    """
    bad = rows["is_bad"].to_numpy(bool)
    for column in (c for c in table.columns if c.name in rows and c.name != "is_bad"):
        yield from _missing(rows, table.name, column)
        if column.kind == "time":
            yield from _seconds(rows, table.name, column)
        elif column.kind == "id" and (column.role == "artefact" or column.ref):
            yield from _numbers(rows, column)
        elif column.role == "artefact" and column.kind in ("digits16", "string", "text"):
            yield from _digits(rows, table.name, column)
    yield from _order(rows, table, bad)
    own = table.key[0] if len(table.key) == 1 else ""
    if own in rows and own.endswith("_id"):
        # the runs of bad rows in the order of ids: told by the name of the view
        at = np.argsort(rows[own].to_numpy(), kind="stable")
        yield Look(own, "neighbours", np.arange(len(rows), dtype=float), bad[at], BY_RANK)


def _missing(rows: pd.DataFrame, table: str, column: Column) -> Iterator[Look]:
    """Where nothing may be missing, or where a stated column explains what is, gaps must say nothing."""
    gap = rows[column.name].isna()
    bad = rows["is_bad"].to_numpy(bool)
    if not column.nullable:
        if gap.any():
            yield Look(column.name, "missing", gap.to_numpy(float), bad, BY_VALUE)
    elif (by := EXPLAINED.get((table, column.name))) in rows:
        other = rows[by].isna() if rows[by].isna().any() else rows[by]
        mixed = gap.groupby(other.to_numpy()).transform("nunique").to_numpy() > 1
        if mixed.any():
            yield Look(column.name, "missing", gap.to_numpy(float)[mixed], bad[mixed], BY_VALUE)


def _seconds(rows: pd.DataFrame, table: str, column: Column) -> Iterator[Look]:
    known = rows[rows[column.name].notna()]
    by = WITHIN.get((table, column.name), "")
    parts = [part for _, part in known.groupby(by, observed=True)] if by in known else [known]
    for part in parts or [known]:
        second, bad = part[column.name].dt.second.to_numpy(float), part["is_bad"].to_numpy(bool)
        yield Look(column.name, "second", second, bad, BY_VALUE)
        yield Look(column.name, "full minute", (second == 0).astype(float), bad, BY_VALUE)


def _once(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give each value once, bad if any of its rows is: a shared handset is one handset."""
    known = rows.loc[rows[name].notna(), [name, "is_bad"]]
    if known[name].is_unique:
        return known
    return known.groupby(name, observed=True, sort=True)["is_bad"].any().reset_index()


def _numbers(rows: pd.DataFrame, column: Column) -> Iterator[Look]:
    known = _once(rows, column.name)
    number, bad = known[column.name].to_numpy(np.int64), known["is_bad"].to_numpy(bool)
    yield Look(column.name, "rank", number.astype(float), bad, BY_RANK)
    yield Look(column.name, "last digit", (number % 10).astype(float), bad, BY_VALUE)


def _digits(rows: pd.DataFrame, table: str, column: Column) -> Iterator[Look]:
    name = column.name
    if rule := EXCUSED.get((table, name)):
        rows = rows[rows[rule[0]].astype(str) != rule[1]] if rule[0] in rows else rows
    known = _once(rows, name)
    bad, text = known["is_bad"].to_numpy(bool), known[name].astype(str)
    yield Look(name, "length", text.str.len().to_numpy(float), bad, BY_VALUE)
    yield Look(name, "last letter", _letter(text, -1), bad, BY_VALUE)
    if not (len(text) and text.str.fullmatch(r"\d{10,}").all()):
        yield Look(name, "first letter", _letter(text, 0), bad, BY_VALUE)
        return
    if name in ("nik", "kk"):
        # the rest of these numbers is a place and a date, which may say something
        yield Look(name, "serial", text.str[-4:].to_numpy(float), bad, BY_RANK)
        yield Look(name, "district", text.str[4:6].to_numpy(float), bad, BY_VALUE)
        return
    yield Look(name, "first digits", text.str[:9].to_numpy(float), bad, BY_RANK)
    yield Look(name, "later digits", text.str[-6:-1].to_numpy(float), bad, BY_RANK)


def _letter(text: pd.Series, place: int) -> np.ndarray:
    return text.str[place].fillna(" ").map(ord).to_numpy(float) if len(text) else np.empty(0)


def _order(rows: pd.DataFrame, table: Table, bad: np.ndarray) -> Iterator[Look]:
    """Rows stand in the order of time and id; where they do not, what moved them must not be the truth."""
    time = next((c for c in ("at", "registered_at", "day") if c in table.by_name and c in rows), None)
    by = [c for c in ([time] if time else []) + list(table.key) if c in rows]
    if not by or not len(rows):
        return
    order = np.lexsort([rows[c].to_numpy() for c in reversed(by)])
    if (order == np.arange(len(rows))).all():
        return
    due = np.empty(len(rows))
    due[order] = np.arange(len(rows))
    yield Look(by[0], "order of rows", np.arange(len(rows)) - due, bad, BY_RANK)


# ---

N_BINS = 32
"""Into how many equal parts the ranks of ids and serials are cut."""

BATCHES = (199, 800, 4_000, 15_000, 30_000)
"""Draws are made in batches until 20 of them are as extreme as what was seen; honest columns need only the first."""

ENOUGH = 20


@dataclass(frozen=True)
class Found:
    """What one test of one look says.

    `test`: ``range`` (some range of the values), ``value`` (a single value) or ``runs`` (neighbours). `p`: The
    permutation p-value. `where`: the range or value that stands out most. `share_bad` and `share_good`: what share of
    the bad and of the good lie there.
    """

    test: str
    p: float
    where: str
    share_bad: float
    share_good: float


def counts(parts: Sequence[Look]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Sort the values of each run into bins: all rows and bad rows, each (runs, bins), and the bins' names.

    Ranks are cut within each run, so that runs of different size compare; equal values share a bin.
    """
    if parts[0].by_rank:
        names = [f"{i / N_BINS:.2f} to {(i + 1) / N_BINS:.2f} of the ranks" for i in range(N_BINS)]
        places = [_rank_bins(part.values) for part in parts]
    else:
        known = np.unique(np.concatenate([part.values for part in parts]))
        names = [_name(parts[0].view, x) for x in known.tolist()]
        places = [np.searchsorted(known, part.values) for part in parts]
    n = len(names)
    everybody = np.array([np.bincount(x, minlength=n) for x in places])
    bad = np.array([np.bincount(x[part.is_bad], minlength=n) for x, part in zip(places, parts, strict=True)])
    return everybody, bad, names


def _name(view: str, value: float) -> str:
    if view.endswith("letter"):
        return repr(chr(int(value)))
    words = {"missing": ("there", "missing"), "full minute": ("other seconds", "second 0")}.get(view)
    return words[int(value)] if words else f"{value:g}"


def _rank_bins(values: np.ndarray) -> np.ndarray:
    if not len(values):
        return np.empty(0, np.int64)
    _, spot, size = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(size) - size / 2
    return np.minimum((middle[spot] / len(values) * N_BINS).astype(np.int64), N_BINS - 1)


def by_lot(parts: Sequence[Look], seed: int, name: str) -> list[Found]:
    """Test whether the bad lie among the values as lots would put them, run by run.

    The labels of each run are dealt anew among its own rows (exactly: the bins of the bad are multivariate
    hypergeometric), and the runs are added up. Two statistics: ``range`` is Kuiper's, the largest difference over
    all ranges of bins between the bad seen and expected; ``value`` is the largest of a single bin, in its own standard
    deviations. ``runs`` counts the runs of bad rows in the order of ids, which is hypergeometric too.

    `parts`: the same look at each run. `name`: names the random stream, so that no other look moves this one's
    numbers.

    Source: Besag and Clifford (1991), "Sequential Monte Carlo p-values"; Kuiper (1960), "Tests concerning random
    points on a circle"; Wald and Wolfowitz (1940), "On a test whether two samples are from the same population".

    Examples
    --------
    >>> rows = np.arange(1000.0)
    >>> late = Look("x_id", "rank", rows, rows >= 900, by_rank=True)
    >>> [(f.test, f.p < 0.001, f.where) for f in by_lot([late], 1, "late")][1]
    ('range', True, '0.88 to 0.91 of the ranks up to 0.97 to 1.00 of the ranks')
    """
    rng = Streams(seed)("audit", name)
    if parts[0].view == "neighbours":
        return [_runs(parts, rng)]
    everybody, bad, names = counts(parts)
    if len(names) == 1:
        return []
    k, n = bad.sum(axis=1), everybody.sum(axis=1)
    expected = (everybody * (k / n)[:, None]).sum(axis=0)
    factor = k * (n - k) / (n.astype(float) ** 2 * np.maximum(n - 1, 1))
    spread = np.sqrt((everybody * (n[:, None] - everybody) * factor[:, None]).sum(axis=0))
    scale = np.divide(1.0, spread, out=np.zeros(len(names)), where=spread > 0)

    def statistics(off: np.ndarray) -> np.ndarray:
        return np.stack([(np.abs(off) * scale).max(axis=1), _kuiper(off)])

    def draw(size: int) -> np.ndarray:
        pairs = zip(everybody, k, strict=True)
        dealt = sum(rng.multivariate_hypergeometric(of_run, k_run, size=size) for of_run, k_run in pairs)
        return statistics(dealt - expected)

    off = bad.sum(axis=0) - expected
    p = _sequential(statistics(off[None])[:, 0], draw)
    return _told(off, scale, (everybody - bad).sum(axis=0), bad.sum(axis=0), names, p)


def _told(
    off: np.ndarray,
    scale: np.ndarray,
    good: np.ndarray,
    bad: np.ndarray,
    names: list[str],
    p: Sequence[float],
) -> list[Found]:
    """Say where the bad stand out; with two bins the range says what the value says."""
    of_bad, of_good = bad / max(bad.sum(), 1), good / max(good.sum(), 1)
    at = int(np.argmax(np.abs(off) * scale))
    made = [Found("value", p[0], names[at], float(of_bad[at]), float(of_good[at]))]
    if len(names) > 2:
        first, last = _worst_range(off)
        where = names[first] if first == last else f"{names[first]} up to {names[last]}"
        inside = slice(first, last + 1)
        made.append(Found("range", p[1], where, float(of_bad[inside].sum()), float(of_good[inside].sum())))
    return made


def _kuiper(off: np.ndarray) -> np.ndarray:
    """Give the largest sum of neighbouring bins, in size, of each row of `off`."""
    walk = np.cumsum(off, axis=1)
    return np.maximum(walk.max(axis=1), 0) - np.minimum(walk.min(axis=1), 0)


def _worst_range(off: np.ndarray) -> tuple[int, int]:
    """Give the first and last bin of the range that holds too many of the bad."""
    walk = np.concatenate([[0.0], np.cumsum(off)])
    low, high = int(np.argmin(walk)), int(np.argmax(walk))
    return (low, high - 1) if low < high else (high, low - 1)


def _sequential(statistic: np.ndarray, draw: Callable[[int], np.ndarray]) -> list[float]:
    """Give ``(1 + as extreme) / (1 + drawn)`` for each statistic, drawing on only while chance seems unlikely."""
    extreme, drawn = np.zeros(len(statistic)), 0
    made = np.ones(len(statistic))
    open_ = np.ones(len(statistic), bool)
    for size in BATCHES:
        # sums of floats in another order differ in their last bits
        extreme += (draw(size) >= statistic[:, None] - 1e-9).sum(axis=1)
        drawn += size
        made[open_] = ((1 + extreme) / (1 + drawn))[open_]
        open_ &= extreme < ENOUGH
        if not open_.any():
            break
    return made.tolist()


def _runs(parts: Sequence[Look], rng: np.random.Generator) -> Found:
    """Test whether bad rows stand beside each other in the order of ids more or less often than lots would."""
    mixed = [p.is_bad for p in parts if 0 < p.is_bad.sum() < len(p.is_bad)]
    k = np.array([bad.sum() for bad in mixed])
    good = np.array([len(bad) for bad in mixed]) - k
    runs = sum(int(bad[0]) + int((bad[1:] & ~bad[:-1]).sum()) for bad in mixed)
    expected = float((k * (good + 1) / (good + k)).sum())

    def draw(size: int) -> np.ndarray:
        dealt = rng.hypergeometric(good + 1, k - 1, k, size=(size, len(k)))
        return np.abs(dealt.sum(axis=1) - expected)[None]

    (p,) = _sequential(np.array([abs(runs - expected)]), draw)
    n_bad = int(k.sum())
    return Found("runs", p, "bad beside bad", (n_bad - runs) / n_bad, (n_bad - expected) / n_bad)
