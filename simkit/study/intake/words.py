"""What a clerk reads about each kind of damage: severity, English, Indonesian.

Sources of the kinds: what Excel and LibreOffice do to a CSV file that is opened by a double click and saved again
(15 significant digits, the list separator and date order of the computer's region, ### in narrow columns,
1,048,576 rows). Each kind has a test in tests/test_detect_intake.py.
"""

from __future__ import annotations

from .words_values import TIMES, VALUES

FILES = {
    "file_unknown": (
        "skipped",
        "this file has the name of none of simkit's tables, so it was not read{near_en}.",
        "nama berkas ini bukan nama tabel simkit, jadi tidak dibaca{near_id}.",
    ),
    "file_sheet": (
        "skipped",
        "a spreadsheet file is not read. Open it and save each sheet with File > Save As > CSV UTF-8.",
        "berkas lembar kerja (Excel) tidak dibaca. Bukalah, lalu simpan tiap lembar lewat File > Simpan Sebagai > "
        "CSV UTF-8.",
    ),
    "file_second": (
        "skipped",
        "this file holds the same table as {other}, which was read; this one was not. Keep only the right one.",
        "berkas ini memuat tabel yang sama dengan {other}, yang sudah dibaca; yang ini tidak. Simpan satu saja.",
    ),
    "file_truth": (
        "skipped",
        "the folder truth is never read here: a detector sees only what an investigator sees.",
        "folder truth tidak pernah dibaca di sini: detektor hanya melihat yang terlihat oleh penyelidik.",
    ),
    "file_empty": (
        "skipped",
        "the file is empty, so the table was not read. Export it again.",
        "berkas ini kosong, jadi tabelnya tidak dibaca. Ekspor ulang.",
    ),
    "file_unreadable": (
        "refused",
        "the file cannot be read: {why}. Export it again.",
        "berkas tidak bisa dibaca: {why}. Ekspor ulang.",
    ),
    "file_gone": (
        "refused",
        "the table was saved here, but its file is gone. Copy the whole folder again.",
        "tabel ini dulu disimpan di sini, tetapi berkasnya tidak ada. Salin lagi seluruh foldernya.",
    ),
    "file_beside": (
        "skipped",
        "this file was put into a result of simkit, which says itself what belongs to it; it was not read. To have "
        "it read, copy the CSV files to a folder without manifest.json.",
        "berkas ini diletakkan di hasil simkit, yang punya daftar isinya sendiri; tidak dibaca. Kalau ingin dibaca, "
        "salin berkas CSV ke folder tanpa manifest.json.",
    ),
    "file_form": (
        "skipped",
        "the file has the name of the table {table_name}, but files ending in {form} are not read. Unpack it or "
        "save it as CSV UTF-8.",
        "nama berkas ini nama tabel {table_name}, tetapi berkas berakhiran {form} tidak dibaca. Bongkar atau simpan "
        "sebagai CSV UTF-8.",
    ),
    "file_changed": (
        "noted",
        "the file is not the one that simkit saved here: its content has changed since. Where it can be seen what "
        "changed, it stands in this list.",
        "berkas ini bukan lagi yang disimpan simkit di sini: isinya sudah berubah. Kalau perubahannya terlihat, "
        "ada di daftar ini.",
    ),
    "file_renamed": (
        "repaired",
        "the file was read as the table {table_name}, going by {by_en}.",
        "berkas ini dibaca sebagai tabel {table_name}, dilihat dari {by_id}.",
    ),
    "encoding": (
        "repaired",
        "the file was saved as {name}, not UTF-8; it was read as {name}. Letters like é should look right: check.",
        "berkas disimpan sebagai {name}, bukan UTF-8; dibaca sebagai {name}. Periksa apakah huruf seperti é benar.",
    ),
    "bom": (
        "repaired",
        "an invisible mark (BOM) stood before the first column's name; it was taken off.",
        "ada tanda tak terlihat (BOM) di depan nama kolom pertama; tanda itu dihapus.",
    ),
    "separator": (
        "repaired",
        "the columns are separated by {name_en} instead of a comma; they were read so, and nothing is lost.",
        "kolomnya dipisah {name_id}, bukan koma; dibaca begitu, tidak ada yang hilang.",
    ),
    "one_cell": (
        "repaired",
        "each row stood in one cell, between quotes: the file was opened with another separator and saved. The rows "
        "were taken apart again.",
        "tiap baris ada di satu sel, di antara tanda kutip: berkas dibuka dengan pemisah lain lalu disimpan. "
        "Barisnya sudah dipisah lagi.",
    ),
    "rows_blank": (
        "repaired",
        "empty rows ({rows}) were left out; nothing is lost.",
        "baris kosong ({rows}) dilewati; tidak ada yang hilang.",
    ),
    "rows_same": (
        "repaired",
        "the same row stands more than once ({rows}); each is counted once.",
        "baris yang sama muncul lebih dari sekali ({rows}); masing-masing dihitung sekali.",
    ),
    "rows_ragged": (
        "skipped",
        "{n} rows ({rows}) have more or fewer columns than the header, often a comma inside a name; they were left "
        "out. Put such a value between quotes.",
        "{n} baris ({rows}) punya kolom lebih banyak atau lebih sedikit daripada judul, sering karena koma di dalam "
        "nama; dilewati. Beri tanda kutip pada nilai seperti itu.",
    ),
    "rows_key": (
        "refused",
        "the same {column_name} stands on different rows ({rows}), so nobody can tell which row is right; the table "
        "was not used. Export it again.",
        "{column_name} yang sama ada di baris yang berbeda ({rows}), jadi tidak jelas baris mana yang benar; "
        "tabelnya tidak dipakai. Ekspor ulang.",
    ),
    "rows_cut": (
        "refused",
        "the file has exactly 1,048,576 rows, the most a spreadsheet holds: the rest was cut off. The table was not "
        "used. Export it again without opening it in a spreadsheet.",
        "berkas ini tepat 1.048.576 baris, batas lembar kerja: sisanya terpotong. Tabelnya tidak dipakai. Ekspor "
        "ulang tanpa membukanya di lembar kerja.",
    ),
    "rows_swallowed": (
        "noted",
        "{n} cells ({rows}) hold {lines} line ends: a quotation mark that is not closed takes the rows below it "
        "into one cell, and they are not read. Check these rows.",
        "{n} sel ({rows}) berisi {lines} pergantian baris: tanda kutip yang tidak ditutup memasukkan baris di "
        "bawahnya ke satu sel, dan baris itu tidak terbaca. Periksa baris ini.",
    ),
    "open_end": (
        "noted",
        "the file ends without a line end: its last row ({rows}) may be cut off, and rows below it may be missing. "
        "Compare it with the original.",
        "berkas ini berakhir tanpa pergantian baris: baris terakhirnya ({rows}) mungkin terpotong, dan baris di "
        "bawahnya mungkin hilang. Bandingkan dengan aslinya.",
    ),
    "letters_lost": (
        "noted",
        "{count} letters could not be read and stand as \ufffd; texts that hold them differ from the original. "
        "Export again as UTF-8.",
        "{count} huruf tidak bisa dibaca dan menjadi \ufffd; teks yang memuatnya berbeda dari aslinya. Ekspor ulang "
        "sebagai UTF-8.",
    ),
    "cut_unknown": (
        "skipped",
        "the table cannot be cut off at the day of --as-of, because this column, its date, is missing; "
        "it was not used.",
        "tabel ini tidak bisa dipotong pada tanggal --as-of, karena kolom ini, tanggalnya, tidak ada; tidak dipakai.",
    ),
    "rows_differ": (
        "skipped",
        "the table has {have} rows; when it was saved it had {want}. What is there was used.",
        "tabel ini berisi {have} baris; waktu disimpan ada {want}. Yang ada tetap dipakai.",
    ),
}

HEADS = {
    "head_tidied": (
        "repaired",
        "column names were written differently ({names}); they were read as the known ones.",
        "nama kolom tertulis berbeda ({names}); dibaca sebagai nama yang dikenal.",
    ),
    "head_extra": (
        "skipped",
        "columns that the table does not have ({names}) were not read.",
        "kolom yang tidak ada di tabel ini ({names}) tidak dibaca.",
    ),
    "head_missing": (
        "refused",
        "the column is missing{near_en}. What needs it will be skipped.",
        "kolom ini tidak ada{near_id}. Yang memerlukannya akan dilewati.",
    ),
    "head_same": (
        "repaired",
        "the column stands twice with the same values; it was read once.",
        "kolom ini ada dua kali dengan isi yang sama; dibaca sekali.",
    ),
    "head_twice": (
        "refused",
        "two columns have this name and different values, so neither was used. Delete the wrong one.",
        "dua kolom bernama sama tetapi isinya berbeda, jadi keduanya tidak dipakai. Hapus yang salah.",
    ),
    "head_none": (
        "refused",
        "the first row holds no column names of the table (it begins {names}), so the table was not used. Put the "
        "names back into row 1.",
        "baris pertama tidak memuat nama kolom tabel ini (awalnya {names}), jadi tabel tidak dipakai. Kembalikan "
        "nama kolom ke baris 1.",
    ),
    "key_lost": (
        "refused",
        "the table cannot be used without this column, by which its rows are told apart.",
        "tabel ini tidak bisa dipakai tanpa kolom ini, pembeda antarbarisnya.",
    ),
}

ACROSS = {
    "time_1904": (
        "repaired",
        "{count} dates lie 1,462 days from those of the other tables, as a spreadsheet with the 1904 calendar "
        "writes them; they were put back.",
        "{count} tanggal berjarak 1.462 hari dari tabel lain, seperti ditulis lembar kerja dengan kalender 1904; "
        "sudah dikembalikan.",
    ),
    "time_before": (
        "noted",
        "{count} rows lie before what they point to in {other}, by up to {hours} hours: one of the two tables may "
        "be in another time zone, or its dates are wrong. Lists that rest on both may be wrong.",
        "{count} baris terjadi sebelum yang dirujuknya di {other}, sampai {hours} jam: salah satu tabel mungkin "
        "memakai zona waktu lain, atau tanggalnya salah. Daftar yang memakai keduanya bisa salah.",
    ),
    "time_order": (
        "noted",
        "{count} rows have this moment before {other}, which should come first. Check both columns.",
        "di {count} baris waktu ini lebih awal daripada {other}, padahal seharusnya sesudahnya. Periksa kedua kolom.",
    ),
    "time_outside": (
        "noted",
        "{count} rows lie outside the time of the other tables ({start} to {end}): this table may be in another "
        "time zone or another calendar.",
        "{count} baris berada di luar rentang waktu tabel lain ({start} sampai {end}): tabel ini mungkin memakai "
        "zona waktu atau kalender lain.",
    ),
    "time_short": (
        "noted",
        "the table has rows up to {last}, the others up to {end}: its last part may be missing.",
        "tabel ini berisi baris sampai {last}, yang lain sampai {end}: bagian akhirnya mungkin hilang.",
    ),
    "time_within": (
        "noted",
        "only {count} of {of} look-ups lie within the ticket they name in {other}: one of the two tables may be in "
        "another time zone. Lists of agents may be wrong.",
        "hanya {count} dari {of} pembukaan data terjadi selama tiket yang disebutnya di {other}: salah satu tabel "
        "mungkin memakai zona waktu lain. Daftar petugas bisa salah.",
    ),
    "time_night": (
        "noted",
        "the middle of the working day lies at {hour} o'clock, but desks and shops work by day: the times may be "
        "in another zone, such as UTC. Export them in local time, or with the zone behind each time.",
        "tengah hari kerja jatuh pada pukul {hour}, padahal loket dan gerai buka siang hari: waktunya mungkin dari "
        "zona lain, misalnya UTC. Ekspor dengan waktu setempat, atau dengan zona di belakang tiap waktu.",
    ),
    "birth_differs": (
        "noted",
        "{count} people have another date of birth than their NIK holds.",
        "{count} orang bertanggal lahir lain daripada yang ada di NIK-nya.",
    ),
    "says_other": (
        "noted",
        "{count} rows say something else than {other} does. One of the two has been changed.",
        "{count} baris berbeda dari {other}. Salah satunya sudah berubah.",
    ),
    "value_twice": (
        "skipped",
        "{count} rows name one that an earlier row has, though each can stand once only; here they were read as empty.",
        "{count} baris menyebut yang sudah ada di baris sebelumnya, padahal masing-masing hanya boleh sekali; di sini "
        "dibaca sebagai kosong.",
    ),
    "value_gone": (
        "noted",
        "{count} rows have a value either here or in {other}, but not in both, as simkit always does: some "
        "were deleted.",
        "{count} baris berisi nilai di sini atau di {other} saja, padahal simkit selalu menulis keduanya: ada nilai "
        "yang "
        "terhapus.",
    ),
    "rows_absent": (
        "noted",
        "the numbers run up to {top}, but there are only {have} rows: {count} may be missing. Lists are as "
        "incomplete as the table.",
        "nomornya sampai {top}, tetapi hanya ada {have} baris: {count} mungkin hilang. Daftar sama tidak lengkapnya "
        "dengan tabel ini.",
    ),
    "ref_gone": (
        "noted",
        "{count} rows name something that is not in {other}: rows are missing there, or the numbers were changed "
        "here.",
        "{count} baris menyebut sesuatu yang tidak ada di {other}: ada baris yang hilang di sana, atau nomornya "
        "berubah di sini.",
    ),
}

SAID = FILES | HEADS | VALUES | TIMES | ACROSS
"""Severity, English and Indonesian of every code."""
