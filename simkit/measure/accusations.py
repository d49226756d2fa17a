"""Whom a list accuses: agents, outlet owners, households and shared phones, and how many of them wrongly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pandas as pd

from ..core.errors import BadValue, nearest, quoted
from .metrics import wilson

Frames = Mapping[str, pd.DataFrame]
KINDS = ("agent", "outlet_owner", "household", "shared_phone")
COLUMNS = ["entity_id", "kind", "party_id", "province", "group"]


def _agents(tables: Frames) -> pd.DataFrame:
    a = tables["agents"]
    group = a["position"].astype(str) + ", " + a["shift"].astype(str)
    return a.assign(entity_id=a["agent_id"], kind="agent", party_id=a["agent_id"], province=None, group=group)


def _outlets(tables: Frames) -> pd.DataFrame:
    o = tables["outlets"]
    said = {"entity_id": o["outlet_id"], "party_id": o["outlet_id"], "group": o["setting"].astype(str)}
    return o.assign(kind="outlet_owner", **said)


def _holders(tables: Frames, rows: pd.DataFrame) -> pd.DataFrame:
    """Give the household, province and kind of holder behind rows with ``entity_id`` and ``nik``."""
    people = tables["people"][["nik", "kk", "province", "kind"]].drop_duplicates("nik")
    made = rows[["entity_id", "nik"]].merge(people, on="nik", how="left")
    return made.assign(party_id=made["kk"], group=made["kind"].astype(str), kind="household")


def _sims(tables: Frames) -> pd.DataFrame:
    s = tables["sims"]
    return _holders(tables, s.assign(entity_id=s["sim_id"]))


def _accounts(tables: Frames) -> pd.DataFrame:
    a = tables["accounts"][["account_id", "sim_id"]].merge(tables["sims"][["sim_id", "nik"]], on="sim_id")
    return _holders(tables, a.assign(entity_id=a["account_id"]))


def _niks(tables: Frames) -> pd.DataFrame:
    r = tables["registrations"].drop_duplicates("nik")
    return _holders(tables, r.assign(entity_id=r["nik"]))


def _devices(tables: Frames) -> pd.DataFrame:
    """A device on a counter is its outlet's; another belongs to a household, or to several as a shared phone."""
    r = tables["registrations"]
    rows = _holders(tables, r.assign(entity_id=r["imei"])).assign(outlet_id=r["outlet_id"].to_numpy())
    g = rows.groupby("entity_id")
    made = pd.DataFrame({"n": g.size(), "n_counter": g["outlet_id"].count(), "n_kk": g["kk"].nunique()})
    counter = made["n_counter"] * 2 > made["n"]
    made["kind"] = "household"
    made.loc[made["n_kk"] > 1, "kind"] = "shared_phone"
    made.loc[counter, "kind"] = "outlet_owner"
    for column in ("kk", "province", "group", "outlet_id"):
        made[column] = _commonest(rows, column).reindex(made.index)
    outlets = tables["outlets"].set_index("outlet_id")[["setting", "province"]].astype(str)
    for column, known in (("group", "setting"), ("province", "province")):
        made.loc[counter, column] = made.loc[counter, "outlet_id"].map(outlets[known])
    made["party_id"] = made["kk"].where(~counter, made["outlet_id"])
    # a phone shared by several families is one party, whoever of them is asked
    shared = made["kind"] == "shared_phone"
    made["party_id"] = made["party_id"].astype(object).where(~shared, made.index.astype(object))
    return made.reset_index()


def _commonest(rows: pd.DataFrame, column: str) -> pd.Series:
    """Give the commonest value for each entity; the smallest of several, so that the order of rows says nothing."""
    known = rows[["entity_id", column]].dropna()
    if known[column].dtype == "category":
        known = known.astype({column: str})
    n = known.groupby(["entity_id", column]).size().reset_index(name="n")
    n = n.sort_values(["entity_id", "n", column], ascending=[True, False, True])
    return n.drop_duplicates("entity_id").set_index("entity_id")[column]


PARTIES: Mapping[str, Callable[[Frames], pd.DataFrame]] = {
    "agent": _agents,
    "outlet": _outlets,
    "sim": _sims,
    "account": _accounts,
    "device": _devices,
    "nik": _niks,
}


def parties(tables: Frames, entity: str) -> pd.DataFrame:
    """Say whom it hits when an entity is accused: an agent, an outlet's owner, a household, a shared phone's users.

    Observed tables: those of people are needed but for agents and outlets. `entity`: one of {"agent", "outlet",
    "sim", "account", "device", "nik"}. Returns a table: ``entity_id``, ``kind`` (one of ``KINDS``), ``party_id``
    (agent, outlet, family card or device), ``province`` (missing for agents) and ``group``: position and shift of an
    agent, setting of an outlet, kind of holder (individual, reseller, organisation) elsewhere. Raises BadValue for
    any other entity.
    """
    if entity not in PARTIES:
        raise BadValue(f"nobody stands behind entity {quoted(entity)}: {nearest(entity, PARTIES)}")
    return PARTIES[entity](tables)[COLUMNS].reset_index(drop=True)


def by_group(
    hit: pd.DataFrame, accused: Collection[object], labels: pd.Series, by: str, level: float = 0.95
) -> pd.DataFrame:
    """Count the parties accused and those accused wrongly, kind by kind or province by province.

    A party counts once, however many of its SIMs stand on the list. It is accused wrongly where an honest entity of its
    own is accused. The rate is the share of the parties with something honest that were accused for it, with
    Wilson's interval: a province with few people has a wide one.

    `hit`: from `parties`. `accused`: the list that investigators act on. `by`: one of {"kind", "province", "group"}.
    Returns a table by the values of `by`: ``n_accused``, ``n_false``, ``n_honest``, ``rate``, ``low``, ``high``.

    Examples
    --------
    >>> hit = pd.DataFrame({"entity_id": [1, 2, 3], "kind": "household", "party_id": [10, 10, 11]})
    >>> made = by_group(hit, [1, 2], pd.Series([False, False, False], index=[1, 2, 3]), "kind")
    >>> made[["n_accused", "n_false", "n_honest", "rate"]].values.tolist()
    [[1.0, 1.0, 2.0, 0.5]]
    """
    if by not in ("kind", "province", "group"):
        raise BadValue(f"by is {quoted(by)}: {nearest(by, ('kind', 'province', 'group'))}")
    rows = hit[hit["entity_id"].isin(labels.index)]
    value = rows[by].astype(object).where(rows[by].notna(), "unknown")
    is_accused = rows["entity_id"].isin(list(accused))
    honest = ~rows["entity_id"].map(labels).astype(bool)
    made = pd.DataFrame(index=pd.Index(sorted(value.unique(), key=str), name=by))
    for name, chosen in (("n_accused", is_accused), ("n_false", is_accused & honest), ("n_honest", honest)):
        count = rows["party_id"][chosen].groupby(value[chosen]).nunique()
        made[name] = count.reindex(made.index, fill_value=0).astype("int64")
    made["rate"] = made["n_false"] / made["n_honest"].where(made["n_honest"] > 0)
    made["low"], made["high"] = wilson(made["n_false"], made["n_honest"], level)
    return made


def accusations(tables: Frames, entity: str, accused: Collection[object], labels: pd.Series) -> pd.DataFrame:
    """Count false accusations by the kind of party they hit; the four kinds are always listed."""
    made = by_group(parties(tables, entity), accused, labels, "kind").reindex(pd.Index(KINDS, name="kind"))
    counts = ["n_accused", "n_false", "n_honest"]
    return made.fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int64"))
