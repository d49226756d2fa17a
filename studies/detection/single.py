"""Does one line find what the kit's best detector finds? Single joined features and a booster, on other runs.

The reference is frozen: its name and the hash of its code stand here, so that a model is not made to look hard to
read by making the detector stronger, or the other way round.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from simkit.compare.intervals import intervals
from simkit.core.catalogue import Words
from simkit.core.html import filled
from simkit.core.locale import marks
from simkit.detect import detectors, sim_features
from simkit.engine.run import simulate
from simkit.measure.metrics import judge, labels, precision_at

from ..pages import hand_over
from ..runs import HERE, Where, where_asked
from .cases import CASES, SMALL, Case, found
from .joins import FEATURES, SIGHTS, matrix, sight

TRAIN, TEST = range(1, 7), range(7, 13)
REFERENCE: Mapping[str, str] = {"sim": "chain:joined", "account": "resale:resale"}
"""The detector that single features are measured against, by what is ranked: the same as in `simkit audit`."""
REFERENCE_CODE = "68610a6e9cc9da36bc4ae2452ef7a6cb9132d630773dbfb23a0f024b23c55856"
"""Version of the reference: `reference_code` when it was frozen, at simkit 0.1.0."""
LEAST_RECALL = 0.1
"""A rule that finds fewer of the culprits than this share is no rule: one of hundreds is pure by chance."""
HARD = ("mules at the counter", "one handset a number", "abuse over OTT alone", "ready-made accounts")
"""Crimes that were called invisible, or hard to see: here a booster tries all features at once."""
JOINED_CASES: tuple[Case, ...] = (
    Case("the small country", "sim", "baseline", "registration:sims_per_nik", "chain:joined", SMALL),
    *(c for c in CASES if c.entity in REFERENCE),
)


def reference_code() -> str:
    """Give a SHA-256 of the code of the reference detectors; spaces and line breaks do not count."""
    here = Path(detectors.__file__).parent
    files = [here / f"{m}.py" for m in ("abuse", "base", "chain", "registration", "resale")]
    texts = (p.read_text(encoding="utf-8").split() for p in (*files, Path(sim_features.__file__)))
    return hashlib.sha256("".join(word for text in texts for word in text).encode()).hexdigest()


@dataclass(frozen=True)
class Sample:
    """One run as a table to learn from: features, who is a culprit, what detectors say, share of bad SIMs."""

    x: np.ndarray
    bad: np.ndarray
    said: Mapping[str, np.ndarray]
    share: float


def sample(case: Case, seed: int) -> Sample:
    """Run a case; take the SIMs registered in it, or the accounts listed, with the features of their SIM."""
    run = simulate(case.scenario, seed, settings={"run.tick_h": 24.0} | dict(case.settings))
    truth = labels(run, case.entity)
    if case.entity == "sim":
        ids = run.observed["registrations"]["sim_id"].dropna().astype(np.int64).unique()
        sims = ids
    else:
        listed = run.observed["accounts"]
        ids, sims = listed["account_id"].to_numpy(), listed["sim_id"].to_numpy()
    said = {}
    for view, where in (("reference", REFERENCE[case.entity]), ("better", case.better)):
        heard = judge(
            found(where, run.observed, case.options if view == "better" else {"entity": case.entity}), truth
        )
        said[view] = pd.Series(heard.score, heard.entity_id).reindex(ids).fillna(-np.inf).to_numpy()
    x = matrix(run.observed, sims).to_numpy(np.float32)
    bad = truth.reindex(ids).to_numpy(bool)
    return Sample(x, bad, said, len(np.unique(sims[bad])) / run.observed.arrow("sims").num_rows)


def contest(case: Case, made: Mapping[int, Sample]) -> Iterator[dict[str, Any]]:
    """Let each view learn from the runs to train on, and judge it on the others.

    Yields a row a view: ``case``, ``n_features`` tried, ``sight``, ``view``, ``what`` was chosen, ``share`` of ring
    SIMs among all, ``base`` (what a lot would give), ``precision``, ``low``, ``high``, ``recall``, ``lift``.
    """
    train, test = ([made[s] for s in seeds if s in made] for seeds in (TRAIN, TEST))
    names, seen_from = list(FEATURES), np.array([sight(n) for n in FEATURES])
    base = float(np.mean([s.bad.mean() for s in test]))
    share = float(np.mean([s.share for s in test]))

    def row(sees: str, view: str, what: str, each: Sequence[tuple[float, float]]) -> dict[str, Any]:
        precision = np.array([p for p, _ in each])
        low, high = intervals(precision[None, :])
        mean = float(np.nanmean(precision)) if np.isfinite(precision).any() else np.nan
        return {
            "case": case.name, "n_features": len(names), "sight": sees, "view": view, "what": what,
            "share": share, "base": base,
            "precision": mean, "low": float(low[0]), "high": float(high[0]),
            "recall": float(np.mean([r for _, r in each])), "lift": mean / base,
        }  # fmt: skip

    for view in ("reference", "better"):
        what = (REFERENCE[case.entity] if view == "reference" else case.better).partition(":")[2]
        yield row("answer", view, what, [_capacity(s.said[view], s) for s in test])
    single, (pure, limits) = _singles(train), _purest(train)
    for i, sees in enumerate(SIGHTS):
        allowed = seen_from <= i
        f, sign = divmod(int(np.argmax(np.where(np.repeat(allowed, 2), single, -1.0))), 2)
        chosen = [_capacity(_score(s.x[:, f], sign), s) for s in test]
        yield row(sees, "single", f"{('highest', 'lowest')[sign]} {names[f]}", chosen)
        at = int(np.argmax(np.where(np.repeat(allowed, 2), pure, -1.0)))
        f, sign = divmod(at, 2)
        text = f"{names[f]} {('>=', '<=')[sign]} {-limits[at] if sign else limits[at]:.6g}"
        yield row(sees, "rule", text, [_flagged(_score(s.x[:, f], sign) >= limits[at], s) for s in test])
        if case.name in HARD:
            yield row(sees, "booster", f"{int(allowed.sum())} features", _boosted(train, test, allowed))


def _score(values: np.ndarray, sign: int) -> np.ndarray:
    """Give what puts the highest (sign 0) or the lowest (1) values first; those without a value last."""
    return np.where(np.isnan(values), -np.inf, -values if sign else values)


def _capacity(score: np.ndarray, s: Sample) -> tuple[float, float]:
    """Give precision among as many as there are culprits; recall is the same number."""
    p = precision_at(score, s.bad, max(int(s.bad.sum()), 1))
    return p, p


def _flagged(hit: np.ndarray, s: Sample) -> tuple[float, float]:
    n = int(hit.sum())
    good = int((hit & s.bad).sum())
    return (good / n if n else np.nan), good / max(int(s.bad.sum()), 1)


def _singles(train: Sequence[Sample]) -> np.ndarray:
    """Give the mean precision of each feature, highest and lowest values first in turn."""
    each = [
        [_capacity(_score(s.x[:, f], sign), s)[0] for f in range(s.x.shape[1]) for sign in (0, 1)]
        for s in train
    ]
    return np.asarray(np.mean(each, axis=0))


def _purest(train: Sequence[Sample]) -> tuple[np.ndarray, np.ndarray]:
    """Give the precision of the purest rule on each feature and direction over all runs, and its limit."""
    x, bad = np.concatenate([s.x for s in train]), np.concatenate([s.bad for s in train])
    precision, limit = np.full((2, 2 * x.shape[1]), -1.0)
    for at in range(2 * x.shape[1]):
        score = _score(x[:, at // 2], at % 2)
        order = np.argsort(-score, kind="stable")
        value, hits = score[order], np.cumsum(bad[order])
        ends = np.flatnonzero(np.append(value[1:] != value[:-1], True) & np.isfinite(value))
        ends = ends[hits[ends] >= LEAST_RECALL * bad.sum()]
        if len(ends):
            shares = hits[ends] / (ends + 1)
            best = np.flatnonzero(shares == shares.max())[-1]
            precision[at], limit[at] = shares[best], value[ends[best]]
    return precision, limit


def _boosted(
    train: Sequence[Sample], test: Sequence[Sample], allowed: np.ndarray
) -> list[tuple[float, float]]:
    model = HistGradientBoostingClassifier(max_iter=150, max_leaf_nodes=15, random_state=1)
    x, bad = np.concatenate([s.x for s in train]), np.concatenate([s.bad for s in train])
    used = allowed & ~np.isnan(x).all(axis=0)
    with threadpool_limits(1):
        model.fit(x[:, used], bad)
        return [_capacity(model.predict_proba(s.x[:, used])[:, 1], s) for s in test]


def hunt(
    cases: Sequence[Case] = JOINED_CASES, *, seeds: Sequence[int] = (*TRAIN, *TEST), where: Where = HERE
) -> pd.DataFrame:
    """Run all cases and give the rows of `contest`.

    Parameters
    ----------
    cases : sequence of Case
    seeds : sequence of int
        Some of `TRAIN` and some of `TEST`.
    where : Where
    """
    made = where.run(sample, {(case.name, seed): (case, seed) for case in cases for seed in seeds})
    rows = [row for c in cases for row in contest(c, {s: made[c.name, s] for s in seeds})]
    return pd.DataFrame(rows)


# ---
# The contest in words: lines for the terminal and the page docs/joins.md.

PAGE, TABLE = "joins.md", "joins.csv"
SAID = Words(__package__, "single.said")
VIEWS = Words(__package__, "single.views")
SEES = Words(__package__, "single.sights")
TITLES = {c.name: c for c in JOINED_CASES}


def lines(rows: pd.DataFrame, lang: str = "en") -> Iterator[str]:
    """Say the contest: a line a crime, a line a view."""
    for name, mine in rows.groupby("case", sort=False):
        first = mine.iloc[0]
        yield SAID[lang]["case"].format(
            title=TITLES[str(name)].title(lang),
            share=_n(100 * first["share"], lang, 1),
            base=_n(first["base"], lang),
        )
        for r in mine.to_dict("records"):
            yield SAID[lang]["view"].format(
                view=VIEWS[lang][r["view"]], sight=SEES[lang][r["sight"]], what=r["what"], lift=_n(r["lift"], lang, 1),
                **{k: _n(r[k], lang) for k in ("precision", "low", "high", "recall")},
            )  # fmt: skip


def _n(value: float, lang: str, digits: int = 2) -> str:
    return marks(f"{value:.{digits}f}", lang)


def page(rows: pd.DataFrame) -> str:
    """Write the page docs/joins.md."""
    cases = {str(name): mine.to_dict("records") for name, mine in rows.groupby("case", sort=False)}
    said = {"titles": TITLES, "sees": SEES["en"], "views": VIEWS["en"], "reference": REFERENCE_CODE[:12]}
    return filled(__package__, "joins", cases=cases, n=rows["n_features"].max(), **said)


def joins(args: argparse.Namespace) -> int:
    """Let single features and a booster compete with the reference, print it, and write the page where asked."""
    with where_asked(args, "joins") as where:
        rows = hunt(where=where)
    files = {PAGE: page(rows), TABLE: rows.to_csv(index=False, lineterminator="\n")}
    return hand_over(args, lines(rows, args.lang), files)
