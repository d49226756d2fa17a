"""Reading a saved folder back: tables on demand, with the types they were declared with, and checks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from .errors import BadFolder, nearest, quoted
from .formats import WRITERS, read_pieces, read_table
from .hashes import ContentHash
from .swap import MANIFEST, read_manifest, reason, recover
from .tables import Column, Table

FORMAT_VERSION = 1


def declaration(table: Table) -> dict[str, Any]:
    """Write a table's declaration as JSON values, so that a saved folder can be read without the program."""
    usual = {f.name: f.default for f in dataclasses.fields(Column)}
    columns = [{k: v for k, v in dataclasses.asdict(c).items() if v != usual[k]} for c in table.columns]
    return {"doc": table.doc, "key": list(table.key), "columns": columns}


def declared_from(path: str, said: Mapping[str, Any]) -> Table:
    """Make the declaration from what `declaration` wrote.

    Examples
    --------
    >>> t = Table("sims", "observed", "One row is a SIM.", (Column("sim_id", "id", "The SIM."),), ("sim_id",))
    >>> declared_from("observed/sims", declaration(t)) == t
    True
    """
    folder, _, name = path.rpartition("/")
    columns = tuple(Column(**c) for c in said["columns"])
    return Table(name, folder, said["doc"], columns, tuple(said["key"]))


@dataclass(frozen=True)
class SavedTable:
    """One table of a saved folder: where it is, how it is declared, and what the manifest says of it."""

    file: Path
    declared: Table
    fmt: str
    said: Mapping[str, Any]

    def arrow(self) -> pa.Table:
        """Read the table as an Arrow table, or refuse it with one line that says what is wrong."""
        try:
            made = read_table(self.file, self.declared, self.fmt)
        except FileNotFoundError:
            raise BadFolder(f"{self.file} is missing") from None
        except (OSError, ValueError) as error:
            raise BadFolder(f"{self.file} cannot be read: {reason(error)}") from error
        if made.num_rows != self.said["rows"]:
            raise BadFolder(f"{self.file} has {made.num_rows} rows; {MANIFEST} says {self.said['rows']}")
        return made

    def problem(self) -> str:
        """Say what differs from the manifest, or nothing."""
        name = f"{self.declared.path}.{self.fmt}"
        if not self.file.is_file():
            return f"{name}: missing"
        try:
            with ContentHash(self.declared) as content:
                for piece in read_pieces(self.file, self.declared, self.fmt):
                    content.update(piece)
                digest = content.hexdigest()
        except (OSError, ValueError) as error:
            return f"{name}: cannot be read: {reason(error)}"
        if content.rows != self.said["rows"]:
            return f"{name}: {content.rows} rows, the manifest says {self.said['rows']}"
        same = digest == self.said["content"]
        return "" if same else f"{name}: the values differ from those that were saved"


class Tables(Mapping[str, pd.DataFrame]):
    """The tables of one kind, observed or truth, each read when it is asked for."""

    def __init__(self, kind: str, tables: Mapping[str, SavedTable]) -> None:
        self._kind, self._tables = kind, tables

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._find(name).declared.frame(self.arrow(name))

    def arrow(self, name: str) -> pa.Table:
        """Read one table as an Arrow table."""
        return self._find(name).arrow()

    def _find(self, name: str) -> SavedTable:
        if name not in self._tables:
            raise KeyError(f"no {self._kind} table {name!r}: {nearest(name, self._tables)}")
        return self._tables[name]

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __repr__(self) -> str:
        return f"<{self._kind} tables: {', '.join(self) or 'none'}>"


@dataclass(frozen=True)
class Saved:
    """A saved result: its tables, read on demand, and what is known of how it was made."""

    path: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, SavedTable]

    @property
    def about(self) -> Mapping[str, Any]:
        """Seed, story, settings and policies of the run."""
        return self.manifest["about"]

    @property
    def observed(self) -> Tables:
        """What an investigator sees."""
        return self._of("observed")

    @property
    def truth(self) -> Tables:
        """What only the simulator knows."""
        return self._of("truth")

    def _of(self, folder: str) -> Tables:
        mine = {t.declared.name: t for t in self.tables.values() if t.declared.folder == folder}
        return Tables(folder, mine)


def load(folder: str | Path) -> Saved:
    """Open a saved folder; its tables are read when they are asked for.

    Raises
    ------
    BadFolder
        Where there is no simkit result, or its manifest is damaged or from a newer simkit.
    """
    try:
        path = Path(folder).expanduser().resolve()
        recover(path)
        manifest = read_manifest(path)
    except BadFolder:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        raise BadFolder(f"{quoted(str(folder))} cannot be opened: {reason(error)}") from error
    version = manifest.get("format_version")
    if version != FORMAT_VERSION:
        raise BadFolder(f"{path} is of format {quoted(version)}; this simkit reads format {FORMAT_VERSION}")
    try:
        fmt = manifest["table_format"]
        tables = {p: _saved_table(path, p, fmt, said) for p, said in manifest["tables"].items()}
        complete = fmt in WRITERS and isinstance(manifest["about"], dict)
    except (KeyError, TypeError, AttributeError, ValueError):
        complete = False
    if not complete:
        raise BadFolder(f"{path / MANIFEST} is damaged: it does not say what tables there are")
    return Saved(path, manifest, tables)


def _saved_table(folder: Path, path: str, fmt: str, said: Mapping[str, Any]) -> SavedTable:
    said["rows"], said["content"]  # a manifest without them is refused here, not when a table is read
    return SavedTable(folder / f"{path}.{fmt}", declared_from(path, said["declaration"]), fmt, said)


def verify(folder: str | Path) -> list[str]:
    """List how a saved folder differs from its manifest: values changed, tables missing or too many.

    Returns
    -------
    list of str, empty where all is well

    Raises
    ------
    BadFolder
        Where there is no simkit result at all.
    """
    saved = load(folder)
    found = [problem for t in saved.tables.values() if (problem := t.problem())]
    mine = {t.file for t in saved.tables.values()} | {
        saved.path / name for name in saved.manifest.get("files", ())
    }
    for file in sorted(p for fmt in WRITERS for p in saved.path.rglob(f"*.{fmt}")):
        if file not in mine:
            found.append(f"{file.relative_to(saved.path).as_posix()}: not in the manifest")
    return found
