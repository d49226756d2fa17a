"""What only a look at several tables shows: another calendar, another zone, rows and references that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from ...analysis.views import BEGINS
from ...core.tables import Column, Table
from ...engine.tables import declared
from .findings import Finding, find
from .folder import Intake

CALENDAR = pd.Timedelta(days=1462)
"""Between day 0 of the two calendars of a spreadsheet, 1900 and 1904. Source: Microsoft, date systems in Excel."""
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
OWNED = (("sims", "nik"), ("sims", "kk"), ("registrations", "nik"))
"""Numbers that stand in the table of people as well."""
DAYTIME = (("tickets", "at"), ("accesses", "at"), ("registrations", "at"))
NOON, FAR, LEAST, MARKED = 13.5, 3.0, 50, 0.3
"""Desks and shops work around half past one; hours away that are odd, of so many rows, and how much of a day's shape
is needed (length of the mean vector). Measured on every story of the kit: 13.2 to 14.6."""
WITHIN = 0.6
"""Share of look-ups that lie within the ticket they name; in the kit's stories it is 0.94 or more."""
SPARSE = 100
"""Ids that run further than so many times the rows are no numbering; assumption."""


def compare(intake: Intake) -> Intake:
    """Compare the tables of a folder with each other, and give it back with what was found and repaired.

    Parameters
    ----------
    intake : Intake

    Returns
    -------
    Intake
        Dates of the 1904 calendar are put back; all else is only said.
    """
    known = [t for t in declared() if t.folder == "observed" and t.name in intake.tables]
    tables, found = _calendar(intake, known)
    at = replace(intake, tables=tables)
    for look in (_before, _outside, _within, _hours, _differing, _absent, _spelt):
        found += look(at, known)
    return replace(at, findings=(*intake.findings, *found))


def _find(intake: Intake, code: str, table: str, column: str, n: int, **said: object) -> Finding:
    return replace(find(code, intake.files[table], table, column, count=_count(n), **said), n=n)


def _count(n: int) -> str:
    return str(n)


def _moments(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """Give since when the rows of each table of events exist; SIMs are older than what is observed."""
    seen = {
        t: tables[t][c].dropna() for t, c in BEGINS.items() if t in tables and c in tables[t] and t != "sims"
    }
    return {t: values for t, values in seen.items() if len(values)}


def _window(
    spans: Mapping[str, tuple[pd.Timestamp, ...]], without: str
) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Give the first and last moment of the other tables; one that lies years from most of them does not count."""
    others = [s for t, s in spans.items() if t != without]
    if not others:
        return None
    middle = sorted(m for _, m, _ in others)[len(others) // 2]
    near = [s for s in others if abs(s[1] - middle) < CALENDAR / 2]
    return min(s[0] for s in near), max(s[2] for s in near)


def _calendar(intake: Intake, known: list[Table]) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Put dates of the 1904 calendar back: they lie apart from the other tables by exactly its difference."""
    tables, found = dict(intake.tables), []
    spans = {t: (v.min(), v.median(), v.max()) for t, v in _moments(tables).items()}
    for table in known:
        window = _window(spans, table.name)
        for c in (
            c.name for c in table.columns if c.kind in ("time", "day") and c.name in tables[table.name]
        ):
            values = tables[table.name][c].dropna()
            if c == "birth_date" or not len(values):
                step = _of_birth(tables[table.name]) if c == "birth_date" else None
            else:
                step = _step(values, window) if window else None
            if step is not None:
                moved = tables[table.name][c] + step
                tables[table.name] = tables[table.name].assign(**{c: moved})
                found.append(_find(intake, "time_1904", table.name, c, len(values)))
    return tables, found


def _step(values: pd.Series, window: tuple[pd.Timestamp, pd.Timestamp]) -> pd.Timedelta | None:
    """Give what must be added to dates that lie outside the window, if the calendars' difference explains it."""
    start, end = window[0].floor("D"), window[1].ceil("D")
    if values.max() < start <= values.max() + CALENDAR <= end:
        return CALENDAR
    if values.min() > end and start <= values.min() - CALENDAR <= end:
        return -CALENDAR
    return None


def _born(people: pd.DataFrame, step: pd.Timedelta) -> float:
    """Give the share of people whose NIK holds their date of birth."""
    nik = people["nik"].to_numpy("int64", na_value=0)
    born = people["birth_date"] + step
    dated = (born.dt.day * 100 + born.dt.month) * 100 + born.dt.year % 100
    said = nik // 10**4 % 10**6
    return float((np.where(said >= 400000, said - 400000, said) == dated.to_numpy()).mean())


def _of_birth(people: pd.DataFrame) -> pd.Timedelta | None:
    if "nik" not in people or not len(people) or _born(people, pd.Timedelta(0)) > WITHIN:
        return None
    return next((s for s in (CALENDAR, -CALENDAR) if _born(people, s) > WITHIN), None)


def _links(intake: Intake, known: list[Table]) -> Iterator[tuple[Table, Column, str, str]]:
    """Give each column that points to another table that is there, with that table and its key."""
    for table in known:
        for c in table.columns:
            there, _, key = c.ref.rpartition("/")[2].partition(".")
            if c.ref and c.name in intake.tables[table.name] and key in intake.tables.get(there, ()):
                yield table, c, there, key


def _before(intake: Intake, known: list[Table]) -> list[Finding]:
    """Look for rows that lie before what they point to, and moments of a row in the wrong order."""
    found = []
    for table, c, there, key in _links(intake, known):
        mine, other = BEGINS.get(table.name, ""), BEGINS.get(there, "")
        child, parent = intake.tables[table.name], intake.tables[there]
        if mine not in child or other not in parent:
            continue
        rows = child[[c.name, mine]].dropna()
        ids = rows[c.name].astype("int64").to_numpy()
        since = parent.drop_duplicates(key).set_index(key)[other].reindex(pd.Index(ids)).to_numpy()
        # What happened on a day may have happened at its end.
        until = (rows[mine] + pd.Timedelta(days=1 if mine == "day" else 0)).to_numpy()
        gaps = (since - until)[until < since]
        if len(gaps):
            hours = round(float(gaps.max() / np.timedelta64(1, "h")), 1)
            other_file = f"{intake.files[there]} ({other})"
            found.append(
                _find(intake, "time_before", table.name, mine, len(gaps), other=other_file, hours=hours)
            )
    for name, first, second in ORDER:
        frame = intake.tables.get(name, pd.DataFrame())
        if first in frame and second in frame and (n := int((frame[second] < frame[first]).sum())):
            found.append(_find(intake, "time_order", name, second, n, other=first))
    people = intake.tables.get("people", pd.DataFrame())
    if {"nik", "birth_date"} <= set(people) and (share := _born(people, pd.Timedelta(0))) < 1 and len(people):
        n = round((1 - share) * len(people))
        found.append(_find(intake, "birth_differs", "people", "birth_date", n))
    return found


def _outside(intake: Intake, known: list[Table]) -> list[Finding]:
    """Look for rows of a day on which no other table has any, and for tables that stop before the others."""
    found, moments = [], _moments(intake.tables)
    days = {t: pd.Index(v.dt.floor("D").unique()) for t, v in moments.items()}
    dense = {
        t: (d.min(), d.max())
        for t, d in days.items()
        if len(moments[t]) >= LEAST and len(d) >= 0.9 * ((d.max() - d.min()).days + 1)
    }
    for name, values in moments.items():
        others = [span for t, span in dense.items() if t != name]
        if len(others) < 2:
            continue
        start, end = min(s for s, _ in others), max(e for _, e in others)
        said = {"start": str(start.date()), "end": str(end.date())}
        if n := int(((values < start) | (values >= end + pd.Timedelta(days=1))).sum()):
            found.append(_find(intake, "time_outside", name, BEGINS[name], n, **said))
        if name in dense and (last := dense[name][1]) < end - pd.Timedelta(days=1):
            found.append(_find(intake, "time_short", name, BEGINS[name], 0, last=str(last.date()), **said))
    return found


def _within(intake: Intake, known: list[Table]) -> list[Finding]:
    """Look whether look-ups lie within the tickets that they name."""
    looks, tickets = (intake.tables.get(n, pd.DataFrame()) for n in ("accesses", "tickets"))
    if not ({"at", "ticket_id"} <= set(looks) and {"ticket_id", "at", "closed_at"} <= set(tickets)):
        return []
    both = looks[["at", "ticket_id"]].dropna().merge(tickets, on="ticket_id", suffixes=("", "_ticket"))
    both = both[both["closed_at"].notna()]
    inside = both["at"].between(both["at_ticket"], both["closed_at"])
    if len(both) < LEAST or inside.mean() >= WITHIN:
        return []
    said = {"other": intake.files["tickets"], "of": len(both)}
    return [_find(intake, "time_within", "accesses", "at", int(inside.sum()), **said)]


def _hours(intake: Intake, known: list[Table]) -> list[Finding]:
    """Look whether desks and shops work by day."""
    found = []
    for name, c in DAYTIME:
        frame = intake.tables.get(name, pd.DataFrame())
        if c not in frame or frame[c].notna().sum() < LEAST:
            continue
        values = frame[c].dropna()
        angle = (values.dt.hour + values.dt.minute / 60).to_numpy() * np.pi / 12
        mean = np.exp(1j * angle).mean()
        hour = float(np.angle(mean)) * 12 / np.pi % 24
        if abs(mean) > MARKED and min(abs(hour - NOON), 24 - abs(hour - NOON)) > FAR:
            found.append(_find(intake, "time_night", name, c, len(values), hour=f"{hour:.0f}"))
    return found


def _differing(intake: Intake, known: list[Table]) -> list[Finding]:
    """Look for what two tables say differently of the same SIM or person."""
    found = []
    for name, c, link, there, other in SAME:
        mine, their = intake.tables.get(name, pd.DataFrame()), intake.tables.get(there, pd.DataFrame())
        if not ({c, link} <= set(mine) and {link, other} <= set(their)):
            continue
        both = mine[[c, link]].dropna().rename(columns={c: "mine"})
        both = both.merge(their[[link, other]].dropna().rename(columns={other: "theirs"}), on=link)
        if n := int((both["mine"] != both["theirs"]).sum()):
            found.append(_find(intake, "says_other", name, c, n, other=f"{intake.files[there]} ({other})"))
    people = intake.tables.get("people", pd.DataFrame())
    for name, c in OWNED:
        if c in intake.tables.get(name, pd.DataFrame()) and c in people:
            n = int((~intake.tables[name][c].dropna().isin(people[c])).sum())
            if n:
                found.append(_find(intake, "ref_gone", name, c, n, other=intake.files["people"]))
    return found


def _absent(intake: Intake, known: list[Table]) -> list[Finding]:
    """Look for gaps in the numbering of a table, and for references to rows that are not there."""
    found = []
    for table in known:
        frame = intake.tables[table.name]
        if len(table.key) == 1 and table.by_name[table.key[0]].kind == "id" and len(frame):
            top = int(frame[table.key[0]].max())
            if len(frame) < top < SPARSE * len(frame):
                said = {"have": len(frame), "top": top}
                found.append(_find(intake, "rows_absent", table.name, table.key[0], top - len(frame), **said))
    for table, c, there, key in _links(intake, known):
        n = int((~intake.tables[table.name][c.name].dropna().isin(intake.tables[there][key])).sum())
        if n:
            found.append(_find(intake, "ref_gone", table.name, c.name, n, other=intake.files[there]))
    return found


def _spelt(intake: Intake, known: list[Table]) -> list[Finding]:
    """Look for tickets of sites at which no agent works."""
    mine, their = (intake.tables.get(n, pd.DataFrame()) for n in ("tickets", "agents"))
    if "site" not in mine or "site" not in their:
        return []
    n = int((~mine["site"].astype(str).isin(their["site"].astype(str))).sum())
    return (
        [_find(intake, "says_other", "tickets", "site", n, other=f"{intake.files['agents']} (site)")]
        if n
        else []
    )
