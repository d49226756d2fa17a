"""The judges of Lesson 09: the reference is worked out from the student's own investigation, never from the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..checks import NotYet, take_mapping, take_words
from ..game.budget import Investigation
from ..game.case import open_case
from ..game.debrief import whole_truth
from ..game.leads import looked_up_before, registered_at, shared_devices
from ..game.players import ENOUGH, N_DEVICES, careful
from ..game.scoring import LEAST, judged
from ..texts import Text
from .base import Judge
from .l09_against import PLACES, STAFF, against
from .l09_block import block_list
from .l09_plan import plan
from .l09_report import write_up


def links(answer: Any, inquiry: Investigation) -> None:
    """Judge which handsets and which outlet the numbers looked at point to, against what size alone would bring."""
    given = take_mapping(answer, ("devices", "outlet", "n_found", "expected"))
    _handsets(list(dict.fromkeys(take_words(given["devices"]))), shared_devices(inquiry.seen))
    against(given, PLACES, registered_at(inquiry), inquiry.case.totals("outlet"))


def _handsets(chosen: list[str], table: pd.DataFrame) -> None:
    """Ask for devices that were seen, are no outlet's, and hold most numbers complained about."""
    if len(chosen) != N_DEVICES:
        raise NotYet(
            Text(
                id="`devices`: diperlukan {n} gawai yang berbeda, sebagai teks dalam daftar.",
                en="`devices`: {n} different devices are needed, as text in a list.",
            ).put(n=N_DEVICES)
        )
    if any(d not in table.index for d in chosen):
        raise NotYet(
            Text(
                id="`devices`: ada yang belum pernah kamu lihat. IMEI adalah teks dengan 15 angka, nol di depan "
                "termasuk.",
                en="`devices`: there is one that you have not seen. An IMEI is text of 15 digits, leading zeros "
                "included.",
            )
        )
    if (table.loc[chosen, "n_at_outlets"] > 0).any():
        raise NotYet(
            Text(
                id="`devices`: salah satunya dipakai di gerai (`n_at_outlets` lebih dari nol). Perangkat gerai "
                "melayani banyak orang; itu pekerjaannya.",
                en="`devices`: one of them was used at an outlet (`n_at_outlets` above zero). A terminal serves many "
                "people; that is its job.",
            )
        )
    hand = table[table["n_at_outlets"] == 0]
    if hand.loc[chosen, "n_reported"].min() < hand["n_reported"].drop(chosen).max():
        raise NotYet(
            Text(
                id="`devices`: ada gawai lain, bukan milik gerai, yang memuat lebih banyak nomor yang diadukan.",
                en="`devices`: another device, no outlet's, holds more numbers that were complained about.",
            )
        )


def insider(answer: Any, inquiry: Investigation) -> None:
    """Judge whose look-ups cover most victims against the amount of work, and whether that is enough to accuse."""
    given = take_mapping(answer, ("agent", "n_found", "expected", "is_enough"))
    seen = inquiry.seen
    looks = looked_up_before(seen)
    if looks.empty:
        raise NotYet(
            Text(
                id="Belum ada pembukaan data yang terungkap. Kerjakan soal-soal sebelumnya dahulu.",
                en="No look-up has been uncovered yet. Do the exercises before this one first.",
            )
        )
    every = seen.loc[seen["kind"] == "look-up", "agent_id"].astype(int)
    best = against(given, STAFF, looks["agent_id"].astype(int), inquiry.case.totals("agent"), every)
    said = given["is_enough"]
    if not isinstance(said, (bool, np.bool_)):
        raise NotYet(
            Text(
                id="`is_enough` harus `True` atau `False`, tanpa tanda kutip.",
                en="`is_enough` must be `True` or `False`, without quotes.",
            )
        )
    if bool(said) != bool(best["p_any"] < ENOUGH and best["n_found"] >= LEAST):
        raise NotYet(
            Text(
                id="`is_enough`: bandingkan `p_any` dengan aturan di soal: di bawah {p}, dan sedikitnya {n} korban.",
                en="`is_enough`: compare `p_any` with the rule of the task: below {p}, and at least {n} victims.",
            ).put(p=Text(id=f"{ENOUGH:g}".replace(".", ","), en=f"{ENOUGH:g}"), n=LEAST)
        )


def _played() -> tuple[Any, ...]:
    inquiry, made = careful(open_case(seed=12))
    return inquiry, judged(made, whole_truth(inquiry.case), inquiry.seen)


JUDGES = {
    "9.1": Judge(plan, lambda: (open_case(seed=12),)),
    "9.2": Judge(links, lambda: (_played()[0],)),
    "9.3": Judge(block_list, lambda: (_played()[0], [])),
    "9.4": Judge(insider, lambda: (_played()[0],)),
    "9.5": Judge(write_up, lambda: _played()[::-1]),
}
