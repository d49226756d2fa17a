"""The open task at the end of a lesson: an empty cell, a check of the numbers, an answer to compare with after a try.

Its texts stand in `open_task.toml` of the lesson's folder, its judge in `open_task.py`; a folder without the two has
none. A judge knows shapes, numbers and ranges, computed anew from the student's own data; it reads no words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module, resources
from typing import Any

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue

from .exercises import LESSONS, Judge, judged, lessons
from .feedback import AGREES, COMPARED, NOT_ATTEMPTED, NOTE, RIGHT, Feedback, show_later
from .texts import Text, find_language

SAID = Catalogue(__package__, "open_tasks")
FILE = "open_task.toml"
CAPSTONE = "capstone"
"""The open task that belongs to no lesson."""


@dataclass(frozen=True)
class Asked:
    """One open task in both languages.

    - ``lesson`` (str): Two digits, or "capstone".
    - ``title``, ``question``, ``hand_in`` (Text): What is asked, of which data, and in which form.
    - ``minutes`` (str): An estimate.
    - ``good`` (tuple of Text): What a good answer holds; a student marks by it.
    - ``code`` (str): A worked answer, which passes the check in its last line; ``compared`` (Text) says what it is
      worth and what it leaves open.
    """

    lesson: str
    title: Text
    question: Text
    hand_in: Text
    minutes: str
    good: tuple[Text, ...]
    code: str
    compared: Text
    judge: Callable[..., None]

    @property
    def call(self) -> str:
        """The line that hands an answer in."""
        return self.code.splitlines()[-1]

    def points(self) -> Text:
        """Give what a good answer holds, a line each."""
        return Text(
            id="\n".join(f"• {point.id}" for point in self.good),
            en="\n".join(f"• {point.en}" for point in self.good),
        )


@lru_cache(maxsize=1)
def homes() -> Mapping[str, str]:
    """Give the package of every open task: of those of the lessons by their number, and of the capstone's."""
    known = {name[1:3]: f"{LESSONS}.{name}" for name in lessons()} | {CAPSTONE: f"{__package__}.{CAPSTONE}"}
    return {n: home for n, home in known.items() if resources.files(home).joinpath(FILE).is_file()}


@lru_cache
def read_asked(number: str) -> Asked:
    """Read an open task, a key of `homes`."""
    said = tomllib.loads(resources.files(homes()[number]).joinpath(FILE).read_text(encoding="utf-8"))
    texts = {k: Text(**said[k]) for k in ("title", "question", "hand_in", "compared")}
    good = tuple(Text(id=a, en=b) for a, b in zip(said["good"]["id"], said["good"]["en"], strict=True))
    judge, code = import_module(f"{homes()[number]}.open_task").judge, said["code"].strip("\n")
    return Asked(number, **texts, minutes=said["minutes"], good=good, code=code, judge=judge)


_tried: set[str] = set()
"""Lessons whose open task was handed in since this notebook was started."""


@dataclass(frozen=True)
class OpenTask:
    """One open task in one language; shown as its text.

    >>> open_task(0, "en").asked.lesson
    '00'
    """

    asked: Asked
    lang: str

    def _text(self) -> Feedback:
        asked = self.asked
        said = SAID["asked"].put(
            question=asked.question,
            minutes=asked.minutes,
            hand_in=asked.hand_in,
            good=asked.points(),
            after=SAID["after"],
        )
        return self._say(NOTE, said)

    def __repr__(self) -> str:
        return repr(self._text())

    def _repr_html_(self) -> str:
        return self._text()._repr_html_()

    def check(self, answer: Any, *data: Any) -> Feedback:
        """Say whether the numbers handed in agree with the data they were computed from (alias: `cek`)."""
        asked = self.asked
        said = SAID["agrees"].put(good=asked.points())
        state, text = judged(Judge(asked.judge), answer, data, asked.hand_in, said, asked.call)
        if state != NOT_ATTEMPTED:
            _tried.add(asked.lesson)
        return show_later(self._say(AGREES if state == RIGHT else state, text))

    def compare(self) -> Feedback:
        """Show one worked answer, once an answer was handed in (alias: `bandingkan`)."""
        if self.asked.lesson not in _tried:
            return show_later(self._say(NOT_ATTEMPTED, SAID["first"].put(call=self.asked.call)))
        return show_later(self._say(COMPARED, self.asked.compared, self.asked.code))

    cek, bandingkan = check, compare

    def _say(self, state: str, text: Text, code: str = "") -> Feedback:
        asked, lang = self.asked, self.lang
        title = f"{SAID['title'].put(lesson=asked.lesson).to(lang)} · {asked.title.to(lang)}"
        return Feedback(state, title, text.to(lang), code, lang)


def open_task(lesson: str | int, lang: str | None = None) -> OpenTask:
    """Give the open task of a lesson by its number, or "capstone" (alias: `tugas_terbuka`).

    Raises BadValue: where the lesson has none; says which have.
    """
    lang = lang or find_language()
    number = str(lesson).strip().zfill(2)
    if number not in homes():
        raise BadValue(SAID["unknown"].put(n=repr(lesson), known=", ".join(homes())).to(lang))
    return OpenTask(read_asked(number), lang)


tugas_terbuka = open_task
