"""The material of lesson 01: statements of three news pieces, in our own words, each with its source."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from .texts import find_language, read_data

PIECES = {
    "A": {"id": "wawancara pers, 2020", "en": "press interview, 2020"},
    "B": {"id": "artikel yang beredar luas, 2024", "en": "widely copied article, 2024"},
    "C": {"id": "keterangan kementerian, 2024", "en": "remarks of the ministry, 2024"},
}


class Words(pd.DataFrame):
    """A table of texts, shown left-aligned in a notebook."""

    @property
    def _constructor(self) -> type[Words]:
        return Words

    def _repr_html_(self) -> str | None:
        made = pd.DataFrame(self)._repr_html_()  # type: ignore[operator]
        return made and re.sub(r"<(t[hd])>", r'<\1 style="text-align:left">', made)


def _table(rows: list[dict[str, Any]], index: str) -> Words:
    return Words(rows).set_index(index).rename_axis(None)


def news_claims(lang: str | None = None) -> pd.DataFrame:
    """Give the twelve statements: name, piece, statement, source.

    >>> news_claims("en").loc["A4", "statement"]
    'The fault lies with one employee, not with the company.'
    """
    lang = lang or find_language()
    rows = [
        {"name": c["name"], "piece": PIECES[c["name"][0]][lang], "statement": c[lang], "source": c["source"]}
        for c in read_data("claims")["claim"]
    ]
    return _table(rows, "name")


def two_versions(lang: str | None = None) -> pd.DataFrame:
    """Give what the article and the police say of the same case: topic, article, police."""
    lang = lang or find_language()
    rows = [
        {"row": s["row"], **{side: s[side][lang] for side in ("topic", "article", "police")}}
        for s in read_data("news_case")["statement"]
    ]
    return _table(rows, "row")


def case_facts(lang: str | None = None) -> pd.DataFrame:
    """Give the case's numbers: value, meaning, source.

    >>> int(case_facts("id").value["sold_rp"])
    3100
    """
    lang = lang or find_language()
    rows = [
        {"name": f["name"], "value": f["value"], "meaning": f[lang], "source": f["source"]}
        for f in read_data("news_case")["fact"]
    ]
    return _table(rows, "name")


def chain_actors(lang: str | None = None) -> pd.DataFrame:
    """Give the seven actors, in alphabetical order: actor, Indonesian name, and what each does."""
    lang = lang or find_language()
    rows = [
        {"actor": a["name"], "also": a["also"][0] if a["also"] else a["name"], "does": a[lang]}
        for a in read_data("news_case")["actor"]
    ]
    return _table(rows, "actor")
