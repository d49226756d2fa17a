"""A country small enough to be ready at once, for lesson 00."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from simkit.engine.export.result import Run
from simkit.engine.run import simulate

TINY: Mapping[str, Any] = {"people.n_people": 500, "run.days": 7}


def tiny_country(seed: int = 1) -> Run:
    """Simulate five hundred people for a week.

    >>> count_people(tiny_country())
    500
    """
    return simulate("baseline", seed=seed, settings=TINY)


def count_people(country: Run) -> int:
    """Count the people whose daily life is simulated."""
    return int(country.truth["people"]["is_panel"].sum())


def count_sims(country: Run) -> int:
    """Count the SIMs, those registered during the run included."""
    return len(country.truth["sims"])


def side_by_side(*countries: Run) -> pd.DataFrame:
    """Put the sizes of countries side by side, a row each.

    >>> side_by_side(tiny_country(1)).loc["seed 1", "n_days"].item()
    7
    """
    rows = [
        {"n_people": count_people(c), "n_sims": count_sims(c), "n_days": int(c.scenario.run.days)}
        for c in countries
    ]
    return pd.DataFrame(rows, index=[f"seed {c.seed}" for c in countries])
