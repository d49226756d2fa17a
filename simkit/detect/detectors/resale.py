"""Resale of numbers and accounts: what was never used by whoever registered it, and moves in lots to strangers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...core.formats import give_back
from ..long_tables import by_sim, row_numbers
from ..sim_features import numbered
from .base import Cited, Observed, Ranking, Reason, cite, first, once, ranking, told, whole

# ---
# OTT accounts made ready for detectors: which device each was seen on, and whose households meet there.


@once
def sightings(tables: Observed) -> pd.DataFrame:
    """Give one row each time an account was seen on a device: its activation, and every log-in let through.

    Needs ``accounts``, ``logins`` and ``sims``. Returns a table: ``account_id``, ``sim_id``, ``household`` (int64:
    the KK of the SIM), ``imei``, ``device`` (int64), ``at``, ``place`` (object), ``login_id`` (int64, -1 for the
    activation).
    """
    accounts = tables["accounts"][["account_id", "sim_id", "activated_at", "imei", "place"]]
    sims, logins = tables["sims"], ["login_id", "at", "account_id", "imei", "place", "verdict"]
    begun = accounts[accounts["imei"].notna() & accounts["activated_at"].notna()]
    parts = [_part(begun.assign(login_id=-1), "activated_at")]
    accounts = accounts[["account_id", "sim_id"]]
    del begun
    parts.append(_part(tables["logins"][logins].loc[lambda login: login["verdict"] == "allow"], "at"))
    made = pd.concat(parts, ignore_index=True)
    del parts
    give_back()
    made["sim_id"] = told(accounts["account_id"], accounts["sim_id"], made["account_id"])
    made["household"] = told(sims["sim_id"], sims["kk"], made["sim_id"])
    made["device"] = pd.factorize(made["imei"])[0].astype(np.int64)
    return made


def _part(rows: pd.DataFrame, when: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account_id": whole(rows["account_id"]),
            "imei": rows["imei"].array,
            "at": pd.to_datetime(rows[when]).to_numpy().astype("datetime64[s]"),
            "place": rows["place"].to_numpy(object),
            "login_id": whole(rows["login_id"]),
        }
    )


@once
def account_facts(tables: Observed, seen: pd.DataFrame) -> pd.DataFrame:
    """Give what is known of each account, from its devices and its first move.

    `seen`: from `sightings`. Returns a table by account: ``sim_id``; ``born_at``, when the SIM was registered;
    ``strangers``, other households on the fullest device it was seen on; ``is_old`` (activated before the tables
    begin); ``lag_h`` [h] from the SIM to the account; ``moved_at`` and ``moved_d`` [days from the activation], the
    first log-in on another device, missing where it never moved; ``is_abroad`` (that log-in came from another place
    than the activation); ``n_devices``.
    """
    accounts, sims = tables["accounts"], tables["sims"]
    made = pd.DataFrame({"sim_id": whole(accounts["sim_id"])}, index=whole(accounts["account_id"]))
    begun = pd.Series(pd.to_datetime(accounts["activated_at"]).to_numpy(), made.index)
    made["is_old"] = begun.isna()
    by = (seen.groupby("device")["household"].transform("nunique") - 1).groupby(seen["account_id"]).max()
    made["strangers"] = whole(by.reindex(made.index).fillna(0))
    give_back()
    born = np.append(pd.to_datetime(sims["registered_at"]).to_numpy(), np.datetime64("NaT", "s"))
    made["born_at"] = born[row_numbers(whole(sims["sim_id"]), made["sim_id"].to_numpy())]
    made["lag_h"] = (begun - made["born_at"]).dt.total_seconds() / 3600
    place = pd.Series(accounts["place"].to_numpy(object), made.index)
    is_login = (seen["login_id"] >= 0).to_numpy()
    home, on = numbered(accounts["imei"], seen.loc[is_login, "imei"])
    give_back()
    at = row_numbers(made.index.to_numpy(), seen["account_id"].to_numpy()[is_login])
    moves = np.flatnonzero(is_login)[on.to_numpy() != np.append(home, np.nan)[at]]
    away = seen[["account_id", "at", "place", "login_id"]].take(moves)
    away = away.sort_values(["at", "login_id"], kind="stable").drop_duplicates("account_id")
    away = away.set_index("account_id").reindex(made.index)
    made["moved_at"] = away["at"]
    made["moved_d"] = (away["at"] - begun).dt.total_seconds() / 86400
    made["is_abroad"] = away["place"].notna() & place.notna() & (away["place"] != place)
    made["n_devices"] = whole(seen.groupby("account_id")["device"].nunique().reindex(made.index).fillna(0))
    return made


def silent_until_moved(tables: Observed, facts: pd.DataFrame) -> pd.Series:
    """Tell of each account whether its new SIM was silent until about the time the account moved elsewhere.

    Silent means: no traffic on the day it was registered, nor earlier than the day before the first log-in on
    another device (a buyer may write before logging in). False where the SIM is not watched (it is older than the
    tables) or the account never moved.
    """
    traffic, new = tables.get("traffic_daily"), tables.get("registrations")
    watched = facts["moved_at"].notna()
    if traffic is None or new is None:
        return pd.Series(False, facts.index)
    watched &= facts["sim_id"].isin(whole(new["sim_id"]))
    begun = by_sim(traffic, ["first"])["first"]
    start = pd.Series(begun.reindex(facts["sim_id"]).to_numpy(), facts.index)
    moved, born, day = facts["moved_at"].dt.floor("D"), facts["born_at"].dt.floor("D"), pd.Timedelta(days=1)
    # Where a SIM has no row nobody knows when it was born; `clip` cannot do without.
    until = (moved - day).where(~(moved - day < born + day), born + day)
    return watched & (start.isna() | (start >= until))


# ---
# Single signs of resale: a number never used, an account at once, a handset that was emptied.

MOVES = Reason("logins_elsewhere", "logins", "login_id", "count")
LEFT = Reason("accounts_that_left", "accounts", "sim_id", "nunique")


def lots(tables: Observed) -> Ranking:
    """Rank devices that were emptied: strangers' accounts activated there that turned up on other devices.

    Needs ``accounts``, ``logins`` and ``sims``. Returns a ranking of devices; the score is the number of households
    beyond the first whose accounts left.
    """
    seen = sightings(tables)
    facts = account_facts(tables, seen)
    moved = facts.index[facts["moved_at"].notna()]
    left = seen[(seen["login_id"] < 0) & seen["account_id"].isin(moved)]
    score = left.groupby("imei")["household"].nunique().astype(float) - 1
    return ranking("lots", "device", score, [cite(LEFT, left, "imei", "account_id")])


# ---

OTHERS_BEGUN = Reason("accounts_activated_on_device", "accounts", "sim_id", "nunique")
OTHERS_IN = Reason("accounts_logged_in_on_device", "logins", "account_id", "nunique")
# the ranking of NIKs says of the same count "on one NIK"
SIMS_HELD = Reason(
    "sims_per_nik", "sims", "sim_id", "nunique", "SIM atas NIK yang sama: {n}", "SIMs on the same NIK: {n}"
)


def resale(tables: Observed, *, entity: str = "sim") -> Ranking:
    """Rank SIMs or accounts by how much they look like goods: held among strangers' accounts, then moved on.

    The score is the logarithm (base 2) of how many other households' accounts are on the fullest device the account was
    seen on, plus at most one for an early move, a move across the border and a SIM that was silent until then.
    A family on one phone, a company's fleet (one NIK) and a worker abroad on the own phone have no strangers.

    Needs ``accounts``, ``logins`` and ``sims``; uses ``traffic_daily`` and ``registrations``. `entity`: {"sim",
    "account"}; a SIM has the score of its most suspicious account.
    """
    seen = sightings(tables)
    facts = account_facts(tables, seen)
    score = _structure(facts) + _haste(facts, silent_until_moved(tables, facts))
    if entity == "sim":
        score = score.groupby(facts["sim_id"]).max()
    return ranking("resale", entity, score, _why(seen, first(score), entity))


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
    rows = (
        mine[[key, "device"]]
        .drop_duplicates()
        .set_axis(["entity_id", "device"], axis=1)
        .merge(seen, on="device")
    )
    begun, login = rows[rows["login_id"] < 0], rows[rows["login_id"] >= 0]
    return [
        cite(OTHERS_BEGUN, begun, "entity_id", "account_id"),
        cite(OTHERS_IN, login, "entity_id", "login_id"),
        cite(MOVES, mine[mine["login_id"] >= 0], key, "login_id"),
    ]


def ready_made(tables: Observed) -> Ranking:
    """Rank accounts older than the tables by the company they keep: on devices that hold many strangers' accounts.

    Their SIMs were registered long ago by whoever they belonged to, so that registration shows nothing
    (`ready_made_by_registration`). An account that was taken over looks the same from here.

    Needs ``accounts``, ``logins`` and ``sims``. Returns a ranking of the accounts whose activation was before the
    first day.
    """
    seen = sightings(tables)
    facts = account_facts(tables, seen)
    facts = facts[facts["is_old"]]
    again = (facts["n_devices"] - 1).clip(lower=0, upper=4) * 0.2
    score = _structure(facts) + again
    return ranking("ready_made", "account", score, _why(seen, first(score), "account"))


def ready_made_by_registration(tables: Observed) -> Ranking:
    """Rank the same accounts by their SIM's registration, which is bound to fail: the contrast to `ready_made`.

    The score is the number of SIMs on the NIK, and how many the same outlet registered on the same day.

    Needs ``accounts`` and ``sims``.
    """
    accounts, raw = tables["accounts"], tables["sims"]
    old = accounts[accounts["activated_at"].isna().to_numpy(bool)]
    sims = pd.DataFrame({c: whole(raw[c]) for c in ("sim_id", "nik", "outlet_id")})
    sims["day"] = pd.to_datetime(raw["registered_at"]).dt.floor("D").to_numpy()
    held = sims.groupby("nik")["sim_id"].transform("size")
    together = sims.groupby(["outlet_id", "day"])["sim_id"].transform("size").where(sims["outlet_id"] >= 0, 1)
    by_sim = pd.Series((np.log2(held) + np.log2(together)).to_numpy(float), sims["sim_id"])
    score = pd.Series(by_sim.reindex(whole(old["sim_id"])).to_numpy(), whole(old["account_id"]))
    nik = pd.DataFrame({"entity_id": whole(old["account_id"]), "sim_id": whole(old["sim_id"])})
    nik = nik[nik["entity_id"].isin(first(score))].merge(sims, on="sim_id")[["entity_id", "nik"]]
    why = cite(SIMS_HELD, nik.merge(sims, on="nik"), "entity_id", "sim_id")
    return ranking("ready_made_by_registration", "account", score, [why])
