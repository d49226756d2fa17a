"""One file becomes one table: quickly where it is as simkit wrote it, else text by text with findings."""

from __future__ import annotations

import codecs
import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as pt

from ...core.files import reason
from ...core.formats import conform, read_table
from ...core.tables import Column, Table
from .. import long_tables
from ..long_tables import KeptTable, LongTable
from .categories import is_as_written
from .dates import order_of
from .findings import Finding, find
from .headings import match
from .numerals import EXACT, HOLE, LENGTHS, held_by_float, looks_rounded, name_of
from .text import SHEET_ROWS, Grid, Look, grid, times_are_whole
from .values import typed


def parquet(path: Path, declared: Table) -> tuple[pa.Table | None, Grid]:
    """Read a Parquet file as the declared table, or as texts where a program gave its columns other types.

    There is no table where a column is missing or would have to be converted, or shows the trace of a spreadsheet, and
    no texts where there is one.
    """
    with pq.ParquetFile(path) as file:
        raw = file.read()
    table, same = None, sorted(raw.schema.names) == sorted(c.name for c in declared.columns)
    if same and all(_is_alike(c, raw.schema.field(c.name).type) for c in declared.columns):
        with suppress(ValueError):
            table = conform(declared, raw)
    if table is not None and not is_clean(table, declared):
        table = None
    cells = {} if table is not None else {i: _texts(raw.column(i)) for i in range(raw.num_columns)}
    made = pd.DataFrame(cells, index=pd.RangeIndex(2, raw.num_rows + 2))
    return table, Grid(list(raw.schema.names), made)


def _is_alike(column: Column, kind: pa.DataType) -> bool:
    """Tell whether a Parquet type holds a declared column without anything being converted."""
    if column.kind in ("text", "string"):
        kind = kind.value_type if pt.is_dictionary(kind) else kind
        return bool(pt.is_string(kind) or pt.is_large_string(kind))
    if column.kind == "time":
        return bool(pt.is_timestamp(kind) and kind.tz is None)
    same = {"day": pt.is_date, "flag": pt.is_boolean, "number": pt.is_floating}
    return bool(same.get(column.kind, pt.is_integer)(kind))


def _texts(values: pa.ChunkedArray) -> np.ndarray:
    """Write the values of a column as a CSV file would hold them."""
    kind = values.type
    if pt.is_floating(kind):
        made = [_number(v) for v in values.to_pylist()]
    elif pt.is_timestamp(kind) or pt.is_date(kind) or pt.is_boolean(kind):
        made = values.cast(pa.string()).fill_null("").to_pylist()
    else:
        made = ["" if v is None else str(v) for v in values.to_pylist()]
    return np.array(made, object)


def _number(value: Any) -> str:
    if value is None or math.isnan(value):
        return ""
    return f"{value:.1f}" if float(value).is_integer() else repr(value)


# ---


NO_SECONDS = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?!:|\d)")


def read_file(
    path: Path, declared: Table, file: str, raw: bytes | None = None
) -> tuple[pd.DataFrame | None, list[Finding]]:
    """Read a Parquet or CSV file as a declared table; a frame may lack columns that had to be refused.

    `file`: its name as findings should say it. `raw`: what was unpacked from it, as CSV.
    """
    try:
        if raw is None and path.suffix.lower() == ".parquet":
            if (long := _long(path, declared)) is not None:
                # it answers as a DataFrame does
                return cast(pd.DataFrame, long), []
            made: Grid | None
            quick, made = parquet(path, declared)
            if quick is not None:
                kept = (
                    KeptTable(path, declared) if quick.num_rows >= long_tables.LONG else declared.frame(quick)
                )
                return cast(pd.DataFrame, kept), []
            found: list[Finding] = []
        else:
            quick, marked = _quick(path, declared) if raw is None else (None, False)
            if quick is not None:
                return declared.frame(quick), [find("bom", file, declared.name)] if marked else []
            made, found = grid(path.read_bytes() if raw is None else raw, file, declared)
    except (OSError, ValueError, csv.Error, pa.ArrowException) as error:
        return None, [find("file_unreadable", file, declared.name, why=reason(error))]
    return _checked(made, declared, file, found) if made is not None else (None, found)


def _checked(
    made: Grid, declared: Table, file: str, found: list[Finding]
) -> tuple[pd.DataFrame | None, list[Finding]]:
    if any(f.code == "rows_cut" for f in found):
        return None, found
    places, more = match(made.heads, made.cells, declared, file)
    found += more
    if not places:
        return None, found
    cells, more = _rows_of_data(made, places, declared, file)
    found += more
    columns = {name: cells[i] for name, i in places.items()}
    frame, more = _typed(columns, declared, file)
    return frame, found + more


NO_DATA = r"(?!#)\D*|.*[A-Za-z]{2}.*"
"""What stands in a key that is no id: units, a rule, the head again, a total, a footer; never an error as #REF!."""
MOST_NONE = 0.1
"""Above this share of such rows they are what became of the table, and are looked at column by column; assumption."""


def _rows_of_data(
    made: Grid, places: Mapping[str, int], declared: Table, file: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out rows that stand between or below the data: their key has no number."""
    cells, key = made.cells, next((k for k in declared.key if declared.by_name[k].kind == "id"), "")
    if key not in places:
        return cells, []
    first = cells[places[key]].str.strip()
    heads = (first == made.heads[places[key]].strip()).to_numpy()
    other = first.str.fullmatch(NO_DATA).to_numpy(bool) & ~heads
    other &= (first != "").to_numpy() | (cells == "").mean(axis=1).gt(0.5).to_numpy()
    out = heads | (other & (other.sum() <= max(2, MOST_NONE * len(cells))))
    if not out.any():
        return cells, []
    shown = cells[out].head(3).apply(lambda row: " ".join(" ".join(row).split()), axis=1)
    said = {"rows": cells.index[out], "examples": shown.tolist()}
    return cells[~out], [find("rows_none", file, declared.name, **said)]


def _quick(path: Path, declared: Table) -> tuple[pa.Table | None, bool]:
    """Read a file that nothing has happened to but a BOM; anything else, and the slow way looks at it."""
    with path.open("rb") as file:
        first, head = file.readline(100_000).rstrip(b"\r\n"), file.read(1 << 16)
        file.seek(max(0, path.stat().st_size - 1))
        is_ended = file.read() == b"\n"
    marked = first.startswith(codecs.BOM_UTF8)
    if (
        first.removeprefix(codecs.BOM_UTF8) != ",".join(c.name for c in declared.columns).encode()
        or NO_SECONDS.search(head)
        or not is_ended
    ):
        return None, marked
    try:
        if not times_are_whole(path, declared):
            return None, marked
        made = read_table(path, declared, "csv")
    except (ValueError, pa.ArrowException):
        return None, marked
    return made if made.num_rows != SHEET_ROWS - 1 and is_clean(made, declared) else None, marked


def _long(path: Path, declared: Table) -> LongTable | None:
    """Leave a table of many rows in its file where it is as simkit wrote it: whole numbers and days, keys that rise."""
    names = list(declared.by_name)
    with pq.ParquetFile(path) as file:
        if file.metadata.num_rows < long_tables.LONG or not {c.kind for c in declared.columns} <= LONG_KINDS:
            return None
        if file.schema_arrow.names != names or file.schema_arrow.types != declared.schema.types:
            return None

        made = LongTable(path, declared)

        def checked() -> Iterator[pa.RecordBatch]:
            for batch in file.iter_batches(long_tables.PIECE):
                piece = conform(declared, batch)
                ids = (piece.column(c.name) for c in declared.columns if c.kind == "id")
                if not _are_plain(piece, declared) or any(
                    pc.max(i).as_py() >= long_tables.WIDEST for i in ids
                ):
                    raise ValueError
                made.note(piece)
                yield from piece.select(list(declared.key)).to_batches()

        with suppress(ValueError):
            if _is_rising(checked()) and len(made.by_sim):
                return made
    return None


LONG_KINDS = {"day", "id", "small", "count"}
"""What the columns of a table that may stay in its file hold."""


def is_clean(made: pa.Table, declared: Table) -> bool:
    """Tell whether a table shows no trace of a spreadsheet: lengths, last digits, spaces, repeated keys."""
    key = list(declared.key)
    if not _are_plain(made, declared):
        return False
    if len(key) == 1:
        return len(_different(made.column(key[0]))) == made.num_rows
    rises = not key or _is_rising(made.select(key).to_batches())
    return rises or made.group_by(key).aggregate([]).num_rows == made.num_rows


def _are_plain(made: pa.Table, declared: Table) -> bool:
    for c in declared.columns:
        values = made.column(c.name)
        if c.kind in ("text", "string") and c.name not in LENGTHS:  # digits alone are as written
            rows = c.kind == "string" and not c.name.startswith("posted_")
            words = (values.drop_null() if rows else _different(values)).to_pandas().astype(str)
            if not is_as_written(words, declared.name, c.name, c.kind):
                return False
        if name_of(c.name) in LENGTHS and c.kind in ("digits16", "string") and not _are_whole(values, c.name):
            return False
        if c.kind in ("id", "digits16", "count", "small", "money") and not _are_counted(values, bool(c.ref)):
            return False
        if c.kind in ("time", "day") and not _are_dated(values):
            return False
    return True


def _is_rising(keys: Iterable[pa.RecordBatch]) -> bool:
    """Tell whether each row's key is above that of the row before, as in simkit's large tables: none is there twice."""
    last: list[Any] = []
    for piece in keys:
        columns = [c.view(pa.int32()) if pt.is_date32(c.type) else c for c in piece.columns]
        if not all(pt.is_integer(c.type) and not c.null_count for c in columns):
            return False
        values = [c.to_numpy() for c in columns]
        if last:
            values = [np.concatenate([[x], v]) for x, v in zip(last, values, strict=True)]
        above, same = np.zeros(max(len(values[0]) - 1, 0), bool), True
        for v in values:
            above |= same & (v[1:] > v[:-1])
            same &= v[1:] == v[:-1]
        if not above.all():
            return False
        last = [v[-1] for v in values] if len(values[0]) else last
    return True


def _are_whole(values: pa.ChunkedArray, column: str) -> bool:
    """Tell whether long numbers have the right length and all their digits."""
    there = _different(values).cast(pa.string()) if pt.is_integer(values.type) else values.drop_null()
    name, posted = name_of(column), column.startswith("posted_")
    low, high = LENGTHS[name]
    start = "628" if name == "msisdn" else ""
    shape = r"[^\n]*\d[^\n]*" if posted else rf"{start}\d{{{low - len(start)},{high - len(start)}}}"
    if _any(there, rf"^(?:{HOLE})$") or not _all(there, rf"^(?:{shape})$"):
        return False
    if posted and _any(there, r"[eE]\+?\d+$"):
        return False
    if high < 16 and not posted:
        return True
    sixteen = _sixteen(there)
    rounded = name in ("nik", "kk", "iccid") and looks_rounded(sixteen, 4 if name == "iccid" else 1)
    return not rounded and not held_by_float(sixteen)[1]


def _sixteen(texts: pa.Array) -> pd.Series | np.ndarray:
    """Give the different numbers of 16 to 20 digits: as whole numbers if 64 bits hold them all, else as texts."""
    long = texts.filter(pc.match_substring_regex(texts, r"^\d{16,20}$"))
    if _all(long, r"^[1-9]\d{0,18}$"):
        return _different(long.cast(pa.uint64())).to_numpy()
    # where the last digits tell all apart, no text needs to be hashed
    with suppress(pa.ArrowInvalid):
        ends = np.sort(pc.utf8_slice_codeunits(long, -18).cast(pa.int64()).to_numpy())
        if (ends[1:] > ends[:-1]).all():
            return long.to_pandas().astype(str)
    return _different(long).to_pandas().astype(str)


def _different(values: pa.ChunkedArray) -> pa.Array:
    """Give the different values; whole numbers are sorted for that, which is quicker than hashing them."""
    if pt.is_integer(values.type):
        whole = values.drop_null().to_numpy()
        whole = whole if (whole[1:] >= whole[:-1]).all() else np.sort(whole)
        return pa.array(whole[np.append(True, whole[1:] != whole[:-1])] if len(whole) else whole)
    if pt.is_dictionary(values.type):
        return pc.unique(values).dictionary_decode().drop_null()
    return pc.unique(values).drop_null()


def _any(texts: pa.Array, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(texts, pattern)).as_py())


def _all(texts: pa.Array, pattern: str) -> bool:
    return pc.all(pc.match_substring_regex(texts, pattern)).as_py() is not False


def _are_dated(values: pa.ChunkedArray) -> bool:
    """Tell whether no moment is one that a program writes where there is none."""
    low, high = (pc.year(end).as_py() for end in pc.min_max(values).values())
    return low is None or (low > 1900 and high < 2999)


def _are_counted(values: pa.ChunkedArray, is_link: bool) -> bool:
    """Tell whether none is below zero, no link is zero, and none went through a float that cannot hold it."""
    ends = pc.min_max(values).as_py()
    if ends["min"] is None or ends["min"] < is_link or ends["max"] <= EXACT:
        return ends["min"] is None or ends["min"] >= is_link
    large = values.filter(pc.greater(values, EXACT))
    return not (len(large) and held_by_float(_different(large).to_numpy().astype(np.uint64))[1])


def _typed(
    columns: Mapping[str, pd.Series], declared: Table, file: str
) -> tuple[pd.DataFrame | None, list[Finding]]:
    looks = {
        c.name: Look(columns[c.name], file, declared.name, c) for c in declared.columns if c.name in columns
    }
    told = {order_of(look).told for look in looks.values() if look.column.kind in ("time", "day")} - {""}
    file_order = told.pop() if len(told) == 1 and "mixed" not in told else ""
    found: list[Finding] = []
    data: dict[str, Any] = {}
    out = np.zeros(len(next(iter(columns.values()))), bool)
    for name, look in looks.items():
        values, is_out, made = typed(look, file_order)
        found += made.found
        if not made.is_refused:
            data[name] = values
            out |= is_out
    lost = [k for k in declared.key if k not in data]
    if lost:
        return None, [*found, find("key_lost", file, declared.name, lost[0])]
    kept = [c for c in declared.columns if c.name in data]
    part = replace(declared, columns=tuple(kept))
    arrow = part.build({c.name: _without(data[c.name], out) for c in kept})
    index = next(iter(columns.values())).index[~out]
    return _once(part.frame(arrow), part, index, file, found)


def _without(values: Any, out: np.ndarray) -> Any:
    return (
        [v for v, o in zip(values, out, strict=True) if not o] if isinstance(values, list) else values[~out]
    )


def _once(
    frame: pd.DataFrame, declared: Table, index: pd.Index, file: str, found: list[Finding]
) -> tuple[pd.DataFrame | None, list[Finding]]:
    if not declared.key:
        return frame, found
    key = list(declared.key)
    again = frame.duplicated(key).to_numpy()
    if not again.any():
        return frame, found
    same = frame.duplicated().to_numpy()
    if (again & ~same).any():
        rows = index[frame.duplicated(key, keep=False).to_numpy() & ~same]
        return None, [*found, find("rows_key", file, declared.name, rows=rows, column_name=", ".join(key))]
    return (
        frame[~same].reset_index(drop=True),
        [*found, find("rows_same", file, declared.name, rows=index[same])],
    )
