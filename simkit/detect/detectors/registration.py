"""Bulk registration on strangers' NIKs: the obvious rule, and the structure that the obvious rule misses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...world.nik import decode
from .base import Cited, Observed, Ranking, Reason, cite, first, once, ranking, whole

SHIFT = (9, 17)
"""Hours between which organised registration is paid work. Source: assumption."""


@once
def attempts(tables: Observed) -> pd.DataFrame:
    """Give one row an attempt, with the household behind its NIK and the device as a number.

    A slip of the finger in the KK number makes no new household: the register (``people``) says which KK a NIK
    belongs to, else the SIM's own record, else the number as typed.

    Needs ``registrations``; uses ``people`` and ``sims`` if they are there. Returns a table: ``registration_id``,
    ``at``, ``day``, ``nik``, ``kk`` as typed, ``household`` (int64), ``operator_id``, ``outlet`` (int64, -1 for
    self-registration), ``imei``, ``device`` (int64, -1 for none), ``sim_id`` (int64, -1 for none) and ``is_slip``
    (refused because NIK and KK do not belong together).
    """
    raw = tables["registrations"]
    at = pd.to_datetime(raw["at"])
    made = pd.DataFrame(
        {
            "registration_id": raw["registration_id"].to_numpy(),
            "at": at.to_numpy(),
            "day": at.to_numpy().astype("datetime64[D]").astype(np.int64),
            "nik": whole(raw["nik"]),
            "kk": whole(raw["kk"]),
            "operator_id": whole(raw["operator_id"]),
            "outlet": whole(raw["outlet_id"]),
            "imei": raw["imei"].array,
            "device": pd.factorize(raw["imei"])[0].astype(np.int64),
            "sim_id": whole(raw["sim_id"]),
            "is_slip": (raw["reason"].astype(object) == "nik_kk_mismatch").to_numpy(bool),
        }
    )
    made["household"] = households(tables, made["nik"], made["kk"])
    return made


def households(tables: Observed, nik: pd.Series, typed: pd.Series) -> np.ndarray:
    """Give the family-card number that belongs to each NIK; the one typed where nobody knows better."""
    made = typed.to_numpy(np.int64).copy()
    for name in ("sims", "people"):
        known = tables.get(name)
        if known is not None and len(known):
            of = pd.Series(whole(known["kk"]), whole(known["nik"]))
            of = of[of.index.isin(nik)]
            found = whole(nik.map(of[~of.index.duplicated()]))
            made = np.where(found >= 0, found, made)
    return made


def terminals(rows: pd.DataFrame) -> pd.Series:
    """Tell which devices are the terminal of an outlet: the one at work there on the most days.

    A device that serves several outlets is no terminal, nor is one that ties with another.

    Returns Series of int64: the outlet by device.

    Examples
    --------
    >>> rows = pd.DataFrame({"device": [0, 0, 1], "outlet": [4, 4, 4], "day": [1, 2, 2]})
    >>> terminals(rows).to_dict()
    {0: 4}
    """
    there = rows[(rows["outlet"] >= 0) & (rows["device"] >= 0)]
    days = there.groupby(["outlet", "device"])["day"].nunique().rename("days").reset_index()
    days = days[~days["device"].duplicated(keep=False)]
    top = days.groupby("outlet")["days"].transform("max")
    days = days[(days["days"] == top) & (days["days"] > 1)]
    days = days[~days["outlet"].duplicated(keep=False)]
    return days.set_index("device")["outlet"].sort_index()


def strangers(rows: pd.DataFrame) -> pd.Series:
    """Count the other households on each row's device: 0 where only one family uses it (by the row's index)."""
    n = rows.groupby("device")["household"].transform("nunique") - 1
    return n.where(rows["device"] >= 0, 0).astype(np.int64)


def bunched(rows: pd.DataFrame) -> pd.Series:
    """Say of each device how unlikely a helper who goes on all the time would serve its households so close together.

    Sellers on tour, kiosks and helpful neighbours register for strangers as long as the tables run; a handset that is
    used for some numbers and then changed falls silent. If n households came at random moments, the first and the last
    would lie within a share x of the time with the chance n x^(n-1) - (n-1) x^n; the surprise is minus its logarithm.

    Source: David and Nagaraja (2003), Order Statistics, 3rd ed., sec. 2.3 (the range of a uniform sample).

    Returns Series of float by device: 0 where all the time was used, or for one household alone.

    Examples
    --------
    >>> at = pd.to_datetime(["2026-09-01", "2026-09-02", "2026-09-01", "2026-11-30"])
    >>> bunched(pd.DataFrame({"device": [0, 0, 1, 1], "household": [1, 2, 3, 4], "at": at})).round(1).tolist()
    [3.8, 0.0]
    """
    at = rows["at"].astype("datetime64[s]").astype(np.int64)
    all_the_time = max(int(at.max() - at.min()), 1) if len(at) else 1
    there = rows[["device", "household"]].assign(at=at)[rows["device"] >= 0]
    came = there.groupby(["device", "household"])["at"].min().groupby("device")
    n, x = came.size(), (came.max() - came.min()).clip(lower=1) / all_the_time
    return ((1 - n) * np.log(x) - np.log(n - (n - 1) * x)).where(n > 1, 0.0).clip(lower=0.0).abs()


def setting_of(tables: Observed, outlet: pd.Series) -> pd.Series:
    """Give the setting of each outlet (street, campus, village_office); street where it is not known."""
    known = tables.get("outlets")
    if known is None:
        return pd.Series("street", outlet.index, dtype=object)
    of = pd.Series(known["setting"].astype(object).to_numpy(), whole(known["outlet_id"]))
    return outlet.map(of).astype(object).fillna("street")


STRANGERS = Reason("households_per_device", "registrations", "kk", "nunique")


def corrected(rows: pd.DataFrame) -> pd.Series:
    """Tell of each attempt whether it is a slip that was put right on the same device at the same operator."""
    good = rows["sim_id"] >= 0
    key = ["device", "nik", "operator_id"]
    return rows["is_slip"] & (good.groupby([rows[c] for c in key]).transform("any") if len(rows) else good)


TERMINAL = Reason("niks_on_terminal", "registrations", "nik", "nunique")
AT_OUTLET = Reason("niks_at_outlet", "registrations", "nik", "nunique")
WALK_INS = Reason("niks_on_own_phones", "registrations", "nik", "nunique")


def terminal_excess(rows: pd.DataFrame, setting: pd.Series) -> pd.DataFrame:
    """Give by outlet how many households came through its terminal, and how many its walk-ins would explain.

    Customers who use their own phone in the shop are the yardstick: whoever feeds stolen NIKs into the terminal brings
    none of them. How many come to the terminal for each own phone is the middle over outlets of the same setting.

    `setting`: the setting of each row's outlet. Returns a table by outlet: ``terminal`` (device), ``n`` and ``own``
    (households), ``expected`` (with one standard deviation of doubt) and ``excess``, the share of `n` beyond that,
    from 0 to 1.

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


# ---

SIMS = Reason("sims_per_nik", "sims", "sim_id", "nunique")
QUIET = 0.003
"""Share of strangers' NIKs where nothing speaks for them. Source: assumption."""
NO_HELPER = 0.05
"""Share of those who register for strangers on a handset that are no helper. Source: assumption, most are."""


def sims_per_nik(tables: Observed, *, entity: str = "nik") -> Ranking:
    """Count the SIMs on each NIK: the rule that every cap is made of, and that a ring below the cap walks past.

    Needs ``sims`` and ``registrations``: only NIKs that registered lately are ranked. Uses ``people``: resellers and
    organisations, which hold many SIMs for a good reason, have the score 0. `entity`: {"nik", "sim"}; rank the NIKs,
    or the new SIMs by the count of their NIK.

    Examples
    --------
    >>> rows = pd.DataFrame({"nik": [5], "sim_id": [1]})
    >>> sims = pd.DataFrame({"sim_id": [1, 2], "nik": [5, 5]})
    >>> sims_per_nik({"registrations": rows, "sims": sims}).table[["entity_id", "score"]].values.tolist()
    [[5.0, 2.0]]
    """
    raw, new = tables["sims"], tables["registrations"]
    sims = pd.DataFrame({"sim_id": whole(raw["sim_id"]), "nik": whole(raw["nik"])})
    n = sims.groupby("nik")["sim_id"].nunique()
    n[n.index.isin(_big(tables))] = 0
    if entity == "nik":
        lately = n.index.isin(whole(new["nik"]))
        score, sims["entity_id"] = n[lately].astype(float), sims["nik"]
    else:
        one = sims[sims["sim_id"].isin(whole(new["sim_id"]))]
        score = one["nik"].map(n).set_axis(one["sim_id"]).astype(float)
        top = one[one["sim_id"].isin(first(score))].rename(columns={"sim_id": "entity_id"})
        sims = sims.merge(top, on="nik")
    return ranking("sims_per_nik", entity, score, [cite(SIMS, sims, "entity_id", "sim_id")])


def _big(tables: Observed) -> np.ndarray:
    """Give the NIKs of resellers and organisations, as far as a register says so."""
    people = tables.get("people")
    if people is None:
        return np.empty(0, np.int64)
    return whole(people.loc[(people["kind"] != "individual").to_numpy(bool), "nik"])


def bulk_registration(tables: Observed) -> Ranking:
    """Rank new SIMs by how likely it is that a stranger registered them, from devices and outlets alone.

    The score is a log-odds, nothing of it learned from a label. On a handset that registered for other households: how
    much closer together they came than to a helper who goes on all the time (`bunched`). On an outlet's terminal: the
    share of its households that walk-ins do not explain, moved by what the SIM itself shows: a slip put right, a
    relative on the same day and an order of a company speak for an honest customer, a NIK from another province and
    office hours against.

    Needs ``registrations``; uses ``people``, ``sims`` and ``outlets``. Returns a ranking of the SIMs registered in
    ``registrations``. A mule's own NIK on the own phone shows nothing here.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "registration_id": [1, 2, 3], "at": pd.Timestamp("2026-09-01"), "nik": [5, 6, 7], "kk": [7, 8, 9],
    ...     "operator_id": 1, "outlet_id": None, "imei": ["a", "a", "b"], "verdict": "allow", "reason": None,
    ...     "sim_id": [1, 2, 3]})
    >>> bulk_registration({"registrations": rows}).table["entity_id"].tolist()
    [1, 2, 3]
    """
    rows = attempts(tables)
    made = sim_odds(tables, rows)
    return ranking("bulk_registration", "sim", made["score"], _why(rows, made.loc[first(made["score"])]))


@once
def sim_odds(tables: Observed, rows: pd.DataFrame) -> pd.DataFrame:
    """Give the pieces of the joined score by new SIM: ``score``, ``strangers``, ``excess``, ``device``, ``outlet``."""
    setting = setting_of(tables, rows["outlet"])
    excess = terminal_excess(rows, setting)
    of_terminal = pd.Series(excess["excess"].to_numpy(), excess["terminal"].to_numpy())
    close = bunched(rows)
    rows = rows.assign(
        strangers=strangers(rows), excess=rows["device"].map(of_terminal), moved=_moved(tables, rows)
    )
    rows = rows[rows["sim_id"] >= 0].drop_duplicates("sim_id")
    n = rows["strangers"].to_numpy(float)
    on_terminal = rows["excess"].notna().to_numpy()
    share = np.clip(rows["excess"].fillna(0.0).to_numpy(float), QUIET, 0.97)
    terminal = np.log(share / (1 - share)) + rows["moved"].to_numpy(float)
    helper = np.log(NO_HELPER / (1 - NO_HELPER)) + rows["device"].map(close).fillna(0.0).to_numpy(float)
    handset = np.where(n > 0, helper, np.log(QUIET))
    rows["score"] = np.where(on_terminal, terminal, handset)
    return rows.set_index("sim_id")[["score", "strangers", "excess", "device", "outlet"]]


def _moved(tables: Observed, rows: pd.DataFrame) -> pd.Series:
    """Give by how much each attempt at an outlet moves the log-odds by itself (Source: assumption)."""
    slipped = corrected(rows).groupby([rows["device"], rows["nik"]]).transform("max")
    relatives = rows.groupby(["device", "day", "household"])["nik"].transform("nunique") > 1
    hour = rows["at"].dt.hour
    office = (hour >= SHIFT[0]) & (hour < SHIFT[1])
    made = 0.4 * office.astype(float) - 0.6 * (~office) - 2.0 * slipped - 2.0 * relatives
    return made + _from_afar(rows) - 3.0 * rows["nik"].isin(_big(tables))


def _from_afar(rows: pd.DataFrame) -> pd.Series:
    """Weigh the NIK's province: how rare it is among an outlet's walk-ins, against all NIKs of the country."""
    province = pd.Series(decode(rows["nik"].to_numpy()).province, rows.index)
    there = rows["outlet"] >= 0
    n = pd.DataFrame({"outlet": rows["outlet"], "province": province})[there]
    walk_in = there & (strangers(rows) == 0)
    everywhere = province.drop_duplicates().index
    share = province.map(province.value_counts(normalize=True)) if len(everywhere) else province
    own = n[walk_in.loc[n.index]].groupby(["outlet", "province"]).size().rename("own")
    total = n[walk_in.loc[n.index]].groupby("outlet").size()
    at_home = pd.Series(own.reindex(pd.MultiIndex.from_frame(n)).fillna(0.0).to_numpy(), n.index)
    # ten walk-ins' worth of the country's own distribution, so that a small outlet proves nothing
    honest = (at_home + 10 * share.loc[n.index]) / (n["outlet"].map(total).fillna(0.0) + 10)
    rare = pd.Series(np.log((share.loc[n.index] / honest).to_numpy(float)), n.index)
    return rare.clip(-2, 2).reindex(rows.index).fillna(0.0)


def _why(rows: pd.DataFrame, top: pd.DataFrame) -> list[Cited]:
    """Cite the other registrations on the handset, or on the terminal and on own phones beside it."""
    top = top.rename_axis("entity_id").reset_index()
    cited = rows[["device", "outlet", "nik", "kk", "household"]].assign(row_id=rows["registration_id"])
    on_terminal = top["excess"].notna()
    handset = top.loc[~on_terminal & (top["strangers"] > 0), ["entity_id", "device"]]
    handset = handset.merge(cited, on="device")
    terminal = top.loc[on_terminal & (top["excess"] > 0), ["entity_id", "device", "outlet"]]
    beside = terminal.rename(columns={"device": "terminal"}).merge(cited, on="outlet")
    beside = beside[beside["device"] != beside["terminal"]]
    return [
        Cited(STRANGERS, handset[handset["kk"] == handset["household"]]),
        Cited(TERMINAL, terminal[["entity_id", "device"]].merge(cited, on="device")),
        Cited(WALK_INS, beside),
    ]


def by_device(tables: Observed) -> Ranking:
    """Rank devices by the highest `bulk_registration` score among their SIMs, for teaching."""
    rows = attempts(tables)
    made = sim_odds(tables, rows)
    imei = rows.drop_duplicates("device").set_index("device")["imei"]
    score = made[made["device"] >= 0].groupby("device")["score"].max()
    score.index = pd.Index(imei.reindex(score.index).to_numpy())
    good = rows[(rows["device"] >= 0) & (rows["kk"] == rows["household"])]
    return ranking("by_device", "device", score, [cite(STRANGERS, good, "imei", "registration_id")])


def by_outlet(tables: Observed) -> Ranking:
    """Rank outlets by the sum of the chances in `bulk_registration`: about how many strangers' SIMs each made."""
    rows = attempts(tables)
    made = sim_odds(tables, rows)
    there = made[made["outlet"] >= 0]
    chance = pd.Series(1 / (1 + np.exp(-there["score"].to_numpy(float))), there.index)
    at = rows[rows["outlet"] >= 0]
    score = chance.groupby(there["outlet"]).sum()
    return ranking("by_outlet", "outlet", score, [cite(AT_OUTLET, at, "outlet", "registration_id")])
