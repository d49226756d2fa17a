"""A leak traced back: two funnels, from everybody to one person and from all look-ups to one; and three yardsticks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simkit.core.catalogue import Words
from simkit.core.locale import decimal, whole
from simkit.engine.actors.insider import InsiderParameters
from simkit.figures import style

if TYPE_CHECKING:
    from simkit.detect.detectors.base import Ranking

WORDS: dict[str, dict[str, Any]] = Words(__package__, "figures.words")
GAP, THICK, SHORTEST = 13.5, 0.36, 0.25
PALE = "#DCEAF5"
NEVER = 100
"""Where the height of a seller stands whom a rule does not see in sixty days."""
ROWS = ("by_volume", "without_ticket", "unexplained")
MARKS: dict[str, dict[str, Any]] = {
    "agent": {"marker": "o", "s": 75, "c": style.SKY, "zorder": 2},
    "supervisor": {"marker": "^", "s": 85, "c": style.ORANGE, "zorder": 2},
    "seller": {"marker": "s", "s": 105, "c": style.RED, "zorder": 3},
}


def two_funnels(counts: tuple[Mapping[str, int], Mapping[str, int]], ax: Axes, lang: str = "en") -> str:
    """Draw how everybody narrows down to one person, and all look-ups down to one.

    - ``counts`` (two mappings of str to int): People left after each clue, and look-ups left after each
      question; both begin with "all".
    """
    words, told = WORDS[lang], []
    style.room(ax, 10.5, 6.2)
    for at, (kind, left) in enumerate(zip(("people", "looks"), counts, strict=True)):
        centre, said = at * GAP, []
        style.write(ax, centre, 0.95, words[("who", "looks")[at]], style.TITLE, ha="center", weight="bold")
        longs = [SHORTEST + 2 * float(np.log10(max(n, 1))) for n in left.values()]
        for level, (wide, narrow) in enumerate(pairwise(longs)):
            edges = (-level - THICK / 2, -level - 1 + THICK / 2)
            ax.fill_betweenx(edges, [centre - wide / 2, centre - narrow / 2],
                             [centre + wide / 2, centre + narrow / 2], color=PALE, linewidth=0)  # fmt: skip
        for level, (name, n) in enumerate(left.items()):
            long = longs[level]
            is_last = level == len(left) - 1
            ax.barh(-level, long, THICK, centre - long / 2, color=style.RED if is_last else style.BLUE,
                    edgecolor=style.INK, hatch="///" if is_last else "")  # fmt: skip
            text = f"{whole(n, lang)} {words.get(f'{kind}_{name}', words.get(name, name))}"
            style.write(ax, centre, -level + 0.3, text, style.TEXT + 1, ha="center", va="bottom")
            said.append(text)
        told.append(", ".join(said))
    lowest = max(len(left) for left in counts)
    ax.set(xlim=(-GAP * 0.5, GAP * 1.5), ylim=(-lowest + 0.6, 1.35), xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    return str(words["funnels"]).format(people=told[0], looks=told[1])


def three_yardsticks(
    lists: Mapping[str, Ranking],
    ax: Axes,
    lang: str = "en",
    *,
    agents: pd.DataFrame,
    sellers: Collection[int],
) -> str:
    """Draw the same agents in three rows, one a yardstick: where do the sellers stand?

    - ``lists`` (mapping of str to Ranking): ``by_volume``, ``without_ticket``, ``unexplained``.
    - ``agents`` (DataFrame): Observed: ``agent_id``, ``position``.
    - ``sellers`` (collection of int): Agents who sell, known only to the simulator.
    """
    words = WORDS[lang]
    ids = np.sort(agents["agent_id"].to_numpy())
    boss = agents.set_index("agent_id")["position"].astype(str).reindex(ids).eq("supervisor").to_numpy()
    bad = np.isin(ids, list(sellers))
    lift = 0.5 * ((np.arange(len(ids)) * 0.618) % 1 - 0.5)
    for row, name in enumerate(ROWS):
        score = lists[name].table.set_index("entity_id")["score"].reindex(ids).to_numpy(float)
        x, y = score / max(float(np.nanmax(score)), 1e-12), -row + lift
        for is_here, kind in ((~boss & ~bad, "agent"), (boss & ~bad, "supervisor"), (bad, "seller")):
            ax.scatter(x[is_here], y[is_here], edgecolors=style.INK, linewidths=0.9,
                       label=None if row else words[kind], **MARKS[kind])  # fmt: skip
        ax.axhline(-row - 0.5, color=style.RULE, linewidth=0.8)
    ax.set_yticks([0, -1, -2], [words["by_volume"], words["without"], words["unexplained"]])
    ax.set(xlim=(-0.03, 1.04), ylim=(-2.5, 0.55), xlabel=words["x"])
    style.decimal_axis(ax.xaxis, lang)
    style.dress(ax)
    style.legend(ax, loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=3)
    spots = {name: _places(lists[name], sellers, words) for name in ROWS}
    return str(words["yardsticks"]).format(n=whole(len(ids), lang), s=whole(int(bad.sum()), lang), **spots)


def _places(made: Ranking, who: Collection[int], words: Mapping[str, Any]) -> str:
    ranks = made.table.set_index("entity_id")["rank"].reindex(list(who)).sort_values()
    return str(words["and"].join(str(words["place"]).format(p=int(r)) for r in ranks))


def seller_trade_off(table: pd.DataFrame, ax: Axes, lang: str = "en") -> str:
    """Draw on which day two rules see a seller, by how much he looks up to sell; lines: by when half are seen.

    - ``table`` (DataFrame): What `trade_off` gives.
    """
    words, price = WORDS[lang], InsiderParameters().price_per_record_rp
    table = table.assign(day=table["day"].fillna(NEVER))
    n = table.groupby("share")["n_sold"].mean().round()
    half = table.groupby(["rule", "share"])["day"].quantile(0.5, "higher")
    marks = (("by_volume", style.ORANGE, "o", -0.1), ("unexplained", style.BLUE, "s", 0.1))
    for rule, color, marker, aside in marks:
        some = table[table["rule"] == rule]
        x = n.index.get_indexer(some["share"]) + aside + 0.12 * ((np.arange(len(some)) * 0.618) % 1 - 0.5)
        ax.scatter(x, some["day"], s=55, c=color, marker=marker, alpha=0.7, edgecolors=style.INK)
        ax.plot(np.arange(len(n)) + aside, half[rule], color=color, marker=marker, linewidth=2.2,
                label=words[f"rule_{rule}"])  # fmt: skip
    shares = [f"{decimal(s, lang, int(s < 1))} %" for s in n.index]
    money = [f"\n{whole(k, lang)}\nRp{whole(price * k, lang)}" for k in n]
    ax.set_xticks(range(len(n)), [s + m for s, m in zip(shares, money, strict=True)])
    ax.set(yscale="log", ylim=(0.85, NEVER * 1.2), xlabel=words["sold"], ylabel=words["seen_on"])
    ax.set_yticks([1, 2, 5, 10, 20, 60, NEVER], ["1", "2", "5", "10", "20", "60", words["never"]])
    ax.minorticks_off()
    style.dress(ax)
    style.legend(ax, loc="upper right", bbox_to_anchor=(1, 0.92))
    days = ([whole(d, lang) if d < NEVER else words["never"] for d in half[rule]] for rule, *_ in marks)
    told = "; ".join(f"{s}: {a} / {b}" for s, a, b in zip(shares, *days, strict=True))
    return str(words["trade_off"]).format(n=len(table) // half.size, told=told)
