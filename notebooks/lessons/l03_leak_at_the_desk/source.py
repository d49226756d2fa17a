# %% [markdown] key="title" lang="id" name="03-kebocoran-di-meja-layanan"
# # 03 · Kebocoran di meja layanan

# %% [markdown] key="title" lang="en" name="03-the-leak-at-the-desk"
# # 03 · The leak at the customer desk

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Data seorang pelanggan bocor. Siapa yang membukanya, dan apa yang tidak akan pernah kita ketahui? |
# | **Sesudah ini kamu dapat** | mengukur seberapa banyak sebuah data mengungkap seseorang (3.1); membedakan foto layar dari salinan server (3.2); menelusuri unggahan sampai ke satu pembukaan data (3.3); memeriksa apakah sebuah tiket menjelaskan pembukaan data (3.4); membandingkan tiga ukuran, termasuk salah tuduhnya (3.5) |
# | **Waktu** | 45–75 menit, inti saja 35–55 menit (perkiraan): soal 3.1, 3.3, dan 3.4 adalah intinya; jawaban 3.2 dan 3.5 boleh dilewati, selnya tetap dijalankan |
# | **Data** | kumpulan data `desk`: sebuah meja layanan selama enam puluh hari; dan meja rekaan kecil dengan dua penjual yang bersembunyi |
# | **Istilah** | meja layanan, tiket, pembukaan data, orang dalam, pautan data, bit |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | A customer's record has leaked. Who opened it, and what shall we never know? |
# | **Afterwards you can** | measure how much a record tells of a person (3.1); tell a photo of a screen from a dump of a server (3.2); trace a post back to one look-up (3.3); check whether a ticket explains a look-up (3.4); compare three yardsticks, their false accusations included (3.5) |
# | **Time** | 45–75 minutes, the core alone 35–55 minutes (estimated): exercises 3.1, 3.3 and 3.4 are the core; the answers to 3.2 and 3.5 may be skipped, their cells are run |
# | **Data** | the data set `desk`: a customer desk for sixty days; and a small invented desk with two sellers who hide |
# | **Words** | customer desk, ticket, look-up, insider, record linkage, bit |

# %% key="begin"
import math

import pandas as pd

from simkit.detect.explained_looks import explain
from simkit.detect.origin import explaining_accesses
from simkit.detect.post_linkage import who
from simkit_course import *
from simkit_course.lessons.l03_leak_at_the_desk import figures as plots_leak
from simkit_course.lessons.l03_leak_at_the_desk.material import (
    camera_desk,
    exact_matches,
    lesson_desk,
    mistyped,
    narrowing,
    places,
    quiet_desk,
    rows_left,
    sellers,
    served_instead,
    sign_points,
    simplest_first,
    strange_posts,
    trade_off,
    with_tickets,
    yardsticks,
)

start("03")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# Seorang petugas di sebuah tempat layanan membuka data satu pelanggan: seorang tokoh publik yang tidak ia sukai. Ia tidak dibayar. Layar
# kerjanya menolak disalin, maka ia memotretnya dengan ponsel. Orang lain mengetik ulang isi foto itu dan mengunggahnya. Beberapa
# hari kemudian petugas itu ditangkap (sumber: `leak-2020`).
#
# Ia memang berhak membuka data: tanpa itu, petugas tidak dapat menolong siapa pun. Di sebuah meja layanan, data dibuka puluhan ribu kali.
# Semuanya tampak sama. Bagaimana satu di antaranya dapat ditemukan?

# %% [markdown] key="story" lang="en"
# ## The story
#
# An agent at a service point opens one customer's record: that of a public figure whom the agent dislikes. Nobody pays for it. The
# work screen refuses to be copied, so the agent takes a photo of it with a phone. Somebody else types the photo's contents again
# and posts them. Days later the agent is arrested (source: `leak-2020`).
#
# The agent had the right to open records: without that, an agent can help nobody. At a customer desk records are opened tens of thousands
# of times. They all look alike. How can one of them be found?

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Setiap baris `accesses` adalah satu pembukaan data: petugas mana, data siapa, dan nomor tiket yang disebut sebagai alasan.
# Setiap baris `tickets` adalah satu kedatangan pelanggan.

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# Each row of `accesses` is one look-up: which agent, whose record, and the ticket number named as the reason. Each row of
# `tickets` is one customer who came.

# %% key="five-rows"
desk = lesson_desk()
looks = desk.observed["accesses"]
people = desk.observed["people"]
posts = desk.observed["posts"]

looks[["access_id", "at", "agent_id", "person_id", "ticket_id", "seconds"]].head(5)

# %% key="five-tickets"
desk.observed["tickets"][["ticket_id", "person_id", "agent_id", "started_at", "closed_at"]].head(5)

# %% [markdown] key="posted" lang="id"
# Dan inilah yang diunggah orang. Semuanya rekaan:

# %% [markdown] key="posted" lang="en"
# And this is what somebody posted. All of it is invented:

# %% key="records"
records = desk.observed["post_records"]

records.set_index("post_id").drop(columns="post_record_id").T

# %% [markdown] key="whose" lang="id"
# ## Data siapa ini?
#
# Cara yang mudah: cari orang yang nilainya tertulis **persis** sama. Tetapi siapa yang mengetik ulang kadang keliru. Supaya
# akibatnya terlihat, sel berikut menukar dua angka yang bertetangga pada setiap NIK yang diunggah. Berapa orang yang cocok,
# kolom demi kolom?

# %% [markdown] key="whose" lang="en"
# ## Whose record is it?
#
# The easy way: look for people whose value is written **exactly** the same. But whoever types a record again sometimes errs. To
# show what that does, the next cell swaps two neighbouring digits of each NIK that was posted. How many match, field by field?

# %% key="exact"
typed = mistyped(records)

exact_matches(typed, people)

# %% [markdown] key="exact-why" lang="id"
# Sebuah `0` berarti tidak seorang pun cocok: satu salah ketik sudah cukup. Sebuah `<NA>` berarti kolom itu tidak ikut diunggah. Siapa
# yang menuntut semua kolom sama persis akan kehilangan orangnya. Maka kita menimbang bukti: kolom yang cocok menambah bobot,
# kolom yang berbeda mengurangi, kolom yang kosong tidak menunjukkan apa-apa. Inilah **pautan data** (sumber: `linkage-1969`).
#
# Bobotnya dihitung dalam **bit**. Satu bit adalah satu pertanyaan ya/tidak yang membagi dua, seperti permainan tebak orang. Dari
# `n` orang tersisa `k`: itu `math.log2(n / k)` bit. Kita mulai dengan unggahan yang lebih mudah, `post_id`; yang lain,
# `other_id`, menyusul. Contoh untuk jenis kelamin:

# %% [markdown] key="exact-why" lang="en"
# A `0` means that nobody matches: one slip of the typist is enough. A `<NA>` means that the field was not posted. Whoever
# demands that all fields be the same loses the person. So we weigh evidence: a field that agrees adds weight, one that differs
# takes some off, a missing one says nothing. This is **record linkage** (source: `linkage-1969`).
#
# The weight is counted in **bits**. One bit is one yes-or-no question that halves, as in the game of guessing a person. From
# `n` people to `k` that are left: that is `math.log2(n / k)` bits. We begin with the easier post, `post_id`; the other,
# `other_id`, comes later. An example, the sex:

# %% key="candidate"
tables = {"people": people, "post_records": typed}
candidates = {
    post: who(tables, record, n=3)
    for post, record in zip(records["post_id"], records["post_record_id"], strict=True)
}

post_id, other_id = simplest_first(desk.observed)
person_id = candidates[post_id].loc[0, "person_id"]
person = people.set_index("person_id").loc[person_id]

n = len(people)
same_sex = (people["sex"] == person["sex"]).sum()
print(n, "->", same_sex, ":", round(math.log2(n / same_sex), 2), "bit")

# %% [markdown] key="ex-1" lang="id"
# ## Soal 3.1 · Berapa pertanyaan sampai satu orang? (7–10 menit)
#
# `person` adalah orang yang paling mungkin. Berapa bit yang diperlukan untuk sampai dari `n` orang ke satu orang saja (`needed`)?
# Berapa bit yang diberikan tanggal lahirnya (`birth_date`), dan berapa oleh namanya (`name`)? **Tebak dahulu**: apakah salah satunya
# saja sudah cukup? Tulis rumusnya; satu desimal sudah cukup, bilangan bulat belum.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 3.1 · How many questions to one person? (7–10 minutes)
#
# `person` is the likeliest person. How many bits does it take to get from `n` people to one (`needed`)? How many does the date
# of birth give (`birth_date`), and how many the name (`name`)? **Guess first**: is one of the two enough by itself? Write the formula; one
# decimal will do, a whole number will not.

# %% key="do-1"
bits = {
    "needed": ____,
    "birth_date": ____,
    "name": ____,
}

exercise("3.1").check(bits, people, person)

# %% key="help-1"
# exercise("3.1").hint()

# %% [markdown] key="linked" lang="id"
# Kit ini menimbang semua kolom dengan cara yang sama, dan memaafkan salah ketik: `slip` berarti satu huruf atau angka
# keliru, hilang, berlebih, atau tertukar dengan tetangganya; `near` berarti mirip, `missing` tidak ikut diunggah. Inilah paling banyak tiga calon
# teratas untuk setiap unggahan. Lihat `score` (bit) dan `margin`, jaraknya ke calon berikutnya; kosong berarti tidak ada calon lain.
# Jarak yang pendek berarti: **jangan menyebut nama**.

# %% [markdown] key="linked" lang="en"
# The kit weighs all fields in the same way and forgives slips: `slip` means one letter or digit
# wrong, missing, too many or swapped with its neighbour; `near` means alike,
# `missing` not posted. Here are the first candidates, at most three,
# for each post. See `score` (bits) and `margin`, the distance to the next; a missing one means that there is no other. A short distance
# means: **name nobody**.

# %% key="linked-table"
shown = ["person_id", "name", "nik", "kk", "birth_date", "address", "score", "margin"]

pd.concat(candidates, names=["post_id", "candidate"])[shown].round(1)

# %% [markdown] key="stop" lang="id"
# Kit ini menolak menautkan NIK yang mungkin milik orang sungguhan. Menautkan data bocor kepada orang nyata bukan latihan; undang-undang
# melarang memperoleh dan memakai data orang secara melawan hukum (sumber: `pdp-2022`).

# %% [markdown] key="stop" lang="en"
# The kit refuses to link a NIK that could be a real person's. Linking leaked data to real people is nothing to practise; the law forbids
# obtaining and using people's data unlawfully (source: `pdp-2022`).

# %% [markdown] key="ex-2" lang="id"
# ## Soal 3.2 · Foto layar atau salinan server? (5–8 menit)
#
# Sebelum mencurigai petugas: apakah datanya memang dari meja layanan? Salinan server berbentuk kolom mentah dan banyak sekaligus (sumber:
# `leak-sim-2022`, sebuah pengakuan penjual). Foto layar memuat hal yang hanya ada di layar petugas (sumber: `leak-2020`). Tabel
# pertama memberi poin untuk setiap tanda; poinnya asumsi. Tabel kedua berisi lima unggahan rekaan.

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 3.2 · Photo of a screen or dump of a server? (5–8 minutes)
#
# Before suspecting an agent: did it come from the desk at all? A server's dump has raw columns and many records at once
# (source: `leak-sim-2022`, a seller's claim). A photo holds what only an agent's screen shows (source: `leak-2020`). The first
# table gives points for each sign; the points are an assumption. The second holds five invented posts.

# %% key="signs"
pd.set_option("display.max_colwidth", 120)
sign_points()

# %% key="strange"
strange = strange_posts()
strange

# %% [markdown] key="ask-2" lang="id"
# Jumlahkan poin setiap unggahan. Dua poin atau lebih: `"desk"`. Minus dua atau kurang: `"server"`. Di antaranya: `"unclear"`.
# Tanda `many` berarti dua puluh data atau lebih, `picture` dua puluh ribu byte atau lebih untuk setiap data.

# %% [markdown] key="ask-2" lang="en"
# Add up the points of each post. Two points or more: `"desk"`. Minus two or less: `"server"`. Between them: `"unclear"`.
# The sign `many` means twenty records or more, `picture` twenty thousand bytes or more for each record.

# %% key="do-2"
origin = {
    "A": ____,
    "B": ____,
    "C": ____,
    "D": ____,
    "E": ____,
}

exercise("3.2").check(origin, strange)

# %% key="help-2"
# exercise("3.2").hint()

# %% [markdown] key="ex-3" lang="id"
# ## Soal 3.3 · Corong pembukaan data (7–10 menit)
#
# Bagaimana dengan dua unggahan di data kita? Sel berikut menunjukkan tandanya: keduanya diketik ulang, satu data saja, dengan sesuatu yang
# hanya ada di layar petugas (`package` atau `last_cell`). Jadi keduanya tampak seperti foto layar. Tulis fungsi yang menyaring semua
# pembukaan data, selangkah demi selangkah, dan memberikan **baris yang tersisa**: yang terjadi **sebelum** unggahan (`before`); dari situ,
# yang **tanpa tiket** (`bare`); dari situ, yang membuka data **orang ini** (`mine`). Fungsimu dicoba juga pada baris lain. Gambar sesudahnya
# menghitung baris yang kamu sisakan.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 3.3 · The funnel of look-ups (7–10 minutes)
#
# What of the two posts in our data? The next cell shows their signs: both typed again, one record only, with something that only an
# agent's screen shows (`package` or `last_cell`). So both look like photos of a screen. Write a function that filters all look-ups step by
# step and gives back the **rows that are left**: those **before** the post (`before`); of these, those **without a ticket** (`bare`); of
# these, those of **this person** (`mine`). Your function is also tried on other rows. The figure after it counts the rows that you have left.

# %% key="posted-at"
posted_at = posts.set_index("post_id").loc[post_id, "at"]

print("posted_at =", posted_at)
posts.set_index("post_id")[["at", "formatting", "fields", "n_records", "n_bytes"]].T


# %% key="do-3"
def funnel(looks, posted_at, person_id):
    before = ____
    bare = ____
    mine = ____
    return {"before": before, "without_ticket": bare, "of_person": mine}


exercise("3.3").check(funnel, looks, posted_at, person_id)

# %% key="help-3"
# exercise("3.3").hint()

# %% key="figure-funnels"
steps = {"all": looks, **funnel(looks, posted_at, person_id)}

draw(plots_leak.two_funnels, (narrowing(people, person_id), rows_left(steps)))

# %% [markdown] key="funnel-why" lang="id"
# Tanpa corong kiri tidak ada corong kanan: “tanpa tiket” saja masih menyisakan lebih dari seribu, dan hanya simulator yang tahu
# bahwa hampir semuanya jujur. Baru orangnya yang menyempitkannya sampai ujung. Apakah petugas itu juga akan ditemukan kalau kita hanya menghitung pembukaan data setiap petugas?
# Inilah peringkatnya di antara semua petugas (1 yang tertinggi):

# %% [markdown] key="funnel-why" lang="en"
# Without the funnel on the left there is none on the right: “without a ticket” alone leaves more than a thousand, and only the simulator knows
# that nearly all of them are honest. Only the person narrows them down to the end. Would that agent also be found by counting each agent's look-ups? Here is the place among
# all agents (1 is the highest):

# %% key="one-look"
explained = explain(desk.observed)
sources = explaining_accesses(desk.observed, post_id, person_id, explained)

print("n_sources =", len(sources), " n_agents =", len(desk.observed["agents"]))
places(yardsticks(desk.observed, explained), sources["agent_id"])

# %% [markdown] key="one-look-why" lang="id"
# `by_volume` menghitung semua pembukaan data, `without_ticket` bagian yang tanpa tiket, `unexplained` seberapa jauh
# pembukaan tanpa penjelasan melebihi yang wajar menurut rekan setugas. Pada ketiganya pembukaan itu tidak menonjol. Di sini ia ditemukan karena kita mulai dari unggahannya.
# Aturan jumlah dibuat untuk penjual yang rakus: pernah ada tiga orang yang masing-masing membuka kira-kira 135 data sehari (sumber:
# `att-2015`).
#
# Unggahan yang lain lebih rumit:

# %% [markdown] key="one-look-why" lang="en"
# `by_volume` counts all look-ups, `without_ticket` the share without a ticket, `unexplained` by how far the look-ups without any explanation exceed what colleagues of the same
# duty lead one to expect. By none of the three does that one look stand out. Here it is found because we began at the post. A rule of volume is made for a greedy
# seller: there once were three people who each opened about 135 records a day (source: `att-2015`).
#
# The other post is less simple:

# %% key="other-post"
other = explaining_accesses(desk.observed, other_id, candidates[other_id].loc[0, "person_id"], explained)

other[["agent_id", "at", "hours_before", "explanation", "share"]].round({"hours_before": 1, "share": 3})

# %% [markdown] key="other-why" lang="id"
# Seorang petugas membuka data orang yang sama berkali-kali tanpa tiket. Yang melayaninya dengan tiket yang sah hampir pasti hanya
# bekerja, tetapi **hampir pasti bukan pasti**: foto dapat diambil juga saat melayani. Siapa yang membuka satu kali tanpa tiket
# mungkin petugas jujur yang malas mengetik nomor, mungkin juga sumbernya. Kolom `share`
# membagi kecurigaan menurut asumsi model; bukan bukti, dan bukan peluang bersalah.

# %% [markdown] key="other-why" lang="en"
# One agent opened the same person's record again and again without a ticket. Whoever served that person under a proper one almost
# surely only worked, but **almost surely is not surely**: a photo can be taken while serving, too. Whoever looked once without a ticket
# may be an honest agent too lazy to type a number, or the source. The column `share` divides the suspicion by the model's assumptions; it is no evidence, and no probability of guilt.

# %% [markdown] key="hide" lang="id"
# ## Penjual yang bersembunyi
#
# Sekarang meja yang lain, tanpa unggahan. Dua petugas menjual data, kira-kira satu data setiap dua giliran kerja, dan hampir setiap kali mengetik
# nomor tiket **pelanggan lain**. Jumlah pembukaan mereka tidak menonjol, dan data yang dijual hampir tidak pernah dibuka tanpa tiket. Apa yang masih dapat
# diperiksa? Isi tiketnya:

# %% [markdown] key="hide" lang="en"
# ## The seller who hides
#
# Now another desk, without any post. Two agents sell records, about one in two shifts, and nearly every time type the ticket
# number of **another customer**. How much they open does not stand out, and hardly a record that they sell is opened without a ticket. What can still be
# checked? What the ticket says:

# %% key="quiet"
quiet = quiet_desk(seed=3)
named = with_tickets(quiet.observed)

named.drop(columns="access_id").head(5)

# %% [markdown] key="ex-4" lang="id"
# ## Soal 3.4 · Apakah tiketnya cocok? (8–12 menit)
#
# Sebuah tiket menjelaskan pembukaan data kalau **pelanggannya** sama, **petugasnya** sama, dan **waktunya** cocok: paling awal dua
# menit sebelum tiket dimulai, paling akhir sepuluh menit sesudah selesai (asumsi). Di tabel, `ticket_person_id`,
# `ticket_agent_id`, `started_at`, dan `closed_at` berasal dari tiketnya; kolom yang lain dari pembukaan datanya. Lengkapi fungsi ini; ia memberi
# benar atau salah untuk setiap baris. Fungsimu dicoba juga pada kasus yang tidak ada di tabel.

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 3.4 · Does the ticket fit? (8–12 minutes)
#
# A ticket explains a look-up if the **customer** is the same, the **agent** is the same, and the **time** fits: two minutes before
# the ticket begins at the earliest, ten minutes after it ends at the latest (an assumption). In the table, `ticket_person_id`,
# `ticket_agent_id`, `started_at` and `closed_at` come from the ticket, the rest from the look-up. Complete this function; it gives true
# or false for each row. Your function is also tried on cases that are not in the table.


# %% key="do-4"
early = pd.Timedelta(minutes=2)
late = pd.Timedelta(minutes=10)


def ticket_fits(named):
    return {
        "customer": named["person_id"] == named["ticket_person_id"],
        "agent": ____,
        "time": ____,
    }


exercise("3.4").check(ticket_fits, named)

# %% key="help-4"
# exercise("3.4").hint()

# %% [markdown] key="claim" lang="id"
# ## Klaim di samping simulasi
#
# Kit ini memeriksa lebih jauh. Apakah ada tiket lain milik pelanggan itu (`own_ticket`)? Apakah rekan di tempat yang sama sedang
# melayaninya (`handover`)? Apakah pembukanya penyelia, yang tugasnya memeriksa (`supervision`)? Sebuah penelitian di rumah sakit
# menemukan bahwa lebih dari 94 persen pembukaan data dapat dijelaskan seperti ini, dan hanya sisanya yang perlu dilihat orang (sumber:
# `ebas`). Berapa di meja rekaan ini?

# %% [markdown] key="claim" lang="en"
# ## The claim beside the simulation
#
# The kit checks further. Is there another ticket of that customer (`own_ticket`)? Was a colleague at the same site serving them
# (`handover`)? Is it a supervisor, whose duty is to check (`supervision`)? A study in hospitals found that more than 94 per cent
# of look-ups can be explained in such ways, and that people need to see only the rest (source: `ebas`). How many here?

# %% key="explanations"
explained = explain(quiet.observed)

print(f"explained: {explained['is_explained'].mean():.3f}")
explained.groupby("explanation").agg(
    n=("access_id", "size"), n_agents=("agent_id", "nunique"), is_explained=("is_explained", "first")
).sort_values("n", ascending=False)

# %% [markdown] key="claim-why" lang="id"
# Angkanya mirip, tetapi itu bukan penemuan: kebiasaan membuka data tanpa tiket di model ini ditakar dari penelitian itu. Lihat kolom `n_agents`.
# Pembukaan `no_ticket` tersebar pada hampir semua orang: petugas jujur pun malas mengetik nomor. `other_customer` jauh lebih jarang, dan
# semuanya milik dua orang. Tetapi hati-hati: petugas jujur juga kadang **salah ketik** nomor tiket. Di sini kekeliruan itu jarang (asumsi),
# dan pelanggannya punya tiket sendiri, jadi masuk `own_ticket`.

# %% [markdown] key="claim-why" lang="en"
# That the numbers are alike is no discovery: the habit of looking without a ticket was set in the model from that study. See the column
# `n_agents`. The look-ups with `no_ticket` are spread over nearly everybody: honest agents, too, are lazy about numbers. `other_customer` is
# far rarer, and all of them belong to two people. But beware: honest agents sometimes **mistype** a ticket number too. Here that slip is
# rare (an assumption), and the customer has a ticket of their own, so it stands under `own_ticket`.

# %% [markdown] key="ex-5" lang="id"
# ## Soal 3.5 · Tiga ukuran, empat wawancara (6–9 menit)
#
# Kamu boleh mewawancarai **empat** petugas. Tiga ukuran memberi tiga daftar; `entity_id` adalah petugasnya. Hanya simulator yang tahu
# siapa penjualnya (`bad`, sebuah daftar nomor petugas). Berapa penjual ada di empat baris pertama setiap daftar? Dan kalau ketiga daftar
# dipakai semua, berapa dari dua belas wawancara itu dengan orang jujur (`honest`)? Petugas yang dipanggil dua daftar dihitung dua kali.

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 3.5 · Three yardsticks, four interviews (6–9 minutes)
#
# You may interview **four** agents. Three yardsticks give three lists; `entity_id` is the agent. Only the simulator knows who sells
# (`bad`, a list of agents' numbers). How many sellers are in the first four rows of each list? And if all three lists were used, how many
# of those twelve interviews would be with honest people (`honest`)? An agent called in by two lists counts twice.

# %% key="lists"
lists = yardsticks(quiet.observed, explained)
bad = sellers(quiet)

lists["by_volume"].table[["entity_id", "score", "rank"]].head(5)

# %% key="do-5"
found = {
    "by_volume": ____,
    "without_ticket": ____,
    "unexplained": ____,
    "honest": ____,
}

exercise("3.5").check(found, lists, bad)

# %% key="help-5"
# exercise("3.5").hint()

# %% key="figure-yardsticks"
draw(plots_leak.three_yardsticks, lists, agents=quiet.observed["agents"], sellers=bad)

# %% [markdown] key="yardsticks-why" lang="id"
# Orangnya sama, ukurannya tiga. Baris pertama mengukur kesibukan. Pada baris kedua para penyelia jujur
# menjadi “tersangka” utama, karena tugas mereka memang tanpa tiket. Baru baris ketiga bertanya **mengapa** data itu dibuka.
# Penjualnya dua: empat wawancara menurut ukuran mana pun memanggil sedikitnya dua orang jujur.
#
# Satu meja mungkin kebetulan. Inilah peringkat kedua penjual di empat meja:

# %% [markdown] key="yardsticks-why" lang="en"
# The same people, three yardsticks. The first row measures how busy one is. In the second the honest supervisors become the
# main “suspects”, as their duty needs no ticket. Only the third row asks **why** a record was opened. There are two sellers: four interviews
# by any yardstick call in at least two honest people.
#
# One desk may be chance. Here are the places of the two sellers at four desks:

# %% key="more-desks"
more = {3: places(lists, bad)}
for seed in (1, 2, 4):
    run = quiet_desk(seed)
    more[seed] = places(yardsticks(run.observed), sellers(run))

pd.concat(more, names=["seed"]).sort_index()

# %% [markdown] key="chance-why" lang="id"
# Di keempat meja ini `by_volume` menaruh penjual di separuh atas, tetapi tidak pernah di tempat pertama; `without_ticket` lebih sering di
# separuh bawah, sebab mereka mengetik nomor tiket. Hanya `unexplained` menaruh keduanya di depan. Negeri lain dapat memberi peringkat lain.

# %% [markdown] key="chance-why" lang="en"
# At these four desks `by_volume` puts the sellers into the upper half, but never first; `without_ticket` more often into the lower
# half, as they do type ticket numbers. Only `unexplained` puts both in front. Other desks may give other places.

# %% [markdown] key="weighs" lang="id"
# ## Yang ditimbang penjual
#
# Siapa yang menjual lebih banyak, jejaknya di catatan juga lebih banyak. Di empat meja yang lebih besar, separuh data yang dijual dibuka di balik tiket
# pelanggan lain. Dua aturan mengikuti setiap petugas hari demi hari: yang satu menghitung **semua** pembukaan data, yang lain hanya yang **tanpa penjelasan**,
# dibandingkan dengan petugas tengah (median) yang tiketnya sebanyak itu. Masing-masing memanggil **satu petugas jujur di setiap meja** dalam enam
# puluh hari. Setiap titik satu penjual; garis: hari ketika separuhnya sudah terlihat.

# %% [markdown] key="weighs" lang="en"
# ## What the seller weighs
#
# Whoever sells more leaves more traces in the log. At four larger desks, half of the records that are sold are opened behind another
# customer's ticket. Two rules follow every agent day by day: one counts **all** look-ups, the other only the **unexplained** ones, against the
# median agent for as many tickets. In sixty days each calls in **one honest agent a desk**. Each dot is a seller; the lines: by when half have been seen.

# %% key="figure-trade-off"
weighed = trade_off()

draw(plots_leak.seller_trade_off, weighed)

# %% [markdown] key="weighs-why" lang="id"
# Siapa yang membuka banyak, lebih banyak uangnya dan lebih cepat terlihat; siapa yang membuka sedikit, lama tidak terlihat, tetapi hampir tidak menjual apa-apa. Bagi pengaudit:
# bertanya **mengapa** melihat lebih awal daripada menghitung, dengan jumlah orang jujur yang sama. Berapa data sudah terjual sampai hari itu, atau sampai akhir
# kalau penjualnya tidak terlihat (median)? Sebanyak itulah orang yang harus diberi tahu:

# %% [markdown] key="weighs-why" lang="en"
# Whoever looks up much earns more and is seen sooner; whoever looks up little stays unseen for long, but sells hardly anything. For the auditor: asking
# **why** sees earlier than counting does, with as many honest people called in. How many records were sold by that day, or by the end where the seller
# was not seen (median)? So many people have to be told:

# %% key="sold-before"
weighed.pivot_table(index="share", columns="rule", values="n_before", aggfunc="median").T

# %% [markdown] key="weighs-limits" lang="id"
# Batasnya dipasang dengan kunci jawaban, dan petugas jujur di model ini mirip satu sama lain: di meja sungguhan setiap harinya lebih lambat.
# Titik rendah di kiri adalah kebetulan: dengan jejak sesedikit itu orang jujur pun dapat dipanggil.

# %% [markdown] key="weighs-limits" lang="en"
# The bars were set with the answer key, and this model's honest agents are much alike: at a real desk every day would be later.
# The low dots on the left are luck: for so small a trace an honest agent may be called in as well.

# %% [markdown] key="unseen" lang="id"
# ## Yang tidak terlihat
#
# **Kamera.** Kita jalankan meja yang sama dua kali: pada yang pertama, semua orang dalam selalu memotret layarnya; pada
# yang kedua, tidak pernah. Apa bedanya bagi catatan meja layanan?

# %% [markdown] key="unseen" lang="en"
# ## What is invisible
#
# **The camera.** We run the same desk twice: once every insider takes a photo of the screen, once never. What difference does it
# make to the desk's log?

# %% key="camera"
photo, no_photo = camera_desk(p_camera=1), camera_desk(p_camera=0)

pd.DataFrame(
    {
        "n_looks": [len(run.observed["accesses"]) for run in (photo, no_photo)],
        "n_photos_in_truth": [run.truth["accesses"]["is_captured"].sum() for run in (photo, no_photo)],
        "same_log": [
            run.observed["accesses"].equals(photo.observed["accesses"]) for run in (photo, no_photo)
        ],
    },
    index=["photo", "no photo"],
)

# %% [markdown] key="served" lang="id"
# Sama sampai sel terakhir. Pencegah tangkapan layar tidak melihat ponsel di tangan; tidak ada baris yang dapat dicari.
#
# **Tiket yang sah.** Andaikan kedua penjual itu lebih sabar dan hanya menjual data pelanggan yang baru mereka layani. Di
# peringkat berapa mereka sekarang?

# %% [markdown] key="served" lang="en"
# The same to the last cell. What prevents screen captures does not see a phone in a hand; there is no row to search for.
#
# **A proper ticket.** Suppose the two sellers are more patient and sell only the records of customers whom they have just served.
# At which places are they now?

# %% key="served-table"
pd.concat(
    {"before": places(lists, bad), "served": places(yardsticks(served_instead(quiet)), bad)}, names=["desk"]
)

# %% [markdown] key="limits" lang="id"
# Mereka lenyap di antara yang lain. Audit berdasarkan penjelasan menjawab “adakah alasan?”, bukan “untuk apa datanya dipakai sesudah itu?”.
#
# ## Apa yang tidak dapat ditunjukkan data ini
#
# - Foto, catatan tangan, dan ingatan: semuanya tidak meninggalkan baris.
# - Layar yang dilihat rekan di sebelah: pembuka datanya tercatat, pemotretnya tidak.
# - Hubungan pribadi petugas dengan pelanggan, dan isi percakapan.
# - Seberapa sering petugas jujur salah ketik nomor tiket: itu asumsi. Petugas yang bertukar akun tidak ada dalam model.
# - Seberapa sering hal ini terjadi. Bagian orang dalam sengaja dibuat besar untuk pelajaran; itu bukan perkiraan.

# %% [markdown] key="limits" lang="en"
# They vanish among the others. The audit by explanation answers “was there a reason?”, not “what was the record used for afterwards?”.
#
# ## What this data cannot show
#
# - Photos, notes by hand and memory: none of them leaves a row.
# - A screen seen by the colleague at the next desk: who opened the record is logged, who took the photo is not.
# - An agent's private ties to a customer, and what was said.
# - How often honest agents mistype a ticket number: that is assumed. Agents who share an account are not in the model.
# - How often this happens. The share of insiders is set high for teaching; it is no estimate.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Sebuah skor mengurutkan siapa yang ditanyai lebih dahulu; ia tidak pernah menyebut siapa yang bersalah. Dalam sebuah
# > penelitian, 16 sampai 43 persen tanda berisiko tinggi ternyata dapat dijelaskan (sumber: `hedda-2017`); di meja layanan pun penyelia atau rekan yang menolong dapat tampak aneh. Mulailah dengan pertanyaan terbuka, beri
# > hak jawab, dan hitung berapa orang jujur yang ikut dipanggil. Orang yang datanya bocor juga punya hak: ia harus diberi tahu
# > paling lambat 3 × 24 jam (sumber: `pdp-2022`).

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** A score puts in order who is asked first; it never says who is guilty. In one study,
# > 16 to 43 per cent of the high-risk flags could be explained (source: `hedda-2017`); at a customer desk, too, a supervisor or a helpful
# > colleague may look odd for a good reason. Begin with an open question, give a right to answer, and
# > count how many honest people are called in. The person whose record leaked has rights too: they must be told within 3 × 24
# > hours (source: `pdp-2022`).

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - Data yang diketik ulang dan tidak lengkap tetap menunjuk orangnya: bukti dijumlahkan, bukan dituntut sama persis.
# - Tentukan asalnya dahulu. Kalau dari server, tidak seorang petugas pun perlu ditanyai.
# - Sekali membuka data tidak menonjol dalam hitungan; ia ditemukan dari orang yang datanya bocor.
# - Nomor tiket bukan penjelasan. Pelanggan, petugas, dan waktunya harus cocok.
# - Kamera ponsel dan tiket yang sah tidak meninggalkan jejak. Tidak ditemukan tidak berarti tidak terjadi.
#
# ## Sebelum pergi
#
# Direksi mengusulkan: “Mulai besok, tanpa nomor tiket, data tidak terbuka.” Penyalahgunaan mana di pelajaran ini yang terhenti, dan
# siapa yang kena?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Petugas yang melihat satu kali karena benci atau ingin tahu harus mengarang nomor; penjual yang bersembunyi sudah melakukannya dan tidak terganggu.
# Yang kena ialah penyelia dan petugas yang menolong tanpa tiket. Aturan itu baru berguna kalau nomornya **diperiksa**: pelanggan, petugas, dan
# waktunya harus cocok. Penjual yang hanya menjual data pelanggan yang ia layani tetap tidak terhenti.
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - A retyped and incomplete record still points to its person: evidence is added up, not required to match exactly.
# - Settle the origin first. If it was a server, no agent need be asked.
# - One look does not stand out in a count; it is found from the person whose record leaked.
# - A ticket number is no explanation. Customer, agent and time must fit.
# - A phone camera and a proper ticket leave no trace. Not found does not mean that it did not happen.
#
# ## Before you go
#
# The board proposes: “From tomorrow, without a ticket number no record opens.” Which misuse of this lesson does it stop, and whom
# does it hit?
#
# <details><summary>Compare your answer</summary>
#
# Whoever takes one look out of dislike or curiosity must make up a number; the seller who hides does so already and is not
# disturbed. It hits supervisors, and agents who help without a ticket. The rule becomes useful when the number is **checked**: customer,
# agent and time must fit. A seller who sells only the records of customers
# they serve is still not stopped.
#
# </details>

# %% key="progress"
progress()
