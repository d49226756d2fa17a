"""The sources that the lessons cite, as a page in the student's folder, in the student's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from simkit.core.catalogue import Words

from .texts import read_data

SAID = Words(__package__, "source_notes")


def sources() -> list[Mapping[str, Any]]:
    """Give what the lessons cite, by name: how sure it is, and what it says in each language.

    >>> sources()[0]["name"]
    'aduannomor-2023'
    """
    return sorted(read_data("sources")["source"], key=lambda source: source["name"])


def source_page(lang: str) -> tuple[str, bytes]:
    """Write the page: the name of its file, and what it holds.

    >>> source_page("id")[0], source_page("en")[0]
    ('sumber.md', 'sources.md')
    """
    words = SAID[lang]
    letters = {"H": words["high"], "M": words["medium"], "L": words["low"], "U": words["open"]}
    lines = [f"# {words['title']}", "", words["how"], ""]
    for source in sources():
        sure = re.sub("[HMLU]", lambda letter: letters[letter[0]], source["sure"])
        lines += [f"## {source['name']}", "", source[lang], "", f"*{words['sure']}: {sure}.*", ""]
    return words["file"], "\n".join(lines).encode()
