"""The questions, what was expected before anything ran, and which part is true by construction."""

from __future__ import annotations

from .asking import BASELINE, Claim, Question, Region


def _c(trial: str, arm: str, outcome: str, expected: str, **more: object) -> Claim:
    return Claim(trial, arm, outcome, expected, **more)  # type: ignore[arg-type]


QUESTIONS: tuple[Question, ...] = (
    Question(
        "forwarding",
        {
            "en": "Complaints passed on daily instead of monthly",
            "id": "Aduan diteruskan tiap hari, bukan tiap bulan",
        },
        {
            "en": "The regulator passes complaints to the operators every day (`daily`) instead of every 30 days. "
            "Complaints about OTT messages still have no addressee.",
            "id": "Regulator meneruskan aduan ke operator tiap hari (`daily`), bukan tiap 30 hari. Aduan tentang pesan "
            "OTT tetap tidak punya alamat.",
        },
        (
            _c("policies", "daily", "n_victims", "less", is_lead=True),
            _c("policies", "daily", "profit_rp", "less", is_lead=True),
            _c(
                "policies",
                "daily",
                "mean_days_to_block",
                "less",
                because={
                    "en": "a complaint waits half a cycle on average, and the cycle is the policy",
                    "id": "aduan menunggu rata-rata setengah siklus, dan siklus itulah kebijakannya",
                },
            ),
            _c("policies", "daily", "loss_rp", "less"),
            _c("policies", "daily", "n_sold", "same"),
            _c("policies", "daily", "n_blocked_honest", "more"),
            _c(
                "policies",
                "daily",
                "cost_rp",
                "more",
                because={
                    "en": "each forwarding has a price, and there are thirty times as many",
                    "id": "setiap penerusan ada biayanya, dan jumlahnya tiga puluh kali lipat",
                },
            ),
        ),
        (Region("feedback", ("daily",), ("n_victims", "profit_rp")),),
    ),
    Question(
        "ott",
        {"en": "OTT apps inside or outside", "id": "Aplikasi OTT ikut serta atau tidak"},
        {
            "en": "OTT apps take complaints about their messages, and end the accounts of blocked SIMs (`ott`); in the "
            "story as it is they do neither.",
            "id": "Aplikasi OTT menerima aduan tentang pesannya dan mengakhiri akun dari SIM yang diblokir (`ott`); "
            "dalam cerita apa adanya, keduanya tidak.",
        },
        (
            _c("policies", "ott", "n_victims", "less", is_lead=True),
            _c("policies", "ott", "profit_rp", "less", is_lead=True),
            _c(
                "policies",
                "ott",
                "median_gap_days",
                "less",
                because={
                    "en": "the policy ends an account a day after its SIM was blocked",
                    "id": "kebijakan ini mengakhiri akun sehari setelah SIM-nya diblokir",
                },
            ),
            _c("policies", "ott", "loss_rp", "less"),
            _c("policies", "ott", "active_days", "less"),
            _c("policies", "ott", "n_accounts_wronged", "more"),
            _c(
                "policies",
                "ott",
                "cost_rp",
                "more",
                because={
                    "en": "moderators and the channel to the operators have a price",
                    "id": "moderator dan saluran ke operator ada biayanya",
                },
            ),
        ),
        (
            Region("feedback", ("ott",), ("n_victims", "profit_rp")),
            Region("ott-share", ("ott",), ("n_victims", "profit_rp")),
        ),
    ),
    Question(
        "cap",
        {
            "en": "A cap of three against a ring that uses 1.3 numbers a NIK",
            "id": "Batas tiga nomor terhadap komplotan yang memakai 1,3 nomor per NIK",
        },
        {
            "en": "At most three SIMs for a NIK at each operator (the story as it is) against no cap (`cap-off`). The "
            "ring registers 1.3 SIMs on each stolen NIK, each further one at another operator.",
            "id": "Paling banyak tiga SIM untuk satu NIK di setiap operator (cerita apa adanya), dibandingkan dengan "
            "tanpa batas (`cap-off`). Komplotan mendaftarkan 1,3 SIM pada setiap NIK curian, yang berikutnya di "
            "operator lain.",
        },
        (
            _c("policies", BASELINE, "n_sold", "same", base="cap-off", is_lead=True),
            _c("policies", BASELINE, "n_turned_away", "more", base="cap-off", is_lead=True),
            _c("policies", BASELINE, "n_victims", "same", base="cap-off"),
            _c("policies", BASELINE, "profit_rp", "same", base="cap-off"),
            _c(
                "policies",
                BASELINE,
                "n_honest_refused",
                "more",
                base="cap-off",
                because={
                    "en": "without a cap, honest people are refused by no rule but the match of NIK and KK, which is "
                    "not counted here",
                    "id": "tanpa batas, orang jujur tidak ditolak oleh aturan apa pun selain kecocokan NIK dan KK, "
                    "yang tidak dihitung di sini",
                },
            ),
        ),
        (Region("reuse", (BASELINE,), ("n_sold", "n_victims", "n_turned_away")),),
    ),
    Question(
        "face",
        {
            "en": "A face match, and where the ring goes",
            "id": "Pencocokan wajah, dan ke mana komplotan pergi",
        },
        {
            "en": "Every new registration needs a face that matches the register (`face`): once against a ring that "
            "keeps its habits, once against one that answers.",
            "id": "Setiap pendaftaran baru memerlukan wajah yang cocok dengan data kependudukan (`face`): sekali "
            "terhadap komplotan yang tidak mengubah kebiasaan, sekali terhadap yang menjawab.",
        },
        (
            _c(
                "habit",
                "face",
                "n_ring_sims",
                "less",
                because={
                    "en": "nearly every stranger's face is refused, and the ring tries nothing else",
                    "id": "hampir setiap wajah orang lain ditolak, dan komplotan tidak mencoba jalan lain",
                },
            ),
            _c(
                "habit",
                "face",
                "n_sold",
                "less",
                is_lead=True,
                because={
                    "en": "what cannot be registered cannot be sold",
                    "id": "yang tidak bisa didaftarkan tidak bisa dijual",
                },
            ),
            _c("habit", "face", "n_victims", "less"),
            _c("policies", "face", "n_sold", "less", is_lead=True),
            _c("policies", "face", "displaced", "more", is_lead=True),
            _c("policies", "face", "n_victims", "less"),
            _c("policies", "face", "profit_rp", "less"),
            _c(
                "policies",
                "face",
                "n_honest_refused",
                "more",
                because={
                    "en": "the check refuses a fixed share of honest faces",
                    "id": "pemeriksaan menolak bagian tetap dari wajah orang jujur",
                },
            ),
            _c("policies", "face", "n_turned_away", "more"),
        ),
        (Region("answer", ("face",), ("n_sold", "n_victims", "displaced")),),
    ),
    Question(
        "ticket",
        {
            "en": "A ticket required: against the seller, and against the camera",
            "id": "Wajib tiket: terhadap penjual data, dan terhadap kamera",
        },
        {
            "en": "A record opens only with a ticket's number (`ticket`), in the story `desk-seller` (two paid "
            "insiders, half of whose look-ups hide behind somebody else's ticket; identities are scarce) and in "
            "`desk-leak` (one look at a known person and a grudge; screenshots are blocked, a phone camera is not). "
            "There, `open` lifts the block on screenshots, for contrast.",
            "id": "Data hanya terbuka dengan nomor tiket (`ticket`), dalam cerita `desk-seller` (dua orang dalam yang "
            "dibayar, separuh pembukaan datanya bersembunyi di balik tiket orang lain; identitas langka) dan "
            "`desk-leak` (satu kali lihat orang terkenal dan satu dendam; tangkapan layar diblokir, kamera ponsel "
            "tidak). Di sana `open` membuka blokir tangkapan layar, sebagai pembanding.",
        },
        (
            _c("seller", "ticket", "n_sold", "less", is_lead=True),
            _c("seller", "ticket", "n_victims", "less", is_lead=True),
            _c("seller", "ticket", "profit_rp", "less"),
            _c(
                "seller",
                "ticket",
                "n_looks_refused",
                "more",
                because={
                    "en": "some honest look-ups have no ticket, and supervisors' checks have none",
                    "id": "sebagian pembukaan data yang jujur tidak bertiket, dan pemeriksaan penyelia juga tidak",
                },
            ),
            _c("seller", "ticket", "wait_min", "more"),
            _c(
                "camera",
                "ticket",
                "n_posts",
                "less",
                is_lead=True,
                because={
                    "en": "the look at the known person and those of the grudge name no ticket, so they are refused "
                    "before anything can be photographed",
                    "id": "pembukaan data orang terkenal dan karena dendam tidak menyebut tiket, jadi ditolak sebelum "
                    "ada yang bisa difoto",
                },
            ),
            _c(
                "camera",
                "open",
                "n_captured",
                "more",
                because={
                    "en": "a camera catches most looks, an open work place all of them",
                    "id": "kamera menangkap sebagian besar tampilan, tempat kerja yang terbuka semuanya",
                },
            ),
        ),
        (Region("hiding", ("ticket",), ("n_sold", "n_victims", "profit_rp")),),
    ),
    Question(
        "breach",
        {
            "en": "Owners told of a breach within three days",
            "id": "Pemilik data diberi tahu tentang kebocoran dalam tiga hari",
        },
        {
            "en": "Five thousand records are dumped on day 10. Whoever is in the dump is told within 72 hours "
            "(`three-days`) or within 30 days (`thirty-days`), and some of them have strange numbers on their NIK "
            "blocked; in the story as it is nobody is told. The policy guesses that 30 % of the told "
            "act; in the grid it is 10 % (`few-act`) or 70 % (`most-act`).",
            "id": "Lima ribu data bocor pada hari ke-10. Pemiliknya diberi tahu dalam 72 jam (`three-days`) atau dalam "
            "30 hari (`thirty-days`), dan sebagian meminta nomor asing pada NIK-nya diblokir; dalam cerita apa adanya "
            "tidak ada yang diberi tahu. Kebijakan ini menebak 30 persen dari yang diberi tahu bertindak; dalam tabel "
            "tebakan 10 persen (`few-act`) atau 70 persen (`most-act`).",
        },
        (
            _c("breach", "three-days", "n_victims", "less", is_lead=True),
            _c("breach", "three-days", "n_blocked_ring", "more", is_lead=True),
            _c("breach", "three-days", "n_blocked_ring", "more", base="thirty-days", is_lead=True),
            _c("breach", "three-days", "n_victims", "less", base="thirty-days"),
            _c("breach", "three-days", "n_sold", "same"),
            _c("breach", "three-days", "profit_rp", "less"),
            _c("breach", "three-days", "n_blocked_honest", "same"),
            _c(
                "breach",
                "three-days",
                "cost_rp",
                "more",
                because={"en": "letters have a price", "id": "surat pemberitahuan ada biayanya"},
            ),
        ),
        (Region("dumped", ("few-act", "most-act"), ("n_blocked_ring", "n_victims", "profit_rp")),),
    ),
)
"""The questions in the order of the page."""
