"""The judge of exercise 9.1: a plan that fits into the hours and reaches every link of the chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..checks import NotYet, same_number, take_mapping, take_number
from ..game.budget import HOURS
from ..game.case import Case
from ..game.leads import most_reported
from ..game.players import N_DEVICES
from ..game.scoring import LEAST
from ..slips import named
from ..texts import Text
from .l09_block import entities

PLAN = ("numbers", "n_devices", "n_outlets", "n_people", "hours")
MOST_PEOPLE = 6
"""People whose look-ups a plan asks for at least: not everybody's record was leaked at the desk. Assumption."""

LINKS = (
    ("n_devices", N_DEVICES, Text(id="di soal 9.2 kamu membuka sebanyak itu", en="in 9.2 you open that many")),
    ("n_outlets", 1, Text(
        id="tanpa kunjungan, kamu tidak melihat pelanggan jujurnya",
        en="without a visit you do not see its honest customers")),
    ("n_people", MOST_PEOPLE, Text(
        id="data sebagian korban bocor di tempat lain", en="some victims' records were leaked elsewhere")),
)  # fmt: skip
"""For each link of the chain the least that a plan must hold, and why: what is not planned cannot be paid later."""


def plan(answer: Any, case: Case) -> None:
    """Judge a plan: within the budget, every link of the chain, and the best complaints first."""
    given = take_mapping(answer, PLAN)
    numbers = entities(given["numbers"], named("numbers"))
    n = {k: take_number(given[k], named(k)) for k in PLAN[1:]}
    _best(numbers, most_reported(case.complaints))
    _every_link(n)
    price = (
        len(numbers) * HOURS["number"] + n["n_devices"] * HOURS["device"] + n["n_outlets"] * HOURS["outlet"]
        + n["n_people"] * HOURS["person"]
    )  # fmt: skip
    same_number(n["hours"], price, named("hours"))
    if price > case.budget_h:
        raise NotYet(
            Text(
                id="Jumlahnya benar, tetapi rencana ini lebih mahal daripada jam yang ada ({b}). "
                "Apa yang dapat kamu kurangi?",
                en="The sum is right, but this plan costs more than the hours there are ({b}). What can you cut?",
            ).put(b=case.budget_h)
        )
    if len(numbers) < 2 * LEAST:
        raise NotYet(
            Text(
                id="`numbers`: dengan nomor sesedikit ini kamu tidak akan melihat pola. Ambil sedikitnya {n}.",
                en="`numbers`: with so few numbers you will see no pattern. Take at least {n}.",
            ).put(n=2 * LEAST)
        )


def _best(numbers: list[int], people: pd.Series) -> None:
    """Ask for numbers that were complained about, and for none with fewer people behind it than one left out."""
    strange = [e for e in numbers if e not in people.index]
    if strange and 0 < min(numbers) <= max(numbers) <= people.max():
        raise NotYet(
            Text(
                id="`numbers`: ini banyaknya orang yang mengadu, bukan nomornya. Pada hasil `most_reported`, "
                "`sim_id` ada di indeks (`.index`).",
                en="`numbers`: these are counts of people, not the numbers. In what `most_reported` gives, "
                "`sim_id` is the index (`.index`).",
            )
        )
    if strange:
        raise NotYet(
            Text(
                id="`numbers`: {n} di antaranya bukan nomor yang diadukan. Ambil `sim_id` dari tabel aduan.",
                en="`numbers`: {n} of them are not among the numbers complained about. Take `sim_id` from the "
                "table of complaints.",
            ).put(n=len(strange))
        )
    left_out = people.drop(numbers)
    if len(left_out) and people[numbers].min() < left_out.max():
        raise NotYet(
            Text(
                id="`numbers`: ada nomor yang diadukan lebih banyak **orang berbeda** daripada salah satu pilihanmu. "
                "Satu orang yang mengadu dua kali tetap satu orang.",
                en="`numbers`: some number has more **different people** complaining about it than one that you "
                "chose. One person who complains twice is one person.",
            )
        )


def _every_link(n: Mapping[str, float]) -> None:
    """Ask a plan for enough looks at every link of the chain."""
    for name, least, why in LINKS:
        if n[name] < least:
            raise NotYet(
                Text(
                    id="`{name}`: rencanakan sedikitnya {least}; {why}.",
                    en="`{name}`: plan at least {least}; {why}.",
                ).put(name=name, least=least, why=why)
            )
