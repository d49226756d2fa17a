"""The material of lesson 06: lists in the order of suspicion, and whom they hit."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..analysis.metrics import accusations, by_group, labels, parties
from ..core.streams import Luck, keys

if TYPE_CHECKING:
    from ..analysis.detectors.base import Observed, Ranking
    from ..analysis.metrics.labels import Told
    from ..core.folder import Saved

PLACES = ("self", "street", "campus", "village_office")
"""Where a SIM was registered: by oneself, or the setting of the outlet."""

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


def families_hit(tables: Observed, is_ring: pd.Series, is_flagged: pd.Series) -> pd.DataFrame:
    """Say for each new SIM in whose name it stands: household (``kk``), province, place of registration.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``sims``, ``people`` and ``outlets``.
    is_ring, is_flagged : Series of bool, by sim_id

    Returns
    -------
    DataFrame
        ``sim_id``, ``kk``, ``province``, ``place`` (one of ``PLACES``), ``is_ring``, ``is_flagged``.
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

    Parameters
    ----------
    run : Saved, Run, or anything with ``observed`` and ``truth``
    lists : mapping of str to Ranking
        Of outlets, devices or SIMs.
    k : mapping of str to int

    Returns
    -------
    DataFrame
        By ``list`` and ``kind``: ``n_accused``, ``n_false``, ``n_honest``, ``low`` and ``high`` of the share of the
        honest that are accused. Kinds that a list cannot hit are left out.
    """
    made = {
        name: accusations(run.observed, r.entity, r.table["entity_id"].head(k[name]), labels(run, r.entity))
        for name, r in lists.items()
    }
    table = pd.concat(made, names=["list", "kind"])[["n_accused", "n_false", "n_honest", "low", "high"]]
    return table[(table["n_accused"] > 0) | (table["n_honest"] > 0)]


def false_accusations(families: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count honest households by province or place, and those with an honest SIM on the list, with Wilson's interval.

    Parameters
    ----------
    families : DataFrame
        From `families_hit`.
    by : {"province", "place"}

    Returns
    -------
    DataFrame
        By the values of `by`: ``n_honest``, ``n_false``, ``rate``, ``low``, ``high`` (95 per cent).

    Examples
    --------
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

    Parameters
    ----------
    families : DataFrame
        From `families_hit`.

    Returns
    -------
    Series
        ``with_honest_sim``, ``whose_nik_was_used``, and ``share_of_honest``: the first among all that have an honest
        SIM.

    Examples
    --------
    >>> rows = {"kk": [5, 5, 6, 7], "is_ring": [False, False, False, True], "is_flagged": [True, True, False, True]}
    >>> households(pd.DataFrame(rows)).tolist()
    [1.0, 1.0, 0.5]
    """
    honest = families[~families["is_ring"]]
    used = families[families["is_ring"] & families["is_flagged"]]["kk"].nunique()
    n = honest.loc[honest["is_flagged"], "kk"].nunique()
    said = {"with_honest_sim": n, "whose_nik_was_used": used, "share_of_honest": n / honest["kk"].nunique()}
    return pd.Series(said, name="value")


def outlets_behind(tables: Observed, families: pd.DataFrame) -> pd.Series:
    """Count the outlets, those where an honest SIM on the list was registered, and the share of the busiest five.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``sims`` and ``outlets``.
    families : DataFrame
        From `families_hit`.
    """
    wrong = families.loc[families["is_flagged"] & ~families["is_ring"], "sim_id"]
    n = tables["sims"].set_index("sim_id")["outlet_id"].reindex(wrong).value_counts()
    share = n.head(5).sum() / max(len(wrong), 1)
    said = {
        "n_outlets": len(tables["outlets"]),
        "n_outlets_behind": len(n),
        "share_of_first_five": round(share, 2),
    }
    return pd.Series(said, dtype=object, name="value")
