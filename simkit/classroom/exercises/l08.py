"""Exercises of lesson 08: pairs of runs, intervals, displacement, who pays, and a half-page memo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..blank import Blank
from ..checks import NotYet, meant, same_number, take_mapping, take_number
from ..texts import Text
from ..trial import try_policies
from .base import Judge
from .l08_memo import memo

if TYPE_CHECKING:
    from ...study.experiment import Experiment

VERDICTS = {
    "less": ("fewer", "lower", "berkurang", "kurang", "lebih sedikit", "turun"),
    "more": ("higher", "bertambah", "lebih banyak", "naik"),
    "cannot tell": ("cannot say", "unclear", "belum jelas", "belum dapat dikatakan", "tidak dapat dikatakan",
                    "tidak jelas"),
    "same": ("equal", "no effect", "nothing", "sama", "tidak ada pengaruh", "tidak berpengaruh", "tetap"),
}  # fmt: skip
ROUNDED = 0.02
"""Exercise 8.4 may be worked out from the rounded table."""
READ = ("n_victims", "n_turned_away")
BY_WAY: tuple[tuple[dict[str, int], dict[str, int], float], ...] = (
    ({"self": 100, "outlet": 50, "mule": 10}, {"self": 60, "outlet": 50, "mule": 30}, 0.5),
    ({"self": 80, "outlet": 60, "mule": 5, "dealer": 5}, {"self": 20, "outlet": 40, "mule": 15, "dealer": 15}, 0.25),
    ({"self": 40, "outlet": 40}, {"self": 0, "outlet": 80}, 1.0),
    ({"self": 90, "dealer": 30}, {"self": 60, "dealer": 30}, 0.0),
)  # fmt: skip
"""Numbers made on each way before and after, and the displaced share."""


def named(name: str) -> Text:
    """Give an answer's name as it is said in a message."""
    return Text(id=f"`{name}`", en=f"`{name}`")


def pairs(answer: Any, wide: pd.DataFrame, arm: str = "daily") -> None:
    """Judge the mean difference within pairs, and how many times more runs loose seeds would need."""
    one, other = wide["baseline"].to_numpy(float), wide[arm].to_numpy(float)
    d = other - one
    apart, within = one.var(ddof=1) + other.var(ddof=1), d.var(ddof=1)
    reference = {"effect": float(d.mean()), "ratio": float(apart / within)}
    given = take_mapping(answer, list(reference))
    mine = {k: take_number(v, named(k)) for k, v in given.items()}
    slips = [
        ("effect", -reference["effect"], Text(
            id="`effect`: tandanya terbalik. Hitung lengan dikurangi `baseline`: angka negatif berarti berkurang.",
            en="`effect`: the sign is turned round. Take the arm less `baseline`: negative means fewer.")),
        ("effect", float(d.sum()), Text(
            id="`effect`: ini jumlah semua selisih. Yang diperlukan rata-ratanya per seed.",
            en="`effect`: this is the sum of all differences. The mean of a seed is needed.")),
        ("effect", float((d / one).mean()), Text(
            id="`effect`: ini bagian. Soal menanyakan banyaknya pesan.",
            en="`effect`: this is a share. The task asks for a number of messages.")),
        ("ratio", 1 / reference["ratio"], Text(
            id="`ratio` terbalik: keragaman tanpa pasangan ada di atas garis bagi.",
            en="`ratio` is upside down: the variance without pairs stands above the line.")),
        ("ratio", float(np.sqrt(reference["ratio"])), Text(
            id="`ratio`: ini memakai simpangan baku. Banyaknya simulasi mengikuti keragaman: pakai `.var()`.",
            en="`ratio`: this uses standard deviations. How many runs are needed follows the variance: use `.var()`.")),
        ("ratio", float((one.std(ddof=1) + other.std(ddof=1)) / d.std(ddof=1)), Text(
            id="`ratio`: ini memakai simpangan baku. Banyaknya simulasi mengikuti keragaman: pakai `.var()`.",
            en="`ratio`: this uses standard deviations. How many runs are needed follows the variance: use `.var()`.")),
        ("ratio", float(one.var(ddof=1) / within), Text(
            id="`ratio`: tanpa pasangan, kedua lengan membawa keberuntungannya sendiri. Jumlahkan dua keragaman.",
            en="`ratio`: without pairs both arms bring their own luck. Add up two variances.")),
        ("ratio", float(apart / 2 / within), Text(
            id="`ratio`: ini rata-rata kedua keragaman. Keragaman sebuah selisih adalah jumlahnya.",
            en="`ratio`: this is the mean of two variances. The variance of a difference is their sum.")),
        ("ratio", float(one.var(ddof=1) / other.var(ddof=1)), Text(
            id="`ratio`: ini membandingkan kedua kolom. Di bawah garis bagi harus ada keragaman **selisih** per seed.",
            en="`ratio`: this compares the two columns. Below the line belongs the variance of the **differences**.")),
        ("ratio", float(apart), Text(
            id="`ratio`: ini keragaman tanpa pasangan. Bagi dengan keragaman selisih di dalam pasangan.",
            en="`ratio`: this is the variance without pairs. Divide it by that of the differences within pairs.")),
    ]  # fmt: skip
    _slips(mine, reference, slips)
    for name, true in reference.items():
        same_number(mine[name], true, named(name))


def _slips(
    mine: dict[str, float],
    reference: dict[str, float],
    slips: list[tuple[str, float, Text]],
    near: float = 1e-6,
) -> None:
    for name, wrong, said in slips:
        if np.isclose(mine[name], wrong, rtol=near) and not np.isclose(
            mine[name], reference[name], rtol=1e-6
        ):
            raise NotYet(said)


def verdict(row: Any) -> str:
    """Read one interval: ``less``, ``more`` or ``cannot tell``; ``same`` where no run changed at all."""
    if row["n_changed"] == 0:
        return "same"
    return "less" if row["high"] < 0 else "more" if row["low"] > 0 else "cannot tell"


def read_intervals(answer: Any, made: Experiment) -> None:
    """Judge what a student reads from the intervals of two outcomes under each arm."""
    table = made.differences[made.differences["outcome"].isin(READ)]
    rows = {f"{row['arm']} {row['outcome']}": row for row in table.to_dict("records")}
    given = take_mapping(answer, list(rows))
    for name, row in rows.items():
        true, mine = verdict(row), meant(given[name], VERDICTS)
        where = {"name": name}
        if mine is None:
            raise NotYet(
                Text(
                    id='`{name}`: pakai salah satu dari "berkurang", "bertambah", atau "belum jelas".',
                    en='`{name}`: use one of "less", "more" or "cannot tell".',
                ).put(**where)
            )
        if mine == true or (true == "same" and mine == "cannot tell"):
            continue
        raise NotYet(_misread(mine, true).put(**where))


def _misread(mine: str, true: str) -> Text:
    if mine == "same":
        return Text(
            id="`{name}`: “sama” tidak pernah dapat dibaca dari sebuah rentang. Kalau rentang memuat 0, keduanya "
            "masih mungkin; kalau tidak, ada bedanya.",
            en="`{name}`: an interval never says “the same”. If it holds 0, both are still possible; if not, there "
            "is a difference.",
        )
    if true in ("cannot tell", "same"):
        return Text(
            id="`{name}`: kamu membaca rata-ratanya saja. Lihat `low` dan `high`: apakah keduanya di sisi yang "
            "sama dari 0?",
            en="`{name}`: you read the mean only. Look at `low` and `high`: are both on the same side of 0?",
        )
    if mine == "cannot tell":
        return Text(
            id="`{name}`: rentang ini tidak memuat 0, jadi arahnya dapat dikatakan.",
            en="`{name}`: this interval leaves out 0, so the direction can be told.",
        )
    return Text(
        id="`{name}`: arahnya terbalik. Selisihnya lengan dikurangi `baseline`: negatif berarti lengan itu "
        "mengurangi.",
        en="`{name}`: the wrong way round. The difference is arm less `baseline`: negative means that the arm has "
        "fewer.",
    )


def displaced_share(answer: Any) -> None:
    """Judge a function that tells which share of what some ways lost turns up on others."""
    if not callable(answer):
        raise NotYet(
            Text(
                id="Berikan fungsinya sendiri, tanpa tanda kurung di belakang namanya.",
                en="Hand in the function itself, without brackets behind its name.",
            )
        )
    for before, after, true in BY_WAY:
        a, b = pd.Series(before, dtype=float), pd.Series(after, dtype=float)
        try:
            given = answer(a.copy(), b.copy())
        except Exception as error:  # the student's own code
            raise NotYet(
                Text(id="Fungsimu berhenti dengan {e}.", en="Your function stopped with {e}.").put(
                    e=f"{type(error).__name__}: {error}"
                )
            ) from error
        if given is None:
            raise NotYet(
                Text(
                    id="Fungsimu tidak mengembalikan apa-apa: baris terakhirnya harus dimulai dengan `return`.",
                    en="Your function gives nothing back: its last line must begin with `return`.",
                )
            )
        value = take_number(given, Text(id="Hasilnya", en="The result"))
        if not np.isclose(value, true, rtol=1e-9, atol=1e-12):
            raise NotYet(_misplaced(value, true, b - a, a).put(before=before, after=after))


def _misplaced(value: float, true: float, moved: pd.Series, before: pd.Series) -> Text:
    lost, won = float(-moved[moved < 0].sum()), float(moved[moved > 0].sum())
    case = Text(id=" Dicoba dengan {before} menjadi {after}.", en=" Tried with {before} becoming {after}.")
    slips = (
        (-true, "Tandanya terbalik: yang hilang dihitung sebagai bilangan positif.",
         "The sign is turned round: count what is lost as a positive number."),
        (won, "Ini banyaknya yang muncul di jalan lain. Bagi dengan yang hilang.",
         "This is how many turn up elsewhere. Divide by how many were lost."),
        (lost / won if won else np.nan, "Terbalik: yang muncul di jalan lain dibagi yang hilang.",
         "Upside down: what turns up elsewhere, divided by what was lost."),
        ((lost - won) / lost, "Ini bagian yang lenyap. Soal menanyakan bagian yang pindah.",
         "This is the share that vanished. The task asks for the share that moved."),
        (won / float(before.sum()), "Ini bagian dari semua nomor. Bagi hanya dengan yang hilang.",
         "This is a share of all numbers. Divide only by those that were lost."),
        (-1.0, "Kamu menjumlahkan semua selisih. Pisahkan jalan yang turun dari jalan yang naik.",
         "You added up all differences. Keep ways that fall apart from ways that rise."),
    )  # fmt: skip
    for wrong, said_id, said_en in slips:
        if np.isclose(value, wrong, rtol=1e-9):
            return Text(id=said_id + case.id, en=said_en + case.en)
    side = ("terlalu besar", "too large") if value > true else ("terlalu kecil", "too small")
    return Text(id=f"Hasilnya {side[0]}." + case.id, en=f"The result is {side[1]}." + case.en)


def who_pays(answer: Any, made: Experiment) -> None:
    """Judge which arm turns more honest people away than it spares victims, and how many for each."""
    given = take_mapping(answer, ["arm", "turned_away_for_each"])
    table = _prices(made)
    arm = str(given["arm"]).strip()
    if arm not in table.index:
        raise NotYet(
            Text(
                id="`arm`: tidak ada lengan {arm}. Yang ada: {known}.",
                en="`arm`: there is no arm {arm}. There are: {known}.",
            ).put(arm=repr(arm), known=", ".join(table.index))
        )
    row = table.to_dict("index")[arm]
    if not row["turned_away"] > max(row["spared"], 0.0):
        raise NotYet(
            Text(
                id="`arm`: lengan ini menyelamatkan lebih banyak orang daripada yang ditolaknya. Cari yang sebaliknya.",
                en="`arm`: this arm spares more people than it turns away. Look for the one that does the opposite.",
            )
        )
    mine = {"turned_away_for_each": take_number(given["turned_away_for_each"], named("turned_away_for_each"))}
    true = float(row["turned_away"] / row["spared"])
    slips = [
        ("turned_away_for_each", -true, Text(
            id="`turned_away_for_each`: tandanya terbalik. Korban yang terhindar adalah minus selisih `n_victims`.",
            en="`turned_away_for_each`: the sign is turned. Victims spared are minus the difference of `n_victims`.")),
        ("turned_away_for_each", 1 / true, Text(
            id="`turned_away_for_each` terbalik: orang yang ditolak dibagi korban yang terhindar.",
            en="`turned_away_for_each` is upside down: people turned away, divided by victims spared.")),
        ("turned_away_for_each", float(row["refused"] / row["spared"]), Text(
            id="`turned_away_for_each`: ini memakai permohonan (`n_honest_refused`). Satu orang dapat memohon "
            "berkali-kali; pakai `n_turned_away`.",
            en="`turned_away_for_each`: this uses requests (`n_honest_refused`). One person may ask again and "
            "again; use `n_turned_away`.")),
        ("turned_away_for_each", float(row["turned_away"] - row["spared"]), Text(
            id="`turned_away_for_each`: ini selisihnya. Soal menanyakan berapa untuk setiap korban: bagilah.",
            en="`turned_away_for_each`: this is their difference. The task asks how many for each victim: divide.")),
        ("turned_away_for_each", float(row["turned_away"]), Text(
            id="`turned_away_for_each`: ini banyaknya yang ditolak. Bagi dengan korban yang terhindar.",
            en="`turned_away_for_each`: this is how many are turned away. Divide by the victims spared.")),
    ]  # fmt: skip
    if np.isclose(mine["turned_away_for_each"], true, rtol=ROUNDED):
        return
    _slips(mine, {"turned_away_for_each": true}, slips, ROUNDED)
    same_number(mine["turned_away_for_each"], true, named("turned_away_for_each"))


def _prices(made: Experiment) -> pd.DataFrame:
    wide = made.differences.pivot_table(index="arm", columns="outcome", values="difference")
    return pd.DataFrame(
        {
            "spared": -wide["n_victims"],
            "turned_away": wide["n_turned_away"],
            "refused": wide["n_honest_refused"],
        }
    )


def _untouched_share(answer: Any) -> bool:
    try:
        a = pd.Series({"self": 2.0, "mule": 1.0})
        return isinstance(answer(a, a), Blank)
    except Exception:  # the student's own code: then it was touched
        return False


def _wide() -> tuple[pd.DataFrame]:
    made = try_policies({"daily": ("forwarding:every_days=1",)}, 4).outcomes.query("outcome == 'n_reached'")
    return (made.pivot_table(index="seed", columns="arm", values="value"),)


JUDGES = {
    "8.1": Judge(pairs, _wide),
    "8.2": Judge(read_intervals, lambda: (try_policies(),)),
    "8.3": Judge(displaced_share, untouched=_untouched_share),
    "8.4": Judge(who_pays, lambda: (try_policies(),)),
    "8.5": Judge(memo, lambda: (try_policies(),)),
}
