"""Judges of lesson 03 that count: look-ups left by a funnel, and sellers among the first of three lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...analysis.detectors.base import Ranking
from ..checks import NotYet, same_number, take_mapping
from ..slips import Slip, named, numbers, refuse
from ..texts import Text

FIRST = 4
HONEST = "honest"


def counts(answer: Any, names: Iterable[str]) -> dict[str, float]:
    """Take a number for each name; whoever hands in the rows themselves is told how to count them."""
    given = take_mapping(answer, list(names))
    for name, value in given.items():
        is_many = isinstance(value, (pd.Series, np.ndarray)) and np.size(value) != 1
        if isinstance(value, pd.DataFrame) or is_many:
            raise NotYet(
                Text(
                    id="`{k}`: ini baris-barisnya, bukan jumlahnya. `len(...)` menghitung baris tabel; kalau isinya "
                    "benar/salah, `.sum()` menghitung yang benar.",
                    en="`{k}`: these are the rows, not how many. `len(...)` counts the rows of a table; of true and "
                    "false, `.sum()` counts the true ones.",
                ).put(k=name)
            )
    return numbers(given, given)


def same(mine: Mapping[str, float], reference: Mapping[str, float], rough: float = 0.0) -> None:
    """Say how the first number differs that lies off by more than `rough`."""
    for name, true in reference.items():
        if abs(mine[name] - true) > rough:
            same_number(mine[name], true, named(name))


# --- 3.3 ------------------------------------------------------------------------


def funnel(answer: Any, looks: pd.DataFrame, posted_at: Any, person_id: int) -> None:
    """Judge how many look-ups are left: before the post, of them without a ticket, of them of this person."""
    is_before, is_bare = looks["at"] < posted_at, looks["ticket_id"].isna()
    is_mine = looks["person_id"] == person_id
    reference = {
        "before": float(is_before.sum()),
        "without_ticket": float((is_before & is_bare).sum()),
        "of_person": float((is_before & is_bare & is_mine).sum()),
    }
    mine = counts(answer, reference)
    refuse(mine, reference, _funnel_slips(is_before, is_bare, is_mine))
    for name, true in reference.items():
        if true and abs(mine[name] * len(looks) - true) < 0.5:
            raise NotYet(
                Text(
                    id="`{k}`: ini bagian dari keseluruhan. Soal menanyakan berapa banyaknya.",
                    en="`{k}`: this is a share. The task asks how many there are.",
                ).put(k=name)
            )
    same(mine, reference)


def _funnel_slips(is_before: pd.Series, is_bare: pd.Series, is_mine: pd.Series) -> Iterator[Slip]:
    """Yield the usual slips: which name, its value, and what to say."""
    alone = Text(
        id="`{k}`: ini dari semua pembukaan data. Lanjutkan dari sisa langkah sebelumnya, bukan dari awal.",
        en="`{k}`: this is out of all look-ups. Go on from what the step before has left, not from the start.",
    )
    yield "before", (~is_before).sum(), Text(
        id="`before`: ini yang sesudah unggahan. Sumber kebocoran harus lebih dahulu: `<`.",
        en="`before`: these came after the post. The source of a leak must come first: `<`.",
    )  # fmt: skip
    yield "before", len(is_before), Text(
        id="`before`: ini semua pembukaan data, belum disaring. Bandingkan kolom `at` dengan `posted_at`.",
        en="`before`: these are all look-ups, not filtered yet. Compare the column `at` with `posted_at`.",
    )  # fmt: skip
    yield "without_ticket", (is_before & ~is_bare).sum(), Text(
        id="`without_ticket`: ini yang **punya** tiket. Yang kosong dicari dengan `.isna()`.",
        en="`without_ticket`: these **have** a ticket. `.isna()` finds the missing ones.",
    )  # fmt: skip
    yield "without_ticket", 0, Text(
        id="`without_ticket`: nilai yang kosong tidak sama dengan apa pun, juga tidak dengan `None` atau `0`. "
        "`.isna()` menemukannya.",
        en="`without_ticket`: a missing value equals nothing, neither `None` nor `0`. `.isna()` finds it.",
    )  # fmt: skip
    yield "without_ticket", is_bare.sum(), alone
    yield "of_person", is_mine.sum(), alone
    yield "of_person", (is_before & is_mine).sum(), alone
    yield "of_person", (is_bare & is_mine).sum(), alone


# --- 3.5 ------------------------------------------------------------------------


def found_first(answer: Any, lists: Mapping[str, Ranking], bad: Iterable[int]) -> None:
    """Judge how many sellers stand among the first four of each list, and how many honest people are called in."""
    who = set(bad)
    first = {name: made.table["entity_id"].head(FIRST) for name, made in lists.items()}
    reference = {name: float(top.isin(who).sum()) for name, top in first.items()}
    called = {int(agent) for top in first.values() for agent in top} - who
    mine = counts(answer, [*reference, HONEST])
    for name, true in reference.items():
        for value, said in _list_slips(true, len(who)):
            if mine[name] == value != true:
                raise NotYet(said.put(k=name))
        if mine[name] > len(who):
            raise NotYet(
                Text(
                    id="`{k}`: penjual di meja ini tidak sebanyak itu. Dari empat baris "
                    "pertama (`.head(4)`), hitung hanya yang ada di `bad`.",
                    en="`{k}`: there are not so many sellers at this desk. Of the first four "
                    "rows (`.head(4)`), count only those in `bad`.",
                ).put(k=name)
            )
    same(mine, reference)
    sold = sum(reference.values())
    honest = FIRST * len(first) - sold
    for value, said in _honest_slips(reference, sold, len(called)):
        if mine[HONEST] == value != honest:
            raise NotYet(said)
    same(mine, {HONEST: honest})


def _list_slips(true: float, n_bad: int) -> Iterator[tuple[float, Text]]:
    yield FIRST - true, Text(
        id="`{k}`: ini yang jujur. Hitung penjualnya.",
        en="`{k}`: these are the honest ones. Count the sellers.",
    )  # fmt: skip
    yield true / FIRST, Text(
        id="`{k}`: ini bagian dari empat orang (presisi). Soal menanyakan berapa orang.",
        en="`{k}`: this is a share of the four (the precision). The task asks how many.",
    )  # fmt: skip
    yield true / max(n_bad, 1), Text(
        id="`{k}`: angkanya keliru. Kalau ini bagian dari semua penjual: soal menanyakan berapa orang.",
        en="`{k}`: the number is wrong. If this is a share of all sellers: the task asks how many.",
    )  # fmt: skip
    yield n_bad, Text(
        id="`{k}`: sebanyak itu penjual di seluruh daftar. Yang dihitung hanya empat baris pertama: `.head(4)`.",
        en="`{k}`: so many sellers stand in the whole list. Only its first four rows count: `.head(4)`.",
    )  # fmt: skip


def _honest_slips(reference: Mapping[str, float], sold: float, n_called: int) -> Iterator[tuple[float, Text]]:
    yield sold, Text(
        id="`honest`: ini wawancara dengan penjual. Hitung yang jujur.",
        en="`honest`: these are the interviews with sellers. Count those with honest people.",
    )  # fmt: skip
    yield n_called, Text(
        id="`honest`: di sini setiap orang dihitung sekali. Yang dipanggil oleh dua daftar diwawancarai dua kali.",
        en="`honest`: here each person is counted once. Whoever two lists call in is interviewed twice.",
    )  # fmt: skip
    for one in reference.values():
        yield FIRST - one, Text(
            id="`honest`: ini dari satu daftar saja. Jumlahkan ketiganya.",
            en="`honest`: this is of one list only. Add up all three.",
        )  # fmt: skip
