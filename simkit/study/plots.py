"""The figures of a report: one function a figure, which draws into an Axes and gives its caption.

A lesson's own figures are in the other modules ``plots_*``; nothing here needs more than the core.

>>> sorted(FIGURES)[:2]
['chain', 'lookups_against_tickets']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from ..analysis.outcomes import Result
from . import style
from .plots_chain import chain
from .plots_desk import lookups_against_tickets
from .plots_market import price_and_stock
from .plots_ring import ring_network
from .plots_survival import survival
from .plots_timeline import timeline
from .style import dress, new_figure, png, use

__all__ = [
    "FIGURES",
    "FigureKind",
    "chain",
    "draw",
    "dress",
    "lookups_against_tickets",
    "new_figure",
    "png",
    "price_and_stock",
    "ring_network",
    "survival",
    "timeline",
    "use",
]


@dataclass(frozen=True)
class FigureKind:
    """A figure: who draws it, its title in both languages, its size [inches], and whether it shows the truth."""

    draw: Callable[..., str]
    title: dict[str, str]
    size: tuple[float, float] = (style.WIDTH, style.HEIGHT)
    is_truth: bool = True


FIGURES: dict[str, FigureKind] = {
    "chain": FigureKind(
        chain,
        {"en": "The chain, from look-up to block", "id": "Rantai, dari pembukaan data sampai blokir"},
        (12.0, 5.8),
    ),
    "timeline": FigureKind(timeline, {"en": "What happened when", "id": "Apa yang terjadi dan kapan"}),
    "price_and_stock": FigureKind(
        price_and_stock, {"en": "Price and stock of numbers", "id": "Harga dan stok nomor"}, (9.6, 6.0)
    ),
    "survival": FigureKind(survival, {"en": "How long a sold number lives", "id": "Umur nomor yang terjual"}),
    "ring_network": FigureKind(
        ring_network, {"en": "The ring and its numbers", "id": "Komplotan dan nomor-nomornya"}, (10.5, 7.2)
    ),
    "lookups_against_tickets": FigureKind(
        lookups_against_tickets,
        {"en": "Look-ups without a ticket, agent by agent", "id": "Pembukaan data tanpa tiket, per petugas"},
        is_truth=False,
    ),
}
"""The figures in the order of a report."""


def draw(name: str, tables: Result, lang: str = "en") -> tuple[Figure, str]:
    """Draw one figure at its own size and give it with its caption.

    Parameters
    ----------
    name : str
        A key of `FIGURES`.
    tables : Run or Saved
    lang : {"en", "id"}
    """
    fig, ax = style.new_figure(*FIGURES[name].size)
    return fig, FIGURES[name].draw(tables, ax, lang)
