"""What a run gives back: observed tables, truth, and a way to save them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from ...core import folder
from ...core.folder import Maker, Tables
from ...core.tables import Table
from ...world import tables as world_tables
from ..actors.insider import Insiders
from ..actors.ring import Ring
from ..model import Model
from ..scenario import Scenario
from ..tables import declared
from . import observed, traffic, truth
from .ids import View

PIECES = {"traffic_daily": traffic.traffic, "contacts": traffic.contacts}
"""The large tables, which are written piece by piece."""


class Run:
    """One simulated country: what an investigator sees of it, and the truth.

    Attributes
    ----------
    observed, truth : mapping of str to DataFrame
    scenario : Scenario
        As asked for; ``model.scenario`` is what it became.
    """

    def __init__(self, model: Model, scenario: Scenario, rings: Sequence[Ring], insiders: Insiders) -> None:
        self.model, self.scenario, self.rings, self.insiders = model, scenario, rings, insiders
        self._view = View(model, model.days * 24.0)
        self.observed, self.truth = self._tables(self._view)

    @property
    def seed(self) -> int:
        """The seed."""
        return self.model.streams.seed

    def _tables(self, v: View) -> tuple[Tables, Tables]:
        made: dict[str, dict[str, tuple[Table, Maker]]] = {"observed": {}, "truth": {}}
        in_force = {"", *(p.name for p in self.model.policies)}
        for t in declared():
            if t.policy in in_force:
                made[t.folder][t.name] = (t, self._maker(t, v))
        return Tables("observed", made["observed"], keeps=True), Tables("truth", made["truth"], keeps=True)

    def _maker(self, table: Table, v: View) -> Maker:
        """Give what makes a table: the function of its name, told what it needs."""
        name = table.name
        if table.folder == "truth":
            more = {"agents": (self.insiders,), "outlets": (self.rings,)}.get(name, ())
            return partial(getattr(truth, name), v, *more)
        if name in PIECES:
            return lambda: pa.concat_tables(list(PIECES[name](v)))
        if hasattr(observed, name):
            return partial(getattr(observed, name), v)
        return partial(getattr(world_tables, f"{name}_table"), self.model.world)

    def as_of(self, day: float) -> Tables:
        """Give the observed tables as an investigator had them at the end of a day: no later row, no later outcome.

        Parameters
        ----------
        day : float
            Days since the start, at most the length of the run.
        """
        return self._tables(View(self.model, min(day, self.model.days) * 24.0))[0]

    @property
    def about(self) -> dict[str, Any]:
        """Say how to make this run again: scenario, seed, settings and policies."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "settings": {f"{k.section}.{k.name}": value for k, value in self.scenario.settings()},
            "policies": {p.name: asdict(p) for p in self.model.policies},
        }

    def save(
        self, where: str | Path, fmt: str = "parquet", *, extra: Mapping[str, Any] | None = None
    ) -> Path:
        """Save all tables to a folder that describes itself, and give its path.

        Parameters
        ----------
        where : str or Path
            A new folder, an empty one, or one with an older result.
        fmt : {"parquet", "csv"}
        extra : mapping of file name to text, bytes or JSON values, optional
            Further files, such as a report.
        """
        pieces: dict[str, Any] = {}
        for kind, tables in (("observed", self.observed), ("truth", self.truth)):
            pieces |= {f"{kind}/{name}": tables.late(name) for name in tables}
        late = PIECES | {"sims": observed.sims_in_pieces}
        pieces |= {f"observed/{name}": make(self._view) for name, make in late.items()}
        pieces["truth/sims"] = observed.sims_in_pieces(self._view, truth.sims)
        return folder.save(where, pieces, declared(), self.about, fmt, extra=extra)
