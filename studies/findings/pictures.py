"""The pictures of the findings page, drawn from the stored study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simkit.compare.figures import MARKS, effects, frontier
from simkit.compare.pairs import DISPLACED
from simkit.core.catalogue import Words
from simkit.core.locale import decimal, percent
from simkit.figures import style
from simkit.measure.outcomes import ROUTE_NAMES, ROUTES

from .run import FOLLOWED, Curve, Study, curves_of, experiment_of

if TYPE_CHECKING:
    from simkit.compare.pairs import Experiment

# ---
# Where a ring goes when a route is closed: shares of what it came by, before and after, joined by
# bands.

COLORS = (style.BLUE, style.SKY, style.GREEN, style.ORANGE, style.YELLOW, style.PINK)
HATCHES = ("", "///", "...", "xx", "\\\\\\", "++")
BAR = 0.34
LEAST_SAID = 0.035
"""Parts below this share of the whole have no figure inside."""
WORDS = Words(__package__, "pictures.words")
SAID = Words(__package__, "page.said")


def displacement(made: Experiment, ax: Axes, lang: str = "en", arms: Sequence[str] = ()) -> str:
    """Draw the shares of the routes under the base and under arms, joined by bands.

    The whole is what the base came by, so that what is no longer made can be seen. Only shares are shown, and no
    band says that a number "went over": a run knows what was made, not what would have been.

    Parameters
    ----------
    made : Experiment
    ax : Axes
    lang : {"en", "id"}
    arms : sequence of str
        From left to right after the base; all unless named.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    style.dress(ax)
    words, base = WORDS[lang], made.plan.base
    chosen = tuple(arms) or made.plan.others
    shares = shares_of(made, chosen)
    if not np.isfinite(shares).all():
        text = words["none"].format(base=base)
        style.nothing(ax, text.replace("`", ""))
        return text
    style.room(ax, 3.6 + 2.4 * (1 + len(chosen)), 5.6)
    tops = np.cumsum(shares, axis=1)
    for j, _route in enumerate(ROUTES):
        low, high = tops[:, j] - shares[:, j], tops[:, j]
        _bands(ax, low, high, COLORS[j])
        for i in range(len(shares)):
            ax.bar(
                i,
                shares[i, j],
                BAR,
                bottom=low[i],
                color=COLORS[j],
                hatch=HATCHES[j],
                edgecolor=style.INK,
                lw=0.6,
            )
            if shares[i, j] >= LEAST_SAID:
                _say(ax, i, (low[i] + high[i]) / 2, percent(shares[i, j], lang, 1))
    for i in range(1, len(shares)):
        _gone(ax, i, tops[i, -1], words["gone"], lang)
    _frame(ax, shares, (base, *chosen), words["y"].format(base=base), lang)
    return (
        " ".join(_said(made, shares, i + 1, arm, lang) for i, arm in enumerate(chosen))
        + " "
        + words["shares"]
    )


def shares_of(made: Experiment, arms: Sequence[str]) -> np.ndarray:
    """Give what base and arms come by on each route, as shares of all the base comes by (shape (1 + arms, routes))."""
    names = [f"n_made_{route}" for route in ROUTES]
    table = made.differences[made.differences["outcome"].isin(names)]
    if not set(names) <= set(table["outcome"]):
        return np.full((1 + len(arms), len(ROUTES)), np.nan)
    wide = table.pivot_table(index="outcome", columns="arm", values=["base", "arm_mean"]).reindex(names)
    first = arms[0] if arms else made.plan.others[0]
    counts = np.array([wide["base"][first], *(wide["arm_mean"][arm] for arm in arms)], dtype=float)
    return np.asarray(counts / (counts[0].sum() or np.nan))


def _bands(ax: Axes, low: np.ndarray, high: np.ndarray, color: str) -> None:
    x = np.linspace(0, 1, 40)
    ease = x**2 * (3 - 2 * x)
    for i in range(len(low) - 1):
        a, b = low[i] + (low[i + 1] - low[i]) * ease, high[i] + (high[i + 1] - high[i]) * ease
        ax.fill_between(i + BAR / 2 + x * (1 - BAR), a, b, color=color, alpha=0.28, lw=0)


def _gone(ax: Axes, place: int, top: float, text: str, lang: str) -> None:
    if top >= 1 - LEAST_SAID:
        return
    ax.bar(place, 1 - top, BAR, bottom=top, color=style.PAPER, edgecolor=style.SOFT, lw=1.0, ls=(0, (3, 2)))
    _say(ax, place, (1 + top) / 2, f"{text}\n{percent(1 - top, lang, 1)}" if 1 - top > 0.12 else "")


def _say(ax: Axes, x: float, y: float, text: str) -> None:
    box = {"boxstyle": "square,pad=0.12", "fc": style.PAPER, "ec": "none", "alpha": 0.88}
    style.write(ax, x, y, text, ha="center", va="center", bbox=box if text else None, zorder=5)


def _frame(ax: Axes, shares: np.ndarray, names: Sequence[str], label: str, lang: str) -> None:
    ax.set_xticks(range(len(names)), names)
    ax.set_ylim(0, max(1.0, float(shares.sum(1).max())))
    ax.set_xlim(-0.3, len(names) - 1 + 0.3)
    ax.set_ylabel(label)
    ax.tick_params(axis="x", length=0)
    ax.yaxis.set_major_formatter(lambda v, _: f"{100 * v:.0f}")
    mid = np.cumsum(shares[-1]) - shares[-1] / 2
    mark = zip(mid, ROUTES, COLORS, strict=True)
    style.end_labels(ax, [(float(y), ROUTE_NAMES[lang][route], color) for y, route, color in mark])


def _said(made: Experiment, shares: np.ndarray, place: int, arm: str, lang: str) -> str:
    words = WORDS[lang]
    moved = shares[place] - shares[0]
    down, up = int(np.argmin(moved)), int(np.argmax(moved))
    names = [ROUTE_NAMES[lang][route] for route in ROUTES]
    said = {"base": made.plan.base, "arm": arm, "made": percent(shares[place].sum(), lang, 1)}
    for word, j in (("down", down), ("up", up)):
        said |= {
            word: names[j],
            f"{word}_before": percent(shares[0, j], lang, 1),
            f"{word}_after": percent(shares[place, j], lang, 1),
        }
    text = words["caption" if moved.max() >= 0.01 else "shrunk" if moved.min() <= -0.01 else "still"].format(
        **said
    )
    table = made.differences
    found = table.loc[(table["outcome"] == DISPLACED) & (table["arm"] == arm), "difference"].to_numpy(float)
    if len(found) and np.isfinite(found[0]):
        text += words["moved"].format(share=percent(float(found[0]), lang, 1))
    return text.strip()


# ---

FOLDER = "img/findings"
NAMES = ("effects", "frontier", "displacement", "lives")


def draw(study: Study, lang: str) -> Iterator[tuple[str, Figure, str]]:
    """Draw every picture of the page.

    Parameters
    ----------
    study : dict
    lang : {"en", "id"}

    Yields
    ------
    name, figure, caption
    """
    words = SAID[lang]
    lab = experiment_of(study["trials"]["policies"], worlds=study.get("worlds", {}).get("policies"))
    fig, ax = style.new_figure()
    yield "effects", fig, effects(lab, ax, lang)
    fig, (left, right) = style.two_beside(1.45)
    yield "frontier", fig, _both(frontier(lab, left, lang), frontier(lab, right, lang, cost="cost_rp"), words)
    fig, (left, right) = style.two_beside(1.6)
    habit = experiment_of(study["trials"]["habit"])
    said = displacement(habit, left, lang, ("face",)), displacement(lab, right, lang, ("face",))
    for ax, name in ((left, "habit"), (right, "answers")):
        ax.set_title(words[name], fontsize=style.TITLE, family=style.FAMILY, color=style.INK)
    names = [f"{words[name]}. {text}" for name, text in zip(("habit", "answers"), said, strict=True)]
    yield "displacement", fig, _both(names[0], names[1], words)
    fig, axes = style.two_beside(1.6)
    made = [
        survival_arms(curves_of(study["lives"][what]), ax, lang, what)
        for ax, what in zip(axes, FOLLOWED, strict=True)
    ]
    yield "lives", fig, _both(made[0], made[1], words)


def _both(left: str, right: str, words: dict[str, str]) -> str:
    return words["left"] + left + words["right"] + right


# ---
# How long a number lives under each policy: Kaplan-Meier by arm, over paired runs.


LINES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1)), (0, (6, 2, 1, 2)), (0, (1, 2)), (0, (8, 2, 2, 2)))
LIVES_WORDS = Words(__package__, "lives.words")


def survival_arms(curves: Sequence[Curve], ax: Axes, lang: str = "en", what: str = "use") -> str:
    """Draw the share of sold numbers that still live, by days since the sale, one line an arm.

    Parameters
    ----------
    curves : sequence of Curve
        From `follow`.
    ax : Axes
    lang : {"en", "id"}
    what : {"use", "account", "sim"}
        What `follow` was asked for.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    style.dress(ax)
    words = LIVES_WORDS[lang]
    some = [c for c in curves if c.n]
    if not some:
        style.nothing(ax, str(words["none"]))
        return str(words["none"])
    last = max(1.0, min(c.end for c in some))
    ends = []
    for i, one in enumerate(some):
        color = style.INK if not i else style.PALETTE[(i - 1) % 6]
        steps = [(t, s) for t, s in zip(one.times, one.share, strict=True) if t <= last]
        x, y = [*(t for t, _ in steps), last], [*(s for _, s in steps), steps[-1][1]]
        ax.step(x, y, where="post", color=color, linestyle=LINES[i % len(LINES)], linewidth=2.2)
        marks = np.linspace(0, last, 8)[1:-1] + last * 0.012 * i
        how: dict[str, Any] = {"color": color, "marker": MARKS[i % len(MARKS)], "markersize": 7}
        ax.plot(marks, [one.at(m) for m in marks], linestyle="none", **how)
        ends.append((y[-1], f"{one.arm}: {percent(y[-1], lang)}", color))
    ax.set(xlim=(0, last), ylim=(0, 1.02), xlabel=words["x"], ylabel=words[what])
    style.share_axis(ax.yaxis, lang)
    style.count_axis(ax.xaxis, lang)
    style.end_labels(ax, ends)
    return _lives_caption(some, min(30, int(last)), what, lang)


def _lives_caption(some: Sequence[Curve], day: int, what: str, lang: str) -> str:
    words = LIVES_WORDS[lang]
    each = [words["each"].format(name=f"`{c.arm}`", share=percent(c.at(day), lang), n=c.n) for c in some]
    medians = [
        words["median" if np.isfinite(c.median) else "longer"].format(
            name=f"`{c.arm}`", days=decimal(c.median, lang)
        )
        for c in some
    ]
    return str(words["caption"]).format(
        runs=some[0].runs, what=words[what], day=day, each=", ".join(each), medians=", ".join(medians)
    )
