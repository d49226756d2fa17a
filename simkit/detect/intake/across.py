"""What only a look at several tables shows: another calendar, another zone, rows and references that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ...core.tables import Column, Table
from ..long_tables import counts, ends, pieces_with
from ..views import BEGINS
from .findings import Finding, find
from .folder import Intake

AGREES = 0.6
"""Share of people whose NIK must hold their date of birth; it is 1 in every scenario of the kit."""
CALENDAR = pd.Timedelta(days=1462)
"""Between day 0 of the two calendars of a spreadsheet, 1900 and 1904. Source: Microsoft, date systems in Excel."""


def counted(intake: Intake, code: str, table: str, column: str, n: int, **said: object) -> Finding:
    """Make a finding on so many rows of a table that was read."""
    return replace(find(code, intake.files[table], table, column, count=n, **said), n=n)


def moments(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """Give the days since which rows of each table of events exist, and how many; SIMs are older."""
    there = {t: c for t, c in BEGINS.items() if c in tables.get(t, ()) and t != "sims"}
    return {t: seen for t, c in there.items() if len(seen := counts(tables[t], c))}


def _span(frame: pd.DataFrame, column: str, seen: pd.Series) -> tuple[Any, Any, Any]:
    """Give the first moment, the day in the middle and the last moment."""
    middle = seen.index[int(seen.cumsum().searchsorted((seen.sum() + 1) // 2))]
    first, last = ends(frame, column)
    return first, middle, last


def _window(
    spans: Mapping[str, tuple[Any, Any, Any]], without: str
) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Give the first and last moment of the other tables; one that lies years from most of them does not count."""
    others = [s for t, s in spans.items() if t != without]
    if not others:
        return None
    middle = sorted(m for _, m, _ in others)[len(others) // 2]
    near = [s for s in others if abs(s[1] - middle) < CALENDAR / 2]
    return min(s[0] for s in near), max(s[2] for s in near)


def calendar(intake: Intake) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Put dates of the 1904 calendar back: they lie apart from the other tables by exactly its difference."""
    tables, found = dict(intake.tables), []
    spans = {t: _span(tables[t], BEGINS[t], seen) for t, seen in moments(tables).items()}
    for table in intake.declared():
        window, frame = _window(spans, table.name), tables[table.name]
        for c in (c.name for c in table.columns if c.kind in ("time", "day") and c.name in frame):
            step = None
            if c == "birth_date":
                step = _of_birth(frame)
            elif window:
                step = _step(*ends(frame, c), window)
            if step is not None:
                frame = tables[table.name] = frame.assign(**{c: frame[c] + step})
                found.append(counted(intake, "time_1904", table.name, c, int(frame[c].count())))
    return tables, found


def _step(first: Any, last: Any, window: tuple[pd.Timestamp, pd.Timestamp]) -> pd.Timedelta | None:
    """Give what must be added to dates that lie outside the window, if the calendars' difference explains it."""
    start, end = window[0].floor("D"), window[1].ceil("D")
    if last < start <= last + CALENDAR <= end:
        return CALENDAR
    if first > end and start <= first - CALENDAR <= end:
        return -CALENDAR
    return None


def born(people: pd.DataFrame, step: pd.Timedelta) -> float:
    """Give the share of people whose NIK holds their date of birth."""
    nik = people["nik"].to_numpy("int64", na_value=0)
    at = people["birth_date"] + step
    dated = (at.dt.day * 100 + at.dt.month) * 100 + at.dt.year % 100
    said = nik // 10**4 % 10**6
    return float((np.where(said >= 400000, said - 400000, said) == dated.to_numpy()).mean())


def _of_birth(people: pd.DataFrame) -> pd.Timedelta | None:
    if "nik" not in people or not len(people) or born(people, pd.Timedelta(0)) > AGREES:
        return None
    return next((s for s in (CALENDAR, -CALENDAR) if born(people, s) > AGREES), None)


# ---


ORDER = (
    ("tickets", "at", "started_at"),
    ("tickets", "started_at", "closed_at"),
    ("complaints", "at", "forwarded_at"),
    ("complaints", "at", "decided_at"),
    ("seizures", "sold_at", "at"),
)
"""Moments of one row of which the first is never after the second."""
SAME = (
    ("registrations", "at", "sim_id", "sims", "registered_at"),
    ("accounts", "msisdn", "sim_id", "sims", "msisdn"),
    ("complaints", "msisdn", "sim_id", "sims", "msisdn"),
    ("registrations", "nik", "sim_id", "sims", "nik"),
    ("registrations", "operator_id", "sim_id", "sims", "operator_id"),
    ("registrations", "outlet_id", "sim_id", "sims", "outlet_id"),
)
"""What two tables say of the same SIM: table and column, the link, the other table and column."""
TOGETHER = (
    ("accounts", "activated_at", "place"),
    ("accounts", "activated_at", "imei"),
    ("tickets", "agent_id", "started_at"),
)
"""Columns of a row that are missing together or not at all."""
OWNED = (("sims", "nik"), ("sims", "kk"), ("registrations", "nik"))
"""Numbers that stand in the table of people as well."""
DAYTIME = (("tickets", "at"), ("accesses", "at"), ("registrations", "at"))
NOON, FAR, LEAST, MARKED = 13.5, 3.0, 50, 0.3
"""Desks and shops work around half past one; hours away that are odd, of so many rows, and how much of a day's shape
is needed (length of the mean vector). Measured on every scenario of the kit: 13.2 to 14.6."""
WITHIN = 0.6
"""Share of look-ups that lie within the ticket they name; in the kit's scenarios it is 0.94 or more."""
SPARSE = 100
"""Ids that run further than so many times the rows are no numbering; assumption."""


def compare(intake: Intake) -> Intake:
    """Compare the tables of a folder with each other, and give it back with what was found and repaired.

    Dates of the 1904 calendar are put back; all else is only said.
    """
    tables, found = calendar(intake)
    found += _twice(intake, tables)
    at = replace(intake, tables=tables)
    for look in (_before, _outside, _within, _hours, _differing, _halved, _absent, _spelt):
        found += look(at)
    return replace(at, findings=(*intake.findings, *found))


def _twice(intake: Intake, tables: dict[str, pd.DataFrame]) -> list[Finding]:
    """Take out what a second registration says of a SIM that can be registered once only."""
    frame = tables.get("registrations", pd.DataFrame())
    if "sim_id" not in frame:
        return []
    again = frame["sim_id"].notna() & frame["sim_id"].duplicated()
    if not again.any():
        return []
    tables["registrations"] = frame.assign(sim_id=frame["sim_id"].mask(again))
    return [counted(intake, "value_twice", "registrations", "sim_id", int(again.sum()))]


def _links(intake: Intake) -> Iterator[tuple[Table, Column, str, str]]:
    """Give each column that points to another table that is there, with that table and its key."""
    for table in intake.declared():
        for c in table.columns:
            there, _, key = c.ref.rpartition("/")[2].partition(".")
            if c.ref and c.name in intake.tables[table.name] and key in intake.tables.get(there, ()):
                yield table, c, there, key


def _before(intake: Intake) -> Iterator[Finding]:
    """Look for rows that lie before what they point to, and moments of a row in the wrong order."""
    for table, c, there, key in _links(intake):
        mine, other = BEGINS.get(table.name, ""), BEGINS.get(there, "")
        child, parent = intake.tables[table.name], intake.tables[there]
        if mine not in child or other not in parent:
            continue
        begun = np.append(parent[other].to_numpy(), np.datetime64("NaT", "s"))
        gaps = partial(
            _gaps, mine=mine, link=c.name, begun=begun, row_numbers=partial(intake.row_numbers, there, key)
        )
        found = list(pieces_with(child, list(dict.fromkeys([c.name, mine])), gaps))
        if n := sum(map(len, found)):
            hours = round(float(max(g.max() for g in found if len(g)) / np.timedelta64(1, "h")), 1)
            said = {"other": f"{intake.files[there]} ({other}, {c.name})", "hours": hours}
            yield counted(intake, "time_before", table.name, mine, n, **said)
    for name, first, second in ORDER:
        frame = intake.tables.get(name, pd.DataFrame())
        if first in frame and second in frame and (n := int((frame[second] < frame[first]).sum())):
            yield counted(intake, "time_order", name, second, n, other=first)
    people = intake.tables.get("people", pd.DataFrame())
    if {"nik", "birth_date"} <= set(people) and (share := born(people, pd.Timedelta(0))) < 1 and len(people):
        n = round((1 - share) * len(people))
        yield counted(intake, "birth_differs", "people", "birth_date", n)


def _gaps(
    piece: pd.DataFrame,
    mine: str,
    link: str,
    begun: np.ndarray,
    row_numbers: Callable[[pd.Series], np.ndarray],
) -> np.ndarray:
    """Give by how long rows lie before what they point to, where they do."""
    rows = piece.dropna()
    since = begun[row_numbers(rows[link])]
    # What happened on a day may have happened at its end.
    until = (rows[mine] + pd.Timedelta(days=1 if mine == "day" else 0)).to_numpy()
    return (since - until)[until < since]


def _outside(intake: Intake) -> Iterator[Finding]:
    """Look for rows of a day on which no other table has any, and for tables that stop before the others."""
    seen = moments(intake.tables)
    dense = {
        t: (n.index[0], n.index[-1])
        for t, n in seen.items()
        if n.sum() >= LEAST and len(n) >= 0.9 * ((n.index[-1] - n.index[0]).days + 1)
    }
    for name, values in seen.items():
        others = [span for t, span in dense.items() if t != name]
        if len(others) < 2:
            continue
        start, end = min(s for s, _ in others), max(e for _, e in others)
        said = {"start": str(start.date()), "end": str(end.date())}
        if n := int(values[(values.index < start) | (values.index > end)].sum()):
            yield counted(intake, "time_outside", name, BEGINS[name], n, **said)
        if name in dense and (last := dense[name][1]) < end - pd.Timedelta(days=1):
            yield counted(intake, "time_short", name, BEGINS[name], 0, last=str(last.date()), **said)


def _within(intake: Intake) -> Iterator[Finding]:
    """Look whether look-ups lie within the tickets that they name."""
    looks, tickets = (intake.tables.get(n, pd.DataFrame()) for n in ("accesses", "tickets"))
    if not ({"at", "ticket_id"} <= set(looks) and {"ticket_id", "at", "closed_at"} <= set(tickets)):
        return
    both = looks[["at", "ticket_id"]].dropna()
    both = both.merge(tickets[["ticket_id", "at", "closed_at"]], on="ticket_id", suffixes=("", "_ticket"))
    both = both[both["closed_at"].notna()]
    inside = both["at"].between(both["at_ticket"], both["closed_at"])
    if len(both) >= LEAST and inside.mean() < WITHIN:
        said = {"other": intake.files["tickets"], "of": len(both)}
        yield counted(intake, "time_within", "accesses", "at", int(inside.sum()), **said)


def _hours(intake: Intake) -> Iterator[Finding]:
    """Look whether desks and shops work by day."""
    for name, c in DAYTIME:
        frame = intake.tables.get(name, pd.DataFrame())
        if c not in frame or frame[c].notna().sum() < LEAST:
            continue
        values = frame[c].dropna()
        angle = (values.dt.hour + values.dt.minute / 60).to_numpy() * np.pi / 12
        mean = np.exp(1j * angle).mean()
        hour = float(np.angle(mean)) * 12 / np.pi % 24
        if abs(mean) > MARKED and min(abs(hour - NOON), 24 - abs(hour - NOON)) > FAR:
            yield counted(intake, "time_night", name, c, len(values), hour=f"{hour:.0f}")


def _differing(intake: Intake) -> Iterator[Finding]:
    """Look for what two tables say differently of the same SIM or person."""
    for name, c, link, there, other in SAME:
        mine, their = intake.tables.get(name, pd.DataFrame()), intake.tables.get(there, pd.DataFrame())
        if not ({c, link} <= set(mine) and {link, other} <= set(their)):
            continue
        said = mine[[c, link]].dropna()
        at = intake.row_numbers(there, link, said[link])
        theirs = their[other].take(at[at >= 0])
        if n := int((said[c][at >= 0].array != theirs.array)[theirs.notna().to_numpy()].sum()):
            yield counted(intake, "says_other", name, c, n, other=f"{intake.files[there]} ({other}, {link})")
    people = intake.tables.get("people", pd.DataFrame())
    for name, c in OWNED:
        if c in people and c in (frame := intake.tables.get(name, pd.DataFrame())):
            n = int((~frame[c].dropna().isin(people[c])).sum())
            if n:
                yield counted(intake, "ref_gone", name, c, n, other=intake.files["people"])


def _halved(intake: Intake) -> Iterator[Finding]:
    """Look for rows that lack one of two values which come together."""
    for name, one, other in TOGETHER:
        frame = intake.tables.get(name, pd.DataFrame())
        if one in frame and other in frame and (n := int((frame[one].isna() != frame[other].isna()).sum())):
            yield counted(intake, "value_gone", name, other, n, other=one)


def _absent(intake: Intake) -> Iterator[Finding]:
    """Look for gaps in the numbering of a table, and for references to rows that are not there."""
    for table in intake.declared():
        frame = intake.tables[table.name]
        if len(table.key) == 1 and table.by_name[table.key[0]].kind == "id" and len(frame):
            top = int(frame[table.key[0]].max())
            if len(frame) < top < SPARSE * len(frame):
                said = {"have": len(frame), "top": top}
                yield counted(intake, "rows_absent", table.name, table.key[0], top - len(frame), **said)
    for table, c, there, key in _links(intake):
        gone = partial(_gone, link=c.name, row_numbers=partial(intake.row_numbers, there, key))
        if n := sum(map(len, pieces_with(intake.tables[table.name], [c.name], gone))):
            yield counted(intake, "ref_gone", table.name, c.name, n, other=intake.files[there])


def _gone(piece: pd.DataFrame, link: str, row_numbers: Callable[[pd.Series], np.ndarray]) -> np.ndarray:
    return np.flatnonzero(row_numbers(piece[link].dropna()) < 0)


def _spelt(intake: Intake) -> Iterator[Finding]:
    """Look for tickets of sites at which no agent works."""
    mine, their = (intake.tables.get(n, pd.DataFrame()) for n in ("tickets", "agents"))
    if "site" not in mine or "site" not in their:
        return
    if n := int((~mine["site"].astype(str).isin(their["site"].astype(str))).sum()):
        yield counted(intake, "says_other", "tickets", "site", n, other=f"{intake.files['agents']} (site)")
