"""nbval passes a notebook without outputs: here such a notebook, and every other that breaks a guard, fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from simkit_course import build as guards

collect_ignore_glob = ["lessons/*/source.py"]
"""Sources of notebooks: with their blanks they are not whole programs."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> None:
    """Refuse to compare a notebook that would let anything pass."""
    if file_path.suffix == ".ipynb":
        faults = guards.notebook_faults(guards.read(file_path), file_path.stat().st_size)
        if faults:
            raise parent.CollectError(f"{file_path.name}: " + "; ".join(faults))
