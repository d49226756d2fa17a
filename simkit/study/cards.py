"""The card of a data set: what it is, how it was made, what it cannot show, who may use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ..analysis.wording import whole
from ..engine.edge.result import Run


@dataclass(frozen=True)
class Words:
    """What a card says in one language."""

    title: str
    what: str
    cannot: tuple[str, ...]


WORDS: Mapping[str, Mapping[str, Words]] = {
    "desk": {
        "id": Words(
            "Meja layanan",
            "Tiket, pembukaan data pelanggan, dan unggahan data bocor dari meja layanan. Sebagian kecil petugas "
            "menyalahgunakan haknya; penyelia membuka data tanpa tiket karena memang tugasnya.",
            (
                "Foto layar tidak meninggalkan jejak: yang tercatat hanya pembukaan datanya.",
                "Isi percakapan dengan pelanggan tidak ada, begitu pula hubungan pribadi petugas.",
                "Bagian orang dalam sengaja dibuat besar untuk pelajaran; itu bukan perkiraan tentang dunia nyata.",
            ),
        ),
        "en": Words(
            "The customer desk",
            "Tickets, look-ups of customer records and leaked posts from a customer desk. A few agents misuse their "
            "right; supervisors look records up without a ticket because that is their work.",
            (
                "A photo of the screen leaves no trace: only the look-up is logged.",
                "There is no text of what customers said, and no private ties of agents.",
                "The share of insiders is set high for teaching; it is no estimate of the real one.",
            ),
        ),
    },
    "registrations": {
        "id": Words(
            "Pendaftaran SIM",
            "Percobaan pendaftaran SIM selama 90 hari: sendiri, di gerai, dan di dealer. Satu komplotan mendaftarkan "
            "nomor dengan NIK orang lain, di bawah batas tiga nomor per operator.",
            (
                "Perangkat yang berganti IMEI tidak terlihat sebagai satu perangkat.",
                "Musim mahasiswa baru, kantor desa, dan armada perusahaan tampak seperti komplotan, padahal jujur.",
                "Apa yang terjadi setelah nomor aktif ada di kumpulan data `resale`.",
            ),
        ),
        "en": Words(
            "SIM registrations",
            "Attempts to register a SIM over 90 days: by oneself, at outlets and at dealers. One ring registers "
            "numbers on strangers' NIKs, below the cap of three for each operator.",
            (
                "A device that changes its IMEI is not seen as one.",
                "The start of the university year, village offices and company fleets look like a ring and are honest.",
                "What happens after a number is active is in the data set `resale`.",
            ),
        ),
    },
    "resale": {
        "id": Words(
            "Jual-beli nomor",
            "Akun OTT, login di perangkat baru, empat minggu lalu lintas SMS dan telepon, kontak nomor yang "
            "diadukan, aduan, pemblokiran, dan barang sitaan, di sekitar nomor baru dan nomor yang dijual.",
            (
                "Pesan OTT tidak terlihat oleh operator: nomor yang diam di sini bisa sibuk di sana.",
                "Penjualan hanya tampak lewat sitaan, sebagian dan terlambat.",
                "Pembeli di luar negeri hanya tampak sebagai negara asal login.",
            ),
        ),
        "en": Words(
            "Resale of numbers",
            "OTT accounts, log-ins on new devices, four weeks of SMS and call traffic, contacts of numbers complained "
            "about, complaints, blocks and seizures, around new numbers and those that were sold.",
            (
                "OTT messages are not seen by operators: a number silent here can be busy there.",
                "Sales show only through seizures, in part and late.",
                "Buyers abroad show only as the country of a log-in.",
            ),
        ),
    },
}
LABELS = {
    "id": ("Apa ini", "Bagaimana dibuat", "Apa yang tidak bisa ditunjukkan", "Tabel", "Lisensi", "baris"),
    "en": ("What it is", "How it was made", "What it cannot show", "Tables", "Licence", "rows"),
}
MADE = {
    "id": "Semua data sintetis, dibuat oleh simkit dari cerita `{story}` dengan seed {seed}. NIK, KK, nomor telepon, "
    "IMEI, dan nama tempat tidak mungkin milik siapa pun. {share} dari SIM negeri simulasi itu milik komplotan. "
    "Dibuat ulang dengan `simkit datasets build`; diperiksa dengan `simkit datasets verify`.",
    "en": "All of it is synthetic, made by simkit from the story `{story}` with seed {seed}. NIKs, KKs, telephone "
    "numbers, IMEIs and place names can belong to nobody. {share} of the SIMs of that simulated country are the "
    "ring's. Make it again with `simkit datasets build`; check it with `simkit datasets verify`.",
}
TRUTH = {
    "id": "Folder `truth` berisi kebenaran: hanya untuk memeriksa jawaban, tidak untuk detektor. Tabel kecil ada juga "
    "sebagai CSV. Arti kolom: `DICTIONARY.md`.",
    "en": "The folder `truth` holds the truth: for checking answers, not for detectors. Small tables are there as CSV "
    "too. What the columns mean: `DICTIONARY.md`.",
}
LICENCE = {"id": "CC BY 4.0, telco-fraud lab.", "en": "CC BY 4.0, the telco-fraud lab."}


def card(name: str, run: Run, tables: Mapping[str, pa.Table]) -> str:
    """Write the card of a data set in Markdown, in both languages.

    Parameters
    ----------
    name : str
    run : Run
        The run it was cut from.
    tables : mapping of path to pyarrow.Table
    """
    ring = pc.is_in(
        run.truth.arrow("sims").column("registrant").cast(pa.string()), value_set=pa.array(["ring", "mule"])
    )
    share = 100 * (pc.mean(ring.cast(pa.int8())).as_py() or 0.0)
    parts = []
    for lang in ("id", "en"):
        said, labels = WORDS[name][lang], LABELS[lang]
        percent = f"{share:.2f}".replace(".", "," if lang == "id" else ".") + (
            " persen" if lang == "id" else " %"
        )
        made = MADE[lang].format(story=run.scenario.name, seed=run.seed, share=percent)
        rows = [f"- `{path}`: {whole(t.num_rows, lang)} {labels[5]}" for path, t in tables.items()]
        parts += [f"# {said.title}", "", f"**{labels[0]}.** {said.what}", "", f"**{labels[1]}.** {made}", ""]
        parts += [
            f"**{labels[2]}.**",
            "",
            *(f"- {text}" for text in said.cannot),
            "",
            f"**{labels[3]}.**",
            "",
            *rows,
            "",
        ]
        parts += [TRUTH[lang], "", f"**{labels[4]}.** {LICENCE[lang]}", ""]
    return "\n".join(parts)
