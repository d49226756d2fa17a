"""A class's progress, student by exercise: from the students' files, or from the codes that they typed."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from simkit.core.catalogue import Catalogue, Words
from simkit.core.errors import BadFolder, BadValue
from simkit.core.locale import percent

from ..exercises import tasks
from ..paste_code import read as read_code
from ..progress_file import Progress
from ..progress_file import read as read_file
from .both_languages import rendered, template

WORDS = Words(__package__, "class_progress")
FAULTS = Catalogue(__package__, "class_progress")
SAID = ("title", "about", "lesson", "student", "share", "nobody")
"""What the page says, by key."""
LARGEST = 100_000
"""Bytes of a progress file; one with every exercise has some 3,000."""
MOST = 500
"""Files that are read: a room, with a margin."""
DEEP = ("*.json", "*/progress.json", "*/*/progress.json")
"""Where the files lie: put into one folder, or each in its student's."""


def from_folder(folder: Path) -> list[Progress]:
    """Read every progress file of a folder; what is none, or has no name, is left out."""
    files = sorted({p for pattern in DEEP for p in folder.glob(pattern)})
    plain = [p for p in files if _is_plain(p)][:MOST]
    read = ((path, read_file(path)) for path in plain)
    return [
        one if one.name else Progress(path.stem, one.data, one.exercises)
        for path, one in read
        if one.exercises
    ]


def _is_plain(path: Path) -> bool:
    try:
        seen = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(seen.st_mode) and seen.st_size <= LARGEST


def from_codes(path: Path, data: str, lang: str = "en") -> tuple[list[Progress], list[str]]:
    """Read typed codes, a line each: the name, a colon (or ; or ,) and the code; give what fits, and what is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFolder(FAULTS["unread"].put(path=path)) from error
    found, wrong = [], []
    for i, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, mark, code = re.fullmatch(r"([^:;,]*)([:;,]?)(.*)", line).groups()  # type: ignore[union-attr]
        try:
            if not mark:
                raise BadValue(FAULTS["line"])
            found.append(read_code(code, name, data))
        except BadValue as error:
            wrong.append(f"{path.name}:{i}: {error.to(lang)}")
    return found, wrong


def matrix(students: Iterable[Progress]) -> pd.DataFrame:
    """Put students and exercises into one table.

    Returns a DataFrame: by ``student``, a column an exercise: times checked, negative where it is not done yet, 0
    where it was not begun. Of two files of one name each exercise's better one counts.
    """
    numbers = [task.number for task in tasks()]
    rows: dict[str, dict[str, int]] = {}
    for one in students:
        row = rows.setdefault(one.name, dict.fromkeys(numbers, 0))
        for number in set(one.exercises) & set(numbers):
            tries = max(int(one.exercises[number]["tries"]), 1)
            row[number] = max(row[number], tries) if one.exercises[number]["done"] else row[number] or -tries
    return pd.DataFrame.from_dict(rows, orient="index", columns=numbers).rename_axis("student").sort_index()


PAGE = template("progress")


def page(table: pd.DataFrame, lang: str, every: int = 0) -> str:
    """Write the table as a page in both languages, the lessons that anybody began.

    - ``every`` (int): Seconds after which a browser reads the page again; 0 for never.
    """
    lessons: dict[str, list[str]] = {}
    for number in table.columns:
        lessons.setdefault(number.split(".")[0], []).append(number)
    begun = [(k, v) for k, v in lessons.items() if len(table) and (table[v] != 0).to_numpy().any()]
    return rendered(
        PAGE, WORDS[lang]["title"], lang, WORDS, SAID, every, table=table, lessons=begun, percent=percent
    )
