"""What the outcomes of a run mean: one name, one unit, one sentence in each language, and which way is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """An outcome that arms of an experiment are compared by.

    Parameters
    ----------
    id, en : str
        What it is, in Indonesian and English.
    unit : str
    kind : {"crime", "harm", "answer", "honest", "cost"}
        Whose business it is.
    better : {"less", "more", ""}
        Which way is better for the public; empty where that depends.
    """

    id: str
    en: str
    unit: str
    kind: str
    better: str = "less"


OUTCOMES: Mapping[str, Outcome] = {
    "n_sold": Outcome("nomor dan akun yang terjual", "numbers and accounts sold", "items", "crime"),
    "revenue_rp": Outcome("pendapatan komplotan", "the ring's revenue", "Rp", "crime"),
    "profit_rp": Outcome("laba komplotan", "the ring's profit", "Rp", "crime"),
    "median_price_rp": Outcome("harga median satu nomor", "median price of a number", "Rp", "crime", ""),
    "active_days": Outcome("hari-nomor penipuan aktif", "active fraud-number-days", "number-days", "harm"),
    "n_reached": Outcome("pesan yang sampai ke warga", "messages that reached people", "messages", "harm"),
    "n_victims": Outcome("korban", "victims", "people", "harm"),
    "loss_rp": Outcome("kerugian korban", "victims' losses", "Rp", "harm"),
    "mean_days_to_block": Outcome(
        "hari dari penyalahgunaan pertama sampai blokir, paling lama sampai simulasi usai",
        "days from first abuse to block, at most to the end of the run",
        "days",
        "answer",
    ),
    "n_complaints": Outcome("aduan", "complaints", "complaints", "answer", ""),
    "n_blocked_ring": Outcome("SIM komplotan yang diblokir", "ring SIMs blocked", "SIMs", "answer", ""),
    "median_gap_days": Outcome(
        "hari akun OTT bertahan setelah SIM-nya diblokir (median)",
        "days an OTT account outlives its blocked SIM (median)",
        "days",
        "answer",
    ),
    "n_honest_refused": Outcome(
        "permohonan orang jujur yang ditolak", "honest requests refused", "requests", "honest"
    ),
    "n_turned_away": Outcome(
        "orang jujur yang tidak jadi mendapat SIM", "honest people who got no SIM at all", "people", "honest"
    ),
    "n_delayed": Outcome(
        "pendaftaran orang jujur yang tertunda", "honest registrations delayed", "requests", "honest"
    ),
    "n_looks_refused": Outcome(
        "pembukaan data oleh petugas jujur yang ditolak", "honest look-ups refused", "look-ups", "honest"
    ),
    "n_blocked_honest": Outcome(
        "SIM orang jujur yang salah blokir", "honest SIMs blocked by mistake", "SIMs", "honest"
    ),
    "n_accounts_wronged": Outcome(
        "akun orang jujur yang diakhiri", "honest accounts ended by mistake", "accounts", "honest"
    ),
    "n_agents_wronged": Outcome(
        "petugas jujur yang diskors", "honest agents suspended by mistake", "agents", "honest"
    ),
    "wait_min": Outcome("waktu tunggu rata-rata di meja layanan", "mean wait at the desk", "min", "honest"),
    "desk_hours": Outcome(
        "jam kerja tambahan di meja layanan", "hours of work added at the desk", "h", "cost"
    ),
    "cost_rp": Outcome("biaya kebijakan", "what the policies cost", "Rp", "cost"),
}

WAYS: Mapping[str, tuple[str, str]] = {
    "self": ("daftar sendiri", "self-registration"),
    "outlet": ("gerai", "outlet"),
    "dealer": ("dealer", "dealer"),
    "mule": ("orang suruhan", "mule"),
    "ready_made": ("akun siap pakai", "ready-made account"),
    "takeover": ("pengambilalihan", "take-over"),
}
"""How numbers and accounts are come by, in words; figures ``n_made_<way>`` count them."""


def displaced(base: Mapping[str, float], arm: Mapping[str, float]) -> float:
    """Give the share of what an arm takes from some ways that turns up on others.

    Parameters
    ----------
    base, arm : mapping of figure to number
        Figures of two runs with the same seed.

    Returns
    -------
    float
        0 where nothing moved, 1 where all of it did; NaN where no way lost anything.

    Examples
    --------
    >>> nothing = dict.fromkeys([f"n_made_{w}" for w in WAYS], 0.0)
    >>> displaced(nothing | {"n_made_self": 100.0}, nothing | {"n_made_mule": 25.0})
    0.25
    """
    moved = [arm[f"n_made_{w}"] - base[f"n_made_{w}"] for w in WAYS]
    lost = -sum(m for m in moved if m < 0)
    return sum(m for m in moved if m > 0) / lost if lost else float("nan")
