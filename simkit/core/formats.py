"""Tables in files: Parquet and CSV, written piece by piece and read back as declared, and their fingerprints."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from .errors import BadValue, quoted
from .tables import Column, Table, to_arrow

PIECE_ROWS = 1 << 20
# Measured on 5 million rows of eight whole-number columns: delta 0.08 us a row and 50 MB, dictionary (the
# library's default) 0.15 us and 68 MB. BYTE_STREAM_SPLIT is faster still, but older readers refuse it.
_DELTA = ("id", "digits16", "count", "small", "money", "time", "day")
_WITH_STATISTICS = ("id", "time", "day")
if "ARROW_DEFAULT_MEMORY_POOL" not in os.environ:
    # Arrow's own allocators keep what they have had: 70 to 90 MB of a million people's run.
    pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> None:
    """Return memory that is free to the system; what large arrays leave behind would else stay with the process."""
    for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
        pool.release_unused()


class Writer(Protocol):
    """What both formats offer: take a piece."""

    def write_table(self, piece: pa.Table) -> None:
        """Append the rows of a piece that has the declared schema."""


def conform(table: Table, piece: pa.Table | pa.RecordBatch) -> pa.Table:
    """Give the piece exactly the declared columns and types, with only the words that occur, sorted.

    An empty text in a column that may be missing is missing, and so is NaN: CSV cannot tell them apart.

    Raises
    ------
    BadValue
        For a column too many or too few, a type that cannot be taken, or a missing value where none may be.
    """
    names = [c.name for c in table.columns]
    if sorted(piece.schema.names) != sorted(names):
        odd = ", ".join(sorted(set(piece.schema.names) ^ set(names))) or "one twice"
        raise BadValue(f"table {table.path}: columns missing or unknown: {odd}")
    return pa.Table.from_arrays([_column(table, piece, n) for n in names], schema=table.schema)


def _column(table: Table, piece: pa.Table | pa.RecordBatch, name: str) -> pa.ChunkedArray:
    column, values = table.by_name[name], piece.column(name)
    try:
        if values.type != table.schema.field(name).type or column.kind == "text":
            values = to_arrow(column, values)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise BadValue(f"table {table.path}, column {quoted(name)}: {_one_line(error)}") from error
    if column.kind == "text":
        values = _tidy(values, column.nullable)
    elif column.kind == "string" and column.nullable:
        empty = pc.equal(values, "")
        values = pc.if_else(empty, None, values) if pc.any(empty).as_py() else values
    elif column.kind == "number":
        nan = pc.is_nan(values)
        values = pc.if_else(nan, None, values) if pc.any(nan).as_py() else values
    if values.null_count and not column.nullable:
        missing = f"{values.null_count} values are missing, none may be"
        raise BadValue(f"table {table.path}, column {quoted(name)}: {missing}")
    return values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])


def _tidy(values: pa.DictionaryArray, empty_is_missing: bool) -> pa.DictionaryArray:
    words = values.dictionary.to_pylist()
    codes = values.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    used = np.bincount(codes, minlength=len(words) + 1)[: len(words)]
    keep = sorted({words[i] for i in np.flatnonzero(used)} - {None, "" if empty_is_missing else None})
    if keep == words:
        return values
    place = {w: i for i, w in enumerate(keep)}
    moved = np.array([place.get(w, -1) for w in words] + [-1], np.int32)[codes]
    index = pa.array(moved, mask=moved < 0)
    return pa.DictionaryArray.from_arrays(index, pa.array(keep, pa.string()))


def parquet_writer(path: Path, table: Table) -> AbstractContextManager[Writer]:
    """Open a Parquet file for a table: zstd, an encoding that suits each kind, a row group a piece."""
    kinds = {c.name: c.kind for c in table.columns}
    return pq.ParquetWriter(
        path,
        table.schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=[n for n, k in kinds.items() if k == "text"],
        column_encoding={n: "DELTA_BINARY_PACKED" for n, k in kinds.items() if k in _DELTA} or None,
        write_statistics=[n for n, k in kinds.items() if k in _WITH_STATISTICS],
    )


@contextmanager
def csv_writer(path: Path, table: Table) -> Iterator[Writer]:
    """Open a CSV file for a table: UTF-8, comma, LF, ISO times, nothing between the commas where missing."""
    with path.open("wb") as file:
        file.write((",".join(c.name for c in table.columns) + "\n").encode())
        yield _CsvPieces(file, table)


class _CsvPieces:
    def __init__(self, file: Any, table: Table) -> None:
        self._file, self._table = file, table

    def write_table(self, piece: pa.Table) -> None:
        for i, c in enumerate(self._table.columns):
            if c.kind == "time":
                text = pc.utf8_replace_slice(piece.column(i).cast(pa.string()), 10, 11, "T")
                piece = piece.set_column(i, c.name, text)
        pcsv.write_csv(piece, self._file, pcsv.WriteOptions(include_header=False))


def csv_pieces(path: Path, table: Table) -> Iterator[pa.RecordBatch]:
    """Read a CSV file piece by piece with the declared types."""
    names = [c.name for c in table.columns]
    convert = pcsv.ConvertOptions(
        column_types={f.name: f.type for f in table.schema},
        include_columns=names,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["true", "True", "TRUE", "1"],
        false_values=["false", "False", "FALSE", "0"],
    )
    # A line with nothing on it is a row where the table has one column, and none where it has more.
    parse = pcsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=len(names) > 1)
    reading = pcsv.ReadOptions(block_size=1 << 24)
    with pcsv.open_csv(path, reading, parse, convert) as reader:
        yield from reader


def parquet_pieces(path: Path, table: Table) -> Iterator[pa.RecordBatch]:
    """Read a Parquet file piece by piece."""
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(PIECE_ROWS)


WRITERS: dict[str, Callable[[Path, Table], AbstractContextManager[Writer]]] = {
    "parquet": parquet_writer,
    "csv": csv_writer,
}
_READERS = {"parquet": parquet_pieces, "csv": csv_pieces}


def read_pieces(path: Path, table: Table, fmt: str) -> Iterator[pa.Table]:
    """Read a saved table piece by piece, each with the declared columns and types.

    Raises
    ------
    ValueError
        For a file that does not hold the declared columns; the text is one line.
    """
    with _plain_errors():
        for piece in _READERS[fmt](path, table):
            yield conform(table, piece)


def read_table(path: Path, table: Table, fmt: str) -> pa.Table:
    """Read a whole saved table; raises as `read_pieces` does."""
    with _plain_errors():
        if fmt == "parquet":
            with pq.ParquetFile(path) as file:
                return conform(table, file.read())
        pieces = list(csv_pieces(path, table))
        whole = pa.Table.from_batches(pieces) if pieces else table.schema.empty_table()
        return conform(table, whole.combine_chunks())


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, KeyError, UnicodeDecodeError) as error:
        raise ValueError(_one_line(error)) from error


def _one_line(error: BaseException) -> str:
    text = error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
    return text.strip().split("\n")[0].strip()


# ---
# Fingerprints: a content hash that does not depend on the file format, and a byte hash of a file.

# kind -> how its values lie in memory: little-endian, so that the hash is the same on every machine
_WIDTHS = {
    "id": "<i8", "digits16": "<i8", "count": "<i4", "small": "<i2", "money": "<i8", "key": "<u8",
    "time": "<i8", "day": "<i4", "flag": "u1",
}  # fmt: skip


def file_hash(path: Path) -> str:
    """Give the SHA-256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _ColumnHash:
    """The running hash of one column: its values, where they are missing, and a plain string's lengths."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.values = hashlib.blake2b(digest_size=20)
        self.missing = hashlib.blake2b(digest_size=20)
        self.lengths = hashlib.blake2b(digest_size=20)

    def update(self, pieces: Iterable[pa.Array]) -> None:
        for piece in pieces:
            if self.column.nullable:
                self.missing.update(_bytes(piece.is_null(), "u1"))
            if self.column.kind == "text":
                self.values.update(_word_digests(piece).data)
            elif self.column.kind == "string":
                lengths, text = _string_parts(piece)
                self.lengths.update(lengths)
                self.values.update(text)
            elif self.column.kind == "number":
                self.values.update(_rounded(piece, self.column.decimals))
            else:
                self.values.update(_bytes(piece, _WIDTHS[self.column.kind]))

    def digest(self) -> bytes:
        said = f"{self.column.name}:{self.column.kind}:{self.column.nullable}:{self.column.decimals}"
        parts = (self.values.digest(), self.missing.digest(), self.lengths.digest())
        return hashlib.blake2b(said.encode() + b"".join(parts), digest_size=20).digest()


class ContentHash:
    """The fingerprint of a table's values, fed piece by piece; the columns are hashed side by side.

    Integers count at their declared width, times as seconds, texts as their words (never as codes), floats
    rounded as declared, missing values as such. How the rows are cut into pieces does not matter, their order
    does. The same rows saved as CSV and as Parquet have the same content hash.

    Examples
    --------
    >>> t = Table("sims", "observed", "One row is a SIM.", (Column("sim_id", "id", "The SIM."),))
    >>> rows = t.build({"sim_id": [1, 2, 3]})
    >>> whole, cut = ContentHash(t), ContentHash(t)
    >>> with whole, cut:
    ...     whole.update(rows)
    ...     cut.update(rows.slice(0, 1))
    ...     cut.update(rows.slice(1))
    >>> whole.hexdigest() == cut.hexdigest(), whole.rows
    (True, 3)
    """

    def __init__(self, table: Table) -> None:
        self.rows = 0
        self._columns = [_ColumnHash(c) for c in table.columns]
        # blake2b gives up Python's lock on long buffers, so the columns really run side by side.
        self._pool = ThreadPoolExecutor(min(4, os.cpu_count() or 1), "content-hash")
        self._waiting: list[Future[None]] = []

    def __enter__(self) -> ContentHash:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=kind is not None)

    def update(self, piece: pa.Table) -> None:
        """Begin to hash one more piece; returns at once, while the caller writes the same piece."""
        self._wait()
        self.rows += piece.num_rows
        self._waiting = [
            self._pool.submit(c.update, piece.column(c.column.name).chunks) for c in self._columns
        ]

    def hexdigest(self) -> str:
        """Give the fingerprint of all rows so far, 40 hexadecimal digits."""
        self._wait()
        parts = [str(self.rows).encode(), *(c.digest() for c in self._columns)]
        return hashlib.blake2b(b"".join(parts), digest_size=20).hexdigest()

    def _wait(self) -> None:
        for future in self._waiting:
            future.result()
        self._waiting = []


def _bytes(piece: pa.Array, width: str) -> Any:
    if pa.types.is_temporal(piece.type):
        piece = piece.view(pa.int32() if width == "<i4" else pa.int64())
    if pa.types.is_boolean(piece.type):
        piece = piece.cast(pa.uint8())
    if piece.null_count:
        piece = piece.fill_null(0)
    return np.ascontiguousarray(piece.to_numpy(zero_copy_only=False), width).data


def _word_digests(piece: pa.DictionaryArray) -> np.ndarray:
    words = piece.dictionary.to_pylist()
    digests = [hashlib.blake2b(w.encode(), digest_size=8).digest() for w in words]
    table = np.frombuffer(b"".join(digests) + bytes(8), "<u8")
    codes = piece.indices.fill_null(len(words)) if piece.null_count else piece.indices
    return table[codes.to_numpy(zero_copy_only=False)]


def _string_parts(piece: pa.StringArray) -> tuple[Any, Any]:
    if piece.null_count:
        piece = piece.fill_null("")
    if not len(piece):
        return b"", b""
    _, offsets, text = piece.buffers()
    ends = np.frombuffer(offsets, np.int32)[piece.offset : piece.offset + len(piece) + 1]
    lengths = np.ascontiguousarray(np.diff(ends), "<i4").data
    return lengths, memoryview(text)[ends[0] : ends[-1]] if text is not None else b""


def _rounded(piece: pa.Array, decimals: int) -> Any:
    values = (piece.fill_null(0.0) if piece.null_count else piece).to_numpy(zero_copy_only=False)
    # A whole number of last places has one bit pattern; adding 0 turns -0 into 0.
    with np.errstate(over="ignore"):
        whole = np.rint(values * 10.0**decimals) + 0.0
    return np.ascontiguousarray(whole, "<f8").data
