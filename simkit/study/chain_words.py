"""The chain's words, in both languages."""

from __future__ import annotations

STAGES = {
    "en": (
        ("Look-ups misused", "insiders: {}"),
        ("Records taken", "at the desk: {}", "from a server: {}"),
        ("Identities bought", "from these leaks: {}", "from elsewhere: {}"),
        ("SIMs registered", "tries refused: {}"),
        ("OTT accounts", "bought or stolen: {}"),
        ("Numbers sold", "median {}", "in all {}"),
        ("Messages", "over OTT: {}", "arrived: {}"),
        ("Victims", "lost {}", "who complained: {}"),
        ("Complaints", "blocked after: {}"),
        ("SIMs blocked", "accounts banned: {}"),
    ),
    "id": (
        ("Data dibuka curang", "orang dalam: {}"),
        ("Data diambil", "dari meja: {}", "dari server: {}"),
        ("Identitas dibeli", "kebocoran ini: {}", "sumber lain: {}"),
        ("SIM didaftarkan", "ditolak: {}"),
        ("Akun OTT", "dibeli/dicuri: {}"),
        ("Nomor terjual", "median {}", "total {}"),
        ("Pesan", "lewat OTT: {}", "sampai: {}"),
        ("Korban", "rugi {}", "yang mengadu: {}"),
        ("Aduan", "jadi blokir: {}"),
        ("SIM diblokir", "akun diblokir: {}"),
    ),
}

KEY = {
    "en": (
        "ring or insider",
        "honest",
        "Hatched: ring or insider. Plain: honest. In the cards a bar's length is the logarithm of the count.",
    ),
    "id": (
        "komplotan atau orang dalam",
        "jujur",
        "Arsir: komplotan atau orang dalam. Polos: jujur. Di dalam kartu, panjang batang adalah logaritma jumlahnya.",
    ),
}

GAP = {
    "en": {
        "title": "The OTT gap: blocking a SIM does not end the account that was activated with it",
        "none": "No SIM of a ring was blocked in this run, so there is no gap to show.",
        "some": "{} of the {} blocked ring SIMs ({}) had an account that went on afterwards",
        "days": ", for {} days in the median",
    },
    "id": {
        "title": "Celah OTT: memblokir SIM tidak mematikan akun yang diaktifkan dengan SIM itu",
        "none": "Tidak ada SIM komplotan yang diblokir, jadi tidak ada celah untuk ditunjukkan.",
        "some": "{} dari {} SIM komplotan yang diblokir ({}) punya akun yang tetap hidup sesudahnya",
        "days": ", median {} hari",
    },
}

CAPTION = {
    "en": (
        "The chain in this run: {a} look-ups misused, {b} records taken, {c} identities in the rings' hands, {d} SIMs "
        "registered on them, {e} OTT accounts, {f} numbers or accounts sold, {g} messages, {h} victims, {i} complaints "
        "about these numbers, {j} SIMs of rings blocked."
    ),
    "id": (
        "Rantai dalam simulasi ini: data {a} kali dibuka secara curang, {b} data diambil, {c} identitas di "
        "tangan komplotan, "
        "{d} SIM didaftarkan dengannya, {e} akun OTT, {f} nomor atau akun terjual, {g} pesan, {h} korban, {i} aduan "
        "tentang nomor-nomor itu, {j} SIM komplotan diblokir."
    ),
}
