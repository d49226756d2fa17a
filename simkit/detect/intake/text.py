"""From the bytes of a CSV file to a grid of texts: encoding, separator, rows that do not fit."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice, pairwise, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv

from ...core.tables import Column, Table
from .findings import SAID, Finding, find
from .headings import plain

UNUSUAL = {";": "semicolon", "\t": "tab", "|": "bar"}
SEPARATORS = (",", *UNUSUAL)
SHEET_ROWS = 1_048_576
"""Source: Microsoft, "Excel specifications and limits": rows of a worksheet, the header among them."""


@dataclass(frozen=True)
class Grid:
    """A file as texts.

    `heads`: the first row. `cells`: columns 0, 1, 2...; the index is the row's number in a spreadsheet (the header
    is row 1).
    """

    heads: list[str]
    cells: pd.DataFrame


def decode(raw: bytes, file: str, table: str) -> tuple[str, list[Finding]]:
    """Decode a file's bytes, whatever program saved them.

    Examples
    --------
    >>> decode("nik;name".encode("utf-16"), "people.csv", "people")[0]
    'nik;name'
    """
    if raw.startswith(codecs.BOM_UTF8):
        return raw[3:].decode("utf-8", "replace"), [find("bom", file, table)]
    head = raw[:4000]
    # UTF-32 first: its mark begins like that of UTF-16.
    for mark, name, i in ((codecs.BOM_UTF32_LE, "utf-32-le", 2), (codecs.BOM_UTF32_BE, "utf-32-be", 0)):
        if raw.startswith(mark) or (len(head) > 8 and not any(head[i::4]) and not any(head[i + 1 :: 4])):
            text = raw.decode(name, "replace").removeprefix("\ufeff")
            return text, [find("encoding", file, table, name="UTF-32")]
    for mark, name, step in ((codecs.BOM_UTF16_LE, "utf-16-le", 1), (codecs.BOM_UTF16_BE, "utf-16-be", 0)):
        bare = len(head) > 8 and head[step::2].count(0) > 0.8 * len(head[step::2])
        if raw.startswith(mark) or bare:
            text = raw.decode(name, "replace").removeprefix("\ufeff")
            return text, [find("encoding", file, table, name="UTF-16")]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), [find("encoding", file, table, name="Windows-1252")]


def separator(line: str, known: Collection[str]) -> str:
    """Tell what separates the columns of a header: what yields the most known names, else the most columns.

    Examples
    --------
    >>> separator("access_id;at;agent_id", {"access_id", "at", "agent_id"})
    ';'
    """
    return max(SEPARATORS, key=lambda mark: (_known(line, mark, known), line.count(mark)))


def grid(raw: bytes, file: str, declared: Table) -> tuple[Grid | None, list[Finding]]:
    """Read a CSV file as texts and say what was odd about it; there is no grid where nothing is in it."""
    table, (text, found) = declared.name, decode(raw, file, declared.name)
    lay = laid_out(text, declared.by_name)
    if not lay.heads:
        return None, [find("file_empty", file, table)]
    found += _letters(text, file, table)
    if lay.is_one_cell:
        found.append(find("one_cell", file, table))
    if lay.mark != ",":
        found.append(find("separator", file, table, name=SAID[UNUSUAL[lay.mark]]))
    if any(lay.above):
        rows = [i for i, line in enumerate(lay.above, 1) if line]
        found.append(find("rows_above", file, table, rows=rows, head=len(lay.above) + 1))
    made, place, odd = rows_of(lay.text, lay.mark, len(lay.heads))
    cells = pd.DataFrame({i: made.column(i).to_pandas() for i in range(len(lay.heads))})
    odd, filled = _filled(odd, lay, declared)
    if filled:
        found.append(find("rows_short", file, table, rows=[n + len(lay.above) for n in filled]))
        short = pd.DataFrame(list(filled.values()), index=list(filled), columns=cells.columns)
        cells, place = pd.concat([cells.set_axis(place), short]).sort_index(), np.sort([*place, *filled])
    cells = cells.set_axis(place + len(lay.above)).iloc[1:]
    cells, more = _dropped(cells, [(n + len(lay.above), t) for n, t in odd], lay.mark, file, table)
    return Grid(lay.heads, cells), found + more


class Layout(NamedTuple):
    """How a CSV text is laid out.

    `text`: from the heads on. `heads`: none where nothing is in it. `above`: the lines before the heads.
    """

    text: str
    mark: str
    heads: list[str]
    is_one_cell: bool
    above: list[str]


MOST_ABOVE = 30
"""A title takes fewer lines than this; assumption."""


def laid_out(text: str, known: Collection[str]) -> Layout:
    """Tell how a CSV text is laid out: where its heads are, what separates its columns, what stands above."""
    if not text.strip("\x00\r\n\t ,;|\x1a"):
        return Layout("", ",", [], False, [])
    if "\n" not in text[:100_000]:
        text = text.replace("\r", "\n")
    text, mark = _told(text)
    above, text = _above(text, known)
    above = [""] * bool(mark) + above
    mark = mark or separator(_first(text), known)
    heads = next(csv.reader([_first(text)], delimiter=mark), [])
    if len(heads) == 1:
        within = separator(heads[0], known)
        inner = next(csv.reader(heads, delimiter=within), [])
        if len(inner) > 1:
            rows = csv.reader(io.StringIO(text, newline=""))
            lines = "\n".join(row[0] if row else "" for row in rows)
            return Layout(lines, within, inner, True, above)
    if above:
        over = next(csv.reader([above[-1]], delimiter=mark), [])
        # A head that is merged over two rows stands in the upper one.
        heads = [h or (o if plain(o) in known else "") for h, o in zip_longest(heads, over, fillvalue="")]
    wide = _widened(heads, text, mark, known)
    if wide != heads or any(above):
        text = mark.join('"' + h.replace('"', '""') + '"' for h in wide) + text[len(_first(text)) :]
    return Layout(text, mark, wide, False, above)


def _above(text: str, known: Collection[str]) -> tuple[list[str], str]:
    """Take off what stands above the heads: the line with the most known names, if it has twice the first one's."""
    lines = text[:100_000].split("\n")[:MOST_ABOVE]
    said = [max(_known(line.rstrip("\r"), m, known) for m in SEPARATORS) for line in lines]
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    best = max(range(len(lines)), key=lambda i: (said[i], -i))
    at = best if said[best] > max(1, 2 * said[first]) else first
    return [line.strip(" \r,;|\t") for line in lines[:at]], text.split("\n", at)[at]


def _known(line: str, mark: str, known: Collection[str]) -> int:
    try:
        return sum(plain(h) in known for h in next(csv.reader([line], delimiter=mark), []))
    except csv.Error:
        return 0


def _widened(heads: list[str], text: str, mark: str, known: Collection[str]) -> list[str]:
    """Give a head to columns that have none: an index in front, or empty cells behind."""
    try:
        read = csv.reader(io.StringIO(text[:200_000]), delimiter=mark)
        rows = [r for r in islice(read, 1, 200) if len(r) > 1]
    except csv.Error:
        return heads
    more = Counter(len(r) for r in rows).most_common(1)[0][0] - len(heads) if rows else 0
    wide = [r for r in rows if len(r) == len(heads) + more]
    if more > 0 and not any(any(r[-more:]) for r in wide):
        return [*heads, *[""] * more]
    first = [int(r[0]) if r[0].isdecimal() else -1 for r in wide]
    # A comma too many in each row makes rows as long: then words would stand under heads of numbers.
    at = [i for i, h in enumerate(heads, 1) if isinstance(known, Mapping) and _is_number(known.get(plain(h)))]
    is_index = more == 1 and all(b - a == 1 for a, b in pairwise(first))
    if is_index and any(re.search("[A-Za-z]{3}", r[i]) for r in wide for i in at):
        return heads
    return ["", *heads] if is_index else heads


def _is_number(column: Column | None) -> bool:
    return column is not None and column.kind in ("id", "digits16", "count", "small", "money")


def _filled(
    odd: list[tuple[int, str]], lay: Layout, declared: Table
) -> tuple[list[tuple[int, str]], dict[int, list[str]]]:
    """Fill rows that end too early, where only cells that may be empty are missing; give the others, and these."""
    left, made, width = [], {}, len(lay.heads)
    names = [plain(h) for h in lay.heads]
    for n, text in odd:
        row = next(csv.reader([text], delimiter=lay.mark), [])
        while len(row) > width and not row[-1].strip():
            row.pop()
        tail = [declared.by_name.get(name) for name in names[len(row) :]]
        if any(row) and len(row) <= width and all(c is None or c.nullable for c in tail):
            made[n] = row + [""] * (width - len(row))
        else:
            left.append((n, text))
    return left, made


def _letters(text: str, file: str, table: str) -> list[Finding]:
    found = []
    if "\ufffd" in text:
        found.append(find("letters_lost", file, table, count=text.count("\ufffd")))
    if not text.rstrip("\x1a").endswith(("\n", "\r")):
        found.append(find("open_end", file, table, rows=[len(text.splitlines())]))
    return found


def _told(text: str) -> tuple[str, str]:
    """Take off a line ``sep=;``, by which Excel is told the separator."""
    first = _first(text)
    if first.lower().startswith("sep=") and len(first.rstrip()) == 5 and first[4] in SEPARATORS:
        return text[len(first) :].removeprefix("\r").removeprefix("\n"), first[4]
    return text, ""


def _first(text: str) -> str:
    return text[:100_000].split("\n", 1)[0].rstrip("\r")


def rows_of(text: str, mark: str, width: int) -> tuple[pa.Table, np.ndarray, list[tuple[int, str]]]:
    """Read a CSV text as columns of texts, the header among them: columns, row numbers, rows that do not fit."""
    odd: list[tuple[int, str]] = []

    def handle(row: pcsv.InvalidRow) -> str:
        odd.append((row.number or 0, row.text))
        return "skip"

    names = [str(i) for i in range(width)]
    reading = pcsv.ReadOptions(use_threads=False, column_names=names, block_size=1 << 24)
    parse = pcsv.ParseOptions(
        delimiter=mark, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=handle
    )
    convert = pcsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    made = pcsv.read_csv(io.BytesIO(text.encode("utf-8", "replace")), reading, parse, convert)
    skipped = np.array([n for n, _ in odd], np.int64)
    return made, np.setdiff1d(np.arange(1, made.num_rows + len(skipped) + 1), skipped), odd


def _dropped(
    cells: pd.DataFrame, odd: list[tuple[int, str]], mark: str, file: str, table: str
) -> tuple[pd.DataFrame, list[Finding]]:
    found = []
    empty = np.ones(len(cells), bool)
    for i in cells.columns:
        if empty.any():
            empty &= (cells[i].str.strip() == "").to_numpy()
    last = int(cells.index[~empty].max()) if (~empty).any() else 0
    blank = [n for n, t in odd if not t.strip(f"{mark}\r\n\x1a ")] + cells.index[empty].tolist()
    # Empty rows below the last one are what every spreadsheet leaves; those between rows are worth a word.
    between = sorted(n for n in blank if n < last)
    ragged = sorted(n for n, t in odd if t.strip(f"{mark}\r\n\x1a "))
    torn = [n for n, t in odd if "\n" in t.strip()]
    lines = sum(t.strip().count("\n") for _, t in odd)
    for i in cells.columns:
        if (inside := cells[i].str.count("\n")).any():
            torn += cells.index[inside > 0].tolist()
            lines += int(inside.sum())
    if torn:
        found.append(find("rows_swallowed", file, table, rows=sorted(torn), lines=lines))
    if between:
        found.append(find("rows_blank", file, table, rows=between))
    if ragged:
        found.append(find("rows_ragged", file, table, rows=ragged))
    if len(cells) + len(odd) + 1 == SHEET_ROWS:
        found.append(find("rows_cut", file, table))
    return cells[~empty], found


WIDTHS = {"time": 19, "day": 10}
"""Letters of a moment and a day as simkit writes them."""


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


# ---
# One column's texts, each different one once, and the way back to the rows it stands on.

MARKS = (
    "null", "n/a", "#n/a", "na", "n.a.", "nan", "nat", "none", "<na>", "(null)", "undefined", "missing", r"\n", "nil",
    "nihil", "-", "--", "---", "----", "\u2013", "\u2014", "?", ".", "kosong", "(kosong)", "(blank)", "tidak ada",
    "tdk ada", "belum ada", "belum", "tidak diisi",
)  # fmt: skip
EXACT = (
    "NULL", "N/A", "#N/A", "NaN", "nan", "<NA>", "NaT", "None", r"\N", "(null)", "nil", "-", "?", "kosong",
)  # fmt: skip
"""In texts only these say that a value is missing: `Nan` may be somebody's name."""
ERRORS = r"#(?:REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!)"
MOST_BAD = 0.05
"""Above this share of unreadable values a column is refused; assumption: slips are rarer, damage is not."""


NUMBERS = ("nik", "kk", "msisdn", "imei", "imsi", "iccid", "date")


class Look:
    """A column of a file: its different texts and their rows.

    `values`: texts by row number as a spreadsheet counts. `holes`: what stands for a number where none is known, in a
    column that must have one.
    """

    def __init__(self, values: pd.Series, file: str, table: str, column: Column) -> None:
        self.codes, words = pd.factorize(values)
        self.words = pd.Series(np.asarray(words, object), dtype=object).astype(str)
        self.index, self.file, self.table, self.column = values.index, file, table, column
        self.clean = undress(self.words)
        # A word of a list and a number have no letters that could be a name.
        text = column.kind == "string" and column.name.rpartition("_")[2] not in NUMBERS
        self.empty = (self.clean == "").to_numpy()
        marks = self.words.str.strip().isin(EXACT) if text else self.clean.str.lower().isin(MARKS)
        self.marked = marks.to_numpy() & (column.nullable or column.kind not in ("text", "string"))
        self.missing = self.empty | self.marked
        self.holes = np.zeros(len(self.words), bool)

    def find(self, code: str, mask: Any, **said: Any) -> Finding:
        """Make a finding on the texts of a mask, with the first of them as examples."""
        mask = np.asarray(mask)
        said |= {"rows": self.index[mask[self.codes]], "examples": self.words[mask].head(3).tolist()}
        return find(code, self.file, self.table, self.column.name, **said)

    def found(self, code: str, mask: Any, **said: Any) -> list[Finding]:
        """Give the finding on the texts of a mask; none where there is no such text."""
        return [self.find(code, mask, **said)] if np.any(mask) else []


@dataclass
class Made:
    """What became of a column's different texts.

    `values`: one a text; what stands where it is missing or bad says nothing. `bad`: texts that could not be read.
    `is_refused`: whether the whole column is of no use. `gone`: texts that can be read, but whose last digits a
    floating-point number took.
    """

    values: np.ndarray
    bad: np.ndarray
    found: list[Finding] = field(default_factory=list)
    is_refused: bool = False
    gone: np.ndarray | None = None


def refused(look: Look, code: str, mask: np.ndarray) -> Made:
    """Refuse a whole column for the texts of a mask."""
    return Made(np.empty(0), mask, [look.find(code, mask)], is_refused=True)


def undress(words: pd.Series) -> pd.Series:
    r"""Take off what spreadsheets and clerks put around a value: spaces, an apostrophe, ``="..."``.

    Examples
    --------
    >>> undress(pd.Series([" 12", "'12", '="12"', "1\u00a02"])).tolist()
    ['12', '12', '12', '1 2']
    """
    bare = words.str.replace(r"[\u00a0\u202f\u2009\ufeff]", " ", regex=True).str.strip()
    return bare.str.replace(r"^=\"(.*)\"$", r"\1", regex=True).str.replace(r"^'", "", regex=True).str.strip()
