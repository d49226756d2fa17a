"""How many SIMs stand on one NIK, and how few of all SIMs are a ring's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simkit.core.catalogue import Words
from simkit.core.locale import whole
from simkit.core.streams import CommonRandomNumbers, keys
from simkit.figures import style

CAP, MOST = 3, 10
SIDE = 100
WORDS: dict[str, dict[str, Any]] = Words(__package__, "figures.words")
LOOKS: dict[str, dict[str, Any]] = {
    "rest": {"marker": "o", "s": 2.2, "c": "#7A7A7A", "linewidths": 0},
    "false": {"marker": "s", "s": 26, "c": style.SKY, "edgecolors": style.INK, "linewidths": 0.8},
    "ring_hit": {"marker": "^", "s": 52, "c": style.RED, "edgecolors": style.INK, "linewidths": 0.8},
    "ring_miss": {"marker": "^", "s": 52, "c": style.PAPER, "edgecolors": style.RED, "linewidths": 1.6},
}


def sims_per_nik(sims: pd.DataFrame, ax: Axes, lang: str = "en") -> str:
    """Draw how many NIKs hold how many SIMs, in all and at one operator, with the cap.

    - ``sims`` (DataFrame): Observed SIMs: ``nik`` and ``operator_id``.
    """
    words = WORDS[lang]
    in_all = sims.groupby("nik").size()
    at_one = sims.groupby(["nik", "operator_id"]).size()
    held_bars(ax, {"all": (in_all, style.BLUE), "one": (at_one, style.ORANGE)}, MOST, words, lang)
    said = {
        "over": (in_all > CAP).sum(), "n": len(in_all), "pairs": (at_one > CAP).sum(), "n_pairs": len(at_one)
    }  # fmt: skip
    return str(words["caption"]).format(**{k: whole(v, lang) for k, v in said.items()})


def held_bars(
    ax: Axes, parts: Mapping[str, tuple[pd.Series, str]], most: int, words: Mapping[str, Any], lang: str
) -> None:
    """Draw how many hold 1, 2, ... SIMs, two parts beside each other, each with its colour, and the cap.

    - ``most`` (int): Those who hold so many or more stand together at the end.
    """
    places = np.arange(1, most + 1)
    for (name, (counts, color)), shift, hatch in zip(parts.items(), (-0.2, 0.2), ("", "///"), strict=True):
        tall = np.bincount(np.minimum(counts.to_numpy(int), most), minlength=most + 1)[1:]
        ax.bar(places + shift, tall, 0.38, color=color, hatch=hatch, edgecolor=style.INK, label=words[name])
    ax.axvline(CAP + 0.5, color=style.INK, linestyle="--", linewidth=1.4)
    ax.set_yscale("log")
    ax.set_ylim(0.7, None)
    ax.yaxis.set_major_formatter(lambda value, _: whole(value, lang))
    style.write(ax, CAP + 0.62, 0.97, words["cap"], transform=ax.get_xaxis_transform(), va="top")
    ax.set_xticks(places, [str(p) if p < most else f"{most}+" for p in places])
    ax.set_xlabel(words["x"])
    ax.set_ylabel(words["y"])
    style.dress(ax)
    style.legend(ax, loc="upper right", bbox_to_anchor=(1.0, 0.92))


def base_rate_grid(
    is_ring: pd.Series, ax: Axes, lang: str = "en", *, hit: float = 0.9, slip: float = 0.01
) -> str:
    """Draw 10,000 SIMs as dots: the ring's, and what a detector would flag.

    - ``is_ring`` (Series of bool): For each SIM whether it is a ring's; its mean is the base rate.
    - ``hit`` (float): Share of the ring's SIMs that the detector flags.
    - ``slip`` (float): Share of the honest SIMs that it flags by mistake.
    """
    words, n = WORDS[lang], SIDE**2
    share = float(is_ring.mean())
    ring = round(n * share)
    right, false = round(n * share * hit), round(n * (1 - share) * slip)
    kinds = np.repeat(
        ["ring_hit", "ring_miss", "false", "rest"], [right, ring - right, false, n - ring - false]
    )
    order = np.argsort(CommonRandomNumbers(1)(keys("dot", np.arange(n)), "place"), kind="stable")
    y, x = np.divmod(order, SIDE)
    fig = ax.get_figure(root=True)
    style.room(ax, 9.6, 8.4)
    for name, look in LOOKS.items():
        at = kinds == name
        ax.scatter(x[at], y[at], label=f"{words[name]}: {whole(int(at.sum()), lang)}", **look)
    style.dress(ax)
    ax.set(xlim=(-1.5, SIDE + 0.5), ylim=(-1.5, SIDE + 0.5), aspect="equal", xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    if fig is not None:
        style.legend(ax, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, markerscale=1.3)
    said = {"n": n, "ring": ring, "flagged": right + false, "right": right, "false": false,
            "hit": 100 * hit, "slip": 100 * slip}  # fmt: skip
    return str(words["grid"]).format(**{k: whole(v, lang) for k, v in said.items()})
