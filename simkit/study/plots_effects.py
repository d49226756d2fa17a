"""What each policy changes: effects in per cent of the base with their intervals (a forest plot)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..analysis.wording import decimal
from . import style
from .experiment.naming import words_of
from .experiment.words import number

if TYPE_CHECKING:
    from .experiment.compare import Experiment

CHOSEN = (
    "active_days",
    "n_victims",
    "loss_rp",
    "n_sold",
    "profit_rp",
    "n_honest_refused",
    "n_blocked_honest",
)
"""Outcomes that are drawn unless others are named."""
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
FURTHEST = 1.5
"""The axis ends at an effect of 150 per cent; what lies beyond is an arrow, and its figure stands beside it."""
ROW, HEAD = 0.30, 0.42
WORDS = {
    "en": {
        "x": "difference from {base}, per cent of its value",
        "text": "{mean} ({low} to {high})",
        "caption": "Effects in per cent of `{base}`, means over {n} pairs of runs with {level} % intervals. {clear} of "
        "{all} differ clearly; largest is {words} under `{arm}`: {mean} ({low} to {high}).",
        "no_interval": "Effects in per cent of `{base}`, means over {n} pairs of runs: too few for intervals.",
        "unclear": " Hollow marks: the interval holds 0.",
        "zero": " Not drawn, because `{base}` has none: {names}.",
        "none": "Nothing to draw: `{base}` has none of these outcomes, or nothing differs.",
    },
    "id": {
        "x": "selisih dari {base}, persen dari nilainya",
        "text": "{mean} ({low} sampai {high})",
        "caption": "Pengaruh dalam persen dari `{base}`, rata-rata dari {n} pasang run dengan rentang {level} persen. "
        "{clear} dari {all} jelas berbeda; yang terbesar {words} pada `{arm}`: {mean} ({low} sampai {high}).",
        "no_interval": "Pengaruh dalam persen dari `{base}`, rata-rata dari {n} pasang run: terlalu sedikit untuk "
        "rentang.",
        "unclear": " Tanda kosong: rentangnya memuat 0.",
        "zero": " Tidak digambar, karena pada `{base}` tidak ada: {names}.",
        "none": "Tidak ada yang dapat digambar: hasil ini tidak ada pada `{base}`, atau tidak ada yang berbeda.",
    },
}


def effects(made: Experiment, ax: Axes, lang: str = "en", outcomes: Sequence[str] = CHOSEN) -> str:
    """Draw each arm's effect on some outcomes, with its interval, in per cent of the base.

    Parameters
    ----------
    made : Experiment
    ax : Axes
    lang : {"en", "id"}
    outcomes : sequence of str
        Drawn from top to bottom.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    style.dress(ax)
    words, base = WORDS[lang], made.plan.base
    table = made.differences
    table = table[table["outcome"].isin(outcomes) & (table["n_pairs"] > 0)]
    drawn = table[np.isfinite(table["relative"])]
    if drawn.empty:
        text = words["none"].format(base=base)
        style.nothing(ax, text.replace("`", ""))
        return text
    order = [o for o in outcomes if o in set(drawn["outcome"])]
    style.room(ax, 10.5, 1.1 + HEAD * len(order) + ROW * len(drawn))
    y = 0.0
    for outcome in order:
        rows = drawn[drawn["outcome"] == outcome]
        style.write(
            ax, 0, y, words_of(outcome, lang), transform=ax.get_yaxis_transform(), va="center", weight="bold"
        )
        y -= 1
        for row in rows.to_dict("records"):
            _row(ax, y, row, made.plan.others.index(row["arm"]), lang)
            y -= 1
        y -= 0.35
    _frame(ax, drawn, y, words["x"].format(base=base), lang)
    return _caption(made, table, drawn, order, lang)


def share_ends(row: Mapping[Any, Any]) -> tuple[float, float, float]:
    """Give an effect and the ends of its interval as shares of the base."""
    size = abs(row["base"])
    return row["relative"], row["low"] / size, row["high"] / size


def _row(ax: Axes, y: float, row: Mapping[Any, Any], place: int, lang: str) -> None:
    mean, low, high = share_ends(row)
    color, mark = style.PALETTE[place % 6], MARKS[place % len(MARKS)]
    inside = [min(max(v, -FURTHEST), FURTHEST) for v in (low, high)]
    if math.isfinite(low):
        ax.plot(inside, [y, y], color=color, lw=2.2, solid_capstyle="butt", zorder=2)
        for end, real in zip(inside, (low, high), strict=True):
            if end != real:
                ax.plot(
                    [end], [y], marker=">" if end > 0 else "<", color=color, ms=7, clip_on=False, zorder=3
                )
    if abs(mean) <= FURTHEST:
        face = color if row["is_clear"] else style.PAPER
        ax.plot([mean], [y], marker=mark, ms=8, mfc=face, mec=color, mew=1.8, zorder=4)
    said = dict(zip(("mean", "low", "high"), (signed(v, lang) for v in (mean, low, high)), strict=True))
    text = WORDS[lang]["text"].format(**said) if math.isfinite(low) else said["mean"]
    across = ax.get_yaxis_transform()
    style.write(ax, 1.02, y, text, transform=across, va="center")
    style.write(ax, -0.02, y, row["arm"], transform=across, va="center", ha="right")


def _frame(ax: Axes, drawn: pd.DataFrame, bottom: float, label: str, lang: str) -> None:
    ends = np.array([share_ends(row) for row in drawn.to_dict("records")])
    far = np.clip(ends[np.isfinite(ends)], -FURTHEST, FURTHEST)
    pad = 0.04 * max(far.max(initial=0.02) - far.min(initial=-0.02), 0.04)
    ax.set_xlim(far.min(initial=-0.02) - pad, far.max(initial=0.02) + pad)
    ax.set_ylim(bottom + 0.6, 0.8)
    ax.axvline(0, color=style.SOFT, lw=1.2, zorder=1)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(label)
    ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 2.5, 5, 10]))
    mark = "%" if lang == "id" else " %"
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda v, _: number(100 * v, lang) + mark if abs(v) > 1e-9 else "0")
    )
    ax.grid(axis="x", color=style.RULE, lw=0.7)
    ax.set_axisbelow(True)


def signed(share: float, lang: str) -> str:
    """Write a change in per cent with its sign, with two digits or so.

    Examples
    --------
    >>> signed(0.0512, "en"), signed(-12.5, "id"), signed(-0.0001, "en")
    ('+5.1 %', '-1.250 persen', '0.0 %')
    """
    if not math.isfinite(share):
        return "-"
    digits = 0 if abs(share) >= 0.0995 else 1
    # + 0.0: no minus before a zero
    text = decimal(round(100 * share, digits) + 0.0, lang, digits) + (" persen" if lang == "id" else " %")
    return "+" + text if share > 0 else text


def _caption(
    made: Experiment, table: pd.DataFrame, drawn: pd.DataFrame, order: Sequence[str], lang: str
) -> str:
    words, base = WORDS[lang], made.plan.base
    clear = drawn[drawn["is_clear"]]
    most = (clear if len(clear) else drawn).assign(size=lambda t: t["relative"].abs())
    row = most.sort_values("size", ascending=False, kind="stable").to_dict("records")[0]
    mean, low, high = (signed(v, lang) for v in share_ends(row))
    said = {
        "base": base,
        "n": int(drawn["n_pairs"].max()),
        "level": number(100 * (1 - made.level), lang),
        "clear": len(clear),
        "all": len(drawn),
        "words": words_of(row["outcome"], lang),
        "arm": row["arm"],
        "mean": mean,
        "low": low,
        "high": high,
    }
    text = words["caption" if np.isfinite(drawn["low"]).any() else "no_interval"].format(**said)
    if len(clear) < len(drawn):
        text += words["unclear"]
    left = [o for o in dict.fromkeys(table["outcome"]) if o not in order]
    if left:
        text += words["zero"].format(base=base, names=", ".join(words_of(o, lang) for o in left))
    return text
