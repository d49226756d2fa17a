"""Ways to damage a clean folder of tables: by frame, cell, line and byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

Make = Callable[[Path], None]


@dataclass(frozen=True)
class Damage:
    """One thing that happened to a folder.

    `kind` and `place`: what, and where (`table` or `table.column`). `read`: {"lossless", "repaired", "refused"}; what
    a person could do. `row`: the row of the sheet that must be named; 0 for none. `want`: what the folder should read
    like, if not like the clean one.
    """

    kind: str
    place: str
    read: str
    make: Make
    row: int = 0
    want: Make | None = None

    @property
    def name(self) -> str:
        return f"{self.kind} @ {self.place}"


def table(folder: Path, name: str) -> pd.DataFrame:
    """Read a table of the clean folder as texts."""
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def put(folder: Path, name: str, frame: pd.DataFrame, **how: object) -> None:
    frame.to_csv(folder / f"{name}.csv", index=False, **how)


def of_frame(place: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Make:
    """Make a damage that changes a table of texts."""
    name = place.partition(".")[0]
    return lambda folder: put(folder, name, change(table(folder, name)))


def of_cells(place: str, write: Callable[[str], str], empty: str = "") -> Make:
    """Make a damage that writes each value of a column another way, and empty ones as `empty`."""
    column = place.partition(".")[2]

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(**{column: [write(v) if v else empty for v in frame[column]]})

    return of_frame(place, change)


def of_lines(name: str, change: Callable[[list[str]], list[str]]) -> Make:
    """Make a damage that changes the lines of a file."""

    def make(folder: Path) -> None:
        file = folder / f"{name}.csv"
        lines = change(file.read_text(encoding="utf-8").splitlines())
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    return make


def of_bytes(name: str, change: Callable[[bytes], bytes]) -> Make:
    def make(folder: Path) -> None:
        file = folder / f"{name}.csv"
        file.write_bytes(change(file.read_bytes()))

    return make


def one_cell(place: str, row: int, value: str) -> Make:
    """Put a value into one cell; `row` as a spreadsheet counts."""
    column = place.partition(".")[2]

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        made = frame.copy()
        made.loc[row - 2, column] = value
        return made

    return of_frame(place, change)


def without_row(name: str, row: int) -> Make:
    return of_frame(name, lambda frame: frame.drop(index=row - 2))
