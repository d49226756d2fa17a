"""`simkit lab` copies lessons, adds new ones, and never writes over a student's work."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from simkit.cli import main
from simkit.core.errors import BadFolder, BadValue, MissingExtra
from simkit_course import lab
from simkit_course.lab import RECORD, Labspace, find_originals
from simkit_course.source_notes import sources


def lesson(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    cell = {"cell_type": "code", "source": text, "outputs": [{"a": 1}], "execution_count": 3}
    (folder / name).write_text(json.dumps({"cells": [cell], "metadata": {}}), encoding="utf-8")


@pytest.fixture
def space(tmp_path):
    lesson(tmp_path / "originals", "00-start.ipynb", "one")
    lesson(tmp_path / "originals", "01-cases.ipynb", "two")
    return Labspace(tmp_path / "my lab" / "en", tmp_path / "originals")


def fill(space, reset=None):
    return list(space.fill("en", reset))


def names(space):
    return sorted(p.name for p in space.folder.iterdir() if p.name not in (RECORD, "sources.md"))


def test_first_time_and_again(space):
    assert fill(space) == ["00-start.ipynb: a new lesson", "01-cases.ipynb: a new lesson"]
    made = json.loads((space.folder / "00-start.ipynb").read_text())
    assert made["cells"][0] == {"cell_type": "code", "source": "one", "outputs": [], "execution_count": None}
    assert fill(space) == []
    assert names(space) == ["00-start.ipynb", "01-cases.ipynb"]


def test_work_is_never_written_over(space):
    fill(space)
    mine = space.folder / "00-start.ipynb"
    mine.write_text("my work", encoding="utf-8")
    assert fill(space) == []
    lesson(space.originals, "00-start.ipynb", "one, better")
    lesson(space.originals, "02-new.ipynb", "three")
    assert fill(space) == [
        "00-start-new.ipynb: a newer version, beside your own", "02-new.ipynb: a new lesson",
    ]  # fmt: skip
    assert mine.read_text() == "my work"
    assert fill(space) == []
    (space.folder / "00-start-new.ipynb").write_text("more work", encoding="utf-8")
    lesson(space.originals, "00-start.ipynb", "one, best")
    assert fill(space) == ["00-start-new-2.ipynb: a newer version, beside your own"]
    assert (space.folder / "00-start-new.ipynb").read_text() == "more work"


def test_a_copy_without_work_is_renewed_in_place(space):
    fill(space)
    lesson(space.originals, "00-start.ipynb", "one, better")
    assert fill(space) == ["00-start.ipynb: renewed (you had not changed it)"]
    assert "better" in (space.folder / "00-start.ipynb").read_text()


def test_work_is_kept_even_without_the_record(space):
    fill(space)
    (space.folder / "00-start.ipynb").write_text("my work", encoding="utf-8")
    for broken in ("", "[", "[]"):
        (space.folder / RECORD).write_text(broken, encoding="utf-8")
        fill(space)
    assert (space.folder / "00-start.ipynb").read_text() == "my work"
    assert names(space) == ["00-start-new.ipynb", "00-start.ipynb", "01-cases.ipynb"]


def test_reset_keeps_the_old_work(space):
    fill(space)
    for round_ in (1, 2):
        (space.folder / "01-cases.ipynb").write_text(f"work {round_}", encoding="utf-8")
        kept = f"01-cases-before-reset-{round_}.ipynb"
        assert fill(space, "1") == [f"01-cases.ipynb: fresh again; your work is kept as {kept}"]
        assert (space.folder / kept).read_text() == f"work {round_}"
        assert "two" in (space.folder / "01-cases.ipynb").read_text()
    with pytest.raises(BadValue, match="there are 00, 01"):
        fill(space, "7")


def test_a_deleted_lesson_comes_back(space):
    fill(space)
    (space.folder / "01-cases.ipynb").unlink()
    assert fill(space) == ["01-cases.ipynb: a new lesson"]
    (space.folder / "01-cases.ipynb").unlink()
    fill(space, "01")
    assert names(space) == ["00-start.ipynb", "01-cases.ipynb"]


def test_the_sources_stand_beside_the_lessons_and_notes_in_them_stay(space):
    for lang, name, said in (("en", "sources.md", "Strength: high"), ("id", "sumber.md", "Kekuatan: kuat")):
        list(space.fill(lang))
        page = (space.folder / name).read_text(encoding="utf-8")
        assert "## leak-2020\n" in page and said in page
        assert page.count("\n## ") == len(sources())
    (space.folder / "sources.md").write_text("my notes", encoding="utf-8")
    fill(space)
    assert (space.folder / "sources.md").read_text(encoding="utf-8") == "my notes"


def test_a_folder_that_cannot_be_is_one_line(space, tmp_path):
    (tmp_path / "my lab").write_text("a file", encoding="utf-8")
    with pytest.raises(BadFolder, match="cannot be written"):
        fill(space)


def test_lessons_are_found_in_both_languages():
    for lang in ("id", "en"):
        assert [p.name[:2] for p in sorted(find_originals(lang).glob("*.ipynb"))][:2] == ["00", "01"]
    with pytest.raises(BadFolder, match="folder notebooks/xx is missing"):
        find_originals("xx")


def test_command_and_environment(tmp_path):
    made = lab.command(tmp_path, "en/00-start.ipynb", 8899, browser=False)
    assert made[:3] == [sys.executable, "-m", "jupyterlab"]
    assert "--ServerApp.port=8899" in made
    assert "--no-browser" in made
    assert "--no-browser" not in lab.command(tmp_path, "x", None, browser=True)
    env = lab.environment(tmp_path, {"JUPYTER_CONFIG_PATH": "/etc/x", "JPY_SESSION_NAME": "y"})
    assert env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[1] == "/etc/x"
    assert "JPY_SESSION_NAME" not in env
    settings = json.loads((lab.CONFIG / "labconfig" / "default_setting_overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


@pytest.mark.parametrize(
    ("environ", "lang"),
    [({"SIMKIT_LANG": "id", "LANG": "en_US"}, "id"), ({"LANG": "id_ID.UTF-8"}, "id"), ({"LANG": "C.UTF-8"}, "en"),
     ({"SIMKIT_LANG": "xx", "LC_ALL": "id_ID"}, "id"), ({"LANG": "en_GB"}, "en")],
)  # fmt: skip
def test_language_of_the_computer(environ, lang):
    assert lab.default_language(environ) == lang


@pytest.fixture
def started(monkeypatch):
    calls = []
    monkeypatch.setattr(lab, "launch", lambda *said: calls.append(said) or 0)
    return calls


def test_lab_command(tmp_path, started, capsys):
    assert (
        main(["lab", "--lang", "id", "--folder", str(tmp_path / "a b"), "--no-browser", "--port", "8899"])
        == 0
    )
    home = (tmp_path / "a b").resolve()
    assert started == [(home, "id/00-mulai-di-sini.ipynb", 8899, False)]
    assert "pelajaran baru" in capsys.readouterr().out
    assert main(["lab", "--lang", "id", "--folder", str(home), "--reset", "1"]) == 0
    assert started[1] == (home, "id/01-tiga-berita-satu-rantai.ipynb", None, True)
    assert "before-reset-1" in capsys.readouterr().out


@pytest.mark.parametrize("port", ["80", "x", "99999", "-1", "8888.0"])
def test_bad_port_is_one_line(port, started, tmp_path, capsys):
    assert main(["lab", "--folder", str(tmp_path), f"--port={port}"]) == 2
    assert "it must be a whole number from 1024" in capsys.readouterr().err
    assert started == []


def test_what_is_missing_is_said_in_one_line(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    text = "simkit lab needs jupyterlab: pip install 'simkit[lessons]'"
    assert main(["lab", "--folder", str(tmp_path / "lab"), "--lang", "en"]) == 2
    assert capsys.readouterr().err == f"simkit: {text}\n"
    assert not (tmp_path / "lab").exists()
    with pytest.raises(MissingExtra, match=re.escape(text)):
        lab.launch(tmp_path, "en/00-start.ipynb")


def test_notebooks_check_command(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(Path(__file__).resolve().parent.parent)
    assert main(["notebooks", "check"]) == 0
    monkeypatch.chdir(tmp_path)
    assert main(["notebooks", "check"]) == 2
    assert "checkout" in capsys.readouterr().err
