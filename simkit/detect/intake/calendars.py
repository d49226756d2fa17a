"""Dates in another calendar: the tables lie apart by exactly its difference, and are put together again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

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
    """Give since when the rows of each table of events exist; SIMs are older than what is observed."""
    there = {t: c for t, c in BEGINS.items() if c in tables.get(t, ()) and t != "sims"}
    return {t: values for t, c in there.items() if len(values := tables[t][c].dropna())}


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
    spans = {t: (v.min(), v.median(), v.max()) for t, v in moments(tables).items()}
    for table in intake.declared():
        window, frame = _window(spans, table.name), tables[table.name]
        for c in (c.name for c in table.columns if c.kind in ("time", "day") and c.name in frame):
            values, step = frame[c].dropna(), None
            if c == "birth_date":
                step = _of_birth(frame)
            elif len(values) and window:
                step = _step(values, window)
            if step is not None:
                frame = tables[table.name] = frame.assign(**{c: frame[c] + step})
                found.append(counted(intake, "time_1904", table.name, c, len(values)))
    return tables, found


def _step(values: pd.Series, window: tuple[pd.Timestamp, pd.Timestamp]) -> pd.Timedelta | None:
    """Give what must be added to dates that lie outside the window, if the calendars' difference explains it."""
    start, end = window[0].floor("D"), window[1].ceil("D")
    if values.max() < start <= values.max() + CALENDAR <= end:
        return CALENDAR
    if values.min() > end and start <= values.min() - CALENDAR <= end:
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
