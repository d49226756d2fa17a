"""What came of a screening, month by month: how often the list was right, what rings did, and whom it stopped."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..core.errors import BadValue
from .outcomes import Told

MONTH_D = 28
"""Days of a month here: four lists."""


def months(run: Told) -> pd.DataFrame:
    """Say what came of a screening in each month of four weeks, the first beginning with the run.

    Returns a table by month, from 0: ``n_cases``; ``precision`` of the detector's own list and ``drawn_precision`` of
    the cases drawn by lot; ``n_ring`` numbers of rings blocked; ``n_stopped`` honest numbers blocked, and ``n_lost`` of
    them never given back; and what the rings did: ``per_handset``, numbers they registered for each handset,
    ``n_outlets`` that they used, ``days_to_sale``, the median from a registration to the sale, and ``ott_share`` of the
    messages. Missing where there was nothing. Raises BadValue for a run without a screening.
    """
    if "cases" not in run.observed:
        raise BadValue("this run has no table of cases: switch the policy screening on")
    first = run.observed["tickets"]["at"].min().normalize()

    def month(at: pd.Series) -> pd.Series:
        return (pd.to_datetime(at) - first).dt.days // MONTH_D

    return pd.DataFrame({**_cases(run, month), **_rings(run, month)}).sort_index()


def _cases(run: Told, month: Any) -> dict[str, pd.Series]:
    cases, truth = run.observed["cases"], run.truth["sims"]
    bad = cases["sim_id"].isin(truth.loc[truth["registrant"].isin(["ring", "mule"]), "sim_id"])
    at, drawn, out = month(cases["at"]), cases["is_drawn"].astype(bool), cases["outcome"] != "cleared"
    wrong = out & ~bad
    return {
        "n_cases": at.groupby(at).size(),
        "precision": bad[~drawn].groupby(at[~drawn]).mean(),
        "drawn_precision": bad[drawn].groupby(at[drawn]).mean(),
        "n_ring": (out & bad).groupby(at).sum(),
        "n_stopped": wrong.groupby(at).sum(),
        "n_lost": (wrong & (cases["outcome"] == "confirmed")).groupby(at).sum(),
    }


def _rings(run: Told, month: Any) -> dict[str, pd.Series]:
    seen, ours = run.observed["registrations"], run.truth["registrations"]
    rows = seen[seen["registration_id"].isin(ours["registration_id"]) & seen["sim_id"].notna()]
    at, alone = month(rows["at"]), rows["outlet_id"].isna()
    own, when = rows[alone], at[alone]
    sales = run.truth["sales"].dropna(subset="sim_id").drop_duplicates("sim_id").set_index("sim_id")["at"]
    sold = rows["sim_id"].astype("int64").map(sales)
    days = (sold - rows["at"]).dt.total_seconds() / 86_400
    sent = run.truth["messages"]
    n, of = sent["n_sent"], month(sent["day"])
    ott = n.where(sent["channel"] == "ott", 0).groupby(of).sum()
    return {
        "per_handset": own.groupby(when).size() / own.groupby(when)["imei"].nunique(),
        "n_outlets": rows["outlet_id"].groupby(at).nunique(),
        "days_to_sale": days.groupby(month(sold)[days.notna()]).median(),
        "ott_share": ott / n.groupby(of).sum().replace(0, np.nan),
    }
