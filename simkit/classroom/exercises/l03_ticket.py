"""The judge of exercise 3.4: does the ticket that a look-up names fit its customer, its agent and its time?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ..asked import NO_PARTS, ask, is_function
from ..blank import blanks
from ..checks import NotYet, take_mapping
from ..texts import Text
from .l03_said import time_fault, why_stopped

PARTS = ("customer", "agent", "time")
BEFORE, AFTER = pd.Timedelta(minutes=2), pd.Timedelta(minutes=10)
NOON = pd.Timestamp("2024-08-05 12:00:00")
CASES = (
    # agent, customer, the ticket's agent and customer, seconds from its beginning, seconds that it lasts
    (1, 7, 1, 7, 60, 300), (1, 8, 1, 7, 60, 300), (1, 7, 2, 7, 60, 300), (2, 8, 1, 7, 60, 300),
    (1, 7, 1, 7, -60, 300), (1, 7, 1, 7, -180, 300), (1, 7, 1, 7, 600, 300), (1, 7, 1, 7, 1_000, 300),
    (1, 1, 1, 7, 60, 300), (1, 7, 7, 7, 60, 300), (1, 7, 1, 7, 86_400, 300),
)  # fmt: skip
"""Look-ups at the edges: another customer, another agent, too early, a little early, a little late, too late."""


def edges() -> pd.DataFrame:
    """Give look-ups beside the tickets they name, one of each kind that can go wrong.

    Examples
    --------
    >>> len(edges()) == len(CASES)
    True
    """
    agent, person, other, owner, at, lasts = np.array(CASES).T
    start = pd.Series([NOON] * len(CASES))
    return pd.DataFrame(
        {
            "access_id": np.arange(len(CASES)),
            "at": start + pd.to_timedelta(at, unit="s"),
            "agent_id": agent,
            "person_id": person,
            "ticket_id": pd.array(np.arange(len(CASES)), dtype="Int64"),
            "ticket_person_id": pd.array(owner, dtype="Int64"),
            "ticket_agent_id": pd.array(other, dtype="Int64"),
            "started_at": start,
            "closed_at": start + pd.to_timedelta(lasts, unit="s"),
        }
    )


def _wanted(named: pd.DataFrame) -> dict[str, np.ndarray]:
    return {
        "customer": (named["person_id"] == named["ticket_person_id"]).to_numpy(bool),
        "agent": (named["agent_id"] == named["ticket_agent_id"]).to_numpy(bool),
        "time": (
            (named["at"] >= named["started_at"] - BEFORE) & (named["at"] <= named["closed_at"] + AFTER)
        ).to_numpy(bool),
    }


def ticket_fits(answer: Any, named: pd.DataFrame) -> None:
    """Judge a function that says of each look-up whether its ticket fits: customer, agent, time."""
    is_function(answer)
    has_ticket = named[named["ticket_id"].notna() & named["closed_at"].notna()].reset_index(drop=True)
    for table in (edges(), has_ticket):
        mine, wanted = _tried(answer, table), _wanted(table)
        for name in PARTS:
            _compare(name, _flags(mine[name], name, len(table)), wanted[name], table)


def _tried(answer: Callable[[pd.DataFrame], Any], table: pd.DataFrame) -> dict[str, Any]:
    mine = ask(answer, table.copy(), nothing=NO_PARTS, why=lambda error: why_stopped(error, table))
    given = take_mapping(mine, PARTS)
    empty, n = blanks({k: None if v is None or repr(v) == "____" else "" for k, v in given.items()})
    if empty:
        raise NotYet(
            Text(
                id="{done} dari {n} bagian sudah ditulis. Masih kosong: {names}.",
                en="{done} of {n} parts are written. Still blank: {names}.",
            ).put(done=n - len(empty), n=n, names=", ".join(empty))
        )
    return given


def _flags(value: Any, name: str, n: int) -> np.ndarray:
    """Take a column of true and false in any form."""
    column = pd.Series(value, dtype=object) if not isinstance(value, pd.Series) else value
    if len(column) != n:
        raise NotYet(
            Text(
                id="`{k}`: diperlukan satu jawaban untuk setiap baris tabel; bandingkan dua kolom, bukan dua angka.",
                en="`{k}`: an answer is needed for each row of the table; compare two columns, not two numbers.",
            ).put(k=name)
        )
    plain = column.astype(object).where(column.notna(), False).to_numpy()
    if not all(isinstance(v, (bool, np.bool_)) for v in plain[:1_000]):
        raise NotYet(
            Text(
                id="`{k}` harus berisi benar atau salah untuk setiap baris: hasil sebuah perbandingan seperti `==`.",
                en="`{k}` must hold true or false for each row: what a comparison such as `==` gives.",
            ).put(k=name)
        )
    return plain.astype(bool)


def _compare(name: str, mine: np.ndarray, wanted: np.ndarray, table: pd.DataFrame) -> None:
    if (mine == wanted).all():
        return
    if (mine == ~wanted).all():
        raise NotYet(
            Text(
                id="`{k}`: terbalik. Benar berarti cocok: `==`, bukan `!=`.",
                en="`{k}`: the wrong way round. True means that it fits: `==`, not `!=`.",
            ).put(k=name)
        )
    if name == "time":
        raise NotYet(time_fault(mine, wanted, table))
    other = "ticket_agent_id" if name == "agent" else "ticket_person_id"
    raise NotYet(
        Text(
            id="`{k}` masih keliru pada sebagian baris. Bandingkan `{one}` dengan `{two}`.",
            en="`{k}` is still wrong on some rows. Compare `{one}` with `{two}`.",
        ).put(k=name, one="agent_id" if name == "agent" else "person_id", two=other)
    )


def as_shipped(answer: Any) -> bool:
    """Tell a function whose blanks nobody has touched."""
    try:
        mine = answer(edges())
        return {k for k, v in mine.items() if repr(v) == "____"} == {"agent", "time"}
    except Exception:  # the student's own code: then it was touched
        return False
