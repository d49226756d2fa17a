"""The judge of exercise 2.5: how many flags of a good detector are right where a ring is rare."""

from __future__ import annotations

from typing import Any

from ..checks import NotYet, same_number
from ..slips import PER_CENT, Slip, named, numbers, refuse
from ..texts import Text

OUT_OF = 10_000
HIT, SLIP = 0.9, 0.01
NEAR = 0.02
ROUGH = Text(
    id="`{k}` hampir tepat. Apakah ada yang kamu bulatkan di tengah jalan? Pakai nama `base_rate` dan angka yang "
    "belum dibulatkan.",
    en="`{k}` is nearly right. Did you round on the way? Use the name `base_rate` and numbers that are not "
    "rounded.",
)


def flags(answer: Any, base_rate: float) -> None:
    """Judge how many of 10,000 SIMs a very good detector flags, and how many of the flags are right."""
    rate = float(base_rate)
    good, bad = OUT_OF * rate * HIT, OUT_OF * (1 - rate) * SLIP
    reference = {"right": good, "false": bad, "precision": good / (good + bad)}
    mine = numbers(answer, reference)
    refuse(mine, reference, [*_count_slips(rate), *_precision_slips(good, bad)])
    for name, true in reference.items():
        away = abs(mine[name] - true)
        if (0.5 < away < 1) if name != "precision" else (1e-6 * true < away < NEAR * true):
            raise NotYet(ROUGH.put(k=name))
        if name == "precision" or abs(mine[name] - true) > 0.5:
            same_number(mine[name], true, named(name))


def _count_slips(rate: float) -> list[Slip]:
    """Give the usual slips with how many are flagged."""
    return [
        ("right", OUT_OF * HIT, Text(
            id="`right`: 90 persen itu dari SIM komplotan, bukan dari semua SIM. Berapa dari 10.000 yang milik "
            "komplotan?",
            en="`right`: the 90 per cent are of the ring's SIMs, not of all. How many of the 10,000 are a ring's?",
        )),
        ("right", OUT_OF * rate, Text(
            id="`right`: ini semua SIM komplotan. Detektor itu tidak menemukan semuanya.",
            en="`right`: these are all the ring's SIMs. The detector does not find all of them.",
        )),
        ("false", OUT_OF * SLIP, Text(
            id="`false`: satu persen itu dari SIM orang jujur, bukan dari semua SIM. Kurangi dulu SIM komplotan.",
            en="`false`: the one per cent are of the honest SIMs, not of all. Take the ring's SIMs off first.",
        )),
        ("false", OUT_OF * rate * (1 - HIT), Text(
            id="`false`: ini SIM komplotan yang terlewat. Yang ditanyakan SIM orang jujur yang ikut ditandai.",
            en="`false`: these are the ring's SIMs that are missed. The task asks for honest ones that are flagged.",
        )),
        ("false", OUT_OF * (1 - rate) * (1 - SLIP), Text(
            id="`false`: ini SIM orang jujur yang tidak ditandai. Yang ditanyakan yang ikut ditandai.",
            en="`false`: these are the honest SIMs that are not flagged. The task asks for those that are.",
        )),
    ]  # fmt: skip


def _precision_slips(good: float, bad: float) -> list[Slip]:
    """Give the usual slips with the precision."""
    precision = good / (good + bad)
    return [
        ("precision", HIT, Text(
            id="`precision`: ini peluang sebuah SIM komplotan ditandai. Yang ditanyakan kebalikannya: dari yang "
            "ditandai, berapa bagian yang milik komplotan?",
            en="`precision`: this is the chance that a ring's SIM is flagged. The task asks the other way round: of "
            "those flagged, what share is a ring's?",
        )),
        ("precision", good / OUT_OF, Text(
            id="`precision`: bagilah dengan banyaknya yang ditandai, bukan dengan semua SIM.",
            en="`precision`: divide by how many are flagged, not by all SIMs.",
        )),
        ("precision", good / bad if bad else -1.0, Text(
            id="`precision`: di bawah garis bagi harus ada semua yang ditandai: yang tepat dan yang keliru.",
            en="`precision`: below the line must stand all that are flagged: the right and the false ones.",
        )),
        ("precision", 1 - precision, Text(
            id="`precision`: ini bagian yang keliru. Soal menanyakan bagian yang tepat.",
            en="`precision`: this is the share of false ones. The task asks for the share of right ones.",
        )),
        ("precision", 100 * precision, PER_CENT),
    ]  # fmt: skip
