"""What `simkit detect` and its report say, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

VERDICT = {
    "en": "A ranking is no verdict. Somebody is always first, even where nobody did anything. Look at the cited rows "
    "and hear the person before anything is done: whoever is accused wrongly pays for it with a job or a number.",
    "id": "Peringkat bukan putusan. Selalu ada yang berada di urutan pertama, juga kalau tidak ada yang bersalah. "
    "Periksa baris yang dikutip dan dengarkan orangnya sebelum bertindak: tuduhan yang salah dibayar dengan "
    "pekerjaan atau nomor orang yang tidak bersalah.",
}
ENTITIES = {
    "agent": {"en": "agent", "id": "petugas"},
    "outlet": {"en": "outlet", "id": "gerai"},
    "device": {"en": "device (IMEI)", "id": "gawai (IMEI)"},
    "nik": {"en": "NIK", "id": "NIK"},
    "sim": {"en": "SIM", "id": "SIM"},
    "account": {"en": "account", "id": "akun"},
    "post": {"en": "post", "id": "unggahan"},
}
KEYS = {"agent": "agent_id", "outlet": "outlet_id", "device": "imei", "nik": "nik"} | {
    "sim": "sim_id", "account": "account_id", "post": "post_id",
}  # fmt: skip
"""What the first column of a ranked list is called."""

WORDS = {
    "en": {
        "kicker": "simkit detect: what the tables show. For synthetic data only.",
        "title": "Findings in {name}",
        "facts": "Tables read: {n_tables}; detectors run: {n_run}; not run: {n_not}",
        "damaged": "Something was refused because information is gone ({n} findings): see below before you use a list",
        "as_of": "What was known at the end of {day}",
        "contents": "Contents",
        "read": "What was read",
        "said": "What was repaired, left out or refused",
        "said_none": "Nothing: every file was as simkit writes it.",
        "rankings": "Rankings",
        "rankings_none": "No detector could run: see below what each needs.",
        "not_run": "What was not run, and why",
        "not_run_none": "Everything that simkit knows was run.",
        "limits": "What no detector here can see",
        "next": "How to go on",
        "repaired": "Repaired: nothing is lost",
        "noted": "Noted: used as it stands, but check it",
        "skipped": "Left out: the rest was used",
        "refused": "Refused: information is gone",
        "file": "file", "table": "table", "column": "column", "rows": "rows", "what": "what, and what to do",
        "from": "first", "to": "last", "rank": "rank", "score": "score", "why": "why", "lost": "columns missing",
        "blind": "What it cannot see",
        "helped": "It would see more with: {tables}.",
        "files": "The first {n} and the rows behind each reason: {ranked}, {evidence}.",
        "ties": "{n} more have the same score as the last one shown: the order among equals means nothing.",
        "first": "the first {n} of {all}",
        "nobody": "Nobody stands out: there are no rows of this kind, or all have the same score.",
        "no_reason": "no single reason; a sum of small ones",
        "lack_table": "it needs {tables}, which could not be read or are not there",
        "lack_any": "it needs at least one of {tables}",
        "lack_column": "it needs the column {column} of {table}, which is missing or was refused",
        "lack_library": "it needs the library {library}: pip install 'simkit[studies]'",
        "lack_rows": "the tables it needs are empty: {tables}",
    },
    "id": {
        "kicker": "simkit detect: apa yang terlihat di tabel. Hanya untuk data sintetis.",
        "title": "Temuan di {name}",
        "facts": "Tabel dibaca: {n_tables}; detektor dijalankan: {n_run}; tidak dijalankan: {n_not}",
        "damaged": "Ada yang ditolak karena informasinya hilang ({n} temuan): baca dulu di bawah sebelum "
        "memakai daftar",
        "as_of": "Yang diketahui pada akhir {day}",
        "contents": "Isi",
        "read": "Yang dibaca",
        "said": "Yang diperbaiki, dilewati, atau ditolak",
        "said_none": "Tidak ada: semua berkas persis seperti yang ditulis simkit.",
        "rankings": "Peringkat",
        "rankings_none": "Tidak ada detektor yang bisa dijalankan: lihat di bawah apa yang diperlukan.",
        "not_run": "Yang tidak dijalankan, dan sebabnya",
        "not_run_none": "Semua yang dikenal simkit sudah dijalankan.",
        "limits": "Yang tidak terlihat oleh detektor mana pun di sini",
        "next": "Langkah berikut",
        "repaired": "Diperbaiki: tidak ada yang hilang",
        "noted": "Dicatat: dipakai apa adanya, tetapi periksalah",
        "skipped": "Dilewati: sisanya dipakai",
        "refused": "Ditolak: ada informasi yang hilang",
        "file": "berkas", "table": "tabel", "column": "kolom", "rows": "baris", "what": "apa yang terjadi, dan apa "
        "yang perlu dilakukan",
        "from": "pertama", "to": "terakhir", "rank": "peringkat", "score": "skor", "why": "alasan",
        "lost": "kolom yang tidak ada",
        "blind": "Yang tidak terlihat olehnya",
        "helped": "Hasilnya lebih baik dengan: {tables}.",
        "files": "{n} teratas dan baris di balik tiap alasan: {ranked}, {evidence}.",
        "ties": "{n} lainnya punya skor sama dengan yang terakhir ditampilkan: urutan di antara yang sama tidak "
        "berarti apa-apa.",
        "first": "{n} teratas dari {all}",
        "nobody": "Tidak ada yang menonjol: barisnya tidak ada, atau semua skornya sama.",
        "no_reason": "tidak ada satu alasan; jumlah dari hal-hal kecil",
        "lack_table": "memerlukan {tables}, yang tidak ada atau tidak bisa dibaca",
        "lack_any": "memerlukan paling sedikit salah satu dari {tables}",
        "lack_column": "memerlukan kolom {column} di {table}, yang tidak ada atau ditolak",
        "lack_library": "memerlukan pustaka {library}: pip install 'simkit[studies]'",
        "lack_rows": "tabel yang diperlukan kosong: {tables}",
    },
}  # fmt: skip

LIMITS = {
    "en": (
        "Why somebody did something: a log shows what was done, never the reason.",
        "What left no row: a photo of a screen, a talk, cash, a message in an app.",
        "How many were missed. A list of the first hundred says nothing of those below it.",
        "Whether the tables are complete: rows that were cut off before they came here are not missed by anybody.",
    ),
    "id": (
        "Mengapa seseorang melakukan sesuatu: log menunjukkan apa yang dilakukan, bukan alasannya.",
        "Yang tidak meninggalkan baris: foto layar, obrolan, uang tunai, pesan di aplikasi.",
        "Berapa banyak yang terlewat. Daftar seratus teratas tidak berkata apa-apa tentang yang di bawahnya.",
        "Apakah tabelnya lengkap: baris yang sudah terpotong sebelum sampai di sini tidak akan ketahuan hilang.",
    ),
}
NEXT = {
    "en": (
        "Take a ranked list no longer than you have time to check, and open the rows of its evidence file: row_id is "
        "the key of the row in the table named beside it.",
        "For each, look for an innocent explanation first: a supervisor's work, a village office, a family, a courier.",
        "The CSV files open in a spreadsheet by a double click: they are written {dialect}. Numbers of more than 11 "
        "digits are grouped in fours, because a spreadsheet would round them otherwise; simkit reads them back.",
    ),
    "id": (
        "Ambil daftar sepanjang yang sempat kamu periksa, lalu buka baris di berkas buktinya (evidence): row_id adalah "
        "kunci baris itu di tabel yang disebut di sampingnya.",
        "Untuk masing-masing, cari dulu penjelasan yang wajar: tugas penyelia, kantor desa, keluarga, kurir.",
        "Berkas CSV bisa dibuka di lembar kerja dengan klik ganda: ditulis {dialect}. Nomor lebih dari 11 digit "
        "dikelompokkan empat-empat, karena kalau tidak, lembar kerja akan membulatkannya; simkit bisa membacanya lagi.",
    ),
}
DIALECT = {
    "en": "with commas, decimal points and UTF-8, as an English spreadsheet expects",
    "id": "dengan titik koma, koma desimal, dan UTF-8, seperti yang diharapkan lembar kerja berbahasa Indonesia",
}
SEPARATOR = {"en": (",", "."), "id": (";", ",")}
"""What separates columns, and the decimal mark: a spreadsheet follows the region of its computer."""


def words(lang: str) -> Mapping[str, str]:
    """Give the words of one language.

    Examples
    --------
    >>> words("id")["refused"]
    'Ditolak: ada informasi yang hilang'
    """
    return WORDS[lang]
