"""Building the notebooks from their sources, and comparing both without running anything."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from simkit.core.catalogue import Catalogue, Text
from simkit.core.errors import BadFolder, BadValue
from simkit.core.files import write_file

from .progress_file import VARIABLE as PROGRESS
from .source import Lesson, number, read_lesson, to_notebook
from .texts import LANGUAGES, VARIABLE

# ---
# What every built notebook must hold to, so that comparing it means something.

SAID = Catalogue(__package__, "build")
MAX_BYTES = 400_000
MAX_IGNORED = 0.10
MIN_CAPTION = 40
IGNORING = {"nbval-ignore-output", "nbval-skip"}
PATH = re.compile(
    r"(?<![\w.:/])/(?:home|tmp|root|usr|opt|work|Users|private|mnt)/|[A-Z]:\\\\?\w|ipykernel_\d"
)
ADDRESS = re.compile(r"<[^<>]* at 0x[0-9a-f]+>")
REACHES_OUT = re.compile(r"https?://|urllib|requests\.|%pip|!pip|!\w")
CAPTION = re.compile(r"\[(Figure|Gambar)\] ")
ALLOWED = {"kernelspec", "language_info", "simkit"}


def read(path: Path) -> Any:
    """Read a notebook."""
    import nbformat  # noqa: PLC0415

    return nbformat.read(path, as_version=4)


def notebook_faults(notebook: Any, size: int = 0) -> list[str]:
    """List what is wrong with a built notebook; an empty list is what it should be."""
    code = [c for c in notebook.cells if c.cell_type == "code"]
    found = [*_executed(code), *_ignored(code), *_stable(notebook, code)]
    for cell in code:
        for output in cell.outputs:
            found += [f"{cell.id}: {fault}" for fault in _output(cell, output)]
    if size > MAX_BYTES:
        found.append(f"{size:,} bytes; at most {MAX_BYTES:,}")
    return found


def _executed(code: list[Any]) -> Iterator[str]:
    counts = [c.execution_count for c in code]
    if None in counts or not any(c.outputs for c in code):
        yield "stripped: cells without an execution count or no output at all (nbval would compare nothing)"
    elif counts != list(range(1, len(code) + 1)):
        yield f"execution counts out of order: {counts}"


def _ignored(code: list[Any]) -> Iterator[str]:
    ignored = [c for c in code if IGNORING & set(c.metadata.get("tags", ())) or "NBVAL" in c.source.upper()]
    if len(ignored) > MAX_IGNORED * len(code):
        yield f"{len(ignored)} of {len(code)} code cells are not compared; at most {MAX_IGNORED:.0%}"
    yield from (f"{c.id}: not compared, without a reason" for c in ignored if not c.metadata.get("reason"))
    yield from (f"{c.id}: nbval-skip" for c in code if "nbval-skip" in c.metadata.get("tags", ()))


def _stable(notebook: Any, code: list[Any]) -> Iterator[str]:
    extra = set(notebook.metadata) - ALLOWED
    if extra or notebook.metadata.get("language_info") != {"name": "python"}:
        yield f"volatile metadata: {sorted(extra) or 'language_info'}"
    ids = [c.id for c in notebook.cells]
    if len(set(ids)) < len(ids) or not all(i.startswith("l") for i in ids):
        yield "cell ids are not those of the source"
    for cell in notebook.cells:
        if set(cell.metadata) - {"tags", "reason"}:
            yield f"{cell.id}: volatile metadata {sorted(cell.metadata)}"
    for cell in code:
        if REACHES_OUT.search(cell.source) or PATH.search(cell.source):
            yield f"{cell.id}: names a path or the internet"


def _output(cell: Any, output: Any) -> Iterator[str]:
    kind = output.output_type
    if kind == "stream" and output.name == "stderr":
        yield "stored stderr"
    if kind == "error" and "raises-exception" not in cell.metadata.get("tags", ()):
        yield f"stored {output.ename}"
    data = output.get("data", {})
    said = "".join(_texts(output))
    if PATH.search(said):
        yield f"a path in its output: {PATH.search(said)}"
    if ADDRESS.search(said):
        yield "an address in its output"
    if "application/vnd.jupyter.widget-view+json" in data and not IGNORING & set(
        cell.metadata.get("tags", ())
    ):
        yield "a widget whose output is compared"
    if any(name.startswith("image/") for name in data):
        caption = data.get("text/plain", "")
        if not CAPTION.match(caption) or len(caption) < MIN_CAPTION or "image/svg+xml" in data:
            yield "a figure without a caption: use show(fig, caption) or draw(plot, tables)"
        elif not output.metadata.get("image/png", {}).get("alt"):
            yield "a figure without an alternative text"


def _texts(output: Any) -> Iterator[str]:
    yield from (str(output.get(k, "")) for k in ("text", "evalue"))
    yield from (str(line) for line in output.get("traceback", ()))
    yield from (str(v) for k, v in output.get("data", {}).items() if k.startswith("text/"))


# ---

CELL_SECONDS = 60
TRIES = 2
"""nbclient was seen to stall, rarely and without a cause that could be found: one more try."""


def sources(folder: Path, numbers: Sequence[str] = ()) -> list[Path]:
    """List the sources in ``folder/lessons``, all or those of some lessons.

    Raises BadFolder: where there is no such folder.

    Raises BadValue: where a lesson has no source.
    """
    found = sorted((folder / "lessons").glob("l[0-9][0-9]_*/source.py"))
    if not found:
        raise BadFolder(f"there are no lessons in {folder / 'lessons'}: run this in a checkout of simkit")
    wanted = {str(n).zfill(2) for n in numbers}
    missing = wanted - {number(p) for p in found}
    if missing:
        raise BadValue(
            f"no lesson {', '.join(sorted(missing))}; there are {', '.join(number(p) for p in found)}"
        )
    return [p for p in found if not wanted or number(p) in wanted]


def build(folder: Path, numbers: Sequence[str] = ()) -> Iterator[Text]:
    """Run lessons in both languages and write their notebooks; yield what was written, and warnings."""
    for path in sources(folder, numbers):
        lesson = read_lesson(path)
        yield from _one_sided(folder, lesson)
        for lang in LANGUAGES:
            made = run(to_notebook(lesson, lang), lesson.names[lang], lang)
            faults = notebook_faults(made)
            target = folder / lang / f"{lesson.names[lang]}.ipynb"
            if faults:
                raise BadValue(f"{target}: " + "; ".join(faults))
            _write(made, target)
            yield SAID["written"].put(path=target)
    if not numbers:
        for stray in _strays(folder):
            stray.unlink()
            yield SAID["removed"].put(path=stray)


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


def _one_sided(folder: Path, lesson: Lesson) -> Iterator[Text]:
    """Warn where one language's text changed since the last build and the other's did not."""
    before: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        target = folder / lang / f"{lesson.names[lang]}.ipynb"
        if not target.is_file():
            return
        before[lang] = {c.id: c.source for c in read(target).cells}
    for key in dict.fromkeys(c.key for c in lesson.cells if c.lang):
        name = f"l{lesson.number}-{key}"
        changed = {
            c.lang: before[c.lang].get(name) != c.text for c in lesson.cells if c.key == key and c.lang
        }
        if len(set(changed.values())) == 2 and all(name in before[lang] for lang in LANGUAGES):
            only = next(lang for lang, is_new in changed.items() if is_new)
            yield SAID["one_sided"].put(n=lesson.number, key=key, lang=only)


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
            built = read(target)
            if _shape(built) != _shape(to_notebook(lesson, lang)):
                faults.append(
                    f"{target}: differs from its source; run `simkit notebooks build {lesson.number}`"
                )
            faults += [f"{target}: {fault}" for fault in notebook_faults(built, target.stat().st_size)]
    return faults


def _shape(notebook: Any) -> tuple[Any, ...]:
    cells = [(c.id, c.cell_type, c.source, dict(c.metadata)) for c in notebook.cells]
    return notebook.nbformat, dict(notebook.metadata), cells
