"""What the judges of lesson 05 share: take numbers by name, and say the usual slips first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ..checks import NotYet, same_number, take_mapping, take_number
from ..texts import Text

Slips = Iterable[tuple[str, float, Text]]


def named(name: str) -> Text:
    """Give an answer's name as it is said in a message."""
    return Text(id=f"`{name}`", en=f"`{name}`")


def numbers(answer: Any, names: Iterable[str]) -> dict[str, float]:
    """Take a number for each name."""
    return {k: take_number(v, named(k)) for k, v in take_mapping(answer, list(names)).items()}


def compare(mine: Mapping[str, float], reference: Mapping[str, float], slips: Slips) -> None:
    """Say the usual slips first, then whatever differs."""
    for name, value, said in slips:
        if np.isclose(mine[name], value, rtol=1e-6) and not np.isclose(
            mine[name], reference[name], rtol=1e-6
        ):
            raise NotYet(said.put(k=name))
    for name, true in reference.items():
        same_number(mine[name], true, named(name))
