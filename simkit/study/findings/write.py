"""Writing the study out: the page in both languages, its pictures, and the small file behind them."""

from __future__ import annotations

from pathlib import Path

from ...core.aside import write_file
from ...core.errors import BadFolder
from .. import style
from .page import PAGES, page
from .pictures import FOLDER, draw
from .stored import FILE, Study, dumped

LANGS = ("en", "id")


def files(study: Study) -> dict[str, bytes]:
    """Give every file of the page by its name; the same study gives the same bytes.

    Parameters
    ----------
    study : dict
        From `stored.load` or `run.study`.
    """
    made: dict[str, bytes] = {FILE: dumped(study).encode()}
    for lang in LANGS:
        captions = {}
        for name, fig, caption in draw(study, lang):
            made[f"{FOLDER}/{name}.{lang}.png"] = style.png(fig)
            captions[name] = caption
        made[PAGES[lang]] = page(study, lang, captions, FOLDER).encode()
    return made


def captions_of(study: Study, lang: str) -> dict[str, str]:
    """Give the captions alone."""
    return {name: caption for name, _, caption in draw(study, lang)}


def write(study: Study, folder: str | Path) -> list[str]:
    """Write page, pictures and study into a folder, each file aside first.

    Raises
    ------
    BadFolder
        Where there is no such folder, or it cannot be written.
    """
    home = Path(folder)
    if not home.is_dir():
        raise BadFolder(
            f"there is no folder {folder} here: run this in a checkout of simkit, or name one with --out"
        )
    made = files(study)
    for name, data in made.items():
        write_file(home / name, data)
    return list(made)
