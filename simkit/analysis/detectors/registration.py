"""Bulk registration on strangers' NIKs: the obvious rule, and the structure that the obvious rule misses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...world.nik import decode
from .base import Cited, Observed, Ranking, Reason, ranking
from .registration_devices import (
    STRANGERS,
    ages_on_device,
    corrected,
    niks_per_device,
    regular_intervals,
    typed_from_a_list,
)
from .registration_outlets import (
    TERMINAL,
    WALK_INS,
    outlet_bursts,
    terminal_excess,
    terminal_without_walk_ins,
)
from .registration_rows import SHIFT, attempts, first, setting_of, strangers, whole

__all__ = [
    "ages_on_device", "bulk_registration", "by_device", "by_outlet", "niks_per_device", "outlet_bursts",
    "regular_intervals", "sims_per_nik", "terminal_without_walk_ins", "typed_from_a_list",
]  # fmt: skip

SIMS = Reason("sims_per_nik", "sims", "sim_id", "nunique", "SIM atas satu NIK: {n}", "SIMs on one NIK: {n}")
QUIET = 0.003
"""Share of strangers' NIKs where nothing speaks for them. Source: assumption."""


def sims_per_nik(tables: Observed, *, entity: str = "nik", excuse_big: bool = True) -> Ranking:
    """Count the SIMs on each NIK: the rule that every cap is made of, and that a ring below the cap walks past.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``sims`` and ``registrations``: only NIKs that registered lately are ranked. Uses ``people``.
    entity : {"nik", "sim"}
        Rank the NIKs, or the new SIMs by the count of their NIK.
    excuse_big : bool
        Give resellers and organisations, which hold many SIMs for a good reason, the score 0.

    Returns
    -------
    Ranking

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
    if excuse_big:
        n[n.index.isin(_big(tables))] = 0
    if entity == "nik":
        lately = n.index.isin(whole(new["nik"]))
        score, sims["entity_id"] = n[lately].astype(float), sims["nik"]
    else:
        one = sims[sims["sim_id"].isin(whole(new["sim_id"]))]
        score = one["nik"].map(n).set_axis(one["sim_id"]).astype(float)
        top = one[one["sim_id"].isin(first(score, 200))].rename(columns={"sim_id": "entity_id"})
        sims = sims.merge(top, on="nik")
    cited = Cited(SIMS, sims.assign(row_id=sims["sim_id"]))
    return ranking("sims_per_nik", entity, score, [cited])


def _big(tables: Observed) -> np.ndarray:
    """Give the NIKs of resellers and organisations, as far as a register says so."""
    people = tables.get("people")
    if people is None:
        return np.empty(0, np.int64)
    return whole(people.loc[(people["kind"] != "individual").to_numpy(bool), "nik"])


def bulk_registration(tables: Observed) -> Ranking:
    """Rank new SIMs by how likely it is that a stranger registered them, from devices and outlets alone.

    The score is a log-odds put together from few pieces, none of them learned from a label. On a handset: how many
    other households it registered. On an outlet's terminal: the share of its households that walk-ins do not
    explain, moved by what the SIM itself shows: a slip put right, a relative on the same day and an order of a
    company speak for an honest customer, a NIK from another province and office hours against. Bursts are left
    out: measured, they did
    not help (see `outlet_bursts`).

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``; uses ``people``, ``sims`` and ``outlets``.

    Returns
    -------
    Ranking
        Of the SIMs registered in ``registrations``. A mule's own NIK on the own phone shows nothing here.

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
    score = made["score"]
    head = first(score, 200)
    return ranking("bulk_registration", "sim", score, _why(rows, made.loc[head]))


def sim_odds(tables: Observed, rows: pd.DataFrame) -> pd.DataFrame:
    """Give the pieces of the joined score by new SIM: ``score``, ``strangers``, ``excess``, ``device``, ``outlet``."""
    setting = setting_of(tables, rows["outlet"])
    excess = terminal_excess(rows, setting)
    of_terminal = pd.Series(excess["excess"].to_numpy(), excess["terminal"].to_numpy())
    rows = rows.assign(
        strangers=strangers(rows), excess=rows["device"].map(of_terminal), moved=_moved(tables, rows)
    )
    rows = rows[rows["sim_id"] >= 0].drop_duplicates("sim_id")
    n = rows["strangers"].to_numpy(float)
    on_terminal = rows["excess"].notna().to_numpy()
    share = np.clip(rows["excess"].fillna(0.0).to_numpy(float), QUIET, 0.97)
    terminal = np.log(share / (1 - share)) + rows["moved"].to_numpy(float)
    handset = np.where(n > 0, 2.0 + np.log(np.maximum(n, 1.0)), np.log(QUIET))
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
    cited = rows[["device", "outlet", "registration_id", "nik", "kk", "household"]].rename(
        columns={"registration_id": "row_id"}
    )
    on_terminal = top["excess"].notna()
    handset = top.loc[~on_terminal & (top["strangers"] > 0), ["entity_id", "device"]].merge(
        cited, on="device"
    )
    terminal = top.loc[on_terminal & (top["excess"] > 0), ["entity_id", "device", "outlet"]]
    beside = terminal.rename(columns={"device": "terminal"}).merge(cited, on="outlet")
    beside = beside[beside["device"] != beside["terminal"]]
    return [
        Cited(STRANGERS, handset[handset["kk"] == handset["household"]]),
        Cited(TERMINAL, terminal[["entity_id", "device"]].merge(cited, on="device")),
        Cited(WALK_INS, beside),
    ]


def by_device(tables: Observed) -> Ranking:
    """Rank devices by the highest `bulk_registration` score among their SIMs, for teaching.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "registration_id": [1, 2, 3], "at": pd.Timestamp("2026-09-01"), "nik": [5, 6, 7], "kk": [7, 8, 9],
    ...     "operator_id": 1, "outlet_id": None, "imei": ["a", "a", "b"], "verdict": "allow", "reason": None,
    ...     "sim_id": [1, 2, 3]})
    >>> by_device({"registrations": rows}).table["entity_id"].tolist()
    ['a', 'b']
    """
    rows = attempts(tables)
    made = sim_odds(tables, rows)
    imei = rows.drop_duplicates("device").set_index("device")["imei"]
    score = made[made["device"] >= 0].groupby("device")["score"].max()
    score.index = pd.Index(imei.reindex(score.index).to_numpy())
    good = rows[(rows["device"] >= 0) & (rows["kk"] == rows["household"])]
    cited = Cited(STRANGERS, pd.DataFrame(
        {"entity_id": good["imei"], "row_id": good["registration_id"], "kk": good["kk"]}
    ))  # fmt: skip
    return ranking("by_device", "device", score, [cited])


def by_outlet(tables: Observed) -> Ranking:
    """Rank outlets by the sum of the chances in `bulk_registration`: about how many strangers' SIMs each made.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "registration_id": [1, 2, 3], "at": pd.Timestamp("2026-09-01"), "nik": [5, 6, 7], "kk": [7, 8, 9],
    ...     "operator_id": 1, "outlet_id": [1, 1, 2], "imei": ["a", "a", "b"], "verdict": "allow", "reason": None,
    ...     "sim_id": [1, 2, 3]})
    >>> by_outlet({"registrations": rows}).table["entity_id"].tolist()
    [1, 2]
    """
    rows = attempts(tables)
    made = sim_odds(tables, rows)
    there = made[made["outlet"] >= 0]
    chance = pd.Series(1 / (1 + np.exp(-there["score"].to_numpy(float))), there.index)
    at = rows[rows["outlet"] >= 0]
    cited = pd.DataFrame({"entity_id": at["outlet"], "row_id": at["registration_id"], "nik": at["nik"]})
    why = Reason(
        "niks_at_outlet",
        "registrations",
        "nik",
        "nunique",
        "NIK di gerai ini: {n}",
        "NIKs at this outlet: {n}",
    )
    return ranking("by_outlet", "outlet", chance.groupby(there["outlet"]).sum(), [Cited(why, cited)])


sims_per_nik.needs = ("sims", "registrations")  # type: ignore[attr-defined]
bulk_registration.needs = ("registrations",)  # type: ignore[attr-defined]
by_device.needs = ("registrations",)  # type: ignore[attr-defined]
by_outlet.needs = ("registrations",)  # type: ignore[attr-defined]
