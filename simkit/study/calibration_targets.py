"""The facts that the model is held to, each with its source: what was put in, and what was not."""

from __future__ import annotations

from collections.abc import Mapping

from . import calibration_measures as m
from .calibration_facts import DAY_OF_RULE, HELD_OUT, INPUT, Target, about

_INF = float("inf")
_INPUTS = (
    Target(
        "owners_share", INPUT, "phone-ownership-2023", *about(0.6729, "M"), "quarter", m.owners_share,
        "share of people who own a SIM", "bagian warga yang memiliki SIM",
    ),
    Target(
        "sims_per_resident", INPUT, "sims-2025", *about(1.17, "H"), "country", m.sims_per_resident,
        "SIMs per resident", "SIM per penduduk",
    ),
    Target(
        "prepaid", INPUT, "prepaid-2025", 0.963, 0.973, "country", m.prepaid,
        "share of SIMs that are prepaid", "bagian SIM yang prabayar",
    ),
    Target(
        "largest_operator", INPUT, "operator-shares-2023", *about(0.45, "M"), "quarter", m.largest_operator,
        "share of the largest operator", "pangsa operator terbesar",
    ),
    Target(
        "turnover", INPUT, "turnover-2025", 0.048, 0.063, "quarter", m.turnover,
        "honest new SIMs a month, as a share of all", "SIM baru orang jujur per bulan, terhadap semua SIM",
    ),
    Target(
        "middle_holders", INPUT, "sims-tail-thailand-2024", *about(280_000 / 64_787_664, "H"), "country",
        m.holders_between(6, 100), "share of holders with 6 to 100 SIMs", "bagian pemilik dengan 6 sampai 100 SIM",
    ),
    Target(
        "big_holders", INPUT, "sims-tail-thailand-2024", *about(7_664 / 64_787_664, "H"), "country",
        m.holders_between(101, _INF), "share of holders with more than 100 SIMs",
        "bagian pemilik dengan lebih dari 100 SIM",
        "A town of this size has a handful of them: the interval is wide.",
        "Kota sebesar ini hanya punya segelintir: intervalnya lebar.",
    ),
    Target(
        "mismatch", INPUT, "dukcapil-checks", *about(1 - 1.9 / 2.6, "M"), "quarter", m.mismatch,
        "share of identity checks that fail", "bagian pemeriksaan identitas yang gagal",
        "The source counts every request that failed, whatever the reason; the knob `background.p_mistyped` counts "
        "registrations with a slip.",
        "Sumbernya menghitung semua permintaan yang gagal, apa pun sebabnya; `background.p_mistyped` menghitung "
        "pendaftaran yang salah ketik.",
    ),
    Target(
        "handling", INPUT, "desk-handling-time", 5.0, 8.0, "quarter", m.handling,
        "handling time of a ticket, min", "lama penanganan satu tiket, menit",
    ),
    Target(
        "without_ticket", INPUT, "ebas", 0.03, 0.10, "quarter", m.without_ticket,
        "share of honest look-ups without a ticket", "bagian pembukaan data jujur tanpa tiket",
        "Supervisors' checks are counted too, as a log would count them.",
        "Pemeriksaan oleh penyelia ikut dihitung, seperti di dalam log.",
    ),
    Target(
        "sims_per_identity", INPUT, "bogor-2024", *about(4 / 3, "H"), "quarter", m.sims_per_identity,
        "SIMs per stolen identity", "SIM per identitas curian",
    ),
    Target(
        "accounts_per_sim", INPUT, "vietnam-otp", *about(2.2, "M"), "quarter", m.accounts_per_sim,
        "OTT accounts per ring SIM", "akun OTT per SIM komplotan",
    ),
    Target(
        "incomplete", INPUT, "aduannomor-2023", *about(28_459 / 57_459, "H"), "half_year", m.incomplete,
        "share of complaints with incomplete evidence", "bagian aduan dengan bukti tidak lengkap",
    ),
    Target(
        "victims_who_report", INPUT, "gasa-2025", *about(0.16, "L"), "quarter", m.victims_who_report,
        "share of victims who complain", "bagian korban yang mengadu",
    ),
    Target(
        "price", INPUT, "palembang-reported", 50_000.0, 200_000.0, "quarter", m.price,
        "median price of a number, Rp", "harga median satu nomor, Rp",
        "Both ends are knobs (`buyer.ask_rp`, `buyer.ceiling_rp`): the median cannot leave them.",
        "Kedua ujungnya adalah knob (`buyer.ask_rp`, `buyer.ceiling_rp`): median tidak bisa keluar darinya.",
    ),
)  # fmt: skip
_HELD_OUT = (
    Target(
        "sims_per_nik", HELD_OUT, "sims-per-nik-2018", *about(2.61, "M"), "country", m.sims_per_nik,
        "SIMs per NIK that holds any", "SIM per NIK yang memiliki SIM",
        "2018, before invalid and double numbers were struck off; the model is fitted to 2025.",
        "Tahun 2018, sebelum nomor tidak sah dan ganda dihapus; model mengikuti 2025.",
    ),
    Target(
        "small_holders", HELD_OUT, "sims-tail-thailand-2024", *about(85.1 / 64.5, "H"), "country",
        m.sims_per_small_holder, "SIMs per holder of 1 to 5", "SIM per pemilik 1 sampai 5 SIM",
        "Only the two upper groups of this table were put in.", "Hanya dua kelompok teratas tabel ini yang dipakai.",
    ),
    Target(
        "sims_of_middle", HELD_OUT, "sims-tail-thailand-2024", *about(3.3 / 94.5, "H"), "country",
        m.sims_of_holders_between(6, 100), "share of SIMs held by those with 6 to 100",
        "bagian SIM milik pemegang 6 sampai 100 SIM",
        "Size and number of this group were put in, the mean of all holders comes from Indonesia.",
        "Ukuran dan jumlah kelompok ini dipakai; rata-rata semua pemilik berasal dari Indonesia.",
    ),
    Target(
        "sims_of_big", HELD_OUT, "sims-tail-thailand-2024", *about(6.1 / 94.5, "H"), "country",
        m.sims_of_holders_between(101, _INF), "share of SIMs held by those with more than 100",
        "bagian SIM milik pemegang lebih dari 100 SIM",
        "Size and number of this group were put in, the mean of all holders comes from Indonesia.",
        "Ukuran dan jumlah kelompok ini dipakai; rata-rata semua pemilik berasal dari Indonesia.",
    ),
    Target(
        "occupancy", HELD_OUT, "desk-handling-time", 0.75, 0.85, "quarter", m.occupancy,
        "share of their shift that agents spend on tickets", "bagian sif yang dipakai petugas untuk tiket",
        "Handling time was put in, how many customers come was guessed a little lower than the source has it.",
        "Lama penanganan dipakai; banyaknya pelanggan ditebak sedikit di bawah angka sumber.",
    ),
    Target(
        "blocked", HELD_OUT, "aduannomor-2023", *about(13_638 / 57_459, "H"), "half_year", m.outcome("blocked"),
        "share of complaints blocked after 180 days", "bagian aduan yang diblokir setelah 180 hari",
        "Of this table only the share of complete evidence was put in, as `citizen.p_complete`.",
        "Dari tabel ini hanya bagian bukti lengkap yang dipakai, sebagai `citizen.p_complete`.",
    ),
    Target(
        "rejected", HELD_OUT, "aduannomor-2023", *about(28_459 / 57_459, "H"), "half_year",
        m.outcome("rejected"), "share of complaints rejected after 180 days",
        "bagian aduan yang ditolak setelah 180 hari",
        "Only half held out: `citizen.p_complete` was set from the same table.",
        "Hanya setengah bebas: `citizen.p_complete` berasal dari tabel yang sama.",
    ),
    Target(
        "pending", HELD_OUT, "aduannomor-2023", *about(15_362 / 57_459, "H"), "half_year", m.outcome("pending"),
        "share of complaints pending after 180 days", "bagian aduan yang menunggu setelah 180 hari",
        "Of this table only the share of complete evidence was put in, as `citizen.p_complete`.",
        "Dari tabel ini hanya bagian bukti lengkap yang dipakai, sebagai `citizen.p_complete`.",
    ),
    Target(
        "reached", HELD_OUT, "scam-calls-2025", 1.0, (27.9 + 46) * 12 / 365.25 * 7, "quarter", m.reached_per_week,
        "unwanted SMS and calls per person and week", "SMS dan panggilan gangguan per orang per minggu",
        "From the ministry's one a week to what users of a blocking app had in 2019. Here only rings send any.",
        "Dari satu per minggu menurut kementerian sampai yang dialami pengguna aplikasi pemblokir pada 2019. Di "
        "sini hanya komplotan yang mengirimnya.",
    ),
    Target(
        "fall", HELD_OUT, "philippines-2022", *about(100 / 1_500, "H"), "new_check",
        m.complaints_after("check", DAY_OF_RULE + 60),
        "complaints left two to three months after a new check", "aduan yang tersisa dua sampai tiga bulan setelah "
        "pemeriksaan baru",
        "The nearest lever is a face check that starts on a date; there, all cards had to be registered anew.",
        "Tuas terdekat adalah pemeriksaan wajah mulai tanggal tertentu; di sana semua kartu harus didaftarkan ulang.",
    ),
    Target(
        "rebound", HELD_OUT, "philippines-2022", 1.0, _INF, "new_check",
        m.rebound("check", DAY_OF_RULE + 60, DAY_OF_RULE + 210),
        "complaints seven to eight months after it, over those after two to three",
        "aduan tujuh sampai delapan bulan sesudahnya, dibanding dua sampai tiga bulan",
        "A direction only: above 1.", "Hanya arah: di atas 1.",
    ),
    Target(
        "moved_by_cap", HELD_OUT, "singapore-2023", 0.0, _INF, "limits", m.moved("cap"),
        "share of what a cap of one takes that turns up on other ways",
        "bagian yang hilang karena batas satu SIM dan muncul lewat jalan lain",
        "A direction only: above 0.", "Hanya arah: di atas 0.",
    ),
    Target(
        "moved_by_face", HELD_OUT, "singapore-2023", 0.0, _INF, "limits", m.moved("face"),
        "share of what a face check takes that turns up on other ways",
        "bagian yang hilang karena pemeriksaan wajah dan muncul lewat jalan lain",
        "A direction only: above 0.", "Hanya arah: di atas 0.",
    ),
)  # fmt: skip
TARGETS: tuple[Target, ...] = (*_INPUTS, *_HELD_OUT)

NOT_TESTED: Mapping[str, tuple[str, str]] = {
    "pakistan-2015": (
        "No policy verifies the SIMs that exist anew, so the 27 % blocked have nothing to be compared with.",
        "Tidak ada kebijakan yang memeriksa ulang SIM lama, sehingga 27 persen yang diblokir tak ada bandingannya.",
    ),
    "thailand-2024": (
        "The same: large holders are never asked to verify.",
        "Sama: pemegang banyak SIM tidak pernah diminta memeriksa ulang.",
    ),
    "singapore-2023": (
        "That 80 % of the lines stood in another person's name does not tell mules from stolen identities; "
        "every number of a ring is in another's name here.",
        "Bahwa 80 persen nomor atas nama orang lain tidak membedakan orang suruhan dari identitas curian; di sini "
        "semua nomor komplotan memakai nama orang lain.",
    ),
    "sims-per-nik-2018": (
        "The largest holders (2.2 million on one NIK) cannot occur in a town; only a whole country has them.",
        "Pemegang terbesar (2,2 juta pada satu NIK) tidak mungkin ada di satu kota; hanya di seluruh negara.",
    ),
    "cotsi-2025": (
        "Prices of a verification by country are no price of a number; no Indonesian price is known (not-found).",
        "Harga verifikasi per negara bukan harga sebuah nomor; harga di Indonesia tidak diketahui (not-found).",
    ),
}
"""Published facts with no verdict, and why."""
