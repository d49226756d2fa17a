"""The arms race month by month: how often the detector is right, whom it stops, and what the rings do about it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..core.catalogue import Words
from ..core.locale import decimal, percent, whole
from ..measure.screening import MONTH_D, months
from . import style

WORDS = Words(__package__, "arms_race.words")


def arms_race(tables: object, ax: Axes, lang: str = "en") -> str:
    """Draw, by month of four weeks: precision of the list, numbers blocked, and what the rings changed.

    Returns the caption, from the plotted numbers, as all figures do.
    """
    words = WORDS[lang]
    made = months(tables)  # type: ignore[arg-type]
    if not made["n_cases"].sum():
        style.dress(ax)
        style.nothing(ax, words["none"])
        return words["none"]
    x = made.index.to_numpy(float) + 1
    middle, below = style.below(ax, 1, 1, 1)
    _lines(ax, x, made, ("precision", "drawn_precision"), words)
    ax.set(ylim=(0, 1.05), ylabel=words["share"])
    style.share_axis(ax.yaxis, lang)
    ring, honest = (made[c].fillna(0).to_numpy() for c in ("n_ring", "n_stopped"))
    middle.bar(x - 0.18, ring, 0.34, color=style.BLUE, label=words["n_ring"])
    middle.bar(
        x + 0.18, honest, 0.34, color=style.ORANGE, hatch="//", edgecolor=style.INK, label=words["n_stopped"]
    )
    middle.set(ylim=(0, max(ring.max(), honest.max(), 1) * 1.45), ylabel=words["blocked"])
    style.count_axis(middle.yaxis, lang)
    style.legend(middle, loc="upper right", ncols=2)
    acts = ("per_handset", "n_outlets", "days_to_sale")
    _lines(below, x, made, acts, words)
    most = np.nanmax([1.0, *(made[c].max() for c in acts)])
    below.set(ylim=(0, most * 1.45), ylabel=words["rings"], xlabel=words["x"].format(days=MONTH_D))
    style.count_axis(below.yaxis, lang)
    below.set_xticks(x)
    return _caption(made, lang)


LOOKS = (
    (style.BLUE, "o", "-"), (style.ORANGE, "s", (0, (6, 2))), (style.BLACK, "D", ":"),
)  # fmt: skip


def _lines(
    ax: Axes, x: np.ndarray, made: pd.DataFrame, names: tuple[str, ...], words: Mapping[str, str]
) -> None:
    for name, (color, marker, dashes) in zip(names, LOOKS, strict=False):
        ax.plot(
            x, made[name].to_numpy(float), color=color, marker=marker, linestyle=dashes, linewidth=2,
            markersize=6, label=words[name],
        )  # fmt: skip
    style.legend(ax, loc="center left" if names[0] == "precision" else "upper right", ncols=len(names))


def _caption(made: pd.DataFrame, lang: str) -> str:
    def ends(name: str, say: object) -> dict[str, str]:
        known = made[name].dropna()
        both = (known.iloc[0], known.iloc[-1]) if len(known) else (np.nan, np.nan)
        said = ["–" if np.isnan(v) else say(float(v), lang) for v in both]  # type: ignore[operator]
        return {f"{name}_first": said[0], f"{name}_last": said[1]}

    said: dict[str, str] = {}
    for name, say in (("precision", percent), ("n_outlets", whole)):
        said |= ends(name, say)
    for name in ("per_handset", "days_to_sale"):
        said |= ends(name, decimal)
    for name in ("n_cases", "n_ring", "n_stopped", "n_lost"):
        said[name] = whole(float(made[name].sum()), lang)
    return WORDS[lang]["caption"].format(**said)
