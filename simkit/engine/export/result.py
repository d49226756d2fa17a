"""What a run gives back: observed tables, truth, and a way to save them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from ...core import folder
from ...core.errors import nearest
from ...core.tables import Table
from ...world import tables as world_tables
from ..actors.insider import Insiders
from ..actors.syndicate import Ring
from ..model import Model
from ..scenario import Scenario
from ..tables import declared
from . import complaints as answer
from . import observed as chain
from . import traffic, truth
from .ids import View

Maker = Callable[[], pa.Table]


class Tables(Mapping[str, pd.DataFrame]):
    """The tables of one kind, each made when it is first asked for.

    Every look gives a fresh DataFrame, so what a student does to one spoils nothing.
    """

    def __init__(self, kind: str, makers: Mapping[str, Maker], declared_: Mapping[str, Table]) -> None:
        self._kind, self._makers, self._declared = kind, makers, declared_
        self._made: dict[str, pa.Table] = {}

    def arrow(self, name: str) -> pa.Table:
        """Give one table as an Arrow table."""
        if name not in self._makers:
            raise KeyError(f"no {self._kind} table {name!r}: {nearest(name, self._makers)}")
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        table = self.arrow(name)
        return self._declared[name].frame(table)

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __repr__(self) -> str:
        return f"<{self._kind} tables: {', '.join(self)}>"


class Run:
    """One simulated country: what an investigator sees of it, and the truth.

    Attributes
    ----------
    observed, truth : mapping of str to DataFrame
    scenario : Scenario
        As asked for; ``model.scenario`` is what it became.
    """

    def __init__(self, model: Model, scenario: Scenario, rings: list[Ring], insiders: Insiders) -> None:
        self.model, self.scenario, self.rings, self.insiders = model, scenario, rings, insiders
        self._view = View(model, model.days * 24.0)
        self.observed, self.truth = self._tables(self._view)

    @property
    def seed(self) -> int:
        """The seed."""
        return self.model.streams.seed

    def _tables(self, v: View) -> tuple[Tables, Tables]:
        m = self.model
        known = {t.path: t for t in declared()}
        seen: dict[str, Maker] = {
            n: partial(getattr(world_tables, f"{n}_table"), m.world)
            for n in ("people", "operators", "outlets", "agents")
        }
        for room, names in (
            (chain, ("tickets", "accesses", "posts", "post_records")),
            (chain, ("sims", "registrations", "accounts", "logins")),
            (answer, ("complaints", "blocks", "notices", "reviews", "seizures")),
        ):
            seen |= {n: partial(getattr(room, n), v) for n in names}
        seen["traffic_daily"] = lambda: pa.concat_tables(list(traffic.traffic(v)))
        seen["contacts"] = lambda: pa.concat_tables(list(answer.contacts(v)))
        order = [p.partition("/")[2] for p in known if p.startswith("observed/")]
        hidden: dict[str, Maker] = {
            p.partition("/")[2]: partial(getattr(truth, p.partition("/")[2]), v)
            for p in known
            if p.startswith("truth/")
        }
        hidden["agents"] = partial(truth.agents, v, self.insiders)
        hidden["outlets"] = partial(truth.outlets, v, self.rings)
        kinds = [
            {n: known[f"{k}/{n}"] for n in names}
            for k, names in (("observed", order), ("truth", list(hidden)))
        ]
        return Tables("observed", {n: seen[n] for n in order}, kinds[0]), Tables("truth", hidden, kinds[1])

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
        """Say how to make this run again: story, seed, settings and policies."""
        return {
            "story": self.scenario.name,
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
            for name in tables:
                pieces[f"{kind}/{name}"] = _late(tables, name)
        pieces["observed/traffic_daily"] = traffic.traffic(self._view)
        pieces["observed/contacts"] = answer.contacts(self._view)
        return folder.save(where, pieces, declared(), self.about, fmt, extra=extra)


def _late(tables: Tables, name: str) -> Iterator[pa.Table]:
    """Make a table only when its turn to be written has come."""
    kept = name in tables._made
    yield tables.arrow(name)
    if not kept:
        tables._made.pop(name, None)
