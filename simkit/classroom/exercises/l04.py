"""Exercises of lesson 04: a lower cap, NIKs on a device, families, customers who walk in, and bursts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from ..bulk import at_outlets, individual_sims, outlet_days, terminal_imeis, unexplained
from ..checks import take_mapping
from ..identity import ring_flags
from ..slips import named
from ..texts import Text
from .base import Judge
from .l04_cap import lower_cap
from .l04_devices import families, many_niks
from .l04_taking import first_ones, take_outlets

N_VISITS = 5


def visits(answer: Any, outlets: pd.DataFrame) -> None:
    """Judge which five outlets have the most on their terminal that walk-ins do not explain."""
    odds = outlets["n_terminal"] / outlets["n_walk_in"]
    score = unexplained(outlets)
    mine = take_outlets(answer, score.index, N_VISITS, Text(id="`to_visit`", en="`to_visit`"))
    slips = (
        (
            outlets["n_terminal"],
            Text(
                id="Ini gerai yang paling ramai: terutama kantor desa dan kampus. Kurangi dahulu dengan `expected`.",
                en="These are the busiest outlets: village offices and campuses above all. Take `expected` off first.",
            ),
        ),
        (
            odds,
            Text(
                id="Ini menurut `n_terminal / n_walk_in` saja, jadi di puncak muncul kantor desa dan gerai "
                "yang nyaris tidak didatangi pelanggan. Hitung **selisihnya**: `n_terminal` dikurangi `expected`.",
                en="This goes by `n_terminal / n_walk_in` alone, so village offices and outlets with hardly any "
                "walk-ins rise to the top. Take the **difference**: `n_terminal` less `expected`.",
            ),
        ),
        (
            outlets["n_terminal"] / (outlets["n_terminal"] - score),
            Text(
                id="Ini hasil bagi dengan `expected`, jadi di puncak muncul gerai yang nyaris tidak didatangi "
                "pelanggan. Soal meminta **selisihnya**: kurangi.",
                en="This divides by `expected`, so outlets with hardly any walk-ins rise to the top. The task asks for "
                "the **difference**: subtract.",
            ),
        ),
        (
            outlets["n_terminal"] - odds.median() * outlets["n_walk_in"],
            Text(
                id="Di sini kantor desa dibandingkan dengan toko di pinggir jalan. Bandingkan dengan `setting` yang "
                "sama: pakai `expected`.",
                en="Here village offices are compared with street shops. Compare within the same `setting`: use "
                "`expected`.",
            ),
        ),
        (
            -score,
            Text(
                id="Urutannya terbalik: ini yang paling sedikit. Pakai `nlargest`.",
                en="The order is turned round: these have the least. Use `nlargest`.",
            ),
        ),
    )
    first_ones(mine, score, N_VISITS, named("to_visit"), slips)


def bursts(answer: Any, days: pd.DataFrame) -> None:
    """Judge the five outlets with the biggest day, and the five whose biggest day is furthest above the usual."""
    biggest, usual = days.max(axis=1), days.mean(axis=1)
    scores = {"by_size": biggest, "by_rhythm": biggest / usual}
    given = take_mapping(answer, list(scores))
    total = (
        days.sum(axis=1),
        Text(
            id="Ini gerai yang paling ramai selama seluruh masa. Soal menanyakan satu hari: `biggest`.",
            en="These are the busiest outlets over the whole time. The task asks for a single day: `biggest`.",
        ),
    )
    by_rhythm = (
        biggest,
        Text(
            id="Ini masih kelima gerai yang hari tersibuknya paling ramai. Bagi dengan hari yang biasa: "
            "`biggest / usual`.",
            en="These are still the five with the largest busiest day. Divide by the usual day: `biggest / usual`.",
        ),
    )
    upside_down = (
        usual / biggest,
        Text(
            id="Ini gerai dengan lonjakan terkecil. Periksa arah pembagiannya, `biggest / usual`, dan urutannya, "
            "`nlargest`.",
            en="These have the smallest jump. Check which way you divided, `biggest / usual`, and the order, "
            "`nlargest`.",
        ),
    )
    swapped = Text(
        id="`by_size`: ini menurut iramanya sendiri. Di sini yang dihitung hari tersibuk saja: `biggest`.",
        en="`by_size`: this goes by their own rhythm. Here only the busiest day counts: `biggest`.",
    )
    smallest = Text(
        id="Urutannya terbalik: hari tersibuk gerai ini paling sepi. Pakai `nlargest`.",
        en="The order is turned round: these have the smallest busiest day. Use `nlargest`.",
    )
    for name, slips in (
        ("by_size", (total, (biggest / usual, swapped), (-biggest, smallest))),
        ("by_rhythm", (by_rhythm, upside_down, total)),
    ):
        mine = take_outlets(given[name], days.index, N_VISITS, named(name))
        first_ones(mine, scores[name], N_VISITS, named(name), slips)


# --- the data of the lesson ----------------------------------------------------------------------


@lru_cache(maxsize=1)
def _shipped() -> Any:
    from ...core.folder import load  # noqa: PLC0415
    from ...study.datasets import home  # noqa: PLC0415

    return load(home() / "registrations")


def _own() -> tuple[pd.DataFrame]:
    data = _shipped()
    return (individual_sims(data.observed["sims"], data.observed["people"], ring_flags(data)),)


def _devices() -> tuple[pd.DataFrame, pd.Index]:
    tables = _shipped().observed
    return tables["registrations"], terminal_imeis(tables)


def _private() -> tuple[pd.DataFrame]:
    rows, terminals = _devices()
    return (rows[~rows["imei"].isin(terminals)],)


JUDGES = {
    "4.1": Judge(lower_cap, _own),
    "4.2": Judge(many_niks, _devices),
    "4.3": Judge(families, _private),
    "4.4": Judge(visits, lambda: (at_outlets(_shipped().observed),)),
    "4.5": Judge(bursts, lambda: (outlet_days(_shipped().observed),)),
}
