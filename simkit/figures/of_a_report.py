"""The figures of a report: one function a figure, which draws into an Axes and gives its caption.

>>> sorted(FIGURES)[:2]
['chain', 'lookups_against_tickets']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from ..core.catalogue import Words
from ..measure.outcomes import Result
from . import style
from .arms_race import arms_race
from .chain import chain
from .desk import lookups_against_tickets
from .ring import ring_network
from .survival import survival
from .timeline import price_and_stock, timeline

TITLES = Words(__package__, "catalogue.titles")


@dataclass(frozen=True)
class FigureKind:
    """A figure: who draws it, its size [inches], and whether it shows the truth."""

    draw: Callable[..., str]
    size: tuple[float, float] = (style.WIDTH, style.HEIGHT)
    is_truth: bool = True


FIGURES: dict[str, FigureKind] = {
    "chain": FigureKind(chain, (12.0, 5.8)),
    "timeline": FigureKind(timeline),
    "price_and_stock": FigureKind(price_and_stock, (9.6, 6.0)),
    "survival": FigureKind(survival),
    "ring_network": FigureKind(ring_network, (10.5, 7.2)),
    "lookups_against_tickets": FigureKind(lookups_against_tickets, is_truth=False),
}
"""The figures in the order of a report."""
SCREENED = {"arms_race": FigureKind(arms_race, (9.6, 8.4))}
"""Figures of runs with a screening, which come first in their reports."""
KINDS = {**SCREENED, **FIGURES}


def figures_of(tables: Result) -> list[str]:
    """Give the names of the figures of a run or a saved folder, in the order of its report."""
    return [*(SCREENED if "cases" in tables.observed else ()), *FIGURES]


def draw(name: str, tables: Result, lang: str = "en") -> tuple[Figure, str]:
    """Draw one figure at its own size and give it with its caption.

    Parameters
    ----------
    name : str
        A key of `FIGURES` or `SCREENED`.
    tables : Run or Saved
    lang : {"en", "id"}
    """
    fig, ax = style.new_figure(*KINDS[name].size)
    return fig, KINDS[name].draw(tables, ax, lang)
