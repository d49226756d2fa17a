"""The rows of a workbook's first sheet, read without a spreadsheet: formulas are seen as such and never computed.

Only the two parts that hold cells are unpacked, up to a size; XML with declarations of its own, by which a small file
grows large, is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

LARGEST = 5_000_000
"""Bytes of a part, unpacked."""
COLUMNS = 10
TAG = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of(raw: bytes, most: int) -> list[list[str]]:
    """Give the first rows of the first sheet; an empty row is one without cells.

    Raises ValueError: for what is no workbook, or too large.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        names = sorted(e.filename for e in book.infolist())
        sheets = [n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)]
        if not sheets:
            raise ValueError("no sheet")
        shared = "xl/sharedStrings.xml"
        words = [_text(e) for e in _elements(book, shared, "si")] if shared in names else []
        rows: list[list[str]] = []
        for row in _elements(book, min(sheets, key=lambda n: (len(n), n)), "row"):
            at = int(row.get("r", len(rows) + 1))
            if at > most:
                break
            rows += [[] for _ in range(at - 1 - len(rows))]
            rows.append(_row(row, words))
    return rows


def _elements(book: zipfile.ZipFile, name: str, tag: str) -> Iterator[ElementTree.Element]:
    with book.open(name) as part:
        raw = part.read(LARGEST + 1)
    if len(raw) > LARGEST or b"<!" in raw[:1000] or b"<!ENTITY" in raw:
        raise ValueError(f"{name} is too large or declares entities")
    for _, element in ElementTree.iterparse(io.BytesIO(raw)):
        if element.tag == TAG + tag:
            yield element
            element.clear()


def _row(row: ElementTree.Element, words: list[str]) -> list[str]:
    made = [""] * COLUMNS
    for i, cell in enumerate(row.iter(TAG + "c")):
        letters = re.match(r"[A-Z]", cell.get("r", ""))
        place = i if letters is None else ord(letters[0]) - ord("A") + 26 * cell.get("r", "")[1:2].isalpha()
        if place < COLUMNS:
            made[place] = _value(cell, words)
    return made


def _value(cell: ElementTree.Element, words: list[str]) -> str:
    formula = cell.find(TAG + "f")
    if formula is not None:
        return f"={formula.text or ''}"
    value, kind = cell.findtext(TAG + "v") or "", cell.get("t", "n")
    if kind == "s":
        return words[int(value)]
    if kind != "n" or not value:
        return value or _text(cell)
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value


def _text(element: ElementTree.Element) -> str:
    """Join the runs of a text, but for hints on how to read it aloud."""
    aloud = {id(t) for r in element.iter(TAG + "rPh") for t in r.iter(TAG + "t")}
    return "".join(t.text or "" for t in element.iter(TAG + "t") if id(t) not in aloud)
