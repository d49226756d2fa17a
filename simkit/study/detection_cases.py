"""The cases of the detection study: a crime, its story, the obvious rule, the better view, and what stays "
"unseen.
"""

from __future__ import annotations

from .detection import Case

ONE_EACH = [1.0] * 6
SMALL = {"people.n_people": 5000, "run.scale": 0.003, "run.days": 60}


def only(way: int) -> dict[str, object]:
    """Give the settings of a ring that knows one way only.

    Examples
    --------
    >>> only(3)["ring.shares"]
    [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    """
    return {"ring.shares": [float(w == way) for w in range(6)], "ring.capacity": ONE_EACH}


CASES = (
    Case(
        "one-off look-up",
        "agent",
        "desk-leak",
        "insider:by_volume",
        "insider:by_posts",
        {"en": "One look-up, once, then a post", "id": "Sekali buka data, lalu diunggah"},
        {
            "en": "One look-up among thousands changes no count. The post says whose record it is, the "
            "record says who "
            "looked before. Where the photo failed and nothing was posted, nothing can be found.",
            "id": "Satu pembukaan data di antara ribuan tidak mengubah hitungan apa pun. Unggahan "
            "menunjukkan data siapa, "
            "lalu log menunjukkan siapa yang membukanya. Kalau fotonya gagal dan tidak ada unggahan, tidak "
            "ada yang bisa "
            "ditemukan.",
        },
        {"insider.n_grudge": 0},
    ),
    Case(
        "seller who hides",
        "agent",
        "desk-quiet",
        "insider:without_ticket",
        "insider:unexplained",
        {"en": "A seller behind other people's tickets", "id": "Penjual data di balik tiket orang lain"},
        {
            "en": "Each look names a ticket, so none lacks one; but the ticket is about somebody else.",
            "id": "Setiap pembukaan data menyebut tiket, jadi tidak ada yang tanpa tiket; tetapi tiketnya "
            "milik pelanggan "
            "lain.",
        },
    ),
    Case(
        "ring under the cap",
        "sim",
        "ring-under-cap",
        "registration:sims_per_nik",
        "registration:bulk_registration",
        {"en": "A ring that stays under the cap", "id": "Komplotan di bawah batas"},
        {
            "en": "One number a NIK: counting SIMs per NIK finds families and firms. Many strangers' NIKs "
            "on one handset or "
            "on a terminal whose customers bring no phone of their own is what is rare.",
            "id": "Satu nomor per NIK: menghitung SIM per NIK hanya menemukan keluarga dan perusahaan. Yang "
            "jarang ialah "
            "banyak NIK orang asing di satu gawai, atau di perangkat gerai yang pelanggannya tidak membawa ponsel.",
        },
        options={"entity": "sim"},
    ),
    Case(
        "ready-made accounts",
        "account",
        "ring-under-cap",
        "resale:ready_made_by_registration",
        "resale:ready_made",
        {"en": "Accounts bought ready-made", "id": "Akun siap pakai"},
        {
            "en": "Their SIMs were registered long ago by others: registration shows nothing. On the OTT "
            "side they "
            "gather on the buyers' devices.",
            "id": "SIM-nya sudah lama didaftarkan orang lain: data pendaftaran tidak menunjukkan apa-apa. "
            "Di sisi OTT, akun "
            "itu berkumpul di gawai pembeli.",
        },
        SMALL | only(4),
    ),
    Case(
        "abuse",
        "sim",
        "ring-under-cap",
        "abuse:by_volume",
        "abuse:fan_out",
        {"en": "Numbers that write to strangers", "id": "Nomor yang menghubungi orang asing"},
        {
            "en": "Couriers and shops send as much. Few of a ring's recipients answer, nearly all are new.",
            "id": "Kurir dan toko mengirim sama banyaknya. Penerima dari komplotan jarang membalas dan "
            "hampir semuanya baru.",
        },
        SMALL
        | {
            "people.n_people": 8000,
            "abuse.ott_abroad": 0.0,
            "abuse.ott_home": 0.0,
            "buyer.n_wanted": 500_000,
        },
    ),
    Case(
        "take-over",
        "account",
        "ring-under-cap",
        "takeover:new_device",
        "takeover:takeover",
        {"en": "Accounts taken from their owners", "id": "Akun yang direbut dari pemiliknya"},
        {
            "en": "Honest people change phones every day. Taken accounts meet on one device, and some "
            "owners say so.",
            "id": "Orang jujur berganti ponsel setiap hari. Akun yang direbut bertemu di satu gawai, dan "
            "sebagian pemilik "
            "melapor.",
        },
        SMALL | only(5),
    ),
    Case(
        "mules at the counter",
        "sim",
        "ring-under-cap",
        "registration:sims_per_nik",
        "registration:bulk_registration",
        {"en": "Mules who register on their own NIK", "id": "Orang suruhan dengan NIK sendiri"},
        {
            "en": "At registration a mule is a customer like any other: own NIK, own face, own phone. Only "
            "the hand-over, "
            "later and on the OTT side, can show it.",
            "id": "Saat mendaftar, orang suruhan sama seperti pelanggan lain: NIK sendiri, wajah sendiri, "
            "ponsel sendiri. "
            "Baru saat nomor diserahkan, di sisi OTT, hal itu bisa terlihat.",
        },
        SMALL | only(3),
        can_succeed=False,
        options={"entity": "sim"},
    ),
    Case(
        "one handset a number",
        "sim",
        "ring-under-cap",
        "registration:sims_per_nik",
        "registration:bulk_registration",
        {"en": "A fresh handset for every number", "id": "Satu gawai baru untuk setiap nomor"},
        {
            "en": "Nothing is shared, so no structure is left in the registrations; it costs the ring a "
            "handset a number.",
            "id": "Tidak ada yang dipakai bersama, jadi tidak ada jejak di pendaftaran; biayanya satu gawai "
            "per nomor.",
        },
        SMALL | only(0) | {"ring.numbers_per_device": 1},
        can_succeed=False,
        options={"entity": "sim"},
    ),
    Case(
        "abuse over OTT alone",
        "sim",
        "ring-under-cap",
        "abuse:by_volume",
        "abuse:fan_out",
        {"en": "Abuse that goes over OTT alone", "id": "Penyalahgunaan hanya lewat OTT"},
        {
            "en": "An operator sees no OTT message: the SIM is silent. The app would see it.",
            "id": "Operator tidak melihat pesan OTT: SIM-nya diam. Aplikasinya yang bisa melihat.",
        },
        SMALL | {"abuse.ott_abroad": 1.0, "abuse.ott_home": 1.0},
        can_succeed=False,
    ),
)
"""In the order of the chain; those that nobody can see last."""
