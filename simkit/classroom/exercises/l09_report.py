"""The judge of exercise 9.5: the numbers that a write-up cites."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from ..checks import NotYet, same_number, take_mapping, take_number
from ..game.budget import Investigation
from ..game.scoring import PER_HOUR
from ..texts import Text

REPORT = ("n_right", "n_wrong", "share_found", "hours", "points")


def write_up(answer: Any, verdicts: pd.DataFrame, inquiry: Investigation) -> None:
    """Judge the numbers that a write-up cites: each is recomputed from the verdicts and the hours."""
    given = take_mapping(answer, REPORT)
    mine = {k: take_number(v, _named(k)) for k, v in given.items()}
    case = inquiry.case
    right = verdicts["is_right"].astype(bool)
    number = verdicts["kind"] == "number"
    alive = len(case.truth("number") - case.blocked)
    reference = {
        "n_right": float(right.sum()),
        "n_wrong": float((~right).sum()),
        "share_found": float((right & number).sum()) / max(alive, 1),
        "hours": float(inquiry.hours),
        "points": float(verdicts["points"].sum()) + PER_HOUR * inquiry.hours,
    }
    slips = (
        ("share_found", 100 * reference["share_found"], Text(
            id="`share_found`: ini dalam persen. Tulis sebagai bilangan antara 0 dan 1.",
            en="`share_found`: this is in per cent. Write it as a number between 0 and 1.")),
        ("share_found", float((right & number).sum()) / max(int(number.sum()), 1), Text(
            id="`share_found`: ini presisi, bagian daftarmu yang benar. Yang ditanyakan: bagian dari nomor "
            "komplotan yang "
            "masih hidup (`n_alive`).",
            en="`share_found`: this is precision, the share of your list that is right. Asked for is the share of the "
            "ring's numbers still alive (`n_alive`).")),
        ("share_found", float((right & number).sum()) / max(len(case.truth("number")), 1), Text(
            id="`share_found`: kamu juga menghitung nomor yang sudah diblokir sebelum kamu mulai.",
            en="`share_found`: you also count numbers that were blocked before you began.")),
        ("points", float(verdicts["points"].sum()), Text(
            id="`points`: jamnya belum dihitung.", en="`points`: the hours are not counted yet.")),
        ("hours", float(inquiry.left), Text(
            id="`hours`: ini sisanya. Laporan menyebut jam yang terpakai.",
            en="`hours`: this is what is left. A report tells the hours spent.")),
        ("n_right", float((right & number).sum()), Text(
            id="`n_right`: ini nomornya saja. Hitung semua tuduhan.", en="`n_right`: these are the numbers alone. "
            "Count all "
            "accusations.")),
    )  # fmt: skip
    for name, value, said in slips:
        if math.isclose(mine[name], value, rel_tol=1e-6) and not math.isclose(
            mine[name], reference[name], rel_tol=1e-6
        ):
            raise NotYet(said)
    for name, true in reference.items():
        close = name == "share_found" and math.isclose(mine[name], true, abs_tol=0.005)
        if not close:
            same_number(mine[name], true, _named(name))


def _named(name: str) -> Text:
    return Text(id=f"`{name}`", en=f"`{name}`")
