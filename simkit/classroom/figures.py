"""Figures of a lesson: the picture, and its computed caption as text that can be read and compared."""

from __future__ import annotations

import html
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .texts import Text, find_language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LABEL = Text(id="[Gambar] ", en="[Figure] ")
DPI = 80
"""Large enough to read in a notebook, small enough for a file that travels."""


def show(fig: Figure, caption: str, lang: str | None = None) -> None:
    """Show a figure with its caption (alias: `tampil`).

    One output holds the picture with the caption as its text and its alternative text; a second one shows the caption
    below it. nbval does not compare pictures, but it compares these texts.

    Parameters
    ----------
    fig : Figure
        It is closed afterwards, so that it is not shown twice.
    caption : str
        What is to be seen, with the numbers computed from what was drawn.
    """
    from IPython.display import display  # noqa: PLC0415

    from ..study.style import png  # noqa: PLC0415

    picture = png(fig, DPI)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(fig)
    said = LABEL.to(lang or find_language()) + caption
    alt = {"image/png": {"alt": caption}}
    display({"image/png": picture, "text/plain": said}, raw=True, metadata=alt)
    display({"text/html": f"<p><i>{html.escape(caption)}</i></p>", "text/plain": caption}, raw=True)


tampil = show


def draw(plot: Callable[..., str], tables: Any, *, lang: str | None = None, **options: Any) -> None:
    """Draw one of the kit's figures (`simkit.study.plots`) in the lesson's language and show it (alias: `gambar`)."""
    from ..study.style import new_figure  # noqa: PLC0415

    lang = lang or find_language()
    fig, ax = new_figure()
    show(fig, plot(tables, ax, lang, **options), lang)


gambar = draw
