"""The desk: look-ups without a ticket against tickets handled, one dot an agent."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..core.catalogue import Words
from ..core.locale import decimal, whole
from ..measure.outcomes import Result
from . import style
from .reader import among, column

WORDS = Words(__package__, "desk.words")


def lookups_against_tickets(tables: Result, ax: Axes, lang: str = "en", *, reveal: bool = False) -> str:
    """Draw one mark an agent: look-ups that name no ticket, against tickets handled.

    Parameters
    ----------
    tables : Run or Saved
    ax : Axes
    lang : {"en", "id"}
    reveal : bool
        Whether to ring the insiders, whom only the truth knows; without it no truth is read.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    style.dress(ax)
    words = WORDS[lang]
    ids, tickets, loose, boss = per_agent(tables)
    if not loose.sum() and not tickets.sum():
        style.nothing(ax, words["none"])
        return words["none"]
    looks: tuple[tuple[np.ndarray, str, dict[str, Any]], ...] = (
        (~boss, words["agent"], {"marker": "o", "facecolor": style.BLUE}),
        (boss, words["supervisor"], {"marker": "^", "facecolor": style.ORANGE}),
    )
    for mask, name, look in looks:
        ax.scatter(
            tickets[mask], loose[mask], s=95, edgecolor=style.INK, linewidth=1, label=name, zorder=3, **look
        )
    top_x, top_y = max(float(tickets.max()), 1) * 1.1, max(float(loose.max()), 1) * 1.15
    busy = ~boss & (tickets > 0)
    rate = np.divide(100.0 * loose, tickets, out=np.zeros(len(ids)), where=tickets > 0)
    usual = float(np.median(rate[busy])) if busy.any() else np.nan
    if busy.any():
        far = min(top_x, top_y / max(usual / 100, 1e-9))
        ax.plot([0, far], [0, far * usual / 100], color=style.SOFT, linestyle="--", label=words["line"])
    top = _top(busy, rate)
    if top >= 0:
        _number(ax, ids[top], tickets[top], loose[top])
    caption = _caption(ids, loose, boss, busy, rate, usual, lang)
    if reveal:
        caption += _reveal(tables, ax, ids, tickets, loose, lang)
    ax.set(xlim=(-0.03 * top_x, top_x), ylim=(0, top_y), xlabel=words["x"], ylabel=words["y"])
    for axis in (ax.xaxis, ax.yaxis):
        style.count_axis(axis, lang)
    style.legend(ax, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2 if reveal else 3)
    return caption


def per_agent(tables: Result) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Count, for each agent: tickets handled, look-ups without a ticket; and say who supervises.

    Returns
    -------
    ids, tickets, without_ticket : ndarray of int64
    is_supervisor : ndarray of bool
    """
    o = tables.observed
    agents, accesses = o.arrow("agents"), o.arrow("accesses")
    ids = column(agents, "agent_id")
    most = int(ids.max(initial=0)) + 1
    taken = column(o.arrow("tickets"), "agent_id")
    tickets = np.bincount(taken[taken >= 0], minlength=most)[ids]
    loose = column(accesses, "agent_id")[column(accesses, "ticket_id") < 0]
    return ids, tickets, np.bincount(loose, minlength=most)[ids], among(agents, "position", "supervisor")


def _caption(
    ids: np.ndarray, loose: np.ndarray, boss: np.ndarray, busy: np.ndarray, rate: np.ndarray, usual: float, lang: str
) -> str:  # fmt: skip
    words = WORDS[lang]
    said = {"n": whole((~boss).sum(), lang), "s": whole(boss.sum(), lang), "looks": whole(loose.sum(), lang)}
    if not busy.any():
        return words["only"].format(**said)
    top = _top(busy, rate)
    said |= {"rate": decimal(usual, lang), "top": str(ids[top]), "most": decimal(float(rate[top]), lang)}
    return words["caption"].format(**said, handled=words["handled"] if boss.any() else "")


def _top(busy: np.ndarray, rate: np.ndarray) -> int:
    """Find the agent with the highest rate; -1 where nobody handles tickets."""
    return int(np.argmax(np.where(busy, rate, -1))) if busy.any() else -1


def _number(ax: Axes, agent: int, x: float, y: float) -> None:
    """Write an agent's number above the dot."""
    ax.annotate(
        str(agent), (x, y), xytext=(0, 11), textcoords="offset points", ha="center", va="bottom",
        fontsize=style.TEXT, family=style.FAMILY, color=style.INK,
    )  # fmt: skip


def _reveal(
    tables: Result, ax: Axes, ids: np.ndarray, tickets: np.ndarray, loose: np.ndarray, lang: str
) -> str:
    """Ring the insiders and name them."""
    words, truth = WORDS[lang], tables.truth.arrow("agents")
    bad = np.isin(ids, column(truth, "agent_id")[~among(truth, "role", "honest")])
    if bad.any():
        ax.scatter(
            tickets[bad], loose[bad], s=330, facecolor="none", edgecolor=style.RED, linewidth=2.2, marker="s",
            label=words["insider"], zorder=2,
        )  # fmt: skip
    return words["reveal"].format(who=", ".join(map(str, ids[bad])) or words["nobody"])
