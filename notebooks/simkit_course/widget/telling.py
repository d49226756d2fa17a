"""The answer of the policy lab as a table with bars, as sentences, and as a figure, with every number computed."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from simkit.compare.intervals import intervals
from simkit.compare.page import shown
from simkit.compare.pairs import DISPLACED, outcome_of, words_of
from simkit.compare.plan import BASELINE
from simkit.compare.verdicts import told as verdict_said
from simkit.core.catalogue import Catalogue
from simkit.core.locale import UNITS, signed, whole
from simkit.figures import style
from simkit.measure.outcomes import ROUTE_NAMES

from ..texts import Text
from .courses import KEPT_ANSWERS, PACKAGES, ROWS, Answer
from .levers import Lever, moved

SAID = Catalogue(__package__, "lab")
COUNTED_UNITS = ("people", "items", "SIMs", "accounts", "agents")
ONE = 1.0
"""One person more or less is no policy's doing: such a change is called neither better nor worse."""
MINUS = "\N{MINUS SIGN}"
LEAST = 3
"""Seeds from which on there is an interval."""
Row = Mapping[Any, Any]


def side(row: Row) -> str:
    """Say whether a change is ``better`` or ``worse`` for the public; empty where that is not clear.

    >>> row = {"outcome": "n_victims", "verdict": "less", "difference": -3.0}
    >>> side(row), side(row | {"verdict": "unclear"}), side(row | {"difference": -1.0})
    ('better', '', '')
    """
    meant = outcome_of(row["outcome"])
    if meant is None or not meant.better or row["verdict"] not in ("less", "more"):
        return ""
    if meant.unit in COUNTED_UNITS and abs(row["difference"]) <= ONE:
        return ""
    return "better" if row["verdict"] == meant.better else "worse"


def change(row: Row, lang: str, kind: str = "span") -> str:
    """Write a difference, in per cent of the baseline where there is any, with its interval.

    >>> row = {"outcome": "n_victims", "difference": -12.0, "low": -20.0, "high": -4.0, "relative": -0.25}
    >>> row |= {"relative_low": -0.42, "relative_high": -0.08, "n_changed": 8}
    >>> change(row, "en"), change(row | {"relative": math.nan}, "id")
    ('−25 % (−42 to −8.0)', '−12 (−20 sampai −4)')
    """
    name = row["outcome"]
    if math.isfinite(row["relative"]):
        low, high = (_share(row[end], lang, "") for end in ("relative_low", "relative_high"))
        mean = _share(row["relative"], lang)
    elif name == DISPLACED:
        mean, low, high = (
            _percent(row["difference"], lang),
            *(_percent(row[end], lang, "") for end in ("low", "high")),
        )
    else:
        mean, low, high = (_plus(name, row[end], lang) for end in ("difference", "low", "high"))
    has_ends = math.isfinite(row["low"]) and row["n_changed"]
    said = SAID[kind].put(mean=mean, low=low, high=high).to(lang) if has_ends else mean
    return said.replace("-", MINUS)


def _share(share: float, lang: str, unit: str | None = None) -> str:
    """Write a change in per cent as short as a table needs it: with the sign %, or with none."""
    return signed(share, lang).replace(
        UNITS[lang]["percent"], UNITS[lang]["percent_sign"] if unit is None else unit
    )


def _percent(share: float, lang: str, unit: str | None = None) -> str:
    return _share(share, lang, unit).removeprefix("+")


def _plus(name: str, value: float, lang: str) -> str:
    return ("+" if value > 0 else "") + shown(name, value, lang)


def table(made: Answer, lang: str) -> str:
    """Give the outcomes as an HTML table: who bears each, the baseline, and each package's change with its bar."""
    heads = [
        ("outcome", SAID["outcome"].put(days=_days(made))),
        ("base", SAID["base"].put(n=len(made.seeds))),
    ]
    heads += [(f"package-{name}", SAID["package"].put(name=name)) for name in PACKAGES]
    head = "".join(f'<th scope="col" class="simkit-lab-{k}">{html.escape(t.to(lang))}</th>' for k, t in heads)
    rows = "".join(_row(made, name, lang) for name in ROWS)
    n = int(np.isfinite(made.table["p"]).sum()) if made.moved else 0
    note = f"<caption>{html.escape(SAID['bars'].put(n=n).to(lang))}</caption>" if n else ""
    return (
        f'<table class="simkit-lab-table">{note}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(made: Answer, name: str, lang: str) -> str:
    meant = outcome_of(name)
    who = SAID[f"bears_{meant.kind if meant else ''}"].to(lang)
    base = "" if name == DISPLACED else shown(name, made.base[name], lang)
    cells = "".join(_cell(made, arm, name, lang) for arm in PACKAGES)
    return (
        f'<tr><th scope="row">{html.escape(words_of(name, lang))}<small><code>{name}</code> · {html.escape(who)}'
        f"</small></th><td>{html.escape(base)}</td>{cells}</tr>"
    )


def _cell(made: Answer, arm: str, name: str, lang: str) -> str:
    if arm not in made.moved:
        return '<td class="simkit-lab-empty">–</td>'
    row = made.row(arm, name)
    if not row["n_pairs"]:
        return f'<td class="simkit-lab-change"><small>{html.escape(SAID["too_little"].to(lang))}</small></td>'
    judged = side(row)
    second = [verdict_said(row, lang), *([SAID[judged].to(lang)] if judged else [])]
    if name == DISPLACED:
        second = [went(made, arm, lang)]
    now = "" if name == DISPLACED else f"<b>{html.escape(shown(name, row['arm_mean'], lang))}</b> "
    said = now + html.escape(change(row, lang) if row["n_changed"] else SAID["same"].to(lang))
    text = f"{said}<small>{html.escape(' · '.join(second))}</small>"
    return f'<td class="simkit-lab-change simkit-lab-{judged or "open"}"><div>{_bar(row)}<span>{text}</span></div></td>'


def _bar(row: Row) -> str:
    """Draw the interval as a bar on a scale from -100 to +100 %, with a tick for the mean; text beside it says it."""
    relative = math.isfinite(row["relative"])
    if not row["n_changed"] or not (relative or row["outcome"] == DISPLACED):
        return '<span class="simkit-lab-track"></span>'
    keys = [f"relative{end}" for end in ("", "_low", "_high")] if relative else ["difference", "low", "high"]
    mean, low, high = (float(np.clip(50 + 50 * row[key], 0, 100)) for key in keys)
    low, high = (low, high) if math.isfinite(low) else (mean, mean)
    return (
        f'<span class="simkit-lab-track" aria-hidden="true"><i style="left:{low:.0f}%;width:{high - low:.0f}%"></i>'
        f'<b style="left:{mean:.0f}%"></b></span>'
    )


def went(made: Answer, arm: str, lang: str) -> str:
    """Say on which routes the numbers turned up that others lost, as shares of what moved."""
    parts = [
        f"{ROUTE_NAMES[lang][w]} {_percent(share, lang)}"
        for w, share in made.moved[arm].items()
        if share >= 0.005
    ]
    return SAID["went"].put(where=", ".join(parts)).to(lang) if parts else SAID["nowhere"].to(lang)


def _days(made: Answer) -> int:
    return int(made.active[BASELINE].shape[1])


def chosen(places: Mapping[str, int], lang: str) -> str:
    """Name the policies that were changed, as a list in words.

    >>> chosen({"cap": 2, "face_match": 1}, "en")
    'cap: SIMs per NIK (1 an operator), face match'
    """
    return ", ".join(_lever(lever, places, lang) for lever in moved(places))


def _lever(lever: Lever, places: Mapping[str, int], lang: str) -> str:
    name = lever.title.to(lang)
    # Inside a sentence; but OTT, SIM and NIK keep their capitals.
    name = name[0].lower() + name[1:] if name[1].islower() else name
    if lever.is_switch:
        return name
    return f"{name} ({lever.levels[places[lever.name]].name.to(lang)})"


def sentence(made: Answer, lang: str) -> str:
    """Say the answer in words: what each package does, who pays, where crime moved, and what is not clear."""
    said = [_package(made, arm, lang) for arm in made.moved]
    if not said:
        base = {name: shown(name, made.base[name], lang) for name in ("n_sold", "n_victims", "loss_rp")}
        said = [SAID["nothing"].put(days=_days(made), n=len(made.seeds), **base).to(lang)]
    if len(made.seeds) < LEAST:
        said.append(SAID["one_seed"].put(n=len(made.seeds)).to(lang))
    return " ".join(said)


def _package(made: Answer, arm: str, lang: str) -> str:
    rows = [row for name in ROWS if name != DISPLACED and (row := made.row(arm, name))["n_changed"]]
    is_early = len(made.seeds) < LEAST
    parts = (
        {"changed": rows}
        if is_early
        else {k: [r for r in rows if side(r) == k] for k in ("better", "worse", "")}
    )
    parts["open"] = parts.pop("", [])
    listed = [
        SAID[f"list_{kind}"].put(what="; ".join(_phrase(row, kind, lang) for row in found)).to(lang)
        for kind, found in parts.items()
        if found
    ]
    moved_row = made.row(arm, DISPLACED)
    if made.choice.answers and moved_row["n_pairs"]:
        share = _percent(moved_row["difference"], lang)
        listed.append(SAID["moved"].put(share=share, where=went(made, arm, lang)).to(lang))
    what = SAID["with"].put(name=arm, what=chosen(made.choice.places[arm], lang)).to(lang)
    return " ".join([what, *(listed or [SAID["unchanged"].to(lang)])])


def _phrase(row: Row, kind: str, lang: str) -> str:
    name = row["outcome"]
    if kind == "open":
        return words_of(name, lang)
    now, before = (shown(name, row[key], lang) for key in ("arm_mean", "base"))
    return (
        SAID["instead"]
        .put(words=words_of(name, lang), now=now, before=before, change=change(row, lang, "span_in"))
        .to(lang)
    )


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
# The live figure: fraud numbers at work each day, in the baseline and with each package.

WIDTH, HEIGHT, DPI = 9.0, 2.2, 110
TEXT = 14.0
"""Points: the figure is also shown on a projector."""
FRAME = (0.075, 0.22, 0.71, 0.63)
"""Where the Axes stands: fixed, since finding the best place would take longer than drawing."""
LOOK: Mapping[str, tuple[str, Any, str]] = {
    BASELINE: (style.SOFT, (0, (5, 2)), ""),
    "A": (style.BLUE, "-", "o"),
    "B": (style.RED, (0, (1, 1)), "s"),
}
"""Colour, dashes and marks: told apart without colour, too."""


@lru_cache(maxsize=KEPT_ANSWERS)
def draw(made: Answer, lang: str) -> bytes:
    """Draw the mean courses, each package with the interval of its difference from the baseline, as PNG."""
    fig, ax = style.new_figure(WIDTH, HEIGHT)
    fig.set_layout_engine("none")
    ax.set_position(FRAME)
    base = made.active[BASELINE]
    days = np.arange(1, base.shape[1] + 1)
    marks = slice(None, None, max(len(days) // 9, 1))
    for arm, active in made.active.items():
        color, dashes, mark = LOOK[arm]
        mean = active.mean(0)
        ax.plot(days, mean, color=color, linestyle=dashes, linewidth=3)
        ax.plot(days[marks], mean[marks], color=color, linestyle="", marker=mark, markersize=8)
        if arm != BASELINE and len(made.seeds) >= LEAST:
            low, high = intervals((active - base).T.astype(float))
            ax.fill_between(
                days, base.mean(0) + low, base.mean(0) + high, color=color, alpha=0.25, linewidth=0
            )
    ax.set(
        xlim=(1, max(len(days), 2)),
        ylim=(0, 1.08 * max(4.0, *(a.mean(0).max(initial=0) for a in made.active.values()))),
    )
    style.count_axis(ax.yaxis, lang)
    style.count_axis(ax.xaxis, lang)
    ax.tick_params(labelsize=TEXT)
    title = SAID["active" if len(made.seeds) >= LEAST else "active_early"].put(n=len(made.seeds))
    ax.set_title(title.to(lang), fontsize=TEXT, loc="left", pad=8)
    ax.set_xlabel(SAID["day"].to(lang), fontsize=TEXT, labelpad=1)
    _name(ax, list(_ends(made, lang)))
    return style.png(fig, DPI)


def _ends(made: Answer, lang: str) -> Iterator[tuple[str, float, str]]:
    for arm, active in made.active.items():
        last = float(active.mean(0)[-1]) if active.size else 0.0
        name = arm if arm == BASELINE else SAID["package"].put(name=arm).to(lang)
        yield arm, last, f"{name}: {whole(last, lang)}"


def _name(ax: style.Axes, ends: Sequence[tuple[str, float, str]]) -> None:
    """Name the lines at their right ends, in words and with their last number."""
    low, high = ax.get_ylim()
    tall = FRAME[3] * HEIGHT * 72
    places = style.apart([(y - low) / (high - low) * tall for _, y, _ in ends], TEXT * 1.4, tall)
    for (arm, y, text), place in zip(ends, places, strict=True):
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
            fontweight="normal" if arm == BASELINE else "bold",
            arrowprops={"arrowstyle": "-", "color": LOOK[arm][0], "lw": 1.2, "shrinkA": 0, "shrinkB": 2},
            annotation_clip=False,
        )


def alt(made: Answer, lang: str) -> str:
    """Say what the figure shows, with the numbers computed from it."""
    ends = "; ".join(text for _, _, text in _ends(made, lang))
    return SAID["alt"].put(days=_days(made), n=len(made.seeds), ends=ends).to(lang)
