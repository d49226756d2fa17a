"""Pairs of runs: the same dots without and with their twins, and where a ring goes that answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simkit.compare.page import shown
from simkit.compare.pairs import words_of
from simkit.core.catalogue import Words
from simkit.core.locale import percent, whole
from simkit.figures import style
from simkit.measure.outcomes import ROUTE_NAMES, ROUTES

if TYPE_CHECKING:
    from simkit.compare.experiment import Experiment

WORDS: dict[str, dict[str, str]] = Words(__package__, "figures.words")


def pivoted(made: Experiment, outcome: str) -> pd.DataFrame:
    """Give one outcome with a row a seed and a column an arm."""
    table = made.outcomes
    return table[table["outcome"] == outcome].pivot_table(index="seed", columns="arm", values="value")


def unpaired(one: np.ndarray, other: np.ndarray) -> tuple[float, float, float]:
    """Give the difference of two means with its 95 % interval, as if no two runs belonged together.

    >>> [round(v, 1) for v in unpaired(np.array([1.0, 2, 3]), np.array([2.0, 3, 4]))]
    [1.0, -1.3, 3.3]
    """
    from scipy.special import stdtrit  # noqa: PLC0415

    n, m = len(one), len(other)
    pooled = ((n - 1) * one.var(ddof=1) + (m - 1) * other.var(ddof=1)) / (n + m - 2)
    half = float(stdtrit(n + m - 2, 0.975) * np.sqrt(pooled * (1 / n + 1 / m)))
    mean = float(other.mean() - one.mean())
    return mean, mean - half, mean + half


def pairs(made: Experiment, ax: Axes, lang: str = "en", *, arm: str, outcome: str = "n_reached") -> str:
    """Draw an outcome of the base and of an arm twice: as loose dots, and as lines within a seed."""
    words, base = WORDS[lang], made.plan.base
    table = pivoted(made, outcome)[[base, arm]].dropna()
    found = made.differences.query("outcome == @outcome and arm == @arm").iloc[0]
    one, other = (table[name].to_numpy(float) for name in (base, arm))
    loose = unpaired(one, other)
    tight = tuple(float(found[name]) for name in ("difference", "low", "high"))
    left, right = _halves(ax)
    _dots(left, one, other)
    for a, b in zip(one, other, strict=True):
        right.plot([0, 1], [a, b], color=style.SOFT, lw=1.6, zorder=1)
    right.plot(np.zeros(len(one)), one, "o", color=style.BLUE, ms=9, zorder=3)
    right.plot(np.ones(len(other)), other, "s", color=style.RED, ms=9, zorder=3)
    for side, name, ends in ((left, "apart", loose), (right, "paired", tight)):
        _side(side, words, name, [shown(outcome, v, lang) for v in ends], (base, arm))
    left.set_ylabel(words_of(outcome, lang))
    left.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    left.yaxis.set_major_formatter(FuncFormatter(lambda v, _: shown(outcome, v, lang)))
    holds = loose[1] <= 0 <= loose[2]
    return words["caption"].format(
        Words=_capital(words_of(outcome, lang)),
        n=len(table),
        base=base,
        arm=arm,
        mean=shown(outcome, loose[0], lang),
        apart_low=shown(outcome, loose[1], lang),
        apart_high=shown(outcome, loose[2], lang),
        holds=words["holds" if holds else "leaves"],
        fewer=int((other < one).sum()),
        low=shown(outcome, tight[1], lang),
        high=shown(outcome, tight[2], lang),
    )


def _halves(ax: Axes) -> tuple[Axes, Axes]:
    fig = ax.get_figure(root=True)
    assert isinstance(fig, Figure)
    ax.remove()
    left, right = fig.subplots(1, 2, sharey=True)
    for side in (left, right):
        style.dress(side)
    return left, right


def _dots(ax: Axes, one: np.ndarray, other: np.ndarray) -> None:
    for place, (values, mark, color) in enumerate(((one, "o", style.BLUE), (other, "s", style.RED))):
        aside = 0.09 * ((np.arange(len(values)) * 2) % 5 - 2) / 2
        ax.plot(place + aside, values, mark, color=color, ms=9, zorder=3)
        ax.plot([place - 0.25, place + 0.25], [values.mean()] * 2, color=color, lw=2.0, zorder=2)


def _side(ax: Axes, words: Mapping[str, str], name: str, ends: list[str], arms: tuple[str, str]) -> None:
    ax.set_title(words[name], fontsize=style.TEXT, family=style.FAMILY, color=style.INK)
    ax.set_xlim(-0.5, 1.5)
    ax.set_xticks([0, 1], list(arms))
    ax.margins(y=0.12)
    said = words["range"].format(mean=ends[0], low=ends[1], high=ends[2])
    ax.set_xlabel(said, fontsize=style.TEXT, family=style.FAMILY, color=style.INK, weight="bold")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def routes_moved(tables: Mapping[str, Experiment], ax: Axes, lang: str = "en", *, arm: str) -> str:
    """Draw what an arm changes on each way: for a ring that carries on as before, and for one that answers.

    - ``tables`` (mapping): The experiments ``static`` and ``answering``.
    """
    words = WORDS[lang]
    moved = pd.DataFrame({name: _by_route(made, arm) for name, made in tables.items()})
    moved = moved[(moved.abs() > 0.5).any(axis=1)].sort_values("static", ascending=False)
    at = np.arange(len(moved))
    looks: tuple[tuple[str, float, dict[str, Any]], ...] = (
        ("static", 0.19, {"facecolor": style.PAPER, "edgecolor": style.SOFT, "hatch": "///"}),
        ("answering", -0.19, {"facecolor": style.RED, "edgecolor": style.RED}),
    )
    for name, aside, look in looks:
        ax.barh(at + aside, moved[name], height=0.34, label=words[name], zorder=2, **look)
        _write_changes(ax, at + aside, moved[name], _by_route(tables[name], arm, "base")[moved.index], lang)
    least, most = min(0.0, float(moved.min().min())), max(0.0, float(moved.max().max()))
    # What is lost is written with its share, which takes more room than what is gained.
    ax.set_xlim(least - 0.36 * (most - least) * (least < 0), most + 0.12 * (most - least))
    ax.axvline(0, color=style.INK, lw=1.2, zorder=3)
    ax.set_yticks(at, [ROUTE_NAMES[lang][route] for route in moved.index])
    ax.set_xlabel(words["made"].format(arm=arm, base=tables["answering"].plan.base))
    style.dress(ax)
    ax.spines["left"].set_visible(False)
    style.legend(ax, loc="best")
    style.count_axis(ax.xaxis, lang)
    said = {
        "arm": arm,
        **_told(tables, "answering", "", arm, lang),
        **_told(tables, "static", "static_", arm, lang),
    }
    gains = moved["answering"][moved["answering"] > 0.5]
    said["most"] = ROUTE_NAMES[lang][str(gains.idxmax())] if len(gains) else words["nowhere"]
    return words["routes"].format(**said)


def _write_changes(ax: Axes, places: np.ndarray, change: pd.Series, had: pd.Series, lang: str) -> None:
    """Write each bar's change at its end; where something is lost, also its share of what there was."""
    for place, value, base in zip(places, change, had, strict=True):
        text = ("+" if round(value) > 0 else "") + whole(round(value), lang)
        if value <= -0.5:
            text += f" ({percent(round(-value / base, 2), lang, None)})"
        away = (4, "left") if value >= 0 else (-4, "right")
        ax.annotate(text, (value, place), (away[0], 0), textcoords="offset points", va="center", ha=away[1],
                    fontsize=style.TEXT, family=style.FAMILY, color=style.INK)  # fmt: skip


def _by_route(made: Experiment, arm: str, column: str = "difference") -> pd.Series:
    rows = made.differences[made.differences["arm"] == arm].set_index("outcome")[column]
    return pd.Series({route: float(rows[f"n_made_{route}"]) for route in ROUTES})


def _told(tables: Mapping[str, Experiment], name: str, before: str, arm: str, lang: str) -> dict[str, str]:
    """Say what was lost and found elsewhere; the share is the kit's own, the mean of the pairs' shares."""
    change, found = _by_route(tables[name], arm), tables[name].differences
    lost, won = -change[change < 0].sum(), change[change > 0].sum()
    moved = float(found.loc[found["outcome"].eq("displaced") & found["arm"].eq(arm), "difference"].iloc[0])
    share = "-" if np.isnan(moved) else percent(round(moved, 2), lang, None)
    return {
        f"{before}lost": whole(round(lost), lang),
        f"{before}won": whole(round(won), lang),
        f"{before}share": share,
    }
