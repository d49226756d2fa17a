"""Where a sign turns: the tables of the grids under each question, and a sentence for each outcome."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simkit.compare.pairs import DISPLACED, words_of
from simkit.compare.verdicts import verdict
from simkit.core.catalogue import Words
from simkit.core.locale import percent, signed

from .questions import GRIDS, Parameter, Region
from .run import SIGNS, experiment_of, row_of

SAID = Words(__package__, "page.said")
NAMED = 4
"""So many cells are named in a sentence; more stand in the table only."""


@dataclass(frozen=True)
class Cell:
    """A cell of a grid: the guesses, the arm, and the row of each outcome."""

    guesses: Mapping[str, Any]
    arm: str
    rows: Mapping[str, Mapping[str, Any]]

    def sign(self, outcome: str) -> str:
        """Give how the table writes the cell."""
        return SIGNS[verdict(self.rows[outcome])]


def cells_of(region: Region, stored: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """Judge every cell of a grid for the arms and outcomes of a region.

    Parameters
    ----------
    region : Region
    stored : sequence of mapping
        The grid's cells as the study keeps them.
    """
    made = []
    for said in stored:
        found = experiment_of(said, GRIDS[region.grid].base)
        for arm in region.arms:
            made.append(Cell(said["cell"], arm, {o: row_of(found, o, arm) for o in region.outcomes}))
    return made


def region_lines(
    region: Region, stored: Sequence[Mapping[str, Any]], mains: Mapping[str, str], lang: str
) -> Iterator[str]:
    """Write a region: a table of signs, and what can be said of each outcome.

    Parameters
    ----------
    region : Region
    stored : sequence of mapping
    mains : mapping of outcome to verdict
        What the answer with all seeds says.
    lang : {"en", "id"}
    """
    words, params = SAID[lang], GRIDS[region.grid].params
    cells = cells_of(region, stored)
    yield words["region_title"].format(arms="`, `".join(region.arms), seeds=len(stored[0]["seeds"]))
    yield ""
    several = len(region.arms) > 1
    heads = [f"`{parameter.name}`" for parameter in params] + ([words["arm_head"]] if several else [])
    yield "| " + " | ".join([*heads, *(words_of(o, lang) for o in region.outcomes)]) + " |"
    yield "|" + "---|" * (len(heads) + len(region.outcomes))
    for cell in cells:
        said = [label(parameter, cell.guesses[parameter.name], lang) for parameter in params] + (
            [f"`{cell.arm}`"] if several else []
        )
        yield "| " + " | ".join([*said, *(_shown(cell, o, lang) for o in region.outcomes)]) + " |"
    yield ""
    for outcome in region.outcomes:
        if outcome != DISPLACED:  # a share of what was lost has no sign to turn
            yield "- " + sentence(cells, outcome, params, mains.get(outcome, ""), lang)


def label(parameter: Parameter, value: Any, lang: str) -> str:
    """Write a guess of a stored cell."""
    return parameter.label(tuple(value) if isinstance(value, list) else value, lang)


def _shown(cell: Cell, outcome: str, lang: str) -> str:
    row = cell.rows[outcome]
    if outcome == DISPLACED:
        value = float(row["difference"])
        return percent(value, lang) if math.isfinite(value) else "-"
    size = float(row["relative"])
    text = f" ({signed(size, lang)})" if math.isfinite(size) and row["n_changed"] else ""
    return f"`{cell.sign(outcome)}`{text}"


def sentence(cells: Sequence[Cell], outcome: str, params: Sequence[Parameter], main: str, lang: str) -> str:
    """Say of one outcome how many cells have which sign, and where it turns."""
    words = SAID[lang]
    by_sign = {sign: [c for c in cells if c.sign(outcome) == sign] for sign in ("−", "+")}
    less, more = len(by_sign["−"]), len(by_sign["+"])
    name = words_of(outcome, lang)
    text = words["clear"].format(
        words=name[:1].upper() + name[1:], n=len(cells), less=less, more=more, rest=len(cells) - less - more
    )
    if less and more:
        sign = "−" if less < more else "+"
        if len(by_sign[sign]) > NAMED:
            return str(text + words["turns_many"])
        named = words["cell_next"].join(_named(c, params, lang) for c in by_sign[sign])
        return str(text + words["turns"].format(sign=sign, cells=named))
    if not less and not more:
        return str(text + words["nothing"])
    text += words["no_turn"]
    if main in ("less", "more") and not by_sign[SIGNS[main]]:
        text += words["against"].format(main=SIGNS[main])
    return str(text)


def _named(cell: Cell, params: Sequence[Parameter], lang: str) -> str:
    parts = [
        f"`{parameter.name}` {label(parameter, cell.guesses[parameter.name], lang)}" for parameter in params
    ]
    return str(SAID[lang]["cell_and"]).join(parts)
