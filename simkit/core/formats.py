"""The two ways a table is kept in a file, Parquet and CSV: written piece by piece, read back as declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from .errors import BadValue, quoted
from .tables import Table, to_arrow

PIECE_ROWS = 1 << 20
# Measured on 5 million rows of eight whole-number columns: delta 0.08 us a row and 50 MB, dictionary (the
# library's default) 0.15 us and 68 MB. BYTE_STREAM_SPLIT is faster still, but older readers refuse it.
_DELTA = ("id", "digits16", "count", "small", "money", "time", "day")
_WITH_STATISTICS = ("id", "time", "day")


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
