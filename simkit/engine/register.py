"""The register: family cards out of date for months; numbers given up and issued again after their rest."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.parameter import fraction, parameter
from ..core.streams import keys, waiting
from ..world.people import ORGANISATION
from .model import Model

MONTH_H = 30 * 24.0


@dataclass(frozen=True)
class RegisterParameters:
    """Who tries again, whose family card is out of date, which numbers are issued again."""

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
    p_reissued: float = fraction(
        0.3, "Share of new SIMs that get a number which somebody had before, if one has rested long enough.",
        "assumption: numbers are scarce, packs with new ones are still sold"
    )  # fmt: skip
    rest_d: float = parameter(
        60.0, "Rest of a number between two owners; the rule says at least 60 days.", "days", "recycle-60-days",
        high=3660,
    )  # fmt: skip


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


class Register:
    """Issues numbers again that were given up or blocked."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.resting: list[deque[tuple[float, int]]] = [deque() for _ in model.world.operators.names]
        model.ledger.on("sim_ended", self.rest)
        model.ledger.on("sim_registered", self.issue)

    def rest(self, sims: np.ndarray, at: np.ndarray, rows: Mapping[str, np.ndarray], **_: Any) -> None:
        """Keep the numbers of SIMs that ended for their next owners."""
        for sim, ended, operator in zip(sims.tolist(), at.tolist(), rows["operator"].tolist(), strict=True):
            self.resting[operator].append((ended, sim))

    def issue(self, sims: np.ndarray, rows: Mapping[str, np.ndarray]) -> None:
        """Give some new SIMs a number of their operator that has rested: with its past, complaints among it."""
        m, k = self.model, self.model.scenario.register
        rest_h, last = k.rest_d * 24, rows["at"].max()
        if not any(resting and resting[0][0] + rest_h <= last for resting in self.resting):
            return
        number = m.sims["number"]
        wants = np.flatnonzero(m.crn(rows["key"], "an old number") < k.p_reissued)
        for row in wants[np.argsort(rows["at"][wants], kind="stable")].tolist():
            resting = self.resting[int(rows["operator"][row])]
            if resting and resting[0][0] + rest_h <= rows["at"][row]:
                before = resting.popleft()[1]
                number[sims[row]] = number[before] if number[before] >= 0 else before
