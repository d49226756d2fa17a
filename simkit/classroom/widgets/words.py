"""What the policy lab says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..texts import Text


@dataclass(frozen=True)
class Said:
    """The Indonesian words for a policy; the English ones stand in the catalogue.

    Attributes
    ----------
    doc, cost, cannot : str
        What it does, what it costs the honest, and what it cannot do.
    """

    doc: str
    cost: str
    cannot: str


POLICIES: Mapping[str, Said] = {
    "forwarding": Said(
        "Regulator meneruskan aduan kepada operator tiap 30 hari, tiap 7 hari, atau tiap hari.",
        "Waktu petugas untuk setiap penerusan.",
        "Menjangkau aplikasi OTT, yang bukan pemegang izin telekomunikasi.",
    ),
    "ott_cooperation": Said(
        "Aplikasi OTT menerima aduan tentang pesannya dan, setelah beberapa waktu, menindak sebagian.",
        "Waktu moderator; akun orang jujur yang keliru diakhiri.",
        "Menjangkau akun yang tidak diadukan siapa pun.",
    ),
    "ban_on_block": Said(
        "Operator memberi tahu aplikasi OTT SIM mana yang diblokir; aplikasi mengakhiri akunnya.",
        "Saluran antara operator dan aplikasi; akun orang jujur yang SIM-nya salah blokir ikut berakhir.",
        "Menjangkau akun yang SIM-nya tidak diblokir.",
    ),
    "cap": Said(
        "Paling banyak tiga SIM untuk satu NIK pada setiap operator; badan usaha dikecualikan.",
        "Orang jujur yang punya banyak nomor ditolak.",
        "Mengikat komplotan yang memakai banyak NIK.",
    ),
    "face_match": Said(
        "Wajah dicocokkan dengan data kependudukan, dengan uji bahwa orangnya hidup, pada setiap pendaftaran.",
        "Sebagian orang jujur ditolak dan harus datang lagi.",
        "Menghentikan orang suruhan, yang menunjukkan wajahnya sendiri, atau akun siap pakai.",
    ),
    "outlet_velocity": Said(
        "Satu gerai hanya boleh mendaftarkan sekian SIM sehari.",
        "Hari ramai di gerai yang jujur: kampus, kantor desa, pesanan perusahaan.",
        "Menyentuh pendaftaran lewat ponsel pelanggan sendiri.",
    ),
    "ticket": Said(
        "Data pelanggan hanya terbuka dengan nomor tiket.",
        "Beberapa detik setiap kali data dibuka; pembukaan tanpa tiket ditolak, termasuk pemeriksaan oleh penyelia.",
        "Menghentikan penjual data yang memakai tiket orang lain, atau kamera.",
    ),
    "masking": Said(
        "Layar menyembunyikan NIK dan KK, kecuali pekerjaannya memerlukan.",
        "Beberapa detik setiap kali data dibuka.",
        "Menyembunyikan apa yang memang diperlukan pekerjaannya.",
    ),
    "explanation_audit": Said(
        "Setiap pembukaan data harus dijelaskan oleh tiket pelanggan dan petugas yang sama; petugas yang banyak tidak "
        "terjelaskan ditinjau.",
        "Waktu auditor; petugas yang jujur tetapi ceroboh ikut dicurigai, dan beberapa diskors.",
        "Melihat penyalahgunaan yang dijelaskan oleh tiket asli pelanggan itu, atau satu pembukaan di antara banyak "
        "kecerobohan.",
    ),
    "sender_filter": Said(
        "Operator membuang sebagian besar SMS dan panggilan dari nomor yang menghubungi sangat banyak orang.",
        "Pengirim massal yang jujur (toko, sekolah) kehilangan pesan.",
        "Melihat pesan OTT.",
    ),
    "self_check": Said(
        "Kampanye: periksa nomor apa saja yang terdaftar pada NIK-mu, dan minta yang asing diblokir.",
        "Waktu pemilik; nomor keluarga yang disangka nomor asing salah blokir.",
        "Menjangkau pemilik yang tidak memeriksa.",
    ),
}

TITLE = Text(id="Laboratorium kebijakan", en="The policy lab")
CHOOSE = Text(id="Kebijakan", en="Policies")
COUNTRY = Text(id="Negeri", en="The country")
ANSWERS = Text(id="Komplotan menyesuaikan diri", en="The ring answers")
ANSWERS_DOC = Text(
    id="Komplotan meninggalkan jalan yang gagal, tetap di bawah batas, dan menjual lebih cepat. Berlaku juga untuk "
    "keadaan awal di sebelahnya.",
    en="The ring leaves ways that fail, stays under limits and sells sooner. "
    "This holds for the baseline beside it too.",
)
SEED = Text(id="Seed (negeri yang mana)", en="Seed (which country)")
SEED_DOC = Text(
    id="Bilangan bulat dari 0. Seed yang sama memberi negeri yang sama, dengan dan tanpa kebijakan.",
    en="A whole number from 0. The same seed gives the same country, with the policies and without.",
)
RESET = Text(id="Kembali ke keadaan awal", en="Back to the baseline")
COST = Text(id="Biaya", en="Costs")
CANNOT = Text(id="Tidak bisa", en="Cannot")
NO_COST = Text(id="tidak ada", en="nothing")
ALL_TOLD = Text(
    id="Apa yang dilakukan, biaya, dan batas setiap kebijakan",
    en="What each policy does, costs and cannot do",
)

READY = Text(id="Siap.", en="Ready.")
WORKING = Text(
    id="Sedang menghitung… hari {done} dari {days}. Gambar di bawah masih yang sebelumnya.",
    en="Working… day {done} of {days}. The figure below is still the one before.",
)
REFUSED = Text(
    id="Tidak bisa dihitung: {why}. Gambar di bawah masih yang sebelumnya.",
    en="This cannot be computed: {why}. The figure below is still the one before.",
)
BAD_SEED = Text(
    id="seed {seed} bukan bilangan bulat dari 0 ke atas", en="seed {seed} is not a whole number of 0 or more"
)
BROKEN = Text(
    id="simulasi terhenti ({why}); tekan '{reset}' dan coba lagi",
    en="the simulation stopped ({why}); press '{reset}' and try again",
)

ACTIVE = Text(id="nomor penipuan yang aktif, per hari", en="fraud numbers at work, each day")
BASE, CHOSEN = Text(id="keadaan awal", en="baseline"), Text(id="kebijakanmu", en="your policies")
BOTH = Text(id="keadaan awal = kebijakanmu", en="baseline = your policies")
HEAD = (
    Text(id="Akibat selama {days} hari", en="Outcome over {days} days"),
    BASE,
    CHOSEN,
    Text(id="perubahan", en="change"),
)
SAME = Text(id="sama", en="the same")
GOOD, BAD = Text(id="lebih baik", en="better"), Text(id="lebih buruk", en="worse")
WRONGED = Text(
    id="SIM, akun, dan petugas jujur yang keliru dihentikan",
    en="honest SIMs, accounts and agents stopped by mistake",
)
WITH, NOTHING = (
    Text(id="Dengan {what}", en="With {what}"),
    Text(
        id="Belum ada kebijakan yang diubah. Dalam keadaan awal, {n_sold} nomor dan akun terjual dan {n_victims} orang "
        "kehilangan {loss_rp} dalam {days} hari.",
        en="No policy is changed yet. In the baseline {n_sold} numbers and accounts are sold and {n_victims} people "
        "lose {loss_rp} in {days} days.",
    ),
)
RESULT = Text(
    id="{with_}: nomor dan akun terjual {n_sold}; korban {n_victims}; kerugian {loss_rp}. Bagi orang jujur: permohonan "
    "ditolak {n_honest_refused}; SIM, akun, dan petugas keliru dihentikan {n_wronged}; waktu tunggu {wait_min}. Biaya: "
    "{cost_rp}.",
    en="{with_}: numbers and accounts sold {n_sold}; victims {n_victims}; losses {loss_rp}. For the honest: requests "
    "refused {n_honest_refused}; SIMs, accounts and agents stopped by mistake {n_wronged}; wait {wait_min}. Cost: "
    "{cost_rp}.",
)
INSTEAD = Text(id="{now}, semula {before} ({change})", en="{now} instead of {before} ({change})")
UNCHANGED = Text(id="{now} (tidak berubah)", en="{now} (unchanged)")
TIMES = Text(id="{n} kali", en="{n} times")
MINUTES = Text(id="{x} menit", en="{x} min")
MOVED = Text(
    id="Dari nomor yang hilang dari sebagian jalan, {share} muncul lewat jalan lain.",
    en="Of the numbers that some ways lost, {share} turned up on others.",
)
ONE_SEED = Text(
    id="Satu seed adalah satu jalan cerita: perubahan kecil bisa karena kebetulan. Bandingkan banyak seed sebelum "
    "menyimpulkan (simkit compare).",
    en="One seed is one course of events: a small change can be chance. Compare over many seeds before you conclude "
    "anything (simkit compare).",
)
ALT = Text(
    id="Grafik garis nomor penipuan yang aktif per hari selama {days} hari. Keadaan awal: tertinggi {base_top}, hari "
    "terakhir {base_last}. Kebijakanmu: tertinggi {top}, hari terakhir {last}.",
    en="Line chart of fraud numbers at work each day over {days} days. Baseline: highest {base_top}, last day "
    "{base_last}. Your policies: highest {top}, last day {last}.",
)
