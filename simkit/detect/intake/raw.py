"""What a file holds before anything is converted: Parquet columns of other types, times without seconds."""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pyarrow.types as pt

from ...core.formats import conform
from ...core.tables import Column, Table
from .text import Grid

WIDTHS = {"time": 19, "day": 10}
"""Letters of a moment and a day as simkit writes them."""


def parquet(path: Path, declared: Table) -> tuple[pa.Table | None, Grid]:
    """Read a Parquet file as the declared table, or as texts where a program gave its columns other types.

    There is no table where a column is missing or would have to be converted, and no texts where there is one.
    """
    with pq.ParquetFile(path) as file:
        raw = file.read()
    table, same = None, sorted(raw.schema.names) == sorted(c.name for c in declared.columns)
    if same and all(_is_alike(c, raw.schema.field(c.name).type) for c in declared.columns):
        with suppress(ValueError):
            table = conform(declared, raw)
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


def times_are_whole(path: Path, declared: Table) -> bool:
    """Tell whether every moment of a CSV file has hours, minutes and seconds, and every day nothing but the day."""
    names = [c.name for c in declared.columns if c.kind in WIDTHS]
    if not names:
        return True
    convert = pcsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), include_columns=names)
    parse = pcsv.ParseOptions(newlines_in_values=True)
    made = pcsv.read_csv(path, pcsv.ReadOptions(block_size=1 << 24), parse, convert)
    for name in names:
        widths = pc.unique(pc.utf8_length(made.column(name))).to_pylist()
        if not set(widths) <= {None, 0, WIDTHS[declared.by_name[name].kind]}:
            return False
    return True
