"""Exercises of lesson 02: read a NIK, join without losing anybody, count SIMs, and a base rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...engine.run import simulate
from ..checks import NotYet, same_number, take_mapping, take_number
from ..identity import heavy_holders, province_of, ring_flags
from ..texts import Text
from .base import Judge
from .l02_nik import as_shipped, read_nik

CAP = 3
OUT_OF = 10_000
HIT, SLIP = 0.9, 0.01


def _counts(answer: Any, reference: Mapping[str, float], whole: float) -> dict[str, float]:
    """Take counts by name; tell shares and percentages of the whole from counts."""
    given = take_mapping(answer, list(reference))
    mine = {k: take_number(v, Text(id=f"`{k}`", en=f"`{k}`")) for k, v in given.items()}
    for name, true in reference.items():
        if true and (abs(mine[name] * whole - true) < 0.5 or abs(mine[name] * whole / 100 - true) < 0.005):
            raise NotYet(
                Text(
                    id="`{name}`: ini bagian dari keseluruhan. Soal menanyakan berapa banyaknya; pakai `.sum()`.",
                    en="`{name}`: this is a share. The task asks how many there are; use `.sum()`.",
                ).put(name=name)
            )
    return mine


def joined(answer: Any, people: pd.DataFrame) -> None:
    """Judge how many people a wrong code list leaves without a province, and how many it mislabels."""
    right, other = province_of(people["nik"], "kemendagri"), province_of(people["nik"], "bps")
    missing = float(other.isna().sum())
    wrong = float((other.notna() & (other != right)).sum())
    reference = {"missing": missing, "wrong": wrong}
    mine = _counts(answer, reference, len(people))
    if missing and mine["wrong"] == missing + wrong:
        raise NotYet(
            Text(
                id="`wrong`: yang kosong ikut terhitung: bagi Python, nilai kosong tidak pernah sama dengan apa pun. "
                "Hitung hanya yang berisi: `.notna()`.",
                en="`wrong`: those without a province are counted too, as to Python a missing value never equals "
                "anything. Count only those with one: `.notna()`.",
            )
        )
    if missing != wrong and mine == {"missing": wrong, "wrong": missing}:
        raise NotYet(
            Text(
                id="Keduanya tertukar. `missing`: tidak mendapat provinsi. `wrong`: mendapat provinsi yang salah.",
                en="The two are swapped. `missing`: got no province. `wrong`: got a wrong one.",
            )
        )
    home = people["province"].astype(object)
    if mine["wrong"] in {float((other != home).sum()), float((other.notna() & (other != home)).sum())} - {
        wrong
    }:
        raise NotYet(
            Text(
                id="`wrong`: ini dibandingkan dengan tempat tinggal sekarang. NIK menyebut tempat pendaftaran pertama; "
                "orang boleh pindah. Bandingkan dengan `right`.",
                en="`wrong`: this compares with where people live now. A NIK tells where they were first registered, "
                "and people move. Compare with `right`.",
            )
        )
    for name, true in reference.items():
        same_number(mine[name], true, Text(id=f"`{name}`", en=f"`{name}`"))


def sims_per_nik(answer: Any, sims: pd.DataFrame) -> None:
    """Judge the mean of SIMs per NIK, the share beyond three, and the pairs of NIK and operator beyond three."""
    per_nik = sims.groupby("nik").size()
    per_operator = sims.groupby(["nik", "operator_id"]).size()
    reference = {
        "mean": float(per_nik.mean()),
        "share_over_3": float((per_nik > CAP).mean()),
        "n_over_cap": float((per_operator > CAP).sum()),
    }
    given = take_mapping(answer, list(reference))
    mine = {k: take_number(v, Text(id=f"`{k}`", en=f"`{k}`")) for k, v in given.items()}
    for name, value, said in _count_slips(per_nik, per_operator, len(sims)):
        if reference[name] != value and np.isclose(mine[name], value, rtol=1e-6):
            raise NotYet(said)
    for name, true in reference.items():
        same_number(mine[name], true, Text(id=f"`{name}`", en=f"`{name}`"))


def _count_slips(per_nik: pd.Series, per_operator: pd.Series, n: int) -> Iterator[tuple[str, float, Text]]:
    """Yield the usual slips: which answer, its value, and what to say."""
    over = per_nik > CAP
    at_least = Text(
        id="`{k}`: tiga masih boleh. Hitung yang **lebih** dari tiga: `>`.",
        en="`{k}`: three are still allowed. Count those with **more** than three: `>`.",
    )
    yield "share_over_3", float((per_nik >= CAP).mean()), at_least.put(k="share_over_3")
    yield "n_over_cap", float((per_operator >= CAP).sum()), at_least.put(k="n_over_cap")
    yield (
        "share_over_3",
        float(over.sum()),
        Text(
            id="`share_over_3`: ini banyaknya NIK. Yang ditanyakan bagiannya: pakai `.mean()`.",
            en="`share_over_3`: this is how many NIKs. The task asks for their share: use `.mean()`.",
        ),
    )
    yield (
        "share_over_3",
        float(per_nik[over].sum() / n),
        Text(
            id="`share_over_3`: ini bagian dari semua SIM. Soal menanyakan bagian dari semua NIK: yang memegang banyak "
            "hanya dihitung sekali.",
            en="`share_over_3`: this is a share of all SIMs. The task asks for a share of all NIKs: whoever holds many "
            "counts once.",
        ),
    )
    yield (
        "n_over_cap",
        float(over.sum()),
        Text(
            id="`n_over_cap`: di sini semua operator tercampur. Batas itu berlaku per operator: pakai `per_operator`.",
            en="`n_over_cap`: here all operators are mixed. The cap holds for each operator: use `per_operator`.",
        ),
    )
    yield (
        "mean",
        float(per_operator.mean()),
        Text(
            id="`mean`: ini per pasangan NIK dan operator. Soal menanyakan per NIK.",
            en="`mean`: this is for each pair of NIK and operator. The task asks for each NIK.",
        ),
    )


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
    mine = _counts(answer, reference, len(heavy))
    slips = {
        ("several_operators", float(within.sum())): Text(
            id="`several_operators`: pedagang dan organisasi ikut terhitung. Mereka sudah masuk `by_trade`.",
            en="`several_operators`: resellers and organisations are counted again. They are in `by_trade` already.",
        ),
        ("left_over", float((~within).sum())): Text(
            id="`left_over`: pedagang dan organisasi ikut terhitung. Mereka sudah punya alasan.",
            en="`left_over`: resellers and organisations are counted again. They have a reason already.",
        ),
        ("by_trade", float((heavy["kind"] == "reseller").sum())): Text(
            id="`by_trade`: ini hanya pedagang. Organisasi yang memesan SIM untuk armadanya juga termasuk.",
            en="`by_trade`: these are resellers only. Organisations that order SIMs for a fleet belong here too.",
        ),
    }
    for (name, value), said in slips.items():
        if mine[name] == value != reference[name]:
            raise NotYet(said)
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
        same_number(mine[name], true, Text(id=f"`{name}`", en=f"`{name}`"))


def flags(answer: Any, base_rate: float) -> None:
    """Judge how many of 10,000 SIMs a very good detector flags, and how many of the flags are right."""
    rate = float(base_rate)
    good, bad = OUT_OF * rate * HIT, OUT_OF * (1 - rate) * SLIP
    reference = {"right": good, "false": bad, "precision": good / (good + bad)}
    given = take_mapping(answer, list(reference))
    mine = {k: take_number(v, Text(id=f"`{k}`", en=f"`{k}`")) for k, v in given.items()}
    slips = _flag_slips(good, bad)
    for (name, value), said in slips.items():
        if np.isclose(mine[name], value, rtol=1e-9) and not np.isclose(
            mine[name], reference[name], rtol=1e-6
        ):
            raise NotYet(said)
    for name, true in reference.items():
        if name == "precision" or abs(mine[name] - true) > 0.5:
            same_number(mine[name], true, Text(id=f"`{name}`", en=f"`{name}`"))


def _flag_slips(good: float, bad: float) -> dict[tuple[str, float], Text]:
    """Give the usual slips: which answer and its value, and what to say."""
    precision = good / (good + bad)
    return {
        ("right", OUT_OF * HIT): Text(
            id="`right`: 90 persen itu dari SIM komplotan, bukan dari semua SIM. Berapa yang milik komplotan?",
            en="`right`: the 90 per cent are of the ring's SIMs, not of all. How many of the 10,000 are a ring's?",
        ),
        ("false", OUT_OF * SLIP): Text(
            id="`false`: satu persen itu dari SIM orang jujur, bukan dari semua SIM. Kurangi dulu SIM komplotan.",
            en="`false`: the one per cent are of the honest SIMs, not of all. Take the ring's SIMs off first.",
        ),
        ("precision", HIT): Text(
            id="`precision`: ini peluang sebuah SIM komplotan ditandai. Yang ditanyakan kebalikannya: dari yang "
            "ditandai, berapa bagian yang milik komplotan?",
            en="`precision`: this is the chance that a ring's SIM is flagged. The task asks the other way round: of "
            "those flagged, what share is a ring's?",
        ),
        ("precision", good / OUT_OF): Text(
            id="`precision`: bagilah dengan banyaknya yang ditandai, bukan dengan semua SIM.",
            en="`precision`: divide by how many are flagged, not by all SIMs.",
        ),
        ("precision", good / bad if bad else -1.0): Text(
            id="`precision`: di bawah garis bagi harus ada semua yang ditandai: yang tepat dan yang keliru.",
            en="`precision`: below the line must stand all that are flagged: the right and the false ones.",
        ),
        ("precision", 1 - precision): Text(
            id="`precision`: ini bagian yang keliru. Soal menanyakan bagian yang tepat.",
            en="`precision`: this is the share of false ones. The task asks for the share of right ones.",
        ),
        ("precision", 100 * precision): Text(
            id="`precision`: ini dalam persen. Tulis sebagai bilangan antara 0 dan 1.",
            en="`precision`: this is in per cent. Write it as a number between 0 and 1.",
        ),
    }


def _table(*names: str) -> Callable[[], tuple[Any, ...]]:
    def data() -> tuple[Any, ...]:
        country = simulate("lesson-ring", seed=1)
        return tuple(country.observed[name] for name in names)

    return data


JUDGES = {
    "2.1": Judge(read_nik, _table("people"), as_shipped),
    "2.2": Judge(joined, _table("people")),
    "2.3": Judge(sims_per_nik, _table("sims")),
    "2.4": Judge(honest_reasons, _table("sims", "people")),
    "2.5": Judge(flags, lambda: (float(ring_flags(simulate("lesson-ring", seed=1)).mean()),)),
}
