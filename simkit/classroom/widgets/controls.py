"""The controls of the policy lab, made from its levers: sliders, switches, and the country's seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as ipw

from . import words
from .levers import LEVERS, Lever, told
from .telling import plain

COUNTRY = ("answers", "seed")
WIDE = {"description_width": "186px"}


def is_country(name: str) -> bool:
    """Tell whether a control changes the country, and so the baseline too."""
    return name in COUNTRY


def make_controls(lang: str, seed: int) -> dict[str, Any]:
    """Make a control for each lever, then those of the country.

    Returns
    -------
    dict of str to widget
        The value of a slider is its position, that of a switch True or False.
    """
    made: dict[str, Any] = {lever.name: _control(lever, lang) for lever in LEVERS}
    made["answers"] = ipw.Checkbox(
        value=True,
        description=words.ANSWERS.to(lang),
        tooltip=words.ANSWERS_DOC.to(lang),
        indent=False,
    )
    made["seed"] = ipw.IntText(
        value=seed,
        description=words.SEED.to(lang),
        tooltip=words.SEED_DOC.to(lang),
        style={"description_width": "205px"},
        layout={"width": "320px"},
        continuous_update=False,
    )
    return made


def _control(lever: Lever, lang: str) -> Any:
    said: dict[str, Any] = {
        "description": lever.title.to(lang),
        "tooltip": plain(told(lever, lang), lang),
    }
    if lever.is_switch:
        return ipw.Checkbox(value=bool(lever.usual), indent=False, **said)
    options = [(level.name.to(lang), place) for place, level in enumerate(lever.levels)]
    return ipw.SelectionSlider(
        options=options, value=lever.usual, style=WIDE, continuous_update=False, **said
    )


def places_of(controls: Mapping[str, Any]) -> dict[str, int]:
    """Give the position of each lever."""
    return {lever.name: int(controls[lever.name].value) for lever in LEVERS}
