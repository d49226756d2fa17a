# %% [markdown] key="title" lang="id" name="01-tiga-berita-satu-rantai"
# # 01 · Tiga berita, satu rantai

# %% [markdown] key="title" lang="en" name="01-three-stories-one-chain"
# # 01 · Three news pieces, one chain

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Apa yang sungguh kita ketahui dari sebuah berita tentang penipuan? |
# | **Sesudah ini kamu dapat** | membedakan klaim, bukti, dan yang belum diketahui (1.1); membandingkan dua versi dari satu kasus (1.2); menghitung sebuah klaim (1.3); membedakan laba dari penjualan (1.4); menempatkan pelaku dalam rantai dari data bocor sampai pemblokiran (1.5) |
# | **Waktu** | 30–50 menit, inti saja 20–35 menit (perkiraan): soal inti 1.1, 1.3, dan 1.5; soal 1.2 dan 1.4 boleh dilewati |
# | **Data** | tiga berita dengan kata-kata kami sendiri; sebuah negeri kecil rekaan |
# | **Istilah** | klaim, bukti, belum diketahui, orang dalam, pialang, komplotan, OTT, aduan, blokir |

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | What do we really know from a news piece about fraud? |
# | **Afterwards you can** | tell claim, evidence and unknown apart (1.1); compare two versions of one case (1.2); compute a claim (1.3); tell profit from sales (1.4); place the actors on the chain from leaked record to block (1.5) |
# | **Time** | 30–50 minutes, the core alone 20–35 minutes (estimated): exercises 1.1, 1.3 and 1.5 are the core; 1.2 and 1.4 may be skipped |
# | **Data** | three news pieces in our own words; a small invented country |
# | **Words** | claim, evidence, unknown, insider, broker, ring, OTT, complaint, block |

# %% key="begin"
import pandas as pd

from simkit.engine.run import simulate
from simkit.figures import of_a_report as plots
from simkit.measure.outcomes import summarise
from simkit_course import *

start("01")

# %% [markdown] key="story" lang="id"
# ## Cerita
#
# **Berita A.** Seorang petugas layanan memotret layar berisi data seorang pelanggan, dan data itu berakhir di media sosial.
# Seorang ahli menjelaskannya kepada pers (sumber: `leak-2020`).
#
# **Berita B.** Sekelompok orang di Palembang ditangkap karena menjual nomor aplikasi pesan atas nama orang lain ke luar
# negeri. Sebuah artikel tentang hal ini disalin ke mana-mana (sumber: `palembang-reported`, `palembang-police`).
#
# **Berita C.** Kementerian berharap penyedia aplikasi pesan meniru operator: menanggapi aduan warga
# (sumber: `forward-monthly`, `ott-not-licensee`).
#
# Sekilas ini tiga perkara. Apakah ketiganya satu rantai? Sebelum percaya, kita pilah dahulu apa yang kita ketahui.
#
# Tanda sumber seperti `leak-2020` menunjuk ke sebuah catatan dalam berkas sumber.md di samping pelajaran ini; di sana
# tertulis dari mana sebuah fakta berasal dan seberapa kuat.

# %% [markdown] key="story" lang="en"
# ## The story
#
# **Piece A.** A service agent photographed a screen with one customer's record, and the record ended up on social media.
# An expert explained it to the press (source: `leak-2020`).
#
# **Piece B.** A group of people in Palembang was arrested for selling messaging-app numbers in other people's names to
# buyers abroad. One article about it was copied everywhere (source: `palembang-reported`, `palembang-police`).
#
# **Piece C.** The ministry hopes that messaging apps will do as operators do: act on what citizens report
# (source: `forward-monthly`, `ott-not-licensee`).
#
# At first sight these are three matters. Are they one chain? Before we believe it, we sort what we know.
#
# A mark such as `leak-2020` points to an entry of the file sources.md beside this lesson; it says where a fact comes from
# and how strong it is.

# %% [markdown] key="rows" lang="id"
# ## Lima baris pertama
#
# Dua belas pernyataan dari ketiga berita. Inilah lima yang pertama.

# %% [markdown] key="rows" lang="en"
# ## The first five rows
#
# Twelve statements from the three pieces. These are the first five.

# %% key="five-rows"
claims = news_claims()
claims.head(5)

# %% [markdown] key="ex-1" lang="id"
# ## Soal 1.1 · Klaim, bukti, atau belum diketahui? (8–12 menit)
#
# Beri setiap pernyataan satu label:
#
# - `klaim`: ada yang mengatakannya, dan tidak ada hal terbuka yang memperlihatkannya;
# - `bukti`: catatan resmi, unggahan umum, atau situs terbuka memperlihatkannya, tanpa perlu percaya kepada pembicaranya;
# - `belum diketahui`: berita itu membiarkannya terbuka, mengaku tidak tahu, atau menjawabnya dengan dua cara.
#
# Bekerjalah berdua dan sebutkan alasanmu. Pada beberapa pernyataan, dua label dapat dipertahankan; keduanya diterima.
# Ganti setiap `____` dengan label di antara tanda kutip, misalnya `"klaim"`. Label bahasa Inggris (`claim`, `evidence`,
# `unknown`) juga boleh.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 1.1 · Claim, evidence or unknown? (8–12 minutes)
#
# Give each statement one label:
#
# - `claim`: somebody says so, and nothing that stands open shows it;
# - `evidence`: an official record, a public post or an open site shows it, without having to believe the speaker;
# - `unknown`: the piece leaves it open, admits not to know, or answers it in two ways.
#
# Work in pairs and give your reasons. For some statements two labels can be defended; both are accepted.
# Put a label in quotes in place of each `____`, such as `"claim"`. The Indonesian labels (`klaim`, `bukti`,
# `belum diketahui`) are accepted too.

# %% key="all-claims"
claims[["statement"]]

# %% key="do-1"
labels = {
    "A1": ____,
    "A2": ____,
    "A3": ____,
    "A4": ____,
    "B1": ____,
    "B2": ____,
    "B3": ____,
    "B4": ____,
    "C1": ____,
    "C2": ____,
    "C3": ____,
    "C4": ____,
}

exercise("1.1").check(labels)

# %% key="help-1"
# exercise("1.1").hint()

# %% [markdown] key="ex-2" lang="id"
# ## Soal 1.2 · Dua versi perkara yang sama (4–6 menit)
#
# Inilah berita B di samping keterangan polisi (sumber: `palembang-reported`, `palembang-police`). Andaikan keduanya membicarakan
# barang yang sama: pada baris mana **tidak mungkin keduanya benar**? Sebutkan dua baris, misalnya `["a", "b"]`.

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 1.2 · Two versions of one case (4–6 minutes)
#
# Here is piece B beside what the police said (source: `palembang-reported`, `palembang-police`). Suppose that both speak of the
# same goods: in which rows **can the two not both be true**? Name two rows, such as `["a", "b"]`.

# %% key="versions"
two_versions()

# %% key="do-2"
contradictions = [____, ____]

exercise("1.2").check(contradictions)

# %% key="help-2"
# exercise("1.2").hint()

# %% [markdown] key="ex-3" lang="id"
# ## Soal 1.3 · Berapa pemasukannya? (3–5 menit)
#
# Sebuah klaim dengan angka dapat dihitung. Kalau artikel itu benar, berapa pemasukan dari semua nomor: paling sedikit dan
# paling banyak? Pakai `value["..."]` dengan nama dari tabel, dan `*` untuk kali.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 1.3 · How much did it bring in? (3–5 minutes)
#
# A claim with numbers can be computed. If the article is right, what did all the numbers bring in: at least and at most?
# Use `value["..."]` with a name from the table, and `*` to multiply.

# %% key="facts"
facts = case_facts()
value = facts["value"]
facts

# %% key="do-3"
low = ____
high = ____

exercise("1.3").check((low, high), facts)

# %% key="help-3"
# exercise("1.3").hint()

# %% [markdown] key="ex-4" lang="id"
# ## Soal 1.4 · Lima juta sehari: laba atau penjualan? (6–9 menit)
#
# Polisi menyebut uang lima juta rupiah sehari (`daily_rp` dalam tabel), tetapi laporan tidak mengatakan apakah itu laba atau
# penjualan (sumber: `palembang-two-readings`). Hitung **berapa akun sehari** pada setiap tafsiran:
#
# - `profit`: kalau uang itu laba (satu akun memberi laba `sold_rp` dikurangi `bought_rp`);
# - `sales`: kalau uang itu penjualan (satu akun dijual seharga `sold_rp`);
# - `pays`: pada tafsiran mana laba sehari cukup untuk upah semua pekerja sehari? Jawab `"profit"`, `"sales"`, `"both"`
#   (keduanya), atau `"none"` (tidak ada). Satu bulan dihitung tiga puluh hari; selisih kurang dari satu akun dimaafkan.

# %% [markdown] key="ex-4" lang="en"
# ## Exercise 1.4 · Five million a day: profit or sales? (6–9 minutes)
#
# The police spoke of five million rupiah a day (`daily_rp` in the table), but the reports do not say whether that is profit
# or sales (source: `palembang-two-readings`). Compute **how many accounts a day** follow from each reading:
#
# - `profit`: if the money is profit (one account brings a profit of `sold_rp` less `bought_rp`);
# - `sales`: if the money is sales (one account is sold at `sold_rp`);
# - `pays`: in which reading is a day's profit enough for a day's wages of all workers? Answer `"profit"`, `"sales"`,
#   `"both"` or `"none"`. A month counts thirty days; less than one account off is forgiven.

# %% key="do-4"
readings = {
    "profit": ____,
    "sales": ____,
    "pays": ____,
}

exercise("1.4").check(readings, facts)

# %% key="help-4"
# exercise("1.4").hint()

# %% [markdown] key="ex-5" lang="id"
# ## Soal 1.5 · Tempatkan para pelaku (4–6 menit)
#
# Tujuh pelaku. Susun mereka dari tempat data bocor sampai tempat nomor diblokir. Kolom `also`
# memberi nama Indonesianya; kedua nama diterima. Tulis setiap nama di antara tanda kutip.

# %% [markdown] key="ex-5" lang="en"
# ## Exercise 1.5 · Place the actors (4–6 minutes)
#
# Seven actors. Put them in the order of the chain, from where a record leaks to where a number is
# blocked. The column `also` gives the Indonesian name; both are accepted. Write each name in quotes.

# %% key="actors"
chain_actors()

# %% key="do-5"
chain = [____, ____, ____, ____, ____, ____, ____]

exercise("1.5").check(chain)

# %% key="help-5"
# exercise("1.5").hint()

# %% [markdown] key="picture" lang="id"
# ## Rantai dalam sebuah negeri kecil
#
# Sekarang kita jalankan cerita artikel itu dalam negeri rekaan: sepuluh ribu orang, enam puluh hari, dan komplotan yang
# diperkecil menjadi kira-kira seperseratus. Gambar di bawah menghitung apa yang terjadi pada setiap mata rantai.

# %% [markdown] key="picture" lang="en"
# ## The chain in a small country
#
# Now we run the article's story in an invented country: ten thousand people, sixty days, and a ring shrunk to about
# one hundredth. The figure below counts what happened at each link.

# %% key="simulate"
small = {"people.n_people": 10_000, "run.days": 60, "run.scale": 0.0106}
country = simulate("palembang-reported", seed=1, settings=small)

# %% key="figure"
draw(plots.chain, country)

# %% [markdown] key="ten-lines" lang="id"
# Hal yang sama dalam sepuluh kalimat:

# %% [markdown] key="ten-lines" lang="en"
# The same in ten sentences:

# %% key="summary"
counts = summarise(country)
print("\n".join(counts.lines(language())))

# %% [markdown] key="ten-lines-why" lang="id"
# Mengapa gambar menghitung lebih sedikit aduan daripada kalimat, dan lebih sedikit yang “jadi blokir”? Gambar hanya menghitung aduan
# tentang nomor komplotan. Beberapa aduan dapat mengenai satu nomor, maka SIM yang diblokir lebih sedikit daripada aduan yang
# berakhir dengan pemblokiran.

# %% [markdown] key="ten-lines-why" lang="en"
# Why does the figure count fewer complaints than the sentence, and fewer that end in a block? The figure counts only those about the
# ring's numbers. Several complaints may be about one number, so fewer SIMs are blocked than complaints end in a block.

# %% [markdown] key="claim" lang="id"
# ## Klaim di samping simulasi
#
# Artikel itu menyebut kisaran harga. Untuk nomor yang terjual di negeri kecil ini, kisaran itu berarti pemasukan antara `low`
# dan `high` di bawah. Berapa pemasukan komplotan dalam simulasi?

# %% [markdown] key="claim" lang="en"
# ## The claim beside the simulation
#
# The article gives a range of prices. For the numbers sold in this small country, that range means a revenue between `low`
# and `high` below. How much did the ring in the simulation take?

# %% key="compare"
sold = counts["n_sold"]

pd.Series(
    {
        "low": rupiah(sold * value["price_low_rp"]),
        "simulation": rupiah(counts["revenue_rp"]),
        "high": rupiah(sold * value["price_high_rp"]),
    },
    name="revenue",
).to_frame()

# %% [markdown] key="mechanism" lang="id"
# Pemasukan simulasi berada di dalam kisaran itu. Apakah itu **membuktikan** artikelnya? Tidak. Di negeri ini harga terbentuk di
# pasar, tetapi berapa paling banyak yang mau dibayar pembeli kami sendiri yang memasukkannya, dan kami memilihnya di dalam
# kisaran artikel itu. Hasil seperti ini disebut **mekanisme**: benar karena dibuat begitu. Simulasi tidak dapat
# mengubah klaim menjadi bukti. Yang dapat dilakukannya: memperlihatkan apa yang akan terjadi **seandainya** klaim itu benar,
# dan di mana akibatnya seharusnya tampak.
#
# Lihat sekali lagi ujung rantai pada gambar: ketika sebuah SIM diblokir, akun aplikasi pesannya tidak otomatis berhenti.
# Di situlah hubungannya dengan berita C.

# %% [markdown] key="mechanism" lang="en"
# The simulated revenue lies inside the range. Does that **prove** the article? No. In this country prices form in a market,
# but how much a buyer would pay at most we put in ourselves, and we chose it within the article's range. Such a result is
# called a **mechanism**: true because it was built so. A simulation cannot turn a claim into evidence. What it can do: show
# what would follow **if** the claim were true, and where its effects ought to be seen.
#
# Look once more at the end of the chain in the figure: when a SIM is blocked, its messaging account does not stop by itself.
# That is the link to piece C.

# %% [markdown] key="limits" lang="id"
# ## Apa yang tidak dapat ditunjukkan data ini
#
# - Apakah ketiga perkara nyata itu sungguh berhubungan. Kami **memasangnya** menjadi satu rantai; tidak ada sumber yang
#   mengatakannya, dan di sini pun kebanyakan identitas berasal dari sumber lain (lihat gambar).
# - Berapa banyak nomor di Indonesia yang didaftarkan dengan NIK orang lain (sumber: `not-found`).
# - Cerita versi polisi: akun siap pakai dibeli, tanpa satu pun pendaftaran SIM. Negeri ini menjalankan versi artikel; hanya
#   upahnya, yang ikut diperkecil, menurut polisi.
# - Orang dalam yang memotret layar tidak meninggalkan jejak foto; yang tercatat hanya bahwa data itu dibuka.

# %% [markdown] key="limits" lang="en"
# ## What this data cannot show
#
# - Whether the three real cases are connected at all. We **joined** them into one chain; no source says so, and even here
#   most identities come from elsewhere (see the figure).
# - How many numbers in Indonesia are registered on other people's NIKs (source: `not-found`).
# - The police version: accounts bought ready-made, without a single SIM registered. This country runs the article's version;
#   only the wages, shrunk with the ring, are the police's.
# - An insider who photographs a screen leaves no trace of the photo; the log shows only that the record was opened.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Di balik setiap berita ada orang yang belum tentu bersalah dan orang yang datanya sudah telanjur tersebar.
# > Karena itu di sini tidak ada nama. Menyebut klaim sebagai bukti dapat membuat orang yang tidak bersalah dihukum;
# > menyebut bukti sebagai klaim dapat membiarkan korban sendirian. Keduanya merugikan.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** Behind each piece are people who may not be guilty, and people whose data is out for good. That is why nobody
# > is named here. Calling a claim evidence can punish the wrong person; calling evidence a claim can leave a victim alone.
# > Both do harm.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - Klaim dikatakan, bukti dapat dilihat; yang belum diketahui harus disebut terang-terangan.
# - Klaim dengan angka dapat dihitung. Kisaran lebih jujur daripada satu angka, dan satu kata dapat mengubah hasil berkali-kali lipat.
# - Rantainya: data bocor, identitas dijual, nomor didaftarkan, akun diaktifkan, nomor dijual, pesan dikirim, korban rugi, aduan
#   masuk, nomor diblokir.
# - Simulasi memperlihatkan akibat sebuah klaim, bukan kebenarannya.
#
# ## Sebelum pergi
#
# Satu catatan saja boleh kamu minta untuk menguji pernyataan B2 (banyaknya nomor). Catatan apa, dan dari siapa?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Misalnya pembukuan penjualan yang disita, dari polisi; atau daftar pendaftaran per gawai, dari operator. Yang pertama
# menghitung penjualan, yang kedua hanya pendaftaran: keduanya tidak sama, dan itulah bahan pelajaran-pelajaran berikutnya.
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - A claim is said, evidence can be looked at; what is unknown has to be named as such.
# - A claim with numbers can be computed. A range is more honest than one number, and one word can change a result many times over.
# - The chain: a record leaks, identities are traded, numbers registered, accounts activated, numbers sold, messages sent,
#   victims lose, complaints are filed, numbers are blocked.
# - A simulation shows what follows from a claim, not whether it is true.
#
# ## Before you go
#
# You may ask for just one record to test statement B2 (how many numbers). Which record, and from whom?
#
# <details><summary>Compare your answer</summary>
#
# For instance the seized sales ledger, from the police; or the list of registrations by device, from the operators. The
# first counts sales, the second only registrations: they are not the same, and that is what the next lessons are about.
#
# </details>
