"""What devices tell about bulk registration: strangers on one handset, slips, rhythm, ages."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...world.nik import decode
from .base import Cited, Observed, Ranking, Reason, ranking
from .registration_rows import attempts, terminals

STRANGERS = Reason(
    "households_per_device",
    "registrations",
    "kk",
    "nunique",
    "keluarga yang berbeda (nomor KK) pada satu gawai: {n}",
    "different households (KK numbers) on one device: {n}",
)
NIKS = Reason(
    "niks_per_device",
    "registrations",
    "nik",
    "nunique",
    "NIK yang berbeda pada satu gawai: {n}",
    "different NIKs on one device: {n}",
)
NO_SLIP = Reason(
    "attempts_without_slip",
    "registrations",
    "registration_id",
    "count",
    "percobaan tanpa satu pun salah ketik yang diperbaiki: {n}",
    "attempts without a single slip put right: {n}",
)
RHYTHM = Reason(
    "attempts_in_step",
    "registrations",
    "registration_id",
    "count",
    "percobaan dengan jarak waktu yang hampir sama: {n}",
    "attempts at nearly the same distance in time: {n}",
)
AGES = Reason(
    "ages_on_device",
    "registrations",
    "nik",
    "nunique",
    "NIK pada satu gawai dengan sebaran umur yang tidak lazim: {n}",
    "NIKs on one device whose ages are spread unusually: {n}",
)


def niks_per_device(
    tables: Observed, *, excuse_families: bool = True, excuse_terminals: bool = True
) -> Ranking:
    """Rank devices by how many strangers' NIKs they registered.

    A family that shares a phone counts once, and an outlet's terminal serves strangers all day: both are
    excused unless told not to, which shows whom the plain rule accuses (the village office first).

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``; uses ``people`` and ``sims`` for families.
    excuse_families, excuse_terminals : bool

    Returns
    -------
    Ranking
        Of devices; the score is the number of households (or NIKs) beyond the first.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "registration_id": [1, 2, 3], "at": pd.Timestamp("2026-09-01"), "nik": [5, 6, 7], "kk": [8, 8, 9],
    ...     "operator_id": 1, "outlet_id": None, "imei": ["a", "a", "a"], "verdict": "allow", "reason": None,
    ...     "sim_id": [1, 2, 3]})
    >>> niks_per_device({"registrations": rows}).table[["entity_id", "score"]].values.tolist()
    [['a', 1.0]]
    >>> niks_per_device({"registrations": rows}, excuse_families=False).table["score"].tolist()
    [2.0]
    """
    rows = _with_device(tables)
    what = "household" if excuse_families else "nik"
    score = rows.groupby("imei")[what].nunique().astype(float) - 1
    if excuse_terminals:
        excused = rows.loc[rows["device"].isin(terminals(rows).index), "imei"].unique()
        score.loc[excused] = 0.0
    # a slip is no further household, so only numbers typed as the register has them are cited
    right = rows[rows["kk"] == rows["household"]]
    why = [_cite(right, STRANGERS), _cite(rows, NIKS)]
    return ranking("niks_per_device", "device", score, why if excuse_families else why[::-1])


def typed_from_a_list(tables: Observed, *, p_slip: float | None = None) -> Ranking:
    """Rank devices by how unlikely it is that nobody mistyped a KK number and then put it right.

    Honest people slip and try again at once; whoever copies a list does not, and a stale entry of the list
    stays refused. The score is -log10 of the binomial chance of so few corrected slips.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``.
    p_slip : float, optional
        Share of NIKs whose first attempt is a slip put right; the share over all devices by default.

    Returns
    -------
    Ranking
        Of devices with at least five NIKs.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "registration_id": range(1, 7), "at": pd.Timestamp("2026-09-01"), "nik": range(6), "kk": range(6),
    ...     "operator_id": 1, "outlet_id": None, "imei": "a", "verdict": "allow", "reason": None,
    ...     "sim_id": range(1, 7)})
    >>> round(float(typed_from_a_list({"registrations": rows}, p_slip=0.2).table["score"][0]), 2)
    0.58
    """
    from scipy.stats import binom  # noqa: PLC0415 (slow to import)

    rows = _with_device(tables)
    by_nik = corrected(rows).groupby([rows["imei"], rows["nik"]]).max().groupby("imei").agg(["sum", "size"])
    if p_slip is None:
        p_slip = float(by_nik["sum"].sum() / max(by_nik["size"].sum(), 1))
    by_nik = by_nik[by_nik["size"] >= 5]
    chance = binom.cdf(by_nik["sum"].to_numpy(), by_nik["size"].to_numpy(), p_slip)
    score = pd.Series(0.0 - np.log10(np.maximum(chance, 1e-300)), by_nik.index)
    return ranking("typed_from_a_list", "device", score, [_cite(rows, NO_SLIP)])


def corrected(rows: pd.DataFrame) -> pd.Series:
    """Tell of each attempt whether it is a slip that was put right on the same device at the same operator."""
    good = rows["sim_id"] >= 0
    key = ["device", "nik", "operator_id"]
    return rows["is_slip"] & (good.groupby([rows[c] for c in key]).transform("any") if len(rows) else good)


def regular_intervals(tables: Observed, *, n_least: int = 6) -> Ranking:
    """Rank devices by how evenly their registrations follow each other: a script keeps step, people do not.

    The score is minus the logarithm of the coefficient of variation of the gaps, which is about 0 for people
    who come by chance. Gaps of more than six hours are nights and left out.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``.
    n_least : int
        Gaps a device must show.

    Examples
    --------
    >>> at = pd.Timestamp("2026-09-01") + pd.to_timedelta(range(0, 700, 100), "s")
    >>> rows = pd.DataFrame({
    ...     "registration_id": range(1, 8), "at": at, "nik": range(7), "kk": range(7), "operator_id": 1,
    ...     "outlet_id": None, "imei": "a", "verdict": "allow", "reason": None, "sim_id": range(1, 8)})
    >>> bool(regular_intervals({"registrations": rows}).table["score"][0] > 4)
    True
    """
    rows = _with_device(tables).sort_values(["imei", "at"], kind="stable")
    gap = rows.groupby("imei")["at"].diff().dt.total_seconds()
    gap = gap[(gap > 0) & (gap < 6 * 3600)]
    by = gap.groupby(rows.loc[gap.index, "imei"]).agg(["mean", "std", "size"])
    by = by[by["size"] >= n_least]
    score = -np.log((by["std"] / by["mean"]).clip(lower=0.01))
    return ranking("regular_intervals", "device", score.astype(float), [_cite(rows, RHYTHM)])


def ages_on_device(tables: Observed, *, n_least: int = 5) -> Ranking:
    """Rank devices by how far the ages in their NIKs stray from those of all registrations.

    The score is -log10 of the chance (Kolmogorov and Smirnov) that the NIKs were drawn from everybody's. The
    century is chosen so that everybody is from 0 to 99 years old at the last registration.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``.
    n_least : int
        Different NIKs a device must show.

    Examples
    --------
    >>> nik = [3270750101900001 + 10000 * y for y in (0, 2, 4, 5, 6, 7)]
    >>> rows = pd.DataFrame({
    ...     "registration_id": range(1, 7), "at": pd.Timestamp("2026-09-01"), "nik": nik, "kk": nik,
    ...     "operator_id": 1, "outlet_id": None, "imei": "a", "verdict": "allow", "reason": None,
    ...     "sim_id": range(1, 7)})
    >>> float(ages_on_device({"registrations": rows}).table["score"][0]) < 0.1
    True
    """
    from scipy.special import kolmogorov  # noqa: PLC0415 (slow to import)

    rows = _with_device(tables)
    one = rows.drop_duplicates(["imei", "nik"])
    place = ages(one).rank(pct=True, method="average")
    by = place.groupby(one["imei"])
    order, n, size = by.rank(method="first"), by.transform("size"), by.size()
    above, below = (order / n - place).abs(), ((order - 1) / n - place).abs()
    far = above.where(above > below, below).groupby(one["imei"]).max()
    far, size = far[size >= n_least], size[size >= n_least]
    chance = np.maximum(kolmogorov(np.sqrt(size.to_numpy(float)) * far.to_numpy(float)), 1e-300)
    return ranking("ages_on_device", "device", pd.Series(-np.log10(chance), far.index), [_cite(rows, AGES)])


def ages(rows: pd.DataFrame) -> pd.Series:
    """Read each NIK's age in years at the last registration from its digits (float)."""
    part = decode(rows["nik"].to_numpy())
    if not len(rows):
        return pd.Series(dtype=float)
    last = rows["at"].max()
    year = (last.year // 100) * 100 + part.year2
    year = np.where(year > last.year, year - 100, year)
    return pd.Series(last.year - year + (last.month - part.month) / 12.0, rows.index)


def _with_device(tables: Observed) -> pd.DataFrame:
    rows = attempts(tables)
    return rows[rows["device"] >= 0]


def _cite(rows: pd.DataFrame, why: Reason) -> Cited:
    made = pd.DataFrame({"entity_id": rows["imei"], "row_id": rows["registration_id"]})
    return Cited(why, made.assign(**{why.column: rows[why.column]}))


niks_per_device.needs = ("registrations",)  # type: ignore[attr-defined]
typed_from_a_list.needs = ("registrations",)  # type: ignore[attr-defined]
regular_intervals.needs = ("registrations",)  # type: ignore[attr-defined]
ages_on_device.needs = ("registrations",)  # type: ignore[attr-defined]
