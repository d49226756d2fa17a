"""The parameters of rings: what a ring is, what it pays, how it sells, and how it answers what happens to it.

Values are internal: users see displaced shares, prices and how many rings there are, never a ranking for offenders.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...core.parameter import fraction, parameter


@dataclass(frozen=True)
class RingParameters:
    """A ring (syndicate) that registers numbers on strangers' NIKs and sells them."""

    n_rings: int = parameter(1, "Rings.", "rings", high=50)
    n_workers: int = parameter(
        7, "People in a ring; all but the first are paid wages.", "people", "palembang-reported", low=1,
        high=500,
    )  # fmt: skip
    n_numbers: int = parameter(
        50_000, "Numbers a ring plans to come by during the run; the source names no period.", "numbers",
        "palembang-reported", scales=True, high=5_000_000,
    )  # fmt: skip
    shares: tuple[float, ...] = fraction(
        (0.4, 0.25, 0.2, 0.05, 0.07, 0.03),
        "Shares of the shifts spent on each route: self, outlet, dealer, mule, ready_made, takeover."
    )  # fmt: skip
    capacity: tuple[float, ...] = parameter(
        (1.0, 1.2, 2.0, 0.3, 1.5, 0.2), "Attempts a shift on each route, relative to self-registration.",
        "relative", high=50
    )  # fmt: skip
    sims_per_identity: float = parameter(
        1.3, "SIMs registered on one stolen identity: below every cap.", "SIMs", "bogor-2024", low=1, high=50
    )
    p_stale: float = fraction(0.08, "Share of stolen identities whose KK number no longer matches.")
    p_warm: float = fraction(
        0.7, "Share of a ring's SIMs that write and call a little, as people do, so as not to look idle.",
        source="assumption: idle cards are noticed and ended; sellers offer numbers that were used a little"
    )  # fmt: skip
    numbers_per_device: int = parameter(
        40, "Numbers a worker handles on one handset before the next: 372 cards over 9 phones, though nobody said "
        "that these cards were registered on these phones.", "numbers", "palembang-police", low=1, high=100_000,
    )  # fmt: skip
    n_outlets: int = parameter(
        3, "Outlets that look away, and dealers whose staff work for the ring.", "outlets", high=1000
    )
    opening_cash_rp: int = parameter(50_000_000, "The ring's cash at the start.", "Rp", scales=True)
    wage_rp: int = parameter(
        3_000_000, "A worker's wage every 30 days.", "Rp", "palembang-police", scales=True
    )
    pack_rp: int = parameter(5_000, "Price of a starter pack.", "Rp")
    bribe_rp: int = parameter(
        1_750, "What an outlet or a dealer's employee gets for a card: the middle of what the staff in the source "
        "gained by it.", "Rp", "batam-2020"
    )  # fmt: skip
    mule_rp: int = parameter(
        40_000, "What a mule gets for a number on the own NIK. (In Singapore S$15-20.)", "Rp"
    )
    ready_rp: int = parameter(3_000, "Price of a ready-made account.", "Rp", "palembang-police")
    margin: float = fraction(
        1 / 30, "What a seller asks beyond the cost, at least: accounts bought at Rp3,000 were sold at Rp3,100; "
        "taken for numbers too.", source="palembang-police"
    )  # fmt: skip
    ready_capacity: int = parameter(
        10_000, "Ready-made accounts bought in 30 days that double their price, at an elasticity of 1.",
        "accounts", scales=True, low=1
    )  # fmt: skip
    mule_capacity: int = parameter(
        5_000, "Mules hired in 30 days that double what a mule wants, at an elasticity of 1.", "people",
        scales=True, low=1
    )  # fmt: skip
    supply_elasticity: float = parameter(
        1.0, "How strongly what was bought lately moves these two prices (power).", "", high=3
    )
    risk_rp: tuple[float, ...] = parameter(
        (500.0, 1_000.0, 1_000.0, 2_000.0, 0.0, 1_000.0),
        "What a ring reckons for being found out at an attempt on each route: helpers may talk, owners "
        "notice a log-in.", "Rp"
    )  # fmt: skip
    n_max: int = parameter(3, "Most rings at a time where new ones open.", "rings", high=50)
    found_d: float = parameter(
        30.0, "Mean time until a candidate sees that a ring would pay, and opens one.", "days", low=1
    )
    reinvest: float = fraction(0.2, "Share of a month's profit that goes into the wages of new workers.")
    growth: float = fraction(0.25, "Most new workers a month, relative to those at work.")
    lot_accounts_per_day: int = parameter(
        0, "Ready-made accounts bought and sold on in a lot each day (police account of Palembang).",
        "accounts/day", "assumption: none by default; palembang-two-readings has about 1,613 or 50,000",
        high=1_000_000,
    )  # fmt: skip
    lot_sell_rp: int = parameter(
        3_100, "Price at which such an account is sold on in a lot. buyer.account_rp is the same Rp3,100, for "
        "accounts sold one by one: turn both.", "Rp", "palembang-police"
    )  # fmt: skip
    lot_sample: float = fraction(0.002, "Share of the lots' accounts that is simulated one by one.")


@dataclass(frozen=True)
class AdaptParameters:
    """How rings and insiders answer what happens to them."""

    is_on: bool = parameter(
        False, "Whether rings and insiders answer at all; otherwise they keep their habits.", ""
    )
    learning_rate: float = fraction(0.1, "Weight of a shift in what the ring remembers of a route.")
    exploration: float = fraction(
        0.05, "Share of the shifts on which a worker takes the routes as if they worked as they should."
    )
    inertia: float = fraction(
        0.7, "Weight of habit: on a route that it is not used to a worker makes so much less of the "
        "attempts, on average."
    )  # fmt: skip
    shared: float = fraction(0.3, "Weight of other rings' experience against one's own.")
