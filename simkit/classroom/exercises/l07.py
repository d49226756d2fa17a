"""Exercises of lesson 07: write a queue, check Little's law, Erlang C, batches, and monthly against daily."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..blank import Blank
from ..checks import NotYet, same_number, take_mapping, take_number
from ..texts import Text
from ..waiting import compare_forwarding, complaints_by_chance, present, review, run_desk
from ..waiting import mean_wait as theory
from .base import Judge
from .l07_queue import as_shipped, queue

ABOUT, NEAR = 0.05, 0.02
DESKS = ((2, 9.0, 0.2), (3, 12.0, 0.2), (5, 40.0, 0.1), (1, 12.0, 0.05))
"""Reviewers, complaints an hour, hours each. One reviewer comes last: there, different slips give the same number."""
LATE, EARLY = Text(id="terlalu lambat", en="too late"), Text(id="terlalu cepat", en="too early")
BATCHES = ((3.2, 30.0, 30.0), (29.0, 30.0, 30.0), (31.5, 30.0, 60.0), (8.0, 7.0, 14.0), (0.25, 1.0, 1.0))
"""Day of the complaint, days between two forwardings, day of the forwarding."""


def named(name: str) -> Text:
    """Give an answer's name as it is said in a message."""
    return Text(id=f"`{name}`", en=f"`{name}`")


def is_function(answer: Any) -> None:
    """Refuse whatever is not a function."""
    if not callable(answer):
        raise NotYet(
            Text(
                id="Berikan fungsinya sendiri, tanpa tanda kurung di belakang namanya.",
                en="Hand in the function itself, without brackets behind its name.",
            )
        )


def stopped(error: Exception) -> NotYet:
    """Say that the student's own code stopped."""
    return NotYet(
        Text(id="Fungsimu berhenti dengan {e}.", en="Your function stopped with {e}.").put(
            e=f"{type(error).__name__}: {error}"
        )
    )


def little(answer: Any, visits: pd.DataFrame) -> None:
    """Judge the three numbers of Little's law, measured on the desk's log."""
    stay = (visits["left"] - visits["arrived"]).mean() / 60
    hours = visits["left"].max() / 60
    reference = {
        "per_hour": len(visits) / hours,
        "hours_each": float(stay),
        "present": float(present(visits).mean()),
    }
    given = take_mapping(answer, list(reference))
    mine = {k: take_number(v, named(k)) for k, v in given.items()}
    waits = (visits["started"] - visits["arrived"]).mean() / 60
    slips = {
        ("hours_each", float(waits)): Text(
            id="`hours_each`: ini hanya waktu menunggu. Hukum Little menghitung sejak datang sampai pergi.",
            en="`hours_each`: this is the waiting only. Little's law counts from arriving to leaving.",
        ),
        ("hours_each", float(stay - waits)): Text(
            id="`hours_each`: ini hanya waktu pemeriksaan. Hukum Little menghitung sejak datang sampai pergi.",
            en="`hours_each`: this is the review only. Little's law counts from arriving to leaving.",
        ),
        ("hours_each", float(stay * 60)): Text(
            id="`hours_each`: ini dalam menit. Satuan kedua angka harus sama: bagi dengan 60.",
            en="`hours_each`: this is in minutes. Both numbers need the same unit: divide by 60.",
        ),
        ("per_hour", reference["per_hour"] / 60): Text(
            id="`per_hour`: ini per menit. Satuan kedua angka harus sama: kalikan dengan 60.",
            en="`per_hour`: this is per minute. Both numbers need the same unit: multiply by 60.",
        ),
        ("per_hour", 1 / reference["per_hour"]): Text(
            id="`per_hour` terbalik: banyaknya aduan dibagi banyaknya jam.",
            en="`per_hour` is upside down: complaints divided by hours.",
        ),
        ("present", float(present(visits).max())): Text(
            id="`present`: ini yang terbanyak. Yang diperlukan rata-ratanya.",
            en="`present`: this is the most there ever were. The mean is needed.",
        ),
    }
    for (name, value), said in slips.items():
        if np.isclose(mine[name], value, rtol=NEAR) and not np.isclose(
            mine[name], reference[name], rtol=NEAR
        ):
            raise NotYet(said)
    for name, true in reference.items():
        if not np.isclose(mine[name], true, rtol=ABOUT if name == "present" else NEAR):
            same_number(mine[name], true, named(name))


def erlang_wait(answer: Any) -> None:
    """Judge a function that gives the mean wait of a desk after Erlang."""
    is_function(answer)
    for n, per_hour, review_h in DESKS:
        try:
            mine = answer(n, per_hour, review_h)
        except Exception as error:  # the student's own code
            raise stopped(error) from error
        if mine is None:
            raise NotYet(
                Text(
                    id="Fungsimu tidak mengembalikan apa-apa: baris terakhirnya harus dimulai dengan `return`.",
                    en="Your function gives nothing back: its last line must begin with `return`.",
                )
            )
        true = theory(n, per_hour, review_h)
        p_wait = true * (n / review_h - per_hour)
        value = take_number(mine, Text(id="Hasilnya", en="The result"))
        slips = {
            1 / (n / review_h - per_hour): Text(
                id="Ini rata-rata tunggu aduan yang **harus** menunggu. Banyak aduan tidak menunggu: kalikan "
                "`p_wait`.",
                en="This is the mean wait of complaints that **must** wait. Many need not: multiply by `p_wait`.",
            ),
            true + review_h: Text(
                id="Ini sudah termasuk pemeriksaannya. Soal menanyakan waktu sebelum pemeriksaan dimulai.",
                en="This includes the review itself. The task asks for the time before the review begins.",
            ),
            p_wait / (n * review_h - per_hour): Text(
                id="`review_h` adalah jam per aduan. Untuk mendapat aduan per jam, bagi: `n_reviewers / review_h`.",
                en="`review_h` is hours for each complaint. For complaints an hour, divide: `n_reviewers / "
                "review_h`.",
            ),
            p_wait / (1 / review_h - per_hour): Text(
                id="Ini untuk satu pemeriksa. Bersama-sama mereka menyelesaikan `n_reviewers / review_h` aduan "
                "per jam.",
                en="That is one reviewer alone. Together they finish `n_reviewers / review_h` complaints an hour.",
            ),
            p_wait: Text(
                id="Ini peluang harus menunggu, belum lamanya.",
                en="This is the chance of having to wait, not yet how long.",
            ),
        }
        for wrong, said in slips.items():
            if np.isclose(value, wrong, rtol=1e-9) and not np.isclose(value, true, rtol=1e-6):
                raise NotYet(said)
        what = Text(
            id="Untuk {n} pemeriksa, {a:g} aduan per jam, dan {b:g} jam per aduan, hasilnya",
            en="For {n} reviewers, {a:g} complaints an hour and {b:g} hours each, the result",
        )
        same_number(value, true, what.put(n=n, a=per_hour, b=review_h))


def passed_on(answer: Any) -> None:
    """Judge a function that tells on which day a complaint is passed on."""
    is_function(answer)
    for at, every, true in BATCHES:
        try:
            mine = answer(at, every)
        except Exception as error:  # the student's own code
            raise stopped(error) from error
        if mine is None:
            raise NotYet(
                Text(
                    id="Fungsimu tidak mengembalikan apa-apa: baris terakhirnya harus dimulai dengan `return`.",
                    en="Your function gives nothing back: its last line must begin with `return`.",
                )
            )
        value = take_number(mine, Text(id="Hasilnya", en="The result"))
        if np.isclose(value, true, rtol=1e-9):
            continue
        case = {"at": at, "every": every}
        if np.isclose(value, true / every):
            raise NotYet(
                Text(
                    id="Ini nomor kirimannya, bukan harinya: kalikan dengan `every`.",
                    en="This is the number of the batch, not its day: multiply by `every`.",
                )
            )
        if np.isclose(value, true - at):
            raise NotYet(
                Text(
                    id="Ini lamanya menunggu. Soal menanyakan harinya; lamanya dihitung di sel berikutnya.",
                    en="This is how long it waits. The task asks for the day; the next cell works out the wait.",
                )
            )
        if value < at:
            raise NotYet(
                Text(
                    id="Aduan pada hari {at:g} (kiriman tiap {every:g} hari) menurutmu diteruskan sebelum ada. "
                    "Bulatkan ke atas, bukan ke bawah atau ke yang terdekat.",
                    en="By your function a complaint of day {at:g} (batches every {every:g} days) is passed on "
                    "before it "
                    "exists. Round up, not down or to the nearest.",
                ).put(**case)
            )
        raise NotYet(
            Text(
                id="Aduan pada hari {at:g}, dengan kiriman tiap {every:g} hari: menurutmu {side}. Kiriman "
                "berangkat pada "
                "kelipatan `every`, dan aduan ikut yang pertama sesudah ia masuk.",
                en="A complaint of day {at:g} with a batch every {every:g} days: yours is {side}. Batches leave on "
                "multiples of `every`, and a complaint goes with the first one after it came.",
            ).put(side=LATE if value > true else EARLY, **case)
        )


def monthly_and_daily(answer: Any, runs: pd.DataFrame) -> None:
    """Judge the paired effect of passing on daily: days saved, share of messages saved, seeds in favour."""
    wide = runs.pivot_table(index="seed", columns="every_days")
    slow, fast = max(runs["every_days"]), min(runs["every_days"])
    days = wide["live_days"][slow] - wide["live_days"][fast]
    spared = 1 - wide["n_messages"][fast] / wide["n_messages"][slow]
    pooled = 1 - wide["n_messages"][fast].sum() / wide["n_messages"][slow].sum()
    reference = {
        "days_saved": float(days.mean()),
        "share_spared": float(spared.mean()),
        "n_seeds_fewer": float((spared > 0).sum()),
    }
    given = take_mapping(answer, list(reference))
    mine = {k: take_number(v, named(k)) for k, v in given.items()}
    for name in ("days_saved", "share_spared"):
        if np.isclose(mine[name], -reference[name], rtol=1e-6) and reference[name]:
            raise NotYet(
                Text(
                    id="`{name}`: tandanya terbalik. Hitung berapa yang dihemat: bulanan dikurangi harian.",
                    en="`{name}`: the sign is turned round. Compute what is saved: monthly less daily.",
                ).put(name=name)
            )
    slips: Mapping[tuple[str, float], Text] = {
        ("share_spared", 1 - reference["share_spared"]): Text(
            id="`share_spared`: ini bagian yang masih terkirim. Yang ditanyakan bagian yang tidak jadi terkirim.",
            en="`share_spared`: this is the share still sent. The task asks for the share no longer sent.",
        ),
        ("share_spared", 100 * reference["share_spared"]): Text(
            id="`share_spared`: ini dalam persen. Tulis sebagai bilangan antara 0 dan 1.",
            en="`share_spared`: this is in per cent. Write it as a number between 0 and 1.",
        ),
        ("share_spared", float((wide["n_messages"][slow] - wide["n_messages"][fast]).mean())): Text(
            id="`share_spared`: ini banyaknya pesan. Bagi dengan pesan pada penerusan bulanan.",
            en="`share_spared`: this is how many messages. Divide by the messages with monthly forwarding.",
        ),
        ("n_seeds_fewer", float((spared > 0).mean())): Text(
            id="`n_seeds_fewer`: ini bagiannya. Pakai `.sum()` untuk banyaknya.",
            en="`n_seeds_fewer`: this is the share. Use `.sum()` for how many.",
        ),
    }
    for (name, value), said in slips.items():
        if np.isclose(mine[name], value, rtol=1e-6) and not np.isclose(mine[name], reference[name]):
            raise NotYet(said)
    for name, true in reference.items():
        if not (name == "share_spared" and np.isclose(mine[name], pooled, rtol=1e-4)):
            same_number(mine[name], true, named(name))


def _visits() -> tuple[pd.DataFrame]:
    return (run_desk(review, complaints_by_chance(2000, 12, 12), 3),)


def _blank_inside(*arguments: Any) -> Callable[[Any], bool]:
    def untouched(answer: Any) -> bool:
        try:
            return isinstance(answer(*arguments), Blank)
        except Exception:  # the student's own code: then it was touched
            return False

    return untouched


JUDGES = {
    "7.1": Judge(queue, untouched=as_shipped),
    "7.2": Judge(little, _visits),
    "7.3": Judge(erlang_wait, untouched=_blank_inside(2, 3.0, 0.2)),
    "7.4": Judge(passed_on, untouched=_blank_inside(3.2, 30.0)),
    "7.5": Judge(monthly_and_daily, lambda: (compare_forwarding([1, 2]),)),
}
