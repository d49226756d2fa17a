"""The outcomes as a table with bars, and as a sentence, with every number computed."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

import numpy as np

from simkit.core.catalogue import Catalogue
from simkit.core.locale import amount, decimal, whole
from simkit.figures import style
from simkit.measure.outcomes import OUTCOMES, ROUTES, displaced

from ..texts import Text
from .levers import Choice, Course, Lever, moved

SAID = Catalogue(__package__, "lab")

ROWS: tuple[str, ...] = (
    "n_sold",
    "n_victims",
    "loss_rp",
    "n_honest_refused",
    "n_wronged",
    "wait_min",
    "cost_rp",
)
LEAST_LOST = 0.05
MINUS = "\N{MINUS SIGN}"


def title(name: str, lang: str) -> str:
    """Name an outcome of the table."""
    if name == "n_wronged":
        return SAID["wronged"].to(lang)
    meant = OUTCOMES[name]
    return meant.id if lang == "id" else meant.en


def value(name: str, figure: float, lang: str) -> str:
    """Write an outcome with its unit, as short as it is exact.

    >>> value("wait_min", 20.76, "id"), value("n_sold", 1200.0, "id"), value("loss_rp", float("nan"), "en")
    ('20,8 menit', '1.200', '–')
    """
    if math.isnan(figure):
        return "–"
    if name.endswith("_rp"):
        return amount(figure, lang)
    if name == "wait_min":
        return SAID["minutes"].put(x=decimal(figure, lang)).to(lang)
    return whole(figure, lang)


def change(name: str, base: float, arm: float, lang: str) -> str:
    """Say how much an outcome changed: in per cent, or by how much where there was nothing before.

    >>> change("n_sold", 200.0, 150.0, "en"), change("n_sold", 0.0, 3.0, "id"), change("n_sold", 5.0, 5.0, "id")
    ('−25 %', '+3', 'sama')
    """
    if math.isnan(base) or math.isnan(arm):
        return "–"
    if value(name, base, lang) == value(name, arm, lang):
        return SAID["same"].to(lang)
    sign = "+" if arm > base else MINUS
    if not base:
        return sign + value(name, abs(arm - base), lang)
    share = abs(arm / base - 1)
    size = f"{100 * share:.0f}" if share >= 0.01 else "<1"
    if share >= 10:
        return SAID["times"].put(n=whole(arm / base, lang)).to(lang)
    return f"{sign}{size}{'%' if lang == 'id' else ' %'}"


def table(base: Course, arm: Course, lang: str) -> str:
    """Give the outcomes as an HTML table: both values, the change in words, and a bar for it."""
    days, heads = len(base.active), (SAID[k] for k in ("outcome", "base", "chosen", "change"))
    head = "".join(f'<th scope="col">{html.escape(t.put(days=days).to(lang))}</th>' for t in heads)
    rows = "".join(_row(name, base.figures[name], arm.figures[name], lang) for name in ROWS)
    return f'<table class="simkit-lab-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(name: str, base: float, arm: float, lang: str) -> str:
    said = change(name, base, arm, lang)
    cells = "".join(f"<td>{html.escape(value(name, x, lang))}</td>" for x in (base, arm))
    is_same = math.isnan(base) or math.isnan(arm) or said == SAID["same"].to(lang)
    bar = "" if is_same else _bar(base, arm, lang)
    return (
        f'<tr><th scope="row">{html.escape(title(name, lang))}</th>{cells}'
        f'<td class="simkit-lab-change"><span class="simkit-lab-said">{html.escape(said)}</span>{bar}</td></tr>'
    )


def _bar(base: float, arm: float, lang: str) -> str:
    """Draw a change: full and blue where it is better, hatched and orange where it is worse, and the word."""
    wide = 100.0 * min(abs(arm / base - 1) if base else 1.0, 1.0)
    better = arm < base
    word = (SAID["good"] if better else SAID["bad"]).to(lang)
    kind = "better" if better else "worse"
    return (
        f'<span class="simkit-lab-track" aria-hidden="true"><span class="simkit-lab-bar simkit-lab-{kind}" '
        f'style="width:{max(wide, 3):.0f}%"></span></span><span class="simkit-lab-word">{html.escape(word)}</span>'
    )


def chosen(choice: Choice, lang: str) -> str:
    """Name the policies that were changed, as a list in words.

    >>> chosen(Choice(places={"cap": 2, "face_match": 1}), "en")
    'cap: SIMs per NIK (1 an operator), face match'
    """
    return ", ".join(_lever(lever, choice.places, lang) for lever in moved(choice.places))


def _lever(lever: Lever, places: Mapping[str, int], lang: str) -> str:
    name = lever.title.to(lang)
    # Inside a sentence; but OTT, SIM and NIK keep their capitals.
    name = name[0].lower() + name[1:] if name[1].islower() else name
    if lever.is_switch:
        return name
    return f"{name} ({lever.levels[places[lever.name]].name.to(lang)})"


def sentence(choice: Choice, base: Course, arm: Course, lang: str) -> str:
    """Say the outcome in words, with the numbers computed, and that one seed is one course of events."""
    said: dict[str, object] = {"days": len(base.active)}
    if not moved(choice.places):
        said |= {name: value(name, base.figures[name], lang) for name in ROWS}
        return f"{SAID['nothing'].put(**said).to(lang)} {SAID['one_seed'].to(lang)}"
    said |= {name: _phrase(name, base.figures[name], arm.figures[name], lang) for name in ROWS}
    parts = [SAID["result"].put(with_=SAID["with"].put(what=chosen(choice, lang)), **said).to(lang)]
    share = displaced(base.figures, arm.figures)
    made, before = (sum(c.figures[f"n_made_{route}"] for route in ROUTES) for c in (arm, base))
    # Where the ways lost little in all, what moved between them is mostly chance.
    if choice.answers and made < (1 - LEAST_LOST) * before:
        parts.append(SAID["moved"].put(share=_percent(share, lang)).to(lang))
    return " ".join([*parts, SAID["one_seed"].to(lang)])


def _phrase(name: str, base: float, arm: float, lang: str) -> str:
    now, before, how = value(name, arm, lang), value(name, base, lang), change(name, base, arm, lang)
    said = SAID["unchanged"] if now == before else SAID["instead"]
    return said.put(now=now, before=before, change=how).to(lang)


def _percent(share: float, lang: str) -> str:
    return f"{100 * share:.0f}{'%' if lang == 'id' else ' %'}"


def about(lever: Lever, told: Mapping[str, str], lang: str) -> str:
    """Give a policy's three sentences as HTML."""
    parts: Sequence[tuple[Text | None, str]] = (
        (None, told["doc"]),
        (SAID["cost"], told["cost"]),
        (SAID["cannot"], told["cannot"]),
    )
    lines = [f"<b>{t.to(lang)}:</b> {html.escape(s)}" if t else html.escape(s) for t, s in parts]
    return f"<b>{html.escape(lever.title.to(lang))}.</b> " + " ".join(lines)


def plain(told: Mapping[str, str], lang: str) -> str:
    """Give the same as a tooltip."""
    parts = (
        told["doc"],
        f"{SAID['cost'].to(lang)}: {told['cost']}",
        f"{SAID['cannot'].to(lang)}: {told['cannot']}",
    )
    return "\n".join(parts)


# ---
# The live figure: fraud numbers at work each day, in the baseline and with the chosen policies.

WIDTH, HEIGHT, DPI = 9.0, 2.8, 100
TEXT = 14.0
"""Points: the figure is also shown on a projector."""
FRAME = (0.075, 0.19, 0.675, 0.68)
"""Where the Axes stands: fixed, since finding the best place would take longer than drawing."""


def draw(base: Course, arm: Course, lang: str) -> bytes:
    """Draw both courses and give the figure as PNG; the same courses give the same bytes.

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
    ax.set_title(SAID["active"].to(lang), fontsize=TEXT, loc="left", pad=8)
    ax.set_xlabel({"id": "hari", "en": "day"}[lang], fontsize=TEXT, labelpad=1)
    _name(ax, base, arm, same, lang)
    return style.png(fig, DPI)


def _name(ax: style.Axes, base: Course, arm: Course, same: bool, lang: str) -> None:
    """Name the lines at their right ends, in words and with their last number."""
    last = float(base.active[-1]) if len(base.active) else 0.0
    ends = [(last, f"{SAID['base'].to(lang)}: {whole(last, lang)}", style.SOFT)]
    if same:
        ends = [(last, f"{SAID['both'].to(lang).replace(' = ', chr(10) + '= ')}", style.SOFT)]
    else:
        now = float(arm.active[-1])
        ends.append((now, f"{SAID['chosen'].to(lang)}: {whole(now, lang)}", style.BLUE))
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
        SAID["alt"].put(days=days, base_top=top(base), base_last=last(base), top=top(arm), last=last(arm))
    ).to(lang)
