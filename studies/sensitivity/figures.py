"""The picture of a screening and the command that makes it: mu* against sigma, or mu* alone for groups."""

from __future__ import annotations

import argparse
import math
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simkit.cli.command import read_settings, read_whole
from simkit.core.catalogue import Words
from simkit.core.files import write_file
from simkit.core.locale import amount, decimal, whole
from simkit.figures import style
from simkit.measure.outcomes import OUTCOMES

from ..runs import where_asked
from .screening import Screening, screen

NAMED = 8
"""So many guesses are named in the figure."""
SHOWN = 12
"""So many sections are drawn."""
WORDS = Words(__package__, "figures.words")
RULES = Words(__package__, "figures.rules")


def screening(found: Screening, ax: Axes, lang: str = "en", outcome: str | None = None) -> str:
    """Draw one outcome of a screening and give the caption.

    Parameters
    ----------
    found : Screening
    ax : Axes
    lang : {"en", "id"}
    outcome : str, optional
        The first one unless said.

    Returns
    -------
    str
    """
    name = outcome or found.outcomes[0]
    table, words = found.of(name), WORDS[lang]
    moving = table[table["mu_star"] > 0]
    style.room(ax, 10.5, 6.0)
    if moving.empty:
        text = words["none"].format(what=what(found, name, lang))
        style.nothing(ax, text)
        return text
    if found.is_grouped:
        _bars(moving.head(SHOWN), ax)
    else:
        _points(moving, ax, words["line"])
        ax.set_ylabel(words["y"].format(what=OUTCOMES[name].words(lang)))
        _axis(ax.yaxis, name, lang)
    ax.set_xlabel(words["x"].format(what=OUTCOMES[name].words(lang)))
    _axis(ax.xaxis, name, lang)
    style.dress(ax)
    return caption(found, name, lang)


def what(found: Screening, outcome: str, lang: str) -> str:
    """Say what was screened: an outcome, or the effect of policies on it."""
    said = OUTCOMES[outcome].words(lang)
    if not found.arm:
        return str(said)
    return WORDS[lang]["effect"].format(arm=" + ".join(found.arm), outcome=said)


def caption(found: Screening, outcome: str, lang: str) -> str:
    """Say what the figure shows, in figures of the screening itself."""
    table, words = found.of(outcome), WORDS[lang]
    top = table[table["mu_star"] > 0].head(NAMED)
    n, still = len(table), int((table["mu_star"] == 0).sum())
    said = what(found, outcome, lang)
    first = [
        words["each"].format(name=r["name"], value=_size(float(r["mu_star"]), outcome, lang))
        for r in top.head(3).to_dict("records")
    ]
    names = words["and"].join([", ".join(first[:-1]), first[-1]] if len(first) > 1 else first)
    numbers: dict[str, Any] = {
        "n": n,
        "rule": RULES[lang],
        "walks": found.trajectories,
        "runs": whole(found.n_runs, lang),
        "scenario": found.scenario,
        "What": said[:1].upper() + said[1:],
        "names": names,
        "still": still,
        "top": len(top),
    }
    text = words["grouped" if found.is_grouped else "turned"].format(**numbers) + words["top"].format(
        **numbers
    )
    unsure = int((top["mu_star_conf"] >= top["mu_star"]).sum())
    if unsure:
        text += words["unsure"].format(k=unsure, **numbers)
    mixed = int((top["sigma"] > top["mu_star"]).sum())
    if mixed:
        text += words["mixed"].format(k=mixed, **numbers)
    return text.strip()


def _points(table: pd.DataFrame, ax: Axes, line: str) -> None:
    x, y = table["mu_star"].to_numpy(), table["sigma"].to_numpy()
    right = x[:NAMED] + table["mu_star_conf"].to_numpy()[:NAMED]
    top = max(float(right.max()) * 1.05, x.max() * 1.45)
    high = max(y.max() * 1.12, x.max() * 0.3)
    ax.errorbar(
        x[:NAMED], y[:NAMED], xerr=table["mu_star_conf"].to_numpy()[:NAMED],
        fmt="none", ecolor=style.SKY, elinewidth=1.2, zorder=1,
    )  # fmt: skip
    ax.scatter(x[:NAMED], y[:NAMED], s=46, color=style.BLUE, zorder=3)
    ax.scatter(x[NAMED:], y[NAMED:], s=20, color=style.SOFT, marker="D", zorder=2)
    end = min(top, high)
    ax.plot([0, end], [0, end], color=style.SOFT, lw=1, ls="--", zorder=0)
    ax.set_xlim(0, top)
    # points without spread would else be cut in half by the axis
    ax.set_ylim(-0.03 * high, high)
    style.write(ax, end * 0.96, end * 0.99, line, ha="right", va="top", color=style.SOFT)
    names = table["name"].tolist()[:NAMED]
    tall = style.HEIGHT * 72 * 0.75
    above = style.TEXT * 1.1
    places = style.apart([v / high * tall + above for v in y[:NAMED]], style.TEXT * 1.35, tall)
    for i, (name, place) in enumerate(zip(names, places, strict=True)):
        ax.annotate(
            name,
            xy=(x[i], y[i]),
            xytext=(min(x[i] + top * 0.012, top * 0.8), place / tall * high),
            fontsize=style.TEXT,
            family=style.FAMILY,
            color=style.INK,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": style.RULE, "lw": 0.8, "shrinkA": 0, "shrinkB": 3},
            bbox={"boxstyle": "square,pad=0.05", "fc": style.PAPER, "ec": "none", "alpha": 0.85},
            zorder=2.5,
        )


def _bars(table: pd.DataFrame, ax: Axes) -> None:
    back = table.iloc[::-1]
    ax.barh(
        back["name"], back["mu_star"], xerr=back["mu_star_conf"], height=0.62, color=style.SKY,
        edgecolor=style.BLUE, hatch="//", error_kw={"ecolor": style.INK, "elinewidth": 1.2, "capsize": 3},
    )  # fmt: skip
    ax.set_xlim(left=0)


def _axis(axis: Any, outcome: str, lang: str) -> None:
    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: _size(value, outcome, lang)))


def _size(value: float, outcome: str, lang: str) -> str:
    if outcome.endswith("_rp"):
        return amount(value, lang)
    if value == 0 or abs(value) >= 100:
        return whole(value, lang)
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    return decimal(value, lang, digits)


# ---
# ``python -m studies sensitivity``: which guesses decide an outcome, or what a policy does.


TOP = 10
SAYS = Words(__package__, "command.words")


def screen_guesses(args: argparse.Namespace) -> int:
    """Screen, save, and say what was found; 130 if it was stopped and can go on."""
    out = Path(args.out or f"out/sensitivity-{Path(args.scenario).name.removesuffix('.toml')}")
    arm = [p.strip() for p in re.split(r",(?![^\[]*\])", args.arm or "") if p.strip()]
    words = SAYS[args.lang]
    try:
        with where_asked(args, "screen") as where:
            found = screen(
                args.scenario,
                args.outcome or ("n_victims",),
                arm=arm,
                trajectories=read_whole("--trajectories", args.trajectories),
                groups=args.groups,
                among=args.among,
                settings=read_settings(args),
                seed=read_whole("--seed", args.seed),
                out=out,
                where=where,
            )
    except KeyboardInterrupt:
        sys.stderr.write(words["stopped"].format(out=out))
        return 130
    for outcome in found.outcomes:
        for line in [*shown(found, outcome, args.lang), _figure(found, outcome, args.lang, out), ""]:
            print(line)
    if found.left_out:
        print(words["left"].format(names=", ".join(found.left_out)))
    print(words["done"].format(out=out))
    return 0


def shown(found: Screening, outcome: str, lang: str) -> list[str]:
    """Give the guesses that move an outcome most, one a line."""
    lines = [SAYS[lang]["head"].format(outcome=outcome)]
    for row in found.of(outcome).head(TOP).to_dict("records"):
        sigma = "" if found.is_grouped else f"  {row['sigma']:,.4g}"
        lines.append(f"  {row['name']:<34} {row['mu_star']:>14,.4g} ± {row['mu_star_conf']:,.3g}{sigma}")
    return lines


def _figure(found: Screening, outcome: str, lang: str, out: Path) -> str:
    fig, ax = style.new_figure()
    caption = screening(found, ax, lang, outcome)
    write_file(out / f"{outcome}.{lang}.png", style.png(fig))
    return caption
