"""The words of the kit, in both languages: one home for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from simkit.core.catalogue import Catalogue

from .feedback import NOTE, Feedback
from .texts import Text, find_language, read_data

SAID = Catalogue(__package__, "word_list")

BRACKETS = re.compile(r" \(.*\)")
STEM = 4  # letters of a word that still say what it is with something before or behind it: memblokir, devices
SHOWN = 5  # meanings that are read at once


@dataclass(frozen=True)
class Term:
    """One concept: how it is called in each language, and what it means in this kit.

    - ``also`` (tuple of str): Other words, in either language, by which it is found.
    - ``never`` (tuple of str): Indonesian words by which it is found too, but which no sentence uses.
    """

    word: Text
    meaning: Text
    also: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def names(self) -> set[str]:
        """Give what it is called in both languages, with what stands in brackets and without."""
        said = {self.word.id.casefold(), self.word.en.casefold()}
        return said | {BRACKETS.sub("", name) for name in said}

    def others(self) -> set[str]:
        """Give the other words for it."""
        return {word.casefold() for word in (*self.also, *self.never)}


def terms() -> tuple[Term, ...]:
    """Give every term, in the order of the English words.

    >>> [t.word.id for t in terms() if t.word.en == "block"]
    ['blokir']
    """
    made = [
        Term(
            Text(id=t["id"][0], en=t["en"][0]),
            Text(id=t["id"][1], en=t["en"][1]),
            tuple(t.get("also", ())),
            tuple(t.get("never", ())),
        )
        for t in read_data("glossary")["term"]
    ]
    return tuple(sorted(made, key=lambda t: t.word.en.casefold()))


def find_terms(word: str) -> list[Term]:
    """Give the terms that a word may mean: those called so, else by another word, a part or a form, or in the meaning.

    >>> [t.word.en for t in find_terms("akurasi")], [t.word.en for t in find_terms("memblokir")]
    (['accuracy'], ['block'])
    """
    asked, known = " ".join(word.casefold().replace("-", " ").split()), terms()
    ways: tuple[Callable[[Term], bool], ...] = (
        lambda t: word.casefold() in t.names() or asked in {name.replace("-", " ") for name in t.names()},
        lambda t: asked in {name.replace("-", " ") for name in t.others()},
        lambda t: any(_is_form(asked, name) for name in t.names() | t.others()),
        lambda t: _stands_in(asked, f"{t.meaning.id} {t.meaning.en}".casefold()),
    )
    return next((found for way in ways if (found := [t for t in known if way(t)])), [])


def _stands_in(part: str, whole: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", whole) is not None


def _is_form(asked: str, name: str) -> bool:
    """Say whether one is a part of the other: whole words, or a word with what is put before or behind it."""
    short, long = sorted((asked, name), key=len)
    return _stands_in(short, long) or (len(short) >= STEM and " " not in long and short in long)


def glossary(word: str = "", lang: str | None = None) -> Feedback:
    """Explain a word, asked for in either language; without one, list all words (alias: `istilah`).

    >>> print(glossary("gerai", "en"))
    · outlet (id: gerai)
    A shop where SIMs are sold and registered.
    """
    lang, word = lang or find_language(), str(word).strip()
    if not word:
        listed = ", ".join(sorted({t.word.to(lang) for t in terms()}, key=str.casefold))
        return Feedback(NOTE, SAID["glossary"].to(lang), listed, lang=lang)
    found = find_terms(word)
    if len(found) == 1:
        return Feedback(NOTE, _title(found[0], lang), found[0].meaning.to(lang), lang=lang)
    if 1 < len(found) <= SHOWN:
        listed = "\n".join(f"- {_title(t, lang)}: {t.meaning.to(lang)}" for t in found)
        return Feedback(NOTE, word, listed, lang=lang)
    if not found:
        names = {name: t for t in terms() for name in t.names() | t.others()}
        found = [names[c] for c in get_close_matches(word.casefold(), names, 3, 0.6)]
    listed = ", ".join(dict.fromkeys(t.word.to(lang) for t in found)) or "`glossary()`"
    return Feedback(NOTE, word, SAID["text"].put(word=word, close=listed).to(lang), lang=lang)


def _title(term: Term, lang: str) -> str:
    other = "en" if lang == "id" else "id"
    same = term.word.id == term.word.en
    return term.word.to(lang) + ("" if same else f" ({other}: {term.word.to(other)})")


istilah = glossary
