"""The judges of Lesson 09: the reference is worked out from the student's own investigation, never from the truth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..checks import NotYet, same_number, take_mapping, take_number, take_words
from ..game.budget import HOURS, Investigation
from ..game.case import Case, open_case
from ..game.debrief import whole_truth
from ..game.leads import against_chance, looked_up_before, most_reported, registered_at, shared_devices
from ..game.players import ENOUGH, N_DEVICES, careful
from ..game.scoring import LEAST, judged
from ..texts import Text
from .base import Judge
from .l09_block import block_list, entities
from .l09_report import write_up

PLAN = ("numbers", "n_devices", "n_outlets", "n_people", "hours")
MOST_PEOPLE = 6
"""People whose look-ups a plan asks for at least: not everybody's record was leaked at the desk. Assumption."""


def named(name: str) -> Text:
    """Give the name of a part of an answer as a text."""
    return Text(id=f"`{name}`", en=f"`{name}`")


def plan(answer: Any, case: Case) -> None:
    """Judge a plan: within the budget, every link of the chain, and the best complaints first."""
    given = take_mapping(answer, PLAN)
    people = most_reported(case.complaints)
    numbers = entities(given["numbers"], Text(id="`numbers`", en="`numbers`"))
    n = {k: take_number(given[k], named(k)) for k in PLAN[1:]}
    strange = [e for e in numbers if e not in people.index]
    if strange:
        raise NotYet(
            Text(
                id="`numbers`: {n} di antaranya tidak ada di antara nomor yang diadukan. Ambil `sim_id` dari tabel "
                "aduan.",
                en="`numbers`: {n} of them are not among the numbers complained about. Take `sim_id` from the table of "
                "complaints.",
            ).put(n=len(strange))
        )
    left_out = people.drop(numbers)
    if len(left_out) and people[numbers].min() < left_out.max():
        raise NotYet(
            Text(
                id="`numbers`: ada nomor yang diadukan lebih banyak **orang berbeda** daripada salah satu "
                "pilihanmu. Satu "
                "orang yang mengadu dua kali tetap satu orang.",
                en="`numbers`: some number has more **different people** complaining about it than one that you "
                "chose. One "
                "person who complains twice is one person.",
            )
        )
    _every_link(n)
    price = (
        len(numbers) * HOURS["number"] + n["n_devices"] * HOURS["device"] + n["n_outlets"] * HOURS["outlet"]
        + n["n_people"] * HOURS["person"]
    )  # fmt: skip
    same_number(n["hours"], price, named("hours"))
    if price > case.budget_h:
        raise NotYet(
            Text(
                id="Jumlahnya benar, tetapi rencana ini lebih mahal daripada jam yang ada ({b}). Apa yang dapat kamu "
                "kurangi?",
                en="The sum is right, but this plan costs more than the hours there are ({b}). What can you cut?",
            ).put(b=case.budget_h)
        )
    if len(numbers) < 2 * LEAST:
        raise NotYet(
            Text(
                id="`numbers`: dengan nomor sesedikit ini kamu tidak akan melihat pola. Ambil sedikitnya {n}.",
                en="`numbers`: with so few numbers you will see no pattern. Take at least {n}.",
            ).put(n=2 * LEAST)
        )


def _every_link(n: Mapping[str, float]) -> None:
    """Ask a plan for at least one look at every link of the chain, and for enough people."""
    for name, least, why in (
        ("n_devices", 1, Text(id="tanpa gawai, nomor-nomor itu tidak terhubung", en="without one no thread ties "
        "the numbers")),
        ("n_outlets", 1, Text(id="tanpa kunjungan, kamu tidak melihat pelanggan jujurnya",
                              en="without a visit you do not see its honest customers")),
        ("n_people", MOST_PEOPLE, Text(id="data sebagian korban bocor di tempat lain",
                                       en="some victims' records were leaked elsewhere")),
    ):  # fmt: skip
        if n[name] < least:
            raise NotYet(
                Text(
                    id="`{name}`: rencanakan sedikitnya {least}; {why}.",
                    en="`{name}`: plan at least {least}; {why}.",
                ).put(name=name, least=least, why=why)
            )


def links(answer: Any, inquiry: Investigation) -> None:
    """Judge which handsets and which outlet the numbers looked at point to, against what size alone would bring."""
    given = take_mapping(answer, ("devices", "outlet", "n_found", "expected"))
    seen = inquiry.seen
    table = shared_devices(seen)
    chosen = list(dict.fromkeys(take_words(given["devices"])))
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
                "melayani "
                "banyak orang; itu pekerjaannya.",
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
    totals = inquiry.case.totals("outlet")
    _against(given, "outlet", registered_at(seen), totals, PLACES)


PLACES = Text(id="gerai", en="outlet")
STAFF = Text(id="petugas", en="agent")


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
    all_looks = seen[seen["kind"] == "look-up"]
    totals = inquiry.case.totals("agent")
    agents = looks["agent_id"].astype(int)
    best = _against(given, "agent", agents, totals, STAFF, all_looks["agent_id"].astype(int))
    said = given["is_enough"]
    if not isinstance(said, bool) and str(said) not in ("True", "False"):
        raise NotYet(
            Text(
                id="`is_enough` harus `True` atau `False`, tanpa tanda kutip.",
                en="`is_enough` must be `True` or `False`, without quotes.",
            )
        )
    if bool(said) != bool(best["p_any"] < ENOUGH and best["n_found"] >= LEAST):
        raise NotYet(
            Text(
                id="`is_enough`: bandingkan `p_any` dengan aturan di soal: di bawah {p:g}, dan sedikitnya {n} orang.",
                en="`is_enough`: compare `p_any` with the rule of the task: below {p:g}, and at least {n} people.",
            ).put(p=ENOUGH, n=LEAST)
        )


def _against(
    given: Mapping[str, Any],
    key: str,
    found: pd.Series,
    totals: pd.Series,
    what: Text,
    every: pd.Series | None = None,
) -> Any:
    """Judge who was found more often than size explains, how often, and what size alone would bring."""
    table = against_chance(found, totals)
    best: Any = table.iloc[0]
    ties = table.index[(table["n_found"] - table["expected"]).ge(best["n_found"] - best["expected"] - 1e-9)]
    mine = take_number(given[key], named(key))
    if mine not in ties:
        if mine == totals.index[0]:
            text = Text(
                id="`{key}`: ini {what} yang terbesar dari semuanya. Besar bukan bukti: bandingkan dengan yang "
                "diharapkan dari besarnya.",
                en="`{key}`: this is the biggest {what} of all. Size is no evidence: compare with what size would "
                "bring.",
            )
        elif every is not None and mine == every.value_counts().index[0]:
            text = Text(
                id="`{key}`: ini yang paling sering muncul, kalau semua pembukaan data dihitung. Hitung setiap orang "
                "sekali, dan hanya **sebelum** nomor didaftarkan.",
                en="`{key}`: this one appears most if every look-up counts. Count each person once, and only "
                "**before** "
                "the number was registered.",
            )
        else:
            text = Text(
                id="`{key}`: ada {what} lain yang lebih jauh di atas harapannya.",
                en="`{key}`: another {what} lies further above what its size would bring.",
            )
        raise NotYet(text.put(key=key, what=what))
    row: Any = table.loc[int(mine)]
    expected = take_number(given["expected"], named("expected"))
    share = totals[int(mine)] / totals.sum()
    for wrong, text in (
        (share, Text(id="`expected`: ini bagiannya saja. Kalikan dengan banyaknya yang ditemukan.",
                     en="`expected`: this is the share alone. Multiply by how many were found.")),
        (len(found) / len(totals), Text(id="`expected`: ini mengandaikan semuanya sama besar. Pakai bagian dari "
        "`totals`.",
                                        en="`expected`: this takes them all to be of one size. Use the share of "
                                        "`totals`.")),
    ):  # fmt: skip
        if math.isclose(expected, wrong, rel_tol=1e-6) and not math.isclose(
            expected, row["expected"], rel_tol=1e-6
        ):
            raise NotYet(text)
    same_number(take_number(given["n_found"], named("n_found")), float(row["n_found"]), named("n_found"))
    if not math.isclose(expected, row["expected"], rel_tol=0.01):
        same_number(expected, float(row["expected"]), named("expected"))
    return row


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
