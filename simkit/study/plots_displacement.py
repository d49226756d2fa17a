"""Where a ring goes when a way is closed: shares of what it came by, before and after, joined by bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from ..analysis.meaning import WAYS
from . import style
from .experiment.naming import DISPLACED
from .reading import percent

if TYPE_CHECKING:
    from .experiment.compare import Experiment

COLORS = (style.BLUE, style.SKY, style.GREEN, style.ORANGE, style.YELLOW, style.PINK)
HATCHES = ("", "///", "...", "xx", "\\\\\\", "++")
BAR = 0.34
LEAST_SAID = 0.035
"""Parts below this share of the whole have no figure inside."""
WORDS = {
    "en": {
        "y": "per cent of what {base} comes by",
        "gone": "no longer\nmade",
        "caption": "Of what rings come by under `{base}`, {made} remain under `{arm}`. Most shrinks {down}: from "
        "{down_before} to {down_after}; most grows {up}: from {up_before} to {up_after}. ",
        "shrunk": "Of what rings come by under `{base}`, {made} remain under `{arm}`. Most shrinks {down}: from "
        "{down_before} to {down_after}; no way grows by one per cent of it. ",
        "still": "Of what rings come by under `{base}`, {made} remain under `{arm}`; no way moves by one per cent "
        "of it. ",
        "moved": "Of what the shrinking ways lost, {share} turned up on others (mean over the pairs).",
        "shares": "Shares only.",
        "none": "Rings came by nothing under `{base}`: nothing can move.",
    },
    "id": {
        "y": "persen dari perolehan pada {base}",
        "gone": "tidak lagi\ndiperoleh",
        "caption": "Dari yang diperoleh komplotan pada `{base}`, {made} masih diperoleh pada `{arm}`. Paling menyusut "
        "{down}: dari {down_before} menjadi {down_after}; paling tumbuh {up}: dari {up_before} menjadi {up_after}. ",
        "shrunk": "Dari yang diperoleh komplotan pada `{base}`, {made} masih diperoleh pada `{arm}`. Paling menyusut "
        "{down}: dari {down_before} menjadi {down_after}; tidak ada jalan yang tumbuh sampai satu persen. ",
        "still": "Dari yang diperoleh komplotan pada `{base}`, {made} masih diperoleh pada `{arm}`; tidak ada jalan "
        "yang bergeser sampai satu persen. ",
        "moved": "Dari yang hilang di jalan yang menyusut, {share} muncul di jalan lain (rata-rata dari pasangan).",
        "shares": "Hanya bagian, bukan jumlah.",
        "none": "Komplotan tidak memperoleh apa-apa pada `{base}`: tidak ada yang dapat bergeser.",
    },
}


def displacement(made: Experiment, ax: Axes, lang: str = "en", arms: Sequence[str] = ()) -> str:
    """Draw the shares of the ways under the base and under arms, joined by bands.

    The whole is what the base came by, so that what is no longer made can be seen. Only shares are shown, and no
    band says that a number "went over": a run knows what was made, not what would have been.

    Parameters
    ----------
    made : Experiment
    ax : Axes
    lang : {"en", "id"}
    arms : sequence of str
        From left to right after the base; all unless named.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    style.dress(ax)
    words, base = WORDS[lang], made.plan.base
    chosen = tuple(arms) or made.plan.others
    shares = shares_of(made, chosen)
    if not np.isfinite(shares).all():
        text = words["none"].format(base=base)
        style.nothing(ax, text.replace("`", ""))
        return text
    style.room(ax, 3.6 + 2.4 * (1 + len(chosen)), 5.6)
    tops = np.cumsum(shares, axis=1)
    for j, _way in enumerate(WAYS):
        low, high = tops[:, j] - shares[:, j], tops[:, j]
        _bands(ax, low, high, COLORS[j])
        for i in range(len(shares)):
            ax.bar(
                i,
                shares[i, j],
                BAR,
                bottom=low[i],
                color=COLORS[j],
                hatch=HATCHES[j],
                edgecolor=style.INK,
                lw=0.6,
            )
            if shares[i, j] >= LEAST_SAID:
                _say(ax, i, (low[i] + high[i]) / 2, percent(shares[i, j], lang, 1))
    for i in range(1, len(shares)):
        _gone(ax, i, tops[i, -1], words["gone"], lang)
    _frame(ax, shares, (base, *chosen), words["y"].format(base=base), lang)
    return (
        " ".join(_said(made, shares, i + 1, arm, lang) for i, arm in enumerate(chosen))
        + " "
        + words["shares"]
    )


def shares_of(made: Experiment, arms: Sequence[str]) -> np.ndarray:
    """Give what base and arms come by on each way, as shares of all the base comes by (shape (1 + arms, ways))."""
    names = [f"n_made_{way}" for way in WAYS]
    table = made.differences[made.differences["outcome"].isin(names)]
    if not set(names) <= set(table["outcome"]):
        return np.full((1 + len(arms), len(WAYS)), np.nan)
    wide = table.pivot_table(index="outcome", columns="arm", values=["base", "arm_mean"]).reindex(names)
    first = arms[0] if arms else made.plan.others[0]
    counts = np.array([wide["base"][first], *(wide["arm_mean"][arm] for arm in arms)], dtype=float)
    return np.asarray(counts / (counts[0].sum() or np.nan))


def _bands(ax: Axes, low: np.ndarray, high: np.ndarray, color: str) -> None:
    x = np.linspace(0, 1, 40)
    ease = x**2 * (3 - 2 * x)
    for i in range(len(low) - 1):
        a, b = low[i] + (low[i + 1] - low[i]) * ease, high[i] + (high[i + 1] - high[i]) * ease
        ax.fill_between(i + BAR / 2 + x * (1 - BAR), a, b, color=color, alpha=0.28, lw=0)


def _gone(ax: Axes, place: int, top: float, text: str, lang: str) -> None:
    if top >= 1 - LEAST_SAID:
        return
    ax.bar(place, 1 - top, BAR, bottom=top, color=style.PAPER, edgecolor=style.SOFT, lw=1.0, ls=(0, (3, 2)))
    _say(ax, place, (1 + top) / 2, f"{text}\n{percent(1 - top, lang, 1)}" if 1 - top > 0.12 else "")


def _say(ax: Axes, x: float, y: float, text: str) -> None:
    box = {"boxstyle": "square,pad=0.12", "fc": style.PAPER, "ec": "none", "alpha": 0.88}
    style.write(ax, x, y, text, ha="center", va="center", bbox=box if text else None, zorder=5)


def _frame(ax: Axes, shares: np.ndarray, names: Sequence[str], label: str, lang: str) -> None:
    ax.set_xticks(range(len(names)), names)
    ax.set_ylim(0, max(1.0, float(shares.sum(1).max())))
    ax.set_xlim(-0.3, len(names) - 1 + 0.3)
    ax.set_ylabel(label)
    ax.tick_params(axis="x", length=0)
    ax.yaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
    mid = np.cumsum(shares[-1]) - shares[-1] / 2
    mark = zip(mid, WAYS.values(), COLORS, strict=True)
    style.end_labels(ax, [(float(y), way[lang == "en"], color) for y, way, color in mark])


def _said(made: Experiment, shares: np.ndarray, place: int, arm: str, lang: str) -> str:
    words = WORDS[lang]
    moved = shares[place] - shares[0]
    down, up = int(np.argmin(moved)), int(np.argmax(moved))
    names = [way[lang == "en"] for way in WAYS.values()]
    said = {"base": made.plan.base, "arm": arm, "made": percent(shares[place].sum(), lang, 1)}
    for word, j in (("down", down), ("up", up)):
        said |= {
            word: names[j],
            f"{word}_before": percent(shares[0, j], lang, 1),
            f"{word}_after": percent(shares[place, j], lang, 1),
        }
    text = words["caption" if moved.max() >= 0.01 else "shrunk" if moved.min() <= -0.01 else "still"].format(
        **said
    )
    table = made.differences
    found = table.loc[(table["outcome"] == DISPLACED) & (table["arm"] == arm), "difference"].to_numpy(float)
    if len(found) and np.isfinite(found[0]):
        text += words["moved"].format(share=percent(float(found[0]), lang, 1))
    return text.strip()
