"""The whole chain of a SIM: registration, activation, resale, traffic and complaint, joined into one score.

Each step leaves a little that alone has honest explanations; joined they have few. A number whose buyer uses OTT
alone, whom no traffic betrays, still has a registration and an activation.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...core.formats import give_back
from ..long_tables import rows_of
from ..sim_features import (
    STEPS,
    Observed,
    complaints,
    feature_parts,
    is_known,
    surprise,
    table,
    together,
    traffic,
)
from .abuse import ANSWERS, RECIPIENTS, REPORTERS
from .base import Cited, Ranking, Reason, cite, front, ranking, shared
from .registration import attempts, bunched
from .resale import sightings

TELLING = float(np.log(20))
"""A part is given as a reason if fewer than one in twenty peers has as much. Assumption: the usual 5 %."""

NIKS = Reason("device_niks", "registrations", "nik", "nunique")
SIMS = Reason("activation_sims", "accounts", "sim_id", "nunique")
ACCOUNTS = Reason("login_accounts", "logins", "account_id", "nunique")


def joined(tables: Observed) -> Ranking:
    """Rank SIMs by what all steps of the chain say together.

    Observed tables: ``sims`` is needed, a step whose tables are absent says nothing. Returns a ranking: the score is
    the sum of `chain_parts`, in nats.

    Examples
    --------
    >>> from simkit import simulate
    >>> run = simulate("baseline", settings={"people.n_people": 500, "run.days": 5, "run.scale": 0.002})
    >>> len(joined(run.observed).table) == len(run.observed["sims"])
    True
    """
    parts = chain_parts(tables)
    score = parts.sum(axis=1)
    return ranking("joined", "sim", score, list(_cited(tables, parts.loc[front(score)] > TELLING)))


def chain_parts(tables: Observed) -> pd.DataFrame:
    """Give what each step says of each SIM: how rare its feature is among peers, in nats.

    On a device it is how close together the households came that used it (`bunched`): many on one device are also
    served by sellers on tour, neighbours who help and family computers, but as long as the tables run.

    Returns DataFrame of float64: indexed by ``sim_id``, a column for each of ``STEPS``. Peers are the SIMs registered
    in the same way and, for registration and activation, with the same excuse (campus, village office, reseller,
    organisation).
    """
    all_of_them = {name: table(tables, name) for name in ("registrations", "accounts", "logins", "sims")}
    with shared():  # what is made for this alone goes with it
        close = [_close(attempts(all_of_them)[NEAR]).rename("registered")]
    with shared():
        seen = sightings(all_of_them)[[*NEAR, "login_id"]]
    is_begun = seen["login_id"] < 0
    close += [_close(seen[is_begun]).rename("begun"), _close(seen[~is_begun]).rename("moved")]
    del seen, is_begun
    ids, parts = feature_parts(tables, (is_known, traffic, complaints))
    f = together(ids, [*(part for part in parts if part.name in READ), *close])
    del parts, close
    give_back()
    way = f["is_new"] + 2 * f["is_self"] + 4 * f["is_dealer"] + 8 * f["is_explained"]
    return pd.DataFrame(
        {
            "registration": surprise(f["registered"].round(9), way),
            "activation": surprise(f["begun"].round(9), f["is_new"] + 2 * f["is_explained"]),
            "resale": surprise(f["moved"].round(9)),
            "traffic": surprise(f["new_share"] * f["silent_share"], f["n_days"] > 0),
            "complaint": surprise(f["n_reporters"]),
        }
    )


NEAR = ["sim_id", "device", "household", "at"]
READ = (
    "is_new",
    "is_self",
    "is_dealer",
    "is_explained",
    "n_days",
    "new_share",
    "silent_share",
    "n_reporters",
)
"""Features that the parts are made of."""


def _close(rows: pd.DataFrame) -> pd.Series:
    """Give how close together the households came on the most telling device of each SIM."""
    return rows["device"].map(bunched(rows)).groupby(rows["sim_id"]).max()


def _cited(tables: Observed, telling: pd.DataFrame) -> Iterator[Cited]:
    """Cite the rows behind the telling parts of the first SIMs, the chain's end first: it is the most telling."""
    for step in reversed(STEPS):
        sims = telling.index[telling[step]]
        if step == "complaint":
            rows = table(tables, "complaints")
            yield cite(REPORTERS, rows[rows["sim_id"].isin(sims)], "sim_id", "complaint_id")
        elif step == "traffic":
            rows = rows_of(table(tables, "traffic_daily"), sims, ["day", RECIPIENTS.column, ANSWERS.column])
            rows = rows.assign(row=rows["day"].dt.strftime("%Y-%m-%d"))
            yield cite(RECIPIENTS, rows, "sim_id", "row")
            yield cite(ANSWERS, rows, "sim_id", "row")
        else:
            yield _device(tables, step, sims)


def _device(tables: Observed, step: str, sims: pd.Index) -> Cited:
    """Cite all rows of a step on the device that speaks against each SIM: the one with most on it."""
    name, key, reason = {
        "registration": ("registrations", "registration_id", NIKS),
        "activation": ("accounts", "account_id", SIMS),
        "resale": ("logins", "login_id", ACCOUNTS),
    }[step]
    rows = table(tables, name)
    if step == "activation":
        rows = rows[rows["activated_at"].notna()]
    mine = rows
    if step == "resale":
        mine = rows = rows[rows["verdict"] == "allow"]
        accounts = table(tables, "accounts")[["account_id", "sim_id"]]
        mine = rows.merge(accounts[accounts["sim_id"].isin(sims)], on="account_id")
    mine = mine[mine["sim_id"].isin(sims)]
    rows = rows[rows["imei"].isin(mine["imei"])]
    size = rows[["imei", reason.column]].drop_duplicates().groupby("imei", observed=True).size()
    mine = pd.DataFrame(
        {"entity_id": mine["sim_id"].astype("int64"), "imei": mine["imei"], "n": mine["imei"].map(size)}
    )
    fullest = mine.sort_values(["n", "imei"], ascending=[False, True]).drop_duplicates("entity_id")
    there = rows[["imei", reason.column]].assign(row_id=rows[key])
    return Cited(reason, fullest[["entity_id", "imei"]].merge(there, on="imei"))
