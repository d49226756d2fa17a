"""Resale of numbers and accounts: what was never used by whoever registered it, and moves in lots to strangers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .base import Cited, Observed, Ranking, Reason, ranking
from .registration_rows import first, whole
from .resale_rows import NEEDS, account_facts, sightings, silent_until_moved
from .resale_signs import MOVES, activation_lag, lots, never_used

__all__ = ["activation_lag", "lots", "never_used", "ready_made", "ready_made_by_registration", "resale"]

OTHERS_BEGUN = Reason(
    "accounts_activated_on_device",
    "accounts",
    "sim_id",
    "nunique",
    "nomor yang akunnya diaktifkan pada gawai yang sama: {n}",
    "numbers whose accounts were activated on the same device: {n}",
)
OTHERS_IN = Reason(
    "accounts_logged_in_on_device",
    "logins",
    "account_id",
    "nunique",
    "akun yang masuk pada gawai yang sama: {n}",
    "accounts that logged in on the same device: {n}",
)
SIMS_HELD = Reason(
    "sims_per_nik", "sims", "sim_id", "nunique", "SIM atas NIK yang sama: {n}", "SIMs on the same NIK: {n}"
)


def resale(tables: Observed, *, entity: str = "sim") -> Ranking:
    """Rank SIMs or accounts by how much they look like goods: held among strangers' accounts, then moved on.

    The score is the logarithm (base 2) of how many other households' accounts are on the fullest device the account was
    seen on, plus at most one for an early move, a move across the border and a SIM that was silent until then.
    A family on one phone, a company's fleet (one NIK) and a worker abroad on the own phone have no strangers.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``accounts``, ``logins`` and ``sims``; uses ``traffic_daily`` and ``registrations``.
    entity : {"sim", "account"}
        A SIM has the score of its most suspicious account.

    Returns
    -------
    Ranking

    Examples
    --------
    >>> day = pd.Timestamp("2026-09-01")
    >>> tables = {
    ...     "sims": pd.DataFrame({"sim_id": [1, 2, 3], "kk": [7, 8, 9], "nik": [4, 5, 6], "registered_at": day}),
    ...     "accounts": pd.DataFrame({
    ...         "account_id": [1, 2, 3], "sim_id": [1, 2, 3], "activated_at": day, "imei": ["a", "a", "b"],
    ...         "place": "home"}),
    ...     "logins": pd.DataFrame({
    ...         "login_id": [9], "account_id": [2], "at": day + pd.Timedelta("36h"), "imei": ["c"],
    ...         "place": "Estuvia", "verdict": "allow"})}
    >>> resale(tables).table["entity_id"].tolist()
    [2, 1, 3]
    """
    seen = sightings(tables)
    facts = account_facts(tables, seen)
    score = _structure(facts) + _haste(facts, silent_until_moved(tables, facts))
    if entity == "sim":
        score = score.groupby(facts["sim_id"]).max()
    return ranking("resale", entity, score, _why(seen, first(score, 200), entity))


def _structure(facts: pd.DataFrame) -> pd.Series:
    return pd.Series(np.log2(1.0 + facts["strangers"].to_numpy(float)), facts.index)


def _haste(facts: pd.DataFrame, silent: pd.Series) -> pd.Series:
    """Add what speaks for a sale without being proof: at most 1, less than one more household on the device."""
    early = np.exp(-facts["moved_d"].clip(lower=0) / 7).fillna(0.0)
    quick = np.exp(-facts["lag_h"].clip(lower=0) / 12).fillna(0.0)
    return 0.4 * early + 0.3 * (facts["is_abroad"] & ~facts["is_old"]) + 0.2 * silent + 0.1 * quick


def _why(seen: pd.DataFrame, top: pd.Index, entity: str) -> list[Cited]:
    """Cite what else is on the devices where the first were seen, and their own log-ins elsewhere."""
    key = "sim_id" if entity == "sim" else "account_id"
    mine = seen[seen[key].isin(top)]
    where = pd.DataFrame({"entity_id": mine[key], "device": mine["device"]}).drop_duplicates()
    rows = where.merge(seen, on="device")
    begun, login = rows[rows["login_id"] < 0], rows[rows["login_id"] >= 0]
    own = mine[mine["login_id"] >= 0]
    return [
        Cited(OTHERS_BEGUN, begun.assign(row_id=begun["account_id"])[["entity_id", "row_id", "sim_id"]]),
        Cited(OTHERS_IN, login.assign(row_id=login["login_id"])[["entity_id", "row_id", "account_id"]]),
        Cited(
            MOVES,
            pd.DataFrame({"entity_id": own[key], "row_id": own["login_id"], "login_id": own["login_id"]}),
        ),
    ]


def ready_made(tables: Observed) -> Ranking:
    """Rank accounts older than the tables by the company they keep: on devices that hold many strangers' accounts.

    Their SIMs were registered long ago by whoever they belonged to, so that registration shows nothing
    (`ready_made_by_registration`). An account that was taken over looks the same from here.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``accounts``, ``logins`` and ``sims``.

    Returns
    -------
    Ranking
        Of the accounts whose activation was before the first day.

    Examples
    --------
    >>> day = pd.Timestamp("2026-09-01")
    >>> tables = {
    ...     "sims": pd.DataFrame({"sim_id": [1, 2, 3], "kk": [7, 8, 9], "nik": [4, 5, 6], "registered_at": day}),
    ...     "accounts": pd.DataFrame({
    ...         "account_id": [1, 2, 3], "sim_id": [1, 2, 3], "activated_at": pd.NaT, "imei": None, "place": None}),
    ...     "logins": pd.DataFrame({
    ...         "login_id": [7, 8, 9], "account_id": [1, 2, 3], "at": day, "imei": ["c", "d", "c"],
    ...         "place": "home", "verdict": "allow"})}
    >>> ready_made(tables).table[["entity_id", "score"]].values.tolist()
    [[1.0, 1.0], [3.0, 1.0], [2.0, 0.0]]
    """
    seen = sightings(tables)
    facts = account_facts(tables, seen)
    facts = facts[facts["is_old"]]
    again = (facts["n_devices"] - 1).clip(lower=0, upper=4) * 0.2
    score = _structure(facts) + again
    return ranking("ready_made", "account", score, _why(seen, first(score, 200), "account"))


def ready_made_by_registration(tables: Observed) -> Ranking:
    """Rank the same accounts by their SIM's registration, which is bound to fail: the contrast to `ready_made`.

    The score is the number of SIMs on the NIK, and how many the same outlet registered on the same day.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``accounts`` and ``sims``.

    Examples
    --------
    >>> day = pd.Timestamp("2026-09-01")
    >>> tables = {
    ...     "sims": pd.DataFrame({
    ...         "sim_id": [1, 2], "nik": [4, 4], "registered_at": day, "outlet_id": [None, None]}),
    ...     "accounts": pd.DataFrame({"account_id": [1], "sim_id": [1], "activated_at": pd.NaT})}
    >>> ready_made_by_registration(tables).table["score"].tolist()
    [1.0]
    """
    accounts, raw = tables["accounts"], tables["sims"]
    old = accounts[accounts["activated_at"].isna().to_numpy(bool)]
    sims = pd.DataFrame(
        {
            "sim_id": whole(raw["sim_id"]),
            "nik": whole(raw["nik"]),
            "outlet": whole(raw["outlet_id"]),
            "day": pd.to_datetime(raw["registered_at"]).dt.floor("D"),
        }
    )
    held = sims.groupby("nik")["sim_id"].transform("size")
    together = sims.groupby(["outlet", "day"])["sim_id"].transform("size").where(sims["outlet"] >= 0, 1)
    by_sim = pd.Series((np.log2(held) + np.log2(together)).to_numpy(float), sims["sim_id"])
    score = pd.Series(by_sim.reindex(whole(old["sim_id"])).to_numpy(), whole(old["account_id"]))
    top = pd.DataFrame({"entity_id": whole(old["account_id"]), "sim_id": whole(old["sim_id"])})
    top = top[top["entity_id"].isin(first(score, 200))].merge(sims[["sim_id", "nik"]], on="sim_id")
    cited = top[["entity_id", "nik"]].merge(sims[["nik", "sim_id"]], on="nik")
    made = Cited(SIMS_HELD, cited.assign(row_id=cited["sim_id"]))
    return ranking("ready_made_by_registration", "account", score, [made])


resale.needs = NEEDS  # type: ignore[attr-defined]
ready_made.needs = NEEDS  # type: ignore[attr-defined]
ready_made_by_registration.needs = ("accounts", "sims")  # type: ignore[attr-defined]
