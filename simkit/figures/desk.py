"""The desk: look-ups without a ticket against tickets handled, one dot an agent."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ..core.catalogue import Words
from ..core.locale import decimal, whole
from ..measure.outcomes import Result, says
from . import style
from .reader import column

WORDS = Words(__package__, "desk.words")


def lookups_against_tickets(tables: Result, ax: Axes, lang: str = "en") -> str:
    """Draw one mark an agent: look-ups that name no ticket, against tickets handled; no truth is read.

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
    for mask, name, mark, color in (
        (~boss, words["agent"], "o", style.BLUE),
        (boss, words["supervisor"], "^", style.ORANGE),
    ):
        ax.scatter(
            tickets[mask], loose[mask], s=95, marker=mark, facecolor=color, edgecolor=style.INK, linewidth=1,
            label=name, zorder=3,
        )  # fmt: skip
    top_x, top_y = max(float(tickets.max()), 1) * 1.1, max(float(loose.max()), 1) * 1.15
    said = {"n": whole((~boss).sum(), lang), "s": whole(boss.sum(), lang), "looks": whole(loose.sum(), lang)}
    caption = words["only"].format(**said)
    busy = ~boss & (tickets > 0)
    if busy.any():
        rate = np.divide(100.0 * loose, tickets, out=np.zeros(len(ids)), where=tickets > 0)
        usual, top = float(np.median(rate[busy])), int(np.argmax(np.where(busy, rate, -1)))
        far = min(top_x, top_y / max(usual / 100, 1e-9))
        ax.plot([0, far], [0, far * usual / 100], color=style.SOFT, linestyle="--", label=words["line"])
        ax.annotate(
            str(ids[top]), (tickets[top], loose[top]), xytext=(0, 11), textcoords="offset points", ha="center",
            va="bottom", fontsize=style.TEXT, family=style.FAMILY, color=style.INK,
        )  # fmt: skip
        said |= {"rate": decimal(usual, lang), "top": str(ids[top]), "most": decimal(float(rate[top]), lang)}
        caption = words["caption"].format(**said, handled=words["handled"] if boss.any() else "")
    ax.set(xlim=(-0.03 * top_x, top_x), ylim=(0, top_y), xlabel=words["x"], ylabel=words["y"])
    style.count_axis(ax.xaxis, lang)
    style.count_axis(ax.yaxis, lang)
    style.legend(ax, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
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
    return ids, tickets, np.bincount(loose, minlength=most)[ids], says(agents, "position", "supervisor")
