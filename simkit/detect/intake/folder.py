"""A folder of observed tables: which file is which table, what was repaired, what was refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...core.errors import BadFolder, nearest
from ...core.files import MANIFEST, read_manifest, reason
from ...core.folder import load
from ...core.formats import file_hash, give_back
from ...core.tables import Table
from ..guard import refuse_real
from ..long_tables import row_numbers
from ..views import COLUMNS, OBSERVED
from .findings import SAID, Finding, find
from .headings import plain
from .packed import PACKED, Source, sources
from .real_people import refuse_folder, refuse_unpacked
from .table import read_file
from .text import decode, laid_out

TABLES = (".parquet", ".csv", ".tsv", ".txt", ".numbers", *PACKED)
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
    _keys: dict[tuple[str, str], np.ndarray] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def row_numbers(self, table: str, key: str, asked: pd.Series) -> np.ndarray:
        """Give the first row of a table that has each key asked for, -1 where none has."""
        if (table, key) not in self._keys:
            self._keys[table, key] = self.tables[table][key].to_numpy("int64", na_value=-1)
        return row_numbers(self._keys[table, key], asked.to_numpy("int64"))

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
    for name, parts in files.items():
        for part in (p for p in parts if p.raw is not None):
            refuse_unpacked(part.said, part.raw or b"")
        frames = {}
        for part in parts:
            frame, more = read_file(part.path, OBSERVED[name], part.said, part.raw)
            give_back()
            found += more
            if frame is not None:
                want = saved.get(name, {})
                if want and len(frame) != want["rows"] and not more:
                    found.append(find("rows_differ", part.said, name, have=len(frame), want=want["rows"]))
                if "sha256" in want and file_hash(part.path) != want["sha256"]:
                    found.append(find("file_changed", part.said, name))
                frames[part.said] = frame
        if frames:
            tables[name], used[name], more = joined(frames, OBSERVED[name])
            found += more
    refuse_real(tables)
    ordered = {name: tables[name] for name in OBSERVED if name in tables}
    return Intake(path, ordered, {n: used[n] for n in ordered}, tuple(found))


def joined(frames: Mapping[str, pd.DataFrame], declared: Table) -> tuple[pd.DataFrame, str, list[Finding]]:
    """Join the files that hold one table, by their names; one that says nothing new, or otherwise, is left out."""
    (first, made), *others = frames.items()
    used, found, key = [first], [], list(declared.key)
    for file, frame in others:
        both = [c for c in made if c in frame]
        keyed = key and set(key) <= set(both)
        new = frame if not keyed else frame[~_rows(frame[key]).isin(_rows(made[key]))]
        again = frame.drop(index=new.index)
        if not len(new) or not _rows(again[both]).isin(_rows(made[both])).all():
            found.append(find("file_second", file, declared.name, other=first))
            continue
        made = pd.concat([made[both].astype(object), new[both].astype(object)], ignore_index=True)
        made = made.astype({c: frame[c].dtype for c in both if frame[c].dtype != "category"})
        made = made.astype({c: "category" for c in both if frame[c].dtype == "category"})
        used.append(file)
    if len(used) > 1:
        said = ", ".join(used)
        found.append(find("file_joined", said, declared.name, files=len(used), count=len(made)))
        return made, said, found
    return made, first, found


def _rows(frame: pd.DataFrame) -> pd.Series:
    """Give each row as one value."""
    return pd.util.hash_pandas_object(frame.astype(str), index=False)


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


def _places(path: Path) -> tuple[dict[str, Mapping[str, Any]], dict[str, list[Source]], list[Finding]]:
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
    files = {
        n: [Source(t.file, t.file.relative_to(path).as_posix(), (n,))]
        for n, t in mine.items()
        if n in OBSERVED and t.file.is_file()
    }
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
        for folder in (path / "observed", path):
            if folder.is_dir():
                # A folder a month: its name says nothing but when.
                inside += _inside(*(p for p in sorted(folder.iterdir()) if p.is_dir() and _is_when(p.name)))
    except OSError as error:
        raise BadFolder(f"{path} cannot be read: {reason(error)}") from error
    inside = [p for p in inside if p.suffix.lower() in TABLES and plain(p.stem) not in ABOUT]
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
        if stem in OBSERVED and p.suffix.lower() not in TABLES
    ]


def _loose(path: Path, files: Iterable[Path]) -> tuple[dict[str, list[Source]], list[Finding]]:
    found: list[Finding] = []
    made: dict[str, list[Source]] = {}
    # Files named exactly like a table come first, so that a copy never takes the place of the right one.
    for p in sorted(files, key=lambda p: p.stem not in OBSERVED):
        said = p.relative_to(path).as_posix()
        if p.parent.name == "truth":
            found.append(find("file_truth", said))
            continue
        inside, more = sources(p, said)
        found += more
        for source in inside:
            if "truth" in Path(source.said).parts:
                found.append(find("file_truth", source.said))
                continue
            name, by = _table_of(source)
            if not name:
                found += _unknown(source)
                continue
            if by and name not in made:
                found.append(find("file_renamed", source.said, name, table_name=name, by=SAID[by]))
            made.setdefault(name, []).append(source)
    return made, found


def _unknown(source: Source) -> list[Finding]:
    if source.raw is not None and source.path.suffix.lower() in (".html", ".htm", ".zip"):
        return []
    close = get_close_matches(plain(source.names[0]), list(OBSERVED), 1, 0.6)
    near = SAID["near_file"].put(name=close[0], suffix=source.path.suffix) if close else ""
    return [find("file_unknown", source.said, near=near)]


AROUND = (
    "copy", "of", "salinan", "observed", "part", "bagian", "final", "fix", "rev", "ver", "revisi", "new", "baru",
    "lama", "old", "data", "tabel", "table", "export", "ekspor", "hasil", "laporan", "bulan", "tahun", "minggu", "week",
    "month", "sheet", "sd", "csv", "xlsx", "txt",
)  # fmt: skip
"""Words that programs and people put around a table's name; months and numbers as well."""


MONTH = re.compile(
    r"jan(?:uar[iy])?|[fp]eb(?:ruar[iy])?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ei]?|jul[iy]?|agu(?:stus)?|agt|"
    r"aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|no[pv](?:ember)?|de[sc](?:ember)?|(?:rev|ver|v)?\d+"
)


def bare_name(name: str) -> str:
    """Take off what stands around a table's name: copies, months, years, numbers.

    Examples
    --------
    >>> bare_name("Copy of sims (2)"), bare_name("tickets Pebruari 2026"), bare_name("2026-01")
    ('sims', 'tickets', '')
    """
    return "_".join(w for w in plain(name).split("_") if w not in AROUND and not MONTH.fullmatch(w))


def _is_when(name: str) -> bool:
    """Tell whether a folder's name says nothing but a month or a year."""
    return all(MONTH.fullmatch(w) for w in plain(name).split("_"))


def _table_of(source: Source) -> tuple[str, str]:
    """Tell which table a source holds, and by what if not its very name: a name somebody changed, or its columns."""
    for said in source.names:
        if said in OBSERVED:
            return said, ""
        if (name := bare_name(said)) in OBSERVED:
            return name, "its_name"
    if source.path.suffix.lower() == ".parquet":
        return "", ""
    raw = source.raw
    try:
        if raw is None:
            with source.path.open("rb") as file:
                raw = file.read(20_000)
    except OSError:
        return "", ""
    heads = {plain(h) for h in laid_out(decode(raw[:20_000], source.said, "")[0], COLUMNS).heads}
    return next(((t.name, "its_columns") for t in OBSERVED.values() if set(t.by_name) <= heads), ("", ""))
