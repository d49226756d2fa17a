"""nbval compares: a changed digit and a stripped notebook make it fail. Each run starts a real kernel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "notebooks" / "en" / "00-start-here.ipynb"
OPTIONS = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout", "60", "-p", "no:cacheprovider"]
SHARED = ["-n", "1", "--dist", "loadfile"]
"""As `make test` shares notebooks out; a process more for each of them costs seconds."""
SANITIZE = ["--nbval-sanitize-with", str(ROOT / "tests" / "nbval_sanitize.cfg")]


def nbval(folder: Path, *more: str) -> subprocess.CompletedProcess:
    """Run nbval as `make test` does, on a folder somewhere else, and with another home, language and width."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("SIMKIT", "JPY", "PYTEST"))}
    env = keep | {"HOME": str(folder), "TZ": "Asia/Jakarta", "COLUMNS": "55", "PYTHONHASHSEED": "99"}
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder)]
    command += [*OPTIONS, *more, *SANITIZE, str(folder)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path):
    """A folder with a space in its name, the guards, and the first cells of a lesson."""
    made = tmp_path / "my lessons"
    made.mkdir()
    shutil.copy(ROOT / "notebooks" / "conftest.py", made)
    notebook = nbformat.read(LESSON, as_version=4)
    at = [c.id for c in notebook.cells].index("l00-do-1")
    notebook.cells = notebook.cells[: at + 1]
    nbformat.write(notebook, made / LESSON.name)
    return made


def change(folder: Path, how) -> None:
    notebook = nbformat.read(folder / LESSON.name, as_version=4)
    how(notebook)
    nbformat.write(notebook, folder / LESSON.name)


def test_nbval_passes_elsewhere(folder):
    done = nbval(folder, *SHARED)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


def test_nbval_fails_on_a_changed_digit(folder):
    def mutate(notebook):
        output = next(c for c in notebook.cells if c.id == "l00-count").outputs[0]
        assert "500" in output.text
        output.text = output.text.replace("500", "501")

    change(folder, mutate)
    done = nbval(folder)
    assert done.returncode == 1, done.stdout
    assert "501" in done.stdout


def test_nbval_fails_on_a_stripped_notebook(folder):
    def strip(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None

    change(folder, strip)
    done = nbval(folder)
    assert done.returncode != 0
    assert "stripped" in done.stdout
