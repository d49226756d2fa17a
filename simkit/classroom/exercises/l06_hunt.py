"""Judging a leak hunt: which column knows the future, which is an artefact of the making, and which is fair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..checks import NotYet, take_mapping, take_words
from ..texts import Text

HALF = 0.5
"""A column alone is too good from half of the best column's precision on; it has lost it below half of its own."""
KEYS = ("future", "artefact", "fair")
NUMBERS = (int, float, np.number, np.bool_)


def sorted_out(alone: pd.DataFrame) -> dict[str, set[str]]:
    """Say which strong columns know the future, which are artefacts, and which are fair.

    Parameters
    ----------
    alone : DataFrame
        By column, the precision of a list made by it alone: ``handed_over``, ``known_then``, ``elsewhere``.

    Examples
    --------
    >>> rows = {"a": [1, 0, 1], "b": [1, 1, 0], "c": [1, 1, 1], "d": [0, 0, 0]}
    >>> table = pd.DataFrame.from_dict(rows, "index", columns=["handed_over", "known_then", "elsewhere"])
    >>> sorted_out(table)
    {'future': {'a'}, 'artefact': {'b'}, 'fair': {'c'}}
    """
    first = alone["handed_over"]
    strong = first >= HALF * first.max()
    late = strong & (alone["known_then"] < HALF * first)
    made = strong & ~late & (alone["elsewhere"] < HALF * first)
    rest = strong & ~late & ~made
    return {key: set(alone.index[at]) for key, at in zip(KEYS, (late, made, rest), strict=True)}


def leak_hunt(answer: Any, alone: pd.DataFrame) -> None:
    """Judge which column is called what; any of several is right where more than one is."""
    reference = sorted_out(alone)
    given = take_mapping(answer, list(KEYS))
    mine = {}
    for key, said in given.items():
        words = [] if isinstance(said, NUMBERS) else take_words(said)
        if len(words) != 1:
            raise NotYet(
                Text(
                    id="`{key}`: tulis nama satu kolom, di antara tanda kutip.",
                    en="`{key}`: write the name of one column, in quotes.",
                ).put(key=key)
            )
        word = words[0].strip("`'\"").casefold()
        known = {str(c).casefold(): str(c) for c in alone.index}
        if word not in known:
            raise NotYet(
                Text(
                    id="`{key}`: tidak ada kolom `{word}`. Pilih dari tabel `alone`: {names}.",
                    en="`{key}`: there is no column `{word}`. Choose from the table `alone`: {names}.",
                ).put(key=key, word=words[0], names=", ".join(map(str, alone.index)))
            )
        mine[key] = known[word]
    for key, name in mine.items():
        if name not in reference[key]:
            raise NotYet(_why(key, name, reference))


def _why(key: str, name: str, reference: dict[str, set[str]]) -> Text:
    """Say what speaks against a column under this heading, and not which column belongs there."""
    said = {"key": key, "name": name}
    if not any(name in names for names in reference.values()):
        return Text(
            id="`{key}`: `{name}` sendirian hampir tidak menemukan siapa pun. Cari di antara kolom yang terlalu "
            "bagus pada `handed_over`.",
            en="`{key}`: `{name}` alone finds hardly anybody. Look among the columns that are too good under "
            "`handed_over`.",
        ).put(**said)
    if key == "future":
        return Text(
            id="`future`: `{name}` sama bagusnya pada `known_then`, jadi isinya sudah diketahui pada hari itu.",
            en="`future`: `{name}` is as good under `known_then`, so what it says was known on that day.",
        ).put(**said)
    if key == "artefact" and name in reference["future"]:
        return Text(
            id="`artefact`: `{name}` kehilangan kekuatannya pada `known_then`: itu bocoran jenis lain. Cari yang hanya "
            "gagal pada `elsewhere`.",
            en="`artefact`: `{name}` loses its power under `known_then`: that is the other kind of leak. Look for what "
            "fails under `elsewhere` alone.",
        ).put(**said)
    if key == "artefact":
        return Text(
            id="`artefact`: `{name}` bekerja juga di negeri lain. Jejak pembuatan tabel ini tidak ada di sana.",
            en="`artefact`: `{name}` works in the other country as well. How this table was made left no trace there.",
        ).put(**said)
    return Text(
        id="`fair`: `{name}` tidak tetap bagus pada ketiga kolom tabel `alone`. Yang wajar lulus kedua ujian.",
        en="`fair`: `{name}` does not stay good in all three columns of the table `alone`. What is fair "
        "passes both trials.",
    ).put(**said)
