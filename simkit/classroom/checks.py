"""Judging an answer: take it in any reasonable form, and say what differs, never the value."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from .texts import Text, in_thousands

TOLERANCE = 1e-6
"""How far a number may lie off, relative to the reference: rounding is forgiven, thinking is not."""


POINT = Text(
    id="Bagi Python titik adalah koma desimal: `50.000` berarti lima puluh; tulis `50_000`.",
    en="To Python a point is the decimal mark: `50.000` means fifty; write `50_000`.",
)


MISSING = Text(id="Nama yang kurang: {names}.", en="Names missing: {names}.")
STRANGE = Text(id="Nama yang tidak dikenal: {names}.", en="Names not known: {names}.")
ROUNDED = Text(
    id="{what} dibulatkan. Serahkan hasil perhitungan Python apa adanya.",
    en="{what} is rounded. Hand in what Python computes, as it is.",
)


class NotYet(Exception):
    """The answer is not right yet; `text` says what differs."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def take_number(answer: Any, what: Text) -> float:
    """Take one number: Python's, NumPy's, or the only item of a list, Series or array.

    Examples
    --------
    >>> take_number(np.array([3]), Text(id="Harga", en="The price"))
    3.0
    """
    if isinstance(answer, (list, tuple, np.ndarray, pd.Series)):
        items = np.asarray(answer, dtype=object).ravel().tolist()
        if isinstance(answer, tuple) and len(items) == 2:
            raise NotYet(
                Text(
                    id="{what} terbaca sebagai dua angka. Kalau komamu koma desimal: Python memakai titik, `1.5`.",
                    en="{what} reads as two numbers. If your comma is a decimal one: Python uses a point, `1.5`.",
                ).put(what=what)
            )
        if len(items) != 1:
            raise NotYet(
                Text(
                    id="{what}: diperlukan satu angka, tetapi ini berisi {n}.",
                    en="{what}: one number is needed, but this holds {n}.",
                ).put(what=what, n=len(items))
            )
        answer = items[0]
    if isinstance(answer, str):
        raise NotYet(
            Text(
                id="{what} berupa teks (dalam tanda kutip). Tulis sebagai angka, misalnya `50_000` atau `0.25`.",
                en="{what} is text (in quotes). Write it as a number, such as `50_000` or `0.25`.",
            ).put(what=what)
        )
    if isinstance(answer, pd.DataFrame):
        raise NotYet(
            Text(
                id="{what} adalah sebuah tabel; diperlukan satu angka.",
                en="{what} is a table; one number is needed.",
            ).put(what=what)
        )
    if callable(answer):
        raise NotYet(
            Text(
                id="{what} adalah sebuah fungsi yang belum dijalankan: tambahkan `()` di belakangnya.",
                en="{what} is a function that was not called: `()` is missing behind it.",
            ).put(what=what)
        )
    is_number = isinstance(answer, (int, float, np.number)) and not isinstance(answer, (bool, np.bool_))
    if is_number and math.isnan(answer):
        raise NotYet(
            Text(
                id="{what} bukan angka: ada nilai kosong (NaN) dalam hitungannya.",
                en="{what} is not a number: a missing value (NaN) is in the computation.",
            ).put(what=what)
        )
    if not is_number or not math.isfinite(answer):
        raise NotYet(Text(id="{what} bukan angka.", en="{what} is not a number.").put(what=what))
    return float(answer)


def take_numbers(answer: Any, names: Sequence[Text]) -> list[float]:
    """Take as many numbers as there are names from a list, tuple, array or Series."""
    n = len(names)
    if isinstance(answer, pd.DataFrame):
        answer = answer.to_numpy().ravel()
    if not isinstance(answer, (list, tuple, np.ndarray, pd.Series)) or len(answer) != n:
        found = len(answer) if isinstance(answer, (list, tuple, np.ndarray, pd.Series)) else 1
        raise NotYet(
            Text(
                id="Diperlukan {n} angka, misalnya `(1, 2)`; jawaban ini berisi {found}.",
                en="{n} numbers are needed, such as `(1, 2)`; this answer holds {found}.",
            ).put(n=n, found=found)
        )
    return [take_number(value, name) for value, name in zip(list(answer), names, strict=True)]


def take_mapping(answer: Any, keys: Collection[str]) -> dict[str, Any]:
    """Take an answer by name from a dict or Series, in any order.

    Examples
    --------
    >>> take_mapping(pd.Series({"b": 2, "a": 1}), ["a", "b"])
    {'a': 1, 'b': 2}
    """
    if not isinstance(answer, (Mapping, pd.Series)):
        raise NotYet(
            Text(
                id="Jawaban harus berbentuk `{...}` dengan sebuah nilai untuk setiap nama.",
                en="The answer must be of the form `{...}`, with a value for each name.",
            )
        )
    given = {str(k).strip(): v for k, v in answer.items()}
    missing = [k for k in keys if k not in given]
    strange = [k for k in given if k not in keys]
    if missing or strange:
        halves = [
            text.put(names=", ".join(names))
            for text, names in ((MISSING, missing), (STRANGE, strange))
            if names
        ]
        raise NotYet(Text(id=" ".join(t.id for t in halves), en=" ".join(t.en for t in halves)))
    return {k: given[k] for k in keys}


def take_words(answer: Any) -> list[str]:
    """Take words from a list, tuple, set, Series, array, or one text with commas.

    Examples
    --------
    >>> take_words("B, c"), take_words({"B"})
    (['B', 'c'], ['B'])
    """
    if isinstance(answer, str):
        answer = [w for w in re.split(r"[,;\s]+", answer) if w]
    if not isinstance(answer, (list, tuple, set, frozenset, np.ndarray, pd.Series, pd.Index)):
        raise NotYet(
            Text(
                id='Tulis jawaban sebagai daftar kata, misalnya `["A", "B"]`.',
                en='Write the answer as a list of words, such as `["A", "B"]`.',
            )
        )
    return [str(word).strip() for word in answer]


def meant(word: Any, aliases: Mapping[str, Sequence[str]]) -> str | None:
    """Give the word that was meant, in either language and any case; None where it is not known.

    Examples
    --------
    >>> meant(" Klaim", {"claim": ("klaim",)}), meant("rumour", {"claim": ("klaim",)})
    ('claim', None)
    """
    said = re.sub(r"[\s_-]+", " ", str(word)).strip().casefold()
    for name, others in aliases.items():
        if said in {name.replace("_", " "), *others}:
            return name
    return None


def is_rounded(mine: float, reference: float) -> bool:
    """Tell whether a number is the reference with fewer digits; a small one rounded to a whole could be a guess.

    Examples
    --------
    >>> is_rounded(0.03, 0.0345), is_rounded(197, 197.4), is_rounded(1, 1.4)
    (True, True, False)
    """
    fewest = 0 if abs(reference) >= 10 else 1
    # Farther off it may be a guess, which would learn too much from being told so.
    return math.isclose(mine, reference, rel_tol=0.15) and any(
        math.isclose(mine, round(reference, digits), rel_tol=1e-9) for digits in range(fewest, 7)
    )


def same_number(mine: float, reference: float, what: Text) -> None:
    """Raise `NotYet`, saying how the number differs, unless it agrees with the reference."""
    if math.isclose(mine, reference, rel_tol=TOLERANCE, abs_tol=1e-9):
        return
    ratio = mine / reference if reference else math.nan
    power = round(math.log10(ratio)) if ratio > 0 else 0
    if power and math.isclose(ratio, 10.0**power, rel_tol=TOLERANCE):
        side = (
            Text(id="terlalu besar", en="too large")
            if power > 0
            else Text(id="terlalu kecil", en="too small")
        )
        text = Text(
            id="{what} {side} {factor} kali lipat. Hitung nolnya.",
            en="{what} is {side} by a factor of {factor}. Count the zeros.",
        ).put(what=what, side=side, factor=in_thousands(10 ** abs(power)))
        if power <= -3:
            text = Text(id=f"{text.id} {POINT.id}", en=f"{text.en} {POINT.en}")
    elif reference and mine and math.isclose(mine * reference, 1, rel_tol=TOLERANCE):
        text = Text(
            id="{what} terbalik: periksa apa dibagi apa.",
            en="{what} is upside down: check what is divided by what.",
        ).put(what=what)
    elif abs(reference) >= 1000 and math.isclose(1000 * mine, round(reference), rel_tol=1e-9):
        text = Text(id=f"{{what}}: {POINT.id}", en=f"{{what}}: {POINT.en}").put(what=what)
    elif is_rounded(mine, reference):
        text = ROUNDED.put(what=what)
    elif mine < reference:
        text = Text(id="{what} terlalu kecil.", en="{what} is too small.").put(what=what)
    else:
        text = Text(id="{what} terlalu besar.", en="{what} is too large.").put(what=what)
    raise NotYet(text)
