"""Whole runs that several tests look at, each made once a process; and which tests share a process.

Nobody may change these runs.
"""

from __future__ import annotations

from functools import cache

import pytest
import run_samples
from hypothesis import settings

from simkit.detect.loop import simulate
from simkit.engine.scenario import scenario_names

# How long an example takes depends on what else the machine does.
settings.register_profile("simkit", deadline=None)
settings.load_profile("simkit")

TOGETHER = {
    "tests/test_run_tables.py": "tests/test_run_causes.py",
    "tests/test_study_plots.py": "tests/test_guard.py",
    "tests/test_study_report.py": "tests/test_guard.py",
    "tests/test_detect_desk.py": "tests/test_guard.py",
    "tests/test_detect_intake.py": "tests/test_guard.py",
    "tests/test_analysis_features.py": "tests/test_detector_abuse.py",
    "tests/test_detector_chain.py": "tests/test_detector_abuse.py",
    "tests/test_detector_takeover.py": "tests/test_detector_abuse.py",
    "tests/test_analysis_linkage.py": "tests/test_run_causes.py",
    "tests/test_analysis_linkage_looks.py": "tests/test_run_causes.py",
    "tests/test_detector_insider.py": "tests/test_run_causes.py",
    "tests/test_policies.py": "tests/test_direction.py",
    "tests/test_theory.py": "tests/test_direction.py",
}
"""Files whose tests look at the same runs: they go to the process of the other file."""
APART = "tests/test_fuzz.py"
"""Its tests share nothing: they come last, each goes to whoever is free, and so fill the gap at the end."""


THOROUGH = {
    f"tests/test_{name}.py"
    for name in (
        # studies
        "calibration", "detection", "findings", "joins", "sensitivity", "trade", "worlds",
        # one promise over many seeds, settings, records, damages or kills
        "actors_learning", "analysis_audit", "analysis_linkage", "analysis_linkage_looks", "analysis_views", "clerk",
        "detect_intake", "detect_silent", "direction", "experiment_intervals", "experiment_own", "experiment_resume",
        "experiment_verdicts", "faults", "fuzz", "guard",
        "kills", "metamorphic_market", "metamorphic_policies", "metamorphic_register", "theory",
    )
}  # fmt: skip
"""Files that `make test` leaves to `make test-thorough`. CI runs both; who changes what they hold runs them by name."""


def share_of(nodeid: str) -> str:
    """Name what must stay in one process: a file with its fixtures and cached runs, or a single test."""
    file = nodeid.partition("::")[0]
    return nodeid if file == APART else TOGETHER.get(file, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give whole files to processes, or every process would make every run that a file shares."""
    from xdist.scheduler import LoadFileScheduling

    class Shares(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return share_of(nodeid)

    config.option.loadscopereorder = False
    return Shares(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the thorough ones, and begin with the slow ones, the tests of this folder."""
    for item in items:
        if item.nodeid.partition("::")[0] in THOROUGH:
            item.add_marker("thorough")
    items.sort(key=lambda item: (item.nodeid.startswith(APART), not item.nodeid.startswith("tests/")))


@pytest.fixture(scope="session")
def busy_run():
    """A small country in which everything happens: every table has rows."""
    return run_samples.busy()


@pytest.fixture(scope="session")
def tiny_run():
    """The baseline scenario, shrunk."""
    return simulate("baseline", settings=run_samples.TINY)


@cache
def shrunk_run(name):
    """Simulate a shipped scenario, shrunk, once a process: pytest keeps only one value of a fixture at a time."""
    return simulate(run_samples.shrunk(name), seed=3)


@pytest.fixture(scope="session", params=scenario_names())
def scenario_run(request):
    """Each shipped scenario, shrunk."""
    return shrunk_run(request.param)
