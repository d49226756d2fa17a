"""What a table says of itself: the generated dictionary and the Frictionless descriptor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .tables import KINDS, Table


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
    """Make a Frictionless data package descriptor for saved tables.

    Parameters
    ----------
    tables : iterable of Table
    suffix : {"parquet", "csv"}
    **about
        Further properties of the package: name, title, licenses...
    """
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
