"""Dates as spreadsheets write them: which way round is decided once a column, by days that can be no month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .findings import SAID
from .text import Look, Made, refused

DAY_NAMES = (
    "senin selasa rabu kamis jumat jum'at sabtu minggu ahad monday tuesday wednesday thursday friday saturday sunday "
    "sen sel rab kam jum sab min mon tue wed thu fri sat sun tues thurs"
)
SPOKEN = (
    (rf"(?i)^(?:hari\s+)?(?:{'|'.join(DAY_NAMES.split())})\b[.,]?\s*", ""),
    (r"(?i)[\s,]+(?:pukul|pkl|jam|at)\b\.?:?\s*", " "),
    (r"(?i)\[[a-z_/]+\]$", ""),
    (r"(?i)\(?\b(wib|wita|wit|utc|gmt)\)$", r"\1"),
    (r"(?i)\basia/(?:jakarta|pontianak)$", "WIB"),
    (r"(?i)\basia/(?:makassar|ujung_pandang)$", "WITA"),
    (r"(?i)\basia/jayapura$", "WIT"),
    # January 5, 2026; Jan 05 07:20:11 WIB 2026; 07:20:11 05/01/2026
    (r"^([A-Za-z]{3,9})\.? +(\d{1,2}),? +(\d{4})\b", r"\2 \1 \3"),
    (
        r"^([A-Za-z]{3}) +(\d{1,2}) (\d\d(?::\d\d){2}) ?([A-Za-z]{0,4}(?:[+-][\d:]+)?) (\d{4})$",
        r"\2 \1 \5 \3 \4",
    ),
    (r"^(\d{1,2}[:.]\d\d(?:[:.]\d\d)?)[\s,]+(\d{1,4}[-/. ].*)$", r"\2 \1"),
    (r"^((?:19|20)\d\d)([01]\d)([0-3]\d)$", r"\1-\2-\3"),
    (r"^((?:19|20)\d\d)([01]\d)([0-3]\d)[T ]?([0-2]\d)([0-5]\d)([0-5]\d)(?!\d)", r"\1-\2-\3 \4:\5:\6"),
)
"""Other ways to write a moment, each made into one that is read below."""
NO_DATE = (
    r"(?:0000|0001|9999|2999)-.*|(?:00/00|01/01|31/12|12/31)/(?:0000|0001|9999)\b.*|1900-01-0[01](?:\D.*)?"
)
"""What programs write where there is no date."""
EPOCH = r"^-?[1-9]\d{5,18}(?:\.\d+)?$"
"""Seconds, thousandths, millionths or billionths since 1970."""
ZONE = r"(?P<zone>[Zz]|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT|WIB|WITA|WIT)"
CLOCK = (
    r"(?:[T ,]+(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<part>\d+))?)?\s*(?P<pm>[AaPp][Mm])?"
    rf"(?:\s?{ZONE})?)?"
)
ISO = rf"^(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){CLOCK}$"
TWO = rf"^(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}}){CLOCK}$"
NAMED = rf"^(?P<a>\d{{1,2}})[-/. ]+(?P<name>[A-Za-z]{{3,9}})\.?[-/. ,]+(?P<y>\d{{4}}|\d{{2}}){CLOCK}$"
SERIAL = r"^\d{5}(?:[.,]\d+)?$"
MONTHS = (
    "jan", "feb peb", "mar", "apr", "mei may", "jun", "jul", "agu ags aug agt", "sep", "okt oct", "nov nop", "des dec",
)  # fmt: skip
"""The first three letters of each month in Indonesian and English, with the spellings in use."""
HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}
"""Hours of Indonesia's zones ahead of UTC; simkit's tables are in the first, whatever the place."""
ZERO = np.datetime64("1899-12-30", "s")
"""Day 0 of a spreadsheet's calendar. Source: Microsoft, date systems in Excel (1900)."""


@dataclass(frozen=True)
class Order:
    """What the dates of a column say of their order: how many can only be day first, or only month first."""

    n_day: int
    n_month: int
    n_open: int

    @property
    def told(self) -> str:
        """Give ``day``, ``month``, ``mixed``, or nothing where every date reads both ways."""
        if self.n_day and self.n_month:
            return "mixed"
        return "day" if self.n_day else "month" if self.n_month else ""


def order_of(look: Look) -> Order:
    """Count what a column says of the order of day and month.

    Examples
    --------
    >>> from ...core.tables import Column
    >>> dates = pd.Series(["03/04/2026", "31/01/2026"], index=[2, 3])
    >>> order_of(Look(dates, "x.csv", "x", Column("at", "time", "When."))).told
    'day'
    """
    parts = spoken(look.clean[~look.missing]).str.extract(TWO)
    a, b = pd.to_numeric(parts["a"]), pd.to_numeric(parts["b"])
    # 31.01.2026 with points is written in no country with the month first.
    points = (parts["sep"] == ".") & (a != b)
    n_day = int(((a > 12) & (b <= 12) | points).sum())
    return Order(n_day, int(((b > 12) & (a <= 12)).sum()), int(((a <= 12) & (b <= 12) & (a != b)).sum()))


def times(look: Look, file_order: str = "") -> Made:
    """Read a column of times or days as datetime64[s].

    `file_order`: {"day", "month", ""}; what other columns of the same file settle on, where this one does not say.
    """
    none = look.clean.str.fullmatch(NO_DATE).to_numpy() & ~look.missing
    if none.any() and look.column.nullable:
        look.missing, look.marked = look.missing | none, look.marked | none
    there, text = ~look.missing, spoken(look.clean)
    is_epoch = text.str.fullmatch(EPOCH).to_numpy() & there
    iso, two, named = (text.str.extract(p) for p in (ISO, TWO, NAMED))
    is_iso, is_two = iso["y"].notna().to_numpy() & there, two["y"].notna().to_numpy() & there
    is_named, is_serial = named["y"].notna().to_numpy() & there, text.str.fullmatch(SERIAL).to_numpy() & there
    order = order_of(look)
    told = order.told or file_order
    # A spreadsheet that takes part of a column for dates writes those its own way and leaves the others alone.
    several = order.n_open + order.n_day + order.n_month > 0 and bool((is_iso | is_serial | is_epoch).any())
    if order.told == "mixed" or (several and is_two.any()):
        return refused(look, "time_mixed", there)
    if order.n_open and not told:
        return refused(look, "time_undecidable", is_two)
    short = is_two & (two["y"].str.len() == 2).to_numpy()
    short |= is_named & (named["y"].str.len() == 2).to_numpy()
    if short.any() and look.column.name == "birth_date":
        return refused(look, "time_century", short)
    day, month = ("b", "a") if told == "month" else ("a", "b")
    numbers = {name: i for i, names in enumerate(MONTHS, 1) for name in names.split()}
    named_month = named["name"].str.lower().str[:3].map(numbers)
    values: np.ndarray = np.full(len(text), np.datetime64("NaT", "s"))
    values = np.where(is_iso, _built(iso["y"], iso["m"], iso["d"], iso), values)
    values = np.where(is_two, _built(two["y"], two[month], two[day], two), values)
    values = np.where(is_named, _built(named["y"], named_month, named["a"], named), values)
    values = np.where(is_serial, _serial(text.where(is_serial, "0")), values)
    values = np.where(is_epoch, _since_1970(text.where(is_epoch, "0"), look.column.kind), values)
    clocks = pd.concat([iso[is_iso], two[is_two], named[is_named]]).reindex(text.index)
    zoned = clocks["zone"].notna().to_numpy()
    values = values + np.where(zoned, _to_local(clocks["zone"]), np.timedelta64(0, "s"))
    made = Made(values, there & (np.isnat(values) | none))
    _tell(look, made, (is_iso, is_two, is_named, is_serial), told, bool(order.told))
    made.found += look.found(f"time_epoch_{look.column.kind}", is_epoch & ~made.bad)
    _tell_clock(look, made, clocks, zoned, is_serial | is_epoch)
    return made


def _built(y: pd.Series, m: pd.Series, d: pd.Series, clock: pd.DataFrame) -> np.ndarray:
    year = pd.to_numeric(y)
    year = year.where(year > 99, year + 2000)
    hour = pd.to_numeric(clock["h"]).fillna(0)
    pm, am = clock["pm"].str.lower() == "pm", clock["pm"].str.lower() == "am"
    hour = hour.where(~(pm & (hour < 12)), hour + 12).where(~(am & (hour == 12)), 0)
    parts = {"year": year, "month": pd.to_numeric(m), "day": pd.to_numeric(d), "hour": hour}
    parts |= {"minute": pd.to_numeric(clock["mi"]).fillna(0), "second": pd.to_numeric(clock["s"]).fillna(0)}
    wrong = (hour > 23) | (parts["minute"] > 59) | (parts["second"] > 59)
    made = pd.to_datetime(pd.DataFrame(parts), errors="coerce").mask(wrong)
    return made.to_numpy().astype("datetime64[s]")


def _to_local(zones: pd.Series) -> np.ndarray:
    """Give what must be added to times of these zones to have them in western Indonesian time."""
    text = zones.fillna("").str.upper()
    parts = text.str.extract(r"([+-])(\d{1,2}):?(\d{2})?$")
    minutes = pd.to_numeric(parts[1]).fillna(0) * 60 + pd.to_numeric(parts[2]).fillna(0)
    ahead = minutes.where(parts[0] != "-", -minutes).where(~text.isin(list(HOURS)), text.map(HOURS) * 60)
    return np.asarray((HOURS["WIB"] * 60 - ahead) * 60).astype("timedelta64[s]")


def spoken(text: pd.Series) -> pd.Series:
    """Write moments without the words around them, the day first or the year, as numbers alone can be read.

    Examples
    --------
    >>> spoken(pd.Series(["Senin, 5 Pebruari 2026 pukul 07.20 WIB", "Jan 5, 2026 7:20 PM", "20260105072011"])).tolist()
    ['5 Pebruari 2026 07.20 WIB', '5 Jan 2026 7:20 PM', '2026-01-05 07:20:11']
    """
    plain = text.str.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d)?").to_numpy(bool)
    if plain.all():
        return text
    for pattern, by in SPOKEN:
        text = text.str.replace(pattern, by, regex=True)
    return text


def _since_1970(text: pd.Series, kind: str) -> np.ndarray:
    """Read the moments of a computer's clock, which counts in UTC; whole days are meant as they stand."""
    whole = text.str.replace(r"\..*", "", regex=True)
    longest = max(whole.str.removeprefix("-").str.len(), default=0)
    seconds = whole.astype("int64").to_numpy() // 1000 ** max(0, (longest - 8) // 3)
    hours = 0 if kind == "day" and not (seconds % 86400).any() else HOURS["WIB"]
    return np.datetime64(0, "s") + (seconds + hours * 3600).astype("timedelta64[s]")


def _serial(text: pd.Series) -> np.ndarray:
    days = text.str.replace(",", ".", regex=False).astype(float)
    return ZERO + np.round(days.to_numpy() * 86400).astype("timedelta64[s]")


def _tell(look: Look, made: Made, kinds: tuple[np.ndarray, ...], told: str, is_own: bool) -> None:
    is_iso, is_two, is_named, is_serial = kinds
    good = ~made.bad
    if told:
        how = "" if is_own else SAID["as_others_show"]
        made.found += look.found(f"time_{told}_first", is_two & good, how=how)
    other = is_named | (is_iso & ~look.clean.str.match(r"\d{4}-\d{1,2}-").to_numpy())
    made.found += look.found("time_written", good & (other if told else other | is_two))
    made.found += look.found("time_serial", is_serial)
    if look.column.kind == "time":
        clocked = spoken(look.clean).str.contains(r"\d[T ,]+\d{1,2}[:.]\d{2}(?:\s*[AaPp][Mm])?$").to_numpy()
        made.found += look.found("time_no_seconds", good & clocked)


def _tell_clock(
    look: Look, made: Made, clocks: pd.DataFrame, zoned: np.ndarray, is_serial: np.ndarray
) -> None:
    good = ~made.bad & ~look.missing
    if zoned.any():
        made.found.append(look.find("time_zone", zoned & good))
    if zoned.any() and (others := good & ~zoned).any():
        n = [int(m[look.codes].sum()) for m in (zoned & good, others)]
        made.found.append(look.find("time_zone_mixed", others, zoned=n[0], others=n[1]))
    if look.column.kind == "time":
        made.found += look.found("time_no_clock", good & clocks["h"].isna().to_numpy() & ~is_serial)
    made.found += look.found("time_fraction", good & pd.to_numeric(clocks["part"]).gt(0).to_numpy())
    if look.column.kind == "day":
        made.found += look.found(
            "time_of_day_cut", good & (made.values != made.values.astype("datetime64[D]"))
        )
