"""Reading copies and slides of the lessons, as files that open anywhere: no server, no internet, no Python."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.aside import write_file
from ..core.errors import BadFolder, BadValue
from . import guards
from .labspace import find_originals
from .pages_html import code, document, outputs, prose
from .pages_slides import SYNTHETIC, key_of, slide_page
from .texts import LANGUAGES, Text

NAME = Text(id="Bahasa Indonesia", en="English")
LESSONS = Text(id="Pelajaran", en="Lessons")
READING = Text(id="Salinan bacaan", en="Reading copy")
SLIDES = Text(id="Salindia", en="Slides")
ALL = Text(id="Semua pelajaran", en="All lessons")
ANSWER = Text(id="Jawabanmu", en="Your answer")
RUN = Text(
    id="Salinan bacaan: tidak ada yang dijalankan di sini. Untuk menjalankan sel, memeriksa jawaban, dan mendapat "
    "petunjuk, buka pelajaran ini dengan <code>simkit lab</code>.",
    en="A reading copy: nothing runs here. To run the cells, check your answers and get hints, open this lesson with "
    "<code>simkit lab</code>.",
)
KEYS = Text(
    id="Salindia: tombol panah untuk berpindah, Home dan End ke awal dan akhir; kalau dicetak, setiap salindia "
    "mendapat satu lembar.",
    en="Slides: arrow keys turn them, Home and End go to the first and the last; printed, one to a page.",
)


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

    Raises
    ------
    BadFolder
        Where it is missing, or holds no outputs that the pages could show.
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

    Parameters
    ----------
    lesson, twin : Built
        The same lesson in this language and the other.
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
    """Make the page that lists all others.

    Parameters
    ----------
    lessons : mapping of language to sequence of (file name without suffix, title)
    """
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
) -> Iterator[str]:
    """Write reading copies and slides of built lessons, and an index; yield what was written.

    Parameters
    ----------
    out : str or Path
        Gets ``id/NN-*.html``, ``id/NN-*.slides.html``, the same in ``en``, and ``index.html`` of all that it then
        holds. Other files in it are left alone.
    numbers : sequence of str
        Lessons; none means all.
    folders : mapping of language to Path, optional
        Where the notebooks are; those of this installation if none is given.

    Raises
    ------
    BadValue
        Where there is no such lesson.
    BadFolder
        Where a notebook is missing or was never run, or `out` cannot be written.
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
                yield f"{page}: written, with slides"
            if page.is_file() and shown.is_file():
                listed[lang].append((lesson.stem, lesson.title))
    write_file(target / "index.html", index_page(listed))
    yield f"{target / 'index.html'}: written"
