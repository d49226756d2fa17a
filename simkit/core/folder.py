"""Saved folders: tables, dictionary, descriptor and manifest, written aside and put in place all at once."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from .describe import descriptor, dictionary
from .errors import BadValue, nearest, quoted
from .formats import PIECE_ROWS, WRITERS, conform
from .hashes import ContentHash, file_hash
from .saved import FORMAT_VERSION, Saved, declaration, load, verify
from .swap import FORMAT, MANIFEST, check_target, replacing
from .tables import Table

__all__ = ["Saved", "check_target", "load", "save", "verify"]

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
    """Save tables to a folder that describes itself; the same tables give the same bytes.

    Everything is written to a folder beside it and renamed at the end: whoever looks sees the older result or
    the new one, never half of one.

    Parameters
    ----------
    folder : str or Path
        A new or empty folder, or one with an older simkit result, which is replaced.
    tables : mapping of path to pyarrow.Table, or to its pieces
        ``"observed/sims"`` to a table, or to an iterable of tables or record batches, which is written as it
        comes and never held whole.
    declared : iterable of Table
        The declarations; those of tables that are not given are left out.
    about : mapping
        Seed, story, settings and whatever else the manifest should say; must fit into JSON.
    fmt : {"parquet", "csv"}
    extra : mapping of file name to text, bytes or JSON values, optional
        Further files.

    Returns
    -------
    Path
        The folder, as a full path.

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
        facts = {t.path: _write(fresh, t, tables[t.path], fmt) for t in kept}
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
    story = str(about.get("story") or "result")
    name = "simkit-" + (re.sub(r"[^a-z0-9]+", "-", story.lower()).strip("-") or "result")
    said = {"name": name, "title": f"Synthetic telecom fraud data: {story}", "licenses": [LICENSE]}
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
