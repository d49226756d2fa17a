"""A folder of observed tables: which file is which table, what was repaired, what was refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from ...core.errors import BadFolder, nearest
from ...core.files import MANIFEST, read_manifest, reason
from ...core.folder import load
from ...core.formats import file_hash
from ...core.tables import Table
from ..guard import refuse_real
from ..views import COLUMNS, OBSERVED
from .findings import SAID, Finding, find
from .headings import plain
from .real_people import refuse_folder
from .table import read_file
from .text import decode, separator

SHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
TABLES = (".parquet", ".csv", ".tsv", ".txt")
ABOUT = ("readme", "dictionary", "datapackage", "manifest", "report", "licence", "license")


@dataclass(frozen=True)
class Intake:
    """What was read from a folder.

    `tables`: the observed tables that could be read; one may lack columns that were refused. `files`: the file each
    came from, inside the folder. `findings`: in the order of the files.
    """

    path: Path
    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, str]
    findings: tuple[Finding, ...]

    def declared(self) -> list[Table]:
        """Give the declarations of the tables that could be read."""
        return [OBSERVED[name] for name in OBSERVED if name in self.tables]

    def lost(self, table: str) -> set[str]:
        """Give the columns that a table should have and has not."""
        return set(OBSERVED[table].by_name) - set(self.tables.get(table, ()))


def read_folder(folder: str | Path) -> Intake:
    """Read the observed tables of a folder, whatever a spreadsheet did to them.

    `folder`: a result of ``simkit run`` in either format, or a folder with CSV or Parquet files named like the
    tables, in it or in its folder ``observed``. Raises BadFolder where there is no such folder, or none of the tables
    in it; BadValue where a number in it could belong to a real person: there is no way around this.
    """
    path = _opened(folder)
    saved, files, found = _places(path)
    if not files:
        raise BadFolder(
            f"{folder} holds none of the tables that are looked at: {', '.join(sorted(OBSERVED))}"
        )
    refuse_folder(path)
    tables, used = {}, {}
    for name, file in files.items():
        said = file.relative_to(path).as_posix()
        frame, more = read_file(file, OBSERVED[name], said)
        found += more
        if frame is not None:
            want = saved.get(name, {})
            if want and len(frame) != want["rows"] and not more:
                found.append(find("rows_differ", said, name, have=len(frame), want=want["rows"]))
            if "sha256" in want and file_hash(file) != want["sha256"]:
                found.append(find("file_changed", said, name))
            tables[name], used[name] = frame, said
    refuse_real(tables)
    ordered = {name: tables[name] for name in OBSERVED if name in tables}
    return Intake(path, ordered, {n: used[n] for n in ordered}, tuple(found))


def _opened(folder: str | Path) -> Path:
    try:
        path = Path(folder).expanduser().resolve()
        there, is_folder = path.exists(), path.is_dir()
    except (OSError, ValueError, RuntimeError) as error:
        raise BadFolder(f"{str(folder)!r} cannot be opened: {reason(error)}") from error
    if not there:
        beside = [p.name for p in path.parent.iterdir() if p.is_dir()] if path.parent.is_dir() else []
        hint = f"; {nearest(path.name, beside)}" if 0 < len(beside) < 30 else ""
        raise BadFolder(f"there is no folder {str(folder)!r}{hint}")
    if not is_folder:
        raise BadFolder(f"{str(folder)!r} is a file; name the folder that holds the tables")
    return path


def _places(path: Path) -> tuple[dict[str, Mapping[str, Any]], dict[str, Path], list[Finding]]:
    """Find the file of each table, and what the manifest says of it where there is one."""
    if not (path / MANIFEST).is_file():
        files, found = _loose(path, _candidates(path))
        return {}, files, found + _other_forms(path)
    if read_manifest(path).get("table_format") == "findings":
        raise BadFolder(
            f"{path} holds findings of an earlier `simkit detect`; name the folder with the tables"
        )
    saved = load(path)
    mine = {t.declared.name: t for t in saved.tables.values() if t.declared.folder == "observed"}
    files = {n: t.file for n, t in mine.items() if n in OBSERVED and t.file.is_file()}
    gone = {n: t.file.relative_to(path).as_posix() for n, t in mine.items() if not t.file.is_file()}
    found = [find("file_gone", file, n) for n, file in gone.items()]
    # What somebody put beside the result, say the same table saved from a spreadsheet, is not read but named.
    beside = [p.relative_to(path).as_posix() for p in _candidates(path) if p.parent.name != "truth"]
    ours = set(saved.manifest.get("files", ()))
    found += [find("file_beside", file) for file in beside if file not in ours]
    return {n: t.said for n, t in mine.items()}, files, found


def _candidates(path: Path) -> list[Path]:
    try:
        inside = _inside(path / "observed", path, path / "truth")
    except OSError as error:
        raise BadFolder(f"{path} cannot be read: {reason(error)}") from error
    inside = [p for p in inside if p.suffix.lower() in (*TABLES, *SHEETS) and plain(p.stem) not in ABOUT]
    return [p for p in inside if not p.name.startswith((".", "~$"))]


def _inside(*folders: Path) -> list[Path]:
    """Give the files of those folders that are there."""
    return [p for f in folders if f.is_dir() for p in sorted(f.iterdir()) if p.is_file()]


def _other_forms(path: Path) -> list[Finding]:
    """Name the files that are called like a table, but are packed or of a form that is not read."""
    named = [(p, *p.name.partition(".")[::2]) for p in _inside(path / "observed", path)]
    return [
        find("file_form", p.relative_to(path).as_posix(), stem, table_name=stem, form=f".{form}")
        for p, stem, form in named
        if stem in OBSERVED and p.suffix.lower() not in (*TABLES, *SHEETS)
    ]


def _loose(path: Path, files: Iterable[Path]) -> tuple[dict[str, Path], list[Finding]]:
    found: list[Finding] = []
    made: dict[str, Path] = {}
    # Files named exactly like a table come first, so that a copy never takes the place of the right one.
    for p in sorted(files, key=lambda p: p.stem not in OBSERVED):
        said = p.relative_to(path).as_posix()
        if p.suffix.lower() in SHEETS or p.parent.name == "truth":
            found.append(find("file_sheet" if p.suffix.lower() in SHEETS else "file_truth", said))
            continue
        name, by = _table_of(p)
        if not name:
            found.append(_unknown(p, said))
        elif name in made:
            found.append(find("file_second", said, name, other=made[name].relative_to(path).as_posix()))
        else:
            made[name] = p
            if by:
                found.append(find("file_renamed", said, name, table_name=name, by=SAID[by]))
    return made, found


def _unknown(path: Path, said: str) -> Finding:
    close = get_close_matches(plain(path.stem), list(OBSERVED), 1, 0.6)
    near = SAID["near_file"].put(name=close[0], suffix=path.suffix) if close else ""
    return find("file_unknown", said, near=near)


CHANGED = r"^(?:copy_of_|salinan_|observed_)+|(?:_copy|_salinan|_\d{1,2}|_observed)+$"
"""What programs and people put around a table's name."""


def _table_of(path: Path) -> tuple[str, str]:
    """Tell which table a file holds, and by what if not its very name: a name somebody changed, or its columns."""
    if path.stem in OBSERVED:
        return path.stem, ""
    name = re.sub(CHANGED, "", plain(path.stem))
    if name in OBSERVED:
        return name, "its_name"
    if path.suffix.lower() == ".parquet":
        return "", ""
    try:
        with path.open("rb") as file:
            text, _ = decode(file.read(20_000), path.name, "")
    except OSError:
        return "", ""
    first = text.lstrip("\r\n").split("\n", 1)[0].rstrip("\r")
    heads = {plain(h) for h in first.split(separator(first, COLUMNS))}
    return next(((t.name, "its_columns") for t in OBSERVED.values() if set(t.by_name) <= heads), ("", ""))
