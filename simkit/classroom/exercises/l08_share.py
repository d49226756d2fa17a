"""The judge of the displaced share (8.3): a function, tried on examples whose slips can be told apart."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pandas as pd

from ..asked import ask, is_function
from ..blank import Blank
from ..checks import NotYet, take_number
from ..texts import Text

BY_WAY: tuple[tuple[dict[str, int], dict[str, int], float], ...] = (
    ({"self": 100, "outlet": 50, "mule": 10}, {"self": 60, "outlet": 50, "mule": 22}, 0.3),
    ({"self": 80, "outlet": 60, "mule": 5, "dealer": 5}, {"self": 20, "outlet": 40, "mule": 15, "dealer": 15}, 0.25),
    ({"self": 40, "outlet": 40}, {"self": 0, "outlet": 80}, 1.0),
    ({"self": 90, "dealer": 30}, {"self": 60, "dealer": 30}, 0.0),
)  # fmt: skip
"""Numbers made on each way before and after, and the displaced share."""


def displaced_share(answer: Any) -> None:
    """Judge a function that tells which share of what some ways lost turns up on others."""
    is_function(answer)
    for before, after, true in BY_WAY:
        a, b = pd.Series(before, dtype=float), pd.Series(after, dtype=float)
        given = _asked(answer, a, b)
        value = take_number(given, Text(id="Hasilnya", en="The result"))
        if not np.isclose(value, true, rtol=1e-9, atol=1e-12):
            raise NotYet(_misplaced(value, true, b - a, a).put(before=before, after=after))


def _asked(answer: Any, a: pd.Series, b: pd.Series) -> Any:
    with np.errstate(all="ignore"):  # a warning names a file that the student has never seen
        return ask(answer, a.copy(), b.copy())


def _misplaced(value: float, true: float, moved: pd.Series, before: pd.Series) -> Text:
    case = Text(id=" Dicoba dengan {before} menjadi {after}.", en=" Tried with {before} becoming {after}.")
    for wrong, said_id, said_en in _slips(true, moved, before):
        if np.isclose(value, wrong, rtol=1e-9):
            return Text(id=said_id + case.id, en=said_en + case.en)
    side = ("terlalu besar", "too large") if value > true else ("terlalu kecil", "too small")
    return Text(id=f"Hasilnya {side[0]}." + case.id, en=f"The result is {side[1]}." + case.en)


def _slips(true: float, moved: pd.Series, before: pd.Series) -> tuple[tuple[float, str, str], ...]:
    lost, won = float(-moved[moved < 0].sum()), float(moved[moved > 0].sum())
    return (
        (-true, "Tandanya terbalik: yang hilang dihitung sebagai bilangan positif.",
         "The sign is turned round: count what is lost as a positive number."),
        (100 * true, "Ini persen. Soal menanyakan bagian: jangan dikalikan 100.",
         "This is a percentage. The task asks for a share: do not multiply by 100."),
        (won, "Ini banyaknya yang muncul di jalan lain. Bagi dengan yang hilang.",
         "This is how many turn up elsewhere. Divide by how many were lost."),
        (lost / won if won else np.nan, "Terbalik: yang muncul di jalan lain dibagi yang hilang.",
         "Upside down: what turns up elsewhere, divided by what was lost."),
        ((lost - won) / lost, "Ini bagian yang lenyap. Soal menanyakan bagian yang pindah.",
         "This is the share that vanished. The task asks for the share that moved."),
        (won / float(before.sum()), "Ini bagian dari semua nomor. Bagi hanya dengan yang hilang.",
         "This is a share of all numbers. Divide only by those that were lost."),
        ((lost - won) / float(before.sum()), "Ini turunnya semua jalan bersama-sama. Pisahkan jalan yang turun dari "
         "jalan yang naik.",
         "This is how far all ways together fell. Keep ways that fall apart from ways that rise."),
        (won / (lost - won) if lost != won else np.nan, "Kamu membagi dengan selisih semua jalan. Bagi hanya dengan "
         "yang hilang di jalan yang turun.",
         "You divided by the difference of all ways together. Divide only by what the ways that fall lost."),
        (float((moved > 0).sum() / (moved < 0).sum()), "Ini menghitung jalan. Jumlahkan nomornya, bukan jalannya.",
         "This counts ways. Add up the numbers made on them, not the ways."),
        (-1.0, "Kamu menjumlahkan semua selisih. Pisahkan jalan yang turun dari jalan yang naik.",
         "You added up all differences. Keep ways that fall apart from ways that rise."),
    )  # fmt: skip


def untouched_share(answer: Any) -> bool:
    """Tell whether a function still answers with a blank."""
    try:
        a, b = pd.Series({"self": 2.0, "mule": 1.0}), pd.Series({"self": 1.0, "mule": 2.0})
        with redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            return isinstance(answer(a, b), Blank)
    except Exception:  # the student's own code: then it was touched
        return False
