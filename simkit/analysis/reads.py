"""What a run's tables are asked for: columns as arrays, and which rows say a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class TableSet(Protocol):
    """Whatever holds Arrow tables by name: a run's or a saved folder's."""

    def arrow(self, name: str) -> pa.Table:
        """Give one table."""

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a table."""


class Result(Protocol):
    """Whatever has observed tables and truth: a run, or a saved folder."""

    @property
    def observed(self) -> TableSet:
        """What an investigator sees."""

    @property
    def truth(self) -> TableSet:
        """What only the simulator knows."""

    @property
    def about(self) -> Mapping[str, Any]:
        """How to make it again: story, seed, settings and policies."""


def column(table: pa.Table, name: str) -> Any:
    """Give a column as an array."""
    return table.column(name).combine_chunks().to_numpy(zero_copy_only=False)


def says(table: pa.Table, name: str, *words: str) -> np.ndarray:
    """Tell which rows hold one of some words (bool, shape (n,))."""
    made = pc.is_in(table.column(name).cast(pa.string()), value_set=pa.array(words))
    return made.combine_chunks().to_numpy(zero_copy_only=False)


def ring_sims(run: Result) -> np.ndarray:
    """Give the ids of the SIMs that rings or their mules registered."""
    sims = run.truth.arrow("sims")
    return column(sims, "sim_id")[says(sims, "registrant", "ring", "mule")]
