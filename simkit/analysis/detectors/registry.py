"""Which detectors there are, in the order of the chain: desk, registration, resale, use; none is imported here."""

from __future__ import annotations

from collections.abc import Mapping

from .spec import Spec

_DESK = (
    Spec(
        "insider-audit",
        "insider:unexplained",
        "agent",
        ("accesses", "tickets", "agents"),
        {
            "en": "Agents who open customer records without a ticket or a duty that explains it, more than "
            "colleagues do.",
            "id": "Petugas yang membuka data pelanggan tanpa tiket atau tugas yang menjelaskannya, lebih sering "
            "daripada rekannya.",
        },
        {
            "en": "A photo of the screen. Whoever sells only customers that he serves leaves no unexplained look-up; "
            "forgetting to name the ticket looks the same as having none.",
            "id": "Foto layar. Petugas yang hanya menjual data pelanggan yang ia layani tidak terlihat; lupa menulis "
            "nomor tiket tampak sama dengan tidak punya tiket.",
        },
    ),
    Spec(
        "insider-posts",
        "insider:by_posts",
        "agent",
        ("accesses", "tickets", "agents", "people", "sims", "posts", "post_records"),
        {
            "en": "Agents whose look-ups come before a post of the same person's data: one look-up is enough.",
            "id": "Petugas yang membuka data seseorang sebelum data itu diunggah orang: sekali saja sudah cukup.",
        },
        {
            "en": "Who took the photo, if several agents served the person before the post; and a dump that came "
            "from a server, not from the desk.",
            "id": "Siapa yang memotret, kalau beberapa petugas melayani orang itu sebelum unggahan; dan kumpulan data "
            "yang bocor dari server, bukan dari meja layanan.",
        },
    ),
    Spec(
        "insider-misused",
        "insider:by_leaked_set",
        "agent",
        ("accesses", "tickets", "agents", "people", "sims", "blocks"),
        {
            "en": "Agents who looked up many people whose identity was misused later.",
            "id": "Petugas yang membuka data banyak orang yang kemudian identitasnya disalahgunakan.",
        },
        {
            "en": "Identities that came from other leaks: they dilute the set. With few blocked numbers it says "
            "little.",
            "id": "Identitas dari kebocoran lain: itu mengaburkan hasilnya. Kalau nomor yang diblokir sedikit, "
            "hasilnya tidak banyak berarti.",
        },
    ),
)
_REGISTRATION = (
    Spec(
        "bulk-registration",
        "registration:bulk_registration",
        "sim",
        ("registrations",),
        {
            "en": "SIMs registered in bulk on the NIKs of strangers: one device for many people, lists typed in, "
            "no walk-in customers.",
            "id": "SIM yang didaftarkan massal atas NIK orang lain: satu gawai untuk banyak orang, daftar yang "
            "diketik berurutan, tanpa pelanggan yang datang.",
        },
        {
            "en": "Who holds the device. A village office that helps its neighbours registers many people on one "
            "device as well; a ring that uses a device for few NIKs stays below.",
            "id": "Siapa yang memegang gawainya. Kantor desa yang membantu warga juga mendaftarkan banyak orang di "
            "satu gawai; komplotan yang memakai tiap gawai untuk sedikit NIK tidak terlihat.",
        },
        helps=("sims", "outlets", "people"),
    ),
    Spec(
        "registration-devices",
        "registration:by_device",
        "device",
        ("registrations",),
        {
            "en": "Devices on which strangers' NIKs were registered.",
            "id": "Gawai yang dipakai mendaftarkan NIK orang lain.",
        },
        {
            "en": "A ring that changes the IMEI between two registrations; and an outlet's terminal is many people's "
            "tool, not one culprit.",
            "id": "Komplotan yang mengganti IMEI di antara dua pendaftaran; dan perangkat gerai dipakai banyak orang, "
            "bukan satu pelaku.",
        },
        helps=("outlets", "people"),
    ),
    Spec(
        "registration-outlets",
        "registration:by_outlet",
        "outlet",
        ("registrations",),
        {
            "en": "Outlets where more strangers' NIKs were registered than their customers explain.",
            "id": "Gerai dengan pendaftaran NIK orang lain lebih banyak daripada yang wajar untuk pelanggannya.",
        },
        {
            "en": "Which employee did it, and whether the owner knew. A busy dealer is not a complicit one.",
            "id": "Pegawai mana yang melakukannya, dan apakah pemiliknya tahu. Gerai yang ramai belum tentu terlibat.",
        },
        helps=("outlets", "people"),
    ),
)
_RESALE = (
    Spec(
        "resale",
        "resale:resale",
        "sim",
        ("accounts", "logins", "sims"),
        {
            "en": "Numbers that look like goods: kept among strangers' accounts on one device, then moved to another.",
            "id": "Nomor yang diperlakukan seperti barang: disimpan bersama akun orang lain di satu gawai, lalu "
            "dipindah ke gawai lain.",
        },
        {
            "en": "The price and the buyer. A family that sets up its phones on one handset looks a little like this.",
            "id": "Harga dan pembelinya. Keluarga yang menyiapkan beberapa ponsel lewat satu gawai agak mirip "
            "dengan ini.",
        },
        helps=("registrations", "traffic_daily"),
    ),
    Spec(
        "resale-ready-made",
        "resale:ready_made",
        "account",
        ("accounts", "logins", "sims"),
        {
            "en": "Accounts older than the tables that turn up on devices with many strangers' accounts.",
            "id": "Akun lama yang muncul di gawai berisi banyak akun orang lain.",
        },
        {
            "en": "Whether the owner sold the account or was robbed of it: both look the same here.",
            "id": "Apakah pemiliknya menjual akun itu atau dirampas: di sini keduanya tampak sama.",
        },
    ),
    Spec(
        "resale-lots",
        "resale:lots",
        "device",
        ("accounts", "logins", "sims"),
        {
            "en": "Devices that were emptied: strangers' accounts activated there and later seen on other devices.",
            "id": "Gawai yang dikosongkan: akun banyak orang diaktifkan di sana, lalu muncul di gawai lain.",
        },
        {
            "en": "A repair shop or a helper who sets up phones for others does the same for honest reasons.",
            "id": "Tukang servis atau orang yang membantu menyiapkan ponsel melakukan hal serupa dengan alasan wajar.",
        },
    ),
)
_USE = (
    Spec(
        "abuse",
        "abuse:abuse",
        "sim",
        (),
        {
            "en": "Numbers that write to many strangers, get few answers, never move, and are complained about.",
            "id": "Nomor yang menghubungi banyak orang asing, jarang dibalas, tidak pernah berpindah tempat, dan "
            "diadukan.",
        },
        {
            "en": "Messages by OTT apps: they leave no row in the operator's traffic. A courier or a shop that calls "
            "many new people looks a little like this.",
            "id": "Pesan lewat aplikasi OTT: tidak meninggalkan baris di trafik operator. Kurir atau toko yang "
            "menghubungi banyak orang baru agak mirip dengan ini.",
        },
        any_of=("traffic_daily", "complaints"),
        helps=("contacts",),
    ),
    Spec(
        "takeover",
        "takeover:takeover",
        "account",
        ("accounts", "logins"),
        {
            "en": "Accounts that moved to a crowded device in another place while the owner's SIM goes on as before.",
            "id": "Akun yang pindah ke gawai penuh akun lain di tempat lain, padahal SIM pemiliknya tetap dipakai "
            "seperti biasa.",
        },
        {
            "en": "Whom the account writes to: only the app knows. A new phone alone means nothing; people change "
            "phones every month.",
            "id": "Kepada siapa akun itu menulis: hanya aplikasinya yang tahu. Ponsel baru saja tidak berarti apa-apa; "
            "setiap bulan ada yang berganti ponsel.",
        },
        helps=("notices", "complaints", "traffic_daily"),
    ),
    Spec(
        "chain",
        "chain:joined",
        "sim",
        ("sims",),
        {
            "en": "SIMs of which every step says a little: registration, activation, resale, traffic and complaint "
            "joined.",
            "id": "SIM yang dicurigai dari gabungan semua tahap: pendaftaran, aktivasi, penjualan, trafik, dan aduan.",
        },
        {
            "en": "What none of the steps saw. It joins what operator, app and regulator know, which none of them "
            "may do alone without a legal ground.",
            "id": "Yang tidak terlihat di tahap mana pun. Ini menggabungkan data operator, aplikasi, dan "
            "regulator, yang tidak boleh dilakukan sendiri-sendiri tanpa dasar hukum.",
        },
        helps=("registrations", "accounts", "logins", "traffic_daily", "complaints", "people", "outlets"),
    ),
    Spec(
        "unusual",
        "baselines:isolation_forest",
        "sim",
        ("sims",),
        {
            "en": "SIMs that are easy to set apart from all others (isolation forest): the yardstick for the rest.",
            "id": "SIM yang paling mudah dibedakan dari yang lain (isolation forest): pembanding bagi yang lain.",
        },
        {
            "en": "What crime is. It finds the unusual, guilty or not, and gives no reason that anybody can check.",
            "id": "Apa itu kejahatan. Ia menemukan yang tidak biasa, bersalah atau tidak, dan tidak memberi alasan "
            "yang bisa diperiksa.",
        },
        helps=("registrations", "accounts", "logins", "notices", "traffic_daily", "complaints", "contacts"),
    ),
)
SPECS: Mapping[str, Spec] = {s.name: s for s in (*_DESK, *_REGISTRATION, *_RESALE, *_USE)}
"""Every detector by name, in the order of the chain."""
