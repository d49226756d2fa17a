"""Fingerprints: a content hash that does not depend on the file format, and a byte hash of a file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa

from .tables import Column, Table

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

    Parameters
    ----------
    table : Table
        The declaration; every piece must have its columns and types.

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
