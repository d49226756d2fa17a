"""What exercise 3.4 says of a function that stops, and of a time window that is wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..asked import stopped
from ..texts import Text

TURNED = Text(
    id="`time`: pembukaan di tengah-tengah tiketnya ditolak. Periksa tanda perbandingannya, `>=` dan `<=`.",
    en="`time`: a look-up in the midst of its ticket is refused. Check the signs, `>=` and `<=`.",
)


def why_stopped(error: BaseException, table: pd.DataFrame) -> Text:
    """Say why a student's function stopped, and what to write instead where that is known."""
    said, name = str(error), str(getattr(error, "name", None) or (error.args[0] if error.args else ""))
    if "ambiguous" in said:
        return Text(
            id="Di antara dua kolom, “dan” ditulis `&`, bukan `and`; setiap perbandingan dalam kurung sendiri.",
            en="Between two columns “and” is written `&`, not `and`; each comparison in brackets of its own.",
        )
    if isinstance(error, TypeError) and any(sign in said for sign in ("&", "and_")):
        return Text(
            id="`&` dihitung sebelum `>=`. Beri kurung pada setiap perbandingan: `(...) & (...)`.",
            en="`&` is worked out before `>=`. Put each comparison in brackets: `(...) & (...)`.",
        )
    if isinstance(error, TypeError) and "subtraction of integers" in said:
        return Text(
            id="Waktu tidak dapat ditambah atau dikurangi angka biasa: dua apa, menit atau hari? Pakai `early` "
            "dan `late`.",
            en="A plain number cannot be added to a time or taken from it: two of what, minutes or days? Use `early` "
            "and `late`.",
        )
    if isinstance(error, KeyError):
        return Text(
            id="Fungsimu berhenti dengan KeyError: tabel itu tidak punya kolom `{name}`. Kolomnya: {columns}.",
            en="Your function stopped with KeyError: the table has no column `{name}`. It has: {columns}.",
        ).put(name=name, columns=", ".join(str(c) for c in table))
    if isinstance(error, NameError) and name in table:
        return Text(
            id='Fungsimu berhenti dengan NameError: `{name}` adalah kolom. Tulis `named["{name}"]`.',
            en='Your function stopped with NameError: `{name}` is a column. Write `named["{name}"]`.',
        ).put(name=name)
    return stopped(error)


def time_fault(mine: np.ndarray, wanted: np.ndarray, table: pd.DataFrame) -> Text:
    """Say at which end a time window is too wide or too narrow."""
    early, late = table["at"] < table["started_at"], table["at"] > table["closed_at"]
    let_in, kept_out = mine & ~wanted, ~mine & wanted
    if (let_in & early).any():
        return Text(
            id="`time`: pembukaan jauh sebelum tiketnya mulai masih dianggap cocok. Apa batas awalnya? Kedua batas "
            "harus berlaku: awal **dan** (`&`) akhir.",
            en="`time`: a look-up long before its ticket begins still counts as fitting. What is the earliest moment? "
            "Both limits must hold: the earliest **and** (`&`) the latest.",
        )
    if let_in.any():
        return Text(
            id="`time`: pembukaan jauh sesudah tiketnya selesai masih dianggap cocok. Apa batas akhirnya?",
            en="`time`: a look-up long after its ticket has ended still counts as fitting. What is the latest moment?",
        )
    if not (mine & wanted).any():
        return TURNED
    return _too_strict(bool((kept_out & early).any()), bool((kept_out & late).any()))


def _too_strict(at_start: bool, at_end: bool) -> Text:
    if at_start and at_end:
        return Text(
            id="`time`: terlalu ketat. Dua menit sebelum mulai dan sepuluh menit sesudah selesai masih boleh: "
            "`early` dan `late`.",
            en="`time`: too strict. Two minutes before the beginning and ten after the end are still allowed: "
            "`early` and `late`.",
        )
    if at_start:
        return Text(
            id="`time`: terlalu ketat di awal. Pembukaan semenit **sebelum** tiketnya mulai masih cocok: `early` "
            "ditambah atau dikurangi?",
            en="`time`: too strict at the beginning. A look-up a minute **before** its ticket begins still fits: is "
            "`early` added or taken off?",
        )
    if at_end:
        return Text(
            id="`time`: terlalu ketat di akhir. Pembukaan lima menit sesudah tiketnya **selesai** masih cocok: apa "
            "yang ditambah, dan pada waktu yang mana?",
            en="`time`: too strict at the end. A look-up five minutes after its ticket has **ended** still fits: what "
            "is added, and to which time?",
        )
    return TURNED
