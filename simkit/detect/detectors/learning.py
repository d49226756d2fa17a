"""A detector that learns on the job: from what investigators have confirmed so far, which is late, little and biased.

Late, because a block counts only once its owner could have been heard. Little, because investigators look at a few
numbers a week. Biased, because they look at what an earlier list put first, and because they err. What nobody has
ever looked at is not taught: a screening that draws some cases by lot (``by_lot``) teaches more.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from ..sim_features import sim_features
from .base import Observed, Ranking, ranking
from .registration import attempts, sim_odds

LEAST = 8
"""Cases of either kind below which the rule for bulk registration makes the list. Source: assumption."""
READS = (
    "registrations", "accounts", "logins", "notices", "traffic_daily", "complaints", "people", "outlets",
)  # fmt: skip
STRENGTH = 0.3
"""How freely weights may grow (scikit-learn's ``C``): with few labels little is believed. Source: assumption."""


def learning(tables: Observed, seed: int = 0) -> Ranking:
    """Rank new SIMs by how much they look like those that investigators confirmed, and unlike those they cleared.

    A logistic regression over `simkit.detect.sim_features`, of which it takes logarithms: confirmed cases are bad,
    cleared and restored ones good, open ones are not learned from. Before there are ``LEAST`` of either kind, the rule
    for bulk registration makes the list. `tables`: observed tables with ``cases``. `seed`: of the solver.
    Returns a ranking of the SIMs registered in ``registrations``, without reasons; the score is the log-odds.

    Source: Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, 2nd ed., sec. 4.4.
    """
    cases, rows = tables["cases"], tables["registrations"]
    new = rows["sim_id"].dropna().astype("int64").sort_values()
    closed = cases[(cases["outcome"] != "blocked").to_numpy(bool) & cases["sim_id"].isin(new).to_numpy(bool)]
    bad = (closed["outcome"] == "confirmed").to_numpy(bool)
    if min(bad.sum(), (~bad).sum()) < LEAST:
        return ranking("learning", "sim", sim_odds(tables, attempts(tables))["score"].sort_index())
    some = {n: tables[n] for n in READS if n in tables}
    some["sims"] = tables["sims"][tables["sims"]["sim_id"].isin(new)]
    f = np.log1p(sim_features(some))
    f = (f - f.mean()) / f.std().where(f.std() > 0, 1.0)
    known = f.loc[closed["sim_id"]].to_numpy()
    # in the order of their values, so that neither ids nor the order of cases decide the last digits
    order = np.lexsort((bad, *known.T[::-1]))
    learner = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=300, random_state=seed)
    with threadpool_limits(1):
        score = learner.fit(known[order], bad[order]).decision_function(f.to_numpy())
    return ranking("learning", "sim", pd.Series(score, f.index))
