"""What a clerk reads about damaged numbers, dates, texts and flags: severity, English, Indonesian."""

from __future__ import annotations

VALUES = {
    "digits_science": (
        "refused",
        "numbers such as {examples} ({rows}) were rounded by a spreadsheet: the last digits are gone and cannot be "
        "brought back. The column was not used. Export again and import the column as Text.",
        "angka seperti {examples} ({rows}) sudah dibulatkan lembar kerja: digit terakhirnya hilang dan tidak bisa "
        "dikembalikan. Kolom ini tidak dipakai. Ekspor ulang, lalu impor kolomnya sebagai Teks.",
    ),
    "digits_rounded": (
        "refused",
        "{n} numbers end in 0, such as {examples} ({rows}). A spreadsheet keeps 15 digits and writes 0 for the rest: "
        "different people now share a number. The column was not used. Export again and import it as Text.",
        "{n} nomor berakhiran 0, misalnya {examples} ({rows}). Lembar kerja hanya menyimpan 15 digit dan menulis 0 "
        "untuk sisanya: orang yang berbeda jadi bernomor sama. Kolom ini tidak dipakai. Ekspor ulang, lalu impor "
        "sebagai Teks.",
    ),
    "digits_exact": (
        "repaired",
        "numbers were written with an exponent ({examples}), but with every digit; they were written out again.",
        "angka tertulis dengan pangkat ({examples}), tetapi digitnya lengkap; ditulis utuh lagi.",
    ),
    "digits_dressed": (
        "repaired",
        "marks around the digits ({examples}) were taken off: +, spaces, dashes, quotes, or .0 at the end.",
        "tanda di sekitar angka ({examples}) dihapus: +, spasi, tanda hubung, kutip, atau .0 di akhir.",
    ),
    "zeros_restored": (
        "repaired",
        "{n} numbers ({examples}) had lost their leading zeros; the length is always {length}, so they were put back.",
        "{n} nomor ({examples}) kehilangan nol di depan; panjangnya selalu {length}, jadi nolnya dikembalikan.",
    ),
    "phone_prefix": (
        "repaired",
        "{n} telephone numbers ({examples}) had no country code; 62 was put in front.",
        "{n} nomor telepon ({examples}) tanpa kode negara; 62 ditambahkan di depannya.",
    ),
    "thousands": (
        "repaired",
        "marks for thousands or Rp ({examples}) were taken off; the amounts are the same.",
        "pemisah ribuan atau Rp ({examples}) dihapus; nilainya sama.",
    ),
    "decimal_comma": (
        "repaired",
        "decimals are written with a comma ({examples}); they were read so.",
        "desimal ditulis dengan koma ({examples}); dibaca begitu.",
    ),
    "hashes": (
        "refused",
        "the cells hold only {examples} ({rows}): the column was too narrow when the file was saved, and the values "
        "are gone. It was not used. Widen the column in the original and save again.",
        "sel hanya berisi {examples} ({rows}): kolomnya terlalu sempit waktu disimpan, dan nilainya hilang. Kolom "
        "ini tidak dipakai. Lebarkan kolom di berkas asli, lalu simpan lagi.",
    ),
    "missing_marks": (
        "repaired",
        "cells that say {examples} were read as empty.",
        "sel yang bertuliskan {examples} dibaca sebagai kosong.",
    ),
    "values_empty": (
        "skipped",
        "{n} rows ({rows}) have no value here, where one is needed; those rows were left out.",
        "{n} baris ({rows}) kosong di sini, padahal harus ada isinya; baris itu dilewati.",
    ),
    "values_bad": (
        "skipped",
        "{n} rows ({rows}) hold something else than {wanted_en} here ({examples}); those rows were left out.",
        "{n} baris ({rows}) berisi sesuatu yang bukan {wanted_id} ({examples}); baris itu dilewati.",
    ),
    "values_bad_column": (
        "refused",
        "{n} rows ({rows}) hold something else than {wanted_en} ({examples}), too many to be slips. The column was "
        "not used. Export it again.",
        "{n} baris ({rows}) berisi sesuatu yang bukan {wanted_id} ({examples}), terlalu banyak untuk sekadar salah "
        "ketik. Kolom ini tidak dipakai. Ekspor ulang.",
    ),
    "text_spaces": (
        "repaired",
        "spaces before or after the text ({examples}) were taken off.",
        "spasi di depan atau di belakang teks ({examples}) dihapus.",
    ),
    "flag_words": (
        "repaired",
        "yes and no are written as {examples}; they were read as true and false.",
        "ya dan tidak ditulis {examples}; dibaca sebagai benar dan salah.",
    ),
    "flag_unclear": (
        "refused",
        'the column says only "T", which is True in English and Tidak in Indonesian; it was not used. Write TRUE or '
        "FALSE.",
        'kolom ini hanya berisi "T": bisa True, bisa Tidak. Kolom tidak dipakai. Tulislah TRUE atau FALSE.',
    ),
}

TIMES = {
    "time_day_first": (
        "repaired",
        "dates are written with the day first ({examples}){how_en}; they were read so.",
        "tanggal ditulis dengan hari di depan ({examples}){how_id}; dibaca begitu.",
    ),
    "time_month_first": (
        "repaired",
        "dates are written with the month first ({examples}){how_en}; they were read so.",
        "tanggal ditulis dengan bulan di depan ({examples}){how_id}; dibaca begitu.",
    ),
    "time_undecidable": (
        "refused",
        "dates such as {examples} ({rows}) can be day/month or month/day, and nothing in the file decides it. The "
        "column was not used. Export again with dates like 2026-01-31.",
        "tanggal seperti {examples} ({rows}) bisa hari/bulan atau bulan/hari, dan tidak ada petunjuk di berkas ini. "
        "Kolom tidak dipakai. Ekspor ulang dengan tanggal seperti 2026-01-31.",
    ),
    "time_mixed": (
        "refused",
        "dates are written in several ways ({examples}): a spreadsheet took some of them for dates and turned day "
        "and month round, and nobody can tell which. The column was not used. Export again with dates like "
        "2026-01-31.",
        "tanggal ditulis dengan beberapa cara ({examples}): sebagian dianggap tanggal oleh lembar kerja lalu hari "
        "dan bulannya tertukar, dan tidak ketahuan yang mana. Kolom tidak dipakai. Ekspor ulang dengan tanggal "
        "seperti 2026-01-31.",
    ),
    "time_serial": (
        "repaired",
        "dates are a spreadsheet's day numbers ({examples}: days since 30 December 1899); they were turned back.",
        "tanggal berupa nomor hari lembar kerja ({examples}: hari sejak 30 Desember 1899); diubah kembali.",
    ),
    "time_no_seconds": (
        "skipped",
        "the seconds are gone ({examples}), as a spreadsheet shows times without them; they count as 00.",
        "detiknya hilang ({examples}), karena lembar kerja tidak menampilkannya; dihitung sebagai 00.",
    ),
    "time_century": (
        "refused",
        "years of birth have two digits ({examples}), so the century is gone. The column was not used. Export with "
        "four-digit years.",
        "tahun lahir hanya dua digit ({examples}), jadi abadnya hilang. Kolom tidak dipakai. Ekspor dengan tahun "
        "empat digit.",
    ),
    "time_written": (
        "repaired",
        "dates are written in another way than 2026-01-31 ({examples}), but without doubt; they were read.",
        "tanggal tidak ditulis seperti 2026-01-31 ({examples}), tetapi jelas maksudnya; sudah dibaca.",
    ),
}
