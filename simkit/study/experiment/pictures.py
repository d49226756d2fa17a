"""The pictures beside an experiment's report: effects, and harm against honest cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .naming import by_kind

if TYPE_CHECKING:
    from .compare import Experiment

Picture = tuple[str, bytes, str]


def pictures(made: Experiment, lang: str = "en") -> list[Picture]:
    """Draw an experiment; the same experiment gives the same bytes.

    Parameters
    ----------
    made : Experiment
    lang : {"en", "id"}

    Returns
    -------
    list of (file name, PNG, caption)
        ``effects`` and ``frontier``; nothing where there is no matplotlib or no outcome with a meaning.

    Examples
    --------
    >>> from .compare import compare
    >>> tiny = {"people.n_people": 500, "run.days": 2, "run.scale": 0.001, "run.tick_h": 24}
    >>> made = compare("baseline", {"cap1": ["cap:per_operator=1"]}, 3, settings=tiny)
    >>> [name for name, _, _ in pictures(made, "id")]
    ['effects.id.png', 'frontier.id.png']
    """
    known = by_kind(made.differences["outcome"].unique())
    if not {"harm", "honest", "cost"} <= known.keys():
        return []
    try:
        from .. import style  # noqa: PLC0415
        from ..plots_effects import effects  # noqa: PLC0415
        from ..plots_frontier import frontier  # noqa: PLC0415
    except ModuleNotFoundError:
        return []
    fig, ax = style.new_figure()
    caption = effects(made, ax, lang)
    drawn: list[Picture] = [(f"effects.{lang}.png", style.png(fig), caption)]
    fig, ax = style.new_figure(2 * style.WIDTH * 0.72, style.HEIGHT)
    fig.delaxes(ax)
    left, right = fig.subplots(1, 2)
    captions = frontier(made, left, lang), frontier(made, right, lang, cost="cost_rp")
    drawn.append((f"frontier.{lang}.png", style.png(fig), " ".join(captions)))
    return drawn
