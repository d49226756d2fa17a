"""Tables declared once: columns, units, docs and keys give typing, checks, dictionary and descriptor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

# kind -> Arrow type, Frictionless type
KINDS: dict[str, tuple[pa.DataType, str]] = {
    "id": (pa.int64(), "integer"),
    "digits16": (pa.int64(), "integer"),
    "count": (pa.int32(), "integer"),
    "small": (pa.int16(), "integer"),
    "money": (pa.int64(), "integer"),
    "key": (pa.uint64(), "integer"),
    "time": (pa.timestamp("s"), "datetime"),
    "day": (pa.date32(), "date"),
    "text": (pa.dictionary(pa.int32(), pa.string()), "string"),
    "string": (pa.string(), "string"),
    "flag": (pa.bool_(), "boolean"),
    "number": (pa.float64(), "number"),
}
WHOLE = ("id", "digits16", "count", "small", "money")
ROLES = ("artefact", "signal")


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which unit, and whether a detector may learn from it.

    Parameters
    ----------
    name, kind : str
        The name and one of ``KINDS``.
    doc : str
        What it says, for a student.
    unit : str
        ``Rp``, ``s``, ``share``...; empty where there is none.
    role : {"signal", "artefact"}
        An artefact (ids, order, digits) must carry nothing about the truth; a signal may.
    why : str
        The reason for the role.
    ref : str
        ``"table.column"`` this column points to.
    nullable : bool
        Whether a value may be missing.
    source : str
        Where the rule or number comes from.
    decimals : int
        To how many places a float is rounded before it is written.
    """

    name: str
    kind: str
    doc: str
    unit: str = ""
    role: str = "signal"
    why: str = ""
    ref: str = ""
    nullable: bool = False
    source: str = ""
    decimals: int = 6

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.role not in ROLES or not self.doc:
            raise ValueError(
                f"column {self.name!r}: kind {self.kind!r}, role {self.role!r}, doc {self.doc!r}"
            )

    @property
    def arrow(self) -> pa.Field:
        """The Arrow field, with everything a reader needs in its metadata."""
        said = {k: str(getattr(self, k)) for k in ("kind", "doc", "unit", "role", "why", "ref", "source")}
        return pa.field(self.name, KINDS[self.kind][0], self.nullable, {k: v for k, v in said.items() if v})


@dataclass(frozen=True)
class Table:
    """One table: its columns, its key and the folder it is saved in.

    `policy` names the policy without which a run has no such table; empty where every run has it.

    Examples
    --------
    >>> t = Table("sims", "observed", "One row is a SIM.", (Column("sim_id", "id", "The SIM."),), ("sim_id",))
    >>> t.build({"sim_id": np.array([1, 2])}).num_rows
    2
    """

    name: str
    folder: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    policy: str = ""
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {c.name: c for c in self.columns})
        missing = [k for k in self.key if k not in self.by_name]
        if missing or len(self.by_name) != len(self.columns):
            raise ValueError(f"table {self.name!r}: key {missing} missing or a column named twice")

    @property
    def path(self) -> str:
        """Folder and name, ``observed/sims``."""
        return f"{self.folder}/{self.name}"

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, documented in its metadata."""
        said = {"table": self.name, "doc": self.doc, "key": ",".join(self.key)}
        return pa.schema([c.arrow for c in self.columns], metadata=said)

    def build(self, data: Mapping[str, Any]) -> pa.Table:
        """Make a typed Arrow table from columns, or what makes one; extra or missing columns are refused."""
        if set(data) != set(self.by_name):
            odd = sorted(set(data) ^ set(self.by_name))
            raise KeyError(f"table {self.name!r}: columns {odd} are missing or unknown")
        arrays = [to_arrow(c, v() if callable(v := data[c.name]) else v) for c in self.columns]
        return pa.Table.from_arrays(arrays, schema=self.schema)

    def frame(self, table: pa.Table) -> pd.DataFrame:
        """Make the pandas view: NIK, KK and MSISDN stay whole numbers even where one is missing."""
        names = [c.name for c in self.columns if c.kind == "digits16" or (c.kind in WHOLE and c.nullable)]
        frame = table.drop_columns(names).to_pandas(date_as_object=False)
        for name in names:
            column = table.column(name).combine_chunks()
            values = column.fill_null(0).to_numpy(zero_copy_only=False)
            mask = column.is_null().to_numpy(zero_copy_only=False)
            whole = {2: "int32", 4: "int32", 8: "int64"}[values.dtype.itemsize]
            frame[name] = pd.arrays.IntegerArray(values.astype(whole), mask.copy())
        return frame[[c.name for c in self.columns]]


@dataclass(frozen=True)
class Codes:
    """A text column as codes into a list of words; -1 is missing.

    Examples
    --------
    >>> Codes(np.array([1, -1]), ("a", "b")).arrow().to_pylist()
    ['b', None]
    """

    codes: np.ndarray
    words: tuple[str, ...]

    def arrow(self, plain: bool = False) -> pa.Array:
        """Make the Arrow array, dictionary-coded unless `plain`; the words are sorted."""
        order = sorted(range(len(self.words)), key=self.words.__getitem__)
        rank = np.empty(len(order) + 1, np.int32)
        rank[np.asarray(order, dtype=np.int64)] = np.arange(len(order))
        codes = np.asarray(self.codes)
        missing = codes < 0
        index = pa.array(rank[np.where(missing, 0, codes)], mask=missing if missing.any() else None)
        made = pa.DictionaryArray.from_arrays(index, pa.array([self.words[i] for i in order], pa.string()))
        return made.cast(pa.string()) if plain else made


def to_arrow(column: Column, values: Any) -> pa.Array:
    """Make one typed Arrow column from an array, a list, `Codes` or an Arrow array.

    Integers below 0 in a nullable id, digits or count column mean "missing"; so do NaT and None.
    """
    kind = KINDS[column.kind][0]
    if isinstance(values, Codes):
        made = values.arrow(plain=column.kind == "string")
    elif isinstance(values, (pa.Array, pa.ChunkedArray)):
        made = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(made.type):
            made = made.dictionary_encode()
        made = made if made.type == kind else made.cast(kind)
    elif column.kind == "text":
        made = _coded(values)
    elif column.kind == "number":
        made = pa.array(np.round(np.asarray(values, dtype=float), column.decimals), kind, from_pandas=True)
    elif column.kind in WHOLE and column.nullable:
        whole = np.asarray(values)
        made = pa.array(whole, mask=whole < 0).cast(kind)
    else:
        made = pa.array(np.asarray(values) if not isinstance(values, list) else values, from_pandas=True)
        made = made if made.type == kind else made.cast(kind)
    if made.null_count and not column.nullable:
        raise ValueError(f"column {column.name!r} holds {made.null_count} missing values and may hold none")
    return made


def _coded(values: Iterable[Any]) -> pa.Array:
    texts = [None if v is None else str(v) for v in values]
    words = sorted({t for t in texts if t is not None})
    place = {w: i for i, w in enumerate(words)}
    codes = np.fromiter((-1 if t is None else place[t] for t in texts), np.int64, len(texts))
    return Codes(codes, tuple(words)).arrow()


# ---
# What a table says of itself: the generated dictionary and the Frictionless descriptor.


def dictionary(tables: Iterable[Table]) -> str:
    """Write the data dictionary in Markdown, one section a table, one row a column."""
    lines = ["# Data dictionary", "", "Generated from the table declarations; do not edit.", ""]
    for t in tables:
        lines += [f"## {t.path}", "", t.doc, ""]
        lines += [f"Key: {', '.join(f'`{k}`' for k in t.key) or 'none'}.", ""]
        lines += ["| column | type | unit | meaning | role | why, or source |", "|---|---|---|---|---|---|"]
        for c in t.columns:
            kind = c.kind + (", may be missing" if c.nullable else "")
            doc = c.doc + (f" Points to `{c.ref}`." if c.ref else "")
            why = " ".join(x for x in (c.why, f"Source: {c.source}." if c.source else "") if x)
            cells = (f"`{c.name}`", kind, c.unit, doc, c.role, why)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def descriptor(tables: Iterable[Table], suffix: str, **about: Any) -> dict[str, Any]:
    """Make a Frictionless data package descriptor for saved tables, with its name, title, licenses..."""
    tables = list(tables)
    here = {t.path: t for t in tables}
    made = [_resource(t, suffix, here) for t in tables]
    return {"profile": "tabular-data-package", **about, "resources": made}


def _resource(t: Table, suffix: str, here: dict[str, Table]) -> dict[str, Any]:
    fields = []
    for c in t.columns:
        whole = KINDS[c.kind][1]
        if suffix == "parquet" and c.nullable and whole == "integer":
            # the validator reads Parquet through floats: a missing whole number becomes NaN, which is no integer
            whole = "number"
        one: dict[str, Any] = {"name": c.name, "type": whole, "description": c.doc}
        if c.unit:
            one["unit"] = c.unit
        if not c.nullable:
            one["constraints"] = {"required": True}
        fields.append(one)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if t.key:
        schema["primaryKey"] = list(t.key)
    links = []
    for c in t.columns:
        there, _, column = c.ref.rpartition(".")
        if there in here and not (suffix == "parquet" and c.nullable):
            target = "" if there == t.path else _name(there)
            links.append({"fields": [c.name], "reference": {"resource": target, "fields": [column]}})
    if links:
        schema["foreignKeys"] = links
    made: dict[str, Any] = {"name": _name(t.path), "profile": "tabular-data-resource"}
    made |= {"path": f"{t.path}.{suffix}", "format": suffix, "description": t.doc}
    if suffix == "csv":
        made |= {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\n"}}
    return made | {"schema": schema}


def _name(path: str) -> str:
    return path.replace("/", "-").replace("_", "-")


# ---


class Frames(Mapping[str, pd.DataFrame]):
    """Tables by name, each made when it is asked for: who asks which there are makes none."""

    _tables: Any

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
