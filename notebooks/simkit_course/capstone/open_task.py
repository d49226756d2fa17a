"""The judge of the capstone: the numbers of the page, computed anew from the tables that the student used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from simkit_course.checks import PER_CENT, compare, numbers
from simkit_course.lessons.l04_below_the_cap.material import terminal_imeis

MOST = 3
PARTS = ("n_devices", "n_terminals", "n_sims", "share")


def judge(answer: Any, tables: Mapping[str, pd.DataFrame]) -> None:
    """Judge whom the rule would have hit: devices with accepted registrations of more families than it allows."""
    rows = tables["registrations"]
    rows = rows[(rows["verdict"] == "allow") & rows["imei"].notna()]
    families = rows.groupby("imei", observed=True)["kk"].nunique()
    hit = families.index[families > MOST]
    on = rows["imei"].isin(hit)
    true = {
        "n_devices": len(hit),
        "n_terminals": int(hit.isin(terminal_imeis(tables)).sum()),
        "n_sims": int(rows.loc[on, "sim_id"].nunique()),
        "share": float(rows.loc[on, "sim_id"].nunique() / rows["sim_id"].nunique()),
    }
    compare(numbers(answer, PARTS), true, [("share", 100 * true["share"], PER_CENT)])
