"""A lesson's source: one file in percent format, prose in both languages side by side, code once.

A cell is headed ``# %% key="name"`` (code) or ``# %% [markdown] key="name" lang="id"``, and every Indonesian cell is
followed by its English twin of the same key. A code cell may carry ``tags=[...]`` and, with a tag that leaves its
output uncompared, ``reason="..."``. The first two cells are the title; their ``name`` is the notebook's file name.

A lesson with an `open_task.toml` gets the cells of its open task behind those of its key points.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue

from .texts import LANGUAGES

SAID = Catalogue(__package__, "source")

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NUMBER = re.compile(r"\d[\d.,]*\d|\d")
CODE = re.compile(r"`([^`]+)`")
WORDS = {"klaim", "claim", "bukti", "evidence", "belum diketahui", "unknown"}
"""Answers in words, which a text names in its own language."""


@dataclass(frozen=True)
class Cell:
    """One cell of a source; ``lang`` is empty for code."""

    key: str
    lang: str
    text: str
    tags: tuple[str, ...] = ()
    reason: str = ""
    name: str = ""


@dataclass(frozen=True)
class Lesson:
    """A lesson's source, read.

    - ``number`` (str): Two digits, from the file's name.
    - ``names`` (mapping of language to str): The notebooks' names, without suffix.
    """

    number: str
    names: dict[str, str]
    cells: tuple[Cell, ...]

    def in_language(self, lang: str) -> list[Cell]:
        """Give the cells of one language, in order: its prose, and the code."""
        return [c for c in self.cells if c.lang in ("", lang)]


def number(path: Path) -> str:
    """Give a lesson's number, from the name of its folder.

    >>> number(Path("lessons/l04_below_the_cap/source.py"))
    '04'
    """
    return path.parent.name[1:3]


def read_lesson(path: Path) -> Lesson:
    """Read a source and check that both languages stand side by side.

    Raises BadValue: with the file, the cell and what is wrong.
    """
    import jupytext  # noqa: PLC0415

    made = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    cells = tuple(_cell(path, c) for c in made.cells)
    if (path.parent / "open_task.toml").is_file():
        cells = _with_open_task(path, cells)
    faults = list(_faults(cells))
    if faults:
        raise BadValue(f"{path.parent.name}: " + "; ".join(faults))
    names = {c.lang: c.name for c in cells if c.name}
    return Lesson(number(path), names, cells)


def _with_open_task(path: Path, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Put the cells of the open task behind the key points: its text, an empty cell, one that checks and compares."""
    said = tomllib.loads((path.parent / "open_task.toml").read_text(encoding="utf-8"))
    call, task = said["code"].strip().splitlines()[-1], f'open_task("{number(path)}")'
    at = max((i for i, cell in enumerate(cells) if cell.key == "points"), default=len(cells) - 1) + 1
    made = (
        *(Cell("open", lang, SAID["open"].to(lang)) for lang in LANGUAGES),
        Cell("open-task", "", task),
        Cell("open-do", "", "#"),
        Cell("open-check", "", f"# {call}\n# {task}.compare()"),
    )
    return (*cells[:at], *made, *cells[at:])


def _cell(path: Path, cell: Any) -> Cell:
    known = cell.metadata
    extra = set(known) - {"key", "lang", "tags", "reason", "name", "lines_to_next_cell"}
    is_code = cell.cell_type == "code"
    if extra or "key" not in known or is_code == ("lang" in known):
        head = cell.source.splitlines()[0] if cell.source else ""
        raise BadValue(
            f"{path.parent.name}: cell {head!r}: give key, and lang for prose only; got {sorted(known)}"
        )
    return Cell(
        known["key"],
        known.get("lang", ""),
        cell.source,
        tuple(known.get("tags", ())),
        known.get("reason", ""),
        known.get("name", ""),
    )


def _faults(cells: tuple[Cell, ...]) -> Iterator[str]:
    prose = [c for c in cells if c.lang]
    if not (len(cells) > 1 and cells[0].name and cells[1].name):
        yield "the first two cells must be the title, with name="
    keys = [c.key for c in cells if c.lang in ("", LANGUAGES[0])]
    yield from (f"{key}: used twice" for key in sorted({k for k in keys if keys.count(k) > 1}))
    yield from (
        f"{c.key}: a key is of small letters, digits and hyphens" for c in cells if not KEY.fullmatch(c.key)
    )
    at = 0
    while at < len(cells):
        if not cells[at].lang:
            at += 1
            continue
        pair = cells[at : at + 2]
        if [c.lang for c in pair] != list(LANGUAGES) or len({c.key for c in pair}) != 1:
            yield f"{cells[at].key}: an id cell must be followed by its en cell of the same key"
            at += 1
            continue
        yield from _drift(*pair)
        at += 2
    if len(prose) % 2:
        yield "a cell has no twin"


def _drift(one: Cell, two: Cell) -> Iterator[str]:
    """Say in what two texts of the same meaning differ: numbers, code, headings."""
    for what, find in (("numbers", _numbers), ("code", _code), ("headings", _headings)):
        a, b = find(one.text), find(two.text)
        if a != b:
            yield f"{one.key}: {what} differ between id and en: {a} and {b}"


def _numbers(text: str) -> list[str]:
    return sorted(re.sub(r"[.,]", "", n) for n in NUMBER.findall(CODE.sub("", text)))


def _code(text: str) -> list[str]:
    return sorted({c for c in CODE.findall(text) if c.strip('"') not in WORDS})


def _headings(text: str) -> list[int]:
    return [len(h) for h in re.findall(r"^(#+) ", text, re.MULTILINE)]


def to_notebook(lesson: Lesson, lang: str) -> Any:
    """Make the notebook of one language, not yet run."""
    from nbformat import v4  # noqa: PLC0415

    cells = []
    for cell in lesson.in_language(lang):
        new = v4.new_markdown_cell if cell.lang else v4.new_code_cell
        meta: dict[str, Any] = {"tags": list(cell.tags)} if cell.tags else {}
        if cell.reason:
            meta["reason"] = cell.reason
        cells.append(new(cell.text, id=f"l{lesson.number}-{cell.key}", metadata=meta))
    about = {"lesson": lesson.number, "lang": lang}
    return v4.new_notebook(
        cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}, "simkit": about}
    )
