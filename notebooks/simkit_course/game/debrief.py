"""After the game: what each accusation would have meant, and everybody's points side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ..blank import Blank
from .case import KINDS, Case
from .costs import Investigation
from .leads import rows_of
from .scoring import Accusation, judged, score

ORDER = ("device", "number", "outlet", "agent")
"""The order in which `accuse` names: each rests on the ones before."""


def accuse(inquiry: Investigation, **names: Any) -> list[Accusation]:
    """Make accusations in the order of evidence, each with all uncovered rows that mention it.

    - ``**names``: ``device``, ``number``, ``outlet``, ``agent``: one or several each, or a mapping from the
      named to the row that speaks against it, which is cited first; blanks are left out. Devices that were seized
      are accused first.

    >>> from simkit_course.game import Investigation, open_case
    >>> [a.kind for a in accuse(Investigation(open_case(seed=1)), agent=3, outlet=2)]
    ['outlet', 'agent']
    """
    made = [Accusation("device", e, rows_of(inquiry.seen, "device", e)) for e in inquiry.seized]
    for kind in ORDER:
        given: Any = names.get(kind)
        with_rows = isinstance(given, (Mapping, pd.Series))
        several = (
            given.keys()
            if with_rows
            else given
            if isinstance(given, (list, tuple, set, pd.Index))
            else [given]
        )
        for entity in several:
            if entity is None or isinstance(entity, Blank):
                continue
            plain: Any = entity if kind == "device" else int(entity)
            first = (given[entity],) if with_rows else ()
            rows = tuple(dict.fromkeys((*first, *rows_of(inquiry.seen, kind, plain))))
            made.append(Accusation(kind, plain, rows))
    return made


def whole_truth(case: Case) -> dict[str, frozenset[object]]:
    """Open the key: who belonged to the crime, by kind."""
    return {kind: case.truth(kind) for kind in KINDS}


def scoreboard(
    case: Case, players: Mapping[str, tuple[Iterable[Accusation], Investigation | None]]
) -> pd.DataFrame:
    """Score several players on one case.

    - ``players`` (mapping of str to (accusations, Investigation or None)): None for a player of whom no
      evidence is asked and who spent no hours.

    Returns a DataFrame: a row a player: the columns of `score`, and ``of_par``: the points in per cent of those of
    the player named "careful", which makes cases of different luck alike; empty where there is no such player, or
    nothing above zero to measure by.
    """
    truth = whole_truth(case)
    rows = {
        name: score(judged(named, truth, i.seen if i else None), i.hours if i else 0)
        for name, (named, i) in players.items()
    }
    made = pd.DataFrame(rows).T.rename_axis("player")
    par = float(rows["careful"]["points"]) if "careful" in rows else 0.0
    of_par = [round(100 * p / par) if par > 0 else None for p in made["points"]]
    return made.assign(of_par=pd.Series(of_par, made.index, dtype=object))


def consequences(case: Case, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Tell what the accusations would have meant in the days after the case: harm ended, and people hurt.

    - ``verdicts`` (DataFrame): From `judged`.

    Returns a DataFrame: by kind: ``n_right``, ``ended`` (number: messages it still sent; device and outlet:
    numbers the ring still registered there; agent: look-ups still sold), ``n_wrong``, ``hurt`` (number and
    device: other people's NIKs on it; outlet: customers who still came; agent: tickets still handled).
    """
    late = case.run.observed["registrations"]
    late = late[late["at"] > case.at]
    bad = late[late["registration_id"].isin(case.run.truth["registrations"]["registration_id"])]
    sent = case.run.truth["messages"]
    sent = sent[sent["day"] >= case.at]
    looks = case.run.observed["accesses"]
    motives = case.run.truth["accesses"]
    sold = set(motives.loc[motives["motive"].astype(str).eq("sale"), "access_id"])
    looks = looks[(looks["at"] > case.at) & looks["access_id"].isin(sold)]
    tickets = case.run.observed["tickets"]
    tickets = tickets[tickets["at"] > case.at]
    sims = case.tables["sims"]
    on = case.rows[case.rows["imei"].notna()]

    def among(kind: str, is_right: bool) -> list[object]:
        return verdicts.loc[
            (verdicts["kind"] == kind) & (verdicts["is_right"] == is_right), "entity"
        ].tolist()

    ended = {
        "agent": int(looks["agent_id"].isin(among("agent", True)).sum()),
        "outlet": int(bad["outlet_id"].isin(among("outlet", True)).sum()),
        "device": int(bad["imei"].astype(object).isin(among("device", True)).sum()),
        "number": int(sent.loc[sent["sim_id"].isin(among("number", True)), "n_sent"].sum()),
    }
    hurt = {
        "agent": int(tickets["agent_id"].isin(among("agent", False)).sum()),
        "outlet": int(late.loc[late["outlet_id"].isin(among("outlet", False)), "nik"].nunique()),
        "device": int(on.loc[on["imei"].isin(among("device", False)), "nik"].nunique()),
        "number": int(sims.loc[sims["sim_id"].isin(among("number", False)), "nik"].nunique()),
    }
    made = {
        kind: (len(among(kind, True)), ended[kind], len(among(kind, False)), hurt[kind]) for kind in KINDS
    }
    return pd.DataFrame.from_dict(made, orient="index", columns=["n_right", "ended", "n_wrong", "hurt"])
