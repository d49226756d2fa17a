"""The run by day: what happened when, the price of a number, and the rings' unsold stock."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..core.catalogue import Words
from ..core.locale import amount, date, whole
from ..measure.outcomes import Result
from . import style
from .reader import DAY, NEVER, Reader, column, first_at, look_up

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

    Returns the caption, from the plotted numbers, as all figures do.
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
    ax.set(
        ylim=(0, max(1.0, *(float(y.max()) for y in series)) * 1.04),
        xlim=(r.span[0], r.span[1]),
        ylabel=words["y"],
    )
    style.count_axis(ax.yaxis, lang)
    style.date_axis(ax, lang)
    ends = [whole(y[-1], lang) for y in series]
    names = zip(series, LINES[lang], ends, LOOKS, strict=True)
    style.end_labels(ax, [(float(y[-1]), f"{name}: {end}", look["color"]) for y, name, end, look in names])
    most, busiest = series[2].max(), date(r.days[np.argmax(series[2])], lang)
    ends[2] = whole(most, lang)
    return words["caption"].format(*ends, end=date(r.days[-1], lang), day=busiest if most else "–")


def _series(r: Reader) -> list[np.ndarray]:
    """Count, by day, the five things that happen to the rings' numbers."""
    sims, complaints = r.tables.observed.arrow("sims"), r.tables.observed.arrow("complaints")
    mine = np.isin(column(sims, "sim_id"), r.ring_sims)
    complained = first_at(column(complaints, "sim_id"), column(complaints, "at"))
    ended = [r.by_day(at[np.isin(ids, r.crooked)]) for ids, at in (complained, r.blocked)]
    return [r.by_day(column(sims, "registered_at")[mine]), r.by_day(r.sold[1]), _at_work(r), *ended]


def _at_work(r: Reader) -> np.ndarray:
    """Count the numbers that sent anything on each day."""
    messages = r.tables.truth.arrow("messages")
    day = (column(messages, "day").astype("M8[D]") - r.days[0]).astype(np.int64)
    # A number that sent in several ways on a day stands there several times.
    pair = np.unique((day << 32) | column(messages, "sim_id").astype(np.int64))
    return np.bincount(pair >> 32, minlength=len(r.days))[: len(r.days)].astype(float)


# ---
# The market: price of a number, and the rings' unsold stock, by day.

MARKET = Words(__package__, "timeline.market")


def price_and_stock(tables: Result, ax: Axes, lang: str = "en") -> str:
    """Draw the price of a number above and the rings' unsold stock below, over the same days."""
    style.dress(ax)
    r, words = Reader(tables), MARKET[lang]
    sales = tables.truth.arrow("sales")
    single = column(sales, "n_items") == 1
    at, price = column(sales, "at")[single], column(sales, "price_rp")[single].astype(float)
    if not len(at) and not len(r.ring_sims):
        style.nothing(ax, words["none"])
        caption = words["unsold"] + words["no_stock"]
    else:
        (under,) = style.below(ax, 3, 2)
        caption = _price(ax, r, at, price, lang) + _stock(under, r, lang)
    n, paid = (column(sales, name)[~single].sum() for name in ("n_items", "price_rp"))
    return caption + (words["lots"].format(n=whole(n, lang), price=amount(paid / n, lang)) if n else "")


def _price(ax: Axes, r: Reader, at: np.ndarray, price: np.ndarray, lang: str) -> str:
    words = MARKET[lang]
    ax.set(xlim=(r.span[0], r.span[1]), ylabel=words["price"])
    if not len(at):
        style.write(ax, 0.5, 0.5, words["unsold"], transform=ax.transAxes, ha="center", va="center")
        ax.set_yticks([])
        return words["unsold"]
    days, group = np.unique(at.astype("M8[D]"), return_inverse=True)
    cuts = np.array([np.quantile(price[group == g], (0.1, 0.5, 0.9)) for g in range(len(days))])
    x, (low, middle, high) = days.astype("M8[s]") + DAY / 2, cuts.T / 1000
    ax.fill_between(x, low, high, color=style.SKY, alpha=0.45, linewidth=0, hatch="...", label=words["band"])
    ax.plot(
        x, middle, color=style.BLUE, marker="o", markersize=6, linewidth=2, label=words["median"],
        markevery=max(1, len(x) // 12),
    )  # fmt: skip
    ax.set_ylim(0, float(high.max()) * 1.28)
    style.count_axis(ax.yaxis, lang)
    style.legend(ax, loc="upper right", ncols=2)
    said = {
        "median": np.median(price),
        "low": price.min(),
        "high": price.max(),
        "first": cuts[0, 1],
        "last": cuts[-1, 1],
    }
    return words["sold"].format(n=whole(len(at), lang), **{k: amount(v, lang) for k, v in said.items()})


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
