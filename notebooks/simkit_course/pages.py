"""Reading copies and slides of the lessons, as files that open anywhere: no server, no internet, no Python."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simkit.core.catalogue import Catalogue, Words
from simkit.core.errors import BadFolder, BadValue
from simkit.core.files import write_file

from . import build as guards
from .lab import find_originals
from .pages_html import code, document, outputs, prose
from .texts import LANGUAGES

SAID = Catalogue(__package__, "pages")

# ---
# Slides of a lesson: the cells that a class needs on the wall, chosen by the keys that every lesson shares.

PROSE = frozenset({"story", "claim", "picture", "limits", "cannot", "ethics"})
"""Text cells that are a slide each, besides the title, the card, the exercises and the key points."""
CLAIM = Words(__package__, "pages.claim")
"""Some lessons give this cell another key; its heading is the same everywhere."""
HEADING = re.compile(r"^#{1,3} +(.+?)\s*$", re.MULTILINE)
ROW = re.compile(r"^\| \*\*(.+?)\*\* \| (.+) \|$", re.MULTILINE)
DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
SYNTHETIC = SAID["synthetic"]
BUTTONS = (SAID["previous"], SAID["next"])


@dataclass(frozen=True)
class Slide:
    """One slide: its kind, such as scenario or exercise, its HTML, and what only the trainer sees of it.

    - ``notes`` (str): HTML for the trainer; empty in the class's slides.
    - ``minutes`` (int): Minutes to plan for it; 0 where nothing is worked at.
    """

    kind: str
    body: str
    notes: str = ""
    minutes: int = 0


def key_of(cell: Any) -> str:
    """Give a cell's key in the source, which its id keeps.

    >>> key_of({"id": "l04-ex-1"})
    'ex-1'
    """
    return str(cell["id"]).partition("-")[2]


LATE = ("l08-figure-frontier",)
"""Figures that show what the next exercise asks for: on slides they stand behind it."""


def slides(notebook: Any) -> list[Slide]:
    """Choose and make the slides of a built lesson, in the order of its cells.

    Returns a list of Slide: title, card, scenario, pictures, claim, exercises' questions, limits, ethics, key
    points, exit question. No answer to compare with, no hint and no code is on any.
    """
    lang = notebook.metadata.simkit.lang
    made: list[Slide] = []
    drawn: list[Slide] = []
    headed = topic = ""
    for cell in notebook.cells:
        key, text = key_of(cell), cell.source
        if cell.cell_type == "code":
            if key.startswith("figure"):
                head = f"<h2>{topic}</h2>" if topic else ""
                drawn += [Slide("figure", head + o) for o in outputs(cell, lang) if "<img" in o]
            if key.startswith(("figure", "do-")) and cell["id"] not in LATE:
                made, drawn = made + drawn, []
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
    """Make the page of all slides: arrow keys turn them, printing puts each on a sheet of its own."""
    return turning(slides(notebook), title, notebook.metadata.simkit.lang, "slides.js")


def turning(shown: Sequence[Slide], title: str, lang: str, *scripts: str) -> str:
    """Put slides into one page.

    - ``scripts`` (str): Files in ``data`` that turn them.
    """
    foot = f"<span>{html.escape(title)}</span><span>{SYNTHETIC.to(lang)}</span>"
    parts = [
        f'<section class="{slide.kind}" id="s{n}" aria-label="{n} / {len(shown)}"{_planned(slide)}>\n'
        f'<div class="body">{slide.body}</div>{slide.notes and f"<aside>{slide.notes}</aside>"}\n'
        f"<footer>{foot}<span>{n} / {len(shown)}</span></footer>\n</section>"
        for n, slide in enumerate(shown, 1)
    ]
    back, on = (text.to(lang) for text in BUTTONS)
    parts.append(
        f'<nav><button id="back" aria-label="{back}">‹</button><button id="on" aria-label="{on}">›</button></nav>'
    )
    return document(lang, title, "\n".join(parts), "slides.css", *scripts)


def _planned(slide: Slide) -> str:
    return f' data-minutes="{slide.minutes}"' if slide.minutes else ""


NAME = SAID["name"]
LESSONS = SAID["lessons"]
READING = SAID["reading"]
SLIDES = SAID["slides"]
ALL = SAID["all"]
ANSWER = SAID["answer"]
RUN = SAID["run"]
KEYS = SAID["keys"]


@dataclass(frozen=True)
class Built:
    """A built notebook: its number, language, file name without suffix, title, and content."""

    number: str
    lang: str
    stem: str
    title: str
    notebook: Any


def read_built(number: str, lang: str, folder: Path) -> Built:
    """Read one lesson's notebook.

    Raises BadFolder: where it is missing, or holds no outputs that the pages could show.
    """
    found = sorted(folder.glob(f"{number}-*.ipynb"))
    if not found:
        raise BadFolder(f"{folder} has no lesson {number}: run `simkit notebooks build {number}`")
    made = guards.read(found[0])
    if not any(c.get("outputs") for c in made.cells):
        raise BadFolder(f"{found[0].name} has no outputs: run `simkit notebooks build {number}`")
    head = re.match(r"# +(.+)", made.cells[0].source)
    return Built(number, lang, found[0].stem, head[1].strip() if head else found[0].stem, made)


def reading_copy(lesson: Built, twin: Built) -> str:
    """Make the page to read: text, code and outputs; exercises blank, answers to compare with folded away.

    - ``lesson``, ``twin`` (Built): The same lesson in this language and the other.
    """
    lang, other = lesson.lang, twin.lang
    links = [
        f'<a href="../index.html">{ALL.to(lang)}</a>',
        f'<a href="{lesson.stem}.slides.html">{SLIDES.to(lang)}</a>',
        f'<a href="../{other}/{twin.stem}.html" lang="{other}" hreflang="{other}">{NAME.to(other)}</a>',
    ]
    parts = [f'<div class="note"><p>{" · ".join(links)}</p><p>{RUN.to(lang)} {SYNTHETIC.to(lang)}.</p></div>']
    for cell in lesson.notebook.cells:
        parts += _cell(cell, lang)
    return document(lang, lesson.title, "<main>\n" + "\n".join(parts) + "\n</main>", "pages.css")


def _cell(cell: Any, lang: str) -> Iterator[str]:
    key = key_of(cell)
    # Nobody can run a hint on paper, and the progress noted is that of whoever built the lesson: none.
    if key.startswith("help-") or key == "progress":
        return
    if cell.cell_type == "markdown":
        yield f'<section id="{cell.id}">{prose(cell.source)}</section>'
    elif re.fullmatch(r"do-\d", key):
        yield f'<div class="answer" id="{cell.id}"><p>{ANSWER.to(lang)}</p>{code(cell.source)}</div>'
    else:
        yield f'<div id="{cell.id}">{code(cell.source)}{"".join(outputs(cell, lang))}</div>'


def index_page(lessons: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Make the page that lists all others."""
    parts = []
    for lang in LANGUAGES:
        rows = [
            f'<li><a href="{lang}/{stem}.html">{html.escape(title)}</a> · '
            f'<a href="{lang}/{stem}.slides.html" aria-label="{SLIDES.to(lang)}: {html.escape(title)}">'
            f"{SLIDES.to(lang)}</a></li>"
            for stem, title in lessons.get(lang, ())
        ]
        said = f"<p>{READING.to(lang)} · {SLIDES.to(lang)}. {SYNTHETIC.to(lang)}.</p><p>{KEYS.to(lang)}</p>"
        listed = "\n".join(rows)
        parts.append(
            f'<section lang="{lang}"><h2>{LESSONS.to(lang)}: {NAME.to(lang)}</h2>{said}<ul>\n{listed}\n</ul></section>'
        )
    title = " / ".join(
        f"simkit: {LESSONS.to(lang)}" if lang == "id" else LESSONS.to(lang) for lang in LANGUAGES
    )
    return document("id", title, f"<main>\n<h1>simkit</h1>\n{''.join(parts)}\n</main>", "pages.css")


def write_pages(
    out: str | Path, numbers: Sequence[str] = (), folders: Mapping[str, Path] | None = None
) -> Iterator[Path]:
    """Write reading copies and slides of built lessons, and an index; yield each page that was written.

    - ``out`` (str or Path): Gets ``id/NN-*.html``, ``id/NN-*.slides.html``, the same in ``en``, and
      ``index.html`` of all that it then holds. Other files in it are left alone.
    - ``numbers`` (sequence of str): Lessons; none means all.
    - ``folders`` (mapping of language to Path, optional): Where the notebooks are; those of this installation
      if none is given.

    Raises BadValue: where there is no such lesson.

    Raises BadFolder: where a notebook is missing or was never run, or `out` cannot be written.
    """
    target = Path(out).expanduser()
    homes = dict(folders) if folders else {lang: find_originals(lang) for lang in LANGUAGES}
    known = sorted({p.name[:2] for home in homes.values() for p in home.glob("[0-9][0-9]-*.ipynb")})
    wanted = {str(n).zfill(2) for n in numbers}
    if wanted - set(known):
        raise BadValue(f"no lesson {', '.join(sorted(wanted - set(known)))}; there are {', '.join(known)}")
    listed: dict[str, list[tuple[str, str]]] = {lang: [] for lang in LANGUAGES}
    for number in known:
        pair = {lang: read_built(number, lang, homes[lang]) for lang in LANGUAGES}
        for lang, other in (LANGUAGES, LANGUAGES[::-1]):
            lesson = pair[lang]
            page, shown = (target / lang / f"{lesson.stem}{end}" for end in (".html", ".slides.html"))
            if not wanted or number in wanted:
                write_file(page, reading_copy(lesson, pair[other]))
                write_file(shown, slide_page(lesson.notebook, lesson.title))
                yield page
            if page.is_file() and shown.is_file():
                listed[lang].append((lesson.stem, lesson.title))
    write_file(target / "index.html", index_page(listed))
    yield target / "index.html"
