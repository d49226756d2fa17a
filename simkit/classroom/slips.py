"""Judging several numbers by name: each usual slip has its own words; what differs otherwise is said after them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .checks import NotYet, same_number, take_mapping, take_number
from .texts import Text

Slip = tuple[str, float, Text]
"""The name of an answer, the number that a slip gives for it, and what to say then; `{k}` stands for the name."""

PER_CENT = Text(
    id="`{k}`: ini dalam persen. Tulis sebagai bilangan antara 0 dan 1.",
    en="`{k}`: this is in per cent. Write it as a number between 0 and 1.",
)


def named(name: str) -> Text:
    """Give an answer's name as it is said in a message."""
    return Text(id=f"`{name}`", en=f"`{name}`")


def numbers(answer: Any, names: Iterable[str]) -> dict[str, float]:
    """Take a number for each name.

    Examples
    --------
    >>> numbers({"b": 2, "a": 1}, ["a", "b"])
    {'a': 1.0, 'b': 2.0}
    """
    return {k: take_number(v, named(k)) for k, v in take_mapping(answer, list(names)).items()}


def refuse(
    mine: Mapping[str, float], reference: Mapping[str, float], slips: Iterable[Slip], near: float = 1e-6
) -> None:
    """Name the first slip that gives just what was answered, unless that is right as well.

    Parameters
    ----------
    mine, reference : mapping of str to float
    slips : iterable of Slip
    near : float
        How far an answer may lie off a slip, or off the reference, relative to them.

    Raises
    ------
    NotYet
        With the words of that slip.
    """
    for name, value, said in slips:
        if np.isclose(mine[name], value, rtol=near) and not np.isclose(
            mine[name], reference[name], rtol=near
        ):
            raise NotYet(said.put(k=name) if "{k}" in said.en else said)


def compare(mine: Mapping[str, float], reference: Mapping[str, float], slips: Iterable[Slip]) -> None:
    """Say the usual slips first, then whatever differs."""
    refuse(mine, reference, slips)
    for name, true in reference.items():
        same_number(mine[name], true, named(name))
