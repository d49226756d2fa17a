"""Columns of words: which words simkit writes there, and what others may mean."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ...engine import codes
from ...engine.export.ids import PLACES
from ...engine.policies import catalogue
from ...world import operators, outlets, people, places
from .dates import SERIAL, TWO
from .findings import Finding
from .headings import plain
from .text import MOST_BAD, Look

TITLED = ("name", "address", "site", "terminal", "district", "posted_name", "posted_address")
"""Columns of names, which simkit writes in capitals and small letters."""
HIDDEN = r"[\u00ad\u200b-\u200d\u2060\ufeff]"
"""Letters that take no room: two names that differ by one look the same."""
CASED = r"^[^a-z]*[A-Z][^a-z]*[A-Z][^a-z]*$|^[^A-Z]*[a-z][^A-Z]*[a-z][^A-Z]*$"
TIDY = r"^(?:[!-~]+(?: [!-~]+)*)?$"
"""Plain letters and marks with one space between words: nothing to take off; RE2 reads it."""
FEW = 0.5
"""In columns that somebody typed, up to this share of the texts may be all capitals; assumption."""


def known_words(table: str, column: str) -> tuple[str, ...]:
    """Give the words that simkit may write in a column; none where any word may stand.

    Examples
    --------
    >>> known_words("accesses", "verdict"), known_words("agents", "site")
    (('allow', 'refuse', 'hold'), ())
    """
    if column in ("fields", "fields_shown"):
        return codes.field_words()
    return _everywhere().get(column) or _here().get(f"{table}.{column}", ())


def _everywhere() -> Mapping[str, tuple[str, ...]]:
    return {
        "verdict": codes.VERDICTS,
        "province": tuple(p.name for p in places.PROVINCES),
        "place": PLACES,
        "app": places.APPS,
        "platform": codes.PLATFORMS,
        "formatting": codes.FORMATS,
        "employer": operators.EMPLOYERS,
        "shift": operators.SHIFTS,
        "position": ("agent", "supervisor"),
        "setting": outlets.FLAVOURS,
        "sex": ("female", "male"),
        "target": ("sim", "account"),
        "by": codes.BLOCKERS,
        "item_kind": ("number", "device"),
    }


def _here() -> Mapping[str, tuple[str, ...]]:
    reasons = tuple(sorted({p.reason for p in catalogue().values() if p.reason}))
    return {
        "people.kind": people.KINDS,
        "outlets.kind": outlets.OUTLET_KINDS,
        "sims.channel": outlets.CHANNELS,
        "registrations.channel": outlets.CHANNELS,
        "tickets.channel": codes.TICKET_CHANNELS,
        "tickets.reason": codes.TICKET_REASONS,
        "complaints.channel": codes.MESSAGE_CHANNELS,
        "complaints.outcome": codes.OUTCOMES,
        "blocks.reason": codes.BLOCK_REASONS,
        "notices.kind": codes.NOTICES,
        "reviews.outcome": codes.REVIEW_OUTCOMES,
        "accesses.reason": reasons,
        "registrations.reason": reasons,
        "logins.reason": reasons,
    }


def tidy(words: pd.Series, column: str) -> pd.Series:
    """Take off spaces around texts, doubled spaces and letters that take no room; posted texts keep their inside.

    Examples
    --------
    >>> tidy(pd.Series([" Budi  Santoso", "Ani\u200b"]), "name").tolist()
    ['Budi Santoso', 'Ani']
    """
    bare = words.str.replace("\u00a0", " ").str.strip()
    if column.startswith("posted_"):
        return bare
    return bare.str.replace(HIDDEN, "", regex=True).str.replace(r"\s+", " ", regex=True).str.strip()


def read_as(words: pd.Series, counts: np.ndarray, table: str, column: str) -> pd.Series:
    """Give the word that each one stands for: a known one, or the commonest of those written like it.

    `words`: different ones. `counts`: on how many rows each stands.

    Examples
    --------
    >>> read_as(pd.Series(["ALLOW", "hold", "no"]), np.array([1, 1, 1]), "accesses", "verdict").tolist()
    ['allow', 'hold', 'no']
    >>> read_as(pd.Series(["NORTH 01", "North 01"]), np.array([1, 9]), "agents", "site").tolist()
    ['North 01', 'North 01']
    """
    order = np.argsort(counts, kind="stable")
    place = {plain(w): w for w in words.iloc[order]} | {plain(w): w for w in known_words(table, column)}
    return words.map(lambda w: place[plain(w)] if plain(w) else w)


def one_case(words: pd.Series, column: str) -> np.ndarray:
    """Tell which names are all capitals or all small letters, where simkit writes both."""
    if column not in TITLED:
        return np.zeros(len(words), bool)
    cased = words.str.contains(CASED).to_numpy(bool)
    return cased & (cased.mean() > FEW) if column.startswith("posted_") and len(cased) else cased


def other_dates(words: pd.Series, column: str) -> np.ndarray:
    """Tell which posted dates are written as a spreadsheet does, if these are more than slips."""
    if column != "posted_birth_date":
        return np.zeros(len(words), bool)
    odd = (words.str.match(TWO) | words.str.match(SERIAL)).to_numpy(bool)
    return odd & (odd.sum() > MOST_BAD * len(odd))


def is_as_written(words: pd.Series, table: str, column: str, kind: str) -> bool:
    """Tell whether the texts of a column are as simkit writes them.

    Examples
    --------
    >>> is_as_written(pd.Series(["allow", "Hold"]), "accesses", "verdict", "text")
    False
    """
    plainly = pc.all(pc.match_substring_regex(pa.array(words, pa.string()), TIDY)).as_py() is not False
    if (
        not (plainly or tidy(words, column).equals(words))
        or (not plainly and words.str.contains("\n", regex=False).any())
        or one_case(words, column).any()
        or other_dates(words, column).any()
    ):
        return False
    if kind != "text":
        return True
    known = known_words(table, column)
    same = read_as(words, np.ones(len(words), int), table, column).equals(words)
    return same and (not known or bool(words.isin(known).all()))


def read_words(look: Look) -> tuple[pd.Series, list[Finding]]:
    """Read a column of texts and say what was done to them."""
    name, there = look.column.name, ~look.missing
    bare = tidy(look.words, name)
    found = look.found("text_spaces", there & (bare != look.words).to_numpy())
    found += look.found("text_case", there & one_case(bare, name))
    found += look.found("text_dates", there & other_dates(bare, name))
    if look.column.kind != "text":
        return bare, found
    known, counts = known_words(look.table, name), np.bincount(look.codes, minlength=len(bare))
    made = read_as(bare, counts, look.table, name)
    changed = there & (made != bare).to_numpy()
    found += look.found("word_form", changed, known_words=sorted(set(made[changed])))
    if known:
        odd = there & ~made.isin(known).to_numpy()
        found += look.found("word_unknown", odd, known_words=", ".join(known[:8]))
    return made.where(there, bare), found
