"""The material of lesson 06: new SIMs here and elsewhere, and lists of them in the order of suspicion."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.streams import Luck, keys

if TYPE_CHECKING:
    from ..analysis.detectors.base import Observed, Ranking
    from ..analysis.metrics.labels import Told
    from ..core.folder import Saved

SHARE_OF_ALL = 0.0045
"""Share of the ring's among all SIMs of the data set's country, old ones included. Source: the data set's card."""


def new_sims() -> Saved:
    """Give the data set `registrations`: SIMs registered in 90 days, with the truth for checking.

    Examples
    --------
    >>> "registrations" in new_sims().observed
    True
    """
    from ..core.folder import load  # noqa: PLC0415
    from ..study.datasets import home  # noqa: PLC0415

    return load(home() / "registrations")


def elsewhere(seed: int = 2, n_people: int = 60_000) -> SimpleNamespace:
    """Simulate another country with a ring of its own, and give the same tables of it as `new_sims` has.

    The story is that of `new_sims`; the people, the outlets and the luck are others. The ring shrinks with the country.

    Parameters
    ----------
    seed, n_people : int

    Returns
    -------
    SimpleNamespace
        ``observed`` and ``truth``, mappings of str to DataFrame.

    Examples
    --------
    >>> sorted(elsewhere(3, 2_000).truth)
    ['outlets', 'registrations', 'sims']
    """
    from ..engine.run import simulate  # noqa: PLC0415
    from ..engine.tables import declared  # noqa: PLC0415
    from ..study.cuts import registrations  # noqa: PLC0415

    size = {"people.n_people": n_people, "run.scale": 0.02 * n_people / 100_000}
    known = {t.path: t for t in declared()}
    made: dict[str, dict[str, pd.DataFrame]] = {"observed": {}, "truth": {}}
    for path, table in registrations(simulate("lesson-ring", seed, settings=size)).items():
        folder, _, name = path.partition("/")
        made[folder][name] = known[path].frame(table)
    return SimpleNamespace(**made)


def ring_sims(run: Told) -> pd.Series:
    """Tell of each new SIM whether a ring registered it, by ``sim_id``: only a simulator knows."""
    new = run.observed["registrations"]["sim_id"].dropna().astype("int64").unique()
    truth = run.truth["sims"].set_index("sim_id")["ring_id"].notna()
    return truth.reindex(np.sort(new)).rename("is_ring")


def device_niks(tables: Observed) -> pd.Series:
    """Count for each new SIM the NIKs on the device that registered it, terminals of outlets included.

    Examples
    --------
    >>> rows = pd.DataFrame({"sim_id": [1, 2, 3], "nik": [5, 6, 7], "imei": ["a", "a", "b"]})
    >>> device_niks({"registrations": rows}).tolist()
    [2, 2, 1]
    """
    rows = tables["registrations"]
    made = rows[rows["sim_id"].notna()]
    n = made["imei"].map(rows.groupby("imei", observed=True)["nik"].nunique())
    return pd.Series(n.to_numpy(), made["sim_id"].astype("int64")).sort_index().rename("device_niks")


def in_order(is_ring: pd.Series, lists: Mapping[str, pd.Series | Ranking]) -> pd.DataFrame:
    """Put the SIMs into the order of each detector, the most suspicious first, and say which are a ring's.

    Parameters
    ----------
    is_ring : Series of bool, by sim_id
    lists : mapping of str to Series or Ranking
        Scores by ``sim_id``, or a detector's answer; a SIM without a score comes last. Equal scores are put in an
        order that has nothing to do with the truth.

    Returns
    -------
    DataFrame of bool
        A row for each place from 1 on, a column for each detector.

    Examples
    --------
    >>> in_order(pd.Series([True, False]), {"a": pd.Series([1.0, 2.0])})["a"].tolist()
    [False, True]
    """
    lot = Luck(1)(keys("sim", is_ring.index.to_numpy()), "place")
    made = {}
    for name, found in lists.items():
        score = found if isinstance(found, pd.Series) else found.table.set_index("entity_id")["score"]
        values = score.reindex(is_ring.index).fillna(-np.inf).to_numpy(float)
        made[name] = is_ring.to_numpy(bool)[np.lexsort([lot, -values])]
    return pd.DataFrame(made, index=pd.RangeIndex(1, len(is_ring) + 1, name="place"))


def first_sims(is_ring: pd.Series, found: Ranking, k: int) -> pd.Series:
    """Tell which SIMs are among the first `k` of a ranking (bool, by sim_id)."""
    top = found.table["entity_id"].head(k)
    return pd.Series(is_ring.index.isin(top), is_ring.index, name="is_flagged")
