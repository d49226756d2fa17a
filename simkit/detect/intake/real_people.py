"""Looks through every cell of every file for numbers that could be somebody's, before anything is read from them.

What is ignored, renamed, damaged or left out later must not carry real people past the guard; and what the guard
finds is never repeated, only where it stands.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...core.errors import BadFolder, BadValue
from ...core.files import reason
from ...core.formats import give_back
from ..guard import SMALLEST, WHY, is_worth_a_look, suspects
from ..identifiers import context_of
from ..identifiers import look as look_for
from ..views import COLUMNS
from .headings import plain
from .packed import BROKEN, MOST_BYTES, PLAIN
from .text import decode, laid_out, rows_of

DRAWN = (".html", ".htm", ".svg", ".js", ".css", ".ipynb", ".xml")
"""Pages and drawings are full of coordinates, which are no numbers in groups."""


class Part(NamedTuple):
    """A column, or the lines of a text: its head (None for lines), its values, their rows (None: all), how to join."""

    head: str | None
    place: int
    values: Any
    rows: np.ndarray | None
    join: str


def refuse_folder(path: Path) -> None:
    """Stop if any file in a folder, or below it, holds a number that could belong to a real person.

    Raises BadValue with file, column, how many rows, the first of them, and why; the number itself is not repeated.
    Raises BadFolder where a file cannot be opened.
    """
    for i, file in enumerate(_files(path), 1):
        said = file.relative_to(path).as_posix()
        if look_for(said).strong:
            raise BadValue(
                f"the name of file {i} in the folder: this number could belong to a real person. {WHY}"
            )
        try:
            for part in _parts(file.name, file):
                _judge(part, said)
        except OSError as error:
            raise BadFolder(f"{said} cannot be read: {reason(error)}") from error


def refuse_unpacked(file: str, raw: bytes) -> None:
    """Stop likewise for a CSV text that was unpacked from a file, with the row of its own sheet."""
    for part in _table(raw, file):
        _judge(part, file)


def _judge(part: Part, file: str) -> None:
    where = "" if part.head is None else f", column {part.head[:40]!r}"
    if part.head is not None and look_for(part.head).strong:
        raise BadValue(
            f"{file}, the head of column {part.place}: this number could belong to a real person. {WHY}"
        )
    context = context_of(plain(part.head or ""))
    bad = suspects(part.values, context, part.join)
    if bad:
        at = np.flatnonzero(pc.is_in(part.values, pa.array(list(bad), part.values.type)).to_numpy(False))
        at = at + 1 if part.rows is None else part.rows[at]
        kinds = ", ".join(k for k, _ in Counter(k for ks in bad.values() for k in ks).most_common())
        raise BadValue(
            f"{file}{where}, row {at[0]} (rows in all: {len(at)}): this number could belong to a real person "
            f"({kinds}). {WHY}"
        )


def _files(path: Path) -> Iterator[Path]:
    seen = set()
    for folder, inside, names in os.walk(path, followlinks=True):
        real = os.path.realpath(folder)
        inside[:] = sorted(d for d in inside if not d.startswith(".")) if real not in seen else []
        if real not in seen:
            seen.add(real)
            yield from (p for p in (Path(folder, n) for n in sorted(names)) if p.is_file())


def _parts(name: str, source: Path | bytes) -> Iterator[Part]:
    """Give what a file holds, whatever it is."""
    suffix = Path(name).suffix.lower()
    if suffix == ".parquet":
        try:
            yield from _parquet(pq.ParquetFile(io.BytesIO(source) if isinstance(source, bytes) else source))
            return
        except (pa.ArrowException, ValueError):
            pass
    if isinstance(source, Path):
        with source.open("rb") as opened:
            source = opened.read() if suffix in PLAIN else opened.read(MOST_BYTES)
    if source.startswith(b"PK\x03\x04"):
        yield from _zipped(source)
    elif source.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(io.BytesIO(source)) as inner:
                yield from _parts(Path(name).stem, inner.read(MOST_BYTES))
        except BROKEN:
            yield _lines(source.decode("latin-1"), "none")
    elif suffix in PLAIN:
        yield from _table(source, name)
    elif b"\x00\x00\x00" in source[:4096]:
        # A binary file; texts of two bytes a letter, as older spreadsheets keep them, become readable without zeros.
        yield _lines(source.replace(b"\x00", b"").decode("latin-1"), "none")
    else:
        yield _lines(decode(source, name, "")[0], "none" if suffix in DRAWN else "usual")


def _zipped(raw: bytes) -> Iterator[Part]:
    """Look into a spreadsheet or another packed file, never further than so many bytes."""
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for member in packed.infolist():
                with packed.open(member) as inner:
                    content = inner.read(left)
                left -= len(content)
                if member.filename.lower().endswith((".xml", ".rels")):
                    text = re.sub(r"<[^>]*>", "\n", content.decode("utf-8", "replace"))
                    yield _lines(text, "usual")
                else:
                    yield from _parts(member.filename, content)
    except BROKEN:
        yield _lines(raw.decode("latin-1"), "none")


def _parquet(file: pq.ParquetFile) -> Iterator[Part]:
    for i, field in enumerate(file.schema_arrow):
        alone, kind = file.schema_arrow.names.count(field.name) == 1, field.type
        if _is_short(file, field, alone):
            yield Part(field.name, i + 1, pa.nulls(0, pa.string()), None, "any")
            continue
        made = file.read(columns=[field.name]) if alone else file.read()
        values = made.column(0 if made.num_columns == 1 else i)
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
            values = (
                values.cast(kind)
                if any(is_worth_a_look(c.dictionary) for c in values.chunks)
                else pa.nulls(0, kind)
            )
        if not _is_text(kind) and not pa.types.is_integer(kind) and not pa.types.is_floating(kind):
            values = pa.array([str(v) for v in values.to_pylist()], pa.string())
        yield Part(field.name, i + 1, values, None, "any")
        give_back()


def _is_short(file: pq.ParquetFile, field: pa.Field, alone: bool) -> bool:
    """Tell whether a column holds no number that is long enough to be somebody's, looking at one piece at a time."""
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_temporal(kind) or pa.types.is_boolean(kind):
        return True
    if not alone or not pa.types.is_integer(field.type):
        return False
    if field.type.bit_width <= 16:
        return True
    groups = (file.read_row_group(g, columns=[field.name]) for g in range(file.num_row_groups))
    return all((pc.max(group.column(0)).as_py() or 0) < SMALLEST for group in groups)


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _table(raw: bytes, name: str) -> Iterator[Part]:
    text, _ = decode(raw, name, "")
    text, mark, heads, _, above = laid_out(text, COLUMNS)
    if not heads:
        return
    if any(above):
        yield _lines("\n".join(above), "any")
    try:
        made, rows, odd = rows_of(text, mark, len(heads))
    except (pa.ArrowException, ValueError):
        yield _lines(text, "usual")
        return
    for i, head in enumerate(heads):
        yield Part(head, i + 1, made.column(i).slice(1), rows[1:] + len(above), "any")
    if odd:
        cells = [(n, c) for n, t in odd for c in next(csv.reader([t], delimiter=mark), [])]
        lines = pa.array([c for _, c in cells], pa.string())
        yield Part(None, 0, lines, np.array([n for n, _ in cells]) + len(above), "any")


def _lines(text: str, join: str) -> Part:
    # The pieces of a line are looked at one by one, for they are different things.
    lines = re.split(r"\r\n|\r|\n", text)
    return Part(None, 0, pa.array(lines, pa.large_string()), np.arange(1, len(lines) + 1), join)
