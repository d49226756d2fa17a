"""The judge of exercise 10.1: a rule at messages, tried on a batch whose answer is known, then in a small country."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from ...core.errors import BadValue
from ...engine.codes import CALL, OTT, SMS
from ...engine.policies import Policy, own_policy
from ..blank import Blank
from ..building import country
from ..checks import NotYet
from ..texts import Text
from .base import Judge
from .l10_stops import no_blank_in, stopped

# hours since the start; more SIMs than the batch has, as in a country
BORN = np.array([-500.0, -900.0, 0.0, 0.0, 0.0, 200.0, 0.0, -96.0])
CASES: tuple[tuple[dict[str, float], list[float], str], ...] = (
    ({"per_day": 10, "first_days": 14.0}, [50, 10, 50, 5, 10, 10, 50], "first"),
    ({"per_day": 30, "first_days": 14.0}, [50, 30, 50, 5, 13, 12, 50], "per_day"),
    ({"per_day": 10, "first_days": 5.0}, [50, 50, 50, 5, 10, 12, 50], "first_days"),
)
"""Knobs, what may be sent, and what the case tries: all at hour 240, in one day."""


def requests(days: float = 1.0) -> dict[str, np.ndarray]:
    """Make a batch: old, new, over OTT, sending little, very new, calling, and exactly 14 days old."""
    n = np.array([50, 50, 50, 5, 13, 12, 50])
    return {
        "at": np.full(7, 240.0),
        "key": np.arange(7, dtype=np.uint64),
        "sim": np.arange(1, 8),
        "channel": np.array([SMS, SMS, OTT, SMS, SMS, CALL, SMS]),
        "n_sent": n,
        "n_recipients": n.copy(),
        "n_reached": np.zeros(7, np.int64),
        "days": np.full(7, days),
    }


def altered(answer: Any, said: Mapping[str, float], rows: Mapping[str, np.ndarray]) -> Any:
    """Make the student's policy and let it alter a batch."""
    model = SimpleNamespace(sims={"t": BORN}, now=240.0)
    return answer(**said).alter(rows, model)


def is_a_policy(answer: Any) -> type[Policy]:
    """Take a policy's class, or refuse what is none, saying what is missing."""
    kind = answer if isinstance(answer, type) else type(answer)
    if not issubclass(kind, Policy):
        raise NotYet(
            Text(
                id="Berikan kelas kebijakanmu: `exercise(...).check(SlowStart)`, dan kelasnya harus `(Policy)`.",
                en="Hand in the class of your policy: `exercise(...).check(SlowStart)`; the class must be `(Policy)`.",
            )
        )
    try:
        own_policy(kind())
    except BadValue as error:
        raise NotYet(Text(id="Kit menolaknya: {e}", en="The kit refuses it: {e}").put(e=str(error))) from None
    return kind


def rule(answer: Any) -> None:
    """Judge a rule at messages: whom it cuts and to what, that it keeps the batch, and that it runs in a country."""
    kind = is_a_policy(answer)
    if (kind.decision, kind.kind) != ("message", "rule"):
        raise NotYet(
            Text(
                id='Kebijakan ini harus punya `decision` = "message" dan `kind` = "rule"; kalau tidak, ia tidak pernah '
                "ditanya.",
                en='This policy must have `decision` = "message" and `kind` = "rule"; or else nobody ever asks it.',
            )
        )
    no_blank_in(kind, "alter")
    for said, want, what in CASES:
        _compare(_tried(kind, said, requests()), np.array(want), what)
    _half_a_day(_tried(kind, CASES[0][0], requests(0.5)))
    country(1, kind(per_day=2), people_n_people=500, run_days=3, run_scale=0.002)  # type: ignore[call-arg]


def _tried(kind: type[Policy], said: Mapping[str, float], rows: dict[str, np.ndarray]) -> np.ndarray:
    """Let a policy alter a batch and give what may be sent; refuse one that spoils the batch."""
    before = {c: v.copy() for c, v in rows.items()}
    try:
        made = altered(kind, said, rows)
        got = np.asarray(made["n_sent"])
    except Exception as error:  # the student's own code
        raise stopped(error) from error
    if any(not np.array_equal(rows[c], before[c]) for c in rows):
        raise NotYet(
            Text(
                id="Fungsimu mengubah `rows` itu sendiri. Baris itu milik orang lain: beri baris baru, "
                "`{**rows, ...}`.",
                en="Your function changes `rows` itself. They belong to somebody else: give new rows, "
                "`{**rows, ...}`.",
            )
        )
    if set(made) != set(rows):
        raise NotYet(
            Text(
                id="Kolom yang lain hilang: mulai dengan `{**rows, ...}`.",
                en="The other columns are gone: begin with `{**rows, ...}`.",
            )
        )
    return got


def _half_a_day(got: np.ndarray) -> None:
    """Compare what may be sent in a batch of half a day, of ten a day."""
    if got[1] != 5:
        raise NotYet(
            Text(
                id='Satu kiriman dapat mencakup setengah hari: kalikan `self.per_day` dengan `rows["days"]`.',
                en='A batch may cover half a day: multiply `self.per_day` by `rows["days"]`.',
            )
        )
    if not np.allclose(got, [50, 5, 50, 5, 5, 5, 50]):
        raise NotYet(
            Text(
                id='Pada kiriman setengah hari hanya batasnya yang dikalikan dengan `rows["days"]`, bukan pesannya.',
                en='In a batch of half a day only the limit is multiplied by `rows["days"]`, not what is sent.',
            )
        )


def _compare(got: np.ndarray, want: np.ndarray, what: str) -> None:
    """Compare what may be sent, the telling slips first."""
    if got.shape != want.shape or got.dtype == object:
        raise NotYet(
            Text(
                id="`n_sent` harus satu bilangan untuk setiap baris.",
                en="`n_sent` must be one number for each row.",
            )
        )
    slips = (
        (got[3] > 5 or got[5] > 12, Text(
            id="Nomor yang mengirim sedikit kini mengirim lebih banyak. Batas hanya boleh mengurangi: "
            "`np.minimum(rows[\"n_sent\"], ...)`.",
            en="A number that sends little now sends more. A limit may only lower it: "
            "`np.minimum(rows[\"n_sent\"], ...)`.")),
        (got[2] < 50, Text(
            id="Pesan OTT ikut dipotong. Operator tidak melihatnya: `rows[\"channel\"] != OTT`.",
            en='OTT messages are cut too. The operator does not see them: `rows["channel"] != OTT`.')),
        (got[0] < 50 and got[1] == 50, Text(
            id="Terbalik: nomor lama dipotong, nomor baru tidak.",
            en="The wrong way round: old numbers are cut, new ones are not.")),
        (got[0] < 50, Text(
            id="Nomor lama ikut dipotong. Umur sebuah nomor dihitung sejak pendaftarannya, dalam jam: bandingkan umur "
            "itu dengan `self.first_days * 24`.",
            en="Old numbers are cut too. A number's age counts from its registration, in hours: compare that age with "
            "`self.first_days * 24`.")),
        (got[6] < 50, Text(
            id="Nomor yang umurnya tepat `first_days` hari ikut dipotong. Yang diminta: umur **di bawah** itu.",
            en="A number exactly `first_days` days old is cut too. The task asks for an age **below** that.")),
        (got[1] == 10 and got[5] == 12 and what == "first", Text(
            id="Panggilan tidak dipotong. Aturan ini berlaku untuk semua kanal selain OTT.",
            en="Calls are not cut. The rule holds for every channel but OTT.")),
        (got[1] == 50 and what == "first", Text(
            id="Nomor berumur sepuluh hari tidak dipotong. Umurnya dalam jam: bandingkan dengan "
            "`self.first_days * 24`.",
            en="A number ten days old is not cut. Its age is in hours: compare it with `self.first_days * 24`.")),
        (got[1] == (20 if what == "first" else 10) and what != "first_days", Text(
            id="Batasnya tidak ikut berubah dengan `per_day`. Pakai `self.per_day`.",
            en="The limit does not follow `per_day`. Use `self.per_day`.")),
        (what == "first_days" and got[1] == 10, Text(
            id="Lamanya nomor dianggap baru tidak ikut berubah dengan `first_days`. Pakai `self.first_days`.",
            en="How long a number is new does not follow `first_days`. Use `self.first_days`.")),
    )  # fmt: skip
    for is_so, said in slips:
        if is_so and not np.array_equal(got, want):
            raise NotYet(said)
    if not np.allclose(got, want):
        raise NotYet(
            Text(
                id="Pada {n} dari {all} baris percobaan, `n_sent` tidak cocok.",
                en="In {n} of {all} trial rows `n_sent` does not fit.",
            ).put(n=int((got != want).sum()), all=len(want))
        )


def as_shipped(answer: Any) -> bool:
    """Tell a policy whose blanks nobody has touched."""
    try:
        made = np.asarray(altered(answer, {}, requests())["n_sent"], dtype=object).ravel()
        return all(isinstance(v, Blank) for v in made)
    except Exception:  # the student's own code: then it was touched
        return False


RULE = Judge(rule, untouched=as_shipped)
