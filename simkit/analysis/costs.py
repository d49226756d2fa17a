"""What policies cost whoever runs them: handling seconds at the desk, fees, clerks, campaigns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from ..engine.policies import Policy, catalogue, make_policy
from ..engine.scenario import all_knobs
from .reads import Result, column


def costs(run: Result) -> dict[str, float]:
    """Give the working hours that policies add at the desk, and what all of them cost.

    Returns
    -------
    dict of str to float
        ``desk_hours`` [h] and ``cost_rp`` [Rp], over the run. The model's prices are knobs of the policies.
    """
    about = run.about
    seconds, rupiah, days = 0.0, 0.0, _setting(about, "run.days")
    for policy in _policies(run):
        if policy.handling_s:
            seconds += policy.handling_s * _rows(run, "accesses", policy.start_day)
        rupiah += policy.cost_rp(days, lambda table, day: _rows(run, table, day))
    hours = seconds / 3600
    return {
        "desk_hours": hours,
        "cost_rp": rupiah + hours * _setting(about, "desk.rp_per_hour"),
    }


def _policies(run: Result) -> Iterator[Policy]:
    """Give the policies of a run; one of the user's own is known while its run is in memory, not from a folder."""
    alive = {p.name: p for p in getattr(getattr(run, "model", None), "policies", ())}
    for name, settings in run.about.get("policies", {}).items():
        if name in alive:
            yield alive[name]
        elif name in catalogue():
            yield make_policy(name, settings)


def _setting(about: Mapping[str, Any], name: str) -> float:
    """Give a knob of the run: as it was set, else its default."""
    defaults = {f"{k.section}.{k.name}": k.default for k in all_knobs()}
    return float(about.get("settings", {}).get(name, defaults[name]))


def _rows(run: Result, table: str, day: float) -> int:
    """Count the rows of an observed table from a day of the run on."""
    if table not in run.observed:
        return 0
    made: pa.Table = run.observed.arrow(table)
    if not day:
        return made.num_rows
    at = column(made, "at")
    tickets = run.observed.arrow("tickets")
    start = column(tickets, "at").min().astype("datetime64[D]") if tickets.num_rows else at.min()
    return int((at >= start + np.timedelta64(round(day * 86400), "s")).sum())
