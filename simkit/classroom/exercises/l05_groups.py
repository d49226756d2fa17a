"""The judges of exercises 5.3 and 5.5: a group against chance, and what is left of it after a removal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..resale_groups import SHUFFLES, groups, largest_group, reached, shuffle, still_together
from ..slips import compare, numbers
from ..texts import Text

NEAR = 0.15
"""How far a mean over twenty shuffles may lie from that of other twenty, relative."""
FIRST = 10


def against_chance(answer: Any, pairs: pd.DataFrame) -> None:
    """Judge the largest group, tied by devices and by outlets too, as seen and after shuffling."""
    reference = {
        "seen": float(largest_group(pairs)),
        "with_outlets": float(largest_group(pairs, "imei", "outlet_id")),
    }
    by_device = [largest_group(shuffle(pairs, "imei", s)) for s in SHUFFLES]
    mine = numbers(answer, ("seen", "by_chance", "with_outlets", "with_outlets_by_chance"))
    nodes = {"seen": _nodes(pairs, ["imei"]), "with_outlets": _nodes(pairs, ["imei", "outlet_id"])}
    counted = Text(
        id="`{k}`: ini menghitung semua simpul. Hitung nomornya saja, tanpa gawai dan gerai.",
        en="`{k}`: this counts all nodes. Count the numbers only, without devices and outlets.",
    )
    slips = [(k, n, counted) for k, n in nodes.items()]
    slips += [("seen", reference["with_outlets"], TOO_MANY), ("with_outlets", reference["seen"], TOO_FEW)]
    slips.append(("seen", float(pairs.groupby("imei").size().max()), ONE_STAR))
    slips.append(("with_outlets", float(largest_group(pairs, "outlet_id")), OUTLETS_ONLY))
    compare({k: mine[k] for k in reference}, reference, slips)
    _mean_of_shuffles(mine["by_chance"], by_device, "by_chance")
    outlets = [largest_group(shuffle(pairs, "outlet_id", s), "imei", "outlet_id") for s in SHUFFLES]
    _mean_of_shuffles(mine["with_outlets_by_chance"], outlets, "with_outlets_by_chance")


ONE_STAR = Text(
    id="`{k}`: ini nomor di satu gawai saja, bintang terbesar. Sebuah kelompok menjangkau banyak gawai.",
    en="`{k}`: these are the numbers on one device, the largest star. A group reaches over many devices.",
)
OUTLETS_ONLY = Text(
    id="`{k}`: di sini hanya gerai yang mengikat. Sebut kedua kolomnya.",
    en="`{k}`: only outlets tie numbers here. Name both columns.",
)
TOO_MANY = Text(
    id="`{k}`: di sini gerai ikut mengikat. Untuk yang pertama, pakai gawai saja.",
    en="`{k}`: outlets tie numbers here too. For the first one use devices only.",
)
TOO_FEW = Text(
    id="`{k}`: di sini hanya gawai yang mengikat. Sebut kedua kolomnya.",
    en="`{k}`: only devices tie numbers here. Name both columns.",
)


def _nodes(pairs: pd.DataFrame, via: list[str]) -> float:
    """Count all nodes of the largest group."""
    inside = groups(pairs, via)
    mine = pairs[pairs["sim_id"].isin(inside.index[inside == 0])]
    return float(mine["sim_id"].nunique() + sum(mine[c].nunique() for c in via))


def _mean_of_shuffles(mine: float, drawn: list[int], name: str) -> None:
    """Judge a mean over shuffles: the usual slips first, unless it is near enough."""
    mean = float(np.mean(drawn))
    if abs(mine - mean) <= NEAR * mean:
        return
    slips = [(name, float(max(drawn)), MOST), (name, float(sum(drawn)), SUM)]
    slips += [(name, float(size), ONE_SHUFFLE) for size in drawn]
    compare({name: mine}, {name: mean}, slips)


MOST = Text(
    id="`{k}`: ini yang terbesar dari dua puluh kocokan. Soal menanyakan rata-ratanya.",
    en="`{k}`: this is the largest of the twenty shuffles. The task asks for their mean.",
)
SUM = Text(
    id="`{k}`: ini jumlahnya. Bagi dengan banyaknya kocokan.",
    en="`{k}`: this is the sum. Divide by the number of shuffles.",
)
ONE_SHUFFLE = Text(
    id="`{k}`: ini hasil satu kocokan saja. Soal menanyakan rata-rata dari dua puluh.",
    en="`{k}`: this is what one shuffle gives. The task asks for the mean of twenty.",
)


def removals(answer: Any, ring: Any, orders: pd.DataFrame) -> None:
    """Judge what the removal of ten devices leaves: by degree, betweenness and chance, and how many it reaches."""
    first = {str(name): orders[name].head(FIRST).tolist() for name in orders}
    reference = {name: float(still_together(ring, gone)) for name, gone in first.items()}
    reference["reached"] = float(reached(ring, first["degree"]))
    mine = numbers(answer, reference)
    whole = float(still_together(ring, []))
    one = Text(
        id="`{k}`: ini sesudah satu gawai saja. Keluarkan sepuluh: `.head(10)`.",
        en="`{k}`: this is after one device only. Remove ten: `.head(10)`.",
    )
    slips = [(name, float(still_together(ring, orders[name].head(1))), one) for name in first]
    slips += [(name, value / whole, SHARE) for name, value in reference.items()]
    slips += [(name, whole, NOTHING) for name in first]
    slips += [(name, float(still_together(ring, orders[name])), ALL_GONE) for name in first]
    slips += [(name, reference[other], OTHER_ORDER) for name in first for other in first]
    slips += [(name, whole - value, GONE) for name, value in reference.items() if name != "reached"]
    links = float(sum(ring.degree(d) for d in first["degree"]))
    slips += [("reached", links, TWICE), ("reached", whole, ALL_GONE)]
    slips.append(("reached", whole - reference["degree"], CUT_OFF))
    compare(mine, reference, slips)


ALL_GONE = Text(
    id="`{k}`: di sini semua gawai dipakai. Ambil sepuluh yang pertama: `.head(10)`.",
    en="`{k}`: all devices are taken here. Take the first ten: `.head(10)`.",
)
OTHER_ORDER = Text(
    id="`{k}`: ini nilai urutan yang lain. Periksa nama kolomnya.",
    en="`{k}`: this is the value of another order. Check the name of the column.",
)
NOTHING = Text(
    id="`{k}`: ini sebelum apa pun dikeluarkan.",
    en="`{k}`: this is before anything is removed.",
)
SHARE = Text(
    id="`{k}`: ini bagian. Soal menanyakan banyaknya nomor.",
    en="`{k}`: this is a share. The task asks how many numbers.",
)
GONE = Text(
    id="`{k}`: ini yang terlepas. Soal menanyakan yang masih terhubung.",
    en="`{k}`: these came loose. The task asks for those still together.",
)
TWICE = Text(
    id="`{k}`: nomor yang pernah ada di dua gawai terhitung dua kali.",
    en="`{k}`: numbers that were on two of the devices are counted twice.",
)
CUT_OFF = Text(
    id="`{k}`: ini yang terlepas dari kelompok. Soal menanyakan yang pernah ada di gawai itu: `reached(...)`.",
    en="`{k}`: these came loose from the group. The task asks for numbers seen on those devices: `reached(...)`.",
)
