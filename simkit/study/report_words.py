"""The report's own words and its look."""

from __future__ import annotations

WORDS = {
    "en": {
        "kicker": "Report of a simulation. All data is synthetic.",
        "contents": "Contents",
        "summary": "Summary",
        "figures": "Figures",
        "truth": "This figure uses what only the simulator knows (the truth tables).",
        "observed": "This figure uses only what an investigator sees (the observed tables).",
        "left_out": "What this model leaves out",
        "settings": "Settings",
        "settings_none": "Every setting has its default value.",
        "settings_lead": "Settings that differ from their defaults.",
        "policies": "Policies in force",
        "policies_none": "No policy was in force.",
        "again": "How to make it again",
        "again_lead": "With the same version of simkit, this command gives the same tables and the same pictures:",
        "again_own": "The story was a file of your own. This command needs no such file: it says all that differs from "
        "the baseline. Only the story's name and text are not in it.",
        "again_python": "The tables beside this report can be read in Python:",
        "again_plain": "The tables are also described in DICTIONARY.md, and manifest.json holds every hash.",
        "versions": "Made with",
        "setting": "setting",
        "value": "value",
        "default": "default",
        "meaning": "meaning",
        "source": "source",
        "policy": "policy",
        "knobs": "its settings",
        "seed": "seed",
        "story": "story",
    },
    "id": {
        "kicker": "Laporan sebuah simulasi. Semua data sintetis.",
        "contents": "Isi",
        "summary": "Ringkasan",
        "figures": "Gambar",
        "truth": "Gambar ini memakai hal yang hanya diketahui simulator (tabel truth).",
        "observed": "Gambar ini hanya memakai yang terlihat oleh penyelidik (tabel observed).",
        "left_out": "Yang tidak ada dalam model ini",
        "settings": "Setelan",
        "settings_none": "Semua setelan bernilai bawaan.",
        "settings_lead": "Setelan yang berbeda dari nilai bawaannya.",
        "policies": "Kebijakan yang berlaku",
        "policies_none": "Tidak ada kebijakan yang berlaku.",
        "again": "Cara membuatnya lagi",
        "again_lead": "Dengan versi simkit yang sama, perintah ini memberi tabel dan gambar yang sama:",
        "again_own": "Ceritanya berasal dari berkas Anda sendiri. Perintah ini tidak memerlukan berkas itu: semua yang "
        "berbeda dari baseline tertulis di dalamnya. Hanya nama dan teks cerita yang tidak ikut.",
        "again_python": "Tabel di samping laporan ini dapat dibaca dengan Python:",
        "again_plain": "Penjelasan tabel ada di DICTIONARY.md, dan manifest.json menyimpan setiap hash.",
        "versions": "Dibuat dengan",
        "setting": "setelan",
        "value": "nilai",
        "default": "bawaan",
        "meaning": "arti",
        "source": "sumber",
        "policy": "kebijakan",
        "knobs": "setelannya",
        "seed": "angka seed",
        "story": "cerita",
    },
}

CSS = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: #fff; color: #1a1a1a;
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: .2rem 0 .5rem; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .6rem; padding-top: .6rem; border-top: 3px solid #0072b2; }
h3 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
.kicker, .note, .facts { color: #4d4d4d; }
.kicker { margin: 0; font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; list-style: none; }
a { color: #005a8c; }
a:focus-visible, .scroll:focus-visible, pre:focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
.summary li, .limits li { margin: .35rem 0; max-width: 46rem; }
figure { margin: 0 0 1rem; }
figure img { display: block; width: 100%; height: auto; border: 1px solid #d9d9d9; }
figcaption { max-width: 46rem; margin-top: .5rem; }
.note { font-size: .95rem; margin: .2rem 0 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #d9d9d9; }
th { border-bottom: 2px solid #1a1a1a; }
td { overflow-wrap: anywhere; min-width: 5rem; }
td code { white-space: nowrap; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .95rem; }
pre { background: #f4f4f4; border: 1px solid #d9d9d9; padding: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 44rem) {
  .picture { overflow-x: auto; }
  figure img { width: 44rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 11pt; }
  nav { display: none; }
  figure, tr, li, pre { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
"""
