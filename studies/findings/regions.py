"""Where a sign turns: the tables of the grids under each question, and a sentence for each outcome."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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

    def shown(self, outcome: str, lang: str) -> str:
        """Give what the table says: the sign and the size, or the share that went elsewhere, which has no sign."""
        row = self.rows[outcome]
        if outcome == DISPLACED:
            value = float(row["difference"])
            return percent(value, lang) if math.isfinite(value) else "-"
        size = float(row["relative"])
        text = f" ({signed(size, lang)})" if math.isfinite(size) and row["n_changed"] else ""
        return f"`{self.sign(outcome)}`{text}"


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
    parts = (f"`{p.name}` {p.label(cell.guesses[p.name], lang)}" for p in params)
    return str(SAID[lang]["cell_and"]).join(parts)
