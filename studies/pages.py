"""What a study writes: a page from its template, and files into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from simkit.core.errors import BadFolder
from simkit.core.files import write_file

TEMPLATES = Environment(
    trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined
)


def filled(package: str | None, name: str, **values: object) -> str:
    """Fill in a page's template, which lies beside its code as ``NAME.md.jinja``."""
    text = resources.files(package or "").joinpath(f"{name}.md.jinja").read_text(encoding="utf-8")
    return TEMPLATES.from_string(text).render(values)


def open_folder(name: str) -> Path:
    """Give the folder of a study's pages; a BadFolder where it is not there."""
    folder = Path(name)
    if not folder.is_dir():
        raise BadFolder(
            f"there is no folder {folder} here: run this in a checkout of simkit, or name one with --out"
        )
    return folder


def write_all(folder: str | Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write files into a folder, each aside and renamed, and give their paths."""
    made = [Path(folder) / name for name in files]
    for path, data in zip(made, files.values(), strict=True):
        write_file(path, data)
    return made
