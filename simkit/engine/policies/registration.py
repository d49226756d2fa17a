"""Policies at the registration of SIMs: caps, checks of the identity, checks of the face."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys
from ...world.people import INDIVIDUAL
from ..codes import REGISTRANTS
from ..events import Rows, batch
from ..model import Model, end_sims
from ..policy import Policy
from ..quotas import Quota


@dataclass(frozen=True)
class KkMatch(Policy):
    """NIK and KK must belong together."""

    rp_each: int = parameter(
        1_000,
        "Fee for each check: the planned one; whether it is charged is not known.",
        "Rp",
        "dukcapil-checks",
    )

    name, decision, kind, reason = "kk_match", "registration", "rule", "nik_kk_mismatch"
    charged = "registrations"
    source = "registration-channels"

    def deny(self, rows: Rows, model: Model) -> np.ndarray:
        """Refuse rows whose KK number has a slip."""
        return np.asarray(rows["kk_slip"]) > 0


@dataclass(frozen=True)
class Cap(Policy):
    """At most so many SIMs for a NIK at one operator."""

    per_operator: int = parameter(
        3, "SIMs for each NIK at each operator.", "SIMs", "cap-three", low=1, high=1000
    )
    organisations: bool = parameter(
        False,
        "Whether the cap binds organisations and resellers too.",
        "",
        "assumption for resellers; cap-three excepts organisations",
    )

    name, decision, kind, reason = "cap", "registration", "rule", "cap"
    source = "cap-three"

    def quotas(self) -> tuple[Quota, ...]:
        """Count SIMs by NIK and operator; a SIM given up gives its place back."""
        return (Quota(("holder", "operator"), self.per_operator, release="sim_ended"),)

    def subject(self, rows: Rows, model: Model) -> np.ndarray | None:
        """Except organisations and resellers, unless told not to."""
        return None if self.organisations else model.world.people.kind[rows["holder"]] == INDIVIDUAL

    def held_at_start(self, model: Model) -> Rows:
        """Count the SIMs of the start."""
        return {"holder": model.world.sims.owner, "operator": model.world.sims.operator}


@dataclass(frozen=True)
class CapAcross(Policy):
    """At most so many SIMs for a NIK over all operators."""

    total: int = parameter(
        10, "SIMs for each NIK over all operators; in Singapore the cap is for postpaid ones.", "SIMs",
        "singapore-2023", low=1, high=10_000,
    )  # fmt: skip

    name, decision, kind, reason = "cap_across", "registration", "rule", "cap_across"
    source = "singapore-2023"

    def quotas(self) -> tuple[Quota, ...]:
        """Count SIMs by NIK."""
        return (Quota(("holder",), self.total, release="sim_ended"),)

    def subject(self, rows: Rows, model: Model) -> np.ndarray:
        """Except organisations and resellers."""
        return model.world.people.kind[rows["holder"]] == INDIVIDUAL

    def held_at_start(self, model: Model) -> Rows:
        """Count the SIMs of the start."""
        return {"holder": model.world.sims.owner}


@dataclass(frozen=True)
class OutletVelocity(Policy):
    """At most so many registrations a day on one outlet."""

    per_day: int = parameter(
        20, "Registrations a day at one outlet; the limit does not scale by itself.", "SIMs/day", low=1
    )

    name, decision, kind, reason = "outlet_velocity", "registration", "rule", "outlet_velocity"

    def quotas(self) -> tuple[Quota, ...]:
        """Count registrations by outlet and day; self-registration has no outlet."""
        return (Quota(("outlet",), self.per_day, window_h=24.0),)


@dataclass(frozen=True)
class FaceMatch(Policy):
    """The face must match the register, with a check that it is alive."""

    false_reject: float = fraction(0.03, "Share of honest people whom the check refuses.")
    false_accept: float = fraction(0.005, "Share of strangers whom it lets pass.")

    rp_each: int = parameter(3_000, "Fee for each check.", "Rp")

    name, decision, kind, reason = "face_match", "registration", "rule", "face_mismatch"
    charged = "registrations"
    source = "pm-7-2026"

    def deny(self, rows: Rows, model: Model) -> np.ndarray:
        """Refuse strangers but for a few, and a few of the honest."""
        u = model.crn(rows["key"], "face_match")
        return np.where(rows["is_present"], u < self.false_reject, u >= self.false_accept)


@dataclass(frozen=True)
class HoldReview(Policy):
    """Registrations on a device that made many at once wait for a review."""

    per_device: int = parameter(
        5, "Registrations in one batch on one device before the next wait.", "SIMs", low=1
    )
    review_h: float = parameter(48.0, "Time until the review.", "h", low=0.1)
    p_honest: float = fraction(0.95, "Share of honest ones that the review lets pass.")
    p_ring: float = fraction(0.4, "Share of a ring's that it lets pass.")

    name, decision, kind, reason = "hold_review", "registration", "rule", "held"

    def hold(self, rows: Rows, model: Model) -> np.ndarray:
        """Hold the rows beyond the device's share."""
        device = np.asarray(rows["device"])
        order = np.lexsort((rows["at"], device))
        ranked = device[order]
        place = np.empty(len(device), np.int64)
        place[order] = np.arange(len(device)) - np.searchsorted(ranked, ranked)
        return np.where(place >= self.per_device, model.now + self.review_h, np.nan)

    def review(self, rows: Rows, model: Model) -> np.ndarray:
        """Let most honest ones pass, and some of a ring's."""
        p = np.where(rows["ring"] < 0, self.p_honest, self.p_ring)
        return model.crn(rows["key"], "review") < p


@dataclass(frozen=True)
class Reverify(Policy):
    """Whoever holds a SIM must confirm it by a date; numbers that nobody confirms end."""

    start_day: float = parameter(
        30.0, "The day on which it is announced; it concerns the SIMs that live then.", "days",
        source="assumption: a day on which there is a stock of numbers to confirm"
    )  # fmt: skip
    within_d: float = parameter(
        30.0, "Days from then until unconfirmed numbers end.", "days", low=1, high=3650,
        source="assumption: in thailand-2024 one month for the largest holders, six for the others"
    )  # fmt: skip
    p_owner: float = fraction(
        0.9, "Share of their SIMs that people confirm in time; what lies in a drawer they let go.",
        "assumption: not set from the 27 % of pakistan-2015, which can test it"
    )  # fmt: skip
    p_heavy: float = fraction(
        0.61,
        "The same for holders of more than five: both groups of thailand-2024 together, the larger holders after one "
        "month and the others after more than five.",
        "thailand-2024",
    )
    p_ring: float = fraction(
        0.6, "Share of a ring's numbers that it or a buyer tries to confirm; the checks in force must let them pass.",
        "assumption: the ring has the records, buyers abroad do not"
    )  # fmt: skip
    rp_each: int = parameter(
        1_000, "Fee for each SIM that is checked: the planned one of a check.", "Rp", "dukcapil-checks"
    )

    name, decision, kind, reason, charged = "reverify", "registration", "programme", "unconfirmed", "sims"
    source = "thailand-2024"

    def cost_rp(self, days: float, rows: Callable[[str, float], int]) -> float:
        """Give the cost of checking the stock [Rp]; none if the run ends before the date."""
        is_due = days >= self.start_day + self.within_d
        return self.rp_each * rows(self.charged, 0.0) * is_due + self.rp_per_day * max(
            days - self.start_day, 0
        )

    def start(self, model: Model) -> None:
        """Wait for the date."""
        model.env.process(self._end(model))

    def _end(self, model: Model) -> Generator[Any, Any, None]:
        """End what lived before the policy began and was not confirmed in time."""
        yield model.env.timeout((self.start_day + self.within_d) * 24)
        s = model.sims
        stock = np.flatnonzero(np.isinf(s["ended_t"]) & (s["t"] <= self.start_day * 24))
        heavy = model.world.people.kind[s["owner"][stock]] != INDIVIDUAL
        p = np.where(heavy, self.p_heavy, self.p_owner)
        ring = s["ring"][stock] >= 0
        tries = model.crn(s["key"][stock], "confirms") < np.where(ring, self.p_ring, p)
        tries[ring] &= self._passes(model, stock[ring])
        end_sims(model, stock[~tries], model.now, "operator", "unconfirmed")

    def _passes(self, model: Model, sims: np.ndarray) -> np.ndarray:
        """Say which numbers of rings pass the checks that registration has now: a mule has a face, a ring has none."""
        s, key = model.sims, keys("confirmation", model.sims["key"][sims])
        asked = batch(
            key=key, at=model.now - 24 * self.within_d * model.crn(key, "day"), holder=s["owner"][sims],
            kk_slip=0, route=-1, is_present=s["registrant"][sims] == REGISTRANTS.index("mule"),
            **{c: s[c][sims] for c in (
                "user", "operator", "channel", "outlet", "device", "registrant", "ring", "worker", "source",
            )},
        )  # fmt: skip
        good = np.ones(len(sims), bool)
        for rule in model.ledger.in_force("registration", model.now):
            denied = rule.deny(asked, model)
            good &= True if denied is None else ~denied
        return good


POLICIES = (KkMatch, FaceMatch, Cap, CapAcross, OutletVelocity, HoldReview, Reverify)
