"""Exercises of lesson 03: whose record, photo or dump, which look-up, what a ticket explains, and three yardsticks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ...analysis.linkage.link import link_posts
from ...analysis.linkage.origin import origins
from ..checks import NotYet, meant, take_mapping
from ..leak import lesson_desk, quiet_desk, sellers, strange_posts, with_tickets, yardsticks
from ..texts import Text
from .base import Judge
from .l03_counts import found_first, funnel, numbers, same
from .l03_ticket import as_shipped, ticket_fits

ONE_OFF = 2
"""The post of the shipped data set that came from one single look-up."""
ROUGH = 0.051
"""How far bits may lie off: one decimal will do, a whole number will not."""
ORIGINS = {
    "desk": ("meja", "meja layanan", "layar", "foto", "photo", "screen"),
    "server": ("peladen", "salinan server", "salinan", "dump", "basis data", "database"),
    "unclear": ("belum jelas", "tidak jelas", "belum diketahui", "unknown"),
}


# --- 3.1 ------------------------------------------------------------------------


def bits(answer: Any, people: pd.DataFrame, person: pd.Series) -> None:
    """Judge how many bits are needed to name one person, and how many two fields give."""
    n = len(people)
    like = {f: int((people[f] == person[f]).sum()) for f in ("birth_date", "name", "sex")}
    fields = {f: math.log2(n / k) for f, k in like.items()}
    reference = {"needed": math.log2(n)} | {f: fields[f] for f in ("birth_date", "name")}
    mine = numbers(answer, reference)
    for name, true in reference.items():
        usual = [*_bit_slips(true, like.get(name, 1), n), *_other_fields(name, fields)]
        for value, said in usual:
            if abs(value - true) > ROUGH and math.isclose(mine[name], value, rel_tol=1e-6):
                raise NotYet(said.put(k=name))
        if mine[name].is_integer() and ROUGH < abs(mine[name] - true) < 1:
            raise NotYet(
                Text(
                    id="`{k}`: dibulatkan ke bilangan bulat. Tulis rumusnya tanpa pembulatan.",
                    en="`{k}`: rounded to a whole number. Write the formula without rounding.",
                ).put(k=name)
            )
    same(mine, reference, rough=ROUGH)


def _other_fields(name: str, fields: Mapping[str, float]) -> Iterator[tuple[float, Text]]:
    """Yield what the other fields give: the usual slip of whoever copies a line."""
    for other, value in fields.items():
        if other != name:
            yield (
                value,
                Text(
                    id="`{k}`: sebanyak itulah yang diberikan `{other}`. Kolom mana yang dihitung?",
                    en="`{k}`: this is what `{other}` gives. Which column was counted?",
                ).put(k="{k}", other=other),
            )


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
            "tanda: apakah jumlahnya benar mencapai dua, atau minus dua?",
            en="`{k}`: one sign does point there, but another speaks against it. Add up the points of **all** "
            "signs: does the sum really reach two, or minus two?",
        )
    if said == "unclear":
        return Text(
            id="`{k}`: tanda-tandanya cukup. Periksa lagi setiap kolom, lalu jumlahkan.",
            en="`{k}`: the signs suffice. Look at every column again, and add up.",
        )
    return Text(
        id="`{k}`: arahnya terbalik. Poin di atas nol menunjuk ke meja, di bawah nol ke server.",
        en="`{k}`: the wrong way round. Points above zero speak for the desk, below zero for a server.",
    )


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
