"""Exercise 4.1: whom a lower cap would refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..slips import compare, numbers
from ..texts import Text


def lower_cap(answer: Any, own: pd.DataFrame) -> None:
    """Judge whom a cap of one for each operator would refuse: the ring's SIMs, honest ones, and their ratio."""
    nth = own.groupby(["nik", "operator_id"]).cumcount() + 1
    over, ring = nth > 1, own["is_ring"]
    n_ring, n_honest = float((over & ring).sum()), float((over & ~ring).sum())
    reference = {"n_ring": n_ring, "n_honest": n_honest, "per_ring": n_honest / n_ring if n_ring else np.inf}
    compare(numbers(answer, reference), reference, _cap_slips(own, over, ring, reference))


def _cap_slips(
    own: pd.DataFrame, over: pd.Series, ring: pd.Series, right: Mapping[str, float]
) -> Iterator[tuple[str, float, Text]]:
    at_least = Text(
        id="`{k}`: ini semua SIM. SIM pertama masih boleh: hitung yang urutannya **lebih** dari satu, `nth > 1`.",
        en="`{k}`: these are all SIMs. The first one is allowed: count those **beyond** one, `nth > 1`.",
    )
    yield "n_ring", float(ring.sum()), at_least
    yield "n_honest", float((~ring).sum()), at_least
    yield from _other_caps(own, ring)
    mixed = own.groupby("nik").cumcount() + 1 > 1
    for name, side in (("n_ring", ring), ("n_honest", ~ring)):
        yield (
            name,
            float((mixed & side).sum()),
            Text(
                id="`{k}`: di sini semua operator tercampur. Batas di soal ini berlaku per operator: pakai `nth`.",
                en="`{k}`: here all operators are mixed. The cap of this task holds for each operator: use `nth`.",
            ),
        )
    yield (
        "n_honest",
        float(over.sum()),
        Text(
            id='`{k}`: SIM komplotan ikut terhitung. Pakai `~own["is_ring"]`.',
            en='`{k}`: the ring\'s SIMs are counted too. Use `~own["is_ring"]`.',
        ),
    )
    for name, side in (("n_ring", ring), ("n_honest", ~ring)):
        share = Text(
            id="`{k}`: ini sebuah bagian. Soal menanyakan banyaknya: pakai `.sum()`.",
            en="`{k}`: this is a share. The task asks how many: use `.sum()`.",
        )
        for part in (float((over & side).mean()), float(over[side].mean())):
            yield name, part, share
            yield name, 100 * part, share
    if right["n_ring"] and right["n_honest"]:
        yield (
            "per_ring",
            right["n_ring"] / right["n_honest"],
            Text(
                id="`{k}` terbalik: yang ditanyakan SIM orang jujur untuk setiap satu SIM komplotan.",
                en="`{k}` is upside down: the task asks for honest SIMs for each one of the ring's.",
            ),
        )
        yield (
            "per_ring",
            float(over.sum()) / right["n_ring"],
            Text(
                id="`{k}`: di atas garis bagi hanya SIM orang jujur, bukan semua yang ditolak.",
                en="`{k}`: above the line belong honest SIMs only, not all that are refused.",
            ),
        )


def _other_caps(own: pd.DataFrame, ring: pd.Series) -> Iterator[tuple[str, float, Text]]:
    nth = own.groupby(["nik", "operator_id"]).cumcount() + 1
    allowed = Text(
        id="`{k}`: ini justru SIM yang masih boleh. Hitung yang urutannya **lebih** dari satu, `nth > 1`.",
        en="`{k}`: these are the SIMs that are still allowed. Count those **beyond** one, `nth > 1`.",
    )
    second = Text(
        id="`{k}`: ini hanya SIM kedua. Yang ketiga pun ditolak: `nth > 1`.",
        en="`{k}`: these are second SIMs only. A third one is refused as well: `nth > 1`.",
    )
    higher = Text(
        id="`{k}`: ini untuk batas yang lebih longgar. Batas di soal ini **satu**.",
        en="`{k}`: this is for a looser cap. The cap of this task is **one**.",
    )
    for name, side in (("n_ring", ring), ("n_honest", ~ring)):
        for rows, said in ((nth == 1, allowed), (nth == 2, second), (nth > 2, higher), (nth > 3, higher)):
            yield name, float((rows & side).sum()), said
