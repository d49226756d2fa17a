"""Which language a lesson speaks, and texts in both."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from simkit.core.catalogue import LANGUAGES, Text
from simkit.core.errors import BadValue
from simkit.core.locale import amount, whole

__all__ = ["LANGUAGES", "Text"]
FALLBACK = "id"
VARIABLE = "SIMKIT_LANG"


def read_data(name: str) -> dict[str, Any]:
    """Read one of the course's data files."""
    text = resources.files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def rupiah(value: float, lang: str | None = None) -> str:
    """Write an amount of money as people say it.

    >>> rupiah(2_500_000_000, "id"), rupiah(3_100, "en")
    ('Rp2,5 miliar', 'Rp3,100')
    """
    return amount(float(value), lang or find_language())


def whole_number(value: float, lang: str | None = None) -> str:
    """Write a whole number with the language's mark for thousands.

    >>> whole_number(50_000, "id"), whole_number(50_000, "en")
    ('50.000', '50,000')
    """
    return whole(float(value), lang or find_language())


def in_thousands(value: float) -> Callable[[str], str]:
    """Give a whole number to put into a `Text`."""
    return lambda lang: whole(float(value), lang)


def language(lang: str | None = None) -> str:
    """Say which language is spoken; with `"id"` or `"en"`, change it for this notebook (alias: `bahasa`).

    Raises BadValue: for another language.
    """
    if lang is not None:
        if lang not in LANGUAGES:
            raise BadValue(f"{lang!r}: pilih 'id' (Bahasa Indonesia) atau 'en' (English)")
        os.environ[VARIABLE] = lang
    return find_language()


bahasa = language


def find_language() -> str:
    """Find the lesson's language.

    The first that knows: what was asked for (`SIMKIT_LANG`, set by `language`), the open notebook's own
    metadata, the notebooks of this folder if they agree, the folder's name. So a renamed folder or notebook,
    nbval, Binder and a plain JupyterLab all find it.
    """
    asked = os.environ.get(VARIABLE, "").strip().lower()
    if asked in LANGUAGES:
        return asked
    return _from_files(os.environ.get("JPY_SESSION_NAME", ""), os.getcwd())


@lru_cache(maxsize=8)
def _from_files(session: str, folder: str) -> str:
    of_session = _notebook_language(Path(folder, session)) if session else None
    if of_session:
        return of_session
    found = {_notebook_language(path) for path in sorted(Path(folder).glob("*.ipynb"))} - {None}
    if len(found) == 1:
        return str(found.pop())
    return Path(folder).name if Path(folder).name in LANGUAGES else FALLBACK


def _notebook_language(path: Path) -> str | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))["metadata"]["simkit"]["lang"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return said if said in LANGUAGES else None
