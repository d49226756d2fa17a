"""The judges of exercises 2.3 and 2.4: SIMs per NIK, and honest reasons for many of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..checks import NotYet, is_rounded, same_number
from ..identity import heavy_holders
from ..slips import PER_CENT, Slip, named, numbers, refuse
from ..texts import Text

CAP = 3
AT_LEAST = Text(
    id="`{k}`: tiga masih boleh. Hitung yang **lebih** dari tiga: `>`.",
    en="`{k}`: three are still allowed. Count those with **more** than three: `>`.",
)
TOO_MANY_NIKS = Text(
    id="`{k}`: pembaginya terlalu banyak. Orang tanpa SIM tidak ikut: bagi dengan banyaknya NIK yang ada di `sims`.",
    en="`{k}`: you divide by too many. People without a SIM do not count here: only the NIKs that are in `sims` do.",
)


def take_counts(answer: Any, reference: Mapping[str, float], whole: float) -> dict[str, float]:
    """Take counts by name; tell shares and percentages of the whole from counts."""
    mine = numbers(answer, reference)
    for name, true in reference.items():
        if true and (abs(mine[name] * whole - true) < 0.5 or abs(mine[name] * whole / 100 - true) < 0.005):
            raise NotYet(
                Text(
                    id="`{k}`: ini bagian dari keseluruhan. Soal menanyakan berapa banyaknya; pakai `.sum()`.",
                    en="`{k}`: this is a share. The task asks how many there are; use `.sum()`.",
                ).put(k=name)
            )
    return mine


def sims_per_nik(answer: Any, sims: pd.DataFrame) -> None:
    """Judge the mean of SIMs per NIK, the share beyond three, and the pairs of NIK and operator beyond three."""
    per_nik = sims.groupby("nik").size()
    per_operator = sims.groupby(["nik", "operator_id"]).size()
    reference = {
        "mean": float(per_nik.mean()),
        "share_over_3": float((per_nik > CAP).mean()),
        "n_over_cap": float((per_operator > CAP).sum()),
    }
    mine = numbers(answer, reference)
    slips = [*_share_slips(per_nik, per_operator, len(sims)), *_pair_slips(per_nik, per_operator)]
    refuse(mine, reference, slips)
    for name, top in (("mean", len(sims)), ("share_over_3", int((per_nik > CAP).sum()))):
        true = reference[name]
        if 0 < mine[name] < true and _is_whole(top / mine[name]) and not is_rounded(mine[name], true):
            raise NotYet(TOO_MANY_NIKS.put(k=name))
    for name, true in reference.items():
        same_number(mine[name], true, named(name))


def _is_whole(number: float) -> bool:
    return bool(np.isclose(number, round(number), rtol=1e-9, atol=0))


def _share_slips(per_nik: pd.Series, per_operator: pd.Series, n_sims: int) -> Iterator[Slip]:
    """Yield the usual slips with what is counted per NIK: which answer, its value, and what to say."""
    over = per_nik > CAP
    yield "share_over_3", float((per_nik >= CAP).mean()), AT_LEAST
    how_many = Text(
        id="`share_over_3`: ini banyaknya NIK. Yang ditanyakan bagiannya: pakai `.mean()`.",
        en="`share_over_3`: this is how many NIKs. The task asks for their share: use `.mean()`.",
    )
    yield "share_over_3", float(over.sum()), how_many
    yield "share_over_3", 100 * float(over.mean()), PER_CENT
    of_sims = Text(
        id="`share_over_3`: ini bagian dari semua SIM. Soal menanyakan bagian dari semua NIK: yang memegang banyak "
        "hanya dihitung sekali.",
        en="`share_over_3`: this is a share of all SIMs. The task asks for a share of all NIKs: whoever holds many "
        "counts once.",
    )
    yield "share_over_3", float(per_nik[over].sum() / n_sims), of_sims
    of_pairs = Text(
        id="`share_over_3`: di sini setiap operator dihitung sendiri. Soal menanyakan semua operator bersama: pakai "
        "`per_nik`.",
        en="`share_over_3`: here each operator is counted by itself. The task asks for all operators together: use "
        "`per_nik`.",
    )
    yield "share_over_3", float((per_operator > CAP).mean()), of_pairs
    of_each_pair = Text(
        id="`mean`: ini per pasangan NIK dan operator. Soal menanyakan per NIK.",
        en="`mean`: this is for each pair of NIK and operator. The task asks for each NIK.",
    )
    yield "mean", float(per_operator.mean()), of_each_pair
    median = Text(
        id="`mean`: ini median, atau angka yang sudah dibulatkan. Soal menanyakan rata-rata dengan semua angka di "
        "belakang koma.",
        en="`mean`: this is the median, or a rounded number. The task asks for the mean with all its decimals.",
    )
    yield "mean", float(per_nik.median()), median


def _pair_slips(per_nik: pd.Series, per_operator: pd.Series) -> Iterator[Slip]:
    """Yield the usual slips with the pairs beyond the cap: which answer, its value, and what to say."""
    over = per_operator > CAP
    yield "n_over_cap", float((per_operator >= CAP).sum()), AT_LEAST
    mixed = Text(
        id="`n_over_cap`: di sini semua operator tercampur. Batas itu berlaku per operator: pakai `per_operator`.",
        en="`n_over_cap`: here all operators are mixed. The cap holds for each operator: use `per_operator`.",
    )
    yield "n_over_cap", float((per_nik > CAP).sum()), mixed
    all_pairs = Text(
        id="`n_over_cap`: ini banyaknya semua pasangan. `len` dan `.size` menghitung setiap baris, benar atau tidak; "
        "`.sum()` hanya yang benar.",
        en="`n_over_cap`: these are all the pairs. `len` and `.size` count every row, true or not; `.sum()` only the "
        "true ones.",
    )
    yield "n_over_cap", float(len(per_operator)), all_pairs
    their_sims = Text(
        id="`n_over_cap`: ini banyaknya SIM pada pasangan-pasangan itu. Yang ditanyakan banyaknya pasangan.",
        en="`n_over_cap`: these are the SIMs of those pairs. The task asks how many pairs there are.",
    )
    yield "n_over_cap", float(per_operator[over].sum()), their_sims


def honest_reasons(answer: Any, sims: pd.DataFrame, people: pd.DataFrame) -> None:
    """Judge why NIKs hold more than three SIMs: by trade, at several operators, or neither."""
    heavy = heavy_holders(sims, people, CAP)
    is_trade = heavy["kind"] != "individual"
    within = heavy["most_at_one_operator"] <= CAP
    reference = {
        "by_trade": float(is_trade.sum()),
        "several_operators": float((~is_trade & within).sum()),
        "left_over": float((~is_trade & ~within).sum()),
    }
    mine = take_counts(answer, reference, len(heavy))
    refuse(mine, reference, _reason_slips(heavy, is_trade, within))
    if sum(mine.values()) != len(heavy):
        raise NotYet(
            Text(
                id="Ketiga angka harus menghabiskan seluruh tabel `heavy`; jumlahmu {side}.",
                en="The three numbers must use up the table `heavy`; yours add up to {side}.",
            ).put(
                side=Text(id="terlalu banyak", en="too many")
                if sum(mine.values()) > len(heavy)
                else Text(id="terlalu sedikit", en="too few")
            )
        )
    for name, true in reference.items():
        same_number(mine[name], true, named(name))


def _reason_slips(heavy: pd.DataFrame, is_trade: pd.Series, within: pd.Series) -> list[Slip]:
    """Give the usual slips."""
    return [
        ("several_operators", float(within.sum()), Text(
            id="`several_operators`: pedagang dan organisasi ikut terhitung. Mereka sudah masuk `by_trade`.",
            en="`several_operators`: resellers and organisations are counted again. They are in `by_trade` already.",
        )),
        ("left_over", float((~within).sum()), Text(
            id="`left_over`: pedagang dan organisasi ikut terhitung. Mereka sudah punya alasan.",
            en="`left_over`: resellers and organisations are counted again. They have a reason already.",
        )),
        ("by_trade", float((heavy["kind"] == "reseller").sum()), Text(
            id="`by_trade`: ini hanya pedagang. Organisasi yang memesan SIM untuk armadanya juga termasuk.",
            en="`by_trade`: these are resellers only. Organisations that order SIMs for a fleet belong here too.",
        )),
        ("by_trade", 0.0, Text(
            id='`by_trade`: tidak ada baris yang cocok. Lihat ejaan nilainya: `heavy["kind"].unique()`.',
            en='`by_trade`: no row fits. See how the values are spelt: `heavy["kind"].unique()`.',
        )),
        ("by_trade", float(heavy.loc[is_trade, "n_sims"].sum()), Text(
            id="`by_trade`: ini banyaknya SIM. Yang ditanyakan banyaknya NIK, yaitu baris tabel `heavy`.",
            en="`by_trade`: this is how many SIMs. The task asks how many NIKs, that is, rows of `heavy`.",
        )),
    ]  # fmt: skip
