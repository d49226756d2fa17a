"""The material of lesson 06: whom a list hits, and how many of them wrongly."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from ..analysis.metrics import accusations, by_group, labels, parties

if TYPE_CHECKING:
    from ..analysis.detectors.base import Observed, Ranking
    from ..analysis.metrics.labels import Told

PLACES = ("self", "street", "campus", "village_office")
"""Where a SIM was registered: by oneself, or the setting of the outlet."""


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
    """Count the outlets where an honest SIM on the list was registered, and say how they differ from the others.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``, ``sims`` and ``outlets``.
    families : DataFrame
        From `families_hit`.

    Returns
    -------
    Series
        ``n_outlets``; ``n_outlets_behind``, where an honest SIM on the list was registered; ``n_with_ring``, those
        of them where a ring registered too; ``share_of_first_five``, of the honest SIMs on the list, from the five
        outlets with the most; ``own_phones_behind``, the share of SIMs not registered on the outlet's busiest device,
        at the outlets behind without a ring, and ``own_phones_elsewhere``, at those that are not behind.
    """
    at = tables["sims"].set_index("sim_id")["outlet_id"]
    wrong = families.loc[families["is_flagged"] & ~families["is_ring"], "sim_id"]
    n = at.reindex(wrong).value_counts()
    ring = set(at.reindex(families.loc[families["is_ring"], "sim_id"]).dropna())
    no_ring = [outlet for outlet in n.index if outlet not in ring]
    elsewhere = tables["outlets"]["outlet_id"][~tables["outlets"]["outlet_id"].isin(n.index)]
    said = {
        "n_outlets": len(tables["outlets"]),
        "n_outlets_behind": len(n),
        "n_with_ring": len(n) - len(no_ring),
        "share_of_first_five": round(n.head(5).sum() / max(len(wrong), 1), 2),
        "own_phones_behind": round(_own_phones(tables, no_ring), 2),
        "own_phones_elsewhere": round(_own_phones(tables, elsewhere), 2),
    }
    return pd.Series(said, dtype=object, name="value")


def _own_phones(tables: Observed, outlets: Collection[int]) -> float:
    """Give the share of the SIMs of some outlets that were not registered on the outlet's busiest device."""
    rows = tables["registrations"]
    rows = rows[rows["sim_id"].notna() & rows["outlet_id"].isin(outlets)]
    busiest = rows.groupby(["outlet_id", "imei"], observed=True).size().groupby("outlet_id").max().sum()
    return 1 - busiest / max(len(rows), 1)
