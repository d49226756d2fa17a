"""The prose keeps its word: cards name exercises and glossary words, and every number is shown, stated or sourced."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simkit_course import build as guards
from simkit_course.exercises import tasks
from simkit_course.word_list import terms

BUILT = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("[ie][dn]/*.ipynb"))
ANY = pytest.mark.parametrize("path", BUILT, ids=lambda p: f"{p.parent.name}-{p.stem[:2]}")
NUMBER = {
    "en": re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?"),
    "id": re.compile(r"(?<![\w.,])\d[\d.]*(?:,\d+)?"),
}
SOURCED = re.compile(r"\((?:source|sumber):\s+`")
TASK = "(?:" + "|".join(re.escape(t.number) for t in tasks()) + ")"
NAMED = re.compile(
    rf"\({TASK}\)|(?i:exercises?|soal|rule of|aturan|inti) {TASK}(?:(?:,| and|, dan| dan) {TASK})*"
    r"|\b(?:lessons?|pelajaran) \d\d(?:(?:,| and| dan) \d\d)*"
)
LEVEL = "95"  # of every interval of the kit
STATED = {
    "02-ex-1": {"7", "8", "9", "10", "13", "16", "40"},  # places of the digits, and the 40 of a woman's day
    "02-century": {"2024", "24"},  # the year in which every run starts
    "02-century-why": {"1925"},  # nobody is older than 99
    "02-spreadsheet-why": {"9"},  # with which Papua's codes begin
    "04-ex-2": {"4000"},  # of the scenario above, with its source
    "05-ex-5": {"200"},  # how many nodes the estimate takes
    "06-card": {"98", "90"},  # the vendor's word, and the days of the run
    "06-claim": {"98"},
    "06-whose-rate": {"0.45", "90"},  # on the data set's card, and tested against it; days of the run
    "06-capacity-why": {"100"},  # the top of the figure's axis
    "06-points": {"95"},  # the vendor again
    "07-against": {"95", "100"},  # what an interval means
    "07-rows": {"90"},  # days of the run
    "08-rows": {"24"},  # six seeds by four arms
    "09-card": {"8000"},  # people of a case
    "09-ex-4": {"0.01"},  # the rule of the game
    "09-points": {"0.01"},
    "10-card": {"60"},  # days of the run
    "10-rows": {"14"},  # days for which a number counts as new
    "10-off": {"999"},  # a day after the end of every run
    "10-heard-why": {"60"},
}
"""Numbers that a text states itself: a rule, a setting or somebody's word, and not a result."""


def table_row(text: str, head: str) -> str:
    return next(line.split("|")[2] for line in text.splitlines() if line.startswith(f"| **{head}"))


def card_of(path: Path) -> str:
    return next(c.source for c in guards.read(path).cells if c.id.endswith("-card"))


@ANY
def test_every_objective_has_an_exercise_and_every_exercise_an_objective(path):
    promised = table_row(card_of(path), {"id": "Sesudah", "en": "Afterwards"}[path.parent.name])
    parts = promised.strip().split("; ")
    assert [re.findall(r"\((\d+\.\d+)\)$", part) for part in parts] == [
        [t.number] for t in tasks() if int(t.number.split(".")[0]) == int(path.stem[:2])
    ]


@ANY
def test_words_of_the_card_are_in_the_glossary(path):
    lang = path.parent.name
    words = table_row(card_of(path), {"id": "Istilah", "en": "Words"}[lang]).strip().split(", ")
    known = {t.word.to(lang) for t in terms()}
    assert words
    assert [w for w in words if w not in known and re.sub(r" \(.*\)", "", w) not in known] == []


def plain(number: str, lang: str) -> str:
    """Write a number as Python does."""
    number = number.strip(".,")
    return number.replace(",", "") if lang == "en" else number.replace(".", "").replace(",", ".")


def shown(notebook) -> set[str]:
    """Give every number in the code and in what it shows, in any way of writing."""
    texts = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts.append(cell.source)
            for output in cell.outputs:
                texts.append(str(output.get("text", "")))
                texts += [str(v) for k, v in output.get("data", {}).items() if k.startswith("text/")]
    return {plain(n, lang) for text in texts for lang in NUMBER for n in NUMBER[lang].findall(text)}


def unfounded(path: Path) -> dict[str, set[str]]:
    """Give the numbers of each text that are neither shown in the notebook, nor sourced in it, nor stated."""
    notebook, lang = guards.read(path), path.parent.name
    known, found = shown(notebook) | {LEVEL}, {}
    for cell in notebook.cells:
        text = re.sub(r"`[^`]*`|https?://\S+", "", cell.source)
        if cell.cell_type != "markdown" or SOURCED.search(cell.source):
            continue
        lines = [
            NAMED.sub("", line)
            for line in text.splitlines()
            if not line.startswith(("#", "| **Waktu", "| **Time"))
        ]
        numbers = {plain(n, lang) for line in lines for n in NUMBER[lang].findall(line)}
        key = f"{path.stem[:2]}-{cell.id.split('-', 1)[1]}"
        if left := numbers - known - STATED.get(key, set()):
            found[key] = left
    return found


@ANY
def test_every_number_in_the_prose_is_shown_stated_or_sourced(path):
    assert unfounded(path) == {}


def test_the_check_of_numbers_bites(tmp_path):
    folder = tmp_path / "en"
    folder.mkdir()
    path = folder / BUILT[0].name
    text = next(p for p in BUILT if p.parent.name == "en").read_text(encoding="utf-8")
    path.write_text(
        text.replace("You need not have programmed", "Of 12,345 students 67.8 had not programmed"), "utf-8"
    )
    assert unfounded(path) == {"00-card": {"12345", "67.8"}}


def test_nothing_stated_is_left_over():
    cells = {
        f"{p.stem[:2]}-{c.id.split('-', 1)[1]}": c.source
        for p in BUILT if p.parent.name == "en" for c in guards.read(p).cells
    }  # fmt: skip
    assert {
        k: n for k, ns in STATED.items() for n in ns if n not in re.sub(r"(?<=\d),(?=\d)", "", cells[k])
    } == {}
