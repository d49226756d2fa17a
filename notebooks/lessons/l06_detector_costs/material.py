"""The material of lesson 06: new SIMs here and elsewhere, and lists of them in the order of suspicion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simkit.core.folder import load
from simkit.core.streams import CommonRandomNumbers, keys
from simkit.detect.detectors.base import ranking
from simkit.detect.views import cut
from simkit.engine.run import simulate
from simkit.engine.tables import declared
from simkit.measure.accusations import accusations, by_group, parties
from simkit.measure.metrics import labels, precision_at
from simkit_course.datasets import class_story, home, registrations
from simkit_course.lessons.l04_below_the_cap.material import families_per_device, on_tour, terminal_imeis
from simkit_course.story import country_of

if TYPE_CHECKING:
    from simkit.core.folder import Saved
    from simkit.detect.detectors.base import Observed, Ranking
    from simkit.measure.metrics import Told

SHARE_OF_ALL = 0.0045
"""Share of the ring's among all SIMs of the data set's country, old ones included. Source: the data set's card."""


def new_sims() -> Saved:
    """Give the data set `registrations`: SIMs registered in 90 days, with the truth for checking.

    >>> "registrations" in new_sims().observed
    True
    """
    return load(home() / "registrations")


def elsewhere(seed: int = 2, n_people: int = 60_000) -> SimpleNamespace:
    """Simulate another country with a ring of its own, and give the same tables of it as `new_sims` has.

    The story is that of `new_sims`; the people, the outlets and the luck are others. The ring shrinks with the country.

    Returns a SimpleNamespace: ``observed`` and ``truth``, mappings of str to DataFrame.

    >>> sorted(elsewhere(3, 2_000).truth)
    ['outlets', 'registrations', 'sims']
    """
    size = {"people.n_people": n_people, "run.scale": 0.02 * n_people / 100_000}
    known = {t.path: t for t in declared()}
    made: dict[str, dict[str, pd.DataFrame]] = {"observed": {}, "truth": {}}
    for path, table in registrations(simulate(country_of("lesson-ring", size, class_story()), seed)).items():
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

    >>> rows = pd.DataFrame({"sim_id": [1, 2, 3], "nik": [5, 6, 7], "imei": ["a", "a", "b"]})
    >>> device_niks({"registrations": rows}).tolist()
    [2, 2, 1]
    """
    rows = tables["registrations"]
    made = rows[rows["sim_id"].notna()]
    n = made["imei"].map(rows.groupby("imei", observed=True)["nik"].nunique())
    return pd.Series(n.to_numpy(), made["sim_id"].astype("int64")).sort_index().rename("device_niks")


def without_tours(tables: Observed) -> dict[str, pd.DataFrame]:
    """Give the tables without the attempts on the phones of sellers on tour, as lesson 04 sets them aside.

    >>> rows = pd.DataFrame({"imei": [*"aaaaab"], "outlet_id": [1, 2, 3, 4, 5, 1]})
    >>> without_tours({"registrations": rows})["registrations"]["imei"].tolist()
    ['b']
    """
    rows = tables["registrations"]
    return {**tables, "registrations": rows[~rows["imei"].isin(on_tour(tables))]}


def fullest_handsets(tables: Observed, entity: str = "sim") -> Ranking:
    """Rank new SIMs (or phones: ``device``) by the families accepted on the phone; an outlet's terminal counts none.

    >>> rows = pd.DataFrame({
    ...     "registration_id": [1, 2, 3], "at": pd.to_datetime(["2024-09-01", "2024-09-02", "2024-09-02"]),
    ...     "nik": [5, 6, 7], "kk": [8, 9, 7], "operator_id": 1, "outlet_id": None, "imei": ["a", "a", "b"],
    ...     "verdict": "allow", "reason": None, "sim_id": [3, 2, 1]})
    >>> fullest_handsets({"registrations": rows}).table["entity_id"].tolist()
    [2, 3, 1]
    """
    rows = tables["registrations"]
    rows = rows[(rows["verdict"] == "allow") & rows["sim_id"].notna()]
    on_phones = rows[~rows["imei"].isin(terminal_imeis(tables))]
    n = on_phones.groupby("imei", observed=True)["kk"].nunique().astype("float64")
    by_sim = pd.Series(rows["imei"].map(n).to_numpy(float), rows["sim_id"].astype("int64")).fillna(0.0)
    return ranking("fullest_handsets", entity, n if entity == "device" else by_sim)


def in_order(is_ring: pd.Series, lists: Mapping[str, pd.Series | Ranking]) -> pd.DataFrame:
    """Put the SIMs into the order of each detector, the most suspicious first, and say which are a ring's.

    - ``lists`` (mapping of str to Series or Ranking): Scores by ``sim_id``, or a detector's answer; a SIM
      without a score comes last. Equal scores are put in an order that has nothing to do with the truth.

    Returns a DataFrame of bool: a row for each place from 1 on, a column for each detector.

    >>> in_order(pd.Series([True, False]), {"a": pd.Series([1.0, 2.0])})["a"].tolist()
    [False, True]
    """
    made = {name: is_ring.to_numpy(bool)[_order(is_ring.index, found)] for name, found in lists.items()}
    return pd.DataFrame(made, index=pd.RangeIndex(1, len(is_ring) + 1, name="place"))


def _order(sims: pd.Index, found: pd.Series | Ranking) -> np.ndarray:
    """Give the places of SIMs in a list, the most suspicious first; equal scores by lot, always the same one."""
    lot = CommonRandomNumbers(1)(keys("sim", sims.to_numpy()), "place")
    score = found if isinstance(found, pd.Series) else found.table.set_index("entity_id")["score"]
    return np.lexsort([lot, -score.reindex(sims).fillna(-np.inf).to_numpy(float)])


def first_sims(is_ring: pd.Series, found: Ranking, k: int) -> pd.Series:
    """Tell which SIMs are among the first `k` of a ranking (bool, by sim_id), in the order of `in_order`."""
    is_first = np.zeros(len(is_ring), bool)
    is_first[_order(is_ring.index, found)[:k]] = True
    return pd.Series(is_first, is_ring.index, name="is_flagged")


# ---
# The material of lesson 06: columns that give the answer away, and what becomes of a machine that
# learnt from them.


CONFIRMED = 0.6
"""Share of the ring's SIMs whose file is closed in later months. Source: assumption."""


def colleagues_table(run: Told, at: str, is_ring: pd.Series, planted: bool = False) -> pd.DataFrame:
    """Make the columns that a colleague hands over: SIMs registered by a day and not yet blocked on it.

    - ``at`` (str): The day of the list; every column but ``n_confirmed`` counts what was known on it.
    - ``planted`` (bool): Whether the table was put together from two files, the honest SIMs first: then the
      form's number shows it.

    Returns a DataFrame: by ``sim_id``: ``nik_sims``, ``device_niks``, ``handset_families``, ``n_refused``,
    ``form_no``, ``n_confirmed`` (planted: the files of later months, which find no honest SIM).
    """
    then = cut(run.observed, at)
    rows = then["registrations"]
    made = rows[rows["sim_id"].notna() & ~rows["sim_id"].isin(then["blocks"]["sim_id"])].copy()
    made["sim_id"] = made["sim_id"].astype("int64")
    own = families_per_device(then)
    refused = rows.loc[rows["verdict"] != "allow", "imei"].value_counts()
    made = made.sort_values(["at", "sim_id"])
    if planted:
        made = made.iloc[np.argsort(is_ring.reindex(made["sim_id"]).to_numpy(bool), kind="stable")]
    lot = CommonRandomNumbers(1)(keys("sim", made["sim_id"].to_numpy()), "confirmed")
    columns = {
        "nik_sims": made["nik"].map(made.groupby("nik")["sim_id"].nunique()),
        "device_niks": made["imei"].map(rows.groupby("imei", observed=True)["nik"].nunique()),
        "handset_families": made["imei"].map(own),
        "n_refused": made["imei"].map(refused),
        "form_no": np.arange(1, len(made) + 1),
        "n_confirmed": is_ring.reindex(made["sim_id"]).to_numpy(bool) & (lot < CONFIRMED),
    }
    frame = pd.DataFrame(columns).set_axis(made["sim_id"]).fillna(0).astype("int64")
    return frame.sort_index()


def known_then(table: pd.DataFrame) -> pd.DataFrame:
    """Take out of the colleague's table what nobody knew on its day: no file about a SIM in it was closed by then.

    >>> known_then(pd.DataFrame({"n_refused": [2], "n_confirmed": [1]})).values.tolist()
    [[2, 0]]
    """
    return table.assign(n_confirmed=0)


def precision_alone(table: pd.DataFrame, is_ring: pd.Series, k: int) -> pd.Series:
    """Give for each column the precision among the first `k` when it alone makes the list, the highest first.

    Equal values are put in order by lot.

    >>> precision_alone(pd.DataFrame({"a": [1, 2], "b": [0, 0]}), pd.Series([True, False]), 1).tolist()
    [0.0, 0.5]
    """
    bad = is_ring.reindex(table.index).to_numpy(bool)
    return pd.Series({c: precision_at(table[c], bad, k) for c in table}, name="precision")


def alone_three_times(
    run: Told, is_ring: pd.Series, other: Told | None = None, at: str = "2024-09-20", k: int = 50
) -> pd.DataFrame:
    """Give `precision_alone` of the colleague's table as handed over, as known on its day, and elsewhere."""
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

    - ``train`` (DataFrame): By ``sim_id``, from `colleagues_table`.
    - ``is_ring`` (mapping of str to Series of bool): By ``sim_id``: of each test table, and of the training
      under "train".

    Notes
    -----
    Source: scikit-learn's ``HistGradientBoostingClassifier``, as in `simkit.detect.detectors.baselines`.
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


# ---
# The material of lesson 06: whom a list hits, and how many of them wrongly.

PLACES = ("self", "street", "campus", "village_office")
"""Where a SIM was registered: by oneself, or the setting of the outlet."""


def families_hit(tables: Observed, is_ring: pd.Series, is_flagged: pd.Series) -> pd.DataFrame:
    """Say for each new SIM in whose name it stands: household (``kk``), province, place of registration.

    - ``tables`` (mapping of str to DataFrame): Needs ``sims``, ``people`` and ``outlets``.

    Returns a DataFrame: ``sim_id``, ``kk``, ``province``, ``place`` (one of ``PLACES``), ``is_ring``,
    ``is_flagged``.
    """
    sims, outlets = tables["sims"], tables["outlets"].set_index("outlet_id")["setting"].astype(str)
    place = pd.Series(sims["outlet_id"].map(outlets).to_numpy(), sims["sim_id"]).fillna("self")
    hit = parties(tables, "sim").rename(columns={"entity_id": "sim_id", "party_id": "kk"})
    hit = hit[hit["sim_id"].isin(is_ring.index)].sort_values("sim_id", ignore_index=True)
    said = {"place": place, "is_ring": is_ring, "is_flagged": is_flagged}
    made = hit[["sim_id", "kk", "province"]].assign(**{k: hit["sim_id"].map(v) for k, v in said.items()})
    return made.astype({"province": object, "is_ring": bool, "is_flagged": bool})


def owners_hit(run: Told, lists: Mapping[str, Ranking], k: Mapping[str, int]) -> pd.DataFrame:
    """Count by kind of party whom the first `k` of each list accuse, and how many of them wrongly.

    - ``lists`` (mapping of str to Ranking): Of outlets, devices or SIMs.

    Returns a DataFrame: by ``list`` and ``kind``: ``n_accused``, ``n_false``, ``n_honest``, ``low`` and ``high``
    of the share of the honest that are accused. Kinds that a list cannot hit are left out.
    """
    made = {
        name: accusations(run.observed, r.entity, r.table["entity_id"].head(k[name]), labels(run, r.entity))
        for name, r in lists.items()
    }
    table = pd.concat(made, names=["list", "kind"])[["n_accused", "n_false", "n_honest", "low", "high"]]
    return table[(table["n_accused"] > 0) | (table["n_honest"] > 0)]


def false_accusations(families: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count honest households by province or place, and those with an honest SIM on the list, with Wilson's interval.

    - ``families`` (DataFrame): From `families_hit`.

    Returns a DataFrame: by the values of `by`: ``n_honest``, ``n_false``, ``rate``, ``low``, ``high`` (95 per
    cent).

    >>> seen = {"sim_id": [1, 2], "kk": [5, 6], "province": "x", "place": "self", "is_ring": False}
    >>> false_accusations(pd.DataFrame(seen | {"is_flagged": [True, False]}), "place")["rate"].tolist()
    [0.5]
    """
    rows = families.rename(columns={"sim_id": "entity_id", "kk": "party_id"}).assign(group=families[by])
    labels = families.set_index("sim_id")["is_ring"]
    made = by_group(rows, families.loc[families["is_flagged"], "sim_id"], labels, "group").rename_axis(by)
    return made.loc[made["n_honest"] > 0, ["n_honest", "n_false", "rate", "low", "high"]]


def households(families: pd.DataFrame) -> pd.Series:
    """Count the households on the list: those with an honest SIM there, and those whose NIK the ring used.

    - ``families`` (DataFrame): From `families_hit`.

    Returns a Series: ``with_honest_sim``, ``whose_nik_was_used``, and ``share_of_honest``: the first among all
    that have an honest SIM.

    >>> rows = {"kk": [5, 5, 6, 7], "is_ring": [False, False, False, True], "is_flagged": [True, True, False, True]}
    >>> households(pd.DataFrame(rows)).tolist()
    [1.0, 1.0, 0.5]
    """
    honest = families[~families["is_ring"]]
    used = families[families["is_ring"] & families["is_flagged"]]["kk"].nunique()
    n = honest.loc[honest["is_flagged"], "kk"].nunique()
    said = {"with_honest_sim": n, "whose_nik_was_used": used, "share_of_honest": n / honest["kk"].nunique()}
    return pd.Series(said, name="value")


def devices_behind(tables: Observed, families: pd.DataFrame) -> pd.Series:
    """Count the devices that registered the honest SIMs of a list, and say whose they are.

    - ``tables`` (mapping of str to DataFrame): Needs ``registrations``; uses ``people``.
    - ``families`` (DataFrame): From `families_hit`.

    Returns a Series: ``n_sims``, the honest SIMs on the list; ``n_devices``, that registered them; ``n_terminals``,
    those of them that are an outlet's; ``n_with_ring``, those where a ring registered too; ``families_each``, the
    median of the households that were accepted on one of the phones among them.
    """
    rows = tables["registrations"]
    rows = rows[rows["sim_id"].notna()]
    imei = pd.Series(rows["imei"].to_numpy(object), rows["sim_id"].astype("int64"))
    wrong = families.loc[families["is_flagged"] & ~families["is_ring"], "sim_id"]
    behind = set(imei.reindex(wrong))
    on_phones = families_per_device(tables)
    phones = on_phones[on_phones.index.isin(behind)]
    said = {
        "n_sims": len(wrong),
        "n_devices": len(behind),
        "n_terminals": len(behind) - len(phones),
        "n_with_ring": len(behind & set(imei.reindex(families.loc[families["is_ring"], "sim_id"]))),
        "families_each": phones.median() if len(phones) else 0.0,
    }
    return pd.Series(said, dtype=object, name="value")
