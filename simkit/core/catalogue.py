"""Sentences in two languages, kept beside their user in a TOML file: code names a sentence, the file says it twice.

A file has a table for each module, and in it a table for each sentence::

    [market.no_sale]
    id = "Tidak ada yang terjual."
    en = "Nothing was sold."

Nothing is read before a sentence is said. Both languages have the same keys and placeholders, which a test keeps so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

LANGUAGES = ("id", "en")
FILE = "said.toml"


class Text:
    """One text in Indonesian and English, of equal rank.

    Examples
    --------
    >>> Text(id="{n} nomor", en="{n} numbers").put(n=3).to("id")
    '3 nomor'
    """

    def __init__(self, id: str, en: str) -> None:
        self.said = {"id": id, "en": en}

    def __repr__(self) -> str:
        return f"Text(id={self.to('id')!r}, en={self.to('en')!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and all(self.to(lang) == other.to(lang) for lang in LANGUAGES)

    def __hash__(self) -> int:
        return hash((self.to("id"), self.to("en")))

    @property
    def id(self) -> str:
        """The text in Indonesian."""
        return self.to("id")

    @property
    def en(self) -> str:
        """The text in English."""
        return self.to("en")

    def to(self, lang: str) -> str:
        """Give the text in one language."""
        return self.said["id" if lang == "id" else "en"]

    def put(self, **values: object) -> Text:
        """Fill in values; a value that is a text or a function of the language is said in each language."""
        return Text(
            **{
                lang: self.to(lang).format(**{k: _value(v, lang) for k, v in values.items()})
                for lang in LANGUAGES
            }
        )


def _value(value: object, lang: str) -> object:
    if isinstance(value, Text):
        return value.to(lang)
    return value(lang) if callable(value) else value


class _Kept(Text):
    """A text of a file, read when it is first said."""

    def __init__(self, package: str, section: str, key: str) -> None:
        self.place = (package, section, key)

    def to(self, lang: str) -> str:
        package, section, key = self.place
        text: str = read_section(package, section)[key]["id" if lang == "id" else "en"]
        return text


class Catalogue:
    """The sentences of one module, by key.

    Parameters
    ----------
    package : str
        The caller's `__package__`, whose folder holds ``said.toml``.
    section : str
        The table of that module.
    """

    def __init__(self, package: str | None, section: str) -> None:
        self.package, self.section = package or "", section

    def __getitem__(self, key: str) -> Text:
        return _Kept(self.package, self.section, key)


class Words(Mapping[str, Any]):
    """The sentences of one module, by language and then by key: ``WORDS["en"]["y"]``; a list is a tuple."""

    def __init__(self, package: str | None, section: str) -> None:
        self.package, self.section = package or "", section

    def __getitem__(self, lang: str) -> Any:
        if lang not in LANGUAGES:
            raise KeyError(lang)
        return _in(read_section(self.package, self.section), lang)

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


@lru_cache(maxsize=256)
def read_section(package: str, section: str) -> dict[str, Any]:
    """Give a table of a folder's file as it stands there, both languages and what else it says."""
    table: dict[str, Any] = _file(package)
    for part in section.split("."):
        table = table[part]
    return table


@lru_cache(maxsize=64)
def _file(package: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(package).joinpath(FILE).read_text(encoding="utf-8"))


def _in(table: Any, lang: str) -> Any:
    """Give a table in one language: where both languages stand, one of them; a list is a tuple."""
    if set(table) == set(LANGUAGES):
        value = table[lang]
        return tuple(value) if isinstance(value, list) else value
    return {key: _in(value, lang) for key, value in table.items()}
