"""The page docs/worlds.md, its two pictures, and ``make worlds``."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from simkit.cli.command import read_whole
from simkit.core.html import filled
from simkit.figures import style

from ..calibration.facts import INPUT, TARGETS, fingerprint
from ..calibration.run import number, span
from ..pages import open_folder, write_all
from ..runs import where_asked
from ..sensitivity.factors import EVERY
from .matching import LIMIT, MODEL_SD, RANGE_SD, implausibility
from .worlds import FILE, NOT_TOUCHED, SCENARIO, SEEDS, Country, Found, Guess, find, goals, targets, written

PAGE, FOLDER = "worlds.md", "img/worlds"
MIDDLE = (0.025, 0.975)
STILL_WIDE = 0.9
"""A guess that keeps so much of its range is as unknown as before."""


def judged(found: Found) -> tuple[np.ndarray, np.ndarray]:
    """Give how implausible each fact makes the scenario as it is, and what each rules out alone in each wave."""
    here = found.country.point()[None, :]
    last = found.matched.waves[-1]
    pairs = zip(last.emulators, goals(), strict=True)
    as_it_is = np.array([implausibility(*e.at(here), aim)[0] for e, aim in pairs])
    return as_it_is, np.array([(w.scores >= LIMIT).mean(0) for w in found.matched.waves])


def ranges(found: Found) -> np.ndarray:
    """Give the ends of the middle 95 % of each guess among what is left, as shares of its range (guesses, 2)."""
    left = found.matched.candidates[found.matched.waves[-1].left]
    return np.quantile(left, MIDDLE, axis=0).T


def check(found: Found) -> float:
    """Give the share of later runs that lie within the limit of what the first wave's emulators said of them."""
    first, made = found.matched.waves[0], found.matched
    x, y = made.x[first.n :], made.y[first.n :]
    if not len(x):
        return float("nan")
    ok = []
    for j, emulator in enumerate(first.emulators):
        mean, variance = emulator.at(x)
        ok.append(np.abs(y[:, j] - mean) <= LIMIT * np.sqrt(variance + emulator.noise) + 1e-12 * abs(mean))
    return float(np.mean(ok))


def page(found: Found) -> str:
    """Write the page; every figure comes from the runs."""
    as_it_is, alone = judged(found)
    facts = [
        {"target": t, "here": as_it_is[j], "alone": alone[:, j], "rules_out": alone[-1, j]}
        for j, t in enumerate(targets())
    ]
    guesses = [_left(g, *ends) for g, ends in zip(found.country.guesses, ranges(found).tolist(), strict=True)]
    return filled(
        __package__, "page", found=found, made=found.matched, last=found.matched.waves[-1], file=FILE, folder=FOLDER,
        hash=fingerprint(), scenario=SCENARIO, limit=LIMIT, range_sd=RANGE_SD, model_sd=MODEL_SD, seeds=SEEDS,
        check=check, span=span, facts=sorted(facts, key=lambda fact: -fact["rules_out"]),
        worst=max(facts, key=lambda fact: fact["here"]), guesses=guesses, still_wide=STILL_WIDE,
        unknown=[g["name"] for g in guesses if g["keeps"] > STILL_WIDE],
        untouched=[t for t in TARGETS if t.kind == INPUT and t.case == NOT_TOUCHED],
    )  # fmt: skip


def _left(g: Guess, low: float, high: float) -> dict[str, Any]:
    """Say what is left of an assumption between two shares of its range."""
    before, after = (span(float(g.factor.at(a)), float(g.factor.at(b))) for a, b in ((0, 1), (low, high)))
    return {
        "name": f"`{g.factor.name}`" + (", times" if g.factor.place == EVERY else ""),
        "before": before,
        "after": after,
        "keeps": min(1.0, (high - low) / (MIDDLE[1] - MIDDLE[0])),
        "why": g.why,
        "has_source": g.has_source,
    }


def draw(found: Found) -> dict[str, Figure]:
    """Draw what each fact rules out, and each guess before and after."""
    _, alone = judged(found)
    order = np.argsort(alone[-1], kind="stable")
    fig, ax = style.new_figure(9.6, 5.4)
    for i, (shares, color) in enumerate(zip(alone, (style.SKY, style.BLUE), strict=False)):
        ax.barh(
            np.arange(len(order)) + 0.2 - 0.4 * i,
            100 * shares[order],
            0.38,
            color=color,
            label=f"wave {i + 1}",
        )
    ax.set_yticks(range(len(order)), [targets()[j].what("en") for j in order])
    ax.set(xlim=(0, 100), xlabel="share of the space that the fact rules out by itself [%]")
    style.legend(ax, loc="lower right")
    style.dress(ax)
    made = {"facts": fig}
    fig, ax = style.new_figure(9.6, 5.8)
    every = found.country.guesses[::-1]
    for y, (g, (low, high), dots) in enumerate(
        zip(every, ranges(found)[::-1], found.points.T[::-1], strict=True)
    ):
        ax.plot([0, 1], [y, y], color=style.RULE, lw=9, solid_capstyle="butt", zorder=1)
        ax.plot([low, high], [y, y], color=style.SKY, lw=9, solid_capstyle="butt", zorder=2)
        ax.scatter(dots, np.full(len(dots), y), s=22, color=style.BLUE, zorder=3)
        for x, u, side in ((-0.02, 0, "right"), (1.02, 1, "left")):
            style.write(ax, x, y, number(float(g.factor.at(u))), ha=side, va="center", color=style.SOFT)
    ax.set_yticks(range(len(every)), [g.factor.name for g in every])
    ax.set(
        xlim=(-0.16, 1.16),
        xticks=[],
        xlabel="grey: the range before; light: the middle 95 % left; dots: the worlds",
    )
    style.dress(ax)
    return made | {"guesses": fig}


def worlds(args: argparse.Namespace) -> int:
    """Match, choose the worlds, and write page, pictures and file."""
    out = open_folder(args.out)
    with where_asked(args, "worlds", least=1) as where:
        country = Country(args.runs, where=where)
        found = find(country, read_whole("--worlds", args.worlds, 2), read_whole("--points", args.points, 10))
    files = {FILE: written(found).encode(), PAGE: page(found).encode()}
    files |= {f"{FOLDER}/{name}.png": style.png(fig) for name, fig in draw(found).items()}
    for path in write_all(out, files):
        print(path)
    return 0
