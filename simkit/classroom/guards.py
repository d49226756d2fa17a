"""What every built notebook must hold to, so that comparing it means something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def faults(notebook: Any, size: int = 0) -> list[str]:
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


def code_faults(one: Any, two: Any) -> list[str]:
    """List the code cells in which two languages of a lesson differ."""
    a, b = ([(c.id, c.source) for c in n.cells if c.cell_type == "code"] for n in (one, two))
    if len(a) != len(b):
        return [f"{len(a)} code cells in one language, {len(b)} in the other"]
    return [f"{x[0]}: code differs between the languages" for x, y in zip(a, b, strict=True) if x != y]
