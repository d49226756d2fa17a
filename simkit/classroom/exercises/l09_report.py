"""The judge of exercise 9.5: the numbers that a write-up cites."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..checks import same_number
from ..game.budget import Investigation
from ..game.scoring import PER_HOUR
from ..slips import PER_CENT, Slip, named, numbers, refuse
from ..texts import Text

REPORT = ("n_right", "n_wrong", "share_found", "hours", "points")


def write_up(answer: Any, verdicts: pd.DataFrame, inquiry: Investigation) -> None:
    """Judge the numbers that a write-up cites: each is recomputed from the verdicts and the hours."""
    mine = numbers(answer, REPORT)
    case = inquiry.case
    right = verdicts["is_right"].astype(bool)
    listed = float((right & (verdicts["kind"] == "number")).sum())
    reference = {
        "n_right": float(right.sum()),
        "n_wrong": float((~right).sum()),
        "share_found": listed / max(len(case.truth("number") - case.blocked), 1),
        "hours": float(inquiry.hours),
        "points": float(verdicts["points"].sum()) + PER_HOUR * inquiry.hours,
    }
    refuse(mine, reference, (*_shares(verdicts, inquiry), *_sums(verdicts, inquiry)))
    for name, true in reference.items():
        close = name == "share_found" and math.isclose(mine[name], true, abs_tol=0.005)
        if not close:
            same_number(mine[name], true, named(name))


def _shares(verdicts: pd.DataFrame, inquiry: Investigation) -> list[Slip]:
    """Give what people compute in place of the share found, and what to say to it."""
    right, number = verdicts["is_right"].astype(bool), verdicts["kind"] == "number"
    listed, ring = float((right & number).sum()), inquiry.case.truth("number")
    alive = max(len(ring - inquiry.case.blocked), 1)
    said: Mapping[float, Text] = {
        100 * listed / alive: PER_CENT,
        listed / max(int(number.sum()), 1): Text(
            id="`share_found`: ini presisi, bagian daftarmu yang benar. Yang ditanyakan kelengkapan: bagian dari "
            "nomor komplotan yang masih hidup (`n_alive`).",
            en="`share_found`: this is precision, the share of your list that is right. Asked for is recall: the "
            "share of the ring's numbers still alive (`n_alive`)."),
        float(right.sum()) / alive: Text(
            id="`share_found`: kamu menghitung semua tuduhan yang benar. Hanya nomor yang dibandingkan dengan "
            "`n_alive`.",
            en="`share_found`: you count all right accusations. Only numbers are compared with `n_alive`."),
        listed / max(len(ring), 1): Text(
            id="`share_found`: kamu juga menghitung nomor yang sudah diblokir sebelum kamu mulai.",
            en="`share_found`: you also count numbers that were blocked before you began."),
    }  # fmt: skip
    return [("share_found", value, text) for value, text in said.items()]


def _sums(verdicts: pd.DataFrame, inquiry: Investigation) -> list[Slip]:
    """Give what people put in place of the counts, hours and points, and what to say to it."""
    right, number = verdicts["is_right"].astype(bool), verdicts["kind"] == "number"
    points = float(verdicts["points"].sum())
    uncounted = Text(id="`points`: jamnya belum dihitung.", en="`points`: the hours are not counted yet.")
    a_half = Text(
        id="`points`: setiap jam mengurangi setengah poin.", en="`points`: each hour takes half a point away."
    )
    return [
        ("points", points, uncounted),
        ("points", points + 2 * PER_HOUR * inquiry.hours, a_half),
        ("points", points - PER_HOUR * inquiry.hours, a_half),
        ("hours", float(inquiry.left), Text(
            id="`hours`: ini sisanya. Laporan menyebut jam yang terpakai.",
            en="`hours`: this is what is left. A report tells the hours spent.")),
        ("hours", float(inquiry.case.budget_h), Text(
            id="`hours`: ini semua jam yang ada. Laporan menyebut jam yang terpakai.",
            en="`hours`: these are all hours there were. A report tells the hours spent.")),
        ("n_right", float((right & number).sum()), Text(
            id="`n_right`: ini nomornya saja. Hitung semua tuduhan.",
            en="`n_right`: these are the numbers alone. Count all accusations.")),
        ("n_right", float((right & verdicts["is_carried"].astype(bool)).sum()), Text(
            id="`n_right`: kamu hanya menghitung yang didukung bukti. Hitung semua yang benar.",
            en="`n_right`: you count only those that evidence carries. Count all that are right.")),
    ]  # fmt: skip
