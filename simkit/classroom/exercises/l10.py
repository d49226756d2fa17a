"""Exercises of lesson 10: whom a limit hits, and what pairs of runs are good for. The others have own files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..building import LIMITS, NewNumbersSlowly, country, first_days, in_pairs, share_hit
from ..checks import NotYet, same_number
from ..slips import PER_CENT, named, numbers, refuse
from ..texts import Text
from ..waiting import interval
from .base import Judge
from .l10_appeals import DESK
from .l10_phones import PHONES
from .l10_rule import RULE

TOLERATED = 0.05
"""Share of honest new numbers that the rule of exercise 10.2 may hit on some day."""


def tolerance(answer: Any, days: pd.DataFrame) -> None:
    """Judge the share of honest new numbers that a limit hits, and the lowest limit within the tolerance."""
    table = share_hit(days, LIMITS)["honest"]
    good = table[table <= TOLERATED]
    reference = {
        "share_hit": float(table[20]),
        "limit": float(good.index.min()) if len(good) else float("nan"),
    }
    mine = numbers(answer, reference)
    slips = _share_slips(days, reference["share_hit"])
    refuse(mine, reference, [("share_hit", value, said) for value, said in slips])
    same_number(mine["share_hit"], reference["share_hit"], named("share_hit"))
    _limit(mine["limit"], reference["limit"])


def _share_slips(days: pd.DataFrame, true: float) -> list[tuple[float, Text]]:
    """List what a student may have computed in place of the share of honest numbers hit, and what to say then."""
    honest = days[days["is_honest"]]
    of_number = honest.groupby("sim_id")["n_recipients"]
    most, all_most = of_number.max(), days.groupby("sim_id")["n_recipients"].max()
    of_days = Text(
        id="`share_hit`: ini bagian dari hari, bukan dari nomor. Ambil dulu hari tersibuk setiap nomor.",
        en="`share_hit`: this is a share of days, not of numbers. First take each number's busiest day.",
    )
    one_day = Text(
        id="`share_hit`: batas ini berlaku untuk setiap hari sendiri-sendiri, bukan untuk jumlah atau rata-rata "
        "beberapa hari. Ambil hari tersibuk setiap nomor.",
        en="`share_hit`: the limit holds for each day by itself, not for the sum or mean of several days. Take each "
        "number's busiest day.",
    )
    exactly = Text(
        id="`share_hit`: tepat 20 masih boleh; yang terkena hanya yang **di atas** 20.",
        en="`share_hit`: exactly 20 is still allowed; hit are only those **above** 20.",
    )
    ring_too = Text(
        id="`share_hit`: nomor komplotan ikut terhitung. Yang ditanyakan orang jujur: `is_honest`.",
        en="`share_hit`: the ring's numbers are counted too. The task asks for the honest: `is_honest`.",
    )
    counted = Text(
        id="`share_hit`: ini banyaknya nomor. Bagi dengan banyaknya nomor jujur yang baru.",
        en="`share_hit`: this is how many numbers. Divide by how many honest new numbers there are.",
    )
    return [
        *((float((d["n_recipients"] > 20).mean()), of_days) for d in (honest, days)),
        *((float((x > 20).mean()), one_day) for x in (of_number.sum(), of_number.mean())),
        (float((most >= 20).mean()), exactly),
        (float((all_most > 20).mean()), ring_too),
        (100 * true, PER_CENT),
        (float((most > 20).sum()), counted),
    ]


def _limit(mine: float, true: float) -> None:
    """Judge the lowest limit within the tolerance."""
    if mine not in LIMITS:
        raise NotYet(
            Text(id="`limit`: pilih salah satu dari {l}.", en="`limit`: choose one of {l}.").put(
                l=", ".join(map(str, LIMITS))
            )
        )
    if mine < true:
        raise NotYet(
            Text(
                id="`limit`: batas ini mengenai lebih dari {p} persen nomor jujur yang baru.",
                en="`limit`: this limit hits more than {p} per cent of honest new numbers.",
            ).put(p=round(100 * TOLERATED))
        )
    if mine > true:
        raise NotYet(
            Text(
                id="`limit`: ada batas yang lebih rendah dan masih di dalam toleransi.",
                en="`limit`: there is a lower limit that is still within the tolerance.",
            )
        )


def pairs(answer: Any, table: pd.DataFrame) -> None:
    """Judge the paired effect and the two half widths: with the pairs kept, and with the pairs broken."""
    fewer = table["without"] - table["with_rule"]
    broken = table["without"].to_numpy() - np.roll(table["with_rule"].to_numpy(), 1)
    mean, low, high = interval(fewer)
    _, low_b, high_b = interval(broken)
    reference = {"fewer": mean, "half_paired": (high - low) / 2, "half_broken": (high_b - low_b) / 2}
    mine = numbers(answer, reference)
    _fewer_slips(mine["fewer"], table)
    ends = {"half_paired": (low, high), "half_broken": (low_b, high_b)}
    for name, (lower, upper) in ends.items():
        if np.isclose(mine[name], reference[name]):
            continue
        if np.isclose(mine[name], upper - lower):
            raise NotYet(
                Text(
                    id="`{name}`: ini lebar seluruhnya, dari `low` sampai `high`. Yang ditanyakan setengahnya.",
                    en="`{name}`: this is the whole width, from `low` to `high`. The task asks for half of it.",
                ).put(name=name)
            )
        if np.isclose(mine[name], lower) or np.isclose(mine[name], upper):
            raise NotYet(
                Text(
                    id="`{name}`: ini sebuah ujung rentang. Yang ditanyakan jarak antara kedua ujung, dibagi dua.",
                    en="`{name}`: this is an end of the interval. The task asks how far its ends lie apart, halved.",
                ).put(name=name)
            )
    _same_pairs(mine, reference)
    for name, true in reference.items():
        if not np.isclose(mine[name], true, rtol=1e-4):
            same_number(mine[name], true, named(name))


def _same_pairs(mine: Mapping[str, float], reference: Mapping[str, float]) -> None:
    """Refuse the two half widths the wrong way round, or twice the one with the pairs kept."""
    swapped = np.isclose(mine["half_paired"], reference["half_broken"]) and np.isclose(
        mine["half_broken"], reference["half_paired"]
    )
    if swapped:
        raise NotYet(
            Text(
                id="`half_paired` dan `half_broken` tertukar.",
                en="`half_paired` and `half_broken` are swapped.",
            )
        )
    if np.isclose(mine["half_broken"], reference["half_paired"]):
        raise NotYet(
            Text(
                id='`half_broken`: pasangannya masih utuh. Geser dahulu: `np.roll(pairs["with_rule"], 1)`.',
                en='`half_broken`: the pairs are still whole. Shift first: `np.roll(pairs["with_rule"], 1)`.',
            )
        )


def _fewer_slips(mine: float, table: pd.DataFrame) -> None:
    """Refuse what a student may have computed in place of how many fewer there are in a country."""
    fewer = table["without"] - table["with_rule"]
    slips = (
        (-fewer.mean(), Text(
            id="`fewer`: tandanya terbalik. Hitung berapa yang berkurang: `without` dikurangi `with_rule`.",
            en="`fewer`: the sign is turned round. Compute how many fewer: `without` less `with_rule`.")),
        (fewer.sum(), Text(
            id="`fewer`: ini jumlah semua negeri. Yang ditanyakan rata-rata per negeri.",
            en="`fewer`: this is the sum over all countries. The task asks for the mean per country.")),
        (fewer.sum() / table["without"].sum(), Text(
            id="`fewer`: ini sebuah bagian. Yang ditanyakan banyaknya pesan dan panggilan.",
            en="`fewer`: this is a share. The task asks for a number of messages and calls.")),
        ((fewer / table["without"]).mean(), Text(
            id="`fewer`: ini sebuah bagian. Yang ditanyakan banyaknya pesan dan panggilan.",
            en="`fewer`: this is a share. The task asks for a number of messages and calls.")),
    )  # fmt: skip
    for value, said in slips:
        if np.isclose(mine, value, rtol=1e-6) and not np.isclose(mine, fewer.mean(), rtol=1e-6):
            raise NotYet(said)


JUDGES = {
    "10.1": RULE,
    "10.2": Judge(tolerance, lambda: (first_days(country(1)),)),
    "10.3": Judge(pairs, lambda: (in_pairs(NewNumbersSlowly(), (1, 2, 3)),)),
    "10.4": PHONES,
    "10.5": DESK,
}
