"""Twenty small countries, and the yardsticks, for the tests of abuse, take-over, the joined chain and the learners."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import t
from sklearn.metrics import average_precision_score

from simkit.detect.detectors.base import Reason
from simkit.engine.run import simulate

SEEDS = range(1, 21)
CAPACITY = 50
"""Numbers that an investigator can look at in a week."""

# Every ring number is one of a hundred SIMs; more take-overs than by default, or there would be none to find.
SETTINGS = {
    "people.n_people": 6000,
    "run.scale": 0.003,
    "run.tick_h": 24.0,
    "ring.shares": (0.3, 0.2, 0.1, 0.05, 0.1, 0.25),
    "ring.capacity": (1.0, 1.2, 2.0, 0.3, 0.5, 1.0),
}
OTT_ONLY = SETTINGS | {"abuse.ott_abroad": 1.0, "abuse.ott_home": 1.0}
TABLES = (
    *("people", "outlets", "sims", "registrations", "accounts", "logins"),
    *("traffic_daily", "contacts", "complaints", "notices", "blocks"),
)
KEYS = {
    "registrations": "registration_id",
    "accounts": "account_id",
    "logins": "login_id",
    "complaints": "complaint_id",
    "notices": "notice_id",
}


@cache
def country(seed: int, ott_only: bool = False):
    return simulate("baseline", seed=seed, settings=OTT_ONLY if ott_only else SETTINGS)


@cache
def seen(seed: int, ott_only: bool = False, day: float = 90.0) -> dict[str, pd.DataFrame]:
    run = country(seed, ott_only)
    tables = run.observed if day == 90.0 else run.as_of(day)
    return {name: tables[name] for name in TABLES}


@cache
def ring_sims(seed: int, ott_only: bool = False) -> pd.Series:
    """Whether a ring registered it, by SIM, at the end of the run."""
    return country(seed, ott_only).truth["sims"].set_index("sim_id")["ring_id"].notna()


@cache
def abused_by_phone(seed: int) -> frozenset[int]:
    """SIMs from which somebody was written to or called by SMS or call."""
    rows = country(seed).truth["messages"]
    return frozenset(rows.loc[rows["channel"] != "ott", "sim_id"].tolist())


@cache
def accounts_of(seed: int, origin: str) -> frozenset[int]:
    rows = country(seed).truth["accounts"]
    return frozenset(rows.loc[rows["origin"] == origin, "account_id"].tolist())


def precision(found, guilty, k: int = CAPACITY) -> float:
    return float(found.table["entity_id"].head(k).isin(list(guilty)).sum()) / k


def average_precision(found, guilty, everybody) -> float:
    """Average precision among everybody; who is not ranked comes last."""
    score = found.table.set_index("entity_id")["score"].reindex(list(everybody))
    score = score.fillna(score.min() - 1 if score.notna().any() else 0.0)
    return float(average_precision_score(score.index.isin(list(guilty)), score))


def interval(values) -> tuple[float, float, float]:
    """Give the mean over seeds and the ends of its 95 % interval."""
    x = np.asarray(list(values), float)
    half = t.ppf(0.975, len(x) - 1) * x.std(ddof=1) / np.sqrt(len(x))
    return float(x.mean()), float(x.mean() - half), float(x.mean() + half)


def shuffled(tables, seed: int = 0):
    return {name: rows.sample(frac=1.0, random_state=seed) for name, rows in tables.items()}


def renamed(tables, seed: int = 0):
    """Give every id, NIK and IMEI another value of its kind; also give the old ids of SIMs and accounts."""
    rng = np.random.default_rng(seed)
    new: dict[str, dict] = {}
    for column in ("sim_id", "account_id", "person_id", "outlet_id", "nik", "imei"):
        old = sorted({v for rows in tables.values() if column in rows for v in rows[column].dropna()})
        new[column] = dict(zip(old, [old[i] for i in rng.permutation(len(old))], strict=True))
    new["recipient_sim_id"] = new["sim_id"]
    made = {}
    for name, rows in tables.items():
        changes = {}
        for column, names in new.items():
            if column in rows:
                changes[column] = rows[column].map(names).astype(rows[column].dtype)
        made[name] = rows.assign(**changes)
    return made, new


def cut(tables, day: float):
    """Drop the rows of the whole run that were not there yet on a day, by hand."""
    moment = pd.Timestamp("2024-08-05") + pd.Timedelta(days=day)
    made = dict(tables)
    for name, rows in tables.items():
        for column in ("at", "day", "registered_at"):
            if column in rows:
                made[name] = rows[rows[column] < moment]
    rows = tables["accounts"]
    late = rows["activated_at"] >= moment
    unseen = rows["activated_at"].isna() & ~rows["account_id"].isin(made["logins"]["account_id"])
    made["accounts"] = rows[~late & ~unseen]
    made["sims"] = made["sims"][made["sims"]["registered_at"] < moment]
    return made


def check_order_and_ids(detector, tables, ids: str) -> pd.Series:
    """Check that neither the order of rows nor the names of things move a score; give the scores."""
    score = by_entity(detector(tables))
    pd.testing.assert_series_equal(by_entity(detector(shuffled(tables))), score, check_exact=True)
    other, new = renamed(tables)
    renamed_score = by_entity(detector(tables), new[ids])
    pd.testing.assert_series_equal(by_entity(detector(other)), renamed_score, check_names=False)
    return score


def check_reasons(found, tables, reasons: dict[str, Reason], n: int = 20) -> int:
    """Recompute every number in the reasons of the first `n` from the rows cited; give how many there were."""
    counted = 0
    for _, row in found.head(n).iterrows():
        mine = found.evidence[found.evidence["entity_id"] == row["entity_id"]]
        for code, cited in mine.groupby("reason"):
            reason, rows = reasons[code], tables[reasons[code].table]
            if reason.table == "traffic_daily":
                there = (rows["sim_id"] == row["entity_id"]) & rows["day"].dt.strftime("%Y-%m-%d").isin(
                    cited["row_id"]
                )
            else:
                there = rows[KEYS[reason.table]].isin(cited["row_id"])
            assert there.sum() == cited["row_id"].nunique()
            number = float(rows.loc[there, reason.column].agg(reason.how))
            assert reason.say("id", number) in row["reason_id"]
            assert reason.say("en", number) in row["reason_en"]
            counted += 1
        assert row["reason_en"].count(";") + 1 == mine["reason"].nunique()
    return counted


def by_entity(found, names: dict | None = None) -> pd.Series:
    """Give the scores by entity, under other names if there are any, in the order of names."""
    score = found.table.set_index("entity_id")["score"]
    return (score.rename(index=names) if names else score).sort_index()
