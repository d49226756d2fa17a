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

BORN = np.array([-900.0, 0.0, 0.0, 0.0, 200.0, 0.0])  # hours since the start; the first number is an old one
CASES: tuple[tuple[dict[str, float], list[float], str], ...] = (
    ({"per_day": 10, "first_days": 14.0}, [50, 10, 50, 5, 10, 10], "first"),
    ({"per_day": 30, "first_days": 14.0}, [50, 30, 50, 5, 13, 12], "per_day"),
    ({"per_day": 10, "first_days": 5.0}, [50, 50, 50, 5, 10, 12], "first_days"),
)
"""Knobs, what may be sent, and what the case tries: all at hour 240, in one day."""


def requests(days: float = 1.0) -> dict[str, np.ndarray]:
    """Make a batch: an old number, a new one, one over OTT, one that sends little, a very new one, one that calls."""
    n = np.array([50, 50, 50, 5, 13, 12])
    return {
        "at": np.full(6, 240.0),
        "key": np.arange(6, dtype=np.uint64),
        "sim": np.arange(6),
        "channel": np.array([SMS, SMS, OTT, SMS, SMS, CALL]),
        "n_sent": n,
        "n_recipients": n.copy(),
        "n_reached": np.zeros(6, np.int64),
        "days": np.full(6, days),
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


def stopped(error: Exception) -> NotYet:
    """Say that the student's own code stopped."""
    return NotYet(
        Text(id="Kodemu berhenti dengan {e}.", en="Your code stopped with {e}.").put(
            e=f"{type(error).__name__}: {error}"
        )
    )


def rule(answer: Any) -> None:
    """Judge a rule at messages: whom it cuts and to what, that it keeps the batch, and that it runs in a country."""
    kind = is_a_policy(answer)
    if (kind.decision, kind.kind) != ("message", "rule"):
        raise NotYet(
            Text(
                id='Kebijakan ini harus `decision` = "message" dan `kind` = "rule"; kalau tidak, ia tidak pernah '
                "ditanya.",
                en='This policy must have `decision` = "message" and `kind` = "rule"; or else nobody ever asks it.',
            )
        )
    for said, want, what in CASES:
        rows = requests()
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
        _compare(got, np.array(want), what)
    half = np.asarray(altered(kind, {"per_day": 10, "first_days": 14.0}, requests(0.5))["n_sent"])
    if half[1] != 5:
        raise NotYet(
            Text(
                id='Satu kiriman dapat mencakup setengah hari: kalikan `self.per_day` dengan `rows["days"]`.',
                en='A batch may cover half a day: multiply `self.per_day` by `rows["days"]`.',
            )
        )
    country(1, kind(per_day=2), people_n_people=500, run_days=3, run_scale=0.002)  # type: ignore[call-arg]


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
            id="Nomor yang mengirim sedikit kini mengirim lebih banyak. Batas itu paling banyak: "
            "`np.minimum(rows[\"n_sent\"], ...)`.",
            en="A number that sends little now sends more. A limit is the most: `np.minimum(rows[\"n_sent\"], ...)`.")),
        (got[2] < 50, Text(
            id="Pesan OTT ikut dipotong. Operator tidak melihatnya: `rows[\"channel\"] != OTT`.",
            en='OTT messages are cut too. The operator does not see them: `rows["channel"] != OTT`.')),
        (got[0] < 50 and got[1] == 50, Text(
            id="Terbalik: nomor lama dipotong, nomor baru tidak.",
            en="The wrong way round: old numbers are cut, new ones are not.")),
        (got[0] < 50, Text(
            id="Nomor lama ikut dipotong. Umurnya dalam jam: bandingkan dengan `self.first_days * 24`.",
            en="Old numbers are cut too. Its age is in hours: compare it with `self.first_days * 24`.")),
        (got[1] == 50 and what == "first", Text(
            id="Nomor berumur sepuluh hari tidak dipotong. Umurnya dalam jam: bandingkan dengan "
            "`self.first_days * 24`.",
            en="A number ten days old is not cut. Its age is in hours: compare it with `self.first_days * 24`.")),
        (what == "per_day" and got[1] == 10, Text(
            id="Batasnya tidak ikut berubah dengan `per_day`. Pakai `self.per_day`.",
            en="The limit does not follow `per_day`. Use `self.per_day`.")),
        (what == "first_days" and got[1] == 10, Text(
            id="Masa barunya tidak ikut berubah dengan `first_days`. Pakai `self.first_days`.",
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
