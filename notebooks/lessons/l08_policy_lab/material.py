"""The material of lesson 08: the small country in which policies are tried, and the half-page memo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from simkit.core.catalogue import Catalogue
from simkit_course.blank import Blank
from simkit_course.texts import Text, find_language

if TYPE_CHECKING:
    from simkit.compare.experiment import Experiment

SAID = Catalogue(__package__, "material")

COUNTRY: Mapping[str, Any] = {"people.n_people": 2_000, "run.days": 45, "run.tick_h": 24, "run.scale": 0.01}
"""A country so small that twenty-four runs take a few seconds."""
ARMS: Mapping[str, tuple[str, ...]] = {
    "daily": ("forwarding:every_days=1",),
    "cap_one": ("cap:per_operator=1",),
    "face": ("face_match",),
}
MEMO: tuple[tuple[str, Text], ...] = (
    ("question", SAID["question"]),
    ("policy", SAID["policy_tried"]),
    ("victims", SAID["effect_victims"]),
    ("turned_away", SAID["honest_people_who_got_no"]),
    ("limit", SAID["what_model_leaves_out"]),
    ("advice", SAID["advice"]),
)


def try_policies(
    arms: Mapping[str, Iterable[str]] = ARMS, seeds: int | Iterable[int] = 6, **settings: Any
) -> Experiment:
    """Compare policies in the lesson's small country, each with the same seeds.

    - ``**settings``: Further settings; two underscores stand for the dot: ``adapt__is_on=False``.

    >>> made = try_policies({"daily": ["forwarding:every_days=1"]}, 2, run__days=3)
    >>> made.plan.settings["run.days"], sorted(made.plan.arms)
    (3, ['baseline', 'daily'])
    """
    from simkit.compare.experiment import compare  # noqa: PLC0415

    more = {name.replace("__", ".", 1): value for name, value in settings.items()}
    return compare("policy-lab", {k: tuple(v) for k, v in arms.items()}, seeds, settings={**COUNTRY, **more})


def half_page(memo: Mapping[str, Any], lang: str | None = None) -> str:
    """Set a memo as the half page that somebody reads who has two minutes.

    - ``memo`` (mapping): ``question``, ``policy``, ``victims`` and ``turned_away`` (each a mean, a low and a
      high end), ``limit``, ``advice``. What is missing or blank is shown as a blank.

    >>> print(half_page({"policy": "face", "victims": (-27.3, -34.8, -21)}, "en").splitlines()[2])
    Effect on victims: -27.3 (-34.8 to -21)
    """
    lang = lang or find_language()
    return "\n".join(f"{title.to(lang)}: {_said(memo.get(name), lang)}" for name, title in MEMO)


def _said(value: Any, lang: str) -> str:
    from simkit.core.locale import number  # noqa: PLC0415

    if value is None or isinstance(value, Blank):
        return "____"
    if isinstance(value, (str, int, float)):
        return str(value).strip()
    try:
        mean, low, high = (number(float(v), lang) for v in value)
    except (TypeError, ValueError):
        return str(value)
    return SAID["range"].put(mean=mean, low=low, high=high).to(lang)
