"""Waiting: a desk's queue in time, the price of few reviewers, and the pile that a batch lets grow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simkit.core.catalogue import Words
from simkit.core.locale import decimal, whole
from simkit.figures import style

WORDS: dict[str, dict[str, Any]] = Words(__package__, "figures.words")


def desk_in_time(present: pd.Series, ax: Axes, lang: str = "en", *, n_reviewers: int, n_came: int) -> str:
    """Draw how many complaints wait or are under review, minute by minute.

    - ``present`` (Series of int): Complaints present, by minute.
    - ``n_reviewers``, ``n_came`` (int): Reviewers at the desk, and complaints that came in all.
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

    - ``table`` (DataFrame): By ``n_reviewers``: ``erlang_c``, ``simulated``, ``low``, ``high`` [minutes].
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

    - ``runs`` (dict of days between two forwardings to DataFrame): Observed complaints of each run; those that
      are never passed on are left out.
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
