"""The pictures beside an experiment's report: effects, and harm against honest cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..core.catalogue import Words
from ..core.locale import UNITS, amount, number, signed, whole
from ..figures import style
from .page import shown
from .pairs import Experiment, by_kind, words_of


def pictures(made: Experiment, lang: str = "en") -> list[tuple[str, bytes, str]]:
    """Draw ``effects`` and ``frontier``, as file name, PNG and caption; nothing where no outcome has a meaning.

    Examples
    --------
    >>> from simkit.compare import compare
    >>> tiny = {"people.n_people": 500, "run.days": 2, "run.scale": 0.001, "run.tick_h": 24}
    >>> made = compare("baseline", {"cap1": ["cap:per_operator=1"]}, 3, settings=tiny)
    >>> [name for name, _, _ in pictures(made, "id")]
    ['effects.id.png', 'frontier.id.png']
    """
    if not {"harm", "honest", "cost"} <= by_kind(made.differences["outcome"].unique()).keys():
        return []
    one, ax = style.new_figure()
    caption = effects(made, ax, lang)
    both, (left, right) = style.two_beside(1.44)
    captions = frontier(made, left, lang), frontier(made, right, lang, cost="cost_rp")
    said = {"effects": (one, caption), "frontier": (both, " ".join(captions))}
    return [(f"{name}.{lang}.png", style.png(fig), text) for name, (fig, text) in said.items()]


# ---
# What each policy changes: effects in per cent of the base with their intervals (a forest plot).

CHOSEN = (
    "active_days", "n_victims", "loss_rp", "n_sold", "profit_rp", "n_honest_refused", "n_blocked_honest"
)  # fmt: skip
"""Outcomes that are drawn unless others are named."""
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
FURTHEST = 1.5
"""The axis ends at an effect of 150 per cent; what lies beyond is an arrow, and its figure stands beside it."""
ROW, HEAD = 0.30, 0.42
EFFECTS_WORDS = Words(__package__, "figures.effects_words")


def effects(made: Experiment, ax: Axes, lang: str = "en", outcomes: Sequence[str] = CHOSEN) -> str:
    """Draw each arm's effect on some outcomes, from top to bottom, with its interval, in per cent of the base.

    The caption that it returns is made from the plotted numbers.
    """
    style.dress(ax)
    words, base = EFFECTS_WORDS[lang], made.plan.base
    table = made.differences
    table = table[table["outcome"].isin(outcomes) & (table["n_pairs"] > 0)]
    drawn = table[np.isfinite(table["relative"])]
    if drawn.empty:
        text = words["none"].format(base=base)
        style.nothing(ax, text.replace("`", ""))
        return text
    order = [o for o in outcomes if o in set(drawn["outcome"])]
    style.room(ax, 10.5, 1.1 + HEAD * len(order) + ROW * len(drawn))
    y, across = 0.0, ax.get_yaxis_transform()
    for outcome in order:
        style.write(ax, 0, y, words_of(outcome, lang), transform=across, va="center", weight="bold")
        y -= 1
        for row in drawn[drawn["outcome"] == outcome].to_dict("records"):
            _row(ax, y, row, made.plan.others.index(row["arm"]), lang)
            y -= 1
        y -= 0.35
    _frame(ax, drawn, y, words["x"].format(base=base), lang)
    return _caption(made, table, drawn, order, lang)


def share_ends(row: Mapping[Any, Any]) -> tuple[float, float, float]:
    """Give an effect and the ends of its interval as shares of the base, bounded where nothing can lose more."""
    return row["relative"], row["relative_low"], row["relative_high"]


def _row(ax: Axes, y: float, row: Mapping[Any, Any], place: int, lang: str) -> None:
    mean, low, high = share_ends(row)
    color, mark = style.PALETTE[place % 6], MARKS[place % len(MARKS)]
    inside = [min(max(v, -FURTHEST), FURTHEST) for v in (low, high)]
    worlds = np.clip([row["relative_low_worlds"], row["relative_high_worlds"]], -FURTHEST, FURTHEST)
    if np.isfinite(worlds).all():
        ax.plot(worlds, [y, y], color=color, lw=7, alpha=0.25, solid_capstyle="butt", zorder=1)
    if math.isfinite(low):
        ax.plot(inside, [y, y], color=color, lw=2.2, solid_capstyle="butt", zorder=2)
        for end in (end for end, real in zip(inside, (low, high), strict=True) if end != real):
            ax.plot([end], [y], marker=">" if end > 0 else "<", color=color, ms=7, clip_on=False, zorder=3)
    if abs(mean) <= FURTHEST:
        face = color if row["is_clear"] else style.PAPER
        ax.plot([mean], [y], marker=mark, ms=8, mfc=face, mec=color, mew=1.8, zorder=4)
    said = {"mean": signed(mean, lang), "low": signed(low, lang), "high": signed(high, lang)}
    text = EFFECTS_WORDS[lang]["text"].format(**said) if math.isfinite(low) else said["mean"]
    across = ax.get_yaxis_transform()
    style.write(ax, 1.02, y, text, transform=across, va="center")
    style.write(ax, -0.02, y, row["arm"], transform=across, va="center", ha="right")


def _frame(ax: Axes, drawn: pd.DataFrame, bottom: float, label: str, lang: str) -> None:
    worlds = drawn[["relative_low_worlds", "relative_high_worlds"]].to_numpy(float)
    ends = np.hstack([[share_ends(row) for row in drawn.to_dict("records")], worlds])
    far = np.clip(ends[np.isfinite(ends)], -FURTHEST, FURTHEST)
    pad = 0.04 * max(far.max(initial=0.02) - far.min(initial=-0.02), 0.04)
    ax.set_xlim(far.min(initial=-0.02) - pad, far.max(initial=0.02) + pad)
    ax.set(ylim=(bottom + 0.6, 0.8), yticks=[], xlabel=label)
    ax.axvline(0, color=style.SOFT, lw=1.2, zorder=1)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 2.5, 5, 10]))
    mark = UNITS[lang]["percent_sign"]
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda v, _: number(100 * v, lang) + mark if abs(v) > 1e-9 else "0")
    )
    ax.grid(axis="x", color=style.RULE, lw=0.7)
    ax.set_axisbelow(True)


def _caption(
    made: Experiment, table: pd.DataFrame, drawn: pd.DataFrame, order: Sequence[str], lang: str
) -> str:
    words, base = EFFECTS_WORDS[lang], made.plan.base
    clear = drawn[drawn["is_clear"]]
    row = max((clear if len(clear) else drawn).to_dict("records"), key=lambda row: abs(row["relative"]))
    said = dict(zip(("mean", "low", "high"), (signed(v, lang) for v in share_ends(row)), strict=True))
    text = words["caption" if np.isfinite(drawn["low"]).any() else "no_interval"].format(
        base=base,
        n=int(drawn["n_pairs"].max()),
        level=number(100 * (1 - made.level), lang),
        clear=len(clear),
        all=len(drawn),
        words=words_of(row["outcome"], lang),
        arm=row["arm"],
        **said,
    )
    if len(clear) < len(drawn):
        text += words["unclear"]
    if made.world_seeds:
        text += words["worlds"]
    left = [o for o in dict.fromkeys(table["outcome"]) if o not in order]
    if left:
        text += words["zero"].format(base=base, names=", ".join(words_of(o, lang) for o in left))
    return text


# ---
# Harm against what honest people pay for less of it: the frontier of policies.

HARM, COST = "n_victims", "n_turned_away"
SMALL = 1e-9
FRONTIER_WORDS = Words(__package__, "figures.frontier_words")


def frontier(made: Experiment, ax: Axes, lang: str = "en", harm: str = HARM, cost: str = COST) -> str:
    """Draw each arm as a point: what it saves upwards, what honest people pay to the right.

    Of `harm` and `cost` less is better: ``n_victims`` or ``loss_rp`` against ``n_turned_away``, ``n_honest_refused``
    or ``cost_rp``. The caption that is returned is made from the plotted numbers.
    """
    style.dress(ax)
    words, base = FRONTIER_WORDS[lang], made.plan.base
    table = _points(made, harm, cost)
    if table is None:
        style.nothing(ax, words["none"])
        return words["none"]
    best = unbeaten(table["harm"].to_numpy(), table["cost"].to_numpy())
    for place, (row, is_best) in enumerate(zip(table.to_dict("records"), best, strict=True)):
        _mark(ax, row, is_best, place)
    line = table[best].sort_values(["cost", "harm"], kind="stable")
    ax.plot(line["cost"], line["harm"], color=style.SOFT, lw=1.2, ls=(0, (4, 2)), zorder=1)
    _frontier_frame(ax, table, words, (harm, cost, base), lang)
    _names(ax, table)
    text = words["caption"].format(
        Harm=words_of(harm, lang)[:1].upper() + words_of(harm, lang)[1:],
        cost=words_of(cost, lang),
        base=base,
        n=int(table["n"].max()),
        level=number(100 * (1 - made.level), lang),
        best=_listed(table[best], words, (harm, cost), lang),
    )
    if not best.all():
        text += words["beaten"].format(names=_listed(table[~best], words, (harm, cost), lang))
    return text


def unbeaten(harm: Sequence[float] | np.ndarray, cost: Sequence[float] | np.ndarray) -> np.ndarray:
    """Say which points no other beats: none is as good on both counts and better on one.

    Examples
    --------
    >>> unbeaten([0.0, -5.0, -2.0, -5.0], [0.0, 3.0, 4.0, 9.0]).tolist()
    [True, True, False, False]
    """
    h, c = np.asarray(harm, float), np.asarray(cost, float)
    as_good = (h[:, None] <= h + SMALL) & (c[:, None] <= c + SMALL)
    better = (h[:, None] < h - SMALL) | (c[:, None] < c - SMALL)
    return np.asarray(~(as_good & better).any(0))


def _points(made: Experiment, harm: str, cost: str) -> pd.DataFrame | None:
    known = {(row["outcome"], row["arm"]): row for row in made.differences.to_dict("records")}
    rows: list[dict[str, Any]] = [{"arm": made.plan.base, "harm": 0.0, "cost": 0.0, "n": 0}]
    for arm in made.plan.others:
        h, c = known.get((harm, arm)), known.get((cost, arm))
        if not (h and c and h["n_pairs"] and c["n_pairs"]):
            return None
        ends = {f"{name}_{end}": r[end] for name, r in (("harm", h), ("cost", c)) for end in ("low", "high")}
        rows.append({"arm": arm, "harm": h["difference"], "cost": c["difference"], "n": h["n_pairs"], **ends})
    return pd.DataFrame(rows)


def _mark(ax: Axes, row: dict[Any, Any], is_best: bool, place: int) -> None:
    color = style.PALETTE[(place - 1) % 6] if place else style.INK
    if place and math.isfinite(row["harm_low"]):
        line: dict[str, Any] = {"color": color, "lw": 1.8, "alpha": 0.75, "zorder": 2}
        ax.plot([row["cost_low"], row["cost_high"]], [row["harm"]] * 2, **line)
        ax.plot([row["cost"]] * 2, [row["harm_low"], row["harm_high"]], **line)
    mark = MARKS[(place - 1) % len(MARKS)] if place else "o"
    face = color if is_best else style.PAPER
    ax.plot([row["cost"]], [row["harm"]], marker=mark, ms=10, mfc=face, mec=color, mew=2, zorder=4)


def _frontier_frame(
    ax: Axes, table: pd.DataFrame, words: dict[str, str], names: tuple[str, str, str], lang: str
) -> None:
    harm, cost, base = names
    ax.axhline(0, color=style.RULE, lw=1, zorder=0)
    ax.axvline(0, color=style.RULE, lw=1, zorder=0)
    for axis, name in ((ax.xaxis, cost), (ax.yaxis, harm)):
        axis.set_label_text(words["axis"].format(words=words_of(name, lang), base=base))
        _axis(axis, name, lang)
    low, high = ax.get_xlim()
    ax.set_xlim(low - 0.02 * (high - low), high + 0.12 * (high - low))
    if not (table["cost"].abs().max() > SMALL):
        ax.set_xlim(-1, 1)


def _axis(axis: Any, name: str, lang: str) -> None:
    def said(value: float, _: Any) -> str:
        if name.endswith("_rp"):
            return amount(value, lang)
        return whole(value, lang) if abs(value) >= 10 else number(value + 0.0, lang)

    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(said))


def _names(ax: Axes, table: pd.DataFrame) -> None:
    """Name the points at their right, pushed apart where they stand close together."""
    left, right = ax.get_xlim()
    _, places = style.heights(ax, table["harm"].tolist())
    for row, place in zip(table.to_dict("records"), places, strict=True):
        across = (row["cost"] - left) / (right - left) + 0.025
        is_right = across > 0.8
        ax.annotate(
            row["arm"], xy=(row["cost"], row["harm"]), xytext=(across - 0.05 * is_right, place + 0.012),
            textcoords="axes fraction", fontsize=style.TEXT, family=style.FAMILY, color=style.INK, va="bottom",
            ha="right" if is_right else "left", zorder=5, parse_math=False,
            bbox={"boxstyle": "square,pad=0.1", "fc": style.PAPER, "ec": "none", "alpha": 0.8},
            arrowprops={"arrowstyle": "-", "color": style.RULE, "lw": 0.8, "shrinkA": 0, "shrinkB": 5},
        )  # fmt: skip


def _listed(table: pd.DataFrame, words: dict[str, str], names: tuple[str, str], lang: str) -> str:
    parts = []
    for row in table.sort_values(["cost", "harm"], kind="stable").to_dict("records"):
        harm, cost = shown(names[0], row["harm"], lang), shown(names[1], row["cost"], lang)
        parts.append(words["one"].format(name=f"`{row['arm']}`", harm=harm, cost=cost))
    return words["and"].join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
