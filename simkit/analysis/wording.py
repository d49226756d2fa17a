"""The summary in words, in both languages."""

from __future__ import annotations

import math
from collections.abc import Mapping

LINES = {
    "en": (
        "{n_people} people and {n_sims} SIMs were simulated; {ring_share} of the SIMs were registered by a ring.",
        "At the desk {n_accesses} records were looked up; {n_misused} look-ups were misuse, {n_captured} of them photographed or copied.",
        "{n_posts} leaked records or dumps were posted in public.",
        "Rings tried {n_ring_tries} registrations and were refused {n_ring_refused} times; {n_honest_refused} honest requests were refused.",
        "{n_sold} numbers or accounts were sold, {share_abroad} of the sales abroad, at a median of {median_price_rp}.",
        "The rings took {revenue_rp} and paid {wages_rp} in wages.",
        "The numbers sent {n_messages} messages; {n_reached} reached people of this country.",
        "{n_victims} people lost {loss_rp}.",
        "{n_complaints} complaints: {n_blocked} ended in a block, {n_rejected} were rejected, {n_pending} are still pending.",
        "{n_blocked_ring} ring SIMs and {n_blocked_honest} honest SIMs were blocked; the OTT account outlived its SIM by {median_gap_days} "
        "days (median).",
    ),
    "id": (
        "Disimulasikan {n_people} orang dan {n_sims} SIM; {ring_share} SIM didaftarkan oleh komplotan.",
        "Di meja layanan dibuka {n_accesses} data pelanggan; {n_misused} di antaranya penyalahgunaan, {n_captured} difoto atau disalin.",
        "{n_posts} data atau kumpulan data bocor diunggah secara terbuka.",
        "Komplotan mencoba {n_ring_tries} pendaftaran dan ditolak {n_ring_refused} kali; {n_honest_refused} permohonan orang jujur ikut ditolak.",
        "{n_sold} nomor atau akun terjual, {share_abroad} di antaranya ke luar negeri, dengan harga median {median_price_rp}.",
        "Komplotan menerima {revenue_rp} dan membayar upah {wages_rp}.",
        "Nomor-nomor itu mengirim {n_messages} pesan; {n_reached} sampai ke orang di negeri ini.",
        "{n_victims} orang kehilangan {loss_rp}.",
        "{n_complaints} aduan: {n_blocked} berakhir dengan pemblokiran, {n_rejected} ditolak, {n_pending} masih menunggu.",
        "{n_blocked_ring} SIM komplotan dan {n_blocked_honest} SIM orang jujur diblokir; akun OTT bertahan {median_gap_days} hari lebih lama "
        "daripada SIM-nya (median).",
    ),
}


def ten_lines(figures: Mapping[str, float], lang: str) -> list[str]:
    """Say the figures of a summary in ten lines.

    Examples
    --------
    >>> amount(1_500_000_000.0, "id"), amount(1_500_000_000.0, "en"), whole(12345.0, "id")
    ('Rp1,5 miliar', 'Rp1.5 billion', '12.345')
    """
    said = {}
    for name, value in figures.items():
        if math.isnan(value):
            said[name] = "-"
        elif name.endswith("_rp"):
            said[name] = amount(value, lang)
        elif name.endswith("_share") or name.startswith("share_"):
            said[name] = _comma(f"{100 * value:.1f}", lang) + (" persen" if lang == "id" else " %")
        elif name.endswith("_days") and name.startswith("median"):
            said[name] = _comma(f"{value:.1f}", lang)
        else:
            said[name] = whole(value, lang)
    return [line.format(**said) for line in LINES[lang]]


def whole(value: float, lang: str) -> str:
    """Write a whole number with the language's mark for thousands."""
    text = f"{value:,.0f}"
    return text.replace(",", ".") if lang == "id" else text


def decimal(value: float, lang: str, digits: int = 1) -> str:
    """Write a number with decimals, as the language does; a dash where there is none.

    Examples
    --------
    >>> decimal(1234.56, "en"), decimal(1234.56, "id", 2), decimal(float("nan"), "en")
    ('1,234.6', '1.234,56', '–')
    """
    if not math.isfinite(value):
        return "–"
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "id" else text


def amount(rupiah: float, lang: str) -> str:
    """Write an amount of money in the language's units."""
    for size, word_id, word_en in (
        (1e12, "triliun", "trillion"),
        (1e9, "miliar", "billion"),
        (1e6, "juta", "million"),
    ):
        if abs(rupiah) >= size:
            return _comma(f"Rp{rupiah / size:.3g}", lang) + " " + (word_id if lang == "id" else word_en)
    return "Rp" + whole(rupiah, lang)


def _comma(text: str, lang: str) -> str:
    return text.replace(".", ",") if lang == "id" else text
