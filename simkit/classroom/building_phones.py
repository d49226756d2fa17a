"""The material of lesson 10: phones to rank, the obvious rule, and what investigators find among the first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..analysis.detectors.base import Cited, Ranking, Reason, ranking
from ..core.errors import BadValue

if TYPE_CHECKING:
    from ..analysis.detectors.base import Observed
    from ..analysis.metrics.labels import Told
    from ..core.folder import Saved


def market() -> Saved:
    """Give the data set `resale`: numbers, accounts and traffic, with the truth for checking.

    Examples
    --------
    >>> "accounts" in market().observed
    True
    """
    from ..core.folder import load  # noqa: PLC0415
    from ..study.datasets import home  # noqa: PLC0415

    return load(home() / "resale")


def numbers_on_a_phone(tables: Observed) -> Ranking:
    """Rank phones by how many numbers were activated on them: the obvious rule of exercise 10.4."""
    accounts = tables["accounts"].dropna(subset=["imei"])
    rows = accounts.rename(columns={"imei": "entity_id", "account_id": "row_id"})
    score = rows.groupby("entity_id")["sim_id"].nunique()
    why = Reason(
        "numbers", "accounts", "sim_id", "nunique", "{n} nomor pada satu ponsel", "{n} numbers on one phone"
    )
    return ranking("numbers_on_a_phone", "device", score, [Cited(why, rows)])


def ring_phones(run: Told) -> pd.Series:
    """Tell of each phone on which an account was activated whether a number of a ring is among them."""
    accounts = run.observed["accounts"].dropna(subset=["imei"])
    ring = run.truth["sims"].set_index("sim_id")["ring_id"].notna()
    mine = accounts["sim_id"].map(ring).fillna(False).astype(bool)
    return mine.groupby(accounts["imei"]).any()


def among_first(found: Ranking, is_ring: pd.Series, k: int = 30) -> float:
    """Give the share of a ring's phones among the first `k` of a ranking, equal scores put in order by lot."""
    from ..analysis.metrics import precision_at  # noqa: PLC0415

    if k < 1:
        raise BadValue(f"k is {k!r}: investigators take 1 case or more")
    score = found.table.set_index("entity_id")["score"]
    return precision_at(score.to_numpy(float), is_ring.reindex(score.index).fillna(False).to_numpy(bool), k)


def shuffled(run: Any, seed: int = 1) -> SimpleNamespace:
    """Give the same observed tables with their rows in another order, and the truth as it is."""
    mixed = {n: run.observed[n].sample(frac=1, random_state=seed) for n in ("accounts", "sims")}
    return SimpleNamespace(observed={**run.observed, **mixed}, truth=run.truth)
