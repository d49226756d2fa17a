# %% [markdown] key="title" lang="id" name="08-laboratorium-kebijakan"
# # 08 · Laboratorium kebijakan

# %% [markdown] key="title" lang="en" name="08-the-policy-lab"
# # 08 · The policy lab

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Kebijakan mana yang menolong, seberapa pasti, dan siapa yang menanggungnya? |
# | **Sesudah ini kamu dapat** | membandingkan dua negeri dari satu seed (8.1); membaca sebuah rentang (8.2); mengukur kejahatan yang pindah jalan (8.3); menemukan kebijakan yang lebih banyak melukai daripada menolong (8.4); menulis memo setengah halaman (8.5) |
# | **Waktu** | 50–75 menit, inti saja 35–50 menit (perkiraan): soal 8.1, 8.4, dan 8.5 adalah intinya; jawaban 8.2 dan 8.3 boleh dikerjakan di rumah, selnya tetap dijalankan |
# | **Data** | percobaan yang kamu jalankan sendiri: satu negeri kecil, tiga kebijakan, enam seed |
# | **Istilah** | seed, lengan, pasangan, rentang, bagian yang pindah |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | Which policy helps, how sure is it, and who pays for it? |
# | **Afterwards you can** | compare two countries of one seed (8.1); read an interval (8.2); measure crime that moves elsewhere (8.3); find the policy that hurts more than it helps (8.4); write a half-page memo (8.5) |
# | **Time** | 50–75 minutes, the core alone 35–50 minutes (estimated): exercises 8.1, 8.4 and 8.5 are the core; the answers to 8.2 and 8.3 may be given at home, their cells are run |
# | **Data** | an experiment that you run yourself: one small country, three policies, six seeds |
# | **Words** | seed, arm, pair, interval, displaced share |

# %% key="begin"
import numpy as np
import pandas as pd

from simkit.compare import figures as plots_frontier
from simkit.compare.experiment import compare
from simkit_course import *
from simkit_course.lessons.l08_policy_lab import figures as plots_pairs
from simkit_course.lessons.l08_policy_lab.material import COUNTRY, half_page

start("08")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# Seorang pejabat punya tiga usul di mejanya. Satu: aduan diteruskan setiap hari, bukan sebulan sekali
# (sumber: `forward-monthly`). Dua: satu orang hanya boleh punya satu SIM di setiap operator, bukan tiga (sumber: `cap-three`).
# Tiga: setiap pendaftaran memerlukan pencocokan wajah (sumber: `pm-7-2026`). Ia bertanya: mana yang menolong?
#
# Pengalaman negeri lain tidak menjawabnya dengan jelas. Sebuah laporan industri tidak menemukan bukti bahwa pendaftaran wajib
# mengurangi kejahatan (sumber: `gsma-2016`); di Singapura, sesudah satu jalan dipersempit, jalan lain yang ramai
# (sumber: `singapore-2023`). Tidak satu pun dari keduanya percobaan yang bersih: tidak ada Singapura kedua yang tidak berbuat apa-apa.
#
# Di dalam model, negeri kedua itu **ada**. Inilah gunanya laboratorium.

# %% [markdown] key="story" lang="en"
# ## The story
#
# An official has three proposals on the desk. One: complaints are passed on every day, not once a month
# (source: `forward-monthly`). Two: a person may hold one SIM at each operator, not three (source: `cap-three`). Three: every
# registration needs a face match (source: `pm-7-2026`). The question is: which of them helps?
#
# What other countries saw gives no clear answer. An industry report found no evidence that compulsory registration reduces crime
# (source: `gsma-2016`); in Singapore, after one route was narrowed, another grew busy (source: `singapore-2023`). Neither is a
# clean experiment: there is no second Singapore that did nothing.
#
# In a model that second country **exists**. This is what a laboratory is for.

# %% [markdown] key="play" lang="id"
# ## Coba dahulu dengan tangan
#
# Jalankan sel berikut, lalu ubah beberapa kebijakan pada paket A. Garis putus-putus abu-abu adalah negeri yang sama tanpa perubahan itu. Perhatikan
# juga baris orang jujur.

# %% [markdown] key="play" lang="en"
# ## Try it by hand first
#
# Run the next cell, then change some policies of package A. The dashed grey line is the same country without the
# change. Watch the rows of honest people, too.

# %% key="lab" tags=["nbval-ignore-output"] reason="a widget gets a new id in every run"
lab = policy_lab(seeds=1, settings=COUNTRY)
lab

# %% key="lab-said"
lab.controls["cap"].value = 2
lab.wait()
print(lab.sentence())

# %% [markdown] key="one" lang="id"
# Kalimat itu berakhir dengan peringatan yang penting: **satu seed adalah satu jalan cerita.** Ganti seed di laboratorium itu
# dan angkanya berubah, walaupun kebijakannya sama. Maka kita jalankan beberapa seed sekaligus.

# %% [markdown] key="one" lang="en"
# That sentence ends with a warning that matters: **one seed is one course of events.** Change the seed in the lab and the numbers
# change, though the policy is the same. So we run several seeds at once.

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Setiap usul adalah sebuah **lengan**; `baseline` adalah lengan tanpa usul apa pun. Enam seed, empat lengan: 24 simulasi. Satu
# baris adalah satu hasil dari satu simulasi; di sini `n_reached`, pesan penipuan yang sampai ke warga.

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# Each proposal is an **arm**; `baseline` is the arm without any. Six seeds, four arms: 24 simulations. One row is one outcome of
# one simulation; here `n_reached`, fraudulent messages that reached people.

# %% key="five-rows"
arms = {
    "daily": ["forwarding:every_days=1"],
    "cap_one": ["cap:per_operator=1"],
    "face": ["face_match"],
}
made = compare("policy-lab", arms, seeds=6, settings=COUNTRY)

made.outcomes.query("outcome == 'n_reached'").head(5)

# %% [markdown] key="twins" lang="id"
# ## Enam pasang kembar
#
# Dua negeri dengan seed yang sama adalah kembar: orangnya sama, petugasnya sama, dan setiap keputusan memakai undian yang sama.
# Hanya kebijakannya yang berbeda.

# %% [markdown] key="twins" lang="en"
# ## Six pairs of twins
#
# Two countries of one seed are twins: the same people, the same agents, and the same draw for every decision. Only the policy
# differs.

# %% key="figure-pairs"
draw(plots_pairs.pairs, made, arm="daily")

# %% [markdown] key="twins-why" lang="id"
# Di kiri arahnya tidak dapat dipastikan: perbedaan antarnegeri jauh lebih besar daripada pengaruh kebijakannya. Di kanan,
# semua garis turun. Tidak satu titik pun dinaikkan atau diturunkan.

# %% [markdown] key="twins-why" lang="en"
# On the left no direction is sure: the countries differ among themselves far more than the policy changes them. On the right
# every line falls. Not a single dot was moved up or down.

# %% [markdown] key="ex-1" lang="id"
# ## Soal 8.1 · Berpasangan dan tanpa pasangan (7–10 menit)
#
# Tabel `wide` berisi satu baris untuk setiap seed. Hitung dua angka: `effect`, rata-rata selisih di dalam pasangan (`daily`
# dikurangi `baseline`), dan `ratio`, berapa kali lebih besar **ragam** (varians, `.var()`) sebuah selisih kalau pasangannya dilupakan.
# Tanpa pasangan, ragam selisih adalah jumlah ragam kedua kolom.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 8.1 · In pairs and without (7–10 minutes)
#
# The table `wide` has one row for each seed. Compute two numbers: `effect`, the mean difference within a pair (`daily` less
# `baseline`), and `ratio`, how many times larger the **variance** (`.var()`) of a difference is if the pairs are forgotten.
# Without pairs, the variance of a difference is the sum of both columns' variances.

# %% key="wide"
wide = made.outcomes.query("outcome == 'n_reached'").pivot_table(index="seed", columns="arm", values="value")
wide

# %% key="do-1"
gain = {
    "effect": ____,
    "ratio": ____,
}

exercise("8.1").check(gain, wide)

# %% key="help-1"
# exercise("8.1").hint()

# %% [markdown] key="interval" lang="id"
# ## Seberapa pasti?
#
# Enam selisih memberi rata-rata dan **rentang** 95 persen. `difference` selalu lengan dikurangi `baseline`. Rentang itu tentang rata-rata
# dari sangat banyak seed; kedua ujungnya tidak harus sama jauh dari rata-rata (t dan bootstrap-t), dan dapat lebih jauh daripada
# keenam selisih. `n_changed`: pada berapa dari keenam pasangan ada bedanya.
#
# Dua hasil menarik bagi kita: `n_victims`, korban penipuan, dan `n_turned_away`, orang jujur yang akhirnya tidak mendapat SIM. Siapa pun
# yang ditolak dapat mencoba lagi; yang dihitung hanya mereka yang percobaan terakhirnya ditolak, juga karena NIK dan nomor kartu
# keluarganya tidak cocok. Yang terakhir ini ada juga tanpa kebijakan apa pun; `n_honest_refused` tidak menghitungnya, tetapi yang
# dihitungnya permohonan, bukan orang: yang ditolak tiga kali terhitung tiga kali, juga kalau akhirnya mendapat SIM. Maka ia dapat lebih besar.

# %% [markdown] key="interval" lang="en"
# ## How sure is it?
#
# Six differences give a mean and an **interval** of 95 per cent. `difference` is always the arm less `baseline`. The interval is about
# the mean of very many seeds; its ends need not be equally far from the mean (t and bootstrap-t), and may lie beyond all six
# differences. `n_changed`: in how many of the six pairs there is a difference.
#
# Two outcomes matter to us: `n_victims`, people defrauded, and `n_turned_away`, honest people who in the end got no SIM. Whoever is
# refused may try again; counted are only those whose last try was refused, also because NIK and family card do not match. That
# happens without any policy, too; `n_honest_refused` leaves it out, but counts requests and
# not people: who is refused three times counts three times, even with a SIM in the end. So it may be the larger one.

# %% key="results"
results = made.differences.set_index(["outcome", "arm"])
results.loc[["n_victims", "n_turned_away"], ["base", "difference", "low", "high", "n_changed"]].round(1)

# %% [markdown] key="ex-2" lang="id"
# ## Soal 8.2 · Baca rentangnya (6–9 menit)
#
# Untuk setiap baris di atas, tulis "berkurang", "bertambah", "belum jelas", atau, kalau tidak satu pasangan pun berbeda,
# "tidak berubah" (di antara tanda kutip). Bacalah dari tabelnya, atau tulis sebuah fungsi.

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 8.2 · Read the interval (6–9 minutes)
#
# For each row above write "less", "more", "cannot tell" or, where not one pair differs, "no change" (between quotes). Read it off
# the table, or write a function.

# %% key="do-2"
said = {
    "daily n_victims": ____,
    "cap_one n_victims": ____,
    "face n_victims": ____,
    "daily n_turned_away": ____,
    "cap_one n_turned_away": ____,
    "face n_turned_away": ____,
}

exercise("8.2").check(said, made)

# %% key="help-2"
# exercise("8.2").hint()

# %% [markdown] key="answers" lang="id"
# ## Komplotan menyesuaikan diri
#
# Klaim di meja pejabat itu: “dengan pencocokan wajah, perdagangan nomor selesai”. Kita uji dengan dua jenis komplotan. Yang
# pertama tidak mengubah apa-apa (`adapt.is_on` dimatikan; keenam seed yang sama). Yang kedua **menyesuaikan diri**: setiap pekerjanya
# memilih jalan yang menurut pengalamannya paling menguntungkan, dan komplotan yang merugi tutup. Sebuah **jalan** adalah cara komplotan mendapat nomor atau akun:
# mendaftarkannya sendiri, lewat dealer atau gerai, lewat orang suruhan yang mendaftar dengan wajah mereka sendiri (*mule*), membeli akun siap pakai,
# atau mengambil alih akun orang.

# %% [markdown] key="answers" lang="en"
# ## The ring answers
#
# The claim on the official's desk: “with a face match, the trade in numbers is over”. We test it with two kinds of ring. The
# first carries on as before (`adapt.is_on` switched off; the same six seeds). The second **answers**: each of its workers
# takes the route that by experience pays best, and a ring that makes a loss closes. A **route** is how a ring gets a number or an account: registering it
# itself, through a dealer or an outlet, sending people who register with their own face (a *mule*), buying a ready-made account,
# or taking over somebody's account.

# %% key="static"
static = compare("policy-lab", {"face": ["face_match"]}, seeds=6, settings={**COUNTRY, "adapt.is_on": False})

# %% key="figure-routes"
draw(plots_pairs.routes_moved, {"static": static, "answering": made}, arm="face")

# %% [markdown] key="answers-why" lang="id"
# Pencocokan wajah menutup tiga jalan hampir sepenuhnya, dalam kedua kasus. Komplotan yang diam tidak mendapat apa-apa di tempat lain;
# komplotan yang menyesuaikan diri menyuruh lebih banyak orang memperlihatkan wajahnya sendiri (*mule*). Yang hilang muncul lagi hanya sebagian
# kecil: akun siap pakai tidak bertambah, dan di mana tidak ada jalan yang menguntungkan, pekerja model ini tinggal di rumah.

# %% [markdown] key="answers-why" lang="en"
# In both cases the face match shuts three routes almost wholly. The ring that carries on finds nothing elsewhere; the ring that answers
# sends more people who show their own face (mules). Only a small part of what was lost turns up again: ready-made accounts do not
# increase, and where no route pays, this model's workers stay at home.

# %% [markdown] key="ex-3" lang="id"
# ## Soal 8.3 · Bagian yang pindah (7–10 menit)
#
# Berapa bagian dari yang hilang di satu jalan muncul lagi di jalan lain? Tulis fungsinya. `before` dan `after` adalah Series:
# banyaknya nomor pada setiap jalan, sebelum dan sesudah kebijakan. Fungsimu akan dicoba pada beberapa contoh.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 8.3 · The share that moved (7–10 minutes)
#
# What share of the loss on some routes turns up on others? Write the function. `before` and `after` are Series: how many
# numbers each route brought, before and after the policy. Your function is tried on several examples.


# %% key="do-3"
def displaced_share(before, after):
    return ____


exercise("8.3").check(displaced_share)

# %% key="help-3"
# exercise("8.3").hint()

# %% [markdown] key="static-or-not" lang="id"
# Kit menghitung bagian ini di setiap pasangan; `displaced`, juga yang di gambar, adalah rata-ratanya. Bandingkan juga `n_sold`, semua nomor yang terjual: berapa yang dijanjikan percobaan
# dengan komplotan yang diam, dan berapa yang tersisa dari janji itu?

# %% [markdown] key="static-or-not" lang="en"
# The kit computes this share in each pair; `displaced`, the figure in the picture too, is the mean of them. Compare `n_sold`, too, all numbers that were sold: what does the trial with the
# ring that carries on promise, and what is left of the promise?

# %% key="promise"
both = {
    "static": static.differences.set_index(["outcome", "arm"]),
    "answering": results,
}

for name, table in both.items():
    print(name, "n_sold:", round(100 * table.loc[("n_sold", "face"), "relative"]), "%")
    print(name, "displaced:", round(100 * table.loc[("displaced", "face"), "difference"]), "%")

# %% [markdown] key="payers" lang="id"
# ## Pengaruh dan biaya berdampingan
#
# Setiap lengan adalah satu titik: ke bawah berarti lebih sedikit korban, ke kanan berarti lebih banyak orang jujur yang tidak mendapat
# SIM. Yang terbaik ada di kiri bawah.

# %% [markdown] key="payers" lang="en"
# ## Effect and cost side by side
#
# Each arm is one point: down means fewer victims, to the right means more honest people without a SIM. The best lies at the lower left.

# %% key="figure-frontier"
draw(plots_frontier.frontier, made)

# %% [markdown] key="ex-4" lang="id"
# ## Soal 8.4 · Siapa yang menanggung (6–9 menit)
#
# Pada satu lengan, menurut rata-ratanya, orang jujur yang ditolak lebih banyak daripada korban yang terhindar. Lengan mana (`arm`)? Dan berapa orang jujur yang tidak
# mendapat SIM untuk **setiap** korban yang terhindar (`turned_away_for_each`)? Pakai `results`, misalnya
# `results.loc[("n_victims", "face"), "difference"]`, atau angka bulat di tabelnya (selisih dua persen diterima).

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 8.4 · Who pays for it (6–9 minutes)
#
# Judged by the means, one arm turns away more honest people than it spares victims. Which (`arm`)? And how many honest people get no SIM for **each**
# victim that is spared (`turned_away_for_each`)? Use `results`, such as `results.loc[("n_victims", "face"), "difference"]`, or its rounded table (two per cent off
# is accepted).

# %% key="do-4"
price = {
    "arm": ____,
    "turned_away_for_each": ____,
}

exercise("8.4").check(price, made)

# %% key="help-4"
# exercise("8.4").hint()

# %% [markdown] key="weights" lang="id"
# Apakah satu korban sama beratnya dengan satu orang tanpa SIM? Tentu tidak: yang satu kehilangan tabungan, yang lain barangkali satu
# hari kerja, atau satu-satunya cara menelepon anaknya. Kit ini **menghitung** keduanya dan tidak menimbangnya. Menimbang adalah
# tugas orang yang harus bertanggung jawab kepada keduanya.

# %% [markdown] key="weights" lang="en"
# Does one victim weigh as much as one person without a SIM? Surely not: one loses their savings, the other perhaps a day's work, or
# the only way to call a child. This kit **counts** both and weighs neither. Weighing is for those who must answer to both.

# %% [markdown] key="ex-5" lang="id"
# ## Soal 8.5 · Memo setengah halaman (15–20 menit)
#
# Pilih satu lengan dan tulis memo untuk pejabat itu. `victims` dan `turned_away` masing-masing berisi tiga angka: rata-rata, ujung
# bawah, ujung atas, misalnya `(-5, -9, -1)`; boleh dibulatkan. `limit` menyebut satu batas percobaan ini secara konkret. Yang diperiksa: angkamu cocok
# dengan percobaanmu **sendiri**. Apakah batasnya konkret, sarannya bijaksana, dan tidak ada yang disebut terbukti, hanya
# pembaca yang dapat menilai: di bawah sel berikut ada dua contoh yang sudah dinilai.

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 8.5 · A half-page memo (15–20 minutes)
#
# Choose one arm and write a memo to the official. `victims` and `turned_away` hold three numbers each: mean, low end, high end,
# such as `(-5, -9, -1)`; rounding is fine. `limit` names one concrete limit of this trial. What is checked: your
# numbers fit your **own** experiment. Whether the limit is concrete, the advice wise and nothing called proven, only a
# reader can judge: below the next cells are two examples with marks.

# %% key="do-5"
memo = {
    "question": ____,
    "policy": ____,
    "victims": ____,
    "turned_away": ____,
    "limit": ____,
    "advice": ____,
}

exercise("8.5").check(memo, made)

# %% key="help-5"
# exercise("8.5").hint()

# %% key="half-page"
print(half_page(memo))

# %% [markdown] key="rubric" lang="id"
# **Dua memo yang sudah dinilai.** Nilai memomu dengan cara yang sama.
#
# - *Kuat:* “Batas: hanya enam seed; seberapa sering pencocokan itu keliru adalah asumsi. Saran: cobalah di beberapa kota, bandingkan dengan kota serupa, hitung yang
#   ditolak sejak hari pertama, dan sediakan meja dengan petugas.” Batasnya dapat diperiksa, sarannya tidak lebih berani daripada rentangnya, dan yang menanggung disebut.
# - *Berlebihan:* “Batas: model tidak sempurna. Saran: wajibkan di seluruh negeri, karena terbukti korban turun.” Batas itu cocok untuk model apa pun; saran itu
#   melompat dari negeri rekaan ke negeri yang nyata, sebuah percobaan di dalam model tidak membuktikan apa-apa tentangnya, dan yang ditolak tidak disebut.

# %% [markdown] key="rubric" lang="en"
# **Two memos with marks.** Mark your own in the same way.
#
# - *Strong:* “Limit: only six seeds; how often the check errs is an assumption. Advice: try it in some towns, compare with towns like them, count those it turns away
#   from the first day, and give them a counter with a person.” The limit can be checked, the advice is no bolder than the interval, and it names who pays.
# - *Overclaiming:* “Limit: no model is perfect. Advice: require it in the whole country: it is proven that victims fall.” That limit fits any model; the advice
#   leaps from an invented country to the real one, about which an experiment in a model proves nothing, and does not say who is turned away.

# %% [markdown] key="more" lang="id"
# Mau lebih? Tulis lengan sendiri di `arms`, misalnya `"both": ["face_match", "cap:per_operator=1"]`, jalankan lagi dari situ,
# dan tulis memo tentang lengan itu: pemeriksaannya memakai percobaan yang kamu berikan. Apakah dua aturan menolong dua kali lipat?

# %% [markdown] key="more" lang="en"
# Want more? Write an arm of your own into `arms`, such as `"both": ["face_match", "cap:per_operator=1"]`, run again from there, and
# write the memo about that arm: the check uses whatever experiment you hand it. Do two rules help twice as much?

# %% [markdown] key="limits" lang="id"
# ## Apa yang tidak dapat ditunjukkan data ini
#
# - Apa yang terjadi di Indonesia. Ini negeri rekaan dengan 2.000 orang, selama 45 hari.
# - Rentang itu hanya memuat kebetulan antarseed. Kalau sebuah asumsi keliru, semua seed keliru bersama-sama, dan rentangnya
#   tidak melebar. Enam seed lebih sedikit daripada yang diminta laboratorium di atas untuk sebuah kesimpulan.
# - Seberapa sering pencocokan wajah keliru, dan seberapa banyak yang pindah jalan: keduanya asumsi (sumber: `assumptions`).
# - Yang terjadi kemudian. Di Filipina, aduan turun tajam sesudah pendaftaran wajib, lalu naik lagi (sumber: `philippines-2022`); model ini
#   tidak memperlihatkan itu. Fakta mana yang meleset dari model, tercatat di `docs/calibration.md` milik proyek ini.
# - Tidak ada jalan baru: komplotan hanya berpindah di antara jalan yang dikenalnya. Orang yang ditolak mencoba lagi di operator, tetapi
#   tidak membeli SIM di pasar gelap.

# %% [markdown] key="limits" lang="en"
# ## What this data cannot show
#
# - What happens in Indonesia. This is an invented country of 2,000 people over 45 days.
# - The interval holds only the luck between seeds. If an assumption is wrong, all seeds are wrong together, and the interval does
#   not widen. Six seeds are fewer than the lab above asks for before a conclusion.
# - How often a face match errs, and how much moves elsewhere: both are assumptions (source: `assumptions`).
# - What comes later. In the Philippines complaints fell steeply after compulsory registration, then rose again
#   (source: `philippines-2022`); this model does not show it. Which facts the model misses is listed in the project's `docs/calibration.md`.
# - There is no new route: rings only move among those they know. Whoever is refused tries again at an
#   operator but does not buy a SIM on the black market.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Orang yang ditolak pencocokan wajah mungkin tidak tersebar merata: kamera murah, cahaya buruk, wajah yang sudah
# > menua sejak difoto. Di model ini pencocokan wajah keliru pada semua orang dengan peluang yang sama, jadi ketidakadilan semacam itu tidak terlihat di
# > sini. Sebelum menyarankan sebuah aturan, cari orang yang akan ditolaknya dan tanyakan apa yang hilang baginya.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** Those whom a face match turns away may not be spread evenly: cheap cameras, poor light, faces that have aged since
# > the photograph. In this model the face match errs with the same chance for everybody, so an injustice of that kind cannot be seen here. Before
# > you advise a rule, find the people it will turn away and ask what they lose.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - Satu seed adalah satu jalan cerita. Satu uji coba di satu kota juga.
# - Kembar dari satu seed membuang kebetulan: pengaruh kecil terlihat dengan sedikit simulasi.
# - Rata-rata yang bukan nol punya tanda; rentanglah yang memberi tahu seberapa jauh tanda itu dapat dipercaya.
# - Komplotan menyesuaikan diri. Percobaan dengan lawan yang diam menjanjikan terlalu banyak; berapa banyak, harus dihitung.
# - Hitung orang jujur yang ditolak di samping korban yang terhindar, dan serahkan timbangannya kepada manusia.
# - Memo yang baik menyebut batasnya sendiri.
#
# ## Sebelum pergi
#
# Sebuah kota mencoba pencocokan wajah, dan sebulan kemudian aduannya turun. Dua hal apa yang kamu tanyakan sebelum percaya bahwa itu
# karena pencocokan wajah?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Apa yang terjadi pada bulan yang sama di kota serupa yang tidak mencobanya (kembarannya), dan apakah jalan lain ikut dihitung: akun
# siap pakai, orang yang disuruh mendaftar, nomor dari luar kota. Pertanyaan ketiga yang baik: siapa yang pulang tanpa SIM?
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - One seed is one course of events. So is one pilot in one town.
# - Twins of one seed throw luck away: small effects show with few runs.
# - A mean that is not zero has a sign; it is the interval that says how far that sign can be trusted.
# - The ring answers. A trial against an opponent who sits still promises too much; how much has to be counted.
# - Count the honest people who are turned away beside the victims who are spared, and leave the weighing to people.
# - A good memo names its own limits.
#
# ## Before you go
#
# A town tries the face match, and a month later it has fewer complaints. Which two things do you ask before you believe that the
# face match did it?
#
# <details><summary>Compare your answer</summary>
#
# What happened in the same month in a similar town that did not try it (its twin), and whether other routes were counted as well:
# ready-made accounts, people sent to register, numbers from elsewhere. A good third question: who went home without a SIM?
#
# </details>

# %% key="progress"
progress()
