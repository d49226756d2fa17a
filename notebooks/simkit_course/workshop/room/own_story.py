"""The page that says what a class's own story reaches and what no story changes; its lists come from the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from simkit.core.catalogue import Catalogue
from simkit.core.html import filled
from simkit.engine.scenario import SECTIONS, all_parameters
from simkit.world import nik, numbers, places

from ... import lessons as home
from ...exercises import lessons
from .timing import built

SAID = Catalogue(__package__, "own_story")
REACHED = {
    "data": r"\bhome\(\)",
    "country": r"\bcountry_of\(",
    "game": r"\bopen_case\(",
    "board": r"\bpolicy_lab\(",
}
"""How a lesson's code shows that it asks for the class's data sets, country, game or policy lab."""
IDLE = re.compile(r"^ *(?:#|>>>|\.\.\.).*", re.MULTILINE)
"""Prose and examples, of which a lesson runs nothing."""
SHIPPED = re.compile(r"""\b(?:simulate|compare)\(\s*["']([a-z0-9-]+)["']""")
ONE = np.arange(1, dtype=np.uint64)
SMALL = re.compile(r"\btiny_country\(")


def page(lang: str) -> str:
    """Write the page in one language."""
    known = figures()

    def said(key: str) -> str:
        return SAID[key].put(**known).to(lang)

    toml = SAID["toml"].to(lang).strip()
    return filled("simkit_course", "data/own-story", said=said, toml=toml, rows=rows(lang))


def figures() -> dict[str, object]:
    """Give what the code fixes, as the page says it."""
    phone = str(numbers.msisdn(ONE)[0])
    return {
        "n": len(all_parameters()),
        "sections": len(SECTIONS),
        "operators": ", ".join(places.OPERATORS),
        "apps": ", ".join(places.APPS),
        "abroad": ", ".join(places.COUNTRIES),
        "provinces": len(places.PROVINCES),
        "first": places.PROVINCES[0].name,
        "last": places.PROVINCES[-1].name,
        "regency": nik.REGENCY,
        "low": nik.DISTRICTS[0],
        "high": nik.DISTRICTS[-1],
        "prefix": f"+{phone[:2]} {phone[2:4]}",
        "imei": numbers.imei(ONE)[0].as_py()[:2],
    }


def reached(lesson: str) -> tuple[set[str], list[str], bool]:
    """Give what of a class's story a lesson's code asks for, the shipped scenarios it runs, and whether a tiny one."""
    text = IDLE.sub("", "\n".join(p.read_text(encoding="utf-8") for p in sorted(folder(lesson).glob("*.py"))))
    asked = {what for what, pattern in REACHED.items() if re.search(pattern, text)}
    return asked, list(dict.fromkeys(SHIPPED.findall(text))), bool(SMALL.search(text))


def folder(lesson: str) -> Path:
    """Find the folder of a lesson."""
    return next(p for root in home.__path__ if (p := Path(root, lesson)).is_dir())


def rows(lang: str) -> Iterator[tuple[str, str, str]]:
    """Yield a row for each lesson: its title, what the story reaches, what stays as shipped."""
    nothing = SAID["nothing"].to(lang)
    for lesson in lessons():
        asked, shipped, is_small = reached(lesson)
        mine = [SAID[f"reach_{what}"].to(lang) for what in REACHED if what in asked]
        theirs = [f"`{name}`" for name in shipped] + ([SAID["small"].to(lang)] if is_small else [])
        yield built(lesson[1:3], lang).title, ", ".join(mine) or nothing, ", ".join(theirs) or nothing
