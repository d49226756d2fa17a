"""The judge of exercise 7.1: a SimPy process, tried on desks whose answer is known."""

from __future__ import annotations

import inspect
from typing import Any

import pandas as pd
import simpy

from ..asked import ask, is_function, stopped
from ..blank import Blank
from ..checks import NotYet
from ..texts import Text
from ..waiting import review, run_desk

DESKS: tuple[tuple[int, tuple[float, ...], tuple[float, ...]], ...] = (
    (1, (0.0, 20.0), (5.0, 7.0)),
    (1, (0.0, 2.0, 3.0), (10.0, 4.0, 1.0)),
    (2, (1.0, 2.0, 3.0, 4.0), (9.0, 3.0, 8.0, 2.0)),
)
"""Reviewers, when complaints arrive and how long each takes: nobody waits, one waits for another, two reviewers."""
STAMPS = ("arrived", "started", "left")

NO_TIME = Text(
    id="Menurut `log`, pemeriksaan berlangsung nol menit. `env.timeout(minutes)` baru berlaku kalau ditunggu dengan "
    "`yield`; dan saat mulai harus disimpan dalam variabel **sebelum** menunggu itu.",
    en="According to the `log`, the review takes no time. `env.timeout(minutes)` only counts if it is waited for "
    "with `yield`; and the moment of starting must be kept in a variable **before** that wait.",
)
ARRIVED_LATE = Text(
    id="`arrived` dicatat terlalu lambat: ambil `env.now` di baris pertama, sebelum menunggu apa pun.",
    en="`arrived` is noted too late: take `env.now` in the first line, before waiting for anything.",
)
LENGTHS = Text(
    id="Di `log` tercatat lama waktu sejak datang. Yang diminta saat menurut jam: `env.now` apa adanya.",
    en="The `log` holds lengths of time since arriving. Moments on the clock are asked for: `env.now` as it is.",
)
ALL_THE_SAME = Text(
    id="Menurut `log`, semua pemeriksaan sama lamanya. Setiap aduan perlu waktunya sendiri: `minutes`.",
    en="According to the `log`, all reviews last the same. Each complaint takes its own time: `minutes`.",
)
STARTED_EARLY = Text(
    id="Semua selesai pada waktunya, tetapi `started` dicatat terlalu awal: ambil `env.now` sesudah giliran tiba.",
    en="All are done in time, but `started` is noted too early: take `env.now` after the turn has come.",
)
NOBODY_WAITS = Text(
    id="Tidak ada yang menunggu, walaupun pemeriksanya hanya {n}. Tunggu giliran dengan `yield turn`, dan periksa di "
    "dalam `with`: begitu `with` berakhir, pemeriksa itu bebas.",
    en="Nobody waits, though there is only {n} reviewer. Wait for the turn with `yield turn`, and review inside the "
    "`with`: when it ends, the reviewer is free.",
)
ORDER = Text(
    id="Pada meja percobaan (pemeriksa: {n}), `{name}` tidak cocok. Urutannya: catat datang, tunggu giliran, catat "
    "mulai, periksa, catat selesai.",
    en="At the trial desk (reviewers: {n}), `{name}` does not fit. The order is: note arriving, wait for the turn, "
    "note starting, review, note leaving.",
)


def queue(answer: Any) -> None:
    """Judge a process that waits for a reviewer, is reviewed, and writes down three moments."""
    is_function(answer)
    if not inspect.isgeneratorfunction(inspect.unwrap(answer)):
        raise NotYet(
            Text(
                id="Fungsi ini tidak memuat `yield`, jadi baginya waktu tidak pernah berjalan.",
                en="This function has no `yield`, so for it no time ever passes.",
            )
        )
    _only_this_desk(answer)
    for n, arrives, takes in DESKS:
        complaints = pd.DataFrame({"arrives": arrives, "takes": takes})
        _same(_tried(answer, complaints, n), run_desk(review, complaints, n), n)


def _only_this_desk(answer: Any) -> None:
    """Refuse a function that queues at a resource left over from another cell."""
    if not inspect.isfunction(answer):
        return
    for name, value in inspect.getclosurevars(answer).globals.items():
        if isinstance(value, simpy.Resource):
            raise NotYet(
                Text(
                    id="Fungsimu antre di `{name}`, dari sel lain. Pakai meja yang diberikan kepada fungsimu: `desk`.",
                    en="Your function queues at `{name}`, from another cell. Use the desk that your function is "
                    "given: `desk`.",
                ).put(name=name)
            )


def _why(error: BaseException) -> Text:
    """Say why a desk stopped."""
    said = str(error)
    # SimPy wants to show the line after a wrong `yield`; the source of a notebook's cell may be no file
    is_wrong_yield = isinstance(error, RuntimeError) and ("____" in said or "Invalid yield value" in said)
    if isinstance(error, OSError) or is_wrong_yield:
        return Text(
            id="Sesudah `yield` harus ada sesuatu yang ditunggu: `turn`, atau `env.timeout(...)`.",
            en="After `yield` there must be something to wait for: `turn`, or `env.timeout(...)`.",
        )
    if "columns passed" in said:
        return Text(
            id="Di `log`, setiap aduan memerlukan tiga saat dalam satu kurung: datang, mulai, selesai.",
            en="In `log` each complaint needs three moments in one bracket: arriving, starting, leaving.",
        )
    return stopped(error)


def _tried(answer: Any, complaints: pd.DataFrame, n: int) -> pd.DataFrame:
    made: pd.DataFrame = ask(run_desk, answer, complaints, n, why=_why)
    if any(isinstance(v, Blank) for v in made.to_numpy(dtype=object).ravel()):
        raise NotYet(Text(id="Di catatan masih ada `____`.", en="There is still a `____` in the log."))
    if len(made) != len(complaints):
        raise NotYet(
            Text(
                id="{n} aduan masuk, tetapi {found} yang tercatat di `log`. Catat setiap aduan tepat sekali, "
                "sesudah selesai. Kalau terlalu sedikit: apakah pemeriksanya bebas lagi (akhir `with`)?",
                en="{n} complaints came in, but {found} are in `log`. Note each exactly once, when it is done. If "
                "there are too few: is the reviewer free again (the end of the `with`)?",
            ).put(n=len(complaints), found=len(made))
        )
    return made


def _same(mine: pd.DataFrame, true: pd.DataFrame, n: int) -> None:
    """Compare two logs, the telling differences first."""
    if (mine["left"] == mine["started"]).all():
        raise NotYet(NO_TIME)
    if mine["arrived"].tolist() != true["arrived"].tolist():
        raise NotYet(ARRIVED_LATE)
    since = true["left"] - true["arrived"]
    if since.tolist() == mine["left"].tolist() != true["left"].tolist():
        raise NotYet(LENGTHS)
    if (mine["left"] - mine["started"]).nunique() == 1 < (true["left"] - true["started"]).nunique():
        raise NotYet(ALL_THE_SAME)
    did_wait = (true["started"] > true["arrived"]).any()
    if did_wait and (mine["started"] == mine["arrived"]).all():
        raise NotYet(
            STARTED_EARLY if mine["left"].tolist() == true["left"].tolist() else NOBODY_WAITS.put(n=n)
        )
    for name in STAMPS:
        if mine[name].tolist() != true[name].tolist():
            raise NotYet(ORDER.put(n=n, name=name))


def as_shipped(answer: Any) -> bool:
    """Tell a process whose blanks nobody has touched: it begins by waiting for a blank."""
    try:
        env = simpy.Environment()
        first = next(answer(env, simpy.Resource(env), 1.0, []))
        return isinstance(first, Blank)
    except Exception:  # the student's own code: then it was touched
        return False
