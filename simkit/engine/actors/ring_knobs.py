"""The knobs of rings: their size, ways, prices and wages."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.knobs import knob


@dataclass(frozen=True)
class RingKnobs:
    """A ring (syndicate) that registers numbers on strangers' NIKs and sells them."""

    n_rings: int = knob(1, "Rings.", "rings", "assumption", high=50)
    n_workers: int = knob(
        7,
        "People in a ring; all but the first are paid wages.",
        "people",
        "palembang-reported",
        low=1,
        high=500,
    )
    n_numbers: int = knob(
        50_000,
        "Numbers a ring plans to come by during the run.",
        "numbers",
        "palembang-reported",
        scales=True,
        high=5_000_000,
    )
    shares: tuple[float, ...] = knob(
        (0.4, 0.25, 0.2, 0.05, 0.07, 0.03),
        "Shares of the shifts spent on each way: self, outlet, dealer, mule, ready_made, takeover.",
        "share",
        "assumption",
        high=1,
    )
    capacity: tuple[float, ...] = knob(
        (1.0, 1.2, 2.0, 0.3, 1.5, 0.2),
        "Attempts a shift on each way, relative to self-registration.",
        "relative",
        "assumption",
        high=50,
    )
    sims_per_identity: float = knob(
        1.3, "SIMs registered on one stolen identity: below every cap.", "SIMs", "bogor-2024", low=1, high=50
    )
    p_stale: float = knob(
        0.08, "Share of stolen identities whose KK number no longer matches.", "share", "assumption", high=1
    )
    numbers_per_device: int = knob(
        40,
        "Numbers a worker handles on one handset before the next.",
        "numbers",
        "palembang-police",
        low=1,
        high=100_000,
    )
    n_outlets: int = knob(
        3,
        "Outlets that look away, and dealers whose staff work for the ring.",
        "outlets",
        "assumption",
        high=1000,
    )
    opening_cash_rp: int = knob(50_000_000, "The ring's cash at the start.", "Rp", "assumption", scales=True)
    wage_rp: int = knob(3_000_000, "A worker's wage every 30 days.", "Rp", "palembang-police", scales=True)
    pack_rp: int = knob(5_000, "Price of a starter pack.", "Rp", "assumption")
    bribe_rp: int = knob(1_750, "What an outlet or a dealer's employee gets for a card.", "Rp", "batam-2020")
    mule_rp: int = knob(
        40_000, "What a mule gets for a number on the own NIK. (In Singapore S$15-20.)", "Rp", "assumption"
    )
    ready_rp: int = knob(3_000, "Price of a ready-made account.", "Rp", "palembang-police")
    lot_accounts_per_day: int = knob(
        0,
        "Ready-made accounts bought and sold on in a lot each day (police account of Palembang).",
        "accounts/day",
        "palembang-two-readings",
        high=1_000_000,
    )
    lot_sell_rp: int = knob(3_100, "Price at which such an account is sold on.", "Rp", "palembang-police")
    lot_sample: float = knob(
        0.002, "Share of the lots' accounts that is simulated one by one.", "share", "assumption", high=1
    )
