"""The judge of exercise 10.5: an appeals desk, played on a small stage whose answer is known."""

from __future__ import annotations

import inspect
from typing import Any

from ...engine.policies import Policy
from ..blank import Blank
from ..building_desk import ClerkHears, Stage
from ..checks import NotYet
from ..texts import Text
from .base import Judge
from .l10_stops import in_plain_words, no_blank_in

RING = (-1, -1, 0, -1, 0, -1, -1)
"""The ring of each SIM of the stage; -1 for none."""
PLAYS: tuple[tuple[float, tuple[tuple[float, tuple[int, ...]], ...]], ...] = (
    (3.0, ((10.0, (0,)), (20.0, (1, 2)))),
    (4.0, ((5.0, (0, 1, 2, 3)), (9.0, (4, 5)), (100.0, (6,)))),
)
"""Hours for an appeal, and blocks: nobody waits; then a batch, with the ring's numbers among it."""


def _played(answer: Any, review_h: float, blocks: Any) -> list[Any]:
    desk = answer(review_h=review_h)
    Stage(RING).play(desk, blocks)
    return list(desk.log)


def desk(answer: Any) -> None:
    """Judge a programme that hears the wrongly blocked, one at a time."""
    kind = answer if isinstance(answer, type) else type(answer)
    if not issubclass(kind, Policy):
        raise NotYet(
            Text(
                id="Berikan kelasnya: `exercise(...).check(AppealsDesk)`.",
                en="Hand in the class: `exercise(...).check(AppealsDesk)`.",
            )
        )
    appeal = getattr(kind, "appeal", None)
    if appeal is None or not inspect.isgeneratorfunction(appeal):
        raise NotYet(
            Text(
                id="`appeal` tidak memuat `yield`, jadi baginya waktu tidak pernah berjalan.",
                en="`appeal` has no `yield`, so for it no time ever passes.",
            )
        )
    no_blank_in(kind, "start", "appeal")
    for review_h, blocks in PLAYS:
        try:
            mine = _played(kind, review_h, blocks)
        except Exception as error:  # the student's own code
            _explain(error)
        _compare(mine, _played(ClerkHears, review_h, blocks), review_h)


def _explain(error: Exception) -> None:
    # SimPy looks for the line in a file to show it; a notebook's cells have none
    if isinstance(error, FileNotFoundError) or "Invalid yield value" in str(error):
        raise NotYet(
            Text(
                id="Sesudah `yield` harus ada sesuatu yang ditunggu: `turn`, atau `model.env.timeout(...)`.",
                en="After `yield` there must be something to wait for: `turn`, or `model.env.timeout(...)`.",
            )
        ) from error
    raise NotYet(
        in_plain_words(error)
        or Text(id="Programmu berhenti dengan {e}.", en="Your programme stopped with {e}.").put(
            e=f"{type(error).__name__}: {error}"
        )
    ) from error


def _noted(mine: list[Any], true: list[Any]) -> None:
    """Refuse a log in which somebody is missing, doubled, or does not belong."""
    if not mine:
        raise NotYet(
            Text(
                id='Tidak seorang pun tercatat di `self.log`. Dengarkan `"sim_blocked"`, dan catat sesudah didengar.',
                en='`self.log` is empty. Listen for `"sim_blocked"`, and note each one after being heard.',
            )
        )
    if any(not isinstance(row, (tuple, list)) or len(row) != 4 for row in mine):
        raise NotYet(
            Text(
                id="Setiap baris `self.log` memerlukan empat hal: nomor, datang, mulai, selesai.",
                en="Each row of `self.log` needs four things: the number, coming, beginning, going.",
            )
        )
    if any(RING[row[0]] >= 0 for row in mine):
        raise NotYet(
            Text(
                id="Nomor komplotan ikut naik banding. Panggil hanya nomor dari `wrongly(model, sims)`.",
                en="The ring's numbers appeal too. Hear only those from `wrongly(model, sims)`.",
            )
        )
    if sorted(row[0] for row in mine) != sorted(row[0] for row in true):
        raise NotYet(
            Text(
                id="Yang naik banding: {n} orang; baris yang tercatat: {found}. Catat setiap orang tepat sekali. Kalau "
                "terlalu sedikit: apakah petugasnya bebas lagi (akhir `with`)?",
                en="People who appeal: {n}; rows noted: {found}. Note each exactly once. If there are too few: is "
                "the clerk free again (the end of the `with`)?",
            ).put(n=len(true), found=len(mine))
        )


def _heard_alone(got: list[Any], want: list[Any]) -> None:
    """Refuse a log in which two are heard at once, or `begun` is not when a hearing began."""
    together = any(a is not b and a[2] < b[3] and b[2] < a[3] for a in got for b in got)
    ends_well = [row[3] for row in got] == [row[3] for row in want]
    swapped = [(row[0], row[2], row[1], row[3]) for row in got]
    if got != want and swapped == want:
        raise NotYet(
            Text(
                id="`came` dan `begun` tertukar di catatan: `(sim, came, begun, gone)`.",
                en="`came` and `begun` are swapped in the log: `(sim, came, begun, gone)`.",
            )
        )
    if together and ends_well:
        raise NotYet(
            Text(
                id="Semua selesai pada waktunya, tetapi `begun` dicatat terlalu awal: ambil `model.now` sesudah "
                "`yield turn`.",
                en="All are done in time, but `begun` is noted too early: take `model.now` after `yield turn`.",
            )
        )
    if together:
        raise NotYet(
            Text(
                id="Beberapa orang didengar sekaligus, padahal petugasnya satu. Tunggu giliran dengan `yield turn`, "
                "dan dengarkan di dalam `with`.",
                en="Some are heard at the same time, though there is one clerk. Wait with `yield turn`, and hear them "
                "inside the `with`.",
            )
        )


def _compare(mine: list[Any], true: list[Any], review_h: float) -> None:
    """Compare the times of two logs, the telling differences first."""
    _noted(mine, true)
    got, want = sorted(map(tuple, mine)), sorted(true)
    if all(row[3] == row[2] for row in got):
        raise NotYet(
            Text(
                id="Bandingnya selesai dalam nol jam. `model.env.timeout(self.review_h)` baru berlaku kalau ditunggu "
                "dengan `yield`.",
                en="The hearing takes no time. `model.env.timeout(self.review_h)` only counts if it is waited for "
                "with `yield`.",
            )
        )
    _heard_alone(got, want)
    if [row[1] for row in got] != [row[1] for row in want]:
        raise NotYet(
            Text(
                id="`came` dicatat terlalu lambat: ambil `model.now` di baris pertama.",
                en="`came` is noted too late: take `model.now` in the first line.",
            )
        )
    if any(abs((row[3] - row[2]) - review_h) > 1e-9 for row in got):
        raise NotYet(
            Text(
                id="Lamanya satu banding bukan `self.review_h`. Tulis `model.env.timeout(self.review_h)`; "
                "satuannya sudah jam.",
                en="A hearing does not take `self.review_h`. Write `model.env.timeout(self.review_h)`; its unit "
                "is hours already.",
            )
        )
    if got != want:
        raise NotYet(
            Text(
                id="Waktu sebagian orang tidak cocok. Yang datang dahulu didengar dahulu.",
                en="Some people's times do not fit. Who comes first is heard first.",
            )
        )


def as_shipped(answer: Any) -> bool:
    """Tell a desk whose blanks nobody has touched: it listens for a blank, or begins by waiting for one."""
    try:
        kind = answer if isinstance(answer, type) else type(answer)
        stage = Stage(RING)
        kind().start(stage)
        if not any(isinstance(event, Blank) for event in stage.events):
            return False
        return isinstance(next(kind().appeal(stage, None, 0)), Blank)
    except Exception:  # the student's own code: then it was touched
        return False


DESK = Judge(desk, untouched=as_shipped)
