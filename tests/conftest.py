"""Whole runs that several tests look at, each made once a session. Nobody may change them."""

from __future__ import annotations

import pytest
import run_samples
from hypothesis import settings

from simkit.engine.run import simulate
from simkit.engine.scenario import scenario_names

# How long an example takes depends on what else the machine does.
settings.register_profile("simkit", deadline=None)
settings.load_profile("simkit")


@pytest.fixture(scope="session")
def busy_run():
    """A small country in which everything happens: every table has rows."""
    return run_samples.busy()


@pytest.fixture(scope="session")
def tiny_run():
    """The baseline scenario, shrunk."""
    return simulate("baseline", settings=run_samples.TINY)


@pytest.fixture(scope="session", params=scenario_names())
def scenario_run(request):
    """Each shipped scenario, shrunk."""
    return simulate(run_samples.shrunk(request.param), seed=3)
