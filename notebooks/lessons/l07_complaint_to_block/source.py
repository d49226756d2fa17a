# %% [markdown] key="title" lang="id" name="07-dari-aduan-sampai-blokir"
# # 07 · Dari aduan sampai blokir

# %% [markdown] key="title" lang="en" name="07-from-complaint-to-block"
# # 07 · From complaint to block

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Berapa lama nomor yang diadukan tetap hidup, dan di mana waktunya hilang? |
# | **Sesudah ini kamu dapat** | menulis antrean dengan SimPy (7.1); memeriksa hukum Little (7.2); menghitung waktu tunggu dengan rumus Erlang (7.3); menghitung pada hari keberapa kiriman berkala berangkat (7.4); menilai penerusan bulanan dan harian dengan pasangan seed (7.5); membaca kerugian yang sebagian besar ditanggung sedikit orang (7.6) |
# | **Waktu** | 55–90 menit, inti saja 30–50 menit (perkiraan): soal 7.1, 7.4, dan 7.5 adalah intinya; jawaban 7.2, 7.3, dan 7.6 boleh dilewati, selnya tetap dijalankan |
# | **Data** | sebuah meja pemeriksaan rekaan; negeri kecil dengan satu komplotan, sekali dengan penerusan bulanan dan sekali harian |
# | **Istilah** | aduan, blokir, antrean, beban, hukum Little, Erlang C, ulangan, rentang, kiriman berkala |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | How long does a reported number stay alive, and where does the time go? |
# | **Afterwards you can** | write a queue with SimPy (7.1); check Little's law (7.2); compute a wait with Erlang's formula (7.3); work out on which day a batch leaves (7.4); judge monthly against daily forwarding with pairs of seeds (7.5); read losses of which a few people bear most (7.6) |
# | **Time** | 55–90 minutes, the core alone 30–50 minutes (estimated): exercises 7.1, 7.4 and 7.5 are the core; the answers to 7.2, 7.3 and 7.6 may be skipped, their cells are run |
# | **Data** | an invented review desk; a small country with one ring, once with monthly and once with daily forwarding |
# | **Words** | complaint, block, queue, load, Little's law, Erlang C, repetition, interval, batch |

# %% key="begin"
import math

import pandas as pd
import simpy

from simkit_course import *
from simkit_course.lessons.l07_complaint_to_block import figures as plots_waiting
from simkit_course.lessons.l07_complaint_to_block.material import (
    compare_forwarding,
    complaints_by_chance,
    country_with,
    erlang_c,
    interval,
    lost_by_victim,
    measured_waits,
    present,
    review,
    run_desk,
)

start("07")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# Kementerian membuka situs tempat warga mengadukan nomor penipu. Dari aduan setahun, kira-kira seperempat berakhir dengan pemblokiran, setengahnya ditolak karena buktinya kurang, dan seperempat belum selesai (sumber: `aduannomor-2023`). Berapa lama prosesnya? Satu sumber
# menyebut 24 jam sejak aduannya lengkap (sumber: `aduannomor-24h`); seorang pejabat berkata bahwa nomor-nomor itu
# diteruskan kepada operator sebulan sekali (sumber: `forward-monthly`). Aplikasi pesan tidak terikat pada keduanya (sumber: `ott-not-licensee`).
#
# Kita tidak dapat masuk ke kantor itu. Tetapi kita dapat **membangunnya**: sebuah jam, sebuah meja, dan orang yang menunggu.

# %% [markdown] key="story" lang="en"
# ## The story
#
# A ministry runs a site where people report fraudulent numbers. Of a year's reports about a quarter ended in a block, half
# were rejected for lack of evidence, and a quarter were pending (source: `aduannomor-2023`). How long does it take? One source says
# 24 hours from a complete report (source: `aduannomor-24h`); an official says that the numbers are passed on to the operators
# once a month (source: `forward-monthly`). Messaging apps are bound by neither (source: `ott-not-licensee`).
#
# We cannot walk into that office. But we can **build** it: a clock, a desk, and somebody who waits.

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Aduan di sebuah negeri kecil, selama 90 hari, dengan penerusan bulanan. `at` adalah saat aduan masuk, `channel` jalan yang dipakai
# nomor itu (telepon, SMS, atau aplikasi: `ott`), `outcome` hasilnya. `is_complete` menyatakan apakah buktinya lengkap. Lihat kolom
# `forwarded_at`: kosong (`NaT`) berarti belum atau tidak pernah diteruskan kepada operator.

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# Complaints of a small country, over 90 days, with monthly forwarding. `at` is when the complaint came, `channel` the channel that the
# number used (call, SMS or an app: `ott`), `outcome` what became of it. `is_complete` says whether the evidence is complete. See
# the column `forwarded_at`: missing (`NaT`) means not yet or never passed on to an operator.

# %% key="five-rows"
monthly = country_with(30, seed=1)
complaints = monthly.observed["complaints"]

complaints[["complaint_id", "at", "channel", "is_complete", "forwarded_at", "outcome"]].head(5)

# %% [markdown] key="clock" lang="id"
# ## Sebuah jam
#
# SimPy adalah sebuah jam beserta daftar janji. `env.timeout(5)` berarti: bangunkan aku lima menit lagi. Fungsi dengan `yield`
# berhenti di situ dan menunggu dibangunkan. Jam meloncat dari janji ke janji; tidak ada yang sungguh-sungguh menunggu.

# %% [markdown] key="clock" lang="en"
# ## A clock
#
# SimPy is a clock with a list of appointments. `env.timeout(5)` means: wake me five minutes from now. A function with a
# `yield` stops there and waits to be woken. The clock jumps from one appointment to the next; nobody really waits.


# %% key="ring-the-bell"
def bell(env):
    while True:
        yield env.timeout(5)
        print("minute", env.now)


env = simpy.Environment()
env.process(bell(env))
env.run(until=16)

# %% [markdown] key="copier" lang="id"
# ## Sebuah mesin fotokopi
#
# `simpy.Resource` adalah sesuatu yang hanya dapat dipakai sekian orang pada saat yang sama. `request()` mengambil nomor antrean,
# `yield turn` menunggu giliran, dan pada akhir `with` mesinnya bebas lagi. Tiga orang datang pada menit ke-0, 1, dan 2; masing-masing
# perlu empat menit; mesinnya hanya satu. Di keluaran, `>` berarti mulai dan `<` berarti selesai.

# %% [markdown] key="copier" lang="en"
# ## A photocopier
#
# A `simpy.Resource` is something that only so many can use at a time. `request()` draws a ticket, `yield turn` waits for one's
# turn, and at the end of the `with` the machine is free again. Three people come at minutes 0, 1 and 2; each needs four minutes;
# there is only one machine. In the output `>` means start and `<` means done.


# %% key="three-copies"
def copy(env, machine, name, comes):
    yield env.timeout(comes)
    with machine.request() as turn:
        yield turn
        print("minute", env.now, name, ">")
        yield env.timeout(4)
    print("minute", env.now, name, "<")


env = simpy.Environment()
machine = simpy.Resource(env, capacity=1)
for comes, name in enumerate(["Ani", "Budi", "Cici"]):
    env.process(copy(env, machine, name, comes))
env.run()

# %% [markdown] key="ex-1" lang="id"
# ## Soal 7.1 · Tulis sebuah antrean (8–12 menit)
#
# Sekarang kamu. Satu aduan datang ke meja `desk`, menunggu seorang pemeriksa, diperiksa selama `minutes` menit, lalu mencatat
# tiga saat di `log`: datang, mulai, selesai. Baris pertama dan terakhir sudah ada; tulis yang di antaranya di tempat `yield ____`
# (tambahkan baris sebanyak yang kamu perlukan), dan isi `____` yang kedua dengan saat mulai. Fungsimu akan dicoba pada meja dengan
# satu dan dua pemeriksa.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 7.1 · Write a queue (8–12 minutes)
#
# Now you. One complaint comes to the desk `desk`, waits for a reviewer, is reviewed for `minutes` minutes, and notes three
# moments in `log`: arriving, starting, leaving. The first and the last line are there; write what stands between them in place of
# `yield ____` (add as many lines as you need), and put the moment of starting into the second `____`. Your function is tried at
# desks with one and with two reviewers.


# %% key="do-1"
def complaint(env, desk, minutes, log):
    arrived = env.now
    yield ____
    log.append((arrived, ____, env.now))


exercise("7.1").check(complaint)

# %% key="help-1"
# exercise("7.1").hint()

# %% [markdown] key="desk" lang="id"
# ## Meja dengan tiga pemeriksa
#
# Kita isi meja itu: rata-rata 12 aduan per jam, tidak teratur, dan setiap pemeriksaan rata-rata 12 menit. Kedua angka ini
# asumsi; berapa yang sebenarnya, tidak kami temukan (sumber: `not-found`). Sel berikut memakai `review`, versi kit dari
# fungsimu. Coba ganti dengan `complaint` kalau soal tadi sudah benar: hasilnya harus sama.

# %% [markdown] key="desk" lang="en"
# ## A desk with three reviewers
#
# We fill the desk: 12 complaints an hour on average, irregularly, and 12 minutes for each review on average. Both numbers are
# assumptions; the real ones we did not find (source: `not-found`). The next cell uses `review`, the kit's version of your
# function. Put `complaint` in its place once the exercise is right: the result must be the same.

# %% key="visits"
arrivals = complaints_by_chance(2000, per_hour=12, minutes=12, seed=1)
visits = run_desk(review, arrivals, n_reviewers=3)
at_desk = present(visits)

visits.round(1).head(5)

# %% key="figure-desk"
first_day = at_desk.loc[: 24 * 60]
draw(plots_waiting.desk_in_time, first_day, n_reviewers=3, n_came=int((visits["arrived"] <= 24 * 60).sum()))

# %% [markdown] key="desk-why" lang="id"
# Bagian yang berwarna jingga adalah aduan yang menunggu. Rata-rata meja ini sanggup: tiga pemeriksa dapat menyelesaikan 15 aduan
# per jam, dan hanya 12 yang datang. Hari pertama ini memang lebih ramai daripada biasanya (lihat soal 7.2). Antrean muncul juga, karena aduan datang tidak teratur dan
# sebagian pemeriksaan makan waktu lama.

# %% [markdown] key="desk-why" lang="en"
# The orange area is complaints that wait. On average the desk can cope: three reviewers can finish 15 complaints an hour, and only
# 12 come. This first day is busier than most (see exercise 7.2). A queue forms all the same, because complaints come irregularly and some reviews
# take long.

# %% [markdown] key="ex-2" lang="id"
# ## Soal 7.2 · Periksa hukum Little (6–9 menit)
#
# Hukum Little (sumber: `little-1961`): **yang ada di meja = yang datang per jam × lama tinggal (jam)**, semuanya rata-rata. Ukur
# ketiganya sendiri-sendiri, selama seluruh waktu dan bukan hanya hari pertama: dari `visits` (dalam menit) dan `at_desk` (satu
# deret: banyaknya aduan di meja, menit demi menit).

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 7.2 · Check Little's law (6–9 minutes)
#
# Little's law (source: `little-1961`): **present at the desk = arriving per hour × hours each stays**, all of them means. Measure
# the three separately, over the whole time and not the first day only: from `visits` (in minutes) and `at_desk` (one series:
# complaints at the desk, minute by minute).

# %% key="do-2"
hours = visits["left"].max() / 60

little = {
    "per_hour": ____,
    "hours_each": ____,
    "present": ____,
}

exercise("7.2").check(little, visits)

# %% key="help-2"
# exercise("7.2").hint()

# %% key="product"
print("present              =", little["present"])
print("per_hour * hours_each =", little["per_hour"] * little["hours_each"])

# %% [markdown] key="little-why" lang="id"
# Sesudah soal itu benar, jalankan sel di atas sekali lagi: kedua angka hampir sama. Selisih kecilnya muncul karena `at_desk` hanya
# menghitung pada setiap menit penuh.

# %% [markdown] key="little-why" lang="en"
# Once the exercise is right, run the cell above again: the two numbers are nearly equal. The small difference arises because
# `at_desk` counts at full minutes only.

# %% [markdown] key="ex-3" lang="id"
# ## Soal 7.3 · Rumus Erlang (6–10 menit)
#
# Rumus Erlang (Erlang C; sumber: `erlang-1917`) menghitung antrean seperti ini tanpa simulasi. `erlang_c(n, load)` memberi peluang
# bahwa sebuah aduan harus menunggu; `load` adalah **beban**: rata-rata banyaknya pemeriksa yang sibuk. Rata-rata waktu tunggu, dalam
# jam, adalah
#
# peluang menunggu ÷ (aduan yang **dapat** diselesaikan per jam − aduan yang **datang** per jam).
#
# Pembaginya adalah kelonggaran meja itu. Lengkapi rumus di dalam fungsi. `n_reviewers` adalah banyaknya pemeriksa, `per_hour`
# aduan yang datang per jam, `review_h` lamanya satu pemeriksaan, dalam jam.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 7.3 · Erlang's formula (6–10 minutes)
#
# Erlang's formula (Erlang C; source: `erlang-1917`) works out such a queue without a simulation. `erlang_c(n, load)` gives the chance
# that a complaint has to wait; `load` is the **load**: how many reviewers are busy on average. The mean wait, in hours, is
#
# chance of waiting ÷ (complaints that **can** be finished an hour − complaints that **come** an hour).
#
# The divisor is the slack of the desk. Complete the formula in the function. `n_reviewers` is the number of reviewers,
# `per_hour` the complaints that come in an hour, `review_h` how long one review takes, in hours.


# %% key="do-3"
def wait_h(n_reviewers, per_hour, review_h):
    p_wait = erlang_c(n_reviewers, per_hour * review_h)
    return p_wait / ____


exercise("7.3").check(wait_h)

# %% key="help-3"
# exercise("7.3").hint()

# %% [markdown] key="against" lang="id"
# Apakah simulasinya cocok? Satu simulasi saja tidak menjawab, karena hasilnya berubah dengan seed. Maka kita ulangi meja yang sama
# dua puluh kali. Sebuah **ulangan** memakai seed lain; semua yang lain sama. Dari kedua puluh hasil itu kita buat **rentang** 95 persen,
# dari `low` sampai `high`: rentang yang dibuat dengan cara ini memuat rata-rata yang sebenarnya dalam kira-kira 95 dari 100 kasus.
# Semua angka di tabel ini dalam menit; kolom `erlang_c` adalah waktu tunggu menurut rumus, bukan peluangnya.

# %% [markdown] key="against" lang="en"
# Does the simulation agree? One simulation is no answer, as its result changes with the seed. So we repeat the same desk twenty
# times. A **repetition** uses another seed; all else is the same. From the twenty results we make a 95 per cent **interval**, from
# `low` to `high`: an interval made in this way holds the true mean in about 95 of 100 cases. All numbers in this table are
# minutes; the column `erlang_c` is the wait by the formula, not the chance.

# %% key="waits"
waits = measured_waits([3, 4, 5], per_hour=12, review_h=0.2)
waits.round(2)

# %% key="figure-waits"
draw(plots_waiting.wait_by_reviewers, waits)

# %% [markdown] key="against-why" lang="id"
# Empat pemeriksa, bukan tiga: kalau waktu tunggu berbanding terbalik dengan banyaknya pemeriksa, sisanya tiga perempat; ternyata kira-kira seperenam. Ketiga titik
# ada di atas rumus, karena ketiganya dari dua puluh seri aduan yang sama: itu satu percobaan, bukan tiga.

# %% [markdown] key="against-why" lang="en"
# Four reviewers in place of three: if waits went down as reviewers go up, three quarters would be left; it is about a sixth. All three dots lie
# above the formula, as they come from the same twenty series of complaints: that is one trial and not three.

# %% [markdown] key="ex-4" lang="id"
# ## Soal 7.4 · Diteruskan berkala (6–9 menit)
#
# Sekarang meja yang lain: tidak seorang pun antre, tetapi aduan dikumpulkan dan diteruskan **sekaligus** pada hari `every`,
# 2 × `every`, 3 × `every`, dan seterusnya. Tulis fungsi yang memberi hari aduan diteruskan, kalau aduan itu masuk pada hari `at`
# (di atas nol, boleh pecahan). Aduan yang masuk tepat ketika sebuah kiriman berangkat masih ikut kiriman itu. `math.ceil` membulatkan ke atas.

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 7.4 · Passed on in batches (6–9 minutes)
#
# Now another desk: nobody queues, but complaints are collected and passed on **together** on day `every`, 2 × `every`,
# 3 × `every` and so on. Write a function that gives the day on which a complaint is passed on if it came on day `at`
# (above zero, parts of a day allowed). A complaint that comes just when a batch leaves still goes with it. `math.ceil` rounds up.


# %% key="do-4"
def passed_on(at, every):
    return ____


exercise("7.4").check(passed_on)

# %% key="help-4"
# exercise("7.4").hint()

# %% [markdown] key="half" lang="id"
# Tebak dahulu: kalau aduan datang kapan saja, berapa hari rata-rata ia menunggu kiriman bulanan? Sel berikut mencobanya dengan
# sepuluh ribu saat yang tersebar merata.

# %% [markdown] key="half" lang="en"
# Guess first: if complaints come at any time, how many days do they wait for a monthly batch on average? The next cell tries it
# with ten thousand moments, evenly spread.

# %% key="batches"
moments = pd.Series(range(10_000)) * 0.021 + 0.01


def mean_wait_days(every):
    return ((moments / every).apply(math.ceil) * every - moments).mean()


pd.Series({every: mean_wait_days(every) for every in (30, 7, 1)}, name="mean_wait_days").rename_axis(
    "every"
).round(2).to_frame()

# %% [markdown] key="half-why" lang="id"
# **Setengah dari jaraknya.** Kiriman tiap 30 hari membuat orang menunggu rata-rata 15 hari, meskipun tidak seorang petugas pun lambat.
# Menambah pemeriksa tidak memperpendek waktu tunggu itu.

# %% [markdown] key="half-why" lang="en"
# **Half the time between batches.** A batch every 30 days makes people wait 15 days on average, even if no
# clerk is slow. More reviewers do not shorten that wait.

# %% [markdown] key="claim" lang="id"
# ## Klaim di samping simulasi
#
# Kita jalankan negeri yang sama sekali lagi dengan penerusan harian, lalu lihat tumpukan aduan yang menunggu diteruskan.

# %% [markdown] key="claim" lang="en"
# ## The claim beside the simulation
#
# We run the same country once more with daily forwarding, and look at the pile of complaints that wait to be passed on.

# %% key="daily"
daily = country_with(1, seed=1)

# %% key="figure-pile"
draw(plots_waiting.waiting_pile, {30: monthly.observed["complaints"], 1: daily.observed["complaints"]})

# %% [markdown] key="ex-5" lang="id"
# ## Soal 7.5 · Bulanan dan harian (8–12 menit)
#
# Sekarang empat seed, masing-masing dua kali. Di tabel `runs`, `wait_days` adalah rata-rata waktu tunggu sampai diteruskan. `live_days`
# adalah lamanya nomor tetap hidup sejak aduan lengkap yang pertama sampai diblokir operator: median (nilai tengah) dari nomor yang
# diblokir sampai simulasi berakhir, dan itu bukan nomor yang sama pada kedua penerusan. `n_blocked` adalah banyaknya nomor yang diblokir operator,
# `n_honest` berapa di antaranya yang tidak didaftarkan komplotan, `n_messages` banyaknya pesan dari semua nomor yang disalahgunakan.

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 7.5 · Monthly and daily (8–12 minutes)
#
# Now four seeds, twice each. In the table `runs`, `wait_days` is the mean wait until being passed on. `live_days` is how long a
# number stays alive from the first complete complaint to the operator's block: the median (middle value) of the numbers
# blocked before the run ends, which are not the same under both. `n_blocked` is how many numbers operators blocked, `n_honest` how many of these no
# ring had registered, `n_messages` how many messages all abused numbers sent.

# %% key="runs"
countries = {(seed, every): country_with(every, seed) for seed in (2, 3, 4) for every in (30, 1)}
countries |= {(1, 30): monthly, (1, 1): daily}

runs = compare_forwarding([1, 2, 3, 4], every=(30, 1), done=countries)
wide = runs.pivot_table(index="seed", columns="every_days")

runs

# %% [markdown] key="ask-5" lang="id"
# Berapa hari rata-rata yang dihemat pada `live_days` (`days_saved`)? Berapa bagian pesan yang tidak jadi terkirim, rata-rata atas
# keempat seed (`share_spared`, antara 0 dan 1)? Pada berapa seed pesannya lebih sedikit (`n_seeds_fewer`)? Bandingkan selalu di
# dalam seed yang sama: `wide["live_days"][30]` dan `wide["live_days"][1]`.

# %% [markdown] key="ask-5" lang="en"
# How many days of `live_days` are saved on average (`days_saved`)? What share of the messages is no longer sent, as a mean over the
# four seeds (`share_spared`, from 0 to 1)? In how many seeds are there fewer messages (`n_seeds_fewer`)? Always compare within
# one seed: `wide["live_days"][30]` and `wide["live_days"][1]`.

# %% key="do-5"
effect = {
    "days_saved": ____,
    "share_spared": ____,
    "n_seeds_fewer": ____,
}

exercise("7.5").check(effect, runs)

# %% key="help-5"
# exercise("7.5").hint()

# %% [markdown] key="effect" lang="id"
# Dan seberapa pasti? Rentang 95 persen dari hanya empat selisih, untuk bagian yang dihemat:

# %% [markdown] key="effect" lang="en"
# And how sure is it? The 95 per cent interval from four differences only, for the share that is saved:

# %% key="interval"
saved = {
    name: interval(1 - wide[name][1] / wide[name][30]) for name in ("wait_days", "live_days", "n_messages")
}

pd.DataFrame(saved, index=["mean", "low", "high"]).T.round(2)

# %% [markdown] key="effect-why" lang="id"
# Waktu tunggu dan umur nomor turun tajam; pesan turun jauh lebih sedikit. Mengapa? Dua tabel berikut, dari penerusan bulanan, menjawab. Yang pertama menghitung
# aduan: hanya yang lengkap **dan** tidak menyangkut aplikasi (`ott`) yang diteruskan. Yang kedua hanya
# diketahui simulator: berapa pesan yang dikirim, lewat jalan mana, dan apakah saat itu sudah ada yang mengadukan nomornya. Baris di atasnya menyebut bagian pesan yang dapat dijangkau sebuah blokir.
#
# `wait_days` pada penerusan harian mestinya setengah hari (soal 7.4), tetapi di sini sehari lebih lama. Itu **jam model ini**: pesan dihitung per 24 jam (`run.tick_h`), jadi sebuah aduan baru terlihat pada akhir harinya, ketika kiriman hari itu sudah berangkat.
# Pada penerusan bulanan tambahan itu tertutup, karena aduan makin sering dan banyak yang masuk menjelang kiriman. Sebelum memercayai selisih kecil, tanyakan seberapa halus jamnya.

# %% [markdown] key="effect-why" lang="en"
# The wait and the life of a number fall steeply; messages fall far less. Why? The next two tables, of monthly forwarding, answer. The first counts complaints:
# only those that are complete **and** do not concern an app (`ott`) are passed on. The second is
# known to a simulator only: how many messages were sent, on which channel, and whether anybody had reported the number by then. The line above it gives the share of messages that a block can reach.
#
# `wait_days` with daily forwarding should be half a day (exercise 7.4), but here it is a day longer. That is **this model's clock**: messages are counted every 24 hours (`run.tick_h`), so a complaint is only
# seen at the end of its day, when that day's batch has left. With monthly forwarding the extra day is hidden, as complaints grow more frequent and many come shortly before a batch.
# Before you trust a small difference, ask how fine the clock is.

# %% key="where-they-go"
is_forwarded = complaints["forwarded_at"].notna().rename("is_forwarded")

pd.crosstab([complaints["channel"], complaints["is_complete"]], is_forwarded)

# %% key="what-was-sent"
messages = monthly.truth["messages"]
first = complaints.groupby("sim_id")["at"].min()
is_reported = messages["day"] >= messages["sim_id"].map(first)
reachable = messages["n_sent"][is_reported & (messages["channel"] != "ott")].sum()
print("share a block can reach:", round(reachable / messages["n_sent"].sum(), 2))

messages.assign(is_reported=is_reported).pivot_table(
    index="channel", columns="is_reported", values="n_sent", aggfunc="sum", observed=True
)

# %% [markdown] key="honest-too" lang="id"
# Lihat juga `n_honest` di tabel `runs`: dari nomor yang diblokir, berapa yang tidak didaftarkan komplotan mana pun. Dalam model ini orang juga mengadukan iklan,
# penjual jujur yang mengirim pesan kepada orang tak dikenal, nomor yang dipalsukan penelepon, dan nomor yang dahulu milik orang lain. Dengan penerusan harian
# lebih banyak nomor diblokir sebelum simulasi berakhir, dan pada setiap seed di sini juga lebih banyak dari mereka.

# %% [markdown] key="honest-too" lang="en"
# See `n_honest` in the table `runs`, too: of the blocked numbers, how many no ring had registered. In this model people also complain about adverts,
# honest sellers who write to strangers, numbers that a caller forged, and numbers that used to be somebody else's. With daily forwarding
# more numbers are blocked before the run ends, and in every seed here more of these too.

# %% [markdown] key="money" lang="id"
# ## Dan uang para korban?
#
# Hanya simulator yang tahu semua kerugian. Dalam model ini kerugian tersebar **log-normal** (asumsi): kebanyakan korban kehilangan sedikit, beberapa kehilangan
# sangat banyak. Tabel berikut dalam juta rupiah, kecuali `n_victims`. `median`: separuh korban kehilangan kurang dari itu. `mean` adalah rata-ratanya, `largest` kerugian
# terbesar, `total` jumlahnya.

# %% [markdown] key="money" lang="en"
# ## And the victims' money?
#
# Only a simulator knows all losses. In this model losses are **log-normal** (an assumption): most victims lose little, a few lose very much. The next
# table is in millions of rupiah, except `n_victims`. `median`: half of the victims lost less. `mean` is their mean, `largest` the largest loss, `total` the sum.

# %% key="losses"
losses = {run: country.truth["losses"]["amount_rp"] / 1e6 for run, country in sorted(countries.items())}
of_run = {"size": "n_victims", "median": "median", "mean": "mean", "max": "largest", "sum": "total"}

money = pd.DataFrame(losses).agg(list(of_run)[1:]).T.assign(size=pd.DataFrame(losses).count())
money = money.rename_axis(["seed", "every_days"])[list(of_run)].rename(columns=of_run)
money.round(1)

# %% [markdown] key="money-why" lang="id"
# Rata-rata beberapa kali median: tidak ada korban yang “biasa” kehilangan sebanyak rata-rata, dan sebagian besar kehilangan kurang. Banyaknya korban hampir sama pada
# setiap seed, tetapi jumlah uangnya tidak: jumlah itu mengikuti satu atau dua kerugian (`largest`; yang terbesar di tabel adalah batas atas model ini). Satu seed tidak memberi tahu apa-apa tentang jumlahnya.
#
# Pasangan lebih tajam. Tabel `lost` memuat seed pertama: satu baris seorang korban, kolom `30` dan `1` yang hilang darinya pada penerusan bulanan dan harian (rupiah); 0: ia bukan
# korban di negeri itu.

# %% [markdown] key="money-why" lang="en"
# The mean is several times the median: no “usual” victim loses the mean, and most lose less. How many are defrauded is nearly the same in every seed, but the total is
# not: it follows one or two losses (`largest`; the largest in the table is this model's upper limit). One seed tells nothing about the total.
#
# A pair is sharper. The table `lost` holds the first seed: one row is a victim, the columns `30` and `1` what they lost under monthly and under daily forwarding (rupiah); 0: no victim in
# that country.

# %% key="lost"
lost = lost_by_victim({30: monthly, 1: daily})
print("rows:", len(lost), " the same loss in both:", (lost[30] == lost[1]).sum())

lost.sort_values(30, ascending=False).head(5)

# %% [markdown] key="ex-6" lang="id"
# ## Soal 7.6 · Sedikit orang, sebagian besar uang (7–10 menit)
#
# **Tebak dahulu**: berapa korban yang bersama-sama menanggung separuh uangnya? Lalu hitung, untuk penerusan bulanan: kerugian median di antara korbannya (`median_rp`), dan
# berapa korban, dari yang terbesar, yang bersama-sama menanggung sedikitnya separuh jumlahnya (`n_half`). Akhirnya pasangannya: pada penerusan harian jumlah kerugian
# lebih kecil. Berapa bagian dari selisih itu berasal dari **satu** korban, yang paling banyak terhindar (`share_of_one`, 1 berarti semuanya)?

# %% [markdown] key="ex-6" lang="en"
# ## Exercise 7.6 · Few people, most of the money (7–10 minutes)
#
# **Guess first**: how many victims together bear half of the money? Then work out, for monthly forwarding: the median loss among its victims (`median_rp`), and how
# many victims, the largest first, together bear at least half of the total (`n_half`). At last the pair: under daily forwarding the total is smaller.
# What share of that difference is **one** victim's, the one who is spared most (`share_of_one`, 1 means all of it)?

# %% key="do-6"
told = {
    "median_rp": ____,
    "n_half": ____,
    "share_of_one": ____,
}

exercise("7.6").check(told, lost)

# %% key="help-6"
# exercise("7.6").hint()

# %% [markdown] key="in-pairs" lang="id"
# Inilah keempat pasangan: berapa korban lebih sedikit pada penerusan harian, dan berapa juta rupiah lebih sedikit, dengan rentang 95 persennya.

# %% [markdown] key="in-pairs" lang="en"
# Here are all four pairs: how many victims fewer there are with daily forwarding, and how many millions of rupiah less, with their 95 per cent intervals.

# %% key="spared"
spared = money.xs(30, level="every_days") - money.xs(1, level="every_days")
spared = spared[["n_victims", "total"]].T
ends = [interval(spared.loc[name]) for name in spared.index]

spared.join(pd.DataFrame(ends, spared.index, ["mean", "low", "high"])).round(1)

# %% [markdown] key="in-pairs-why" lang="id"
# Dari empat pasangan arah banyaknya korban dapat dikatakan, arah uangnya belum: di satu seed sebagian besar selisihnya satu orang, di seed lain hanya kerugian kecil
# yang terhindar. Tanpa pasangan lebih buruk lagi: jumlah uang antarseed berbeda jauh lebih banyak daripada semua selisih ini. Maka hitunglah korban, bandingkan pasangan, dan
# jangan melaporkan jumlah rupiah tanpa banyak seed dan rentangnya.

# %% [markdown] key="in-pairs-why" lang="en"
# From four pairs the direction of the victims can be told, that of the money cannot: in one seed most of the difference is one person, in another only small losses
# are spared. Without pairs it is worse: totals differ between seeds by far more than any of these differences. So count victims, compare pairs, and
# report no total of rupiah without many seeds and its interval.

# %% [markdown] key="limits" lang="id"
# ## Apa yang tidak dapat ditunjukkan data ini
#
# - Berapa lama prosesnya di Indonesia. Kedua sumber bertentangan (sumber: `forward-monthly`, `aduannomor-24h`), dan tanggal
#   pemblokiran tidak diterbitkan.
# - Berapa pemeriksa yang bekerja dan berapa lama satu pemeriksaan: itu asumsi kami (sumber: `not-found`).
# - Apa yang dilakukan komplotan dan pembelinya kalau nomor mati lebih cepat. Di sini mereka tidak mengubah apa-apa; di pelajaran 08
#   mereka bereaksi. Berapa banyak yang berpindah, tidak kami temukan (sumber: `assumptions`).
# - Rumus Erlang menganggap orang sabar, aduan saling bebas, dan lamanya pemeriksaan tersebar eksponensial, seperti yang kita undi. Pada serangan besar, aduan datang bersamaan.

# %% [markdown] key="limits" lang="en"
# ## What this data cannot show
#
# - How long it takes in Indonesia. The two sources contradict each other (source: `forward-monthly`, `aduannomor-24h`), and dates
#   of blocks are not published.
# - How many reviewers there are and how long a review takes: we assumed it (source: `not-found`).
# - What a ring and its buyers do when numbers die sooner. Here they change nothing; in lesson 08 they answer. How much moves
#   elsewhere we did not find (source: `assumptions`).
# - Erlang's formula takes people to be patient, complaints to be independent, and reviews to have an exponential length, as we drew them. In a large attack they come together.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Blokir yang cepat juga dapat mengenai orang yang keliru: aduan dapat salah ketik, salah paham, atau dibuat dengan niat jahat. Siapa pun
# > yang mempercepat pemblokiran wajib menyediakan jalan banding yang sama cepatnya. Di sisi lain, setiap hari menunggu adalah hari
# > ketika ada lagi orang yang menjadi korban.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** A fast block can hit the wrong person, too: a complaint may be mistyped, mistaken or malicious. Whoever speeds up
# > blocking owes an appeal that is just as fast. On the other side, each day of waiting is a day on which somebody else becomes a
# > victim.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - Sebuah antrean terdiri dari jam, meja, dan proses yang menunggu giliran: beberapa baris SimPy.
# - Yang ada = yang datang × lama tinggalnya. Hukum Little memeriksa laporan siapa pun.
# - Dekat batas, antrean meledak: kelonggaran sedikit saja sangat berharga.
# - Kiriman berkala membuat orang menunggu setengah jaraknya, dan pemeriksa tambahan tidak mengubah itu.
# - Mempercepat satu mata rantai hanya menolong bagian yang melewatinya.
# - Kerugian berekor berat: jumlahnya milik beberapa orang. Hitung korban, dan bandingkan pasangan.
#
# ## Sebelum pergi
#
# Kamu punya uang untuk satu hal: pemeriksa tambahan, atau penerusan harian. Dua angka apa yang kamu minta sebelum memutuskan?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Beban meja itu (aduan per jam kali lamanya pemeriksaan, dibanding banyaknya pemeriksa) dan jarak antarkiriman. Kalau waktu tunggunya
# kebanyakan dari kiriman berkala, pemeriksa tambahan hanya membuat aduan lebih cepat sampai di tumpukan itu.
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - A queue is a clock, a desk and a process that waits for its turn: a few lines of SimPy.
# - Present = arriving × stay. Little's law checks anybody's report.
# - Near the limit a queue explodes: a little slack is worth a lot.
# - Batches make people wait half the time between them, and more reviewers do not change that.
# - Speeding up one link helps only with what passes through it.
# - Losses have a heavy tail: a total belongs to a few people. Count victims, and compare pairs.
#
# ## Before you go
#
# You have money for one thing: another reviewer, or daily forwarding. Which two numbers do you ask for before you decide?
#
# <details><summary>Compare your answer</summary>
#
# The desk's load (complaints an hour times the length of a review, against how many reviewers there are) and the time between
# batches. If most of the wait comes from batches, another reviewer only brings complaints to the pile sooner.
#
# </details>

# %% key="progress"
progress()
