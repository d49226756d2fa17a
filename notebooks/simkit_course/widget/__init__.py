"""The policy lab: policies as sliders and switches, and beside them what happens without.

Nothing here needs Jupyter before `policy_lab` is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .panel import PolicyLab

__all__ = ["laboratorium", "policy_lab"]


def policy_lab(
    lang: str | None = None,
    seed: int = 1,
    *,
    scenario: str = "policy-lab",
    settings: Mapping[str, Any] | None = None,
) -> PolicyLab:
    """Open the policy lab: choose policies and see at once what they change (alias: `laboratorium`).

    - ``lang`` ({"id", "en"}, optional): The notebook's own language if not given.
    - ``seed`` (int): The country to begin with, 0 or more; it can be changed in the lab.
    - ``scenario`` (str): The scenario in which the policies are tried.
    - ``settings`` (mapping, optional): ``{"section.key": value}``, such as fewer people for a slow computer.

    Returns PolicyLab: A widget that works in JupyterLab and in Voila.

    Raises BadValue: for another language, an unknown scenario or setting, or a value out of range.

    >>> lab = policy_lab("en", settings={"people.n_people": 500, "run.days": 20, "run.tick_h": 24})
    >>> lab.controls["face_match"].value = True
    >>> lab.wait()
    >>> lab.sentence().startswith("With face match")
    True
    """
    from .panel import PolicyLab  # noqa: PLC0415

    return PolicyLab(lang, seed, scenario=scenario, settings=settings)


laboratorium = policy_lab
