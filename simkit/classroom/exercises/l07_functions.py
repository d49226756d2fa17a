"""The judges of exercises 7.3 and 7.4: Erlang's mean wait, and the day on which a batch leaves."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..asked import ask, is_function
from ..checks import NotYet, same_number, take_number
from ..texts import Text
from ..waiting import mean_wait as theory

DESKS = ((2, 8.0, 0.2), (3, 12.0, 0.2), (5, 40.0, 0.1), (1, 12.0, 0.05))
"""Reviewers, complaints an hour, hours each. The first desk tells all slips apart; with one reviewer some agree."""
BATCHES = ((3.2, 30.0, 30.0), (29.0, 30.0, 30.0), (31.5, 30.0, 60.0), (8.0, 7.0, 14.0), (0.25, 1.0, 1.0))
"""Day of the complaint, days between two forwardings, day of the forwarding."""

LATE, EARLY = Text(id="terlalu lambat", en="too late"), Text(id="terlalu cepat", en="too early")
RESULT = Text(id="Hasilnya", en="The result")
MUST_WAIT = Text(
    id="Ini rata-rata tunggu aduan yang **harus** menunggu. Banyak aduan tidak menunggu: kalikan dengan `p_wait`.",
    en="This is the mean wait of complaints that **must** wait. Many need not: multiply by `p_wait`.",
)
WITH_REVIEW = Text(
    id="Ini sudah termasuk pemeriksaannya. Soal menanyakan waktu sebelum pemeriksaan dimulai.",
    en="This includes the review itself. The task asks for the time before the review begins.",
)
MULTIPLIED = Text(
    id="`review_h` adalah jam per aduan. Untuk mendapat aduan per jam, bagi: `n_reviewers / review_h`.",
    en="`review_h` is hours for each complaint. For complaints an hour, divide: `n_reviewers / review_h`.",
)
ALONE = Text(
    id="Ini untuk satu pemeriksa. Bersama-sama mereka menyelesaikan `n_reviewers / review_h` aduan per jam.",
    en="That is one reviewer alone. Together they finish `n_reviewers / review_h` complaints an hour.",
)
CHANCE = Text(
    id="Ini peluang harus menunggu, belum lamanya.",
    en="This is the chance of having to wait, not yet how long.",
)
ONLY_SLACK = Text(
    id="Ini baru pembaginya, aduan per jam. Yang dicari waktu: `p_wait` dibagi dengannya.",
    en="This is only the divisor, in complaints an hour. A time is asked for: `p_wait` divided by it.",
)
NOT_LESS = Text(
    id="Pembaginya baru aduan yang dapat diselesaikan. Kurangi dengan aduan yang datang.",
    en="The divisor holds only the complaints that can be finished. Take off those that come.",
)
MINUTES = Text(
    id="Ini dalam menit. Semua waktu dalam fungsi ini dalam jam.",
    en="This is in minutes. All times in this function are hours.",
)
TURNED = Text(
    id="Urutan pengurangannya terbalik: yang dapat diselesaikan dikurangi yang datang.",
    en="The subtraction is the wrong way round: what can be finished, less what comes.",
)
TYPED = Text(
    id="Angka dari cerita hanya cocok untuk satu meja. Pakai nama `n_reviewers`, `review_h`, dan `per_hour`.",
    en="The numbers of the story fit one desk only. Use the names `n_reviewers`, `review_h` and `per_hour`.",
)
BELOW_ZERO = Text(
    id="Waktu tunggu tidak mungkin di bawah nol. Apakah selisihnya ada di dalam tanda kurung? Python membagi lebih "
    "dahulu, baru mengurangi. Kalau sudah, periksa apakah kedua bagian selisih itu aduan per jam.",
    en="A wait cannot be below zero. Does the difference stand in brackets? Python divides first and subtracts "
    "afterwards. If it does, check that both parts of the difference are complaints an hour.",
)
BATCH_NUMBER = Text(
    id="Ini nomor kirimannya, bukan harinya: kalikan dengan `every`.",
    en="This is the number of the batch, not its day: multiply by `every`.",
)
LENGTH = Text(
    id="Ini lamanya menunggu. Soal menanyakan harinya; lamanya dihitung di sel berikutnya.",
    en="This is how long it waits. The task asks for the day; the next cell works out the wait.",
)
BEFORE = Text(
    id="Dengan `at` = {at:g} dan `every` = {every:g}, aduan itu menurutmu diteruskan sebelum masuk. Bulatkan ke atas, "
    "bukan ke bawah atau ke yang terdekat.",
    en="With `at` = {at:g} and `every` = {every:g}, your complaint is passed on before it came. Round up, not down or "
    "to the nearest.",
)
OTHER_DAY = Text(
    id="Dengan `at` = {at:g} dan `every` = {every:g}, hari jawabanmu {side}. Kiriman berangkat pada kelipatan "
    "`every`, dan "
    "aduan ikut yang pertama sesudah ia masuk.",
    en="With `at` = {at:g} and `every` = {every:g}, your day is {side}. Batches leave on multiples of `every`, and a "
    "complaint goes with the first one after it came.",
)


def number_from(answer: Any, *arguments: float) -> float:
    """Call the student's function and take the number that it gives."""
    return take_number(ask(answer, *arguments), RESULT)


def erlang_wait(answer: Any) -> None:
    """Judge a function that gives the mean wait of a desk after Erlang."""
    is_function(answer)
    for n, per_hour, review_h in DESKS:
        value, true = number_from(answer, n, per_hour, review_h), theory(n, per_hour, review_h)
        if np.isclose(value, true, rtol=1e-6):
            continue
        for wrong, said in _erlang_slips(n, per_hour, review_h):
            if np.isclose(value, wrong, rtol=1e-9):
                raise NotYet(said)
        if value < 0:
            raise NotYet(BELOW_ZERO)
        what = Text(
            id="Untuk `wait_h({n}, {a:g}, {b:g})`, hasilnya", en="For `wait_h({n}, {a:g}, {b:g})` the result"
        )
        same_number(value, true, what.put(n=n, a=per_hour, b=review_h))


def _erlang_slips(n: int, per_hour: float, review_h: float) -> list[tuple[float, Text]]:
    """Give what usual slips would give at one desk, and what to say of each."""
    true, slack = theory(n, per_hour, review_h), n / review_h - per_hour
    p_wait = true * slack
    return [
        (1 / slack, MUST_WAIT),
        (true + review_h, WITH_REVIEW),
        (p_wait / (n * review_h - per_hour), MULTIPLIED),
        (p_wait / (1 / review_h - per_hour), ALONE),
        (p_wait, CHANCE),
        (slack, ONLY_SLACK),
        (p_wait * review_h / n, NOT_LESS),
        (60 * true, MINUTES),
        (-true, TURNED),
        (p_wait / (15 - 12), TYPED),
    ]


def passed_on(answer: Any) -> None:
    """Judge a function that tells on which day a complaint is passed on."""
    is_function(answer)
    for at, every, true in BATCHES:
        value = number_from(answer, at, every)
        if np.isclose(value, true, rtol=1e-9):
            continue
        if np.isclose(value, true / every):
            raise NotYet(BATCH_NUMBER)
        if np.isclose(value, true - at):
            raise NotYet(LENGTH)
        if value < at:
            raise NotYet(BEFORE.put(at=at, every=every))
        raise NotYet(OTHER_DAY.put(at=at, every=every, side=LATE if value > true else EARLY))
