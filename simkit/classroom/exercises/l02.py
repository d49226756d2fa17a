"""Exercises of lesson 02: read a NIK, join without losing anybody, count SIMs per NIK, and a base rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ...engine.run import simulate
from ..checks import NotYet
from ..identity import province_of, ring_flags
from ..slips import compare
from ..texts import Text
from .base import Judge
from .l02_caps import honest_reasons, sims_per_nik, take_counts
from .l02_nik import as_shipped, read_nik
from .l02_rate import flags

SIZE = {"people.n_people": 80_000}
"""The country of the lesson, where a check is handed no table."""

SWAPPED = Text(
    id="Keduanya tertukar. `missing`: tidak mendapat provinsi. `wrong`: mendapat provinsi yang salah.",
    en="The two are swapped. `missing`: got no province. `wrong`: got a wrong one.",
)
EVERYBODY = Text(
    id="`{k}`: semua orang ikut terhitung. `len` menghitung setiap baris, benar atau tidak; dan di kiri atau kanan "
    "`&`, setiap perbandingan perlu tanda kurungnya sendiri.",
    en="`{k}`: everybody is counted. `len` counts every row, true or not; and on either side of `&`, a comparison "
    "needs brackets of its own.",
)
FOUND = Text(
    id="`missing`: ini justru orang yang mendapat provinsi. Mana yang mencari yang kosong, `.isna()` atau `.notna()`?",
    en="`missing`: these are the people who did get a province. Which finds the empty ones, `.isna()` or `.notna()`?",
)
EMPTY_TOO = Text(
    id="`wrong`: yang kosong ikut terhitung: bagi Python, nilai kosong tidak pernah sama dengan apa pun. "
    "Hitung hanya yang berisi: `.notna()`.",
    en="`wrong`: those without a province are counted too, as to Python a missing value never equals "
    "anything. Count only those with one: `.notna()`.",
)
FITTING = Text(
    id="`wrong`: ini orang yang provinsinya benar. Tanda untuk tidak sama adalah `!=`.",
    en="`wrong`: these are the people whose province is right. The sign for not equal is `!=`.",
)
AT_HOME = Text(
    id="`wrong`: ini dibandingkan dengan tempat tinggal sekarang. NIK menyebut tempat pendaftaran pertama; "
    "orang boleh pindah. Bandingkan dengan `right`.",
    en="`wrong`: this compares with where people live now. A NIK tells where they were first registered, "
    "and people move. Compare with `right`.",
)


def joined(answer: Any, people: pd.DataFrame) -> None:
    """Judge how many people a wrong code list leaves without a province, and how many it mislabels."""
    right, other = province_of(people["nik"], "kemendagri"), province_of(people["nik"], "bps")
    missing = float(other.isna().sum())
    wrong = float((other.notna() & (other != right)).sum())
    reference = {"missing": missing, "wrong": wrong}
    mine = take_counts(answer, reference, len(people))
    if missing != wrong and mine in (
        {"missing": wrong, "wrong": missing},
        {"missing": missing + wrong, "wrong": missing},
    ):
        raise NotYet(SWAPPED)
    home = people["province"].astype(object)
    slips = (
        ("missing", float(len(people)), EVERYBODY),
        ("missing", len(people) - missing, FOUND),
        ("wrong", missing + wrong, EMPTY_TOO),
        ("wrong", float(len(people)), EVERYBODY),
        ("wrong", float((other == right).sum()), FITTING),
        ("wrong", float((other != home).sum()), AT_HOME),
        ("wrong", float((other.notna() & (other != home)).sum()), AT_HOME),
    )
    compare(mine, reference, slips)


def _table(*names: str) -> Callable[[], tuple[Any, ...]]:
    def data() -> tuple[Any, ...]:
        country = simulate("lesson-ring", seed=1, settings=SIZE)
        return tuple(country.observed[name] for name in names)

    return data


def _base_rate() -> tuple[float]:
    return (float(ring_flags(simulate("lesson-ring", seed=1, settings=SIZE)).mean()),)


JUDGES = {
    "2.1": Judge(read_nik, _table("people"), as_shipped),
    "2.2": Judge(joined, _table("people")),
    "2.3": Judge(sims_per_nik, _table("sims")),
    "2.4": Judge(honest_reasons, _table("sims", "people")),
    "2.5": Judge(flags, _base_rate),
}
