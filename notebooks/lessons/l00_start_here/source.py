# %% [markdown] key="title" lang="id" name="00-mulai-di-sini"
# # 00 · Mulai di sini

# %% [markdown] key="title" lang="en" name="00-start-here"
# # 00 · Start here

# %% [markdown] key="card" lang="id"
# | | |
# |---|---|
# | **Pertanyaan** | Bagaimana cara bekerja dengan halaman seperti ini? |
# | **Sesudah ini kamu dapat** | menjalankan sel dan meminta pemeriksaan atau petunjuk (0.1); membaca pesan kesalahan dan memperbaikinya (0.2); menyebutkan apa yang diubah oleh seed lain (0.3) |
# | **Waktu** | 10–20 menit (perkiraan) |
# | **Data** | sebuah negeri kecil rekaan; tidak seorang pun di dalamnya nyata |
# | **Istilah** | SIM, NIK, seed, data sintetis |
#
# Kamu tidak perlu pernah menulis program. Kamu juga tidak dapat merusak apa pun: ini salinan milikmu sendiri.

# %% [markdown] key="card" lang="en"
# | | |
# |---|---|
# | **Question** | How do I work with a page like this? |
# | **Afterwards you can** | run cells and ask for a check or a hint (0.1); read an error message and mend it (0.2); say what another seed changes (0.3) |
# | **Time** | 10–20 minutes (estimated) |
# | **Data** | a small invented country; nobody in it is real |
# | **Words** | SIM, NIK, seed, synthetic data |
#
# You need not have programmed before. And you cannot spoil anything: this is a copy of your own.

# %% [markdown] key="run" lang="id"
# ## Jalankan sebuah sel
#
# Halaman ini terdiri atas **sel**: sebagian berisi tulisan, sebagian berisi kode. Klik sel kode di bawah ini, lalu tekan
# **Shift+Enter**. Jawabannya muncul tepat di bawahnya, dan di kirinya muncul nomor urut.
#
# Selama sel masih bekerja, tempat nomor itu berisi tanda bintang. Kalau jawabannya dalam bahasa lain, tambahkan baris
# `language("en")` (Inggris) atau `language("id")` (Indonesia) di atas `start("00")`; begitu pula di setiap pelajaran.

# %% [markdown] key="run" lang="en"
# ## Run a cell
#
# This page consists of **cells**: some hold text, some hold code. Click the code cell below and press **Shift+Enter**.
# The answer appears right under it, and a number to its left.
#
# While a cell is still at work, an asterisk stands in place of the number. If the answer is in the other language, add the line
# `language("en")` (English) or `language("id")` (Indonesian) above `start("00")`; so in every lesson.

# %% key="begin"
from simkit_course import *

start("00")

# %% [markdown] key="country" lang="id"
# ## Buat sebuah negeri
#
# Sel berikut menyimulasikan sebuah negeri kecil selama seminggu. Angka `seed` menentukan semua yang acak di dalamnya.
# Sesudahnya tampak lima baris pertama dari daftar SIM: setiap baris satu kartu, yang lama (sebelum minggu itu) dahulu.

# %% [markdown] key="country" lang="en"
# ## Make a country
#
# The next cell simulates a small country for a week. `seed` is the number from which all chance in it is drawn.
# Below it you see the first five rows of the list of SIMs: each row is one card, old ones (from before that week) first.

# %% key="five-rows"
seed = 1
country = tiny_country(seed)

sims = country.observed["sims"]
sims[["sim_id", "msisdn", "nik", "channel", "registered_at"]].head(5)

# %% [markdown] key="counts" lang="id"
# Sekarang kita hitung: berapa orang, dan berapa SIM? Hasilnya kita beri nama, supaya dapat dipakai lagi.

# %% [markdown] key="counts" lang="en"
# Now we count: how many people, and how many SIMs? We give the results names, so as to use them again.

# %% key="count"
n_people = count_people(country)
n_sims = count_sims(country)

print("n_people =", n_people)
print("n_sims   =", n_sims)

# %% [markdown] key="ex-1" lang="id"
# ## Soal 0.1 · SIM per orang (2–4 menit)
#
# Berapa SIM per orang di negeri ini? Hapus keempat garis bawah `____`, tulis perhitunganmu di tempatnya (memakai nama
# `n_sims` dan `n_people`, tanda bagi adalah `/`), lalu jalankan sel itu. Dua angka di belakang koma sudah cukup.
#
# **Kalau macet:** hapus tanda `#` di sel kecil di bawah soal, lalu jalankan: muncul sebuah petunjuk. `hint(2)` dan `hint(3)`
# memberi lebih banyak; `solution()` di tempat `hint()` memperlihatkan penyelesaian.

# %% [markdown] key="ex-1" lang="en"
# ## Exercise 0.1 · SIMs per person (2–4 minutes)
#
# How many SIMs are there per person in this country? Delete the four underscores `____`, write your calculation in their
# place (using the names `n_sims` and `n_people`; the sign for dividing is `/`), and run the cell. Two decimals will do.
#
# **If you are stuck:** delete the `#` in the small cell below the exercise and run it: a hint appears. `hint(2)` and
# `hint(3)` give more; `solution()` in place of `hint()` shows a worked answer.

# %% key="do-1"
answer = ____

exercise("0.1").check(answer, n_sims, n_people)

# %% key="help-1"
# exercise("0.1").hint()

# %% [markdown] key="break" lang="id"
# ## Rusakkan sebuah sel
#
# Pesan kesalahan berwarna merah bukan hukuman. Pesan itu memberi tahu di mana Python berhenti, dan baris **terakhirnya**
# menyebut sebabnya. Sel berikut sengaja salah. Di bawah pesan Python ada penjelasan dalam bahasamu.

# %% [markdown] key="break" lang="en"
# ## Break a cell
#
# A red error message is no punishment. It says where Python stopped, and its **last** line names the reason.
# The next cell is wrong on purpose. Below Python's message stands an explanation in your language.

# %% key="broken" tags=["raises-exception"]
print("n_sims =", n_sim)

# %% [markdown] key="mend" lang="id"
# Perbaiki: tambahkan huruf yang hilang di sel merah itu, lalu jalankan lagi. Pesannya hilang.
#
# Lalu rusakkan sesuatu sendiri: hapus tanda kurung tutup `)` pada sel `print` mana pun, jalankan, baca penjelasannya, dan
# kembalikan.

# %% [markdown] key="mend" lang="en"
# Mend it: add the missing letter in that red cell and run it again. The message is gone.
#
# Then break something yourself: delete the closing bracket `)` in any `print` cell, run it, read the explanation, and put
# it back.

# %% [markdown] key="ex-2" lang="id"
# ## Soal 0.2 · Perbaiki sebuah fungsi (3–5 menit)
#
# Tidak semua kesalahan memberi pesan. Fungsi di bawah berjalan tanpa keluhan, tetapi jawabannya salah. Perbaiki baris yang
# dimulai dengan `return`.

# %% [markdown] key="ex-2" lang="en"
# ## Exercise 0.2 · Mend a function (3–5 minutes)
#
# Not every mistake gives a message. The function below runs without complaint, but its answer is wrong. Mend the line that
# begins with `return`.


# %% key="do-2"
def sims_per_person(n_sims, n_people):
    return n_people / n_sims


exercise("0.2").check(sims_per_person)

# %% key="help-2"
# exercise("0.2").hint()

# %% [markdown] key="ex-3" lang="id"
# ## Soal 0.3 · Apa yang diubah oleh seed? (3–5 menit)
#
# Sel berikut membuat negeri kedua dengan seed lain dan meletakkan keduanya berdampingan. Apa yang berubah? Jawab setiap
# `____` dengan `True` (berubah) atau `False` (tetap), dengan huruf besar di depan.

# %% [markdown] key="ex-3" lang="en"
# ## Exercise 0.3 · What does the seed change? (3–5 minutes)
#
# The next cell makes a second country from another seed and puts the two side by side. What has changed? Answer each
# `____` with `True` (it changed) or `False` (it did not), with a capital letter in front.

# %% key="two-seeds"
other = tiny_country(2)

side_by_side(country, other)

# %% key="do-3"
changed = {"n_people": ____, "n_sims": ____, "n_days": ____}

exercise("0.3").check(changed, country, other)

# %% key="help-3"
# exercise("0.3").hint()

# %% [markdown] key="words" lang="id"
# ## Kata yang tidak kamu kenal
#
# Ketik kata itu di antara tanda kutip. Tanpa kata, `glossary()` memperlihatkan semua istilah.
# Nama Indonesianya: `istilah`.

# %% [markdown] key="words" lang="en"
# ## A word you do not know
#
# Type the word between the quotes. Without a word, `glossary()` lists them all.
# Its Indonesian name is `istilah`.

# %% key="glossary"
glossary("NIK")

# %% [markdown] key="ready" lang="id"
# ## Sudah siap?
#
# Sel ini memeriksa komputermu. Kalau semua baris berbunyi “ya”, kamu siap.
#
# Kalau pengajarmu meminta kode komputer, ketik `machine_code()` di sel kosong, jalankan, dan
# kirimkan kedelapan karakternya. Tombol **B** (sesudah **Esc**) menambah sel kosong.

# %% [markdown] key="ready" lang="en"
# ## Are you ready?
#
# This cell checks your computer. When every line says “yes”, you are ready.
#
# If your trainer asks for the computer's code, type `machine_code()` in an empty cell, run it, and
# send the eight characters. The key **B** (after **Esc**) adds an empty cell.

# %% key="self-check"
ready()

# %% [markdown] key="limits" lang="id"
# ## Apa yang tidak dapat ditunjukkan data ini
#
# Negeri ini buatan program. Ia memperlihatkan **bagaimana** sesuatu bekerja, bukan berapa banyak yang terjadi di Indonesia.
# Sebuah angka dari sini tidak boleh dikutip sebagai angka Indonesia.

# %% [markdown] key="limits" lang="en"
# ## What this data cannot show
#
# A program made this country. It shows **how** something works, not how much of it happens in Indonesia.
# No number from here may be quoted as a number about Indonesia.

# %% [markdown] key="ethics" lang="id"
# > **Etika.** Kita mempelajari penipuan untuk menghentikannya. Semua NIK dan nomor telepon di sini tidak mungkin milik
# > siapa pun. Jangan pernah memasukkan data orang sungguhan ke dalam notebook ini.

# %% [markdown] key="ethics" lang="en"
# > **Ethics.** We study fraud in order to stop it. No NIK and no telephone number here can belong to anybody.
# > Never put the data of real people into these notebooks.

# %% [markdown] key="points" lang="id"
# ## Inti pelajaran
#
# - **Shift+Enter** menjalankan sel; urutan menjalankannya menentukan nama apa yang sudah dikenal Python.
# - Baca baris terakhir pesan kesalahan, lalu penjelasan di bawahnya.
# - Kode tanpa pesan kesalahan pun dapat salah: uji dengan angka mudah.
# - Seed yang sama memberi negeri yang sama.
#
# ## Sebelum pergi
#
# Kamu memulai ulang notebook lewat menu Kernel > Restart Kernel, lalu hanya menjalankan sel soal 0.1. Apa yang terjadi?
#
# <details><summary>Bandingkan jawabanmu</summary>
#
# Muncul `NameError`: Python melupakan semua nama, dan sel yang membuatnya belum dijalankan lagi. Jalan keluarnya: menu
# Run > Run All Above Selected Cell.
#
# </details>

# %% [markdown] key="points" lang="en"
# ## Key points
#
# - **Shift+Enter** runs a cell; the order of running decides which names Python knows.
# - Read the last line of an error message, then the explanation below it.
# - Code without an error message can be wrong too: test it with easy numbers.
# - The same seed gives the same country.
#
# ## Before you go
#
# You restart the notebook with the menu Kernel > Restart Kernel and run only the cell of exercise 0.1. What happens?
#
# <details><summary>Compare your answer</summary>
#
# A `NameError` appears: Python has forgotten all names, and the cells that make them have not been run again. The cure is
# the menu Run > Run All Above Selected Cell.
#
# </details>

# %% key="progress"
progress()
