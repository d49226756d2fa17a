"""The policy lab: two packages of policies side by side, and beside them what happens without.

Nothing here needs Jupyter before `policy_lab` is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .panel import PolicyLab

__all__ = ["laboratorium", "policy_lab"]

SEEDS = 10
"""With fewer, intervals promise too much (`simkit.compare.verdicts.FEW_CHANGED`)."""


def policy_lab(
    lang: str | None = None,
    seed: int = 1,
    *,
    seeds: int = SEEDS,
    scenario: str = "policy-lab",
    settings: Mapping[str, Any] | None = None,
    folder: str | Path | None = None,
    story: str | Path | None = None,
) -> PolicyLab:
    """Open the policy lab: choose two packages of policies and see what they change (alias: `laboratorium`).

    - ``lang`` ({"id", "en"}, optional): The notebook's own language if not given.
    - ``seed`` (int): The first seed, 0 or more; it can be changed in the lab.
    - ``seeds`` (int): How many seeds, 1 or more: each is a pair of countries, without a package and with it.
    - ``scenario`` (str): The scenario in which the policies are tried.
    - ``settings`` (mapping, optional): ``{"section.key": value}``, such as fewer people for a slow computer.
    - ``folder`` (path, optional): Where a button saves figure, table and command.
    - ``story`` (path, optional): A scenario's TOML file of your own, laid over the scenario; the story of the class
      whose data the lessons run on, if not given.

    Returns PolicyLab: A widget that works in JupyterLab and in Voila.

    Raises BadValue: for another language, an unknown scenario or setting, or a value out of range.

    >>> lab = policy_lab("en", seeds=1, settings={"people.n_people": 500, "run.days": 20})
    >>> lab.controls["face_match"].value = True
    >>> lab.wait()
    >>> lab.sentence().startswith("Package A: face match.")
    True
    """
    from ..datasets import class_story  # noqa: PLC0415
    from ..story import read_story  # noqa: PLC0415
    from .panel import PolicyLab  # noqa: PLC0415

    told = read_story(story) if story else class_story()
    return PolicyLab(lang, seed, seeds=seeds, scenario=scenario, settings=settings, folder=folder, story=told)


laboratorium = policy_lab
