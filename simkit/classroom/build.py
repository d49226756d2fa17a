"""Building the notebooks from their sources, and comparing both without running anything."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..core.aside import write_file
from ..core.errors import BadFolder, BadValue
from . import guards
from .noted import VARIABLE as PROGRESS
from .source import Lesson, read_lesson, to_notebook
from .texts import LANGUAGES, VARIABLE

CELL_SECONDS = 60
TRIES = 2
"""nbclient was seen to stall, rarely and without a cause that could be found: one more try."""


def sources(folder: Path, numbers: Sequence[str] = ()) -> list[Path]:
    """List the sources in ``folder/src``, all or those of some lessons.

    Raises
    ------
    BadFolder
        Where there is no such folder.
    BadValue
        Where a lesson has no source.
    """
    found = sorted((folder / "src").glob("[0-9][0-9]_*.py"))
    if not found:
        raise BadFolder(f"there are no lessons in {folder / 'src'}: run this in a checkout of simkit")
    wanted = {str(n).zfill(2) for n in numbers}
    missing = wanted - {p.name[:2] for p in found}
    if missing:
        raise BadValue(
            f"no lesson {', '.join(sorted(missing))}; there are {', '.join(p.name[:2] for p in found)}"
        )
    return [p for p in found if not wanted or p.name[:2] in wanted]


def build(folder: Path, numbers: Sequence[str] = ()) -> Iterator[str]:
    """Run lessons in both languages and write their notebooks; yield what was written, and warnings."""
    for path in sources(folder, numbers):
        lesson = read_lesson(path)
        yield from _one_sided(folder, lesson)
        for lang in LANGUAGES:
            made = run(to_notebook(lesson, lang), lesson.names[lang], lang)
            faults = guards.faults(made)
            target = folder / lang / f"{lesson.names[lang]}.ipynb"
            if faults:
                raise BadValue(f"{target}: " + "; ".join(faults))
            _write(made, target)
            yield f"{target}: written"
    if not numbers:
        for stray in _strays(folder):
            stray.unlink()
            yield f"{stray}: removed, it has no source"


def run(notebook: Any, name: str, lang: str) -> Any:
    """Run a notebook in a folder of its own, and leave nothing in it that changes from run to run."""
    from nbclient import NotebookClient  # noqa: PLC0415
    from nbclient.exceptions import CellTimeoutError  # noqa: PLC0415
    from nbformat import write  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as temporary:
        room = Path(temporary, lang)
        room.mkdir()
        write(notebook, room / f"{name}.ipynb")
        kept = {k: os.environ.pop(k) for k in (VARIABLE, PROGRESS, "JPY_SESSION_NAME") if k in os.environ}
        try:
            for last in range(TRIES):
                client = NotebookClient(
                    notebook,
                    timeout=CELL_SECONDS,
                    record_timing=False,
                    store_widget_state=False,
                    resources={"metadata": {"path": str(room)}},
                )
                try:
                    client.execute(stderr=subprocess.DEVNULL)  # the kernel's own log, not the cells' output
                    break
                except CellTimeoutError:
                    if last == TRIES - 1:
                        raise
        finally:
            os.environ.update(kept)
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def _write(notebook: Any, target: Path) -> None:
    from nbformat import writes  # noqa: PLC0415

    write_file(target, writes(notebook) + "\n")


def _strays(folder: Path) -> list[Path]:
    names = {lang: {p.names[lang] for p in map(read_lesson, sources(folder))} for lang in LANGUAGES}
    return [
        p for lang in LANGUAGES for p in sorted((folder / lang).glob("*.ipynb")) if p.stem not in names[lang]
    ]


def _one_sided(folder: Path, lesson: Lesson) -> Iterator[str]:
    """Warn where one language's text changed since the last build and the other's did not."""
    before: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        target = folder / lang / f"{lesson.names[lang]}.ipynb"
        if not target.is_file():
            return
        before[lang] = {c.id: c.source for c in guards.read(target).cells}
    for key in dict.fromkeys(c.key for c in lesson.cells if c.lang):
        name = f"l{lesson.number}-{key}"
        changed = {
            c.lang: before[c.lang].get(name) != c.text for c in lesson.cells if c.key == key and c.lang
        }
        if len(set(changed.values())) == 2 and all(name in before[lang] for lang in LANGUAGES):
            only = next(lang for lang, is_new in changed.items() if is_new)
            yield f"warning: {lesson.number} {key}: only the {only} text changed; does the other still say the same?"


def check(folder: Path, numbers: Sequence[str] = ()) -> list[str]:
    """Compare sources with their notebooks, cell by cell, without running them; list what is wrong."""
    faults = [] if numbers else [f"{p}: has no source" for p in _strays(folder)]
    for path in sources(folder, numbers):
        lesson = read_lesson(path)
        for lang in LANGUAGES:
            target = folder / lang / f"{lesson.names[lang]}.ipynb"
            if not target.is_file():
                faults.append(f"{target}: not built; run `simkit notebooks build {lesson.number}`")
                continue
            built = guards.read(target)
            if _shape(built) != _shape(to_notebook(lesson, lang)):
                faults.append(
                    f"{target}: differs from {path.name}; run `simkit notebooks build {lesson.number}`"
                )
            faults += [f"{target}: {fault}" for fault in guards.faults(built, target.stat().st_size)]
    return faults


def _shape(notebook: Any) -> tuple[Any, ...]:
    cells = [(c.id, c.cell_type, c.source, dict(c.metadata)) for c in notebook.cells]
    return notebook.nbformat, dict(notebook.metadata), cells
