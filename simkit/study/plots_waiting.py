"""Waiting: a desk's queue in time, the price of few reviewers, and the pile that a batch lets grow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..analysis.wording import decimal, whole
from . import style

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "hours": "hours since the start",
        "present": "complaints present",
        "busy": "all {n} reviewers busy",
        "mean": "mean",
        "desk": "In {hours} hours {came} complaints came to {n} reviewers; on average {mean} were present, at "
        "most {most}. "
        "In {share} per cent of the minutes all reviewers were busy.",
        "reviewers": "reviewers",
        "wait": "mean wait [minutes]",
        "erlang": "Erlang C",
        "simulated": "simulated, 95 % interval",
        "curve": "Mean wait before a review: {waits}. Erlang's value lies inside {inside} of {n} intervals.",
        "one": "{n} reviewers {erlang} minutes by Erlang, {simulated} simulated",
        "pile": "complaints waiting to be passed on",
        "date": "every {days} days",
        "daily": "every day",
        "piles": "Complaints waiting to be passed on. Passed on {slow_when}: at most {slow}, on average {slow_mean}. "
        "Passed on {fast_when}: at most {fast}, on average {fast_mean}.",
    },
    "id": {
        "hours": "jam sejak awal",
        "present": "aduan di meja",
        "busy": "semua {n} pemeriksa sibuk",
        "mean": "rata-rata",
        "desk": "Dalam {hours} jam, {came} aduan datang kepada {n} pemeriksa; rata-rata {mean} aduan ada di "
        "meja, paling "
        "banyak {most}. Pada {share} persen dari semua menit, semua pemeriksa sibuk.",
        "reviewers": "pemeriksa",
        "wait": "rata-rata waktu tunggu [menit]",
        "erlang": "Erlang C",
        "simulated": "simulasi, rentang 95%",
        "curve": "Rata-rata tunggu sebelum diperiksa: {waits}. Nilai Erlang ada di dalam {inside} dari {n} rentang.",
        "one": "{n} pemeriksa {erlang} menit menurut Erlang, {simulated} dalam simulasi",
        "pile": "aduan yang menunggu diteruskan",
        "date": "tiap {days} hari",
        "daily": "tiap hari",
        "piles": "Aduan yang menunggu diteruskan. Diteruskan {slow_when}: paling banyak {slow}, rata-rata {slow_mean}. "
        "Diteruskan {fast_when}: paling banyak {fast}, rata-rata {fast_mean}.",
    },
}


def desk_in_time(present: pd.Series, ax: Axes, lang: str = "en", *, n_reviewers: int, n_came: int) -> str:
    """Draw how many complaints wait or are under review, minute by minute.

    Parameters
    ----------
    present : Series of int
        Complaints present, by minute.
    n_reviewers, n_came : int
        Reviewers at the desk, and complaints that came in all.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    words, hours = WORDS[lang], present.index.to_numpy() / 60
    mean = float(present.mean())
    ax.fill_between(hours, present, n_reviewers, where=present > n_reviewers, step="post",
                    color=style.ORANGE, alpha=0.55, linewidth=0)  # fmt: skip
    ax.step(hours, present, where="post", color=style.BLUE, linewidth=1.2)
    ax.set_xlim(0, hours[-1])
    ax.set_ylim(0, present.max() * 1.06 + 0.5)
    ax.axhline(n_reviewers, color=style.INK, linestyle="--", linewidth=1.2)
    ax.axhline(mean, color=style.RED, linestyle=":", linewidth=1.8)
    ax.set_xlabel(words["hours"])
    ax.set_ylabel(words["present"])
    style.dress(ax)
    style.count_axis(ax.yaxis, lang)
    style.end_labels(
        ax,
        [
            (float(n_reviewers), words["busy"].format(n=n_reviewers), style.INK),
            (mean, words["mean"], style.RED),
        ],
    )
    return str(words["desk"]).format(
        hours=whole(hours[-1], lang),
        came=whole(n_came, lang),
        n=n_reviewers,
        mean=decimal(mean, lang),
        most=whole(present.max(), lang),
        share=whole(100 * float((present >= n_reviewers).mean()), lang),
    )


def wait_by_reviewers(table: pd.DataFrame, ax: Axes, lang: str = "en") -> str:
    """Draw the mean wait for each number of reviewers: theory as a line, repetitions as dots with intervals.

    Parameters
    ----------
    table : DataFrame
        By ``n_reviewers``: ``erlang_c``, ``simulated``, ``low``, ``high`` [minutes].

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    words, n = WORDS[lang], table.index.to_numpy()
    ax.plot(n, table["erlang_c"], color=style.BLUE, marker="s", markersize=7, label=words["erlang"])
    spread = np.abs(table[["low", "high"]].to_numpy().T - table["simulated"].to_numpy())
    ax.errorbar(n + 0.06, table["simulated"], yerr=spread, fmt="o", color=style.RED, capsize=5, markersize=7,
                linewidth=1.6, label=words["simulated"])  # fmt: skip
    ax.set_ylim(0, None)
    style.count_axis(ax.yaxis, lang)
    ax.set_xticks(n)
    ax.set_xlabel(words["reviewers"])
    ax.set_ylabel(words["wait"])
    style.dress(ax)
    style.legend(ax)
    pairs = table[["erlang_c", "simulated"]].to_numpy(float).tolist()
    waits = "; ".join(
        words["one"].format(n=k, erlang=decimal(theory, lang), simulated=decimal(measured, lang))
        for k, (theory, measured) in zip(n, pairs, strict=True)
    )
    inside = int(table["erlang_c"].between(table["low"], table["high"]).sum())
    return str(words["curve"]).format(waits=waits, inside=inside, n=len(table))


def waiting_pile(runs: dict[float, pd.DataFrame], ax: Axes, lang: str = "en") -> str:
    """Draw how many complete complaints wait to be passed on, day by day, for two intervals.

    Parameters
    ----------
    runs : dict of days between two forwardings to DataFrame
        Observed complaints of each run; those that are never passed on are left out.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    words = WORDS[lang]
    slow, fast = max(runs), min(runs)
    begin = min(c["at"].min() for c in runs.values()).floor("D")
    said: dict[str, str] = {}
    for name, days, color, look in (("slow", slow, style.RED, "-"), ("fast", fast, style.BLUE, "--")):
        pile = _pile(runs[days], begin)
        label = words["daily"] if days == 1 else words["date"].format(days=whole(days, lang))
        ax.step(pile.index, pile, where="post", color=color, linewidth=2.0, linestyle=look, label=label)
        said |= {
            name: whole(pile.max(), lang),
            f"{name}_mean": whole(pile.mean(), lang),
            f"{name}_when": label,
        }
    ax.set_ylim(0, None)
    ax.margins(x=0)
    ax.set_ylabel(words["pile"])
    style.dress(ax)
    style.date_axis(ax, lang)
    style.count_axis(ax.yaxis, lang)
    style.legend(ax, loc="upper left")
    return str(words["piles"]).format(**said)


def _pile(complaints: pd.DataFrame, begin: pd.Timestamp) -> pd.Series:
    """Count at every sixth hour the complaints that have come and were not passed on yet."""
    kept = complaints.dropna(subset=["forwarded_at"])
    moments = pd.date_range(begin, kept["forwarded_at"].max(), freq="6h")
    came = np.searchsorted(np.sort(kept["at"].to_numpy()), moments.to_numpy(), side="right")
    gone = np.searchsorted(np.sort(kept["forwarded_at"].to_numpy()), moments.to_numpy(), side="right")
    return pd.Series(came - gone, index=moments)
