"""Building: a rule's price at every limit, runs in pairs joined by lines, and the queue at an appeals desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simkit.core.catalogue import Words
from simkit.core.locale import decimal, whole
from simkit.figures import style

from .material import TOLERATED

WORDS: dict[str, dict[str, Any]] = Words(__package__, "figures.words")


def in_pairs(pairs: pd.DataFrame, ax: Axes, lang: str = "en") -> str:
    """Draw each seed as two dots joined by a line: without a policy, and with it.

    - ``pairs`` (DataFrame): By ``seed``: ``without`` and ``with_rule``.
    """
    words, x = WORDS[lang], np.array([0.0, 1.0])
    both = pairs[["without", "with_rule"]].to_numpy(float)
    for row in both:
        ax.plot(x, row, color=style.BLUE, linewidth=2.2, zorder=2)
    ax.scatter(np.zeros(len(both)), both[:, 0], s=110, color=style.RED, zorder=3)
    ax.scatter(np.ones(len(both)), both[:, 1], s=110, color=style.GREEN, marker="s", zorder=3)
    ax.set_xlim(-0.45, 1.12)
    ax.set_xticks(x, [words["before"], words["after"]])
    ax.set_ylabel(words["sent"])
    low, high = both.min(), both.max()
    ax.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
    style.dress(ax)
    style.count_axis(ax.yaxis, lang)
    style.end_labels(
        ax,
        [(y, words["seed"].format(seed=s), style.RULE) for s, y in zip(pairs.index, both[:, 1], strict=True)],
    )
    fewer = both[:, 0] - both[:, 1]
    return str(words["pairs"]).format(
        n=len(both),
        fewer=int((fewer > 0).sum()),
        share=decimal(100 * float((fewer / both[:, 0]).mean()), lang),
        least=whole(fewer.min(), lang),
        most=whole(fewer.max(), lang),
        spread=whole(np.ptp(both[:, 0]), lang),
    )


def price_of_a_limit(
    shares: pd.DataFrame, ax: Axes, lang: str = "en", *, tolerated: float = TOLERATED
) -> str:
    """Draw which share of new numbers every limit hits: of the honest, and of a ring's.

    - ``shares`` (DataFrame): By ``limit``: ``honest`` and ``ring``, from 0 to 1.
    - ``tolerated`` (float): The share of honest ones that may be hit.
    """
    words, n = WORDS[lang], shares.index.to_numpy()
    ax.plot(n, 100 * shares["ring"], color=style.RED, marker="o", markersize=8, linewidth=2.2)
    ax.plot(n, 100 * shares["honest"], color=style.BLUE, marker="s", markersize=8, linewidth=2.2)
    ax.axhline(100 * tolerated, color=style.INK, linestyle="--", linewidth=1.2)
    ax.set_ylim(0, 100)
    ax.set_xlim(0, n.max() + 1)
    ax.set_xticks(n)
    ax.set_xlabel(words["limit"])
    ax.set_ylabel(words["share"] + " [%]")
    style.dress(ax)
    last = 100 * shares.iloc[-1]
    style.end_labels(
        ax,
        [
            (last["ring"], words["ring"], style.RED),
            (100 * tolerated, words["tolerance"], style.INK),
            (last["honest"], words["honest"], style.BLUE),
        ],
    )
    a, b = n[1], n[3]
    said = {f"{k}{x}": whole(100 * shares[c][at], lang) for k, c in (("h", "honest"), ("r", "ring"))
            for x, at in (("a", a), ("b", b))}  # fmt: skip
    return str(words["price"]).format(a=a, b=b, **said)


def appeals_in_time(desks: Mapping[int, pd.DataFrame], ax: Axes, lang: str = "en") -> str:
    """Draw how many people wait at the appeals desk, for complaints passed on rarely and often.

    - ``desks`` (mapping of int to DataFrame): By days between two forwardings: ``came``, ``gone`` and
      ``wait_days`` [days].
    """
    words, looks = WORDS[lang], (style.RED, style.BLUE)
    slow, fast = max(desks), min(desks)
    end = max(table["gone"].max() for table in desks.values())
    day = np.arange(0, np.ceil(end) + 0.5, 1 / 24)
    ends = []
    for days, color in zip((slow, fast), looks, strict=True):
        table = desks[days]
        came = np.searchsorted(np.sort(table["came"]), day, side="right")
        gone = np.searchsorted(np.sort(table["gone"]), day, side="right")
        ax.fill_between(
            day, came - gone, color=color, alpha=0.25 if days == slow else 0.6, step="post", linewidth=0
        )
        ax.step(day, came - gone, color=color, where="post", linewidth=1.6,
                label=words["daily"] if days == 1 else words["every"].format(days=days))  # fmt: skip
        ends.append((len(table), decimal(float(table["wait_days"].max()), lang)))
    ax.set_xlim(0, day[-1])
    ax.set_ylim(0, None)
    ax.set_xlabel(words["day"])
    ax.set_ylabel(words["waiting"])
    style.dress(ax)
    style.count_axis(ax.yaxis, lang)
    style.legend(ax, loc="upper left")
    (n_slow, w_slow), (n_fast, w_fast) = ends
    return str(words["desk"]).format(slow=slow, n_slow=n_slow, w_slow=w_slow, n_fast=n_fast, w_fast=w_fast)
