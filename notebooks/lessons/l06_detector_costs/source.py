# %% [markdown] key="title" lang="id" name="06-harga-sebuah-detektor"
# # 06 · Harga sebuah detektor

# %% [markdown] key="title" lang="en" name="06-what-a-detector-costs"
# # 06 · What a detector costs

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Dari seribu orang yang ditandai detektor, berapa yang bersalah, dan siapa yang membayar untuk yang lain? |
# | **Sesudah ini kamu dapat** | membantah “akurasi 98 persen” (6.1); mengukur presisi pada kapasitas penyelidik (6.2); memindahkan presisi ke negeri tempat kejahatan lebih langka (6.3); menghitung siapa yang tertuduh keliru, dengan rentang (6.4); menemukan kolom yang membocorkan jawaban (6.5) |
# | **Waktu** | 55–90 menit, inti saja 35–60 menit (perkiraan): soal 6.1, 6.3, dan 6.5 adalah intinya; jawaban 6.2 dan 6.4 boleh dilewati, selnya tetap dijalankan |
# | **Data** | kumpulan data `registrations`: SIM yang didaftarkan selama 90 hari di negeri rekaan; sebuah negeri rekaan lain |
# | **Istilah** | laju dasar, akurasi, presisi, kelengkapan, kapasitas, rentang, bocoran jawaban |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | Of a thousand people whom a detector flags, how many are guilty, and who pays for the others? |
# | **Afterwards you can** | refute an “accuracy of 98 per cent” (6.1); measure precision at the investigators' capacity (6.2); carry precision over to a country where the crime is rarer (6.3); count who is accused wrongly, with intervals (6.4); find a column that leaks the answer (6.5) |
# | **Time** | 55–90 minutes, the core alone 35–60 minutes (estimated): exercises 6.1, 6.3 and 6.5 are the core; the answers to 6.2 and 6.4 may be skipped, their cells are run |
# | **Data** | the data set `registrations`: SIMs registered over 90 days in an invented country; another invented country |
# | **Words** | base rate, accuracy, precision, recall, capacity, interval, leak (of the answer) |

# %% key="begin"
import pandas as pd

from simkit.detect.detectors import baselines
from simkit.detect.detectors.registration import bulk_registration, by_device, by_outlet
from simkit.detect.run import examine
from simkit.measure.metrics import NATIONAL_PREVALENCE, reweighted_precision
from simkit_course import *
from simkit_course.lessons.l06_detector_costs import figures as plots_accusing
from simkit_course.lessons.l06_detector_costs.material import (
    SHARE_OF_ALL,
    colleagues_table,
    device_niks,
    devices_behind,
    elsewhere,
    false_accusations,
    families_hit,
    first_sims,
    fullest_handsets,
    households,
    in_order,
    known_then,
    learnt_precision,
    new_sims,
    owners_hit,
    precision_alone,
    ring_sims,
    without_tours,
)
from simkit_course.lessons.l06_detector_costs.own_folder import (
    first_lines,
    first_weeks,
    rankings,
    sent_by_office,
    what_was_said,
)

start("06")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# Seorang penjual datang ke kantor operator. Detektornya, katanya, punya akurasi 98 persen. Angka seperti itu memang
# ada di dalam penelitian, walaupun tentang penipuan lain (SIM box: kotak yang menelepon dengan banyak SIM): 92; 97,95; bahkan 99,81 persen, pada data yang tidak seimbang atau yang sengaja diseimbangkan (sumber: `sim-box-literature`). Untuk pendaftaran
# massal atas NIK orang lain, kami tidak menemukan presisi yang diterbitkan (sumber: `not-found`).
#
# Kamu duduk di seberang meja. Di sampingmu duduk para penyelidik, yang jam kerjanya terbatas, dan di luar menunggu para pelanggan,
# yang nomornya akan diblokir kalau detektor itu keliru. **Apa yang kamu tanyakan sebelum membeli?**

# %% [markdown] key="story" lang="en"
# ## The story
#
# A vendor comes to an operator's office. The detector, he says, has an accuracy of 98 per cent. Such figures do appear in
# research, though on another fraud (SIM boxes: boxes that make calls with many SIMs): 92, 97.95, even 99.81 per cent, on data that
# are unbalanced or were balanced on purpose (source: `sim-box-literature`). For bulk registration on strangers' NIKs we found no
# published precision (source: `not-found`).
#
# You sit across the table. Beside you sit the investigators, whose hours are few, and outside wait the customers, whose numbers
# will be blocked where the detector errs. **What do you ask before you buy?**

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Setiap baris adalah satu percobaan pendaftaran. `imei` adalah ponsel atau perangkat gerai yang dipakai; `verdict` dan `reason`
# mengatakan apakah diterima; `sim_id` kosong kalau ditolak.

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# Each row is one attempt to register. `imei` is the phone or the outlet's terminal that was used; `verdict` and `reason` say
# whether it was accepted; `sim_id` is missing where it was refused.

# %% key="five-rows"
run = new_sims()
observed = run.observed
registrations = observed["registrations"]

registrations[["at", "nik", "operator_id", "outlet_id", "imei", "verdict", "reason", "sim_id"]].head(5)

# %% [markdown] key="key" lang="id"
# Karena negeri ini rekaan, kita memegang kunci jawabannya: `is_ring` mengatakan SIM mana yang didaftarkan komplotan. Kunci jawaban ini hanya
# untuk **menilai** detektor. Detektornya sendiri tidak boleh melihatnya.

# %% [markdown] key="key" lang="en"
# As this country is invented, we hold its answer key: `is_ring` says which SIMs a ring registered. The answer key is there to **judge**
# detectors with. The detectors themselves must not see it.

# %% key="truth"
is_ring = ring_sims(run)

pd.Series(
    {"n_sims": len(is_ring), "n_ring": is_ring.sum(), "base_rate": round(is_ring.mean(), 4)}, dtype=object
).to_frame("value")

# %% [markdown] key="whose-rate" lang="id"
# Hati-hati dengan laju dasar itu. Ini bagian milik komplotan di antara SIM **baru**, karena kumpulan data ini hanya berisi SIM yang
# didaftarkan selama 90 hari. Di antara **semua** SIM negeri itu, termasuk yang lama, bagian itu jauh lebih kecil: 0,45 persen menurut
# kartu data (lembar penjelasan kumpulan data itu). Nanti kita memakainya sebagai `SHARE_OF_ALL`. Selalu tanyakan: bagian dari apa?

# %% [markdown] key="whose-rate" lang="en"
# Be careful with that base rate. It is the ring's share of **new** SIMs, as this data set holds only SIMs registered within 90
# days. Of **all** SIMs of the country, the old ones too, the ring's share is far smaller: 0.45 per cent, says the data's card (the
# sheet that explains the data set). We use it later as `SHARE_OF_ALL`. Always ask: a share of what?

# %% [markdown] key="ex-1" lang="id"
# ## Soal 6.1 · Akurasi yang tidak berguna (6–9 menit)
#
# Dua detektor. Yang pertama **tidak pernah** menandai siapa pun. Yang kedua sebuah aturan sederhana: tandai setiap SIM yang
# didaftarkan pada gawai dengan tiga NIK atau lebih (`is_flagged`).
#
# - akurasi: bagian dari semua SIM yang dinilai dengan benar, baik jujur maupun tidak (`accuracy_never`, `accuracy_rule`);
# - presisi: dari yang ditandai, bagian yang milik komplotan (`precision_rule`);
# - kelengkapan: dari yang milik komplotan, bagian yang ditandai (`recall_rule`).
#
# **Tebak dahulu** detektor mana yang lebih tepat. Semua jawaban antara 0 dan 1.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 6.1 · Accuracy is useless (6–9 minutes)
#
# Two detectors. The first **never** flags anybody. The second is a simple rule: flag each SIM that was registered on a device with
# three NIKs or more (`is_flagged`).
#
# - accuracy: the share of all SIMs that is judged rightly, honest or not (`accuracy_never`, `accuracy_rule`);
# - precision: of those flagged, the share that is a ring's (`precision_rule`);
# - recall: of those that are a ring's, the share that is flagged (`recall_rule`).
#
# **Guess first** which detector is more accurate. All answers lie between 0 and 1.

# %% key="rule"
is_flagged = device_niks(observed) >= 3

# %% key="do-1"
report = {
    "accuracy_never": ____,
    "accuracy_rule": ____,
    "precision_rule": ____,
    "recall_rule": ____,
}

exercise("6.1").check(report, is_ring, is_flagged)

# %% key="help-1"
# exercise("6.1").hint()

# %% [markdown] key="claim" lang="id"
# ## Klaim di samping simulasi
#
# Penjual itu: 98 persen. Yang tidak melakukan apa-apa:

# %% [markdown] key="claim" lang="en"
# ## The claim beside the simulation
#
# The vendor: 98 per cent. Whoever does nothing:

# %% key="never"
pd.DataFrame(
    {"accuracy of never accusing": [1 - is_ring.mean(), 1 - SHARE_OF_ALL, 1 - NATIONAL_PREVALENCE]},
    index=["new SIMs here", "all SIMs here", "one reported ring, all cards of Indonesia"],
).map("{:.3%}".format)

# %% [markdown] key="national" lang="id"
# Baris terakhir memakai satu perkara yang diberitakan: kira-kira 50.000 nomor (sumber: `palembang-reported`, sumber yang lemah)
# di antara 332 juta kartu (sumber: `sims-2025`). Bahwa satu komplotan itu mewakili semuanya adalah asumsi; dengan
# dua puluh komplotan, jaraknya dari 100 persen menjadi dua puluh kali lipat, dan itu pun tetap kecil.
#
# Di antara SIM baru di sini penjual itu mengalahkan yang tidak melakukan apa-apa; di antara semua SIM tidak. Ia tidak berkata: 98 persen dari apa?
# Maka lupakan akurasi. Tanyakan yang lain: **dari kasus yang sanggup kami periksa, berapa yang benar?**

# %% [markdown] key="national" lang="en"
# The last row uses one reported case: about 50,000 numbers (source: `palembang-reported`, a weak one) among 332 million cards
# (source: `sims-2025`). That this one ring stands for all is an assumption; with twenty rings what is missing from 100 per cent
# is twenty times as large, and still small.
#
# Among the new SIMs here the vendor beats doing nothing; among all SIMs he does not. He does not say: 98 per cent of what?
# So forget accuracy. Ask something else: **of the cases that we can look at, how many are right?**

# %% [markdown] key="lists" lang="id"
# ## Empat daftar
#
# Sebuah detektor menyusun daftar: yang paling mencurigakan di atas. Kita bandingkan empat:
#
# - `busiest_device`: aturan tadi sebagai daftar, gawai dengan NIK terbanyak di atas;
# - `boosted`: pohon keputusan (*boosted trees*) dari scikit-learn, yang sudah **belajar** dari negeri lain yang kunci jawabannya diketahui;
# - `bulk_registration`: detektor kit ini, yang tidak belajar dari kunci jawaban, tetapi tahu apa bedanya ponsel dan perangkat gerai, menimbang
#   **waktu** (seberapa rapat keluarga-keluarga berdatangan pada sebuah ponsel), dan menyebut alasannya;
# - `without_tours`: hitungan lagi, kali ini keluarga pada setiap ponsel, yang terbanyak di atas, sesudah perangkat gerai dan ponsel
#   **penjual keliling** disisihkan seperti di pelajaran 04: gawai yang mendaftarkan di lima gerai atau lebih. SIM dari gawai itu ditaruh
#   paling belakang.
#
# Di tabel `lists`, satu baris adalah satu tempat di daftar (`place`, mulai dari 1). `True` berarti SIM di tempat itu memang milik
# komplotan; itu kita isi dari kunci jawaban, untuk menilai.

# %% [markdown] key="lists" lang="en"
# ## Four lists
#
# A detector makes a list: the most suspicious at the top. We compare four:
#
# - `busiest_device`: the rule from before as a list, the device with the most NIKs at the top;
# - `boosted`: decision trees (*boosted trees*) from scikit-learn, which have **learnt** from another country whose answer key was known;
# - `bulk_registration`: this kit's detector, which learns from no answer key, but knows a phone from an outlet's terminal, weighs **time**
#   (how close together the households came that used a phone), and gives its reasons;
# - `without_tours`: a count again, this time of the families on each phone, the most at the top, after outlets' terminals and the phones
#   of **sellers on tour** were set aside as in lesson 04: devices that registered at five outlets or more. SIMs of these devices are put
#   last.
#
# In the table `lists` a row is a place in the list (`place`, from 1 on). `True` means that the SIM at that place is indeed a ring's;
# we fill that in from the answer key, to judge by.

# %% key="four-lists"
other = elsewhere(seed=2)
found = fullest_handsets(without_tours(observed))
lists = in_order(
    is_ring,
    {
        "busiest_device": device_niks(observed),
        "boosted": baselines.boosted(other.observed, ring_sims(other), observed),
        "bulk_registration": bulk_registration(observed),
        "without_tours": found,
    },
)

lists.head(5)

# %% [markdown] key="ex-2" lang="id"
# ## Soal 6.2 · Sebanyak yang sanggup diperiksa (6–9 menit)
#
# Penyelidik punya 2.400 jam: sepuluh orang, delapan minggu, tiga puluh jam seminggu. Satu kasus memakan tiga jam. Kedua angka ini
# asumsi; yang diketahui hanyalah bahwa waktu pemeriksa itu langka (sumber: `hedda-2017`). Untuk daftar
# `without_tours`: berapa kasus yang muat (`n_cases`, bilangan bulat: `//` membagi tanpa sisa)? Berapa bagiannya yang milik komplotan (`precision`)? Berapa jam habis
# untuk orang jujur (`wasted_hours`)? Berapa SIM komplotan yang berada di bawah kasus terakhir itu, sehingga terlewat (`n_missed`)?

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 6.2 · As many as can be looked at (6–9 minutes)
#
# The investigators have 2,400 hours: ten people, eight weeks, thirty hours a week. A case takes three hours. Both numbers are
# assumptions; what is known is that the reviewer's time is the scarce thing (source: `hedda-2017`). For the list
# `without_tours`: how many cases fit (`n_cases`, a whole number: `//` divides without a rest)? What share of them is a ring's (`precision`)? How many hours go to honest
# people (`wasted_hours`)? How many of the ring's SIMs stand below that last case, and are missed (`n_missed`)?

# %% key="office"
places = lists["without_tours"]
hours = 2_400
hours_per_case = 3

# %% key="do-2"
work = {
    "n_cases": ____,
    "precision": ____,
    "wasted_hours": ____,
    "n_missed": ____,
}

exercise("6.2").check(work, places, hours, hours_per_case)

# %% key="help-2"
# exercise("6.2").hint()

# %% key="figure-capacity"
draw(plots_accusing.precision_by_capacity, lists, hours=2_400, hours_per_case=3)

# %% [markdown] key="capacity-why" lang="id"
# Bacalah gambar itu dari garis kapasitas ke kiri. Aturan sederhana tadi menemukan hampir seluruh komplotan, tetapi tidak seorang pun di antara yang sanggup diperiksa. Mesin
# (`boosted`) pun keliru di puncaknya: yang dipelajarinya di satu negeri tidak berlaku di negeri ini.
#
# Menghitung keluarga pada ponsel (`without_tours`) tepat pada ratusan tempat pertama, lalu jatuh: sesudah ponsel dengan puluhan keluarga datang ponsel dengan beberapa keluarga saja,
# dan itu umumnya **penolong**, tetangga yang mendaftarkan orang lain. Hitungan itu hanya bagus karena penjual keliling disisihkan lebih dahulu; satu jenis orang jujur yang tidak
# terpikirkan cukup untuk merusak puncak sebuah daftar. Detektor kit ini (`bulk_registration`) mulai keliru lebih awal, tetapi pada garis kapasitas ia lebih baik: kapasitaslah yang
# memilih di antara keduanya. Kita melanjutkan dengan `without_tours`, karena hitungan itu dapat kamu ulangi sendiri.
#
# Curigailah garis yang lurus di 100 persen. Berapa keluarga yang ditolong seorang penolong, dan ke berapa gerai seorang penjual berkeliling, adalah asumsi kami: kalau ada yang
# menolong puluhan keluarga, dialah yang berdiri di puncak.
#
# Gambar berikut memperlihatkan daftar yang sama dengan cara yang lebih lazim: setiap titik garis adalah satu panjang daftar. Ke kanan, lebih banyak anggota komplotan ditemukan; ke bawah,
# lebih banyak orang jujur yang kena. Lingkaran adalah kapasitas tadi.

# %% [markdown] key="capacity-why" lang="en"
# Read the figure from the capacity line leftwards. The simple rule finds nearly the whole ring, but nobody of it among those that can be looked at. The machine
# (`boosted`) errs at the top as well: what it learnt in one country does not hold in this one.
#
# Counting the families on a phone (`without_tours`) is right for its first hundreds of places, and then falls: after the phones of dozens of households come phones with a few only,
# and those are mostly **helpers**, neighbours who register others. That count is good only because the sellers on tour were set aside first; one kind of honest people whom nobody
# thought of is enough to spoil the top of a list. This kit's detector (`bulk_registration`) begins to err earlier, but at the capacity line it is better: capacity
# decides between the two. We go on with `without_tours`, as that count is one that you can repeat yourself.
#
# Suspect the straight line at 100 per cent. How many households a helper helps, and to how many outlets a seller on tour goes, are our assumptions: if somebody
# helps dozens of households, it is they who stand at the top.
#
# The next figure shows the same lists in the more usual way: each point of a line is one length of the list. To the right, more of the ring is found; downwards,
# more honest people are hit. The circle is the capacity from before.

# %% key="figure-recall"
draw(plots_accusing.precision_by_recall, lists, hours=2_400, hours_per_case=3)

# %% [markdown] key="ex-3" lang="id"
# ## Soal 6.3 · Aturan yang sama, negeri yang lain (6–9 menit)
#
# Andaikan seribu SIM pertama diblokir. `found` adalah bagian SIM komplotan yang ditemukan aturan itu, dan `accused` bagian SIM
# jujur yang dituduhnya. Kedua angka ini kita bawa ke tempat komplotan lebih langka: di sana bagian komplotan dari semua SIM adalah
# `prevalence`. Tulis presisi di sana. (`found` dan `accused` adalah nama di dalam fungsi; nilainya di sini tercetak di bawah.)

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 6.3 · The same rule, another country (6–9 minutes)
#
# Suppose the first thousand SIMs are blocked. That rule finds the share `found` of the ring's SIMs, and accuses the share
# `accused` of the honest ones. We carry both figures to where the ring is rarer: there the ring's share of all SIMs is
# `prevalence`. Write down the precision
# there. (`found` and `accused` are the names inside the function; their values here are printed below.)

# %% key="counts"
first = lists["without_tours"].head(1_000)
counts = pd.Series(
    {
        "n_hits": first.sum(),
        "n_false": (~first).sum(),
        "n_bad": is_ring.sum(),
        "n_good": (~is_ring).sum(),
    }
)
found_share = counts["n_hits"] / counts["n_bad"]
accused_share = counts["n_false"] / counts["n_good"]

print(f"found = {found_share:.3f}, accused = {accused_share:.4f}")


# %% key="do-3"
def precision_where(found, accused, prevalence):
    return ____


exercise("6.3").check(precision_where)

# %% key="help-3"
# exercise("6.3").hint()

# %% [markdown] key="picture" lang="id"
# ## Seribu titik
#
# Tiga kali seribu SIM yang ditandai oleh aturan yang **sama**. Dari kiri ke kanan hanya satu hal yang berubah: seberapa langka
# komplotannya. Tutup kedua kotak di kanan dengan tanganmu, lalu tebak apa yang ada di bawahnya.

# %% [markdown] key="picture" lang="en"
# ## A thousand dots
#
# Three times a thousand SIMs, flagged by the **same** rule. From left to right one thing alone changes: how rare the ring is. Cover
# the two boxes on the right with your hand, and guess what is beneath.

# %% key="prevalences"
prevalences = [is_ring.mean(), SHARE_OF_ALL, NATIONAL_PREVALENCE]

# %% key="figure-grid"
draw(plots_accusing.thousand_flagged, counts, prevalences=prevalences)

# %% [markdown] key="nothing-wrong" lang="id"
# Dan kalau detektornya tidak keliru sama sekali? Ambil daftar itu hanya sampai sebelum kekeliruannya yang pertama: semua `n_right` SIM di sana milik
# komplotan. `low` dan `high` mengatakan berapa jauh kebetulan saja dapat menggesernya (rentang 95 persen).

# %% [markdown] key="nothing-wrong" lang="en"
# And if the detector does not err at all? Take the list only up to its first mistake: all `n_right` SIMs there are the ring's. `low` and `high` say how far
# chance alone could move that (95 per cent interval).

# %% key="first-500"
n_right = lists["without_tours"].astype(int).idxmin() - 1
best = lists["without_tours"].head(n_right)
rows = {
    f"1 in {1 / p:,.0f}": vars(
        reweighted_precision(best.sum(), (~best).sum(), counts["n_bad"], counts["n_good"], p)
    )
    for p in prevalences
}

print("n_right =", n_right)
pd.DataFrame(rows).T.round(2)

# %% [markdown] key="zero" lang="id"
# Tidak ada yang keliru di antara dua puluh ribu lebih SIM jujur: di antara ratusan juta, itu belum menjamin apa-apa. Di negeri yang besar,
# presisi aturan “sempurna” ini dapat berada di mana saja antara `low` dan satu. Dan kita pun baru memotong daftarnya sesudah melihat kunci jawabannya, seperti kita baru menyisihkan penjual keliling sesudah mengenal mereka. Untuk mengetahuinya diperlukan uji pada jauh lebih
# banyak orang **jujur**, bukan lebih banyak penjahat.

# %% [markdown] key="zero" lang="en"
# None of some twenty thousand honest SIMs was hit: among hundreds of millions, that promises nothing. In a large country the
# precision of this “perfect” rule may lie anywhere between `low` and one; and we cut the list only after seeing the answer key, as we set the sellers on tour aside only after getting to know them. To know it takes a trial on many more **honest** people,
# not on more criminals.

# %% [markdown] key="families" lang="id"
# ## Siapa yang membayar?
#
# Di balik setiap SIM ada sebuah keluarga (`kk`). Tabel `families` berisi satu baris untuk setiap SIM baru: keluarga yang namanya
# tertulis, provinsinya, tempat pendaftarannya, dan apakah SIM itu ada di antara seribu yang pertama.

# %% [markdown] key="families" lang="en"
# ## Who pays?
#
# Behind each SIM stands a household (`kk`). The table `families` has a row for each new SIM: the household in whose name it stands,
# its province, the place of registration, and whether the SIM is among the first thousand.

# %% key="families-rows"
families = families_hit(observed, is_ring, first_sims(is_ring, found, 1_000))
by_province = false_accusations(families, "province")

families.head(5)

# %% [markdown] key="ex-4" lang="id"
# ## Soal 6.4 · Siapa yang tertuduh keliru? (8–12 menit)
#
# Berapa keluarga yang SIM jujurnya ada di daftar (`n_households`)? Berapa bagiannya dari semua keluarga yang punya SIM jujur
# (`rate`)? Di tabel `by_province`, `low` dan `high` adalah ujung rentang 95 persen dari bagian itu. Di berapa provinsi **seluruh**
# rentangnya berada di atas `rate` (`n_provinces_above`)?

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 6.4 · Who is accused wrongly? (8–12 minutes)
#
# How many households have an honest SIM on the list (`n_households`)? What share is that of all households with an honest SIM
# (`rate`)? In the table `by_province`, `low` and `high` are the ends of the 95 per cent interval of that share. In how many
# provinces does the **whole** interval lie above `rate` (`n_provinces_above`)?

# %% key="by-province"
by_province.sort_values("rate", ascending=False).head(5).round(3)

# %% key="do-4"
wrongly = {
    "n_households": ____,
    "rate": ____,
    "n_provinces_above": ____,
}

exercise("6.4").check(wrongly, families, by_province)

# %% key="help-4"
# exercise("6.4").hint()

# %% key="figure-province"
draw(plots_accusing.accused_by_group, by_province, rate=households(families)["share_of_honest"])

# %% [markdown] key="why-there" lang="id"
# Apakah orang di provinsi yang di atas itu lebih mencurigakan? Baca dahulu keterangan gambarnya: berapa provinsi yang akan di atas karena kebetulan saja? Lalu lihat
# **di mana** SIM jujur itu didaftarkan: sendiri, tanpa gerai (`self`), atau di gerai di tepi jalan (`street`), di kampus (`campus`), atau di kantor desa (`village_office`):

# %% [markdown] key="why-there" lang="en"
# Are people in a province that is above more suspicious? First read the caption: how many provinces would be above by chance alone? Then see
# **where** those honest SIMs were registered: by oneself, without an outlet (`self`), or at an outlet by the street (`street`), at a campus (`campus`) or in a village office
# (`village_office`):

# %% key="by-place"
false_accusations(families, "place").round(4)

# %% [markdown] key="behind" lang="id"
# Dan pada gawai apa? Di belakang `n_sims` SIM jujur pada daftar itu ada `n_devices` gawai; `n_terminals` di antaranya perangkat gerai, dan pada `n_with_ring`
# di antaranya komplotan juga mendaftar. `families_each` adalah banyaknya keluarga pada sebuah ponsel seperti itu (median).

# %% [markdown] key="behind" lang="en"
# And on which devices? Behind the `n_sims` honest SIMs on the list stand `n_devices` devices; `n_terminals` of them are an outlet's, and on `n_with_ring`
# of them a ring registered too. `families_each` is how many households registered on one such phone (median).

# %% key="devices-behind"
devices_behind(observed, families).to_frame()

# %% [markdown] key="place-why" lang="id"
# Pelanggan gerai hampir tidak pernah tertuduh; hampir semua yang tertuduh mendaftar tanpa gerai, pada ponsel orang lain: seorang **penolong**, yang mendaftarkan beberapa keluarga.
# Dari luar, ponsel itu tampak seperti ponsel komplotan yang kecil. Beban itu jatuh pada orang yang ditolong mendaftar, dan pada tetangga yang menolong mereka.
# Nama provinsinya nyata, orang dan kejadiannya tidak: dengan seed lain, provinsi lain yang rentangnya di atas.
#
# Itu juga peringatan untuk rentangnya: rumusnya menganggap setiap keluarga tertuduh sendiri-sendiri. Yang ditolong satu orang tertuduh
# bersama-sama, maka rentang yang sebenarnya lebih lebar.
#
# Dan itu baru SIM yang **jujur**. Di balik SIM yang “tepat” pun berdiri keluarga yang tidak tahu apa-apa: komplotan mendaftarkannya
# atas NIK mereka.

# %% [markdown] key="place-why" lang="en"
# Customers of outlets are hardly ever accused; nearly all of the accused registered without an outlet, on somebody else's phone: a **helper's**, who registered several households.
# From outside that phone looks like a ring's phone, only smaller. The burden falls on people who were helped to register, and on the neighbours who help them.
# The names of the provinces are real, the people and events are not: with another seed other provinces have an interval above.
#
# It is a warning about the intervals, too: their formula takes each household to be accused by itself. Those whom one person helped are
# accused together, so the real intervals are wider.
#
# And those are only the **honest** SIMs. Behind the “right” ones, too, stand households that know nothing of it: the ring registered
# them on their NIKs.

# %% key="victims"
households(families)[["with_honest_sim", "whose_nik_was_used"]].astype(int).to_frame("n_on_the_list")

# %% [markdown] key="victims-why" lang="id"
# Mendatangi rumah mereka seolah-olah mereka tersangka adalah kesalahan kedua. SIM-nya boleh diblokir; orangnya harus diberi tahu dan ditolong.
#
# Daftar lain menuduh orang lain. Sepuluh gerai pertama dan dua puluh gawai pertama menurut detektor kit ini, dan dua puluh ponsel pertama menurut hitungan,
# dengan dan tanpa penjual keliling, menurut pemiliknya: gerai, satu keluarga, atau beberapa keluarga yang berbagi ponsel. Gerai yang punya beberapa gawai
# di daftar dihitung sekali, maka jumlahnya dapat kurang dari dua puluh:

# %% [markdown] key="victims-why" lang="en"
# To knock at their doors as if they were suspects is the second mistake. The SIM may be blocked; the person must be told and helped.
#
# Other lists accuse other people. The first ten outlets and the first twenty devices by this kit's detector, and the first twenty phones by count, with
# and without sellers on tour, by whose they are: an outlet's, one household's, or a phone that several households share. An outlet with several devices
# on the list counts once, so they may add up to fewer than twenty:

# %% key="owners"
owners_hit(
    run,
    {
        "outlets": by_outlet(observed),
        "devices": by_device(observed),
        "counted": fullest_handsets(observed, "device"),
        "counted_without_tours": fullest_handsets(without_tours(observed), "device"),
    },
    {"outlets": 10, "devices": 20, "counted": 20, "counted_without_tours": 20},
).round(3)

# %% [markdown] key="owners-why" lang="id"
# `low` dan `high` adalah rentang bagian yang jujur yang tertuduh. Lihat `n_honest`: semakin kecil, semakin lebar rentangnya. `n_honest` menghitung siapa
# saja yang memiliki sesuatu yang jujur: di daftar gawai seorang pemilik gerai dapat terhitung jujur dengan satu gawai dan bersalah dengan gawai lain, di daftar gerai tidak. Ponsel penjual keliling terhitung milik salah satu
# gerai yang didatanginya (`outlet_owner`), maka hitungan dengan mereka (`counted`) hanya menuduh gerai-gerai yang tidak bersalah. Sesudah ponsel itu disisihkan, dan
# juga pada daftar kit ini (`devices`), tuduhan yang keliru jatuh pada ponsel yang dipakai bersama (`shared_phone`): ponsel para penolong. Daftar gerai (`outlets`) keliru pada
# sebagian gerai yang dituduhnya (`n_false` dari `n_accused`). Bersalah di sini bukan hanya gerai
# yang bekerja untuk komplotan, seperti di pelajaran 04, tetapi juga dealer yang pegawainya bekerja untuknya. Ponsel satu keluarga aman dari semua daftar itu.

# %% [markdown] key="owners-why" lang="en"
# `low` and `high` are the interval of the share of the honest that are accused. Look at `n_honest`: the smaller it is, the wider the interval. `n_honest` counts whoever
# has anything honest: in the lists of devices an outlet's owner may be honest by one device and guilty by another, in the list of outlets not. A touring seller's phone counts as that of one of the
# outlets it came to (`outlet_owner`), so the count with them (`counted`) accuses nobody but outlets that did nothing. Once those phones are set aside, and in this kit's list
# (`devices`) as well, the wrong accusations fall on shared phones (`shared_phone`): the helpers'. The list of outlets (`outlets`) is wrong about some of those it accuses
# (`n_false` of `n_accused`). Guilty here are not only outlets that work for the ring,
# as in lesson 04, but also dealers whose staff work for it. One household's phones are safe from all of these lists.

# %% [markdown] key="leak" lang="id"
# ## Detektor yang terlalu bagus
#
# Seorang rekan memberimu tabel dari 20 September: SIM yang sudah didaftarkan dan belum diblokir pada hari itu, dengan enam kolom
# untuk dipelajari mesin. “Presisinya seratus persen,” katanya. Kamu curiga, dan memakai gagasan audit kit ini: **biarkan setiap
# kolom menyusun daftarnya sendirian.** Satu kolom yang tahu segalanya harus menjelaskan dari mana. Di bawah ini tertulis presisi
# di antara lima puluh SIM pertama pada daftar setiap kolom; kalau banyak SIM bernilai sama di tempat terakhir, mereka dihitung sebagian.
#
# | Kolom | Isi, menurut rekanmu |
# |---|---|
# | `nik_sims` | banyaknya SIM baru atas NIK itu |
# | `device_niks` | banyaknya NIK yang dicoba pada gawai itu |
# | `handset_families` | banyaknya keluarga yang diterima pada ponsel itu; 0 pada perangkat gerai dan ponsel penjual keliling |
# | `n_refused` | banyaknya percobaan pada gawai itu yang ditolak |
# | `form_no` | nomor formulir di arsip |
# | `n_confirmed` | banyaknya berkas penyelidik tentang SIM itu yang berakhir dengan penipuan terbukti |

# %% [markdown] key="leak" lang="en"
# ## A detector that is too good
#
# A colleague hands you a table of 20 September: SIMs registered and not yet blocked on that day, with six columns for a machine to
# learn from. “Its precision is a hundred per cent,” he says. You suspect it, and use the idea of this kit's audit: **let each column
# make the list by itself.** A single column that knows everything has to explain how. Printed below is the precision among the first
# fifty SIMs of each column's list; where many SIMs have the same value at the last place, they count in part.
#
# | Column | Content, says your colleague |
# |---|---|
# | `nik_sims` | new SIMs on that NIK |
# | `device_niks` | NIKs tried on that device |
# | `handset_families` | families accepted on that handset; 0 on an outlet's terminal and a touring seller's phone |
# | `n_refused` | attempts on that device that were refused |
# | `form_no` | number of the form in the archive |
# | `n_confirmed` | investigators' files on that SIM that ended with fraud confirmed |

# %% key="handed-over"
day = "2024-09-20"
handed_over = colleagues_table(run, day, is_ring, planted=True)

precision_alone(handed_over, is_ring, 50).round(2).to_frame("handed_over")

# %% [markdown] key="ex-5" lang="id"
# ## Soal 6.5 · Berburu bocoran (6–10 menit)
#
# Tiga kolom terlalu bagus. **Tebak** mana yang wajar. Lalu dua ujian: `known_then` membangun kolom-kolom itu hanya dari yang
# diketahui pada 20 September, dan `elsewhere` membangunnya di negeri lain.

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 6.5 · A leak hunt (6–10 minutes)
#
# Three columns are too good. **Guess** which one is fair. Then two trials: `known_then` builds the columns only from what was known
# on 20 September, and `elsewhere` builds them in the other country.

# %% key="alone"
there = colleagues_table(other, day, ring_sims(other))
alone = pd.DataFrame(
    {
        "handed_over": precision_alone(handed_over, is_ring, 50),
        "known_then": precision_alone(known_then(handed_over), is_ring, 50),
        "elsewhere": precision_alone(there, ring_sims(other), 50),
    }
)

alone.round(2)

# %% [markdown] key="ask-5" lang="id"
# Tulis nama kolom, di antara tanda kutip: yang tahu masa depan (`future`), yang hanya jejak cara tabel itu dibuat (`artefact`),
# dan yang kuat dengan wajar (`fair`).

# %% [markdown] key="ask-5" lang="en"
# Write a column's name, in quotes: the one that knows the future (`future`), the one that is only a trace of how the table was made
# (`artefact`), and the one that is strong and fair (`fair`).

# %% key="do-5"
hunt = {
    "future": ____,
    "artefact": ____,
    "fair": ____,
}

exercise("6.5").check(hunt, alone)

# %% key="help-5"
# exercise("6.5").hint()

# %% [markdown] key="trial" lang="id"
# Apa akibatnya kalau mesin boleh belajar dari bocoran? Kita latih pohon yang sama dua kali, dengan dan tanpa kedua kolom itu, lalu
# uji di tiga tempat: pada baris yang sama (itu ingatan, bukan pengetahuan), pada SIM yang didaftarkan **sesudahnya**, dan di
# **negeri lain**. Presisi di antara lima puluh yang pertama:

# %% [markdown] key="trial" lang="en"
# What happens if a machine may learn from a leak? We train the same trees twice, with and without those two columns, and test them
# in three places: on the same rows (that is memory, not knowledge), on SIMs registered **later**, and in the **other country**.
# Precision among the first fifty:

# %% key="trained"
later = known_then(
    colleagues_table(run, "2024-11-02", is_ring).drop(index=handed_over.index, errors="ignore")
)
tests = {"same rows": handed_over, "later": later, "other country": known_then(there)}
keys = {"train": is_ring, "same rows": is_ring, "later": is_ring, "other country": ring_sims(other)}
fair_columns = ["nik_sims", "device_niks", "handset_families", "n_refused"]

pd.DataFrame(
    {
        "all six columns": learnt_precision(handed_over, tests, keys, handed_over.columns, 50),
        "without the two leaks": learnt_precision(handed_over, tests, keys, fair_columns, 50),
        "handset_families alone": {
            name: precision_alone(table, keys[name], 50)["handset_families"] for name, table in tests.items()
        },
    }
).round(2)

# %% [markdown] key="trial-why" lang="id"
# Pada baris yang sama ketiganya sempurna, dan di negeri lain pun sempurna: kedua ujian itu di sini tidak membedakan apa pun. Baru SIM yang didaftarkan sesudahnya
# yang membongkar mesin dengan bocoran. Maka lulus satu ujian belum cukup. Aturan satu kolom, yang alasannya dapat kamu jelaskan kepada siapa pun, di data ini lulus semuanya.
#
# Kedua bocoran itu kami tanam. Kolom seperti `n_confirmed` muncul dengan sendirinya begitu tabel berkas digabung tanpa memotong tanggalnya: berkas itu
# ditutup berbulan-bulan sesudah 20 September. Di tabel soal 6.5 kolom itu tampak bekerja di negeri lain pun (`elsewhere`), karena di sana masa depan ikut digabung: tempat lain
# tidak membongkarnya, tanggallah yang membongkarnya. Kolom `form_no`: SIM jujur ditaruh dulu, lalu SIM komplotan di belakangnya.

# %% [markdown] key="trial-why" lang="en"
# On the same rows all three are perfect, and so they are in the other country: here these two trials tell nothing apart. Only the SIMs registered later
# give the machine with the leaks away. So passing one trial is not enough. The rule of one column, whose reason you can explain to anybody, passes all of them in this data.
#
# Both leaks we planted. A column such as `n_confirmed` appears by itself once the table of files is joined without cutting it at the date: those files were
# closed months after 20 September. In the table of exercise 6.5 the column seems to work in the other country as well (`elsewhere`), for there too the future was joined: another place
# does not give it away, the date does. The column `form_no`: the honest SIMs were put first, the ring's after them.

# %% [markdown] key="own" lang="id"
# ## CSV-mu sendiri (boleh dilewati)
#
# Data jarang datang serapi ini. Di bawah ini sebuah folder seperti yang dikirim sebuah kantor: dua minggu pertama dari data yang sama, sengaja dirusak. Lihat
# beberapa baris pertama setiap berkas. **Tebak dahulu**: kerusakan mana yang dapat dibetulkan, dan mana yang tidak?

# %% [markdown] key="own" lang="en"
# ## Your own CSV (may be skipped)
#
# Data seldom comes as tidy as this. Here is a folder such as an office sends: the first two weeks of the same data, damaged on purpose. Look at the first lines of each
# file. **Guess first**: which damage can be mended, and which cannot?

# %% key="own-files"
clean = first_weeks(observed)
folder = sent_by_office(clean)

print(first_lines(folder))

# %% [markdown] key="own-read" lang="id"
# `examine` membaca folder itu seperti perintah `simkit detect FOLDER` di terminal, lalu menjalankan setiap detektor yang mungkin. Apa yang dibetulkan, dan apa yang ditolak?

# %% [markdown] key="own-read" lang="en"
# `examine` reads the folder as the command `simkit detect FOLDER` does in a terminal, and runs every detector that can be run. What was mended, and what was refused?

# %% key="own-said"
desk = examine(folder)

what_was_said(desk)

# %% key="own-lists"
rankings(desk, clean)

# %% [markdown] key="own-ask" lang="id"
# Judul, titik koma, nama kolom, dan urutan tanggal dibetulkan tanpa kehilangan apa pun; baris yang tidak dapat dibaca ditinggalkan dan disebut nomornya. NIK di `sims.csv` tidak: angka terakhirnya **hilang**, maka kolom itu tidak
# dipakai, dan daftarnya menjadi daftar lain: `same_of_first_20` menghitung berapa dari dua puluh tempat pertama sama dengan daftar dari data yang utuh. Menebak angka
# yang hilang berarti menunjuk orang lain. Maka kita meminta kantor itu mengekspor lagi, dengan NIK sebagai teks:

# %% [markdown] key="own-ask" lang="en"
# The title, the semicolons, the column names and the order in the dates were mended and nothing was lost; a row that could not be read was left out, and its number is named. The NIKs in `sims.csv` were not: their last digits are **gone**, so
# that the column was not used, and the lists became other lists: `same_of_first_20` counts how many of the first twenty places are those of the list from whole data. To guess digits
# that are gone is to point at somebody else. So we ask the office to export once more, with the NIKs as text:

# %% key="own-again"
again = examine(sent_by_office(clean, as_text=True))

rankings(again, clean)

# %% key="own-ranking"
phones = next(done.ranking for done in again.ran if done.spec.name == "registration-devices")

phones.table[["rank", "entity_id", f"reason_{language()}"]].head(5)

# %% [markdown] key="own-yours" lang="id"
# Urutan itu menimbang waktu juga: seberapa rapat keluarga-keluarga itu datang. Alasannya menyebut hitungannya saja, maka sebuah `8` dapat berdiri di bawah sebuah `3`.
#
# Folder milikmu: satu CSV untuk setiap tabel, dinamai seperti tabelnya (`registrations.csv`), di satu folder; `simkit detect FOLDER` menulis daftar, baris di balik setiap alasan, dan
# `report.html`. Folder dengan nomor yang dapat menjadi milik orang sungguhan ditolak, dan tidak ada cara untuk mematikan penolakan itu. Sebuah peringkat bukan putusan.

# %% [markdown] key="own-yours" lang="en"
# That order weighs time as well: how close together the households came. The reason names the count alone, so that an `8` may stand below a `3`.
#
# A folder of your own: one CSV a table, named like the table (`registrations.csv`), in one folder; `simkit detect FOLDER` writes lists, the rows behind each reason and
# `report.html`. A folder with numbers that could be real people's is refused, and there is no switch for that. A ranking is no verdict.

# %% [markdown] key="limits" lang="id"
# ## Apa yang tidak dapat ditunjukkan data ini
#
# - Laju dasar di Indonesia, dan presisi detektor mana pun di sana: kami tidak menemukannya (sumber: `not-found`,
#   `bulk-registration-literature`).
# - Berapa keluarga yang ditolong seorang tetangga atau kios, dan berapa penjual berkeliling. Angka di negeri rekaan ini asumsi; kalau lebih banyak, daftarmu lebih
#   sering keliru.
# - Berapa nomor yang didaftarkan komplotan pada sebuah ponsel sebelum menggantinya. Itu pun asumsi, dan padanya bertumpu setiap daftar yang menimbang waktu.
# - Apakah `found` dan `accused` sungguh sama di negeri lain. Rumus di soal 6.3 (aturan Bayes) mengasumsikannya; komplotan lain
#   bekerja dengan cara lain.
# - Berapa jam satu kasus, dan berapa kerugian keluarga yang nomornya diblokir keliru. Kami mengasumsikan yang pertama dan
#   tidak menghitung yang kedua.
# - Komplotan yang menyesuaikan diri sesudah daftarmu dipakai; skenario `arms-race` memperlihatkannya.

# %% [markdown] key="limits" lang="en"
# ## What this data cannot show
#
# - The base rate in Indonesia, and the precision of any detector there: we found neither (source: `not-found`,
#   `bulk-registration-literature`).
# - How many families a neighbour or a kiosk helps, and how many sellers go on tour. The figures in this invented country are assumptions; with more, your list errs
#   more often.
# - How many numbers a ring registers on a phone before changing it. That is an assumption, too, and every list that weighs time rests on it.
# - Whether `found` and `accused` really are the same elsewhere. The formula of exercise 6.3 (Bayes' rule) supposes it; another
#   ring works in another way.
# - How many hours a case takes, and what a household loses whose number is blocked by mistake. We assumed the first and did not
#   count the second.
# - A ring that adapts once your list is in use; the scenario `arms-race` shows one.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Setiap baris dalam daftarmu adalah seseorang. Sebelum daftar itu dipakai, jawablah: siapa yang memeriksa sebelum
# > memblokir, bagaimana orang yang tertuduh diberi tahu, ke mana ia membantah, dan berapa lama ia menunggu? Detektor tanpa jalan
# > banding memindahkan biayanya kepada orang yang paling tidak mampu membayarnya.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** Each row of your list is somebody. Before the list is used, answer: who checks before blocking, how are the accused
# > told, where can they object, and how long do they wait? A detector without an appeal shifts its cost to those who can least
# > afford it.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - Akurasi memuji detektor yang tidak berbuat apa-apa. Jangan dipakai.
# - Ukurlah presisi pada banyaknya kasus yang sanggup diperiksa.
# - Satu jenis orang jujur yang tidak terpikirkan merusak puncak sebuah hitungan; yang menimbang waktu pun punya asumsinya.
# - Presisi milik detektor **dan** laju dasarnya: makin langka kejahatan, makin banyak orang jujur di antara yang ditandai.
# - Hitung siapa yang tertuduh keliru, per keluarga dan per kelompok, dengan rentang; jangan membaca peringkat dari kebetulan.
# - Kolom yang terlalu bagus harus lulus dua ujian: diketahui pada waktunya, dan berlaku di tempat lain.
#
# ## Sebelum pergi
#
# Penjual tadi kembali: “Sekarang presisinya 95 persen.” Tiga pertanyaan apa yang kamu ajukan?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Pada laju dasar berapa, dan bagian dari apa? Pada berapa kasus dari puncak daftar, dan dengan rentang berapa? Apakah diuji di
# waktu dan tempat yang berbeda dari tempat ia dilatih, dengan kolom yang sudah diketahui pada hari itu? Kalau boleh yang keempat: siapa
# lima persen yang lain?
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - Accuracy praises a detector that does nothing. Do not use it.
# - Measure precision at the number of cases that can be looked at.
# - One kind of honest people whom nobody thought of spoils the top of a count; weighing time has its assumptions, too.
# - Precision belongs to a detector **and** its base rate: the rarer the crime, the more honest people among the flagged.
# - Count who is accused wrongly, by household and by group, with intervals; do not read ranks out of chance.
# - A column that is too good must pass two trials: known in time, and true elsewhere.
#
# ## Before you go
#
# The vendor comes back: “Now its precision is 95 per cent.” Which three questions do you ask?
#
# <details><summary>Compare your answer</summary>
#
# At which base rate, and a share of what? At how many cases from the top of the list, and with which interval? Tested at another time
# and place than where it was trained, on columns that were known on the day? If a fourth is allowed: who are the other five per
# cent?
#
# </details>

# %% key="progress"
progress()
