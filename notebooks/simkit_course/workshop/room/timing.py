"""How long a lesson takes, part by part, by one rule: its exercises' headings, and how much there is to read.

It is an estimate until classes have been timed; a lesson's card gives its sum, and that of its core.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from simkit.core.errors import BadValue, quoted

from ...lab import find_originals
from ...open_tasks import open_task
from ...pages import Built, key_of, read_built
from ...texts import LANGUAGES

FORMATS = Path(__file__).resolve().parent / "formats.toml"
SPAN = re.compile(r"(\d+)–(\d+) (?:menit|minutes)")
NUMBER = re.compile(r"\b\d+\.\d\b")
HEADING = re.compile(r"^## (?:Soal|Exercise) (\d+\.\d) · (.+?) \(", re.MULTILINE)
NAMES = ("ninety", "half_day", "two_days")
KINDS = (
    "welcome", "codes", "board", "talk", "break", "lunch", "recap", "game", "scoring", "debrief", "close",
)  # fmt: skip
"""What an agenda holds besides lessons."""
STEP = 5
"""Agendas are in steps of five minutes, always rounded up."""
RUN = 1
"""Minutes to run the cells of an exercise whose answer is left out: later cells use the names that they define."""
WORDS, LINES = 100, 8
"""Words, and lines of code outside exercises, that slow people read in a minute; quick ones read twice as much."""

RULE = {"step": STEP, "run": RUN, "words": WORDS, "lines": LINES}


@dataclass(frozen=True)
class Part:
    """A part of a lesson: an exercise, or what is read and run before it.

    - ``number`` (str): The exercise, or empty.
    - ``low``, ``high`` (float): Minutes for quick and for slow people.
    - ``is_core`` (bool): Whether the lesson holds without it.
    - ``after`` (str): For reading, the exercise that it leads to; empty at the end.
    """

    number: str
    title: str
    low: float
    high: float
    is_core: bool = True
    after: str = ""


@cache
def built(number: str, lang: str) -> Built:
    """Read a built lesson, once."""
    return read_built(number, lang, find_originals(lang))


def lesson_parts(number: str, lang: str) -> list[Part]:
    """Give a lesson's parts in order; both languages give the same minutes.

    >>> [p.number for p in lesson_parts("00", "en") if p.number]
    ['0.1', '0.2', '0.3']
    """
    both = [list(_found(number, one)) for one in LANGUAGES]
    made = both[LANGUAGES.index(lang)]
    means = [sum(part.high for part in parts) / len(both) for parts in zip(*both, strict=True)]
    return [
        part if part.number else replace(part, low=high / 2, high=high)
        for part, high in zip(made, means, strict=True)
    ]


def card(text: str) -> tuple[list[int], set[str]]:
    """Read a card: its spans of minutes, of the whole and of the core, and the exercises that may be skipped."""
    row = next(line for line in text.splitlines() if SPAN.search(line))
    return [int(n) for span in SPAN.findall(row) for n in span], set(NUMBER.findall(row.partition(";")[2]))


def _found(number: str, lang: str) -> Iterator[Part]:
    """Yield in turn what is read before an exercise and the exercise."""
    read, optional = 0.0, set[str]()
    for cell in built(number, lang).notebook.cells:
        key, text = key_of(cell), cell.source
        if key == "card":
            optional = card(text)[1]
        elif re.fullmatch(r"ex-\d", key):
            heading, span = HEADING.search(text), SPAN.search(text)
            if heading is None or span is None:
                raise BadValue(
                    f"lesson {number}, cell {quoted(key)}: its heading must name the exercise and its minutes"
                )
            name = heading[1]
            yield Part("", "", 0, read, name not in optional, name)
            yield Part(name, heading[2], int(span[1]), int(span[2]), name not in optional)
            read = 0.0
        elif cell.cell_type == "markdown":
            read += len(text.split()) / WORDS
        elif not re.fullmatch(r"(?:do|help)-\d", key):
            read += sum(line.strip()[:1] not in ("", "#") for line in text.splitlines()) / LINES
    yield Part("", "", 0, read)


def in_all(parts: Sequence[Part]) -> tuple[int, int]:
    """Add up some parts, in steps of five minutes."""
    return tuple(STEP * round(sum(getattr(p, side) for p in parts) / STEP) for side in ("low", "high"))  # type: ignore[return-value]


def reached(parts: Sequence[Part], kept: Iterable[bool]) -> list[float]:
    """Give the minute at which a room reaches each part, and last the end, if it does those kept.

    It takes the minutes of slow people; what leads to an exercise that is left out is not read, only run.
    """
    spent = (p.high if is_kept else RUN * bool(p.number) for p, is_kept in zip(parts, kept, strict=True))
    return [0.0, *accumulate(spent)]


def clocks(parts: Sequence[Part]) -> list[list[float]]:
    """Give when the core reaches each part and the end, and when who leaves nothing out does."""
    return [reached(parts, [is_all or part.is_core for part in parts]) for is_all in (False, True)]


def minutes(number: str, exercises: Sequence[str] = (), is_whole: bool = False) -> int:
    """Give the minutes to plan for a lesson's exercises and what leads to them; none means its core.

    - ``is_whole`` (bool): All of it, and its open task.

    They are rounded up to `STEP`, since a room goes on when its last table is ready; what follows the last exercise
    is kept where the core is done.

    Raises BadValue: where the lesson has no such exercise.
    """
    parts = lesson_parts(number, "en")
    known = [p.number for p in parts if p.number]
    if wrong := [name for name in exercises if name not in known]:
        raise BadValue(f"lesson {number} has no exercise {quoted(wrong[0])}: there are {', '.join(known)}")
    kept = [(p.number or p.after) in exercises if exercises else is_whole or p.is_core for p in parts]
    end = max(i for i, is_kept in enumerate(kept, 1) if is_kept)
    more = int(open_task(number).asked.minutes.partition("–")[2]) if is_whole else 0
    return math.ceil(round(reached(parts, kept)[end] + more) / STEP) * STEP


@dataclass(frozen=True)
class Row:
    """A line of an agenda: when it begins [minutes after the start], how long it takes, and what it is."""

    at: int
    minutes: int
    what: str
    lesson: str = ""
    exercises: tuple[str, ...] = ()


def formats() -> Mapping[str, Any]:
    """Read the workshop's formats: how long each is, and what it holds, day by day."""
    return tomllib.loads(FORMATS.read_text(encoding="utf-8"))


def agenda(name: str) -> list[list[Row]]:
    """Give a format's agenda, a list for each day; what is left of a day is its reserve.

    Raises BadValue: where a day does not fit.
    """
    said = formats()[name]
    days = []
    for day in said["day"]:
        rows: list[Row] = []
        at = 0
        for item in day["items"]:
            lesson, exercises = item.get("lesson", ""), tuple(item.get("exercises", ()))
            if not lesson and item["what"] not in KINDS:
                raise BadValue(f"{name}: {quoted(item['what'])} is none of {', '.join(KINDS)}")
            takes = int(item.get("minutes", 0)) + (minutes(lesson, exercises) if lesson else 0)
            rows.append(Row(at, takes, item.get("what", "lesson"), lesson, exercises))
            at += takes
        left = int(said["minutes"]) - at
        if left < 0:
            raise BadValue(f"{name}: a day takes {at} minutes and has {said['minutes']}")
        days.append([*rows, Row(at, left, "reserve")])
    return days
