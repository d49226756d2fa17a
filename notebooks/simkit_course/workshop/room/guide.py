"""Generated pages of the trainer's guide: agendas with a clock; each lesson's clock, slips and questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from simkit.cli.command import say
from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadFolder
from simkit.core.files import reason, write_file
from simkit.core.html import filled

from ...exercises import exercise, lessons
from ...pages import key_of
from ...texts import LANGUAGES
from ..slips import HOLE, slips
from . import own_story
from .timing import NAMES, RULE, Part, Row, agenda, built, clocks, formats, lesson_parts, minutes

SAID = Catalogue(__package__, "guide")

DETAILS = re.compile(r"<details><summary>.*?</summary>(.*?)</details>", re.DOTALL)


def clock(start: str, after: float) -> str:
    """Give the time of day some minutes after the start.

    >>> clock("08:30", 95)
    '10:05'
    """
    hours, rest = divmod(int(start[:2]) * 60 + int(start[3:]) + round(after), 60)
    return f"{hours:02}:{rest:02}"


def title_of(number: str, lang: str) -> str:
    """Give a lesson's number and title."""
    return built(number, lang).title


def _page(name: str, lang: str, **shown: object) -> str:
    def said(key: str, **values: object) -> str:
        return SAID[key].put(**values).to(lang)

    return filled("simkit_course", f"data/{name}", said=said, lang=lang, **shown)


def formats_page(lang: str) -> str:
    """Write every format's agenda."""
    known = [
        {
            "title": SAID[f"format_{name}"].to(lang),
            "about": SAID[f"about_{name}"].to(lang),
            "start": formats()[name]["start"],
            "days": agenda(name),
            "questions": day_questions(name, lang),
        }
        for name in NAMES
    ]
    numbers = [name[1:3] for name in lessons()]
    rows = [
        {"title": title_of(n, lang), "minutes": minutes(n), "whole": minutes(n, is_whole=True)}
        for n in numbers
    ]
    hours = round(sum(map(minutes, numbers)) / 60)
    return _page("formats", lang, formats=known, lessons=rows, hours=hours, rule=RULE, clock=clock, what=what)


def what(row: Row, lang: str) -> str:
    """Say what a line of an agenda is."""
    if not row.lesson:
        return SAID[f"item_{row.what}"].to(lang)
    chosen = ", ".join(row.exercises) or SAID["core"].to(lang)
    end = SAID["stop"].put(last=row.exercises[-1]) if row.exercises else SAID["stop_core"]
    return f"**{title_of(row.lesson, lang)}**: {chosen}; {end.to(lang)}"


def day_questions(name: str, lang: str) -> list[tuple[str, str]]:
    """Give the closing question of each day of a format, and the answer to listen for."""
    own = SAID["close_question"].to(lang), SAID["close_answer"].to(lang)
    return [closing(day["question"], lang) if "question" in day else own for day in formats()[name]["day"]]


def lessons_page(lang: str) -> str:
    """Write for each lesson its clock, usual slips and closing question."""
    return _page("lessons", lang, lessons=[_lesson(name, lang) for name in lessons()])


def _lesson(name: str, lang: str) -> dict[str, Any]:
    number, known = name[1:3], slips(name)
    question, answer = closing(number, lang)
    return {
        "title": title_of(number, lang),
        "clock": _clock(lesson_parts(number, lang), lang),
        "slips": {at: [f"“{HOLE.sub('…', text.to(lang))}”" for text in said] for at, said in known.items()},
        "tasks": {at: exercise(at, lang).task for at in known},
        "question": question,
        "answer": answer,
    }


def _clock(parts: list[Part], lang: str) -> Iterator[str]:
    both = clocks(parts)
    for part, *at in zip(parts, *both, strict=False):
        if part.number or part.high >= 0.5:
            name = f"{part.number} {part.title}" if part.number else SAID["reading"].to(lang)
            kind = SAID["core" if part.is_core else "optional"].to(lang)
            shown = [clock("00:00", at[0]) if part.is_core else "-", clock("00:00", at[1])]
            yield f"| {name} | {part.low:.0f}–{part.high:.0f} | {kind} | {' | '.join(shown)} |"
    yield f"| {SAID['end'].to(lang)} | | | {' | '.join(clock('00:00', at[-1]) for at in both)} |"


def closing(number: str, lang: str) -> tuple[str, str]:
    """Give a lesson's closing question and the answer to listen for, each on one line."""
    cells = built(number, lang).notebook.cells
    text = next(c.source for c in cells if key_of(c) == "points").partition("\n## ")[2].partition("\n")[2]
    answer = DETAILS.search(text)
    return " ".join(DETAILS.sub("", text).split()), " ".join(answer[1].split()) if answer else "-"


def pages() -> dict[str, str]:
    """Give every generated page by its file's name."""
    known = {"formats": formats_page, "lessons": lessons_page, "own-story": own_story.page}
    ends = {"en": ".md", "id": ".id.md"}
    return {f"{name}{ends[lang]}": page(lang) for name, page in known.items() for lang in LANGUAGES}


def write_docs(folder: Path, documents: Mapping[str, str], check: bool = False) -> list[str]:
    """Write the generated documents that are out of date, or only name them."""
    if not folder.is_dir():
        raise BadFolder(f"there is no folder {folder} here: run this in a checkout of simkit")
    stale = []
    try:
        for name, text in documents.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != text.encode():
                stale.append(name)
                if not check:
                    write_file(path, text)
    except OSError as error:
        raise BadFolder(f"{folder} cannot be written: {reason(error)}") from error
    return stale


def tell(folder: Path, stale: Iterable[str], is_check: bool, command: str, lang: str) -> int:
    """Say which documents were written, or are stale and made by which command; give the exit code."""
    made = [
        SAID["stale" if is_check else "written"].put(path=folder / name, command=command) for name in stale
    ]
    say(text.to(lang) for text in made)
    return int(is_check and bool(made))
