# %% [markdown] key="title" lang="id" name="09-permainan-penyelidikan"
# # 09 · Permainan penyelidikan

# %% [markdown] key="title" lang="en" name="09-the-investigation-game"
# # 09 · The investigation game

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Dengan 48 jam dan setumpuk aduan, siapa yang kamu tunjuk, dan siapa yang tidak? |
# | **Sesudah ini kamu dapat** | membagi jam ke seluruh rantai (9.1); menemukan gawai dan gerai, dibandingkan dengan besarnya (9.2); menyusun daftar blokir dengan alasan (9.3); memutuskan apakah bukti cukup untuk menuduh seorang petugas (9.4); menulis laporan yang angkanya dapat dihitung ulang (9.5) |
# | **Waktu** | 60–95 menit (perkiraan): kerjakan berurutan; setiap soal memakai hasil soal sebelumnya |
# | **Data** | tiga negeri rekaan, masing-masing kira-kira 8.000 orang, seperti yang diketahui pada hari ke-60 |
# | **Istilah** | aduan, gerai, petugas, pembukaan data, perangkat gerai, blokir, kelengkapan, presisi |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | With 48 hours and a pile of complaints, whom do you name, and whom not? |
# | **Afterwards you can** | spread hours over a whole chain (9.1); find devices and an outlet, measured against their size (9.2); make a block list with reasons (9.3); decide whether the evidence suffices to accuse an agent (9.4); write a report whose numbers can be recomputed (9.5) |
# | **Time** | 60–95 minutes (estimated): in order; each exercise uses what the one before found |
# | **Data** | three invented countries of about 8,000 people each, as known on day 60 |
# | **Words** | complaint, outlet, agent, look-up, terminal, block, recall, precision |

# %% key="begin"
import numpy as np
import pandas as pd

from simkit_course import *
from simkit_course.game.board import board
from simkit_course.game.case import open_case
from simkit_course.game.costs import HOURS, Investigation
from simkit_course.game.debrief import accuse, consequences, scoreboard, whole_truth
from simkit_course.game.leads import (
    against_chance,
    candidates,
    looked_up_before,
    most_reported,
    people_behind,
    registered_at,
    shared_devices,
)
from simkit_course.game.players import biggest, by_detectors, careful, hurried
from simkit_course.game.scoring import POINTS, judged
from simkit_course.lessons.l09_investigation_game import figures as plots_case

start("09")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# Senin pagi. Di mejamu ada setumpuk aduan tentang nomor penipu. Pada tahun 2023, di situs aduan yang sebenarnya, hampir setengah dari
# aduan ditolak karena buktinya kurang (sumber: `aduannomor-2023`). Tumpukanmu lebih kecil, tetapi pertanyaannya sama: di balik nomor-nomor itu, adakah **rantai**?
#
# Rantainya kamu kenal dari pelajaran 01: seorang petugas membuka data pelanggan dan menjualnya; sebuah gerai atau sebuah ponsel mendaftarkan nomor atas NIK
# itu; nomornya dijual, sering sampai ke luar negeri; seseorang menerima pesan, lalu mengadu. Beberapa mata rantainya pernah terjadi, masing-masing sendiri: petugas yang
# memotret layar (sumber: `leak-2020`), karyawan dealer yang mendaftarkan ribuan kartu atas data orang lain (sumber: `bogor-2024`).
#
# Kamu punya enam hari kerja, 48 jam. Sesudah itu kamu harus menunjuk: gawai, nomor yang diblokir hari ini, gerai, petugas. **Atau diam.**

# %% [markdown] key="story" lang="en"
# ## The story
#
# Monday morning. On your desk lies a pile of complaints about fraudulent numbers. In 2023, at the real complaint site, nearly half of
# the reports were rejected for lack of evidence (source: `aduannomor-2023`). Your pile is smaller, but the question is the same: is there a **chain** behind the numbers?
#
# You know the chain from lesson 01: an agent looks customers up and sells their records; an outlet or a phone registers numbers on those
# NIKs; the numbers are sold, often abroad; somebody gets a message and complains. Some of its links have happened, each by itself: an agent who took
# a photo of the screen (source: `leak-2020`), employees of a dealer who registered thousands of cards on other people's data (source: `bogor-2024`).
#
# You have six working days, 48 hours. Then you must name: devices, the numbers to block today, the outlet, the agent. **Or stay silent.**

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Hanya aduan yang gratis. Nomor yang sudah diblokir tidak ada lagi di tabel ini. `row` adalah nama sebuah baris bukti: dengan nama itu kamu mengutipnya nanti.
# `person_id`: orang yang mengadu. `note`: lewat apa pesannya datang (`sms`, `call`, atau `ott`).

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# Only complaints are free. Numbers already blocked are no longer in this table. `row` is the name of a row of evidence: by that name you will cite it.
# `person_id`: who complained. `note`: the way the message came (`sms`, `call` or `ott`).

# %% key="five-rows"
case = open_case(seed=12)
inquiry = Investigation(case)

print(
    "today:",
    case.at.date(),
    " complaints:",
    len(case.complaints),
    " hours:",
    inquiry.left,
    " numbers to block:",
    case.k,
)
case.complaints.head(5)

# %% [markdown] key="rules" lang="id"
# ## Aturan main
#
# Semua yang lain dibayar dengan jam. `inquiry.look("number", ...)` membuka pendaftaran, aktivasi, dan login sebuah nomor; `"device"` semua yang
# terjadi di sebuah gawai; `"outlet"` semua yang didaftarkan di sebuah gerai; `"person"` semua pembukaan data seseorang di meja layanan
# (pakai NIK). `"seizure"` menyita sebuah gawai beserta catatan penjualannya, dan **penyitaan itu sendiri sudah merupakan tuduhan**. Yang sudah dibayar boleh dilihat lagi tanpa biaya.
#
# Tuduhan yang benar dan didukung baris bukti mendapat poin. Benar tanpa bukti: nol, karena itu tebakan. **Keliru: poinmu dikurangi dua kali lipatnya.** Setiap jam mengurangi
# setengah poin, karena selama kamu mencari, nomor-nomor itu terus mengirim pesan. Semua harga ini asumsi kami; tidak ada sumbernya.
#
# Apa yang cukup sebagai bukti? Untuk sebuah nomor: satu baris di gawai yang sudah kamu tunjuk; aduan saja hanyalah klaim. Untuk sebuah gawai atau gerai: baris-baris dengan sedikitnya tiga NIK
# berbeda, terhubung dengan nomor yang diadukan. Untuk seorang petugas: pembukaan data sedikitnya tiga korban, sebelum nomornya didaftarkan.

# %% [markdown] key="rules" lang="en"
# ## The rules
#
# Everything else costs hours. `inquiry.look("number", ...)` opens a number's registration, activation and log-ins; `"device"` all that
# happened on a device; `"outlet"` all that was registered at an outlet; `"person"` every look-up of a person's record at the desk
# (by NIK). `"seizure"` takes a device with its book of sales, and **is an accusation in itself**. What you have paid for can be seen again for free.
#
# A right accusation that rows of evidence carry brings points. Right without evidence: nothing, as that was a guess. **Wrong: twice as much, deducted.** Each hour
# costs half a point, because while you search the numbers go on sending messages. All these prices are assumptions of ours; there is no source for them.
#
# What is enough as evidence? For a number: one row on a device that you named before; a complaint alone is a claim. For a device or an outlet: rows with at least three different
# NIKs, tied to numbers complained about. For an agent: look-ups of at least three victims, before their number was registered.

# %% key="prices"
print("hours:", HOURS)
pd.DataFrame(POINTS, index=["right", "wrong"]).T

# %% [markdown] key="neighbour" lang="id"
# ## Kasus di meja sebelah
#
# Inilah sebuah kasus yang sudah selesai, di negeri lain. Dari kiri ke kanan: rantainya. Garis adalah **benang**: baris bukti yang menghubungkan dua hal. Garis hitam: nomor itu
# ada di gawai itu; garis putus-putus: didaftarkan di gerai itu; titik-titik: petugas itu membuka data pemilik NIK-nya sebelum nomor didaftarkan.
# Tanda berisi ditunjuk oleh seorang penyelidik yang mengikuti benang. Tanda kosong hanya ditunjuk oleh sebuah bot dengan satu aturan: **selalu yang
# terbesar**: gerai dengan pendaftaran terbanyak, gawai dengan NIK terbanyak, nomor dengan pesan terbanyak, petugas dengan pembukaan data terbanyak.

# %% [markdown] key="neighbour" lang="en"
# ## The case on the next desk
#
# Here is a case that has been closed, in another country. From left to right: the chain. Lines are **threads**: rows of evidence that tie two things. A black line: the number
# was on that device; dashes: it was registered at that outlet; dots: that agent looked up the owner of its NIK before the number was registered.
# Filled marks were named by an investigator who followed threads. Hollow ones only by a bot with one rule: **always the
# biggest**: the outlet with most registrations, the devices with most NIKs, the numbers with most messages, the agent with most look-ups.

# %% key="neighbour-case"
other = open_case(seed=8)
colleague, named = careful(other)

# %% key="figure-neighbour"
draw(
    plots_case.case_board,
    board(colleague, named, whole_truth(other), biggest(other)),
    budget_h=other.budget_h,
)

# %% [markdown] key="neighbour-why" lang="id"
# Di negeri ini gerai terbesar memang bersalah, dan bot mengenainya. Tetapi kebanyakan pilihannya keliru, sebab yang besar sering besar karena alasan yang baik: perangkat gerai yang melayani semua pelanggan, toko yang banyak mengirim pesan, petugas yang rajin.
# Dan juga ketika benar, bot itu tidak memegang satu benang pun.

# %% [markdown] key="neighbour-why" lang="en"
# In this country the biggest outlet is indeed guilty, and the bot hits it. Most of its names are wrong all the same, as what is big is often big for a good reason: a terminal that serves all customers, a shop that sends many messages,
# a hard-working agent. And where it is right, too, the bot holds no thread.

# %% [markdown] key="chance" lang="id"
# Bagaimana rekanmu memutuskan tentang petugas? Ia menghitung berapa korban yang pernah dibuka datanya oleh setiap petugas (`n_found`), lalu membandingkannya dengan yang diharapkan
# dari banyaknya pekerjaan (`expected`). `p_any`: batas atas peluang bahwa kebetulan saja membuat salah seorang dari mereka muncul sesering itu.

# %% [markdown] key="chance" lang="en"
# How did your colleague decide about the agent? By counting how many victims each agent had looked up (`n_found`), and comparing that with what the amount of work
# would bring (`expected`). `p_any`: at most so large is the chance that any one of them appears so often by luck alone.

# %% key="chance-table"
against_chance(looked_up_before(colleague.seen)["agent_id"], other.totals("agent")).head(4).round(4)

# %% [markdown] key="ex-1" lang="id"
# ## Soal 9.1 · Rencana dengan jam terbatas (10–14 menit)
#
# Sekarang papanmu sendiri; masih kosong. Rencanakan sebelum membayar. `numbers`: daftar `sim_id` yang hendak kamu periksa (sedikitnya enam), yang diadukan **paling banyak orang**.
# Lalu berapa gawai (sedikitnya tiga), gerai (sedikitnya satu), dan orang (sedikitnya enam, karena data sebagian korban bocor di tempat lain). `hours`: jumlah jamnya. Semuanya harus muat dalam 48 jam.
#
# `most_reported(case.complaints)` menghitung orang yang mengadu untuk setiap nomor.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 9.1 · A plan under a budget (10–14 minutes)
#
# Now for your own board; it is still empty. Plan before you pay. `numbers`: a list of the `sim_id` that you want to look at (six at least), those that **most people** complained about.
# Then how many devices (three at least), outlets (one at least) and people (six at least, as some victims' records were leaked elsewhere). `hours`: what it costs in all. It must fit into 48 hours.
#
# `most_reported(case.complaints)` counts the people who complained about each number.

# %% key="reports"
most_reported(case.complaints).value_counts().rename("n_numbers").to_frame()

# %% key="do-1"
plan = {
    "numbers": ____,
    "n_devices": ____,
    "n_outlets": ____,
    "n_people": ____,
    "hours": ____,
}

exercise("9.1").check(plan, case)

# %% key="help-1"
# exercise("9.1").hint()

# %% [markdown] key="pay" lang="id"
# Sekarang bayar untuk nomor-nomor itu. Kolom `place` memuat tempat kejadiannya: `home` di dalam negeri,
# nama lain di negeri lain. Jam yang sudah dibayar tidak kembali. Mau mengulang dari awal? Jalankan lagi sel dengan `Investigation(case)`, lalu sel-sel sesudahnya.

# %% [markdown] key="pay" lang="en"
# Now pay for those numbers. The column `place` says where something happened: `home` in this country,
# any other name in another. Hours once paid do not come back. To begin again, run the cell with `Investigation(case)` once more, then the cells after it.

# %% key="look-numbers"
found = inquiry.look("number", plan["numbers"])

print("rows:", len(found), " hours left:", inquiry.left)
found.head(8)

# %% [markdown] key="ex-2" lang="id"
# ## Soal 9.2 · Gawai dan gerai (10–14 menit)
#
# `on_devices`: setiap gawai yang terungkap, dengan banyaknya NIK (`n_niks`), banyaknya nomor yang diadukan (`n_reported`), dan banyaknya baris yang terjadi di gerai (`n_at_outlets`).
# `where`: gerai tempat nomor-nomor itu didaftarkan. `totals`: semua pendaftaran setiap gerai. Lihat isi keduanya di sebuah sel kosong.
#
# Tunjuk tiga gawai yang **bukan** perangkat gerai dan memuat paling banyak nomor yang diadukan (kalau seri, yang mana pun). Tunjuk gerai yang paling jauh **di atas harapannya** (`n_found` dikurangi `expected`):
# `n_found` berapa kali ditemukan, `expected` berapa kali yang diharapkan kalau hanya besarnya yang menentukan.

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 9.2 · Devices and the outlet (10–14 minutes)
#
# `on_devices`: each device uncovered, with how many NIKs it held (`n_niks`), how many numbers complained about (`n_reported`), and how many rows that happened at an outlet (`n_at_outlets`).
# `where`: the outlets at which those numbers were registered. `totals`: all registrations of each outlet. Look at both in an empty cell.
#
# Name three devices that are **no** outlet's terminal and hold the most numbers complained about (of equals, any). Name the outlet that lies furthest **above what its size would bring** (`n_found` less `expected`):
# `n_found` how often it was found, `expected` how often if size alone decided.

# %% key="leads"
on_devices = shared_devices(inquiry.seen)
where = registered_at(inquiry)
totals = case.totals("outlet")

print(
    "numbers registered at outlets:",
    len(where),
    " registrations at the biggest outlet:",
    totals.iloc[0],
    "of",
    totals.sum(),
)
on_devices.head(6)

# %% key="do-2"
links = {
    "devices": ____,
    "outlet": ____,
    "n_found": ____,
    "expected": ____,
}

exercise("9.2").check(links, inquiry)

# %% key="help-2"
# exercise("9.2").hint()

# %% [markdown] key="doors" lang="id"
# Buka gawai-gawai itu dan kunjungi gerainya. Kunjungan itu memperlihatkan sesuatu yang tidak ada di aduan: nomor-nomor lain yang didaftarkan di sana, di antaranya milik pelanggan jujur. Kelebihan yang kecil belum bukti; kunjunganlah yang memberi barisnya.
# Periksa juga gawainya: dengan kurang dari tiga NIK, tuduhan tetap tebakan. NIK yang banyak pun belum cukup kalau hanya satu nomornya diadukan: itu dapat ponsel tetangga atau kios yang mendaftarkan nomor orang lain.

# %% [markdown] key="doors" lang="en"
# Open those devices and visit the outlet. The visit shows something that no complaint shows: other numbers registered there, some of them honest customers'. A small excess is no evidence yet; the visit brings its rows.
# Look at the devices, too: with fewer than three NIKs, naming one is a guess. Many NIKs will not do either if only one number was complained about: it may be the phone of a neighbour or kiosk that registers other people's numbers.

# %% key="look-doors"
on_hand = inquiry.look("device", links["devices"])
at_counter = inquiry.look("outlet", links["outlet"])

print(
    "registered at the outlet:",
    len(at_counter),
    " of them reported:",
    at_counter["sim_id"].isin(case.complaints["sim_id"]).sum(),
    " hours left:",
    inquiry.left,
)
shared_devices(inquiry.seen).loc[on_hand["imei"].unique()]

# %% [markdown] key="ex-3" lang="id"
# ## Soal 9.3 · Daftar blokir dengan alasan (8–12 menit)
#
# `table` memuat setiap nomor yang terungkap: berapa orang mengadu, apakah ada di gawai yang kamu tunjuk, apakah pernah login di luar negeri, apakah sudah
# diblokir, dan satu baris bukti. Pilih **paling banyak 20**, semuanya belum diblokir, masing-masing dengan alasan: ada di gawai yang kamu tunjuk.
# Kalau yang beralasan ada 20 atau lebih, isi penuh daftarmu. Jawabannya: kolom `row` dari pilihanmu, seperti adanya (tanpa `.tolist()`), karena nomornya ada di indeksnya.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 9.3 · A block list with reasons (8–12 minutes)
#
# `table` holds each number uncovered: how many people complained, whether it was on a device you named, whether it ever logged in abroad, whether it is blocked
# already, and one row of evidence. Choose **20 at most**, none blocked already, each with a reason: on a device you named.
# If there are 20 or more with a reason, fill your list. The answer: the column `row` of your choice, as it is (no `.tolist()`), because its index holds the numbers.

# %% key="table"
table = candidates(inquiry, links["devices"])

print(
    "numbers:",
    len(table),
    " on a named device:",
    table["on_device"].sum(),
    " a login abroad:",
    table["is_abroad"].sum(),
)
table.head(5)

# %% key="do-3"
block = ____

exercise("9.3").check(block, inquiry, links["devices"])

# %% key="help-3"
# exercise("9.3").hint()

# %% [markdown] key="abroad-why" lang="id"
# Mengapa login di luar negeri tidak dihitung sebagai alasan? Karena orang jujur juga bepergian. Tabelmu hanya memuat nomor di sekitar aduan; di seluruh negeri kebanyakan login seperti itu bukan dari nomor komplotan (dihitung sebelum soal 9.5, ketika kuncinya terbuka).

# %% [markdown] key="abroad-why" lang="en"
# Why is a log-in abroad no reason by itself? Because honest people travel, too. Your table holds only numbers near the complaints; in the whole country most of such log-ins are not by the ring's numbers (counted before exercise 9.5, when the key is open).

# %% [markdown] key="ex-4" lang="id"
# ## Soal 9.4 · Petugas dan ambang tuduhan (10–14 menit)
#
# Di balik setiap nomor yang kamu blokir ada orang yang NIK-nya dipakai: korban. Siapa membuka data mereka **sebelum** nomor itu didaftarkan? `looks` memuat
# setiap pasangan petugas dan korban satu kali. `staff_totals`: semua pembukaan data setiap petugas. Petugas jujur pun muncul, karena melayani pelanggan; lagi-lagi bandingkan dengan harapannya.
#
# `p_any` dari `against_chance`: batas atas peluang bahwa kebetulan saja membuat **salah seorang** petugas, siapa pun dia, muncul sesering itu. Aturan kita: `is_enough` benar hanya kalau
# `p_any` di bawah 0,01 dan korbannya sedikitnya tiga. `agent` tetap kamu isi: dialah yang pertama ditanyai. Sel berikut membayar: jalankan sesudah soal 9.3 benar.

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 9.4 · The agent, and when to accuse (10–14 minutes)
#
# Behind each number you block stands somebody whose NIK was used: a victim. Who looked them up **before** the number was registered? `looks` holds
# each pair of agent and victim once. `staff_totals`: all look-ups of each agent. Honest agents appear, too, as they serve customers; again, compare with what their work would bring.
#
# `p_any` of `against_chance`: at most so large is the chance that **any one** agent appears so often by luck alone. Our rule: `is_enough` is true only if
# `p_any` is below 0.01 and there are at least three victims. Fill in `agent` all the same: that is who is asked first. The next cell pays: run it once exercise 9.3 is right.

# %% key="look-people"
inquiry.look("person", people_behind(inquiry, block, plan["n_people"]))
looks = looked_up_before(inquiry.seen)
staff_totals = inquiry.case.totals("agent")

print("agent-victim pairs:", len(looks), " agents:", len(staff_totals), " hours left:", inquiry.left)

# %% key="do-4"
insider = {
    "agent": ____,
    "n_found": ____,
    "expected": ____,
    "is_enough": ____,
}

exercise("9.4").check(insider, inquiry)

# %% key="help-4"
# exercise("9.4").hint()

# %% [markdown] key="reveal" lang="id"
# ## Papanmu, dan kunci jawabannya
#
# Sekali kamu menjalankan sel berikut sesudah menunjuk, tuduhanmu sudah diucapkan. Urutannya: gawai, nomor, gerai, petugas; masing-masing bersandar pada yang sebelumnya.
# `verdicts` memuat setiap tuduhan: apakah didukung bukti (`is_carried`), apakah benar (`is_right`), dan poinnya.

# %% [markdown] key="reveal" lang="en"
# ## Your board, and the answer key
#
# Once you run the next cell after naming, your accusations have been made. The order: devices, numbers, outlet, agent; each rests on the ones before.
# `verdicts` holds every accusation: whether evidence carries it (`is_carried`), whether it is right (`is_right`), and its points.

# %% key="accuse"
accused = accuse(
    inquiry,
    device=links["devices"],
    number=block,
    outlet=links["outlet"],
    agent=insider["agent"] if insider["is_enough"] else None,
)
verdicts = judged(accused, whole_truth(case), inquiry.seen)
verdicts.head(4)

# %% key="your-board"
draw(plots_case.case_board, board(inquiry, accused, whole_truth(case)), budget_h=case.budget_h)

# %% [markdown] key="meaning" lang="id"
# ### Apa artinya setiap tuduhan
#
# Simulasi berjalan terus selama 30 hari sesudah “hari ini”. `ended`: yang masih dilakukan oleh mereka yang kamu tunjuk dengan benar (nomor: pesan; gerai dan gawai: nomor
# yang masih didaftarkan komplotan; petugas: data yang masih dijual). `hurt`: orang jujur yang terkena tuduhan keliru (pemilik NIK, pelanggan gerai; untuk petugas: tiket pelanggan yang masih ditanganinya).

# %% [markdown] key="meaning" lang="en"
# ### What each accusation meant
#
# The simulation went on for 30 days after “today”. `ended`: what those whom you named rightly still did (numbers: messages; outlet and devices: numbers the ring
# still registered; agent: records still sold). `hurt`: honest people hit by a wrong accusation (owners of NIKs, customers of the outlet; for an agent: customers' tickets still handled).

# %% key="consequences"
consequences(case, verdicts)

# %% [markdown] key="bots" lang="id"
# Bandingkan dengan tiga pemain lain. `careful`: rekan di meja sebelah, yang membayar seperti kamu. `hurried`: lawan yang patut dikalahkan; ia melihat beberapa nomor dan gawainya, lalu pulang tanpa mencari gerai dan petugas. `detectors` melihat **semua** tabel tanpa membayar satu jam pun: itu tolok ukur,
# bukan lawan yang sepadan. `n_guessed`: benar, tetapi tanpa bukti. Bukti tidak diminta dari `detectors`. `of_par`: poin dalam persen
# dari poin `careful` di kasus yang sama. Sesudahnya: bot dari kasus sebelah (`biggest`) di kasusmu.

# %% [markdown] key="bots" lang="en"
# Compare with three other players. `careful`: the colleague on the next desk, who pays as you do. `hurried`: a rival worth beating, who looks at some numbers and their devices and goes home without seeking the outlet and the agent. `detectors` sees **all** tables and pays for no hour: that is a yardstick,
# not a fair opponent. `n_guessed`: right, but without evidence. No evidence is asked of `detectors`. `of_par`: the points in per cent
# of those of `careful` in the same case. After it: the bot of the neighbour's case (`biggest`) in yours.

# %% key="scores"
players = {
    "you": (accused, inquiry),
    "careful": careful(case)[::-1],
    "hurried": hurried(case)[::-1],
    "detectors": (by_detectors(case), None),
}
scoreboard(case, players)

# %% key="bot-meaning"
consequences(case, judged(biggest(case), whole_truth(case)))

# %% [markdown] key="harder" lang="id"
# Petugas yang ditunjuk bot itu **memang** orang dalamnya, di negeri ini (seed 12). Siapa yang diam menurut aturan 9.4 membiarkan seorang yang bersalah lolos; `ended` memuat data yang masih dijualnya. Itulah harga ambang itu.
# Tetapi bot itu menebak: di meja sebelah petugas terbesarnya jujur.
#
# ## Ketika detektor tidak dapat diam
#
# Sekali lagi, di negeri yang lebih sulit (`level=2`): komplotan memakai setiap gawai hanya untuk empat nomor dan satu SIM per NIK, dan orang dalamnya menjual
# lebih sedikit. Rekan yang berhati-hati itu memakai aturan 9.4.

# %% [markdown] key="harder" lang="en"
# The agent whom the bot names **is** the insider, in this country (seed 12). Whoever stayed silent by the rule of 9.4 missed somebody guilty; `ended` holds the records still sold. That is what the threshold costs.
# But the bot guessed: on the next desk its biggest agent is honest.
#
# ## When a detector cannot stay silent
#
# Once more, in a harder country (`level=2`): the ring uses each device for four numbers only and one SIM on each NIK, and the insider sells
# less. The careful colleague keeps the rule of 9.4.

# %% key="level-two"
other = colleague = None
harder = open_case(seed=11, level=2)
their_inquiry, their_names = careful(harder)
rivals = {"careful": (their_names, their_inquiry), "detectors": (by_detectors(harder), None)}

print("the careful one accuses an agent:", any(a.kind == "agent" for a in their_names))
scoreboard(harder, rivals)

# %% [markdown] key="harder-why" lang="id"
# Detektor selalu menaruh seseorang di tempat pertama. Di negeri ini orangnya keliru, dan satu petugas jujur yang dituduh menghabiskan lebih dari seluruh nilai daftar blokirnya.
# Rekan yang berhati-hati kalah dari tolok ukur di kasus mudah; di kasus sulit ia **menang**, karena ia dapat diam. Dengan seed lain hasilnya tidak selalu sama (diukur oleh `tests/test_lesson_09.py`): di sebagian kecil negeri yang sulit, baris pertama itu benar;
# di kira-kira separuhnya tolok ukur itu tetap di depan walaupun menuduh petugas jujur, karena gawai dan nomornya, yang tidak dibayarnya satu jam pun, membawa begitu banyak poin;
# dan di beberapa negeri rekan itu pun keliru.

# %% [markdown] key="harder-why" lang="en"
# A detector always puts somebody first. In this country it is the wrong person, and one honest agent accused costs more than the whole block list brought.
# The careful colleague loses to the yardstick in the easy case, and **wins** in the hard one by staying silent. With other seeds that is not always so (measured by `tests/test_lesson_09.py`): in a small part of the hard countries the first row is right;
# in about half of them the yardstick stays ahead in spite of the honest agent, as its devices and numbers, for which it pays no hour, bring so many points;
# and in a few countries the careful one errs as well.

# %% [markdown] key="ex-5" lang="id"
# ## Soal 9.5 · Laporan penyelidikan (8–12 menit)
#
# Tulis angka-angka laporanmu dari `verdicts` dan `inquiry`. `n_right` dan `n_wrong`: dari semua tuduhan, dengan atau tanpa bukti. `share_found`, kelengkapan daftarmu: dari nomor komplotan yang masih hidup hari ini (`n_alive`),
# bagian yang ada di daftarmu. `hours`: jam yang terpakai. `points`: jumlah poin, dikurangi setengah untuk setiap jam.

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 9.5 · The write-up of the case (8–12 minutes)
#
# Take your report's numbers from `verdicts` and `inquiry`. `n_right` and `n_wrong`: of all accusations, with evidence or without. `share_found`, the recall of your list: of the ring's numbers alive today (`n_alive`),
# the share on your list. `hours`: hours spent. `points`: the sum of the points, less a half for each hour.

# %% key="alive"
n_alive = len(case.truth("number") - case.blocked)

away = case.rows[case.rows["kind"].eq("log-in") & case.rows["place"].ne("home")]

print("the ring's numbers alive today:", n_alive, " accusations:", len(verdicts))
print(
    "log-ins abroad:", len(away), " by the ring's numbers:", away["sim_id"].isin(case.truth("number")).sum()
)

# %% key="do-5"
report = {
    "n_right": ____,
    "n_wrong": ____,
    "share_found": ____,
    "hours": ____,
    "points": ____,
}

exercise("9.5").check(report, verdicts, inquiry)

# %% key="help-5"
# exercise("9.5").hint()

# %% [markdown] key="text" lang="id"
# Lalu tulis lima kalimat, dengan kata-katamu sendiri: apa yang kamu temukan; baris mana yang paling kuat; siapa yang **tidak** kamu tuduh dan mengapa; apa yang tidak kamu ketahui;
# apa yang hendak kamu periksa dengan delapan jam lagi.

# %% [markdown] key="text" lang="en"
# Then write five sentences in your own words: what you found; which row is the strongest; whom you did **not** accuse and why; what you do not know;
# what you would look at with eight more hours.

# %% [markdown] key="cannot" lang="id"
# ## Yang tidak dapat ditunjukkan data ini
#
# - Harga dalam jam dan poin adalah asumsi. Dengan harga lain, rencana terbaik pun lain.
# - Daftar dua puluh nomor dari detektor gabungan seluruhnya benar di hampir semua negeri rekaan yang dicoba `tests/test_lesson_09.py`; di sebagian negeri, di antara tiga gawai pertama detektor kit ada milik orang jujur. Seberapa sering keduanya keliru di dunia nyata, model ini tidak tahu.
# - Tidak ada saksi, pengakuan, rekening bank, atau kamera; tidak ada surat perintah, dan tidak ada yang menghapus jejak.
# - Gerai yang “terlibat” dapat berarti satu pegawai. Barisnya menyebut tempat, bukan orangnya.
# - Satu komplotan, satu orang dalam. Kasus yang sebenarnya saling bertumpuk, dan sebagian tumpukan aduan tidak punya rantai sama sekali.

# %% [markdown] key="cannot" lang="en"
# ## What this data cannot show
#
# - The prices in hours and points are assumptions. With other prices another plan is best.
# - The joined detector's list of twenty numbers is right throughout in nearly all invented countries that `tests/test_lesson_09.py` tries; among the first three devices of the kit's detector there is in some countries one of honest people. How often both err in the real world this model does not know.
# - No witness, confession, bank account or camera; no warrant, and nobody who wipes traces.
# - An outlet that is “involved” may mean one employee. A row names the place, not the person.
# - One ring, one insider. Real cases overlap, and some piles of complaints have no chain behind them at all.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Di permainan ini satu petugas yang keliru dituduh merugikanmu 60 poin. Di luar permainan harganya pekerjaan, nama baik, dan keluarga seseorang. Karena itu setiap tuduhan di sini membawa barisnya:
# > yang dituduh berhak melihatnya dan menjawab. Pemilik NIK di balik nomor penipu adalah korban, bukan tersangka. Penyitaan bukan cara melihat-lihat.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** In this game one agent wrongly accused costs you 60 points. Outside it costs somebody's work, good name and family. That is why every accusation here carries its rows:
# > the accused have a right to see them and to answer. The owner of the NIK behind a fraudulent number is a victim, not a suspect. A seizure is not a way to have a look around.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - Yang besar belum tentu yang bersalah: bot “selalu yang terbesar” kebanyakan keliru, dan yang benar pun ditebaknya.
# - Ikuti benang: aduan, nomor, gawai, gerai, orang. Yang murah dahulu, kunjungan paling akhir.
# - Selalu tanyakan: dibandingkan dengan apa? Yang ditemukan dikurangi yang diharapkan.
# - Benar tanpa bukti adalah tebakan; “belum cukup” adalah jawaban.
# - Laporan menyebut juga yang tidak ditemukan.
#
# ## Sebelum pergi
#
# Andaikan kamu boleh membeli delapan jam lagi. Untuk mata rantai yang mana, dan jawaban apa yang akan membuatmu membatalkan sebuah tuduhan?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Untuk mata rantai yang tuduhannya paling mahal kalau keliru, di sini petugas: empat orang lagi. Kalau di antara mereka ia muncul tidak lebih sering daripada harapannya, `p_any` naik;
# kalau tidak lagi di bawah 0,01, tuduhan itu harus dicabut. Kalau kamu diam, empat orang itu juga dapat membuat buktinya cukup. Pemeriksaan yang jawabannya tidak dapat mengubah apa-apa tidak perlu dibayar.
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - Big does not mean guilty: the bot that always names the biggest is mostly wrong, and guesses where it is right.
# - Follow the thread: complaint, number, device, outlet, people. Cheap looks first, visits last.
# - Always ask: compared with what? What was found less what was to be expected.
# - Right without evidence is a guess; “not enough” is an answer.
# - A report also says what was not found.
#
# ## Before you go
#
# Suppose you could buy eight more hours. For which link, and what answer would make you withdraw an accusation?
#
# <details><summary>Compare your answer</summary>
#
# For the link where a wrong accusation costs most, here the agent: four more people. If among them the agent appears no more often than the work would bring, `p_any` rises;
# once it is no longer below 0.01, the accusation must be withdrawn. If you were silent, those four may also make the evidence suffice. A look whose answer cannot change anything is not worth paying for.
#
# </details>
