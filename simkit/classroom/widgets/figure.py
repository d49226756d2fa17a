"""The live figure: fraud numbers at work each day, in the baseline and with the chosen policies."""

from __future__ import annotations

import numpy as np

from ...analysis.wording import whole
from ...study import style
from . import words
from .course import Course

WIDTH, HEIGHT, DPI = 9.0, 2.8, 100
TEXT = 14.0
"""Points: the figure is also shown on a projector."""
FRAME = (0.075, 0.19, 0.675, 0.68)
"""Where the Axes stands: fixed, since finding the best place would take longer than drawing."""


def draw(base: Course, arm: Course, lang: str) -> bytes:
    """Draw both courses and give the figure as PNG; the same courses give the same bytes.

    Returns
    -------
    bytes

    Examples
    --------
    >>> flat = Course({}, np.array([3, 4, 5]))
    >>> draw(flat, flat, "en")[1:4]
    b'PNG'
    """
    fig, ax = style.new_figure(WIDTH, HEIGHT)
    fig.set_layout_engine("none")
    ax.set_position(FRAME)
    days = np.arange(1, len(base.active) + 1)
    same = np.array_equal(base.active, arm.active)
    ax.plot(days, base.active, color=style.SOFT, linestyle=(0, (5, 2)), linewidth=3.2)
    if not same:
        ax.plot(days, arm.active, color=style.BLUE, linewidth=3.2)
        marks = slice(None, None, max(len(days) // 9, 1))
        ax.plot(days[marks], arm.active[marks], "o", color=style.BLUE, markersize=8)
    top = max(int(base.active.max(initial=0)), int(arm.active.max(initial=0)), 4)
    ax.set(xlim=(1, max(len(days), 2)), ylim=(0, top * 1.08))
    style.count_axis(ax.yaxis, lang)
    style.count_axis(ax.xaxis, lang)
    ax.tick_params(labelsize=TEXT)
    ax.set_title(words.ACTIVE.to(lang), fontsize=TEXT, loc="left", pad=8)
    ax.set_xlabel({"id": "hari", "en": "day"}[lang], fontsize=TEXT, labelpad=1)
    _name(ax, base, arm, same, lang)
    return style.png(fig, DPI)


def _name(ax: style.Axes, base: Course, arm: Course, same: bool, lang: str) -> None:
    """Name the lines at their right ends, in words and with their last number."""
    last = float(base.active[-1]) if len(base.active) else 0.0
    ends = [(last, f"{words.BASE.to(lang)}: {whole(last, lang)}", style.SOFT)]
    if same:
        ends = [(last, f"{words.BOTH.to(lang).replace(' = ', chr(10) + '= ')}", style.SOFT)]
    else:
        now = float(arm.active[-1])
        ends.append((now, f"{words.CHOSEN.to(lang)}: {whole(now, lang)}", style.BLUE))
    low, high = ax.get_ylim()
    tall = FRAME[3] * HEIGHT * 72
    places = style.apart([(y - low) / (high - low) * tall for y, _, _ in ends], TEXT * 1.4, tall)
    for (y, text, color), place in zip(ends, places, strict=True):
        ax.annotate(
            text,
            xy=(1, (y - low) / (high - low)),
            xytext=(1.03, place / tall),
            xycoords="axes fraction",
            textcoords="axes fraction",
            va="center",
            fontsize=TEXT,
            family=style.FAMILY,
            color=style.INK,
            fontweight="bold" if color == style.BLUE else "normal",
            arrowprops={"arrowstyle": "-", "color": color, "lw": 1.2, "shrinkA": 0, "shrinkB": 2},
            annotation_clip=False,
        )


def alt(base: Course, arm: Course, lang: str) -> str:
    """Say what the figure shows, with the numbers computed from it."""

    def last(course: Course) -> str:
        return whole(float(course.active[-1]) if len(course.active) else 0, lang)

    def top(course: Course) -> str:
        return whole(float(course.active.max(initial=0)), lang)

    days = len(base.active)
    return (
        words.ALT.put(days=days, base_top=top(base), base_last=last(base), top=top(arm), last=last(arm))
    ).to(lang)
