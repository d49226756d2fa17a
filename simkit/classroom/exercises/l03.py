"""Exercises of lesson 03: whose record, photo or dump, which look-up, what a ticket explains, and three yardsticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from ...analysis.detectors.base import Ranking
from ...analysis.linkage.link import link_posts
from ...analysis.linkage.origin import origins
from ..checks import NotYet, meant, same_number, take_mapping, take_number
from ..leak import lesson_desk, quiet_desk, sellers, strange_posts, with_tickets, yardsticks
from ..texts import Text
from .base import Judge
from .l03_ticket import as_shipped, ticket_fits

ONE_OFF = 2
"""The post of the shipped data set that came from one single look-up."""
FIRST = 4
ORIGINS = {
    "desk": ("meja", "meja layanan", "layar", "foto", "photo", "screen"),
    "server": ("peladen", "salinan server", "salinan", "dump", "basis data", "database"),
    "unclear": ("belum jelas", "tidak jelas", "belum diketahui", "unknown"),
}


def _named(name: str) -> Text:
    return Text(id=f"`{name}`", en=f"`{name}`")


def _numbers(answer: Any, names: Iterable[str]) -> dict[str, float]:
    return {k: take_number(v, _named(k)) for k, v in take_mapping(answer, list(names)).items()}


def _same(mine: Mapping[str, float], reference: Mapping[str, float], rough: float = 0.0) -> None:
    for name, true in reference.items():
        if abs(mine[name] - true) > rough:
            same_number(mine[name], true, _named(name))


# --- 3.1 ------------------------------------------------------------------------


def bits(answer: Any, people: pd.DataFrame, person: pd.Series) -> None:
    """Judge how many bits are needed to name one person, and how many two fields give."""
    n = len(people)
    same = {f: int((people[f] == person[f]).sum()) for f in ("birth_date", "name")}
    reference = {"needed": math.log2(n)} | {f: math.log2(n / k) for f, k in same.items()}
    mine = _numbers(answer, reference)
    for name, true in reference.items():
        for value, said in _bit_slips(true, same.get(name, 1), n):
            if abs(value - true) > 0.01 and math.isclose(mine[name], value, rel_tol=1e-6):
                raise NotYet(said.put(k=name))
    _same(mine, reference, rough=0.01)


def _bit_slips(true: float, n_same: int, n: int) -> Iterator[tuple[float, Text]]:
    """Yield the usual slips of one field: its value, and what to say."""
    yield (
        -true,
        Text(
            id="`{k}`: tandanya terbalik. Bagilah semua orang dengan yang cocok, bukan sebaliknya.",
            en="`{k}`: the sign is turned. Divide everybody by those that match, not the other way round.",
        ),
    )
    for log in (math.log(2), math.log10(2)):
        yield (
            true * log,
            Text(
                id="`{k}`: logaritmanya bukan yang berbasis dua. Satu bit adalah satu pertanyaan ya/tidak: "
                "`math.log2`.",
                en="`{k}`: this is not the logarithm to base two. One bit is one yes-or-no question: `math.log2`.",
            ),
        )
    yield (
        n / n_same,
        Text(
            id="`{k}`: ini berapa kali lebih sedikit. Berapa kali dibagi dua? Ambil `math.log2` darinya.",
            en="`{k}`: this is how many times fewer. How many halvings is that? Take its `math.log2`.",
        ),
    )
    for value in (float(n_same), n_same / n):
        yield (
            value,
            Text(
                id="`{k}`: ini berapa orang (atau bagian) yang cocok. Soal menanyakan bit: "
                "`math.log2(semua / yang cocok)`.",
                en="`{k}`: this is how many people match, or their share. The task asks for bits: "
                "`math.log2(all / matching)`.",
            ),
        )


# --- 3.2 ------------------------------------------------------------------------


def post_origins(answer: Any, posts: pd.DataFrame) -> None:
    """Judge where posts seem to come from: desk, server or unclear."""
    found = origins(posts.reset_index(names="post_id")).set_index("post_id")
    given = take_mapping(answer, [str(k) for k in found.index])
    for name, word in given.items():
        said, true = meant(word, ORIGINS), found.loc[name, "origin"]
        if said is None:
            raise NotYet(
                Text(
                    id='`{k}`: pilih "desk", "server", atau "unclear" (boleh "meja", "server", "belum jelas").',
                    en='`{k}`: choose "desk", "server" or "unclear".',
                ).put(k=name)
            )
        if said != true:
            raise NotYet(_origin_fault(said, str(true)).put(k=name))


def _origin_fault(said: str, true: str) -> Text:
    if true == "unclear":
        return Text(
            id="`{k}`: satu tanda memang menunjuk ke sana, tetapi tanda lain melawannya. Jumlahkan poin **semua** "
            "tanda: apakah jumlahnya benar sampai dua poin?",
            en="`{k}`: one sign does point there, but another speaks against it. Add up the points of **all** "
            "signs: does the sum really reach two?",
        )
    if said == "unclear":
        return Text(
            id="`{k}`: tanda-tandanya cukup. Periksa lagi kolom `fields` dan `n_bytes`, lalu jumlahkan.",
            en="`{k}`: the signs suffice. Look at the columns `fields` and `n_bytes` again, and add up.",
        )
    return Text(
        id="`{k}`: arahnya terbalik. Poin di atas nol menunjuk ke meja, di bawah nol ke server.",
        en="`{k}`: the wrong way round. Points above zero speak for the desk, below zero for a server.",
    )


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
    mine = _numbers(answer, reference)
    alone = Text(
        id="`{k}`: ini dari semua pembukaan data. Lanjutkan dari sisa langkah sebelumnya, bukan dari awal.",
        en="`{k}`: this is out of all look-ups. Go on from what the step before has left, not from the start.",
    )
    slips = [
        ("before", (~is_before).sum(), Text(
            id="`before`: ini yang sesudah unggahan. Sumber kebocoran harus lebih dahulu: `<`.",
            en="`before`: these came after the post. The source of a leak must come first: `<`.")),
        ("without_ticket", (is_before & ~is_bare).sum(), Text(
            id="`without_ticket`: ini yang **punya** tiket. Yang kosong dicari dengan `.isna()`.",
            en="`without_ticket`: these **have** a ticket. `.isna()` finds the missing ones.")),
        ("without_ticket", is_bare.sum(), alone),
        ("of_person", is_mine.sum(), alone),
        ("of_person", (is_before & is_mine).sum(), alone),
        ("of_person", (is_bare & is_mine).sum(), alone),
    ]  # fmt: skip
    for name, value, said in slips:
        if reference[name] != value and mine[name] == value:
            raise NotYet(said.put(k=name))
    for name, true in reference.items():
        if true and abs(mine[name] * len(looks) - true) < 0.5:
            raise NotYet(
                Text(
                    id="`{k}`: ini bagian dari keseluruhan. Soal menanyakan berapa banyaknya.",
                    en="`{k}`: this is a share. The task asks how many there are.",
                ).put(k=name)
            )
    _same(mine, reference)


# --- 3.5 ------------------------------------------------------------------------


def found_first(answer: Any, lists: Mapping[str, Ranking], bad: Iterable[int]) -> None:
    """Judge how many sellers stand among the first four of each list."""
    who, n_bad = set(bad), len(set(bad))
    reference = {
        name: float(made.table["entity_id"].head(FIRST).isin(who).sum()) for name, made in lists.items()
    }
    mine = _numbers(answer, reference)
    for name, true in reference.items():
        slips = (
            (FIRST - true, Text(id="`{k}`: ini yang jujur. Hitung penjualnya.",
                                en="`{k}`: these are the honest ones. Count the sellers.")),
            (true / FIRST, Text(id="`{k}`: ini bagian dari empat orang (presisi). Soal menanyakan berapa orang.",
                                en="`{k}`: this is a share of the four (the precision). The task asks how many.")),
            (true / max(n_bad, 1), Text(id="`{k}`: ini bagian dari semua penjual. Soal menanyakan berapa orang.",
                                        en="`{k}`: this is a share of all sellers. The task asks how many.")),
        )  # fmt: skip
        for value, said in slips:
            if mine[name] == value != true:
                raise NotYet(said.put(k=name))
        if mine[name] > n_bad:
            raise NotYet(
                Text(
                    id="`{k}`: penjual di meja ini tidak sebanyak itu. Ambil empat baris pertama: `.head(4)`.",
                    en="`{k}`: there are not so many sellers at this desk. Take the first four rows: `.head(4)`.",
                ).put(k=name)
            )
    _same(mine, reference)


# --- the lesson's own data ----------------------------------------------------------


def _post() -> tuple[Any, Any, int]:
    """Give the desk's tables, the one-off post, and the likeliest person behind it."""
    tables = lesson_desk().observed
    posts = tables["posts"].set_index("post_id")
    links = link_posts(tables).set_index("post_id")
    return tables, posts.loc[ONE_OFF], int(links["person_id"].loc[ONE_OFF])


def _bits_data() -> tuple[Any, ...]:
    tables, _, person = _post()
    people = tables["people"]
    return people, people.set_index("person_id").loc[person]


def _funnel_data() -> tuple[Any, ...]:
    tables, post, person = _post()
    return tables["accesses"], post["at"], person


def _lists_data() -> tuple[Any, ...]:
    quiet = quiet_desk(3)
    return yardsticks(quiet.observed), sellers(quiet)


JUDGES = {
    "3.1": Judge(bits, _bits_data),
    "3.2": Judge(post_origins, lambda: (strange_posts(),)),
    "3.3": Judge(funnel, _funnel_data),
    "3.4": Judge(ticket_fits, lambda: (with_tickets(quiet_desk(3).observed),), as_shipped),
    "3.5": Judge(found_first, _lists_data),
}
