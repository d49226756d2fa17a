"""The material of lesson 08: the small country in which policies are tried, and the half-page memo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .blank import Blank
from .texts import Text, find_language

if TYPE_CHECKING:
    from ..study.experiment import Experiment

COUNTRY: Mapping[str, Any] = {
    "people.n_people": 2_000,
    "run.days": 45,
    "run.tick_h": 24,
    "run.scale": 0.01,
}
"""A country so small that twenty-four runs take a few seconds."""
ARMS: Mapping[str, tuple[str, ...]] = {
    "daily": ("forwarding:every_days=1",),
    "cap_one": ("cap:per_operator=1",),
    "face": ("face_match",),
}
MEMO: tuple[tuple[str, Text], ...] = (
    ("question", Text(id="Pertanyaan", en="Question")),
    ("policy", Text(id="Kebijakan yang dicoba", en="Policy tried")),
    ("victims", Text(id="Pengaruh pada korban", en="Effect on victims")),
    ("turned_away", Text(id="Orang jujur yang tidak jadi mendapat SIM", en="Honest people who got no SIM")),
    ("limit", Text(id="Yang tidak dimuat model", en="What the model leaves out")),
    ("advice", Text(id="Saran", en="Advice")),
)
RANGE = Text(id="{mean} (rentang {low} sampai {high})", en="{mean} ({low} to {high})")


def try_policies(
    arms: Mapping[str, Iterable[str]] = ARMS, seeds: int | Iterable[int] = 6, **settings: Any
) -> Experiment:
    """Compare policies in the lesson's small country, each with the same seeds.

    Parameters
    ----------
    arms : mapping of name to policies
    seeds : int or iterable of int
    **settings
        Further settings; two underscores stand for the dot: ``adapt__is_on=False``.

    Examples
    --------
    >>> made = try_policies({"daily": ["forwarding:every_days=1"]}, 2, run__days=3)
    >>> made.plan.settings["run.days"], sorted(made.plan.arms)
    (3, ['baseline', 'daily'])
    """
    from ..study.experiment import compare  # noqa: PLC0415

    more = {name.replace("__", ".", 1): value for name, value in settings.items()}
    return compare("policy-lab", {k: tuple(v) for k, v in arms.items()}, seeds, settings={**COUNTRY, **more})


def half_page(memo: Mapping[str, Any], lang: str | None = None) -> str:
    """Set a memo as the half page that somebody reads who has two minutes.

    Parameters
    ----------
    memo : mapping
        ``question``, ``policy``, ``victims`` and ``turned_away`` (each a mean, a low and a high end), ``limit``,
        ``advice``. What is missing or blank is shown as a blank.

    Examples
    --------
    >>> print(half_page({"policy": "face", "victims": (-27.3, -34.8, -21)}, "en").splitlines()[2])
    Effect on victims: -27.3 (-34.8 to -21)
    """
    lang = lang or find_language()
    return "\n".join(f"{title.to(lang)}: {_said(memo.get(name), lang)}" for name, title in MEMO)


def _said(value: Any, lang: str) -> str:
    from ..study.experiment.words import number  # noqa: PLC0415

    if value is None or isinstance(value, Blank):
        return "____"
    if isinstance(value, (str, int, float)):
        return str(value).strip()
    try:
        mean, low, high = (number(float(v), lang) for v in value)
    except (TypeError, ValueError):
        return str(value)
    return RANGE.put(mean=mean, low=low, high=high).to(lang)
