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
    "digits_lost": (
        "skipped",
        "{n} numbers above 9,007,199,254,740,992, such as {examples} ({rows}), were kept as floating-point numbers "
        "on the way: their last digits are lost. Those rows were left out. Export again with the column as text.",
        "{n} nomor di atas 9.007.199.254.740.992, misalnya {examples} ({rows}), pernah disimpan sebagai bilangan "
        "desimal: digit terakhirnya hilang. Baris itu dilewati. Ekspor ulang dengan kolom ini sebagai teks.",
    ),
    "digits_lost_column": (
        "refused",
        "{n} numbers above 9,007,199,254,740,992, such as {examples} ({rows}), were kept as floating-point numbers "
        "on the way: their last digits are lost. The column was not used. Export again with the column as text.",
        "{n} nomor di atas 9.007.199.254.740.992, misalnya {examples} ({rows}), pernah disimpan sebagai bilangan "
        "desimal: digit terakhirnya hilang. Kolom ini tidak dipakai. Ekspor ulang dengan kolom ini sebagai teks.",
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
        "{n} numbers ({examples}) had lost their leading zeros; the length is always {length}, so they were put "
        "back.",
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
    "decimal_percent": (
        "repaired",
        "numbers are written as percent ({examples}); they were divided by 100.",
        "angka ditulis dalam persen ({examples}); dibagi 100.",
    ),
    "decimal_rounded": (
        "noted",
        "{n} numbers have more than {places} decimals ({examples}); they were rounded.",
        "{n} angka punya lebih dari {places} desimal ({examples}); dibulatkan.",
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
        "spaces around the text or doubled in it, or invisible letters ({examples}), were taken off.",
        "spasi di sekitar teks, spasi ganda, atau huruf tak terlihat ({examples}) dihapus.",
    ),
    "text_empty": (
        "noted",
        "{n} rows ({rows}) have no text here, where one is expected; they were used as they are.",
        "{n} baris ({rows}) tidak berisi teks di sini, padahal seharusnya ada; baris itu dipakai apa adanya.",
    ),
    "text_case": (
        "noted",
        "the texts are all in capitals or all in small letters ({examples}), which simkit never writes; they were "
        "used as they are. What compares them with another table may find less.",
        "teksnya huruf besar semua atau huruf kecil semua ({examples}), padahal simkit tidak menulis begitu; dipakai "
        "apa adanya. Perbandingan dengan tabel lain bisa menemukan lebih sedikit.",
    ),
    "text_dates": (
        "noted",
        "dates are not written like 2026-01-31 ({examples}); as this column holds what somebody typed, they were "
        "used as they are. What compares them with another table may find less.",
        "tanggal tidak ditulis seperti 2026-01-31 ({examples}); karena kolom ini berisi ketikan orang, dipakai apa "
        "adanya. Perbandingan dengan tabel lain bisa menemukan lebih sedikit.",
    ),
    "word_form": (
        "repaired",
        "{n} rows ({rows}) write a known word in another way ({examples}: capitals, spaces or marks); it was read as "
        "{known_words}.",
        "{n} baris ({rows}) menulis kata yang dikenal dengan cara lain ({examples}: huruf besar, spasi, atau tanda); "
        "dibaca sebagai {known_words}.",
    ),
    "word_unknown": (
        "noted",
        "{n} rows ({rows}) hold a word that simkit does not write here ({examples}); they were used as they are, "
        "but no detector looks for such a word. Known words: {known_words}.",
        "{n} baris ({rows}) berisi kata yang tidak ditulis simkit di sini ({examples}); dipakai apa adanya, tetapi "
        "tidak ada detektor yang mencari kata itu. Kata yang dikenal: {known_words}.",
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
    "time_zone": (
        "repaired",
        "times carry a time zone ({examples}); they were turned into western Indonesian time (WIB, UTC+7), in which "
        "simkit's tables are.",
        "waktu ditulis dengan zona waktu ({examples}); diubah ke Waktu Indonesia Barat (WIB, UTC+7), yang dipakai "
        "tabel simkit.",
    ),
    "time_zone_mixed": (
        "noted",
        "{zoned} times carry a time zone and {others} do not; those without ({examples}, {rows}) were taken for "
        "western Indonesian time (WIB, UTC+7). Check whether that is so.",
        "{zoned} waktu ditulis dengan zona waktu dan {others} tidak; yang tanpa zona ({examples}, {rows}) dianggap "
        "Waktu Indonesia Barat (WIB, UTC+7). Periksa apakah benar begitu.",
    ),
    "time_no_clock": (
        "skipped",
        "the time of day is gone ({examples}); it counts as 00:00. Detectors that look at hours are wrong for these "
        "{n} rows ({rows}).",
        "jamnya hilang ({examples}); dihitung sebagai 00:00. Detektor yang melihat jam salah untuk {n} baris ini "
        "({rows}).",
    ),
    "time_of_day_cut": (
        "noted",
        "days are written with a time of day ({examples}); only the day was used. If the times are in another zone, "
        "the day may be wrong.",
        "hari ditulis bersama jam ({examples}); hanya harinya yang dipakai. Kalau jamnya dari zona lain, harinya "
        "bisa salah.",
    ),
    "time_fraction": (
        "noted",
        "times have fractions of a second ({examples}); these were cut off.",
        "waktu punya pecahan detik ({examples}); pecahannya dibuang.",
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
