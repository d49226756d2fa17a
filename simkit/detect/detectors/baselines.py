"""Two learners from the shelf, over the same feature table: what a detector made for the crime has to beat.

The isolation forest asks which SIMs are easy to set apart from the rest; it needs no labels and has no idea of crime.
Boosted trees learn from labels. Labels come from truth, which a real operator never has in full, and a learner knows
only the crime it was shown. Neither gives reasons that anybody can check: that is their price.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest
from sklearn.tree import ExtraTreeRegressor
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from ...core.errors import BadValue
from ...core.formats import give_back
from ..sim_features import FEATURES, Observed, columns, feature_parts, sim_features, together
from .base import Ranking, ranking

PRIME = 0x100000001B3
"""By which a row's hash is multiplied before the next column comes in. Source: Fowler, Noll and Vo (FNV-1a)."""


def forest(looks: np.ndarray, which: np.ndarray, seed: int) -> IsolationForest:
    """Give the isolation forest of the library, tree for tree, without looking a hundred times at every row.

    `looks`: the different rows. `which`: which of them each row is. The forest draws among numbers of rows, and a tree
    takes no weights: it looks up the few rows that were drawn for it.
    """

    class Tree(ExtraTreeRegressor):
        def fit(self, X: np.ndarray, y: np.ndarray, check_input: bool = True) -> Tree:
            made: Tree = super().fit(looks[which[X[:, 0].astype(np.int64)]], y, check_input=check_input)
            return made

    class Forest(IsolationForest):
        def _get_estimator(self) -> Tree:
            return Tree(max_features=1, splitter="random", random_state=self.random_state)

    numbers = np.arange(len(which), dtype=np.float32)[:, None]
    return Forest(random_state=seed).fit(np.broadcast_to(numbers, (len(which), looks.shape[1])))


def isolation_forest(tables: Observed, seed: int = 0) -> Ranking:
    """Rank SIMs by how easily random cuts set them apart from the others: the unusual, guilty or not.

    `tables`: observed tables, as for `simkit.detect.sim_features.sim_features`. `seed`: of the forest; the same seed
    gives the same scores. Returns a ranking without reasons.

    Source: Liu, Ting and Zhou (2008), Isolation Forest, ICDM.
    """
    ids, looks, which = _looks(tables)
    with threadpool_limits(1):
        score = -forest(looks, np.sort(which), seed).score_samples(looks)[which]
    return ranking("isolation_forest", "sim", pd.Series(score, ids))


def _looks(tables: Observed) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Give all SIMs, the different rows of features in the order of their values, and which of them each SIM has.

    Most SIMs look like others, and the forest itself counts in 32 bits: the whole table would be six times as large.
    """
    ids, parts = feature_parts(tables)
    look = np.zeros(len(ids), np.uint64)
    for column in columns(ids, parts):
        look = look * np.uint64(PRIME) ^ pd.util.hash_array(column)
    which, _ = pd.factorize(look)
    first = np.flatnonzero(np.diff(np.maximum.accumulate(which), prepend=-1))
    rows = together(ids[first], parts).to_numpy()
    del look, column, parts
    give_back()
    order = np.lexsort(rows.T[::-1])
    return ids, rows.astype(np.float32)[order], np.argsort(order)[which]


def boosted(train_tables: Observed, train_labels: pd.Series, tables: Observed) -> Ranking:
    """Learn from labelled SIMs of one country, or of an earlier moment, and rank the SIMs of another.

    `train_tables`: observed tables of the run that is learnt from: of another seed, or as of an earlier day. Testing
    on what was trained on measures memory. `train_labels`: by ``sim_id`` of `train_tables`; SIMs without a label are
    not learnt from. `tables`: what is ranked. Returns a ranking without reasons; the score is the log-odds. Raises
    BadValue if the labels are all alike or fit no SIM of `train_tables`.

    Source: Ke et al. (2017), LightGBM, NeurIPS; here in scikit-learn's version.
    """
    known = sim_features(train_tables)
    known = known[known.index.isin(train_labels.index)]
    guilty = train_labels.reindex(known.index).astype(bool)
    if not (guilty.any() and (~guilty).any()):
        raise BadValue(
            f"train_labels has {int(guilty.sum())} true of {len(guilty)} that fit train_tables: "
            "a learner needs some of either kind"
        )
    known = _in_order(known.assign(guilty=guilty))
    model = HistGradientBoostingClassifier(
        max_iter=60, l2_regularization=1.0, early_stopping=False, random_state=0
    )
    f = sim_features(tables)
    with threadpool_limits(1):
        model.fit(known[list(FEATURES)].to_numpy(), known["guilty"].to_numpy(bool))
        score = model.decision_function(f.to_numpy())
    return ranking("boosted", "sim", pd.Series(score, f.index))


def _in_order(f: pd.DataFrame) -> pd.DataFrame:
    """Sort rows by their values, so that neither ids nor the order of rows decide which rows a learner draws."""
    return f.iloc[np.lexsort(f.to_numpy("float64").T[::-1])]
