"""The chain as a flow: ten stages with this run's counts, and the gap that OTT accounts leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from ..core.catalogue import Words
from ..core.locale import amount, decimal, percent, short, whole
from ..measure.outcomes import Result, account_gap_days, says, summarise
from . import style
from .reader import Reader, column

STAGES = Words(__package__, "chain.stages")
KEY = Words(__package__, "chain.key")
GAP = Words(__package__, "chain.gap")
CAPTION = Words(__package__, "chain.caption")

CARD_W, CARD_H, GAP_X, GAP_Y = 2.16, 1.80, 0.30, 0.40
TOP = 5.62
"""All in inches, at the size for which the figure is made (12 by 5.8)."""
RING: dict[str, Any] = {"facecolor": style.ORANGE, "hatch": "////", "edgecolor": style.INK, "linewidth": 0.8}
GONE = "#9A9A9A"
"""Arrows to a stage that this run never reached."""
HONEST: dict[str, Any] = {"facecolor": style.BLUE, "edgecolor": style.INK, "linewidth": 0.8}


@dataclass(frozen=True)
class Stage:
    """One stage: how many on the fraud's side, how many honest ones beside them, and one or two details."""

    name: str
    n: float
    details: tuple[str, ...]
    honest: float | None = None


def stages(tables: Result, lang: str = "en") -> tuple[Stage, ...]:
    """Count the ten stages of the chain in a run; the details are said in the language."""
    r, f = Reader(tables), summarise(tables)
    o, t = tables.observed, tables.truth
    posts, identities, accounts = o.arrow("posts"), t.arrow("identities"), t.arrow("accounts")
    dumped = float(column(posts, "n_records")[says(posts, "formatting", "raw_columns")].sum())
    insiders = float((~says(t.arrow("agents"), "role", "honest")).sum())
    own = float(says(accounts, "origin", "own").sum())
    active = column(o.arrow("registrations"), "sim_id")
    active = active[active >= 0]
    complaints = o.arrow("complaints")
    crooked = np.isin(column(complaints, "sim_id"), r.crooked)
    ended = float((crooked & says(complaints, "outcome", "blocked")).sum())
    messages, losses = t.arrow("messages"), t.arrow("losses")
    over_ott = float(column(messages, "n_sent")[says(messages, "channel", "ott")].sum())
    leaked = float(says(identities, "source", "desk", "breach").sum())
    acquired = float(says(accounts, "origin", "ready_made", "taken_over").sum())
    price = amount(f["median_price_rp"], lang) if np.isfinite(f["median_price_rp"]) else "–"
    said: list[tuple[float, tuple[float | str, ...], float | None]] = [
        (f["n_misused"], (insiders,), f["n_accesses"] - f["n_misused"]),
        (f["n_captured"] + dumped, (f["n_captured"], dumped), None),
        (float(len(identities)), (leaked, len(identities) - leaked), None),
        (f["n_ring_sims"], (f["n_ring_refused"],), float((~np.isin(active, r.ring_sims)).sum())),
        (len(accounts) - own, (acquired,), own),
        (f["n_sold"], (price, amount(f["revenue_rp"], lang)), None),
        (f["n_messages"], (over_ott, f["n_reached"]), None),
        (f["n_victims"], (amount(f["loss_rp"], lang), float(column(losses, "is_reported").sum())), None),
        (float(crooked.sum()), (ended,), float((~crooked).sum())),
        (f["n_blocked_ring"], (float(len(r.banned[0])),), f["n_blocked_honest"]),
    ]
    made = []
    for (n, details, honest), (name, *words) in zip(said, STAGES[lang], strict=True):
        texts = [x if isinstance(x, str) else short(x, lang) for x in details]
        made.append(Stage(name, n, tuple(w.format(x) for w, x in zip(words, texts, strict=True)), honest))
    return tuple(made)


def chain(tables: Result, ax: Axes, lang: str = "en") -> str:
    """Draw the chain from the desk's look-up to the block, with this run's counts.

    Cards stand in the order of the scenario; a hatched bar counts what rings and insiders did, a plain one the honest
    side, both as logarithms. The strip below shows the OTT gap: accounts that outlive their SIM. The caption is
    returned.
    """
    style.room(ax, 12.0, 5.8)
    ax.set(xlim=(-0.06, 12.06), ylim=(-0.08, TOP + 0.06))
    ax.set_axis_off()
    drawn = stages(tables, lang)
    most = max([1.0, *(s.n for s in drawn), *(s.honest or 0 for s in drawn)])
    for i, stage in enumerate(drawn):
        _card(ax, *_corner(i), stage, most, lang)
        if i % 5 < 4:
            x, y = _corner(i)[0] + CARD_W, _corner(i)[1] + CARD_H / 2
            _arrow(ax, [(x + 0.03, y), (x + GAP_X - 0.03, y)], style.INK if drawn[i + 1].n else GONE)
    _turn(ax, style.INK if drawn[5].n else GONE)
    share, lived = _lived(account_gap_days(tables), drawn[-1].n, lang)
    _strip(ax, share, lived, lang)
    said = {s: whole(x.n, lang) for s, x in zip("abcdefghij", drawn, strict=True)}
    return CAPTION[lang].format(**said) + " " + lived + ("." if drawn[-1].n else "")


def _lived(gap: np.ndarray, blocked: float, lang: str) -> tuple[float, str]:
    """Say how many accounts outlived their blocked SIM, as a share (NaN where none was blocked) and in words."""
    words = GAP[lang]
    if not blocked:
        return np.nan, words["none"]
    share = len(gap) / blocked
    text = words["some"].format(whole(len(gap), lang), whole(blocked, lang), percent(share, lang))
    return share, text + (words["days"].format(decimal(float(np.median(gap)), lang)) if len(gap) else "")


def _corner(i: int) -> tuple[float, float]:
    """Give the lower left corner of a card."""
    row, place = divmod(i, 5)
    return place * (CARD_W + GAP_X), TOP - CARD_H - row * (CARD_H + GAP_Y)


def _card(ax: Axes, x: float, y: float, stage: Stage, most: float, lang: str) -> None:
    there = stage.n > 0
    ax.add_patch(
        FancyBboxPatch(
            (x, y), CARD_W, CARD_H, boxstyle="round,pad=0,rounding_size=0.08", facecolor=style.PAPER,
            edgecolor=style.INK if there else style.SOFT, linewidth=1.4, linestyle="-" if there else "--",
        )
    )  # fmt: skip
    left, wide = x + 0.11, CARD_W - 0.22
    style.write(ax, left, y + 1.58, stage.name, 12, weight="bold", va="center")
    style.write(ax, left, y + 1.25, whole(stage.n, lang) if there else "–", 19, weight="bold", va="center")
    if there:
        _bar(ax, left, y + 0.93, wide, stage.n / most, most, RING)
        for k, detail in enumerate(stage.details):
            style.write(ax, left, y + 0.78 - 0.26 * k, detail, va="center", color=style.SOFT)
    if stage.honest:
        _bar(ax, left, y + 0.37, wide, stage.honest / most, most, HONEST)
    if stage.honest is not None:
        text = f"{KEY[lang][1]}: {whole(stage.honest, lang) if stage.honest else '–'}"
        style.write(ax, left, y + 0.20, text, va="center", color=style.SOFT)


def _bar(ax: Axes, x: float, y: float, wide: float, share: float, most: float, look: dict[str, Any]) -> None:
    """Draw a count as a bar whose length is the logarithm of it; one thing is still a sliver."""
    length = wide * np.log(share * most * 2) / np.log(most * 2)
    ax.add_patch(Rectangle((x, y), length, 0.13, **look))


def _arrow(ax: Axes, way: list[tuple[float, float]], color: str = style.INK) -> None:
    *bends, last = way
    if len(bends) > 1:
        ax.plot(*zip(*bends, strict=True), color=color, linewidth=1.8, solid_joinstyle="round")
    ax.add_patch(
        FancyArrowPatch(
            bends[-1], last, arrowstyle="-|>", mutation_scale=13, color=color, linewidth=1.8,
            shrinkA=0, shrinkB=0,
        )
    )  # fmt: skip


def _turn(ax: Axes, color: str) -> None:
    """Lead from the end of the first row to the beginning of the second."""
    (a, y4), (b, y5) = ((x + CARD_W / 2, y) for x, y in (_corner(4), _corner(5)))
    middle = y4 - GAP_Y / 2
    _arrow(ax, [(a, y4 - 0.03), (a, middle), (b, middle), (b, y5 + CARD_H + 0.03)], color)


def _strip(ax: Axes, share: float, text: str, lang: str) -> None:
    x9, y9 = _corner(9)
    high = y9 - GAP_Y
    ax.add_patch(
        FancyBboxPatch(
            (0, 0), 12.0, high, boxstyle="round,pad=0,rounding_size=0.08", facecolor="#F4F4F4",
            edgecolor=style.SOFT, linewidth=1.0,
        )
    )  # fmt: skip
    _arrow(ax, [(x9 + CARD_W / 2, y9 - 0.03), (x9 + CARD_W / 2, high + 0.03)])
    style.write(ax, 0.14, high - 0.20, GAP[lang]["title"], 12, weight="bold", va="center")
    if np.isfinite(share):
        ax.add_patch(Rectangle((0.14, high - 0.62), 11.72, 0.24, **(HONEST | {"facecolor": style.PAPER})))
        ax.add_patch(Rectangle((0.14, high - 0.62), 11.72 * min(share, 1.0), 0.24, **RING))
    style.write(ax, 0.14, 0.41, text, va="center")
    style.write(ax, 0.14, 0.16, KEY[lang][2], va="center", color=style.SOFT)
