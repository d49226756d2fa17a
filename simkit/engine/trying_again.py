"""Tries to register: whose KK number does not match, and who tries again: one rule for honest people and rings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..core.parameter import fraction, parameter
from ..core.streams import keys, waiting
from ..world.people import ORGANISATION
from .codes import REFUSE
from .ledger import Verdict
from .model import Model
from .profiles import SHOP_HOURS, day_hours

MONTH_H = 30 * 24.0
NEXT_TRY = "another try"


@dataclass(frozen=True)
class TryParameters:
    """Who tries again, whose KK number is mistyped, and whose family card is out of date."""

    p_again: float = fraction(
        0.8, "Share of the refused who try again, after each refusal; the same for honest people and rings.",
        "assumption: people need a number, and some are tired of asking"
    )  # fmt: skip
    n_tries: int = parameter(5, "Most tries for one SIM.", "tries", "registration-channels", low=1, high=100)
    wait_h: float = parameter(
        1.0, "Mean time from a refusal to the next try.", "h", low=0.02, high=720,
        source="assumption: an answer by SMS takes minutes, the way to another shop an hour or two"
    )  # fmt: skip
    p_mistyped: float = parameter(
        0.17, "Share of tries made in person whose KK number is mistyped.", "share", high=0.9,
        source="assumption: with the cards out of date, about what dukcapil-checks implies"
    )  # fmt: skip
    p_kk_old: float = parameter(
        0.05, "Share of households whose KK number no longer matches the register: every check fails.", "share",
        high=0.9, source="assumption: people move and marry, the card in the drawer stays (kk-structure)"
    )  # fmt: skip
    kk_old_months: float = parameter(
        6.0, "Mean time until such a card is renewed.", "months", low=0.1, high=120,
        source="assumption: it takes a reason and a day off to go to the office"
    )  # fmt: skip


def listen(model: Model) -> None:
    """Let the calendar hand in registrations that were put off, and next tries."""
    model.calendar.handle("registration", lambda rows: ask(model, rows))
    model.calendar.handle(NEXT_TRY, lambda rows: ask(model, rows))


def ask(model: Model, rows: Mapping[str, np.ndarray]) -> Verdict:
    """Submit registrations, and put the next tries of the refused into the calendar; give the answer to these rows."""
    rows = dict(rows)
    rows.setdefault("nth", np.zeros(len(rows["at"]), np.int64))
    verdict = model.ledger.submit("registration", rows)
    if later := try_again(model, rows, verdict):
        model.calendar.put(NEXT_TRY, later)
    return verdict


def ask_at_once(model: Model, rows: Mapping[str, np.ndarray]) -> tuple[Verdict, int]:
    """Do the same, but make what tries fall before now at once, as a ring does at the end of its day.

    Returns
    -------
    verdict : Verdict
        The answer to the rows as given.
    made : int
        How many SIMs came of it so far; later tries may bring more.
    """
    rows = dict(rows) | {"nth": np.zeros(len(rows["at"]), np.int64)}
    rows["kk_slip"] = kk_slip(model, rows)
    verdict = first = model.ledger.submit("registration", rows)
    made = int((verdict.made >= 0).sum())
    while rows := try_again(model, rows, verdict):
        now = rows["at"] <= model.now
        model.calendar.put(NEXT_TRY, {c: v[~now] for c, v in rows.items()})
        if not now.any():
            break
        rows = {c: v[now] for c, v in rows.items()}
        verdict = model.ledger.submit("registration", rows)
        made += int((verdict.made >= 0).sum())
    return first, made


def try_again(model: Model, rows: Mapping[str, np.ndarray], verdict: Verdict) -> dict[str, np.ndarray]:
    """Give the next tries of the refused rows, nothing where there are none: the one rule for everybody.

    The next try comes after a wait and goes to the next operator, or to the same one where only the KK number did
    not match. Its key is made of the row's key: it depends on no verdict.
    """
    m, k = model, model.scenario.register
    of = np.flatnonzero(verdict.code == REFUSE)
    of = of[rows["nth"][of] + 1 < k.n_tries]
    of = of[m.crn(rows["key"][of], "tries again") < k.p_again] if len(of) else of
    if not len(of):
        return {}
    nxt = {c: v[of] for c, v in rows.items()}
    nxt["key"], nxt["nth"] = keys("next try", nxt["key"]), nxt["nth"] + 1
    nxt["at"] = nxt["at"] + 0.02 + m.crn.exponential(nxt["key"], "wait", k.wait_h)
    same = m.ledger.because(verdict, "nik_kk_mismatch")[of]
    nxt["operator"] = (nxt["operator"] + ~same) % len(m.world.operators.names)
    _elsewhere(m, nxt)
    nxt["kk_slip"] = kk_slip(m, nxt)
    return nxt


def _elsewhere(m: Model, rows: dict[str, np.ndarray]) -> None:
    """Send honest people whose outlet does not sell the next operator to one that does, in place."""
    w, there = m.world, (rows["outlet"] >= 0) & (rows["ring"] < 0)
    if not there.any():
        return
    sells = w.outlets.operator[rows["outlet"]]
    go = np.flatnonzero(there & (sells >= 0) & (sells != rows["operator"]))
    if len(go):
        outlet = w.outlets.pick(
            m.crn, rows["key"][go], channel=rows["channel"][go], operator=rows["operator"][go],
            province=w.people.province[rows["user"][go]], p_local=1.0,
        )  # fmt: skip
        on_terminal = rows["device"][go] == w.terminal[rows["outlet"][go]]
        rows["device"][go] = np.where(on_terminal, w.terminal[outlet], rows["device"][go])
        rows["outlet"][go] = outlet


def by_day(model: Model, rows: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Let mules come when people come: give a batch of rows its moments of the last day, by the hours of shops."""
    hour = day_hours(model.crn(rows["key"], "hour of the mule"), SHOP_HOURS)
    at = np.floor(model.now / 24) * 24 + hour
    at = np.where(at > model.now, at - 24, at)
    return dict(rows) | {"at": np.where(at < 0, at % model.now, at)}


# ---
# The KK number of a try: a typing slip, or a card that is out of date for months.


def kk_slip(model: Model, rows: Mapping[str, np.ndarray]) -> np.ndarray:
    """Give what is wrong with the KK number of each try (0 for nothing): an old card every time, a typing slip once.

    Only who is there in person types and brings a card; a ring's rows keep what their stolen record says, and an
    organisation registers by a list.
    """
    m, k = model, model.scenario.register
    people, key = m.world.people, rows["key"]
    mine = np.asarray(rows["is_present"]) & (people.kind[rows["holder"]] != ORGANISATION)
    if not mine.any():
        return np.asarray(rows["kk_slip"])
    u, slip = m.crn.several(key, "mistyped", "slip")
    typed = np.where(u < k.p_mistyped, 1 + (slip * 9).astype(np.int64), 0)
    home = keys("old card", people.head[rows["holder"]])
    old = has_old_card(model, home, rows["at"])
    if old.any():
        typed = np.where(old, 1 + m.crn.integers(home, "old number", 9), typed)
    return np.where(mine, typed, rows["kk_slip"])


def has_old_card(model: Model, home: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Say whose family card is out of date at some moment [h], by the key of the household: in one spell of months."""
    crn, k = model.crn, model.scenario.register
    mean, p = k.kk_old_months * MONTH_H, k.p_kk_old
    if not p:
        return np.zeros(len(home), bool)
    until, is_old, new = crn.several(home, "until the card is old", "old at the start", "until it is renewed")
    begins = np.where(is_old < p, 0.0, waiting(until, mean * (1 - p) / p))
    return (at >= begins) & (at < begins + waiting(new, mean))
