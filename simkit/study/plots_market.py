"""The market: price of a number, and the rings' unsold stock, by day."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ..analysis.outcomes import Result
from ..analysis.wording import amount, whole
from . import style
from .reading import DAY, Reader, column, date, look_up

NEVER = np.datetime64("NaT", "s")
MARKET = {
    "en": {
        "price": "price of a number [thousand Rp]",
        "stock": "unsold numbers",
        "band": "middle 80 % of the sales",
        "median": "median of a day",
        "in_stock": "registered, not yet sold or blocked",
        "none": "Nothing was sold one by one and no number was registered by a ring:\nno price, no stock.",
        "sold": "{n} numbers and accounts were sold one by one, at a median of {median} and from {low} to {high}; the "
        "day's median went from {first} to {last}.",
        "unsold": "Nothing was sold one by one, so there is no price.",
        "stock_said": " Stock was highest on {day}, at {top} numbers, and ended at {end}.",
        "no_stock": " No ring registered numbers, so there is no stock.",
        "lots": " Lots of {n} accounts at {price} each are left out.",
    },
    "id": {
        "price": "harga satu nomor [ribu Rp]",
        "stock": "nomor belum terjual",
        "band": "80 persen tengah penjualan",
        "median": "median per hari",
        "in_stock": "terdaftar, belum terjual atau diblokir",
        "none": "Tidak ada yang terjual satuan dan tidak ada nomor komplotan:\ntanpa harga, tanpa stok.",
        "sold": "{n} nomor dan akun terjual satuan dengan harga median {median}, dari {low} sampai {high}; median "
        "harian bergerak dari {first} ke {last}.",
        "unsold": "Tidak ada yang terjual satuan, jadi tidak ada harga.",
        "stock_said": " Stok tertinggi pada {day}, sebanyak {top} nomor, dan berakhir pada {end}.",
        "no_stock": " Tidak ada nomor yang didaftarkan komplotan, jadi tidak ada stok.",
        "lots": " Borongan {n} akun seharga {price} per akun tidak digambar.",
    },
}


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
