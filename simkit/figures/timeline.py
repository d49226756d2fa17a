"""The run by day: what happened when, the price of a number, and the rings' unsold stock."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..core.catalogue import Words
from ..core.locale import amount, date, whole
from ..measure.outcomes import Result
from . import style
from .reader import DAY, Reader, column, first_at, look_up

LINES = Words(__package__, "timeline.lines")
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.BLUE, "marker": "o", "linestyle": "-"},
    {"color": style.ORANGE, "marker": "s", "linestyle": (0, (6, 2))},
    {"color": style.BLACK, "marker": "D", "linestyle": ":"},
    {"color": style.SKY, "marker": "^", "linestyle": (0, (4, 1, 1, 1))},
    {"color": style.RED, "marker": "X", "linestyle": (0, (2, 1))},
)
TIMELINE = Words(__package__, "timeline.run")


def timeline(tables: Result, ax: Axes, lang: str = "en") -> str:
    """Draw how many of the rings' numbers were registered, sold, at work, complained about and blocked, by day.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    style.dress(ax)
    r, words = Reader(tables), TIMELINE[lang]
    if not len(r.crooked):
        style.nothing(ax, words["none"])
        return words["empty"]
    series = _series(r)
    x = r.days.astype("M8[s]") + DAY / 2
    every = max(1, len(x) // 9)
    for i, (y, look, name) in enumerate(zip(series, LOOKS, LINES[lang], strict=True)):
        ax.plot(x, y, label=name, linewidth=2.2, markersize=6.5, markevery=(i * every // 5, every), **look)
    top = max(float(y.max()) for y in series)
    ax.set(ylim=(0, max(top, 1) * 1.04), xlim=(r.span[0], r.span[1]), ylabel=words["y"])
    style.count_axis(ax.yaxis, lang)
    style.date_axis(ax, lang)
    ends = zip(series, LINES[lang], LOOKS, strict=True)
    style.end_labels(ax, [(float(y[-1]), f"{n}: {whole(y[-1], lang)}", str(k["color"])) for y, n, k in ends])
    shown = [float(y[-1]) for y in series]
    shown[2] = float(series[2].max())
    busiest = date(r.days[int(np.argmax(series[2]))], lang) if shown[2] else "–"
    said = (whole(v, lang) for v in shown)
    return words["caption"].format(*said, end=date(r.days[-1], lang), day=busiest)


def _series(r: Reader) -> list[np.ndarray]:
    """Count, by day, the five things that happen to the rings' numbers."""
    sims, complaints = r.tables.observed.arrow("sims"), r.tables.observed.arrow("complaints")
    mine = np.isin(column(sims, "sim_id"), r.ring_sims)
    first = first_at(column(complaints, "sim_id"), column(complaints, "at"))
    return [
        r.by_day(column(sims, "registered_at")[mine]),
        r.by_day(r.sold[1]),
        _at_work(r),
        r.by_day(first[1][np.isin(first[0], r.crooked)]),
        r.by_day(r.blocked[1][np.isin(r.blocked[0], r.crooked)]),
    ]


def _at_work(r: Reader) -> np.ndarray:
    """Count the numbers that sent anything on each day."""
    messages = r.tables.truth.arrow("messages")
    day = column(messages, "day").astype("M8[D]").astype(np.int64) - r.days[0].astype(np.int64)
    sim = column(messages, "sim_id").astype(np.int64)
    pair = (day << 32) | sim
    if (pair[1:] < pair[:-1]).any():
        pair.sort()
    # A number that sent in several ways on a day stands there several times, one after the other.
    first = np.r_[True, pair[1:] != pair[:-1]][: len(pair)]
    return np.bincount(pair[first] >> 32, minlength=len(r.days))[: len(r.days)].astype(float)


# ---
# The market: price of a number, and the rings' unsold stock, by day.


NEVER = np.datetime64("NaT", "s")
MARKET = Words(__package__, "timeline.market")


def price_and_stock(tables: Result, ax: Axes, lang: str = "en") -> str:
    """Draw the price of a number above and the rings' unsold stock below, over the same days.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    style.dress(ax)
    r, words = Reader(tables), MARKET[lang]
    sales = tables.truth.arrow("sales")
    single = column(sales, "n_items") == 1
    at, price = column(sales, "at")[single], column(sales, "price_rp")[single].astype(float)
    if not len(at) and not len(r.ring_sims):
        style.nothing(ax, words["none"])
        caption = words["unsold"] + words["no_stock"]
    else:
        below = _below(ax)
        caption = _price(ax, r, at, price, lang) + _stock(below, r, lang)
    lots = ~single
    n = column(sales, "n_items")[lots].sum()
    if n:
        each = amount(float(column(sales, "price_rp")[lots].sum() / n), lang)
        caption += words["lots"].format(n=whole(n, lang), price=each)
    return caption


def _below(ax: Axes) -> Axes:
    """Make room for a second Axes under the first, with the same days."""
    fig, spec = ax.figure, ax.get_subplotspec()
    if spec is not None:
        inner = spec.subgridspec(2, 1, height_ratios=(3, 2))
        ax.set_subplotspec(inner[0])
        made = fig.add_subplot(inner[1], sharex=ax)
    else:
        box = ax.get_position()
        ax.set_position((box.x0, box.y0 + 0.48 * box.height, box.width, 0.52 * box.height))
        made = fig.add_axes((box.x0, box.y0, box.width, 0.36 * box.height), sharex=ax)
    style.dress(made)
    ax.tick_params(labelbottom=False)
    return made


def _price(ax: Axes, r: Reader, at: np.ndarray, price: np.ndarray, lang: str) -> str:
    words = MARKET[lang]
    ax.set(xlim=(r.span[0], r.span[1]), ylabel=words["price"])
    if not len(at):
        style.write(ax, 0.5, 0.5, words["unsold"], transform=ax.transAxes, ha="center", va="center")
        ax.set_yticks([])
        return words["unsold"]
    days, group = np.unique(at.astype("M8[D]"), return_inverse=True)
    cuts = np.array([np.quantile(price[group == g], (0.1, 0.5, 0.9)) for g in range(len(days))])
    x = days.astype("M8[s]") + DAY / 2
    low, middle, high = cuts.T / 1000
    ax.fill_between(x, low, high, color=style.SKY, alpha=0.45, linewidth=0, hatch="...", label=words["band"])
    ax.plot(
        x, middle, color=style.BLUE, marker="o", markersize=6, linewidth=2, label=words["median"],
        markevery=max(1, len(x) // 12),
    )  # fmt: skip
    ax.set_ylim(0, float(high.max()) * 1.28)
    style.count_axis(ax.yaxis, lang)
    style.legend(ax, loc="upper right", ncols=2)
    figures = [np.median(price), price.min(), price.max(), cuts[0, 1], cuts[-1, 1]]
    said = dict(zip(("median", "low", "high", "first", "last"), figures, strict=True))
    return words["sold"].format(
        n=whole(len(at), lang), **{k: amount(float(v), lang) for k, v in said.items()}
    )


def _stock(ax: Axes, r: Reader, lang: str) -> str:
    words = MARKET[lang]
    ax.set(ylabel=words["stock"])
    style.date_axis(ax, lang)
    stock = unsold(r)
    ax.set_ylim(0, max(float(stock.max()), 1) * 1.3)
    style.count_axis(ax.yaxis, lang)
    if not len(r.ring_sims):
        style.write(ax, 0.5, 0.5, words["no_stock"].strip(), transform=ax.transAxes, ha="center", va="center")
        return words["no_stock"]
    x = r.days.astype("M8[s]") + DAY / 2
    ax.fill_between(
        x, 0, stock, facecolor=style.ORANGE, edgecolor=style.INK, hatch="////", linewidth=1.2,
        label=words["in_stock"],
    )  # fmt: skip
    style.legend(ax, loc="upper right")
    top = int(np.argmax(stock))
    said = {"top": whole(stock[top], lang), "end": whole(stock[-1], lang), "day": date(r.days[top], lang)}
    return words["stock_said"].format(**said)


def unsold(r: Reader) -> np.ndarray:
    """Count, at the end of each day, the numbers that rings had registered and neither sold nor lost to a block."""
    sims = r.tables.observed.arrow("sims")
    mine = np.isin(column(sims, "sim_id"), r.ring_sims)
    ids, since = column(sims, "sim_id")[mine], column(sims, "registered_at")[mine]
    gone = np.fmin(look_up(ids, *r.sold, NEVER), look_up(ids, *r.blocked, NEVER))
    return r.by_day(since) - r.by_day(gone[~np.isnat(gone)])
