"""Exercises of lesson 00: run, break and mend a cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...engine.run import Run
from ..asked import ask, is_function
from ..checks import NotYet, meant, same_number, take_mapping, take_number
from ..texts import Text
from ..tiny import count_people, count_sims, side_by_side, tiny_country
from .base import Judge

TRUTHS = {"yes": ("ya", "true", "y", "berubah", "1"), "no": ("tidak", "false", "n", "tetap", "0")}
CASES = ((300.0, 200.0), (10.0, 4.0), (7.0, 7.0), (1.0, 8.0))


def sims_per_person(answer: Any, n_sims: float, n_people: float) -> None:
    """Judge a number of SIMs per person, to two decimals."""
    mine = take_number(answer, Text(id="Jawabanmu", en="Your answer"))
    if abs(mine - n_sims / n_people) <= 0.005:
        return
    if mine in (n_sims, n_people):
        raise NotYet(
            Text(
                id="Ini salah satu dari dua angka tadi. Soal menanyakan SIM per orang: satu dibagi yang lain.",
                en="This is one of the two numbers. The task asks for SIMs per person: one divided by the other.",
            )
        )
    same_number(mine, n_sims / n_people, Text(id="Jawabanmu", en="Your answer"))


def _tiny_numbers() -> tuple[float, float]:
    country = tiny_country()
    return count_sims(country), count_people(country)


def mended(answer: Any) -> None:
    """Judge a function that shall give SIMs per person."""
    is_function(answer)
    for n_sims, n_people in CASES:
        mine = ask(answer, n_sims, n_people)
        what = Text(
            id="Untuk {a:g} SIM dan {b:g} orang, hasilnya", en="For {a:g} SIMs and {b:g} people, the result"
        )
        same_number(
            take_number(mine, what.put(a=n_sims, b=n_people)),
            n_sims / n_people,
            what.put(a=n_sims, b=n_people),
        )


def _as_shipped(answer: Callable[..., Any]) -> bool:
    try:
        return [answer(a, b) for a, b in CASES] == [b / a for a, b in CASES]
    except Exception:  # the student's own code: then it was touched
        return False


def what_changed(answer: Any, first: Run, second: Run) -> None:
    """Judge which counts differ between two runs."""
    mine = take_mapping(answer, ["n_people", "n_sims", "n_days"])
    both = side_by_side(first, second)
    wrong = []
    for name, value in mine.items():
        word = meant(value, TRUTHS)
        if word is None:
            raise NotYet(
                Text(
                    id="`{name}`: tulis `True` (berubah) atau `False` (tetap).",
                    en="`{name}`: write `True` (it changed) or `False` (it did not).",
                ).put(name=name)
            )
        if (word == "yes") != bool(both[name].iloc[0] != both[name].iloc[1]):
            wrong.append(name)
    if wrong:
        raise NotYet(
            Text(
                id="{ok} dari 3 tepat. Bandingkan lagi dua baris tabel di atas, kolom demi kolom.",
                en="{ok} of 3 fit. Compare the two rows of the table above again, column by column.",
            ).put(ok=3 - len(wrong))
        )


JUDGES = {
    "0.1": Judge(sims_per_person, _tiny_numbers),
    "0.2": Judge(mended, untouched=_as_shipped),
    "0.3": Judge(what_changed, lambda: (tiny_country(1), tiny_country(2))),
}
