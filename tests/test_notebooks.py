"""The built notebooks agree with their sources, keep the guards, and every exercise works from blank to praise."""

from __future__ import annotations

import ast
import copy
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from test_sources import source_entries

from simkit.core.errors import BadFolder, BadValue
from simkit_course import build, source
from simkit_course import build as guards
from simkit_course.exercises import exercise, tasks
from simkit_course.feedback import Feedback
from simkit_course.open_tasks import read_asked
from simkit_course.texts import read_data

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SOURCES = sorted((NOTEBOOKS / "lessons").glob("*/source.py"))
BUILT = sorted(NOTEBOOKS.glob("[ie][dn]/*.ipynb"))
ANY = pytest.mark.parametrize("path", BUILT, ids=lambda p: f"{p.parent.name}-{p.stem[:2]}")
# No brand, no person: neither in the prose nor in the data. Ministries and towns may be named.
# fmt: off
BRANDS = re.compile("|".join(["what" + "sapp", "tele" + "gram", "telkom" + "sel", "indo" + "sat",
                              "smart" + "fren", "toko" + "pedia", "buka" + "lapak", "face" + "book"]), re.I)
# fmt: on


def lesson_of(path):
    number = path.stem[:2]
    return next(source.read_lesson(p) for p in SOURCES if source.number(p) == number)


def test_there_are_notebooks_in_both_languages():
    assert len(BUILT) == 2 * len(SOURCES) >= 4


def test_notebooks_agree_with_their_sources():
    assert build.check(NOTEBOOKS) == []


def code_faults(one, two):
    """List the code cells in which two languages of a lesson differ."""
    a, b = ([(c.id, c.source) for c in n.cells if c.cell_type == "code"] for n in (one, two))
    if len(a) != len(b):
        return [f"{len(a)} code cells in one language, {len(b)} in the other"]
    return [f"{x[0]}: code differs between the languages" for x, y in zip(a, b, strict=True) if x != y]


@ANY
def test_notebook_keeps_the_guards(path):
    assert guards.notebook_faults(guards.read(path), path.stat().st_size) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_code_is_the_same_in_both_languages(path):
    lesson = source.read_lesson(path)
    one, two = (guards.read(NOTEBOOKS / lang / f"{lesson.names[lang]}.ipynb") for lang in ("id", "en"))
    assert code_faults(one, two) == []


@ANY
def test_lesson_has_all_of_its_parts(path):
    text = "\n".join(c.source for c in guards.read(path).cells)
    for parts in (("**Waktu**", "**Time**"), ("**Data**", "**Data**"), ("**Etika.**", "**Ethics.**"),
                  ("tidak dapat ditunjukkan data ini", "this data cannot show"), ("## Inti pelajaran", "## Key points"),
                  ("## Sebelum pergi", "## Before you go"), (".head(5)", ".head(5)")):  # fmt: skip
        assert parts[path.parent.name == "en"] in text
    for number in re.findall(r"^## (?:Soal|Exercise) (\d+\.\d+)", text, re.M):
        assert re.search(rf"{re.escape(number)} .*\(\d+–\d+ (menit|minutes)\)", text), f"{number}: minutes"


def test_facts_cite_an_entry_of_the_sources():
    known = {name for name, _ in source_entries(ROOT / "docs" / "sources.md")}
    cited = {row["source"] for kind in ("claims", "news_case") for rows in read_data(kind).values()
             for row in rows if "source" in row}  # fmt: skip
    for path in SOURCES:
        for said in re.findall(r"\((?:sumber|source):([^)]*)\)", path.read_text(encoding="utf-8")):
            cited |= set(re.findall(r"`([^`]+)`", said))
    assert cited
    assert cited <= known


def test_nobody_and_no_brand_is_named():
    files = [
        *SOURCES,
        *(p for d in ("simkit_course", "lessons") for p in (NOTEBOOKS / d).rglob("*.toml")),
        *(p for d in ("simkit_course", "lessons") for p in (NOTEBOOKS / d).rglob("*.py")),
    ]
    assert [p.name for p in files if BRANDS.search(p.read_text(encoding="utf-8"))] == []


# --- the exercises ------------------------------------------------------------


def numbers_in(lesson):
    return [t.number for t in tasks() if int(t.number.split(".")[0]) == int(lesson.number)]


@ANY
def test_every_exercise_is_shipped_unattempted(path):
    lesson, built = lesson_of(path), guards.read(path)
    cells = {c.id: c for c in built.cells}
    for number in numbers_in(lesson):
        cell = cells[f"l{lesson.number}-do-{number.split('.')[1]}"]
        assert f'exercise("{number}").check(' in cell.source
        word = {"id": "Belum dikerjakan", "en": "Not attempted"}[path.parent.name]
        assert word in cell.outputs[-1].data["text/plain"]
        help_cell = cells[f"l{lesson.number}-help-{number.split('.')[1]}"]
        assert help_cell.source == f'# exercise("{number}").hint()'
    assert cells[f"l{lesson.number}-open-do"].source == "#"
    asked = read_asked(lesson.number)
    assert cells[f"l{lesson.number}-open-check"].source.splitlines() == [
        f"# {asked.call}", f'# open_task("{lesson.number}").compare()',
    ]  # fmt: skip
    assert (
        asked.question.to(path.parent.name)
        in cells[f"l{lesson.number}-open-task"].outputs[-1].data["text/plain"]
    )


def run_cells(sources):
    """Run cells in one namespace and give what exercises and the open task show; the rest is left to nbval."""
    names: dict = {}
    shown = {}
    for key, text in sources:
        tree = ast.parse(text)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, key, "exec"), names)
        if key == "open-do" or key.startswith("do-"):
            shown[key] = eval(compile(ast.Expression(last.value), key, "eval"), names)
    return shown


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_every_solution_passes_its_own_check(path, capsys):
    """Each exercise's, and the answer to compare with of the open task."""
    lesson = source.read_lesson(path)
    asked = read_asked(lesson.number)
    solved = {t.number.split(".")[1]: t.solution for t in tasks() if t.number in numbers_in(lesson)}
    cells = []
    for cell in lesson.in_language("en"):
        if not cell.lang and "raises-exception" not in cell.tags:
            number = cell.key.removeprefix("do-")
            text = asked.code if cell.key == "open-do" else cell.text
            cells.append((cell.key, solved[number] if cell.key.startswith("do-") else text))
    shown = run_cells(cells)
    opened = shown.pop("open-do")
    assert opened.state == "agrees", opened
    assert len(shown) == len(solved) >= 3
    assert all(isinstance(v, Feedback) and v.is_right for v in shown.values()), shown


@pytest.mark.parametrize("task", list(tasks()), ids=lambda t: t.number)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_exercise_has_hints_solution_and_reasons(task, lang):
    mine = exercise(task.number, lang)
    assert [mine.petunjuk(i).state for i in (1, 2, 3)] == ["hint"] * 3
    assert mine.solusi().code == task.solution
    texts = [task.title, task.why, *task.hints, task.explained]
    assert all(len(t.to(lang)) > 8 for t in texts)
    assert len({t.to(lang) for t in texts}) == len(texts)
    with pytest.raises(BadValue):
        mine.hint(4)


# --- the guards bite ----------------------------------------------------------


@pytest.fixture
def sample():
    return copy.deepcopy(guards.read(next(p for p in BUILT if p.stem.startswith("01"))))


def code(notebook, at=0):
    return [c for c in notebook.cells if c.cell_type == "code"][at]


def strip(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def clear_outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []


def disorder(notebook):
    code(notebook, 1).execution_count = 7


def ignore_many(notebook):
    for cell in [c for c in notebook.cells if c.cell_type == "code"][:6]:
        cell.metadata |= {"tags": ["nbval-ignore-output"], "reason": "because"}


def ignore_without_reason(notebook):
    code(notebook, 1).metadata["tags"] = ["nbval-ignore-output"]


def ignore_by_comment(notebook):
    code(notebook, 1).source = "# NBVAL_IGNORE_OUTPUT\n1"


def skip(notebook):
    code(notebook, 1).metadata |= {"tags": ["nbval-skip"], "reason": "because"}


def print_stderr(notebook):
    code(notebook).outputs.append(nbformat.v4.new_output("stream", name="stderr", text="careful"))


def fail(notebook):
    code(notebook).outputs.append(nbformat.v4.new_output("error", ename="KeyError", evalue="x", traceback=[]))


def name_a_path(notebook):
    code(notebook).outputs.append(
        nbformat.v4.new_output("stream", name="stdout", text="saved in /ho" + "me/ana/x")
    )


def read_a_path(notebook):
    code(notebook).source = "open('/ho" + "me/ana/x')"


def read_the_internet(notebook):
    code(notebook).source = "pd.read_csv('https://example.org/x.csv')"


def show_an_address(notebook):
    code(notebook).outputs.append(
        nbformat.v4.new_output("stream", name="stdout", text="<Graph at 0x7f00aa11>")
    )


def bare_figure(notebook):
    data = {"image/png": "aaaa", "text/plain": "<Figure size 640x480 with 1 Axes>"}
    code(notebook).outputs.append(nbformat.v4.new_output("display_data", data=data))


def figure_without_alt(notebook):
    data = {
        "image/png": "aaaa",
        "text/plain": "[Figure] " + "seven of forty outlets lie above the limit of thirty",
    }
    code(notebook).outputs.append(nbformat.v4.new_output("display_data", data=data))


def widget_state(notebook):
    notebook.metadata["widgets"] = {"state": {}}


def timing(notebook):
    code(notebook).metadata["execution"] = {"iopub.execute_input": "2026-01-01"}


def python_version(notebook):
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.7"}


def new_ids(notebook):
    notebook.cells[2].id = "a1b2c3d4"


BREAKS = [strip, clear_outputs, disorder, ignore_many, ignore_without_reason, ignore_by_comment, skip, print_stderr,
          fail, name_a_path, read_a_path, read_the_internet, show_an_address, bare_figure, figure_without_alt,
          widget_state, timing, python_version, new_ids]  # fmt: skip


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda f: f.__name__)
def test_guard_bites(sample, break_it):
    assert guards.notebook_faults(sample) == []
    break_it(sample)
    assert guards.notebook_faults(sample)


def test_guard_bites_on_size_and_on_code_that_differs(sample):
    assert guards.notebook_faults(sample, guards.MAX_BYTES + 1)
    other = copy.deepcopy(sample)
    code(other).source += "\nx = 1"
    assert code_faults(sample, other)
    other.cells.remove(code(other, 2))
    assert code_faults(sample, other)


@pytest.fixture
def checkout(tmp_path):
    """Two of the lessons."""
    for path in SOURCES[:2]:
        shutil.copytree(path.parent, tmp_path / "lessons" / path.parent.name)
    for path in BUILT:
        if path.stem[:2] in ("00", "01"):
            (tmp_path / path.parent.name).mkdir(exist_ok=True)
            shutil.copy(path, tmp_path / path.parent.name)
    assert build.check(tmp_path) == []
    return tmp_path


def test_check_bites_on_a_source_that_moved_on(checkout):
    path = checkout / "lessons" / SOURCES[0].parent.name / "source.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nseed = 1\n", "\nseed = 3\n"), encoding="utf-8")
    assert len(build.check(checkout)) == 2
    path.write_text(text.replace("## Run a cell", "## Run one cell"), encoding="utf-8")
    assert len(build.check(checkout)) == len(build.check(checkout, ["0"])) == 1
    assert build.check(checkout, ["01"]) == []
    path.write_text(text.replace('tags=["raises-exception"]', ""), encoding="utf-8")
    assert build.check(checkout)


def test_check_bites_on_strays_and_missing_notebooks(checkout):
    next((checkout / "en").iterdir()).rename(checkout / "en" / "07-stray.ipynb")
    faults = build.check(checkout)
    assert any("no source" in f for f in faults)
    assert any("not built" in f for f in faults)


def test_a_source_says_what_is_wrong(tmp_path):
    good = '# %% [markdown] key="t" lang="id" name="09-x"\n# # A\n\n'
    good += '# %% [markdown] key="t" lang="en" name="09-x"\n# # A\n'
    bad = {
        '\n# %% [markdown] key="a" lang="id"\n# satu\n': "followed by its en cell",
        '\n# %% key="t"\nx = 1\n': "used twice",
        "\n# %%\nx = 1\n": "give key",
        '\n# %% key="A b"\nx = 1\n': "small letters",
        '\n# %% [markdown] key="a" lang="id"\n# 2,5 juta\n\n# %% [markdown] key="a" lang="en"\n# 2.6 m\n': "numbers",
        '\n# %% [markdown] key="a" lang="id"\n# `x`\n\n# %% [markdown] key="a" lang="en"\n# `y`\n': "code",
        '\n# %% [markdown] key="a" lang="id"\n# ## x\n\n# %% [markdown] key="a" lang="en"\n# # x\n': "headings",
    }
    path = tmp_path / "09_x.py"
    path.write_text(good, encoding="utf-8")
    assert source.read_lesson(path).names == {"id": "09-x", "en": "09-x"}
    for text, said in bad.items():
        path.write_text(good + text, encoding="utf-8")
        with pytest.raises(BadValue, match=said):
            source.read_lesson(path)


def test_building_says_what_is_missing(tmp_path):
    with pytest.raises(BadFolder, match="no lessons"):
        list(build.build(tmp_path))
    with pytest.raises(BadValue, match="no lesson 88"):
        list(build.build(NOTEBOOKS, ["88"]))
