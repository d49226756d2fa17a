"""The judge of exercise 2.1: a function that takes a NIK apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...world import nik as niks
from ..asked import NO_PARTS, ask, is_function, stopped
from ..blank import blanks
from ..checks import NotYet, take_mapping, take_number
from ..slips import named
from ..texts import Text

PARTS = ("province", "is_female", "day", "month", "year2")
DIGITS = {"province": "1–2", "day": "7–8", "month": "9–10", "year2": "11–12"}
EDGES = np.array(
    [[11, 0, 0], [96, 30, 1], [32, 334, 0], [95, 10_957, 1], [31, 19_723, 1], [94, 39, 0]], np.int64
)
"""Province, days since 1970-01-01, is a woman: the first and the last day of a month, of a year, of a century."""


def _cases(people: pd.DataFrame) -> np.ndarray:
    """Give the NIKs a function is tried on: the edges, and a hundred of the table."""
    edges = niks.encode(EDGES[:, 0], 70, EDGES[:, 1], EDGES[:, 2], 1)
    table = people["nik"].dropna().astype("int64").to_numpy()
    return np.concatenate([edges, table[:: max(len(table) // 100, 1)][:100]])


def read_nik(answer: Any, people: pd.DataFrame) -> None:
    """Judge a function that takes a NIK apart."""
    is_function(answer)
    cases = _cases(people)
    parts = niks.decode(cases)
    for i, number in enumerate(cases.tolist()):
        wanted = {name: getattr(parts, name)[i].item() for name in PARTS}
        _same_parts(_tried(answer, number), wanted)


def _tried(answer: Callable[[int], Any], number: int) -> dict[str, Any]:
    given = take_mapping(ask(answer, number, nothing=NO_PARTS, why=_reason), PARTS)
    empty, n = blanks(given)
    if empty:
        raise NotYet(
            Text(
                id="{done} dari {n} bagian sudah ditulis. Masih kosong: {names}.",
                en="{done} of {n} parts are written. Still blank: {names}.",
            ).put(done=n - len(empty), n=n, names=", ".join(empty))
        )
    return given


def _reason(error: BaseException) -> Text:
    """Say in plain words why the student's function stopped, where the reason is a usual one."""
    kind, said = type(error), str(error)
    if kind is TypeError and "subscriptable" in said:
        return Text(
            id="NIK di sini sebuah angka, dan angka tidak dapat dipotong: pakai `digits`, yang berupa teks.",
            en="A NIK is a number here, and a number cannot be cut: use `digits`, which is text.",
        )
    if kind is TypeError and "'str' and 'int'" in said:
        return Text(
            id="Di dalam fungsimu, teks dibandingkan dengan angka. Bungkus teksnya dengan `int(...)` dahulu.",
            en="Inside your function, text is compared with a number. Put the text into `int(...)` first.",
        )
    if kind is TypeError and "string indices" in said:
        return Text(
            id="Potong teks dengan titik dua di antara kedua tempat, seperti `digits[0:2]`.",
            en="Cut text with a colon between the two places, like `digits[0:2]`.",
        )
    return stopped(error)


def _same_parts(mine: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    who = Text(id="perempuan", en="a woman") if wanted["is_female"] else Text(id="laki-laki", en="a man")
    for name in PARTS:
        value, true = mine[name], wanted[name]
        if isinstance(value, str):
            raise NotYet(
                Text(
                    id="`{name}` masih berupa teks. Bungkus dengan `int(...)`; untuk `is_female`, tulis perbandingan.",
                    en="`{name}` is still text. Put it into `int(...)`; for `is_female`, write a comparison.",
                ).put(name=name)
            )
        if name == "is_female":
            if not isinstance(value, (bool, np.bool_, int)) or bool(value) != true:
                raise NotYet(
                    Text(
                        id="`is_female` keliru untuk seorang {who}. Hari lahir mana yang tidak mungkin bagi laki-laki?",
                        en="`is_female` does not fit {who}. Which day of birth can a man not have?",
                    ).put(who=who)
                )
            continue
        number = take_number(value, named(name))
        if number != true:
            raise NotYet(_part_fault(name, number, true, who))


def _part_fault(name: str, mine: float, true: int, who: Text) -> Text:
    if name == "day" and mine == true + 40:
        return Text(
            id="`day`: pada perempuan, hari di NIK sudah ditambah 40. Kurangkan kembali.",
            en="`day`: in a woman's NIK, 40 has been added to the day. Take it off again.",
        )
    if name == "day" and mine == true - 40:
        return Text(
            id="`day`: 40 hanya ditambahkan pada perempuan. Pada laki-laki jangan dikurangi.",
            en="`day`: 40 is added for women only. Take nothing off for men.",
        )
    if name == "year2" and mine >= 100:
        return Text(
            id="`year2`: NIK hanya memuat dua angka tahun. Abadnya tidak tertulis, jadi jangan ditebak di sini.",
            en="`year2`: a NIK holds two digits of the year. The century is not in it, so do not guess it here.",
        )
    return Text(
        id="`{name}` keliru untuk seorang {who}. Cocokkan dengan angka ke-{at}; Python menghitung dari 0, dan batas "
        "kanan tidak ikut.",
        en="`{name}` does not fit {who}. Compare with digits {at}; Python counts from 0, and the right end is "
        "left out.",
    ).put(name=name, who=who, at=DIGITS[name])


def as_shipped(answer: Any) -> bool:
    """Tell a function whose blanks nobody has touched."""
    try:
        mine = answer(niks.encode(32, 75, 0, True, 1).item())
        return set(blanks(mine)[0]) == {"is_female", "month", "year2"} and mine["day"] == 41
    except Exception:  # the student's own code: then it was touched
        return False
