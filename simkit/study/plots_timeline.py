"""What happened when: the rings' numbers registered, sold, at work, complained about and blocked, by day."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..analysis.outcomes import Result
from ..analysis.wording import whole
from . import style
from .reading import DAY, Reader, column, date, first_at

LINES = {
    "en": ("registered", "sold", "at work that day", "complained about", "SIM blocked"),
    "id": ("didaftarkan", "terjual", "aktif hari itu", "diadukan", "SIM diblokir"),
}
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.BLUE, "marker": "o", "linestyle": "-"},
    {"color": style.ORANGE, "marker": "s", "linestyle": (0, (6, 2))},
    {"color": style.BLACK, "marker": "D", "linestyle": ":"},
    {"color": style.SKY, "marker": "^", "linestyle": (0, (4, 1, 1, 1))},
    {"color": style.RED, "marker": "X", "linestyle": (0, (2, 1))},
)
TIMELINE = {
    "en": {
        "y": "numbers",
        "none": "No number of a ring in this run:\nnothing to follow.",
        "caption": "Up to {end}, {0} numbers were registered by rings, {1} numbers and accounts were sold one by one, "
        "{3} of these were complained about at least once and {4} lost their SIM. Most numbers were at work on {day}: "
        "{2}. All lines but the dotted one add up from the start.",
        "empty": "No ring registered a number or sold one by one in this run: the timeline is empty.",
    },
    "id": {
        "y": "nomor",
        "none": "Tidak ada nomor komplotan dalam simulasi ini:\ntidak ada yang diikuti.",
        "caption": "Sampai {end}, {0} nomor didaftarkan komplotan, {1} nomor dan akun terjual satu per satu, {3} di "
        "antaranya diadukan setidaknya sekali dan {4} SIM-nya diblokir. Paling banyak nomor aktif pada {day}: {2}. "
        "Semua garis kecuali yang bertitik adalah jumlah sejak awal.",
        "empty": "Tidak ada komplotan yang mendaftarkan nomor atau menjualnya satuan: garis waktu kosong.",
    },
}


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
