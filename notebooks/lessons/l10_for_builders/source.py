# %% [markdown] key="title" lang="id" name="10-untuk-pembangun"
# # 10 · Untuk pembangun

# %% [markdown] key="title" lang="en" name="10-for-builders"
# # 10 · For builders

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Kalau kamu sendiri yang menulis aturannya, bagaimana kamu tahu ia menolong, dan siapa yang dirugikannya? |
# | **Sesudah ini kamu dapat** | menulis sebuah kebijakan dan memasangnya di negeri rekaan (10.1); mengukur berapa orang jujur yang terkena (10.2); menilai pengaruhnya dengan pasangan seed (10.3); menulis detektor yang memberi alasan (10.4); menulis pembela sebagai proses SimPy (10.5) |
# | **Waktu** | 60–100 menit, inti saja 40–70 menit (perkiraan): soal 10.1, 10.2, dan 10.4 adalah intinya; jawaban 10.3 dan 10.5 boleh dilewati, selnya tetap dijalankan |
# | **Data** | negeri kecil berpenduduk lima ribu, 60 hari, dengan satu komplotan; kumpulan data `resale` |
# | **Istilah** | kebijakan, aturan, program, toleransi, pasangan, armada, banding |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | If you write the rule yourself, how do you know that it helps, and whom does it harm? |
# | **Afterwards you can** | write a policy and put it into the invented country (10.1); measure how many honest people it hits (10.2); judge its effect with pairs of seeds (10.3); write a detector that gives reasons (10.4); write a defender as a SimPy process (10.5) |
# | **Time** | 60–100 minutes, the core alone 40–70 minutes (estimated): exercises 10.1, 10.2 and 10.4 are the core; the answers to 10.3 and 10.5 may be skipped, their cells are run |
# | **Data** | a small country of five thousand people, 60 days, with one ring; the data set `resale` |
# | **Words** | policy, rule, programme, tolerance, pair, fleet, appeal |

# %% key="begin"
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import simpy

from simkit.core.parameter import parameter
from simkit.detect.detectors.base import Cited, Ranking, Reason, ranking
from simkit.engine.codes import CALL, OTT, SMS
from simkit.engine.policies import Policy
from simkit_course import *
from simkit_course.lessons.l07_complaint_to_block.material import interval
from simkit_course.lessons.l10_for_builders import figures as plots_building
from simkit_course.lessons.l10_for_builders.bench import bench, decision_columns, event_columns
from simkit_course.lessons.l10_for_builders.material import (
    LIMITS,
    QUARREL,
    ClerkHears,
    NewNumbersSlowly,
    among_first,
    appeals,
    country,
    first_days,
    in_pairs,
    is_same,
    kept_and_broken,
    market,
    ring_phones,
    share_hit,
    wrongly,
)

start("10")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# Sampai sekarang kamu memakai kebijakan orang lain. Di dunia nyata, seseorang harus menulisnya. Ada operator
# yang menyaring panggilan dan SMS yang mencurigakan; seberapa sering saringannya keliru tidak diumumkan (sumber: `operator-filtering-2025`).
# Rapat bertanya kepadamu: bagaimana kalau **nomor yang masih baru** hanya boleh menghubungi sekian orang per hari?
#
# Kedengarannya murah. Tetapi siapa lagi yang punya nomor baru dan menghubungi banyak orang? Siapa pun yang baru ganti nomor, dan
# memberi tahu semua kenalannya; juga kurir dan penjual dengan nomor kerja yang baru.

# %% [markdown] key="story" lang="en"
# ## The story
#
# So far you have used other people's policies. In the real world somebody has to write them. One operator
# filters suspicious calls and SMS; how often its filter errs has not been published (source: `operator-filtering-2025`). The meeting asks
# you: what if a number that is **still new** may only contact so many people a day?
#
# It sounds cheap. But who else has a new number and contacts many people? Anybody who has just changed numbers, and
# tells all their acquaintances; couriers and sellers with a new work number, too.

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Negeri tanpa aturanmu. Tabel `days` memuat setiap hari ketika sebuah nomor baru mengirim atau memanggil, dalam 14 hari pertamanya.
# Kolom `is_honest` hanya diketahui simulator; di atas lima baris itu tercetak berapa nomor baru yang jujur (`True`) dan yang bukan.

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# The country without your rule. The table `days` holds each day on which a new number wrote or called, in its first 14 days.
# The column `is_honest` only a simulator knows; above the five rows stands how many new numbers are honest (`True`) and how many are not.

# %% key="five-rows"
before = country(seed=1)
days = first_days(before)

print(days.groupby("is_honest")["sim_id"].nunique().rename("n_numbers"))
days.head(5)

# %% [markdown] key="anatomy" lang="id"
# ## Susunan sebuah kebijakan
#
# Setiap permohonan di negeri ini melewati salah satu dari lima **titik keputusan**: `access`, `registration`, `account`, `message`,
# `complaint`. Di sana sebuah **aturan** ditanya tentang banyak permohonan sekaligus, yang di sini kita sebut satu **kelompok**. Ia
# dapat menolak (`deny`), menahan (`hold`), membatasi (`quotas`), atau mengubah (`alter`). `rows`, kelompok itu, adalah sebuah dict:
# satu larik NumPy untuk setiap kolom.
#
# `parameter(...)` adalah angka yang dapat disetel: nilai biasanya, artinya, satuannya, sumbernya. Belum ada sumber? Tulis
# `assumption`, dan orang lain tahu bahwa angka itu asumsimu sendiri.

# %% [markdown] key="anatomy" lang="en"
# ## What a policy is made of
#
# Every request in this country passes one of five **decision points**: `access`, `registration`, `account`, `message`,
# `complaint`. There a **rule** is asked about many requests at once, which we call a **batch** here. It can refuse (`deny`), hold
# (`hold`), cap (`quotas`) or change (`alter`). `rows`, the batch, is a dict: one NumPy array for each column.
#
# A `parameter(...)` is a number that can be set: its usual value, its meaning, its unit, its source. No source yet? Write `assumption`,
# and others know that the number is your own guess.

# %% [markdown] key="batch" lang="id"
# Beginilah sebuah kelompok pada titik `message`: tiga nomor, satu hari. `at` adalah waktunya, dihitung dalam jam sejak awal simulasi;
# `sim` adalah nomor urut SIM; `n_sent` adalah banyaknya pesan atau panggilan yang hendak dikirim. `model.sims["t"]` memuat waktu
# pendaftaran setiap SIM di negeri itu menurut nomor urutnya, juga dalam jam sejak awal simulasi.

# %% [markdown] key="batch" lang="en"
# This is a batch at the point `message`: three numbers, one day. `at` is its time, in hours since the start of the simulation; `sim`
# is the SIM's index; `n_sent` is how many messages or calls it wants to send. `model.sims["t"]` holds, by that index, when each SIM
# of the country was registered, in hours since the start as well.

# %% key="one-batch"
batch = {
    "at": np.array([240.0, 240.0, 240.0]),
    "sim": np.array([0, 1, 2]),
    "channel": np.array([SMS, CALL, OTT]),
    "n_sent": np.array([50, 12, 50]),
    "days": np.array([1.0, 1.0, 1.0]),
}

pd.DataFrame(batch)

# %% [markdown] key="columns" lang="id"
# Semua kolom titik ini (keterangannya dalam bahasa Inggris, seperti di dokumen kit); `decision_columns()` tanpa nama memberi kelima titik. `event_columns()`, lebih jauh di bawah, memberi semua peristiwa:

# %% [markdown] key="columns" lang="en"
# All columns of this point; `decision_columns()` without a name gives the five points. `event_columns()`, farther down, gives all events:

# %% key="message-columns"
decision_columns("message")

# %% [markdown] key="ex-1" lang="id"
# ## Soal 10.1 · Tulis sebuah aturan (12–18 menit)
#
# Lengkapi `alter`.
#
# - `is_new`: nomor yang umurnya di bawah `self.first_days` **hari** (umur dalam **jam**: `rows["at"] - model.sims["t"][rows["sim"]]`),
#   dan yang tidak mengirim lewat OTT, sebab pesan OTT tidak terlihat operator. Dua syarat pada larik digabung dengan `&`, bukan
#   `and`; beri kurung pada setiap syarat.
# - `most`: banyaknya yang dikirim, paling tinggi `self.per_day` untuk setiap hari yang dicakup baris itu (`rows["days"]`, sering kali 1).
#   `np.minimum(a, b)` memberi yang lebih kecil.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 10.1 · Write a rule (12–18 minutes)
#
# Complete `alter`.
#
# - `is_new`: numbers whose age is below `self.first_days` **days** (age in **hours**: `rows["at"] - model.sims["t"][rows["sim"]]`),
#   and that do not send over OTT, since operators do not see OTT messages. Two conditions on arrays are joined with `&`, not
#   `and`; put each in brackets.
# - `most`: what is sent, but at most `self.per_day` for each day that the row covers (`rows["days"]`, often 1). `np.minimum(a, b)` gives
#   the smaller one.


# %% key="do-1"
@dataclass(frozen=True)
class SlowStart(Policy):
    """A new number may send only so many messages and calls a day."""

    per_day: int = parameter(20, "Messages and calls a day of a new number.", "numbers", "assumption")
    first_days: float = parameter(14.0, "How long a number is new.", "days", "assumption")

    name, decision, kind = "slow_start", "message", "rule"

    def alter(self, rows, model):
        is_new = ____
        most = ____
        return {**rows, "n_sent": np.where(is_new, most, rows["n_sent"])}


exercise("10.1").check(SlowStart)

# %% key="help-1"
# exercise("10.1").hint()

# %% [markdown] key="off" lang="id"
# Sebelum bertanya apa yang diubah sebuah aturan, pastikan bahwa ia **tidak mengubah apa-apa selama belum berlaku**. Sel berikut memakai
# `NewNumbersSlowly`, versi jadi dari kelasmu, yang baru berlaku pada hari ke-999, di negeri yang lebih kecil supaya cepat. Seluruh
# negeri harus sama, sampai ke byte terakhir. Coba ganti dengan `SlowStart` kalau soal tadi sudah benar.

# %% [markdown] key="off" lang="en"
# Before you ask what a rule changes, make sure that it **changes nothing as long as it is not in force**. The next cell uses
# `NewNumbersSlowly`, a worked version of your class, in force only from day 999, in a smaller country to be quick. The whole
# country must be the same, to the last byte.
# Put `SlowStart` in its place once the exercise is right.

# %% key="switched-off"
size = {"people_n_people": 1_500, "run_days": 20}

is_same(country(1, **size), country(1, NewNumbersSlowly(start_day=999.0), **size))

# %% [markdown] key="ex-2" lang="id"
# ## Soal 10.2 · Berapa orang jujur yang terkena? (8–12 menit)
#
# Sebuah jebakan: yang biasanya dihitung adalah berapa pesan penipu yang berkurang. Di ringkasan kit tidak ada angka untuk pesan yang
# tidak jadi dikirim orang jujur, jadi aturanmu tampak gratis. Karena itu kita ukur harganya sendiri, dari `days`, sebelum aturannya berlaku.
# Tabel itu menghitung penerima, dan aturannya memotong kiriman: siapa yang menghubungi lebih dari 20 orang mengirim lebih dari 20 kali, maka harganya paling tidak sebesar ini.
#
# `share_hit`: dari nomor baru yang jujur di `days`, berapa bagian yang punya paling tidak satu hari dengan **lebih dari** 20 penerima
# (`n_recipients`)? `limit`: rapat mengizinkan paling banyak 20 persen nomor jujur terkena. Apa batas terendah
# di `LIMITS` (dari 5 sampai 40, dengan langkah 5) yang memenuhinya?

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 10.2 · How many honest people are hit? (8–12 minutes)
#
# A trap: what is usually counted is how many fewer messages the fraudsters send. The kit's summary has no figure for the messages that
# honest people no longer send, so your rule looks free. So we measure its price ourselves, from `days`, before the rule is in force.
# That table counts recipients, and the rule cuts what is sent: whoever contacts more than 20 people sends more than 20 times, so the price is at least this.
#
# `share_hit`: of the honest new numbers in `days`, what share has at least one day with **more than** 20 recipients
# (`n_recipients`)? `limit`: the meeting allows at most 20 per cent of honest numbers to be hit. Which is the lowest
# limit in `LIMITS` (from 5 to 40 in steps of 5) that keeps to it?

# %% key="do-2"
cost = {
    "share_hit": ____,
    "limit": ____,
}

exercise("10.2").check(cost, days)

# %% key="help-2"
# exercise("10.2").hint()

# %% key="figure-price"
draw(plots_building.price_of_a_limit, share_hit(days, LIMITS))

# %% [markdown] key="price-why" lang="id"
# Batas yang ketat mengenai lebih banyak nomor komplotan, dan jauh lebih banyak orang jujur; perhatikan bahwa di negeri kecil ini nomor baru komplotan lebih banyak daripada nomor baru yang jujur (tabel pertama): itu pilihan kami untuk pelajaran ini, bukan perkiraan. Tidak ada batas yang hanya mengenai komplotan.
# Memilih titik di kurva ini bukan soal matematika: itu keputusan tentang siapa yang boleh dirugikan, dan orang harus dapat membacanya.

# %% [markdown] key="price-why" lang="en"
# A strict limit hits more of the ring's numbers, and far more honest people; mind that this small country has more new numbers of the ring than honest ones (the first table): that is our choice for this lesson, no estimate. No limit hits the ring alone.
# To choose a point on this curve is no matter of mathematics: it is a decision about who may be harmed, and people must be able to read it.

# %% [markdown] key="lab" lang="id"
# ## Klaim di samping simulasi
#
# Rapat tidak mau memakai seluruh toleransinya dan memilih versi yang lunak: batas 20 itu hanya berlaku untuk **tiga hari pertama** (`first_days=3`). Harganya tercetak lebih dahulu. Klaimnya: “aturan ini pun
# mengurangi pesan penipu.” Kita jalankan empat negeri, masing-masing dua kali: tanpa dan dengan aturan. Keduanya
# memakai seed yang sama, jadi orangnya sama dan kebetulannya sama; hanya aturannya yang berbeda. Yang dihitung: pesan dan panggilan
# lewat SMS dan telepon dari nomor yang terjual.

# %% [markdown] key="lab" lang="en"
# ## The claim beside the simulation
#
# The meeting does not want to use up its tolerance and takes a gentle version: the limit of 20 only holds for the **first three days** (`first_days=3`). Its price is printed first. The claim: “even so the
# rule reduces the fraudsters' messages.” We run four countries, twice each: without and with the rule. Both times
# use the same seed, so the people are the same and chance is the same; only the rule differs. What is counted: messages and calls
# by SMS and telephone from the numbers that were sold.

# %% key="pairs"
print(share_hit(days[days["age_days"] < 3], [20]).round(3))
pairs = in_pairs(NewNumbersSlowly(per_day=20, first_days=3.0), seeds=[1, 2, 3, 4], done={1: before})

pairs

# %% key="figure-pairs"
draw(plots_building.in_pairs, pairs)

# %% [markdown] key="pairs-why" lang="id"
# Tutup garisnya dengan tangan: tinggal dua kumpulan titik yang tingginya tumpang-tindih. Kembalikan garisnya: semuanya turun. **Garis itulah
# percobaannya**, bukan titik-titiknya. Dan lihat kembali harganya di atas tabel: di data ini versi lunak mengenai hampir sama banyak nomor jujur, karena banyak yang menghubungi kenalannya pada hari-hari pertama.

# %% [markdown] key="pairs-why" lang="en"
# Cover the lines with your hand: two heaps of dots remain whose heights overlap. Bring the lines back: all of them fall. **The lines are
# the experiment**, not the dots. And look again at the price above the table: in this data the gentle version hits nearly as many honest numbers, as many of them contact their acquaintances in their first days.

# %% [markdown] key="ex-3" lang="id"
# ## Soal 10.3 · Pasangan yang utuh dan yang dipecah (8–12 menit)
#
# `interval(x)` memberi rata-rata, ujung bawah, dan ujung atas dari rentang 95 persen. Rata-rata berapa pesan dan panggilan berkurang per
# negeri (`fewer`)? Berapa setengah lebar rentangnya dengan pasangan utuh (`half_paired`)? Dan kalau pasangannya dipecah, sehingga setiap negeri
# tanpa aturan bertemu negeri lain dengan aturan (`half_broken`)? `np.roll(x, 1)` menggeser isi sebuah kolom satu tempat.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 10.3 · Pairs kept and pairs broken (8–12 minutes)
#
# `interval(x)` gives the mean, the low end and the high end of a 95 per cent interval. On average, how many fewer messages and calls are there
# per country (`fewer`)? What is half the width of its interval with the pairs kept (`half_paired`)? And if the pairs are broken, so that each country
# without the rule meets another one with it (`half_broken`)? `np.roll(x, 1)` shifts what a column holds by one place.

# %% key="do-3"
effect = {
    "fewer": ____,
    "half_paired": ____,
    "half_broken": ____,
}

exercise("10.3").check(effect, pairs)

# %% key="help-3"
# exercise("10.3").hint()

# %% key="broken"
kept_and_broken(pairs)

# %% [markdown] key="broken-why" lang="id"
# Rata-rata yang sama, kesimpulan yang berlawanan: dengan pasangan utuh, nol ada di luar rentang; dengan pasangan dipecah, nol ada di
# dalamnya. Dengan seed lain angkanya lain, dan nol dapat jatuh di tempat lain; coba sendiri dengan `seeds=[5, 6, 7, 8]`. Yang tetap: rentang dari pasangan yang dipecah jauh lebih
# lebar (`tests/test_lesson_10.py` mengulanginya pada dua puluh seed lain). Perhatikan pula apa yang tidak dihitung di sini: pesan OTT, yang tidak
# dilihat aturanmu.

# %% [markdown] key="broken-why" lang="en"
# The same mean, opposite conclusions: with the pairs kept, zero lies outside the interval; with the pairs broken, zero lies
# inside it. With other seeds the numbers differ, and zero may fall elsewhere; try `seeds=[5, 6, 7, 8]` yourself. What stays: the interval of broken pairs is far
# wider (`tests/test_lesson_10.py` repeats this on twenty other seeds). Note also what is not counted here: OTT messages, which your rule does not see.

# %% [markdown] key="bench" lang="id"
# ## Bangku uji
#
# Satu panggilan menaruh beberapa kebijakan berdampingan, di negeri-negeri kecil yang sama: `spared`, bagian pesan dan panggilan yang tidak terkirim, lalu perubahan banyaknya korban, orang
# jujur yang ditolak, dan nomor jujur yang diblokir. Tambahkan kebijakanmu, misalnya `"mine": SlowStart()`; dengan dua seed dan negeri yang lebih kecil angkanya lain daripada di gambar tadi: kesan pertama, belum bukti.

# %% [markdown] key="bench" lang="en"
# ## A test bench
#
# One call puts policies side by side, in the same small countries: `spared`, the share of messages and calls that are not sent, then the change in how many victims there are, honest
# people turned away, and honest numbers blocked. Add your own, such as `"mine": SlowStart()`; with two seeds and a smaller country the figures are not those of the picture above: a first impression and no evidence yet.

# %% key="side-by-side"
bench({"slowly": NewNumbersSlowly(per_day=20, first_days=3.0), "cap_one": "cap:per_operator=1"}).round(3)

# %% [markdown] key="detector" lang="id"
# ## Sebuah detektor
#
# Detektor kit adalah fungsi dari tabel ke sebuah `Ranking`: skor, urutan, dan **alasan** yang menunjuk baris-baris buktinya. Aturan
# sederhana: yang pertama adalah ponsel tempat paling banyak nomor diaktifkan.
#
# Baris yang dicetak paling atas: ponsel komplotan / semua ponsel, lalu bagian ponsel komplotan di antara 30 ponsel pertama, sebanyak yang
# sempat diperiksa penyelidik. Ponsel yang skornya sama di peringkat ke-30 dihitung sebagian, sebab urutannya hanya undian.

# %% [markdown] key="detector" lang="en"
# ## A detector
#
# A detector of the kit is a function from tables to a `Ranking`: scores, an order, and **reasons** that cite the rows of evidence. The
# obvious rule: first come the phones on which most numbers were activated.
#
# The line printed on top: the ring's phones / all phones, then the share of the ring's among the first 30 phones, as many as
# investigators have time for. Phones with equal scores at place 30 are counted in part, since only a draw would put them in order.


# %% key="obvious"
def numbers_on_a_phone(tables):
    accounts = tables["accounts"].dropna(subset=["imei"])
    score = accounts.groupby("imei")["sim_id"].nunique()
    rows = accounts.rename(columns={"imei": "entity_id", "account_id": "row_id"})
    why = Reason(
        "n", "accounts", "sim_id", "nunique", "{n} nomor pada satu ponsel", "{n} numbers on one phone"
    )
    return ranking("numbers_on_a_phone", "device", score, [Cited(why, rows)])


resale = market()
is_ring = ring_phones(resale)
obvious = numbers_on_a_phone(resale.observed)

print(f"{is_ring.sum()} / {len(is_ring)}", round(among_first(obvious, is_ring, 30), 3))
obvious.head(5)[["rank", "score", f"reason_{language()}"]]

# %% [markdown] key="ex-4" lang="id"
# ## Soal 10.4 · Tulis sebuah detektor (12–18 menit)
#
# Siapa yang jujur dan punya banyak nomor pada satu ponsel? Armada: perusahaan yang mengaktifkan puluhan nomor untuk kendaraannya, semuanya
# atas **satu** NIK. Tulis detektor ponsel yang, di antara 30 ponsel pertama, lebih baik daripada aturan sederhana. Kamu mendapat
# tabel `accounts` (di dalamnya `account_id`, `sim_id`, `imei`) dan `sims` (`sim_id`, `nik`); siapa komplotannya tidak diberitahukan.
# Setiap ponsel di antara 30 itu harus punya alasan berupa banyaknya NIK, dihitung dari baris yang dikutip. Mengocok baris tidak boleh
# mengubah skor.
#
# Contoh di atas menunjukkan bentuknya. `Reason` meminta, menurut urutan: sebuah nama, tabel, kolom yang dihitung, caranya, kalimat
# bahasa Indonesia, dan kalimat bahasa Inggris. `row_id` adalah kunci baris di tabel yang disebut `Reason`: `account_id` di `accounts`,
# `sim_id` di `sims`.

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 10.4 · Write a detector (12–18 minutes)
#
# Who is honest and has many numbers on one phone? A fleet: a company that activates dozens of numbers for its vehicles, all of them on
# **one** NIK. Write a detector of phones that is better than the obvious rule among the first 30 phones. You get the
# tables `accounts` (with `account_id`, `sim_id`, `imei`) and `sims` (with `sim_id`, `nik`); nobody tells you who the ring is.
# Each of those 30 phones must have a reason that is a number of NIKs, counted from the rows it cites. Shuffling rows must not change
# a score.
#
# The example above shows the form. `Reason` asks, in this order, for a name, the table, the column that is counted, how it is counted,
# a sentence in Indonesian and a sentence in English. `row_id` is the key of a row in the table that `Reason` names: `account_id` in
# `accounts`, `sim_id` in `sims`.


# %% key="do-4"
def my_detector(tables):
    return ____


exercise("10.4").check(my_detector, resale)

# %% key="help-4"
# exercise("10.4").hint()

# %% key="mine"
found = my_detector(resale.observed)

round(among_first(found, is_ring, 30), 3) if isinstance(found, Ranking) else found

# %% [markdown] key="defender" lang="id"
# ## Seorang pembela
#
# Ada pula kebijakan yang bukan aturan yang ditanya, melainkan **program** yang berjalan sepanjang simulasi. Ia mendengarkan buku besar
# (*ledger*, catatan semua peristiwa): `model.ledger.on("sim_blocked", f)` berarti: panggil `f(sims=...)` setiap kali nomor diblokir. Dan ia punya jam SimPy yang sama
# dengan semua pelaku lain, `model.env`.
#
# Di negeri berikut orang sering mengadukan nomor yang tidak bersalah, dengan bukti yang tampak lengkap (`QUARREL`: asumsi kami).
# Sebagian nomor itu diblokir. Siapa yang mendengarkan mereka?

# %% [markdown] key="defender" lang="en"
# ## A defender
#
# Another kind of policy is not a rule that is asked, but a **programme** that runs through the whole simulation. It listens to the ledger
# (the record of all events): `model.ledger.on("sim_blocked", f)` means: call `f(sims=...)` whenever numbers are blocked. And it has the same SimPy clock
# as all other actors, `model.env`.
#
# In the following country people often complain about innocent numbers, with evidence that looks complete (`QUARREL`: our assumption).
# Some of those numbers are blocked. Who hears these people?

# %% key="all-events"
event_columns()[["what"]]

# %% [markdown] key="ex-5" lang="id"
# ## Soal 10.5 · Meja banding (10–15 menit)
#
# Satu petugas mendengarkan satu orang selama `self.review_h` jam; yang lain menunggu. Isi nama peristiwa di `start`, dan tulis `appeal` di tempat
# `yield ____`: datang, menunggu giliran, didengar, lalu catat `(sim, came, begun, gone)` di `self.log`. Polanya ada di antrean pelajaran 07;
# setiap waktu adalah `model.now` pada saat itu. `wrongly(model, sims)` sudah memilih
# nomor yang tidak didaftarkan komplotan mana pun; semuanya kita anggap diblokir karena keliru, termasuk pengirim iklan.

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 10.5 · The appeals desk (10–15 minutes)
#
# One clerk hears one person for `self.review_h` hours; the others wait. Fill in the name of the event in `start`, and write `appeal` in place of
# `yield ____`: come, wait for the turn, be heard, then note `(sim, came, begun, gone)` in `self.log`. The queue of lesson 07 is the
# pattern; each time is `model.now` at that moment. `wrongly(model, sims)` already picks the numbers that no ring had registered; we
# count all of them as blocked by mistake, senders of adverts among them.


# %% key="do-5"
@dataclass(frozen=True)
class AppealsDesk(Policy):
    """One clerk hears people whose number was blocked by mistake."""

    review_h: float = parameter(4.0, "Time that one appeal takes.", "h", "assumption")
    log: list = field(default_factory=list)

    name, decision, kind = "appeals_desk", "complaint", "programme"

    def start(self, model):
        clerk = simpy.Resource(model.env, capacity=1)

        def hear(sims):
            for sim in wrongly(model, sims):
                model.env.process(self.appeal(model, clerk, sim))

        model.ledger.on(____, hear)

    def appeal(self, model, clerk, sim):
        came = model.now
        yield ____
        self.log.append((sim, came, ____, model.now))


exercise("10.5").check(AppealsDesk)

# %% key="help-5"
# exercise("10.5").hint()

# %% [markdown] key="heard" lang="id"
# Sekarang meja itu di negeri yang sama, dua kali: aduan diteruskan tiap 30 hari (sumber: `forward-monthly`), dan tiap hari. `ClerkHears` adalah versi
# jadi dari kelasmu. Tebak dahulu: di mana waktu tunggunya lebih lama?

# %% [markdown] key="heard" lang="en"
# Now that desk in the same country, twice: complaints are passed on every 30 days (source: `forward-monthly`), and every day. `ClerkHears` is a worked
# version of your class. Guess first: where is the wait longer?

# %% key="desks"
desks = {}
for every in (30, 1):
    desk = ClerkHears(review_h=4.0)
    country(1, f"forwarding:every_days={every}", desk, **QUARREL)
    desks[every] = appeals(desk.log)

pd.DataFrame({every: table["wait_days"].describe() for every, table in desks.items()}).round(2)

# %% key="figure-desks"
draw(plots_building.appeals_in_time, desks)

# %% [markdown] key="heard-why" lang="id"
# Petugasnya sama, setiap banding sama lamanya, dan pada penerusan harian bahkan lebih banyak orang yang sempat naik banding dalam 60 hari. Yang membuat
# orang menunggu berhari-hari adalah **penumpukannya**: satu penerusan bulanan membuat mereka semua diblokir sekaligus. Luas di bawah
# setiap kurva adalah jumlah waktu semua orang di meja itu, dari datang sampai selesai. Dibagi dengan lamanya simulasi, itu rata-rata
# banyaknya orang di meja; bahwa itu sama dengan kedatangan per hari dikali lamanya di sana adalah hukum Little (sumber: `little-1961`), dan cara memeriksa catatanmu.

# %% [markdown] key="heard-why" lang="en"
# The clerk is the same, a hearing takes as long, and with daily forwarding even more people get to appeal within 60 days. What makes
# people wait for days is the **cluster**: one monthly batch blocks them all at once. The area under each curve
# is the time that all people spent at the desk, from coming to going, added up. Divided by the length of the simulation, it is the mean
# number of people at the desk; that this equals arrivals a day times the time spent there is Little's law (source: `little-1961`), and a way to check your log.

# %% [markdown] key="limits" lang="id"
# ## Apa yang tidak dapat ditunjukkan data ini
#
# - Apa yang dilakukan pembeli terhadap aturanmu. Di model ini, terhadap aturan semacam ini mereka tidak menunggu sampai nomornya cukup tua, dan tidak pindah ke OTT. Penipu
#   yang sabar sampai batasnya berakhir lolos seluruhnya. Berapa bagian yang akan menunggu atau pindah di dunia nyata hanya dapat diasumsikan (sumber: `assumptions`): anggaplah pengaruh
#   yang kamu ukur sebagai batas atas.
# - Apa yang hilang bagi orang jujur yang terkena. Kita menghitung nomornya, bukan kabar duka yang tidak terkirim.
# - Berapa lama sebuah banding, dan berapa aduan yang keliru: keduanya asumsi kami, tanpa sumber. Petugas di sini bekerja siang malam,
#   dan yang bandingnya dikabulkan tidak mendapatkan nomornya kembali; di kit, hanya kebijakan `screening` yang mengembalikan nomor.
# - Apakah detektormu menemukan komplotan yang memberi setiap nomor ponselnya sendiri.

# %% [markdown] key="limits" lang="en"
# ## What this data cannot show
#
# - What buyers do about your rule. In this model, faced with a rule of this kind, they neither wait until a number is old enough nor move to OTT. A fraudster
#   who is patient until the limit ends escapes it altogether. What share would wait or move in the real world can only be assumed (source:
#   `assumptions`): take the effect you measured as an upper bound.
# - What is lost to honest people who are hit. We counted numbers, not the news of a death that was not sent.
# - How long an appeal takes and how many complaints are mistaken: both are our assumptions, without a source. The clerk here works
#   day and night, and whoever wins does not get the number back; in the kit only the policy `screening` gives numbers back.
# - Whether your detector finds a ring that gives each number a phone of its own.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Siapa pun yang menulis aturan juga menentukan siapa yang dirugikan. Karena itu setiap kebijakan yang dikirim bersama kit ini mengatakan apa harganya (`cost`)
# > dan apa yang tidak dapat dilakukannya (`cannot`); `simkit policies` mencetak keduanya. Kalau kamu tidak dapat mengisi keduanya, aturanmu belum selesai. Bangunlah pembela, bukan alat
# > untuk menyerang.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** Whoever writes a rule also decides who is harmed. That is why every policy shipped with this kit says what it costs (`cost`)
# > and what it cannot do (`cannot`); `simkit policies` prints both. If you cannot fill in both, your rule is not finished. Build defenders, not tools
# > for attack.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - Kebijakan: sebuah kelas kecil dengan angka yang dapat disetel. Selama belum berlaku, ia tidak boleh mengubah satu byte pun.
# - Harga yang tidak kamu ukur akan tampak nol. Tanyakan siapa yang tidak ada di tabel hasilmu.
# - Bandingkan di dalam seed yang sama: garisnya adalah percobaannya.
# - Detektor tanpa alasan tidak dapat dibantah; alasan tanpa baris tidak dapat diperiksa.
# - Pembela berjalan di dalam simulasi: satu petugas, satu jam, satu antrean.
#
# `CONTRIBUTING.md` menunjukkan cara memasukkan kebijakanmu ke dalam kit, dalam lima langkah. Dan sesudah semua pelajaran: `open_task("capstone")` di sel kosong, sebuah folder yang belum pernah dilihat dan sehalaman untuk regulator.
#
# ## Sebelum pergi
#
# Temanmu menulis aturan dan berkata: “Aturanku lebih baik: di negeriku pesan yang terkirim lebih sedikit daripada di negerimu.” Dua
# hal apa yang kamu tanyakan?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Apakah kedua negeri itu memakai seed yang sama, dan pada berapa seed? Dan siapa yang terkena selain komplotan: berapa nomor jujur, dan
# dari mana angkanya?
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - A policy is a small class with numbers to set. As long as it is not in force, it must not change a single byte.
# - A price that you do not measure will look like zero. Ask who is missing from your table of results.
# - Compare within one seed: the lines are the experiment.
# - A detector without reasons cannot be contradicted; a reason without rows cannot be checked.
# - A defender runs inside the simulation: one clerk, one clock, one queue.
#
# `CONTRIBUTING.md` shows how to put your policy into the kit, in five steps. And after all lessons: `open_task("capstone")` in an empty cell, an unseen folder and a page for a regulator.
#
# ## Before you go
#
# Your friend wrote a rule and says: “My rule is better: in my country fewer messages are sent than in yours.” Which two things do
# you ask?
#
# <details><summary>Compare your answer</summary>
#
# Did both countries have the same seed, and how many seeds were there? And who was hit besides the ring: how many honest numbers, and
# where does that figure come from?
#
# </details>

# %% key="progress"
progress()
