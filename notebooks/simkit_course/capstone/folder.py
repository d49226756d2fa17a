"""The unseen folder: what operators saw in ninety days of a country that no lesson shows. There is no answer key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from simkit.core.files import write_file
from simkit.engine.run import simulate

SEED = 90_417
"""No lesson, data set or test of a lesson uses it."""
COUNTRY = {"people.n_people": 20_000, "run.scale": 0.004, "ring.n_outlets": 2}
TABLES = ("registrations", "sims", "people", "outlets", "blocks", "complaints")


@lru_cache(maxsize=1)
def _made() -> Mapping[str, pd.DataFrame]:
    run = simulate("lesson-ring", SEED, settings=COUNTRY)
    return {name: run.observed[name] for name in TABLES}


def unseen(where: str | Path | None = None) -> dict[str, pd.DataFrame]:
    """Give the tables of the unseen folder.

    - ``where`` (str or Path, optional): A folder, made if need be, into which each table is written as CSV.

    Returns a dict of DataFrame: copies of ``TABLES``.
    """
    tables = {name: table.copy() for name, table in _made().items()}
    if where is not None:
        Path(where).mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            write_file(Path(where) / f"{name}.csv", table.to_csv(index=False))
    return tables
