"""Column names that were changed on the way: matched, and what is missing, too many or there twice is named."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

import pandas as pd

from ...core.tables import Table
from ..identifiers import hidden
from .findings import SAID, Finding, find, quoted


def plain(name: str) -> str:
    """Write a column's name as the kit does: small letters, underscores, no quotes.

    Examples
    --------
    >>> plain(" Agent ID"), plain('"NIK"'), plain("registered-at.")
    ('agent_id', 'nik', 'registered_at')
    """
    text = unicodedata.normalize("NFKC", name).replace("\ufeff", "")
    return re.sub(r"[\W_]+", "_", text.strip().strip("'\"").lower()).strip("_")


CUT = 8
"""So many letters of a name are enough where a program cut it off; assumption."""


def _meant(head: str, table: Table) -> str:
    """Tell which column a head means: however it is written, with the table before it or words in brackets behind."""
    if head in table.by_name:
        return head
    bare = plain(re.sub(r"[(\[].*", "", head)) or plain(head)
    glued = {name.replace("_", ""): name for name in table.by_name}
    for said in (plain(head), bare, bare.removeprefix(f"{table.name}_")):
        if name := glued.get(said.replace("_", "")):
            return name
    begun = [name for name in table.by_name if len(bare) >= CUT and name.startswith(bare)]
    return begun[0] if len(begun) == 1 else bare


def match(
    heads: list[str], cells: pd.DataFrame, table: Table, file: str
) -> tuple[dict[str, int], list[Finding]]:
    """Give the place of each declared column that is there, and what was wrong with the names."""
    found: list[Finding] = []
    places: dict[str, list[int]] = {}
    for i, head in enumerate(heads):
        name = _meant(head, table)
        places.setdefault(name if name in table.by_name else f" {i}", []).append(i)
    mine = {name: where for name, where in places.items() if name in table.by_name}
    if not mine or len(mine) < min(2, len(table.columns)):
        return {}, [find("head_none", file, table.name, names=quoted(heads))]
    other = [i for name, (i, *_) in places.items() if name not in mine]
    tidied = [f"{heads[w[0]]} → {name}" for name, w in mine.items() if heads[w[0]] != name]
    if tidied:
        found.append(find("head_tidied", file, table.name, names=quoted(tidied)))
    extra = [heads[i] for i in other if heads[i].strip() or (cells[i].str.strip() != "").any()]
    if extra:
        found.append(
            find("head_extra", file, table.name, names=", ".join(f'"{hidden(e[:40])}"' for e in extra[:8]))
        )
    kept = {}
    for name, where in mine.items():
        same = all(cells[where[0]].equals(cells[i]) for i in where[1:])
        if len(where) > 1:
            found.append(find("head_same" if same else "head_twice", file, table.name, name))
        if same:
            kept[name] = where[0]
    found += [_missing(c.name, extra, table, file) for c in table.columns if c.name not in mine]
    return kept, found


def _missing(name: str, extra: list[str], table: Table, file: str) -> Finding:
    close = get_close_matches(name, [plain(e) for e in extra], 1, 0.6)
    there = next((e for e in extra if close and plain(e) == close[0]), None)
    near = SAID["near_column"].put(there=there, name=name) if there else ""
    return find("head_missing", file, table.name, name, near=near)
