"""What a list of suspects is worth: precision at each capacity, a thousand dots, and who is accused wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from simkit.core.catalogue import Words
from simkit.core.locale import percent, whole
from simkit.core.streams import CommonRandomNumbers, keys
from simkit.figures import style
from simkit.measure.metrics import reweighted_precision

DOTS, WIDE = 1_000, 25
GAP = 8
"""Dots' widths between two blocks of dots."""
WORDS: dict[str, dict[str, Any]] = Words(__package__, "figures.words")
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.BLUE, "linestyle": "-"},
    {"color": style.ORANGE, "linestyle": (0, (6, 2))},
    {"color": style.GREEN, "linestyle": "-."},
    {"color": style.PINK, "linestyle": ":"},
)

DOT_LOOKS: tuple[dict[str, Any], ...] = (
    {"marker": "o", "s": 15, "c": "#8A8A8A", "linewidths": 0},
    {"marker": "^", "s": 46, "c": style.RED, "edgecolors": style.INK, "linewidths": 0.6},
)


def _hours_axis(ax: Axes, lang: str, hours_per_case: float) -> None:
    """Write the hours above the cases."""

    def to_hours(cases: Any) -> Any:
        return cases * hours_per_case

    def to_cases(hours: Any) -> Any:
        return hours / hours_per_case

    top = ax.secondary_xaxis("top", functions=(to_hours, to_cases))
    top.set_xlabel(WORDS[lang]["hours"], family=style.FAMILY, color=style.INK)
    style.count_axis(top.xaxis, lang)


def precision_by_capacity(
    lists: pd.DataFrame, ax: Axes, lang: str = "en", *, hours: float, hours_per_case: float, most: int = 2_000
) -> str:
    """Draw the precision of detectors against how many cases can be looked at, with the hours that takes.

    - ``lists`` (DataFrame of bool): A column for each detector: whether the SIM at each place is a ring's, the
      most suspicious first.
    """
    words, most = WORDS[lang], min(most, len(lists))
    capacity = min(int(hours // hours_per_case), len(lists))
    n = np.arange(1, most + 1)
    lot, ends, said = float(lists.iloc[:, 0].mean()), [], []
    for name, look in zip(lists, LOOKS, strict=False):
        curve = lists[name].to_numpy(float).cumsum()[:most] / n
        ax.plot(n, curve, linewidth=2.2, **look)
        ends.append((float(curve[-1]), str(name), str(look["color"])))
        said.append(words["at"].format(name=name, share=percent(lists[name].head(capacity).mean(), lang)))
    ax.axhline(lot, color=style.SOFT, linewidth=1.2)
    ax.axvline(capacity, color=style.INK, linestyle="--", linewidth=1.2)
    style.write(
        ax, capacity + most * 0.012, 1.03, f"{words['capacity']}: {whole(capacity, lang)}", va="bottom"
    )
    ax.set(xlim=(0, most), ylim=(0, 1.12), xlabel=words["cases"], ylabel=words["precision"])
    ax.set_yticks(np.linspace(0, 1, 6))
    style.dress(ax)
    style.share_axis(ax.yaxis, lang)
    style.count_axis(ax.xaxis, lang)
    _hours_axis(ax, lang, hours_per_case)
    style.end_labels(ax, [*ends, (lot, words["lot"], style.SOFT)])
    return str(words["curve"]).format(
        hours=whole(hours, lang), k=whole(capacity, lang), all=", ".join(said), lot=percent(lot, lang)
    )


def precision_by_recall(
    lists: pd.DataFrame, ax: Axes, lang: str = "en", *, hours: float, hours_per_case: float
) -> str:
    """Draw the precision of detectors against the share of the ring that they find, with a ring at the capacity.

    - ``lists`` (DataFrame of bool): As of `precision_by_capacity`.
    """
    words, k = WORDS[lang], min(int(hours // hours_per_case), len(lists))
    lot, said = float(lists.iloc[:, 0].mean()), []
    for name, look in zip(lists, LOOKS, strict=False):
        right = lists[name].to_numpy(float).cumsum()
        precision, found = right / np.arange(1, len(right) + 1), right / right[-1]
        ax.plot(found, precision, linewidth=2.2, label=str(name), **look)
        ax.plot(
            found[k - 1], precision[k - 1], "o", color=look["color"], markersize=9, markeredgecolor=style.INK
        )
        shares = {"found": percent(found[k - 1], lang), "share": percent(precision[k - 1], lang)}
        said.append(str(words["pair"]).format(name=name, **shares))
    ax.axhline(lot, color=style.SOFT, linewidth=1.2, label=words["lot"])
    ax.set(xlim=(0, 1.02), ylim=(0, 1.05), xlabel=words["found"], ylabel=words["precision"])
    ax.set_yticks(np.linspace(0, 1, 6))
    style.dress(ax)
    style.share_axis(ax.yaxis, lang)
    style.share_axis(ax.xaxis, lang)
    style.legend(ax, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3)
    return str(words["recall"]).format(k=whole(k, lang), all="; ".join(said), lot=percent(lot, lang))


def _block(
    ax: Axes, order: np.ndarray, right: int, left: float, names: tuple[str | None, str | None]
) -> None:
    """Draw one block of dots, the first `right` of them as triangles."""
    y, x = np.divmod(order, WIDE)
    for at, look, name in zip((slice(right, None), slice(0, right)), DOT_LOOKS, names, strict=True):
        ax.scatter(x[at] + left, y[at], label=name, **look)


def thousand_flagged(counts: pd.Series, ax: Axes, lang: str = "en", *, prevalences: Sequence[float]) -> str:
    """Draw a thousand flagged SIMs as dots for each prevalence: how many of them a ring's, how many honest people's.

    - ``counts`` (Series of int): What the rule did where it was measured: ``n_hits``, ``n_false``, ``n_bad``,
      ``n_good``.
    - ``prevalences`` (sequence of float): Share of the ring's among all SIMs, a block of dots for each.
    """
    words = WORDS[lang]
    style.room(ax, 9.6, 6.6)
    # the guilty stand in the same places in every block, so that one sees them go
    order = np.argsort(CommonRandomNumbers(1)(keys("dot", np.arange(DOTS)), "place"), kind="stable")
    tall, each = DOTS // WIDE, []
    hits, false, bad, good = (int(counts[c]) for c in ("n_hits", "n_false", "n_bad", "n_good"))
    for i, p in enumerate(prevalences):
        value = reweighted_precision(hits, false, bad, good, p).value
        right = round(DOTS * value)
        _block(
            ax, order, right, i * (WIDE + GAP), (words["honest"], words["guilty"]) if i == 0 else (None, None)
        )
        said = {"n": whole(1 / p, lang), "right": whole(right, lang), "false": whole(DOTS - right, lang)}
        middle = i * (WIDE + GAP) + (WIDE - 1) / 2
        style.write(ax, middle, tall + 3.2, words["of"].format(**said), ha="center")
        style.write(ax, middle, tall + 0.8, words["right"].format(**said), ha="center", fontweight="bold")
        each.append(words["one"].format(**said))
    style.dress(ax)
    wide = len(prevalences) * (WIDE + GAP) - GAP
    ax.set(xlim=(-2.5, wide + 1.5), ylim=(-1.5, tall + 6), xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    style.legend(ax, loc="upper center", bbox_to_anchor=(0.5, 0.01), ncols=2)
    return str(words["grid"]).format(each=". ".join(each))


def accused_by_group(table: pd.DataFrame, ax: Axes, lang: str = "en", *, rate: float) -> str:
    """Draw the share of honest households that are accused, province by province, with intervals.

    - ``table`` (DataFrame): By province: ``rate``, ``low``, ``high``.
    - ``rate`` (float): Share in the whole country.
    """
    words = WORDS[lang]
    rows = table.sort_values(["rate", "high"])
    style.room(ax, 9.6, 1.6 + 0.235 * len(rows))
    y = np.arange(len(rows))
    is_above, is_below = (rows["low"] > rate).to_numpy(), (rows["high"] < rate).to_numpy()
    for at, marker, color, name in (
        (~is_above, "o", style.BLUE, words["inside"]),
        (is_above, "D", style.RED, words["outside"]),
    ):
        some = rows[at]
        ax.hlines(y[at], some["low"], some["high"], color=color, linewidth=1.6)
        ax.plot(some["rate"], y[at], marker, color=color, markersize=6, linestyle="none", label=name)
    ax.axvline(rate, color=style.INK, linestyle="--", linewidth=1.3)
    style.write(ax, rate, len(rows) - 0.1, f" {words['country']}: {percent(rate, lang, 1)}", va="bottom")
    ax.set_yticks(y, rows.index.astype(str))
    ax.set(ylim=(-0.8, len(rows) + 0.9), xlim=(0, None), xlabel=words["rate"])
    style.dress(ax)
    ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    style.share_axis(ax.xaxis, lang)
    style.legend(ax, loc="lower right")
    said = {"above": is_above.sum(), "below": is_below.sum(), "n": len(rows), "lot": 0.025 * len(rows)}
    return str(words["forest"]).format(
        rate=percent(rate, lang, 1), **{k: whole(v, lang) for k, v in said.items()}
    )
