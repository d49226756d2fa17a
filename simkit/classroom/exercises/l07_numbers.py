"""The judges of exercises 7.2 and 7.5: Little's law measured, and monthly against daily forwarding."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..checks import NotYet, same_number
from ..slips import PER_CENT, Slip, named, numbers, refuse
from ..texts import Text
from ..waiting import present

ABOUT, NEAR, EXACT = 0.05, 0.02, 1e-6
PUT_IN = 12
"""Complaints an hour with which the lesson fills its desk."""

WAITING_ONLY = Text(
    id="`hours_each`: ini hanya waktu menunggu. Hukum Little menghitung sejak datang sampai pergi.",
    en="`hours_each`: this is the waiting only. Little's law counts from arriving to leaving.",
)
REVIEW_ONLY = Text(
    id="`hours_each`: ini hanya waktu pemeriksaan. Hukum Little menghitung sejak datang sampai pergi.",
    en="`hours_each`: this is the review only. Little's law counts from arriving to leaving.",
)
IN_MINUTES = Text(
    id="`hours_each`: ini dalam menit. Satuan kedua angka harus sama: bagi dengan 60.",
    en="`hours_each`: this is in minutes. Both numbers need the same unit: divide by 60.",
)
STAY_TURNED = Text(
    id="`hours_each`: lama tinggal tidak mungkin di bawah nol. Hitung `left` dikurangi `arrived`.",
    en="`hours_each`: a stay cannot be below zero. Take `left` less `arrived`.",
)
PER_MINUTE = Text(
    id="`per_hour`: ini per menit. Satuan kedua angka harus sama: kalikan dengan 60.",
    en="`per_hour`: this is per minute. Both numbers need the same unit: multiply by 60.",
)
UPSIDE_DOWN = Text(
    id="`per_hour` terbalik: banyaknya aduan dibagi banyaknya jam.",
    en="`per_hour` is upside down: complaints divided by hours.",
)
ALL_CAME = Text(
    id="`per_hour`: ini semua aduan. Bagi dengan banyaknya jam, `hours`.",
    en="`per_hour`: these are all complaints. Divide by the number of hours, `hours`.",
)
NOT_MEASURED = Text(
    id="`per_hour`: ini pengandaian yang kita masukkan. Ukur berapa yang benar-benar datang: banyaknya "
    "aduan di `visits` dibagi `hours`.",
    en="`per_hour`: this is the assumption that we put in. Measure how many really came: complaints in "
    "`visits` divided by `hours`.",
)
MOST = Text(
    id="`present`: ini yang terbanyak. Yang diperlukan rata-ratanya.",
    en="`present`: this is the most there ever were. The mean is needed.",
)
FIRST_DAY = Text(
    id="`present`: ini hanya hari pertama. Ketiga angka harus diukur selama waktu yang sama: pakai seluruh `at_desk`.",
    en="`present`: this is the first day only. All three must be measured over the same time: take all of `at_desk`.",
)
PRODUCT = Text(
    id="`present` ini tepat sama dengan `per_hour` × `hours_each`: hukumnya belum diperiksa. Ukur `present` sendiri, "
    "dari `at_desk`.",
    en="This `present` is exactly `per_hour` × `hours_each`: the law is not checked yet. Measure `present` by itself, "
    "from `at_desk`.",
)
STILL_SENT = Text(
    id="`share_spared`: ini bagian yang masih terkirim. Yang ditanyakan bagian yang tidak jadi terkirim.",
    en="`share_spared`: this is the share still sent. The task asks for the share no longer sent.",
)
MESSAGES = Text(
    id="`share_spared`: ini banyaknya pesan. Bagi dengan pesan pada penerusan bulanan.",
    en="`share_spared`: this is how many messages. Divide by the messages with monthly forwarding.",
)
OF_DAILY = Text(
    id="`share_spared`: ini dibagi dengan pesan harian. Yang dihemat adalah bagian dari pesan bulanan.",
    en="`share_spared`: this is divided by the daily messages. What is saved is a share of the monthly ones.",
)
OF_LIFE = Text(
    id="`share_spared`: ini bagian yang dihemat pada `live_days`. Soal menanyakan pesan: `n_messages`.",
    en="`share_spared`: this is the share saved in `live_days`. The task asks about messages: `n_messages`.",
)
SHARE = Text(
    id="`n_seeds_fewer`: ini bagiannya. Pakai `.sum()` untuk banyaknya.",
    en="`n_seeds_fewer`: this is the share. Use `.sum()` for how many.",
)
MORE = Text(
    id="`n_seeds_fewer`: ini seed yang pesannya lebih banyak. Balik tanda `<` atau `>`.",
    en="`n_seeds_fewer`: these are the seeds with more messages. Turn `<` or `>` round.",
)
WAIT = Text(
    id="`days_saved`: ini dari kolom `wait_days`. Soal menanyakan umur nomor: `live_days`.",
    en="`days_saved`: this comes from the column `wait_days`. The task asks how long numbers live: `live_days`.",
)
SUM = Text(
    id="`days_saved`: ini jumlah atas semua seed. Yang diperlukan rata-ratanya.",
    en="`days_saved`: this is the sum over all seeds. The mean is needed.",
)
DAYS_SHARE = Text(
    id="`days_saved`: ini bagian yang dihemat. Soal menanyakan banyaknya hari.",
    en="`days_saved`: this is the share saved. The task asks for days.",
)
ONE_SEED = Text(
    id="`days_saved`: ini selisih pada satu seed saja. Ambil rata-rata dari semua seed.",
    en="`days_saved`: this is the difference within one seed only. Take the mean over all seeds.",
)
SIGN = Text(
    id="`{name}`: tandanya terbalik. Hitung berapa yang dihemat: bulanan dikurangi harian.",
    en="`{name}`: the sign is turned round. Compute what is saved: monthly less daily.",
)


def little(answer: Any, visits: pd.DataFrame) -> None:
    """Judge the three numbers of Little's law, measured on the desk's log."""
    at_desk, hours = present(visits), visits["left"].max() / 60
    stay = float((visits["left"] - visits["arrived"]).mean() / 60)
    true = {"per_hour": len(visits) / hours, "hours_each": stay, "present": float(at_desk.mean())}
    mine = numbers(answer, true)
    waits = float((visits["started"] - visits["arrived"]).mean() / 60)
    slips = [
        ("hours_each", waits, WAITING_ONLY),
        ("hours_each", stay - waits, REVIEW_ONLY),
        ("hours_each", stay * 60, IN_MINUTES),
        ("hours_each", -stay, STAY_TURNED),
        ("per_hour", true["per_hour"] / 60, PER_MINUTE),
        ("per_hour", 1 / true["per_hour"], UPSIDE_DOWN),
        ("per_hour", len(visits), ALL_CAME),
        ("present", float(at_desk.max()), MOST),
        ("present", float(at_desk.loc[: 24 * 60].mean()), FIRST_DAY),
    ]
    refuse(mine, true, slips, NEAR)
    if mine["per_hour"] == PUT_IN and not np.isclose(true["per_hour"], PUT_IN, rtol=EXACT):
        raise NotYet(NOT_MEASURED)
    for name, value in true.items():
        if not np.isclose(mine[name], value, rtol=ABOUT if name == "present" else NEAR):
            same_number(mine[name], value, named(name))
    law = mine["per_hour"] * mine["hours_each"]
    if np.isclose(mine["present"], law, rtol=1e-9) and not np.isclose(law, true["present"], rtol=1e-9):
        raise NotYet(PRODUCT)


def monthly_and_daily(answer: Any, runs: pd.DataFrame) -> None:
    """Judge the paired effect of passing on daily: days saved, share of messages saved, seeds in favour."""
    wide = runs.pivot_table(index="seed", columns="every_days")
    slow, fast = max(runs["every_days"]), min(runs["every_days"])
    days = wide["live_days"][slow] - wide["live_days"][fast]
    spared = 1 - wide["n_messages"][fast] / wide["n_messages"][slow]
    pooled = 1 - wide["n_messages"][fast].sum() / wide["n_messages"][slow].sum()
    true = {
        "days_saved": float(days.mean()),
        "share_spared": float(spared.mean()),
        "n_seeds_fewer": float((spared > 0).sum()),
    }
    mine = numbers(answer, true)
    for name in ("days_saved", "share_spared"):
        if np.isclose(mine[name], -true[name], rtol=EXACT) and true[name]:
            raise NotYet(SIGN.put(name=name))
    refuse(mine, true, _paired_slips(wide, slow, fast), EXACT)
    for name, value in true.items():
        if not (name == "share_spared" and np.isclose(mine[name], pooled, rtol=1e-4)):
            same_number(mine[name], value, named(name))


def _paired_slips(wide: pd.DataFrame, slow: float, fast: float) -> list[Slip]:
    """Give what usual slips would give in the comparison, and what to say of each."""
    live, sent, wait = wide["live_days"], wide["n_messages"], wide["wait_days"]
    days, spared = live[slow] - live[fast], 1 - sent[fast] / sent[slow]
    return [
        ("share_spared", 1 - float(spared.mean()), STILL_SENT),
        ("share_spared", 100 * float(spared.mean()), PER_CENT),
        ("share_spared", float((sent[slow] - sent[fast]).mean()), MESSAGES),
        ("share_spared", float((sent[slow] / sent[fast] - 1).mean()), OF_DAILY),
        ("share_spared", float((1 - live[fast] / live[slow]).mean()), OF_LIFE),
        ("n_seeds_fewer", float((spared > 0).mean()), SHARE),
        ("n_seeds_fewer", float((spared < 0).sum()), MORE),
        ("days_saved", float((wait[slow] - wait[fast]).mean()), WAIT),
        ("days_saved", float(days.sum()), SUM),
        ("days_saved", float((1 - live[fast] / live[slow]).mean()), DAYS_SHARE),
        *(("days_saved", float(day), ONE_SEED) for day in days),
    ]
