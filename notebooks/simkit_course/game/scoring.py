"""Accusations, the rows that carry them, and points: an honest person accused costs more than a culprit missed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

POINTS: Mapping[str, tuple[int, int]] = {
    "agent": (30, -60),
    "outlet": (20, -40),
    "device": (5, -10),
    "number": (2, -4),
}
"""Points for a right and for a wrong accusation. Assumption: a wrong one costs twice what a right one brings."""

PER_HOUR = -0.5
"""Points for each hour spent: while you search, the numbers go on writing. Assumption."""

LEAST = 3
"""Different NIKs that the rows behind an accused device, outlet or agent must hold. Assumption."""

COLUMN = {"agent": "agent_id", "outlet": "outlet_id", "device": "imei", "number": "sim_id"}
Truth = Mapping[str, Collection[object]]


@dataclass(frozen=True)
class Accusation:
    """One thing named, and the rows that speak against it.

    - ``entity`` (int or str): ``agent_id``, ``outlet_id``, IMEI or ``sim_id``.
    - ``rows`` (tuple of str): Such as ("registrations/504", "complaints/7").

    >>> Accusation("number", 7, ("complaints/1",)).rows
    ('complaints/1',)
    """

    kind: str
    entity: Any
    rows: tuple[str, ...] = ()


def carried(accusation: Accusation, seen: pd.DataFrame, named: Iterable[Accusation]) -> bool:
    """Tell whether uncovered rows carry an accusation, given what was named before it.

    A number: a cited row puts it on a device named before; a complaint alone is a claim, which costs no hour and which
    honest sellers get as well. A device: cited rows with it hold three NIKs, and one of its numbers was complained
    about or named. An outlet: cited registrations there of three NIKs, each a number that was complained about or
    named, or on a named device. An agent: cited look-ups of three NIKs, each behind a number named before, and each
    look-up older than that number.

    - ``seen`` (DataFrame): `Investigation.seen`; a row that was not uncovered carries nothing.
    """
    cited = seen[seen["row"].isin(accusation.rows)]
    cited = cited[cited[COLUMN[accusation.kind]].eq(accusation.entity).fillna(False).astype(bool)]
    if cited.empty:
        return False
    before: dict[str, set[object]] = {kind: set() for kind in POINTS}
    for n in named:
        before[n.kind].add(n.entity)
    suspect = before["number"] | set(seen.loc[seen["kind"] == "complaint", "sim_id"].dropna())
    linked = cited["sim_id"].isin(suspect) | cited["imei"].isin(before["device"])
    if accusation.kind == "number":
        return bool(cited["imei"].isin(before["device"]).any())
    if accusation.kind == "device":
        return bool(cited["nik"].nunique() >= LEAST and linked.any())
    if accusation.kind == "outlet":
        return bool(cited.loc[linked, "nik"].nunique() >= LEAST)
    done = seen[seen["sim_id"].isin(before["number"])].groupby("nik")["at"].min()
    early = cited["at"].to_numpy() < done.reindex(cited["nik"]).to_numpy()
    return bool(cited.loc[early, "nik"].nunique() >= LEAST)


def judged(accusations: Iterable[Accusation], truth: Truth, seen: pd.DataFrame | None = None) -> pd.DataFrame:
    """Judge accusations in their order: is each carried by evidence, is it right, and what is it worth?

    - ``accusations`` (iterable of Accusation): In the order in which they are made; the same one twice counts
      once.
    - ``truth`` (mapping of str to collection): For each kind, who belongs to the crime.
    - ``seen`` (DataFrame, optional): Rows uncovered. Without it no evidence is asked for (a bot or a detector).

    Returns a DataFrame: ``kind``, ``entity``, ``is_carried``, ``is_right``, ``points``. A right one that no
    evidence carries is worth nothing: it was a guess. A wrong one costs its points, evidence or not: the person
    was accused.

    >>> named = [Accusation("agent", 3), Accusation("outlet", 1)]
    >>> judged(named, {"agent": {3}, "outlet": {2}})["points"].tolist()
    [30, -40]
    """
    made = []
    before: dict[tuple[str, object], Accusation] = {}
    for one in accusations:
        if (one.kind, one.entity) in before:
            continue
        is_carried = seen is None or carried(one, seen, before.values())
        is_right = one.entity in truth[one.kind]
        gain, loss = POINTS[one.kind]
        points = (gain if is_carried else 0) if is_right else loss
        made.append((one.kind, one.entity, is_carried, is_right, points))
        before[one.kind, one.entity] = one
    return pd.DataFrame(made, columns=["kind", "entity", "is_carried", "is_right", "points"])


def score(verdicts: pd.DataFrame, hours: float = 0) -> pd.Series:
    """Add the points up.

    Returns a Series: ``n_right`` (right and carried by evidence), ``n_guessed`` (right, but not), ``n_wrong``,
    ``hours``, ``points``.

    >>> score(judged([Accusation("agent", 3)], {"agent": {4}}), hours=10)["points"]
    -65.0
    """
    right, carried_ = verdicts["is_right"].astype(bool), verdicts["is_carried"].astype(bool)
    said = {
        "n_right": int((right & carried_).sum()),
        "n_guessed": int((right & ~carried_).sum()),
        "n_wrong": int((~right).sum()),
        "hours": hours,
        "points": float(verdicts["points"].sum()) + PER_HOUR * hours,
    }
    return pd.Series(said, dtype=object)
