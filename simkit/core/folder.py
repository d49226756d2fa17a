"""Saved folders: tables, dictionary, descriptor and manifest, written aside and put in place all at once."""

from __future__ import annotations

import dataclasses
import json
import platform
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa

from .errors import BadFolder, BadValue, nearest, quoted
from .files import FORMAT, MANIFEST, read_manifest, reason, recover, refusing, replacing
from .formats import PIECE_ROWS, WRITERS, ContentHash, conform, file_hash, give_back, read_pieces, read_table
from .tables import Column, Frames, Table, descriptor, dictionary

# ---
# Reading a saved folder back: tables on demand, with the types they were declared with, and checks.

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


Maker: TypeAlias = Callable[[], pa.Table]


class Tables(Frames):
    """The tables of one kind, observed or truth, each read or made when it is asked for.

    Every look gives a fresh DataFrame, so what a student does to one spoils nothing.
    """

    def __init__(self, kind: str, tables: Mapping[str, tuple[Table, Maker]], keeps: bool = False) -> None:
        self._kind, self._tables, self._keeps = kind, tables, keeps
        self._made: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        table = self.arrow(name)
        return self._tables[name][0].frame(table)

    def arrow(self, name: str) -> pa.Table:
        """Give one table as an Arrow table."""
        if name not in self._tables:
            raise KeyError(f"no {self._kind} table {name!r}: {nearest(name, self._tables)}")
        if name in self._made:
            return self._made[name]
        made = self._tables[name][1]()
        if self._keeps:
            self._made[name] = made
        return made

    def late(self, name: str) -> Iterator[pa.Table]:
        """Make a table only when its turn to be written has come, and keep none for that."""
        yield self._made[name] if name in self._made else self._tables[name][1]()

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
        """Seed, scenario, settings and policies of the run."""
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
        mine = [t for t in self.tables.values() if t.declared.folder == folder]
        return Tables(folder, {t.declared.name: (t.declared, t.arrow) for t in mine})


def load(folder: str | Path) -> Saved:
    """Open a saved folder; its tables are read when they are asked for.

    Raises
    ------
    BadFolder
        Where there is no simkit result, or its manifest is damaged or from a newer simkit.
    """
    with refusing(folder, "cannot be opened"):
        path = Path(folder).expanduser().resolve()
        recover(path)
        manifest = read_manifest(path)
    version = manifest.get("format_version")
    if version != FORMAT_VERSION:
        raise BadFolder(f"{path} is of format {quoted(version)}; this simkit reads format {FORMAT_VERSION}")
    try:
        fmt = manifest["table_format"]
        tables = {p: _saved_table(path, p, fmt, said) for p, said in manifest["tables"].items()}
        complete = fmt in WRITERS and isinstance(manifest["about"], dict)
        if "story" in manifest["about"]:  # the older word for it
            manifest["about"] = {"scenario": manifest["about"].pop("story"), **manifest["about"]}
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


# ---

Pieces: TypeAlias = pa.Table | Iterable[pa.Table | pa.RecordBatch]
LICENSE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def save(
    folder: str | Path,
    tables: Mapping[str, Pieces],
    declared: Iterable[Table],
    about: Mapping[str, Any],
    fmt: str = "parquet",
    *,
    extra: Mapping[str, Any] | None = None,
) -> Path:
    """Save tables to a folder that describes itself, and give its path; the same tables give the same bytes.

    Everything is written to a folder beside it and renamed at the end: whoever looks sees the older result or
    the new one, never half of one.

    Parameters
    ----------
    folder : str or Path
        A new or empty folder, or one with an older simkit result, which is replaced.
    tables : mapping of path to pyarrow.Table, or to its pieces
        ``"observed/sims"`` to a table, or to pieces that are written as they come and never held whole.
    declared : iterable of Table
        The declarations; those of tables that are not given are left out.
    about : mapping
        Seed, scenario, settings and whatever else the manifest should say; must fit into JSON.
    extra : mapping of file name to text, bytes or JSON values, optional
        Further files.

    Raises
    ------
    BadFolder
        Where the folder may not be replaced or cannot be written; an older result stays as it was.
    BadValue
        For an unknown format or table, or an `about` that does not fit into JSON.

    Examples
    --------
    >>> import tempfile
    >>> from .tables import Column
    >>> t = Table("sims", "observed", "One row is a SIM.", (Column("sim_id", "id", "The SIM."),), ("sim_id",))
    >>> with tempfile.TemporaryDirectory() as home:
    ...     made = save(home + "/out", {"observed/sims": t.build({"sim_id": [1, 2]})}, [t], {"seed": 1})
    ...     load(made).observed["sims"]["sim_id"].tolist(), verify(made)
    ([1, 2], [])
    """
    known = {t.path: t for t in declared}
    _check_names(tables, known, fmt)
    said = json.loads(_json(about, "about"))
    kept = [t for t in known.values() if t.path in tables]
    with replacing(folder) as fresh:
        facts = {}
        for t in kept:
            facts[t.path] = _write(fresh, t, tables[t.path], fmt)
            give_back()
        files = {f"{path}.{fmt}": fact["sha256"] for path, fact in facts.items()}
        package = _package(kept, fmt, said, facts)
        standard = {"datapackage.json": package, "DICTIONARY.md": dictionary(kept)}
        for name, content in (standard | dict(extra or {})).items():
            _put_file(fresh, name, content)
            files[name] = file_hash(fresh / name)
        _put_file(fresh, MANIFEST, _manifest(kept, fmt, said, facts, files))
    return Path(folder).expanduser().resolve()


def _check_names(tables: Mapping[str, Pieces], known: Mapping[str, Table], fmt: str) -> None:
    if fmt not in WRITERS:
        raise BadValue(f"format is {quoted(fmt)}: it must be one of {', '.join(sorted(WRITERS))}")
    for path in tables:
        if path not in known:
            raise BadValue(f"table {quoted(path)} is not declared: {nearest(path, known)}")


def _write(fresh: Path, table: Table, pieces: Pieces, fmt: str) -> dict[str, Any]:
    path = fresh / f"{table.path}.{fmt}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(pieces, pa.Table):
        pieces = _cut(pieces)
    with ContentHash(table) as content, WRITERS[fmt](path, table) as writer:
        for piece in pieces:
            ready = conform(table, piece)
            content.update(ready)
            if ready.num_rows:
                writer.write_table(ready)
            del piece, ready  # they go before the next one is made
        digest = content.hexdigest()
    size = path.stat().st_size
    return {"rows": content.rows, "bytes": size, "sha256": file_hash(path), "content": digest}


def _cut(table: pa.Table) -> Iterable[pa.Table]:
    return (table.slice(first, PIECE_ROWS) for first in range(0, table.num_rows, PIECE_ROWS))


def _manifest(
    kept: list[Table], fmt: str, about: Any, facts: Mapping[str, dict[str, Any]], files: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "table_format": fmt,
        "about": about,
        "versions": versions(),
        "tables": {t.path: facts[t.path] | {"declaration": declaration(t)} for t in kept},
        "files": dict(sorted(files.items())),
    }


def versions() -> dict[str, str]:
    """Give the versions of simkit, of Python and of the libraries that decide the bytes of a result."""
    found = {"python": platform.python_version()}
    for name in ("simkit", "numpy", "pandas", "pyarrow", "simpy", "faker", "networkx"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _package(kept: list[Table], fmt: str, about: Any, facts: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    scenario = str(about.get("scenario") or "result")
    name = "simkit-" + (re.sub(r"[^a-z0-9]+", "-", scenario.lower()).strip("-") or "result")
    said = {"name": name, "title": f"Synthetic telecom fraud data: {scenario}", "licenses": [LICENSE]}
    made = descriptor(kept, fmt, **said)
    for table, resource in zip(kept, made["resources"], strict=True):
        fact = facts[table.path]
        if fmt == "csv":  # the validator counts no bytes of Parquet files; the manifest has them for both
            resource |= {"bytes": fact["bytes"], "hash": f"sha256:{fact['sha256']}"}
    return made


def _put_file(fresh: Path, name: str, content: Any) -> None:
    path = fresh / name
    if Path(name).is_absolute() or ".." in Path(name).parts or path.exists():
        raise BadValue(f"extra file {quoted(name)}: give a new name inside the folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_bytes((content if isinstance(content, str) else _json(content, name)).encode())


def _json(value: Any, name: str) -> str:
    try:
        return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False, default=_plain) + "\n"
    except (TypeError, ValueError) as error:
        raise BadValue(f"{name} does not fit into JSON: {error}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{value!r} is of type {type(value).__name__}")
