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
from ...engine.tables import declared
from ..guard import refuse_real
from .findings import Finding, find
from .real import refuse_folder
from .table import read_file
from .text import decode, plain, separator

SHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
TABLES = (".parquet", ".csv", ".tsv", ".txt")
ABOUT = ("readme", "dictionary", "datapackage", "manifest", "report", "licence", "license")


@dataclass(frozen=True)
class Intake:
    """What was read from a folder.

    Parameters
    ----------
    path : Path
    tables : mapping of str to DataFrame
        The observed tables that could be read; one may lack columns that were refused.
    files : mapping of str to str
        The file each came from, inside the folder.
    findings : tuple of Finding
        In the order of the files.
    """

    path: Path
    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, str]
    findings: tuple[Finding, ...]

    def lost(self, table: str) -> set[str]:
        """Give the columns that a table should have and has not."""
        known = next(t for t in declared() if t.path == f"observed/{table}")
        return (
            set(known.by_name) - set(self.tables[table].columns)
            if table in self.tables
            else set(known.by_name)
        )


def read_folder(folder: str | Path) -> Intake:
    """Read the observed tables of a folder, whatever a spreadsheet did to them.

    Parameters
    ----------
    folder : str or Path
        A result of ``simkit run`` in either format, or a folder with CSV or Parquet files named like the tables,
        in it or in its folder ``observed``.

    Returns
    -------
    Intake

    Raises
    ------
    BadFolder
        Where there is no such folder, or none of the tables in it.
    BadValue
        Where a number in it could belong to a real person: there is no way around this.
    """
    path = _opened(folder)
    known = {t.name: t for t in declared() if t.folder == "observed"}
    saved, files, found = _places(path, known)
    if not files:
        raise BadFolder(f"{folder} holds none of the tables that are looked at: {', '.join(sorted(known))}")
    refuse_folder(path)
    tables, used = {}, {}
    for name, file in files.items():
        said = file.relative_to(path).as_posix()
        frame, more = read_file(file, known[name], said)
        found += more
        if frame is not None:
            want = saved.get(name, {})
            if want and len(frame) != want["rows"] and not more:
                found.append(find("rows_differ", said, name, have=len(frame), want=want["rows"]))
            if "sha256" in want and file_hash(file) != want["sha256"]:
                found.append(find("file_changed", said, name))
            tables[name], used[name] = frame, said
    refuse_real(tables)
    ordered = {name: tables[name] for name in known if name in tables}
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


def _places(
    path: Path, known: Mapping[str, Table]
) -> tuple[dict[str, Mapping[str, Any]], dict[str, Path], list[Finding]]:
    """Find the file of each table, and what the manifest says of it where there is one."""
    if not (path / MANIFEST).is_file():
        files, found = _loose(path, _candidates(path), known)
        return {}, files, found + _other_forms(path, known)
    if read_manifest(path).get("table_format") == "findings":
        raise BadFolder(
            f"{path} holds findings of an earlier `simkit detect`; name the folder with the tables"
        )
    saved = load(path)
    mine = {t.declared.name: t for t in saved.tables.values() if t.declared.folder == "observed"}
    files = {n: t.file for n, t in mine.items() if n in known and t.file.is_file()}
    found = [
        find("file_gone", t.file.relative_to(path).as_posix(), n)
        for n, t in mine.items()
        if not t.file.is_file()
    ]
    ours = set(saved.manifest.get("files", ()))
    loose = [
        p
        for p in _candidates(path)
        if p.relative_to(path).as_posix() not in ours and p.parent.name != "truth"
    ]
    # What somebody put beside the result, say the same table saved from a spreadsheet, is not read but named.
    found += [find("file_beside", p.relative_to(path).as_posix()) for p in loose]
    return {n: t.said for n, t in mine.items()}, files, found


def _candidates(path: Path) -> list[Path]:
    try:
        inside = [
            p
            for f in (path / "observed", path, path / "truth")
            if f.is_dir()
            for p in sorted(f.iterdir())
            if p.is_file()
        ]
    except OSError as error:
        raise BadFolder(f"{path} cannot be read: {reason(error)}") from error
    return [
        p
        for p in inside
        if p.suffix.lower() in (*TABLES, *SHEETS)
        and not p.name.startswith((".", "~$"))
        and plain(p.stem) not in ABOUT
    ]


def _other_forms(path: Path, known: Mapping[str, Table]) -> list[Finding]:
    """Name the files that are called like a table, but are packed or of a form that is not read."""
    inside = [p for f in (path / "observed", path) if f.is_dir() for p in sorted(f.iterdir()) if p.is_file()]
    named = [(p, *p.name.partition(".")[::2]) for p in inside]
    return [
        find("file_form", p.relative_to(path).as_posix(), stem, table_name=stem, form=f".{form}")
        for p, stem, form in named
        if stem in known and p.suffix.lower() not in (*TABLES, *SHEETS)
    ]


def _loose(
    path: Path, files: Iterable[Path], known: Mapping[str, Table]
) -> tuple[dict[str, Path], list[Finding]]:
    found: list[Finding] = []
    made: dict[str, Path] = {}
    # Files named exactly like a table come first, so that a copy never takes the place of the right one.
    for p in sorted(files, key=lambda p: p.stem not in known):
        said = p.relative_to(path).as_posix()
        if p.suffix.lower() in SHEETS:
            found.append(find("file_sheet", said))
            continue
        if p.parent.name == "truth":
            found.append(find("file_truth", said))
            continue
        name, by = _table_of(p, known)
        if not name:
            found.append(_unknown(p, said, known))
        elif name in made:
            found.append(find("file_second", said, name, other=made[name].relative_to(path).as_posix()))
        else:
            made[name] = p
            if by:
                found.append(find("file_renamed", said, name, table_name=name, by_en=by[0], by_id=by[1]))
    return made, found


def _unknown(path: Path, said: str, known: Mapping[str, Table]) -> Finding:
    close = get_close_matches(plain(path.stem), list(known), 1, 0.6)
    near_en = f"; if it is the table {close[0]}, rename it to {close[0]}{path.suffix}" if close else ""
    near_id = f"; kalau ini tabel {close[0]}, ganti namanya menjadi {close[0]}{path.suffix}" if close else ""
    return find("file_unknown", said, near_en=near_en, near_id=near_id)


def _table_of(path: Path, known: Mapping[str, Table]) -> tuple[str, tuple[str, str] | None]:
    """Tell which table a file holds: by its name, a name somebody changed, or its columns."""
    if path.stem in known:
        return path.stem, None
    name = re.sub(
        r"^(?:copy_of_|salinan_|observed_)+|(?:_copy|_salinan|_\d{1,2}|_observed)+$", "", plain(path.stem)
    )
    if name in known:
        return name, ("its name", "namanya")
    if path.suffix.lower() == ".parquet":
        return "", None
    try:
        with path.open("rb") as file:
            text, _ = decode(file.read(20_000), path.name, "")
    except OSError:
        return "", None
    everything = {c for t in known.values() for c in t.by_name}
    first = text.lstrip("\r\n").split("\n", 1)[0].rstrip("\r")
    heads = {plain(h) for h in first.split(separator(first, everything))}
    for table in known.values():
        if set(table.by_name) <= heads:
            return table.name, ("its columns", "kolomnya")
    return "", None
