"""Harm against what honest people pay for less of it: the frontier of policies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..analysis.wording import amount, whole
from . import style
from .experiment.naming import words_of
from .experiment.words import number, shown
from .plots_effects import MARKS

if TYPE_CHECKING:
    from .experiment.compare import Experiment

HARM, COST = "n_victims", "n_turned_away"
SMALL = 1e-9
WORDS = {
    "en": {
        "axis": "{words}: difference from {base}",
        "caption": "{Harm} (less is better) against {cost}, both as difference from `{base}`, means over {n} pairs "
        "with {level} % intervals. Judged by the means, no arm beats {best} on both counts: along the line, less harm "
        "costs more (in brackets: both differences).",
        "beaten": " Hollow: another is at least as good on both and better on one ({names}).",
        "one": "{name} ({harm}; {cost})",
        "none": "Nothing to draw: one of the two outcomes was not counted.",
        "and": " and ",
    },
    "id": {
        "axis": "{words}: selisih dari {base}",
        "caption": "{Harm} (makin sedikit makin baik) terhadap {cost}, keduanya sebagai selisih dari `{base}`, "
        "rata-rata dari {n} pasang dengan rentang {level} persen. Menurut rata-rata, tidak ada lengan yang mengalahkan "
        "{best} pada keduanya: di sepanjang garis, kerugian yang lebih kecil lebih mahal (dalam kurung: "
        "kedua selisih).",
        "beaten": " Tanda kosong: ada lengan lain yang sama baik pada keduanya dan lebih baik pada salah satunya "
        "({names}).",
        "one": "{name} ({harm}; {cost})",
        "none": "Tidak ada yang dapat digambar: salah satu hasil tidak terhitung.",
        "and": " dan ",
    },
}


def frontier(made: Experiment, ax: Axes, lang: str = "en", harm: str = HARM, cost: str = COST) -> str:
    """Draw each arm as a point: what it saves upwards, what honest people pay to the right.

    Parameters
    ----------
    made : Experiment
    ax : Axes
    lang : {"en", "id"}
    harm, cost : str
        Outcomes of which less is better, such as ``n_victims`` or ``loss_rp`` against ``n_turned_away``,
        ``n_honest_refused`` or ``cost_rp``.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    style.dress(ax)
    words, base = WORDS[lang], made.plan.base
    table = _points(made, harm, cost)
    if table is None:
        style.nothing(ax, words["none"])
        return words["none"]
    best = unbeaten(table["harm"].to_numpy(), table["cost"].to_numpy())
    for place, (row, is_best) in enumerate(zip(table.to_dict("records"), best, strict=True)):
        _mark(ax, row, is_best, place)
    line = table[best].sort_values(["cost", "harm"], kind="stable")
    ax.plot(line["cost"], line["harm"], color=style.SOFT, lw=1.2, ls=(0, (4, 2)), zorder=1)
    _frame(ax, table, words, (harm, cost, base), lang)
    _names(ax, table, base)
    said = {
        "Harm": words_of(harm, lang)[:1].upper() + words_of(harm, lang)[1:],
        "cost": words_of(cost, lang),
        "base": base,
        "n": int(table["n"].max()),
        "level": number(100 * (1 - made.level), lang),
        "best": _listed(table[best], words, (harm, cost), lang),
    }
    text = words["caption"].format(**said)
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
    rows = [_point(made.plan.base)]
    for arm in made.plan.others:
        h, c = _row(made, harm, arm), _row(made, cost, arm)
        if not (h and c and h["n_pairs"] and c["n_pairs"]):
            return None
        ends = {f"{name}_{end}": r[end] for name, r in (("harm", h), ("cost", c)) for end in ("low", "high")}
        rows.append(_point(arm, h["difference"], c["difference"], int(h["n_pairs"]), **ends))
    return pd.DataFrame(rows)


def _row(made: Experiment, outcome: str, arm: str) -> dict[Any, Any]:
    table = made.differences
    rows = table[(table["outcome"] == outcome) & (table["arm"] == arm)].to_dict("records")
    return rows[0] if rows else {}


def _point(arm: str, harm: float = 0.0, cost: float = 0.0, n: int = 0, **ends: float) -> dict[str, Any]:
    return {"arm": arm, "harm": harm, "cost": cost, "n": n, **ends}


def _mark(ax: Axes, row: dict[Any, Any], is_best: bool, place: int) -> None:
    color = style.INK if not place else style.PALETTE[(place - 1) % 6]
    if place and math.isfinite(row["harm_low"]):
        for (low, high), flat in (
            ((row["cost_low"], row["cost_high"]), True),
            ((row["harm_low"], row["harm_high"]), False),
        ):
            x, y = ([low, high], [row["harm"]] * 2) if flat else ([row["cost"]] * 2, [low, high])
            ax.plot(x, y, color=color, lw=1.8, alpha=0.75, zorder=2)
    mark = "o" if not place else MARKS[(place - 1) % len(MARKS)]
    face = color if is_best else style.PAPER
    ax.plot([row["cost"]], [row["harm"]], marker=mark, ms=10, mfc=face, mec=color, mew=2, zorder=4)


def _frame(
    ax: Axes, table: pd.DataFrame, words: dict[str, str], names: tuple[str, str, str], lang: str
) -> None:
    harm, cost, base = names
    ax.set_xlabel(words["axis"].format(words=words_of(cost, lang), base=base))
    ax.set_ylabel(words["axis"].format(words=words_of(harm, lang), base=base))
    ax.axhline(0, color=style.RULE, lw=1, zorder=0)
    ax.axvline(0, color=style.RULE, lw=1, zorder=0)
    for axis, name in ((ax.xaxis, cost), (ax.yaxis, harm)):
        _axis(axis, name, lang)
    low, high = ax.get_xlim()
    ax.set_xlim(low - 0.02 * (high - low), high + 0.12 * (high - low))
    if not (table["cost"].abs().max() > SMALL):
        ax.set_xlim(-1, 1)


def _axis(axis: Any, name: str, lang: str) -> None:
    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    say = (
        amount
        if name.endswith("_rp")
        else (lambda v, at: whole(v, at) if abs(v) >= 10 else number(v + 0.0, at))
    )
    axis.set_major_formatter(FuncFormatter(lambda value, _: say(value, lang)))


def _names(ax: Axes, table: pd.DataFrame, base: str) -> None:
    """Name the points at their right, pushed apart where they stand close together."""
    fig = ax.get_figure(root=True)
    tall = ax.get_position().height * (fig.get_size_inches()[1] if fig else style.HEIGHT) * 72
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    places = style.apart([(v - low) / (high - low) * tall for v in table["harm"]], style.TEXT * 1.35, tall)
    for row, place in zip(table.to_dict("records"), places, strict=True):
        across = (row["cost"] - left) / (right - left) + 0.025
        is_right = across > 0.8
        ax.annotate(
            row["arm"], xy=(row["cost"], row["harm"]), xytext=(across - 0.05 * is_right, place / tall + 0.012),
            textcoords="axes fraction", fontsize=style.TEXT, family=style.FAMILY, color=style.INK, va="bottom",
            ha="right" if is_right else "left", zorder=5, parse_math=False,
            bbox={"boxstyle": "square,pad=0.1", "fc": style.PAPER, "ec": "none", "alpha": 0.8},
            arrowprops={"arrowstyle": "-", "color": style.RULE, "lw": 0.8, "shrinkA": 0, "shrinkB": 5},
        )  # fmt: skip


def _listed(table: pd.DataFrame, words: dict[str, str], names: tuple[str, str], lang: str) -> str:
    parts = [
        words["one"].format(
            name=f"`{row['arm']}`",
            harm=shown(names[0], row["harm"], lang),
            cost=shown(names[1], row["cost"], lang),
        )
        for row in table.sort_values(["cost", "harm"], kind="stable").to_dict("records")
    ]
    return words["and"].join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
