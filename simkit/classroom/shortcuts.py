"""The material of lesson 06: columns that give the answer away, and what becomes of a machine that learnt from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..analysis.metrics import precision_at
from ..analysis.views import cut
from .detecting import elsewhere, ring_sims

if TYPE_CHECKING:
    from ..analysis.metrics.labels import Told


def colleagues_table(run: Told, at: str, is_ring: pd.Series, planted: bool = False) -> pd.DataFrame:
    """Make the columns that a colleague hands over: SIMs registered by a day and not yet blocked on it.

    Parameters
    ----------
    run : Saved, Run, or anything with ``observed`` and ``truth``
    at : str
        The day of the list; every column but ``n_blocks`` counts what was known on it.
    is_ring : Series of bool, by sim_id
    planted : bool
        Whether the table was put together from two files, the honest SIMs first: then the form's number shows it.

    Returns
    -------
    DataFrame
        By ``sim_id``: ``nik_sims``, ``device_niks``, ``handset_families``, ``n_refused``, ``form_no``, ``n_blocks``.
    """
    then = cut(run.observed, at)
    rows, blocks = then["registrations"], run.observed["blocks"]
    made = rows[rows["sim_id"].notna() & ~rows["sim_id"].isin(then["blocks"]["sim_id"])].copy()
    made["sim_id"] = made["sim_id"].astype("int64")
    own = rows[rows["outlet_id"].isna()].groupby("imei", observed=True)["kk"].nunique()
    refused = rows.loc[rows["verdict"] != "allow", "imei"].value_counts()
    made = made.sort_values(["at", "sim_id"])
    if planted:
        made = made.iloc[np.argsort(is_ring.reindex(made["sim_id"]).to_numpy(bool), kind="stable")]
    columns = {
        "nik_sims": made["nik"].map(made.groupby("nik")["sim_id"].nunique()),
        "device_niks": made["imei"].map(rows.groupby("imei", observed=True)["nik"].nunique()),
        "handset_families": made["imei"].map(own).where(made["outlet_id"].isna()),
        "n_refused": made["imei"].map(refused),
        "form_no": np.arange(1, len(made) + 1),
        "n_blocks": made["sim_id"].map(blocks["sim_id"].value_counts()),
    }
    frame = pd.DataFrame(columns).set_axis(made["sim_id"]).fillna(0).astype("int64")
    return frame.sort_index()


def known_then(table: pd.DataFrame) -> pd.DataFrame:
    """Take out of the colleague's table what nobody knew on its day: no SIM in it had been blocked by then.

    Examples
    --------
    >>> known_then(pd.DataFrame({"n_refused": [2], "n_blocks": [1]})).values.tolist()
    [[2, 0]]
    """
    return table.assign(n_blocks=0)


def precision_alone(table: pd.DataFrame, is_ring: pd.Series, k: int) -> pd.Series:
    """Give for each column the precision among the first `k` when it alone makes the list, the highest first.

    Equal values are put in order by lot.

    Examples
    --------
    >>> precision_alone(pd.DataFrame({"a": [1, 2], "b": [0, 0]}), pd.Series([True, False]), 1).tolist()
    [0.0, 0.5]
    """
    bad = is_ring.reindex(table.index).to_numpy(bool)
    return pd.Series({c: precision_at(table[c], bad, k) for c in table}, name="precision")


def alone_three_times(
    run: Told, is_ring: pd.Series, other: Told | None = None, at: str = "2024-09-20", k: int = 50
) -> pd.DataFrame:
    """Give `precision_alone` of the colleague's table as handed over, as known on its day, and elsewhere.

    Parameters
    ----------
    run : Saved, Run, or anything with ``observed`` and ``truth``
    is_ring : Series of bool, by sim_id
    other : the same of another country; `elsewhere` if none is given
    at : str
        Day of the list.
    k : int
        Places of the list.
    """
    there = elsewhere() if other is None else other
    mine, theirs = colleagues_table(run, at, is_ring, planted=True), ring_sims(there)
    return pd.DataFrame(
        {
            "handed_over": precision_alone(mine, is_ring, k),
            "known_then": precision_alone(known_then(mine), is_ring, k),
            "elsewhere": precision_alone(colleagues_table(there, at, theirs), theirs, k),
        }
    )


def learnt_precision(
    train: pd.DataFrame,
    tests: Mapping[str, pd.DataFrame],
    is_ring: Mapping[str, pd.Series],
    columns: Iterable[str],
    k: int,
) -> pd.Series:
    """Let boosted trees learn from some columns, and give their precision among the first `k` of each test table.

    Parameters
    ----------
    train : DataFrame
        By ``sim_id``, from `colleagues_table`.
    tests : mapping of str to DataFrame
    is_ring : mapping of str to Series of bool
        By ``sim_id``: of each test table, and of the training under "train".
    columns : iterable of str
    k : int

    Notes
    -----
    Source: scikit-learn's ``HistGradientBoostingClassifier``, as in `simkit.analysis.detectors.baselines`.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # noqa: PLC0415

    used = list(columns)
    model = HistGradientBoostingClassifier(
        max_iter=60, l2_regularization=1.0, early_stopping=False, random_state=0
    )
    with threadpool_limits(1):
        model.fit(train[used].to_numpy(), is_ring["train"].reindex(train.index).to_numpy(bool))
        made = {
            name: precision_at(
                model.decision_function(t[used].to_numpy()), is_ring[name].reindex(t.index).to_numpy(bool), k
            )
            for name, t in tests.items()
        }
    return pd.Series(made, name="precision")
