"""Slides of a lesson: the cells that a class needs on the wall, chosen by the keys that every lesson shares."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .pages_html import document, outputs, prose
from .texts import Text

PROSE = frozenset({"story", "claim", "picture", "limits", "cannot", "ethics"})
"""Text cells that are a slide each, besides the title, the card, the exercises and the key points."""
CLAIM = {"id": "Klaim di samping simulasi", "en": "The claim beside the simulation"}
"""Some lessons give this cell another key; its heading is the same everywhere."""
HEADING = re.compile(r"^#{1,3} +(.+?)\s*$", re.MULTILINE)
ROW = re.compile(r"^\| \*\*(.+?)\*\* \| (.+) \|$", re.MULTILINE)
DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
SYNTHETIC = Text(
    id="Semua data buatan; tidak ada orang sungguhan", en="All data is synthetic; nobody is real"
)
BUTTONS = (Text(id="Sebelumnya", en="Previous"), Text(id="Berikutnya", en="Next"))


@dataclass(frozen=True)
class Slide:
    """One slide: its kind, such as story or exercise, and its HTML."""

    kind: str
    body: str


def key_of(cell: Any) -> str:
    """Give a cell's key in the source, which its id keeps.

    Examples
    --------
    >>> key_of({"id": "l04-ex-1"})
    'ex-1'
    """
    return str(cell["id"]).partition("-")[2]


def slides(notebook: Any) -> list[Slide]:
    """Choose and make the slides of a built lesson, in the order of its cells.

    Parameters
    ----------
    notebook : NotebookNode
        Built: its figures are its outputs.

    Returns
    -------
    list of Slide
        Title, card, story, pictures, claim, exercises' questions, limits, ethics, key points, exit question. No answer
        to compare with, no hint and no code is on any.
    """
    lang = notebook.metadata.simkit.lang
    made: list[Slide] = []
    headed = topic = ""
    for cell in notebook.cells:
        key, text = key_of(cell), cell.source
        if cell.cell_type == "code":
            if key.startswith("figure"):
                head = f"<h2>{topic}</h2>" if topic else ""
                made += [Slide("figure", head + o) for o in outputs(cell, lang) if "<img" in o]
            continue
        if key == "card":
            made += _card(text)
        elif re.fullmatch(r"ask-\d", key):
            _ask(made, text, headed)
        else:
            made += _text(key, text, lang)
        if heading := html.escape(_last_heading(text)):
            # A picture between two exercises is no exercise: it stands without a heading.
            headed, topic = heading, "" if key.startswith("ex-") else heading
    return made


def _last_heading(text: str) -> str:
    found = HEADING.findall(text)
    return found[-1].replace("`", "").replace("*", "") if found else ""


def _card(text: str) -> Iterator[Slide]:
    """Make two slides of the card: the question alone, then what one will be able to do, as a list."""
    rows = ROW.findall(text)
    if len(rows) < 2:
        return
    (asked, question), (able, goals), *others = rows
    yield Slide("question", f"<h2>{html.escape(asked)}</h2><div class=big>{prose(question)}</div>")
    listed = "\n".join(f"- {goal.strip()}" for goal in goals.split(";"))
    rest = "\n\n".join(f"**{name}:** {said}" for name, said in others)
    yield Slide("goals", f"<h2>{html.escape(able)}</h2>{prose(listed)}<div class=small>{prose(rest)}</div>")


def _text(key: str, text: str, lang: str) -> Iterator[Slide]:
    if key == "title":
        yield Slide("title", prose(text))
    elif re.fullmatch(r"ex-\d", key):
        yield Slide("exercise", prose(text))
    elif key == "points":
        points, _, leave = text.partition("\n## ")
        yield Slide("points", prose(points))
        if leave:
            yield Slide("exit", prose("## " + DETAILS.sub("", leave)))
    elif key in PROSE or text.startswith(f"## {CLAIM[lang]}"):
        kind = key if key in PROSE else "claim"
        at = text.find("## ")
        # What stands before a heading belongs to the output above it, which is no slide; so does a text that ends in a
        # colon, with the output below it.
        if not text.rstrip().endswith(":"):
            yield Slide("limits" if kind == "cannot" else kind, prose(DETAILS.sub("", text[max(at, 0) :])))


def _ask(made: list[Slide], text: str, headed: str) -> None:
    """Add the second half of an exercise's question to its slide, or after a picture, to a slide of its own."""
    asked = prose(text)
    if made and made[-1].kind == "exercise":
        made[-1] = Slide("exercise", made[-1].body + asked)
    else:
        made.append(Slide("exercise", f"<h2>{headed}</h2>{asked}"))


def slide_page(notebook: Any, title: str) -> str:
    """Make the page of all slides: arrow keys turn them, printing puts each on a sheet of its own.

    Parameters
    ----------
    notebook : NotebookNode
    title : str
        The lesson's title, a plain text.
    """
    lang = notebook.metadata.simkit.lang
    shown = slides(notebook)
    foot = f"<span>{html.escape(title)}</span><span>{SYNTHETIC.to(lang)}</span>"
    parts = [
        f'<section class="{slide.kind}" id="s{n}" aria-label="{n} / {len(shown)}">\n'
        f'<div class="body">{slide.body}</div>\n<footer>{foot}<span>{n} / {len(shown)}</span></footer>\n</section>'
        for n, slide in enumerate(shown, 1)
    ]
    back, on = (text.to(lang) for text in BUTTONS)
    parts.append(
        f'<nav><button id="back" aria-label="{back}">‹</button><button id="on" aria-label="{on}">›</button></nav>'
    )
    return document(lang, title, "\n".join(parts), "slides.css", "slides.js")
