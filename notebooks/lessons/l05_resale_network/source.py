# %% [markdown] key="title" lang="id" name="05-jaringan-jual-beli"
# # 05 · Jaringan jual beli: dari nomor terdaftar sampai akun di tempat lain

# %% [markdown] key="title" lang="en" name="05-the-resale-network"
# # 05 · The resale network: from a registered number to an account elsewhere

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Kapan dua nomor sungguh berhubungan, dan kapan kebetulan saja? |
# | **Sesudah ini kamu dapat** | membangun graf nomor dan gawai dengan NetworkX (5.1); membedakan bintang yang jujur dari yang lain (5.2); membandingkan besarnya sebuah kelompok dengan kebetulan (5.3); mencari akun siap pakai ketika pendaftarannya tidak menunjukkan apa-apa (5.4); memilih siapa yang dikeluarkan, dan menurut ukuran apa (5.5) |
# | **Waktu** | 50–85 menit, inti saja 35–55 menit (perkiraan): soal 5.1, 5.2, dan 5.3 adalah intinya; jawaban 5.4 dan 5.5 boleh dilewati, selnya tetap dijalankan |
# | **Data** | kumpulan data `resale`: akun, login, dan barang sitaan di negeri rekaan |
# | **Istilah** | graf, kelompok (komponen), derajat, keantaraan, akun siap pakai |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | When do two numbers truly belong together, and when is it mere chance? |
# | **Afterwards you can** | build a graph of numbers and devices with NetworkX (5.1); tell honest stars from others (5.2); compare a group's size with chance (5.3); look for ready-made accounts where the registration shows nothing (5.4); choose whom to remove, and by what measure (5.5) |
# | **Time** | 50–85 minutes, the core alone 35–55 minutes (estimated): exercises 5.1, 5.2 and 5.3 are the core; the answers to 5.4 and 5.5 may be skipped, their cells are run |
# | **Data** | the data set `resale`: accounts, log-ins and seizures of an invented country |
# | **Words** | graph, group (component), degree, betweenness, ready-made account |

# %% key="begin"
import networkx as nx
import numpy as np
import pandas as pd

from simkit_course import *
from simkit_course.lessons.l05_resale_network import figures as plots_resale
from simkit_course.lessons.l05_resale_network.material import (
    between_households,
    biggest_part,
    devices_of,
    five_rows,
    groups,
    largest_group,
    number_device,
    reached,
    removal_curve,
    removal_orders,
    resale_data,
    shuffle,
    sightings,
    star_table,
    still_together,
    worklists,
)

start("05")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# Sebuah rumah sewaan di Palembang. Menurut polisi, tujuh orang (seorang pemimpin dan enam pekerja) membeli akun siap pakai seharga Rp3.000 dan menjualnya lagi seharga
# Rp3.100 kepada pembeli di luar negeri (sumber: `palembang-police`). Tidak ada nomor yang mereka daftarkan sendiri, jadi di data
# pendaftaran mereka tidak pernah ada.
#
# Komplotan lain mendaftarkan nomor dengan NIK orang lain, mengaktifkan akunnya, lalu menjualnya. Bagi polisi jejaknya sama: sebuah akun
# yang hari ini hidup di ponsel yang satu, dan besok di ponsel yang lain. Satu jejak tidak berarti apa-apa, karena orang memang
# berganti ponsel. Lalu apa yang berarti? Untuk itu kita perlu melihat **hubungan**.

# %% [markdown] key="story" lang="en"
# ## The story
#
# A rented house in Palembang. According to the police, seven people (a leader and six workers) bought ready-made accounts at Rp3,000 and sold them on at Rp3,100
# to a buyer abroad (source: `palembang-police`). They registered no numbers themselves, so they are in no registration data at all.
#
# Another ring registers numbers on people's NIKs, activates accounts on them and sells those. To the police the trace is the same:
# an account that lives on one phone today and on another tomorrow. One trace means nothing, as people do change phones. What does
# mean something? To answer that we have to look at **ties**.

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Setiap baris: sebuah akun terlihat di sebuah **gawai** (ponsel, dikenali dari `imei`), saat diaktifkan (`activation`) atau saat masuk
# di gawai baru (`log-in`). Setiap akun terikat pada sebuah nomor, `sim_id`. Negara selain `home` adalah rekaan.

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# Each row: an account was seen on a **device** (a phone, known by its `imei`), when it was activated (`activation`) or when it came to
# a new device (`log-in`). The account belongs to a number, `sim_id`. Countries other than `home` are invented.

# %% key="five-rows"
data = resale_data()
sims = data.observed["sims"]
seen = sightings(data.observed)

seen.head(5)

# %% [markdown] key="small" lang="id"
# Lima baris pertama itu hanya memuat dua nomor, masing-masing di satu gawai. Berikut lima baris lain dari tabel yang sama. Bacalah: nomor mana yang berpindah
# gawai, dan nomor mana yang bertemu di gawai yang sama?

# %% [markdown] key="small" lang="en"
# Those first five rows hold two numbers only, each on one device. Here are five others of the same table. Read them: which number moves from
# device to device, and which numbers meet on one device?

# %% key="five"
five = five_rows(seen)
pairs = number_device(seen, sims)

five[["sim_id", "imei", "how", "place"]]

# %% [markdown] key="ex-1" lang="id"
# ## Soal 5.1 · Bangun sebuah graf (6–9 menit)
#
# Sebuah **graf** terdiri dari simpul dan sisi. Di sini simpulnya dua jenis, nomor dan gawai, dan setiap sisi berarti: “nomor ini pernah
# ada di gawai itu”. Dua nomor tidak pernah terhubung langsung, selalu lewat sebuah gawai; graf seperti ini disebut **bipartit**.
# Tabel `pairs` memuat setiap pasangan nomor dan gawai satu kali; kolomnya `sim_id`, `imei`, dan `outlet_id` (gerai tempat nomor itu
# didaftarkan, kosong kalau tidak diketahui). Fungsimu harus berlaku untuk baris mana pun yang diberikan kepadanya. Lengkapi `____`.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 5.1 · Build a graph (6–9 minutes)
#
# A **graph** is made of nodes and edges. Here the nodes are of two kinds, numbers and devices, and each edge means: “this number was on
# that device”. Two numbers are never tied directly, always through a device; such a graph is called **bipartite**. The table
# `pairs` holds each pair of a number and a device once; its columns are `sim_id`, `imei` and `outlet_id` (the outlet that registered the
# number, empty if unknown). Your function must work for whatever rows it is given. Fill in the `____`.


# %% key="do-1"
def build(rows):
    graph = nx.Graph()
    for row in rows.itertuples():
        graph.add_edge(row.sim_id, ____)
    return graph


exercise("5.1").check(build, pairs)

# %% key="help-1"
# exercise("5.1").hint()

# %% [markdown] key="read" lang="id"
# Sel berikut memakai `from_pandas_edgelist`, versi NetworkX dari fungsimu. Coba ganti dengan `build(five)`: hasilnya harus sama.
# `connected_components` memberi **kelompok**: semua simpul yang dapat dicapai dengan berjalan dari sisi ke sisi.

# %% [markdown] key="read" lang="en"
# The next cell uses `from_pandas_edgelist`, NetworkX's version of your function. Put `build(five)` in its place: the result must be the
# same. `connected_components` gives the **groups**: all nodes that can be reached by walking from edge to edge.

# %% key="small-graph"
small = nx.from_pandas_edgelist(five, "sim_id", "imei")

for group in nx.connected_components(small):
    print(sorted(group, key=str))

# %% [markdown] key="all" lang="id"
# Sekarang semua baris dari tabel `pairs`.

# %% [markdown] key="all" lang="en"
# Now all rows of the table `pairs`.

# %% key="whole-graph"
graph = nx.from_pandas_edgelist(pairs, "sim_id", "imei")
sizes_of_groups = pd.Series([len(group) for group in nx.connected_components(graph)])

print(
    "nodes =", graph.number_of_nodes(), " edges =", graph.number_of_edges(), " groups =", len(sizes_of_groups)
)
sizes_of_groups.sort_values(ascending=False).head(5).rename("n_nodes").reset_index(drop=True).to_frame()

# %% key="figure-map"
draw(plots_resale.number_device_map, pairs)

# %% [markdown] key="map-why" lang="id"
# Kebanyakan orang tampak seperti debu: satu nomor di satu ponsel, atau satu keluarga di satu ponsel. Di antaranya ada **bintang**: satu gawai dengan
# banyak nomor. Bintang biru berdiri sendiri, atau beberapa bersama; yang jingga saling terhubung lewat gawai-gawai kecil di tengah. Lihat gambarnya
# baik-baik: yang besar ada di antara bintang biru maupun bintang jingga, jadi besarnya saja tidak memisahkan keduanya.

# %% [markdown] key="map-why" lang="en"
# Most people look like dust: one number on one phone, or one family on one phone. Among them are **stars**: one device with many numbers.
# The blue stars stand by themselves, or a few together; the orange ones hang together through the small devices in the middle. Look closely: there are large ones
# among the blue stars and among the orange ones, so size alone does not part the two.

# %% [markdown] key="ex-2" lang="id"
# ## Soal 5.2 · Bintang bukan putusan (7–10 menit)
#
# Tabel `stars` memuat setiap gawai dengan sedikitnya sepuluh nomor: banyaknya nomor, banyaknya NIK di belakang nomor-nomor itu, dan banyaknya
# nomor yang akunnya diaktifkan di gawai itu.

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 5.2 · A star is no verdict (7–10 minutes)
#
# The table `stars` holds each device with ten numbers or more: how many numbers, how many NIKs stand behind them, and how many of the numbers
# had their account activated on that device.

# %% key="stars"
stars = star_table(seen, sims)

print("n_stars =", len(stars))
stars.head(10)

# %% [markdown] key="ask-2" lang="id"
# Bagi semua bintang ke dalam tiga kelompok, dan hitung isinya:
#
# - `few_niks`: di belakangnya hanya satu atau dua NIK;
# - `only_log_ins`: lebih dari dua NIK, dan tidak satu akun pun diaktifkan di situ;
# - `left_over`: sisanya.
#
# **Tebak dahulu**: siapa orang jujur yang mungkin ada di setiap kelompok?

# %% [markdown] key="ask-2" lang="en"
# Put all stars into three groups and count them:
#
# - `few_niks`: only one or two NIKs stand behind it;
# - `only_log_ins`: more than two NIKs, and not one account was activated there;
# - `left_over`: the others.
#
# **Guess first**: which honest people might be in each group?

# %% key="do-2"
few = stars["n_niks"] <= 2
moved = stars["n_activated"] == 0

kinds = {
    "few_niks": ____,
    "only_log_ins": ____,
    "left_over": ____,
}

exercise("5.2").check(kinds, stars)

# %% key="help-2"
# exercise("5.2").hint()

# %% [markdown] key="key-2" lang="id"
# ### Buka kunci jawaban
#
# Di negeri rekaan kita boleh melihat jawabannya: di bintang mana sedikitnya separuh dari yang terlihat adalah akun yang dijual atau diambil alih?

# %% [markdown] key="key-2" lang="en"
# ### Open the answer key
#
# In an invented country we may look at the answer: on which stars was at least half of what was seen an account that was sold or taken over?

# %% key="truth-stars"
origin = data.truth["accounts"].set_index("account_id")["origin"]
is_own = seen["account_id"].map(origin) == "own"
star_is_honest = is_own.groupby(seen["imei"]).mean().reindex(stars.index) > 0.5
kind = np.select([few, moved], ["few_niks", "only_log_ins"], "left_over")

whose = star_is_honest.map({True: "honest", False: "ring"})

stars["n_niks"].groupby([kind, whose]).agg(["size", "min", "max"]).rename_axis(["kind", "whose"])

# %% [markdown] key="key-2-why" lang="id"
# Siapa yang jujur itu, tidak tertulis di tabel; beginilah mereka kami buat. Satu atau dua NIK: perusahaan yang mengaktifkan SIM armadanya atau memakai satu komputer untuk semua nomornya.
# Hanya login: komputer sebuah keluarga atau perusahaan, bengkel ponsel, dan komputer bersama. Sisanya: tetangga dan toko yang
# memasang aplikasi untuk orang lain di ponselnya sendiri. NIK yang sedikit di `only_log_ins`, dan yang sangat banyak di `left_over`, memberi isyarat; di antaranya `n_niks` tidak memberi tahu siapa yang mana. Lihat ke
# mana nomornya **pergi**.

# %% [markdown] key="key-2-why" lang="en"
# Who the honest are stands in no table; this is how we made them. One or two NIKs: companies that activate their fleet's SIMs or use one computer for all their numbers. Only log-ins:
# a household's or a company's computer, repair shops and shared computers. The others: neighbours
# and shops who set up apps for others on a phone of their own. Few NIKs in `only_log_ins`, and very many in `left_over`, are a hint; in between, `n_niks` does not say who is who. Look where
# the numbers **go**.

# %% [markdown] key="ex-3" lang="id"
# ## Soal 5.3 · Dapatkah kebetulan melakukannya? (8–12 menit)
#
# Satu kelompok raksasa tampak mencurigakan. Tetapi kalau kita mengikat nomor lewat kesamaan apa saja, misalnya gerai tempat nomor itu
# didaftarkan, kelompok raksasa mudah muncul. Satu gawai atau gerai dengan n nomor mengikat n × (n − 1) ÷ 2 pasang nomor. Itu **proyeksi**:
# dua nomor dihubungkan kalau keduanya punya sesuatu yang sama.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 5.3 · Could chance have done it? (8–12 minutes)
#
# One giant group looks suspicious. But if we tie numbers by anything they share, such as the outlet that registered them, a giant group
# easily appears. One device or outlet with n numbers ties n × (n − 1) ÷ 2 pairs of numbers. That is a **projection**: two numbers are
# linked if they have something in common.


# %% key="ties"
def n_ties(sizes):
    return int((sizes * (sizes - 1) // 2).sum())


per_outlet = pairs.drop_duplicates("sim_id").groupby("outlet_id").size()
pd.Series(
    {"by_device": n_ties(pairs.groupby("imei").size()), "by_outlet": n_ties(per_outlet)}, name="n_ties"
).to_frame()

# %% [markdown] key="ask-3" lang="id"
# Maka bertanyalah: **seberapa besar kelompoknya kalau hanya kebetulan?** `shuffle(pairs, "imei", seed)` membagikan gawai secara acak:
# setiap gawai tetap memuat nomor sebanyak semula, tetapi nomor yang lain. `shuffle(pairs, "outlet_id", seed)` melakukan hal yang sama untuk gerai.
# `largest_group(pairs)` menghitung nomor di kelompok terbesar yang
# terikat oleh gawai; `largest_group(pairs, "imei", "outlet_id")` yang terikat oleh gawai dan gerai.
#
# Isi keempatnya. Untuk kebetulan, ambil rata-rata dari dua puluh kocokan (seed 1 sampai 20): untuk `by_chance` kocok gawainya, untuk
# `with_outlets_by_chance` kocok gerainya. Seed lain pun boleh: rata-ratamu tidak harus sama persis. `with_outlets_by_chance`
# hampir tidak berubah dari kocokan ke kocokan, jadi di sana yang boleh meleset jauh lebih kecil.

# %% [markdown] key="ask-3" lang="en"
# So ask: **how large would the group be by chance alone?** `shuffle(pairs, "imei", seed)` deals the devices out by chance: each device
# keeps as many numbers as it had, but other ones. `shuffle(pairs, "outlet_id", seed)` does the same with outlets. `largest_group(pairs)` counts the numbers of the largest group tied by devices;
# `largest_group(pairs, "imei", "outlet_id")` of that tied by devices and outlets.
#
# Fill in all four. For chance, take the mean of twenty shuffles (seeds 1 to 20): for `by_chance` shuffle the devices, for
# `with_outlets_by_chance` the outlets. Other seeds will do: your mean need not be the same to the last digit. `with_outlets_by_chance` hardly varies from
# one shuffle to the next, so it may be off by much less.

# %% key="one-shuffle"
[largest_group(shuffle(pairs, "imei", seed)) for seed in (1, 2)]

# %% key="do-3"
seeds = range(1, 21)

sizes = {
    "seen": ____,
    "by_chance": ____,
    "with_outlets": ____,
    "with_outlets_by_chance": ____,
}

exercise("5.3").check(sizes, pairs)

# %% key="help-3"
# exercise("5.3").hint()

# %% [markdown] key="chance-why" lang="id"
# Kelompok yang terlihat besar; tetapi kocokan membuatnya lebih besar lagi, dengan gawai maupun dengan gerai. Jadi **besarnya saja tidak membuktikan
# apa-apa**: banyak nomor pernah ada di dua gawai, dan itu cukup untuk merangkai kelompok raksasa. Yang terlihat justru lebih **kecil**. Satu sebabnya wajar: keluarga
# dan perusahaan berbagi gawai, dan kocokan menceraiberaikan mereka. Nomor mereka atas satu KK (di data ini perusahaan pun punya). Sisihkan gawai yang hanya memuat satu KK, lalu kocok sisanya:

# %% [markdown] key="chance-why" lang="en"
# The group that is seen is large; but shuffling makes a larger one, by devices as well as by outlets. So **being large proves nothing**: many numbers
# were on two devices, and that is enough to string a giant group together. What is seen is even **smaller**. One reason is harmless: families and
# companies share devices, and a shuffle scatters them. Their numbers stand on one KK (in this data a company has one too). Set aside devices that hold one KK only, and shuffle the rest:

# %% key="strangers"
between = between_households(pairs, sims)


def measured(rows):
    is_on_two = rows["sim_id"].duplicated(keep=False)
    n_apart = (~is_on_two).groupby(rows["imei"]).all().sum()
    return {"largest_group": largest_group(rows), "n_devices": rows["imei"].nunique(), "n_apart": n_apart}


shuffled = pd.DataFrame([measured(shuffle(between, "imei", seed)) for seed in range(1, 21)])
pd.DataFrame({"seen": measured(between), "chance_min": shuffled.min(), "chance_max": shuffled.max()})

# %% [markdown] key="strangers-why" lang="id"
# Kelompok terbesar tetap besar, tetapi itu pun bukan temuan: di antara orang yang tidak sekeluarga pun kebetulan merangkai kelompok raksasa, yang lebih besar. Yang tidak
# dibuat satu kocokan pun adalah kelompok **sekecil** ini. `n_apart` menghitung gawai yang nomornya tidak pernah ada di gawai lain: kebetulan mengikat kebanyakan gawai,
# sedangkan di sini kebanyakan terpisah, dan nomor berpindah hanya di antara segelintir gawai yang itu-itu juga. Itulah yang perlu penjelasan. Penjelasannya belum tentu kejahatan, dan ini bukan bukti tentang sepasang nomor mana pun.

# %% [markdown] key="strangers-why" lang="en"
# The largest group stays large, but that is no finding either: among strangers, too, chance strings a giant group together, and a larger one. What not one
# shuffle makes is a group as **small** as this. `n_apart` counts devices whose numbers were on no other device: chance ties most devices together,
# whereas here most stand apart, and numbers move only among the same few devices. That is what needs an explanation. It need not be a crime, and is no evidence about any one pair of numbers.

# %% [markdown] key="ex-4" lang="id"
# ## Soal 5.4 · Akun siap pakai (7–10 menit)
#
# Sekarang akun seperti di Palembang. Akun lama, yang diaktifkan sebelum data ini dimulai, didaftarkan dengan jujur oleh pemiliknya.
# Pemeriksa hanya sempat melihat 60 akun. Tiga detektor masing-masing memberi daftar 60 akun lama, menurut:
#
# - `by_registration`: banyaknya SIM atas NIK-nya, dan hari ramai di gerainya;
# - `by_device`: banyaknya keluarga lain di gawai yang sama (bintang);
# - `by_group`: mula-mula akun yang nomornya ada di kelompok terbesar `between`, lalu akun lain seperti di `by_device`.
#
# Setiap daftar, misalnya `lists["by_group"]`, berisi `account_id`. `is_bad` tahu jawabannya, satu baris untuk setiap `account_id`: benar
# kalau akun itu tidak lagi di tangan pemiliknya. Hitung presisi ketiga daftar (dari akun di daftar, berapa bagian yang benar), dan
# `found_by_group`: dari semua akun yang benar di `is_bad`, berapa bagian yang ada di daftar `by_group`. Semuanya antara 0 dan 1.

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 5.4 · Ready-made accounts (7–10 minutes)
#
# Now accounts as in Palembang. Old accounts, activated before this data begins, were registered honestly by their owners. The
# reviewers have time for 60 accounts only. Three detectors each give a list of 60 old accounts, by:
#
# - `by_registration`: how many SIMs are on the NIK, and busy days at its outlet;
# - `by_device`: how many other households are on the same device (stars);
# - `by_group`: first the accounts whose number is in the largest group of `between`; when these run out, others as in `by_device`.
#
# Each list, such as `lists["by_group"]`, holds `account_id`s. `is_bad` knows the answer, one line for each `account_id`: true if the
# account is no longer in its owner's hands. Compute the precision of the three lists (of the accounts in the list, what share is true),
# and `found_by_group`: of all accounts that are true in `is_bad`, what share is in the list `by_group`. All of them from 0 to 1.

# %% key="lists"
lists, is_bad = worklists(data)

print(
    "old accounts:",
    len(is_bad),
    " in each list:",
    len(lists["by_group"]),
    " base rate:",
    round(is_bad.mean(), 4),
)
is_bad.head(3).rename_axis("account_id").to_frame()

# %% key="do-4"
result = {
    "by_registration": ____,
    "by_device": ____,
    "by_group": ____,
    "found_by_group": ____,
}

exercise("5.4").check(result, lists, is_bad)

# %% key="help-4"
# exercise("5.4").hint()

# %% [markdown] key="good" lang="id"
# ### Benar, tetapi tidak lengkap

# %% [markdown] key="good" lang="en"
# ### Right, but not complete

# %% key="in-group"
inside = groups(between)
number = data.observed["accounts"].set_index("account_id")["sim_id"].reindex(is_bad.index)
in_group = number.isin(inside.index[inside == 0])

print(
    "old accounts in the group:",
    in_group.sum(),
    " sought:",
    is_bad[in_group].sum(),
    " sought in all:",
    is_bad.sum(),
)

# %% [markdown] key="guilt" lang="id"
# Di dalam kelompok semuanya tepat; tetapi dalam data ini kebanyakan yang dicari ada di luarnya. Pembeli yang hanya membeli akun siap pakai kami beri
# gawai sendiri, yang terpisah dan hanya punya login, sama seperti gawai bengkel ponsel. Dan yang terlalu tepat pun mencurigakan: di negeri ini gawai pembeli tidak pernah
# dijual kepada orang jujur. Itu **mekanisme** yang kami pasang, bukan penemuan. Andaikan satu saja nomor komplotan pernah dibawa ke bengkel atau
# komputer bersama yang paling ramai. Satu sisi tambahan:

# %% [markdown] key="guilt" lang="en"
# Inside the group all are right; but in this data most of what is sought is outside it. Buyers of ready-made accounts only we gave devices of their own, which
# stand apart and have log-ins only, just like a repair shop's. And what is too right is suspicious as well: in this country no buyer's device
# is ever sold to honest people. That is a **mechanism** we built in, not a discovery. Suppose just one of the ring's numbers was once taken to the busiest
# repair shop or shared computer. One more edge:

# %% key="one-edge"
shop = stars.index[moved & ~few & star_is_honest][0]
one_more = pd.DataFrame({"sim_id": [inside.index[inside == 0][0]], "imei": [shop]})

print(
    "honest numbers drawn into the largest group by one edge:",
    largest_group(pd.concat([between, one_more])) - largest_group(between),
)

# %% [markdown] key="good-why" lang="id"
# Semua nomor di gawai itu, dan semua yang terhubung dengannya, tiba-tiba “bagian dari jaringan”, karena satu kunjungan orang lain.
# Berdekatan dengan orang yang bersalah bukanlah bukti. Kelompok adalah tempat mulai mencari; setiap nomor masih perlu alasannya sendiri.

# %% [markdown] key="good-why" lang="en"
# All numbers on that device, and all that hang together with them, are suddenly “part of the network”, because of one visit by somebody else. Guilt
# by association is no evidence. A group is where to begin a search; each number still needs a reason of its own.

# %% [markdown] key="ex-5" lang="id"
# ## Soal 5.5 · Siapa yang dikeluarkan? (7–10 menit)
#
# Kelompok terbesar dari `between` saja, sebagai graf NetworkX bernama `ring`. Kamu boleh mengeluarkan sepuluh gawai. Tabel `orders` memberi tiga urutan:
# `degree` (**derajat**: yang paling banyak nomornya dahulu), `betweenness` (**keantaraan**: yang paling banyak dilewati jalan terpendek
# dahulu; ditaksir dari 200 simpul, karena semua simpul terlalu lama), dan `random` (acak).

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 5.5 · Whom to remove? (7–10 minutes)
#
# The largest group of `between` alone, as a NetworkX graph named `ring`. You may remove ten devices. The table `orders` gives three orders:
# `degree` (**degree**: the device with the most numbers first), `betweenness` (**betweenness**: the device through which the most
# shortest paths pass first; estimated from 200 nodes, as all of them would take too long) and `random` (by chance).

# %% key="orders"
ring = biggest_part(between)
orders = removal_orders(ring)

print("numbers =", still_together(ring, []), " devices =", len(devices_of(ring)))
print("numbers on the first device by degree =", reached(ring, orders["degree"].head(1)))
print(
    "among the first ten by degree and by betweenness =",
    len(set(orders["degree"].head(10)) & set(orders["betweenness"].head(10))),
)
orders.head(5)

# %% [markdown] key="ask-5" lang="id"
# Berapa nomor yang masih di dalam satu kelompok sesudah sepuluh gawai pertama dikeluarkan, menurut ketiga urutan? Dan berapa nomor yang pernah
# ada di sepuluh gawai pertama menurut `degree` (`reached`)? Pakai `still_together(ring, ...)` dan `reached(ring, ...)`.

# %% [markdown] key="ask-5" lang="en"
# How many numbers are still in one group after the first ten devices are removed, in each of the three orders? And how many numbers were
# ever on the first ten devices by `degree` (`reached`)? Use `still_together(ring, ...)` and `reached(ring, ...)`.

# %% key="do-5"
after = {
    "degree": ____,
    "betweenness": ____,
    "random": ____,
    "reached": ____,
}

exercise("5.5").check(after, ring, orders)

# %% key="help-5"
# exercise("5.5").hint()

# %% key="figure-removal"
curve = removal_curve(ring, orders, range(0, 31, 5))
draw(plots_resale.removal, curve, n_numbers=still_together(ring, []), n_devices=len(devices_of(ring)))

# %% [markdown] key="removal-why" lang="id"
# Sepuluh gawai teratas tidak memecah jaringan ini: nomor dari setiap bintang tersebar ke banyak pembeli, sehingga masih ada jalan lain. Tiga puluh gawai
# hampir menghabiskannya. Tetapi kalau tujuannya memeriksa nomor, pada sepuluh gawai itu saja sudah ada jauh lebih banyak nomor
# daripada pada sepuluh gawai acak. Derajat dan keantaraan di sini sebagian besar memilih gawai yang
# sama. Apakah ada orang di baliknya yang memimpin semuanya, tidak tertulis di graf.

# %% [markdown] key="removal-why" lang="en"
# The top ten devices do not break this network up: the numbers of each star are spread over many buyers, so other ways are left. Thirty
# leave hardly anything together. But if the aim is to look into numbers, those ten devices alone hold far
# more numbers than ten devices at random. Degree and betweenness choose mostly the same devices here. Whether somebody behind it leads them all is not written in a graph.

# %% [markdown] key="book" lang="id"
# ## Klaim di samping simulasi: buku yang disita
#
# Pada akhirnya polisi datang dan menyita sebuah buku penjualan: siapa menjual kepada siapa, dan berapa harganya. Klaimnya:
# “Buku ini menunjukkan siapa pembeli terbesar.” Bandingkan dengan kebenarannya, yang hanya ada dalam simulasi.

# %% [markdown] key="book" lang="en"
# ## The claim beside the simulation: a seized book
#
# In the end the police come and seize a book of sales: who sold to whom, and at what price. The claim: “This book shows who
# bought most.” Compare it with the truth, which exists only in a simulation.

# %% key="seized"
seizures = data.observed["seizures"]
book = seizures[seizures["buyer_alias"].notna()]
sales = data.truth["sales"]

book[["at", "sim_id", "seller_alias", "buyer_alias", "price_rp", "sold_at"]].head(5)

# %% key="book-facts"
in_book = book["buyer_alias"].value_counts()
in_truth = sales["buyer_id"].value_counts()

pd.Series(
    {
        "sales in truth": len(sales),
        "sales in the book": len(book),
        "median days from sale to seizure": round((book["at"] - book["sold_at"]).dt.days.median()),
        "buyers in truth": len(in_truth),
        "buyers in the book": len(in_book),
        "largest buyer in truth": in_truth.index[0].removeprefix("buyer-"),
        "largest buyer in the book": in_book.index[0].removeprefix("B-").lstrip("0"),
        "sales to the first three in truth": ", ".join(map(str, in_truth.head(3))),
        "sales to the first three in the book": ", ".join(map(str, in_book.head(3))),
    },
    name="value",
).astype(str).to_frame()

# %% [markdown] key="book-why" lang="id"
# Buku itu **tidak lengkap** dan **terlambat**. Pembeli terbesar sebenarnya hampir sama besar; dari baris sesedikit itu urutannya mudah terbalik, dan pembeli yang tidak tercatat
# tampak seolah tidak ada.
#
# ### Harga: dua tafsiran
#
# Di negeri ini harga sebuah nomor mengikuti artikel yang beredar (sumber: `palembang-reported`). Polisi menyebut harga yang jauh lebih kecil,
# dan uang Rp5 juta sehari (sumber: `palembang-police`). Di pelajaran 01 kamu menghitung dua tafsirannya (sumber: `palembang-two-readings`).
# Sekarang tambahkan: berapa nomor baru yang harus didaftarkan setiap hari kalau yang dijual bukan akun siap pakai, dengan 2,2 akun per kartu
# (sumber: `vietnam-otp`)?

# %% [markdown] key="book-why" lang="en"
# The book is **partial** and **late**. The largest buyers are in truth nearly level; with so few lines their order is easily upset, and buyers who are not in it seem not
# to exist.
#
# ### Prices: two readings
#
# In this country the price of a number follows the article in circulation (source: `palembang-reported`). The police named a far smaller
# price, and Rp5 million a day (source: `palembang-police`). In lesson 01 you worked out the two readings
# (source: `palembang-two-readings`). Now add: how many new numbers would have to be registered each day if what is sold were not ready-made
# accounts, at 2.2 accounts a card (source: `vietnam-otp`)?

# %% key="readings"
money_a_day, buys, sells, wages_a_day = 5_000_000, 3_000, 3_100, 6 * 3_000_000 / 30

readings = pd.DataFrame(
    {"accounts_a_day": {"profit": money_a_day / (sells - buys), "sales": money_a_day / sells}}
)
readings["profit_rp"] = readings["accounts_a_day"] * (sells - buys)
readings["profit_after_wages_rp"] = readings["profit_rp"] - wages_a_day
readings["cards_if_registered"] = readings["accounts_a_day"] / 2.2

print(
    "median price in the book:",
    rupiah(book["price_rp"].median()),
    " price named by the police:",
    rupiah(sells),
)
readings.round().astype("int64")

# %% [markdown] key="readings-why" lang="id"
# Kalau Rp5 juta itu laba, untuk akun sebanyak itu harus didaftarkan kartu beberapa kali lipat dari yang dilaporkan tentang satu kelompok di
# Batam: sekitar 5.000 sehari (sumber: `batam-2020`). Kalau itu penjualan, labanya tidak cukup untuk upah enam pekerja, Rp3 juta sebulan
# untuk masing-masing (sumber: `palembang-two-readings`). Laporan tidak menyebut yang mana. Tafsiran pertama cocok dengan **akun siap pakai**, dan di antara barang sitaan memang tidak disebut satu pun kotak SIM, alat yang memuat banyak SIM sekaligus (sumber: `palembang-police`). Dan
# harga di negeri ini puluhan kali harga yang disebut polisi: yang satu harga sebuah nomor terdaftar menurut artikel
# yang lemah sebagai sumber, yang lain harga sebuah akun dari pedagang.

# %% [markdown] key="readings-why" lang="en"
# If the Rp5 million is profit, so many accounts would take several times the cards that one group in Batam was reported to register: about
# 5,000 a day (source: `batam-2020`). If it is sales, the profit does not pay the wages of six workers at Rp3 million a month
# each (source: `palembang-two-readings`). The reports do not say which. The first reading fits
# **ready-made accounts**, and among the things seized no SIM box, a device that holds many SIMs at once, is mentioned (source: `palembang-police`). And
# prices in this country are dozens of times those of the police: one is the price of a registered number according to an article
# that is a weak source, the other a trader's price of an account.

# %% [markdown] key="limits" lang="id"
# ## Apa yang tidak dapat ditunjukkan data ini
#
# - Siapa yang memegang sebuah gawai. `imei` adalah nomor ponsel, bukan orang; bentuknya di sini sengaja mustahil
#   (sumber: `imei-iccid-imsi`). Bahwa aplikasi mengenali ponsel dari `imei` adalah asumsi kami.
# - Apakah penyelenggara aplikasi mau membagikan datanya. Mereka bukan operator, dan kewajiban operator tidak mengikat mereka
#   (sumber: `ott-not-licensee`). Operator tidak melihat `imei` sebuah login.
# - Berapa bengkel, perusahaan, komputer bersama, penolong, dan ponsel bekas yang ada di Indonesia: semua angka itu asumsi kami (sumber: `assumptions`). Semakin
#   banyak, semakin panjang daftar orang jujur yang tampak seperti bintang.
# - Hal yang tidak ada dalam model: gawai pembeli yang dijual sebagai ponsel bekas, satu
#   komplotan yang menyamar menjadi beberapa kelompok.

# %% [markdown] key="limits" lang="en"
# ## What this data cannot show
#
# - Who holds a device. An `imei` is a phone's number and not a person; here its form is impossible on purpose
#   (source: `imei-iccid-imsi`). That apps know a phone by its `imei` is our assumption.
# - Whether apps are willing to share their data. They are not operators, and operators' duties do not bind them (source: `ott-not-licensee`).
#   Operators do not see the `imei` of a log-in.
# - How many repair shops, companies, shared computers, helpers and second-hand phones there are in Indonesia: we assumed all of these numbers (source: `assumptions`). The
#   more there are, the longer the list of honest people who look like stars.
# - What the model leaves out: buyers' devices sold second-hand, one ring that
#   poses as several groups.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Graf membuat orang bersalah karena tetangganya. Pelanggan bengkel, anak yang memakai ponsel bekas, pegawai dengan SIM kantor:
# > mereka semua “terhubung”. Sebelum sebuah nomor diblokir, sebutkan baris data tentang nomor itu sendiri, dan beri pemiliknya
# > kesempatan menjawab. Bacalah graf untuk melindungi korban, bukan untuk memetakan pergaulan orang.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** A graph makes people guilty by their neighbours. A repair shop's customers, a child with a second-hand phone, staff with a
# > company SIM: all of them are “connected”. Before a number is blocked, name the rows of data about that number itself, and let its
# > owner answer. Read graphs to protect victims, not to map whom people know.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - Graf bipartit mengikat nomor lewat gawai; kelompok adalah semua yang dapat dicapai dengan berjalan.
# - Bintang bukan putusan: armada, bengkel, komputer bersama, dan penolong juga bintang. Lihat NIK-nya, aktivasinya, dan ke mana nomornya pergi.
# - Bandingkan selalu dengan kebetulan, ke kedua arah: kelompok yang besar tidak membuktikan apa-apa; di sini yang perlu penjelasan adalah bahwa ia lebih kecil daripada kebetulan.
# - Pendaftaran akun siap pakai itu jujur; di sini yang menunjukkannya adalah hubungan di sisi aplikasi, dan hanya untuk sebagian.
# - Sebelum bertanya siapa yang dikeluarkan, tentukan apa yang mau diukur.
#
# ## Sebelum pergi
#
# Seorang penyelidik berkata: “Dua nomor ini didaftarkan di gerai yang sama dan pernah ada di ponsel yang sama. Mereka satu komplotan.” Dua
# pertanyaan apa yang kamu ajukan?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Gawai apa itu: bengkel, perusahaan, keluarga, penolong, ponsel bekas, atau bukan semuanya? Dan ke mana kedua nomor itu pergi sesudahnya: ke ponsel yang
# juga menerima nomor orang lain? Gerainya tidak menambah apa-apa, karena gerai mengikat siapa saja.
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - A bipartite graph ties numbers through devices; a group is all that can be reached by walking.
# - A star is no verdict: fleets, repair shops, shared computers and helpers are stars too. Look at the NIKs, the activations, and where the numbers go.
# - Always compare with chance, in both directions: a large group proves nothing; here what needs an explanation is that it is smaller than chance makes it.
# - The registration of a ready-made account is honest; here it is ties on the app's side that show it, and only for some.
# - Before you ask whom to remove, decide what you want to measure.
#
# ## Before you go
#
# An investigator says: “These two numbers were registered at the same outlet and were on the same phone. They are one ring.” Which two
# questions do you ask?
#
# <details><summary>Compare your answer</summary>
#
# What phone is it: a repair shop's, a company's, a family's, a helper's, a second-hand one, or none of these? And where did the two numbers go afterwards: to
# a phone that takes in other people's numbers too? The outlet adds nothing, as an outlet ties anybody.
#
# </details>

# %% key="progress"
progress()
