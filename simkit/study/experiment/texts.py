"""The sentences of an experiment's report, in English and Indonesian."""

SAID = {
    "en": {
        "title": "# Experiment: {story}",
        "seeds": "{n} seeds ({first} to {last}), {arms} arms; every arm is compared with `{base}`, seed by seed.",
        "arm": "- `{name}`: {policies}",
        "no_policies": "the story as it is",
        "settings": "Settings in every arm: {settings}.",
        "stopped": "Stopped after {n} of {planned} seeds: every arm's `{stop}` was clear. Intervals hold with "
        "{level} % although the results were looked at before the end.",
        "looked": "The results were looked at before the end (`{stop}`); intervals hold with {level} % all the "
        "same.",
        "one": "Each interval by itself holds with {level} % (the wider of paired t and bootstrap-t).",
        "family": "The intervals of all arms of an outcome hold together with {level} % (max-t bootstrap over the "
        "seeds; more than five arms).",
        "head": "| outcome | arm | {base} | difference | from | to | share | runs saved |",
        "ratio": "Pairing by seed: independent seeds would need {ratio} times the runs for the same intervals "
        "(median of the variance ratios over outcomes and arms with an effect under 50 %; the column *runs saved* "
        "has each).",
        "no_ratio": "Pairing by seed: no arm has an effect from which its gain could be measured.",
        "unclear": "- {outcome}, `{arm}`: {n} seeds cannot tell it from `{base}`. The difference may be "
        "anything from {low} to {high}. About {needed} seeds would be needed.",
        "unclear_title": "## What this experiment cannot tell",
        "coarse": "Named are outcomes whose interval holds 0 and is wider, to one side, than the effect seen and "
        "than {coarse} % of the base. The numbers of seeds are rough estimates.",
        "few_seeds": "{n} seeds are few: losses vary so much that intervals from fewer than ten promise too much. "
        "20 to 30 are usual.",
        "few": "- {outcome}, `{arm}`: it differs in {n} of {of} seeds only. An interval from so few is too "
        "optimistic.",
        "failed": "{n} runs failed; they are left out, and tried again by the same command:",
        "all_title": "## All outcomes",
        "all": "Differences are means over the pairs, arm minus base. Files: `outcomes.csv` (every run), "
        "`differences.csv` (this table in full).",
        "times": "{x} x",
        "crime": "### What the ring gains",
        "harm": "### Harm to people",
        "answer": "### How the country answers",
        "honest": "### What honest people bear",
        "cost": "### What it costs to run",
        "ways": "### How numbers and accounts are come by",
        "ways_say": "Shares of all that rings come by, over all seeds; the shift is in percentage points.",
        "ways_head": "| way | arm | share, {base} | share, arm | shift |",
        "other": "### Other figures",
        "pictures_title": "## Pictures",
    },
    "id": {
        "title": "# Percobaan: {story}",
        "seeds": "{n} seed ({first} sampai {last}), {arms} lengan; setiap lengan dibandingkan dengan `{base}`, "
        "seed demi seed.",
        "arm": "- `{name}`: {policies}",
        "no_policies": "cerita apa adanya",
        "settings": "Pengaturan di semua lengan: {settings}.",
        "stopped": "Berhenti setelah {n} dari {planned} seed: `{stop}` di setiap lengan sudah jelas. Rentang tetap "
        "berlaku {level} persen walaupun hasilnya dilihat sebelum selesai.",
        "looked": "Hasilnya sudah dilihat sebelum selesai (`{stop}`); rentang tetap berlaku {level} persen.",
        "one": "Setiap rentang, masing-masing, berlaku {level} persen (yang lebih lebar antara t berpasangan dan "
        "bootstrap-t).",
        "family": "Rentang semua lengan pada satu hasil berlaku bersama-sama {level} persen (bootstrap max-t atas "
        "seed; lebih dari lima lengan).",
        "head": "| hasil | lengan | {base} | selisih | dari | sampai | bagian | hemat run |",
        "ratio": "Berpasangan menurut seed: dengan seed yang terpisah perlu {ratio} kali lebih banyak run untuk "
        "rentang yang sama (median rasio ragam atas hasil dan lengan yang pengaruhnya di bawah 50 persen; kolom "
        "*hemat run* memuat masing-masing).",
        "no_ratio": "Berpasangan menurut seed: tidak ada lengan yang pengaruhnya dapat dipakai untuk mengukur "
        "hematnya.",
        "unclear": "- {outcome}, `{arm}`: {n} seed belum dapat membedakannya dari `{base}`. Selisihnya bisa "
        "berapa saja dari {low} sampai {high}. Perlu sekitar {needed} seed.",
        "unclear_title": "## Yang tidak dapat dijawab percobaan ini",
        "coarse": "Yang disebut ialah hasil yang rentangnya memuat 0 dan, ke satu sisi, lebih lebar daripada "
        "pengaruh yang terlihat dan daripada {coarse} persen nilai pembanding. Jumlah seed hanya perkiraan kasar.",
        "few_seeds": "{n} seed itu sedikit: kerugian begitu beragam sehingga rentang dari kurang dari sepuluh seed "
        "menjanjikan terlalu banyak. Yang lazim 20 sampai 30.",
        "few": "- {outcome}, `{arm}`: hanya berbeda di {n} dari {of} seed. Rentang dari data sesedikit itu "
        "terlalu optimistis.",
        "failed": "{n} run gagal; run itu tidak ikut dihitung, dan dicoba lagi oleh perintah yang sama:",
        "all_title": "## Semua hasil",
        "all": "Selisih adalah rata-rata dari pasangan, lengan dikurangi pembanding. Berkas: `outcomes.csv` "
        "(setiap run), `differences.csv` (tabel ini selengkapnya).",
        "times": "{x} kali",
        "crime": "### Yang diperoleh komplotan",
        "harm": "### Kerugian warga",
        "answer": "### Jawaban negara",
        "honest": "### Yang ditanggung orang jujur",
        "cost": "### Biaya menjalankannya",
        "ways": "### Dari mana nomor dan akun diperoleh",
        "ways_say": "Bagian dari semua yang diperoleh komplotan, atas semua seed; geseran dalam poin persen.",
        "ways_head": "| jalan | lengan | bagian, {base} | bagian, lengan | geseran |",
        "other": "### Angka lain",
        "pictures_title": "## Gambar",
    },
}
