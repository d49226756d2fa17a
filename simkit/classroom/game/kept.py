"""What a case keeps of its run: the few tables that the end of the game asks for, not the simulator behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from ...analysis.metrics.labels import Told

REGISTERED = ("registration_id", "nik", "imei", "outlet_id", "at")
LATER: Mapping[str, tuple[str, ...]] = {
    "accesses": ("access_id", "agent_id", "at"),
    "tickets": ("agent_id", "at"),
}
"""Observed tables of which only the days after the case are asked for, and only these columns."""
TRUTH: Mapping[str, tuple[str, ...]] = {
    "agents": ("agent_id", "role"),
    "outlets": ("outlet_id", "role"),
    "sims": ("sim_id", "ring_id"),
    "registrations": ("registration_id",),
    "accesses": ("access_id", "motive"),
    "sales": ("sale_id", "at", "sim_id", "is_abroad"),
    "messages": ("day", "sim_id", "n_sent"),
}


@dataclass(frozen=True)
class Kept:
    """Some columns of some tables of a run.

    Attributes
    ----------
    observed, truth : mapping of str to DataFrame
        ``registrations`` of the whole run and, of the tables in ``LATER``, what came after the case; the tables in
        ``TRUTH``.
    """

    observed: Mapping[str, pd.DataFrame] = field(repr=False)
    truth: Mapping[str, pd.DataFrame] = field(repr=False)


def keep(run: Told, at: pd.Timestamp) -> Kept:
    """Take what a case needs out of a run, so that the run's memory can be given back.

    Parameters
    ----------
    run : Run or Saved
    at : Timestamp
        The moment of the case.

    Examples
    --------
    >>> from simkit.engine.run import simulate
    >>> run = simulate("lesson-ring", 1, settings={"people.n_people": 500, "run.days": 3})
    >>> keep(run, pd.Timestamp("2030-01-01")).observed["tickets"].empty
    True
    """
    observed = {"registrations": run.observed["registrations"][list(REGISTERED)]}
    for name, columns in LATER.items():
        table = run.observed[name]
        observed[name] = table.loc[table["at"] > at, list(columns)].reset_index(drop=True)
    return Kept(observed, {name: run.truth[name][list(columns)] for name, columns in TRUTH.items()})
