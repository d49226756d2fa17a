"""The words of the kit, in both languages: one home for each."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources

from simkit.core.catalogue import Catalogue

from .feedback import NOTE, Feedback
from .texts import Text, find_language

SAID = Catalogue(__package__, "word_list")

BRACKETS = re.compile(r" \(.*\)")


@dataclass(frozen=True)
class Term:
    """One word: how it is called in each language, and what it means in this kit."""

    word: Text
    meaning: Text


def terms() -> tuple[Term, ...]:
    """Give every term, in the order of the English words.

    >>> [t.word.id for t in terms() if t.word.en == "block"]
    ['blokir']
    """
    text = resources.files(__package__).joinpath("data", "glossary.toml").read_text(encoding="utf-8")
    made = [
        Term(Text(id=t["id"][0], en=t["en"][0]), Text(id=t["id"][1], en=t["en"][1]))
        for t in tomllib.loads(text)["term"]
    ]
    return tuple(sorted(made, key=lambda t: t.word.en.casefold()))


def glossary(word: str = "", lang: str | None = None) -> Feedback:
    """Explain a word, asked for in either language; without one, list all words (alias: `istilah`).

    >>> print(glossary("gerai", "en"))
    · outlet (id: gerai)
    A shop where SIMs are sold and registered.
    """
    lang, word = lang or find_language(), str(word).strip()
    names = [(name, t) for t in terms() for name in (t.word.id, t.word.en)]
    # What stands in brackets need not be asked for; a whole name always wins.
    known = {BRACKETS.sub("", name).casefold(): t for name, t in names}
    known |= {name.casefold(): t for name, t in names}
    if not word:
        title = SAID["glossary"].to(lang)
        return Feedback(
            NOTE, title, ", ".join(sorted({t.word.to(lang) for t in terms()}, key=str.casefold)), lang=lang
        )
    found = known.get(word.strip().casefold())
    if found is None:
        close = [known[c].word.to(lang) for c in get_close_matches(word.casefold(), known, 3, 0.6)]
        listed = ", ".join(dict.fromkeys(close)) or "`glossary()`"
        return Feedback(NOTE, word, SAID["text"].put(word=word, close=listed).to(lang), lang=lang)
    other = "en" if lang == "id" else "id"
    title = found.word.to(lang)
    if found.word.id != found.word.en:
        title += f" ({other}: {found.word.to(other)})"
    return Feedback(NOTE, title, found.meaning.to(lang), lang=lang)


istilah = glossary
