"""The judge of lesson 04's open task: forty devices to look at."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simkit_course.checks import compare, numbers, take_mapping, take_some

N = 40
COUNTS = ("n_ring", "n_honest")


def judge(answer: Any, registrations: pd.DataFrame, data: Any) -> None:
    """Judge on how many of forty devices a ring registered somebody."""
    given = take_mapping(answer, ("devices", *COUNTS))
    devices = take_some(given["devices"], "devices", set(registrations["imei"].dropna()), N)
    ring = data.truth["registrations"]["registration_id"]
    used = set(registrations.loc[registrations["registration_id"].isin(ring), "imei"])
    n = sum(device in used for device in devices)
    compare(numbers({k: given[k] for k in COUNTS}, COUNTS), {"n_ring": n, "n_honest": N - n})
