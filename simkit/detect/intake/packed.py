"""Files that hold tables in another form: workbooks, pages, archives; each sheet or member becomes a CSV text."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from ...core.files import reason
from .findings import Finding, find
from .numerals import EXACT
from .text import decode

MOST_BYTES = 1 << 28
"""Of one archive no more than so much is unpacked, and of a file that is no table no more is looked through."""
OLD_SHEET = b"\xd0\xcf\x11\xe0"
"""How a workbook of Excel 97 to 2003 begins."""
PACKED = (".zip", ".gz", ".xlsx", ".xlsm", ".ods", ".xls", ".html", ".htm")
PLAIN = (".csv", ".tsv", ".txt")
BROKEN = (
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, SyntaxError, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip
"""What the readers of archives and workbooks raise where a file is cut off or altered."""


class Source(NamedTuple):
    """Something that may be a table.

    `said`: the file, and the sheet or member in it, as a finding names it. `names`: what it is called, the likeliest
    first. `raw`: a CSV text; none where the file itself is one, or Parquet.
    """

    path: Path
    said: str
    names: tuple[str, ...]
    raw: bytes | None = None


def sources(path: Path, said: str) -> tuple[list[Source], list[Finding]]:
    """Give what may be a table in a file, whatever its name ends in; say what cannot be unpacked.

    Examples
    --------
    >>> sources(Path("/data/sims.parquet"), "sims.parquet")[0][0].names
    ('sims',)
    """
    if path.suffix.lower() == ".parquet":
        return [Source(path, said, (path.stem,))], []
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            is_sheet = path.suffix.lower() in (".xlsx", ".xlsm", ".ods", ".numbers")
            if not is_sheet and _form(head, path.name) == "plain":
                return [Source(path, said, (path.stem,))], []
            raw = head + file.read(MOST_BYTES)
        if head.startswith(OLD_SHEET) or (is_sheet and not head.startswith(b"PK\x03\x04")):
            return [], [find("file_sheet", said)]
        made = [
            Source(path, f"{said}{inner}", names, text) for inner, names, text in _unpacked(path.name, raw)
        ]
        is_odd = not made and path.suffix.lower() not in (".html", ".htm", ".zip", ".gz")
        return made, [find("file_empty", said)] if is_odd else []
    except BROKEN as error:
        why = reason(error) if isinstance(error, OSError) else str(error) or type(error).__name__
        return [], [find("file_unreadable", said, why=why)]


def _form(head: bytes, name: str) -> str:
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(OLD_SHEET):
        return "old"
    text = decode(head, name, "")[0].lstrip().lower()
    is_page = text.startswith(("<!doctype html", "<html", "<table", "<meta", "<?xml")) and "<" in text
    return "page" if is_page or name.lower().endswith((".html", ".htm")) else "plain"


Inner = tuple[str, tuple[str, ...], bytes]


def _unpacked(name: str, raw: bytes) -> Iterator[Inner]:
    """Give each table in a file: what to add to the file's name, what it is called, and its text."""
    form, stem = _form(raw[:4096], name), Path(name).stem
    if form == "gzip":
        with gzip.open(io.BytesIO(raw)) as inner:
            yield from _unpacked(stem, inner.read(MOST_BYTES))
    elif form == "zip":
        yield from _zipped(name, raw)
    elif form == "page":
        made = _Page()
        made.feed(decode(raw, name, "")[0])
        many = len(made.tables) > 1
        for i, rows in enumerate(made.tables, 1):
            yield f" [{i}]" if many else "", (stem,), _csv(rows)
    elif form == "plain":
        yield "", (stem,), raw


def _zipped(name: str, raw: bytes) -> Iterator[Inner]:
    left = MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        inside = packed.namelist()
        if "xl/workbook.xml" in inside or "content.xml" in inside:
            read = _workbook if "xl/workbook.xml" in inside else _open_document
            sheets = [(title, text) for title, rows in read(raw) if (text := _csv(rows)).strip(b"\r\n,")]
            stem = (Path(name).stem,) if len(sheets) == 1 else ()
            yield from ((f" [{title}]", (title, *stem), text) for title, text in sheets)
            return
        for member in inside:
            here = Path(member).name
            if member.startswith("__MACOSX") or Path(here).suffix.lower() not in (*PLAIN, *PACKED):
                continue
            with packed.open(member) as opened:
                content = opened.read(left)
            left -= len(content)
            yield from ((f"/{member}{inner}", names, text) for inner, names, text in _unpacked(here, content))


def _csv(rows: Iterable[Iterable[Any]]) -> bytes:
    """Write rows as a CSV text; a row keeps its number, and empty cells behind the last one of all go."""
    lines = [["" if v is None else v for v in row] for row in rows]
    width = max((i for row in lines for i, v in enumerate(row, 1) if v != ""), default=0)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [*row[:width], *[""] * (width - len(row))] for row in lines
    )
    return out.getvalue().encode()


def _workbook(raw: bytes) -> Iterator[tuple[str, Iterator[list[Any]]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and few folders hold a workbook

    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    for leaf in book.worksheets:
        yield leaf.title, ([_said(v) for v in row] for row in leaf.iter_rows(values_only=True))


def _said(value: Any) -> Any:
    """Write a cell as simkit would: moments to the second, whole numbers without a point."""
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=500)).replace(microsecond=0).isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (int, float)) and EXACT < value < 1e18:
        # A workbook keeps numbers as floating-point ones: above this the last digits are gone.
        return f"{int(value)}.0"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return str(value).lower() if isinstance(value, bool) else value


TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SHEET = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
MOST_AGAIN = 100
"""Rows and cells that are repeated more often than this are the empty rest of a sheet; assumption."""


def _open_document(raw: bytes) -> Iterator[tuple[str, Iterator[list[Any]]]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed, packed.open("content.xml") as inner:
        root = ElementTree.fromstring(inner.read(MOST_BYTES))
    for leaf in root.iter(f"{SHEET}table"):
        yield leaf.get(f"{SHEET}name", ""), _open_rows(leaf)


def _open_rows(leaf: ElementTree.Element) -> Iterator[list[Any]]:
    for row in leaf.iter(f"{SHEET}table-row"):
        cells: list[Any] = []
        for cell in row:
            said = cell.get(f"{OFFICE}date-value") or cell.get(f"{OFFICE}boolean-value")
            said = said or (
                cell.get(f"{OFFICE}value") if cell.get(f"{OFFICE}value-type") == "float" else None
            )
            said = said or "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))
            again = int(cell.get(f"{SHEET}number-columns-repeated", "1"))
            cells += [said] * (again if again <= MOST_AGAIN else 1)
        again = int(row.get(f"{SHEET}number-rows-repeated", "1"))
        for _ in range(again if again <= MOST_AGAIN or any(cells) else 1):
            yield cells


class _Page(HTMLParser):
    """Takes the tables of a page apart; a cell over several columns counts once in each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            span = dict(attrs).get("colspan") or "1"
            self.tables[-1][-1] += [""] * (min(int(span), MOST_AGAIN) if span.isdecimal() else 1)
            self._is_open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._is_open = False

    def handle_data(self, data: str) -> None:
        if self._is_open:
            self.tables[-1][-1][-1] = (self.tables[-1][-1][-1] + " ".join(data.split("\n"))).strip()
