"""One lesson for each crime, in a real JupyterLab: run as shipped, answered wrongly, then rightly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser.lab_driver import Notebook, lab_server, new_page, outside

from simkit_course.exercises import exercise, tasks

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]

OUT = Path(__file__).resolve().parents[2] / "out" / "browser"
WORDS = {
    "id": {"not_attempted": "○ Belum dikerjakan", "not_yet": "✎ Belum tepat", "right": "✓ Benar"},
    "en": {"not_attempted": "○ Not attempted", "not_yet": "✎ Not yet", "right": "✓ Right"},
}


@dataclass(frozen=True)
class Visit:
    """A lesson, the exercise done in it, what is typed into its blanks first, and what that is told."""

    lang: str
    name: str
    number: str
    wrong: tuple[str, ...]
    told: str


LESSONS = {
    "insider": Visit(
        "id", "03-kebocoran-di-meja-layanan.ipynb", "3.3",
        ('looks[looks["at"] < posted_at]', 'looks[looks["ticket_id"].isna()]', "bare"),
        "Lanjutkan dari sisa langkah sebelumnya",
    ),
    "bulk registration": Visit(
        "en", "04-below-the-cap.ipynb", "4.1", ('own["is_ring"].sum()', "1", "1"), "The first one is allowed",
    ),
    "resale": Visit(
        "id", "05-jaringan-jual-beli.ipynb", "5.4",
        ("0.5", "0.5", 'is_bad[lists["by_group"]].sum()', "0.5"), "ini banyaknya akun",
    ),
    "complaint to block": Visit(
        "en", "07-from-complaint-to-block.ipynb", "7.4", ("math.floor(at / every) * every",), "Round up, not down",
    ),
}  # fmt: skip


def check_of(number: str) -> str:
    return f'exercise("{number}").check('


def said(visit: Visit, state: str, number: str) -> str:
    """Give the head of what a check says."""
    return f"{WORDS[visit.lang][state]} · {exercise(number, visit.lang)!r}".replace(f"{number}:", number)


def assert_as_shipped(book: Notebook, visit: Visit, cells: list[dict]) -> None:
    """Look at the lesson run from top to bottom by somebody who has typed nothing."""
    assert [c["execution_count"] for c in cells] == list(range(1, len(cells) + 1))
    outputs = [o for c in cells for o in c["outputs"]]
    assert not [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    checked = {t.number for t in tasks() if t.number.split(".")[0] == visit.number.split(".")[0]}
    asked = [check_of(number) in "".join(c["source"]) for c in cells for number in checked]
    assert len(checked) == sum(asked) >= 4
    for number in sorted(checked):
        assert said(visit, "not_attempted", number) in book.output(check_of(number))


def assert_figures(book: Notebook, visit: Visit, cells: list[dict]) -> None:
    """Look at each figure: drawn, with its alternative text in the file, and the same text below it."""
    drawn = [(c, o) for c in cells for o in c["outputs"] if "image/png" in o.get("data", {})]
    assert len(drawn) >= 2
    for cell, output in drawn:
        call = next(line for line in "".join(cell["source"]).splitlines() if line.startswith("draw("))
        alt = output["metadata"]["image/png"]["alt"]
        assert len(alt) > 60 and any(c.isdigit() for c in alt), (call, alt)
        picture = book.figure(call)
        assert picture["done"] and picture["drawn"] >= 400 and picture["width"] >= 300, (call, picture)
        # JupyterLab 4.6 does not hand the text on to the picture in the page: there, the caption has to say it.
        assert picture["alt"] in ("", alt)
        assert alt in book.output(call)
    book.picture(OUT / f"{visit.lang}-{visit.name[:2]}-figure.png")


@pytest.mark.parametrize("crime", LESSONS)
def test_a_lesson_for_each_crime(browser, crime, tmp_path):
    visit, folder = LESSONS[crime], tmp_path / "my lab"
    path, call = folder / visit.lang / visit.name, check_of(visit.number)
    shown = f"{visit.lang}-{visit.name[:2]}"
    with lab_server(tmp_path, folder, visit.lang) as address:
        page, asked = new_page(browser)
        book = Notebook(page, address, f"{visit.lang}/{visit.name}")
        book.run_all()
        assert book.dialogs() == []
        cells = book.saved(path)
        assert_as_shipped(book, visit, cells)
        assert not (folder / "progress.json").exists(), "nothing was attempted, so nothing is noted"
        assert_figures(book, visit, cells)

        book.fill(call, list(visit.wrong))
        told = book.output(call)
        assert said(visit, "not_yet", visit.number) in told and visit.told in told
        book.picture(OUT / f"{shown}-wrong.png")

        solution = exercise(visit.number).task.solution
        book.write(call, solution)
        told = book.output(call)
        assert said(visit, "right", visit.number) in told
        assert exercise(visit.number).task.why.to(visit.lang).replace("`", "") in told
        book.picture(OUT / f"{shown}-right.png")

        cells = book.saved(path)
        assert solution in ["".join(c["source"]) for c in cells]
        assert not [o for c in cells for o in c["outputs"] if o["output_type"] == "error"]
        assert book.dialogs() == []
        assert outside(asked, address) == []
        page.close()
    noted = json.loads((folder / "progress.json").read_text(encoding="utf-8"))["exercises"]
    assert list(noted) == [visit.number] and noted[visit.number]["done"] is True
