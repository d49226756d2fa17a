"""Trying again after a refusal: one rule for everybody, honest people and rings alike."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..core.streams import keys
from .codes import REFUSE
from .ledger import Verdict
from .model import Model
from .profiles import SHOP_HOURS, day_hours
from .register import kk_slip

NEXT_TRY = "another try"


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
