"""The pictures of the findings page, drawn from the stored study."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import style
from ..plots_displacement import displacement
from ..plots_effects import effects
from ..plots_frontier import frontier
from ..plots_survival_arms import survival_arms
from .run import FOLLOWED, curves_of
from .stored import Study, experiment_of
from .words import SAID

FOLDER = "img/findings"
NAMES = ("effects", "frontier", "displacement", "lives")


def draw(study: Study, lang: str) -> Iterator[tuple[str, Figure, str]]:
    """Draw every picture of the page.

    Parameters
    ----------
    study : dict
    lang : {"en", "id"}

    Yields
    ------
    name, figure, caption
    """
    words = SAID[lang]
    lab = experiment_of(study["trials"]["policies"])
    fig, ax = style.new_figure()
    yield "effects", fig, effects(lab, ax, lang)
    fig, (left, right) = _two(1.45)
    yield "frontier", fig, _both(frontier(lab, left, lang), frontier(lab, right, lang, cost="cost_rp"), words)
    fig, (left, right) = _two(1.6)
    habit = experiment_of(study["trials"]["habit"])
    said = displacement(habit, left, lang, ("face",)), displacement(lab, right, lang, ("face",))
    for ax, name in ((left, "habit"), (right, "answers")):
        ax.set_title(words[name], fontsize=style.TITLE, family=style.FAMILY, color=style.INK)
    names = [f"{words[name]}. {text}" for name, text in zip(("habit", "answers"), said, strict=True)]
    yield "displacement", fig, _both(names[0], names[1], words)
    fig, axes = _two(1.6)
    made = [
        survival_arms(curves_of(study["lives"][what]), ax, lang, what)
        for ax, what in zip(axes, FOLLOWED, strict=True)
    ]
    yield "lives", fig, _both(made[0], made[1], words)


def _two(width: float) -> tuple[Figure, tuple[Axes, Axes]]:
    fig, ax = style.new_figure(width * style.WIDTH, style.HEIGHT)
    fig.delaxes(ax)
    left, right = fig.subplots(1, 2)
    return fig, (left, right)


def _both(left: str, right: str, words: dict[str, str]) -> str:
    return words["left"] + left + words["right"] + right
