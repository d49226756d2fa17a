"""The judge of the half-page memo: its numbers against the student's own experiment, and whether it names a limit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..checks import NotYet, take_mapping, take_numbers
from ..texts import Text

if TYPE_CHECKING:
    from ...study.experiment import Experiment

FIELDS = ("question", "policy", "victims", "turned_away", "limit", "advice")
OUTCOMES = {"victims": "n_victims", "turned_away": "n_turned_away"}
SHORTEST = 20
ENDS = 0.05
"""An end of an interval may be off by this share of its width: whoever rounds is right."""
LIMITS = re.compile(
    r"answer|adapt|displac|elsewhere|abroad|other way|assum|guess|\bseeds?\b|\b45\b|short|small|2[.,]?000|calibrat"
    r"|held.out|raid|police|app\b|apps\b|ott|trust|appeal|price|cost|weigh|insider|false(ly)? re|without a source"
    r"|menjawab|berpindah|pindah|adaptasi|menyesuaikan|geser|luar negeri|jalan lain|andai|asumsi|tebak|45 hari|pendek"
    r"|kecil|kalibrasi|penggerebekan|polisi|aplikasi|kepercayaan|banding|harga|biaya|bobot|orang dalam|salah tolak"
    r"|tanpa sumber|black market|pasar gelap|politic|politik|camera|kamera|same chance|peluang yang sama|evenly|merata"
    r"|invented|rekaan|forecast|ramalan|philippines|filipina|\bluck\b|keberuntungan"
)
"""Words by which a limit of the model is known, in both languages."""
PROOF = re.compile(
    r"\b(?:proves?|proved|proven|proof|guarantees?|certainly|membuktikan|terbukti|bukti bahwa|menjamin|dijamin|pasti)\b"
)
DENIED = re.compile(r"\b(?:no|not|never|cannot|nothing|tidak|bukan|belum|tak|jangan)\b[^.;]{0,25}$")
NOTHING = re.compile(r"\W*(?:none|nothing|no limits?|tidak ada|-+|n/?a)\W*")


def memo(answer: Any, made: Experiment) -> None:
    """Judge a memo: every field, numbers that fit the experiment, a real limit, and no proof claimed."""
    given = take_mapping(answer, FIELDS)
    words = {name: _words(given[name], name) for name in ("question", "limit", "advice")}
    if "?" not in words["question"]:
        raise NotYet(
            Text(
                id="`question`: tulis sebuah pertanyaan, dengan tanda tanya. Tanpa itu, memo tidak menjawab apa-apa.",
                en="`question`: write a question, with a question mark. A memo without one cannot be answered.",
            )
        )
    arm = str(given["policy"]).strip()
    if arm not in made.plan.others:
        raise NotYet(
            Text(
                id="`policy`: {arm} bukan lengan percobaanmu. Yang ada: {known}.",
                en="`policy`: {arm} is no arm of your experiment. There are: {known}.",
            ).put(arm=repr(arm), known=", ".join(made.plan.others))
        )
    for name in OUTCOMES:
        _range(given[name], name, arm, made)
    _limit(words["limit"])
    for name in ("limit", "advice"):
        _no_proof(words[name], name)


def _words(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise NotYet(
            Text(
                id="`{name}`: tulis sebuah kalimat di antara tanda kutip.",
                en="`{name}`: write a sentence between quotes.",
            ).put(name=name)
        )
    if "____" in value or (
        len(value.strip()) < SHORTEST and not (name == "limit" and NOTHING.fullmatch(value))
    ):
        raise NotYet(
            Text(
                id="`{name}`: terlalu pendek bagi pembaca yang tidak ikut pelajaran ini. Tulis satu kalimat penuh.",
                en="`{name}`: too short for a reader who was not in this lesson. Write one full sentence.",
            ).put(name=name)
        )
    return value.strip()


def _range(value: Any, name: str, arm: str, made: Experiment) -> None:
    if isinstance(value, tuple) and 3 < len(value) <= 6:
        raise NotYet(
            Text(
                id="`{name}` terbaca sebagai {n} angka. Kalau komamu koma desimal: Python memakai titik, `1.5`.",
                en="`{name}` reads as {n} numbers. If your comma is a decimal one: Python uses a point, `1.5`.",
            ).put(name=name, n=len(value))
        )
    if not isinstance(value, (list, tuple, np.ndarray, pd.Series)) or len(value) != 3:
        raise NotYet(
            Text(
                id="`{name}`: diperlukan tiga angka dalam kurung: rata-rata, ujung bawah, ujung atas, misalnya "
                "`(-5, -9, -1)`.",
                en="`{name}`: three numbers in brackets are needed: mean, low end, high end, such as `(-5, -9, -1)`.",
            ).put(name=name)
        )
    parts = (
        Text(id=f"`{name}`, rata-rata", en=f"`{name}`, the mean"),
        Text(id=f"`{name}`, ujung bawah", en=f"`{name}`, the low end"),
        Text(id=f"`{name}`, ujung atas", en=f"`{name}`, the high end"),
    )
    mean, low, high = take_numbers(value, parts)
    true = _row(made, OUTCOMES[name], arm)
    slack = max(0.5, ENDS * (true[2] - true[1]))
    fits = true[1] - 1e-9 <= mean <= true[2] + 1e-9 or abs(mean - true[0]) <= slack
    if fits and abs(low - true[1]) <= slack and abs(high - true[2]) <= slack:
        return
    raise NotYet(_why(name, (mean, low, high), true, made, arm, slack).put(name=name))


def _row(made: Experiment, outcome: str, arm: str) -> tuple[float, float, float]:
    table = made.differences
    row = table[(table["outcome"] == outcome) & (table["arm"] == arm)].iloc[0]
    return float(row["difference"]), float(row["low"]), float(row["high"])


def _why(
    name: str, mine: tuple[float, ...], true: tuple[float, ...], made: Experiment, arm: str, slack: float
) -> Text:
    def same(other: tuple[float, ...]) -> bool:
        return all(abs(a - b) <= slack for a, b in zip(mine, other, strict=True))

    if same((-true[0], -true[2], -true[1])) or same((-true[0], -true[1], -true[2])):
        return Text(
            id="`{name}`: tandanya terbalik. Tulis lengan dikurangi `baseline`, seperti di tabel: negatif berarti "
            "berkurang.",
            en="`{name}`: the sign is turned round. Write arm less `baseline`, as in the table: negative means fewer.",
        )
    if mine[1] > mine[2]:
        return Text(
            id="`{name}`: ujung bawah lebih besar daripada ujung atas. Urutannya: rata-rata, bawah, atas.",
            en="`{name}`: the low end is above the high one. The order is: mean, low, high.",
        )
    other = next(o for n, o in OUTCOMES.items() if n != name)
    if same(_row(made, other, arm)):
        return Text(
            id="`{name}`: ini angka-angka hasil yang lain. Jangan tertukar antara korban dan orang yang ditolak.",
            en="`{name}`: these are the numbers of the other outcome. Do not mix up victims and people turned away.",
        )
    if any(same(_row(made, OUTCOMES[name], a)) for a in made.plan.others if a != arm):
        return Text(
            id="`{name}`: ini angka-angka lengan lain, bukan lengan yang kamu tulis di `policy`.",
            en="`{name}`: these are the numbers of another arm, not of the one you wrote in `policy`.",
        )
    if mine[1] == mine[2] == mine[0]:
        return Text(
            id="`{name}`: satu angka tidak memberi tahu seberapa pasti. Ambil `low` dan `high` dari tabel.",
            en="`{name}`: one number does not say how sure it is. Take `low` and `high` from the table.",
        )
    return Text(
        id="`{name}`: ketiga angka ini tidak cocok dengan rentang percobaanmu. Ambil `difference`, `low`, dan `high` "
        "dari baris lengan itu.",
        en="`{name}`: these three do not fit your experiment's interval. Take `difference`, `low` and `high` from the "
        "row of that arm.",
    )


def _limit(said: str) -> None:
    if NOTHING.fullmatch(said.casefold()):
        raise NotYet(
            Text(
                id="`limit`: selalu ada yang tidak dimuat. Lihat “Apa yang tidak dapat ditunjukkan data ini”.",
                en="`limit`: every model leaves something out. See the section “What this data cannot show”.",
            )
        )
    if not LIMITS.search(said.casefold()):
        raise NotYet(
            Text(
                id="`limit`: sebutkan satu hal yang konkret, misalnya yang diandaikan, yang tidak dihitung, atau "
                "seberapa kecil dan pendek percobaannya.",
                en="`limit`: name one concrete thing, such as what is assumed, what is not counted, or how small and "
                "short the experiment is.",
            )
        )


def _no_proof(said: str, name: str) -> None:
    text = said.casefold()
    for found in PROOF.finditer(text):
        if not DENIED.search(text[: found.start()]):
            raise NotYet(
                Text(
                    id="`{name}`: percobaan di dalam model tidak membuktikan apa-apa tentang negeri yang nyata "
                    "(“{word}”). Tulis apa yang terjadi di dalam model, dan apa yang patut dicoba.",
                    en="`{name}`: an experiment in a model proves nothing about the real country (“{word}”). Write "
                    "what happens in the model, and what is worth trying.",
                ).put(name=name, word=found.group())
            )
