"""The trainer's slides: those of the class, with notes, minutes, and an answer that a key opens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue, quoted
from simkit.core.files import write_file
from simkit.core.html import safe

from ...exercises import exercise, lessons
from ...pages import Slide, slides, turning
from ...pages_html import code, prose
from ...texts import LANGUAGES
from ..slips import HOLE, slips
from .guide import clock, closing
from .timing import Part, built, clocks, lesson_parts

SAID = Catalogue(__package__, "slides")

ASKED = re.compile(r"<h2>[^<]*?\b(\d{1,2}\.\d)\b")
MOST_SLIPS = 4
"""Slips that a note quotes: what a person can take in while a room waits; the guide has them all."""


def trainer_slides(number: str, lang: str) -> list[Slide]:
    """Make the slides of a lesson, each exercise followed by its answer.

    >>> made = trainer_slides("00", "en")
    >>> [s.kind for s in made].count("answer"), any(s.notes for s in made)
    (3, True)
    """
    known = lesson_parts(number, lang)
    parts = {p.number: (p, at) for p, at in zip(known, clocks(known)[0], strict=False) if p.number}
    found = slips(next(name for name in lessons() if name[1:3] == number))
    made: list[Slide] = []
    for asked, group in groupby(slides(built(number, lang).notebook), _asked):
        shown = list(group)
        if not asked:
            made += (replace(slide, notes=_notes(slide.kind, number, lang)) for slide in shown)
            continue
        part, at = parts[asked]
        said = _exercise_notes(part, at, [text.to(lang) for text in found[asked]], lang)
        made += (replace(slide, notes=said, minutes=round(part.high)) for slide in shown)
        made.append(_answer(asked, lang))
    return made


def _asked(slide: Slide) -> str:
    """Tell which exercise a slide asks; a figure behind it is no part of it, and may show what it asked for."""
    found = ASKED.search(slide.body) if slide.kind == "exercise" else None
    return found[1] if found else ""


def _notes(kind: str, number: str, lang: str) -> str:
    if kind == "title":
        core, whole = (round(at[-1]) for at in clocks(lesson_parts(number, lang)))
        return prose(SAID["title"].put(core=core, whole=whole).to(lang))
    if kind == "exit":
        return prose(SAID["listen"].put(answer=closing(number, lang)[1]).to(lang))
    return ""


def _exercise_notes(part: Part, at: float, found: Sequence[str], lang: str) -> str:
    name = "core" if part.is_core else "optional"
    said = SAID[name].put(low=round(part.low), high=round(part.high), at=clock("00:00", at)).to(lang)
    quoted_slips = [f"“{HOLE.sub('…', text)}”" for text in found[:MOST_SLIPS]]
    return prose(f"{said}\n\n" + "\n".join(f"- {text}" for text in quoted_slips))


def _answer(asked: str, lang: str) -> Slide:
    task = exercise(asked, lang).task
    head = f"<h2>{safe(SAID['answer'].put(number=asked, title=task.title.to(lang)).to(lang))}</h2>"
    return Slide(
        "answer", head + code(task.solution) + prose(task.explained.to(lang)), prose(task.why.to(lang))
    )


def write_slides(out: Path, numbers: Sequence[str] = ()) -> Iterator[str]:
    """Write the trainer's slides of some lessons, or of all, in both languages; yield what was written.

    Raises BadValue: where there is no such lesson.
    """
    known = [name[1:3] for name in lessons()]
    for number in numbers:
        if number.zfill(2) not in known:
            raise BadValue(SAID["no_lesson"].put(n=quoted(number), known=", ".join(known)))
    for one in [number.zfill(2) for number in numbers] or known:
        for lang in LANGUAGES:
            lesson = built(one, lang)
            path = out / lang / f"{lesson.stem}.trainer.html"
            shown = trainer_slides(one, lang)
            write_file(path, turning(shown, lesson.title, lang, "slides.js", "trainer.js"))
            yield f"{path}: {len(shown)}"
