"""How long sold numbers live: the SIM, the OTT account, and the buyer's use of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..core.catalogue import Words
from ..core.locale import percent, whole
from ..measure.outcomes import Result, says
from . import style
from .reader import NEVER, Reader, column, first_at, look_up

FEWEST = 10
"""Lines end where fewer numbers than this are still followed."""
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.BLUE, "marker": "o", "linestyle": "-"},
    {"color": style.ORANGE, "marker": "s", "linestyle": (0, (6, 2))},
    {"color": style.BLACK, "marker": "^", "linestyle": ":"},
)
WORDS = Words(__package__, "survival.words")


def kaplan_meier(days: np.ndarray, is_end: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Estimate what share is still there after each length of time, where some were followed only for a while.

    Parameters
    ----------
    days : ndarray of float, shape (n,)
        How long each was followed.
    is_end : ndarray of bool, shape (n,)
        Whether it ended then; else only the following ended.

    Returns
    -------
    times, share, at_risk : ndarray
        Steps, with the share after each and the number still followed just before.

    Source: Kaplan and Meier (1958).

    Examples
    --------
    >>> times, share, at_risk = kaplan_meier(np.array([1.0, 2.0, 3.0, 3.0]), np.array([True, False, True, False]))
    >>> times.tolist(), share.tolist(), at_risk.tolist()
    ([0.0, 1.0, 3.0], [1.0, 0.75, 0.375], [4, 4, 2])
    """
    times, ends = np.unique(days[is_end], return_counts=True)
    at_risk = len(days) - np.searchsorted(np.sort(days), times, side="left")
    share = np.cumprod(1 - ends / at_risk)
    return np.r_[0.0, times], np.r_[1.0, share], np.r_[len(days), at_risk]


def lives(r: Reader) -> list[tuple[np.ndarray, np.ndarray]]:
    """Give, for SIM, account and use, how long each sold number was followed [days] and whether it ended then."""
    ids, sold = r.sold
    listed, truth = r.tables.observed.arrow("accounts"), r.tables.truth.arrow("accounts")
    ended = column(truth, "ended_at")
    mine = ~np.isnat(ended) & ~says(truth, "origin", "own")
    made = []
    for known in (r.blocked, r.banned, first_at(column(listed, "sim_id")[mine], ended[mine])):
        end = look_up(ids, *known, NEVER)
        is_end = ~np.isnat(end) & (end <= r.span[1])
        until = np.where(is_end, np.maximum(end, sold), r.span[1])
        made.append((_days(until - sold), is_end))
    return made


def _days(length: np.ndarray) -> np.ndarray:
    """Give lengths of time in days."""
    return length.astype("timedelta64[s]").astype(np.float64) / 86_400


def survival(tables: Result, ax: Axes, lang: str = "en") -> str:
    """Draw the share of sold numbers whose SIM and whose OTT account still stand, by days since the sale."""
    style.dress(ax)
    r, words = Reader(tables), WORDS[lang]
    if not len(r.sold[0]):
        style.nothing(ax, words["none"])
        return words["empty"]
    followed, at_day, ends = lives(r), [], []
    length = np.sort(_days(r.span[1] - r.sold[1]))
    last = max(1.0, float(length[-min(FEWEST, len(length))]))
    day = min(30, int(last))
    for (days, is_end), look, name in zip(followed, LOOKS, words["lines"], strict=True):
        times, share, at_risk = kaplan_meier(days, is_end)
        at_day.append(share[np.searchsorted(times, day, side="right") - 1])
        keep = at_risk >= min(FEWEST, len(days))
        x, y = np.r_[times[keep], last], np.r_[share[keep], share[keep][-1]]
        ax.step(x, y, where="post", linewidth=2.2, **(look | {"marker": ""}))
        # Markers stand every few days, however many steps there are.
        marks = np.linspace(0, last, 9)
        places = y[np.searchsorted(x, marks, side="right") - 1]
        ax.plot(marks, places, clip_on=False, markersize=7, **(look | {"linestyle": "none"}))
        ends.append((float(y[-1]), f"{name}: {percent(y[-1], lang)}", look["color"]))
    ax.set(xlim=(0, last), ylim=(0, 1.02), xlabel=words["x"], ylabel=words["y"])
    style.share_axis(ax.yaxis, lang)
    style.count_axis(ax.xaxis, lang)
    style.end_labels(ax, ends)
    return words["caption"].format(
        *(percent(s, lang) for s in at_day),
        n=whole(len(r.sold[0]), lang),
        day=day,
        sims=whole(followed[0][1].sum(), lang),
        accounts=whole(followed[1][1].sum(), lang),
    )
