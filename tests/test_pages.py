"""Reading copies and slides: files that need no internet, in one language each, without answers."""

import base64
import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from simkit.cli import main
from simkit.core.errors import BadFolder, BadValue
from simkit_course.build import read
from simkit_course.lab import find_originals
from simkit_course.pages import index_page, read_built, reading_copy, slide_page, slides, write_pages
from simkit_course.pages_html import cleaned, figure, outputs, prose
from simkit_course.texts import LANGUAGES

HOMES = {lang: Path(__file__).resolve().parents[1] / "notebooks" / lang for lang in LANGUAGES}
NUMBERS = sorted(p.name[:2] for p in HOMES["en"].glob("[0-9][0-9]-*.ipynb"))
READ = ("00", "04", "08")
"""Lessons whose reading copies are made here: one with an error message, one with figures, one with a widget."""
LOADING = {"src", "srcset", "data", "poster", "action", "background", "xlink:href"}
VOID = {"meta", "img", "br", "hr"}


class Page(HTMLParser):
    """What a browser would load, say and run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads, self.links, self.ids, self.alts, self.tags, self.open = [], [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.tags.append((tag, said))
        self.loads += [v for k, v in attrs if k in LOADING or (tag == "link" and k == "href")]
        self.links += [said["href"]] if tag == "a" else []
        self.ids += [said["id"]] if "id" in said else []
        self.alts += [said.get("alt", "")] if tag == "img" else []
        self.open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@functools.cache
def built(number: str, lang: str):
    return read_built(number, lang, HOMES[lang])


@functools.cache
def page(kind: str, number: str, lang: str) -> str:
    lesson = built(number, lang)
    if kind == "slides":
        return slide_page(lesson.notebook, lesson.title)
    return reading_copy(lesson, built(number, "en" if lang == "id" else "id"))


EVERY = [("slides", n, lang) for n in NUMBERS for lang in LANGUAGES]
EVERY += [("reading", n, lang) for n in READ for lang in LANGUAGES]


@pytest.mark.parametrize("which", EVERY, ids="-".join)
def test_a_page_loads_nothing_and_forbids_loading(which) -> None:
    text = page(*which)
    made = Page(text)
    assert not made.open
    assert all(v.startswith("data:image/png;base64,") for v in made.loads)
    assert not re.search(r"@import|url\(|https?://", re.sub(r'base64,[^"]*', "", text))
    policy = next(a["content"] for t, a in made.tags if t == "meta" and "content" in a and "http-equiv" in a)
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert not any(k.startswith("on") for _, a in made.tags for k in a)
    assert sum(t == "script" for t, _ in made.tags) == (which[0] == "slides")
    assert len(set(made.ids)) == len(made.ids)
    assert [a["lang"] for t, a in made.tags if t == "html"] == [which[2]]


@pytest.mark.parametrize("which", EVERY, ids="-".join)
def test_every_picture_of_the_notebook_is_there_with_its_own_caption(which) -> None:
    kind, number, lang = which
    alts = [
        o.metadata["image/png"]["alt"].replace("`", "")
        for c in built(number, lang).notebook.cells
        # The student's own board is empty until it is played: no slide.
        if kind != "slides" or not c.id.endswith("-your-board")
        for o in c.get("outputs", ())
        if "image/png" in o.get("data", {})
    ]
    text = page(*which)
    assert Page(text).alts == alts
    assert text.count("<figcaption>") == len(alts)
    assert all(len(alt) >= 40 for alt in alts)
    assert number == "00" or alts


def test_the_script_of_the_slides_is_the_one_that_the_page_allows() -> None:
    text = page("slides", "04", "en")
    script = text.partition("<script>")[2].partition("</script>")[0]
    assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in text
    assert len(script.splitlines()) <= 90
    assert all(key in script for key in ("ArrowRight", "ArrowLeft", "PageDown", "Home", "End"))


@pytest.mark.parametrize("number", NUMBERS)
def test_slides_come_in_the_lessons_order_and_alike_in_both_languages(number) -> None:
    kinds = {lang: [s.kind for s in slides(built(number, lang).notebook)] for lang in LANGUAGES}
    assert kinds["id"] == kinds["en"]
    made = kinds["en"]
    assert made[:3] == ["title", "question", "goals"]
    assert made[-4:] == ["limits", "ethics", "points", "exit"]
    if number != "00":
        assert made[3] == "story"
        assert "figure" in made
    # Lesson 08 and the game, 09, claim nothing to hold beside the simulation; 00 has no story yet; 06 ends in a colon.
    assert made.count("claim") == (number not in {"00", "06", "08", "09"})
    assert len(made) <= 26


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("number", NUMBERS)
def test_slides_hold_the_question_and_every_exercise_but_no_answer(number, lang) -> None:
    notebook = built(number, lang).notebook
    made = slides(notebook)
    row = re.search(r"\| \*\*.+?\*\* \| (.+) \|", notebook.cells[1].source)[1]
    assert prose(row) in made[1].body
    text = "".join(s.body for s in made)
    asked = [c.source.splitlines()[0].lstrip("# ") for c in notebook.cells if re.search(r"-ex-\d$", c.id)]
    assert asked
    assert all(prose(f"## {heading}") in text for heading in asked)
    assert "<details" not in text
    points = next(c.source for c in notebook.cells if c.id.endswith("-points"))
    answer = re.search(r"</summary>\s+(.+)", points)[1]
    assert answer
    assert answer[:40] not in text
    assert "hint(" not in "".join(s.body for s in made if s.kind != "exercise")
    assert not any("<img" in s.body for s in made if s.kind != "figure")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reading_copy_leaves_exercises_blank_and_answers_folded(lang) -> None:
    text = page("reading", "04", lang)
    assert text.count('class="answer"') == 5
    assert "____" in text
    assert ".hint()" not in re.sub("<[^>]+>", "", text)
    assert {"id": "Belum dikerjakan", "en": "Not attempted"}[lang] not in text
    folded = [a for t, a in Page(text).tags if t == "details"]
    assert folded == [{}]
    assert 'id="l04-ex-1"' in text
    assert 'class="dataframe"' in text
    twin = built("04", "en" if lang == "id" else "id")
    assert f"../{twin.lang}/{twin.stem}.html" in Page(text).links


def test_languages_do_not_mix() -> None:
    only = {
        "id": ("Salinan bacaan", "Jawabanmu", "Semua data buatan"),
        "en": ("reading copy", "Your answer", "All data is synthetic"),
    }
    for lang, other in (("id", "en"), ("en", "id")):
        text = page("reading", "04", lang)
        assert all(word in text for word in only[lang])
        assert not any(word in text for word in only[other])
    assert "Berikutnya" in page("slides", "04", "id")
    assert "Berikutnya" not in page("slides", "04", "en")


def test_errors_and_widgets_are_readable() -> None:
    broken = page("reading", "00", "en")
    assert 'class="out error"' in broken
    assert "\x1b" not in broken
    assert "name &#x27;n_sim&#x27; is not defined" in broken
    lab = page("reading", "08", "id")
    assert "Panel interaktif" in lab
    assert "model_id" not in lab


def test_what_a_cell_says_cannot_break_out_of_the_page() -> None:
    bad = '<script>x()</script><img src="https://e.example/a.png" onerror="x()"><b onclick="x()">b</b>'
    for made in (cleaned(bad), prose(bad), prose(f"text {bad}"), "".join(outputs(stream(bad), "en"))):
        assert not [
            t for t, a in Page(made).tags if t in ("script", "img") or any(k.startswith("on") for k in a)
        ]
    assert "javascript:" not in "".join(Page(prose("[x](javascript:x())")).links)
    assert Page(prose("![x](https://e.example/a.png)")).loads == []
    assert Page(figure("AAAA", '"><script>')).alts == ['"><script>']


def stream(text: str) -> dict:
    return {"outputs": [{"output_type": "stream", "name": "stdout", "text": text}]}


def test_writing_some_lessons_lists_only_what_is_there_and_keeps_the_rest(tmp_path) -> None:
    homes = few(tmp_path, "00", "03")
    out = tmp_path / "out"
    said = list(write_pages(out, ["3"], homes))
    assert len(said) == 3
    links = Page((out / "index.html").read_text("utf-8")).links
    assert len(links) == 4
    assert all("/03-" in link for link in links)
    before = {p: p.read_bytes() for p in out.rglob("*.html")}
    list(write_pages(out, [], homes))
    after = {p: p.read_bytes() for p in out.rglob("*.html")}
    assert len(after) == 9
    assert all(after[p] == content for p, content in before.items() if p.name != "index.html")
    for path in after:
        near = [x for x in Page(path.read_text("utf-8")).links if not x.startswith("http")]
        assert all((path.parent / link).is_file() for link in near)
    assert not [p for p in out.rglob("*") if ".part" in p.name]


def test_pages_are_the_same_bytes_whatever_the_hash_seed(tmp_path) -> None:
    ask = "import sys; from simkit.cli import main; sys.exit(main(sys.argv[1:]))"
    for seed in ("1", "2"):
        words = ["notebooks", "pages", "00", "--out", str(tmp_path / seed)]
        room = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", ask, *words], check=True, env=room, capture_output=True)
    one, two = (
        {p.relative_to(tmp_path / s): p.read_bytes() for p in (tmp_path / s).rglob("*.html")} for s in "12"
    )
    assert len(one) == 5
    assert one == two


def few(folder: Path, *numbers: str) -> dict[str, Path]:
    homes = {lang: folder / "notebooks" / lang for lang in LANGUAGES}
    for lang, home in homes.items():
        home.mkdir(parents=True)
        for number in numbers:
            path = next(HOMES[lang].glob(f"{number}-*.ipynb"))
            shutil.copy(path, home / path.name)
    return homes


def test_the_index_speaks_both_languages_each_marked() -> None:
    text = index_page({"id": [("00-mulai", "00 · A < B")], "en": [("00-start", "00 · Start")]})
    made = Page(text)
    assert [a["lang"] for t, a in made.tags if t == "section"] == ["id", "en"]
    assert "A &lt; B" in text
    assert made.links == [
        "id/00-mulai.html",
        "id/00-mulai.slides.html",
        "en/00-start.html",
        "en/00-start.slides.html",
    ]


def test_missing_and_never_run_lessons_are_refused(tmp_path) -> None:
    homes = few(tmp_path, "00")
    with pytest.raises(BadValue, match="no lesson 77; there are 00"):
        list(write_pages(tmp_path / "out", ["77"], homes))
    path = next(homes["id"].glob("00-*.ipynb"))
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    path.write_text(json.dumps(notebook), "utf-8")
    with pytest.raises(BadFolder, match="no outputs: run `simkit notebooks build 00`"):
        list(write_pages(tmp_path / "out", [], homes))
    path.unlink()
    with pytest.raises(BadFolder, match="has no lesson 00"):
        list(write_pages(tmp_path / "out", [], homes))
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(BadFolder, match="could not be written"):
        list(write_pages(tmp_path / "out", [], few(tmp_path, "00")))
    assert (tmp_path / "out").read_text() == "a file"


def test_the_command_writes_pages_and_out_goes_with_it_alone(tmp_path, capsys) -> None:
    assert main(["notebooks", "pages", "0", "--out", str(tmp_path / "p")]) == 0
    assert "00-start-here.html: written" in capsys.readouterr().out
    assert (tmp_path / "p" / "index.html").is_file()
    assert main(["notebooks", "check", "--out", str(tmp_path)]) == 2
    assert "--out goes with" in capsys.readouterr().err


def test_notebooks_keep_the_keys_that_slides_are_chosen_by() -> None:
    for number in NUMBERS:
        for lang in LANGUAGES:
            path = next(HOMES[lang].glob(f"{number}-*.ipynb"))
            ids = [c.id for c in read(path).cells]
            assert {f"l{number}-{key}" for key in ("title", "card", "ex-1", "ethics", "points")} <= set(ids)


@pytest.mark.parametrize("number", ["01", "08", "10"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_slide_shows_a_backtick_and_no_reader_hears_one(number, lang) -> None:
    lesson = read_built(number, lang, find_originals(lang))
    made = slide_page(lesson.notebook, lesson.title)
    text = re.sub(r"<(script|style|pre)\b.*?</\1>|data:image/png;base64,[^\"]*", "", made, flags=re.DOTALL)
    assert "`" not in text
    if number == "08":
        assert "<code>baseline</code>" in text.partition("<figcaption>")[2]
