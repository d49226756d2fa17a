"""What a spreadsheet and a clerk do to tables: `;`, decimal commas, dd/mm/yyyy, rounded NIKs, a BOM."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d)(?::\d\d)?)?$")
ROUNDED = {"registrations": ("nik",), "complaints": ("nik",)}
LOST = "posts"


def mangle(source: Path, target: Path) -> None:
    """Write each table anew as a spreadsheet would save it; one table is lost, one column is renamed."""
    target.mkdir()
    for path in sorted(source.glob("*.csv")):
        if path.stem == LOST:
            continue
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in table:
            rounded = column in ROUNDED.get(path.stem, ())
            table[column] = table[column].map(_sixteen if rounded else _typed)
        if path.stem == "tickets":
            table.columns = [c.replace("_", " ").title() for c in table]
        text = table.to_csv(index=False, sep=";", lineterminator="\r\n")
        (target / path.name).write_bytes(b"\xef\xbb\xbf" + text.encode())


def _typed(value: str) -> str:
    day = DAY.match(value)
    if day:
        year, month, date, clock = day.groups()
        return f"{date}/{month}/{year}" + (f" {clock}" if clock else "")
    return value.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", value) else value


def _sixteen(value: str) -> str:
    return f"{float(value):.5E}".replace(".", ",") if value.isdigit() and len(value) == 16 else value
