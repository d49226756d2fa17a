"""The outcomes as a table with bars, and as a sentence, with every number computed."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

from ...analysis.meaning import OUTCOMES, WAYS, displaced
from ...analysis.wording import amount, decimal, whole
from ..texts import Text
from . import words
from .course import Choice, Course
from .levers import Lever, moved

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
        return words.WRONGED.to(lang)
    meant = OUTCOMES[name]
    return meant.id if lang == "id" else meant.en


def value(name: str, figure: float, lang: str) -> str:
    """Write an outcome with its unit, as short as it is exact.

    Examples
    --------
    >>> value("wait_min", 20.76, "id"), value("n_sold", 1200.0, "id"), value("loss_rp", float("nan"), "en")
    ('20,8 menit', '1.200', '–')
    """
    if math.isnan(figure):
        return "–"
    if name.endswith("_rp"):
        return amount(figure, lang)
    if name == "wait_min":
        return words.MINUTES.put(x=decimal(figure, lang)).to(lang)
    return whole(figure, lang)


def change(name: str, base: float, arm: float, lang: str) -> str:
    """Say how much an outcome changed: in per cent, or by how much where there was nothing before.

    Examples
    --------
    >>> change("n_sold", 200.0, 150.0, "en"), change("n_sold", 0.0, 3.0, "id"), change("n_sold", 5.0, 5.0, "id")
    ('−25 %', '+3', 'sama')
    """
    if math.isnan(base) or math.isnan(arm):
        return "–"
    if value(name, base, lang) == value(name, arm, lang):
        return words.SAME.to(lang)
    sign = "+" if arm > base else MINUS
    if not base:
        return sign + value(name, abs(arm - base), lang)
    share = abs(arm / base - 1)
    size = f"{100 * share:.0f}" if share >= 0.01 else "<1"
    if share >= 10:
        return words.TIMES.put(n=whole(arm / base, lang)).to(lang)
    return f"{sign}{size}{'%' if lang == 'id' else ' %'}"


def table(base: Course, arm: Course, lang: str) -> str:
    """Give the outcomes as an HTML table: both values, the change in words, and a bar for it."""
    days = len(base.active)
    head = "".join(f'<th scope="col">{html.escape(t.put(days=days).to(lang))}</th>' for t in words.HEAD)
    rows = "".join(_row(name, base.figures[name], arm.figures[name], lang) for name in ROWS)
    return f'<table class="simkit-lab-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(name: str, base: float, arm: float, lang: str) -> str:
    said = change(name, base, arm, lang)
    cells = "".join(f"<td>{html.escape(value(name, x, lang))}</td>" for x in (base, arm))
    is_same = math.isnan(base) or math.isnan(arm) or said == words.SAME.to(lang)
    bar = "" if is_same else _bar(base, arm, lang)
    return (
        f'<tr><th scope="row">{html.escape(title(name, lang))}</th>{cells}'
        f'<td class="simkit-lab-change"><span class="simkit-lab-said">{html.escape(said)}</span>{bar}</td></tr>'
    )


def _bar(base: float, arm: float, lang: str) -> str:
    """Draw a change: full and blue where it is better, hatched and orange where it is worse, and the word."""
    wide = 100.0 * min(abs(arm / base - 1) if base else 1.0, 1.0)
    better = arm < base
    word = (words.GOOD if better else words.BAD).to(lang)
    kind = "better" if better else "worse"
    return (
        f'<span class="simkit-lab-track" aria-hidden="true"><span class="simkit-lab-bar simkit-lab-{kind}" '
        f'style="width:{max(wide, 3):.0f}%"></span></span><span class="simkit-lab-word">{html.escape(word)}</span>'
    )


def chosen(choice: Choice, lang: str) -> str:
    """Name the policies that were changed, as a list in words.

    Examples
    --------
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
        return f"{words.NOTHING.put(**said).to(lang)} {words.ONE_SEED.to(lang)}"
    said |= {name: _phrase(name, base.figures[name], arm.figures[name], lang) for name in ROWS}
    parts = [words.RESULT.put(with_=words.WITH.put(what=chosen(choice, lang)), **said).to(lang)]
    share = displaced(base.figures, arm.figures)
    made, before = (sum(c.figures[f"n_made_{way}"] for way in WAYS) for c in (arm, base))
    # Where the ways lost little in all, what moved between them is mostly chance.
    if choice.answers and made < (1 - LEAST_LOST) * before:
        parts.append(words.MOVED.put(share=_percent(share, lang)).to(lang))
    return " ".join([*parts, words.ONE_SEED.to(lang)])


def _phrase(name: str, base: float, arm: float, lang: str) -> str:
    now, before, how = value(name, arm, lang), value(name, base, lang), change(name, base, arm, lang)
    said = words.UNCHANGED if now == before else words.INSTEAD
    return said.put(now=now, before=before, change=how).to(lang)


def _percent(share: float, lang: str) -> str:
    return f"{100 * share:.0f}{'%' if lang == 'id' else ' %'}"


def about(lever: Lever, told: Mapping[str, str], lang: str) -> str:
    """Give a policy's three sentences as HTML."""
    parts: Sequence[tuple[Text | None, str]] = (
        (None, told["doc"]),
        (words.COST, told["cost"]),
        (words.CANNOT, told["cannot"]),
    )
    lines = [f"<b>{t.to(lang)}:</b> {html.escape(s)}" if t else html.escape(s) for t, s in parts]
    return f"<b>{html.escape(lever.title.to(lang))}.</b> " + " ".join(lines)


def plain(told: Mapping[str, str], lang: str) -> str:
    """Give the same as a tooltip."""
    parts = (
        told["doc"],
        f"{words.COST.to(lang)}: {told['cost']}",
        f"{words.CANNOT.to(lang)}: {told['cannot']}",
    )
    return "\n".join(parts)
