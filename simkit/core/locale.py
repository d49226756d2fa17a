"""Numbers and days as each language writes them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .catalogue import Words

UNITS = Words(__package__, "locale.units")
MONTHS = Words(__package__, "locale.months")


def marks(text: str, lang: str) -> str:
    """Put a number's marks as the language does: comma and point change places in Indonesian.

    Examples
    --------
    >>> marks("1,234.5", "id"), marks("1,234.5", "en")
    ('1.234,5', '1,234.5')
    """
    return text.translate(str.maketrans(",.", ".,")) if lang == "id" else text


def whole(value: float, lang: str) -> str:
    """Write a whole number with the language's mark for thousands."""
    return marks(f"{value:,.0f}", lang)


def decimal(value: float, lang: str, digits: int = 1) -> str:
    """Write a number with decimals, as the language does; a dash where there is none.

    Examples
    --------
    >>> decimal(1234.56, "en"), decimal(1234.56, "id", 2), decimal(float("nan"), "en")
    ('1,234.6', '1.234,56', '–')
    """
    return marks(f"{value:,.{digits}f}", lang) if math.isfinite(value) else "–"


def number(value: float, lang: str) -> str:
    """Write a number with three digits, and with all its digits before the point.

    Examples
    --------
    >>> number(12345.6, "en"), number(0.01234, "id"), number(float("nan"), "en")
    ('12,346', '0,0123', '-')
    """
    if not math.isfinite(value):
        return "-"
    return marks(f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}", lang)


def percent(share: float, lang: str, digits: int | None = 0) -> str:
    """Write a share in per cent: with so many decimals, or with three digits where `digits` is None.

    Examples
    --------
    >>> percent(0.2066, "en"), percent(0.2066, "id", 1), percent(0.1234, "id", None)
    ('21 %', '20,7 persen', '12,3 persen')
    """
    if digits is None:
        return number(100 * share, lang) + UNITS[lang]["percent"] if math.isfinite(share) else "-"
    return decimal(100 * share, lang, digits) + UNITS[lang]["percent"]


def signed(share: float, lang: str) -> str:
    """Write a change in per cent with its sign, with two digits or so.

    Examples
    --------
    >>> signed(0.0512, "en"), signed(-12.5, "id"), signed(-0.0001, "en")
    ('+5.1 %', '-1.250 persen', '0.0 %')
    """
    if not math.isfinite(share):
        return "-"
    digits = 0 if abs(share) >= 0.0995 else 1
    # + 0.0: no minus before a zero
    text = decimal(round(100 * share, digits) + 0.0, lang, digits) + UNITS[lang]["percent"]
    return "+" + text if share > 0 else text


def amount(rupiah: float, lang: str) -> str:
    """Write an amount of money in the language's units.

    Examples
    --------
    >>> amount(1_500_000_000.0, "id"), amount(1_500_000_000.0, "en"), amount(12345.0, "id")
    ('Rp1,5 miliar', 'Rp1.5 billion', 'Rp12.345')
    """
    for size, word in zip((1e12, 1e9, 1e6), UNITS[lang]["large"], strict=True):
        if abs(rupiah) >= size:
            return marks(f"Rp{rupiah / size:.3g}", lang) + f" {word}"
    return "Rp" + whole(rupiah, lang)


def short(value: float, lang: str) -> str:
    """Write a large count in few letters.

    Examples
    --------
    >>> short(13_481_479, "id"), short(9_971, "en")
    ('13,5 juta', '9,971')
    """
    for size, word in zip((1e9, 1e6), UNITS[lang]["large"][1:], strict=True):
        if value >= size:
            return f"{decimal(value / size, lang)} {word}"
    return whole(value, lang)


def date(at: Any, lang: str) -> str:
    """Write a day in words.

    Examples
    --------
    >>> date(np.datetime64("2024-05-03"), "id")
    '3 Mei 2024'
    """
    year, month, day = str(np.datetime64(at, "D")).split("-")
    return f"{int(day)} {MONTHS[lang][int(month) - 1]} {year}"
