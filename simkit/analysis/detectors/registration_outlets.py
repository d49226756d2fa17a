"""What outlets tell about bulk registration: days against their own rhythm, and a terminal without walk-ins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .base import Cited, Observed, Ranking, Reason, ranking
from .registration_rows import attempts, setting_of, terminals

BURST = Reason(
    "attempts_on_busiest_day",
    "registrations",
    "registration_id",
    "count",
    "pendaftaran pada hari yang paling menyimpang dari kebiasaan gerai: {n}",
    "registrations on the day furthest from the outlet's own rhythm: {n}",
)
TERMINAL = Reason(
    "niks_on_terminal",
    "registrations",
    "nik",
    "nunique",
    "NIK lewat perangkat gerai itu sendiri: {n}",
    "NIKs on the outlet's own terminal: {n}",
)
WALK_INS = Reason(
    "niks_on_own_phones",
    "registrations",
    "nik",
    "nunique",
    "NIK lewat ponsel pelanggan sendiri di gerai yang sama: {n}",
    "NIKs on customers' own phones at the same outlet: {n}",
)


def day_tails(rows: pd.DataFrame, setting: pd.Series) -> pd.DataFrame:
    """Give how unlikely each busy day is, set against the other days of the same outlet.

    The yardstick leaves the day itself out (else a burst would excuse itself), and its spread is the outlet's
    own, so village offices with two full days a month are used to them. At a campus the yardstick is made of days of
    the same month: September is their season.

    Parameters
    ----------
    rows : DataFrame
        From `attempts`.
    setting : Series
        The setting of each row's outlet.

    Returns
    -------
    DataFrame
        ``outlet``, ``day``, ``n`` (households) and ``tail`` (-log10 of the negative-binomial chance).

    Examples
    --------
    >>> rows = pd.DataFrame({"outlet": 1, "day": [*range(9)] + [9] * 9, "household": range(18)})
    >>> made = day_tails(rows, pd.Series("street", rows.index))
    >>> int(made.loc[made["tail"].idxmax(), "day"])
    9
    """
    from scipy.stats import nbinom  # noqa: PLC0415 (slow to import)

    there = rows[rows["outlet"] >= 0]
    if not len(there):
        return pd.DataFrame({"outlet": [], "day": [], "n": [], "tail": []})
    campus = (setting.loc[there.index] == "campus").to_numpy()
    month = there["day"].to_numpy().astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    season = np.where(campus, month, -1)
    key = pd.DataFrame({"outlet": there["outlet"], "season": season, "day": there["day"]})
    n = there["household"].groupby([key[c] for c in key]).nunique().rename("n").reset_index()
    by = n.groupby(["outlet", "season"])
    n_days = _days_open(there["day"].to_numpy(), n["season"].to_numpy())
    total, squares = (
        by["n"].transform("sum"),
        (n["n"] ** 2).groupby([n["outlet"], n["season"]]).transform("sum"),
    )
    others = np.maximum(n_days - 1, 1)
    mean = ((total - n["n"]) / others).to_numpy(float)
    variance = ((squares - n["n"] ** 2) / others).to_numpy(float) - mean**2
    # half a customer a day is added: an outlet seen on a few days does not know its own rhythm
    mean = mean + 0.5 / np.sqrt(others)
    size = mean**2 / np.maximum(variance - mean, 0.05 * mean)
    tail = -np.log10(np.maximum(nbinom.sf(n["n"].to_numpy() - 1, size, size / (size + mean)), 1e-300))
    return n.assign(tail=tail)[["outlet", "day", "n", "tail"]]


def _days_open(day: np.ndarray, season: np.ndarray) -> np.ndarray:
    """Count the days seen: all of them, or those of the season's month."""
    days = np.arange(day.min(), day.max() + 1)
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    in_month = pd.Series(month).value_counts()
    return np.where(season < 0, len(days), pd.Series(season).map(in_month).fillna(0).to_numpy())


def outlet_bursts(tables: Observed) -> Ranking:
    """Rank outlets by their least likely day, against their own rhythm.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``; uses ``outlets`` (campus season), ``people`` and ``sims`` (families).

    Returns
    -------
    Ranking
        Of outlets; the score is the -log10 chance of the worst day, times the number of days looked at.

    Examples
    --------
    >>> at = pd.Timestamp("2026-09-01") + pd.to_timedelta([*range(9)] + [9] * 9, "D")
    >>> rows = pd.DataFrame({
    ...     "registration_id": range(18), "at": at, "nik": range(18), "kk": range(18), "operator_id": 1,
    ...     "outlet_id": 1, "imei": "a", "verdict": "allow", "reason": None, "sim_id": range(1, 19)})
    >>> outlet_bursts({"registrations": rows}).table["reason_en"][0]
    "registrations on the day furthest from the outlet's own rhythm: 9"
    """
    rows = attempts(tables)
    tails = day_tails(rows, setting_of(tables, rows["outlet"]))
    worst = tails.groupby("outlet")["tail"].agg(["max", "size"])
    score = (worst["max"] - np.log10(worst["size"])).clip(lower=0.0)
    # of equally odd days the first is cited
    top = tails.sort_values(["tail", "day"], ascending=[False, True], kind="stable").drop_duplicates("outlet")
    cited = rows.merge(top[["outlet", "day"]], on=["outlet", "day"])
    made = Cited(BURST, _rows(cited, cited["outlet"]))
    return ranking("outlet_bursts", "outlet", score.astype(float), [made])


def terminal_excess(rows: pd.DataFrame, setting: pd.Series) -> pd.DataFrame:
    """Give by outlet how many households came through its terminal, and how many its walk-ins would explain.

    Customers who use their own phone in the shop are the outlet's own yardstick: whoever feeds stolen NIKs into
    the terminal brings none of them. How many come to the terminal for each own phone is the middle over
    outlets of the same kind of place (campuses and village offices apart, where there are enough).

    Parameters
    ----------
    rows : DataFrame
        From `attempts`.
    setting : Series
        The setting of each row's outlet.

    Returns
    -------
    DataFrame
        By outlet: ``terminal`` (device), ``n`` and ``own`` (households), ``expected`` (with one standard
        deviation of doubt) and ``excess``, the share of `n` beyond that, from 0 to 1.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "outlet": 1, "day": range(90), "device": [0] * 80 + [*range(1, 11)], "household": range(90)})
    >>> float(terminal_excess(rows, pd.Series("street", rows.index))["excess"].iloc[0])
    0.0
    """
    terminal = terminals(rows)
    there = rows[rows["outlet"] >= 0]
    on_it = there["device"].isin(terminal.index)
    alone = there.groupby("device")["household"].transform("nunique") == 1
    n = there[on_it].groupby("outlet")["household"].nunique()
    own = there[~on_it & alone].groupby("outlet")["household"].nunique()
    made = pd.DataFrame({"n": n, "own": own}).fillna(0.0)
    made = made[made["n"] > 0]
    kind = setting.loc[there.index].groupby(there["outlet"]).first().reindex(made.index)
    odds = (made["n"] + 0.5) / (made["own"] + 0.5)
    middle = odds[kind == "street"].median() if (kind == "street").any() else odds.median()
    local = odds.groupby(kind.to_numpy(object)).transform("median") if len(made) else odds
    yardstick = np.where(kind == "street", middle, np.maximum(local, middle))
    mean = yardstick * (made["own"] + 1)
    made["expected"] = mean + np.sqrt(mean * (1 + yardstick))
    made["excess"] = (1 - made["expected"] / made["n"]).clip(lower=0.0)
    made["terminal"] = pd.Series(terminal.index, terminal.to_numpy()).reindex(made.index).to_numpy()
    return made


def terminal_without_walk_ins(tables: Observed) -> Ranking:
    """Rank outlets by how much went through the terminal that the walk-in customers do not explain.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``; uses ``outlets``, ``people`` and ``sims``.

    Returns
    -------
    Ranking
        Of outlets; the score is the number of unexplained households.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "registration_id": range(4), "at": pd.to_datetime(["2026-09-01", "2026-09-02"] * 2),
    ...     "nik": range(4), "kk": range(4), "operator_id": 1, "outlet_id": 1, "imei": "a", "verdict": "allow",
    ...     "reason": None, "sim_id": range(1, 5)})
    >>> terminal_without_walk_ins({"registrations": rows}).table["score"].tolist()
    [0.0]
    """
    rows = attempts(tables)
    made = terminal_excess(rows, setting_of(tables, rows["outlet"]))
    terminal, at = rows["device"].isin(made["terminal"]), rows["outlet"] >= 0
    cited = [Cited(TERMINAL, _rows(rows[at & terminal])), Cited(WALK_INS, _rows(rows[at & ~terminal]))]
    return ranking("terminal_without_walk_ins", "outlet", (made["excess"] * made["n"]).astype(float), cited)


def _rows(rows: pd.DataFrame, entity: pd.Series | None = None) -> pd.DataFrame:
    entity = rows["outlet"] if entity is None else entity
    made = {
        "entity_id": entity,
        "row_id": rows["registration_id"],
        "registration_id": rows["registration_id"],
    }
    return pd.DataFrame({**made, "nik": rows["nik"]})


outlet_bursts.needs = ("registrations",)  # type: ignore[attr-defined]
terminal_without_walk_ins.needs = ("registrations",)  # type: ignore[attr-defined]
