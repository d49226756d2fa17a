# %% [markdown] key="title" lang="id" name="04-di-bawah-batas"
# # 04 · Di bawah batas: pendaftaran massal

# %% [markdown] key="title" lang="en" name="04-below-the-cap"
# # 04 · Below the cap: bulk registration

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Apa yang harus dihitung kalau komplotan selalu tinggal di bawah batas? |
# | **Sesudah ini kamu dapat** | menghitung siapa yang terkena batas yang lebih ketat (4.1); menghitung NIK per gawai dan melihat gawai siapa itu (4.2); membedakan keluarga, salah ketik, dan orang yang tidak sekeluarga (4.3); menilai gerai dengan pelanggannya sendiri (4.4); menguji apakah sebuah lonjakan berarti (4.5) |
# | **Waktu** | 50–85 menit, inti saja 35–60 menit (perkiraan): soal 4.1, 4.2, dan 4.4 adalah intinya; jawaban 4.3 dan 4.5 boleh dilewati, selnya tetap dijalankan |
# | **Data** | kumpulan data `registrations`: pendaftaran SIM selama tiga bulan, satu komplotan |
# | **Istilah** | gerai, perangkat gerai, batas, KK, lonjakan, laju dasar, alarm palsu |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | What should be counted when a ring always stays below the cap? |
# | **Afterwards you can** | work out whom a tighter cap hits (4.1); count NIKs on each device and see whose devices they are (4.2); tell families, typing slips and strangers apart (4.3); judge an outlet by its own customers (4.4); test whether a burst means anything (4.5) |
# | **Time** | 50–85 minutes, the core alone 35–60 minutes (estimated): exercises 4.1, 4.2 and 4.4 are the core; the answers to 4.3 and 4.5 may be skipped, their cells are run |
# | **Data** | the data set `registrations`: three months of SIM registrations, one ring |
# | **Words** | outlet, terminal, cap, KK, burst, base rate, false alarm |

# %% key="begin"
import pandas as pd

from simkit.core.folder import load
from simkit.engine.run import simulate
from simkit_course import *
from simkit_course.datasets import home
from simkit_course.lessons.l02_synthetic_country.material import ring_flags
from simkit_course.lessons.l04_below_the_cap import figures as plots_registration
from simkit_course.lessons.l04_below_the_cap.material import (
    at_outlets,
    capped_out,
    caught,
    four_to_guess,
    individual_sims,
    on_tour,
    outlet_days,
    outlet_lists,
    sim_flags,
    terminal_imeis,
)

start("04")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# Dua pegawai sebuah dealer harus mengaktifkan 4.000 kartu untuk mencapai target. Mereka memakai sekitar 3.000 identitas orang
# lain, aplikasi aktivasi milik dealer itu sendiri, dan enam ponsel (sumber: `bogor-2024`).
#
# Padahal aturannya sudah ada: paling banyak tiga nomor untuk satu NIK di satu operator (sumber: `cap-three`). Rata-rata
# mereka jauh di bawah batas itu. Sebelum membaca terus, bagi sendiri: berapa kartu per identitas, dan berapa kartu per ponsel?
# Salah satu dari kedua angka itu biasa saja; yang lain tidak.

# %% [markdown] key="story" lang="en"
# ## The story
#
# Two employees of a dealer had to activate 4,000 cards to reach a target. They used about 3,000 identities of other people, the
# dealer's own activation app, and six phones (source: `bogor-2024`).
#
# Yet the rule was there: at most three numbers for one NIK at one operator (source: `cap-three`). On average they
# stayed far below that cap. Before you read on, divide for yourself: how many cards for each identity, and how many for each
# phone? One of the two numbers is ordinary; the other is not.

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Setiap baris `registrations` adalah satu **percobaan** mendaftarkan SIM: kapan, NIK dan nomor KK yang diketik, di gerai mana
# (kosong kalau mendaftar sendiri), dengan gawai apa (`imei`), dan apa jawabannya (`verdict`). Setiap baris `sims` adalah
# satu SIM baru yang jadi aktif.

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# Each row of `registrations` is one **attempt** to register a SIM: when, the NIK and the KK number as typed, at which outlet
# (missing for those who register themselves), on which device (`imei`), and the answer (`verdict`). Each row of `sims` is one
# new SIM that became active.

# %% key="load"
data = load(home() / "registrations")
registrations = data.observed["registrations"]
sims = data.observed["sims"]
people = data.observed["people"]

registrations[["at", "nik", "kk", "outlet_id", "imei", "verdict", "reason"]].head(5)

# %% key="verdicts"
why = registrations["reason"].astype(object).fillna("-")

registrations.groupby(["verdict", why], observed=True).size().to_frame("n")

# %% [markdown] key="verdicts-why" lang="id"
# Banyak percobaan ditolak karena NIK dan KK tidak cocok (`nik_kk_mismatch`), dan hanya sedikit karena batas (`cap`).
# Yang ditolak sering mencoba lagi, orang jujur maupun komplotan: satu orang dapat mengisi beberapa baris.

# %% [markdown] key="verdicts-why" lang="en"
# Many attempts are refused because NIK and KK do not belong together (`nik_kk_mismatch`), and only few because of the cap
# (`cap`). Those refused often try again, honest people and rings alike: one person may fill several rows.

# %% [markdown] key="claim" lang="id"
# ## Klaim di samping simulasi
#
# Dalam perkara tadi ada 1,3 kartu untuk setiap identitas (sumber: `bogor-2024`). Komplotan dalam data ini kami buat seperti itu:
# sebuah **mekanisme**, bukan penemuan. Di negeri rekaan kita memegang kunci jawabannya, jadi kita boleh melihat di mana komplotan itu
# bersembunyi. `is_ring` hanya ada untuk menilai aturan, bukan untuk mencari.

# %% [markdown] key="claim" lang="en"
# ## The claim beside the simulation
#
# In that case there were 1.3 cards for each identity (source: `bogor-2024`). The ring in this data was made that way: a
# **mechanism**, not a discovery. In an invented country we hold the answer key, so we may look where the ring hides. `is_ring` is used
# only to judge rules, never to search.

# %% key="compare"
is_ring = ring_flags(data)

pd.Series(
    {
        "n_new_sims": len(sims),
        "n_of_ring": is_ring.sum(),
        "share_of_ring": f"{is_ring.mean():.3f}",
        "ring_sims_per_nik": f"{sims[is_ring].groupby('nik').size().mean():.2f}",
        "other_sims_per_nik": f"{sims[~is_ring].groupby('nik').size().mean():.2f}",
    },
    name="value",
).to_frame()

# %% key="figure-cap"
draw(plots_registration.ring_under_cap, sims, is_ring=is_ring)

# %% [markdown] key="cap-why" lang="id"
# Komplotan itu nyaris seluruhnya di sebelah kiri garis. Milik siapa NIK di sebelah kanan?

# %% [markdown] key="cap-why" lang="en"
# The ring stands to the left of the line, nearly all of it. Whose are the NIKs to the right?

# %% key="beyond"
pairs = sims.groupby(["nik", "operator_id"]).size()
beyond = pairs[pairs > 3].index.get_level_values("nik")

people.set_index("nik")["kind"].reindex(beyond).value_counts().to_frame("n_pairs")

# %% [markdown] key="beyond-why" lang="id"
# Organisasi, yang memang dikecualikan dari batas (sumber: `cap-three`); batang komplotan di sebelah kanan adalah NIK
# organisasi yang ikut dicuri. Menghitung SIM per NIK nyaris tidak menemukan apa-apa.
#
# Ingat juga `share_of_ring` di atas: itulah **laju dasar**. Aturan yang menandai SIM secara acak pun akan benar sesering itu.

# %% [markdown] key="beyond-why" lang="en"
# Organisations, which are indeed excepted from the cap (source: `cap-three`); the ring's bar to the right is the NIK of an
# organisation that was stolen too. Counting SIMs on a NIK finds next to nothing.
#
# Remember `share_of_ring` above, too: that is the **base rate**. Even a rule that flags SIMs at random would be right that often.

# %% [markdown] key="ex-1" lang="id"
# ## Soal 4.1 · Turunkan batasnya (7–10 menit)
#
# “Kalau begitu,” kata seorang pejabat, “turunkan saja batasnya menjadi **satu** nomor per operator.” Siapa yang akan ditolak?
# Tabel `own` berisi SIM baru milik perorangan, diurutkan menurut waktu, dan `nth` menyatakan SIM keberapa itu untuk NIK tersebut di
# operator itu: 1, 2, 3, …

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 4.1 · Lower the cap (7–10 minutes)
#
# “Then,” says an official, “lower the cap to **one** number at each operator.” Who will be refused? The table `own` holds the new
# SIMs of individuals in the order of time, and `nth` tells which one it is for that NIK at that operator: 1, 2, 3, …

# %% key="nth"
own = individual_sims(sims, people, is_ring)
own["nth"] = own.groupby(["nik", "operator_id"]).cumcount() + 1
nth = own["nth"]

own[["nik", "operator_id", "registered_at", "is_ring", "nth"]].tail(3)

# %% [markdown] key="ask-1" lang="id"
# Dengan batas satu per operator: berapa SIM komplotan yang ditolak (`n_ring`), berapa SIM orang jujur (`n_honest`), dan berapa SIM
# orang jujur untuk setiap satu SIM komplotan (`per_ring`)? **Tebak dahulu.**

# %% [markdown] key="ask-1" lang="en"
# With a cap of one at each operator: how many of the ring's SIMs are refused (`n_ring`), how many honest ones (`n_honest`), and
# how many honest ones for each one of the ring's (`per_ring`)? **Guess first.**

# %% key="do-1"
cost = {
    "n_ring": ____,
    "n_honest": ____,
    "per_ring": ____,
}

exercise("4.1").check(cost, own)

# %% key="help-1"
# exercise("4.1").hint()

# %% [markdown] key="across" lang="id"
# Bagaimana kalau semua operator dihitung bersama, seperti di negara yang menghitung lintas operator (sumber: `singapore-2023`)?

# %% [markdown] key="across" lang="en"
# What if all operators are counted together, as in a country that counts across operators (source: `singapore-2023`)?

# %% key="caps"
share = (nth > 1).groupby(own["is_ring"]).mean().round(3)
print("refused by a cap of one at each operator: of the ring", share[True], " of the honest", share[False])

capped_out(own).loc[["all operators"]]

# %% [markdown] key="across-why" lang="id"
# Batas satu per operator bukan hanya mengenai lebih banyak orang jujur, melainkan juga bagian yang lebih besar dari mereka. Bahkan dengan batas satu nomor per orang di seluruh negeri, sebagian besar SIM komplotan lolos, sedangkan SIM orang jujur yang
# ditolak jauh lebih banyak daripada seluruh SIM komplotan.
#
# Batas yang sekarang pun punya harga, walaupun kecil. Siapa yang ditolaknya?

# %% [markdown] key="across-why" lang="en"
# A cap of one at each operator hits not only more of the honest, but a larger share of them too. Even one number for one person in the whole country misses most of the ring, and refuses far more honest people's SIMs than the ring
# has in all.
#
# The cap of today has a price too, though a small one. Whom does it refuse?

# %% key="refused"
refused = registrations[registrations["reason"] == "cap"]
by_ring = refused["registration_id"].isin(data.truth["registrations"]["registration_id"])

pd.Series(
    {"n_refused": len(refused), "n_niks": refused["nik"].nunique(), "n_attempts_of_ring": by_ring.sum()},
    name="value",
).to_frame()

# %% [markdown] key="refused-why" lang="id"
# Nyaris semuanya orang jujur, hampir setiap kali orang yang berbeda. SIM mereka yang lama ikut dihitung oleh batas itu, padahal
# `sims` hanya berisi SIM baru.

# %% [markdown] key="refused-why" lang="en"
# Nearly all of them honest people, and nearly every time somebody else. The cap counts their older SIMs as well, whereas `sims`
# holds new ones only.

# %% [markdown] key="ex-2" lang="id"
# ## Soal 4.2 · Hitung NIK per gawai (6–9 menit)
#
# Enam ponsel untuk 4.000 kartu: hitung gawainya, bukan NIK-nya.

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 4.2 · Count NIKs on each device (6–9 minutes)
#
# Six phones for 4,000 cards: count the devices, not the NIKs.

# %% key="niks"
niks = registrations.groupby("imei")["nik"].nunique()

niks.nlargest(5).to_frame("n_niks")

# %% [markdown] key="terminal" lang="id"
# Tertangkap? Belum. Di antara gawai teratas ada gawai kantor desa, yang mendaftarkan SIM untuk seluruh warganya.
# Setiap gerai punya **perangkat gerai** seperti itu, yang melayani siapa saja sepanjang hari. `terminal_imeis` mengenalinya dari pekerjaannya: di
# setiap gerai, gawai yang hari kerjanya paling banyak, dan yang tidak bekerja di gerai lain.

# %% [markdown] key="terminal" lang="en"
# Caught? Not yet. Among the devices at the top are those of village offices, which register SIMs for all their people.
# Every outlet has such a **terminal**, which serves strangers all day long. `terminal_imeis` knows it by its work: at each outlet, the device at work on the
# most days, provided it works at no other outlet.

# %% key="terminals"
terminals = terminal_imeis(data.observed)
is_terminal = niks.index.isin(terminals)

settings = data.observed["outlets"].set_index("outlet_id")["setting"]
first_outlet = registrations.groupby("imei")["outlet_id"].first()

devices = pd.DataFrame({"n_niks": niks, "setting": first_outlet.map(settings), "is_terminal": is_terminal})
devices.nlargest(5, "n_niks")

# %% [markdown] key="ask-2" lang="id"
# Berapa gawai yang punya lebih dari sepuluh NIK (`n_devices`)? Berapa di antaranya perangkat gerai (`n_terminals`), dan berapa yang
# bukan (`n_left`)? **Tebak dahulu** berapa dari yang terakhir itu milik komplotan.

# %% [markdown] key="ask-2" lang="en"
# How many devices have more than ten NIKs (`n_devices`)? How many of these are terminals (`n_terminals`), and how many are not
# (`n_left`)? **Guess first** how many of the last are the ring's.

# %% key="do-2"
many = {
    "n_devices": ____,
    "n_terminals": ____,
    "n_left": ____,
}

exercise("4.2").check(many, registrations, terminals)

# %% key="help-2"
# exercise("4.2").hint()

# %% [markdown] key="tour" lang="id"
# Lihat **di berapa gerai** gawai yang tersisa itu mendaftarkan orang. `on_tour` memilih gawai yang mendaftarkan di lima gerai atau lebih:

# %% [markdown] key="tour" lang="en"
# Now see at **how many outlets** the devices that are left registered people. `on_tour` picks those that registered at five outlets or more:

# %% key="tours"
tour = on_tour(data.observed)
n_outlets = registrations.groupby("imei")["outlet_id"].nunique()

left = devices[(niks > 10) & ~is_terminal].assign(n_outlets=n_outlets)
of_ring = registrations["registration_id"].isin(data.truth["registrations"]["registration_id"])
left["is_ring"] = left.index.isin(registrations.loc[of_ring, "imei"])

left.groupby(left.index.isin(tour)).agg(
    n_devices=("n_outlets", "size"),
    least=("n_outlets", "min"),
    most=("n_outlets", "max"),
    n_ring=("is_ring", "sum"),
).rename_axis("on_tour")

# %% [markdown] key="tour-why" lang="id"
# Kelompok `True` datang ke puluhan gerai: **penjual keliling**, yang pergi dari toko ke toko dan mendaftarkan pelanggan di ponselnya sendiri. Di sini
# mereka jujur; berapa banyaknya, itu asumsi kami. Komplotan pun mungkin berkeliling, tetapi di setiap toko ada yang melihatnya. Perangkat gerai dan
# ponsel penjual keliling melayani umum, jadi mulai sekarang keduanya kita sisihkan (`public`). `n_ring` (dari kunci jawaban) menjawab tebakanmu: di sini semua yang tersisa milik komplotan. Namun itu baru ponselnya yang paling ramai.

# %% [markdown] key="tour-why" lang="en"
# The group `True` comes to dozens of outlets: **sellers on tour**, who go from shop to shop and register customers on a phone of their own. Here they
# are honest; how many there are, we assumed. A ring might go on tour as well, but in each shop somebody sees it. Terminals and the phones of sellers on
# tour serve the public, so from here on we set both aside (`public`). `n_ring` (from the answer key) answers your guess: here all that are left are the ring's. But these are only its busiest phones.

# %% [markdown] key="ex-3" lang="id"
# ## Soal 4.3 · Keluarga dan salah ketik (7–10 menit)
#
# Mengapa tadi lebih dari sepuluh NIK per gawai, dan bukan lebih dari satu? Karena satu ponsel sering dipakai sekeluarga. Satu keluarga punya satu nomor KK, jadi seharusnya
# lebih adil menghitung KK daripada NIK. Ada dua tabel: `private` berisi semua percobaan di luar gawai `public`, dan
# `accepted` hanya yang diterima.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 4.3 · Families and typing slips (7–10 minutes)
#
# Why more than ten NIKs on a device, and not more than one? Because a phone is often shared by a family. A family has one KK number, so it should be fairer to count
# KKs than NIKs. There are two tables: `private` holds all attempts but those on devices in `public`, and `accepted` only those
# that were accepted.

# %% key="private"
public = terminals.union(tour)
private = registrations[~registrations["imei"].isin(public)]
accepted = private[private["verdict"] == "allow"]

pd.Series({"private": len(private), "accepted": len(accepted)}, name="n_attempts").to_frame()

# %% [markdown] key="ask-3" lang="id"
# Pada berapa gawai terdapat lebih dari satu NIK di `private` (`by_nik`), lebih dari satu nomor KK di `private` (`by_typed_kk`),
# dan lebih dari satu nomor KK di `accepted` (`by_accepted_kk`)? Tebak dahulu: mana yang terbesar, mana yang terkecil?

# %% [markdown] key="ask-3" lang="en"
# On how many devices do more than one NIK meet in `private` (`by_nik`), more than one KK number in `private` (`by_typed_kk`), and
# more than one KK number in `accepted` (`by_accepted_kk`)? Guess first: which is the largest, which the smallest?

# %% key="do-3"
meet = {
    "by_nik": ____,
    "by_typed_kk": ____,
    "by_accepted_kk": ____,
}

exercise("4.3").check(meet, private)

# %% key="help-3"
# exercise("4.3").hint()

# %% [markdown] key="slip" lang="id"
# `by_nik` ikut menghitung keluarga yang berbagi ponsel, `by_typed_kk` ikut menghitung orang yang salah ketik atau yang kartu keluarganya sudah lama; `by_accepted_kk` hanya
# menghitung orang dari keluarga yang berbeda di satu ponsel; di luar simulasi itu juga orang tua dan anaknya yang sudah menikah. Siapa yang berhak mendaftarkan orang yang bukan keluarganya? Percobaan berikut semuanya dari satu gawai. Orangnya sama, satu angka KK salah:

# %% [markdown] key="slip" lang="en"
# `by_nik` also counts families that share a phone, `by_typed_kk` also counts people who mistyped or whose family card is out of date; `by_accepted_kk` counts only
# people of different families on one phone; outside the simulation that is also parents and a married child. Who has a good reason to register strangers? The attempts below are all from one device. The same person, one wrong digit in the KK:

# %% key="slip-rows"
n_kks = private.groupby("imei")[["nik", "kk"]].nunique()
slipped = n_kks.index[(n_kks["nik"] == 1) & (n_kks["kk"] == 2)][0]

private.loc[private["imei"] == slipped, ["at", "nik", "kk", "verdict"]]

# %% [markdown] key="picture" lang="id"
# ## Gerai disingkirkan
#
# Sekarang dengan gambar. Ambil satu gawai: yang NIK-nya paling banyak di luar `public`. Gambar semua yang
# terhubung dengannya dalam 3 langkah: gawai, NIK yang memakainya, gerai dan gawai lain yang dipakai NIK itu, dan
# seterusnya. Di sebelah kanan gambar yang **sama**, tidak ada yang digeser; hanya gerai, perangkat gerai, dan ponsel penjual keliling disingkirkan.

# %% [markdown] key="picture" lang="en"
# ## Take the outlets away
#
# Now as a picture. Take one device: the one with the most NIKs outside `public`. Draw everything that hangs together with
# it within 3 steps: the device, the NIKs that used it, the outlets and other devices those NIKs used, and so on. On the right is
# the **same** drawing with nothing moved; only the outlets, their terminals and the phones of sellers on tour are taken away.

# %% key="figure-blob"
draw(plots_registration.without_outlets, data.observed, terminals=public)

# %% [markdown] key="picture-why" lang="id"
# Di kiri semuanya saling terhubung karena begitulah ia digambar; lihat lewat apa: kebanyakan lewat tempat umum. Hubungan seperti itu tidak berarti apa-apa.
# Di kanan kebanyakan orang jujur tinggal titik yang lepas atau kelompok kecil di sekitar sebuah ponsel, dan yang tetap terhubung lewat NIK yang sama
# adalah gawai-gawai yang bergantian memakai NIK curian.
#
# Hati-hati juga dengan gambar kanan: titik yang terhubung dengan segitiga mungkin **korban**, pemilik NIK yang dicuri.

# %% [markdown] key="picture-why" lang="en"
# On the left all hang together, as it was drawn so; see through what: mostly public places. Such a tie means nothing. On the
# right most honest people become loose dots or small groups round a phone, and what still hangs together through shared NIKs are devices
# that take turns with stolen ones.
#
# Careful with the right side too: dots tied to a triangle may well be **victims**, the owners of stolen NIKs.

# %% [markdown] key="ex-4" lang="id"
# ## Soal 4.4 · Perangkat gerai tanpa pelanggan (8–12 menit)
#
# Dengan menyingkirkan gerai, kita juga menyingkirkan gerai yang ikut bermain. Bagaimana mengenali perangkat gerai yang diam-diam
# mendaftarkan NIK dari sebuah daftar? Ukurannya ada di gerai itu sendiri: sebagian pelanggan datang dan mendaftar di ponsel mereka
# sendiri (`n_walk_in`). Komplotan tidak membawa pelanggan.

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 4.4 · A terminal without customers (8–12 minutes)
#
# By taking the outlets away we also took away those that play along. How do you know a terminal that quietly registers NIKs from
# a list? The yardstick is in the outlet itself: some customers walk in and register on their own phones (`n_walk_in`). A ring
# brings no customers.

# %% key="outlets"
outlets = at_outlets(data.observed)
odds = outlets["n_terminal"] / outlets["n_walk_in"]

odds.groupby(outlets["setting"]).agg(["median", "size"]).round(1)

# %% [markdown] key="setting-why" lang="id"
# Di kantor desa, untuk setiap orang yang memakai ponsel sendiri ada jauh lebih banyak yang memakai gawai kantor. Itu bukan
# kecurangan: untuk itulah program desa diadakan. Jadi bandingkan hanya dengan gerai yang sejenis: `expected` adalah banyaknya NIK yang dapat
# diharapkan di perangkat gerai, dihitung dari pelanggan yang datang dan gerai dengan `setting` yang sama.

# %% [markdown] key="setting-why" lang="en"
# In a village office far more people use the office's device for each one who uses their own phone. That is no fraud: it is what a
# village programme is for. So compare with outlets of the same kind only: `expected` is how many NIKs can be expected on the
# terminal, from the customers who walk in and from outlets of the same `setting`.

# %% key="expected"
usual_odds = odds.groupby(outlets["setting"]).transform("median")
outlets["expected"] = usual_odds * outlets["n_walk_in"]
expected = outlets["expected"]

outlets.head(5).round(1)

# %% [markdown] key="ask-4" lang="id"
# Kamu punya waktu untuk mengunjungi lima gerai. Pilih lima gerai dengan NIK terbanyak **di atas** yang diharapkan: selisih `n_terminal` dengan `expected`. Jawabanmu
# sebuah daftar nomor gerai.

# %% [markdown] key="ask-4" lang="en"
# You have time to visit five outlets. Choose the five with the most NIKs **beyond** what is expected: the difference of `n_terminal` and `expected`. Your answer
# is a list of outlet numbers.

# %% key="do-4"
to_visit = ____

exercise("4.4").check(to_visit, outlets)

# %% key="help-4"
# exercise("4.4").hint()

# %% [markdown] key="ex-5" lang="id"
# ## Soal 4.5 · Lonjakan, menurut siapa? (6–9 menit)
#
# Aturan lain yang populer: cari hari dengan pendaftaran yang **melonjak**. Tabel `days` berisi banyaknya NIK per gerai (baris) dan per
# hari (kolom). `biggest` adalah hari tersibuk sebuah gerai, `usual` rata-ratanya per hari.

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 4.5 · A burst, by whose measure? (6–9 minutes)
#
# Another popular rule: look for days on which registrations **jump**. The table `days` holds the number of NIKs by outlet (rows) and
# day (columns). `biggest` is an outlet's busiest day, `usual` its daily mean.

# %% key="days"
days = outlet_days(data.observed)
biggest = days.max(axis=1)
usual = days.mean(axis=1)

pd.DataFrame({"biggest": biggest, "usual": usual.round(2)}).describe().loc[["min", "50%", "max"]].round(2)

# %% [markdown] key="ask-5" lang="id"
# Pilih lima gerai yang hari tersibuknya paling ramai (`by_size`), dan lima gerai dengan lonjakan terbesar dibanding hari biasanya sendiri
# (`by_rhythm`): hari tersibuk dibagi hari yang biasa.

# %% [markdown] key="ask-5" lang="en"
# Choose the five outlets whose busiest day is largest (`by_size`), and the five with the largest jump against their own rhythm
# (`by_rhythm`): the busiest day divided by the usual day.

# %% key="do-5"
first_five = {
    "by_size": ____,
    "by_rhythm": ____,
}

exercise("4.5").check(first_five, days)

# %% key="help-5"
# exercise("4.5").hint()

# %% [markdown] key="weeks" lang="id"
# Empat gerai dalam dua belas minggu, mulai awal Agustus. Satu di antaranya bekerja untuk komplotan. Yang mana menurutmu?

# %% [markdown] key="weeks" lang="en"
# Four outlets over twelve weeks, from the beginning of August. One of them works for the ring. Which one, do you think?

# %% key="figure-weeks"
four = four_to_guess(data, days)
draw(plots_registration.outlet_weeks, days, outlets=four, setting=settings)

# %% key="weeks-key"
data.truth["outlets"].set_index("outlet_id").loc[four, ["role"]].join(outlets.round(1))

# %% [markdown] key="weeks-why" lang="id"
# Mahasiswa baru datang pada bulan September, dan kantor desa punya hari pendaftaran: lonjakan yang jujur. Dari minggu-minggunya saja, toko yang
# bekerja untuk komplotan (`complicit`) tidak dapat dipisahkan dari toko jujur di sampingnya: komplotan ini menambah sedikit setiap hari dan tidak membuat lonjakan. Bandingkan `n_terminal` dan `expected` keduanya.

# %% [markdown] key="weeks-why" lang="en"
# New students arrive in September, and a village office has its registration days: honest bursts. By its weeks alone the shop that works for the
# ring (`complicit`) cannot be told from the honest shop beside it: this ring adds a little every day and makes no burst. Compare `n_terminal` and `expected` of the two.

# %% [markdown] key="truth" lang="id"
# ## Buka kunci jawaban
#
# Pertama gerainya: empat cara memilih lima gerai. `n_of_ring` menyatakan berapa yang memang bekerja untuk komplotan (seluruhnya ada tiga), dan
# `fewest_registrations` banyaknya pendaftaran di gerai terkecil dalam daftar itu.

# %% [markdown] key="truth" lang="en"
# ## Open the answer key
#
# First the outlets: four ways of choosing five. `n_of_ring` tells how many really worked for the ring (three do in all), and
# `fewest_registrations` how many registrations the smallest outlet of the list has.

# %% key="outlet-key"
outlet_lists(data)

# %% [markdown] key="truth-sims" lang="id"
# Lalu SIM-nya: berapa yang ditandai setiap aturan, dan milik siapa?

# %% [markdown] key="truth-sims" lang="en"
# Then the SIMs: how many does each rule flag, and whose are they?

# %% key="sim-key"
flags = sim_flags(data.observed)

table = pd.DataFrame(
    {
        name: {
            "n_flagged": flag.sum(),
            "n_honest": (flag & ~is_ring).sum(),
            "precision": (flag & is_ring).sum() / flag.sum(),
            "share_of_ring": (flag & is_ring).sum() / is_ring.sum(),
        }
        for name, flag in flags.items()
    }
).T
table.round(2).astype({"n_flagged": int, "n_honest": int})

# %% [markdown] key="truth-why" lang="id"
# - `nik_over_3`, aturan yang paling mudah terpikir: nyaris semuanya **alarm palsu**, terutama organisasi. Presisinya bahkan di
#   bawah laju dasar: menandai secara acak lebih baik.
# - `device_over_3`, gawai di luar `public` yang mempertemukan lebih dari tiga keluarga: sebagian besar komplotan, tetapi juga banyak orang jujur. Inilah jawaban atas
#   pertanyaan tadi: **penolong**, tetangga yang mendaftarkan orang yang tidak tahu caranya. Dengan batas serendah itu, ia tidak dapat dibedakan dari
#   komplotan yang kecil.
# - `terminal_of_5`, semua SIM dari gawai lima gerai yang dikunjungi: di sini kebanyakan jujur. Mengunjungi sebuah gerai adalah satu hal,
#   memblokir semua pelanggannya hal yang lain.

# %% [markdown] key="truth-why" lang="en"
# - `nik_over_3`, the obvious rule: nearly all are **false alarms**, organisations above all. Its precision is even below the base
#   rate: flagging at random does better.
# - `device_over_3`, devices outside `public` where more than three families meet: most of the ring, but many honest people too. Here is the answer to the question
#   above: **helpers**, neighbours who register those who do not know how. At so low a limit a helper cannot be told from a small
#   ring.
# - `terminal_of_5`, all SIMs from the terminals of the five outlets to visit: here most are honest. To visit an outlet is one thing, to
#   block all its customers another.

# %% [markdown] key="answer" lang="id"
# ## Komplotan menyesuaikan diri
#
# Mengapa tidak memasang batas di atas semua penolong? Andaikan batas gawai diumumkan: paling banyak empat keluarga per gawai. Kita jalankan satu negeri lain dua kali, dengan seed yang sama: sekali
# komplotan berkebiasaan seperti dalam data kita (`as_before`), sekali (`below_limit`) ia mengganti ponsel sesudah empat nomor, memakai setiap NIK sekali, dan menyebar ke lebih banyak gerai. Perubahan itu kami yang menulisnya.
# `above` berarti gawai dengan keluarga lebih banyak daripada itu ditandai.

# %% [markdown] key="answer" lang="en"
# ## The ring answers
#
# Why not set the limit above all helpers? Suppose a limit for devices is announced: at most four families on each. We run one other country twice, with the same seed: once the
# ring has the habits of our data (`as_before`), once (`below_limit`) it changes its handset after four numbers, uses each NIK once and spreads over more outlets. That change we wrote ourselves.
# `above` means that devices with more families than this are flagged.

# %% key="answered"
habits = {"ring.numbers_per_device": 40, "ring.sims_per_identity": 1.3, "ring.n_outlets": 3}
as_before = simulate("ring-under-cap", seed=1, settings=habits)
below_limit = simulate("ring-under-cap", seed=1)

pd.DataFrame(
    {
        (ring, above): caught(country, above)
        for ring, country in (("as_before", as_before), ("below_limit", below_limit))
        for above in (2, 4, 6)
    }
).T.rename_axis(["ring", "above"]).astype({"n_devices": int, "n_honest_devices": int})

# %% [markdown] key="answer-why" lang="id"
# Selama komplotan tidak berubah, batas yang tinggi menemukan sama banyak dengan tuduhan keliru yang jauh lebih sedikit. Tetapi sesudah ia tidak pernah melewati empat, batas itu hanya menemukan penolong; batas yang lebih rendah
# masih menemukannya, dengan menuduh lebih banyak penolong. Dan berapa keluarga yang ditolong seorang penolong, itu asumsi kami. Yang tersisa bagi komplotan adalah biaya: ponsel baru setiap empat nomor. Arah perpindahan semacam itu tercatat di negara
# lain, ukurannya tidak (sumber: `gsma-2016`).

# %% [markdown] key="answer-why" lang="en"
# As long as the ring does not change, a high limit finds as much with far fewer false alarms. But once it never goes beyond four, such a limit finds helpers only; a lower one
# still finds the ring, and accuses more helpers. And how many families a helper helps, we assumed. What is left to the ring is a cost: a new phone for every four numbers. The direction of such moves is on record in other
# countries, their size is not (source: `gsma-2016`).

# %% [markdown] key="limits" lang="id"
# ## Apa yang tidak dapat ditunjukkan data ini
#
# - **Banyaknya penolong dan penjual keliling.** Berapa tetangga yang mendaftarkan orang lain, untuk berapa keluarga, dan berapa penjual pergi dari toko ke toko: itu asumsi kami. Teman sekamar dan tukang servis ponsel
#   tidak ikut mendaftarkan di sini. Karena itu presisi tadi tidak berlaku di luar simulasi. Angka presisi yang diterbitkan untuk hitungan per NIK pun tidak kami temukan (sumber: `bulk-registration-literature`).
# - **IMEI yang dipalsukan.** Satu ponsel dengan banyak IMEI tampak seperti banyak ponsel.
# - **Orang suruhan.** Orang yang dibayar untuk memakai NIK-nya sendiri di ponselnya sendiri tidak meninggalkan jejak di sini.
# - **Kantor desa yang ikut bermain.** Ia dibandingkan dengan kantor desa lain, dan jumlahnya hanya beberapa.
# - **Wajah.** Sejak aturan 2026 wajah ikut diperiksa (sumber: `pm-7-2026`). Lapisan itu tidak ada di data ini.

# %% [markdown] key="limits" lang="en"
# ## What this data cannot show
#
# - **How many helpers and sellers on tour there are.** How many neighbours register others, for how many families, and how many sellers go from shop to shop, we assumed. Room-mates and repair shops
#   register nobody here. So the precision above does not hold outside the simulation. Nor did we find a published precision for counting by NIK (source: `bulk-registration-literature`).
# - **Forged IMEIs.** One phone with many IMEIs looks like many phones.
# - **Mules.** People paid to use their own NIK on their own phone leave no trace here.
# - **A village office that plays along.** It is compared with other village offices, and there are only a few.
# - **Faces.** Since the rules of 2026 the face is checked as well (source: `pm-7-2026`). That layer is not in this data.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Daftar “gawai mencurigakan” yang pertama menaruh kantor desa dan kios di puncak, hitungan KK yang keliru menuduh setiap
# > orang yang salah ketik, dan hitungan yang benar pun menuduh penjual keliling dan tetangga yang menolong. Orang yang ditolak karena batas mungkin kehilangan nomor untuk bekerja; aturan
# > pendaftaran di sebuah negara lain memutus sekitar sepertiga kartu (sumber: `niger-2013`). Sebelum memakai sebuah hitungan, cari dahulu siapa yang paling jujur di puncaknya.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** The first list of “suspicious devices” puts village offices and kiosks on top, a careless count of KKs accuses everybody who
# > ever mistyped, and even the right count accuses sellers on tour and the neighbour who helps. People refused by a cap may lose the number they work with; in another country the rules of registration cut off about a
# > third of the cards (source: `niger-2013`). Before you use a count, look for the most honest one at its top.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - Batas bekerja pada apa yang dihitungnya. Komplotan dengan banyak NIK nyaris tidak menyentuh batas per NIK; batas yang lebih ketat
#   terutama mengenai orang jujur.
# - Hitung sumber daya yang mahal bagi komplotan: gawai dan gerai, bukan NIK.
# - Hubungan lewat tempat umum tidak berarti. Singkirkan dahulu tempat bersama (juga yang berkeliling), lalu lihat apa yang masih terhubung.
# - Bandingkan gerai dengan pelanggannya sendiri dan dengan gerai sejenis. Lonjakan belum berarti apa-apa: yang terbesar di sini semuanya jujur.
# - Batas yang diumumkan memberi tahu komplotan di bawah apa ia harus tinggal.
#
# ## Sebelum pergi
#
# Sebuah operator melaporkan: “Tidak ada satu NIK pun melewati batas; jaringan kami bersih.” Apa yang kamu minta untuk dihitung, dan
# siapa yang harus kamu singkirkan dahulu dari hitungan itu?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Minta banyaknya keluarga per gawai, dari pendaftaran yang diterima saja; singkirkan dahulu perangkat gerai, termasuk di kantor desa, dan ponsel penjual keliling. Keluarga yang berbagi ponsel terhitung satu; penolong tetap terhitung, jadi tanyakan dahulu kepada mereka. Minta juga, per gerai, banyaknya NIK di perangkat gerai dibanding pelanggan yang memakai ponsel sendiri. “Tidak ada yang
# melewati batas” hanya menunjukkan bahwa batas itu bekerja pada yang dihitungnya.
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - A cap acts on what it counts. A ring with many NIKs hardly touches a cap for each NIK; a tighter cap mostly hits the honest.
# - Count what is costly for the ring: devices and outlets, not NIKs.
# - A tie through a public place means nothing. Take the shared place away first (also one that travels), then see what still hangs together.
# - Compare an outlet with its own customers and with outlets of its kind. A burst means nothing yet: the largest here are all honest.
# - A limit that is announced tells the ring what to stay below.
#
# ## Before you go
#
# An operator reports: “Not a single NIK is beyond the cap; our network is clean.” What do you ask them to count, and whom must you
# take out of that count first?
#
# <details><summary>Compare your answer</summary>
#
# Ask for the number of families on each device, from accepted registrations only; take out terminals first, those of village offices too, and the phones of sellers on tour. A family that shares a phone counts as one; helpers are still counted, so ask them first. Ask too, for each outlet, how many NIKs its terminal has beside customers on their own phones. “Nobody is beyond the cap”
# only says that the cap acts on what it counts.
#
# </details>

# %% key="progress"
progress()
