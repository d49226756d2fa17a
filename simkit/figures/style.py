"""How every figure looks: a palette that works for colour-blind eyes, text of at least 11 points, no global state."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from matplotlib import dates, ticker
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from ..core.catalogue import Words
from ..core.locale import UNITS, decimal, whole

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
"""Okabe and Ito's eight colours. Source: okabe-ito."""
BLUE, ORANGE, GREEN, RED, PINK, SKY, YELLOW, BLACK = PALETTE
INK, SOFT, RULE, PAPER = "#1A1A1A", "#4D4D4D", "#C8C8C8", "#FFFFFF"
"""Text, secondary text, thin lines, background: both kinds of text have a contrast of more than 4.5 to 1."""
TEXT, TITLE, FAMILY = 11.0, 13.0, "DejaVu Sans"
WIDTH, HEIGHT, DPI = 9.6, 5.4, 120
MONTHS = Words(__package__, "style.months")


def new_figure(width: float = WIDTH, height: float = HEIGHT) -> tuple[Figure, Axes]:
    """Make a figure [inches] with one Axes in the kit's style; pyplot does not know of it.

    Examples
    --------
    >>> fig, ax = new_figure()
    >>> ax.set_xlabel("days").get_fontsize() >= 11
    True
    """
    fig = Figure(figsize=(width, height), dpi=DPI, layout="constrained", facecolor=PAPER)
    FigureCanvasAgg(fig)
    ax = fig.add_subplot()
    dress(ax)
    return fig, ax


def dress(ax: Axes) -> None:
    """Give an Axes the palette, the text sizes and the colours of the kit, wherever it comes from."""
    ax.set_prop_cycle(color=list(PALETTE))
    ax.set_facecolor(PAPER)
    ax.tick_params(labelsize=TEXT, labelcolor=INK, color=SOFT, labelfontfamily=FAMILY)
    for label in (ax.xaxis.label, ax.yaxis.label, ax.title):
        label.set(fontsize=TITLE if label is ax.title else TEXT, color=INK, family=FAMILY)
    for name, spine in ax.spines.items():
        spine.set_edgecolor(SOFT)
        spine.set_visible(name in ("left", "bottom"))


def two_beside(width: float) -> tuple[Figure, tuple[Axes, Axes]]:
    """Make a figure with two Axes beside each other, so many usual widths wide."""
    fig, ax = new_figure(width * WIDTH, HEIGHT)
    fig.delaxes(ax)
    left, right = fig.subplots(1, 2)
    return fig, (left, right)


def below(ax: Axes, *ratios: int) -> list[Axes]:
    """Put further Axes under one, with the same x axis; the ratios of all heights, from the top."""
    parts = ax.get_subplotspec().subgridspec(len(ratios), 1, height_ratios=ratios)  # type: ignore[union-attr]
    ax.set_subplotspec(parts[0])
    others = [ax.figure.add_subplot(parts[i], sharex=ax) for i in range(1, len(ratios))]
    for one in (ax, *others):
        dress(one)
    for one in (ax, *others[:-1]):
        one.tick_params(labelbottom=False)
    return others


def room(ax: Axes, width: float, height: float) -> None:
    """Make the figure at least so large [inches], where the Axes has it for itself, so that its text fits."""
    fig = ax.get_figure(root=True)
    if fig is not None and len(fig.axes) == 1:
        now = fig.get_size_inches()
        fig.set_size_inches(max(now[0], width), max(now[1], height))


def write(ax: Axes, x: float, y: float, text: str, size: float = TEXT, **more: Any) -> Text:
    """Write a text into an Axes, in the kit's letters and colour; dollar signs are no formulas."""
    look: dict[str, Any] = {"fontsize": size, "family": FAMILY, "color": INK, "parse_math": False}
    return ax.text(x, y, text, **(look | more))


def nothing(ax: Axes, text: str) -> None:
    """Say in the middle of an empty Axes that there is nothing to draw; a figure of its own becomes low."""
    fig = ax.get_figure(root=True)
    if fig is not None and len(fig.axes) == 1:
        fig.set_size_inches(fig.get_size_inches()[0], 1.6)
    ax.set_axis_off()
    write(ax, 0.5, 0.5, text, TITLE, transform=ax.transAxes, ha="center", va="center", wrap=True)


def legend(ax: Axes, **more: Any) -> None:
    """Put a legend without a frame into an Axes."""
    said = {"frameon": False, "labelcolor": INK, "prop": {"family": FAMILY, "size": TEXT}}
    ax.legend(**(said | more))


def count_axis(axis: Any, lang: str) -> None:
    """Write an axis of counts with the language's mark for thousands, and only whole numbers."""
    axis.set_major_locator(ticker.MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: whole(value, lang)))


def share_axis(axis: Any, lang: str) -> None:
    """Write an axis of shares in per cent, with the language's sign."""
    mark = UNITS[lang]["percent_sign"]
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{100 * value:.0f}{mark}"))


def decimal_axis(axis: Any, lang: str, digits: int = 1) -> None:
    """Write an axis of numbers with decimals, with the language's mark before them."""
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: decimal(value, lang, digits)))


def date_axis(ax: Axes, lang: str) -> None:
    """Write the x axis as dates with the language's months."""

    def said(value: float, place: int | None) -> str:
        day = dates.num2date(value)
        year = f"\n{day.year}" if place == 0 or day.timetuple().tm_yday <= 31 else ""
        return f"{day.day} {MONTHS[lang][day.month - 1]}{year}"

    ax.xaxis.set_major_locator(dates.AutoDateLocator(minticks=3, maxticks=7))
    ax.xaxis.set_major_formatter(ticker.FuncFormatter(said))


def heights(ax: Axes, values: Sequence[float]) -> tuple[list[float], list[float]]:
    """Give the heights of some y values [share of the Axes], and those of their names, which never overlap."""
    fig = ax.get_figure(root=True)
    tall = ax.get_position().height * (fig.get_size_inches()[1] if fig else HEIGHT) * 72
    low, high = ax.get_ylim()
    true = [(y - low) / (high - low) for y in values]
    return true, [place / tall for place in apart([y * tall for y in true], TEXT * 1.35, tall)]


def end_labels(ax: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Name lines at their right ends, pushed apart where they would overlap.

    Parameters
    ----------
    ax : Axes
        With its limits already set.
    ends : sequence of (y, text, colour of the thin line that leads to it)
    """
    for (_, text, color), y, place in zip(ends, *heights(ax, [y for y, _, _ in ends]), strict=True):
        ax.annotate(
            text, (1, y), (1.035, place), xycoords="axes fraction", textcoords="axes fraction", va="center",
            fontsize=TEXT, family=FAMILY, color=INK, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "relpos": (0, 0.5), "color": color, "lw": 1.0, "shrinkA": 0, "shrinkB": 2},
        )  # fmt: skip


def apart(places: Sequence[float], gap: float, top: float) -> list[float]:
    """Move places as little as needed so that neighbours are at least `gap` apart, all below `top`.

    Examples
    --------
    >>> apart([10.0, 12.0, 99.0], 15.0, 100.0)
    [10.0, 25.0, 99.0]
    """
    made = list(places)
    order = sorted(range(len(places)), key=places.__getitem__)
    floor, ceiling = -math.inf, top + gap
    for i in order:
        made[i] = floor = max(places[i], floor + gap)
    for i in reversed(order):
        made[i] = ceiling = min(made[i], ceiling - gap)
    return made


def png(fig: Figure, dpi: int = DPI) -> bytes:
    """Render a figure; the same figure gives the same bytes, with no date and no program's name."""
    made = io.BytesIO()
    fig.savefig(made, format="png", dpi=dpi, facecolor=PAPER, metadata={"Software": None})
    return made.getvalue()
