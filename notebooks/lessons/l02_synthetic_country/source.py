# %% [markdown] key="title" lang="id" name="02-negeri-rekaan"
# # 02 · Negeri rekaan: apa yang biasa?

# %% [markdown] key="title" lang="en" name="02-a-synthetic-country"
# # 02 · A synthetic country: what is usual?

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Kapan “banyak SIM atas satu NIK” patut dicurigai? |
# | **Sesudah ini kamu dapat** | membaca NIK (2.1); memeriksa siapa yang hilang atau salah dinamai dalam gabungan tabel (2.2); menghitung SIM per NIK dan membandingkannya dengan batas (2.3); mencari alasan yang jujur (2.4); memakai laju dasar (2.5) |
# | **Waktu** | 40–70 menit, inti saja 25–45 menit (perkiraan): soal 2.1, 2.3, dan 2.5 adalah intinya; jawaban 2.2 dan 2.4 boleh dilewati, selnya tetap dijalankan |
# | **Data** | negeri rekaan dengan hampir seratus ribu orang dan satu komplotan |
# | **Istilah** | NIK, kunci, nilai kosong, laju dasar, presisi, alarm palsu |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | When is “many SIMs on one NIK” worth a suspicion? |
# | **Afterwards you can** | read a NIK (2.1); check whom a join of tables loses or mislabels (2.2); count SIMs per NIK against the cap (2.3); look for honest reasons (2.4); use a base rate (2.5) |
# | **Time** | 40–70 minutes, the core alone 25–45 minutes (estimated): exercises 2.1, 2.3 and 2.5 are the core; the answers to 2.2 and 2.4 may be skipped, their cells are run |
# | **Data** | an invented country of nearly a hundred thousand people and one ring |
# | **Words** | NIK, key, missing value, base rate, precision, false alarm |

# %% key="begin"
import pandas as pd

from simkit.engine.run import simulate
from simkit_course import *
from simkit_course.lessons.l02_synthetic_country import figures as plots_identity
from simkit_course.lessons.l02_synthetic_country.material import (
    heavy_holders,
    province_codes,
    province_of,
    ring_flags,
    through_spreadsheet,
)

start("02")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# Seorang menteri mengumumkan bahwa ada NIK yang memegang lebih dari seratus nomor (sumber: `sims-per-nik-later`). Bertahun-tahun
# sebelumnya, satu NIK bahkan pernah tercatat pada lebih dari dua juta nomor (sumber: `sims-per-nik-2018`). Kesimpulan yang
# mudah: tandai semua NIK yang memegang banyak SIM, dan komplotannya ditemukan.
#
# Kamu diminta membuat daftar itu. Sebelum menuduh, jawab dahulu pertanyaan yang membosankan: **apa yang biasa?** Untuk itu kita
# membutuhkan sebuah negeri yang kunci jawabannya kita pegang: siapa yang sebenarnya mendaftarkan setiap SIM. Negeri seperti itu
# hanya ada dalam simulasi.

# %% [markdown] key="story" lang="en"
# ## The story
#
# A minister announces that some NIKs hold more than a hundred numbers (source: `sims-per-nik-later`). Years before, a single
# NIK was even found on more than two million numbers (source: `sims-per-nik-2018`). The easy conclusion: flag every NIK that
# holds many SIMs, and there is your ring.
#
# You are asked to make that list. Before accusing anybody, answer the dull question first: **what is usual?** For that we need
# a country whose answer key we hold: who really registered each SIM. Such a country exists only in a simulation.

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Dua tabel. Di tabel `people` setiap baris adalah satu orang; di tabel `sims` setiap baris adalah satu SIM. Kolom `nik` ada di
# keduanya: itulah **kunci** yang menghubungkannya. Tabel `people` berisi seperlima lebih banyak orang daripada yang diminta
# `n_people`: orang tambahan itu juga dapat memegang SIM, tetapi tidak bertindak dalam simulasi. Nomor telepon bukan kunci yang
# baik: sesudah masa jeda, nomor yang sama dapat diterbitkan lagi untuk orang lain (sumber: `recycle-60-days`).

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# Two tables. In `people` each row is one person; in `sims` each row is one SIM. The column `nik` is in both: it is the **key**
# that connects them. The table `people` holds a fifth more people than `n_people` asks for: the extra people can hold
# SIMs too, but they do not act in the simulation. A telephone number is no good key: after a pause the same number may be issued
# again to somebody else (source: `recycle-60-days`).

# %% key="simulate"
country = simulate("lesson-ring", seed=1, settings={"people.n_people": 80_000})
people = country.observed["people"]
sims = country.observed["sims"]

people[["nik", "name", "sex", "birth_date", "province"]].head(5)

# %% key="five-rows"
sims[["sim_id", "nik", "operator_id", "registered_at", "channel", "outlet_id"]].head(5)

# %% [markdown] key="missing" lang="id"
# `<NA>` adalah **nilai kosong**. Apakah datanya hilang? Hitung dahulu, baru menduga:

# %% [markdown] key="missing" lang="en"
# `<NA>` is a **missing value**. Has data been lost? Count first, guess later:

# %% key="missing-by-channel"
is_missing = sims["outlet_id"].isna()

is_missing.groupby(sims["channel"], observed=True).agg(n_sims="size", n_missing="sum")

# %% [markdown] key="missing-why" lang="id"
# Tidak ada yang hilang: kolom itu kosong tepat ketika orang mendaftar sendiri (`self`), karena memang tidak ada gerainya. Nilai
# kosong yang punya sebab adalah informasi.

# %% [markdown] key="missing-why" lang="en"
# Nothing was lost: the column is empty exactly where people registered by themselves (`self`), as there was no outlet. A
# missing value with a reason is information.

# %% [markdown] key="ex-1" lang="id"
# ## Soal 2.1 · Baca sebuah NIK (6–10 menit)
#
# Enam belas angka itu bukan acak (sumber: `nik-structure`):
#
# | Angka ke- | Isi |
# |---|---|
# | 1–2 | provinsi |
# | 3–6 | kabupaten atau kota, lalu kecamatan |
# | 7–8 | hari lahir; pada perempuan ditambah 40 |
# | 9–10 | bulan lahir |
# | 11–12 | dua angka terakhir tahun lahir |
# | 13–16 | nomor urut |
#
# Lengkapi ketiga `____` di bawah, dan perbaiki baris `day`, yang masih keliru untuk perempuan. `digits[6:8]` mengambil angka ke-7 dan ke-8: Python menghitung dari 0, dan batas kanan tidak ikut.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 2.1 · Read a NIK (6–10 minutes)
#
# The sixteen digits are not random (source: `nik-structure`):
#
# | Digits | Meaning |
# |---|---|
# | 1–2 | province |
# | 3–6 | kabupaten or kota (regency or city), then kecamatan (district) |
# | 7–8 | day of birth; 40 is added for women |
# | 9–10 | month of birth |
# | 11–12 | last two digits of the year of birth |
# | 13–16 | serial number |
#
# Fill in the three `____` below, and mend the line `day`, which is still wrong for women. `digits[6:8]` takes the digits 7 and 8: Python counts from 0, and the right end is left out.


# %% key="do-1"
def read_nik(nik):
    digits = str(nik)
    day = int(digits[6:8])
    return {
        "province": int(digits[0:2]),
        "is_female": ____,
        "day": day,
        "month": ____,
        "year2": ____,
    }


exercise("2.1").check(read_nik, people)

# %% key="help-1"
# exercise("2.1").hint()

# %% [markdown] key="century" lang="id"
# ### Jebakan pertama: abad yang tidak tertulis
#
# NIK hanya menyimpan dua angka tahun (sumber: `nik-structure`). Sel berikut memakai aturan yang mudah terpikir. Simulasi ini
# mulai pada tahun 2024, jadi angka sampai 24 dibaca sebagai abad ini, dan angka di atasnya sebagai abad lalu. Apakah aturan
# itu cukup?

# %% [markdown] key="century" lang="en"
# ### The first trap: a century that is not written
#
# A NIK keeps only two digits of the year (source: `nik-structure`). The next cell uses a rule that comes to mind easily. This
# simulation starts in 2024, so digits up to 24 are read as this century, and larger ones as the last. Is that rule good
# enough?

# %% key="two-centuries"
year_now = 24
year2 = people["nik"] // 10**4 % 100
guess = year2.where(year2 > year_now, year2 + 100) + 1900

pd.Series(
    {
        "n_people": len(people),
        "n_wrong_with_this_rule": (guess != people["birth_date"].dt.year).sum(),
        "n_that_fit_two_centuries": (year2 <= year_now).sum(),
        "oldest_person_born_in": people["birth_date"].dt.year.min(),
    },
    name="value",
).to_frame()

# %% [markdown] key="century-why" lang="id"
# Di negeri ini aturan itu tidak pernah keliru, tetapi hanya karena tidak ada yang lahir sebelum 1925; pada `n_that_fit_two_centuries` orang, dua angka itu juga cocok dengan abad lalu. Di luar simulasi, dua belas
# angka pertama pada NIK seorang bayi dan pada NIK nenek buyutnya, yang lahir tepat seratus tahun lebih awal, dapat sama.

# %% [markdown] key="century-why" lang="en"
# In this country the rule never errs, but only because nobody in it was born before 1925; for `n_that_fit_two_centuries` people the two digits fit the last century as well. Outside a simulation, the first twelve
# digits can be the same in the NIK of a baby and of a great-grandmother, born exactly a hundred years earlier.

# %% [markdown] key="spreadsheet" lang="id"
# ### Jebakan kedua: enam belas angka terlalu panjang
#
# Andaikan tabel ini pernah dibuka dan disimpan dengan program yang hanya mengingat lima belas angka dan mengganti sisanya dengan
# nol; begitulah program lembar kerja (spreadsheet) bekerja (sumber: `float-16-digits`). Coba sendiri: ketik sebuah NIK rekaan
# dari tabel di atas ke program yang biasa kamu pakai. Lalu kita cari kembali orangnya. Baris ketiga memperlihatkan hal yang
# serupa di dalam Python: angka desimal (`float64`).

# %% [markdown] key="spreadsheet" lang="en"
# ### The second trap: sixteen digits are too long
#
# Suppose this table was once opened and saved with a program that remembers only fifteen digits and puts zeros for the rest;
# spreadsheets do so (source: `float-16-digits`). Try it: type an invented NIK from the table above into the one you use. Then we
# look its people up again. The third row shows something similar inside Python: a decimal number (`float64`).

# %% key="broken-niks"
broken = through_spreadsheet(people["nik"])
as_float = people["nik"].astype("float64").astype("int64")

pd.DataFrame(
    {
        "nik": [int(column.iloc[0]) for column in (people["nik"], broken, as_float)],
        "n_changed": [int((column != people["nik"]).sum()) for column in (people["nik"], broken, as_float)],
        "n_sims_whose_owner_is_found": [
            int(sims["nik"].isin(column).sum()) for column in (people["nik"], broken, as_float)
        ],
    },
    index=["original", "fifteen digits", "float64"],
)

# %% key="who-was-changed"
people.loc[as_float != people["nik"], "nik"].astype("string").str[:2].value_counts().sort_index().to_frame()

# %% [markdown] key="spreadsheet-why" lang="id"
# Tidak ada pesan kesalahan, dan di layar NIK itu masih tampak seperti NIK. **Simpan NIK sebagai teks atau bilangan bulat,
# jangan pernah sebagai angka desimal.** Tabel kedua memperlihatkan NIK mana yang diubah oleh `float64`: hanya yang
# diawali angka 9, yaitu Papua (sumber: `float-16-digits`).

# %% [markdown] key="spreadsheet-why" lang="en"
# There is no error message, and on the screen the NIK still looks like one. **Keep a NIK as text or as a whole number, never as
# a decimal one.** The second table shows which NIKs `float64` changes: only those that begin with a 9, which is Papua
# (source: `float-16-digits`).

# %% [markdown] key="ex-2" lang="id"
# ## Soal 2.2 · Gabungan yang diam-diam salah (6–9 menit)
#
# Jebakan ketiga. Dua angka pertama NIK adalah kode provinsi menurut Kemendagri. Statistik BPS memakai kode yang **hampir**
# sama (sumber: `papua-code-trap`):

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 2.2 · A join that is silently wrong (6–9 minutes)
#
# The third trap. The first two digits of a NIK are the province's code as Kemendagri, the Ministry of Home Affairs,
# writes it. BPS, the statistics office, uses codes that are **almost** the same (source: `papua-code-trap`):

# %% key="codes"
province_codes().tail(8)

# %% [markdown] key="join" lang="id"
# Seorang teman menggabungkan NIK dengan tabel BPS. Kolom `right` memakai daftar yang benar, kolom `joined` daftar BPS:

# %% [markdown] key="join" lang="en"
# A friend has joined the NIKs to a BPS table. The column `right` uses the right list, the column `joined` that of BPS:

# %% key="joined"
right = province_of(people["nik"], "kemendagri")
joined = province_of(people["nik"], "bps")

people[["nik"]].assign(right=right, joined=joined)[right != joined].head(5)

# %% [markdown] key="ask-2" lang="id"
# Berapa orang yang tidak mendapat provinsi (`missing`), dan berapa yang mendapat provinsi yang salah (`wrong`)? Isi dengan
# perhitungan dari `joined` dan `right`; `.isna()` dan `.notna()` mencari yang kosong dan yang berisi.

# %% [markdown] key="ask-2" lang="en"
# How many people get no province (`missing`), and how many get a wrong one (`wrong`)? Compute both from `joined` and `right`;
# `.isna()` and `.notna()` find the empty ones and the others.

# %% key="do-2"
lost = {
    "missing": ____,
    "wrong": ____,
}

exercise("2.2").check(lost, people)

# %% key="help-2"
# exercise("2.2").hint()

# %% [markdown] key="ex-3" lang="id"
# ## Soal 2.3 · Hitung SIM per NIK (6–9 menit)
#
# Aturannya: paling banyak tiga nomor untuk satu NIK **di satu operator** (sumber: `cap-three`). `groupby` mengelompokkan baris
# yang sama, dan `size` menghitung isi setiap kelompok.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 2.3 · Count SIMs per NIK (6–9 minutes)
#
# The rule: at most three numbers for one NIK **at one operator** (source: `cap-three`). `groupby` puts equal rows together, and
# `size` counts what is in each group.

# %% key="count"
per_nik = sims.groupby("nik").size()
per_operator = sims.groupby(["nik", "operator_id"]).size()

per_operator.head(5).rename("n_sims").reset_index()

# %% [markdown] key="ask-3" lang="id"
# Hitung rata-rata SIM per NIK (`mean`; hanya NIK yang ada di `sims`, tanpa dibulatkan), bagian NIK yang memegang lebih dari tiga
# SIM di semua operator bersama (`share_over_3`, antara 0 dan 1), dan banyaknya pasangan NIK dan operator yang melewati batas (`n_over_cap`).

# %% [markdown] key="ask-3" lang="en"
# Compute the mean number of SIMs per NIK (`mean`; only NIKs that are in `sims`, not rounded), the share of NIKs that hold more than
# three SIMs at all operators together (`share_over_3`, from 0 to 1), and how many pairs of NIK and operator lie beyond the cap (`n_over_cap`).

# %% key="do-3"
counts = {
    "mean": ____,
    "share_over_3": ____,
    "n_over_cap": ____,
}

exercise("2.3").check(counts, sims)

# %% key="help-3"
# exercise("2.3").hint()

# %% key="figure-sims"
draw(plots_identity.sims_per_nik, sims)

# %% [markdown] key="claim" lang="id"
# ## Klaim di samping simulasi
#
# Pada tahun pertama wajib daftar, di Indonesia tercatat rata-rata 2,61 nomor per NIK (sumber: `sims-per-nik-2018`).
# Bandingkan dengan negeri ini. Ada dua cara menyebut “yang biasa”, yaitu rata-rata dan median: mana yang bergeser kalau seratus
# NIK dengan SIM terbanyak dibuang?

# %% [markdown] key="claim" lang="en"
# ## The claim beside the simulation
#
# In the first year of compulsory registration, Indonesia counted a mean of 2.61 numbers per NIK (source: `sims-per-nik-2018`).
# Compare this country. There are two ways of saying “usual”, the mean and the median: which of them moves when the hundred
# NIKs with the most SIMs are dropped?

# %% key="compare"
rest = per_nik.sort_values().iloc[:-100]

pd.DataFrame(
    {
        name: {"mean": held.mean(), "median": held.median(), "most": held.max(), "n_sims": held.sum()}
        for name, held in {"all": per_nik, "without_the_largest_hundred": rest}.items()
    }
).round(2)

# %% [markdown] key="claim-why" lang="id"
# Di sini rata-ratanya di bawah 2,61. Seratus NIK saja sudah menggesernya; mediannya tetap. Bahwa keduanya di sini hampir sama tidak menunjukkan
# ekornya, yaitu sedikit NIK dengan sangat banyak SIM: selisih kedua kolom di baris `n_sims` adalah SIM milik seratus NIK itu. Negara tetangga yang
# menerbitkan ekornya menemukannya juga (sumber: `sims-tail-thailand-2024`). Ukuran ekor di sini kami ambil dari sana: sebuah **mekanisme**, bukan penemuan.

# %% [markdown] key="claim-why" lang="en"
# The mean here is below 2.61. A hundred NIKs are enough to move it; the median stays. That the two nearly agree here does not show the
# tail, a few NIKs with very many SIMs: the difference of the two columns in the row `n_sims` is what those hundred hold. A neighbouring country that
# published its tail found one, too (source: `sims-tail-thailand-2024`). Its size here is taken from there: a **mechanism**, not a discovery.

# %% [markdown] key="ex-4" lang="id"
# ## Soal 2.4 · Alasan yang jujur (7–10 menit)
#
# Siapa saja yang memegang lebih dari tiga SIM? Tabel `heavy` memuat semuanya, yang terbanyak lebih dahulu. Kolom
# `n_sims` menghitung SIM di semua operator bersama; `most_at_one_operator` hanya di satu operator, yaitu tempat SIM-nya paling banyak.

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 2.4 · Honest reasons (7–10 minutes)
#
# Who holds more than three SIMs? The table `heavy` lists them all, the largest first. The column
# `n_sims` counts the SIMs at all operators together; `most_at_one_operator` only at one, the one with the most.

# %% key="heavy"
heavy = heavy_holders(sims, people)

print("n_heavy =", len(heavy))
heavy.head(5)

# %% [markdown] key="ask-4" lang="id"
# Bagi semua NIK di `heavy` ke dalam tiga kelompok, dan hitung isinya:
#
# - `by_trade`: pedagang atau organisasi (`kind` bukan `individual`);
# - `several_operators`: perorangan yang tidak melewati tiga di operator mana pun;
# - `left_over`: perorangan sisanya.

# %% [markdown] key="ask-4" lang="en"
# Put every NIK of `heavy` into one of three groups and count them:
#
# - `by_trade`: resellers or organisations (`kind` is not `individual`);
# - `several_operators`: individuals who do not exceed three at any operator;
# - `left_over`: the other individuals.

# %% key="do-4"
reasons = {
    "by_trade": ____,
    "several_operators": ____,
    "left_over": ____,
}

exercise("2.4").check(reasons, sims, people)

# %% key="help-4"
# exercise("2.4").hint()

# %% [markdown] key="left" lang="id"
# Bagaimana dengan sisanya? Daftar `sims` mengingat **semua** SIM yang pernah didaftarkan, termasuk yang sudah diganti. Kita buang
# SIM yang sudah tidak hidup (tabel `blocks`), lalu membuat tabel itu sekali lagi:

# %% [markdown] key="left" lang="en"
# And the left-over? The list `sims` remembers **every** SIM ever registered, including those since replaced. We drop the SIMs that are
# no longer alive (table `blocks`) and make the same table once more:

# %% key="alive"
blocks = country.observed["blocks"]
ended = blocks.loc[blocks["target"] == "sim", "sim_id"]
alive = sims.loc[~sims["sim_id"].isin(ended), ["nik", "operator_id"]]

held = {"all": heavy, "alive": heavy_holders(alive, people)}
pd.DataFrame(
    {
        name: {
            "n_heavy": len(table),
            "left_over": ((table["kind"] == "individual") & (table["most_at_one_operator"] > 3)).sum(),
        }
        for name, table in held.items()
    }
)

# %% [markdown] key="left-why" lang="id"
# Sisanya habis: mereka tidak memegang terlalu banyak SIM sekaligus. Jadi tampak tiga alasan yang dapat jujur, yaitu beberapa
# operator, usaha, dan SIM lama yang masih tercatat. Yang keempat tidak tampak di sini: keluarga yang memakai NIK satu orang.

# %% [markdown] key="left-why" lang="en"
# The left-over are gone: they do not hold too many SIMs at once. So three reasons show that can be honest: several operators,
# one's trade, old SIMs still listed. A fourth cannot be seen here: a family that uses one person's NIK.

# %% [markdown] key="truth" lang="id"
# ## Buka kunci jawaban
#
# Di negeri rekaan kita boleh melihat jawabannya: SIM mana yang didaftarkan komplotan. Bagiannya dari semua SIM disebut **laju
# dasar** (`base_rate`). Apakah tanda “lebih dari tiga SIM” menemukan SIM-SIM itu?

# %% [markdown] key="truth" lang="en"
# ## Open the answer key
#
# In an invented country we may look at the answer: which SIMs a ring registered. Their share of all SIMs is the **base rate**
# (`base_rate`). Does the flag “more than three SIMs” find them?

# %% key="flag"
is_ring = ring_flags(country)
is_flagged = sims["nik"].map(per_nik) > 3
base_rate = is_ring.mean()

table = is_ring.groupby(is_flagged.rename("is_flagged")).agg(n_sims="size", n_ring="sum", share_ring="mean")
print(f"base_rate = {base_rate:.4f}")
print(f"ring_sims_per_nik = {sims.loc[is_ring, 'nik'].value_counts().mean():.2f}")
table.round(4)

# %% [markdown] key="flag-why" lang="id"
# Hampir semua yang ditandai adalah SIM orang jujur, dan sebagian besar SIM komplotan justru tidak ditandai. Yang ditandai (`n_ring`) ada pada NIK
# yang pemiliknya sudah punya SIM, di kelompok yang baru kita beri alasan jujur: sebuah alasan tidak membebaskan setiap SIM di kelompoknya. Komplotan
# menyebarkan SIM-nya, sedikit pada setiap NIK (`ring_sims_per_nik`), seperti dalam sebuah perkara nyata: 1,3 kartu per identitas (sumber: `bogor-2024`).

# %% [markdown] key="flag-why" lang="en"
# Almost all the flagged SIMs are honest people's, and most of the ring's SIMs are not flagged. Those that are (`n_ring`) stand on NIKs whose owners
# have SIMs already, in groups that we have just given an honest reason: a reason does not clear every SIM of its group. The ring spreads its SIMs,
# few on each NIK (`ring_sims_per_nik`), as in a real case: 1.3 cards for each identity (source: `bogor-2024`).

# %% [markdown] key="ex-5" lang="id"
# ## Soal 2.5 · Dari yang ditandai, berapa yang benar? (6–9 menit)
#
# Kamu mendapat detektor yang jauh lebih baik. Ia menemukan 90 persen SIM komplotan dan keliru hanya pada satu persen SIM orang
# jujur. Dari 10.000 SIM di negeri ini (dengan `base_rate` dari sel di atas): berapa SIM komplotan yang ditandai (`right`),
# berapa SIM orang jujur yang ditandai (`false`: **alarm palsu**), dan berapa bagian dari semua yang ditandai yang milik komplotan
# (`precision`: **presisi**, antara 0 dan 1; dua desimal sudah cukup)? **Tebak dahulu**, baru hitung.

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 2.5 · Of those flagged, how many are right? (6–9 minutes)
#
# You are given a far better detector. It finds 90 per cent of the ring's SIMs and errs on only one per cent of the honest ones.
# Of 10,000 SIMs of this country (with `base_rate` from the cell above): how many of the ring's SIMs are flagged (`right`), how
# many honest ones are flagged (`false`: **false alarms**), and what share of all flagged is the ring's (`precision`, from 0 to 1)?
# Two decimals will do for it. **Guess first**, then compute.

# %% key="do-5"
n = 10_000
hit = 0.9
slip = 0.01

n_right = ____
n_false = ____

flagged = {
    "right": n_right,
    "false": n_false,
    "precision": ____,
}

exercise("2.5").check(flagged, base_rate)

# %% key="help-5"
# exercise("2.5").hint()

# %% [markdown] key="picture" lang="id"
# ## Sepuluh ribu titik
#
# Setiap titik adalah satu SIM. Segitiga milik komplotan; kotak milik orang jujur yang ikut ditandai. Mana yang lebih
# banyak?

# %% [markdown] key="picture" lang="en"
# ## Ten thousand dots
#
# Each dot is one SIM. Triangles are the ring's; squares are honest people who are flagged along with them. Which are more?

# %% key="figure"
draw(plots_identity.base_rate_grid, is_ring, hit=0.9, slip=0.01)

# %% [markdown] key="limits" lang="id"
# ## Apa yang tidak dapat ditunjukkan data ini
#
# - Berapa laju dasarnya di Indonesia. Bagian komplotan di negeri ini kami tentukan sendiri supaya dapat dipelajari; kami tidak
#   menemukan angka nyatanya.
# - Detektor dengan 90 persen dan satu persen itu hanya asumsi. Untuk pendaftaran massal, presisi yang diterbitkan tidak kami
#   temukan (sumber: `bulk-registration-literature`); penelitian tentang SIM box menyebut akurasi, dan akurasi bukan presisi
#   (sumber: `sim-box-literature`).
# - Siapa yang memakai sebuah SIM. Tabel ini hanya tahu NIK mana yang tertulis.
# - NIK yang tercatat ganda di daftar penduduk (sumber: `dukcapil-quality-2017`): di sini setiap NIK milik tepat satu orang.

# %% [markdown] key="limits" lang="en"
# ## What this data cannot show
#
# - The base rate in Indonesia. We chose the ring's share of this country so that it can be studied; we found no real
#   figure.
# - The detector with its 90 and one per cent is only supposed. For bulk registration we found no published precision
#   (source: `bulk-registration-literature`); studies of SIM boxes (machines that make calls with many SIMs) give an accuracy, and accuracy is not precision
#   (source: `sim-box-literature`).
# - Who uses a SIM. This table only knows which NIK was written down.
# - NIKs that stand twice in the register (source: `dukcapil-quality-2017`): here each NIK belongs to exactly one person.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Di dunia nyata, di balik kotak seperti itu ada seseorang yang nomornya diblokir padahal ia tidak berbuat apa-apa: mungkin pedagang
# > kecil, sopir armada, ibu yang mendaftarkan ponsel anaknya. Sebuah tanda adalah alasan untuk melihat lebih dekat, bukan putusan.
# > NIK di sini memakai kode wilayah yang tidak pernah ada (sumber: `codes-never-issued`); jangan menggantinya dengan NIK orang.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** In the real world such a square is somebody whose number is blocked for nothing: perhaps a small reseller, a fleet
# > driver, a mother who registered her child's phone. A flag is a reason to look closer, not a verdict. The NIKs here use area
# > codes that never existed (source: `codes-never-issued`); do not put a person's NIK in their place.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - NIK memuat wilayah pendaftaran pertama, tanggal lahir, dan jenis kelamin, tetapi tidak memuat abad, dan bukan alamat sekarang.
# - Kunci yang rusak atau daftar kode yang keliru tidak memberi pesan kesalahan: hitung selalu berapa yang kosong dan berapa yang berubah.
# - “Lebih dari tiga” per operator dan di semua operator adalah dua hal yang berbeda, dan di sini hampir semua yang banyak punya alasan jujur.
# - Kalau yang dicari jarang, detektor yang baik pun dapat lebih sering menandai orang jujur.
#
# ## Sebelum pergi
#
# Sebuah perusahaan menawarkan detektor dengan “akurasi 99 persen”. Dua pertanyaan apa yang kamu ajukan sebelum membeli?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Seberapa jarang yang dicari di antara data yang diuji (laju dasar)? Dan dari yang ditandai, berapa bagian yang benar (presisi)?
# Detektor yang tidak pernah menandai siapa pun di negeri ini tepat pada lebih dari 99 persen SIM, dan tidak berguna.
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - A NIK holds the area of first registration, the date of birth and the sex, but not the century, and not the present address.
# - A broken key or a wrong code list gives no error message: always count how many are missing and how many changed.
# - “More than three” at one operator and at all operators are two things, and here nearly all who hold many have an honest reason.
# - Where what you seek is rare, even a good detector can flag mostly honest people.
#
# ## Before you go
#
# A company offers a detector with “99 per cent accuracy”. Which two questions do you ask before you buy?
#
# <details><summary>Compare your answer</summary>
#
# How rare was what it looks for in the data of the test (the base rate)? And of those flagged, what share was right (precision)?
# A detector that never flags anybody in this country is right on more than 99 per cent of the SIMs, and of no use.
#
# </details>

# %% key="progress"
progress()
