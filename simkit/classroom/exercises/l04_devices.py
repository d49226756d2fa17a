"""Exercises 4.2 and 4.3: NIKs on a device, terminals of outlets, and families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from ..slips import compare, numbers
from ..texts import Text

MANY = 3
"""A device with more NIKs than this is worth a question."""


def many_niks(answer: Any, registrations: pd.DataFrame, terminals: Any) -> None:
    """Judge how many devices have more than three NIKs, and how many of them are an outlet's terminal."""
    niks = registrations.groupby("imei")["nik"].nunique()
    is_terminal = niks.index.isin(list(terminals))
    many = niks > MANY
    reference = {
        "n_devices": float(many.sum()),
        "n_terminals": float((many & is_terminal).sum()),
        "n_left": float((many & ~is_terminal).sum()),
    }
    compare(numbers(answer, reference), reference, _many_slips(registrations, niks, is_terminal, reference))


def _many_slips(
    rows: pd.DataFrame, niks: pd.Series, is_terminal: np.ndarray, right: Mapping[str, float]
) -> Iterator[tuple[str, float, Text]]:
    at_least = Text(
        id="`{k}`: tiga belum termasuk. Hitung yang **lebih** dari tiga: `>`.",
        en="`{k}`: three is not yet in it. Count those with **more** than three: `>`.",
    )
    attempts = Text(
        id="`{k}`: ini menghitung percobaan. Satu NIK boleh mencoba berkali-kali: pakai `niks`.",
        en="`{k}`: this counts attempts. One NIK may try many times: use `niks`.",
    )
    tries = rows.groupby("imei").size().reindex(niks.index)
    for counts, limit, said in ((niks, MANY - 1, at_least), (tries, MANY, attempts)):
        over = counts > limit
        yield "n_devices", float(over.sum()), said
        yield "n_terminals", float((over & is_terminal).sum()), said
        yield "n_left", float((over & ~is_terminal).sum()), said
    yield (
        "n_devices",
        float(niks[niks > MANY].sum()),
        Text(
            id="`{k}`: ini jumlah NIK-nya. Soal menanyakan berapa gawai: `(niks > 3).sum()`.",
            en="`{k}`: this adds up the NIKs. The task asks how many devices: `(niks > 3).sum()`.",
        ),
    )
    yield (
        "n_terminals",
        float(is_terminal.sum()),
        Text(
            id="`{k}`: ini semua perangkat gerai. Hitung hanya yang punya lebih dari tiga NIK: gabungkan dengan `&`.",
            en="`{k}`: these are all terminals. Count only those with more than three NIKs: join the two with `&`.",
        ),
    )
    yield (
        "n_left",
        float((~is_terminal).sum()),
        Text(
            id="`{k}`: ini semua gawai lain. Hitung hanya yang punya lebih dari tiga NIK: gabungkan dengan `&`.",
            en="`{k}`: these are all other devices. Count only those with more than three NIKs: join the two with `&`.",
        ),
    )
    # Python reads `niks > 3 & is_terminal` as `niks > (3 & is_terminal)`
    brackets = Text(
        id="`{k}`: beri tanda kurung, `(niks > 3)`. Tanda `&` mengikat lebih kuat daripada `>`.",
        en="`{k}`: put brackets round `(niks > 3)`. The sign `&` binds more tightly than `>`.",
    )
    for name, side in (("n_terminals", is_terminal), ("n_left", ~is_terminal)):
        yield name, float((niks > (MANY & side)).sum()), brackets
        yield name, float(((side & niks) > MANY).sum()), brackets
    others = Text(
        id="`{k}`: ini justru yang bukan perangkat gerai. Di sini `is_terminal` tanpa `~`.",
        en="`{k}`: these are the ones that are no terminals. Here `is_terminal` stands without `~`.",
    )
    terminals = Text(
        id="`{k}`: ini justru perangkat gerainya. Taruh `~` di depan `is_terminal`.",
        en="`{k}`: these are the terminals. Put `~` before `is_terminal`.",
    )
    yield "n_terminals", right["n_left"], others
    yield "n_left", right["n_terminals"], terminals


def families(answer: Any, private: pd.DataFrame) -> None:
    """Judge on how many private devices two meet: two NIKs, two KKs as typed, two KKs that were accepted."""
    accepted = private[private["verdict"] == "allow"]
    counts = {
        "by_nik": private.groupby("imei")["nik"].nunique(),
        "by_typed_kk": private.groupby("imei")["kk"].nunique(),
        "by_accepted_kk": accepted.groupby("imei")["kk"].nunique(),
    }
    reference = {k: float((n > 1).sum()) for k, n in counts.items()}
    everybody = {
        "by_nik": float(private["nik"].nunique()),
        "by_typed_kk": float(private["kk"].nunique()),
        "by_accepted_kk": float(accepted["kk"].nunique()),
    }
    slips = _family_slips(accepted, counts, everybody, reference)
    compare(numbers(answer, reference), reference, chain(slips, _other_counts(private, accepted, counts)))


COUNTING = {
    "above_two": Text(
        id="`{k}`: dua sudah termasuk. “Lebih dari satu” ditulis `> 1`.",
        en="`{k}`: two is already in it. “More than one” is written `> 1`.",
    ),
    "all": Text(
        id="`{k}`: ini semua gawai. Satu belum termasuk: `> 1`.",
        en="`{k}`: these are all devices. One is not yet in it: `> 1`.",
    ),
    "numbers": Text(
        id="`{k}`: ini menghitung nomornya. Soal menanyakan berapa **gawai**: kelompokkan menurut `imei`.",
        en="`{k}`: this counts the numbers. The task asks how many **devices**: group by `imei` first.",
    ),
    "attempts": Text(
        id="`{k}`: ini menghitung percobaan, bukan nomor yang berbeda. Pakai `.nunique()`.",
        en="`{k}`: this counts attempts, not different numbers. Use `.nunique()`.",
    ),
    "busiest": Text(
        id="`{k}`: ini banyaknya nomor di satu gawai, yang paling ramai. Soal menanyakan berapa **gawai**.",
        en="`{k}`: these are the numbers on one device, the busiest. The task asks how many **devices**.",
    ),
    "share": Text(
        id="`{k}`: ini sebuah bagian. Soal menanyakan banyaknya: pakai `.sum()`.",
        en="`{k}`: this is a share. The task asks how many: use `.sum()`.",
    ),
}
REFUSED_TOO = Text(
    id="`{k}`: percobaan yang ditolak masih ikut. Pakai tabel `accepted`, bukan `private`.",
    en="`{k}`: refused attempts are still in it. Use the table `accepted`, not `private`.",
)
NIKS_OF_ACCEPTED = Text(
    id="`{k}`: ini menghitung NIK. Hitung kolom `kk`: satu keluarga, satu nomor KK.",
    en="`{k}`: this counts NIKs. Count the column `kk`: one family, one KK number.",
)
ACCEPTED_ONLY = Text(
    id="`{k}`: ini hanya percobaan yang diterima. Di sini hitung semua yang diketik: tabel `private`.",
    en="`{k}`: these are accepted attempts only. Here count all that was typed: the table `private`.",
)
NIKS = Text(
    id="`{k}`: ini menghitung NIK. Hitung kolom `kk`.",
    en="`{k}`: this counts NIKs. Count the column `kk`.",
)


def _family_slips(
    accepted: pd.DataFrame,
    counts: Mapping[str, pd.Series],
    everybody: Mapping[str, float],
    right: Mapping[str, float],
) -> Iterator[tuple[str, float, Text]]:
    for name, n in counts.items():
        yield name, float((n > 2).sum()), COUNTING["above_two"]
        yield name, float((n >= 1).sum()), COUNTING["all"]
        yield name, everybody[name], COUNTING["numbers"]
        yield name, float((n > 1).mean()), COUNTING["share"]
    niks = accepted.groupby("imei")["nik"].nunique()
    yield "by_accepted_kk", right["by_typed_kk"], REFUSED_TOO
    yield "by_accepted_kk", float((niks > 1).sum()), NIKS_OF_ACCEPTED
    yield "by_typed_kk", right["by_accepted_kk"], ACCEPTED_ONLY
    yield "by_typed_kk", right["by_nik"], NIKS


def _other_counts(
    private: pd.DataFrame, accepted: pd.DataFrame, counts: Mapping[str, pd.Series]
) -> Iterator[tuple[str, float, Text]]:
    for name, column, rows in (
        ("by_nik", "nik", private),
        ("by_typed_kk", "kk", private),
        ("by_accepted_kk", "kk", accepted),
    ):
        yield name, float((rows.groupby("imei").size() > 1).sum()), COUNTING["attempts"]
        devices = rows.drop_duplicates(["imei", column])[column].value_counts()
        yield name, float((devices > 1).sum()), COUNTING["numbers"]
        yield name, float(counts[name].max()), COUNTING["busiest"]
