"""The trainer's room: wheels for other computers, a check's code, worksheets, clocks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from simkit.cli import commands, main, read_words
from simkit.core.errors import BadFolder, BadValue
from simkit.core.files import write_file
from simkit_course.pages import key_of, turning
from simkit_course.pages import slides as slides_of
from simkit_course.source import read_lesson
from simkit_course.workshop.room import check, guide, sheets, stick, timing
from simkit_course.workshop.room import slides as shown
from simkit_course.workshop.room.check import LETTERS, SYSTEMS, TESTS, Found, decode, encode, look, told_of
from simkit_course.workshop.room.wheels import (
    PYTHONS,
    TARGETS,
    asked_by,
    choose,
    installed,
    needed,
    read_hashes,
    read_lock,
    version_of,
)  # fmt: skip
from simkit_course.workshop.slips import slips

ROOT = Path(__file__).resolve().parent.parent
PINS = read_lock(ROOT / "requirements.lock")
TOOLS = {"pytest", "ruff", "mypy", "uv", "playwright", "nbval", "jupytext", "hatchling"}


def wanted(target: str, python: str, root: str = "simkit[lessons]") -> set[str]:
    return set(needed(root, PINS, TARGETS[target].environment(python), installed))


@pytest.mark.parametrize("python", PYTHONS)
def test_every_computer_gets_the_packages_of_its_own_markers(python):
    win, mac, linux = (wanted(name, python) for name in ("win", "mac", "linux"))
    assert win - linux == {"colorama", "pywinpty"}
    assert mac - linux == {"appnope"}
    assert linux - win == {"pexpect", "ptyprocess"}
    assert not (win | mac | linux) & TOOLS
    assert {"jupyterlab", "voila", "pandas", "scipy"} <= linux
    assert wanted("win", python, "simkit") < win


def test_an_older_python_gets_what_it_lacks():
    # What importlib-metadata asks for is known where it is installed, or by its wheel once that is there.
    assert "importlib-metadata" in wanted("linux", "3.11") - wanted("linux", "3.12")


def test_every_pin_of_a_computer_is_asked_for_or_is_a_tool():
    """What the lock pins for Windows alone is on a Windows stick: no marker is lost on the way."""
    windows = TARGETS["win"].environment("3.12")
    linux = TARGETS["linux"].environment("3.12")
    only = {
        n
        for n, pin in PINS.items()
        if pin.marker and pin.marker.evaluate(windows) > pin.marker.evaluate(linux)
    }
    assert only and only <= wanted("win", "3.12")


def test_no_marker_of_the_lock_tells_patches_apart():
    assert [n for n, pin in PINS.items() if re.search(r"'3\.\d+\.\d", str(pin.marker or ""))] == []


def test_a_package_that_the_lock_lacks_is_named():
    asks = {"simkit": ["simpy", "new-thing>=1 ; sys_platform == 'win32'"]}.get
    linux, win = (TARGETS[name].environment("3.12") for name in ("linux", "win"))
    assert needed("simkit", PINS, linux, asks) == ["simpy"]
    with pytest.raises(BadFolder, match=r"requirements\.lock has no new-thing, which simkit asks for"):
        needed("simkit", PINS, win, asks)


@pytest.mark.parametrize(
    ("target", "python", "best"),
    [("win", "3.12", "a-1-cp312-cp312-win_amd64.whl"), ("linux", "3.13", "a-1-cp39-abi3-manylinux_2_28_x86_64.whl"),
     ("linux", "3.12", "a-1-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"),
     ("mac", "3.11", "a-1-cp311-cp311-macosx_11_0_arm64.whl"), ("mac", "3.13", None)],
)  # fmt: skip
def test_the_best_wheel_of_a_computer_is_chosen(target, python, best):
    names = [
        "a-1-cp312-cp312-win_amd64.whl", "a-1-cp312-cp312-win32.whl", "a-2-cp313-cp313-macosx_11_0_arm64.whl",
        "a-1-cp39-abi3-manylinux_2_28_x86_64.whl", "a-1-cp311-cp311-macosx_14_0_arm64.whl",
        "a-1-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.whl", "a-1-cp311-cp311-macosx_11_0_arm64.whl",
        "a-1-cp313-cp313-macosx_11_0_x86_64.whl", "b-1-py3-none-any.whl",
    ]  # fmt: skip
    found = choose([Path(n) for n in names], Requirement("a==1"), TARGETS[target].tags(python))
    assert found == (best and Path(best))


def wheel(folder: Path, name: str, version: str, asks: tuple[str, ...] = ()) -> Path:
    path = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as made:
        lines = [f"Name: {name}", *(f"Requires-Dist: {one}" for one in asks)]
        made.writestr(f"{name.replace('-', '_')}-{version}.dist-info/METADATA", "\n".join(lines) + "\n\n")
    return path


def test_what_only_a_wheel_asks_for_is_fetched_too(tmp_path, monkeypatch):
    """A package that is not installed here is known by its own wheel, once that is there."""
    made = stick.Stick(tmp_path, "core", [TARGETS["win"]], ["3.12"])
    made.wheels.mkdir()
    hidden = {"colorama": ("zipp", "appnope ; sys_platform == 'darwin'")}
    fetched: list[str] = []

    def download(self, target, python, pinned):
        for name, _, version in (pin.split(" ")[0].partition("==") for pin in pinned):
            fetched.append(name)
            asks = hidden.get(
                name.lower(), ("colorama ; sys_platform == 'win32'",) if name.lower() == "tqdm" else ()
            )
            wheel(self.wheels, name, version, asks)

    monkeypatch.setattr(stick.Stick, "download", download)
    pins = PINS | {"zipp": Requirement("zipp==4.1.2")}
    found = made.complete(TARGETS["win"], "3.12", pins, read_hashes(ROOT / "requirements.lock"))
    assert {"colorama", "tqdm", "zipp"} <= set(found) and "appnope" not in found
    assert len(fetched) == len(set(fetched))
    assert asked_by(found["colorama"]) == list(hidden["colorama"])
    assert stick.hashed(found["zipp"]).startswith("--hash=sha256:")


def test_a_stick_for_reading_is_whole_and_can_be_written_again(tmp_path, capsys, monkeypatch):
    def pages(out):
        yield write_file(out / "index.html", "x")

    monkeypatch.setattr(stick, "write_pages", pages)
    out = tmp_path / "a stick"
    for _ in range(2):
        assert main(["workshop", "stick", "--for", "pages", "--out", str(out)]) == 0
    assert {p.name for p in out.iterdir()} == {"index.html", "pages", "data", "stick.json"}
    page = (out / "index.html").read_text(encoding="utf-8")
    assert '<section lang="id">' in page and '<section lang="en">' in page and "install.sh" not in page
    assert (out / "pages" / "index.html").is_file() and (out / "data" / "desk" / "manifest.json").is_file()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").write_text("x", encoding="utf-8")
    assert main(["workshop", "stick", "--for", "pages", "--out", str(tmp_path / "other")]) == 2
    assert "is not empty and is no stick" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="a script of Linux and macOS")
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_stick_opens_in_its_own_language_on_any_computer(lang, tmp_path, monkeypatch):
    """A room in one language must not meet the other because a laptop was set up in it."""
    monkeypatch.setattr(stick.Stick, "fetch", lambda *_: [])
    monkeypatch.setattr(stick, "write_pages", lambda _: ["pages"])
    out, home = tmp_path / "a stick", tmp_path / "home"
    assert main(["workshop", "stick", "--lang", lang, "--out", str(out)]) == 0
    write_file(home / "simkit-env" / "bin" / "simkit", '#!/bin/sh\necho "$@"\n').chmod(0o755)
    for words, said in (((), lang), (("en",), "en"), (("id",), "id")):
        command, env = ["sh", str(out / "start.sh"), *words], {"HOME": str(home), "LANG": "ms_MY.UTF-8"}
        made = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        assert made.stdout == f"lab --lang {said}\n"
    assert f'simkit.exe" lab --lang {lang})' in (out / "start.bat").read_text(encoding="utf-8")
    for name in ("install.sh", "install.bat"):
        assert f"workshop check --for lessons --lang {lang}\n" in (out / name).read_text(encoding="utf-8")
    page = (out / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}"' in page and "start.bat id" in page and "start.bat en" in page
    assert page.index(f'<section lang="{lang}">') < page.index(f'<section lang="{"en" if lang == "id" else "id"}">')


@pytest.mark.parametrize(
    ("option", "text"), [("--platforms", "win,beos"), ("--pythons", "3.10"), ("--pythons", ",")]
)
def test_a_mistyped_computer_is_one_line(option, text, tmp_path, capsys):
    assert main(["workshop", "stick", "--out", str(tmp_path / "s"), option, text]) == 2
    assert f"{option} '{text}': name some of " in capsys.readouterr().err


def test_installers_are_plain_and_ask_no_network():
    for name in stick.SCRIPTS:
        text = (stick.DATA / name).read_bytes().decode("ascii")
        assert "make " not in text.replace("without make", "")
        if name.startswith("install"):
            assert "--no-index" in text and "--isolated" in text and "--require-hashes" in text


@pytest.mark.skipif(sys.platform == "win32", reason="a script of Linux and macOS")
def test_the_installer_says_which_pythons_the_stick_serves(tmp_path):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "win-3.12.txt").write_text("", encoding="utf-8")
    (tmp_path / "install.sh").write_text(
        (stick.DATA / "install.sh").read_text(encoding="utf-8"), encoding="utf-8"
    )
    command = ["sh", str(tmp_path / "install.sh"), str(tmp_path / "env")]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 2 and "win-3.12" in made.stdout and "No Python here that fits" in made.stdout
    assert not (tmp_path / "env").exists()


@pytest.mark.parametrize("name", ["windows.md", "windows.id.md"])
def test_every_line_of_the_windows_page_names_what_there_is(name):
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    lines = [
        line
        for block in re.findall(r"```powershell\n(.*?)```", page, re.DOTALL)
        for line in block.splitlines()
    ]
    known, seen = commands(), set()
    for line in lines:
        words = line.replace("\\", "/").split()
        if words[0].endswith("/simkit") or words[0] == "simkit":
            read_words([w.strip('"') for w in words[1:]], known, "simkit")
            seen.add(words[1])
        elif "-m" in words and "Scripts" in words[0]:
            assert find_spec(words[words.index("-m") + 1])
        for extra in re.findall(r"\.\[(\w+)\]", line):
            assert f"\n{extra} = [" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        for file in re.findall(r"[\w.]+\.(?:lock|yml|txt)\b", line):
            assert (ROOT / file).is_file()
    assert seen == {"workshop", "lab", "notebooks", "run"}
    assert "uv" in PINS


def test_both_windows_pages_type_the_same_lines():
    """But for the language asked for, the address and folders of one's own."""
    pages = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("windows.md", "windows.id.md")]
    own = r" --lang (?:en|id)|ADDRESS|ALAMAT|--out (?:pages|halaman)"
    en, id_ = (
        [re.sub(own, "", block) for block in re.findall(r"```powershell\n(.*?)```", page, re.DOTALL)] for page in pages
    )
    assert en == id_
    assert pages[0].count("\n| `") == pages[1].count("\n| `")


# --- the check's code


FOUND = st.builds(
    Found, st.integers(0, 31), st.sampled_from(list(SYSTEMS)), st.sets(st.sampled_from(list(TESTS))).map(
        lambda names: tuple(n for n in TESTS if n in names)),
    st.integers(0, 127), st.integers(0, 63), st.integers(0, 63), st.integers(0, 2**11 - 1),
)  # fmt: skip


@given(FOUND)
def test_a_code_tells_what_was_found(found):
    code = encode(found)
    assert decode(code) == found
    assert decode(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == found


@given(FOUND, st.integers(0, 11), st.sampled_from(LETTERS))
def test_a_wrong_sign_is_found_out(found, at, sign):
    plain = encode(found).replace("-", "")
    if plain[at] != sign:
        with pytest.raises(BadValue, match="copied wrongly"):
            decode(plain[:at] + sign + plain[at + 1 :])


def test_too_large_a_figure_is_the_largest_that_fits():
    made = decode(encode(Found(12, "Linux", (), 4_000, 512, 600, 0)))
    assert (made.free_gb, made.memory_gb, made.seconds) == (127, 63, 63)
    assert "127+ GB" in told_of(made)[1].en


def test_whatever_is_broken_the_check_goes_on(monkeypatch):
    def breaks():
        raise OSError("no")

    tests = dict.fromkeys(TESTS, lambda: True) | {"run": breaks, "disk": lambda: False}
    monkeypatch.setattr(check, "TESTS", tests)
    heard: list[str] = []
    found = look(told=lambda text: heard.append(text.en))
    assert found.failed == ("run", "disk")
    assert len(heard) == len(TESTS) and sum(line.endswith(": NO") for line in heard) == 2
    assert told_of(found)[0].en == "NOT READY"
    assert look("core").failed == ("run", "disk")


def test_the_first_cell_of_a_lesson_runs_in_a_kernel():
    assert check.cell_runs()
    assert check.folder_takes() and check.port_opens() and check.run_works() and check.data_reads()


def test_the_command_prints_a_code_that_another_reads(monkeypatch, capsys):
    monkeypatch.setattr(check, "TESTS", dict.fromkeys(TESTS, lambda: True) | {"memory": lambda: False})
    assert main(["workshop", "check", "--lang", "id"]) == 1
    code = capsys.readouterr().out.splitlines()[-1].rpartition(" ")[2]
    assert main(["workshop", "check", "--decode", "nonsense", code]) == 1
    bad, first, *more = capsys.readouterr().out.splitlines()
    assert "is no code" in bad and first == f"{code}: NOT READY" and "Close other programs" in more[-1]


# --- worksheets and clocks


@pytest.fixture(scope="module")
def made():
    return {make.__name__: make() for make in sheets.SHEETS}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_worksheets_hold_their_tables_and_no_answer(lang, made):
    paper, answers = sheets.pages(lang, list(made.values()))
    for sheet in made.values():
        assert sheets.table_of(sheet, lang) in paper
        told = sheets.SAID[f"{sheet.name}_answer"].put(**sheet.answers).to(lang)
        assert told in answers and told not in paper
    assert paper.count("<table") >= len(sheets.SHEETS) + 1
    assert "<script" not in paper + answers and "exercise(" not in paper + answers


@pytest.mark.parametrize("lang", ["id", "en"])
def test_paper_says_what_only_a_computer_would(lang, made):
    """What an exercise computes is told to the trainer, and what a mark means to the table."""
    paper, answers = sheets.pages(lang, [])
    figures = {"id": "Rp2,5 miliar / Rp10 miliar", "en": "Rp2.5 billion / Rp10 billion"}[lang]
    assert figures in answers and figures not in paper
    assert "sources.md" not in paper and "sumber.md" not in paper
    for mark in (
        "leak-2020",
        "palembang-reported",
        "palembang-police",
        "forward-monthly",
        "ott-not-licensee",
    ):
        assert f"<li><code>{mark}</code>: " in paper
    devices = made["devices"].table
    assert (devices["families"] <= devices["niks"]).all(), "a refused attempt with a mistyped KK is no family"


def test_the_rule_on_paper_accuses_somebody_and_the_busiest_devices_are_honest(made):
    assert made["flags"].answers["wrong"] > 0
    devices = made["devices"]
    assert devices.table["is_terminal"].iloc[0] and not set(devices.answers["ring"]) & {"A", "-"}


@pytest.mark.parametrize("number", [f"{n:02}" for n in range(11)])
def test_a_lessons_parts_add_up_to_its_card_in_both_languages(number):
    (path,) = (ROOT / "notebooks" / "lessons").glob(f"l{number}_*/source.py")
    cards = [cell.text for cell in read_lesson(path).cells if cell.key == "card"]
    assert len(cards) == 2
    for lang, text in zip(("id", "en"), cards, strict=True):
        parts = timing.lesson_parts(number, lang)
        spans, optional = timing.card(text)
        core = [p for p in parts if p.is_core]
        rule = [*timing.in_all(parts), *(timing.in_all(core) if optional else ())]
        # A text may change by some words before its card has to.
        assert len(spans) == len(rule) and all(
            abs(a - b) <= timing.STEP for a, b in zip(spans, rule, strict=True)
        )
        assert {"id": "perkiraan", "en": "estimated"}[lang] in text
        assert all(0 <= p.low <= p.high for p in parts)
    assert [(p.number, p.high) for p in timing.lesson_parts(number, "id")] == [
        (p.number, p.high) for p in parts
    ]


def names_of(code: str) -> tuple[set[str], set[str]]:
    """Give the names that a cell defines, and those that it uses without defining them."""
    nodes = list(ast.walk(ast.parse(code)))
    made = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    made |= {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    made -= {
        m.name for c in nodes if isinstance(c, ast.ClassDef) for m in c.body if isinstance(m, ast.FunctionDef)
    }
    made |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    made |= {a.asname or a.name.partition(".")[0] for n in nodes if isinstance(n, (ast.Import, ast.ImportFrom))
             for a in n.names}  # fmt: skip
    return made, {n.id for n in nodes if isinstance(n, ast.Name)} - made


@pytest.mark.parametrize("number", [f"{n:02}" for n in range(11)])
def test_whoever_runs_all_cells_above_has_every_name_and_the_card_says_to_run_them(number):
    cells = timing.built(number, "en").notebook.cells
    found = [(key_of(c), *names_of(c.source)) for c in cells if c.cell_type == "code"]
    lesson, known = {name for _, made, _ in found for name in made}, set[str]()
    for key, made, used in found:
        assert used & lesson <= known, key
        known |= made
    assert len(known) > 3
    for lang, said in (("en", "their cells are run"), ("id", "selnya tetap dijalankan")):
        (card,) = [c.source for c in timing.built(number, lang).notebook.cells if key_of(c) == "card"]
        assert (said in card) == bool(timing.card(card)[1])


def test_cells_of_a_skipped_exercise_cost_a_minute_where_later_cells_are_run():
    first, both = timing.lesson_parts("04", "en")[:2], timing.lesson_parts("04", "en")[:8]
    assert [p.number for p in both if p.number] == ["4.1", "4.2", "4.3", "4.4"]
    read = sum(p.high for p in both if (p.number or p.after) in ("4.1", "4.4"))
    assert timing.minutes("04", ["4.1", "4.4"]) == timing.STEP * -(-round(read + 2) // timing.STEP)
    assert timing.minutes("04", ["4.1"]) == timing.STEP * -(-round(sum(p.high for p in first)) // timing.STEP)


@pytest.mark.parametrize("number", [f"{n:02}" for n in range(11)])
def test_slides_lessons_and_formats_tell_one_clock(number):
    """The trainer's slides, the page of lessons and the self-study table go by the same rule."""
    parts = timing.lesson_parts(number, "en")
    core, whole = timing.clocks(parts)
    passed = [sum(bool(p.number) and not p.is_core for p in parts[:i]) for i in range(len(parts) + 1)]
    assert core == pytest.approx(
        [sum(p.high for p in parts[:i] if p.is_core) + n * timing.RUN for i, n in enumerate(passed)]
    )
    made = shown.trainer_slides(number, "en")
    head, *notes = [s.notes for s in made if s.kind == "title" or (s.kind == "exercise" and s.minutes)]
    assert str(round(core[-1])) in head and str(round(whole[-1])) in head
    table = (ROOT / "docs" / "trainer" / "lessons.md").read_text(encoding="utf-8")
    for part, at in zip(parts, core, strict=False):
        if part.number and part.is_core:
            clock = guide.clock("00:00", at)
            assert any(clock in note for note in notes)
            assert (
                f"| {part.number} {part.title} | {part.low:.0f}–{part.high:.0f} | core | {clock} |" in table
            )
    assert timing.minutes(number) >= core[-1] - 0.5
    assert timing.minutes(number, is_whole=True) >= max(timing.minutes(number), round(whole[-1]) + 5)


def test_agendas_fit_and_nobody_sits_longer_than_ninety_minutes():
    assert set(timing.formats()) == set(timing.NAMES)
    for name, said in timing.formats().items():
        for rows in timing.agenda(name):
            assert rows[-1].what == "reserve" and rows[-1].minutes >= 5
            assert sum(r.minutes for r in rows) == said["minutes"]
            sat = 0
            for row in rows:
                sat = 0 if row.what in ("break", "lunch", "scoring") else sat + row.minutes
                assert sat <= 90, f"{name}: {sat} minutes without a break"


def test_a_day_that_does_not_fit_and_an_unknown_exercise_are_refused(monkeypatch):
    day = {"items": [{"lesson": "04"}, {"what": "break", "minutes": 60}]}
    monkeypatch.setattr(timing, "formats", lambda: {"x": {"minutes": 90, "day": [day]}})
    with pytest.raises(BadValue, match="x: a day takes 120 minutes and has 90"):
        timing.agenda("x")
    with pytest.raises(BadValue, match=r"lesson 04 has no exercise '4.9': there are 4.1, "):
        timing.minutes("04", ["4.9"])


def test_generated_documents_are_written_where_they_differ_and_only_there(tmp_path):
    (tmp_path / "same.md").write_text("same", encoding="utf-8")
    texts = {"same.md": "same", "new.md": "new"}
    assert guide.write_docs(tmp_path, texts, check=True) == ["new.md"]
    assert not (tmp_path / "new.md").exists()
    assert guide.write_docs(tmp_path, texts) == ["new.md"]
    assert guide.write_docs(tmp_path, texts, check=True) == []
    with pytest.raises(BadFolder, match="checkout"):
        guide.write_docs(tmp_path / "elsewhere", texts)


def test_the_guide_is_up_to_date_and_every_exercise_has_its_slips():
    assert guide.write_docs(ROOT / "docs" / "trainer", guide.pages(), check=True) == []
    for lesson in guide.lessons():
        for number, texts in slips(lesson).items():
            assert texts, f"{number} has no slip"


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("number", [f"{n:02}" for n in range(11)])
def test_every_exercise_of_the_trainers_slides_has_minutes_and_an_answer_behind_it(number, lang):
    made = shown.trainer_slides(number, lang)
    asked = [part.number for part in timing.lesson_parts(number, lang) if part.number]
    answers = [slide for slide in made if slide.kind == "answer"]
    assert len(answers) == len(asked)
    assert all(name in slide.body for name, slide in zip(asked, answers, strict=True))
    assert all(slide.minutes and slide.notes for slide in made if slide.kind == "exercise")
    assert made[0].notes and made[-1].notes
    # Right behind its own exercise: a picture that comes later has no notes, and may show the answer.
    assert all(made[made.index(a) - 1].kind == "exercise" for a in answers)
    assert not any(slide.notes or slide.minutes for slide in made if slide.kind == "figure")
    text = turning(made, "x", lang, "slides.js", "trainer.js")
    visible = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL)
    assert "`" not in visible


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_slide_shows_who_pays_before_it_is_asked(lang):
    """The picture of effect and cost names the arm that 8.4 asks for: it stands behind the question."""
    public = slides_of(timing.built("08", lang).notebook)
    (asked,) = [i for i, slide in enumerate(public) if "8.4 " in slide.body and slide.kind == "exercise"]
    (cost,) = [i for i, s in enumerate(public) if {"id": "biaya ber", "en": "cost side"}[lang] in s.body]
    assert (cost, public[cost].kind) == (asked + 1, "figure")


def test_the_trainers_slides_of_an_unknown_lesson_are_refused(tmp_path, capsys):
    assert main(["workshop", "slides", "44", "--out", str(tmp_path)]) == 2
    assert "no lesson '44'" in capsys.readouterr().err


def test_versions_are_those_of_the_lock():
    assert version_of(PINS["numpy"]) and PINS["numpy"].specifier.contains(version_of(PINS["numpy"]))
