"""simkit: one simulated country in which telecom fraud can be watched, detected and broken.

The map of the package, by layer (imports only point down):

- ``core``: named random streams, tables declared once, parameters with sources, saved folders
- ``world``: who exists at the start
- ``engine``: what happens: ``simulate``, ``load_scenario``, the policies
- ``detect``: detectors and what they read: features, linkage, graphs, a clerk's folder
- ``measure``: what came of a run: ``summarise``, precision, the audit
- ``figures``: pictures of a run
- ``compare``: policies over many seeds, with intervals
- ``report``: a run as one page
- ``cli``: the command line

The lessons stand beside it, in the package ``simkit_course``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core.errors import BadFolder, BadValue, SimkitError
    from .core.folder import load
    from .engine.policies import catalogue
    from .engine.run import simulate
    from .engine.scenario import Scenario, load_scenario, scenario_names
    from .measure.outcomes import summarise

__version__ = "0.1.0"

__all__ = [
    "BadFolder",
    "BadValue",
    "Scenario",
    "SimkitError",
    "catalogue",
    "load",
    "load_scenario",
    "scenario_names",
    "simulate",
    "summarise",
]

_HOME = {
    "BadFolder": "core.errors",
    "BadValue": "core.errors",
    "Scenario": "engine.scenario",
    "SimkitError": "core.errors",
    "catalogue": "engine.policies",
    "load": "core.folder",
    "load_scenario": "engine.scenario",
    "simulate": "detect.loop",
    "scenario_names": "engine.scenario",
    "summarise": "measure.outcomes",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: ``simkit --help`` need not wait for the engine."""
    if name not in _HOME:
        raise AttributeError(f"module 'simkit' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*globals(), *__all__])
