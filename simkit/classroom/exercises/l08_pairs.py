"""The judge of pairs and loose dots (8.1), and how a known slip is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..slips import Slip, compare, numbers
from ..texts import Text
from ..trial import try_policies

"""The name in the answer, the wrong value, and what is said about it."""


def pairs(answer: Any, wide: pd.DataFrame, arm: str = "daily") -> None:
    """Judge the mean difference within pairs, and how many times more runs loose seeds would need."""
    one, other = wide["baseline"].to_numpy(float), wide[arm].to_numpy(float)
    d = other - one
    apart, within = one.var(ddof=1) + other.var(ddof=1), d.var(ddof=1)
    reference = {"effect": float(d.mean()), "ratio": float(apart / within)}
    mine = numbers(answer, reference)
    slips = [*_effect_slips(wide, d, arm), *_ratio_slips(one, other, reference["ratio"])]
    compare(mine, reference, slips)


def _effect_slips(wide: pd.DataFrame, d: np.ndarray, arm: str) -> list[Slip]:
    slips = [
        (-float(d.mean()),
         "tandanya terbalik. Hitung lengan dikurangi `baseline`: angka negatif berarti berkurang.",
         "the sign is turned round. Take the arm less `baseline`: negative means fewer."),
        (float(d.sum()), "ini jumlah semua selisih. Yang diperlukan rata-ratanya per seed.",
         "this is the sum of all differences. The mean of a seed is needed."),
        (float((d / wide["baseline"].to_numpy(float)).mean()),
         "ini bagian. Soal menanyakan banyaknya pesan.",
         "this is a share. The task asks for a number of messages."),
        (float(np.median(d)), "ini mediannya. Soal menanyakan rata-ratanya.",
         "this is the median. The task asks for the mean."),
    ]  # fmt: skip
    for strange in (name for name in wide.columns if name not in ("baseline", arm)):
        slips.append((float((wide[strange] - wide["baseline"]).mean()),
                      f"ini selisih lengan lain. Soal menanyakan `{arm}`.",
                      f"this is the difference of another arm. The task asks for `{arm}`."))  # fmt: skip
    return [("effect", wrong, Text(id=f"`effect`: {a}", en=f"`effect`: {b}")) for wrong, a, b in slips]


def _ratio_slips(one: np.ndarray, other: np.ndarray, ratio: float) -> list[Slip]:
    base, arm, within = one.var(ddof=1), other.var(ddof=1), (other - one).var(ddof=1)
    deviations = (
        "`ratio`: ini memakai simpangan baku. Banyaknya simulasi mengikuti keragaman: pakai `.var()`.",
        "`ratio`: this uses standard deviations. How many runs are needed follows the variance: use `.var()`.",
    )
    brackets = (
        "`ratio`: pembagian dihitung sebelum penjumlahan. Beri tanda kurung pada jumlah kedua keragaman.",
        "`ratio`: dividing comes before adding. Put brackets round the sum of the two variances.",
    )
    slips = [
        (1 / ratio, "`ratio` terbalik: yang dibagi adalah keragaman tanpa pasangan.",
         "`ratio` is upside down: the variance without pairs is what is divided."),
        (ratio**0.5, *deviations),
        ((one.std(ddof=1) + other.std(ddof=1)) / within**0.5, *deviations),
        (base / within,
         "`ratio`: tanpa pasangan, kedua lengan membawa keberuntungannya sendiri. Jumlahkan dua keragaman.",
         "`ratio`: without pairs both arms bring their own luck. Add up two variances."),
        (ratio / 2, "`ratio`: ini rata-rata kedua keragaman. Keragaman sebuah selisih adalah jumlahnya.",
         "`ratio`: this is the mean of two variances. The variance of a difference is their sum."),
        (base / arm, "`ratio`: ini membandingkan kedua kolom. Bagilah dengan keragaman **selisih** per seed.",
         "`ratio`: this compares the two columns. Divide by the variance of the **differences**."),
        (base + arm, "`ratio`: ini keragaman tanpa pasangan. Bagi dengan keragaman selisih di dalam pasangan.",
         "`ratio`: this is the variance without pairs. Divide it by that of the differences within pairs."),
        ((one + other).var(ddof=1) / within,
         "`ratio`: ini keragaman dari jumlah kedua kolom. Hitung keragaman setiap kolom dahulu, lalu jumlahkan.",
         "`ratio`: this is the variance of both columns' sum. Take each column's variance first, then add them up."),
        (base + arm / within, *brackets),
        (arm + base / within, *brackets),
    ]  # fmt: skip
    return [("ratio", float(wrong), Text(id=a, en=b)) for wrong, a, b in slips]


def wide_table() -> tuple[pd.DataFrame]:
    """Give the lesson's table from a smaller experiment."""
    made = try_policies({"daily": ("forwarding:every_days=1",)}, 4).outcomes.query("outcome == 'n_reached'")
    return (made.pivot_table(index="seed", columns="arm", values="value"),)
