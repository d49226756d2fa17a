"""Exercises of lesson 05: build a graph, read stars, test against chance, ready-made accounts, whom to remove."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..resale import number_device, resale_data, sightings, star_table, worklists
from ..resale_groups import biggest_part, removal_orders
from ..slips import compare, numbers
from ..texts import Text
from .base import Judge
from .l05_build import as_shipped, build
from .l05_groups import against_chance, removals

PER_NUMBER = Text(
    id="`{k}`: ini banyaknya nomor. Soal menanyakan banyaknya bintang; setiap bintang satu baris.",
    en="`{k}`: this is how many numbers. The task asks how many stars; each star is one row.",
)


SHARE = Text(
    id="`{k}`: ini bagian dari semua bintang. Soal menanyakan banyaknya bintang.",
    en="`{k}`: this is a share of all stars. The task asks how many stars.",
)


def kinds_of_stars(answer: Any, stars: pd.DataFrame) -> None:
    """Judge how many stars have one or two NIKs, only log-ins, or neither."""
    few, moved = stars["n_niks"] <= 2, stars["n_activated"] == 0
    parts = {"few_niks": few, "only_log_ins": ~few & moved, "left_over": ~few & ~moved}
    reference = {name: float(is_in.sum()) for name, is_in in parts.items()}
    mine = numbers(answer, reference)
    slips = [(k, float(stars.loc[is_in, "n_numbers"].sum()), PER_NUMBER) for k, is_in in parts.items()]
    slips += [(k, value / len(stars), SHARE) for k, value in reference.items()]
    slips += [
        (
            "few_niks",
            float((stars["n_niks"] == 1).sum()),
            Text(
                id="`{k}`: ini hanya yang ber-NIK satu. Batasnya dua: satu kantor dapat memakai dua NIK.",
                en="`{k}`: these have one NIK only. The limit is two: one company may use two NIKs.",
            ),
        ),
        (
            "left_over",
            float((~moved).sum()),
            Text(
                id="`{k}`: yang NIK-nya satu atau dua ikut terhitung. Mereka sudah punya kelompok.",
                en="`{k}`: those with one or two NIKs are counted again. They have a group already.",
            ),
        ),
        (
            "left_over",
            float((~few).sum()),
            Text(
                id="`{k}`: yang hanya menerima login ikut terhitung. Mereka sudah punya kelompok.",
                en="`{k}`: those with only log-ins are counted again. They have a group already.",
            ),
        ),
        ("only_log_ins", float((~few & ~moved).sum()), SWAPPED),
    ]
    compare(mine, reference, slips)


SWAPPED = Text(
    id="`{k}`: ini yang punya aktivasi. “Hanya login” berarti `n_activated` sama dengan 0.",
    en="`{k}`: these do have activations. “Only log-ins” means that `n_activated` is 0.",
)


def ready_made(answer: Any, lists: Mapping[str, list[int]], is_bad: pd.Series) -> None:
    """Judge the precision of three work lists, and how much of it all the last one finds."""
    share = {name: float(is_bad.reindex(ids).mean()) for name, ids in lists.items()}
    reference = share | {"found_by_group": float(is_bad.reindex(lists["by_group"]).sum() / is_bad.sum())}
    mine = numbers(answer, reference)
    slips: list[tuple[str, float, Text]] = []
    for name, value in share.items():
        n = len(lists[name])
        slips += [
            (name, 1 - value, WRONG_SIDE),
            (name, value * n, COUNTED),
            (name, value * n / is_bad.sum(), RECALL),
        ]
        slips += [(name, other, OTHER_LIST) for other in share.values()]
    found = reference["found_by_group"] * is_bad.sum()
    slips += [
        ("found_by_group", found, COUNTED_FOUND),
        ("found_by_group", found / len(is_bad), OF_ALL),
        ("found_by_group", share["by_group"], PRECISION),
    ]
    compare(mine, reference, slips)


WRONG_SIDE = Text(
    id="`{k}`: ini bagian yang keliru ditandai. Presisi adalah bagian yang tepat.",
    en="`{k}`: this is the share flagged by mistake. Precision is the share of right ones.",
)
COUNTED = Text(
    id="`{k}`: ini banyaknya akun. Soal menanyakan bagian, antara 0 dan 1: pakai `.mean()`.",
    en="`{k}`: this is how many accounts. The task asks for a share, from 0 to 1: use `.mean()`.",
)
COUNTED_FOUND = Text(
    id="`{k}`: ini banyaknya akun. Soal menanyakan bagian, antara 0 dan 1: bagi dengan banyaknya yang dicari.",
    en="`{k}`: this is how many accounts. The task asks for a share, from 0 to 1: divide by how many are sought.",
)
OF_ALL = Text(
    id="`{k}`: ini bagian dari semua akun lama. Bagi hanya dengan yang dicari: yang benar di `is_bad`.",
    en="`{k}`: this is a share of all old accounts. Divide only by those sought: the true ones of `is_bad`.",
)
OTHER_LIST = Text(
    id="`{k}`: ini nilai daftar yang lain. Periksa nama daftarnya.",
    en="`{k}`: this is the value of another list. Check the name of the list.",
)
RECALL = Text(
    id="`{k}`: ini bagian dari semua yang dicari. Presisi: bagi dengan panjang daftarnya.",
    en="`{k}`: this is a share of all that is sought. For precision, divide by the list's length.",
)
PRECISION = Text(
    id="`{k}`: ini presisinya. Soal menanyakan: dari semua akun yang dicari, berapa bagian yang ada di daftar?",
    en="`{k}`: this is the precision. The task asks: of all accounts sought, what share is in the list?",
)


def _pairs() -> pd.DataFrame:
    tables = resale_data().observed
    return number_device(sightings(tables), tables["sims"])


def _stars() -> tuple[Any, ...]:
    tables = resale_data().observed
    return (star_table(sightings(tables), tables["sims"]),)


def _ring() -> tuple[Any, ...]:
    ring = biggest_part(_pairs())
    return ring, removal_orders(ring)


JUDGES = {
    "5.1": Judge(build, lambda: (_pairs(),), as_shipped),
    "5.2": Judge(kinds_of_stars, _stars),
    "5.3": Judge(against_chance, lambda: (_pairs(),)),
    "5.4": Judge(ready_made, lambda: worklists(resale_data())),
    "5.5": Judge(removals, _ring),
}
