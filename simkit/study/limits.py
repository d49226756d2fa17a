"""What this model leaves out, said once, in both languages: for reports, lessons and documents."""

from __future__ import annotations

LEFT_OUT: dict[str, tuple[str, ...]] = {
    "en": (
        "Everything here is synthetic. No person, number, outlet or company exists; provinces are real, all else in "
        "this country is invented.",
        "Many numbers of the model are assumptions. The settings below and docs/parameters.md say which have a "
        "source. A run shows what follows from them, not what is happening in Indonesia.",
        "Rings are far larger beside this small country than beside the real one: a detector's precision here says "
        "nothing about its precision there.",
        "Rings use the ways they know: in fixed shares, or, where adapt.is_on is true, moving to what still pays. They "
        "invent no new way, do not bribe officials or go to court, and nobody new enters the trade.",
        "Messages are counted, not written: there is no text, picture or voice in the data. Calls have no duration.",
        "What a victim loses is drawn from the averages of reported cases. Where the money goes, banks, mule "
        "accounts and getting it back, is left out.",
        "OTT apps are modelled only as a rate of bans and a share of cases acted on. What their own "
        "systems see is not public.",
        "People do not learn, warn each other, move house, die or change their minds; the population stands still.",
        "Costs to the honest are counted as requests refused and numbers blocked, not as trust or help lost.",
        "One seed is one possible course of events. Compare policies over many seeds, never over one.",
    ),
    "id": (
        "Semua data di sini sintetis. Tidak ada orang, nomor, gerai, atau perusahaan yang nyata; nama provinsi nyata, "
        "selebihnya rekaan.",
        "Banyak angka dalam model ini adalah asumsi. Tabel setelan di bawah dan docs/parameters.md menyebut mana yang "
        "punya sumber. Simulasi menunjukkan akibat dari angka-angka itu, bukan apa yang sedang terjadi di Indonesia.",
        "Dibandingkan dengan jumlah penduduknya, komplotan di negeri kecil ini jauh lebih besar daripada di dunia "
        "nyata: presisi detektor di sini tidak berlaku di sana.",
        "Komplotan memakai cara yang mereka kenal: dengan proporsi tetap, atau, bila adapt.is_on bernilai true, "
        "berpindah ke cara yang masih menguntungkan. Mereka tidak menemukan cara baru, tidak menyuap pejabat atau "
        "menghadapi pengadilan, dan tidak ada pelaku baru.",
        "Pesan dihitung, tidak ditulis: tidak ada teks, gambar, atau suara dalam data. Panggilan tidak punya durasi.",
        "Kerugian korban diambil dari rata-rata kasus yang dilaporkan. Ke mana uang mengalir, bank, rekening "
        "penampung, dan pengembalian dana tidak dimodelkan.",
        "Aplikasi OTT hanya dimodelkan sebagai laju pemblokiran dan bagian kasus yang ditindak. Apa yang "
        "benar-benar dilihat sistem mereka tidak diketahui umum.",
        "Orang tidak belajar, tidak saling memperingatkan, tidak pindah, meninggal, atau berubah pikiran; penduduknya "
        "tetap.",
        "Kerugian bagi yang jujur dihitung sebagai permohonan ditolak dan nomor diblokir, bukan sebagai kepercayaan "
        "yang hilang atau pertolongan yang tidak sampai.",
        "Satu seed adalah satu kemungkinan jalan cerita. Bandingkan kebijakan dengan banyak seed, jangan satu.",
    ),
}
