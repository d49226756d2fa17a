"""Claims over seeds: six in `make test`, all twenty in `make test-slow`."""

from __future__ import annotations

import pytest

over = pytest.mark.parametrize("n", [6, pytest.param(20, marks=pytest.mark.slow)])
"""Hands a test the number of seeds that its interval rests on."""
