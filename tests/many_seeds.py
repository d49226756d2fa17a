"""Claims over seeds: six in `make test-thorough`, all twenty in `make test-slow`."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

over = pytest.mark.parametrize(
    "n", [pytest.param(6, marks=pytest.mark.thorough), pytest.param(20, marks=pytest.mark.slow)]
)
"""Hands a test the number of seeds that its interval rests on."""


def interval(values) -> tuple[float, float]:
    """95 % interval of the mean over seeds (Student)."""
    values = np.asarray(values, float)
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)
